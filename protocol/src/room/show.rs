//! Views: what each audience is shown of a room.

mod activities;
mod case_study;
mod desk;
mod desk_items;
mod feedback;
pub(crate) mod fields;
mod group;
mod own;
mod parts;
mod plans;

pub(super) use self::{
    desk::DeskField,
    own::OwnPart,
    parts::{DeskPart, DisplayPart, SharedPart, StagePart},
};

use serde_json::Value;

use super::Room;
use crate::{
    command::GroupsKind,
    ids::GroupId,
    pack::{ActionPrompts, Activity, Step},
    view::{Audience, DisplayGroup, DisplayView, Materials, Meeting, Phase, SharedView, StepView, View},
};

/// A view as JSON.
pub(super) fn text(room: &Room, audience: &Audience) -> String {
    let text = match audience {
        Audience::Group(group) => room.group_view(group).map(|view| serde_json::to_string(&view)),
        Audience::Own(me) => room.own(me).map(|view| serde_json::to_string(&view)),
        _ => Some(Ok(fields::json(&view(room, audience)))),
    };
    // As in `view`.
    text.and_then(Result::ok).unwrap_or_else(|| "{}".to_owned())
}

/// What an audience may see, whole. Nobody and nothing make an empty view.
pub(super) fn view(room: &Room, audience: &Audience) -> View {
    let value = match audience {
        Audience::Shared => serde_json::to_value(room.shared()),
        Audience::Group(group) => serde_json::to_value(room.group_view(group)),
        Audience::Own(me) => serde_json::to_value(room.own(me)),
        Audience::Desk => serde_json::to_value(room.desk()),
        Audience::Display => serde_json::to_value(room.display()),
    };
    // Views are maps with text keys and plain values, which JSON can always hold.
    value.ok().filter(|value| !value.is_null()).unwrap_or_else(|| Value::Object(Default::default()))
}

fields::fields! {
    /// The fields of what every participant sees.
    SharedField of SharedView, made by shared of |room| {
        title(0) => room.texts.owned(room.title),
        code(0) => room.code.clone(),
        facilitators(0) => room.facilitator_names(),
        phase(0) => room.agenda.phase,
        services_fixed(0) => room.services_fixed(),
        materials(0) => room.materials(),
        step(2) => room.step_view(),
        arrival(1) => room.shows(Activity::Arrival).then(|| room.arrival_view()),
        impressions(2) => room.shows(Activity::Impressions).then(|| room.impressions_view()),
        knowledge(2) => room.shows(Activity::Knowledge).then(|| room.knowledge_view()),
        case_study(3) => room.case_study_view(),
        feedback(0) => room.feedback_view(),
        follow_up(0) => room.follow_up_view(),
        plans(2) => room.plans_view(),
    }
}

fields::fields! {
    /// The fields of what the projector shows.
    DisplayField of DisplayView, made by display of |room| {
        title(0) => room.texts.owned(room.title),
        code(0) => room.code.clone(),
        locked(0) => room.members.locked,
        phase(0) => room.agenda.phase,
        materials(0) => room.materials(),
        step(2) => room.step_view(),
        people(0) => room.counts.present(),
        progress(1) => if room.is_paused() { None } else { room.progress_now() },
        groups(1) => if room.is_paused() { Default::default() } else { room.display_groups() },
        meetings(0) => if room.is_paused() { Vec::new() } else { room.meetings() },
        arrival(1) => room.projects(Activity::Arrival).then(|| room.arrival_view()),
        impressions(2) => room.projects(Activity::Impressions).then(|| room.impressions_view()),
        knowledge(2) => room.projects(Activity::Knowledge).then(|| room.knowledge_view()),
        case_study(3) => if room.is_paused() { None } else { room.case_study_view() },
        plans(2) => if room.is_paused() { None } else { room.plans_view() },
    }
}

impl Room {
    /// Whether participants are shown an activity.
    fn shows(&self, activity: Activity) -> bool {
        self.stage().activity == activity
    }

    /// Whether the projector shows an activity.
    fn projects(&self, activity: Activity) -> bool {
        self.shows(activity) && !self.is_paused()
    }

