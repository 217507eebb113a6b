//! What everybody in the room is sent: it goes round by and by, so that nobody who asks for something waits until it
//! has come to the last. Whoever is sent something of their own meanwhile gets first what they have missed.

use std::collections::VecDeque;

use super::{
    MemberId,
    ears::{Ear, Ears},
};
use crate::{
    frame::Frame,
    outbox::{Lagged, Sent},
};

/// How many are written to before somebody who asks for something has a turn; in tests so few that it shows in a small
/// room.
const LEAST: usize = if cfg!(test) { 2 } else { 32 };
/// A large room takes larger steps: after so many, the news has gone round.
const STEPS: usize = 8;
/// How many are written to before others have a turn, if nobody asks for anything.
const MOST: usize = if cfg!(test) { 4 } else { 256 };

/// What not everybody has been sent yet.
#[derive(Default)]
pub(super) struct News {
    /// The oldest first.
    frames: VecDeque<Frame>,
    /// How many there were before these.
    before: u64,
    /// Whose turn it is.
    at: usize,
    /// How many there were when this round began: after it, everybody has been sent those.
    round: u64,
}

impl News {
    /// How many there have been.
    pub(super) fn count(&self) -> u64 {
        self.before + self.frames.len() as u64
    }

    /// Adds some.
    pub(super) fn add(&mut self, frame: Frame) {
        let is_first = self.frames.is_empty();
        self.frames.push_back(frame);
        if is_first {
            (self.at, self.round) = (0, self.count());
        }
    }

    /// Whether somebody has not been sent all.
    pub(super) fn is_under_way(&self) -> bool {
        !self.frames.is_empty()
    }

    /// What somebody who is in the room has missed, who is taken to have been sent it from now on.
    pub(super) fn missed<'a>(
        &'a self,
        ear: &mut Ear,
    ) -> impl DoubleEndedIterator<Item = &'a Frame> + use<'a> {
        let heard = if ear.is_in { ear.heard } else { self.count() };
        ear.heard = self.count();
        let passed = usize::try_from(heard.saturating_sub(self.before)).unwrap_or(usize::MAX);
        self.frames.iter().skip(passed)
    }

    /// Takes a step round: sends some of those who are behind what they have missed, each in one go. The step is a short
    /// one if somebody asks for something.
    pub(super) fn step(
        &mut self,
        ears: &mut Ears,
        is_asked: impl Fn() -> bool,
        mut note: impl FnMut(MemberId, Result<Sent, Lagged>),
    ) {
        let least = LEAST.max(ears.len().div_ceil(STEPS));
        let mut told = 0;
        while self.is_under_way() && (told < least || told < MOST && !is_asked()) {
            let Some(ear) = ears.at(self.at) else {
                self.end_round();
                continue;
            };
            self.at += 1;
            let mut missed = self.missed(ear);
            let Some(last) = missed.next_back() else { continue };
            missed.for_each(|frame| ear.outbox.push(frame));
            note(ear.id, ear.outbox.send(last));
            told += 1;
        }
    }

    fn end_round(&mut self) {
        while self.before < self.round && self.frames.pop_front().is_some() {
            self.before += 1;
        }
        (self.at, self.round) = (0, self.count());
    }
}

#[cfg(test)]
mod tests;
