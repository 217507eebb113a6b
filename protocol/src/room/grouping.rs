//! The groups of a room: proposed, formed, changed as people come and go.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Room,
    decision::{Decision, Draft},
    groups::{
        self, Allocation, Constraints, Grouping, MixedKind, Person, Rotation, Seating, SingleAllocation,
        Warning,
    },
    pairing::{self, Pairing},
};
use crate::{
    command::{GroupsKind, TwoPeople},
    event::Event,
    ids::{GroupId, PairingId, ParticipantId, ServiceId},
    pack::Activity,
    rejection::{Limit, Rejection, StateFault, Thing},
    stamp::Stamp,
};

/// Groups that were worked out, for the desk to look at before they are formed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct Proposal {
    /// Mixed or single-service.
    pub kind: GroupsKind,
    /// How well mixed tables mix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mix: Option<MixedKind>,
    /// Services that are too small to be seated without a decision; then there are no groups yet.
    pub undecided: Vec<ServiceId>,
    /// The groups.
    pub groups: Vec<Grouping>,
    /// Of a fishbowl: those in the inner circle.
    pub inner: Vec<ParticipantId>,
    /// Small services that go from table to table.
    pub rotations: Vec<Rotation>,
    /// Of single-service groups: who meets.
    pub pairings: Vec<Pairing>,
    /// What to know before people sit down.
    pub warnings: Vec<Warning>,
}

/// Groups of one kind, as formed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Formed {
    pub(crate) groups: BTreeMap<GroupId, Grouping>,
    /// How well mixed tables mix.
    mix: Option<MixedKind>,
    pub(crate) scribes: BTreeMap<GroupId, ParticipantId>,
}

impl Formed {
    fn new(groups: &[Grouping], mix: Option<MixedKind>) -> Self {
        Self {
            mix,
            groups: groups.iter().map(|g| (g.id.clone(), g.clone())).collect(),
            scribes: BTreeMap::new(),
        }
    }

    /// The group somebody is in.
    pub(crate) fn of(&self, participant: &ParticipantId) -> Option<&Grouping> {
        self.groups.values().find(|group| group.members.contains(participant))
    }

    fn place(&mut self, participant: &ParticipantId, group: &GroupId) {
        for other in self.groups.values_mut() {
            other.members.retain(|member| member != participant);
        }
        if let Some(group) = self.groups.get_mut(group) {
            group.members.push(participant.clone());
        }
    }
}

