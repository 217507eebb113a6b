//! Part 10: what facilitators would change in the pack.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::input::DebriefNote;
use crate::ids::ItemId;

/// What is to become of an item of the pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Verdict {
    /// It stays as it is.
    Keep,
    /// It is to be edited.
    Edit,
    /// It is no longer to be used.
    Retire,
}

/// What facilitators would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct DebriefReport {
    /// Which item.
    pub item: ItemId,
    /// What is to become of it.
    pub verdict: Verdict,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Notes, those that change the pack first.
pub(super) fn debrief(notes: &[DebriefNote]) -> Vec<DebriefReport> {
    let mut notes: Vec<DebriefReport> = notes
        .iter()
        .map(|note| DebriefReport { item: note.item.clone(), verdict: note.verdict, note: note.note.clone() })
        .collect();
    notes.sort_by_key(|note| note.verdict == Verdict::Keep);
    notes
}
