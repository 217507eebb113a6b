//! A made-up case: told in parts, talked through at mixed tables.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::ItemId;

/// How a case is talked through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct CaseStudySettings {
    /// Asked of every part, for what a table does not agree on; at most 160 characters.
    pub disagreement_prompt: String,
    /// What people do with a part, in order. Their minutes share out the time of a part.
    pub moments: Vec<Moment>,
}

/// What people do for some minutes of a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Moment {
    /// What.
    pub kind: MomentKind,
    /// For how long, at least 1. Where a part is given more or less time in all, its moments are too.
    pub minutes: u16,
    /// What is asked of people then, in one sentence; at most 160 characters.
    pub prompt: String,
}

/// What people do in a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum MomentKind {
    /// Read.
    Read,
    /// Think, each on their own.
    Alone,
    /// Talk, with the phone put down.
    Talk,
    /// Write down what was said.
    Record,
}

/// A made-up case, told in parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Case {
    /// A slug, unique among all items of the pack.
    pub id: ItemId,
    /// Rises with every change of this case, from 1.
    pub rev: u32,
    /// Its heading; at most 100 characters.
    pub title: String,
    /// Must be true: real cases have no place in a pack.
    pub fictional: bool,
    /// What people may want to know before they read; at most 280 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub content_warning: Option<String>,
    /// 1 to 6; the method has three.
    pub parts: Vec<CasePart>,
}

/// One part of a case. Nobody sees a part before it is opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct CasePart {
    /// Its heading; at most 60 characters.
    pub title: String,
    /// What happens; at most 1200 characters.
    pub narrative: String,
    /// What to know when the part is closed; at most 400 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reveal_note: Option<String>,
    /// 1 to 6, at least one for each lens.
    pub questions: Vec<CaseQuestion>,
    /// A private poll, shown pooled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub poll: Option<Poll>,
}

/// A question on a part of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct CaseQuestion {
    /// A slug, unique in its case.
    pub id: ItemId,
    /// How it looks at the case.
    pub lens: Lens,
    /// The question; at most 200 characters.
    pub text: String,
}

/// How a question looks at a case. Answers to a contribution question have a column for each service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Lens {
    /// Who does what.
    Contribution,
    /// What matters, and to whom.
    Values,
    /// What we do when we disagree.
    Conflict,
}

/// A private poll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Poll {
    /// What is asked; at most 160 characters.
    pub question: String,
    /// Two to eight; at most 60 characters each.
    pub options: Vec<String>,
}
