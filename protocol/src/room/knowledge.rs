//! Knowledge: groups answer questions about another service, meet people of it, and are corrected.

mod meetings;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Room,
    decision::{Decision, Draft},
};
use crate::{
    command::{Mark, Tap},
    event::Event,
    ids::{GroupId, ItemId, PairingId, ParticipantId, PointId, ServiceId, TextId},
    pack::Question,
    rejection::{Rejection, Thing},
    text::TextKind,
    view::group::QuestionStance,
};

/// What groups said to something, by group.
pub(crate) type Words = BTreeMap<GroupId, TextId>;

/// The state of the knowledge stage, beside the points.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Knowledge {
    stances: BTreeMap<GroupId, BTreeMap<ItemId, QuestionStance>>,
    here: BTreeSet<(PairingId, GroupId)>,
    turn: BTreeMap<PairingId, usize>,
    marks: BTreeMap<PointId, Mark>,
    taps: BTreeMap<PointId, BTreeSet<Tap>>,
    clarified: BTreeMap<PointId, Words>,
    questions: BTreeMap<PairingId, BTreeMap<ItemId, Words>>,
    disputes: BTreeMap<ItemId, Words>,
}

impl Knowledge {
    /// What a group says about a question beside its points.
    pub(crate) fn stance(&self, group: &GroupId, question: &str) -> QuestionStance {
        self.stances.get(group).and_then(|stances| stances.get(question)).cloned().unwrap_or_default()
    }

    /// Whether a group is where a pairing meets.
    pub(crate) fn is_here(&self, pairing: &PairingId, group: &GroupId) -> bool {
        self.here.contains(&(pairing.clone(), group.clone()))
    }

    pub(crate) fn turn(&self, pairing: &PairingId) -> usize {
        self.turn.get(pairing).copied().unwrap_or(0)
    }

    pub(crate) fn mark(&self, point: &PointId) -> Option<Mark> {
        self.marks.get(point).copied()
    }

    pub(crate) fn taps(&self, point: &PointId) -> impl Iterator<Item = Tap> {
        self.taps.get(point).into_iter().flatten().copied()
    }

    pub(crate) fn words_on_point(&self, point: &PointId) -> impl Iterator<Item = (&GroupId, TextId)> {
        self.clarified.get(point).into_iter().flatten().map(|(group, text)| (group, *text))
    }

    pub(crate) fn words_on_questions(&self, pairing: &PairingId) -> impl Iterator<Item = (&ItemId, &Words)> {
        self.questions.get(pairing).into_iter().flatten()
    }

    /// What a group said in a pairing about a question as a whole.
    pub(crate) fn words_on_question(
        &self,
        pairing: &PairingId,
        question: &ItemId,
        group: &GroupId,
    ) -> Option<TextId> {
        self.questions.get(pairing)?.get(question)?.get(group).copied()
    }

    pub(crate) fn disputes(&self, question: &ItemId) -> impl Iterator<Item = (&GroupId, TextId)> {
        self.disputes.get(question).into_iter().flatten().map(|(group, text)| (group, *text))
    }

    pub(crate) fn apply(&mut self, event: &Event) {
        match event {
            Event::DontKnowSet { group, question, on } => self.stance_mut(group, question).dont_know = *on,
            Event::ConfidenceSet { group, question, confidence } => {
                self.stance_mut(group, question).confidence = Some(*confidence);
            }
            Event::HereConfirmed { pairing, group } => {
                self.here.insert((pairing.clone(), group.clone()));
            }
            Event::TurnMoved { pairing, turn } => {
                self.turn.insert(pairing.clone(), *turn);
            }
            Event::PointMarked { point, mark, .. } => {
                self.marks.insert(point.clone(), *mark);
            }
            Event::PointTapped { point, tap, on } => {
                let taps = self.taps.entry(point.clone()).or_default();
                if *on {
                    taps.insert(*tap)
                } else {
                    taps.remove(tap)
                };
            }
            Event::PointClarified { point, group, text } => {
                put(self.clarified.entry(point.clone()).or_default(), group, *text);
            }
            Event::QuestionClarified { question, pairing, group, text } => {
                let questions = self.questions.entry(pairing.clone()).or_default();
                put(questions.entry(question.clone()).or_default(), group, *text);
            }
            Event::ModelDisputed { question, group, text } => {
                put(self.disputes.entry(question.clone()).or_default(), group, *text);
            }
            // What was said to a point goes with it.
            Event::PointRemoved { point } => {
                self.marks.remove(point);
                self.taps.remove(point);
                self.clarified.remove(point);
            }
            // New groups meet anew.
            Event::GroupsFormed { kind: crate::command::GroupsKind::Single, .. } => {
                self.here.clear();
                self.turn.clear();
            }
            _ => {}
        }
    }

    fn stance_mut(&mut self, group: &GroupId, question: &ItemId) -> &mut QuestionStance {
        self.stances.entry(group.clone()).or_default().entry(question.clone()).or_default()
    }
}

fn put(words: &mut Words, group: &GroupId, text: Option<TextId>) {
    match text {
        Some(text) => words.insert(group.clone(), text),
        None => words.remove(group),
    };
}

impl Room {
    /// The questions about a service, in the pack's order.
    pub(crate) fn questions_about<'a>(&'a self, target: &'a ServiceId) -> impl Iterator<Item = &'a Question> {
        self.pack.questions_in(self.preset(), target)
    }

    /// All questions of the room that somebody is asked, service by service.
    pub(crate) fn questions(&self) -> Vec<&Question> {
        let mut targets: Vec<ServiceId> = Vec::new();
        for link in self.pack.links() {
            if !targets.contains(&link.target_service) {
                targets.push(link.target_service);
            }
        }
        self.pack
            .knowledge_questions
            .iter()
            .filter(|question| targets.contains(&question.target_service))
            .filter(|question| !self.preset().leave_out.contains(&question.id))
            .collect()
    }

