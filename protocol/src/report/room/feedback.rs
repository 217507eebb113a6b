//! What people rated before, at the end and weeks later, what they thought of the day and what came of it.

use std::collections::BTreeSet;

use crate::{
    command::{Chosen, PlanOutcome, ThenNow},
    event::Given,
    ids::{ItemId, ParticipantId},
    pack::{Instrument, InstrumentItem, InstrumentStage, OptionList, Scale},
    report::{
        Table,
        input::{Answers, Asked, FollowUpRun, Rating, RatingRun, Words},
        outcomes::Outcomes,
    },
    room::{Room, follow_up::Outcome},
};

impl Room {
    /// Whether an instrument has opened to the room.
    fn was_asked(&self, instrument: &Instrument) -> bool {
        match instrument.stage {
            InstrumentStage::Followup => self.follow_up.state.is_some(),
            _ => self.agenda.item(instrument.id.as_str()).opened,
        }
    }

    /// The instrument that is asked then, if it has opened.
    fn asked_at(&self, stage: InstrumentStage) -> Option<&Instrument> {
        self.pack.instrument_at(stage).filter(|instrument| self.was_asked(instrument))
    }

    fn value(&self, who: &ParticipantId, instrument: &Instrument, item: &ItemId) -> Option<i32> {
        match self.survey.given(who, &instrument.id, item)? {
            Given::Value(value) => Some(*value),
            Given::ThenNow(_) | Given::Chosen(_) | Given::Words(_) => None,
        }
    }

    /// The statements that are rated on arrival, or of before and now.
    pub(super) fn rating_runs(&self) -> Vec<RatingRun> {
        let before = self.pack.instrument_at(InstrumentStage::Baseline);
        let end = self.asked_at(InstrumentStage::Feedback);
        let later = self.asked_at(InstrumentStage::Followup);
        let at_end = end.into_iter().flat_map(|end| end.items.iter().filter(|item| item.then_now));
        let mut items: Vec<&InstrumentItem> = at_end.collect();
        for item in before.into_iter().flat_map(|before| &before.items) {
            if !items.iter().any(|other| other.id == item.id) {
                items.push(item);
            }
        }
        items.sort_by(|a, b| a.id.cmp(&b.id));
        let run = |item: &InstrumentItem, scale: &Scale| {
            let has = |instrument: &&Instrument| instrument.items.iter().any(|other| other.id == item.id);
            let (before, later) = (before.filter(has), later.filter(has));
            let end = end.filter(|_| item.then_now);
            RatingRun {
                id: item.id.clone(),
                text: item.text.clone(),
                scale: scale.clone(),
                asked_before: before.is_some(),
                asked_at_end: end.is_some(),
                answers: self.members_table(|who, _| {
                    let before = before.and_then(|before| self.value(who, before, &item.id));
                    let given = end.and_then(|end| self.survey.given(who, &end.id, &item.id));
                    let ThenNow { then: recalled, now } = match given {
                        Some(Given::ThenNow(rating)) => *rating,
                        _ => ThenNow::default(),
                    };
                    let rating = Rating { before, recalled, now };
                    (rating != Rating::default()).then_some(rating)
                }),
                later: self.members_table(|who, _| self.value(who, later?, &item.id)),
            }
        };
        items.into_iter().filter_map(|item| Some(run(item, item.scale.as_ref()?))).collect()
    }

    /// What people thought of the day.
    pub(super) fn feedback_runs(&self) -> Vec<Asked> {
        let Some(instrument) = self.feedback_instrument().filter(|one| self.was_asked(one)) else {
            return Vec::new();
        };
        instrument
            .items
            .iter()
            .filter(|item| !item.then_now)
            .map(|item| self.asked(instrument, item))
            .collect()
    }

