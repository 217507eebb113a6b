//! Impressions: what people said about each other's services.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::{ItemId, ServiceId, StakeholderId};

/// Something said about a service, by somebody of one service or of several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Quote {
    /// A slug, unique among all items of the pack.
    pub id: ItemId,
    /// Rises with every change of this quote, from 1.
    pub rev: u32,
    /// What was said; at most 280 characters.
    pub text: String,
    /// Whose words they are: the exact set is the truth. One service to all of them.
    pub speaker_services: BTreeSet<ServiceId>,
    /// Somebody outside the services who also says it, such as a carer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub speaker_stakeholder: Option<StakeholderId>,
    /// Whom it is about; shown from the start.
    pub about: About,
    /// What it is about, in a few words; at most 60 characters. For facilitators and the report.
    pub theme: String,
    /// How it sounds.
    pub valence: Valence,
    /// Where it comes from.
    pub provenance: Provenance,
    /// Where the speaker's permission is kept, outside the pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub permission_ref: Option<String>,
    /// What to know when it is revealed, where it comes from above all; at most 400 characters.
    pub context_note: String,
    /// A question for the table, beyond the two asked of every quote; at most 160 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub prompt: Option<String>,
    /// For facilitators alone; at most 400 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub facilitator_note: Option<String>,
    /// Whether tables always talk about it.
    #[serde(default)]
    pub must_discuss: bool,
    /// Whether it may be dropped when time is short.
    #[serde(default)]
    pub droppable: bool,
    /// What could hurt, and how to hold it; for facilitators alone, at most 280 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub sensitivity: Option<String>,
    /// Whether the speaker could be in the room. For facilitators alone.
    #[serde(default)]
    pub speaker_may_be_present: bool,
    /// Kept for the record, but no longer used.
    #[serde(default)]
    pub retired: bool,
}

/// Whom a quote is about: a list of services, or `"each_other"`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(untagged, expecting = "expected a list of services, or \"each_other\"")]
#[ts(export_to = "protocol.ts")]
pub enum About {
    /// These services.
    Services(BTreeSet<ServiceId>),
    /// Each service about the others.
    Mutual(Mutual),
}

/// The one word of [`About`] that is not a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Mutual {
    /// Each service about the others.
    EachOther,
}

impl About {
    /// The services named; none if it is about each other.
    pub fn services(&self) -> impl Iterator<Item = &ServiceId> {
        match self {
            Self::Services(services) => Some(services),
            Self::Mutual(Mutual::EachOther) => None,
        }
        .into_iter()
        .flatten()
    }
}

/// How a quote sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Valence {
    /// It finds fault with others.
    Critical,
    /// It does both.
    Mixed,
    /// It does neither.
    Neutral,
    /// It finds fault with the speaker's own.
    SelfCritical,
    /// It thanks or praises.
    Appreciative,
}

/// Where a quote comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Provenance {
    /// Somebody's words as they were.
    Verbatim,
    /// Somebody's words, lightly edited.
    LightEdit,
    /// What somebody said, in other words.
    Paraphrase,
    /// Made of what several people said.
    Composite,
    /// Nobody's words: written to reflect what is known. Its context note says so.
    Illustrative,
}

impl Provenance {
    /// Whether a real person's words stand behind it, so that their permission is needed.
    pub fn needs_permission(self) -> bool {
        matches!(self, Self::Verbatim | Self::LightEdit | Self::Paraphrase | Self::Composite)
    }
}

/// How impressions run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct ImpressionsSettings {
    /// All quotes at once, or one after another.
    #[serde(default)]
    pub mode: ImpressionsMode,
    /// How many quotes each table talks about, 1 to 12.
    pub talk_quotes: u8,
    /// The questions asked of every quote.
    pub prompts: ImpressionsPrompts,
    /// Shown with every reveal: a plea not to guess at persons. At most 160 characters.
    pub reveal_notice: String,
}

/// Whether the quotes are voted on together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum ImpressionsMode {
    /// All quotes are open at once; each person goes at their own pace.
    #[default]
    Batch,
    /// Each quote is opened, talked about and revealed before the next.
    OneByOne,
}

/// The questions asked of every quote; at most 160 characters each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct ImpressionsPrompts {
    /// Over the vote: who said it?
    pub who_said: String,
    /// For the table: why might somebody say it?
    pub why_said: String,
    /// For the table: what made us choose as we did?
    pub why_chosen: String,
    /// For each person, at the end: what surprised us?
    pub surprise: String,
}
