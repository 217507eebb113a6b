//! Weeks later: what became of it, and what stayed.
//!
//! The follow-up opens at a moment that is settled when the session ends, and is over when the room is deleted.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Room,
    decision::{Decision, Draft},
    survey::{Answers, keep},
};
use crate::{
    command::{Mark, PlanOutcome, SurveyAnswer},
    event::Event,
    ids::{ItemId, ParticipantId, PointId},
    pack::{FollowUpSettings, Instrument},
    rejection::{Limit, Rejection, StateFault, Thing},
    stamp::{Chance, DAY, Stamp, Timestamp},
    view::follow_up::FollowUpState,
};

/// How many points people are asked to recall.
const RECALLED: usize = 2;
/// The fewest people of a group whose points are asked about: what one person wrote alone is not passed on.
const FEWEST_AUTHORS: usize = 2;

/// What became of a plan.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Outcome {
    pub(crate) outcome: PlanOutcome,
    pub(crate) helped: BTreeSet<usize>,
    pub(crate) hindered: BTreeSet<usize>,
}

/// The state of the follow-up. Answers to its instrument are with those to the others.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FollowUp {
    pub(crate) opens_at: Timestamp,
    pub(crate) closes_at: Timestamp,
    /// None while the session has not ended, or where nobody is asked.
    pub(crate) state: Option<FollowUpState>,
    outcomes: BTreeMap<ParticipantId, BTreeMap<u8, Outcome>>,
    recalled: BTreeMap<ParticipantId, BTreeMap<PointId, bool>>,
    /// Of people without a way back, by the number that is all that is known of them.
    unlinked: BTreeMap<usize, Answers>,
}

impl FollowUp {
    /// What somebody says became of their plans.
    pub(crate) fn outcomes_of(&self, who: &ParticipantId) -> Option<&BTreeMap<u8, Outcome>> {
        self.outcomes.get(who)
    }

    /// What somebody says of the points they were asked to recall.
    pub(crate) fn recalled_by(&self, who: &ParticipantId) -> Option<&BTreeMap<PointId, bool>> {
        self.recalled.get(who)
    }

    /// Answers of people without a way back.
    pub(crate) fn unlinked(&self) -> &BTreeMap<usize, Answers> {
        &self.unlinked
    }

    /// Whether it is open.
    pub(crate) fn is_open(&self) -> bool {
        self.state == Some(FollowUpState::Open)
    }

    /// The next moment at which it opens, or is over.
    pub(super) fn deadline(&self) -> Option<Timestamp> {
        match self.state? {
            FollowUpState::Waiting => Some(self.opens_at),
            FollowUpState::Open => Some(self.closes_at),
            FollowUpState::Over => None,
        }
    }

    pub(super) fn apply(&mut self, event: &Event) {
        match event {
            Event::FollowUpSet { opens_at, closes_at } => {
                (self.opens_at, self.closes_at) = (*opens_at, *closes_at);
                self.state = Some(FollowUpState::Waiting);
            }
            Event::FollowUpOpened => self.state = Some(FollowUpState::Open),
            Event::FollowUpClosed => self.state = Some(FollowUpState::Over),
            Event::OutcomeReported { participant, plan, outcome, helped, hindered } => {
                let (helped, hindered) = (helped.clone(), hindered.clone());
                let plans = self.outcomes.entry(participant.clone()).or_default();
                plans.insert(*plan, Outcome { outcome: *outcome, helped, hindered });
            }
            Event::RecallAnswered { participant, point, right } => {
                self.recalled.entry(participant.clone()).or_default().insert(point.clone(), *right);
            }
            Event::UnlinkedAnswered { respondent, item, value } => {
                keep(self.unlinked.entry(*respondent).or_default(), item, value);
            }
            _ => {}
        }
    }
}

impl Room {
    /// What is asked weeks later, and how.
    pub(crate) fn follow_up_asked(&self) -> Option<(&Instrument, &FollowUpSettings)> {
        self.pack.follow_up_in(self.preset())
    }

