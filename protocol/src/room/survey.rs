//! Instruments: what people rate, choose and write of their own. Nobody but they themselves ever sees an answer.

use std::collections::BTreeMap;

use super::{
    Room,
    decision::{Decision, Draft},
};
use crate::{
    command::{InWords, SurveyAnswer, ThenNow},
    event::{Event, Given, GivenWords},
    ids::{ItemId, ParticipantId, TextId},
    pack::{Activity, InstrumentItem, InstrumentStage, MadeOptions, Options, StagePlan},
    rejection::{Rejection, Thing},
    text::TextKind,
};

/// One person's answers to an instrument, by item.
pub(crate) type Answers = BTreeMap<ItemId, Given>;

/// Everybody's answers. A missing answer stays missing; it is not a zero.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Survey {
    answers: BTreeMap<ParticipantId, BTreeMap<ItemId, Answers>>,
}

impl Survey {
    /// One person's answers to an instrument.
    pub(crate) fn of(&self, participant: &ParticipantId, instrument: &ItemId) -> Option<&Answers> {
        self.answers.get(participant)?.get(instrument)
    }

    /// One person's answer to an item.
    pub(crate) fn given(
        &self,
        participant: &ParticipantId,
        instrument: &ItemId,
        item: &ItemId,
    ) -> Option<&Given> {
        self.of(participant, instrument)?.get(item)
    }

    pub(crate) fn apply(&mut self, event: &Event) {
        let Event::SurveyAnswered { participant, instrument, item, value } = event else { return };
        let answers =
            self.answers.entry(participant.clone()).or_default().entry(instrument.clone()).or_default();
        keep(answers, item, value);
    }
}

/// Keeps an answer, or forgets the one that was taken back.
pub(super) fn keep(answers: &mut Answers, item: &ItemId, given: &Given) {
    if given.is_none() {
        answers.remove(item);
    } else {
        answers.insert(item.clone(), given.clone());
    }
}

impl Given {
    /// Whether it takes an answer back.
    pub(super) fn is_none(&self) -> bool {
        match self {
            Self::ThenNow(rating) => *rating == ThenNow::default(),
            Self::Words(words) => words.text.is_none(),
            Self::Value(_) | Self::Chosen(_) => false,
        }
    }

    /// The words of it.
    pub(crate) fn text(&self) -> Option<TextId> {
        match self {
            Self::Words(words) => words.text,
            Self::Value(_) | Self::ThenNow(_) | Self::Chosen(_) => None,
        }
    }
}

impl Room {
    pub(crate) fn answer_survey(
        &self,
        by: &ParticipantId,
        instrument: &ItemId,
        item: &ItemId,
        value: &SurveyAnswer,
    ) -> Result<Decision, Rejection> {
        let unknown = Rejection::Unknown(Thing::Item);
        let found = self.pack.instrument(instrument).ok_or_else(|| unknown.clone())?;
        let asked = found.items.iter().find(|i| i.id == *item).ok_or(unknown)?;
        let mut draft = Draft::after(self.seq);
        let value = self.take_answer(&mut draft, Some(by), asked, value)?;
        let before = self.survey.given(by, instrument, item);
        if self.is_same(&draft, before, &value) {
            return Ok(Decision::default());
        }
        let answered = Event::SurveyAnswered {
            participant: by.clone(),
            instrument: instrument.clone(),
            item: item.clone(),
            value,
        };
        Ok(draft.push(answered).drop_text(before.and_then(Given::text)).finish())
    }

    /// Whether an answer is the one that stands.
    fn is_same(&self, draft: &Draft, before: Option<&Given>, value: &Given) -> bool {
        match (before, value) {
            (None, value) => value.is_none(),
            (Some(Given::Words(old)), Given::Words(new)) => {
                let text = old.text.map(|text| self.texts.get(text));
                old.name_service == new.name_service && draft.body(new.text) == text
            }
            (Some(old), new) => old == new,
        }
    }

