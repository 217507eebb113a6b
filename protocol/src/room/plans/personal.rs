//! Plans of one's own. What is in them only their owner's device can tell.

use super::{Plans, Room};
use crate::{
    event::Event,
    ids::{ParticipantId, TextId},
    rejection::{Rejection, Thing},
    room::decision::{Decision, Draft},
    sealed::Sealed,
    view::OwnPlan,
};

/// The most confident that somebody can be.
const SURE: u8 = 10;

/// A place for a plan of one's own.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Own {
    kept: Option<(TextId, Option<u8>)>,
    /// Goes on rising when another plan comes in its place, so that what is old never looks new.
    revision: u32,
}

impl Own {
    pub(super) fn keep(&mut self, sealed: TextId, confidence: Option<u8>) {
        self.kept = Some((sealed, confidence));
        self.revision += 1;
    }

    pub(super) fn drop(&mut self) {
        self.kept = None;
    }
}

impl Plans {
    /// Whether somebody has a plan of their own.
    pub(crate) fn has_own(&self, who: &ParticipantId) -> bool {
        self.own_of(who).next().is_some()
    }

    /// How confident somebody is of each of their plans.
    pub(crate) fn confidence_of(&self, who: &ParticipantId) -> Vec<Option<u8>> {
        self.own_of(who).map(|(_, _, confidence, _)| confidence).collect()
    }

    pub(in crate::room) fn own_of(
        &self,
        who: &ParticipantId,
    ) -> impl Iterator<Item = (u8, TextId, Option<u8>, u32)> {
        let own = self.personal.get(who).into_iter().flatten();
        own.filter_map(|(plan, own)| {
            let (sealed, confidence) = own.kept?;
            Some((*plan, sealed, confidence, own.revision))
        })
    }

    fn own(&self, who: &ParticipantId, plan: u8) -> Option<(TextId, Option<u8>, u32)> {
        let (_, sealed, confidence, revision) = self.own_of(who).find(|(number, ..)| *number == plan)?;
        Some((sealed, confidence, revision))
    }
}

impl Room {
    pub(crate) fn keep_plan(
        &self,
        me: &ParticipantId,
        plan: u8,
        sealed: &Sealed,
        confidence: Option<u8>,
        revision: u32,
    ) -> Result<Decision, Rejection> {
        if !(1..=self.pack.limits.personal).contains(&plan) || confidence.is_some_and(|sure| sure > SURE) {
            return Err(Rejection::OutOfRange);
        }
        let old = self.plans.own(me, plan);
        if old.map_or(0, |(_, _, revision)| revision) != revision {
            return Err(Rejection::StalePlan);
        }
        let mut draft = Draft::after(self.seq);
        let sealed = draft.sealed(me, sealed);
        draft.push(Event::PlanKept { participant: me.clone(), plan, sealed, confidence });
        Ok(draft.drop_text(old.map(|(sealed, ..)| sealed)).finish())
    }

    pub(crate) fn drop_plan(
        &self,
        me: &ParticipantId,
        plan: u8,
        revision: u32,
    ) -> Result<Decision, Rejection> {
        let (sealed, _, current) = self.plans.own(me, plan).ok_or(Rejection::Unknown(Thing::Plan))?;
        if current != revision {
            return Err(Rejection::StalePlan);
        }
        let mut draft = Draft::after(self.seq);
        draft.push(Event::PlanDropped { participant: me.clone(), plan });
        Ok(draft.drop_text(Some(sealed)).finish())
    }

    /// Somebody's own plans, for themselves.
    pub(crate) fn own_plans(&self, me: &ParticipantId) -> std::collections::BTreeMap<u8, OwnPlan> {
        let view = |(plan, sealed, confidence, revision)| {
            (plan, OwnPlan { sealed: self.texts.owned(sealed), confidence, revision })
        };
        let plans = self.plans.own_of(me).map(view);
        plans.filter(|(_, plan): &(u8, OwnPlan)| !plan.sealed.is_empty()).collect()
    }
}
