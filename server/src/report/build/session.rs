//! Part 1: how the session ran.

use std::collections::BTreeSet;

use crosstracks_protocol::{
    command::GroupsKind,
    ids::ServiceId,
    report::{
        Deviation, Fidelity, GroupReport, StageReport,
        document::{Block, Cell, Row, RowGroup, Section, small},
    },
};

use super::{Making, group, row, table};
use crate::report::words::n;

impl Making<'_> {
    pub(super) fn session(&self, fidelity: &Fidelity) -> Section {
        let mut blocks = Vec::new();
        blocks.extend(self.attendance(fidelity));
        blocks.extend(table(
            "stages",
            self.say("doc-session-stages"),
            self.say("doc-session-stages-hint"),
            self.columns(&["doc-stage", "doc-planned", "doc-took", "doc-difference"]),
            vec![group(None, self.stages(&fidelity.stages))],
        ));
        blocks.extend(fidelity.groups.as_ref().and_then(|groups| self.groups(groups)));
        let deviations: Vec<String> = fidelity.deviations.iter().map(|one| self.deviation(one)).collect();
        blocks.push(match deviations.is_empty() {
            true => Block::Words { text: self.say("doc-deviations-none") },
            false => Block::List { title: self.say("doc-deviations"), items: deviations },
        });
        self.section("session", blocks, "doc-nothing")
    }

    fn attendance(&self, fidelity: &Fidelity) -> Option<Block> {
        let everyone = self.say("doc-everyone");
        let mut rows = vec![match fidelity.people.shown() {
            Some(people) => row([Cell::words(everyone), Cell::count(*people)]),
            None => self.row_not_shown(everyone, fidelity.people.withheld()),
        }];
        match fidelity.services.shown() {
            Some(parts) => rows.extend(self.in_order(parts.iter().map(|part| {
                let row = row([Cell::words(self.services(&part.services)), Cell::count(part.figure)]);
                (part.services.clone(), row)
            }))),
            None => {
                rows.push(self.row_not_shown(self.say("doc-services-apart"), fidelity.services.withheld()))
            }
        }
        let columns = self.columns(&["doc-service", "doc-people"]);
        table("people", self.say("doc-session-people"), String::new(), columns, vec![group(None, rows)])
    }

    fn stages(&self, stages: &[StageReport]) -> Vec<Row> {
        let minutes = |stage: &StageReport| stage.planned_minutes.max(stage.actual_minutes.unwrap_or(0));
        let most = stages.iter().map(minutes).max().unwrap_or(0).max(1);
        let bar = |minutes: u32| Cell::Bar {
            n: minutes,
            of: most,
            text: self.words.with("doc-minutes", [("n", n(minutes as usize))]),
        };
        let stage = |stage: &StageReport| {
            let took = match stage.actual_minutes {
                Some(minutes) => bar(minutes),
                None => Cell::words(self.say("doc-not-run")),
            };
            let difference =
                stage.actual_minutes.map(|actual| self.difference(actual, stage.planned_minutes));
            row([
                Cell::words(stage.title.clone()),
                bar(stage.planned_minutes),
                took,
                Cell::words(difference.unwrap_or_default()),
            ])
        };
        stages.iter().map(stage).collect()
    }

    fn difference(&self, actual: u32, planned: u32) -> String {
        let by = ("n", n(actual.abs_diff(planned) as usize));
        match actual.cmp(&planned) {
            std::cmp::Ordering::Equal => self.say("doc-on-time"),
            std::cmp::Ordering::Greater => self.words.with("doc-longer", [by]),
            std::cmp::Ordering::Less => self.words.with("doc-shorter", [by]),
        }
    }

    /// Who sat together: a column for each service.
    fn groups(&self, groups: &[GroupReport]) -> Option<Block> {
        let there: BTreeSet<&ServiceId> = groups.iter().flat_map(|group| group.services.keys()).collect();
        let order: Vec<&ServiceId> =
            self.pack.services.iter().map(|service| &service.id).filter(|id| there.contains(id)).collect();
        let mut columns = vec![self.say("doc-group")];
        columns.extend(order.iter().map(|id| self.service(id)));
        let of = |kind: GroupsKind, title: &str, label: &'static str| {
            let rows = groups.iter().filter(|group| group.kind == kind).enumerate().map(|(i, group)| {
                let heading = Cell::words(self.words.with(label, [("n", n(i + 1))]));
                let seats = order.iter().map(|id| group.services.get(*id).copied().unwrap_or(0));
                let seats = seats.map(|seats| Cell::Count { n: small(seats) });
                row([heading].into_iter().chain(seats).collect::<Vec<_>>())
            });
            RowGroup { title: Some(self.say(title)), note: None, rows: rows.collect() }
        };
        let groups = vec![
            of(GroupsKind::Mixed, "doc-tables", "doc-table-number"),
            of(GroupsKind::Single, "doc-single", "doc-group-number"),
        ];
        table("groups", self.say("doc-session-groups"), String::new(), columns, groups)
    }

    fn deviation(&self, deviation: &Deviation) -> String {
        let of = |id: &str, item| {
            let said = self.words.with(id, [("item", self.item(item).into())]);
            // An item may come first in its sentence.
            let mut letters = said.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        };
        match deviation {
            Deviation::OneService {} => self.say("doc-deviation-one-service"),
            Deviation::Latecomers {} => self.say("doc-deviation-latecomers"),
            Deviation::Bridges {} => self.say("doc-deviation-bridges"),
            Deviation::Proxy {} => self.say("doc-deviation-proxy"),
            Deviation::Exposed { item } => of("doc-deviation-exposed", item),
            Deviation::Withdrawn { quote } => of("doc-deviation-withdrawn", quote),
            Deviation::Skipped { item } => of("doc-deviation-skipped", item),
        }
    }
}
