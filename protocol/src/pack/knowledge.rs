//! Knowledge: what each service is asked about another, and what the pack knows of the answer.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Date;
use crate::ids::{ItemId, ServiceId, SlotId};

/// A question about a service, answered by people of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Question {
    /// A slug, unique among all items of the pack.
    pub id: ItemId,
    /// Rises with every change of this question, from 1.
    pub rev: u32,
    /// The service that it is about, and that corrects the answers.
    pub target_service: ServiceId,
    /// What kind of knowledge it asks for.
    pub topic: Topic,
    /// The question; at most 160 characters.
    pub text: String,
    /// A nudge for those who are stuck; at most 280 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub help: Option<String>,
    /// The pack's own answer, for facilitators until it is released; at most 1200 characters.
    /// The service in question may dispute it.
    pub model_answer: String,
    /// What the answer rests on, statement by statement.
    pub facts: Vec<Fact>,
    /// What differs from place to place, for facilitators to fill in.
    #[serde(default)]
    pub local_slots: Vec<LocalSlot>,
    /// Whether it may be dropped when time is short.
    #[serde(default)]
    pub droppable: bool,
}

/// What kind of knowledge a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Topic {
    /// How people there are trained.
    Training,
    /// Whom they answer to.
    Governance,
    /// How they are paid, and what pulls on their decisions.
    Incentives,
    /// What they must do.
    Duties,
    /// Who can have their help, and how.
    Access,
    /// Who decides what, and what can be shared.
    Decisions,
}

/// One statement that a model answer rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Fact {
    /// The statement, in one sentence; at most 400 characters.
    pub statement: String,
    /// How well it is known.
    pub status: FactStatus,
    /// Where it is from; at most 200 characters.
    pub source: String,
    /// The day somebody last looked.
    pub verified_on: Date,
    /// The day by which somebody must look again, if it is not the pack's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub review_by: Option<Date>,
}

/// How well a fact is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum FactStatus {
    /// Checked against the law itself or an official source.
    Verified,
    /// Checked against somebody's account of it.
    Secondary,
    /// Not checked: general professional knowledge.
    Memory,
    /// True in one place and not in another.
    Local,
}

/// Something that each place fills in for itself, such as a telephone line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct LocalSlot {
    /// A slug, unique in its question.
    pub id: SlotId,
    /// What is to be filled in; at most 100 characters.
    pub label: String,
    /// What it is here; at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub value: Option<String>,
}

/// How knowledge runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct KnowledgeSettings {
    /// Asked of a group about each of its answers: how sure are you? At most 160 characters.
    pub confidence_prompt: String,
    /// From not sure at all to sure; at most 40 characters each.
    pub confidence_labels: [String; 4],
    /// Asked of the service in question about each point: what should they know? At most 160 characters.
    pub clarification_prompt: String,
}

impl Question {
    /// How well the answer as a whole is known: the statuses of its facts.
    pub fn statuses(&self) -> BTreeSet<FactStatus> {
        self.facts.iter().map(|fact| fact.status).collect()
    }
}
