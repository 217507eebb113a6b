//! What one batch comes to: decided and applied in memory, and told to nobody before it is durable.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crosstracks_protocol::{
    command::{Actor, Command, CommandId},
    event::{Entry, Event},
    ids::{FacilitatorId, Seq},
    rejection::{Limit, Rejection, Who},
    room::{Decision, Newcomer, Room, Touched, access},
    stamp::{Chance, Stamp, Timestamp},
    view::Standing,
};
use tokio::sync::oneshot;
use tracing::error;

use super::{
    hall::Hall,
    handle::{Ask, Invited, Joined, LookBack, NotSeated},
    rows::{rows, text_row},
    seat::MemberId,
};
use crate::{
    auth::{Credential, CredentialKind, TokenHash},
    log::Append,
    planted::{self, Bug},
};

/// An answer that waits until what it says is durable.
pub(super) enum Answer {
    Ack(MemberId, u64),
    Refused(MemberId, u64, Rejection),
    /// Deciding it panicked. The room is as it was.
    Broken(MemberId),
    Joined(oneshot::Sender<Result<Joined, Rejection>>, Result<Joined, Rejection>),
    Facilitates(oneshot::Sender<Result<FacilitatorId, NotSeated>>, Result<FacilitatorId, NotSeated>),
    LookedBack(oneshot::Sender<Result<Seq, Rejection>>, Result<Seq, Rejection>),
    Unlinked(oneshot::Sender<Result<(), Rejection>>, Result<(), Rejection>),
}

/// A batch.
pub(super) struct Turn {
    append: Append,
    chance: Chance,
    has_changed: bool,
    pub(super) touched: Touched,
    /// Whether the session ended in it.
    pub(super) ended: bool,
    pub(super) answers: Vec<Answer>,
}

impl Turn {
    /// A batch on the room as it is.
    pub(super) fn new(room: &Room, chance: Chance) -> Self {
        Self {
            append: Append::new(room.id().clone(), room.seq()),
            chance,
            has_changed: false,
            touched: Touched::default(),
            ended: false,
            answers: Vec::new(),
        }
    }

    /// Whether the room is another one than before.
    pub(super) fn has_changed(&self) -> bool {
        self.has_changed
    }

    /// What has to be durable before anybody hears of the batch; none if it changed nothing.
    pub(super) fn take_append(&mut self) -> Option<Append> {
        let is_empty = self.append.rows.is_empty() && self.append.credentials.is_empty();
        let after = Append::new(self.append.room.clone(), self.append.expected);
        (!is_empty).then(|| std::mem::replace(&mut self.append, after))
    }

    /// Does what happens by itself by now.
    pub(super) fn expire(&mut self, room: &mut Room, now: Timestamp) -> Result<(), serde_json::Error> {
        if room.deadline().is_none_or(|deadline| deadline > now) {
            return Ok(());
        }
        let stamp = self.stamp(room, now);
        let decision = room.expire(stamp);
        if planted::is(Bug::TimerTwice) {
            self.take(room, &Actor::Server, None, decision.clone(), stamp)?;
        }
        self.take(room, &Actor::Server, None, decision, stamp)
    }

    /// Does what somebody asks for, or refuses it. Gives back what changes nothing that is kept.
    pub(super) fn add(
        &mut self,
        room: &mut Room,
        hall: &Hall,
        ask: Ask,
        now: Timestamp,
    ) -> Result<Option<Ask>, serde_json::Error> {
        match ask {
            Ask::Do { member, id, expected, command } => {
                let answer = self.command(room, hall, member, (id, expected, &command), now)?;
                self.answers.extend(answer);
            }
            Ask::Join { newcomer, token, reply } => {
                let joined = self.join(room, &newcomer, token, now)?;
                self.answers.push(Answer::Joined(reply, joined));
            }
            Ask::Facilitate(Invited { name, invitation, token, reply }) => {
                let facilitates = self.facilitate(room, &name, invitation, token, now)?;
                self.answers.push(Answer::Facilitates(reply, facilitates));
            }
            Ask::LookBack(LookBack { by, report, reply }) => {
                let head = self.look_back(room, &by, report, now)?;
                self.answers.push(Answer::LookedBack(reply, head));
            }
            Ask::AnswerUnlinked { answers, reply } => {
                let stamp = self.stamp(room, now);
                let taken = match room.answer_unlinked(&answers) {
                    Ok(decision) => Ok(self.take(room, &Actor::Server, None, decision, stamp)?),
                    Err(rejection) => Err(rejection),
                };
                self.answers.push(Answer::Unlinked(reply, taken));
            }
            ask => return Ok(Some(ask)),
        }
        Ok(None)
    }

