//! Part 9: what became of it weeks later, as people report it themselves.

use serde::Serialize;
use ts_rs::TS;

use super::{
    asked::{AskedReport, asked},
    disclosure::{
        Division, Published, Readers,
        banded::{few, nearly_all},
    },
    input::ReportInput,
    number::Ratio,
    outcomes::{OutcomeShares, Outcomes},
    snapshot::{Section, Settled},
};

/// What became of it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export_to = "protocol.ts")]
pub struct FollowUpReport {
    /// What became of personal plans. How people rate themselves now is with the ratings.
    pub outcomes: Published<OutcomesFigure>,
    /// What helped, hindered and changed.
    pub asked: Vec<AskedReport>,
}

/// What became of personal plans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts", optional_fields)]
pub enum OutcomesFigure {
    /// In figures.
    Counts {
        /// How many people reported.
        people: usize,
        /// How many plans people made in all; where that is shown.
        #[serde(skip_serializing_if = "Option::is_none")]
        committed: Option<usize>,
        /// What became of those reported on.
        outcomes: Outcomes,
        /// The shares.
        shares: OutcomeShares,
    },
    /// Fewer than ten people, and all their plans or all but one came to the same.
    Alike {
        /// How many people reported.
        people: usize,
        /// On how many of all plans they did.
        #[serde(skip_serializing_if = "Option::is_none")]
        response: Option<Ratio>,
    },
}

pub(super) fn follow_up(input: &ReportInput, settled: &Settled, readers: Readers) -> FollowUpReport {
    let report = |one| asked(Section::FollowUp, one, settled, readers);
    FollowUpReport {
        outcomes: outcomes(&settled.outcomes, &settled.plans),
        asked: input.follow_up.asked.iter().map(report).collect(),
    }
}

fn outcomes(reported: &Division<Outcomes>, plans: &Division<u8>) -> Published<OutcomesFigure> {
    let committed: Option<usize> =
        plans.room().map(|room| room.values().map(|plans| usize::from(*plans)).sum());
    reported.publish(|room| {
        let outcomes = room.values().fold(Outcomes::default(), |sum, one| sum.and(*one));
        let (people, shares) = (room.people(), outcomes.shares(committed));
        if few(people) && is_alike(room.values()) {
            OutcomesFigure::Alike { people, response: shares.response }
        } else {
            OutcomesFigure::Counts { people, committed, outcomes, shares }
        }
    })
}

/// Whether each person's plans came to one same thing, or all but one person's did.
fn is_alike<'a>(people: impl Iterator<Item = &'a Outcomes>) -> bool {
    let kind = |o: &Outcomes| [o.done > 0, o.partly > 0, o.not_yet > 0, o.no_longer_relevant > 0];
    nearly_all(people.map(kind)).is_some()
}
