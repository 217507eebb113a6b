//! What facilitators see: everything but who voted what and how anybody rated themselves.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    ItemStatus, Materials, Phase, Progress, Standing, StepView,
    activities::{Distribution, ModelAnswer, QuoteView},
    case_study::DeskCaseStudy,
    debrief::DebriefView,
    follow_up::DeskFollowUp,
    group::AnswerView,
    plans::DeskPlans,
};
use crate::{
    command::{Command, Cursor, GroupsKind, TableAnswer},
    ids::{FacilitatorId, GroupId, ItemId, PairingId, ParticipantId, ProfessionId, ServiceId, StageId},
    pack::{Activity, Lens, LocalSlot, Provenance, Step, Valence},
    room::{grouping::Proposal, groups::Modality, pairing::PairingKind},
    stamp::Timestamp,
};

/// The desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct DeskView {
    /// The room's title.
    pub title: String,
    /// The room's code.
    pub code: String,
    /// How far its life has come.
    pub phase: Phase,
    /// When the session started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// Whether people knock rather than join.
    pub locked: bool,
    /// Whether names show on the display.
    pub names_shown: bool,
    /// What the pack says to everybody.
    pub materials: Materials,
    /// Facts of the pack that want another look before they are relied on.
    pub stale_facts: Vec<StaleFact>,
    /// Rises with every change of the agenda or the groups. Commands on them carry it as `expected`.
    #[ts(type = "number")]
    pub revision: u64,
    /// Where the room is.
    pub step: StepView,
    /// What the facilitator may say here, from the pack.
    pub script: String,
    /// The whole agenda.
    pub agenda: Vec<AgendaStage>,
    /// Where on it the room is.
    pub cursor: Cursor,
    /// The one command that comes next; absent while something has to happen first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<NextMove>,
    /// What has to happen first, when there is no next command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Waiting>,
    /// What `undo` would take back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<Deed>,
    /// What a facilitator did last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<Latest>,
    /// Who facilitates.
    pub facilitators: BTreeMap<FacilitatorId, String>,
    /// Who is taking part.
    pub people: BTreeMap<ParticipantId, RosterPerson>,
    /// Tables and groups.
    pub groups: BTreeMap<GroupId, DeskGroup>,
    /// Which groups meet.
    pub pairings: BTreeMap<PairingId, DeskPairing>,
    /// Groups that were worked out and not formed yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<Proposal>,
    /// What in the groups wants attention.
    pub alerts: Vec<Alert>,
    /// The items of this step.
    pub items: BTreeMap<ItemId, DeskItem>,
    /// Their order.
    pub item_order: Vec<ItemId>,
    /// How many parts each has to show here; 0 where nothing is shown.
    pub parts: u8,
    /// The item that the room looks at, in a step that takes them one by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spotlight: Option<ItemId>,
    /// In the impressions stage: the quotes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(optional, as = "Option<BTreeMap<ItemId, DeskQuote>>")]
    pub quotes: BTreeMap<ItemId, DeskQuote>,
    /// In the impressions stage: the quotes picked for the tables' talk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub talk_quotes: Option<Vec<ItemId>>,
    /// In the impressions stage: everybody's closing lines, without names, once closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surprises: Option<Vec<String>>,
    /// In the knowledge stage: the questions.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(optional, as = "Option<BTreeMap<ItemId, DeskQuestion>>")]
    pub questions: BTreeMap<ItemId, DeskQuestion>,
    /// In the case study: the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_study: Option<DeskCaseStudy>,
    /// After the end: the follow-up, if people are asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<DeskFollowUp>,
    /// In the plans: what the tables will do. Of people's own plans nothing is here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plans: Option<DeskPlans>,
    /// Once the session has ended: what facilitators would change for the next time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debrief: Option<DebriefView>,
}

/// A fact whose day for another look has passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StaleFact {
    /// The question that rests on it.
    pub question: ItemId,
    /// The fact.
    pub statement: String,
    /// The day, as `YYYY-MM-DD`.
    pub review_by: String,
}

/// A stage on the agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct AgendaStage {
    /// Which.
    pub stage: StageId,
    /// What kind.
    pub activity: Activity,
    /// Its title.
    pub title: String,
    /// How long it is planned to be.
    pub minutes: u16,
    /// Its steps.
    pub steps: Vec<AgendaStep>,
}

/// A step on the agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct AgendaStep {
    /// Which.
    pub step: Step,
    /// Its title.
    pub title: String,
    /// How long it is planned to be.
    pub minutes: u16,
    /// When the room first came to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began_at: Option<Timestamp>,
}

/// The one command that comes next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct NextMove {
    /// Ready to be sent.
    pub command: Command,
    /// Whether it shows something that cannot be unseen, so that the button wants to be held.
    pub hold: bool,
    /// What it does, for the button.
    pub label: NextLabel,
}

/// What the next command does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum NextLabel {
    /// Starts the session.
    Start {},
    /// Goes on after a pause.
    Resume {},
    /// Opens so many items.
    Open {
        /// How many.
        count: usize,
    },
    /// Closes what is open.
    Close {
        /// How many have answered.
        progress: Progress,
    },
    /// Shows a part of an item to the room.
    Reveal {
        /// The item.
        item: ItemId,
        /// The part, from 1.
        part: u8,
    },
    /// Opens a part of the case.
    OpenPart {
        /// Its number, from 1.
        number: usize,
    },
    /// Shows everybody what a table wrote for a way of looking at the case.
    ShowTable {
        /// The way of looking.
        lens: Lens,
        /// The table's number.
        number: usize,
    },
    /// Says that the room takes the action on the wall.
    Accept {
        /// The number of its table.
        number: usize,
    },
    /// Moves to another item of the step.
    ToItem {
        /// The item.
        item: ItemId,
    },
    /// Moves to the next step or stage.
    ToStep {
        /// Its title.
        title: String,
    },
    /// Works groups out.
    Propose {
        /// Which.
        kind: GroupsKind,
    },
    /// Forms the groups that were proposed.
    Form {
        /// Which.
        kind: GroupsKind,
    },
    /// Picks quotes for the talk: those that the room differs on most.
    Pick {},
    /// Ends the session.
    End {},
}

