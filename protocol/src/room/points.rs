//! Points: what groups write, one short text each, so that several people can write at once.

use std::collections::BTreeMap;

use super::{
    Room,
    decision::{Decision, Draft},
};
use crate::{
    event::Event,
    ids::{GroupId, ItemId, ParticipantId, PointId, SheetId, TextId},
    rejection::{Limit, Rejection, Thing},
    text::TextKind,
};

/// The most points of a sheet.
pub const MAX_POINTS: usize = 20;

/// The end of the id of the sheet "why might someone say this?".
pub(crate) const WHY_SAID: &str = ".why_said";
/// The end of the id of the sheet "what made us choose that service?".
pub(crate) const WHY_CHOSEN: &str = ".why_chosen";

/// What a sheet is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SheetUse {
    /// A table's note on a quote.
    Note { quote: ItemId },
    /// A group's answer to a question.
    Answer { question: ItemId },
    /// A table's notes on a part of the case.
    Case,
}

impl SheetUse {
    /// Reads a sheet's id; whether there is such a quote or question is another matter.
    pub(crate) fn of(sheet: &SheetId) -> Self {
        let text = sheet.as_str();
        match text.strip_suffix(WHY_SAID).or_else(|| text.strip_suffix(WHY_CHOSEN)) {
            Some(quote) => Self::Note { quote: quote.into() },
            // No id of a question has a dot in it.
            None if text.contains('.') => Self::Case,
            None => Self::Answer { question: text.into() },
        }
    }
}

/// A point.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    pub(crate) group: GroupId,
    pub(crate) sheet: SheetId,
    /// Its place on the sheet, from 1; kept when others go.
    pub(crate) number: u32,
    /// Who wrote it last.
    pub(crate) author: ParticipantId,
    pub(crate) text: TextId,
    pub(crate) revision: u32,
    pub(crate) late: bool,
}

type Sheets = BTreeMap<SheetId, BTreeMap<PointId, Point>>;

/// All points of a room.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Points {
    by_group: BTreeMap<GroupId, Sheets>,
    places: BTreeMap<PointId, (GroupId, SheetId)>,
    last_number: BTreeMap<(GroupId, SheetId), u32>,
}

impl Points {
    /// The points of a group's sheet.
    pub(crate) fn on(&self, group: &GroupId, sheet: &str) -> impl Iterator<Item = (&PointId, &Point)> {
        self.by_group.get(group).and_then(|sheets| sheets.get(sheet)).into_iter().flatten()
    }

    /// The points of a sheet's group in the order in which they were added.
    pub(crate) fn in_order(&self, group: &GroupId, sheet: &str) -> Vec<(&PointId, &Point)> {
        let mut points: Vec<_> = self.on(group, sheet).collect();
        points.sort_by_key(|(_, point)| point.number);
        points
    }

    /// The sheets on which a group wrote.
    pub(crate) fn sheets(&self, group: &GroupId) -> impl Iterator<Item = &SheetId> {
        self.by_group.get(group).into_iter().flat_map(BTreeMap::keys)
    }

    /// A point by its id.
    pub(crate) fn get(&self, id: &PointId) -> Option<&Point> {
        let (group, sheet) = self.places.get(id)?;
        self.by_group.get(group)?.get(sheet)?.get(id)
    }

    fn next_number(&self, group: &GroupId, sheet: &SheetId) -> u32 {
        self.last_number.get(&(group.clone(), sheet.clone())).map_or(1, |last| last + 1)
    }

    pub(crate) fn apply(&mut self, event: &Event) {
        match event {
            Event::PointAdded { point, sheet, group, author, text, late } => {
                let number = self.next_number(group, sheet);
                let (group, sheet, author) = (group.clone(), sheet.clone(), author.clone());
                self.last_number.insert((group.clone(), sheet.clone()), number);
                self.places.insert(point.clone(), (group.clone(), sheet.clone()));
                let new = Point {
                    group: group.clone(),
                    sheet: sheet.clone(),
                    number,
                    author,
                    text: *text,
                    revision: 1,
                    late: *late,
                };
                self.by_group.entry(group).or_default().entry(sheet).or_default().insert(point.clone(), new);
            }
            Event::PointEdited { point, author, text } => {
                if let Some(old) = self.get_mut(point) {
                    old.author = author.clone();
                    old.text = *text;
                    old.revision += 1;
                }
            }
            Event::PointRemoved { point } => {
                if let Some((group, sheet)) = self.places.remove(point)
                    && let Some(points) =
                        self.by_group.get_mut(&group).and_then(|sheets| sheets.get_mut(&sheet))
                {
                    points.remove(point);
                }
            }
            _ => {}
        }
    }

