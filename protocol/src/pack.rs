//! The materials of a workshop: services, quotes, questions, scales, and the agenda with its words.
//!
//! A pack is JSON. Its shape is checked while it is read ([`Pack::parse`]); what its content must
//! keep to, so that a room can run and people are treated fairly, is checked by [`check`].
//! The format is documented in `packs/README.md`.

mod agenda;
mod case;
mod check;
mod colour;
mod date;
mod follow_up;
mod instrument;
mod knowledge;
mod lookup;
mod plans;
mod quote;
mod service;
mod settings;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::PackId;

pub use self::{
    agenda::{Activity, Agenda, Preset, StagePlan, Step, StepPlan},
    case::{Case, CasePart, CaseQuestion, CaseStudySettings, Lens, Moment, MomentKind, Poll},
    check::{Finding, Severity, check},
    colour::{Colour, PAPER_DARK, PAPER_LIGHT, Rgb},
    date::Date,
    follow_up::{FollowUpSettings, MySession, OptionList, RecallWords},
    instrument::{Instrument, InstrumentItem, InstrumentStage, Level, MadeOptions, Options, Scale},
    knowledge::{Fact, FactStatus, KnowledgeSettings, LocalSlot, Question, Topic},
    plans::{ActionPrompts, Limits},
    quote::{
        About, ImpressionsMode, ImpressionsPrompts, ImpressionsSettings, Mutual, Provenance, Quote, Valence,
    },
    service::{KnowledgeLink, Pattern, Profession, Service, Stakeholder},
    settings::{Author, Change, Privacy, Sponsor, Term, Version},
};

/// The largest pack that is read, in bytes.
pub const MAX_PACK_BYTES: usize = 512 * 1024;

const SAMPLE: &str = include_str!("../../packs/gp-asc-england.json");

/// Everything that a workshop is made of, and nothing of the people in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Pack {
    /// Names the pack, the same in every version. A slug.
    pub id: PackId,
    /// What people call it; at most 100 characters.
    pub title: String,
    /// Rises with every change.
    pub version: Version,
    /// The version this one was made from, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub parent_version: Option<Version>,
    /// What changed, newest first.
    #[serde(default)]
    pub changelog: Vec<Change>,
    /// The language of its texts, as a BCP 47 tag such as `en-GB`.
    pub lang: String,
    /// Where its facts hold, such as `England`.
    pub jurisdiction: String,
    /// On what terms its content may be used, such as `CC BY 4.0`.
    pub content_licence: String,
    /// Who wrote it. At least two different backgrounds are wanted.
    pub authors: Vec<Author>,
    /// A sentence from each service on why this time is worth it, shown on arrival.
    #[serde(default)]
    pub sponsors: Vec<Sponsor>,
    /// The day by which somebody must look at it again.
    pub review_by: Date,
    /// What people agree to on arrival, one sentence each.
    pub ground_rules: Vec<String>,
    /// Words that not everybody knows.
    #[serde(default)]
    pub glossary: Vec<Term>,
    /// The services that meet: two to eight.
    pub services: Vec<Service>,
    /// Others to whom a quote may be attributed, such as carers.
    #[serde(default)]
    pub stakeholders: Vec<Stakeholder>,
    /// How impressions run.
    pub impressions: ImpressionsSettings,
    /// What people said about each other's services.
    pub quotes: Vec<Quote>,
    /// How knowledge runs.
    pub knowledge: KnowledgeSettings,
    /// Who writes about whom. Left empty: both ways for two services, else each about the next, in a ring.
    #[serde(default)]
    pub knowledge_links: Vec<KnowledgeLink>,
    /// What each service is asked about another.
    pub knowledge_questions: Vec<Question>,
    /// Scales that people rate themselves on.
    #[serde(default)]
    pub instruments: Vec<Instrument>,
    /// What goes into the file that people take with them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub my_session: Option<MySession>,
    /// How people are asked weeks later; needed where the pack has a follow-up instrument.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub follow_up: Option<FollowUpSettings>,
    /// How a case is talked through; needed where a preset has a case study.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub case_study: Option<CaseStudySettings>,
    /// Made-up cases to talk through. A preset runs the first that it does not leave out.
    #[serde(default)]
    pub cases: Vec<Case>,
    /// Openings for plans; needed where a preset has plans.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub action_prompts: Option<ActionPrompts>,
    /// How many plans a person, and a table, can make.
    #[serde(default)]
    pub limits: Limits,
    /// The ways to spend the time. The first preset is the one suggested.
    pub agenda: Agenda,
    /// From how many people on a result is shown, and how long a room is kept.
    #[serde(default)]
    pub privacy: Privacy,
}

/// Why a text is not a pack.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// More than [`MAX_PACK_BYTES`].
    #[error("the pack is {0} bytes long; at most {MAX_PACK_BYTES} are read")]
    TooLong(usize),
    /// Not JSON, or JSON of another shape.
    #[error("line {line}, column {column}: {message}")]
    Shape {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// What was found and what was expected.
        message: String,
    },
}

impl Pack {
    /// The pack that comes with Crosstracks: general practice and adult social care, England.
    #[expect(clippy::expect_used, reason = "it is part of the program, and tests read it")]
    pub fn sample() -> Self {
        Self::parse(SAMPLE).expect("the sample pack has the shape of a pack")
    }

    /// Reads a pack from JSON. What it says still wants [`check`].
    pub fn parse(json: &str) -> Result<Self, PackError> {
        if json.len() > MAX_PACK_BYTES {
            return Err(PackError::TooLong(json.len()));
        }
        serde_json::from_str(json).map_err(|error| {
            let text = error.to_string();
            let place = format!(" at line {} column {}", error.line(), error.column());
            PackError::Shape {
                line: error.line(),
                column: error.column(),
                message: text.strip_suffix(&place).unwrap_or(&text).to_owned(),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_pack_is_read_and_written_the_same() {
        let pack = Pack::sample();
        let again = Pack::parse(&serde_json::to_string(&pack).unwrap()).unwrap();
        assert_eq!(pack, again);
    }

    /// What reading the sample pack says after one of its texts is replaced.
    fn fault(from: &str, to: &str) -> (usize, String) {
        assert!(SAMPLE.contains(from), "{from}");
        match Pack::parse(&SAMPLE.replacen(from, to, 1)) {
            Err(PackError::Shape { line, message, .. }) => (line, message),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_mistake_is_placed_and_explained() {
        let (line, message) = fault("\n  \"title\"", "\n  \"tittle\"");
        assert_eq!(line, 3);
        assert!(message.starts_with("unknown field `tittle`") && !message.contains("line"), "{message}");
        for (from, to, words) in [
            ("\"0.1.0\"", "\"one\"", "expected a version"),
            ("\"2027-03-31\"", "\"2027-02-30\"", "expected a day"),
            ("\"#0b665d\"", "\"teal\"", "expected a colour"),
            ("\"each_other\"", "\"everybody\"", "expected a list of services, or \"each_other\""),
            ("\"letter\": \"G\"", "\"letter\": \"GP\"", "expected a character"),
            ("\"activity\": \"arrival\"", "\"activity\": \"lunch\"", "unknown variant `lunch`"),
            ("\"id\": \"q1\"", "\"id\": \"q 1\"", "not an id"),
        ] {
            let (line, message) = fault(from, to);
            assert!(line > 1 && message.contains(words), "{message}");
        }
    }

    #[test]
    fn a_pack_beyond_all_measure_is_not_read() {
        let long = " ".repeat(MAX_PACK_BYTES + 1);
        assert_eq!(Pack::parse(&long), Err(PackError::TooLong(long.len())));
    }
}
