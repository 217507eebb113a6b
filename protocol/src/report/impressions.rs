//! Parts 2 and 3: how the room attributed the quotes, and what tables thought behind it.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

use super::{
    disclosure::{Division, Group, Part, Published, Readers, Tier},
    input::{QuoteRun, ReportInput},
    number::{Decimal, Ratio},
    snapshot::Settled,
    votes::{
        Counts, Interval, accuracy, accuracy_of_all, attribution_bias, committed, disagreement,
        misattribution, service_gap, wilson,
    },
};
use crate::{
    command::{Choice, TableAnswer},
    ids::{ItemId, ServiceId},
    pack::{Provenance, Valence},
};

/// How the room attributed quotes.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export_to = "protocol.ts")]
pub struct ImpressionsReport {
    /// Quote by quote.
    pub quotes: Vec<QuoteReport>,
    /// Which way services lean, on quotes of each kind. For talk, never a score.
    pub leans: Vec<Lean>,
}

/// A quote, and how the room attributed it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct QuoteReport {
    /// Which.
    pub id: ItemId,
    /// Its place, from 1.
    pub number: usize,
    /// The quote.
    pub text: String,
    /// Who said it.
    pub truth: Choice,
    /// How it sounds.
    pub valence: Valence,
    /// Where it comes from.
    pub provenance: Provenance,
    /// The votes before the tables' talk.
    pub votes: VotesReport,
    /// The votes after it, if people voted again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub votes_after_talk: Option<VotesReport>,
    /// What tables answered.
    pub tables: Published<TableAnswers>,
    /// What tables noted; for facilitators alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<QuoteNotes>,
}

/// Votes on a quote.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct VotesReport {
    /// The room.
    pub room: Published<VoteFigure>,
    /// Services apart.
    pub services: Published<Vec<Part<VoteFigure>>>,
    /// How much the room differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disagreement: Option<Ratio>,
    /// How far the services are apart; where enough of each named somebody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap: Option<Ratio>,
}

/// How people voted on a quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct VoteFigure {
    /// How many voted.
    pub voters: usize,
    /// Votes by choice: ids joined by `+`, or `unsure`.
    pub counts: BTreeMap<String, usize>,
    /// The share that was right, of those who named somebody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accuracy: Option<Ratio>,
    /// The share that was right, of all who voted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accuracy_of_all: Option<Ratio>,
    /// The share that named somebody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub misattribution: Option<Ratio>,
    /// The 95 % interval of the accuracy; where ten or more named somebody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<Interval>,
}

/// What tables answered on a quote.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "protocol.ts")]
pub struct TableAnswers {
    /// How many tables agreed, by what on: ids joined by `+`, or `unsure`.
    pub agreed: BTreeMap<String, usize>,
    /// How many were split, which is as good an answer.
    pub split: usize,
}

/// What tables noted on a quote, in no order that tells which table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "protocol.ts")]
pub struct QuoteNotes {
    /// Why might somebody say this?
    pub why_said: Vec<String>,
    /// What made us choose that service?
    pub why_chosen: Vec<String>,
}

/// Which way a service leans on quotes of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "protocol.ts")]
pub struct Lean {
    /// Who voted.
    pub service: ServiceId,
    /// How the quotes sound.
    pub valence: Valence,
    /// On how many quotes that service's votes are shown.
    pub quotes: usize,
    /// Above 0: heard as coming from others more than it did.
    pub bias: Decimal,
}

pub(super) fn impressions(input: &ReportInput, settled: &Settled, readers: Readers) -> ImpressionsReport {
    ImpressionsReport {
        quotes: input.quotes.iter().map(|quote| report(input, quote, settled, readers)).collect(),
        leans: leans(input, settled),
    }
}

