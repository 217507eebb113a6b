//! The plans: what the tables will do, as they write it, as the room sees it and as the desk does.

use std::collections::BTreeMap;

use super::{
    super::{Room, plans::Action},
    number,
};
use crate::{
    action::{ActionField, PlanStanding},
    ids::{GroupId, ItemId, ParticipantId, TextId},
    pack::{Activity, Step},
    room::groups::Grouping,
    view::plans::{ActionPart, ActionView, DeskPlans, DraftAction, PlansView},
};

impl Room {
    /// What the room has been shown of the plans; nothing in other stages.
    pub(super) fn plans_view(&self) -> Option<PlansView> {
        if self.stage().activity != Activity::Plans {
            return None;
        }
        let order = self.actions_to_read();
        let action = |id: &ItemId| Some((id.clone(), self.action_view(self.plans.actions().get(id)?)));
        Some(PlansView {
            personal: self.agenda.item(self.personal_item().as_str()).status(),
            together: self.agenda.item(self.together_item().as_str()).status(),
            actions: order.iter().filter_map(action).collect(),
            spotlight: self.spotlight().filter(|_| self.is_at(Step::ReadOut)),
            order,
        })
    }

    fn action_view(&self, action: &Action) -> ActionView {
        let words = |text: TextId| self.texts.owned(text);
        let part = |field| action.text(&field).map(words);
        ActionView {
            group: action.group.clone(),
            table: number(&action.group),
            number: action.number,
            action: part(ActionField::Action).unwrap_or_default(),
            first_step: part(ActionField::FirstStep),
            owners: action.owners().map(|(service, text)| (service.clone(), words(text))).collect(),
            by: part(ActionField::By),
            measure: part(ActionField::Measure),
            must_agree: part(ActionField::MustAgree),
            standing: action.standing,
            sponsor: action.sponsor.map(words),
        }
    }

    /// A table's actions, as it writes them.
    pub(super) fn draft_actions(&self, table: &GroupId) -> BTreeMap<ItemId, DraftAction> {
        let actions = self.plans.actions().of(table);
        actions.map(|(id, action)| (id.clone(), self.draft_action(action))).collect()
    }

    fn draft_action(&self, action: &Action) -> DraftAction {
        let part = |(field, text, revision): (&ActionField, Option<TextId>, u32)| {
            let text = text.map_or_else(String::new, |text| self.texts.owned(text));
            (field.clone(), ActionPart { text, revision })
        };
        DraftAction {
            number: action.number,
            parts: action.parts().map(part).collect(),
            warnings: self.warnings(action),
            settled: action.standing != PlanStanding::Proposed,
        }
    }

    /// Who says their plan to whom at a table, while people do.
    pub(super) fn partners_now(&self, table: &Grouping) -> Vec<Vec<ParticipantId>> {
        if self.is_at(Step::Rehearse) { self.partners(table) } else { Vec::new() }
    }

    pub(super) fn desk_plans(&self) -> Option<DeskPlans> {
        let mut shown = self.plans_view()?;
        let mut warnings = BTreeMap::new();
        for (id, action) in self.plans.actions().groups().flat_map(|table| self.plans.actions().of(table)) {
            shown.actions.insert(id.clone(), self.action_view(action));
            let found = self.warnings(action);
            if !found.is_empty() {
                warnings.insert(id.clone(), found);
            }
        }
        Some(DeskPlans { shown, warnings })
    }
}
