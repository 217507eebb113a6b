//! One connection of a room: for whom it speaks, and which layers it is shown.

use crosstracks_protocol::{
    command::{Actor, Role},
    ids::{DeviceId, FacilitatorId, GroupId, ParticipantId},
    room::Room,
    view::{Audience, Standing},
    wire::Layer,
};

use crate::fanout::{Changes, Part, Parts};

/// A connection, as its room knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct MemberId(pub(super) u64);

/// For whom a connection speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Seat {
    /// Somebody who takes part.
    Participant(ParticipantId),
    /// Somebody who facilitates.
    Facilitator(FacilitatorId),
    /// The projector.
    Display,
}

impl Seat {
    /// Who acts; nobody at the projector.
    pub(crate) fn actor(&self) -> Option<Actor> {
        match self {
            Self::Participant(id) => Some(Actor::Participant(id.clone())),
            Self::Facilitator(id) => Some(Actor::Facilitator(id.clone())),
            Self::Display => None,
        }
    }

    /// As whom it is recognised.
    pub(super) fn role(&self) -> Role {
        match self {
            Self::Participant(_) => Role::Participant,
            Self::Facilitator(_) => Role::Facilitator,
            Self::Display => Role::Display,
        }
    }

    /// Whether the room knows them.
    pub(super) fn is_known(&self, room: &Room) -> bool {
        match self {
            Self::Participant(id) => room.standing(id).is_some(),
            Self::Facilitator(id) => room.is_facilitator(id),
            Self::Display => true,
        }
    }
}

/// One connection.
pub(super) struct Member {
    pub(super) seat: Seat,
    pub(super) device: DeviceId,
    pub(super) place: Place,
    /// Where its writing end is, among those of the hall.
    pub(super) ear: usize,
}

/// Which layers beside one's own a participant is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) is_in: bool,
    pub(super) group: Option<GroupId>,
}

impl Place {
    /// Where somebody is in the room now.
    pub(super) fn of(room: &Room, participant: &ParticipantId) -> Self {
        let is_in = room.standing(participant) == Some(Standing::In);
        Self { is_in, group: room.group_now(participant).filter(|_| is_in).cloned() }
    }

    /// The audiences that this makes somebody part of.
    pub(super) fn audiences(&self) -> impl Iterator<Item = Audience> {
        let shared = self.is_in.then_some(Audience::Shared);
        shared.into_iter().chain(self.group.clone().map(Audience::Group))
    }
}

impl Member {
    /// The group whose view it is shown.
    pub(super) fn group(&self) -> Option<&GroupId> {
        self.place.group.as_ref()
    }

    /// The audiences that it is part of.
    pub(super) fn audiences(&self) -> impl Iterator<Item = Audience> {
        let own = match &self.seat {
            Seat::Participant(who) => Audience::Own(who.clone()),
            Seat::Facilitator(_) => Audience::Desk,
            Seat::Display => Audience::Display,
        };
        self.place.audiences().chain([own])
    }

    /// What the next update holds for this member, who before was placed elsewhere if `before` is given.
    pub(super) fn parts(&self, changes: &Changes, before: Option<&Place>) -> Parts {
        let mut parts = Parts::new();
        for audience in self.audiences() {
            let is_new = before.is_some_and(|before| before.audiences().all(|old| old != audience));
            if is_new && !matches!(audience, Audience::Own(_)) {
                parts.push(Part::Whole(audience));
            } else if changes.has(&audience) {
                parts.push(Part::Patch(audience));
            }
        }
        if let Some(before) = before {
            let lost = |layer: Layer| {
                let has = |place: &Place| place.audiences().any(|audience| audience.layer() == layer);
                has(before) && !has(&self.place)
            };
            parts.extend(
                [Layer::Shared, Layer::Group].into_iter().filter(|layer| lost(*layer)).map(Part::Empty),
            );
        }
        parts
    }
}
