//! How the time is spent: presets, made of stages, made of steps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::{ItemId, PresetId, StageId};

/// The ways to spend the time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Agenda {
    /// One to twelve; the first is the one suggested.
    pub presets: Vec<Preset>,
}

/// One way to spend the time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Preset {
    /// A slug, unique in the pack.
    pub id: PresetId,
    /// What a facilitator chooses it by; at most 100 characters.
    pub title: String,
    /// The minutes of its stages together; at most 240.
    pub total_minutes: u16,
    /// Quotes, questions and cases that there is no time for in this preset.
    #[serde(default)]
    pub leave_out: Vec<ItemId>,
    /// In the order they are run.
    pub stages: Vec<StagePlan>,
}

/// One stage of a preset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct StagePlan {
    /// A slug, unique in the preset.
    pub id: StageId,
    /// What is done in it.
    pub activity: Activity,
    /// Its heading; at most 60 characters.
    pub title: String,
    /// The minutes of its steps together.
    pub minutes: u16,
    /// One line that tells people what it is for; at most 160 characters.
    pub purpose: String,
    /// Feedback: whether the pulse is asked rather than the feedback, at the end of the first of two sessions.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub pulse: bool,
    /// Exactly the steps of its activity ([`Activity::steps`]), in their order.
    pub steps: Vec<StepPlan>,
}

/// One step of a stage, with the words that go with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct StepPlan {
    /// Which step.
    pub step: Step,
    /// Its heading; at most 60 characters.
    pub title: String,
    /// How long it is meant to take.
    pub minutes: u16,
    /// What participants do, in one or two short sentences; at most 280 characters.
    pub instruction: String,
    /// What the facilitator may say, for facilitators alone; at most 600 characters.
    pub facilitator_script: String,
}

/// What is done in a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Activity {
    /// Coming in, and where everybody starts from.
    Arrival,
    /// Guessing who said each quote, and asking why we guessed so.
    Impressions,
    /// Answering questions about another service, and being corrected by it.
    Knowledge,
    /// A break.
    Pause,
    /// Talking a made-up case through at mixed tables.
    CaseStudy,
    /// Making plans: each alone, then each table together.
    Plans,
    /// Looking back, and taking something with you.
    Feedback,
}

impl Activity {
    /// The steps of the activity, in the only order they are run in.
    pub fn steps(self) -> &'static [Step] {
        match self {
            Self::Arrival => &[Step::Welcome, Step::Baseline],
            Self::Impressions => &[Step::Vote, Step::Talk, Step::Reveal, Step::Surprise],
            Self::Knowledge => &[Step::Write, Step::Match, Step::Exchange, Step::Harvest],
            Self::Pause => &[Step::Pause],
            Self::CaseStudy => &[Step::Brief, Step::Parts, Step::Plenary],
            Self::Feedback => &[Step::Form, Step::TakeAway],
            Self::Plans => &[Step::Personal, Step::Rehearse, Step::Together, Step::ReadOut],
        }
    }
}

/// A step of an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Step {
    /// Arrival: people come in and read why they are here.
    Welcome,
    /// Arrival: each rates where they start from.
    Baseline,
    /// Impressions: each says, in private, who said each quote.
    Vote,
    /// Impressions: mixed tables talk about a few quotes.
    Talk,
    /// Impressions: one quote after another comes back.
    Reveal,
    /// Impressions: each says in one line what surprised them.
    Surprise,
    /// Knowledge: single-service groups answer questions about another service.
    Write,
    /// Knowledge: groups find the group they are paired with.
    Match,
    /// Knowledge: each marks and clarifies what was written about it.
    Exchange,
    /// Knowledge: corrections come back to the whole room.
    Harvest,
    /// Pause: a break.
    Pause,
    /// Case study: what the case is, and what to mind while talking of it.
    Brief,
    /// Case study: one part after another is opened, read, talked over and written down. The minutes are
    /// shared out evenly among the parts.
    Parts,
    /// Case study: the room hears a table for each way to look at the case.
    Plenary,
    /// Feedback: each answers a short form, or skips it.
    Form,
    /// Feedback: each takes the words to come back by, and a file of the session, with them.
    TakeAway,
    /// Plans: each writes what they will do, for themselves alone.
    Personal,
    /// Plans: each says a plan to somebody of another service at the table.
    Rehearse,
    /// Plans: each table agrees on what its services will do together.
    Together,
    /// Plans: the actions are read out one by one, and the room takes each or parks it.
    ReadOut,
}
