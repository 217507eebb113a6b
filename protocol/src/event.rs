//! What happened, in the past tense: the room's log is a list of these.
//!
//! Events hold no name and no typed text, only the [`TextId`] under which it is kept outside the log.
//! Each kind carries a version. A later release reads older versions by an upcast in [`Event::read`];
//! a kind or version that it does not know refuses the whole room, because skipping an event would
//! make another room of it.

use std::{collections::BTreeSet, sync::Arc};

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::{
    action::{ActionField, PlanStanding},
    command::{
        Actor, Choice, Chosen, CommandId, Cursor, GroupsKind, Mark, PlanOutcome, TableAnswer, Tap, ThenNow,
    },
    ids::{
        DeviceId, FacilitatorId, GroupId, ItemId, PairingId, ParticipantId, PointId, ProfessionId, RoomId,
        Seq, ServiceId, SheetId, TextId,
    },
    pack::Pack,
    report::Verdict,
    room::{
        grouping::Proposal,
        groups::{Grouping, MixedKind, Modality},
        pairing::Pairing,
    },
    stamp::Timestamp,
};

/// An event with its place in the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number in the room's log.
    pub seq: Seq,
    /// When it was decided. Never before the entry before it.
    pub at: Timestamp,
    /// Who caused it.
    pub by: Actor,
    /// The command it came from; absent for the server's own.
    pub command: Option<CommandId>,
    /// What happened.
    pub event: Event,
}

/// What a room's opener may set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// How long people may go on after "close", in milliseconds: 0 to 30,000.
    pub grace_ms: u64,
    /// The pack's preset whose agenda the room follows.
    pub preset: String,
    /// The most people in the room.
    pub max_people: usize,
}

/// An answer to an item of an instrument, as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Given {
    /// Within the item's scale.
    Value(i32),
    /// Within the item's scale, of before that day and of then; neither where it was taken back.
    ThenNow(ThenNow),
    /// One of the item's options.
    Chosen(Chosen),
    /// In words; none where they were taken back.
    Words(GivenWords),
}

/// An answer in words, as it stands in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenWords {
    /// The words.
    pub text: Option<TextId>,
    /// Whether the writer's service may be named beside them.
    pub name_service: bool,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
// Each variant's doc says what its fields are; the fields are named as in the commands.
#[allow(missing_docs)]
pub enum Event {
    /// A room was opened, on these materials. They stay with it, whatever becomes of the pack.
    RoomOpened { room: RoomId, pack: Arc<Pack>, settings: Settings, title: TextId, seed: u64 },
    /// Somebody began to facilitate.
    FacilitatorJoined { facilitator: FacilitatorId, name: TextId },

    /// Somebody joined, or knocks.
    ParticipantJoined {
        participant: ParticipantId,
        name: TextId,
        service: ServiceId,
        profession: Option<ProfessionId>,
        modality: Modality,
        knocking: bool,
        device: Option<DeviceId>,
    },
    /// Somebody who knocked was let in, or somebody removed was let back in.
    ParticipantAdmitted { participant: ParticipantId },
    /// Somebody was taken out, or turned away.
    ParticipantRemoved { participant: ParticipantId },
    /// Somebody's card changed. `name` only where the name did.
    ParticipantCorrected {
        participant: ParticipantId,
        name: Option<TextId>,
        service: ServiceId,
        profession: Option<ProfessionId>,
        modality: Modality,
    },
    /// Somebody gave up their seat.
    ParticipantLeft { participant: ParticipantId },
    /// Somebody took their seat again.
    ParticipantReturned { participant: ParticipantId },
    /// Somebody's name and all that they typed was deleted. They are nobody from here on.
    ParticipantErased { participant: ParticipantId },
    /// A text was deleted for what it says.
    TextRedacted { text: TextId },
    /// Somebody works for more than one service, or not.
    BridgeSet { participant: ParticipantId, on: bool },
    /// Somebody asked for help, or has it.
    HelpAsked { participant: ParticipantId, on: bool },
    /// Somebody read the ground rules.
    RulesAccepted { participant: ParticipantId },
    /// Joining was locked or unlocked.
    JoiningLocked { on: bool },

