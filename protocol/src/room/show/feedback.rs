//! Feedback and the follow-up: what is asked, and what people take with them.

use std::collections::BTreeMap;

use super::super::{Room, follow_up::Outcome};
use crate::{
    command::Cursor,
    ids::{ParticipantId, PointId},
    pack::{Activity, Instrument, Options, Question, Step},
    view::{
        Phase,
        activities::InstrumentView,
        feedback::{CorrectedQuestion, FeedbackView, TakeAway, TakenStage},
        follow_up::{
            DeskFollowUp, FollowUpAsked, FollowUpCard, FollowUpState, FollowUpView, OwnOutcome, OwnRecall,
            RecallView,
        },
    },
};

impl Room {
    /// The feedback stage; nothing in others, nor once the follow-up has taken its place.
    pub(super) fn feedback_view(&self) -> Option<FeedbackView> {
        let has_followed = matches!(self.follow_up.state, Some(FollowUpState::Open | FollowUpState::Over));
        if self.stage().activity != Activity::Feedback || self.agenda.phase == Phase::Lobby || has_followed {
            return None;
        }
        let form = self.feedback_instrument().and_then(|instrument| {
            let item = self.agenda.item(instrument.id.as_str());
            let instrument = self.listed(instrument);
            item.opened.then(|| InstrumentView { status: item.status(), instrument })
        });
        let takes = self.is_at(Step::TakeAway) || self.agenda.phase == Phase::Closed;
        Some(FeedbackView { form, take_away: takes.then(|| self.take_away()) })
    }

    /// An instrument with all that there is to choose from.
    fn listed(&self, instrument: &Instrument) -> Instrument {
        let mut listed = instrument.clone();
        for item in listed.items.iter_mut().filter(|item| matches!(item.options, Some(Options::Made(_)))) {
            item.options = Some(Options::Listed(self.options_of(item)));
        }
        listed
    }

    fn take_away(&self) -> TakeAway {
        let began = |stage: usize| self.agenda.began(Cursor { stage, step: 0, item: 0 }).is_some();
        let stages = self.preset().stages.iter().enumerate();
        let worked = stages.filter(|(at, stage)| began(*at) && stage.activity != Activity::Pause);
        let stages: Vec<TakenStage> = worked
            .map(|(_, stage)| TakenStage { title: stage.title.clone(), minutes: stage.minutes })
            .collect();
        let questions = self.questions();
        TakeAway {
            room: self.id.clone(),
            minutes: stages.iter().map(|stage| u32::from(stage.minutes)).sum(),
            corrections: questions.into_iter().filter_map(|question| self.taken(question)).collect(),
            stages,
            my_session: self.pack.my_session.clone(),
            weeks: self.follow_up_asked().map(|(_, settings)| settings.weeks),
        }
    }

    /// A question with its corrections, if the room was shown them.
    fn taken(&self, question: &Question) -> Option<CorrectedQuestion> {
        if self.agenda.item(question.id.as_str()).shown == 0 {
            return None;
        }
        let mut answers = self.corrections(question);
        answers.retain(|answer| !answer.not_reached);
        let (text, about) = (question.text.clone(), question.target_service.clone());
        (!answers.is_empty()).then_some(CorrectedQuestion { text, about, answers })
    }

    pub(super) fn follow_up_view(&self) -> Option<FollowUpView> {
        let follow_up = &self.follow_up;
        let asked = self.follow_up_asked().filter(|_| follow_up.is_open());
        Some(FollowUpView {
            room: self.id.clone(),
            state: follow_up.state?,
            opens_at: follow_up.opens_at,
            closes_at: follow_up.closes_at,
            asked: asked.map(|(instrument, settings)| FollowUpAsked {
                instrument: self.listed(instrument),
                settings: settings.clone(),
                recalls: self.recalls().iter().filter_map(|point| self.recall_view(point)).collect(),
            }),
        })
    }

    fn recall_view(&self, id: &PointId) -> Option<RecallView> {
        let point = self.points.get(id)?;
        let question = self.pack.question(&point.sheet.as_str().into())?;
        Some(RecallView {
            point: id.clone(),
            question: question.text.clone(),
            about: question.target_service.clone(),
            text: self.texts.owned(point.text),
        })
    }

    pub(super) fn desk_follow_up(&self) -> Option<DeskFollowUp> {
        let (follow_up, fewest) = (&self.follow_up, self.k_service());
        let state = follow_up.state?;
        Some(DeskFollowUp {
            room: self.id.clone(),
            state,
            opens_at: follow_up.opens_at,
            closes_at: follow_up.closes_at,
            answered: Some(self.follow_up_answered()).filter(|answered| *answered >= fewest),
            fewest,
        })
    }

    /// The follow-up, as whoever comes by its page sees it; none before the session's end, or where nobody is asked.
    pub fn follow_up_card(&self) -> Option<FollowUpCard> {
        let follow_up = &self.follow_up;
        let asked = self.follow_up_asked().filter(|_| follow_up.is_open());
        Some(FollowUpCard {
            title: self.title().to_owned(),
            lang: self.pack.lang.clone(),
            state: follow_up.state?,
            opens_at: follow_up.opens_at,
            closes_at: follow_up.closes_at,
            instrument: asked.map(|(instrument, _)| self.listed(instrument)),
        })
    }

    pub(super) fn own_outcomes(&self, me: &ParticipantId) -> BTreeMap<u8, OwnOutcome> {
        let own = |(plan, reported): (&u8, &Outcome)| {
            let Outcome { outcome, helped, hindered } = reported.clone();
            (*plan, OwnOutcome { outcome, helped, hindered })
        };
        self.follow_up.outcomes_of(me).into_iter().flatten().map(own).collect()
    }

    pub(super) fn own_recalls(&self, me: &ParticipantId) -> BTreeMap<PointId, OwnRecall> {
        let own = |(point, right): (&PointId, &bool)| {
            let words = self.knowledge.words_on_point(point);
            let clarifications = words.map(|(_, text)| self.texts.owned(text)).collect();
            (point.clone(), OwnRecall { right: *right, mark: self.knowledge.mark(point), clarifications })
        };
        self.follow_up.recalled_by(me).into_iter().flatten().map(own).collect()
    }
}
