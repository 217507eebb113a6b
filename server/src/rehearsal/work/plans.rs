//! Making plans: one's own, sealed, and what one's table will do.

use crosstracks_protocol::{
    action::ActionField,
    command::Command,
    ids::ItemId,
    view::{GroupView, OwnPlan, plans::DraftAction},
};

use super::{Fact, Work, Worker};
use crate::rehearsal::{
    scene::takes_answers,
    words::{self, lot},
};

/// Of so many plans one is changed afterwards.
const CHANGED: usize = 5;
/// Of so many plans one is dropped again.
const DROPPED: usize = 7;
/// Of so many plans one comes without how confident one is.
const UNSURE: usize = 6;
/// The most actions that a table agrees on.
const MOST_ACTIONS: usize = 2;

impl Worker<'_> {
    pub(super) fn plans(&self, work: &mut Work) {
        let Some(plans) = self.scene.plans() else { return };
        if takes_answers(&plans.personal) {
            self.own_plans(work);
        }
        if let Some(table) = self.scene.group.as_ref().filter(|_| takes_answers(&plans.together)) {
            self.together(table, work);
        }
    }

    fn own_plans(&self, work: &mut Work) {
        let (Some(shared), Some(own)) = (&self.scene.shared, &self.scene.own) else { return };
        let most = usize::from(shared.materials.limits.personal).max(1);
        for number in 1..=1 + self.own_lot(&["plans"]) % most {
            let Ok(plan) = u8::try_from(number) else { break };
            let drawn = self.own_lot(&["plan", &number.to_string()]);
            let there = own.plans.get(&plan);
            self.keep_plan(plan, drawn, there, "", work);
            if drawn.is_multiple_of(CHANGED) {
                self.keep_plan(plan, drawn / CHANGED, there, "/again", work);
            }
            if let Some(there) = there.filter(|_| drawn % DROPPED == 1) {
                let command = Command::DropPlan { plan, revision: there.revision };
                work.offer(
                    self.book,
                    format!("plan/{plan}/drop"),
                    command,
                    vec![Fact::OwnPlan { plan, kept: None }],
                );
            }
        }
    }

    fn keep_plan(&self, plan: u8, drawn: usize, there: Option<&OwnPlan>, round: &str, work: &mut Work) {
        let Some(sealed) = words::sealed(drawn) else { return };
        let confidence = u8::try_from(drawn % 11).ok().filter(|_| !drawn.is_multiple_of(UNSURE));
        let kept = Some((sealed.as_str().to_owned(), confidence));
        let revision = there.map_or(0, |plan| plan.revision);
        let command = Command::KeepPlan { plan, sealed, confidence, revision };
        work.offer(self.book, format!("plan/{plan}{round}"), command, vec![Fact::OwnPlan { plan, kept }]);
    }

    fn together(&self, table: &GroupView, work: &mut Work) {
        let Some(shared) = &self.scene.shared else { return };
        let most = usize::from(shared.materials.limits.collective).min(MOST_ACTIONS).max(1);
        let drawn = lot(self.seed, &["actions", table.group.as_str()]);
        for place in 0..=drawn % most {
            let text = words::action(drawn / most + place);
            let there = table.actions.iter().find(|(_, action)| says(action, &ActionField::Action, text));
            match there {
                Some((id, action)) => self.fill_in(table, id, action, (place, drawn + place), text, work),
                // There is room for it: whoever has that turn is about to add it.
                None if table.actions.len() < usize::from(shared.materials.limits.collective) => {
                    if self.is_turn(table, place) {
                        let command = Command::AddAction { text: text.to_owned() };
                        let fact = action_fact(table, text, ActionField::Action, text);
                        work.offer(self.book, format!("action/{}/{text}", table.group), command, vec![fact]);
                    }
                    work.waits.insert(self.scene.stage_item("together"));
                }
                None => {}
            }
        }
    }

    /// The parts of an action, shared out among the table from the person after the one who added it.
    fn fill_in(
        &self,
        table: &GroupView,
        id: &ItemId,
        action: &DraftAction,
        (place, drawn): (usize, usize),
        text: &str,
        work: &mut Work,
    ) {
        let owners =
            self.services().into_iter().enumerate().map(|(n, service)| {
                (ActionField::Owner(service.clone()), words::owner(drawn + n).to_owned())
            });
        let parts = [
            (ActionField::FirstStep, words::first_step(drawn).to_owned()),
            (ActionField::By, format!("2027-0{}-15", 1 + drawn % 9)),
            (ActionField::Measure, words::measure(drawn).to_owned()),
            (ActionField::MustAgree, words::must_agree(drawn).to_owned()),
        ];
        for (turn, (field, says)) in owners.chain(parts).enumerate() {
            let there = action.parts.get(&field).filter(|part| !part.text.is_empty());
            if there.is_none() && self.is_turn(table, place + turn + 1) {
                let revision = action.parts.get(&field).map_or(0, |part| part.revision);
                let fact = action_fact(table, text, field.clone(), &says);
                let key = format!("action/{id}/{field}");
                let command = Command::WriteAction { action: id.clone(), field, text: says, revision };
                work.offer(self.book, key, command, vec![fact]);
            }
        }
    }
}

fn says(action: &DraftAction, field: &ActionField, text: &str) -> bool {
    action.parts.get(field).is_some_and(|part| part.text == text)
}

fn action_fact(table: &GroupView, action: &str, field: ActionField, text: &str) -> Fact {
    Fact::Action { group: table.group.clone(), action: action.to_owned(), field, text: text.to_owned() }
}