    /// The end of the session, with the time of its follow-up.
    pub(super) fn close_room(&self, stamp: Stamp) -> Decision {
        let mut draft = Draft::after(self.seq);
        draft.push(Event::RoomClosed);
        if let Some((_, settings)) = self.follow_up_asked() {
            let ended = stamp.at.max(self.at);
            let closes_at = ended.plus(u64::from(self.pack.privacy.retention_days) * DAY);
            let opens_at = ended.plus(u64::from(settings.weeks) * 7 * DAY).min(closes_at);
            draft.push(Event::FollowUpSet { opens_at, closes_at });
        }
        draft.finish()
    }

    pub(super) fn set_follow_up(&self, opens_at: Timestamp, stamp: Stamp) -> Result<Decision, Rejection> {
        let follow_up = &self.follow_up;
        match follow_up.state {
            None => return Err(Rejection::NotNow),
            Some(FollowUpState::Open) => return Err(Rejection::WrongState(StateFault::AlreadyOpen)),
            Some(FollowUpState::Over) => return Err(Rejection::AlreadyClosed),
            Some(FollowUpState::Waiting) => {}
        }
        let closes_at = follow_up.closes_at;
        if opens_at >= closes_at {
            return Err(Rejection::OutOfRange);
        }
        let now = stamp.at.max(self.at);
        let mut draft = Draft::after(self.seq);
        if opens_at <= now {
            draft.push(Event::FollowUpSet { opens_at: now, closes_at }).push(Event::FollowUpOpened);
        } else if opens_at != follow_up.opens_at {
            draft.push(Event::FollowUpSet { opens_at, closes_at });
        }
        Ok(draft.finish())
    }

    /// What happens by itself to the follow-up by this moment.
    pub(super) fn expire_follow_up(&self, now: Timestamp) -> Option<Event> {
        self.follow_up.deadline().filter(|deadline| *deadline <= now)?;
        Some(if self.follow_up.is_open() { Event::FollowUpClosed } else { Event::FollowUpOpened })
    }

    pub(super) fn answer_follow_up(
        &self,
        by: &ParticipantId,
        item: &ItemId,
        value: &SurveyAnswer,
    ) -> Result<Decision, Rejection> {
        let (instrument, _) = self.follow_up_asked().ok_or(Rejection::NotNow)?;
        self.answer_survey(by, &instrument.id, item, value)
    }

    pub(super) fn report_outcome(
        &self,
        by: &ParticipantId,
        plan: u8,
        outcome: PlanOutcome,
        (helped, hindered): (&BTreeSet<usize>, &BTreeSet<usize>),
    ) -> Result<Decision, Rejection> {
        let (_, settings) = self.follow_up_asked().ok_or(Rejection::NotNow)?;
        if !self.plans.own_of(by).any(|(number, ..)| number == plan) {
            return Err(Rejection::Unknown(Thing::Item));
        }
        let within = |chosen: &BTreeSet<usize>, options: &[String]| {
            chosen.last().is_none_or(|option| *option < options.len())
        };
        if !within(helped, &settings.helped.options) || !within(hindered, &settings.hindered.options) {
            return Err(Rejection::OutOfRange);
        }
        let (helped, hindered) = (helped.clone(), hindered.clone());
        let reported = Outcome { outcome, helped: helped.clone(), hindered: hindered.clone() };
        if self.follow_up.outcomes_of(by).and_then(|plans| plans.get(&plan)) == Some(&reported) {
            return Ok(Decision::default());
        }
        let participant = by.clone();
        let event = Event::OutcomeReported { participant, plan, outcome, helped, hindered };
        Ok(Draft::after(self.seq).push(event).finish())
    }

    pub(super) fn answer_recall(
        &self,
        by: &ParticipantId,
        point: &PointId,
        right: bool,
    ) -> Result<Decision, Rejection> {
        if !self.recalls().contains(point) {
            return Err(Rejection::Unknown(Thing::Point));
        }
        if self.follow_up.recalled_by(by).and_then(|points| points.get(point)) == Some(&right) {
            return Ok(Decision::default());
        }
        let event = Event::RecallAnswered { participant: by.clone(), point: point.clone(), right };
        Ok(Draft::after(self.seq).push(event).finish())
    }

