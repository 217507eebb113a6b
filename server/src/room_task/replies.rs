//! What a room says to single connections: answers, and goodbyes.

use crosstracks_protocol::{
    rejection::Rejection,
    wire::{GoodbyeCode, ServerMessage},
};
use tokio::time::Instant;

use super::{
    handle::{Ask, Card},
    live::Live,
    seat::MemberId,
    turn::Answer,
};
use crate::{auth::random, frame::Frame, outbox::Goodbye};

impl Live {
    /// Gives an answer, now that what it says is durable.
    pub(super) fn answer(&mut self, answer: Answer, now: Instant) {
        // Who does not wait for an answer any more finds the same thing when coming back.
        match answer {
            Answer::Ack(member, id) => self.hall.send(member, &Frame::of(&ServerMessage::Ack { id })),
            Answer::Refused(member, id, rejection) => {
                self.hall.send(member, &Frame::of(&rejected(id, &rejection)))
            }
            Answer::Broken(member) => self.let_go(member, come_back(GoodbyeCode::CannotKeep, 1), now),
            Answer::Joined(reply, joined) => _ = reply.send(joined),
            Answer::Facilitates(reply, facilitates) => _ = reply.send(facilitates),
            Answer::LookedBack(reply, head) => _ = reply.send(head),
            Answer::Unlinked(reply, taken) => _ = reply.send(taken),
        }
    }

    /// Does what changes nothing that is kept.
    pub(super) fn attend(&mut self, ask: Ask, now: Instant) {
        match ask {
            Ask::Leave(id) => {
                if let Some((seat, outbox)) = self.hall.leave(id) {
                    self.presence.left(&self.hall, &seat, now);
                    outbox.hang_up();
                }
            }
            Ask::Reply { member, bytes } => self.hall.reply(member, bytes),
            Ask::Part { member, goodbye } => self.let_go(member, goodbye, now),
            Ask::Writing { member, sheet } => {
                if let Some(member) = self.hall.get(member) {
                    self.presence.writes(member, sheet);
                }
            }
            // Who asked and went away needs no answer.
            Ask::Look { reply } => _ = reply.send(Card::of(&self.room)),
            Ask::FollowUp { reply } => _ = reply.send(self.room.follow_up_card()),
            Ask::Know { participant, reply } => {
                _ = reply.send(self.room.can_return(&participant));
            }
            Ask::SendAway { participant } => {
                for id in self.hall.of(&participant) {
                    self.let_go(id, Goodbye::for_good(GoodbyeCode::BadToken), now);
                }
            }
            Ask::Enter(_)
            | Ask::Do { .. }
            | Ask::Join { .. }
            | Ask::Facilitate(_)
            | Ask::LookBack(_)
            | Ask::AnswerUnlinked { .. }
            | Ask::End => {}
        }
    }

    /// Lets go of those who are too far behind.
    pub(super) fn let_lag(&mut self, lagged: Vec<MemberId>, now: Instant) {
        for id in lagged {
            self.let_go(id, Goodbye::until(GoodbyeCode::Lagged, 0), now);
        }
    }

    /// Lets go of a connection.
    pub(super) fn let_go(&mut self, id: MemberId, goodbye: Goodbye, now: Instant) {
        if let Some(seat) = self.hall.dismiss(id, goodbye) {
            self.presence.left(&self.hall, &seat, now);
        }
    }

    /// Says goodbye to everybody, until later.
    pub(super) fn say_goodbye(&mut self, code: GoodbyeCode) {
        let people = self.hall.len();
        self.hall.dismiss_all(|| come_back(code, people));
    }
}

/// What refuses a command.
pub(crate) fn rejected(id: u64, rejection: &Rejection) -> ServerMessage {
    ServerMessage::Rejected { id, code: rejection.code(), message: rejection.to_string() }
}

/// A goodbye that spreads those who come back over some seconds, the more of them the longer.
fn come_back(code: GoodbyeCode, people: usize) -> Goodbye {
    const SOONEST: u64 = 500;
    const SPREAD: u64 = 1_500;
    const PER_PERSON: u64 = 3;
    let spread = SPREAD.max(PER_PERSON.saturating_mul(people as u64));
    Goodbye::until(code, SOONEST + u64::from_ne_bytes(random()) % spread)
}
