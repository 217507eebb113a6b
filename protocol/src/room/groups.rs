//! Who sits with whom: mixed tables, and single-service groups for writing.
//!
//! All of it is pure and follows from the people, the facilitator's wishes and a seed; the order in which
//! people are handed in changes nothing.

mod deal;
mod late;
mod mend;
mod mixed;
mod repair;
mod single;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::{
    late::{place_latecomer_group, place_latecomer_table},
    mend::mend_mixed,
    mixed::{allocate_mixed, plan_mixed},
    single::{allocate_single, plan_single},
};
use super::pairing::PairingKind;
use crate::{
    ids::{GroupId, ParticipantId, ProfessionId, ServiceId},
    pack::KnowledgeLink,
};

/// Nobody can sit at a mixed table that already has this many, save in a fishbowl.
pub const TABLE_HARD_MAX: usize = 8;
/// The most that a mixed table has, where the sizes of the services allow it.
pub const TABLE_MAX: usize = 7;
const TABLE_TARGET: usize = 5;
const TABLE_MIN: usize = 3;

/// How somebody takes part today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Modality {
    /// In the room.
    InRoom,
    /// Over a call.
    Remote,
}

/// What allocation knows of a participant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: ParticipantId,
    /// Their service for today.
    pub service: ServiceId,
    /// Their profession, if they gave one.
    pub profession: Option<ProfessionId>,
    /// In the room or remote.
    pub modality: Modality,
}

/// How well the sizes of the services allow mixed tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum MixedKind {
    /// Every table has enough of every service: two of each, or one of each with three or more services.
    Full,
    /// The same, with tables of up to eight.
    LargeTables,
    /// Some tables have one person of a service.
    LoneRep,
    /// The same, with tables of up to eight.
    LoneRepLarge,
    /// Too few of a service for tables: everyone sits together, around an inner circle.
    Fishbowl,
    /// A service of one or two in a larger room: the facilitator says how it sits, see [`Seating`].
    NeedsDecision,
    /// By decision: a service of one or two is spread over the tables, and some tables may have none of it.
    Split,
    /// By decision: a service of one or two stays together and goes from table to table.
    Rotating,
    /// Only one service has come.
    OneService,
    /// Nobody has come.
    Empty,
}

/// What the facilitator decides for a service of one or two in a larger room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Seating {
    /// One at a table.
    Split,
    /// Kept together, and visiting the tables in turn.
    Rotate,
    /// Everyone together, around an inner circle in which they sit.
    Fishbowl,
}

/// What the numbers of people alone say about mixed tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct MixedPlan {
    /// How well they can mix.
    pub kind: MixedKind,
    /// The number of tables; 0 while a decision is needed.
    pub tables: usize,
    /// Everyone.
    pub people: usize,
    /// The people of the smallest service that has come.
    pub smallest: usize,
}

/// What the numbers of people alone say about single-service groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct SinglePlan {
    /// The number of groups of each service that has come.
    pub groups: BTreeMap<ServiceId, usize>,
    /// How the groups will sit together, for each link that has people on both sides.
    pub links: Vec<LinkPlan>,
    /// Links with nobody on one side; a single service alone.
    pub warnings: Vec<Warning>,
}

/// How the groups of two services will sit together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct LinkPlan {
    /// Who writes about whom.
    pub link: KnowledgeLink,
    /// One group to one, one to two, or one to many.
    pub kind: PairingKind,
}

/// Wishes of the facilitator, met by best effort; those that cannot be met come back as warnings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Constraints {
    /// Not in the same group, such as a manager and somebody who reports to them.
    pub apart: Vec<(ParticipantId, ParticipantId)>,
    /// In the same group, such as an interpreter and the person they interpret for.
    pub together: Vec<(ParticipantId, ParticipantId)>,
}

/// A mixed table or a single-service group, and who sits there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Grouping {
    /// `table-1`, or the service's id and a number.
    pub id: GroupId,
    /// The service of a single-service group; a mixed table has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub service: Option<ServiceId>,
    /// Everyone who sits there.
    pub members: Vec<ParticipantId>,
}

/// A small service that goes from table to table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Rotation {
    /// The service.
    pub service: ServiceId,
    /// Its people, who stay together.
    pub members: Vec<ParticipantId>,
    /// Every table, in the order of their visits. They are members of the first.
    pub tables: Vec<GroupId>,
}

/// Everyone at a mixed table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Allocation {
    /// How well they mix. Where the room is parted by modality, the weaker of the two parts.
    pub kind: MixedKind,
    /// The tables. Everyone is at exactly one. A fishbowl is one table with everyone.
    pub groups: Vec<Grouping>,
    /// Of a fishbowl: those who sit in the inner circle.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inner: Vec<ParticipantId>,
    /// Small services that go from table to table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rotations: Vec<Rotation>,
    /// What the facilitator should know before people sit down.
    pub warnings: Vec<Warning>,
}

/// Everyone in a group of their own service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct SingleAllocation {
    /// The groups, by service. Everyone is in exactly one, and a larger group has the lower number.
    pub groups: Vec<Grouping>,
    /// What the facilitator should know before people sit down.
    pub warnings: Vec<Warning>,
}

/// What the facilitator should know about an allocation. The client has the words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Warning {
    /// At this many tables one person is the only one of a service (said where there are two services).
    LoneRepresentatives {
        /// Their service.
        service: ServiceId,
        /// The number of tables.
        tables: usize,
    },
    /// This many tables have nobody of a service.
    Unrepresented {
        /// The service.
        service: ServiceId,
        /// The number of tables.
        tables: usize,
    },
    /// Only one service has come: nothing here is between services.
    OneServiceOnly {
        /// The service.
        service: ServiceId,
    },
    /// A link of the pack has people on one side only, so it has no pairing.
    NobodyToCorrect {
        /// The service that writes.
        author: ServiceId,
        /// The service that it writes about.
        target: ServiceId,
    },
    /// A group has people in the room and remote: it needs a host with a laptop.
    TableHost {
        /// The group.
        group: GroupId,
    },
    /// Only one member of a group is remote.
    LoneRemote {
        /// The group.
        group: GroupId,
    },
    /// So many wishes to keep people apart or together could not be met. Wishes are not kept, so it does not say which.
    WishesUnmet {
        /// The number of wishes.
        wishes: usize,
    },
    /// Two people who should be apart are not. Never leaves the allocation: it tells of a wish.
    #[serde(skip)]
    NotApart {
        /// One.
        a: ParticipantId,
        /// The other.
        b: ParticipantId,
    },
    /// Two people who should be together are not. Never leaves the allocation: it tells of a wish.
    #[serde(skip)]
    NotTogether {
        /// One.
        a: ParticipantId,
        /// The other.
        b: ParticipantId,
    },
}

/// A service of one or two in a larger room is never seated without the facilitator's word.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a service of one or two needs a decision on how it sits")]
pub struct NeedsDecision {
    /// The services.
    pub services: Vec<ServiceId>,
}
