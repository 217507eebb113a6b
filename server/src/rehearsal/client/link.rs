//! The task that owns a client's connection: it comes back when the connection is lost, and sends again
//! what was not answered.
//!
//! One command is on its way at a time. The room remembers a device's last command that took effect, so
//! an answer that was lost can be told from a command that was lost only for the last one.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use crosstracks_protocol::{
    command::Command,
    wire::{ClientMessage, GoodbyeCode, ServerMessage},
};
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, sleep, timeout},
};

use super::{ClientError, Drops, Order, Outcome, QUEUE, Shared, Socket, Way, socket::Lost};

/// How long the welcome may take.
const WELCOME_TIME: Duration = Duration::from_secs(20);
/// After so long a silence a ping is sent; after as long again the connection counts as lost.
const SILENCE: Duration = Duration::from_secs(25);
/// The first and the longest pause before coming back.
const PAUSES: (Duration, Duration) = (Duration::from_millis(20), Duration::from_secs(2));

struct Waiting {
    id: u64,
    expected: Option<u64>,
    command: Command,
    answer: oneshot::Sender<Outcome>,
}

/// A connection with what waits for it.
pub(super) struct Link {
    way: Way,
    shared: Arc<Shared>,
    orders: mpsc::Receiver<Order>,
    socket: Socket,
    waiting: VecDeque<Waiting>,
    next_id: u64,
    /// The first command that waits is on its way.
    sent: bool,
    /// Who asked for a new hello.
    returning: Vec<oneshot::Sender<()>>,
}

/// Why a connection ended.
enum End {
    /// Nobody holds the client any more.
    Left,
    /// It cannot go on.
    Over(ClientError),
    /// It was lost; come back after so long.
    Lost(Duration),
}

impl From<Lost> for End {
    fn from(_: Lost) -> Self {
        Self::Lost(Duration::ZERO)
    }
}

impl Link {
    /// The first connection, welcomed.
    pub(super) async fn open(
        way: Way,
        shared: Arc<Shared>,
        orders: mpsc::Receiver<Order>,
    ) -> Result<Self, ClientError> {
        let (socket, last) = hello(&way, &shared).await?;
        Ok(Self {
            way,
            shared,
            orders,
            socket,
            waiting: VecDeque::new(),
            next_id: last + 1,
            sent: false,
            returning: Vec::new(),
        })
    }

    /// Goes on until nobody holds the client, or it cannot.
    pub(super) async fn run(mut self) {
        loop {
            let end = match self.pump().await {
                Ok(never) => match never {},
                Err(End::Lost(pause)) => self.come_back(pause).await,
                Err(end) => Err(end),
            };
            match end {
                Ok(()) if self.returning.is_empty() => {
                    self.shared.change(|state| state.tally.reconnects += 1);
                }
                Ok(()) => {}
                Err(End::Over(error)) => return self.shared.change(|state| state.over = Some(error)),
                Err(End::Left | End::Lost(_)) => return,
            }
            for answer in self.returning.drain(..) {
                // Whoever asked may have gone.
                let _ = answer.send(());
            }
        }
    }

    async fn pump(&mut self) -> Result<std::convert::Infallible, End> {
        let mut was_silent = false;
        loop {
            self.send_next().await?;
            tokio::select! {
                order = self.orders.recv(), if self.waiting.len() < QUEUE => match order {
                    Some(order) => self.take(order).await?,
                    None => return Err(End::Left),
                },
                heard = timeout(SILENCE, self.socket.hear()) => match heard {
                    Ok(Some(text)) => {
                        was_silent = false;
                        self.hear(&text)?;
                    }
                    Ok(None) => return Err(Lost.into()),
                    Err(_) if was_silent => return Err(Lost.into()),
                    Err(_) => {
                        was_silent = true;
                        self.socket.say(&ClientMessage::Ping {}).await?;
                    }
                },
            }
        }
    }

    async fn take(&mut self, order: Order) -> Result<(), End> {
        match order {
            Order::Command { command, expected, answer } => {
                self.waiting.push_back(Waiting { id: self.next_id, expected, command, answer });
                self.next_id += 1;
            }
            Order::Writing(sheet) => self.socket.say(&ClientMessage::Writing { sheet }).await?,
            Order::Reconnect(answer) => {
                self.returning.push(answer);
                return Err(Lost.into());
            }
        }
        Ok(())
    }