/// All groups of a room.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GroupingState {
    pub(crate) mixed: Option<Formed>,
    pub(crate) single: Option<Formed>,
    pub(crate) pairings: Vec<Pairing>,
    pub(crate) proposal: Option<Proposal>,
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
            Event::GroupsDiscarded => self.proposal = None,
            Event::GroupsFormed { kind, mix, groups, pairings } => {
                *self.formed_mut(*kind) = Some(Formed::new(groups, *mix));
                if *kind == GroupsKind::Single {
                    self.pairings.clone_from(pairings);
                }
                self.proposal = None;
            }
            Event::ParticipantPlaced { participant, kind, group } => {
                if let Some(formed) = self.formed_mut(*kind) {
                    formed.place(participant, group);
                }
            }
            Event::GroupPaired { group, pairing } => {
                let round = self.pairing(pairing.as_str()).map(|p| p.round);
                for other in self.pairings.iter_mut().filter(|p| Some(p.round) == round) {
                    other.groups.retain(|member| member != group);
                    if other.id == *pairing {
                        other.groups.push(group.clone());
                        other.groups.sort();
                    }
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
}

impl Activity {
    /// The kind of groups that people sit in during this activity.
    pub fn groups(self) -> Option<GroupsKind> {
        match self {
            Self::Impressions | Self::CaseStudy | Self::Plans => Some(GroupsKind::Mixed),
            Self::Knowledge => Some(GroupsKind::Single),
            Self::Arrival | Self::Pause | Self::Feedback => None,
        }
    }
}

impl Room {
    /// The kind of groups that people sit in now.
    pub(crate) fn groups_now(&self) -> Option<GroupsKind> {
        self.stage().activity.groups()
    }

    /// The group that somebody sits in now.
    pub(crate) fn group_of(&self, participant: &ParticipantId) -> Option<&Grouping> {
        self.grouping.formed(self.groups_now()?)?.of(participant)
    }

    fn people(&self) -> Vec<Person> {
        let present = self.members.present();
        present
            .map(|(id, member)| Person {
                id: id.clone(),
                service: member.service.clone(),
                profession: member.profession.clone(),
                modality: member.modality,
            })
            .collect()
    }

    pub(crate) fn propose(
        &self,
        kind: GroupsKind,
        seating: Option<Seating>,
        apart: &[TwoPeople],
        together: &[TwoPeople],
        stamp: Stamp,
    ) -> Result<Decision, Rejection> {
        let people = self.people();
        if people.len() < 2 {
            return Err(Rejection::WrongState(StateFault::TooFewPeople));
        }
        let constraints = Constraints { apart: apart.to_vec(), together: together.to_vec() };
        let proposal = match kind {
            GroupsKind::Mixed => match groups::allocate_mixed(&people, seating, &constraints, stamp.seed) {
                Ok(allocation) => mixed_proposal(allocation),
                Err(undecided) => Proposal { undecided: undecided.services, ..empty_proposal(kind) },
            },
            GroupsKind::Single => {
                let links = self.pack.links();
                let SingleAllocation { groups, warnings } =
                    groups::allocate_single(&people, &links, &constraints, stamp.seed);
                let pairings = pairing::pair(&groups, &links);
                Proposal { groups, pairings, warnings, ..empty_proposal(kind) }
            }
        };
        Ok(Draft::after(self.seq).push(Event::GroupsProposed { proposal }).finish())
    }

    pub(crate) fn form_groups(&self) -> Result<Decision, Rejection> {
        let proposal =
            self.grouping.proposal.as_ref().ok_or(Rejection::WrongState(StateFault::NoProposal))?;
        if !proposal.undecided.is_empty() {
            return Err(Rejection::NeedsDecision);
        }
        let Proposal { kind, mix, groups, pairings, .. } = proposal.clone();
        Ok(Draft::after(self.seq).push(Event::GroupsFormed { kind, mix, groups, pairings }).finish())
    }

    pub(crate) fn move_participant(
        &self,
        participant: &ParticipantId,
        group: &GroupId,
    ) -> Result<Decision, Rejection> {
        let mut draft = Draft::after(self.seq);
        if let Some(proposal) = &self.grouping.proposal
            && proposal.groups.iter().any(|g| g.id == *group)
        {
            let mut proposal = proposal.clone();
            for other in &mut proposal.groups {
                other.members.retain(|member| member != participant);
                if other.id == *group {
                    other.members.push(participant.clone());
                }
            }
            return Ok(draft.push(Event::GroupsProposed { proposal }).finish());
        }
        let (kind, grouping) = self.grouping.group(group).ok_or(Rejection::Unknown(Thing::Group))?;
        if grouping.members.contains(participant) {
            return Ok(Decision::default());
        }
        if kind == GroupsKind::Mixed && grouping.members.len() >= groups::TABLE_HARD_MAX {
            return Err(Rejection::Full(Limit::Group));
        }
        let placed =
            Event::ParticipantPlaced { participant: participant.clone(), kind, group: group.clone() };
        Ok(draft.push(placed).finish())
    }

    pub(crate) fn move_to_pairing(
        &self,
        group: &GroupId,
        pairing: &PairingId,
    ) -> Result<Decision, Rejection> {
        let target = self.grouping.pairing(pairing.as_str()).ok_or(Rejection::Unknown(Thing::Pairing))?;
        let from = self.grouping.pairings_of(group).find(|p| p.round == target.round);
        if from.is_some_and(|from| from.id == target.id) {
            return Ok(Decision::default());
        }
        // A pairing that has met keeps what it said; one without its other side cannot meet.
        let met = |p: &Pairing| self.agenda.item(p.id.as_str()).opened;
        if met(target) || from.is_some_and(met) {
            return Err(Rejection::WrongState(StateFault::AlreadyOpen));
        }
        let paired = Event::GroupPaired { group: group.clone(), pairing: pairing.clone() };
        Ok(Draft::after(self.seq).push(paired).finish())
    }

    /// Seats for somebody who comes when groups are formed already; none that they have.
    pub(crate) fn seats_for(&self, participant: &ParticipantId, service: &ServiceId) -> Vec<Event> {
        let mut seats = Vec::new();
        for kind in [GroupsKind::Mixed, GroupsKind::Single] {
            let Some(formed) = self.grouping.formed(kind) else { continue };
            let seated = formed.of(participant);
            let fits = |group: &&Grouping| group.service.as_ref().is_none_or(|s| s == service);
            if seated.as_ref().is_some_and(fits) {
                continue;
            }
            let service_of = |id: &ParticipantId| self.members.participants.get(id).map(|m| &m.service);
            let groups: Vec<_> = formed.groups.values().cloned().collect();
            let group = match kind {
                GroupsKind::Mixed => {
                    let mix = formed.mix.unwrap_or(MixedKind::Full);
                    groups::place_latecomer_table(mix, &groups, service_of, service)
                }
                GroupsKind::Single => groups::place_latecomer_group(&groups, service),
            };
            if let Some(group) = group {
                seats.push(Event::ParticipantPlaced { participant: participant.clone(), kind, group });
            }
        }
        seats
    }
}

fn empty_proposal(kind: GroupsKind) -> Proposal {
    Proposal {
        kind,
        mix: None,
        undecided: Vec::new(),
        groups: Vec::new(),
        inner: Vec::new(),
        rotations: Vec::new(),
        pairings: Vec::new(),
        warnings: Vec::new(),
    }
}

fn mixed_proposal(allocation: Allocation) -> Proposal {
    let Allocation { kind, groups, inner, rotations, warnings } = allocation;
    Proposal { mix: Some(kind), groups, inner, rotations, warnings, ..empty_proposal(GroupsKind::Mixed) }
}
