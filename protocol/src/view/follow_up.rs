//! The follow-up in views: when it is, and while it is open, what it asks.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    command::{Mark, PlanOutcome},
    ids::{PointId, RoomId, ServiceId},
    pack::{FollowUpSettings, Instrument},
    stamp::Timestamp,
};

/// How far the follow-up has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum FollowUpState {
    /// It opens later.
    Waiting,
    /// People can answer.
    Open,
    /// Nobody can answer any more.
    Over,
}

/// The follow-up, as people who were there see it. What anybody answers is in nobody's view but their own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct FollowUpView {
    /// The room: the page is `/follow-up/<room>`.
    pub room: RoomId,
    /// How far it has come.
    pub state: FollowUpState,
    /// When it opens, or opened.
    pub opens_at: Timestamp,
    /// When it is over.
    pub closes_at: Timestamp,
    /// What it asks, while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<FollowUpAsked>,
}

/// What the follow-up asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct FollowUpAsked {
    /// Ratings, choices and words.
    pub instrument: Instrument,
    /// How it asks about plans and about what stayed.
    pub settings: FollowUpSettings,
    /// Points that people are asked to recall. Whether they were right comes with one's own answer.
    pub recalls: Vec<RecallView>,
}

/// A point that people are asked to recall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct RecallView {
    /// The point.
    pub point: PointId,
    /// The question that it answered.
    pub question: String,
    /// The service that it is about.
    pub about: ServiceId,
    /// What a group had written.
    pub text: String,
}

/// What oneself said became of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct OwnOutcome {
    /// What became of it.
    pub outcome: PlanOutcome,
    /// What helped: options of the pack's list, by their numbers from 0.
    pub helped: BTreeSet<usize>,
    /// What got in the way: options of the pack's list, by their numbers from 0.
    pub hindered: BTreeSet<usize>,
}

/// What oneself said of a point, and what the service it is about had said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct OwnRecall {
    /// Whether one said that it was right.
    pub right: bool,
    /// How the service had marked it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
    /// What the service had said to it.
    pub clarifications: Vec<String>,
}

/// The follow-up on the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct DeskFollowUp {
    /// The room: the page to send to everybody is `/follow-up/<room>`.
    pub room: RoomId,
    /// How far it has come.
    pub state: FollowUpState,
    /// When it opens, or opened.
    pub opens_at: Timestamp,
    /// When it is over.
    pub closes_at: Timestamp,
    /// How many have answered, once they are enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<usize>,
    /// How many are enough.
    pub fewest: usize,
}

/// The follow-up, as whoever comes by its page sees it before they say who they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct FollowUpCard {
    /// The room's title.
    pub title: String,
    /// The language of the pack's texts, as a BCP 47 tag.
    pub lang: String,
    /// How far it has come.
    pub state: FollowUpState,
    /// When it opens, or opened.
    pub opens_at: Timestamp,
    /// When it is over.
    pub closes_at: Timestamp,
    /// What can be answered without a way back, while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instrument: Option<Instrument>,
}
