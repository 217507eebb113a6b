//! Part 1: whether the session ran as it was meant to.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    disclosure::{Division, Part, Published, Readers},
    input::{GroupRun, ReportInput, StageRun},
};
use crate::{
    command::GroupsKind,
    ids::{ItemId, ServiceId, StageId},
};

/// Whether the session ran as it was meant to.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct Fidelity {
    /// How many people took part.
    pub people: Published<usize>,
    /// The same by service.
    pub services: Published<Vec<Part<usize>>>,
    /// The stages of the plan.
    pub stages: Vec<StageReport>,
    /// How many mixed tables there were.
    pub tables: usize,
    /// How many groups of one service there were.
    pub single_service_groups: usize,
    /// Who sat together, by service; for facilitators alone, because groups are small.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<GroupReport>>,
    /// What was not as planned.
    pub deviations: Vec<Deviation>,
}

/// A stage, as planned and as run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct StageReport {
    /// Which.
    pub id: StageId,
    /// Its heading.
    pub title: String,
    /// How long it was meant to take.
    pub planned_minutes: u32,
    /// How long it took, in whole minutes; none if it was not run to its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual_minutes: Option<u32>,
    /// Whether the room came to it.
    pub run: bool,
}

/// Who sat together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "protocol.ts")]
pub struct GroupReport {
    /// A mixed table or a group of one service.
    pub kind: GroupsKind,
    /// How many of each service.
    pub services: BTreeMap<ServiceId, usize>,
}

/// Something that was not as planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Deviation {
    /// Only one service came, so that this was no meeting of services.
    OneService {},
    /// People came in after the first vote had opened.
    Latecomers {},
    /// Somebody works for more than one of the services.
    Bridges {},
    /// The room saw a part of this that was hidden again.
    Exposed {
        /// What.
        item: ItemId,
    },
    /// This quote was withdrawn; its votes are in no figure.
    Withdrawn {
        /// Which.
        quote: ItemId,
    },
    /// This was skipped.
    Skipped {
        /// What.
        item: ItemId,
    },
    /// Entries were typed in by a facilitator for people without a device.
    Proxy {},
}

pub(super) fn fidelity(input: &ReportInput, attendance: &Division<()>, readers: Readers) -> Fidelity {
    let of_kind = |kind: GroupsKind| input.groups.iter().filter(|group| group.kind == kind).count();
    let group = |group: &GroupRun| GroupReport { kind: group.kind, services: group.services.clone() };
    Fidelity {
        people: attendance.publish(|room| room.people()),
        services: attendance.publish_parts(|parts| {
            parts.iter().map(|part| Part { services: part.services.clone(), figure: part.people() }).collect()
        }),
        stages: input.stages.iter().map(stage).collect(),
        tables: of_kind(GroupsKind::Mixed),
        single_service_groups: of_kind(GroupsKind::Single),
        groups: (readers == Readers::Facilitators).then(|| input.groups.iter().map(group).collect()),
        deviations: input.deviations.clone(),
    }
}

pub(super) fn stage(stage: &StageRun) -> StageReport {
    let minutes = |millis: u64| u32::try_from((millis + 30_000) / 60_000).unwrap_or(u32::MAX);
    StageReport {
        id: stage.id.clone(),
        title: stage.title.clone(),
        planned_minutes: stage.planned_minutes,
        actual_minutes: stage.began.zip(stage.ended).map(|(began, ended)| minutes(ended.since(began))),
        run: stage.began.is_some(),
    }
}
