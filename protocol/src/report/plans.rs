//! Part 6: what people mean to do. Collective plans as they stand; personal ones as counts alone.

use serde::Serialize;
use ts_rs::TS;

use super::{
    asked::scale_figures,
    disclosure::{Published, Readers},
    input::ReportInput,
    ratings::RatingFigure,
    snapshot::{Section, Settled, confidence_item, confidence_scale},
};
pub use crate::action::PlanStanding;
use crate::ids::ServiceId;

/// What people mean to do.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct PlansReport {
    /// What groups agreed; for facilitators alone, until somebody has chosen what may go out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collective: Option<Vec<CollectivePlan>>,
    /// Personal plans, as counts.
    pub personal: Published<PersonalFigure>,
    /// How confident people are of their plans, 0 to 10.
    pub confidence: Published<RatingFigure>,
}

/// An action that a group agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct CollectivePlan {
    /// What is to be done.
    pub action: String,
    /// The first step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_step: Option<String>,
    /// Who sees to it: roles, not names.
    pub owners: Vec<PlanOwner>,
    /// By when, in their words or as a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// How they will know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    /// Who else must agree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub must_agree: Option<String>,
    /// Who stands behind it: a role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sponsor: Option<String>,
    /// What the whole room made of it.
    pub standing: PlanStanding,
}

/// Who sees to an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "protocol.ts")]
pub struct PlanOwner {
    /// Of which service.
    pub service: ServiceId,
    /// In which role.
    pub role: String,
}

/// Personal plans. What they are is their owners' alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "protocol.ts")]
pub struct PersonalFigure {
    /// How many people made any.
    pub people: usize,
    /// How many plans they made.
    pub plans: usize,
}

pub(super) fn plans(input: &ReportInput, settled: &Settled, readers: Readers) -> PlansReport {
    let confidence = settled.scales.get(&(Section::Plans, confidence_item()));
    PlansReport {
        collective: (readers == Readers::Facilitators).then(|| input.plans.collective.clone()),
        personal: settled.plans.publish(|room| PersonalFigure {
            people: room.people(),
            plans: room.values().map(|plans| usize::from(*plans)).sum(),
        }),
        confidence: scale_figures(confidence, &confidence_scale(), settled.ratings_fewest).0,
    }
}
