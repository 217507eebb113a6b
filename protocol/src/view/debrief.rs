//! What facilitators would change for the next time, as the desk shows it after the end.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    ids::{ItemId, ServiceId},
    report::{StageReport, Verdict},
};

/// The debrief.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct DebriefView {
    /// What there is to be said something of, in the order of the session.
    pub items: Vec<DebriefItem>,
    /// The stages, as planned and as run.
    pub stages: Vec<StageReport>,
    /// What has been said.
    pub said: BTreeMap<ItemId, ItemVerdict>,
}

/// An item of the pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct DebriefItem {
    /// Which.
    pub item: ItemId,
    /// What it is.
    pub kind: DebriefKind,
    /// Its place among its kind, from 1; a question's among those about its service.
    pub number: usize,
    /// The quote, the question, or the part's heading.
    pub text: String,
    /// The service that a question is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<ServiceId>,
}

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum DebriefKind {
    /// A quote.
    Quote,
    /// A question of the knowledge stage.
    Question,
    /// A part of the case.
    Part,
}

/// What was said of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ItemVerdict {
    /// What is to become of it.
    pub verdict: Verdict,
    /// Why; may be empty.
    pub note: String,
}
