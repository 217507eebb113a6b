//! What a case is made of in a room: an item for each part and each lens, and the sheets that tables write on.
//!
//! A case's id and a dot begin the ids of all of them. No id of a pack has a dot or an underscore in it, so
//! that they are never taken for something else.

use crate::{
    ids::{ItemId, ServiceId, SheetId},
    pack::{Case, CasePart, CaseQuestion, Lens},
    room::Room,
};

/// The end of the id of the sheet on which a table records what it does not agree on.
pub(crate) const WE_DIFFER: &str = ".we_differ";

const LENSES: [(Lens, &str); 3] =
    [(Lens::Contribution, "_contribution"), (Lens::Values, "_values"), (Lens::Conflict, "_conflict")];

impl Room {
    /// The case of this room.
    pub(crate) fn case(&self) -> Option<&Case> {
        self.pack.case_in(self.preset())
    }

    /// The items that stand for the parts, in order.
    pub(crate) fn part_items(&self) -> Vec<ItemId> {
        let Some(case) = self.case() else { return Vec::new() };
        (1..=case.parts.len()).map(|n| ItemId::new(format!("{}.part_{n}", case.id))).collect()
    }

    /// A part and its place, from 0.
    pub(crate) fn part(&self, item: &ItemId) -> Option<(usize, &CasePart)> {
        let at = self.part_items().iter().position(|part| part == item)?;
        Some((at, self.case()?.parts.get(at)?))
    }

    /// The items that stand for the ways to look at the case, those that it has a question for.
    pub(crate) fn lens_items(&self) -> Vec<ItemId> {
        let Some(case) = self.case() else { return Vec::new() };
        let asked = |lens| case.parts.iter().flat_map(|part| &part.questions).any(|q| q.lens == lens);
        let lenses = LENSES.into_iter().filter(|(lens, _)| asked(*lens));
        lenses.map(|(_, name)| ItemId::new(format!("{}.{name}", case.id))).collect()
    }

    /// The way to look at the case that an item stands for.
    pub(crate) fn lens(&self, item: &ItemId) -> Option<Lens> {
        let name = item.as_str().strip_prefix(self.case()?.id.as_str())?.strip_prefix('.')?;
        LENSES.into_iter().find(|(_, other)| *other == name).map(|(lens, _)| lens)
    }

    /// The sheets of a question: one, or for each service its column.
    pub(crate) fn question_sheets(&self, question: &CaseQuestion) -> Vec<(Option<ServiceId>, SheetId)> {
        let Some(case) = self.case() else { return Vec::new() };
        let sheet = format!("{}.{}", case.id, question.id);
        if question.lens != Lens::Contribution {
            return vec![(None, SheetId::new(sheet))];
        }
        let column = |service: &crate::pack::Service| {
            (Some(service.id.clone()), SheetId::new(format!("{sheet}.{}", service.id)))
        };
        self.pack.services.iter().map(column).collect()
    }

    /// The sheet on which tables record what they do not agree on in a part.
    pub(crate) fn differ_sheet(part: &ItemId) -> SheetId {
        SheetId::new(format!("{part}{WE_DIFFER}"))
    }

    /// The sheets of a part for a lens. What tables do not agree on goes with the conflict questions.
    pub(crate) fn sheets_of(&self, part: &ItemId, lens: Lens) -> Vec<SheetId> {
        let Some((_, found)) = self.part(part) else { return Vec::new() };
        let questions = found.questions.iter().filter(|question| question.lens == lens);
        let mut sheets: Vec<SheetId> =
            questions.flat_map(|question| self.question_sheets(question)).map(|(_, sheet)| sheet).collect();
        if lens == Lens::Conflict {
            sheets.push(Self::differ_sheet(part));
        }
        sheets
    }

    /// All sheets of a part.
    pub(crate) fn all_sheets_of(&self, part: &ItemId) -> Vec<SheetId> {
        let questions = self.part(part).map(|(_, found)| &found.questions).into_iter().flatten();
        let sheets = questions.flat_map(|question| self.question_sheets(question)).map(|(_, sheet)| sheet);
        sheets.chain([Self::differ_sheet(part)]).collect()
    }

    /// The part that a sheet belongs to, among those that have opened: of the others not even the names of
    /// their questions are known.
    pub(crate) fn part_of_sheet(&self, sheet: &SheetId) -> Option<ItemId> {
        let opened = |part: &ItemId| self.agenda.item(part.as_str()).opened;
        self.part_items().into_iter().filter(opened).find(|part| self.all_sheets_of(part).contains(sheet))
    }
}
