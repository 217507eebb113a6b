//! The items on the desk: this step's states, and the quotes and questions with what groups wrote.

use std::collections::BTreeMap;

use super::{
    super::{
        Room,
        groups::Grouping,
        points::{WHY_CHOSEN, WHY_SAID},
    },
    activities::model,
};
use crate::{
    ids::{GroupId, ItemId, ServiceId},
    pack::{Activity, Question, Quote},
    view::desk::{DeskItem, DeskQuestion, DeskQuote, TableTalk},
};

impl Room {
    pub(super) fn desk_items(&self) -> BTreeMap<ItemId, DeskItem> {
        self.items_now().into_iter().map(|id| (id.clone(), self.desk_item(&id))).collect()
    }

    pub(super) fn desk_item(&self, id: &ItemId) -> DeskItem {
        let item = self.agenda.item(id.as_str());
        let progress = if item.opened { self.progress(id) } else { None };
        DeskItem { status: item.status(), exposed: item.exposed, progress }
    }

    /// In the impressions stage: the quotes.
    pub(super) fn desk_quotes(&self) -> BTreeMap<ItemId, DeskQuote> {
        if self.stage().activity != Activity::Impressions {
            return BTreeMap::new();
        }
        let quote = |(i, quote): (usize, &Quote)| {
            let tables = self.table_talks(&quote.id);
            (quote.id.clone(), DeskQuote { tables, ..self.desk_quote(i + 1, quote) })
        };
        self.quotes().enumerate().map(quote).collect()
    }

    /// A quote without what the tables wrote about it.
    pub(super) fn desk_quote(&self, number: usize, quote: &Quote) -> DeskQuote {
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
            tables: BTreeMap::new(),
        }
    }

    fn table_talks(&self, quote: &ItemId) -> BTreeMap<GroupId, TableTalk> {
        let tables = self.grouping.mixed.iter().flat_map(|mixed| mixed.groups.keys());
        tables.filter_map(|table| Some((table.clone(), self.table_talk(table, quote)?))).collect()
    }

    /// What a table made of a quote; none if it said nothing.
    pub(super) fn table_talk(&self, table: &GroupId, quote: &ItemId) -> Option<TableTalk> {
        let lines = |part: &str| {
            let points = self.points.in_order(table, &format!("{quote}{part}"));
            points.iter().map(|(_, point)| self.texts.owned(point.text)).collect::<Vec<_>>()
        };
        let talk = TableTalk {
            answer: self.impressions.answer(table, quote).cloned(),
            why_said: lines(WHY_SAID),
            why_chosen: lines(WHY_CHOSEN),
        };
        (talk != TableTalk::default()).then_some(talk)
    }

    /// In the knowledge stage: the questions.
    pub(super) fn desk_questions(&self) -> BTreeMap<ItemId, DeskQuestion> {
        if self.stage().activity != Activity::Knowledge {
            return BTreeMap::new();
        }
        let groups: Vec<_> = self.grouping.single.iter().flat_map(|formed| formed.groups.values()).collect();
        let view = |question: &Question| {
            let authors = groups.iter().filter(|group| self.is_asked(group, &question.id));
            let answers = authors.map(|g| (g.id.clone(), self.answer_view(&g.id, &question.id, false)));
            let said = self.grouping.pairings.iter();
            let said = said.flat_map(|pairing| self.knowledge.words_on_questions(&pairing.id));
            let words = said.filter(|(id, _)| **id == question.id).flat_map(|(_, words)| words);
            DeskQuestion {
                answers: answers.collect(),
                clarifications: words.map(|(group, text)| (group.clone(), self.texts.owned(*text))).collect(),
                ..self.desk_question(question)
            }
        };
        self.questions().into_iter().map(|question| (question.id.clone(), view(question))).collect()
    }

    /// A question without what groups wrote and said about it.
    pub(super) fn desk_question(&self, question: &Question) -> DeskQuestion {
        DeskQuestion {
            number: self.question_number(question),
            text: question.text.clone(),
            target_service: question.target_service.clone(),
            model: model(question),
            local_slots: question.local_slots.clone(),
            answers: BTreeMap::new(),
            clarifications: BTreeMap::new(),
            disputes: self.dispute_words(&question.id),
        }
    }

    /// Whether a group writes about a question.
    pub(in super::super) fn is_asked(&self, group: &Grouping, question: &ItemId) -> bool {
        let asked = |service: &ServiceId| self.questions_of(service).iter().any(|q| q.id == *question);
        group.service.as_ref().is_some_and(asked)
    }
}
