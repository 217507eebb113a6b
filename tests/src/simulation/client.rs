//! A client, as `client-web` behaves: a device of its own, commands kept before they are sent, one on its way at a
//! time and sent again until it is answered; a welcome that replaces what it showed, and patches from there.

use std::collections::VecDeque;

use crosstracks_protocol::{command::Command, ids::DeviceId, patch, stamp::Chance, wire::ClientMessage};
use crosstracks_server::by_hand::As;
use serde_json::Value;

use super::work::Views;

/// As in `socket.ts`, in milliseconds.
const WELCOME: u64 = 10_000;
const IDLE: u64 = 20_000;
const SILENT: u64 = 45_000;
const FIRST: u64 = 500;
const LONGEST: u64 = 15_000;

/// A command that waits for its answer.
type Pending = (u64, Option<u64>, Command);

/// What became of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Done(u64),
    Refused(u64),
}

/// Somebody with a page open.
pub(super) struct Client {
    /// Who they are; none for as long as they are at the door.
    pub(super) seat: Option<As>,
    pub(super) device: DeviceId,
    /// Their connection.
    pub(super) link: Option<usize>,
    pub(super) welcomed: bool,
    /// Whether the server said that coming back does not help.
    pub(super) is_over: bool,
    pub(super) views: Views,
    /// The number of the last event that what they were shown held.
    pub(super) head: u64,
    /// Until when nothing gets through.
    pub(super) cut_off_until: u64,
    pub(super) pending: VecDeque<Pending>,
    counter: u64,
    sent: u64,
    failures: u32,
    heard: u64,
    spoke: u64,
    retry_at: u64,
}

/// What a client wants when it looks at the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wants {
    Nothing,
    /// A new connection.
    Connection,
    /// To hear whether anybody is there.
    Ping,
}

impl Client {
    pub(super) fn new(seat: Option<As>, device: &str) -> Self {
        Self {
            seat,
            device: device.into(),
            link: None,
            welcomed: false,
            is_over: false,
            views: Views::new(),
            head: 0,
            cut_off_until: 0,
            pending: VecDeque::new(),
            counter: 0,
            sent: 0,
            failures: 0,
            heard: 0,
            spoke: 0,
            retry_at: 0,
        }
    }

    /// Begins with a connection.
    pub(super) fn connects(&mut self, link: usize, now: u64) {
        self.drop_link();
        self.link = Some(link);
        self.retry_at = now + WELCOME;
        self.spoke = now;
    }

    /// Keeps a command, and says what to send now.
    pub(super) fn gives(
        &mut self,
        expected: Option<u64>,
        command: Command,
        now: u64,
    ) -> Option<ClientMessage> {
        self.counter += 1;
        self.pending.push_back((self.counter, expected, command));
        self.next_to_send(now)
    }

    /// The number of the command that was given last.
    pub(super) fn counter(&self) -> u64 {
        self.counter
    }

    /// Takes a message in; says what it answers and what to send now.
    pub(super) fn hears(
        &mut self,
        text: &[u8],
        now: u64,
        chance: &mut Chance,
    ) -> Result<(Option<Answer>, Option<ClientMessage>), String> {
        self.heard = now;
        let mut message: Value = serde_json::from_slice(text).map_err(|error| error.to_string())?;
        let id = message["id"].as_u64().unwrap_or_default();
        let is_pending = self.pending.iter().any(|(pending, ..)| *pending == id);
        let answer = match message["type"].as_str() {
            Some("welcome") => {
                self.welcomed = true;
                self.failures = 0;
                self.counter = self.counter.max(message["last"].as_u64().unwrap_or_default());
                self.views.clear();
                self.take_whole(message["views"].take());
                None
            }
            Some("update") => {
                self.take_whole(message["full"].take());
                if let Value::Object(layers) = message["patch"].take() {
                    for (layer, change) in layers {
                        let view = self.views.get_mut(&layer);
                        patch::merge(view.ok_or_else(|| format!("a patch of no {layer}"))?, &change);
                    }
                }
                None
            }
            Some("ack") => is_pending.then_some(Answer::Done(id)),
            Some("rejected") => is_pending.then_some(Answer::Refused(id)),
            Some("goodbye") => {
                match message["retry_ms"].as_u64() {
                    Some(retry) => self.loses(Some(retry + chance.below(500) as u64), now, chance),
                    None => {
                        self.drop_link();
                        self.is_over = true;
                    }
                }
                None
            }
            Some("presence" | "writing" | "pong") => None,
            _ => return Err(format!("an unknown message: {message}")),
        };
        if let Some(Answer::Done(id) | Answer::Refused(id)) = answer {
            self.pending.retain(|(pending, ..)| *pending != id);
        }
        Ok((answer, self.next_to_send(now)))
    }

    fn take_whole(&mut self, layers: Value) {
        if let Value::Object(layers) = layers {
            self.views.extend(layers);
        }
    }

    /// The oldest command that waits, if it is not on its way.
    fn next_to_send(&mut self, now: u64) -> Option<ClientMessage> {
        let (id, expected, command) = self.pending.front()?;
        if !self.welcomed || *id == self.sent {
            return None;
        }
        self.sent = *id;
        self.spoke = now;
        Some(ClientMessage::Command { id: *id, expected: *expected, command: command.clone() })
    }

    /// The connection is gone; it comes back by itself.
    pub(super) fn loses(&mut self, after: Option<u64>, now: u64, chance: &mut Chance) {
        self.drop_link();
        let longest = LONGEST.min(FIRST << self.failures.min(10));
        self.retry_at =
            now + after.unwrap_or_else(|| longest / 2 + chance.below(longest as usize / 2) as u64);
        self.failures += 1;
    }

    /// The other side gave a sign of life.
    pub(super) fn is_there(&mut self, now: u64) {
        self.heard = now;
    }

    /// The page is loaded anew: what was kept is still there, what was shown is not.
    pub(super) fn reloads(&mut self, now: u64) {
        self.drop_link();
        self.views.clear();
        self.failures = 0;
        self.retry_at = now;
    }

    fn drop_link(&mut self) {
        self.link = None;
        self.welcomed = false;
        self.sent = 0;
    }

    /// Looks at the clock.
    pub(super) fn ticks(&mut self, now: u64, chance: &mut Chance) -> Wants {
        if self.is_over {
            return Wants::Nothing;
        }
        if self.link.is_none() {
            return if now >= self.retry_at { Wants::Connection } else { Wants::Nothing };
        }
        if !self.welcomed {
            if now >= self.retry_at {
                self.loses(None, now, chance);
            }
            return Wants::Nothing;
        }
        if now.saturating_sub(self.heard) > SILENT {
            self.loses(None, now, chance);
            return Wants::Nothing;
        }
        if now.saturating_sub(self.spoke) > IDLE {
            self.spoke = now;
            return Wants::Ping;
        }
        Wants::Nothing
    }
}
