//! The case study: what the room has been shown of the case, and what the desk sees beside that.

use std::collections::BTreeMap;

use super::{super::Room, number};
use crate::{
    ids::{GroupId, ItemId, SheetId},
    pack::{Activity, CasePart, CaseQuestion, Lens, Step},
    view::{
        ItemState,
        case_study::{
            CasePartView, CaseStudyView, DeskCaseStudy, DeskLens, DeskPart, HeardAnswer, HeardColumn,
            HeardPart, HeardTable, PollResult,
        },
    },
};

impl Room {
    /// What the room has been shown of the case; nothing in other stages.
    pub(super) fn case_study_view(&self) -> Option<CaseStudyView> {
        let case = self.case().filter(|_| self.stage().activity == Activity::CaseStudy)?;
        let opened = |item: &ItemId| self.agenda.item(item.as_str()).opened;
        let order: Vec<ItemId> = self.part_items().into_iter().filter(opened).collect();
        let part = |item: &ItemId| {
            let shown = self.agenda.item(item.as_str()).shown > 0;
            Some((item.clone(), self.part_view(item, shown)?))
        };
        let lens = self.spotlight().filter(|_| self.is_at(Step::Plenary));
        Some(CaseStudyView {
            case: case.id.clone(),
            title: case.title.clone(),
            content_warning: case.content_warning.clone(),
            part_count: case.parts.len(),
            parts: order.iter().filter_map(part).collect(),
            spotlight: self.spotlight().filter(|item| order.contains(item)),
            order,
            lens: lens.as_ref().and_then(|item| self.lens(item)),
            heard: lens.as_ref().and_then(|item| self.heard_table(item)),
        })
    }

    /// A part, and as much of what comes after it as the room has been shown.
    fn part_view(&self, item: &ItemId, shown: bool) -> Option<CasePartView> {
        let (at, part) = self.part(item)?;
        Some(CasePartView {
            number: at + 1,
            status: self.agenda.item(item.as_str()).status(),
            title: part.title.clone(),
            narrative: part.narrative.clone(),
            questions: part.questions.clone(),
            poll: part.poll.clone(),
            poll_result: shown.then(|| self.poll_result(item, part)).flatten(),
            note: part.reveal_note.clone().filter(|_| shown),
        })
    }

    fn poll_result(&self, item: &ItemId, part: &CasePart) -> Option<PollResult> {
        let options = part.poll.as_ref()?.options.len();
        let tally = self.case_study.tally(item).cloned().unwrap_or_default();
        Some(tally.result(options, self.k_service()))
    }

    /// The table that is shown for a lens.
    fn heard_table(&self, item: &ItemId) -> Option<HeardTable> {
        if self.agenda.item(item.as_str()).state != ItemState::Revealed {
            return None;
        }
        let (lens, table) = (self.lens(item)?, self.case_study.heard(item)?);
        let opened = |part: &ItemId| self.agenda.item(part.as_str()).opened;
        let parts = self.part_items().into_iter().filter(opened);
        let parts = parts.filter_map(|part| self.heard_part(&part, table, lens)).collect();
        Some(HeardTable { group: table.clone(), number: number(table), parts })
    }

    fn heard_part(&self, item: &ItemId, table: &GroupId, lens: Lens) -> Option<HeardPart> {
        let (at, part) = self.part(item)?;
        let questions = part.questions.iter().filter(|question| question.lens == lens);
        let answers: Vec<_> = questions.filter_map(|question| self.heard_answer(question, table)).collect();
        let differ = match lens {
            Lens::Conflict => self.lines(table, &Self::differ_sheet(item)),
            Lens::Contribution | Lens::Values => Vec::new(),
        };
        let any = !answers.is_empty() || !differ.is_empty();
        any.then(|| HeardPart { number: at + 1, title: part.title.clone(), answers, differ })
    }

    fn heard_answer(&self, question: &CaseQuestion, table: &GroupId) -> Option<HeardAnswer> {
        let column = |(service, sheet)| HeardColumn { service, points: self.lines(table, &sheet) };
        let columns: Vec<_> = self.question_sheets(question).into_iter().map(column).collect();
        let any = columns.iter().any(|column| !column.points.is_empty());
        any.then(|| HeardAnswer { question: question.text.clone(), columns })
    }

    /// The points of a table's sheet, without whose they are.
    fn lines(&self, table: &GroupId, sheet: &SheetId) -> Vec<String> {
        let points = self.points.in_order(table, sheet.as_str());
        points.iter().map(|(_, point)| self.texts.owned(point.text)).collect()
    }

    pub(super) fn desk_case_study(&self) -> Option<DeskCaseStudy> {
        let lens = |item: ItemId| {
            let lens = self.lens(&item)?;
            let tables = self.tables().map(|table| (table.clone(), self.points_for(table, lens)));
            let tables = tables.filter(|(_, points)| *points > 0).collect();
            let heard = self.case_study.heard(&item).cloned();
            Some((item, DeskLens { lens, tables, heard }))
        };
        Some(DeskCaseStudy {
            shown: self.case_study_view()?,
            parts: self.part_items().into_iter().filter_map(|item| self.desk_part(item)).collect(),
            lenses: self.lens_items().into_iter().filter_map(lens).collect(),
        })
    }

    fn desk_part(&self, item: ItemId) -> Option<(ItemId, DeskPart)> {
        let state = self.agenda.item(item.as_str());
        let (_, part) = self.part(&item)?;
        let mut whole = self.part_view(&item, true)?;
        whole.poll_result = None;
        let written = |table: &GroupId| {
            let sheets = self.all_sheets_of(&item).into_iter();
            let sheets = sheets.map(|sheet| (sheet.clone(), self.lines(table, &sheet)));
            let sheets: BTreeMap<_, _> = sheets.filter(|(_, lines)| !lines.is_empty()).collect();
            (!sheets.is_empty()).then(|| (table.clone(), sheets))
        };
        let polled = state.opened && part.poll.is_some();
        let view = DeskPart {
            whole,
            poll_answered: polled.then(|| self.poll_progress(&item)),
            // Nothing of a poll shows while it runs, on the desk either.
            poll_result: (polled && !state.takes_answers()).then(|| self.poll_result(&item, part)).flatten(),
            tables: self.tables().filter_map(written).collect(),
        };
        Some((item, view))
    }

    fn tables(&self) -> impl Iterator<Item = &GroupId> {
        self.grouping.mixed.iter().flat_map(|formed| formed.groups.keys())
    }
}
