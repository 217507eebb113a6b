//! Which views an event can change, so that the others need not be looked at.
//!
//! An event may touch more than it changes, never less; a test holds this against the views themselves.

use std::collections::BTreeSet;

use super::Room;
use crate::{
    command::GroupsKind,
    event::Event,
    ids::{GroupId, ParticipantId},
    view::Audience,
};

/// The views that events may have changed, and the people whom they may have seated elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    shared: bool,
    desk: bool,
    display: bool,
    /// Everything that groups see.
    pub all_groups: bool,
    /// What these groups see.
    pub groups: BTreeSet<GroupId>,
    /// Everything that people see of themselves.
    pub all_own: bool,
    /// What these people see of themselves.
    pub own: BTreeSet<ParticipantId>,
    /// Where everybody sits.
    pub all_seats: bool,
    /// Where these people sit, or whether they are in.
    pub seats: BTreeSet<ParticipantId>,
}

/// What a room was before an event, as far as it tells what the event touches.
pub(super) struct Before {
    groups: Option<GroupsKind>,
}

impl Before {
    pub(super) fn of(room: &Room) -> Self {
        Self { groups: room.groups_now() }
    }
}

impl Touched {
    /// Whether what every participant sees can have changed.
    pub fn shared(&self) -> bool {
        self.shared
    }

    /// Whether what facilitators see can have changed.
    pub fn desk(&self) -> bool {
        self.desk
    }

    /// Whether what the projector shows can have changed.
    pub fn display(&self) -> bool {
        self.display
    }

    /// Whether what an audience sees can have changed.
    pub fn has(&self, audience: &Audience) -> bool {
        match audience {
            Audience::Shared => self.shared(),
            Audience::Group(group) => self.all_groups || self.groups.contains(group),
            Audience::Own(me) => self.all_own || self.own.contains(me),
            Audience::Desk => self.desk(),
            Audience::Display => self.display(),
        }
    }

    /// Adds what an event touches, in the room after it.
    pub(super) fn add(&mut self, before: &Before, room: &Room, event: &Event) {
        self.add_views(room, event);
        self.add_seats(before, room, event);
    }

    fn add_seats(&mut self, before: &Before, room: &Room, event: &Event) {
        match event {
            Event::ParticipantJoined { participant, .. }
            | Event::ParticipantAdmitted { participant }
            | Event::ParticipantRemoved { participant }
            | Event::ParticipantCorrected { participant, .. }
            | Event::ParticipantLeft { participant }
            | Event::ParticipantReturned { participant }
            | Event::ParticipantPlaced { participant, .. } => {
                self.seats.insert(participant.clone());
            }
            Event::GroupsFormed { kind, .. } => self.all_seats |= room.groups_now() == Some(*kind),
            Event::CursorMoved { .. } => self.all_seats |= room.groups_now() != before.groups,
            Event::Undone => self.all_seats = true,
            _ => {}
        }
    }

    fn add_views(&mut self, room: &Room, event: &Event) {
        self.desk |= !matches!(event, Event::RulesAccepted { .. });
        self.display |= !matches!(event, Event::RulesAccepted { .. } | Event::HelpAsked { .. });
        match event {
            Event::RoomOpened { .. } | Event::FacilitatorJoined { .. } => self.shared = true,
            Event::ParticipantJoined { participant, .. }
            | Event::ParticipantAdmitted { participant }
            | Event::ParticipantRemoved { participant }
            | Event::ParticipantCorrected { participant, .. }
            | Event::ParticipantLeft { participant }
            | Event::ParticipantReturned { participant } => {
                self.own.insert(participant.clone());
                // Names and how small a service is show in groups.
                self.all_groups |= room.grouping.mixed.is_some() || room.grouping.single.is_some();
            }
            Event::HelpAsked { participant, .. }
            | Event::RulesAccepted { participant }
            | Event::SurveyAnswered { participant, .. }
            | Event::Voted { participant, .. }
            | Event::SurpriseSaid { participant, .. } => {
                self.own.insert(participant.clone());
            }
            Event::BridgeSet { .. } | Event::JoiningLocked { .. } | Event::NamesShown { .. } => {}
            Event::GroupsProposed { .. } | Event::GroupsDiscarded => {}
            Event::Started
            | Event::Paused
            | Event::Resumed
            | Event::RoomClosed
            | Event::TimerExtended { .. }
            | Event::QuotesPicked { .. } => self.shared = true,
            Event::CursorMoved { .. }
            | Event::ItemsOpened { .. }
            | Event::ItemsClosing { .. }
            | Event::ItemsClosed { .. }
            | Event::ItemRevealed { .. }
            | Event::ItemUnrevealed { .. }
            | Event::ItemsSkipped { .. }
            | Event::Undone
            | Event::GroupsFormed { .. }
            | Event::ParticipantPlaced { .. }
            | Event::GroupPaired { .. } => {
                self.shared = true;
                self.all_groups = true;
            }
            Event::QuoteWithdrawn { .. } => {
                self.shared = true;
                self.all_groups = true;
                self.all_own = true;
            }
            Event::PenTaken { group, .. } | Event::TableAnswered { group, .. } => {
                self.groups.insert(group.clone());
            }
            Event::PointAdded { group, .. }
            | Event::DontKnowSet { group, .. }
            | Event::ConfidenceSet { group, .. }
            | Event::HereConfirmed { group, .. }
            | Event::QuestionClarified { group, .. } => self.met_by(room, group),
            Event::PointMarked { group, point, .. } | Event::PointClarified { group, point, .. } => {
                self.met_by(room, group);
                self.written_by(room, point);
            }
            Event::PointEdited { point, .. } => self.written_by(room, point),
            Event::PointTapped { point, .. } => {
                self.written_by(room, point);
                // Once the room has seen a point with its corrections, it sees the taps that follow.
                self.shared |=
                    room.points.get(point).is_some_and(|p| room.agenda.item(p.sheet.as_str()).shown > 0);
            }
            // The point is gone; its id begins with its group's, but any group that met it may show it.
            Event::PointRemoved { .. } => self.all_groups = true,
            Event::TurnMoved { pairing, .. } => {
                let groups = room.grouping.pairing(pairing.as_str()).map(|p| p.groups.clone());
                self.groups.extend(groups.into_iter().flatten());
            }
            Event::ModelDisputed { .. } => self.shared = true,
        }
    }

    fn written_by(&mut self, room: &Room, point: &crate::ids::PointId) {
        if let Some(point) = room.points.get(point) {
            self.met_by(room, &point.group.clone());
        }
    }

    /// A group, and all that meet it.
    fn met_by(&mut self, room: &Room, group: &GroupId) {
        self.groups.insert(group.clone());
        for pairing in room.grouping.pairings_of(group) {
            self.groups.extend(pairing.groups.iter().cloned());
        }
    }
}
