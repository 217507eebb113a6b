//! Scales that people rate themselves on, before, at the end and weeks later.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::ItemId;

/// A set of statements that people rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Instrument {
    /// A slug, unique among all items of the pack.
    pub id: ItemId,
    /// When it is asked. At most one instrument for each.
    pub stage: InstrumentStage,
    /// Its heading; at most 60 characters.
    pub title: String,
    /// 1 to 20.
    pub items: Vec<InstrumentItem>,
    /// On what terms it may be used; at most 200 characters.
    pub licence: String,
    /// Whether its owner's permission is needed: it is then left out of what is shared with everybody.
    #[serde(default)]
    pub restricted: bool,
    /// Where that permission is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub permission_evidence: Option<String>,
}

/// When an instrument is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum InstrumentStage {
    /// On arrival.
    Baseline,
    /// At the end.
    Feedback,
    /// At the end of the first of two sessions: a few questions, and none about change.
    Pulse,
    /// Weeks later.
    Followup,
}

/// One statement of an instrument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct InstrumentItem {
    /// A slug, unique in its instrument; the same at baseline, feedback and follow-up, so that they compare.
    pub id: ItemId,
    /// What is rated or asked; at most 200 characters.
    pub text: String,
    /// From what to what. Left out: answered by an option or in words (not at baseline).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub scale: Option<Scale>,
    /// Whether it is rated twice, of before today and of now; with a scale, at the end alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub then_now: bool,
    /// What there is to choose from. Left out: answered on a scale or in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub options: Option<Options>,
    /// What it tells, in Barr's version of Kirkpatrick's levels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub kirkpatrick: Option<Level>,
    /// How closely answers are guarded, 0 to 3: 2 for ratings, 3 for answers in words.
    pub tier: u8,
}

/// What there is to choose from; one is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(untagged)]
#[ts(export_to = "protocol.ts")]
pub enum Options {
    /// 2 to 10 options, each its own; at most 60 characters each.
    Listed(Vec<String>),
    /// What the room makes of its own.
    Made(MadeOptions),
}

/// Options that a room makes of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum MadeOptions {
    /// The stages of the session, without arrival, breaks and the feedback itself.
    Stages,
}

/// A scale of whole numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Scale {
    /// The lowest number; 0 or 1.
    pub min: u8,
    /// The highest, up to 10.
    pub max: u8,
    /// What the lowest means; at most 40 characters.
    pub min_label: String,
    /// What the highest means; at most 40 characters.
    pub max_label: String,
}

/// What an item tells, in Barr's version of Kirkpatrick's levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, TS)]
#[ts(export_to = "protocol.ts")]
pub enum Level {
    /// How people found it.
    #[serde(rename = "1")]
    Reaction,
    /// How they see each other.
    #[serde(rename = "2a")]
    Attitudes,
    /// What they know and can do.
    #[serde(rename = "2b")]
    Knowledge,
    /// What they do differently.
    #[serde(rename = "3")]
    Behaviour,
    /// What changed in their organisations.
    #[serde(rename = "4a")]
    Organisation,
}
