//! Feedback in views: the form, and what people take with them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::activities::{CorrectedAnswer, InstrumentView};
use crate::{
    ids::{RoomId, ServiceId},
    pack::MySession,
};

/// The feedback stage. What anybody answers is in nobody's view but their own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct FeedbackView {
    /// The form, once it has opened. What a room makes of its own to choose from is listed in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<InstrumentView>,
    /// What people take with them; from the step on in which they do, and until the follow-up opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub take_away: Option<TakeAway>,
}

/// What people take with them. Their own plans are in their own views.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct TakeAway {
    /// The room: the page of its follow-up is `/follow-up/<room>`.
    pub room: RoomId,
    /// The minutes that people worked together: of the stages that the room came to, without breaks, as planned.
    pub minutes: u32,
    /// Those stages.
    pub stages: Vec<TakenStage>,
    /// What the room was shown of its corrections.
    pub corrections: Vec<CorrectedQuestion>,
    /// The words of the note for a record of learning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub my_session: Option<MySession>,
    /// After how many weeks people are asked what came of it; absent where they are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weeks: Option<u8>,
}

/// A stage that the room came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct TakenStage {
    /// Its title.
    pub title: String,
    /// How long it was planned to be.
    pub minutes: u16,
}

/// A question and what the room was shown of the answers and their corrections.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct CorrectedQuestion {
    /// The question.
    pub text: String,
    /// The service that it is about.
    pub about: ServiceId,
    /// What groups answered; those that did not reach it are not here.
    pub answers: Vec<CorrectedAnswer>,
}
