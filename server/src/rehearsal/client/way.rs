//! How to reach a room, and as whom.

use std::{fmt, time::Duration};

use crosstracks_protocol::{ids::DeviceId, stamp::Chance};

use crate::{auth, http::Site};

/// Drops one's own connection by chance, right after a command was sent: the worst moment.
#[derive(Debug, Clone)]
pub struct Drops {
    chance: Chance,
    one_in: usize,
}

impl Drops {
    /// After about one command in so many.
    pub fn one_in(one_in: usize, seed: u64) -> Self {
        Self { chance: Chance::new(seed), one_in: one_in.max(1) }
    }

    pub(super) fn now(&mut self) -> bool {
        self.chance.below(self.one_in) == 0
    }
}

/// How to reach a room, and as whom.
#[derive(Clone)]
pub struct Way {
    /// The server.
    pub site: Site,
    /// The token that joining, opening or redeeming a link gave.
    pub token: String,
    /// The device; the same after a restart of the client.
    pub device: DeviceId,
    /// How long to try to come back before giving up.
    pub patience: Duration,
    /// Whether to drop the connection by chance.
    pub drops: Option<Drops>,
}

impl Way {
    /// The way in with a token, on a new device.
    pub fn new(site: Site, token: impl Into<String>) -> Self {
        Self { site, token: token.into(), device: draw_device(), patience: PATIENCE, drops: None }
    }
}

impl fmt::Debug for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Way({}, {})", self.site, self.device)
    }
}

/// How long a client tries to come back, where nothing else is said.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A new device's id.
pub(crate) fn draw_device() -> DeviceId {
    DeviceId::new(format!("d{:016x}", u64::from_be_bytes(auth::random())))
}
