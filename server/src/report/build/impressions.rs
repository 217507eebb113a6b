//! Parts 2 and 3: how the room attributed the quotes, and what tables thought behind it.

use std::collections::{BTreeMap, BTreeSet};

use crosstracks_protocol::{
    command::{Choice, UNSURE},
    pack::{Provenance, Valence},
    report::{
        ImpressionsReport, Lean, QuoteReport, TableAnswers, VoteFigure, VotesReport, Withheld,
        document::{Block, Cell, Row, RowGroup, Section, small},
    },
};

use super::{Making, decimal, group, row, table};
use crate::report::words::n;

impl Making<'_> {
    pub(super) fn impressions(&self, impressions: &ImpressionsReport) -> Section {
        let choices = self.choices(&impressions.quotes);
        let mut columns = vec![self.say("doc-voters")];
        columns.extend(choices.iter().map(|key| self.choice(key)));
        columns.push(self.say("doc-right"));
        let quotes = impressions.quotes.iter().map(|quote| RowGroup {
            title: Some(self.quote(quote)),
            note: Some(self.words.with(
                "doc-quote-about",
                [
                    ("who", self.speakers(&quote.truth).into()),
                    ("valence", self.valence(quote.valence).into()),
                    ("provenance", self.provenance(quote.provenance).into()),
                ],
            )),
            rows: self.votes(quote, &choices),
        });
        let mut blocks = Vec::new();
        blocks.extend(table(
            "votes",
            self.say("doc-votes"),
            self.say("doc-votes-hint"),
            columns,
            quotes.collect(),
        ));
        blocks.extend(self.contested(&impressions.quotes));
        blocks.extend(table(
            "leans",
            self.say("doc-leans"),
            self.say("doc-leans-hint"),
            self.columns(&["doc-service", "doc-valence", "doc-quotes-counted", "doc-lean"]),
            vec![group(None, impressions.leans.iter().map(|lean| self.lean(lean)).collect())],
        ));
        self.section("impressions", blocks, "doc-nothing")
    }

    /// All choices of these quotes, each service's alone first, and "not sure" last.
    fn choices(&self, quotes: &[QuoteReport]) -> Vec<String> {
        let mut keys: BTreeSet<String> = quotes.iter().map(|quote| quote.truth.key()).collect();
        for quote in quotes {
            let after = quote.votes_after_talk.iter();
            for votes in [&quote.votes].into_iter().chain(after) {
                keys.extend(votes.room.shown().into_iter().flat_map(|figure| figure.counts.keys().cloned()));
            }
            keys.extend(quote.tables.shown().into_iter().flat_map(|tables| tables.agreed.keys().cloned()));
        }
        let alone: Vec<String> = self.pack.services.iter().map(|service| service.id.to_string()).collect();
        let rest = keys.into_iter().filter(|key| !alone.contains(key) && key != UNSURE);
        let mut rest: Vec<String> = rest.collect();
        rest.sort_by_key(|key| key.matches('+').count());
        alone.iter().cloned().chain(rest).chain([UNSURE.to_owned()]).collect()
    }

    fn votes(&self, quote: &QuoteReport, choices: &[String]) -> Vec<Row> {
        let truth = quote.truth.key();
        let mut rows = self.voters(&quote.votes, &self.say("doc-everyone"), &truth, choices);
        if let Some(after) = &quote.votes_after_talk {
            rows.extend(self.voters(after, &self.say("doc-everyone-after"), &truth, choices));
        }
        match quote.tables.shown() {
            Some(tables) if tables.split > 0 || !tables.agreed.is_empty() => {
                rows.push(self.tables(tables, &truth, choices));
            }
            Some(_) => {}
            // Nobody talked about it, which hides nothing.
            None if quote.tables.withheld() == Some(Withheld::Few { fewest: 1 }) => {}
            None => {
                rows.push(self.row_not_shown(self.say("doc-tables-answers"), quote.tables.withheld()));
            }
        }
        rows
    }

    fn voters(&self, votes: &VotesReport, everyone: &str, truth: &str, choices: &[String]) -> Vec<Row> {
        let figure = |heading: String, figure: &VoteFigure| {
            let mut cells = vec![Cell::words(heading)];
            cells.extend(shares(&figure.counts, figure.voters, truth, choices));
            cells.push(figure.accuracy.map_or_else(|| Cell::words(""), |ratio| self.percent(ratio)));
            row(cells)
        };
        let mut rows = vec![match votes.room.shown() {
            Some(room) => figure(everyone.to_owned(), room),
            None => self.row_not_shown(everyone.to_owned(), votes.room.withheld()),
        }];
        match votes.services.shown() {
            Some(parts) => {
                rows.extend(self.in_order(parts.iter().map(|part| {
                    (part.services.clone(), figure(self.services(&part.services), &part.figure))
                })));
            }
            // Where not even everybody is shown, nobody expects services.
            None if votes.room.shown().is_some() => {
                rows.push(self.row_not_shown(self.say("doc-services-apart"), votes.services.withheld()));
            }
            None => {}
        }
        rows
    }

    fn tables(&self, tables: &TableAnswers, truth: &str, choices: &[String]) -> Row {
        let all = tables.split + tables.agreed.values().sum::<usize>();
        let mut cells = vec![Cell::words(self.say("doc-tables-answers"))];
        cells.extend(shares(&tables.agreed, all, truth, choices));
        let split = self.words.with("doc-tables-split", [("n", n(tables.split))]);
        cells.push(Cell::words(if tables.split > 0 { split } else { String::new() }));
        row(cells)
    }

    /// The quotes that the room disagreed on most.
    fn contested(&self, quotes: &[QuoteReport]) -> Option<Block> {
        let mut told: Vec<_> =
            quotes.iter().filter_map(|quote| Some((quote, quote.votes.disagreement?))).collect();
        told.sort_by_key(|(quote, ratio)| (std::cmp::Reverse(ratio.decimal()), quote.number));
        let rows = told.into_iter().map(|(quote, disagreement)| {
            let bar = |ratio: crosstracks_protocol::report::number::Ratio| {
                let thousandths = u32::try_from(ratio.decimal().thousandths()).unwrap_or(0);
                Cell::Ratio { thousandths, text: format!("{:.2}", f64::from(thousandths) / 1000.0) }
            };
            row([
                Cell::words(self.words.with("doc-quote-short", [("n", n(quote.number))])),
                bar(disagreement),
                match quote.votes.gap {
                    Some(gap) => bar(gap),
                    None => self.gap_not_shown(quote.votes.services.withheld()),
                },
            ])
        });
        let columns = self.columns(&["doc-quotes-counted", "doc-disagreement", "doc-gap-services"]);
        let rows = vec![group(None, rows.collect())];
        table("contested", self.say("doc-contested"), self.say("doc-contested-hint"), columns, rows)
    }

    fn gap_not_shown(&self, services: Option<Withheld>) -> Cell {
        match services {
            Some(_) => Cell::NotShown { text: self.withheld(services) },
            // Services are shown, but too few of one named anybody.
            None => Cell::words(""),
        }
    }

    fn lean(&self, lean: &Lean) -> Row {
        row([
            Cell::words(self.service(&lean.service)),
            Cell::words(self.valence(lean.valence)),
            Cell::count(lean.quotes),
            decimal(lean.bias, 2),
        ])
    }

    pub(super) fn notes(&self, impressions: &ImpressionsReport) -> Section {
        let notes = impressions.quotes.iter().filter_map(|quote| {
            let notes = quote.notes.as_ref()?;
            let of = |id: &str, texts: &[String]| {
                let heading = self.say(id);
                let texts = texts.iter().filter(|text| !text.is_empty());
                texts.map(|text| row([Cell::words(heading.clone()), Cell::words(text)])).collect::<Vec<_>>()
            };
            let mut rows = of("doc-why-said", &notes.why_said);
            rows.extend(of("doc-why-chosen", &notes.why_chosen));
            Some(group(self.quote(quote), rows))
        });
        let columns = self.columns(&["doc-question", "doc-note"]);
        let notes = notes.collect();
        let blocks = table("notes", self.say("doc-notes-table"), String::new(), columns, notes);
        self.section("notes", blocks.into_iter().collect(), "doc-nothing")
    }

    fn quote(&self, quote: &QuoteReport) -> String {
        self.words.with("doc-quote", [("n", n(quote.number)), ("text", quote.text.as_str().into())])
    }

    /// Who said a quote, each named.
    fn speakers(&self, truth: &Choice) -> String {
        let names: Vec<String> = truth.0.iter().map(|id| self.service(id)).collect();
        names.join(" + ")
    }

    fn valence(&self, valence: Valence) -> String {
        self.say(match valence {
            Valence::Critical => "doc-valence-critical",
            Valence::Mixed => "doc-valence-mixed",
            Valence::Neutral => "doc-valence-neutral",
            Valence::SelfCritical => "doc-valence-self-critical",
            Valence::Appreciative => "doc-valence-appreciative",
        })
    }

    fn provenance(&self, provenance: Provenance) -> String {
        self.say(match provenance {
            Provenance::Verbatim => "doc-provenance-verbatim",
            Provenance::LightEdit => "doc-provenance-light-edit",
            Provenance::Paraphrase => "doc-provenance-paraphrase",
            Provenance::Composite => "doc-provenance-composite",
            Provenance::Illustrative => "doc-provenance-illustrative",
        })
    }
}

/// A cell for each choice, the one that is so marked.
fn shares(counts: &BTreeMap<String, usize>, whole: usize, truth: &str, choices: &[String]) -> Vec<Cell> {
    let share = |key: &String| Cell::Share {
        part: small(counts.get(key).copied().unwrap_or(0)),
        whole: small(whole),
        is_so: key == truth && *key != Choice::default().key(),
    };
    choices.iter().map(share).collect()
}
