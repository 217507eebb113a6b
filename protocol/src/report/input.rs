//! What a report is made of: plain data, as it stands when the report is made.
//!
//! [`Table`]s hold what each person answered; everything else here is what groups did together, or what the
//! pack says. A stage that was not run leaves its part empty.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    command::{Choice, GroupsKind, Mark, TableAnswer, Tap},
    ids::{GroupId, ItemId, ServiceId, StageId},
    pack::{Lens, Provenance, Scale, Topic, Valence, Version},
    report::{
        Table, Thresholds, debrief::Verdict, fidelity::Deviation, outcomes::Outcomes, plans::CollectivePlan,
    },
    stamp::Timestamp,
};

/// A session, ready to be reported on.
#[derive(Debug, Clone, Default)]
pub struct ReportInput {
    /// Services of the pack, in its order.
    pub services: Vec<ServiceId>,
    /// From how many people on something is published.
    pub thresholds: Thresholds,
    /// The pack, as its title and version.
    pub pack: Option<(String, Version)>,
    /// When the room was opened, as a moment of the report's own. Not when anybody answered.
    pub opened_at: Timestamp,
    /// Everybody who took part, by service; facilitators are nobody here.
    pub attendance: Table<()>,
    /// The stages, in the order of the plan.
    pub stages: Vec<StageRun>,
    /// The groups that were formed.
    pub groups: Vec<GroupRun>,
    /// What was not as planned.
    pub deviations: Vec<Deviation>,
    /// The quotes, withdrawn ones left out.
    pub quotes: Vec<QuoteRun>,
    /// The questions of the knowledge stage.
    pub questions: Vec<QuestionRun>,
    /// The parts of the case.
    pub case: Vec<CasePartRun>,
    /// What people planned.
    pub plans: PlansRun,
    /// What people rated before and at the end, and weeks later.
    pub ratings: Vec<RatingRun>,
    /// What people thought of the day.
    pub feedback: Vec<Asked>,
    /// What people say weeks later.
    pub follow_up: FollowUpRun,
    /// What facilitators noted for the pack's next version.
    pub debrief: Vec<DebriefNote>,
}

impl ReportInput {
    /// The services of which anybody has come.
    pub(crate) fn present(&self) -> BTreeSet<ServiceId> {
        self.attendance.answers().filter_map(|(_, service, ())| service.cloned()).collect()
    }
}

/// A stage of the plan and how it went.
#[derive(Debug, Clone)]
pub struct StageRun {
    /// Which.
    pub id: StageId,
    /// Its heading.
    pub title: String,
    /// How long it was meant to take.
    pub planned_minutes: u32,
    /// When the room came to it; none if it did not.
    pub began: Option<Timestamp>,
    /// When the room went on, or ended.
    pub ended: Option<Timestamp>,
}

/// A group that was formed.
#[derive(Debug, Clone)]
pub struct GroupRun {
    /// Which.
    pub id: GroupId,
    /// A mixed table or a group of one service.
    pub kind: GroupsKind,
    /// How many of each service sat in it.
    pub services: BTreeMap<ServiceId, usize>,
}

/// A quote and all that was made of it.
#[derive(Debug, Clone)]
pub struct QuoteRun {
    /// Which.
    pub id: ItemId,
    /// Its place, from 1.
    pub number: usize,
    /// The quote.
    pub text: String,
    /// Who said it: the exact set, a stakeholder outside the services included.
    pub truth: Choice,
    /// How it sounds.
    pub valence: Valence,
    /// Where it comes from.
    pub provenance: Provenance,
    /// Votes that count, before the tables' talk. The same that the room was shown.
    pub votes: Table<Choice>,
    /// The same after the talk, if people voted again.
    pub votes_after_talk: Table<Choice>,
    /// What tables answered.
    pub tables: Vec<TableAnswer>,
    /// How many people sat at these tables.
    pub table_people: usize,
    /// Tables' notes: why might somebody say this?
    pub why_said: Vec<String>,
    /// Tables' notes: what made us choose that service?
    pub why_chosen: Vec<String>,
}

/// A question about a service.
#[derive(Debug, Clone)]
pub struct QuestionRun {
    /// Which.
    pub id: ItemId,
    /// Its place among its service's, from 1.
    pub number: usize,
    /// The question.
    pub text: String,
    /// What it is about.
    pub topic: Topic,
    /// The service it is about.
    pub target: ServiceId,
    /// What groups answered.
    pub answers: Vec<AnswerRun>,
    /// What the service says is otherwise in the pack's answer.
    pub disputes: Vec<String>,
}

