//! What a room was before an event, as far as it tells what the event touches.

use super::super::{Room, agenda::Undoing};
use crate::{
    command::{Cursor, GroupsKind},
    event::Event,
    ids::{GroupId, ParticipantId, SheetId},
    pack::Activity,
};

/// What a room was before an event.
#[derive(Debug)]
pub(crate) struct Before {
    pub(super) groups: Option<GroupsKind>,
    pub(super) activity: Activity,
    pub(super) cursor: Cursor,
    /// The groups that the event's person was in.
    pub(super) seats: Vec<(GroupsKind, GroupId)>,
    /// Where the event's point was.
    pub(super) point: Option<(GroupId, SheetId)>,
    /// The table that the event's action was of.
    pub(super) table: Option<GroupId>,
    pub(super) undoing: Undoing,
}

impl Before {
    pub(crate) fn of(room: &Room, event: &Event) -> Self {
        let point = match event {
            Event::PointRemoved { point } => room.points.get(point),
            _ => None,
        };
        let table = match event {
            Event::ActionRemoved { action } => room.plans.actions().get(action),
            _ => None,
        };
        let undoing = if *event == Event::Undone { room.agenda.undoing() } else { Undoing::Nothing };
        let person = match &undoing {
            Undoing::Seat(participant) => Some(participant),
            _ => event.person(),
        };
        Self {
            groups: room.groups_now(),
            activity: room.stage().activity,
            cursor: room.agenda.cursor,
            seats: person.map_or_else(Vec::new, |person| room.seats_of(person)),
            point: point.map(|point| (point.group.clone(), point.sheet.clone())),
            table: table.map(|action| action.group.clone()),
            undoing,
        }
    }
}

impl Event {
    /// Whom an event is about, if it can change whether they are in, who they are or where they sit.
    pub(crate) fn person(&self) -> Option<&ParticipantId> {
        match self {
            Self::ParticipantJoined { participant, .. }
            | Self::ParticipantAdmitted { participant }
            | Self::ParticipantRemoved { participant }
            | Self::ParticipantCorrected { participant, .. }
            | Self::ParticipantLeft { participant }
            | Self::ParticipantReturned { participant }
            | Self::ParticipantPlaced { participant, .. } => Some(participant),
            _ => None,
        }
    }
}