    /// What came of it.
    pub(super) fn follow_up_run(&self) -> FollowUpRun {
        let Some((instrument, settings)) = self.follow_up_asked().filter(|(one, _)| self.was_asked(one))
        else {
            return FollowUpRun::default();
        };
        let rated = self.rating_runs();
        let items = instrument.items.iter().filter(|item| !rated.iter().any(|run| run.id == item.id));
        let mut asked: Vec<Asked> = items.map(|item| self.asked(instrument, item)).collect();
        type Named = fn(&Outcome) -> &BTreeSet<usize>;
        let lists: [(&str, &OptionList, Named); 2] = [
            ("helped", &settings.helped, |one| &one.helped),
            ("hindered", &settings.hindered, |one| &one.hindered),
        ];
        for (name, list, of) in lists {
            for (number, option) in list.options.iter().enumerate() {
                let named = self.members_table(|who, _| {
                    let mut reported = self.follow_up.outcomes_of(who)?.values();
                    Some(usize::from(!reported.any(|one| of(one).contains(&number))))
                });
                let labels = vec![settings.named.clone(), settings.not_named.clone()];
                asked.push(Asked {
                    id: ItemId::new(format!("{name}.{}", number + 1)),
                    text: format!("{} {option}", list.question),
                    answers: Answers::Options(labels, named),
                });
            }
        }
        for (number, point) in self.recalls().into_iter().enumerate() {
            // The question, and not what the group had written: that does not leave the session.
            let Some(question) =
                self.points.get(&point).and_then(|at| self.pack.question(&at.sheet.as_str().into()))
            else {
                continue;
            };
            let said = self.members_table(|who, _| {
                let right = self.follow_up.recalled_by(who)?.get(&point)?;
                Some(usize::from(!right))
            });
            let labels = vec![settings.recall.right.clone(), settings.recall.not_right.clone()];
            asked.push(Asked {
                id: ItemId::new(format!("recall.{}", number + 1)),
                text: format!("{} {}", settings.recall.question, question.text),
                answers: Answers::Options(labels, said),
            });
        }
        let outcomes = self.members_table(|who, _| {
            let reported = self.follow_up.outcomes_of(who)?.values();
            Some(reported.fold(Outcomes::default(), |sum, one| sum.and(counted(one.outcome))))
        });
        FollowUpRun { outcomes, asked }
    }

    /// One item and what everybody answered to it; weeks later, those without a way back as well.
    fn asked(&self, instrument: &Instrument, item: &InstrumentItem) -> Asked {
        let answers = if let Some(scale) = &item.scale {
            let value = |given: &Given| match given {
                Given::Value(value) => Some(*value),
                _ => None,
            };
            Answers::Scale(scale.clone(), self.given_table(instrument, item, value))
        } else if item.options.is_some() {
            let chosen = |given: &Given| match given {
                Given::Chosen(Chosen { option }) => Some(*option),
                _ => None,
            };
            Answers::Options(self.options_of(item), self.given_table(instrument, item, chosen))
        } else {
            Answers::Words(self.words_table(instrument, item))
        };
        Asked { id: item.id.clone(), text: item.text.clone(), answers }
    }

    fn given_table<V>(
        &self,
        instrument: &Instrument,
        item: &InstrumentItem,
        of: impl Fn(&Given) -> Option<V>,
    ) -> Table<V> {
        let mut answers = self.rows(|who| of(self.survey.given(who, &instrument.id, &item.id)?));
        answers.extend(self.unlinked(instrument, |given| of(given.get(&item.id)?)));
        answers.into_iter().collect()
    }

    /// Everybody who was asked, with what they wrote.
    fn words_table(&self, instrument: &Instrument, item: &InstrumentItem) -> Table<Words> {
        let words = |given: Option<&Given>| match given {
            Some(Given::Words(words)) => {
                let texts = words.text.map(|text| self.texts.owned(text)).filter(|text| !text.is_empty());
                Words { service_named: words.name_service, texts: texts.into_iter().collect() }
            }
            _ => Words::default(),
        };
        let mut answers = self.rows(|who| Some(words(self.survey.given(who, &instrument.id, &item.id))));
        answers.extend(self.unlinked(instrument, |given| Some(words(given.get(&item.id)))));
        answers.into_iter().collect()
    }

    fn rows<V>(
        &self,
        of: impl Fn(&ParticipantId) -> Option<V>,
    ) -> Vec<(ParticipantId, (Option<crate::ids::ServiceId>, V))> {
        let row = |(who, member): (&ParticipantId, &crate::room::members::Member)| {
            let service = (!member.bridge).then(|| member.service.clone());
            Some((who.clone(), (service, of(who)?)))
        };
        self.took_part().filter_map(row).collect()
    }

    /// People without a way back: of no service, and joined to nothing else that they said.
    fn unlinked<V>(
        &self,
        instrument: &Instrument,
        of: impl Fn(&std::collections::BTreeMap<ItemId, Given>) -> Option<V>,
    ) -> Vec<(ParticipantId, (Option<crate::ids::ServiceId>, V))> {
        if instrument.stage != InstrumentStage::Followup {
            return Vec::new();
        }
        let row =
            |(number, given)| Some((ParticipantId::new(format!("unlinked.{number}")), (None, of(given)?)));
        self.follow_up.unlinked().iter().filter_map(row).collect()
    }
}

fn counted(outcome: PlanOutcome) -> Outcomes {
    let mut counted = Outcomes::default();
    *match outcome {
        PlanOutcome::Done => &mut counted.done,
        PlanOutcome::Partly => &mut counted.partly,
        PlanOutcome::NotYet => &mut counted.not_yet,
        PlanOutcome::NoLongerRelevant => &mut counted.no_longer_relevant,
    } = 1;
    counted
}
