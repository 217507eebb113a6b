//! Options of `crosstracks rehearse`.

use std::str::FromStr;

use clap::{Args, ValueEnum};
use thiserror::Error;

use crate::{auth::RoomCode, http::Site};

/// Options of `crosstracks rehearse`.
#[derive(Debug, Clone, Args)]
pub struct RehearseArgs {
    /// The server to rehearse with. Without it, one is started that keeps nothing.
    #[arg(long, env = "CROSSTRACKS_URL")]
    pub url: Option<Site>,
    /// How many practice participants.
    #[arg(long, env = "CROSSTRACKS_PEOPLE", value_name = "N", default_value_t = 24,
          value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub people: u32,
    /// How many of each service, such as 13,11. Without it, they are spread evenly.
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

    #[test]
    fn sizes_are_numbers_with_commas() {
        assert_eq!("13,11".parse(), Ok(Sizes(vec![13, 11])));
        assert_eq!("9, 6, 5".parse(), Ok(Sizes(vec![9, 6, 5])));
        for text in ["", "13", "13,", "13;11", "-1,2", "a,b"] {
            assert_eq!(text.parse::<Sizes>(), Err(NotSizes), "{text:?}");
        }
    }
}
