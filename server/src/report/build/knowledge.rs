//! Part 4: what services did not know of each other, and how it was put right.

use crosstracks_protocol::{
    command::{Mark, Tap},
    report::{
        Correction, KnowledgeGap, KnowledgeReport,
        document::{Block, Cell, Piece, Row, RowGroup, Section, small},
        gap::Marks,
    },
};

use super::{Making, group, row, table};
use crate::report::words::n;

impl Making<'_> {
    pub(super) fn knowledge(&self, knowledge: &KnowledgeReport) -> Section {
        let mut blocks = Vec::new();
        blocks.extend(self.gaps(&knowledge.gaps));
        let corrections = knowledge.corrections.iter().flatten().map(|one| self.correction(one));
        blocks.extend(table(
            "corrections",
            self.say("doc-corrections"),
            String::new(),
            self.columns(&[
                "doc-answer",
                "doc-question",
                "doc-written-by",
                "doc-how-sure",
                "doc-how-it-is",
                "doc-they-said",
                "doc-taken",
            ]),
            vec![group(None, corrections.collect())],
        ));
        let disputes = knowledge.disputes.iter().flatten().filter(|dispute| !dispute.text.is_empty());
        let disputes = disputes
            .map(|dispute| row([Cell::words(self.item(&dispute.question)), Cell::words(&dispute.text)]));
        blocks.extend(table(
            "disputes",
            self.say("doc-disputes"),
            String::new(),
            self.columns(&["doc-question", "doc-dispute"]),
            vec![group(None, disputes.collect())],
        ));
        self.section("knowledge", blocks, "doc-nothing")
    }

    fn gaps(&self, gaps: &[KnowledgeGap]) -> Option<Block> {
        let mut groups: Vec<RowGroup> = Vec::new();
        for gap in gaps {
            let about = self.words.with("doc-about", [("service", self.service(&gap.target).into())]);
            let heading = format!("{}. {}", gap.number, gap.text);
            let by = gap.author.as_ref().map_or_else(|| self.say("doc-one-group"), |id| self.service(id));
            let mut cells = vec![Cell::words(heading), Cell::words(by)];
            match gap.marks.shown() {
                Some(figure) => {
                    cells.push(figure.gap.map_or_else(|| Cell::words(""), |ratio| self.percent(ratio)));
                    cells.push(Cell::Pieces { pieces: self.marks(&figure.marks) });
                }
                None => cells.push(Cell::NotShown { text: self.withheld(gap.marks.withheld()) }),
            }
            match groups.last_mut().filter(|last| last.title.as_ref() == Some(&about)) {
                Some(last) => last.rows.push(row(cells)),
                None => groups.push(group(about, vec![row(cells)])),
            }
        }
        let columns = self.columns(&["doc-question", "doc-written-by", "doc-gap", "doc-points"]);
        table("gaps", self.say("doc-gaps"), self.say("doc-gaps-hint"), columns, groups)
    }

    /// Points by their marks, what is known palest.
    fn marks(&self, marks: &Marks) -> Vec<Piece> {
        let pieces = [
            ("doc-mark-right", marks.right, 0),
            ("doc-mark-partly", marks.partly, 2),
            ("doc-mark-not-right", marks.not_right, 4),
            ("doc-mark-dont-know", marks.dont_know, 3),
            ("doc-mark-depends", marks.depends_locally, 1),
            ("doc-mark-differ", marks.we_differ, 1),
            ("doc-mark-none", marks.unmarked, 0),
            ("doc-mark-not-reached", marks.not_reached, 0),
        ];
        let piece = |(id, count, shade)| Piece { name: self.say(id), n: small(count), shade };
        pieces.into_iter().filter(|(_, count, _)| *count > 0).map(piece).collect()
    }

    fn correction(&self, one: &Correction) -> Row {
        let answer = match &one.text {
            Some(text) if text.is_empty() => self.say("doc-erased"),
            Some(text) => text.clone(),
            None if one.dont_know => self.say("doc-mark-dont-know"),
            None => self.say("doc-mark-not-reached"),
        };
        let by = one.author.as_ref().map(|label| {
            let group = self.words.with("doc-group-number", [("n", n(label.number))]);
            format!("{}, {}", self.service(&label.service), group.to_lowercase())
        });
        let how = match one.mark {
            _ if one.confidently_wrong => self.say("doc-confidently-wrong"),
            Some(mark) => self.mark(mark),
            None if one.text.is_some() => self.say("doc-mark-none"),
            None => String::new(),
        };
        let taps: Vec<String> = one.taps.iter().map(|tap| self.tap(*tap)).collect();
        let said: Vec<&str> =
            one.clarifications.iter().map(String::as_str).filter(|s| !s.is_empty()).collect();
        let cells = [
            answer,
            self.item(&one.question),
            by.unwrap_or_else(|| self.say("doc-one-group")),
            one.confidence.map(|confidence| self.confidence(confidence)).unwrap_or_default(),
            how,
            said.join(" / "),
            taps.join(", "),
        ];
        Row { cells: cells.into_iter().map(Cell::words).collect(), first: one.confidently_wrong }
    }

    fn confidence(&self, confidence: u8) -> String {
        let labels = &self.pack.knowledge.confidence_labels;
        let label = labels.get(usize::from(confidence));
        label.cloned().unwrap_or_else(|| confidence.to_string())
    }

    fn mark(&self, mark: Mark) -> String {
        self.say(match mark {
            Mark::Right => "doc-mark-right",
            Mark::Partly => "doc-mark-partly",
            Mark::NotRight => "doc-mark-not-right",
            Mark::DependsLocally => "doc-mark-depends",
            Mark::WeDiffer => "doc-mark-differ",
        })
    }

    fn tap(&self, tap: Tap) -> String {
        self.say(match tap {
            Tap::Surprised => "doc-tap-surprised",
            Tap::StillDiffer => "doc-tap-still-differ",
            Tap::CheckLater => "doc-tap-check-later",
        })
    }
}