    /// Takes the answers of somebody who has no way back to what they said before.
    ///
    /// # Errors
    /// A [`Rejection`] of an answer, where nothing is asked now, or when as many have answered in this way as
    /// there can be people in the room.
    pub fn answer_unlinked(&self, answers: &BTreeMap<ItemId, SurveyAnswer>) -> Result<Decision, Rejection> {
        let (instrument, _) = self.follow_up_asked().ok_or(Rejection::NotNow)?;
        match self.follow_up.state {
            None => return Err(Rejection::NotNow),
            Some(FollowUpState::Waiting) => return Err(Rejection::NotOpen),
            Some(FollowUpState::Over) => return Err(Rejection::AlreadyClosed),
            Some(FollowUpState::Open) => {}
        }
        if self.follow_up.unlinked.len() >= self.settings.max_people {
            return Err(Rejection::Full(Limit::People));
        }
        let respondent = self.follow_up.unlinked.len();
        let mut draft = Draft::after(self.seq);
        for (id, value) in answers {
            let item = instrument.items.iter().find(|item| item.id == *id);
            let item = item.ok_or(Rejection::Unknown(Thing::Item))?;
            // There is no service to be named.
            let value = match value {
                SurveyAnswer::Words(words) => {
                    SurveyAnswer::Words(crate::command::InWords { name_service: false, ..words.clone() })
                }
                value => value.clone(),
            };
            let value = self.take_answer(&mut draft, None, item, &value)?;
            if !value.is_none() {
                draft.push(Event::UnlinkedAnswered { respondent, item: id.clone(), value });
            }
        }
        Ok(draft.finish())
    }

    /// The points that people are asked to recall: of those that the room heard corrected, one that was right and
    /// one that was not, if there are such. Chance that belongs to the room picks them, so that they are the same
    /// at every look; what was deleted since is not asked about.
    pub(crate) fn recalls(&self) -> Vec<PointId> {
        let has_opened = matches!(self.follow_up.state, Some(FollowUpState::Open | FollowUpState::Over));
        let Some(single) = self.grouping.single.as_ref().filter(|_| has_opened) else { return Vec::new() };
        let mut found: Vec<(u64, Mark, PointId)> = Vec::new();
        for question in self.questions() {
            if self.agenda.item(question.id.as_str()).shown == 0 {
                continue;
            }
            let groups = single.groups.values().filter(|group| group.members.len() >= FEWEST_AUTHORS);
            for (id, point) in groups.flat_map(|group| self.points.in_order(&group.id, question.id.as_str()))
            {
                let marked = self.knowledge.mark(id);
                let mark = marked.filter(|mark| matches!(mark, Mark::Right | Mark::NotRight));
                if let Some(mark) = mark.filter(|_| !self.texts.get(point.text).is_empty()) {
                    found.push((self.lot(id), mark, id.clone()));
                }
            }
        }
        found.sort();
        let mut picked: Vec<PointId> = Vec::new();
        for wanted in [Mark::NotRight, Mark::Right] {
            picked.extend(found.iter().find(|(_, mark, _)| *mark == wanted).map(|(.., id)| id.clone()));
        }
        let rest: Vec<_> =
            found.iter().map(|(.., id)| id).filter(|id| !picked.contains(id)).cloned().collect();
        picked.extend(rest);
        picked.truncate(RECALLED);
        // In an order that does not tell which is which.
        picked.sort_by_key(|id| self.lot(id));
        picked
    }

    /// A point's lot: the same as long as the room lives, whatever becomes of other points.
    fn lot(&self, point: &PointId) -> u64 {
        let fold = |seed: u64, byte: u8| Chance::new(seed.wrapping_add(u64::from(byte))).draw();
        point.as_str().bytes().fold(self.seed, fold)
    }

    /// How many have answered anything of the follow-up, those without a way back included.
    pub(crate) fn follow_up_answered(&self) -> usize {
        let Some((instrument, _)) = self.follow_up_asked() else { return 0 };
        let has = |who: &&ParticipantId| {
            self.has_answered_instrument(who, &instrument.id)
                || self.follow_up.outcomes.contains_key(*who)
                || self.follow_up.recalled.contains_key(*who)
        };
        self.members.participants.keys().filter(has).count() + self.follow_up.unlinked.len()
    }
}