    fn command(
        &mut self,
        room: &mut Room,
        hall: &Hall,
        member: MemberId,
        (id, expected, command): (u64, Option<u64>, &Command),
        now: Timestamp,
    ) -> Result<Option<Answer>, serde_json::Error> {
        // Who was let go in the meantime comes back and asks again.
        let Some(asker) = hall.get(member) else { return Ok(None) };
        let Some(actor) = asker.seat.actor() else {
            let who: Who = access::rule(command).who;
            return Ok(Some(Answer::Refused(member, id, Rejection::WrongRole { who })));
        };
        let origin = CommandId { device: asker.device.clone(), counter: id };
        if room.has_done(&actor, &origin) && !planted::is(Bug::SkipDuplicateCheck) {
            return Ok(Some(Answer::Ack(member, id)));
        }
        if !room.has_place_for(&actor, &origin.device) {
            return Ok(Some(Answer::Refused(member, id, Rejection::Full(Limit::Devices))));
        }
        let stamp = self.stamp(room, now);
        let decided = catch_unwind(AssertUnwindSafe(|| room.decide(&actor, expected, command, stamp)));
        Ok(Some(match decided {
            Ok(Ok(decision)) => {
                self.take(room, &actor, Some(&origin), decision, stamp)?;
                Answer::Ack(member, id)
            }
            Ok(Err(rejection)) => Answer::Refused(member, id, rejection),
            Err(_) => {
                error!(room = %room.id(), "deciding a command panicked");
                Answer::Broken(member)
            }
        }))
    }

    fn join(
        &mut self,
        room: &mut Room,
        newcomer: &Newcomer,
        token: TokenHash,
        now: Timestamp,
    ) -> Result<Result<Joined, Rejection>, serde_json::Error> {
        let stamp = self.stamp(room, now);
        let (participant, decision) = match room.join(newcomer, stamp) {
            Ok(joined) => joined,
            Err(rejection) => return Ok(Err(rejection)),
        };
        self.take(room, &Actor::Server, None, decision, stamp)?;
        self.issue(room, CredentialKind::Participant, participant.as_str(), token);
        let standing = room.standing(&participant).unwrap_or(Standing::Knocking);
        Ok(Ok(Joined { participant, standing, title: room.title().to_owned() }))
    }

    fn facilitate(
        &mut self,
        room: &mut Room,
        name: &str,
        invitation: TokenHash,
        token: TokenHash,
        now: Timestamp,
    ) -> Result<Result<FacilitatorId, NotSeated>, serde_json::Error> {
        // Somebody before in this batch had the same one.
        if self.append.spent.contains(&invitation) {
            return Ok(Err(NotSeated::Spent));
        }
        let stamp = self.stamp(room, now);
        let (facilitator, decision) = match room.add_facilitator(name, stamp) {
            Ok(added) => added,
            Err(rejection) => return Ok(Err(NotSeated::Refused(rejection))),
        };
        self.take(room, &Actor::Server, None, decision, stamp)?;
        self.append.spent.push(invitation);
        self.issue(room, CredentialKind::Facilitator, facilitator.as_str(), token);
        Ok(Ok(facilitator))
    }

    fn look_back(
        &mut self,
        room: &mut Room,
        by: &FacilitatorId,
        report: bool,
        now: Timestamp,
    ) -> Result<Result<Seq, Rejection>, serde_json::Error> {
        let stamp = self.stamp(room, now);
        let decided = match report {
            true => room.make_report(by, stamp),
            false => room.has_ended_for(by, stamp).map(|()| Decision::default()),
        };
        let decision = match decided {
            Ok(decision) => decision,
            Err(rejection) => return Ok(Err(rejection)),
        };
        self.take(room, &Actor::Facilitator(by.clone()), None, decision, stamp)?;
        Ok(Ok(room.seq()))
    }

    fn issue(&mut self, room: &Room, kind: CredentialKind, subject: &str, hash: TokenHash) {
        let (room, subject) = (room.id().clone(), subject.to_owned());
        self.append.credentials.push(Credential { hash, room, kind, subject, expires_at: None });
    }

    /// Applies a decision, and notes what of it is to be kept and shown.
    fn take(
        &mut self,
        room: &mut Room,
        by: &Actor,
        origin: Option<&CommandId>,
        decision: Decision,
        stamp: Stamp,
    ) -> Result<(), serde_json::Error> {
        let Decision { events, texts, dropped, .. } = decision;
        let entries = room.record(events, by, origin, stamp);
        self.append.rows.extend(rows(&entries)?);
        self.has_changed |= !entries.is_empty();
        let in_memory = if planted::is(Bug::HashMapOrder) { shuffled(&entries) } else { None };
        room.commit(in_memory.as_deref().unwrap_or(&entries), &texts, &dropped, &mut self.touched);
        for entry in &entries {
            match &entry.event {
                Event::ParticipantErased { participant } => {
                    self.append.revoked.push(participant.to_string());
                }
                Event::RoomClosed => self.ended = true,
                _ => {}
            }
        }
        self.append.texts.extend(texts.into_iter().map(text_row));
        self.append.removed_texts.extend(dropped);
        Ok(())
    }

    /// The moment, which never runs backwards within a room, and fresh chance.
    fn stamp(&mut self, room: &Room, now: Timestamp) -> Stamp {
        Stamp { at: now.max(room.at()), seed: self.chance.draw() }
    }
}

/// The same events in the order of a hash map, each with a number of its own: a planted bug.
fn shuffled(entries: &[Entry]) -> Option<Vec<Entry>> {
    let by_number: std::collections::HashMap<_, _> =
        entries.iter().map(|entry| (entry.seq, &entry.event)).collect();
    let events = by_number.into_values().zip(entries);
    Some(events.map(|(event, entry)| Entry { event: event.clone(), ..entry.clone() }).collect())
}
