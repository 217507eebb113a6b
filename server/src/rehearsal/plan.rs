//! How to rehearse, and why it could not go on.

use std::{fmt, sync::Arc, time::Duration};

use crosstracks_protocol::{command::Command, ids::PackId};
use thiserror::Error;
use tokio_util::sync::CancellationToken;

use super::client::{self, ClientError};
use crate::{auth::RoomCode, config::Speed, http::Site};

/// What is told as it happens, a line at a time.
pub type Teller = Arc<dyn Fn(&str) + Send + Sync>;

/// How to rehearse.
#[derive(Clone)]
pub struct Plan {
    /// The server.
    pub site: Site,
    /// How many people.
    pub people: usize,
    /// How many of each service, in the pack's order; without it, evenly.
    pub services: Option<Vec<usize>>,
    /// The room to join; without it, one is opened and facilitated.
    pub room: Option<RoomCode>,
    /// The token for opening rooms.
    pub creation_key: Option<String>,
    /// The pack to open a room with; without it, the server's first.
    pub pack: Option<PackId>,
    /// How fast people act.
    pub speed: Speed,
    /// What the chance of what people do is drawn from.
    pub seed: u64,
    /// Have everybody's connection drop after about one command in so many.
    pub drop_one_in: Option<usize>,
    /// How long to wait for a server that went away.
    pub patience: Duration,
    /// Ends the rehearsal early.
    pub stop: CancellationToken,
    /// Hears what happens.
    pub tell: Teller,
}

impl Plan {
    /// A rehearsal at full speed in a room of its own, which tells nothing.
    pub fn new(site: Site, people: usize) -> Self {
        Self {
            site,
            people,
            services: None,
            room: None,
            creation_key: None,
            pack: None,
            speed: Speed::Max,
            seed: 1,
            drop_one_in: None,
            patience: client::PATIENCE,
            stop: CancellationToken::new(),
            tell: Arc::new(|_| ()),
        }
    }

    /// With so many people of each service, in the pack's order.
    #[must_use]
    pub fn of_services(self, sizes: &[usize]) -> Self {
        Self { people: sizes.iter().sum(), services: Some(sizes.to_vec()), ..self }
    }
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Plan({} people at {})", self.people, self.site)
    }
}

/// Why a rehearsal could not go on.
#[derive(Debug, Error)]
pub enum RehearsalError {
    /// The server or the connection.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The sizes do not fit the room.
    #[error("the room has {services} services, and --services names {named}")]
    Services {
        /// How many the room has.
        services: usize,
        /// How many were named.
        named: usize,
    },
    /// There is no such pack on the server.
    #[error("the server has no pack {0}; it has: {1}")]
    NoPack(PackId, String),
    /// Not everybody may open rooms on the server.
    #[error("not everybody may open rooms there: give its token as --creation-token, or a room as --room")]
    NeedsKey,
    /// A session needs two people.
    #[error("a session needs two people or more")]
    TooFewPeople,
    /// What the desk suggested was refused.
    #[error("the desk suggested {command:?}, and the server refused: {message}")]
    Refused {
        /// The suggestion.
        command: Command,
        /// Why, as a sentence.
        message: String,
    },
    /// Nothing happened any more.
    #[error("nothing happens any more at {step}; not done: {}", left.join(", "))]
    Stalled {
        /// Where.
        step: String,
        /// Who had something left to do.
        left: Vec<String>,
    },
    /// A view could not be read.
    #[error("a view could not be read: {0}")]
    View(String),
    /// Somebody's task ended by a panic.
    #[error("a practice participant stopped unexpectedly")]
    Panicked,
}

/// From how many to how many milliseconds somebody takes for one thing.
pub(super) fn pace(speed: Speed) -> (u64, u64) {
    match speed {
        Speed::Real => (4_000, 20_000),
        Speed::Brisk => (80, 500),
        Speed::Max => (0, 0),
    }
}

/// How long the practice facilitator dwells on each thing.
pub(super) fn dwell(speed: Speed) -> Duration {
    match speed {
        Speed::Real => Duration::from_secs(8),
        Speed::Brisk => Duration::from_millis(250),
        Speed::Max => Duration::ZERO,
    }
}
