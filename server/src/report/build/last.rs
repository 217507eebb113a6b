//! Part 10: what facilitators would change: the list for the pack's next version.

use crosstracks_protocol::{
    report::{
        DebriefReport, Verdict,
        document::{Cell, Row, Section},
    },
    view::debrief::DebriefItem,
};

use super::{Making, group, table};

impl Making<'_> {
    pub(super) fn debrief(&self, notes: &[DebriefReport]) -> Section {
        let rows = notes.iter().map(|note| self.verdict(note)).collect();
        let columns = self.columns(&["doc-item", "doc-measure-name", "doc-verdict", "doc-why"]);
        let title = self.say("doc-debrief-table");
        let blocks = table("debrief", title, String::new(), columns, vec![group(None, rows)]);
        self.section("debrief", blocks.into_iter().collect(), "doc-debrief-none")
    }

    fn verdict(&self, note: &DebriefReport) -> Row {
        let item = self.items.iter().find(|item| item.item == note.item);
        let text = item.map(|DebriefItem { text, .. }| text.clone());
        let verdict = match note.verdict {
            Verdict::Keep => "doc-verdict-keep",
            Verdict::Edit => "doc-verdict-edit",
            Verdict::Retire => "doc-verdict-retire",
        };
        let cells = [
            self.item(&note.item),
            text.unwrap_or_default(),
            self.say(verdict),
            note.note.clone().unwrap_or_default(),
        ];
        Row { cells: cells.into_iter().map(Cell::words).collect(), first: note.verdict != Verdict::Keep }
    }
}
