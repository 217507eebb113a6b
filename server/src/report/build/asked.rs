//! What was asked of each person: polls, feedback, and what was asked weeks later. And part 5, the case.

use std::collections::BTreeMap;

use crosstracks_protocol::{
    pack::Lens,
    report::{
        AnswersReport, AskedReport, CaseNoteReport, CasePartReport, OptionsFigure, Withheld,
        document::{Block, Cell, Row, RowGroup, Section},
    },
};

use super::{Making, group, row, table};

impl Making<'_> {
    pub(super) fn case(&self, parts: &[CasePartReport]) -> Section {
        let mut blocks = Vec::new();
        for part in parts {
            blocks.extend(part.poll.as_ref().and_then(|poll| {
                let title = self.words.with(
                    "doc-poll",
                    [("part", part.title.as_str().into()), ("question", poll.text.as_str().into())],
                );
                self.asked(poll, title)
            }));
        }
        let notes = parts.iter().filter_map(|part| {
            let notes = part.notes.as_ref()?.iter().filter(|note| !note.text.is_empty());
            Some(group(part.title.clone(), notes.map(|note| self.case_note(note)).collect()))
        });
        let columns = self.columns(&["doc-question", "doc-lens", "doc-service", "doc-note"]);
        let notes = notes.collect();
        blocks.extend(table("case_notes", self.say("doc-case-notes"), String::new(), columns, notes));
        self.section("case", blocks, "doc-nothing")
    }

    fn case_note(&self, note: &CaseNoteReport) -> Row {
        let lens = match note.lens {
            _ if note.disagreement => "doc-recorded",
            Lens::Contribution => "doc-lens-contribution",
            Lens::Values => "doc-lens-values",
            Lens::Conflict => "doc-lens-conflict",
        };
        let service = note.service.as_ref().map(|service| self.service(service));
        row([
            Cell::words(&note.question),
            Cell::words(self.say(lens)),
            Cell::words(service.unwrap_or_default()),
            Cell::words(&note.text),
        ])
    }

    /// Something that was asked of each person, and what came of it; nothing where the words are not for these readers.
    pub(super) fn asked(&self, asked: &AskedReport, title: String) -> Option<Block> {
        let (columns, rows): (_, Vec<RowGroup>) = match &asked.answers {
            AnswersReport::Options { options, room } => {
                let rows = match room.shown() {
                    Some(figure) => self.options(options, figure),
                    None => vec![self.row_not_shown(self.say("doc-everyone"), room.withheld())],
                };
                (["doc-option", "doc-people"].as_slice(), vec![group(None, rows)])
            }
            AnswersReport::Scale { scale, room, services } => {
                let rows = self.scale_rows(room, services, scale);
                (&["doc-who", "doc-ratings-of", "doc-people"], vec![group(None, rows)])
            }
            AnswersReport::Words { texts } => {
                let texts = texts.as_ref()?;
                let rows = match texts.shown() {
                    Some(texts) => texts
                        .iter()
                        .map(|one| {
                            let service = one.service.as_ref().map(|service| self.service(service));
                            row([Cell::words(&one.text), Cell::words(service.unwrap_or_default())])
                        })
                        .collect(),
                    None => vec![self.row_not_shown(self.say("doc-everyone"), texts.withheld())],
                };
                (&["doc-note", "doc-service"], vec![group(None, rows)])
            }
        };
        table(&format!("asked_{}", asked.id), title, String::new(), self.columns(columns), rows)
    }

    fn options(&self, options: &[String], figure: &OptionsFigure) -> Vec<Row> {
        let cell = |option: usize| match figure {
            OptionsFigure::Counts { people, counts } => {
                Cell::share(counts.get(&option).copied().unwrap_or(0), *people)
            }
            OptionsFigure::Most { option: most, .. } if *most == option => {
                Cell::words(self.say("doc-nearly-all"))
            }
            OptionsFigure::Most { .. } => Cell::words(""),
        };
        let options = options.iter().enumerate();
        options.map(|(i, option)| row([Cell::words(option), cell(i)])).collect()
    }

    pub(super) fn feedback(&self, feedback: &[AskedReport]) -> Section {
        self.section("feedback", self.all_asked(feedback, None), "doc-feedback-none")
    }

    /// All that was asked: what shows something as tables, and the rest as a list for each reason why it does not. A
    /// page of tables without figures would tell nothing more. `first` is one more that is not shown.
    pub(super) fn all_asked(&self, asked: &[AskedReport], first: Option<(String, Withheld)>) -> Vec<Block> {
        let mut not_shown: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut hold =
            |title: String, why| not_shown.entry(self.withheld(Some(why))).or_default().push(title);
        if let Some((title, why)) = first {
            hold(title, why);
        }
        let mut blocks = Vec::new();
        for one in asked {
            match withheld(one) {
                Some(why) => hold(one.text.clone(), why),
                None => blocks.extend(self.asked(one, one.text.clone())),
            }
        }
        let lists = not_shown.into_iter().map(|(why, items)| Block::List { title: sentence(&why), items });
        blocks.into_iter().chain(lists).collect()
    }
}

/// Why nothing is shown of what came of it; none where something is, or where the words are not for these readers.
fn withheld(asked: &AskedReport) -> Option<Withheld> {
    match &asked.answers {
        AnswersReport::Options { room, .. } => room.withheld(),
        AnswersReport::Scale { room, services, .. } => room.withheld().filter(|_| services.shown().is_none()),
        AnswersReport::Words { texts } => texts.as_ref()?.withheld(),
    }
}

/// Words as the beginning of a heading.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