    fn is_paused(&self) -> bool {
        self.agenda.phase == Phase::Paused
    }

    pub(super) fn materials(&self) -> Materials {
        let pack = &self.pack;
        Materials {
            services: pack.services.clone(),
            stakeholders: pack.stakeholders.clone(),
            ground_rules: pack.ground_rules.clone(),
            sponsors: pack.sponsors.clone(),
            glossary: pack.glossary.clone(),
            impressions: pack.impressions.prompts.clone(),
            reveal_notice: pack.impressions.reveal_notice.clone(),
            links: pack.links(),
            knowledge: pack.knowledge.clone(),
            case_study: pack.case_study.clone(),
            action_prompts: pack
                .action_prompts
                .clone()
                .map(|prompts| ActionPrompts { vague: Vec::new(), ..prompts }),
            limits: pack.limits.clone(),
            retention_days: pack.privacy.retention_days,
            lang: pack.lang.clone(),
        }
    }

    fn step_view(&self) -> StepView {
        let (stage, step, cursor) = (self.stage(), self.step(), self.agenda.cursor);
        StepView {
            stage: stage.id.clone(),
            stage_number: cursor.stage + 1,
            stage_count: self.preset().stages.len(),
            stage_title: stage.title.clone(),
            activity: stage.activity,
            step: step.step,
            step_number: cursor.step + 1,
            step_count: stage.steps.len(),
            title: step.title.clone(),
            instruction: step.instruction.clone(),
            next_title: self.step_after().map(|(_, title)| title.to_owned()),
            timer: self.agenda.timer(),
        }
    }

    fn display_groups(&self) -> std::collections::BTreeMap<GroupId, DisplayGroup> {
        let Some(formed) = self.groups_now().and_then(|kind| self.grouping.formed(kind)) else {
            return Default::default();
        };
        formed.groups.values().map(|group| (group.id.clone(), self.display_group(group))).collect()
    }

    fn display_group(&self, group: &super::groups::Grouping) -> DisplayGroup {
        let mut sizes = std::collections::BTreeMap::new();
        let mut names = Vec::new();
        let present = group.members.iter().filter(|id| self.is_in(id));
        for member in present.filter_map(|id| self.members.participants.get(id)) {
            *sizes.entry(member.service.clone()).or_insert(0) += 1;
            if self.agenda.names_shown {
                names.push(self.texts.owned(member.name));
            }
        }
        names.sort();
        let names = self.agenda.names_shown.then_some(names);
        DisplayGroup { number: number(&group.id), service: group.service.clone(), sizes, names }
    }

    fn meetings(&self) -> Vec<Meeting> {
        if self.groups_now() != Some(GroupsKind::Single)
            || !(self.is_at(Step::Match) || self.is_at(Step::Exchange))
        {
            return Vec::new();
        }
        let round = self.round_now();
        let now = self.grouping.pairings.iter().filter(|pairing| usize::from(pairing.round) + 1 == round);
        now.filter(|pairing| !pairing.groups.is_empty())
            .map(|pairing| Meeting {
                groups: pairing.groups.clone(),
                here: pairing
                    .groups
                    .iter()
                    .filter(|group| self.knowledge.is_here(&pairing.id, group))
                    .count(),
            })
            .collect()
    }

    /// The round of the exchange, from 1: the first with a pairing that has not closed.
    pub(super) fn round_now(&self) -> usize {
        let waits =
            |p: &&super::pairing::Pairing| !p.groups.is_empty() && self.agenda.item(p.id.as_str()).is_ahead();
        let rounds = |p: &super::pairing::Pairing| usize::from(p.round) + 1;
        let first = self.grouping.pairings.iter().filter(waits).map(rounds).min();
        first.or_else(|| self.grouping.pairings.iter().map(rounds).max()).unwrap_or(1)
    }
}

/// A group's number: what stands behind the last dash of its id.
pub(crate) fn number(group: &GroupId) -> usize {
    group.as_str().rsplit_once('-').and_then(|(_, n)| n.parse().ok()).unwrap_or(0)
}