/// What has to happen before the next command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Waiting {
    /// More people have to join.
    People,
    /// The grace after "close" has to pass.
    Closing,
    /// A choice has to be made about the groups.
    Decision,
    /// Nothing: the session has ended.
    Ended,
}

/// Something that a facilitator did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct Deed {
    /// What kind.
    pub kind: DeedKind,
    /// The item it was done to, if it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
}

/// Kinds of what facilitators do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
#[allow(missing_docs)] // past tenses of the commands
pub enum DeedKind {
    Started,
    Paused,
    Resumed,
    Ended,
    Opened,
    Closed,
    Revealed,
    Hid,
    Skipped,
    Moved,
    Extended,
    Undid,
    Proposed,
    Discarded,
    Grouped,
    Placed,
    Paired,
    Picked,
    Withdrew,
    Settled,
    ShowedNames,
}

/// A deed with its time and doer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Latest {
    /// Who.
    pub who: String,
    /// What.
    pub deed: Deed,
    /// When.
    pub at: Timestamp,
}

/// A person on the roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct RosterPerson {
    /// The name.
    pub name: String,
    /// The service for today.
    pub service: ServiceId,
    /// The profession.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profession: Option<ProfessionId>,
    /// In the room or remote.
    pub modality: Modality,
    /// How they stand.
    pub standing: Standing,
    /// Their name and what they typed was deleted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub erased: bool,
    /// Works for more than one of the services.
    pub bridge: bool,
    /// Came after the first vote opened.
    pub late: bool,
    /// Asked for help.
    pub help: bool,
    /// The mixed table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<GroupId>,
    /// The single-service group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
}

/// A group on the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct DeskGroup {
    /// Mixed or single-service.
    pub kind: GroupsKind,
    /// Its number, from 1 within its service or among the tables.
    pub number: usize,
    /// Its service; absent at a mixed table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceId>,
    /// Who is in it.
    pub members: Vec<ParticipantId>,
}

/// A pairing on the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct DeskPairing {
    /// One with one, a cluster, or a panel.
    pub kind: PairingKind,
    /// The round in which it meets, from 1.
    pub round: usize,
    /// Its groups, and whether each said that it is there.
    pub groups: BTreeMap<GroupId, bool>,
    /// Which turn it is at, of how many.
    pub turns: Progress,
}

/// What in the groups wants attention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Alert {
    /// Fewer than three people are left in a group.
    SmallGroup {
        /// The group.
        group: GroupId,
        /// How many are left.
        left: usize,
    },
    /// A table has lost all people of a service.
    ServiceGone {
        /// The table.
        group: GroupId,
        /// The service.
        service: ServiceId,
    },
    /// Somebody is in no group.
    Unplaced {
        /// Who.
        participant: ParticipantId,
    },
}

/// An item on the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct DeskItem {
    /// Its state.
    pub status: ItemStatus,
    /// The room has seen its answer, whatever the state says.
    pub exposed: bool,
    /// How many have answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<Progress>,
}

/// A quote on the desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct DeskQuote {
    /// Its place, from 1.
    pub number: usize,
    /// The quote.
    pub text: String,
    /// What the room has been shown, or would be.
    pub whole: QuoteView,
    /// How it sounds.
    pub valence: Valence,
    /// How it came about.
    pub provenance: Provenance,
    /// A note for facilitators.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What could hurt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sensitivity: Option<String>,
    /// The pack wants it talked about.
    pub must_discuss: bool,
    /// Who said it could be here.
    pub speaker_may_be_present: bool,
    /// It was withdrawn.
    pub withdrawn: bool,
    /// How much the room differs, 0 to 100: what is not the most frequent choice. Absent for few voters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disagreement: Option<u8>,
    /// How far the services are apart, 0 to 100. Absent where splits are not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<u8>,
    /// How the room voted, once closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distribution: Option<Distribution>,
    /// What tables wrote.
    pub tables: BTreeMap<GroupId, TableTalk>,
}

/// What a table made of a quote.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct TableTalk {
    /// Its answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<TableAnswer>,
    /// Why might someone say this?
    pub why_said: Vec<String>,
    /// What made us choose that service?
    pub why_chosen: Vec<String>,
}

/// A question on the desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct DeskQuestion {
    /// Its place among its service's, from 1.
    pub number: usize,
    /// The question.
    pub text: String,
    /// The service it is about.
    pub target_service: ServiceId,
    /// The pack's answer.
    pub model: ModelAnswer,
    /// What differs from place to place.
    pub local_slots: Vec<LocalSlot>,
    /// What groups wrote, marks and clarifications included.
    pub answers: BTreeMap<GroupId, AnswerView>,
    /// What was said about the question as a whole, by the group that said it.
    pub clarifications: BTreeMap<GroupId, String>,
    /// What the service says is otherwise in the pack's answer.
    pub disputes: Vec<String>,
}
