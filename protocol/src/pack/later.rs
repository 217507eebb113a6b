//! Materials of the later stages: cases and plans. Read and checked; not run yet.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::ItemId;

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

/// How a question looks at a case.
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

/// Openings for plans; at most 200 characters each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct ActionPrompts {
    /// For a person.
    pub personal: Vec<String>,
    /// For a group.
    pub collective: Vec<String>,
}

/// How many plans can be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Limits {
    /// By a person; 1 to 10.
    pub personal: u8,
    /// By a group; 1 to 10.
    pub collective: u8,
}

impl Default for Limits {
    fn default() -> Self {
        Self { personal: 3, collective: 5 }
    }
}
