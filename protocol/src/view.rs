//! What each audience may see. A view holds only what its audience is entitled to: hidden is not sent.
//!
//! Views are built to be patched: maps keyed by id rather than lists that grow, and what is absent is
//! left out, never null, because a merge patch takes null for "remove".

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

pub mod activities;
pub mod case_study;
pub mod debrief;
pub mod desk;
pub mod feedback;
pub mod follow_up;
pub mod group;
pub mod plans;

use crate::{
    command::SurveyAnswer,
    ids::{GroupId, ItemId, ParticipantId, PointId, ProfessionId, ServiceId, StageId},
    pack::{
        ActionPrompts, Activity, CaseStudySettings, ImpressionsPrompts, KnowledgeLink, KnowledgeSettings,
        Limits, Service, Sponsor, Stakeholder, Step, Term,
    },
    room::groups::Modality,
    stamp::Timestamp,
    wire::Layer,
};
pub use activities::{ArrivalView, ImpressionsView, KnowledgeView};
pub use case_study::CaseStudyView;
pub use desk::DeskView;
pub use feedback::FeedbackView;
pub use follow_up::FollowUpView;
use follow_up::{OwnOutcome, OwnRecall};
pub use group::GroupView;
pub use plans::{OwnPlan, PlansView};

/// For whom a view is made. Each is one [`Layer`] on the wire.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// Every participant who is in.
    Shared,
    /// The people of one group.
    Group(GroupId),
    /// One participant.
    Own(ParticipantId),
    /// Facilitators.
    Desk,
    /// The projector.
    Display,
}

impl Audience {
    /// The layer that carries it.
    pub fn layer(&self) -> Layer {
        match self {
            Self::Shared => Layer::Shared,
            Self::Group(_) => Layer::Group,
            Self::Own(_) => Layer::Own,
            Self::Desk => Layer::Desk,
            Self::Display => Layer::Display,
        }
    }
}

/// A view, ready to be sent: a JSON object.
pub type View = Value;

/// How far a room's life has come.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Phase {
    /// People arrive.
    #[default]
    Lobby,
    /// The session runs.
    Live,
    /// It is paused: screens are neutral, the timer stands.
    Paused,
    /// It has ended.
    Closed,
}

/// The state of an item.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum ItemState {
    /// Nobody sees it yet.
    #[default]
    Locked,
    /// People can answer.
    Open,
    /// It closes at `closes_at`; people can still answer.
    Closing,
    /// Nobody can answer any more.
    Closed,
    /// A part or more is shown.
    Revealed,
    /// It was left out.
    Skipped,
}

/// An item's state, as everybody entitled sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct ItemStatus {
    /// The state.
    pub state: ItemState,
    /// While it closes: when it will be closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<Timestamp>,
    /// The parts shown so far, 0 for none.
    pub shown: u8,
}

/// Where the room is: the same on every screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct StepView {
    /// The stage.
    pub stage: StageId,
    /// Its place, from 1.
    pub stage_number: usize,
    /// How many stages there are.
    pub stage_count: usize,
    /// Its title, from the pack.
    pub stage_title: String,
    /// What kind of stage it is.
    pub activity: Activity,
    /// The step.
    pub step: Step,
    /// The step's place in the stage, from 1.
    pub step_number: usize,
    /// How many steps the stage has.
    pub step_count: usize,
    /// Its title, from the pack.
    pub title: String,
    /// What to do, from the pack.
    pub instruction: String,
    /// The title of the step that follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_title: Option<String>,
    /// The step's advisory timer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timer: Option<TimerView>,
}

/// An advisory timer: its end closes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum TimerView {
    /// It runs.
    Running {
        /// Until when.
        ends_at: Timestamp,
        /// How long it is in all, in milliseconds.
        #[ts(type = "number")]
        length_ms: u64,
    },
    /// It stands still.
    Standing {
        /// What is left, in milliseconds.
        #[ts(type = "number")]
        left_ms: u64,
        /// How long it is in all, in milliseconds.
        #[ts(type = "number")]
        length_ms: u64,
    },
}

/// What the pack says to everybody; it never changes while the room lives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Materials {
    /// The services, in the pack's order.
    pub services: Vec<Service>,
    /// Others to whom a quote can be attributed.
    pub stakeholders: Vec<Stakeholder>,
    /// The ground rules.
    pub ground_rules: Vec<String>,
    /// A statement from each service.
    pub sponsors: Vec<Sponsor>,
    /// Words explained.
    pub glossary: Vec<Term>,
    /// The prompts of the impressions stage.
    pub impressions: ImpressionsPrompts,
    /// A plea that goes with every reveal.
    pub reveal_notice: String,
    /// Which service writes about which.
    pub links: Vec<KnowledgeLink>,
    /// The prompts of the knowledge stage, and what each confidence from 0 to 3 is called.
    pub knowledge: KnowledgeSettings,
    /// How a case is talked through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub case_study: Option<CaseStudySettings>,
    /// Openings for plans. What is vague is not told beforehand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub action_prompts: Option<ActionPrompts>,
    /// How many plans a person, and a table, can make.
    pub limits: Limits,
    /// How many days after the session what was typed is deleted.
    pub retention_days: u16,
    /// The language of the texts, as a BCP 47 tag.
    pub lang: String,
}

