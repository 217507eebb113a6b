//! What people take with them, and what they are asked weeks later.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What goes into the file that people take with them, beside the session's own: the words of a note for their
/// record of learning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct MySession {
    /// The heading of the note; at most 100 characters.
    pub note_title: String,
    /// What the note is for; at most 600 characters.
    pub note: String,
    /// Questions to think over, alone or with a peer; 1 to 8, at most 200 characters each.
    pub reflection: Vec<String>,
}

/// How people are asked weeks later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct FollowUpSettings {
    /// After how many weeks, unless the facilitator names a day; 1 to 26.
    pub weeks: u8,
    /// What helped with a plan.
    pub helped: OptionList,
    /// What got in its way.
    pub hindered: OptionList,
    /// What the report calls those who named an option of these lists; at most 60 characters.
    pub named: String,
    /// What it calls those who did not.
    pub not_named: String,
    /// The question about a point that was put right, or confirmed, in the session.
    pub recall: RecallWords,
}

/// A question to which several of a list can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct OptionList {
    /// The question; at most 160 characters.
    pub question: String,
    /// 2 to 10, each its own; at most 60 characters each.
    pub options: Vec<String>,
}

/// How people are asked whether something was so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct RecallWords {
    /// The question; at most 160 characters.
    pub question: String,
    /// It was so; at most 60 characters.
    pub right: String,
    /// It was not; at most 60 characters.
    pub not_right: String,
}
