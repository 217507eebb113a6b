//! Instruments: how people rate themselves. Nobody but they themselves ever sees an answer.

use std::collections::BTreeMap;

use super::{
    Room,
    decision::{Decision, Draft},
};
use crate::{
    event::Event,
    ids::{ItemId, ParticipantId},
    rejection::{Rejection, Thing},
};

/// One person's answers, by instrument and item.
pub(crate) type Answers = BTreeMap<ItemId, BTreeMap<ItemId, i32>>;

/// Everybody's answers. A missing answer stays missing; it is not a zero.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Survey {
    answers: BTreeMap<ParticipantId, Answers>,
}

impl Survey {
    /// One person's answers.
    pub(crate) fn of(&self, participant: &ParticipantId) -> Answers {
        self.answers.get(participant).cloned().unwrap_or_default()
    }

    /// Whether somebody answered all of an instrument's items.
    pub(crate) fn is_complete(&self, participant: &ParticipantId, instrument: &ItemId, items: usize) -> bool {
        self.answers
            .get(participant)
            .and_then(|answers| answers.get(instrument))
            .is_some_and(|a| a.len() >= items)
    }

    pub(crate) fn apply(&mut self, event: &Event) {
        if let Event::SurveyAnswered { participant, instrument, item, value } = event {
            let answers = self.answers.entry(participant.clone()).or_default();
            answers.entry(instrument.clone()).or_default().insert(item.clone(), *value);
        }
    }
}

impl Room {
    pub(crate) fn answer_survey(
        &self,
        by: &ParticipantId,
        instrument: &ItemId,
        item: &ItemId,
        value: i32,
    ) -> Result<Decision, Rejection> {
        let unknown = Rejection::Unknown(Thing::Item);
        let found = self.pack.instrument(instrument).ok_or_else(|| unknown.clone())?;
        let asked = found.items.iter().find(|i| i.id == *item).ok_or_else(|| unknown.clone())?;
        let scale = asked.scale.as_ref().ok_or(unknown)?;
        if !(i32::from(scale.min)..=i32::from(scale.max)).contains(&value) {
            return Err(Rejection::OutOfRange);
        }
        let given = self.survey.answers.get(by).and_then(|answers| answers.get(instrument)?.get(item));
        if given == Some(&value) {
            return Ok(Decision::default());
        }
        let answered = Event::SurveyAnswered {
            participant: by.clone(),
            instrument: instrument.clone(),
            item: item.clone(),
            value,
        };
        Ok(Draft::after(self.seq).push(answered).finish())
    }
}
