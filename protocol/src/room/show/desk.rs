//! What facilitators see.

use std::collections::BTreeMap;

use super::{
    super::{Room, groups::Grouping},
    number,
};
use crate::{
    command::{Cursor, GroupsKind},
    ids::{GroupId, PairingId, ParticipantId},
    pack::{Activity, Date},
    view::{
        Progress, Standing,
        desk::{
            AgendaStage, AgendaStep, Alert, DeskGroup, DeskPairing, DeskView, Recent, RosterPerson, StaleFact,
        },
    },
};

/// Below this a group is too small to talk.
const SMALLEST_GROUP: usize = 3;

impl Room {
    pub(super) fn desk(&self) -> DeskView {
        let impressions = self.stage().activity == Activity::Impressions;
        let knowledge = self.stage().activity == Activity::Knowledge;
        let (next, waiting) = match self.next_move() {
            Ok(next) => (Some(next), None),
            Err(waiting) => (None, Some(waiting)),
        };
        let surprise_closed = self.agenda.item(self.surprise_item().as_str());
        DeskView {
            title: self.texts.owned(self.title),
            code: self.code.clone(),
            phase: self.agenda.phase,
            started_at: self.agenda.started_at,
            locked: self.members.locked,
            names_shown: self.agenda.names_shown,
            materials: self.materials(),
            stale_facts: self.stale_facts(),
            revision: self.agenda.revision,
            step: self.step_view(),
            script: self.step().facilitator_script.clone(),
            agenda: self.agenda_view(),
            cursor: self.agenda.cursor,
            next,
            waiting,
            undo: self.agenda.undo().cloned(),
            recent: self.recent(),
            facilitators: self
                .members
                .facilitators
                .iter()
                .map(|(id, name)| (id.clone(), self.texts.owned(*name)))
                .collect(),
            people: self.roster(),
            groups: self.desk_groups(),
            pairings: self.desk_pairings(),
            proposal: self.grouping.proposal.clone(),
            alerts: self.alerts(),
            items: self.desk_items(),
            item_order: self.items_now(),
            parts: self.parts(),
            spotlight: self.spotlight(),
            quotes: if impressions { self.desk_quotes() } else { BTreeMap::new() },
            talk_quotes: impressions.then(|| self.impressions.picked.clone()).flatten(),
            surprises: (impressions && surprise_closed.opened && !surprise_closed.takes_answers())
                .then(|| self.surprise_lines()),
            questions: if knowledge { self.desk_questions() } else { BTreeMap::new() },
        }
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

    fn recent(&self) -> Vec<Recent> {
        let name =
            |id| self.members.facilitators.get(id).map_or_else(String::new, |name| self.texts.owned(*name));
        let deeds = self.agenda.recent.iter();
        deeds.map(|deed| Recent { who: name(&deed.who), deed: deed.deed.clone(), at: deed.at }).collect()
    }

    fn roster(&self) -> BTreeMap<ParticipantId, RosterPerson> {
        let seat = |kind, id: &ParticipantId| {
            self.grouping.formed(kind).and_then(|formed| formed.of(id)).map(|g| g.id.clone())
        };
        let person = |(id, member): (&ParticipantId, &super::super::members::Member)| {
            let person = RosterPerson {
                name: self.texts.owned(member.name),
                service: member.service.clone(),
                profession: member.profession.clone(),
                modality: member.modality,
                standing: member.standing,
                bridge: member.bridge,
                late: member.late,
                help: member.help,
                table: seat(GroupsKind::Mixed, id),
                group: seat(GroupsKind::Single, id),
            };
            (id.clone(), person)
        };
        self.members.participants.iter().map(person).collect()
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
        let group = |(kind, group): (GroupsKind, &Grouping)| {
            let (service, members) = (group.service.clone(), group.members.clone());
            (group.id.clone(), DeskGroup { kind, number: number(&group.id), service, members })
        };
        self.all_groups().map(group).collect()
    }

    fn desk_pairings(&self) -> BTreeMap<PairingId, DeskPairing> {
        let view = |pairing: &super::super::pairing::Pairing| {
            let turns = self.turns(pairing).len();
            let view = DeskPairing {
                kind: pairing.kind,
                round: usize::from(pairing.round) + 1,
                groups: pairing
                    .groups
                    .iter()
                    .map(|id| (id.clone(), self.knowledge.is_here(&pairing.id, id)))
                    .collect(),
                turns: Progress { done: (self.knowledge.turn(&pairing.id) + 1).min(turns), of: turns },
            };
            (pairing.id.clone(), view)
        };
        self.grouping.pairings.iter().map(view).collect()
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
