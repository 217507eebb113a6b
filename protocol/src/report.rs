//! What a session showed: pure statistics, with what small numbers would give away left out.
//!
//! A room, or anything like it, gives a [`ReportInput`]; a [`Snapshot`] freezes what of it may be published;
//! and that makes a [`Report`] for its readers. The formulas stand in files of their own, each a function over
//! plain counts.

mod asked;
mod case_study;
pub mod cell;
pub mod change;
mod debrief;
mod disclosure;
pub mod document;
mod fidelity;
mod follow_up;
pub mod gap;
mod impressions;
mod input;
mod knowledge;
pub mod number;
pub mod outcomes;
mod plans;
mod ratings;
mod room;
pub(crate) use room::planned_and_run;
mod snapshot;
pub mod votes;

use serde::Serialize;
use ts_rs::TS;

use self::{
    asked::asked,
    case_study::case_part,
    debrief::debrief,
    fidelity::fidelity,
    follow_up::follow_up,
    impressions::impressions,
    knowledge::knowledge,
    plans::plans,
    ratings::rating,
    snapshot::{Section, Settled},
};
pub use self::{
    asked::{AnswersReport, AskedReport, OptionsFigure, WordsFigure},
    case_study::{CaseNoteReport, CasePartReport},
    debrief::{DebriefReport, Verdict},
    disclosure::{
        Band, FEWEST_FOR_VALUES, Part, Published, Readers, Spread, Table, Thresholds, Tier, Withheld,
    },
    fidelity::{Deviation, Fidelity, GroupReport, StageReport},
    follow_up::{FollowUpReport, OutcomesFigure},
    impressions::{ImpressionsReport, Lean, QuoteNotes, QuoteReport, TableAnswers, VoteFigure, VotesReport},
    input::{
        AnswerRun, Answers, Asked, CaseNote, CasePartRun, DebriefNote, FollowUpRun, GroupRun, PlansRun,
        PointRun, QuestionRun, QuoteRun, Rating, RatingRun, ReportInput, StageRun, Words,
    },
    knowledge::{Correction, Dispute, GroupLabel, KnowledgeGap, KnowledgeReport, MarksFigure},
    plans::{CollectivePlan, PersonalFigure, PlanOwner, PlanStanding, PlansReport},
    ratings::{ChangeFigure, Direction, RatingFigure, RatingReport},
    snapshot::Snapshot,
};

/// A session's report, in its ten parts; the notes of part 3 stand with the quotes of part 2.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct Report {
    /// Whom it is for.
    pub readers: Readers,
    /// The pack's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pack: Option<String>,
    /// The pack's version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pack_version: Option<String>,
    /// Some figures are those of an earlier report: fewer people have answered since than would be safe.
    pub held_back: bool,
    /// 1. Whether the session ran as it was meant to.
    pub fidelity: Fidelity,
    /// 2 and 3. How the room attributed the quotes, and what tables thought behind it.
    pub impressions: ImpressionsReport,
    /// 4. What services did not know of each other.
    pub knowledge: KnowledgeReport,
    /// 5. The case.
    pub case: Vec<CasePartReport>,
    /// 6. What people mean to do.
    pub plans: PlansReport,
    /// 7. Before, after and weeks later.
    pub ratings: Vec<RatingReport>,
    /// 8. What people thought of the day.
    pub feedback: Vec<AskedReport>,
    /// 9. What became of it.
    pub follow_up: FollowUpReport,
    /// 10. What facilitators would change; for facilitators alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debrief: Option<Vec<DebriefReport>>,
}

fn report(input: &ReportInput, settled: &Settled, readers: Readers) -> Report {
    let (pack, version) = input.pack.clone().unzip();
    Report {
        readers,
        pack,
        pack_version: version.map(|version| version.to_string()),
        held_back: settled.held_back,
        fidelity: fidelity(input, &settled.attendance, readers),
        impressions: impressions(input, settled, readers),
        knowledge: knowledge(input, readers),
        case: input.case.iter().map(|part| case_part(part, settled, readers)).collect(),
        plans: plans(input, settled, readers),
        ratings: input.ratings.iter().map(|run| rating(run, settled)).collect(),
        feedback: input.feedback.iter().map(|one| asked(Section::Feedback, one, settled, readers)).collect(),
        follow_up: follow_up(input, settled, readers),
        debrief: (readers == Readers::Facilitators).then(|| debrief(&input.debrief)),
    }
}