    /// An answer as it is kept, if it is one that can be given to an item.
    pub(crate) fn take_answer(
        &self,
        draft: &mut Draft,
        owner: Option<&ParticipantId>,
        asked: &InstrumentItem,
        value: &SurveyAnswer,
    ) -> Result<Given, Rejection> {
        let on_scale = |value: &i32| {
            let scale = asked.scale.as_ref();
            scale.is_some_and(|scale| (i32::from(scale.min)..=i32::from(scale.max)).contains(value))
        };
        let fits = match value {
            SurveyAnswer::Value(value) => !asked.then_now && on_scale(value),
            SurveyAnswer::ThenNow(ThenNow { then, now }) => {
                asked.then_now && then.iter().chain(now).all(on_scale)
            }
            SurveyAnswer::Chosen(chosen) => chosen.option < self.options_of(asked).len(),
            SurveyAnswer::Words(_) => asked.scale.is_none() && asked.options.is_none(),
        };
        if !fits {
            return Err(Rejection::OutOfRange);
        }
        Ok(match value {
            SurveyAnswer::Value(value) => Given::Value(*value),
            SurveyAnswer::ThenNow(rating) => Given::ThenNow(*rating),
            SurveyAnswer::Chosen(chosen) => Given::Chosen(*chosen),
            SurveyAnswer::Words(InWords { text, name_service }) => {
                let text = draft.text_or_none(TextKind::Point, owner, text)?;
                Given::Words(GivenWords { text, name_service: *name_service })
            }
        })
    }

    /// What there is to choose from in an item.
    pub(crate) fn options_of(&self, asked: &InstrumentItem) -> Vec<String> {
        match &asked.options {
            None => Vec::new(),
            Some(Options::Listed(options)) => options.clone(),
            Some(Options::Made(MadeOptions::Stages)) => {
                self.worked_stages().map(|stage| stage.title.clone()).collect()
            }
        }
    }

    /// The stages in which people work together: those that they can find useful.
    fn worked_stages(&self) -> impl Iterator<Item = &StagePlan> {
        let works = |stage: &&StagePlan| {
            !matches!(stage.activity, Activity::Arrival | Activity::Pause | Activity::Feedback)
        };
        self.preset().stages.iter().filter(works)
    }

    /// Somebody's answers as they alone are shown them.
    pub(crate) fn own_survey(&self, me: &ParticipantId) -> BTreeMap<ItemId, BTreeMap<ItemId, SurveyAnswer>> {
        let instruments = self.survey.answers.get(me).into_iter().flatten();
        instruments.filter_map(|(id, answers)| Some((id.clone(), self.shown_answers(answers)?))).collect()
    }

    /// Of those, the answers to one instrument; none where there are none.
    pub(crate) fn own_answers(
        &self,
        me: &ParticipantId,
        instrument: &ItemId,
    ) -> Option<BTreeMap<ItemId, SurveyAnswer>> {
        self.shown_answers(self.survey.of(me, instrument)?)
    }

    fn shown_answers(&self, answers: &Answers) -> Option<BTreeMap<ItemId, SurveyAnswer>> {
        let answers = answers.iter();
        let shown: BTreeMap<_, _> =
            answers.filter_map(|(item, given)| Some((item.clone(), self.shown_answer(given)?))).collect();
        (!shown.is_empty()).then_some(shown)
    }

    fn shown_answer(&self, given: &Given) -> Option<SurveyAnswer> {
        Some(match given {
            Given::Value(value) => SurveyAnswer::Value(*value),
            Given::ThenNow(rating) => SurveyAnswer::ThenNow(*rating),
            Given::Chosen(chosen) => SurveyAnswer::Chosen(*chosen),
            Given::Words(words) => {
                let text = self.texts.owned(words.text?);
                SurveyAnswer::Words(InWords { text, name_service: words.name_service })
            }
        })
    }

    /// Whether somebody has answered an instrument: all of it on arrival; later, where all can be skipped, any of it.
    pub(crate) fn has_answered_instrument(&self, who: &ParticipantId, instrument: &ItemId) -> bool {
        let answers = self.survey.of(who, instrument).map_or(0, BTreeMap::len);
        match self.pack.instrument(instrument) {
            Some(found) if found.stage == InstrumentStage::Baseline => {
                answers >= found.items.iter().filter(|item| item.scale.is_some()).count()
            }
            _ => answers > 0,
        }
    }
}
