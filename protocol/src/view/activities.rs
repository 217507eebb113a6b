//! The part of a view that belongs to the stage the room is in.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ItemStatus;
use crate::{
    command::{Mark, Tap},
    ids::{GroupId, ItemId, ServiceId, StakeholderId},
    pack::{About, Instrument, Provenance},
};

/// The arrival stage: the instrument that is open, if one is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ArrivalView {
    /// Instruments by id, those that have opened.
    pub instruments: BTreeMap<ItemId, InstrumentView>,
}

/// An instrument and its state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct InstrumentView {
    /// Its state.
    pub status: ItemStatus,
    /// The questions.
    pub instrument: Instrument,
}

/// The impressions stage.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct ImpressionsView {
    /// The quotes that have opened.
    pub quotes: BTreeMap<ItemId, QuoteView>,
    /// Their order.
    pub order: Vec<ItemId>,
    /// The quote that the room looks at, in a step that takes them one by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spotlight: Option<ItemId>,
    /// The tables' talk.
    pub talk: ItemStatus,
    /// The quotes to talk about, in order, once the talk has opened.
    pub talk_quotes: Vec<ItemId>,
    /// The closing line.
    pub surprise: ItemStatus,
    /// Everybody's closing lines, without names and in alphabetical order, once shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surprises: Option<Vec<String>>,
}

/// A quote, and as much about it as the room has been shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct QuoteView {
    /// Its place, from 1.
    pub number: usize,
    /// Its state. Parts: 1 the distribution, 2 who said it, 3 the context.
    pub status: ItemStatus,
    /// The quote.
    pub text: String,
    /// Whom it is about.
    pub about: About,
    /// How the room voted; from part 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distribution: Option<Distribution>,
    /// How the room voted after the talk, if it did; from part 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distribution_after_talk: Option<Distribution>,
    /// Who said it; from part 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<Attribution>,
    /// What lies behind it; from part 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// A prompt for the talk in the room; from part 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
}

/// Who said a quote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct Attribution {
    /// The services; more than one if each says it.
    pub services: Vec<ServiceId>,
    /// A stakeholder outside the services.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stakeholder: Option<StakeholderId>,
    /// How the quote came about; an illustrative one must be called so.
    pub provenance: Provenance,
}

/// How a room voted: counts only, and none that would show what fewer people than allowed chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Distribution {
    /// Too few people voted for any figure.
    NotShown {
        /// The fewest for which it is shown.
        fewest: usize,
    },
    /// The whole room together; the services apart only where every service had enough voters.
    Shown {
        /// How many voted.
        voters: usize,
        /// Votes by choice: service ids joined by `+`, or `unsure`.
        counts: BTreeMap<String, usize>,
        /// The same for each service.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        #[ts(optional, as = "Option<BTreeMap<ServiceId, BTreeMap<String, usize>>>")]
        by_service: BTreeMap<ServiceId, BTreeMap<String, usize>>,
    },
}

/// The knowledge stage.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct KnowledgeView {
    /// The questions that have opened.
    pub questions: BTreeMap<ItemId, QuestionView>,
    /// Their order.
    pub order: Vec<ItemId>,
    /// The question that the room looks at in the harvest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spotlight: Option<ItemId>,
    /// The round of the exchange, from 1; more than one where groups meet in turn.
    pub round: usize,
    /// How many rounds there are.
    pub rounds: usize,
}

/// A question, and as much about it as the room has been shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct QuestionView {
    /// Its place among its service's, from 1.
    pub number: usize,
    /// Its state. Parts: 1 the corrections, 2 the model answer.
    pub status: ItemStatus,
    /// The question.
    pub text: String,
    /// Help with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The service it is about.
    pub target_service: ServiceId,
    /// What every group wrote and how it was corrected; from part 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrections: Option<Vec<CorrectedAnswer>>,
    /// The pack's answer; from part 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelAnswer>,
    /// What the service says is otherwise in the model answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub disputes: Vec<String>,
}

/// A group's answer with what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct CorrectedAnswer {
    /// The group that wrote it.
    pub group: GroupId,
    /// Its service.
    pub service: ServiceId,
    /// Its number within the service.
    pub number: usize,
    /// Whether they said that they don't know.
    pub dont_know: bool,
    /// Whether they wrote nothing and did not say so.
    pub not_reached: bool,
    /// The points.
    pub points: Vec<CorrectedPoint>,
    /// What the service said about the question as a whole.
    pub clarifications: Vec<String>,
}

/// A point with what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct CorrectedPoint {
    /// The point.
    pub text: String,
    /// How the service found it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
    /// What the service said to it.
    pub clarifications: Vec<String>,
    /// What its authors make of that.
    pub taps: Vec<Tap>,
}

/// The pack's answer to a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ModelAnswer {
    /// The answer.
    pub text: String,
    /// What it stands on, with status, source and date.
    pub facts: Vec<crate::pack::Fact>,
}
