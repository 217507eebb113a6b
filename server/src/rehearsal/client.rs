//! A small client of the public protocol: it says hello, sends commands until they are answered, comes
//! back when its connection is lost, and keeps the views that it was sent.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crosstracks_protocol::{
    command::Command,
    ids::{DeviceId, SheetId},
    rejection::RejectionCode,
    stamp::Chance,
    wire::GoodbyeCode,
};
use thiserror::Error;
use tokio::sync::{mpsc, oneshot, watch};

use crate::{auth, http::Site};

mod api;
mod link;
mod socket;
mod views;

pub use self::{
    api::{Api, Entry, Joined, Opened, PackCard, RoomCard, RoomLinks, ServiceCard},
    socket::Socket,
    views::Views,
};

/// Commands that wait for the connection; whoever sends more waits.
const QUEUE: usize = 32;

/// Why the client cannot go on.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ClientError {
    /// Nobody answers.
    #[error("nothing answers at {site} ({reason}). Is the server running there?")]
    Unreachable {
        /// Where.
        site: Site,
        /// What the system said.
        reason: String,
    },
    /// The site is behind TLS, which this client does not speak.
    #[error(
        "practice participants speak plain http. Beside the server that {site} leads to, they reach it directly: --url http://127.0.0.1:8080"
    )]
    Encrypted {
        /// The site.
        site: Site,
    },
    /// A request was refused.
    #[error("{message}")]
    Refused {
        /// The status.
        status: u16,
        /// Why, as a word.
        code: String,
        /// Why, as a sentence.
        message: String,
    },
    /// The connection was ended for good.
    #[error("{message}")]
    Goodbye {
        /// Why, as a word.
        code: GoodbyeCode,
        /// Why, as a sentence.
        message: String,
    },
    /// What came is not this protocol.
    #[error("{site} answered with something that is not this protocol: {what}")]
    NotUnderstood {
        /// Where.
        site: Site,
        /// What is wrong with it.
        what: String,
    },
    /// The client was closed.
    #[error("the client was closed")]
    Closed,
}

/// What came of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It took effect, and is kept.
    Acknowledged,
    /// It was refused.
    Rejected {
        /// Why, as a word.
        code: RejectionCode,
        /// Why, as a sentence.
        message: String,
    },
}

/// What a client went through so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Commands that were acknowledged.
    pub acknowledged: u64,
    /// Commands that were refused.
    pub rejected: u64,
    /// How often it came back after its connection was lost.
    pub reconnects: u64,
}

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

    fn now(&mut self) -> bool {
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

/// What a client is asked to do.
enum Order {
    Command { command: Command, expected: Option<u64>, answer: oneshot::Sender<Outcome> },
    Writing(Option<SheetId>),
    Reconnect(oneshot::Sender<()>),
}

/// What the handles and the connection share.
struct Shared {
    state: Mutex<State>,
    changed: watch::Sender<u64>,
}

#[derive(Default)]
struct State {
    views: Views,
    tally: Tally,
    over: Option<ClientError>,
}

impl Shared {
    /// A panic elsewhere leaves plain data behind, which is as good as before.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.send_modify(|version| *version += 1);
    }
}

/// A connected client. Clones speak for the same device; the connection ends with the last of them.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    orders: mpsc::Sender<Order>,
}

impl Client {
    /// Connects and says hello; returns once welcomed.
    ///
    /// # Errors
    /// [`ClientError`]: the first attempt is not repeated.
    pub async fn connect(way: Way) -> Result<Self, ClientError> {
        let shared = Arc::new(Shared { state: Mutex::default(), changed: watch::Sender::new(0) });
        let (orders, received) = mpsc::channel(QUEUE);
        let link = link::Link::open(way, Arc::clone(&shared), received).await?;
        tokio::spawn(link.run());
        Ok(Self { shared, orders })
    }

    /// Sends a command, as often as it takes, and returns its answer.
    ///
    /// # Errors
    /// [`ClientError`] when the client cannot go on. The command may have taken effect.
    pub async fn send(&self, command: Command, expected: Option<u64>) -> Result<Outcome, ClientError> {
        let (answer, answered) = oneshot::channel();
        self.order(Order::Command { command, expected, answer }).await?;
        answered.await.map_err(|_| self.ended())
    }

    /// Says where one is writing, or nowhere.
    ///
    /// # Errors
    /// [`ClientError`] when the client cannot go on.
    pub async fn writing(&self, sheet: Option<SheetId>) -> Result<(), ClientError> {
        self.order(Order::Writing(sheet)).await
    }

    /// Drops the connection and comes back with a new hello; returns once welcomed.
    ///
    /// # Errors
    /// [`ClientError`] when the client cannot go on.
    pub async fn reconnect(&self) -> Result<(), ClientError> {
        let (answer, answered) = oneshot::channel();
        self.order(Order::Reconnect(answer)).await?;
        answered.await.map_err(|_| self.ended())
    }

    /// Looks at the views as they are now.
    pub fn look<T>(&self, look: impl FnOnce(&Views) -> T) -> T {
        look(&self.shared.lock().views)
    }

    /// Waits for the views to come to something.
    ///
    /// # Errors
    /// [`ClientError`] when the client cannot go on.
    pub async fn until<T>(&self, mut look: impl FnMut(&Views) -> Option<T>) -> Result<T, ClientError> {
        let mut changes = self.changes();
        loop {
            if let Some(found) = self.look(&mut look) {
                return Ok(found);
            }
            changes.next().await?;
        }
    }

    /// What changes from now on.
    pub fn changes(&self) -> Changes {
        Changes { shared: Arc::clone(&self.shared), versions: self.shared.changed.subscribe() }
    }

    /// What the client went through so far.
    pub fn tally(&self) -> Tally {
        self.shared.lock().tally
    }

    async fn order(&self, order: Order) -> Result<(), ClientError> {
        self.orders.send(order).await.map_err(|_| self.ended())
    }

    fn ended(&self) -> ClientError {
        self.shared.lock().over.clone().unwrap_or(ClientError::Closed)
    }
}

/// Tells when something changed.
pub struct Changes {
    shared: Arc<Shared>,
    versions: watch::Receiver<u64>,
}

impl Changes {
    /// Waits for a change since the last call.
    ///
    /// # Errors
    /// The [`ClientError`] for which the client cannot go on.
    pub async fn next(&mut self) -> Result<(), ClientError> {
        if let Some(error) = self.shared.lock().over.clone() {
            return Err(error);
        }
        self.versions.changed().await.map_err(|_| ClientError::Closed)
    }
}