    fn get_mut(&mut self, id: &PointId) -> Option<&mut Point> {
        let (group, sheet) = self.places.get(id)?;
        self.by_group.get_mut(group)?.get_mut(sheet)?.get_mut(id)
    }
}

impl Room {
    pub(crate) fn add_point(
        &self,
        by: &ParticipantId,
        sheet: &SheetId,
        text: &str,
    ) -> Result<Decision, Rejection> {
        let group = &self.group_of(by).ok_or(Rejection::NoGroup)?.id;
        if self.points.on(group, sheet.as_str()).count() >= MAX_POINTS {
            return Err(Rejection::Full(Limit::Points));
        }
        let mut draft = Draft::after(self.seq);
        let text = draft.text(TextKind::Point, Some(by), text)?;
        let number = self.points.next_number(group, sheet);
        let added = Event::PointAdded {
            point: PointId::new(format!("{group}.{sheet}.{number}")),
            sheet: sheet.clone(),
            group: group.clone(),
            author: by.clone(),
            text,
            late: !self.is_in_time(group, sheet),
        };
        // Somebody who writes knows something after all.
        let stance = self.knowledge.stance(group, sheet.as_str());
        draft.push(added);
        if stance.dont_know {
            draft.push(Event::DontKnowSet {
                group: group.clone(),
                question: sheet.as_str().into(),
                on: false,
            });
        }
        Ok(draft.finish())
    }

    pub(crate) fn edit_point(
        &self,
        by: &ParticipantId,
        point: &PointId,
        text: &str,
        revision: u32,
    ) -> Result<Decision, Rejection> {
        let old = self.point_at(point, revision)?;
        let mut draft = Draft::after(self.seq);
        let new = draft.text(TextKind::Point, Some(by), text)?;
        if draft.body(Some(new)) == Some(self.texts.get(old.text)) {
            return Ok(Decision::default());
        }
        draft.push(Event::PointEdited { point: point.clone(), author: by.clone(), text: new });
        Ok(draft.drop_text(Some(old.text)).finish())
    }

    pub(crate) fn remove_point(&self, point: &PointId, revision: u32) -> Result<Decision, Rejection> {
        let old = self.point_at(point, revision)?;
        let mut draft = Draft::after(self.seq);
        draft.push(Event::PointRemoved { point: point.clone() }).drop_text(Some(old.text));
        for (_, words) in self.knowledge.words_on_point(point) {
            draft.drop_text(Some(words));
        }
        Ok(draft.finish())
    }

    fn point_at(&self, id: &PointId, revision: u32) -> Result<&Point, Rejection> {
        let point = self.points.get(id).ok_or(Rejection::Unknown(Thing::Point))?;
        if point.revision == revision { Ok(point) } else { Err(Rejection::StalePoint) }
    }

    /// Whether a sheet is open, and nobody else has seen yet what it is about.
    fn is_in_time(&self, group: &GroupId, sheet: &SheetId) -> bool {
        match SheetUse::of(sheet) {
            // The talk about one quote at a time begins where its vote ends.
            SheetUse::Note { .. } if self.one_by_one() => true,
            SheetUse::Note { quote } => {
                self.agenda.item(self.talk_item().as_str()).takes_answers()
                    && !self.agenda.item(quote.as_str()).exposed
            }
            SheetUse::Case => {
                let part = self.part_of_sheet(sheet);
                let open = part.is_some_and(|part| self.agenda.item(part.as_str()).takes_answers());
                open && !self.case_study.is_heard()
            }
            SheetUse::Answer { question } => {
                let item = self.agenda.item(question.as_str());
                item.takes_answers() && !item.exposed && !self.has_met(group)
            }
        }
    }
}
