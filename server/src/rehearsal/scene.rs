//! What one practice participant sees, read from the views.

use std::collections::{BTreeMap, BTreeSet};

use crosstracks_protocol::{
    ids::ItemId,
    pack::Step,
    view::{
        CaseStudyView, DeskView, GroupView, ImpressionsView, ItemState, ItemStatus, KnowledgeView, OwnView,
        PlansView, SharedView, Standing,
    },
    wire::Layer,
};
use serde::de::DeserializeOwned;

use super::client::Views;

/// A participant's views. Layers that did not change are not read again.
#[derive(Debug, Default)]
pub(super) struct Scene {
    pub(super) shared: Option<SharedView>,
    pub(super) group: Option<GroupView>,
    pub(super) own: Option<OwnView>,
    read: BTreeMap<Layer, u64>,
}

impl Scene {
    /// Reads what changed.
    pub(super) fn refresh(&mut self, views: &Views) -> Result<(), serde_json::Error> {
        let Self { shared, group, own, read } = self;
        renew(shared, Layer::Shared, views, read)?;
        renew(group, Layer::Group, views, read)?;
        renew(own, Layer::Own, views, read)
    }

    /// Whether one is in, and there is something to see.
    pub(super) fn is_in(&self) -> bool {
        self.shared.is_some() && self.own.as_ref().is_some_and(|own| own.standing == Standing::In)
    }

    pub(super) fn impressions(&self) -> Option<&ImpressionsView> {
        self.shared.as_ref()?.impressions.as_ref()
    }

    pub(super) fn knowledge(&self) -> Option<&KnowledgeView> {
        self.shared.as_ref()?.knowledge.as_ref()
    }

    pub(super) fn case_study(&self) -> Option<&CaseStudyView> {
        self.shared.as_ref()?.case_study.as_ref()
    }

    pub(super) fn plans(&self) -> Option<&PlansView> {
        self.shared.as_ref()?.plans.as_ref()
    }

    /// The item that stands for a part of the stage, as the protocol names it.
    pub(super) fn stage_item(&self, part: &str) -> ItemId {
        let stage = self.shared.as_ref().map_or("", |shared| shared.step.stage.as_str());
        ItemId::new(format!("{stage}.{part}"))
    }

    /// The items that take answers, as far as one sees.
    pub(super) fn open_items(&self) -> BTreeSet<ItemId> {
        let mut items: Vec<(ItemId, &ItemStatus)> = Vec::new();
        let Some(shared) = &self.shared else { return BTreeSet::new() };
        if let Some(arrival) = &shared.arrival {
            items.extend(arrival.instruments.iter().map(|(id, view)| (id.clone(), &view.status)));
        }
        if let Some(impressions) = &shared.impressions {
            items.extend(impressions.quotes.iter().map(|(id, quote)| (id.clone(), &quote.status)));
            items.push((self.stage_item("talk"), &impressions.talk));
            items.push((self.stage_item("surprise"), &impressions.surprise));
        }
        if let Some(knowledge) = &shared.knowledge {
            items.extend(knowledge.questions.iter().map(|(id, question)| (id.clone(), &question.status)));
        }
        if let Some(case) = &shared.case_study {
            items.extend(case.parts.iter().map(|(id, part)| (id.clone(), &part.status)));
        }
        if let Some(form) = shared.feedback.as_ref().and_then(|view| view.form.as_ref()) {
            items.push((form.instrument.id.clone(), &form.status));
        }
        if let Some(plans) = &shared.plans {
            items.push((self.stage_item("personal"), &plans.personal));
            items.push((self.stage_item("together"), &plans.together));
        }
        if let Some(pairing) = self.group.as_ref().and_then(|group| group.pairing.as_ref()) {
            items.push((ItemId::new(pairing.pairing.as_str()), &pairing.status));
        }
        items.into_iter().filter(|(_, status)| takes_answers(status)).map(|(id, _)| id).collect()
    }

    /// Where the room is.
    pub(super) fn place(&self) -> Option<Place> {
        let shared = self.shared.as_ref()?;
        let quotes = || {
            let quotes = self.impressions().into_iter().flat_map(|view| view.quotes.values());
            quotes.map(|quote| u32::from(quote.status.shown)).sum()
        };
        let questions = || {
            let questions = self.knowledge().into_iter().flat_map(|view| view.questions.values());
            questions.map(|question| u32::from(question.status.shown)).sum()
        };
        let shown = match shared.step.step {
            Step::Vote | Step::Reveal => quotes(),
            Step::Surprise => self.impressions().map_or(0, |view| u32::from(view.surprise.shown)),
            Step::Write | Step::Harvest => questions(),
            Step::Parts => {
                let parts = self.case_study().into_iter().flat_map(|view| view.parts.values());
                parts.map(|part| u32::from(part.status.shown)).sum()
            }
            _ => 0,
        };
        Some(Place { stage: shared.step.stage_number, step: shared.step.step_number, shown })
    }
}

fn renew<T: DeserializeOwned>(
    part: &mut Option<T>,
    layer: Layer,
    views: &Views,
    read: &mut BTreeMap<Layer, u64>,
) -> Result<(), serde_json::Error> {
    let version = views.version(layer);
    if read.insert(layer, version) != Some(version) {
        *part = views.read(layer)?;
    }
    Ok(())
}

/// Whether people can answer.
pub(super) fn takes_answers(status: &ItemStatus) -> bool {
    matches!(status.state, ItemState::Open | ItemState::Closing)
}

/// Where a room is, seen alike from a phone and from the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// The stage, from 1.
    pub(super) stage: usize,
    /// The step, from 1.
    pub(super) step: usize,
    /// The parts of the step's items that are shown, together.
    pub(super) shown: u32,
}

impl Place {
    /// The place that a desk shows.
    pub(super) fn of_desk(desk: &DeskView) -> Self {
        let shown = match desk.step.step {
            // Which tables were heard before, a phone does not see.
            Step::Plenary => 0,
            _ => desk.items.values().map(|item| u32::from(item.status.shown)).sum(),
        };
        Self { stage: desk.step.stage_number, step: desk.step.step_number, shown }
    }
}
