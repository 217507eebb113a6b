//! Materials of the later stages: plans. Read and checked; not run yet.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Openings for plans; at most 200 characters each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct ActionPrompts {
    /// For a person.
    pub personal: Vec<String>,
    /// For a group.
    pub collective: Vec<String>,
}

/// How many plans can be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Limits {
    /// By a person; 1 to 10.
    pub personal: u8,
    /// By a group; 1 to 10.
    pub collective: u8,
}

impl Default for Limits {
    fn default() -> Self {
        Self { personal: 3, collective: 5 }
    }
}
