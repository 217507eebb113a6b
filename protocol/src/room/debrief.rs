//! The debrief: what facilitators would change in the pack, item by item, once the session has ended.

use std::collections::BTreeMap;

use super::{
    Room,
    decision::{Decision, Draft},
};
use crate::{
    event::Event,
    ids::{ItemId, TextId},
    rejection::{Rejection, Thing},
    report::{DebriefNote, Verdict, planned_and_run},
    text::TextKind,
    view::{
        Phase,
        debrief::{DebriefItem, DebriefKind, DebriefView, ItemVerdict},
    },
};

/// What was said of an item.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Said {
    verdict: Verdict,
    text: Option<TextId>,
}

/// What facilitators said of the items of the pack.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Debrief(BTreeMap<ItemId, Said>);

impl Debrief {
    pub(super) fn apply(&mut self, event: &Event) {
        if let Event::DebriefNoted { item, verdict, text } = event {
            self.0.insert(item.clone(), Said { verdict: *verdict, text: *text });
        }
    }
}

impl Room {
    pub(super) fn note_debrief(
        &self,
        item: &ItemId,
        verdict: Verdict,
        note: &str,
    ) -> Result<Decision, Rejection> {
        if !self.debrief_items().iter().any(|one| one.item == *item) {
            return Err(Rejection::Unknown(Thing::Item));
        }
        let before = self.debrief.0.get(item);
        let mut draft = Draft::after(self.seq);
        let text = draft.text_or_none(TextKind::Note, None, note)?;
        let old = before.and_then(|said| said.text);
        if before.is_some_and(|said| said.verdict == verdict)
            && draft.body(text) == old.map(|id| self.texts.get(id))
        {
            return Ok(Decision::default());
        }
        draft.push(Event::DebriefNoted { item: item.clone(), verdict, text });
        Ok(draft.drop_text(old).finish())
    }

    /// What can be said something of: every quote, question and part that the session was to have, in that order.
    pub fn debrief_items(&self) -> Vec<DebriefItem> {
        let quotes = self.quotes().enumerate().map(|(i, quote)| DebriefItem {
            item: quote.id.clone(),
            kind: DebriefKind::Quote,
            number: i + 1,
            text: quote.text.clone(),
            about: None,
        });
        let questions = self.questions().into_iter().map(|question| DebriefItem {
            item: question.id.clone(),
            kind: DebriefKind::Question,
            number: self.question_number(question),
            text: question.text.clone(),
            about: Some(question.target_service.clone()),
        });
        let parts = self.part_items().into_iter().enumerate().filter_map(|(i, item)| {
            let (_, part) = self.part(&item)?;
            let text = part.title.clone();
            Some(DebriefItem { item, kind: DebriefKind::Part, number: i + 1, text, about: None })
        });
        quotes.chain(questions).chain(parts).collect()
    }

    /// The desk's part of it, once the session has ended.
    pub(super) fn debrief_view(&self) -> Option<DebriefView> {
        (self.agenda.phase == Phase::Closed).then(|| DebriefView {
            items: self.debrief_items(),
            stages: planned_and_run(self),
            said: self.debrief.0.iter().map(|(item, said)| (item.clone(), self.item_verdict(said))).collect(),
        })
    }

    fn item_verdict(&self, said: &Said) -> ItemVerdict {
        let note = said.text.map(|id| self.texts.owned(id)).unwrap_or_default();
        ItemVerdict { verdict: said.verdict, note }
    }

    /// The same for the report, in the order of the items.
    pub fn debrief_notes(&self) -> Vec<DebriefNote> {
        let note = |one: DebriefItem| {
            let ItemVerdict { verdict, note } = self.item_verdict(self.debrief.0.get(&one.item)?);
            let note = Some(note).filter(|note| !note.is_empty());
            Some(DebriefNote { item: one.item, verdict, note })
        };
        self.debrief_items().into_iter().filter_map(note).collect()
    }
}
