//! The groups as they stand: what forms and changes them, and what takes a change back.

use std::collections::BTreeMap;

use super::Proposal;
use crate::{
    command::GroupsKind,
    event::Event,
    ids::{GroupId, ParticipantId, ServiceId},
    room::{
        groups::{Grouping, MixedKind},
        pairing::{Pairing, PairingKind},
    },
};

/// Groups of one kind, as formed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Formed {
    pub(crate) groups: BTreeMap<GroupId, Grouping>,
    /// How well mixed tables mix.
    pub(super) mix: Option<MixedKind>,
    pub(crate) scribes: BTreeMap<GroupId, ParticipantId>,
    /// Where everybody sits: the same as the groups say, found at once.
    seats: BTreeMap<ParticipantId, GroupId>,
}

impl Formed {
    fn new(groups: &[Grouping], mix: Option<MixedKind>) -> Self {
        let seats = groups.iter().flat_map(|g| g.members.iter().map(|member| (member.clone(), g.id.clone())));
        Self {
            mix,
            groups: groups.iter().map(|g| (g.id.clone(), g.clone())).collect(),
            scribes: BTreeMap::new(),
            seats: seats.collect(),
        }
    }

    /// The group somebody is in.
    pub(crate) fn of(&self, participant: &ParticipantId) -> Option<&Grouping> {
        self.groups.get(self.seats.get(participant)?)
    }

    fn place(&mut self, participant: &ParticipantId, group: Option<&GroupId>) {
        if let Some(old) = self.seats.remove(participant).and_then(|old| self.groups.get_mut(&old)) {
            old.members.retain(|member| member != participant);
        }
        if let Some(group) = group.and_then(|group| self.groups.get_mut(group)) {
            group.members.push(participant.clone());
            self.seats.insert(participant.clone(), group.id.clone());
        }
    }
}

/// What groups were before a change, to take it back. It holds no more than the change did, so that the seats
/// of those who came since stay.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum GroupsBefore {
    Seat { participant: ParticipantId, kind: GroupsKind, seat: Option<GroupId> },
    Pairings(Vec<Pairing>),
    Formed { kind: GroupsKind, all: Box<GroupingState> },
}

/// All groups of a room.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GroupingState {
    pub(crate) mixed: Option<Formed>,
    pub(crate) single: Option<Formed>,
    pub(crate) pairings: Vec<Pairing>,
    pub(crate) proposal: Option<Proposal>,
    /// Mended tables were turned down: they stay as they are until somebody comes or goes.
    pub(crate) kept: bool,
}

impl GroupingState {
    pub(crate) fn formed(&self, kind: GroupsKind) -> Option<&Formed> {
        match kind {
            GroupsKind::Mixed => self.mixed.as_ref(),
            GroupsKind::Single => self.single.as_ref(),
        }
    }

    fn formed_mut(&mut self, kind: GroupsKind) -> &mut Option<Formed> {
        match kind {
            GroupsKind::Mixed => &mut self.mixed,
            GroupsKind::Single => &mut self.single,
        }
    }

    /// A group of either kind, by its id.
    pub(crate) fn group(&self, id: &GroupId) -> Option<(GroupsKind, &Grouping)> {
        [GroupsKind::Mixed, GroupsKind::Single]
            .into_iter()
            .find_map(|kind| Some((kind, self.formed(kind)?.groups.get(id)?)))
    }

    /// The pairings that a group sits in, in the order of their rounds.
    pub(crate) fn pairings_of<'a, 'g>(
        &'a self,
        group: &'g GroupId,
    ) -> impl Iterator<Item = &'a Pairing> + use<'a, 'g> {
        self.pairings.iter().filter(move |pairing| pairing.groups.contains(group))
    }

    pub(crate) fn pairing(&self, id: &str) -> Option<&Pairing> {
        self.pairings.iter().find(|pairing| pairing.id.as_str() == id)
    }

    pub(crate) fn apply(&mut self, event: &Event) {
        match event {
            Event::GroupsProposed { proposal } => self.proposal = Some(proposal.clone()),
            Event::GroupsDiscarded => {
                self.proposal = None;
                self.kept = true;
            }
            Event::ParticipantLeft { .. } | Event::ParticipantRemoved { .. } => self.kept = false,
            Event::GroupsFormed { kind, mix, groups, pairings } => {
                *self.formed_mut(*kind) = Some(Formed::new(groups, *mix));
                if *kind == GroupsKind::Single {
                    self.pairings.clone_from(pairings);
                }
                self.proposal = None;
                self.kept = false;
            }
            Event::ParticipantPlaced { participant, kind, group } => {
                self.kept = false;
                if let Some(formed) = self.formed_mut(*kind) {
                    formed.place(participant, Some(group));
                }
            }
            Event::ParticipantCorrected { participant, service, .. } => self.part(participant, service),
            Event::GroupPaired { group, pairing } => {
                let round = self.pairing(pairing.as_str()).map(|p| p.round);
                for other in self.pairings.iter_mut().filter(|p| Some(p.round) == round) {
                    other.groups.retain(|member| member != group);
                    if other.id == *pairing {
                        other.groups.push(group.clone());
                        other.groups.sort();
                    }
                    other.kind = match other.kind {
                        PairingKind::Panel => PairingKind::Panel,
                        _ if other.groups.len() > 2 => PairingKind::Cluster,
                        _ => PairingKind::Pair,
                    };
                }
            }
            Event::PenTaken { group, participant } => {
                for formed in [&mut self.mixed, &mut self.single].into_iter().flatten() {
                    if formed.groups.contains_key(group) {
                        formed.scribes.insert(group.clone(), participant.clone());
                    }
                }
            }
            _ => {}
        }
    }

    /// Nobody stays in a group of a service that is not theirs: what it writes is not for them to see.
    fn part(&mut self, participant: &ParticipantId, service: &ServiceId) {
        let Some(single) = &mut self.single else { return };
        if single.of(participant).is_some_and(|group| group.service.as_ref() != Some(service)) {
            single.place(participant, None);
        }
    }

    /// What a change is about to change.
    pub(crate) fn before(&self, event: &Event) -> Option<GroupsBefore> {
        Some(match event {
            Event::ParticipantPlaced { participant, kind, .. } => GroupsBefore::Seat {
                participant: participant.clone(),
                kind: *kind,
                seat: self.formed(*kind).and_then(|formed| formed.of(participant)).map(|g| g.id.clone()),
            },
            Event::GroupPaired { .. } => GroupsBefore::Pairings(self.pairings.clone()),
            Event::GroupsFormed { kind, .. } => {
                GroupsBefore::Formed { kind: *kind, all: Box::new(self.clone()) }
            }
            _ => return None,
        })
    }

    pub(crate) fn take_back(&mut self, before: GroupsBefore) {
        match before {
            GroupsBefore::Seat { participant, kind, seat } => {
                if let Some(formed) = self.formed_mut(kind) {
                    formed.place(&participant, seat.as_ref());
                }
            }
            GroupsBefore::Pairings(pairings) => self.pairings = pairings,
            GroupsBefore::Formed { kind, all: mut before } => {
                *self.formed_mut(kind) = before.formed_mut(kind).take();
                self.pairings = before.pairings;
                self.proposal = before.proposal;
            }
        }
    }
}