/// A group's answer to a question.
#[derive(Debug, Clone)]
pub struct AnswerRun {
    /// The group.
    pub group: GroupId,
    /// Its number within its service.
    pub number: usize,
    /// Its service.
    pub service: ServiceId,
    /// How many people are in it.
    pub people: usize,
    /// How sure it was, 0 to 3.
    pub confidence: Option<u8>,
    /// Whether it said that it does not know.
    pub dont_know: bool,
    /// Its points. None without "we don't know": it did not reach the question.
    pub points: Vec<PointRun>,
    /// What the service said to the question as a whole.
    pub clarifications: Vec<String>,
}

/// A point of an answer.
#[derive(Debug, Clone)]
pub struct PointRun {
    /// The point.
    pub text: String,
    /// How the service found it.
    pub mark: Option<Mark>,
    /// What the service said to it.
    pub clarifications: Vec<String>,
    /// What its authors made of that.
    pub taps: BTreeSet<Tap>,
}

/// A part of the case.
#[derive(Debug, Clone)]
pub struct CasePartRun {
    /// Its heading.
    pub title: String,
    /// What tables wrote to its questions.
    pub notes: Vec<CaseNote>,
    /// The private poll, if there was one: its answers are numbers of options.
    pub poll: Option<Asked>,
}

/// What a table wrote to a question on a case.
#[derive(Debug, Clone)]
pub struct CaseNote {
    /// How the question looks at the case.
    pub lens: Lens,
    /// The question.
    pub question: String,
    /// The service in whose column it stands, where there are columns.
    pub service: Option<ServiceId>,
    /// Whether the table recorded that it disagrees.
    pub disagreement: bool,
    /// The note.
    pub text: String,
}

/// What people planned.
#[derive(Debug, Clone, Default)]
pub struct PlansRun {
    /// How many plans each person made. What they are is theirs alone.
    pub personal: Table<u8>,
    /// How confident each person is of each plan, 0 to 10, as whole means.
    pub confidence: Table<i32>,
    /// What groups agreed.
    pub collective: Vec<CollectivePlan>,
}

/// A statement that people rated before, at the end and weeks later.
#[derive(Debug, Clone)]
pub struct RatingRun {
    /// Which.
    pub id: ItemId,
    /// The statement.
    pub text: String,
    /// From what to what.
    pub scale: Scale,
    /// Whether the session asked it on arrival.
    pub asked_before: bool,
    /// Whether the session asked it at the end.
    pub asked_at_end: bool,
    /// What each person answered in the session.
    pub answers: Table<Rating>,
    /// What each person answered weeks later; those whose answers cannot be joined are left out.
    pub later: Table<i32>,
}

/// One person's ratings of one statement. What is missing is missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rating {
    /// On arrival.
    pub before: Option<i32>,
    /// At the end: before today.
    pub recalled: Option<i32>,
    /// At the end: now.
    pub now: Option<i32>,
}

/// Something that was asked of each person.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Which.
    pub id: ItemId,
    /// What was asked.
    pub text: String,
    /// How it is answered.
    pub answers: Answers,
}

/// How something is answered.
#[derive(Debug, Clone)]
pub enum Answers {
    /// On a scale.
    Scale(Scale, Table<i32>),
    /// By one of these options, by its number from 0.
    Options(Vec<String>, Table<usize>),
    /// In words.
    Words(Table<Words>),
}

/// What one person wrote. Somebody who was asked and wrote nothing is in the table with no texts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Words {
    /// Their texts.
    pub texts: Vec<String>,
    /// Whether they allowed their service to be named beside them.
    pub service_named: bool,
}

/// What people say weeks later.
#[derive(Debug, Clone, Default)]
pub struct FollowUpRun {
    /// What became of the plans of each person who reported on them.
    pub outcomes: Table<Outcomes>,
    /// What helped, hindered and changed.
    pub asked: Vec<Asked>,
}

/// What facilitators noted on an item.
#[derive(Debug, Clone)]
pub struct DebriefNote {
    /// Which.
    pub item: ItemId,
    /// What is to become of it.
    pub verdict: Verdict,
    /// The note.
    pub note: Option<String>,
}
