//! The plans in views: what the tables will do, once the room hears of it, and one's own.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ItemStatus;
use crate::{
    action::{ActionField, ActionWarning, PlanStanding},
    ids::{GroupId, ItemId, ServiceId},
};

/// A plan of one's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct OwnPlan {
    /// The plan as it was sealed on one's own device.
    pub sealed: String,
    /// How confident one is, 0 to 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
    /// Rises with each change.
    pub revision: u32,
}

/// The plans stage. Nothing of anybody's own plans is here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct PlansView {
    /// The item that stands for everybody's own plans. They can be written from when it opens on.
    pub personal: ItemStatus,
    /// The item that stands for what the tables agree on.
    pub together: ItemStatus,
    /// What the tables agreed on, once that has closed.
    pub actions: BTreeMap<ItemId, ActionView>,
    /// The order in which actions are read out.
    pub order: Vec<ItemId>,
    /// The action on the wall.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spotlight: Option<ItemId>,
}

/// What a table will do, as the room sees it. Nobody's name is with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct ActionView {
    /// The table.
    pub group: GroupId,
    /// Its number.
    pub table: usize,
    /// Its place among its table's, from 1; keeps its number when others go.
    pub number: u32,
    /// What will be done.
    pub action: String,
    /// The first step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_step: Option<String>,
    /// Who sees to it, by service: roles, not names.
    pub owners: BTreeMap<ServiceId, String>,
    /// By when, as `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// How they will know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    /// Who else must agree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub must_agree: Option<String>,
    /// What the room made of it.
    pub standing: PlanStanding,
    /// Who stands behind it: a role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sponsor: Option<String>,
}

/// An action, as its table writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct DraftAction {
    /// Its place among the table's, from 1; keeps its number when others go.
    pub number: u32,
    /// The parts that were written.
    pub parts: BTreeMap<ActionField, ActionPart>,
    /// What the table may want to look at again.
    pub warnings: Vec<ActionWarning>,
    /// Whether the room has said what becomes of it, so that it stays as it is.
    pub settled: bool,
}

/// A part of an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ActionPart {
    /// What it says; empty if it was taken back.
    pub text: String,
    /// Rises with each change.
    pub revision: u32,
}

/// The plans on the desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct DeskPlans {
    /// What everybody is shown, or will be once the tables have handed in: every action is here.
    pub shown: PlansView,
    /// What tables may want to look at again, by action; those with nothing are not here.
    pub warnings: BTreeMap<ItemId, Vec<ActionWarning>>,
}
