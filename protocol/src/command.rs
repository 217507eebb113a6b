//! What someone asks for, in the imperative. [`Room::decide`](crate::room::Room::decide) answers.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    action::{ActionField, PlanStanding},
    ids::{
        DeviceId, FacilitatorId, GroupId, ItemId, PairingId, ParticipantId, PointId, ProfessionId, ServiceId,
        SheetId,
    },
    report::Verdict,
    room::groups::{Modality, Seating},
    sealed::Sealed,
    stamp::Timestamp,
};

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "role", content = "id", rename_all = "snake_case")]
pub enum Actor {
    /// Somebody who facilitates.
    Facilitator(FacilitatorId),
    /// Somebody who takes part.
    Participant(ParticipantId),
    /// The server itself: it lets people in at the door, and its timers fire.
    Server,
}

/// Who a connection speaks for, as the wire tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Role {
    /// Sees the desk's view, and steers.
    Facilitator,
    /// Takes part.
    Participant,
    /// The projector: reads only.
    Display,
}

/// A command's id: unique per device, so that a resend does no harm.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CommandId {
    /// The device that sent it.
    pub device: DeviceId,
    /// Rises with every new command of that device. A resend has the same number.
    pub counter: u64,
}

/// The services that a voter thinks said a quote. The exact set counts; the empty set is "not sure".
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, JsonSchema)]
#[serde(transparent)]
#[ts(export_to = "protocol.ts", type = "Array<ServiceId>")]
pub struct Choice(pub BTreeSet<ServiceId>);

impl Choice {
    /// The choice as one word, for use as a key: ids joined by `+`, or `unsure`.
    pub fn key(&self) -> String {
        if self.0.is_empty() {
            return UNSURE.to_owned();
        }
        self.0.iter().map(ServiceId::as_str).collect::<Vec<_>>().join("+")
    }

    /// Whether this is "not sure".
    pub fn is_unsure(&self) -> bool {
        self.0.is_empty()
    }
}

/// The key of "not sure" in a distribution.
pub const UNSURE: &str = "unsure";

/// What a table answered about a quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub enum TableAnswer {
    /// They agreed on who said it.
    Agreed {
        /// On whom.
        choice: Choice,
    },
    /// They did not, which is as good an answer.
    Split {},
}

/// How a service finds a point written about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Mark {
    /// That's right.
    Right,
    /// Partly.
    Partly,
    /// Not how it works.
    NotRight,
    /// It depends locally.
    DependsLocally,
    /// The service differs about it among itself.
    WeDiffer,
}

/// What the authors of a point say once it was marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Tap {
    /// It surprised them.
    Surprised,
    /// They still see it differently.
    StillDiffer,
    /// They want to check it later.
    CheckLater,
}

/// What somebody answers to an item of an instrument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(untagged)]
#[ts(export_to = "protocol.ts")]
pub enum SurveyAnswer {
    /// Within the item's scale.
    Value(i32),
    /// Within the item's scale, of before today and of now.
    ThenNow(ThenNow),
    /// One of the item's options.
    Chosen(Chosen),
    /// In words.
    Words(InWords),
}

/// A rating of before today and of now. Either may be left out; both left out take it back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct ThenNow {
    /// Before today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<i32>,
    /// Now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<i32>,
}

/// An option by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Chosen {
    /// From 0.
    pub option: usize,
}

/// An answer in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct InWords {
    /// The words; none take the answer back.
    pub text: String,
    /// Whether one's service may be named beside them.
    #[serde(default)]
    pub name_service: bool,
}

/// What became of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum PlanOutcome {
    /// It was done.
    Done,
    /// A part of it was.
    Partly,
    /// Not yet.
    NotYet,
    /// It does not matter any more.
    NoLongerRelevant,
}

/// Which groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum GroupsKind {
    /// Tables with people of every service.
    Mixed,
    /// Groups of one service each, paired with groups of another.
    Single,
}

