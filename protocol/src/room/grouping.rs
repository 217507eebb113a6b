//! The groups of a room: proposed, formed, changed as people come and go.

mod state;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub(crate) use self::state::GroupsBefore;
pub use self::state::{Formed, GroupingState};
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
    view::Standing,
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

    /// The groups that somebody is in.
    pub(crate) fn seats_of(&self, participant: &ParticipantId) -> Vec<(GroupsKind, GroupId)> {
        let seat = |kind| Some((kind, self.grouping.formed(kind)?.of(participant)?.id.clone()));
        [GroupsKind::Mixed, GroupsKind::Single].into_iter().filter_map(seat).collect()
    }

    /// The groups of a service that were formed.
    pub(crate) fn groups_of_service<'a>(
        &'a self,
        service: &'a ServiceId,
    ) -> impl Iterator<Item = &'a GroupId> {
        let groups = self.grouping.single.iter().flat_map(|formed| formed.groups.values());
        groups.filter(move |group| group.service.as_ref() == Some(service)).map(|group| &group.id)
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
                Proposal { groups, pairings, warnings: without_wishes(warnings), ..empty_proposal(kind) }
            }
        };
        Ok(Draft::after(self.seq).push(Event::GroupsProposed { proposal }).finish())
    }

    /// The tables of before, mended; all of them anew where there is nothing to mend, or no way to.
    pub(crate) fn propose_mended(&self, stamp: Stamp) -> Result<Decision, Rejection> {
        match self.mended_tables() {
            Some(allocation) => {
                let proposal = mixed_proposal(allocation);
                Ok(Draft::after(self.seq).push(Event::GroupsProposed { proposal }).finish())
            }
            None => self.propose(GroupsKind::Mixed, None, &[], &[], stamp),
        }
    }

    /// The mixed tables with as few people moved as it takes, where people have left them.
    pub(crate) fn mended_tables(&self) -> Option<Allocation> {
        let formed = self.grouping.mixed.as_ref()?;
        let tables: Vec<Grouping> = formed.groups.values().cloned().collect();
        groups::mend_mixed(&tables, &self.people())
    }

    pub(crate) fn form_groups(&self) -> Result<Decision, Rejection> {
        let proposal =
            self.grouping.proposal.as_ref().ok_or(Rejection::WrongState(StateFault::NoProposal))?;
        if !proposal.undecided.is_empty() {
            return Err(Rejection::NeedsDecision);
        }
        let met = |pairing: &Pairing| self.agenda.item(pairing.id.as_str()).opened;
        if proposal.kind == GroupsKind::Single && self.grouping.pairings.iter().any(met) {
            return Err(Rejection::WrongState(StateFault::HaveMet));
        }
        let Proposal { kind, mix, mut groups, pairings, .. } = proposal.clone();
        // Nor does anybody sit where another service writes, though there may be no group of their own.
        for group in &mut groups {
            let belongs = |who: &ParticipantId| {
                let member = self.members.participants.get(who);
                group.service.is_none() || member.map(|member| &member.service) == group.service.as_ref()
            };
            group.members.retain(belongs);
        }
        let formed = Event::GroupsFormed { kind, mix, groups, pairings };
        // Those who came or changed their service since the groups were worked out have seats too.
        let mut grouping = self.grouping.clone();
        grouping.apply(&formed);
        let mut draft = Draft::after(self.seq);
        draft.push(formed);
        for (participant, member) in self.members.present() {
            if let Some(seat) = self.seat_in(&grouping, kind, participant, &member.service) {
                grouping.apply(&seat);
                draft.push(seat);
            }
        }
        Ok(draft.finish())
    }

    pub(crate) fn move_participant(
        &self,
        participant: &ParticipantId,
        group: &GroupId,
    ) -> Result<Decision, Rejection> {
        let member = self.member(participant)?;
        let proposed = self.grouping.proposal.as_ref();
        let proposed = proposed.and_then(|p| Some((p, p.groups.iter().find(|g| g.id == *group)?)));
        let target = match proposed {
            Some((_, target)) => target,
            None => self.grouping.group(group).ok_or(Rejection::Unknown(Thing::Group))?.1,
        };
        if target.members.contains(participant) {
            return Ok(Decision::default());
        }
        match &target.service {
            Some(service) if *service != member.service => {
                return Err(Rejection::WrongState(StateFault::OtherService));
            }
            None if self.present_at(target) >= groups::TABLE_HARD_MAX => {
                return Err(Rejection::Full(Limit::Group));
            }
            _ => {}
        }
        let moved = match proposed {
            Some((proposal, _)) => {
                let mut proposal = proposal.clone();
                for other in &mut proposal.groups {
                    other.members.retain(|member| member != participant);
                    if other.id == *group {
                        other.members.push(participant.clone());
                    }
                }
                Event::GroupsProposed { proposal }
            }
            None => Event::ParticipantPlaced {
                participant: participant.clone(),
                kind: if target.service.is_some() { GroupsKind::Single } else { GroupsKind::Mixed },
                group: group.clone(),
            },
        };
        Ok(Draft::after(self.seq).push(moved).finish())
    }

    pub(crate) fn move_to_pairing(
        &self,
        group: &GroupId,
        pairing: &PairingId,
    ) -> Result<Decision, Rejection> {
        let target = self.grouping.pairing(pairing.as_str()).ok_or(Rejection::Unknown(Thing::Pairing))?;
        let service = self.grouping.group(group).and_then(|(_, group)| group.service.as_ref());
        let service = service.ok_or(Rejection::Unknown(Thing::Group))?;
        let from = self.grouping.pairings_of(group).find(|p| p.round == target.round);
        if from.is_some_and(|from| from.id == target.id) {
            return Ok(Decision::default());
        }
        if !target.links.iter().any(|l| l.author_service == *service || l.target_service == *service) {
            return Err(Rejection::WrongState(StateFault::OtherService));
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
        let seat = |kind| self.seat_in(&self.grouping, kind, participant, service);
        [GroupsKind::Mixed, GroupsKind::Single].into_iter().filter_map(seat).collect()
    }

    /// A seat in groups of one kind for somebody who has none that fits.
    fn seat_in(
        &self,
        grouping: &GroupingState,
        kind: GroupsKind,
        participant: &ParticipantId,
        service: &ServiceId,
    ) -> Option<Event> {
        let formed = grouping.formed(kind)?;
        let fits = |group: &Grouping| group.service.as_ref().is_none_or(|s| s == service);
        if formed.of(participant).is_some_and(fits) {
            return None;
        }
        let service_of = |id: &ParticipantId| self.members.participants.get(id).map(|m| &m.service);
        // A seat that was given up is free.
        let groups: Vec<Grouping> = formed
            .groups
            .values()
            .map(|group| Grouping {
                members: group.members.iter().filter(|id| self.is_in(id)).cloned().collect(),
                ..group.clone()
            })
            .collect();
        let group = match kind {
            GroupsKind::Mixed => {
                let mix = formed.mix.unwrap_or(MixedKind::Full);
                groups::place_latecomer_table(mix, &groups, service_of, service)
            }
            GroupsKind::Single => groups::place_latecomer_group(&groups, service),
        }?;
        Some(Event::ParticipantPlaced { participant: participant.clone(), kind, group })
    }

    /// Whether somebody is in the room, and has not left it.
    pub(crate) fn is_in(&self, participant: &ParticipantId) -> bool {
        self.standing(participant) == Some(Standing::In)
    }

    /// How many of a group are in.
    pub(crate) fn present_at(&self, group: &Grouping) -> usize {
        group.members.iter().filter(|id| self.is_in(id)).count()
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
    let warnings = without_wishes(warnings);
    Proposal { mix: Some(kind), groups, inner, rotations, warnings, ..empty_proposal(GroupsKind::Mixed) }
}

/// The warnings without what they tell of wishes, which are used once and not kept: only how many were not met.
fn without_wishes(mut warnings: Vec<Warning>) -> Vec<Warning> {
    let all = warnings.len();
    warnings.retain(|warning| !matches!(warning, Warning::NotApart { .. } | Warning::NotTogether { .. }));
    let wishes = all - warnings.len();
    if wishes > 0 {
        warnings.push(Warning::WishesUnmet { wishes });
    }
    warnings
}
