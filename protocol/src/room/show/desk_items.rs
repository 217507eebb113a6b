//! The items on the desk: this step's states, and the quotes and questions with what groups wrote.

use std::collections::BTreeMap;

use super::{
    super::{
        Room,
        points::{WHY_CHOSEN, WHY_SAID},
    },
    activities::model,
};
use crate::{
    ids::{GroupId, ItemId},
    pack::Quote,
    view::desk::{DeskItem, DeskQuestion, DeskQuote, TableTalk},
};

impl Room {
    pub(super) fn desk_items(&self) -> BTreeMap<ItemId, DeskItem> {
        let view = |id: ItemId| {
            let item = self.agenda.item(id.as_str());
            let progress = if item.opened { self.progress(&id) } else { None };
            (id, DeskItem { status: item.status(), exposed: item.exposed, progress })
        };
        self.items_now().into_iter().map(view).collect()
    }

    pub(super) fn desk_quotes(&self) -> BTreeMap<ItemId, DeskQuote> {
        self.quotes()
            .enumerate()
            .map(|(i, quote)| (quote.id.clone(), self.desk_quote(i + 1, quote)))
            .collect()
    }

    fn desk_quote(&self, number: usize, quote: &Quote) -> DeskQuote {
        let k = self.k_service();
        let item = self.agenda.item(quote.id.as_str());
        // Nothing of a vote shows while it runs, on the desk either.
        let tally = self
            .impressions
            .tallies(&quote.id)
            .map(|tallies| &tallies.first)
            .filter(|_| !item.takes_answers());
        let mut whole = self.quote_view(number, quote, 3);
        whole.distribution = None;
        whole.distribution_after_talk = None;
        DeskQuote {
            number,
            text: quote.text.clone(),
            whole,
            valence: quote.valence,
            provenance: quote.provenance,
            note: quote.facilitator_note.clone(),
            sensitivity: quote.sensitivity.clone(),
            must_discuss: quote.must_discuss,
            speaker_may_be_present: quote.speaker_may_be_present,
            withdrawn: self.impressions.withdrawn.contains(&quote.id),
            disagreement: tally.and_then(|tally| tally.disagreement()),
            gap: tally.and_then(|tally| tally.gap(k)),
            distribution: tally.map(|tally| tally.distribution(k)),
            tables: self.table_talks(&quote.id),
        }
    }

    fn table_talks(&self, quote: &ItemId) -> BTreeMap<GroupId, TableTalk> {
        let Some(mixed) = &self.grouping.mixed else { return BTreeMap::new() };
        let lines = |table: &GroupId, part: &str| {
            let points = self.points.in_order(table, &format!("{quote}{part}"));
            points.iter().map(|(_, point)| self.texts.owned(point.text)).collect::<Vec<_>>()
        };
        let talk = |table: &GroupId| TableTalk {
            answer: self.impressions.answer(table, quote).cloned(),
            why_said: lines(table, WHY_SAID),
            why_chosen: lines(table, WHY_CHOSEN),
        };
        let talks = mixed.groups.keys().map(|table| (table.clone(), talk(table)));
        talks.filter(|(_, talk)| *talk != TableTalk::default()).collect()
    }

    pub(super) fn desk_questions(&self) -> BTreeMap<ItemId, DeskQuestion> {
        let groups: Vec<_> = self.grouping.single.iter().flat_map(|formed| formed.groups.values()).collect();
        let view = |question: &crate::pack::Question| {
            let asked = |service: &crate::ids::ServiceId| {
                self.questions_of(service).iter().any(|q| q.id == question.id)
            };
            let authors = groups.iter().filter(|group| group.service.as_ref().is_some_and(asked));
            let said = self
                .grouping
                .pairings
                .iter()
                .flat_map(|pairing| self.knowledge.words_on_questions(&pairing.id));
            DeskQuestion {
                number: self.question_number(question),
                text: question.text.clone(),
                target_service: question.target_service.clone(),
                model: model(question),
                local_slots: question.local_slots.clone(),
                answers: authors
                    .map(|g| (g.id.clone(), self.answer_view(&g.id, &question.id, false)))
                    .collect(),
                clarifications: said
                    .filter(|(id, _)| **id == question.id)
                    .flat_map(|(_, words)| {
                        words.iter().map(|(group, text)| (group.clone(), self.texts.owned(*text)))
                    })
                    .collect(),
                disputes: self.dispute_words(&question.id),
            }
        };
        self.questions().into_iter().map(|question| (question.id.clone(), view(question))).collect()
    }
}
