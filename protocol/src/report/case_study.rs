//! Part 5: what tables made of the case.

use serde::Serialize;
use ts_rs::TS;

use super::{
    asked::{AskedReport, asked},
    disclosure::Readers,
    input::{CaseNote, CasePartRun},
    snapshot::{Section, Settled},
};
use crate::{ids::ServiceId, pack::Lens};

/// A part of the case.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct CasePartReport {
    /// Its heading.
    pub title: String,
    /// What tables wrote, lens by lens; for facilitators alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<Vec<CaseNoteReport>>,
    /// What people would do, of everybody together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poll: Option<AskedReport>,
}

/// What a table wrote; which table is not said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct CaseNoteReport {
    /// How the question looks at the case.
    pub lens: Lens,
    /// The question.
    pub question: String,
    /// Whose contribution it is, where that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceId>,
    /// Whether the table disagreed, and recorded it.
    pub disagreement: bool,
    /// The note.
    pub text: String,
}

pub(super) fn case_part(run: &CasePartRun, settled: &Settled, readers: Readers) -> CasePartReport {
    CasePartReport {
        title: run.title.clone(),
        notes: (readers == Readers::Facilitators).then(|| notes(&run.notes)),
        poll: run.poll.as_ref().map(|poll| asked(Section::Case, poll, settled, readers)),
    }
}

fn notes(notes: &[CaseNote]) -> Vec<CaseNoteReport> {
    let mut notes: Vec<CaseNoteReport> = notes
        .iter()
        .map(|note| CaseNoteReport {
            lens: note.lens,
            question: note.question.clone(),
            service: note.service.clone(),
            disagreement: note.disagreement,
            text: note.text.clone(),
        })
        .collect();
    // By what is said, so that the order does not tell which table said it.
    notes.sort_by(|a, b| {
        (a.lens, &a.question, &a.service, &a.text).cmp(&(b.lens, &b.question, &b.service, &b.text))
    });
    notes
}
