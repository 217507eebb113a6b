//! What facilitators see.

use std::collections::BTreeMap;

use super::{
    super::{Room, agenda::Remembered, groups::Grouping, members::Member, pairing::Pairing},
    fields::fields,
    number,
};
use crate::{
    command::{Cursor, GroupsKind},
    ids::{FacilitatorId, GroupId, PairingId, ParticipantId},
    pack::{Activity, Date},
    view::{
        Standing,
        desk::{
            AgendaStage, AgendaStep, Alert, DeskGroup, DeskPairing, DeskView, Latest, RosterPerson, StaleFact,
        },
    },
};

/// Below this a group is too small to talk.
const SMALLEST_GROUP: usize = 3;

fields! {
    /// The fields of what facilitators see.
    DeskField of DeskView, made by desk of |room| {
        title(0) => room.texts.owned(room.title),
        code(0) => room.code.clone(),
        phase(0) => room.agenda.phase,
        started_at(0) => room.agenda.started_at,
        locked(0) => room.members.locked,
        names_shown(0) => room.agenda.names_shown,
        materials(0) => room.materials(),
        stale_facts(0) => room.stale_facts(),
        revision(0) => room.agenda.revision,
        step(2) => room.step_view(),
        script(0) => room.step().facilitator_script.clone(),
        agenda(0) => room.agenda_view(),
        cursor(0) => room.agenda.cursor,
        next(3) => room.next_move().ok(),
        waiting(0) => room.next_move().err(),
        undo(2) => room.agenda.undo().cloned(),
        latest(2) => room.latest(),
        facilitators(0) => room.facilitators(),
        people(1) => room.roster(),
        groups(1) => room.desk_groups(),
        pairings(1) => room.desk_pairings(),
        proposal(0) => room.grouping.proposal.as_ref().cloned(),
        alerts(0) => room.alerts(),
        items(3) => room.desk_items(),
        item_order(0) => room.items_now(),
        parts(0) => room.parts(),
        spotlight(0) => room.spotlight(),
        quotes(3) => room.desk_quotes(),
        talk_quotes(0) => room.impressions.picked.clone().filter(|_| room.stage().activity == Activity::Impressions),
        surprises(0) => room.desk_surprises(),
        questions(3) => room.desk_questions(),
        case_study(5) => room.desk_case_study(),
        follow_up(0) => room.desk_follow_up(),
        plans(3) => room.desk_plans(),
        debrief(2) => room.debrief_view(),
    }
}

impl Room {
    fn facilitators(&self) -> BTreeMap<FacilitatorId, String> {
        let names = self.members.facilitators.iter();
        names.map(|(id, name)| (id.clone(), self.texts.owned(*name))).collect()
    }

    /// Everybody's closing lines, in the impressions stage and once nobody can answer any more.
    fn desk_surprises(&self) -> Option<Vec<String>> {
        self.surprises_are_in().then(|| self.surprise_lines())
    }

    pub(in super::super) fn surprises_are_in(&self) -> bool {
        let item = self.agenda.item(self.surprise_item().as_str());
        self.stage().activity == Activity::Impressions && item.opened && !item.takes_answers()
    }

    /// Facts whose day for another look had passed when the room opened.
    fn stale_facts(&self) -> Vec<StaleFact> {
        let today = Date::of(self.opened_at);
        let mut stale = Vec::new();
        for question in self.questions() {
            for fact in &question.facts {
                let review_by = fact.review_by.unwrap_or(self.pack.review_by);
                if review_by < today {
                    stale.push(StaleFact {
                        question: question.id.clone(),
                        statement: fact.statement.clone(),
                        review_by: review_by.to_string(),
                    });
                }
            }
        }
        stale
    }

    fn agenda_view(&self) -> Vec<AgendaStage> {
        let stage = |(n, plan): (usize, &crate::pack::StagePlan)| AgendaStage {
            stage: plan.id.clone(),
            activity: plan.activity,
            title: plan.title.clone(),
            minutes: plan.minutes,
            steps: plan
                .steps
                .iter()
                .enumerate()
                .map(|(m, step)| AgendaStep {
                    step: step.step,
                    title: step.title.clone(),
                    minutes: step.minutes,
                    began_at: self.agenda.began(Cursor { stage: n, step: m, item: 0 }),
                })
                .collect(),
        };
        self.preset().stages.iter().enumerate().map(stage).collect()
    }

