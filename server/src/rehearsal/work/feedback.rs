//! Looking back at the end, and weeks later: answers in each item's own way, and words that nobody else reads.

use crosstracks_protocol::{
    command::{Chosen, Command, InWords, PlanOutcome, SurveyAnswer, ThenNow},
    pack::{Instrument, InstrumentItem, Options, Scale},
    view::follow_up::FollowUpAsked,
};

use super::{Fact, Task, Work, Worker};
use crate::rehearsal::{scene::takes_answers, words};

/// One in so many skips an item.
const SKIPS: usize = 11;

impl Worker<'_> {
    pub(super) fn feedback(&self, work: &mut Work) {
        let form = self.scene.shared.iter().filter_map(|shared| shared.feedback.as_ref()?.form.as_ref());
        for view in form.filter(|view| takes_answers(&view.status)) {
            self.answers(&view.instrument, true, work);
        }
    }

    /// Answers to an instrument, one after another.
    pub(super) fn answers(&self, instrument: &Instrument, skips: bool, work: &mut Work) {
        for item in &instrument.items {
            let skipped = self.own_lot(&["skips", instrument.id.as_str(), item.id.as_str()]);
            if skips && skipped.is_multiple_of(SKIPS) {
                continue;
            }
            let Some(value) = self.answer_to(instrument, item) else { continue };
            let (instrument, item) = (instrument.id.clone(), item.id.clone());
            let key = format!("survey/{instrument}/{item}");
            let fact =
                Fact::Survey { instrument: instrument.clone(), item: item.clone(), value: value.clone() };
            work.offer(self.book, key, Command::AnswerSurvey { instrument, item, value }, vec![fact]);
        }
    }

    fn answer_to(&self, instrument: &Instrument, item: &InstrumentItem) -> Option<SurveyAnswer> {
        let drawn = self.own_lot(&[instrument.id.as_str(), item.id.as_str()]);
        Some(match (&item.scale, &item.options) {
            (Some(scale), _) if item.then_now => {
                let then = on_scale(scale, drawn);
                let now = on_scale(scale, drawn + 1).max(then);
                SurveyAnswer::ThenNow(ThenNow { then: Some(then), now: Some(now) })
            }
            (Some(scale), _) => SurveyAnswer::Value(on_scale(scale, drawn)),
            (None, Some(Options::Listed(options))) => {
                SurveyAnswer::Chosen(Chosen { option: drawn.checked_rem(options.len())? })
            }
            // What is shown lists its options.
            (None, Some(Options::Made(_))) => return None,
            (None, None) => {
                let name_service = drawn.is_multiple_of(2);
                SurveyAnswer::Words(InWords { text: words::looking_back(drawn).to_owned(), name_service })
            }
        })
    }

    /// All that one answers to the follow-up.
    pub(in crate::rehearsal) fn follow_up(&self, asked: &FollowUpAsked) -> Vec<Task> {
        let instrument = &asked.instrument;
        let mut tasks: Vec<Task> = Vec::new();
        for item in &instrument.items {
            let Some(value) = self.answer_to(instrument, item) else { continue };
            let fact = Fact::Survey {
                instrument: instrument.id.clone(),
                item: item.id.clone(),
                value: value.clone(),
            };
            tasks.push(Task {
                key: format!("follow-up/{}", item.id),
                command: Command::AnswerFollowUp { item: item.id.clone(), value },
                facts: vec![fact],
            });
        }
        for plan in self.scene.own.iter().flat_map(|own| own.plans.keys().copied()) {
            let drawn = self.own_lot(&["outcome", &plan.to_string()]);
            let outcome = match drawn % 4 {
                0 => PlanOutcome::Done,
                1 => PlanOutcome::Partly,
                2 => PlanOutcome::NotYet,
                _ => PlanOutcome::NoLongerRelevant,
            };
            let some = |options: &[String]| drawn.checked_rem(options.len()).into_iter().collect();
            tasks.push(Task {
                key: format!("follow-up/plan/{plan}"),
                command: Command::ReportOutcome {
                    plan,
                    outcome,
                    helped: some(&asked.settings.helped.options),
                    hindered: some(&asked.settings.hindered.options),
                },
                facts: vec![Fact::Outcome { plan, outcome }],
            });
        }
        for recall in &asked.recalls {
            let right = self.own_lot(&["recall", recall.point.as_str()]).is_multiple_of(2);
            let point = recall.point.clone();
            tasks.push(Task {
                key: format!("follow-up/recall/{point}"),
                command: Command::AnswerRecall { point: point.clone(), right },
                facts: vec![Fact::Recalled { point, right }],
            });
        }
        tasks
    }
}

fn on_scale(scale: &Scale, drawn: usize) -> i32 {
    let values = usize::from(scale.max.saturating_sub(scale.min)) + 1;
    i32::from(scale.min) + i32::try_from(drawn % values).unwrap_or(0)
}
