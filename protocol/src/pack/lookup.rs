//! Finding things in a pack.

use super::{
    Case, FollowUpSettings, Instrument, InstrumentStage, KnowledgeLink, Pack, Preset, Question, Quote,
    Service, StagePlan,
};
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

    /// The instrument that a feedback stage asks.
    pub fn feedback_of(&self, stage: &StagePlan) -> Option<&Instrument> {
        self.instrument_at(if stage.pulse { InstrumentStage::Pulse } else { InstrumentStage::Feedback })
    }

    /// The instrument that is asked weeks after a session of a preset, and how. None after the first of two
    /// sessions: the second has it.
    pub fn follow_up_in(&self, preset: &Preset) -> Option<(&Instrument, &FollowUpSettings)> {
        if preset.stages.iter().any(|stage| stage.pulse) {
            return None;
        }
        Some((self.instrument_at(InstrumentStage::Followup)?, self.follow_up.as_ref()?))
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

    /// The case that a preset talks through: the first that it does not leave out.
    pub fn case_in(&self, preset: &Preset) -> Option<&Case> {
        self.cases.iter().find(|case| !preset.leave_out.contains(&case.id))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(pack: &Pack) -> Vec<(String, String)> {
        pack.links()
            .into_iter()
            .map(|link| (link.author_service.to_string(), link.target_service.to_string()))
            .collect()
    }

    fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(author, target)| ((*author).to_owned(), (*target).to_owned())).collect()
    }

    #[test]
    fn without_links_each_service_writes_about_the_next() {
        let mut pack = Pack::sample();
        pack.knowledge_links.clear();
        assert_eq!(pairs(&pack), owned(&[("gp", "asc"), ("asc", "gp")]));

        let three = Pack::parse(include_str!("../../../packs/three-services.json")).unwrap();
        assert_eq!(pairs(&three), owned(&[("gp", "asc"), ("asc", "cn"), ("cn", "gp")]));
    }

    #[test]
    fn links_that_the_pack_names_are_the_links() {
        let mut pack = Pack::sample();
        pack.knowledge_links.truncate(1);
        assert_eq!(pairs(&pack), owned(&[("gp", "asc")]));
    }

    #[test]
    fn a_preset_leaves_out_what_it_has_no_time_for() {
        let mut pack = Pack::sample();
        pack.quotes[7].retired = true;
        let brisk = pack.preset(&"brisk".into()).unwrap();
        let quotes: Vec<&str> = pack.quotes_in(brisk).map(|quote| quote.id.as_str()).collect();
        assert_eq!(quotes, ["q1", "q4", "q5", "q6", "q7"]);
        let target = "asc".into();
        let questions: Vec<&str> =
            pack.questions_in(brisk, &target).map(|question| question.id.as_str()).collect();
        assert_eq!(questions, ["a1", "a3", "a4", "a5", "a6"]);
    }

    #[test]
    fn a_preset_talks_through_the_first_case_that_it_does_not_leave_out() {
        let mut pack = Pack::sample();
        let other = Case { id: "other".into(), ..pack.cases[0].clone() };
        pack.cases.push(other);
        let mut preset = pack.agenda.presets[0].clone();
        assert_eq!(pack.case_in(&preset).unwrap().id, pack.cases[0].id);
        preset.leave_out.push(pack.cases[0].id.clone());
        assert_eq!(pack.case_in(&preset).unwrap().id.as_str(), "other");
        preset.leave_out.push("other".into());
        assert_eq!(pack.case_in(&preset), None);
    }

    #[test]
    fn things_are_found_by_their_ids() {
        let pack = Pack::sample();
        assert_eq!(pack.service(&"asc".into()).unwrap().letter, 'A');
        assert_eq!(pack.quote(&"q8".into()).unwrap().speaker_services.len(), 2);
        assert_eq!(pack.question(&"g6".into()).unwrap().target_service.as_str(), "gp");
        assert_eq!(pack.instrument(&"baseline".into()), pack.instrument_at(InstrumentStage::Baseline));
        assert_eq!(pack.instrument_at(InstrumentStage::Followup).unwrap().id.as_str(), "followup");
        let preset = &pack.agenda.presets[0];
        assert_eq!(preset.stage(&"knowledge".into()).unwrap().minutes, 60);
        assert_eq!(preset.stage(&"lunch".into()), None);
    }
}
