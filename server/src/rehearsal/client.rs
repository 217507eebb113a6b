//! A small client of the public protocol: it says hello, sends commands until they are answered, comes
//! back when its connection is lost, and keeps the views that it was sent.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crosstracks_protocol::{command::Command, ids::SheetId, rejection::RejectionCode};
use tokio::sync::{mpsc, oneshot, watch};

mod api;
mod cards;
mod error;
mod link;
mod socket;
mod views;
mod way;

pub(crate) use self::way::{PATIENCE, draw_device};
pub use self::{
    api::Api,
    cards::{Entry, Joined, Opened, PackCard, RoomCard, RoomLinks, ServiceCard},
    error::ClientError,
    socket::Socket,
    views::Views,
    way::{Drops, Way},
};

/// Commands that wait for the connection; whoever sends more waits.
const QUEUE: usize = 32;

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
