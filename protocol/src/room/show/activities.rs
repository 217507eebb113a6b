//! The part of a view that belongs to the stage: what the room as a whole has been shown.

use std::collections::BTreeMap;

use super::{
    super::{Room, impressions::Tallies},
    number,
};
use crate::{
    ids::{GroupId, ItemId, ServiceId},
    pack::{Instrument, Question, Quote, Step},
    planted::{self, Bug},
    view::{
        ItemState,
        activities::{
            ArrivalView, Attribution, CorrectedAnswer, CorrectedPoint, ImpressionsView, InstrumentView,
            KnowledgeView, ModelAnswer, QuestionView, QuoteView,
        },
    },
};

impl Room {
    pub(super) fn arrival_view(&self) -> ArrivalView {
        let opened = |instrument: &&Instrument| self.agenda.item(instrument.id.as_str()).opened;
        let view = |instrument: &Instrument| {
            let status = self.agenda.item(instrument.id.as_str()).status();
            (instrument.id.clone(), InstrumentView { status, instrument: instrument.clone() })
        };
        ArrivalView { instruments: self.pack.instruments.iter().filter(opened).map(view).collect() }
    }

    pub(super) fn impressions_view(&self) -> ImpressionsView {
        let rest = self.impressions_rest();
        let quotes = rest.order.iter().filter_map(|id| Some((id.clone(), self.open_quote(id)?))).collect();
        ImpressionsView { quotes, ..rest }
    }

    /// The impressions stage without its quotes.
    pub(super) fn impressions_rest(&self) -> ImpressionsView {
        let mut order = self.live_quotes();
        order.retain(|id| self.agenda.item(id.as_str()).opened);
        let talk = self.agenda.item(self.talk_item().as_str());
        let surprise = self.agenda.item(self.surprise_item().as_str());
        ImpressionsView {
            quotes: BTreeMap::new(),
            spotlight: self.spotlight().filter(|id| order.contains(id)),
            order,
            talk_quotes: if talk.opened { self.talk_quotes() } else { Vec::new() },
            talk: talk.status(),
            surprises: (surprise.state == ItemState::Revealed).then(|| self.surprise_lines()),
            surprise: surprise.status(),
        }
    }

    /// A quote as the room sees it; none if it has not opened, or was withdrawn.
    pub(super) fn open_quote(&self, id: &ItemId) -> Option<QuoteView> {
        let item = self.agenda.item(id.as_str());
        let is_shown = item.opened && !self.impressions.withdrawn.contains(id);
        let (i, quote) = self.quotes().enumerate().find(|(_, quote)| quote.id == *id).filter(|_| is_shown)?;
        Some(self.quote_view(i + 1, quote, item.shown))
    }

    /// A quote with its first `shown` parts.
    pub(super) fn quote_view(&self, number: usize, quote: &Quote, shown: u8) -> QuoteView {
        let none = Tallies::default();
        let tallies = self.impressions.tallies(&quote.id).unwrap_or(&none);
        let k = self.k_service();
        QuoteView {
            number,
            status: self.agenda.item(quote.id.as_str()).status(),
            text: quote.text.clone(),
            about: quote.about.clone(),
            distribution: (shown >= 1 || planted::is(Bug::LeakCount)).then(|| tallies.first.distribution(k)),
            distribution_after_talk: (shown >= 1 && !tallies.second.is_empty())
                .then(|| tallies.second.distribution(k)),
            attribution: (shown >= 2 || (shown >= 1 && planted::is(Bug::RevealEarly))).then(|| Attribution {
                services: quote.speaker_services.iter().cloned().collect(),
                stakeholder: quote.speaker_stakeholder.clone(),
                provenance: quote.provenance,
            }),
            prompt: quote.prompt.clone().filter(|_| shown >= 2),
            context: (shown >= 3).then(|| quote.context_note.clone()),
        }
    }

    /// Everybody's closing lines in alphabetical order, which tells nothing of who wrote them.
    pub(super) fn surprise_lines(&self) -> Vec<String> {
        let mut lines: Vec<String> =
            self.impressions.surprises().map(|(_, text)| self.texts.owned(text)).collect();
        lines.retain(|line| !line.is_empty());
        lines.sort();
        lines
    }

