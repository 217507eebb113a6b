//! What is hidden in the plans, in the feedback and weeks later; and how pairs go on when the session has ended.

use crosstracks_protocol::{
    action::ActionField,
    command::{Actor, Command, InWords, PlanOutcome, SurveyAnswer},
    event::Event,
    ids::ParticipantId,
    pack::InstrumentItem,
    stamp::Timestamp,
    view::{ItemState, follow_up::FollowUpState},
};

use super::{
    super::{
        doing::{answer, sealed},
        rig::Rig,
    },
    Twins,
};

/// Whether what the tables mean to do may be the room's: it is written, and not open where the room is.
pub(super) fn are_handed_in(rig: &Rig) -> bool {
    let is_open = rig
        .shared()
        .plans
        .is_some_and(|plans| matches!(plans.together.state, ItemState::Open | ItemState::Closing));
    !is_open && rig.log.iter().any(|entry| matches!(entry.event, Event::ActionAdded { .. }))
}

/// What each twin answers to an item, at another length where it is in words.
fn answers(item: &InstrumentItem) -> [SurveyAnswer; 2] {
    [1, 2].map(|n| match answer(item, n) {
        SurveyAnswer::Words(words) => SurveyAnswer::Words(InWords { text: words.text.repeat(n), ..words }),
        value => value,
    })
}

impl Twins {
    /// What comes after the end: the follow-up opens, is answered, and is over. False then.
    pub(super) fn goes_on(&mut self) -> bool {
        let state = self.rigs[0].shared().follow_up.map(|view| view.state);
        match state {
            Some(FollowUpState::Waiting) => self.desk_does(&Command::SetFollowUp { opens_at: Timestamp(0) }),
            Some(FollowUpState::Open) => {
                for rig in &mut self.rigs {
                    rig.expire(rig.room.deadline().unwrap().0);
                }
                self.compare("when the follow-up is over");
                true
            }
            Some(FollowUpState::Over) | None => false,
        }
    }

    pub(super) fn plan(&mut self, who: &[ParticipantId]) {
        let rig = &self.rigs[0];
        if rig.shared().plans.is_none_or(|plans| plans.personal.state != ItemState::Open) {
            return;
        }
        for me in who {
            for plan in 1..=self.rigs[0].room.pack().limits.personal {
                let revision = self.rigs[0].own(me).plans.get(&plan).map_or(0, |plan| plan.revision);
                let commands =
                    [("Ring them", 2), ("Go and see what they do on a Monday", 9)].map(|(words, sure)| {
                        let (sealed, confidence) = (sealed(words), Some(sure));
                        Command::KeepPlan { plan, sealed, confidence, revision }
                    });
                self.each(me, commands);
            }
            self.entitled.people.insert(me.clone());
        }
    }

    pub(super) fn act(&mut self, who: &[ParticipantId]) {
        if self.rigs[0].shared().plans.is_none_or(|plans| plans.together.state != ItemState::Open) {
            return;
        }
        for me in who {
            let Some(group) = self.rigs[0].group(me) else { continue };
            for (action, draft) in group.actions {
                for (field, texts) in [
                    (ActionField::Action, ["Ring back", "Ring back within the day, and say who rang"]),
                    (ActionField::MustAgree, ["A manager", "Both managers, and whoever does the rota"]),
                ] {
                    let revision = draft.parts.get(&field).map_or(0, |part| part.revision);
                    let commands = texts.map(|text| Command::WriteAction {
                        action: action.clone(),
                        field: field.clone(),
                        text: text.into(),
                        revision,
                    });
                    self.each(me, commands);
                }
            }
            self.tell(me);
        }
    }

    pub(super) fn look_back(&mut self, who: &[ParticipantId]) {
        let form = self.rigs[0].shared().feedback.and_then(|view| view.form);
        // After the close as well: what one thought can be changed until the session ends, and everybody does.
        let Some(form) = form else { return };
        for me in who {
            for item in &form.instrument.items {
                let commands = answers(item).map(|value| Command::AnswerSurvey {
                    instrument: form.instrument.id.clone(),
                    item: item.id.clone(),
                    value,
                });
                self.each(me, commands);
            }
            self.entitled.people.insert(me.clone());
        }
    }

    pub(super) fn follow_up(&mut self, who: &[ParticipantId]) {
        let Some(asked) = self.rigs[0].shared().follow_up.and_then(|view| view.asked) else { return };
        for me in who {
            for item in &asked.instrument.items {
                let item_id = &item.id;
                let commands =
                    answers(item).map(|value| Command::AnswerFollowUp { item: item_id.clone(), value });
                self.each(me, commands);
            }
            let outcomes =
                [(PlanOutcome::Done, [0].into(), [].into()), (PlanOutcome::NotYet, [].into(), [1, 2].into())];
            self.each(
                me,
                outcomes.map(|(outcome, helped, hindered)| Command::ReportOutcome {
                    plan: 1,
                    outcome,
                    helped,
                    hindered,
                }),
            );
            for recall in &asked.recalls {
                let commands =
                    [true, false].map(|right| Command::AnswerRecall { point: recall.point.clone(), right });
                self.each(me, commands);
            }
            self.entitled.people.insert(me.clone());
        }
        // Nor does anybody learn what somebody without a way back says.
        for (twin, rig) in self.rigs.iter_mut().enumerate() {
            let given =
                asked.instrument.items.iter().map(|item| (item.id.clone(), answers(item)[twin].clone()));
            let decision = rig.room.answer_unlinked(&given.collect()).unwrap();
            let stamp = rig.stamp();
            rig.keep(&decision, &Actor::Server, None, stamp);
        }
    }
}