    async fn send_next(&mut self) -> Result<(), End> {
        let Some(Waiting { id, expected, command, .. }) = self.waiting.front().filter(|_| !self.sent) else {
            return Ok(());
        };
        let message = ClientMessage::Command { id: *id, expected: *expected, command: command.clone() };
        self.socket.say(&message).await?;
        self.sent = true;
        if self.way.drops.as_mut().is_some_and(Drops::now) { Err(Lost.into()) } else { Ok(()) }
    }

    fn hear(&mut self, text: &str) -> Result<(), End> {
        let message = understood(&self.way, text).map_err(End::Over)?;
        match message {
            ServerMessage::Welcome { .. } => {
                return Err(End::Over(not_understood(&self.way, "a second welcome")));
            }
            ServerMessage::Update { full, patch } => self.shared.change(|state| {
                state.views.replace(full);
                state.views.patch(&patch);
            }),
            ServerMessage::Ack { id } => self.answer(id, Outcome::Acknowledged),
            ServerMessage::Rejected { id, code, message } => {
                self.answer(id, Outcome::Rejected { code, message });
            }
            ServerMessage::Presence { facilitator, participants } => self.shared.change(|state| {
                state.views.facilitator = facilitator;
                state.views.present = participants.map(|people| people.into_iter().collect());
            }),
            ServerMessage::Writing { people } => self.shared.change(|state| state.views.writing = people),
            ServerMessage::Pong {} => {}
            ServerMessage::Goodbye { code, message, retry_ms } => {
                return Err(goodbye(code, message, retry_ms));
            }
        }
        Ok(())
    }

    fn answer(&mut self, id: u64, outcome: Outcome) {
        if !self.sent || self.waiting.front().is_none_or(|waiting| waiting.id != id) {
            return;
        }
        self.sent = false;
        let Some(Waiting { answer, .. }) = self.waiting.pop_front() else { return };
        self.shared.change(|state| match outcome {
            Outcome::Acknowledged => state.tally.acknowledged += 1,
            Outcome::Rejected { .. } => state.tally.rejected += 1,
        });
        // Whoever asked may have gone.
        let _ = answer.send(outcome);
    }

    async fn come_back(&mut self, pause: Duration) -> Result<(), End> {
        let end = Instant::now() + self.way.patience;
        let mut pause = pause;
        self.sent = false;
        loop {
            if self.orders.is_closed() && self.waiting.is_empty() {
                return Err(End::Left);
            }
            sleep(pause).await;
            match hello(&self.way, &self.shared).await {
                Ok((socket, _)) => {
                    self.socket = socket;
                    return Ok(());
                }
                Err(ClientError::Unreachable { .. }) if Instant::now() < end => {}
                Err(error) => return Err(End::Over(error)),
            }
            pause = (pause * 2).clamp(PAUSES.0, PAUSES.1);
        }
    }
}

/// Connects, says hello, and takes the welcome. Returns the last command that took effect, too.
async fn hello(way: &Way, shared: &Shared) -> Result<(Socket, u64), ClientError> {
    let lost = |reason: &str| super::socket::unreachable(&way.site, &reason);
    let mut socket = Socket::open(&way.site).await?;
    let hello = ClientMessage::Hello { token: way.token.clone(), next: None, device: way.device.clone() };
    socket.say(&hello).await.map_err(|Lost| lost("the connection was lost"))?;
    let heard = timeout(WELCOME_TIME, socket.hear()).await.map_err(|_| lost("no welcome in time"))?;
    match understood(way, &heard.ok_or_else(|| lost("the connection was lost"))?)? {
        ServerMessage::Welcome { role, last, views, .. } => {
            shared.change(|state| state.views.welcome(role, views));
            Ok((socket, last))
        }
        ServerMessage::Goodbye { code, message, retry_ms } => match goodbye(code, message, retry_ms) {
            End::Over(error) => Err(error),
            End::Left | End::Lost(_) => Err(lost(code.words())),
        },
        _ => Err(not_understood(way, "no welcome came first")),
    }
}

fn goodbye(code: GoodbyeCode, message: String, retry_ms: Option<u64>) -> End {
    match (code, retry_ms) {
        (_, Some(pause)) => End::Lost(Duration::from_millis(pause)),
        (GoodbyeCode::Lagged | GoodbyeCode::Restarting | GoodbyeCode::CannotKeep, None) => Lost.into(),
        (_, None) => End::Over(ClientError::Goodbye { code, message }),
    }
}

fn understood(way: &Way, text: &str) -> Result<ServerMessage, ClientError> {
    serde_json::from_str(text).map_err(|error| not_understood(way, &error.to_string()))
}

fn not_understood(way: &Way, what: &str) -> ClientError {
    ClientError::NotUnderstood { site: way.site.clone(), what: what.to_owned() }
}