    /// The session started.
    Started,
    /// The room was blanked.
    Paused,
    /// It went on.
    Resumed,
    /// It ended.
    RoomClosed,
    /// The room moved on its agenda.
    CursorMoved { to: Cursor },
    /// Items opened, for the first time or again.
    ItemsOpened { items: Vec<ItemId> },
    /// Items will close at a moment.
    ItemsClosing { items: Vec<ItemId>, until: Timestamp },
    /// Items closed.
    ItemsClosed { items: Vec<ItemId> },
    /// A part of an item was shown.
    ItemRevealed { item: ItemId, part: u8 },
    /// An item was hidden again.
    ItemUnrevealed { item: ItemId },
    /// Items were left out.
    ItemsSkipped { items: Vec<ItemId> },
    /// The step got more minutes, or fewer.
    TimerExtended { minutes: i32 },
    /// The last change that can be taken back was.
    Undone,
    /// Names show on the display, or not.
    NamesShown { on: bool },

    /// Groups were worked out, for the desk to look at.
    GroupsProposed { proposal: Proposal },
    /// That was thrown away.
    GroupsDiscarded,
    /// Groups were formed; single-service ones with their pairings.
    GroupsFormed { kind: GroupsKind, mix: Option<MixedKind>, groups: Vec<Grouping>, pairings: Vec<Pairing> },
    /// Somebody was put in a group, and out of the other ones of its kind.
    ParticipantPlaced { participant: ParticipantId, kind: GroupsKind, group: GroupId },
    /// A group was put into another pairing.
    GroupPaired { group: GroupId, pairing: PairingId },
    /// Somebody took a group's pen.
    PenTaken { group: GroupId, participant: ParticipantId },

    /// Somebody answered an item of an instrument.
    SurveyAnswered { participant: ParticipantId, instrument: ItemId, item: ItemId, value: Given },

    /// Somebody voted. `late`: after the vote closed; `post_reveal`: after the room saw the answer;
    /// `second`: in a vote opened again after the tables talked.
    Voted {
        participant: ParticipantId,
        quote: ItemId,
        choice: Choice,
        late: bool,
        post_reveal: bool,
        second: bool,
    },
    /// A table answered.
    TableAnswered { group: GroupId, quote: ItemId, answer: TableAnswer },
    /// The quotes for the tables' talk were picked.
    QuotesPicked { quotes: Vec<ItemId> },
    /// A quote was withdrawn, with its votes.
    QuoteWithdrawn { quote: ItemId },
    /// Somebody said what surprised them; `None` takes it back.
    SurpriseSaid { participant: ParticipantId, text: Option<TextId> },

    /// Somebody answered the poll of a part. `late` and `post_reveal` as for votes.
    PollAnswered { participant: ParticipantId, part: ItemId, option: usize, late: bool, post_reveal: bool },
    /// Everybody was shown what a table wrote for a way of looking at the case.
    TableShown { item: ItemId, group: GroupId },

    /// When the follow-up opens was settled, and when it is over.
    FollowUpSet { opens_at: Timestamp, closes_at: Timestamp },
    /// The follow-up opened.
    FollowUpOpened,
    /// The follow-up is over.
    FollowUpClosed,
    /// Somebody said what became of a plan of theirs.
    OutcomeReported {
        participant: ParticipantId,
        plan: u8,
        outcome: PlanOutcome,
        helped: BTreeSet<usize>,
        hindered: BTreeSet<usize>,
    },
    /// Somebody said whether a point was right.
    RecallAnswered { participant: ParticipantId, point: PointId, right: bool },
    /// Somebody without a way back answered an item of the follow-up. `respondent` counts such people, and is
    /// all that is known of them.
    UnlinkedAnswered { respondent: usize, item: ItemId, value: Given },
    /// Somebody kept a plan of their own, sealed.
    PlanKept { participant: ParticipantId, plan: u8, sealed: TextId, confidence: Option<u8> },
    /// Somebody dropped one.
    PlanDropped { participant: ParticipantId, plan: u8 },
    /// A table added an action.
    ActionAdded { action: ItemId, group: GroupId, author: ParticipantId, text: TextId },
    /// A part of an action was written; `None` takes it back.
    ActionWritten { action: ItemId, field: ActionField, author: ParticipantId, text: Option<TextId> },
    /// An action was taken away.
    ActionRemoved { action: ItemId },
    /// The room took an action or parked it; `sponsor` says who stands behind it.
    ActionSettled { action: ItemId, standing: PlanStanding, sponsor: Option<TextId> },

