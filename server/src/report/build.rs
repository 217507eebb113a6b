//! Makes of a report the document that is read.

mod asked;
mod impressions;
mod knowledge;
mod last;
mod plans;
mod ratings;
mod session;

use crosstracks_protocol::{
    ids::{ItemId, ServiceId},
    pack::{Date, Pack},
    report::{
        Readers, Report, Withheld,
        document::{Block, Cell, DataTable, Document, DocumentFact, Row, RowGroup, Section},
        number::{Decimal, Ratio},
    },
    room::Room,
    view::debrief::{DebriefItem, DebriefKind},
};

use super::words::{LANG, Words, n};

/// A report of a room as it is read.
pub(crate) fn document(report: &Report, room: &Room) -> Document {
    let words = Words::new();
    let making = Making { words: &words, pack: room.pack(), items: room.debrief_items() };
    let mut sections = vec![
        making.session(&report.fidelity),
        making.impressions(&report.impressions),
        making.notes(&report.impressions),
        making.knowledge(&report.knowledge),
        making.case(&report.case),
        making.plans(&report.plans),
        making.ratings(&report.ratings),
        making.feedback(&report.feedback),
        making.follow_up(&report.follow_up),
    ];
    sections.extend(report.debrief.as_ref().map(|debrief| making.debrief(debrief)));
    // Notes are for facilitators alone.
    if report.readers == Readers::Commissioners {
        sections.retain(|section| section.id != "notes");
    }
    Document {
        title: room.title().to_owned(),
        readers: report.readers,
        lang: LANG.to_owned(),
        lead: making.lead(report),
        facts: making.facts(report, room),
        sections,
    }
}

/// What it takes to put a report into words.
struct Making<'a> {
    words: &'a Words,
    pack: &'a Pack,
    items: Vec<DebriefItem>,
}

impl Making<'_> {
    fn say(&self, id: &str) -> String {
        self.words.say(id)
    }

    fn lead(&self, report: &Report) -> Vec<String> {
        let mut lead = vec![self.say("doc-lead-talk"), self.say("doc-lead-small")];
        if report.readers == Readers::Commissioners {
            let fewest = usize::from(self.pack.privacy.k_export.max(10));
            lead[1] = self.words.with("doc-lead-commissioners", [("fewest", n(fewest))]);
        }
        if report.held_back {
            lead.push(self.say("doc-lead-held"));
        }
        lead
    }

    fn facts(&self, report: &Report, room: &Room) -> Vec<DocumentFact> {
        let fact = |id: &str, value: String| DocumentFact { name: self.say(id), value };
        let readers = match report.readers {
            Readers::Facilitators => "doc-for-facilitators",
            Readers::Commissioners => "doc-for-commissioners",
        };
        let (title, version) = (self.pack.title.as_str(), self.pack.version.to_string());
        let pack =
            self.words.with("doc-fact-pack-version", [("title", title.into()), ("version", version.into())]);
        let people = match report.fidelity.people.shown() {
            Some(people) => people.to_string(),
            None => self.withheld(report.fidelity.people.withheld()),
        };
        let (tables, single) = (report.fidelity.tables, report.fidelity.single_service_groups);
        let groups = self.words.with("doc-fact-tables-value", [("tables", n(tables)), ("single", n(single))]);
        vec![
            fact("doc-fact-readers", self.say(readers)),
            fact("doc-fact-date", Date::of(room.began_at()).to_string()),
            fact("doc-fact-people", people),
            fact("doc-fact-tables", groups),
            fact("doc-fact-pack", pack),
        ]
    }

    /// Why a figure is not shown.
    fn withheld(&self, why: Option<Withheld>) -> String {
        match why {
            None => String::new(),
            Some(Withheld::Few { fewest }) => self.words.with("doc-not-shown", [("fewest", n(fewest))]),
            Some(Withheld::Alike) => self.say("doc-not-shown-alike"),
        }
    }

    /// A row of which nothing is shown but its heading.
    fn row_not_shown(&self, heading: String, why: Option<Withheld>) -> Row {
        row([Cell::words(heading), Cell::NotShown { text: self.withheld(why) }])
    }

    /// A service, or somebody outside them who can have said a quote, in a word.
    fn service(&self, id: &ServiceId) -> String {
        let service = self.pack.services.iter().find(|service| service.id == *id);
        let outside = self.pack.stakeholders.iter().find(|other| other.id.as_str() == id.as_str());
        let name = service.map(|service| service.short.clone());
        name.or_else(|| outside.map(|other| other.label.clone())).unwrap_or_else(|| id.to_string())
    }

    /// Services that are shown together, because one of them is too small.
    fn services(&self, ids: &[ServiceId]) -> String {
        let names: Vec<String> = ids.iter().map(|id| self.service(id)).collect();
        match &names[..] {
            [one] => one.clone(),
            several => self.words.with("doc-together", [("services", several.join(" + ").into())]),
        }
    }

    /// Rows of services, in the order of the pack's.
    fn in_order(&self, rows: impl Iterator<Item = (Vec<ServiceId>, Row)>) -> Vec<Row> {
        let place = |ids: &[ServiceId]| {
            self.pack.services.iter().position(|service| ids.first() == Some(&service.id))
        };
        let mut rows: Vec<_> = rows.map(|(ids, row)| (place(&ids), row)).collect();
        rows.sort_by_key(|(place, _)| *place);
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// A choice by its key.
    fn choice(&self, key: &str) -> String {
        if key == crosstracks_protocol::command::UNSURE {
            return self.say("doc-unsure");
        }
        let ids: Vec<ServiceId> = key.split('+').map(ServiceId::from).collect();
        if ids.len() == 2 && self.pack.services.len() == 2 {
            return self.say("doc-both");
        }
        ids.iter().map(|id| self.service(id)).collect::<Vec<_>>().join(" + ")
    }

    /// An item of the pack, in a few words.
    fn item(&self, id: &ItemId) -> String {
        let Some(item) = self.items.iter().find(|item| item.item == *id) else { return id.to_string() };
        let about = item.about.as_ref().map(|service| self.service(service)).unwrap_or_default();
        let number = ("n", n(item.number));
        match item.kind {
            DebriefKind::Quote => self.words.with("doc-item-quote", [number]),
            DebriefKind::Question => {
                self.words.with("doc-item-question", [number, ("service", about.into())])
            }
            DebriefKind::Part => self.words.with("doc-item-part", [number]),
        }
    }

    fn percent(&self, ratio: Ratio) -> Cell {
        let thousandths = u32::try_from(ratio.decimal().thousandths()).unwrap_or(0);
        let text = self.words.with("doc-percent", [("n", n((thousandths as usize + 5) / 10))]);
        Cell::Ratio { thousandths, text }
    }

    fn columns(&self, ids: &[&str]) -> Vec<String> {
        ids.iter().map(|id| self.say(id)).collect()
    }

    /// A section; where nothing is in it, `empty` says so.
    fn section(&self, id: &str, blocks: Vec<Block>, empty: &str) -> Section {
        let blocks = if blocks.is_empty() { vec![Block::Words { text: self.say(empty) }] } else { blocks };
        Section { id: id.to_owned(), title: self.say(&format!("doc-{id}")), blocks }
    }
}