    pub(super) fn knowledge_view(&self) -> KnowledgeView {
        let rest = self.knowledge_rest();
        let questions =
            rest.order.iter().filter_map(|id| Some((id.clone(), self.open_question(id)?))).collect();
        KnowledgeView { questions, ..rest }
    }

    /// The knowledge stage without its questions.
    pub(super) fn knowledge_rest(&self) -> KnowledgeView {
        let opened = |id: &ItemId| self.agenda.item(id.as_str()).opened;
        let order: Vec<ItemId> = self.questions().iter().map(|q| q.id.clone()).filter(opened).collect();
        let rounds = self.grouping.pairings.iter().map(|p| usize::from(p.round) + 1).max().unwrap_or(0);
        KnowledgeView {
            questions: BTreeMap::new(),
            spotlight: self.spotlight().filter(|id| self.is_at(Step::Harvest) && order.contains(id)),
            order,
            round: self.round_now(),
            rounds,
        }
    }

    /// A question as the room sees it; none if it has not opened.
    pub(super) fn open_question(&self, id: &ItemId) -> Option<QuestionView> {
        let is_shown = self.agenda.item(id.as_str()).opened;
        let question = self.questions().into_iter().find(|q| q.id == *id).filter(|_| is_shown)?;
        Some(self.question_view(question))
    }

    fn question_view(&self, question: &Question) -> QuestionView {
        let item = self.agenda.item(question.id.as_str());
        QuestionView {
            number: self.question_number(question),
            status: item.status(),
            text: question.text.clone(),
            help: question.help.clone(),
            target_service: question.target_service.clone(),
            corrections: (item.shown >= 1).then(|| self.corrections(question)),
            model: (item.shown >= 2).then(|| model(question)),
            disputes: if item.shown >= 2 { self.dispute_words(&question.id) } else { Vec::new() },
        }
    }

    pub(crate) fn question_number(&self, question: &Question) -> usize {
        self.questions_about(&question.target_service).position(|q| q.id == question.id).map_or(0, |i| i + 1)
    }

    pub(super) fn dispute_words(&self, question: &ItemId) -> Vec<String> {
        self.knowledge.disputes(question).map(|(_, text)| self.texts.owned(text)).collect()
    }

    pub(super) fn corrections(&self, question: &Question) -> Vec<CorrectedAnswer> {
        let Some(single) = &self.grouping.single else { return Vec::new() };
        let asked = |service: &ServiceId| self.questions_of(service).iter().any(|q| q.id == question.id);
        let mut answers: Vec<CorrectedAnswer> = single
            .groups
            .values()
            .filter_map(|group| Some((group, group.service.clone().filter(asked)?)))
            .map(|(group, service)| self.corrected(&group.id, service, question))
            .collect();
        answers.sort_by_key(|answer| (answer.service.clone(), answer.number));
        answers
    }

    fn corrected(&self, group: &GroupId, service: ServiceId, question: &Question) -> CorrectedAnswer {
        let points = self.points.in_order(group, question.id.as_str());
        let stance = self.knowledge.stance(group, question.id.as_str());
        let point = |(id, point): &(&crate::ids::PointId, &super::super::points::Point)| CorrectedPoint {
            text: self.texts.owned(point.text),
            mark: self.knowledge.mark(id),
            clarifications: self
                .knowledge
                .words_on_point(id)
                .map(|(_, text)| self.texts.owned(text))
                .collect(),
            taps: self.knowledge.taps(id).collect(),
        };
        let pairings = self.grouping.pairings_of(group);
        let said = pairings.flat_map(|pairing| self.knowledge.words_on_questions(&pairing.id));
        let clarifications = said
            .filter(|(id, _)| **id == question.id)
            .flat_map(|(_, words)| words.values().map(|text| self.texts.owned(*text)))
            .collect();
        CorrectedAnswer {
            group: group.clone(),
            service,
            number: number(group),
            dont_know: stance.dont_know,
            not_reached: points.is_empty() && !stance.dont_know,
            points: points.iter().map(point).collect(),
            clarifications,
        }
    }
}

/// The pack's own answer to a question.
pub(super) fn model(question: &Question) -> ModelAnswer {
    ModelAnswer { text: question.model_answer.clone(), facts: question.facts.clone() }
}
