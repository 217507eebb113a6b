//! The writing ends of all who are connected, in one flat list: what goes to everybody goes down it from end to end.

use super::{MemberId, Members};
use crate::outbox::Outbox;

/// A connection's writing end, and all that tells whether it is to be sent what everybody is.
pub(super) struct Ear {
    pub(super) id: MemberId,
    pub(super) outbox: Outbox,
    /// Whoever is at it is in the room.
    pub(super) is_in: bool,
    /// It was sent an update of its own in this batch, and needs not be sent what everybody is.
    pub(super) is_told: bool,
    /// Something was pushed since the last flush.
    pub(super) is_waiting: bool,
}

impl Ear {
    /// Whether it is to be sent what everybody is.
    pub(super) fn is_due(&self) -> bool {
        self.is_in && !self.is_told
    }
}

/// Them all. Each member knows the place of theirs.
#[derive(Default)]
pub(super) struct Ears(Vec<Ear>);

impl Ears {
    /// Adds one, and says where it is.
    pub(super) fn add(&mut self, id: MemberId, outbox: Outbox, is_in: bool) -> usize {
        self.0.push(Ear { id, outbox, is_in, is_told: false, is_waiting: false });
        self.0.len() - 1
    }

    /// Takes one away; the last comes into its place.
    pub(super) fn take(&mut self, at: usize, members: &mut Members) -> Option<Outbox> {
        if at >= self.0.len() {
            return None;
        }
        let taken = self.0.swap_remove(at);
        if let Some(member) = self.0.get(at).and_then(|moved| members.get_mut(&moved.id)) {
            member.ear = at;
        }
        Some(taken.outbox)
    }

    /// A member's.
    pub(super) fn of(&mut self, members: &Members, id: MemberId) -> Option<&mut Ear> {
        self.0.get_mut(members.get(&id)?.ear)
    }

    /// All of them.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Ear> {
        self.0.iter_mut()
    }

    /// Takes all of them away.
    pub(super) fn take_all(&mut self) -> Vec<Ear> {
        std::mem::take(&mut self.0)
    }
}