/// What every participant sees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct SharedView {
    /// The room's title.
    pub title: String,
    /// The room's code, for somebody beside who has not joined.
    pub code: String,
    /// Who facilitates.
    pub facilitators: Vec<String>,
    /// How far its life has come.
    pub phase: Phase,
    /// Whether services are fixed: from the first vote on only the desk corrects them.
    pub services_fixed: bool,
    /// What the pack says to everybody.
    pub materials: Materials,
    /// Where the room is.
    pub step: StepView,
    /// In the arrival stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrival: Option<ArrivalView>,
    /// In the impressions stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impressions: Option<ImpressionsView>,
    /// In the knowledge stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub knowledge: Option<KnowledgeView>,
    /// In the case study.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_study: Option<CaseStudyView>,
    /// In the feedback stage, and after the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<FeedbackView>,
    /// After the end: the follow-up, if people are asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<FollowUpView>,
    /// In the plans.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plans: Option<PlansView>,
}

/// How somebody stands in the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Standing {
    /// Knocked; the desk has not answered.
    Knocking,
    /// In.
    In,
    /// Gave up the seat.
    Left,
    /// Was taken out, or turned away.
    Removed,
}

/// What only oneself sees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct OwnView {
    /// Who one is.
    pub participant: ParticipantId,
    /// One's name.
    pub name: String,
    /// One's service for today.
    pub service: ServiceId,
    /// One's profession.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profession: Option<ProfessionId>,
    /// In the room or remote.
    pub modality: Modality,
    /// How one stands.
    pub standing: Standing,
    /// Whether one's name and what one typed was deleted: there is no way back in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub erased: bool,
    /// Whether one came after the first vote opened.
    pub late: bool,
    /// Whether one asked for help.
    pub help: bool,
    /// Whether one read the ground rules.
    pub rules_accepted: bool,
    /// One's answers, by instrument and item.
    pub survey: BTreeMap<ItemId, BTreeMap<ItemId, SurveyAnswer>>,
    /// One's votes: for each quote, who said it.
    pub votes: BTreeMap<ItemId, crate::command::Choice>,
    /// One's answers to private polls, by part of the case: which option, from 0.
    pub polls: BTreeMap<ItemId, usize>,
    /// What surprised one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surprise: Option<String>,
    /// What one said became of one's plans, by their numbers.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(optional, as = "Option<BTreeMap<u8, OwnOutcome>>")]
    pub outcomes: BTreeMap<u8, OwnOutcome>,
    /// What one said of the points that one was asked to recall.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(optional, as = "Option<BTreeMap<PointId, OwnRecall>>")]
    pub recalls: BTreeMap<PointId, OwnRecall>,
    /// One's own plans, by number. Nobody else's view has anything of them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(optional, as = "Option<BTreeMap<u8, OwnPlan>>")]
    pub plans: BTreeMap<u8, OwnPlan>,
}

/// What the projector shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct DisplayView {
    /// The room's title.
    pub title: String,
    /// The room's code.
    pub code: String,
    /// Whether people knock rather than join.
    pub locked: bool,
    /// How far the room's life has come. While it is paused nothing below but the step's place is here.
    pub phase: Phase,
    /// What the pack says to everybody.
    pub materials: Materials,
    /// Where the room is.
    pub step: StepView,
    /// How many people are in.
    pub people: usize,
    /// How many have answered what is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<Progress>,
    /// The tables or groups of this stage, once formed.
    pub groups: BTreeMap<GroupId, DisplayGroup>,
    /// Which groups sit together, in the step where they meet.
    pub meetings: Vec<Meeting>,
    /// In the arrival stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrival: Option<ArrivalView>,
    /// In the impressions stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impressions: Option<ImpressionsView>,
    /// In the knowledge stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub knowledge: Option<KnowledgeView>,
    /// In the case study.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_study: Option<CaseStudyView>,
    /// In the plans.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plans: Option<PlansView>,
}

/// How many of how many; never who.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Progress {
    /// Have answered.
    pub done: usize,
    /// Could have.
    pub of: usize,
}

/// A group on the projector.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct DisplayGroup {
    /// Its number, from 1 within its service or among the tables.
    pub number: usize,
    /// Its service; absent at a mixed table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceId>,
    /// How many people of each service.
    pub sizes: BTreeMap<ServiceId, usize>,
    /// Their names, when the facilitator shows them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<Vec<String>>,
}

/// Groups that sit together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Meeting {
    /// The groups.
    pub groups: Vec<GroupId>,
    /// How many of them said that they are there.
    pub here: usize,
}