/// A move along the agenda's line. It changes where the room is, never the state of an item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Cursor {
    /// The stage, from 0.
    pub stage: usize,
    /// The step in it, from 0.
    pub step: usize,
    /// The item in the step, from 0, where a step takes its items one by one.
    pub item: usize,
}

/// A pair of people for the allocation to keep apart or together.
pub type TwoPeople = (ParticipantId, ParticipantId);

/// What someone asks for. Texts are bounded; see [`text`](crate::text).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub enum Command {
    // A participant, about themselves.
    /// Says that the ground rules were read.
    AcceptRules {},
    /// Corrects one's own service or profession, until the first vote opens; the name at any time.
    CorrectMyself {
        /// The name you're happy to be called.
        name: String,
        /// The service for today.
        service: ServiceId,
        /// One of the pack's, for that service.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        profession: Option<ProfessionId>,
        /// In the room or remote.
        modality: Modality,
    },
    /// Asks for the facilitator's help, or says that it came.
    AskForHelp {
        /// Whether help is wanted.
        on: bool,
    },
    /// Leaves; the seat is given up. A phone that sleeps is not this.
    Leave {},
    /// Comes back after leaving.
    ComeBack {},
    /// Has one's name and all that one typed deleted for good. Nobody comes back after this.
    EraseMyself {},

    // A participant, in an activity.
    /// Answers an item of an instrument.
    AnswerSurvey {
        /// The instrument.
        instrument: ItemId,
        /// Its item.
        item: ItemId,
        /// In the way in which the item is answered.
        value: SurveyAnswer,
    },
    /// Votes on who said a quote. Replaces one's earlier vote.
    Vote {
        /// The quote.
        quote: ItemId,
        /// Who said it.
        choice: Choice,
    },
    /// Enters what one's table thinks of a quote. Replaces its earlier answer.
    AnswerForTable {
        /// The quote.
        quote: ItemId,
        /// The answer.
        answer: TableAnswer,
    },
    /// Answers the private poll of a part of the case. Replaces one's earlier answer.
    AnswerPoll {
        /// The part.
        part: ItemId,
        /// Which of the poll's options, from 0.
        option: usize,
    },
    /// Says what surprised one in the impressions. An empty text takes it back.
    SaySurprise {
        /// One line.
        text: String,
    },
    /// Adds a point to a sheet of one's group.
    AddPoint {
        /// The sheet.
        sheet: SheetId,
        /// The point.
        text: String,
    },
    /// Changes a point of one's group.
    EditPoint {
        /// The point.
        point: PointId,
        /// What it says now.
        text: String,
        /// The revision that was read.
        revision: u32,
    },
    /// Takes a point of one's group away.
    RemovePoint {
        /// The point.
        point: PointId,
        /// The revision that was read.
        revision: u32,
    },
    /// Says that one's group does not know, or takes that back.
    SetDontKnow {
        /// The question.
        question: ItemId,
        /// Whether they don't know.
        on: bool,
    },
    /// Says how sure one's group is.
    SetConfidence {
        /// The question.
        question: ItemId,
        /// From 0 to 3, as the pack labels them.
        confidence: u8,
    },
    /// Takes the pen: names oneself as the group's scribe.
    TakePen {},
    /// Says that one's group is where the pairing meets.
    ConfirmHere {},
    /// Moves one's pairing to a turn of its exchange.
    GoToTurn {
        /// From 0.
        turn: usize,
    },
    /// Says how a point about one's service is. Replaces the earlier mark.
    MarkPoint {
        /// The point.
        point: PointId,
        /// How it is.
        mark: Mark,
    },
    /// Clarifies a point about one's service. Replaces one's group's earlier words; empty takes them back.
    ClarifyPoint {
        /// The point.
        point: PointId,
        /// The words.
        text: String,
    },
    /// Clarifies a question about one's service for the groups one meets, whatever they wrote.
    ClarifyQuestion {
        /// The question.
        question: ItemId,
        /// The words; empty takes them back.
        text: String,
    },
    /// Says what the authors make of the mark on their point.
    TapPoint {
        /// The point.
        point: PointId,
        /// What they say.
        tap: Tap,
        /// Whether they say it.
        on: bool,
    },
    /// Disputes a pack's model answer about one's service; empty takes it back.
    DisputeModel {
        /// The question.
        question: ItemId,
        /// What is otherwise.
        text: String,
    },

    /// Keeps a plan of one's own, which nobody else can read. Replaces what was kept under its number.
    KeepPlan {
        /// Its number, from 1 to the pack's limit.
        plan: u8,
        /// The plan, sealed on one's own device.
        sealed: Sealed,
        /// How confident one is, 0 to 10. It stands outside the seal because reports pool it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        confidence: Option<u8>,
        /// The revision that was read; 0 for a new plan.
        revision: u32,
    },
    /// Drops a plan of one's own: what was kept of it is deleted.
    DropPlan {
        /// Its number.
        plan: u8,
        /// The revision that was read.
        revision: u32,
    },
    /// Adds an action to what one's table will do.
    AddAction {
        /// What will be done.
        text: String,
    },
    /// Writes a part of an action of one's table.
    WriteAction {
        /// The action.
        action: ItemId,
        /// The part.
        field: ActionField,
        /// What it says now. Empty takes it back, but for the part `action`.
        text: String,
        /// The revision of this part that was read; 0 if there was none.
        revision: u32,
    },
    /// Takes an action of one's table away.
    RemoveAction {
        /// The action.
        action: ItemId,
        /// The revision of its part `action` that was read.
        revision: u32,
    },

    // A participant, weeks later.
    /// Answers an item of the follow-up. Replaces one's earlier answer.
    AnswerFollowUp {
        /// The item.
        item: ItemId,
        /// In the way in which the item is answered.
        value: SurveyAnswer,
    },
    /// Says what became of one of one's own plans. Replaces what one said of it before.
    ReportOutcome {
        /// The plan's number.
        plan: u8,
        /// What became of it.
        outcome: PlanOutcome,
        /// What helped: options of the pack's list, by their numbers from 0.
        #[serde(default)]
        helped: BTreeSet<usize>,
        /// What got in the way: options of the pack's list, by their numbers from 0.
        #[serde(default)]
        hindered: BTreeSet<usize>,
    },
    /// Says whether a point that was written in the session was right, as far as the service it is about told.
    AnswerRecall {
        /// The point.
        point: PointId,
        /// Whether it was right.
        right: bool,
    },

    // A facilitator, with the people.
    /// Locks joining: from now on people knock. Or unlocks it.
    LockJoining {
        /// Whether it is locked.
        on: bool,
    },
    /// Lets somebody in who knocked.
    Admit {
        /// Who.
        participant: ParticipantId,
    },
    /// Takes somebody out of the room, or turns down a knock. Can be taken back by `readmit`.
    Remove {
        /// Who.
        participant: ParticipantId,
    },
    /// Lets somebody back in.
    Readmit {
        /// Who.
        participant: ParticipantId,
    },
    /// Marks somebody as gone: the seat is given up.
    MarkLeft {
        /// Who.
        participant: ParticipantId,
    },
    /// Corrects somebody's card.
    CorrectParticipant {
        /// Who.
        participant: ParticipantId,
        /// The name.
        name: String,
        /// The service.
        service: ServiceId,
        /// The profession.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        profession: Option<ProfessionId>,
        /// In the room or remote.
        modality: Modality,
    },
    /// Says that somebody works for more than one of the services, so that their vote stays out of splits.
    SetBridge {
        /// Who.
        participant: ParticipantId,
        /// Whether they do.
        on: bool,
    },

    // A facilitator, with what was typed.
    /// Has somebody's name and all that they typed deleted for good. They cannot come back.
    Erase {
        /// Who.
        participant: ParticipantId,
    },
    /// Deletes for good whatever was typed in the room that says exactly this. Names, the room's title and people's
    /// own plans are left.
    Redact {
        /// The words.
        text: String,
    },

    // A facilitator, on the agenda. These carry `expected`.
    /// Starts the session.
    Start {},
    /// Blanks the display and the phones to a neutral screen, and stops the timer.
    Pause {},
    /// Goes on after a pause.
    Resume {},
    /// Ends the session.
    CloseRoom {},
    /// Says when the follow-up opens. A moment that has passed opens it now.
    SetFollowUp {
        /// Before the day on which the room is deleted.
        opens_at: Timestamp,
    },
    /// Opens items: people can answer.
    Open {
        /// Which.
        items: Vec<ItemId>,
    },
    /// Closes items, after a grace of some seconds.
    Close {
        /// Which.
        items: Vec<ItemId>,
    },
    /// Opens an item again.
    Reopen {
        /// Which.
        item: ItemId,
    },
    /// Shows the next part of an item to the room.
    Reveal {
        /// Which.
        item: ItemId,
        /// The part, from 1: one more than what is shown.
        part: u8,
    },
    /// Hides an item again. People have seen it; it stays marked as exposed.
    Unreveal {
        /// Which.
        item: ItemId,
    },
    /// Leaves items out.
    Skip {
        /// Which.
        items: Vec<ItemId>,
    },
    /// Moves the room to a place on the agenda.
    GoTo {
        /// Where.
        cursor: Cursor,
    },
    /// Gives the step more minutes, or fewer.
    Extend {
        /// From −60 to 60, not 0.
        minutes: i32,
    },
    /// Takes back the last open, close, move or grouping.
    Undo {},
    /// Shows names on the display, or not.
    ShowNames {
        /// Whether they show.
        on: bool,
    },
    /// Picks the quotes that tables talk about.
    PickQuotes {
        /// In the order in which they are talked about.
        quotes: Vec<ItemId>,
    },
    /// Withdraws a quote: its votes are deleted and it is in no figure.
    WithdrawQuote {
        /// The quote.
        quote: ItemId,
    },
    /// Shows everybody what a table wrote for a way of looking at the case.
    ShowTable {
        /// The way of looking.
        item: ItemId,
        /// The table.
        table: GroupId,
    },
    /// Says what the room makes of an action, and who will stand behind it.
    SettleAction {
        /// The action.
        action: ItemId,
        /// What the room makes of it.
        standing: PlanStanding,
        /// Who will stand behind it: a role; empty for nobody.
        sponsor: String,
    },
    /// Works out groups and shows them on the desk alone.
    ProposeGroups {
        /// Which.
        kind: GroupsKind,
        /// Whether mixed tables are mended rather than made anew: as few people as can be change their table.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[ts(optional, as = "Option<bool>")]
        mend: bool,
        /// What to do where the sizes leave no good plan.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        seating: Option<Seating>,
        /// Pairs of people to keep apart. Used once and not kept.
        #[serde(default)]
        apart: Vec<TwoPeople>,
        /// Pairs of people to keep together. Used once and not kept.
        #[serde(default)]
        together: Vec<TwoPeople>,
    },
    /// Forms the groups that were proposed.
    ApplyGroups {},
    /// Throws the proposal away.
    DiscardGroups {},
    /// Moves somebody to another group, in the proposal if there is one.
    MoveParticipant {
        /// Who.
        participant: ParticipantId,
        /// Where to.
        group: GroupId,
    },
    /// Puts a group into another pairing.
    MoveToPairing {
        /// The group.
        group: GroupId,
        /// The pairing.
        pairing: PairingId,
    },

    // A facilitator, when the session has ended.
    /// Says what is to become of an item of the pack. Replaces what was said of it before.
    NoteDebrief {
        /// The item: a quote, a question, or a part of the case.
        item: ItemId,
        /// What is to become of it.
        verdict: Verdict,
        /// Why; may be empty.
        note: String,
    },
}
