//! Options of `crosstracks rehearse`.

use std::str::FromStr;

use clap::{Args, ValueEnum};
use thiserror::Error;

use crate::{auth::RoomCode, http::Site};

/// Options of `crosstracks rehearse`.
#[derive(Debug, Clone, Args)]
pub struct RehearseArgs {
    /// The server to rehearse with. Without it, the one at http://127.0.0.1:8080, or where there is none
    /// and no room is named, one that is started for the rehearsal and keeps nothing.
    #[arg(long, env = "CROSSTRACKS_URL")]
    pub url: Option<Site>,
    /// How many practice participants: as many as --services says, or 24.
    #[arg(long, env = "CROSSTRACKS_PEOPLE", value_name = "N",
          value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub people: Option<u32>,
    /// How many of each service in the room's order, such as 13,11. Without it, they are spread evenly.
    #[arg(long, env = "CROSSTRACKS_SERVICES", value_name = "SIZES")]
    pub services: Option<Sizes>,
    /// The room to join. Without it, a room is opened and facilitated too.
    #[arg(long, env = "CROSSTRACKS_ROOM", value_name = "CODE")]
    pub room: Option<RoomCode>,
    /// The token for opening rooms, where the server asks for one.
    #[arg(long, env = "CROSSTRACKS_CREATION_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub creation_token: Option<super::CreationKey>,
    /// How fast people act.
    #[arg(long, env = "CROSSTRACKS_SPEED", value_enum, default_value_t = Speed::Brisk)]
    pub speed: Speed,
    /// The pack to rehearse, by its id on the server.
    #[arg(long, env = "CROSSTRACKS_PACK_ID", value_name = "ID")]
    pub pack: Option<String>,
    /// Drop each person's connection after about one command in N, to see that nothing is lost.
    #[arg(long, value_name = "N", hide = true, value_parser = clap::value_parser!(u32).range(1..))]
    pub drop: Option<u32>,
    /// What the chance of what people do is drawn from.
    #[arg(long, value_name = "N", hide = true, default_value_t = 1)]
    pub seed: u64,
    /// Print, last, one JSON object with what happened.
    #[arg(long, env = "CROSSTRACKS_JSON")]
    pub json: bool,
}

/// How fast practice participants act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Speed {
    /// As people do, to rehearse with.
    Real,
    /// A whole session in about a minute, to look at.
    Brisk,
    /// As fast as the server takes it.
    Max,
}

impl RehearseArgs {
    /// How many people come.
    ///
    /// # Errors
    /// [`Unlike`] when the sizes come to another number than was asked for.
    pub fn people(&self) -> Result<usize, Unlike> {
        let sizes = self.services.as_ref().map(|sizes| sizes.0.iter().map(|size| *size as usize).sum());
        match (self.people.map(|people| people as usize), sizes) {
            (Some(people), Some(sizes)) if people != sizes => Err(Unlike { people, sizes }),
            (people, sizes) => Ok(people.or(sizes).unwrap_or(PEOPLE)),
        }
    }
}

/// How many come where nothing is said.
const PEOPLE: usize = 24;

/// Two numbers of people that differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("--people says {people}, and the sizes in --services come to {sizes}; one of the two is enough")]
pub struct Unlike {
    people: usize,
    sizes: usize,
}

/// How many people of each service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sizes(pub Vec<u32>);

/// The text is no list of sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("give a number for each of two or more services, such as 13,11")]
pub struct NotSizes;

impl FromStr for Sizes {
    type Err = NotSizes;

    fn from_str(text: &str) -> Result<Self, NotSizes> {
        let sizes: Result<Vec<u32>, _> = text.split(',').map(|size| size.trim().parse()).collect();
        match sizes {
            Ok(sizes) if sizes.len() >= 2 => Ok(Self(sizes)),
            _ => Err(NotSizes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(args: &[&str]) -> Result<usize, Unlike> {
        #[derive(clap::Parser)]
        struct Line {
            #[command(flatten)]
            args: RehearseArgs,
        }
        let line = <Line as clap::Parser>::try_parse_from([&["rehearse"], args].concat()).unwrap();
        line.args.people()
    }

    #[test]
    fn people_are_as_many_as_the_sizes_say() {
        assert_eq!(people(&[]), Ok(24));
        assert_eq!(people(&["--people", "7"]), Ok(7));
        assert_eq!(people(&["--services", "13,7"]), Ok(20));
        assert_eq!(people(&["--services", "13,7", "--people", "20"]), Ok(20));
        assert_eq!(people(&["--services", "13,7", "--people", "21"]), Err(Unlike { people: 21, sizes: 20 }));
    }

    #[test]
    fn sizes_are_numbers_with_commas() {
        assert_eq!("13,11".parse(), Ok(Sizes(vec![13, 11])));
        assert_eq!("9, 6, 5".parse(), Ok(Sizes(vec![9, 6, 5])));
        for text in ["", "13", "13,", "13;11", "-1,2", "a,b"] {
            assert_eq!(text.parse::<Sizes>(), Err(NotSizes), "{text:?}");
        }
    }
}
