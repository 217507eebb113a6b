//! The writing ends of all who are connected, in one flat list: what goes to everybody goes down it from end to end.

use super::{MemberId, Members};
use crate::outbox::Outbox;

/// A connection's writing end, and all that tells whether it is to be sent what everybody is.
pub(super) struct Ear {
    pub(super) id: MemberId,
    pub(super) outbox: Outbox,
    /// Whoever is at it is in the room.
    pub(super) is_in: bool,
    /// How much of the room's news it has been sent.
    pub(super) heard: u64,
    /// Something was pushed since the last flush.
    pub(super) is_waiting: bool,
}

/// Them all. Each member knows the place of theirs.
#[derive(Default)]
pub(super) struct Ears(Vec<Ear>);

impl Ears {
    /// Adds one, and says where it is.
    pub(super) fn add(&mut self, id: MemberId, outbox: Outbox, is_in: bool, heard: u64) -> usize {
        self.0.push(Ear { id, outbox, is_in, heard, is_waiting: false });
        self.0.len() - 1
    }

    /// Takes one away. The last comes into its place, and is returned too.
    pub(super) fn take(&mut self, at: usize, members: &mut Members) -> Option<(Outbox, Option<&mut Ear>)> {
        if at >= self.0.len() {
            return None;
        }
        let taken = self.0.swap_remove(at);
        let moved = self.0.get_mut(at);
        if let Some(member) = moved.as_ref().and_then(|moved| members.get_mut(&moved.id)) {
            member.ear = at;
        }
        Some((taken.outbox, moved))
    }

    /// A member's.
    pub(super) fn of(&mut self, members: &Members, id: MemberId) -> Option<&mut Ear> {
        self.0.get_mut(members.get(&id)?.ear)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The one at a place of the list.
    pub(super) fn at(&mut self, at: usize) -> Option<&mut Ear> {
        self.0.get_mut(at)
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
