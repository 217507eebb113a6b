//! The case study in views: the parts that have opened, and the table that the room hears.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ItemStatus, Progress};
use crate::{
    ids::{GroupId, ItemId, ServiceId, SheetId},
    pack::{CaseQuestion, Lens, Poll},
};

/// The case study stage. Of a part that has not opened nothing is here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct CaseStudyView {
    /// The case. The sheets of its questions are `<case>.<question>`, with `.<service>` behind it for each
    /// service's column where the lens is contribution.
    pub case: ItemId,
    /// Who it is about.
    pub title: String,
    /// What people may want to know before they read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_warning: Option<String>,
    /// How many parts there are in all.
    pub part_count: usize,
    /// The parts that have opened.
    pub parts: BTreeMap<ItemId, CasePartView>,
    /// Their order.
    pub order: Vec<ItemId>,
    /// The part that the room looks at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spotlight: Option<ItemId>,
    /// In the plenary: the way to look at the case that the room is at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lens: Option<Lens>,
    /// In the plenary: the table that the room hears.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard: Option<HeardTable>,
}

/// A part of a case that has opened. Its sheet for what a table does not agree on is `<part>.we_differ`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct CasePartView {
    /// Its place, from 1.
    pub number: usize,
    /// Its state. It has one thing to show: the poll's result and the note.
    pub status: ItemStatus,
    /// Its heading.
    pub title: String,
    /// What happens.
    pub narrative: String,
    /// The questions on it.
    pub questions: Vec<CaseQuestion>,
    /// The private poll.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poll: Option<Poll>,
    /// How the room answered the poll, once shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poll_result: Option<PollResult>,
    /// What to know when the part is over, once shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// How a room answered a poll: everybody together, and nothing that would tell what one person answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum PollResult {
    /// Too few people answered for any figure.
    NotShown {
        /// The fewest for which it is shown.
        fewest: usize,
    },
    /// Fewer than ten answered, and nearly all the same: which, and no more, for figures would tell what
    /// each of them or the one other answered.
    Most {
        /// How many answered.
        answered: usize,
        /// Which of the poll's options, from 0.
        option: usize,
    },
    /// The figures.
    Shown {
        /// How many answered.
        answered: usize,
        /// How many chose each of the poll's options, in their order.
        counts: Vec<usize>,
    },
}

/// What a table wrote, for one way to look at the case. Nobody's name is with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct HeardTable {
    /// The table.
    pub group: GroupId,
    /// Its number.
    pub number: usize,
    /// What it wrote, part by part; parts without a word are not here.
    pub parts: Vec<HeardPart>,
}

/// What a table wrote on a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct HeardPart {
    /// The part's number, from 1.
    pub number: usize,
    /// Its heading.
    pub title: String,
    /// Answers to its questions; questions without a word are not here.
    pub answers: Vec<HeardAnswer>,
    /// What the table does not agree on; with the conflict questions alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub differ: Vec<String>,
}

/// What a table wrote on a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct HeardAnswer {
    /// The question.
    pub question: String,
    /// The points: one list, or one for each service.
    pub columns: Vec<HeardColumn>,
}

/// Points that stand together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct HeardColumn {
    /// The service whose column it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceId>,
    /// The points, in the order in which they were written.
    pub points: Vec<String>,
}

/// The case on the desk: the parts to come too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct DeskCaseStudy {
    /// What everybody is shown.
    pub shown: CaseStudyView,
    /// Every part.
    pub parts: BTreeMap<ItemId, DeskPart>,
    /// The ways to look at the case that the plenary takes one by one.
    pub lenses: BTreeMap<ItemId, DeskLens>,
}

/// A part on the desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct DeskPart {
    /// All that the room has been shown, or would be; but not the poll's result.
    pub whole: CasePartView,
    /// How many have answered its poll.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poll_answered: Option<Progress>,
    /// How the room answered the poll, once closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poll_result: Option<PollResult>,
    /// What tables wrote, by sheet.
    pub tables: BTreeMap<GroupId, BTreeMap<SheetId, Vec<String>>>,
}

/// A way to look at the case, on the desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct DeskLens {
    /// Which.
    pub lens: Lens,
    /// The tables that wrote something for it, with the number of their points.
    pub tables: BTreeMap<GroupId, usize>,
    /// The table that the room hears, or heard last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard: Option<GroupId>,
}