    /// The questions that a service writes about.
    pub(crate) fn questions_of(&self, author: &ServiceId) -> Vec<&Question> {
        let links = self.pack.links();
        let asked = |question: &&Question| {
            links.iter().any(|l| l.author_service == *author && l.target_service == question.target_service)
        };
        self.questions().into_iter().filter(asked).collect()
    }

    pub(crate) fn set_stance(
        &self,
        by: &ParticipantId,
        question: &ItemId,
        dont_know: Option<bool>,
        confidence: Option<u8>,
    ) -> Result<Decision, Rejection> {
        let group = self.group_of(by).ok_or(Rejection::NoGroup)?.id.clone();
        let now = self.knowledge.stance(&group, question.as_str());
        let mut draft = Draft::after(self.seq);
        if let Some(on) = dont_know.filter(|on| *on != now.dont_know) {
            draft.push(Event::DontKnowSet { group: group.clone(), question: question.clone(), on });
        }
        if let Some(confidence) = confidence.filter(|c| Some(*c) != now.confidence) {
            if usize::from(confidence) >= self.pack.knowledge.confidence_labels.len() {
                return Err(Rejection::OutOfRange);
            }
            draft.push(Event::ConfidenceSet { group, question: question.clone(), confidence });
        }
        Ok(draft.finish())
    }

    pub(crate) fn confirm_here(&self, by: &ParticipantId) -> Result<Decision, Rejection> {
        let group = self.group_of(by).ok_or(Rejection::NoGroup)?.id.clone();
        let pairing = self.pairing_now(&group).ok_or(Rejection::NoGroup)?.id.clone();
        if self.knowledge.is_here(&pairing, &group) {
            return Ok(Decision::default());
        }
        Ok(Draft::after(self.seq).push(Event::HereConfirmed { pairing, group }).finish())
    }

    pub(crate) fn go_to_turn(&self, by: &ParticipantId, turn: usize) -> Result<Decision, Rejection> {
        let group = &self.group_of(by).ok_or(Rejection::NoGroup)?.id;
        let pairing = self.pairing_now(group).ok_or(Rejection::NoGroup)?;
        if turn >= self.turns(pairing).len() {
            return Err(Rejection::Unknown(Thing::Item));
        }
        if self.knowledge.turn(&pairing.id) == turn {
            return Ok(Decision::default());
        }
        Ok(Draft::after(self.seq).push(Event::TurnMoved { pairing: pairing.id.clone(), turn }).finish())
    }

    pub(crate) fn mark_point(
        &self,
        by: &ParticipantId,
        point: &PointId,
        mark: Mark,
    ) -> Result<Decision, Rejection> {
        let group = self.group_of(by).ok_or(Rejection::NoGroup)?.id.clone();
        if self.knowledge.mark(point) == Some(mark) {
            return Ok(Decision::default());
        }
        Ok(Draft::after(self.seq).push(Event::PointMarked { point: point.clone(), group, mark }).finish())
    }

    pub(crate) fn tap_point(&self, point: &PointId, tap: Tap, on: bool) -> Result<Decision, Rejection> {
        if self.knowledge.taps(point).any(|t| t == tap) == on {
            return Ok(Decision::default());
        }
        Ok(Draft::after(self.seq).push(Event::PointTapped { point: point.clone(), tap, on }).finish())
    }

    pub(crate) fn clarify_point(
        &self,
        by: &ParticipantId,
        point: &PointId,
        text: &str,
    ) -> Result<Decision, Rejection> {
        let group = self.group_of(by).ok_or(Rejection::NoGroup)?.id.clone();
        let old = self.knowledge.clarified.get(point).and_then(|words| words.get(&group)).copied();
        self.say(by, text, old, |text| Event::PointClarified { point: point.clone(), group, text })
    }

    pub(crate) fn clarify_question(
        &self,
        by: &ParticipantId,
        question: &ItemId,
        text: &str,
    ) -> Result<Decision, Rejection> {
        let group = self.group_of(by).ok_or(Rejection::NoGroup)?.id.clone();
        let pairing = self.pairing_about(&group, question).ok_or(Rejection::NoGroup)?.id.clone();
        let said = self.knowledge.questions.get(&pairing).and_then(|questions| questions.get(question));
        let old = said.and_then(|words| words.get(&group)).copied();
        let question = question.clone();
        self.say(by, text, old, |text| Event::QuestionClarified { question, pairing, group, text })
    }

    pub(crate) fn dispute_model(
        &self,
        by: &ParticipantId,
        question: &ItemId,
        text: &str,
    ) -> Result<Decision, Rejection> {
        let group = self.group_of(by).ok_or(Rejection::NoGroup)?.id.clone();
        let old = self.knowledge.disputes.get(question).and_then(|words| words.get(&group)).copied();
        self.say(by, text, old, |text| Event::ModelDisputed { question: question.clone(), group, text })
    }

    /// Words that replace one's group's earlier ones; empty words take them back.
    fn say(
        &self,
        by: &ParticipantId,
        text: &str,
        old: Option<TextId>,
        event: impl FnOnce(Option<TextId>) -> Event,
    ) -> Result<Decision, Rejection> {
        let mut draft = Draft::after(self.seq);
        let text = draft.text_or_none(TextKind::Clarification, Some(by), text)?;
        let unchanged = match (draft.body(text), old) {
            (None, None) => true,
            (Some(new), Some(old)) => new == self.texts.get(old),
            _ => false,
        };
        if unchanged {
            return Ok(Decision::default());
        }
        draft.push(event(text));
        Ok(draft.drop_text(old).finish())
    }
}
