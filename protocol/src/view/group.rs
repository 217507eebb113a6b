//! What the people of a group see of it, and of those it meets.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ItemStatus, plans::DraftAction};
use crate::{
    command::{GroupsKind, Mark, TableAnswer, Tap},
    ids::{GroupId, ItemId, PairingId, ParticipantId, PointId, ProfessionId, ServiceId, SheetId},
    room::pairing::PairingKind,
};

/// A person, as the others in a group see them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct PersonView {
    /// The name.
    pub name: String,
    /// The service for today.
    pub service: ServiceId,
    /// The profession.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profession: Option<ProfessionId>,
    /// Whether they gave up the seat.
    pub left: bool,
}

/// One's group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct GroupView {
    /// Which.
    pub group: GroupId,
    /// A mixed table or a single-service group.
    pub kind: GroupsKind,
    /// Its number, from 1 within its service or among the tables.
    pub number: usize,
    /// Its service; absent at a mixed table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceId>,
    /// Who is in it.
    pub people: BTreeMap<ParticipantId, PersonView>,
    /// Whether others may be able to tell from whom what is written here comes.
    pub attributable: bool,
    /// Who writes, so that the talk goes on. Anyone may write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scribe: Option<ParticipantId>,
    /// The points written, by sheet. At a table: `<quote>.why_said` and `<quote>.why_chosen`, and
    /// those of the case (see [`CaseStudyView`](super::CaseStudyView)); in a group: a question.
    pub sheets: BTreeMap<SheetId, Sheet>,
    /// At a table: what it thinks of each quote.
    pub answers: BTreeMap<ItemId, TableAnswer>,
    /// In a group: its questions, and what it said beside its points.
    pub questions: BTreeMap<ItemId, QuestionStance>,
    /// At a table: what it will do, as it writes it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(optional, as = "Option<BTreeMap<ItemId, DraftAction>>")]
    pub actions: BTreeMap<ItemId, DraftAction>,
    /// At a table, while people say their plans to each other: who with whom, by twos and threes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<Vec<ParticipantId>>>")]
    pub partners: Vec<Vec<ParticipantId>>,
    /// In a group: with whom it meets, once that was worked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pairing: Option<PairingView>,
}

/// The points of a sheet.
pub type Sheet = BTreeMap<PointId, PointView>;

/// A point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct PointView {
    /// Its place among the sheet's points, from 1; keeps its number when others go.
    pub number: u32,
    /// What it says; empty if it was erased.
    pub text: String,
    /// Who wrote it last. Only one's own group is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<ParticipantId>,
    /// Rises with each change.
    pub revision: u32,
    /// Whether it was written after the sheet closed.
    pub late: bool,
    /// How the service it is about found it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
    /// What groups of that service said to it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(optional, as = "Option<BTreeMap<GroupId, String>>")]
    pub clarifications: BTreeMap<GroupId, String>,
    /// What its authors make of the mark.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(optional, as = "Option<BTreeMap<Tap, bool>>")]
    pub taps: BTreeMap<Tap, bool>,
}

/// What a group says about a question beside its points.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct QuestionStance {
    /// They don't know.
    pub dont_know: bool,
    /// How sure they are, from 0 to 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
}

/// A pairing, as the people of one of its groups see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct PairingView {
    /// Which.
    pub pairing: PairingId,
    /// One with one, a cluster, or a panel.
    pub kind: PairingKind,
    /// The round in which it meets, from 1.
    pub round: usize,
    /// Its state: open once the exchange has begun.
    pub status: ItemStatus,
    /// Its groups, one's own among them.
    pub groups: BTreeMap<GroupId, MetGroup>,
    /// The questions in the order in which they are taken, once the exchange has begun.
    pub turns: Vec<Turn>,
    /// Where the pairing is among them, from 0.
    pub turn: usize,
    /// What the groups wrote, by author group and question, once the exchange has begun. One's own are here too.
    pub answers: BTreeMap<GroupId, BTreeMap<ItemId, AnswerView>>,
    /// What was said about a question as a whole, by question and the group that said it.
    pub clarifications: BTreeMap<ItemId, BTreeMap<GroupId, String>>,
}

/// A group that one meets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct MetGroup {
    /// Its number within its service.
    pub number: usize,
    /// Its service.
    pub service: ServiceId,
    /// The names of its people.
    pub names: Vec<String>,
    /// Whether it said that it is there.
    pub here: bool,
}

/// A turn of an exchange: one question, read by its authors and corrected by the service it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Turn {
    /// The question.
    pub question: ItemId,
    /// Whose groups read.
    pub author_service: ServiceId,
    /// Whose groups correct.
    pub target_service: ServiceId,
    /// The group that marks; others of its service may clarify.
    pub lead: GroupId,
}

/// What a group wrote about a question.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct AnswerView {
    /// The points.
    pub points: Sheet,
    /// They said that they don't know.
    pub dont_know: bool,
    /// They neither wrote nor said so.
    pub not_reached: bool,
    /// How sure they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
}
