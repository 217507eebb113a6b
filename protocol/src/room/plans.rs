//! Plans: each person's own, which nobody else can read, and what each table will do together.

mod actions;
mod partners;
mod personal;

use std::collections::BTreeMap;

pub(crate) use self::actions::Action;
use self::{actions::Actions, personal::Own};
use super::Room;
use crate::{
    event::Event,
    ids::{GroupId, ItemId, ParticipantId},
    pack::{Activity, Step},
};

/// The state of the plans.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plans {
    personal: BTreeMap<ParticipantId, BTreeMap<u8, Own>>,
    actions: Actions,
}

impl Plans {
    pub(crate) fn apply(&mut self, event: &Event) {
        match event {
            Event::PlanKept { participant, plan, sealed, confidence } => {
                let own = self.personal.entry(participant.clone()).or_default().entry(*plan).or_default();
                own.keep(*sealed, *confidence);
            }
            Event::PlanDropped { participant, plan } => {
                if let Some(own) = self.personal.get_mut(participant).and_then(|own| own.get_mut(plan)) {
                    own.drop();
                }
            }
            event => self.actions.apply(event),
        }
    }

    /// What tables will do.
    pub(crate) fn actions(&self) -> &Actions {
        &self.actions
    }
}

impl Room {
    /// Whether the agenda has plans on it.
    pub(crate) fn has_plans(&self) -> bool {
        self.preset().stages.iter().any(|stage| stage.activity == Activity::Plans)
    }

    /// Whether what the tables agreed on is the room's: from the close on, unless it is open again.
    pub(crate) fn is_submitted(&self) -> bool {
        let item = self.agenda.item(self.together_item().as_str());
        item.opened && !item.takes_answers()
    }

    /// Whether the room has come to reading the actions out.
    pub(crate) fn has_read_out(&self) -> bool {
        let stages = self.preset().stages.iter().enumerate();
        let mut steps = stages.flat_map(|(stage, plan)| {
            let steps = plan.steps.iter().enumerate();
            steps.map(move |(step, plan)| (crate::command::Cursor { stage, step, item: 0 }, plan.step))
        });
        steps.any(|(at, step)| step == Step::ReadOut && self.agenda.began(at).is_some())
    }

    /// The actions in the order in which they are read out: each table's first, then each table's second.
    pub(crate) fn actions_to_read(&self) -> Vec<ItemId> {
        if !self.is_submitted() {
            return Vec::new();
        }
        let mut actions: Vec<(usize, usize, &ItemId)> = Vec::new();
        for group in self.plans.actions.groups() {
            let of_table = self.plans.actions.in_order(group).into_iter().enumerate();
            actions.extend(of_table.map(|(place, (id, _))| (place, super::number(group), id)));
        }
        actions.sort();
        actions.into_iter().map(|(_, _, id)| id.clone()).collect()
    }

    /// Whether a table has agreed on anything.
    pub(crate) fn has_agreed(&self, table: &GroupId) -> bool {
        self.plans.actions.of(table).next().is_some()
    }
}