    fn latest(&self) -> Option<Latest> {
        let Remembered { who, deed, at } = self.agenda.latest.as_ref()?;
        let name = self.members.facilitators.get(who);
        let who = name.map_or_else(String::new, |name| self.texts.owned(*name));
        Some(Latest { who, deed: deed.clone(), at: *at })
    }

    fn roster(&self) -> BTreeMap<ParticipantId, RosterPerson> {
        let people = self.members.participants.iter();
        people.map(|(id, member)| (id.clone(), self.roster_person(id, member))).collect()
    }

    pub(super) fn roster_person(&self, id: &ParticipantId, member: &Member) -> RosterPerson {
        let seat = |kind| self.grouping.formed(kind).and_then(|formed| formed.of(id)).map(|g| g.id.clone());
        RosterPerson {
            name: self.texts.owned(member.name),
            service: member.service.clone(),
            profession: member.profession.clone(),
            modality: member.modality,
            standing: member.standing,
            erased: member.erased,
            bridge: member.bridge,
            late: member.late,
            help: member.help,
            table: seat(GroupsKind::Mixed),
            group: seat(GroupsKind::Single),
        }
    }

    fn all_groups(&self) -> impl Iterator<Item = (GroupsKind, &Grouping)> {
        let formed = |kind| {
            self.grouping
                .formed(kind)
                .into_iter()
                .flat_map(move |f| f.groups.values().map(move |g| (kind, g)))
        };
        formed(GroupsKind::Mixed).chain(formed(GroupsKind::Single))
    }

    fn desk_groups(&self) -> BTreeMap<GroupId, DeskGroup> {
        self.all_groups().map(|(kind, group)| (group.id.clone(), desk_group(kind, group))).collect()
    }

    fn desk_pairings(&self) -> BTreeMap<PairingId, DeskPairing> {
        let pairings = self.grouping.pairings.iter();
        pairings.map(|pairing| (pairing.id.clone(), self.desk_pairing(pairing))).collect()
    }

    pub(super) fn desk_pairing(&self, pairing: &Pairing) -> DeskPairing {
        let here = |id: &GroupId| (id.clone(), self.knowledge.is_here(&pairing.id, id));
        DeskPairing {
            kind: pairing.kind,
            round: usize::from(pairing.round) + 1,
            groups: pairing.groups.iter().map(here).collect(),
            turns: self.turns_done(pairing),
        }
    }

    /// What in the groups of this stage wants attention.
    fn alerts(&self) -> Vec<Alert> {
        let Some(kind) = self.groups_now() else { return Vec::new() };
        let Some(formed) = self.grouping.formed(kind) else { return Vec::new() };
        let mut alerts = Vec::new();
        let member = |id: &ParticipantId| self.members.participants.get(id);
        for group in formed.groups.values() {
            let present: Vec<_> =
                group.members.iter().filter_map(member).filter(|m| m.standing == Standing::In).collect();
            if present.len() < SMALLEST_GROUP && present.len() < group.members.len() {
                alerts.push(Alert::SmallGroup { group: group.id.clone(), left: present.len() });
            }
            if kind == GroupsKind::Mixed {
                let all: std::collections::BTreeSet<_> =
                    group.members.iter().filter_map(member).map(|m| &m.service).collect();
                for service in
                    all.into_iter().filter(|service| !present.iter().any(|m| m.service == **service))
                {
                    alerts.push(Alert::ServiceGone { group: group.id.clone(), service: service.clone() });
                }
            }
        }
        let unplaced = self.members.present().filter(|(id, _)| formed.of(id).is_none());
        alerts.extend(unplaced.map(|(id, _)| Alert::Unplaced { participant: id.clone() }));
        alerts
    }
}

pub(super) fn desk_group(kind: GroupsKind, group: &Grouping) -> DeskGroup {
    let (service, members) = (group.service.clone(), group.members.clone());
    DeskGroup { kind, number: number(&group.id), service, members }
}