fn report(input: &ReportInput, quote: &QuoteRun, settled: &Settled, readers: Readers) -> QuoteReport {
    let fewest = input.thresholds.fewest(readers, Tier::Group).pooled;
    let sorted = |texts: &[String]| {
        let mut texts = texts.to_vec();
        texts.sort();
        texts
    };
    let after = settled.votes_after_talk.get(&quote.id).filter(|_| !quote.votes_after_talk.is_empty());
    QuoteReport {
        id: quote.id.clone(),
        number: quote.number,
        text: quote.text.clone(),
        truth: quote.truth.clone(),
        valence: quote.valence,
        provenance: quote.provenance,
        votes: settled.votes.get(&quote.id).map_or_else(
            || VotesReport::none(input.thresholds.fewest(readers, Tier::Votes).pooled),
            |votes| VotesReport::of(votes, &quote.truth),
        ),
        votes_after_talk: after.map(|votes| VotesReport::of(votes, &quote.truth)),
        tables: Published::of_groups(quote.table_people, fewest, || table_answers(&quote.tables)),
        notes: (readers == Readers::Facilitators)
            .then(|| QuoteNotes { why_said: sorted(&quote.why_said), why_chosen: sorted(&quote.why_chosen) }),
    }
}

fn table_answers(answers: &[TableAnswer]) -> TableAnswers {
    let mut tables = TableAnswers::default();
    for answer in answers {
        match answer {
            TableAnswer::Agreed { choice } => *tables.agreed.entry(choice.key()).or_insert(0) += 1,
            TableAnswer::Split {} => tables.split += 1,
        }
    }
    tables
}

fn counts(group: &Group<Choice>) -> Counts {
    let mut counts = Counts::new();
    for choice in group.values() {
        *counts.entry(choice.clone()).or_insert(0) += 1;
    }
    counts
}

impl VotesReport {
    fn none(fewest: usize) -> Self {
        let (room, services) = (Published::not_shown(fewest), Published::not_shown(fewest));
        Self { room, services, disagreement: None, gap: None }
    }

    fn of(votes: &Division<Choice>, truth: &Choice) -> Self {
        let figure = |group: &Group<Choice>| figure(&counts(group), truth);
        let services: Vec<Counts> = votes.parts().iter().map(counts).collect();
        let enough = services.iter().all(|counts| committed(counts) >= votes.fewest.split);
        Self {
            room: votes.publish(figure),
            services: votes.publish_parts(|parts| {
                let part =
                    |part: &Group<Choice>| Part { services: part.services.clone(), figure: figure(part) };
                parts.iter().map(part).collect()
            }),
            disagreement: votes.room().and_then(|room| disagreement(&counts(room))),
            gap: if enough { service_gap(&services) } else { None },
        }
    }
}

fn figure(counts: &Counts, truth: &Choice) -> VoteFigure {
    let accuracy = accuracy(counts, truth);
    VoteFigure {
        voters: counts.values().sum(),
        counts: counts.iter().map(|(choice, n)| (choice.key(), *n)).collect(),
        accuracy,
        accuracy_of_all: accuracy_of_all(counts, truth),
        misattribution: misattribution(counts, truth),
        interval: accuracy.and_then(wilson),
    }
}

/// Leans of services that stand apart, over those quotes on which they do: nothing here that the votes that
/// are shown do not say.
fn leans(input: &ReportInput, settled: &Settled) -> Vec<Lean> {
    let mut shown: BTreeMap<(Valence, &ServiceId), Vec<(Counts, &Choice)>> = BTreeMap::new();
    for quote in &input.quotes {
        for part in settled.votes.get(&quote.id).into_iter().flat_map(Division::parts) {
            if let [service] = &part.services[..] {
                shown.entry((quote.valence, service)).or_default().push((counts(part), &quote.truth));
            }
        }
    }
    shown
        .into_iter()
        .filter_map(|((valence, service), quotes)| {
            let bias = attribution_bias(service, quotes.iter().map(|(counts, truth)| (counts, *truth)))?;
            let quotes = quotes.iter().filter(|(counts, _)| committed(counts) > 0).count();
            Some(Lean { service: service.clone(), valence, quotes, bias })
        })
        .collect()
}
