//! The services that meet, and who knows what about whom.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Colour;
use crate::ids::{ProfessionId, ServiceId, StakeholderId};

/// A service that takes part. Colour, letter and pattern are always shown together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Service {
    /// A slug, unique in the pack.
    pub id: ServiceId,
    /// Its name, as it stands in a sentence ("a quote about general practice"); at most 40 characters.
    pub name: String,
    /// Its name where there is little room; at most 14 characters.
    pub short: String,
    /// One capital letter, its own.
    pub letter: char,
    /// Its colour, on light and on dark paper.
    pub colour: Colour,
    /// Its pattern, its own.
    pub pattern: Pattern,
    /// Coarse on purpose, so that a profession does not give a person away: 1 to 12.
    pub professions: Vec<Profession>,
}

/// How a service's areas are filled, for those who see no colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
#[expect(missing_docs, reason = "each says what it looks like")]
pub enum Pattern {
    Solid,
    Stripes,
    Dots,
    Grid,
    Zigzag,
    Waves,
    Rings,
    Bricks,
}

/// A profession within a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Profession {
    /// A slug, unique in its service.
    pub id: ProfessionId,
    /// What people choose; at most 60 characters.
    pub label: String,
}

/// Somebody outside the services to whom a quote may be attributed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Stakeholder {
    /// A slug, unique in the pack.
    pub id: StakeholderId,
    /// What people read; at most 60 characters.
    pub label: String,
}

/// One service writes about another, and is corrected by it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct KnowledgeLink {
    /// Who writes.
    pub author_service: ServiceId,
    /// About whom.
    pub target_service: ServiceId,
}
