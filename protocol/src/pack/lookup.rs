//! Finding things in a pack.

use super::{Instrument, InstrumentStage, KnowledgeLink, Pack, Preset, Question, Quote, Service, StagePlan};
use crate::ids::{ItemId, PresetId, ServiceId, StageId};

impl Pack {
    /// The service of that name.
    pub fn service(&self, id: &ServiceId) -> Option<&Service> {
        self.services.iter().find(|service| service.id == *id)
    }

    /// The quote of that name, retired or not.
    pub fn quote(&self, id: &ItemId) -> Option<&Quote> {
        self.quotes.iter().find(|quote| quote.id == *id)
    }

    /// The question of that name.
    pub fn question(&self, id: &ItemId) -> Option<&Question> {
        self.knowledge_questions.iter().find(|question| question.id == *id)
    }

    /// The instrument of that name.
    pub fn instrument(&self, id: &ItemId) -> Option<&Instrument> {
        self.instruments.iter().find(|instrument| instrument.id == *id)
    }

    /// The instrument that is asked then.
    pub fn instrument_at(&self, stage: InstrumentStage) -> Option<&Instrument> {
        self.instruments.iter().find(|instrument| instrument.stage == stage)
    }

    /// The preset of that name.
    pub fn preset(&self, id: &PresetId) -> Option<&Preset> {
        self.agenda.presets.iter().find(|preset| preset.id == *id)
    }

    /// Who writes about whom. Unless the pack says so, each service writes about the next, and the
    /// last about the first: for two services that is both ways.
    pub fn links(&self) -> Vec<KnowledgeLink> {
        if !self.knowledge_links.is_empty() || self.services.len() < 2 {
            return self.knowledge_links.clone();
        }
        let next = self.services.iter().cycle().skip(1);
        self.services
            .iter()
            .zip(next)
            .map(|(author, target)| KnowledgeLink {
                author_service: author.id.clone(),
                target_service: target.id.clone(),
            })
            .collect()
    }

    /// The quotes that a preset uses, in the pack's order.
    pub fn quotes_in<'a>(&'a self, preset: &'a Preset) -> impl Iterator<Item = &'a Quote> {
        self.quotes.iter().filter(|quote| !quote.retired && !preset.leave_out.contains(&quote.id))
    }

    /// The questions about a service that a preset uses, in the pack's order.
    pub fn questions_in<'a>(
        &'a self,
        preset: &'a Preset,
        target: &'a ServiceId,
    ) -> impl Iterator<Item = &'a Question> {
        self.knowledge_questions.iter().filter(move |question| {
            question.target_service == *target && !preset.leave_out.contains(&question.id)
        })
    }
}

impl Preset {
    /// The stage of that name.
    pub fn stage(&self, id: &StageId) -> Option<&StagePlan> {
        self.stages.iter().find(|stage| stage.id == *id)
    }
}