    /// A point was added. `late`: after its sheet closed.
    PointAdded {
        point: PointId,
        sheet: SheetId,
        group: GroupId,
        author: ParticipantId,
        text: TextId,
        late: bool,
    },
    /// A point changed.
    PointEdited { point: PointId, author: ParticipantId, text: TextId },
    /// A point was taken away.
    PointRemoved { point: PointId },
    /// A group does not know, or does.
    DontKnowSet { group: GroupId, question: ItemId, on: bool },
    /// A group said how sure it is.
    ConfidenceSet { group: GroupId, question: ItemId, confidence: u8 },
    /// A group is where its pairing meets.
    HereConfirmed { pairing: PairingId, group: GroupId },
    /// A pairing moved to a turn.
    TurnMoved { pairing: PairingId, turn: usize },
    /// A point was marked.
    PointMarked { point: PointId, group: GroupId, mark: Mark },
    /// A point was clarified; `None` takes the words back.
    PointClarified { point: PointId, group: GroupId, text: Option<TextId> },
    /// A question was clarified for a pairing; `None` takes the words back.
    QuestionClarified { question: ItemId, pairing: PairingId, group: GroupId, text: Option<TextId> },
    /// The authors of a point said what they make of its mark.
    PointTapped { point: PointId, tap: Tap, on: bool },
    /// A model answer was disputed by a group of its service; `None` takes it back.
    ModelDisputed { question: ItemId, group: GroupId, text: Option<TextId> },

    /// A facilitator said what is to become of an item of the pack.
    DebriefNoted { item: ItemId, verdict: Verdict, text: Option<TextId> },
    /// A report was made of the room as it stands here. Later ones are held against it.
    ReportMade,
}

/// An event of the log that this release cannot read.
#[derive(Debug, thiserror::Error)]
pub enum UnreadableEvent {
    /// The kind or version is from a later release, or damaged.
    #[error("event {kind} version {version} is not known to this release")]
    Unknown {
        /// The kind in the log.
        kind: String,
        /// Its version.
        version: u16,
    },
    /// The body does not fit its kind.
    #[error("event {kind} version {version} is damaged: {error}")]
    Damaged {
        /// The kind in the log.
        kind: String,
        /// Its version.
        version: u16,
        /// What did not fit.
        error: serde_json::Error,
    },
}

/// The version at which this release writes every kind.
pub const EVENT_VERSION: u16 = 1;

#[derive(Deserialize)]
struct Kind {
    event: String,
}

/// Whether events of a kind tell what one person alone may see. Whoever keeps them seals them.
pub fn is_private(kind: &str) -> bool {
    matches!(
        kind,
        "voted"
            | "survey_answered"
            | "poll_answered"
            | "plan_kept"
            | "plan_dropped"
            | "outcome_reported"
            | "recall_answered"
            | "unlinked_answered"
    )
}

impl Event {
    /// The event as it stands in the log: kind, version, and a JSON body that holds the kind too.
    ///
    /// # Errors
    /// When JSON cannot be made of it, which no event of this release causes.
    pub fn write(&self) -> Result<(String, u16, Box<RawValue>), serde_json::Error> {
        let body = to_raw_value(self)?;
        // Taken from the body, where it comes first, so that the column and the body cannot disagree.
        let kind = body.get().strip_prefix(r#"{"event":""#).and_then(|rest| rest.split('"').next());
        match kind.map(str::to_owned) {
            Some(kind) => Ok((kind, EVENT_VERSION, body)),
            None => serde_json::from_str(body.get()).map(|Kind { event }| (event, EVENT_VERSION, body)),
        }
    }

    /// Reads an event back.
    ///
    /// # Errors
    /// [`UnreadableEvent`] for a kind or version that this release does not know, and for a damaged body.
    pub fn read(kind: &str, version: u16, body: &str) -> Result<Self, UnreadableEvent> {
        if version != EVENT_VERSION {
            return Err(UnreadableEvent::Unknown { kind: kind.to_owned(), version });
        }
        serde_json::from_str(body).map_err(|error| {
            let unknown = error.to_string().starts_with("unknown variant");
            let kind = kind.to_owned();
            if unknown {
                UnreadableEvent::Unknown { kind, version }
            } else {
                UnreadableEvent::Damaged { kind, version, error }
            }
        })
    }
}