/// A decimal with so many places, with a sign where it can have one.
fn decimal(value: Decimal, places: usize) -> Cell {
    let thousandths = value.thousandths();
    let text = format!("{:.places$}", thousandths as f64 / 1000.0);
    // What is not read as a minus may be missed.
    let text = text.replace('-', "\u{2212}");
    Cell::Number { thousandths: i32::try_from(thousandths).unwrap_or(i32::MAX), text }
}

fn row(cells: impl Into<Vec<Cell>>) -> Row {
    Row { cells: cells.into(), first: false }
}

fn group(title: impl Into<Option<String>>, rows: Vec<Row>) -> RowGroup {
    RowGroup { title: title.into(), note: None, rows }
}

/// Leaves out columns in which nothing stands, such as of what was not asked.
fn leave_out_empty(table: &mut DataTable) {
    let width = table.columns.len();
    for at in (1..width).rev() {
        let rows = || table.groups.iter().flat_map(|group| &group.rows);
        let is_empty = |row: &Row| matches!(row.cells.get(at), Some(Cell::Words { text }) if text.is_empty());
        // Where something is not shown, it stands for all columns that are left.
        let mut whole = rows().filter(|row| row.cells.len() == table.columns.len()).peekable();
        if whole.peek().is_none() || !whole.all(is_empty) {
            continue;
        }
        let before = table.columns.len();
        table.columns.remove(at);
        for row in table.groups.iter_mut().flat_map(|group| &mut group.rows) {
            if row.cells.len() == before {
                row.cells.remove(at);
            }
        }
    }
}

/// A table, unless it has no rows.
fn table(
    id: &str,
    title: String,
    hint: String,
    columns: Vec<String>,
    groups: Vec<RowGroup>,
) -> Option<Block> {
    let groups: Vec<RowGroup> = groups.into_iter().filter(|group| !group.rows.is_empty()).collect();
    let mut table = DataTable { id: id.to_owned(), title, hint, columns, groups };
    leave_out_empty(&mut table);
    (!table.groups.is_empty()).then_some(Block::Table { table })
}
