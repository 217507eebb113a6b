//! What twins differ in: who may know of it from the start, and what tells the others.

use std::collections::BTreeSet;

use crosstracks_protocol::{
    command::{Command, SurveyAnswer, TableAnswer},
    ids::{ItemId, ParticipantId},
    pack::{Lens, Pack, Step},
    view::ItemState,
};

use super::{
    super::doing::{choice, open, with_another_story},
    Twins, later,
};

/// Something hidden. A new activity that hides something adds a case here, and in each function below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Hidden {
    /// Who said the quotes, and what the pack notes on them (V1).
    Truth,
    /// How some people vote (V2).
    Votes,
    /// Who of two people of a service voted which way: counts are the same (V2).
    SwappedVotes,
    /// What some tables write and answer in the talk (V3).
    Talk,
    /// What some groups write about the other service (V3, V4).
    Answers,
    /// The pack's own answers (V5).
    Models,
    /// The parts of the case after the first (V6).
    Parts,
    /// What some tables write on the case.
    CaseNotes,
    /// Who of two people answered a part's poll which way.
    SwappedPolls,
    /// How some people rate themselves (V8).
    Ratings,
    /// What surprised some people.
    Lines,
    /// What some people plan for themselves, and how confident they are of it.
    OwnPlans,
    /// What some tables mean to do, until they hand it in.
    Actions,
    /// What some people thought of the day.
    Feedback,
    /// What some people say weeks later: what became of their plans, what they recall, and all else that is asked.
    FollowUp,
}

impl Hidden {
    pub(super) const ALL: [Self; 15] = [
        Self::Truth,
        Self::Votes,
        Self::SwappedVotes,
        Self::Talk,
        Self::Answers,
        Self::Models,
        Self::Parts,
        Self::CaseNotes,
        Self::SwappedPolls,
        Self::Ratings,
        Self::Lines,
        Self::OwnPlans,
        Self::Actions,
        Self::Feedback,
        Self::FollowUp,
    ];

    /// Whether the packs differ, so that the desk knows.
    pub(super) fn is_in_pack(&self) -> bool {
        matches!(self, Self::Truth | Self::Models | Self::Parts)
    }

    /// A pack for each twin.
    pub(super) fn packs(&self, pack: Pack) -> [Pack; 2] {
        let mut other = pack.clone();
        match self {
            Self::Truth => {
                let all: BTreeSet<_> = other.services.iter().map(|service| service.id.clone()).collect();
                for quote in &mut other.quotes {
                    let one = quote.speaker_services.len() == 1;
                    quote.speaker_services =
                        if one { all.clone() } else { all.iter().take(1).cloned().collect() };
                    quote.context_note = "Something quite different, told at another length.".into();
                    quote.facilitator_note = Some("Another note.".into());
                }
            }
            Self::Models => {
                for question in &mut other.knowledge_questions {
                    question.model_answer = "It is quite otherwise, and told at another length.".into();
                    question.facts.truncate(1);
                }
            }
            Self::Parts => other = with_another_story(other),
            _ => {}
        }
        [pack, other]
    }

    /// What a facilitator did tells some or all of it to others.
    pub(super) fn is_told_by(&self, command: &Command, twins: &mut Twins) {
        let pack = twins.rigs[0].room.pack();
        let is_quote = |item: &ItemId| pack.quotes.iter().any(|quote| quote.id == *item);
        let later_part =
            |item: &ItemId| item.as_str().contains(".part_") && !item.as_str().ends_with(".part_1");
        let entitled = &mut twins.entitled;
        match (self, command) {
            (Self::Truth, Command::Reveal { item, part }) => {
                entitled.everybody |= is_quote(item) && *part >= 2
            }
            // A count of the room.
            (Self::Votes, Command::Close { .. } | Command::GoTo { .. } | Command::Skip { .. }) => {
                entitled.desk = true;
            }
            (Self::Votes, Command::Reveal { item, .. }) => entitled.everybody |= is_quote(item),
            (Self::Models, Command::Reveal { item, part }) => {
                entitled.everybody |= !is_quote(item) && *part >= 2;
            }
            (Self::Parts, Command::Open { items }) => entitled.everybody |= items.iter().any(later_part),
            (Self::Answers, Command::Reveal { item, .. }) => {
                entitled.everybody |= pack.knowledge_questions.iter().any(|question| question.id == *item);
            }
            (Self::Answers, Command::Open { .. } | Command::Reopen { .. }) => twins.meet(),
            (Self::CaseNotes, Command::ShowTable { .. }) => entitled.everybody = true,
            // From the close on they are the room's, whatever closes it.
            (Self::Actions, _) => entitled.everybody |= later::are_handed_in(&twins.rigs[0]),
            (Self::Lines, Command::Close { .. }) => entitled.desk = true,
            (Self::Lines, Command::Reveal { item, .. }) => {
                entitled.everybody |= item.as_str().contains("surprise")
            }
            _ => {}
        }
    }
}

impl Twins {
    /// Where it is the time for it, some people do something else in each twin.
    pub(super) fn hide(&mut self) {
        let step = self.rigs[0].shared().step.step;
        let people = self.rigs[0].people.clone();
        let some: Vec<ParticipantId> = people.iter().step_by(3).cloned().collect();
        match (self.hidden.clone(), step) {
            (Hidden::Votes, Step::Vote) => self.vote(&some, |n, twin| n + twin),
            (Hidden::SwappedVotes, Step::Vote) => self.vote(&people[..2], |n, twin| (n + twin) % 2),
            (Hidden::Ratings, Step::Baseline) => self.rate(&some),
            (Hidden::Talk, Step::Talk) => self.talk(&some),
            (Hidden::Answers, Step::Write) => self.write(&some),
            (Hidden::CaseNotes, Step::Parts) => self.note(&some),
            (Hidden::SwappedPolls, Step::Parts) => self.poll(&people[..2]),
            (Hidden::Lines, Step::Surprise) => self.line(&some),
            (Hidden::OwnPlans, Step::Personal) => self.plan(&some),
            (Hidden::Actions, Step::Together) => self.act(&some),
            (Hidden::Feedback, Step::Form) => self.look_back(&some),
            (Hidden::FollowUp, _) => self.follow_up(&some),
            _ => return,
        }
        self.compare("after something hidden was done");
    }

    pub(super) fn each(&mut self, who: &ParticipantId, commands: [Command; 2]) {
        for (rig, command) in self.rigs.iter_mut().zip(commands) {
            rig.does(who, &command).unwrap_or_else(|refused| panic!("{command:?}: {refused}"));
        }
    }

    fn vote(&mut self, who: &[ParticipantId], way: impl Fn(usize, usize) -> usize) {
        let Some(impressions) = self.rigs[0].shared().impressions else { return };
        let quotes: Vec<_> =
            impressions.order.into_iter().filter(|quote| open(&self.rigs[0], quote)).collect();
        for (n, me) in who.iter().enumerate() {
            for (m, quote) in quotes.iter().enumerate() {
                let commands = [0, 1].map(|twin| Command::Vote {
                    quote: quote.clone(),
                    choice: choice(&self.rigs[twin], way(n, twin) + m),
                });
                self.each(me, commands);
            }
            self.entitled.people.insert(me.clone());
        }
    }

    fn rate(&mut self, who: &[ParticipantId]) {
        let instruments =
            self.rigs[0].shared().arrival.map(|arrival| arrival.instruments).unwrap_or_default();
        for (id, view) in instruments.iter().filter(|(_, view)| view.status.state == ItemState::Open) {
            for (me, item) in
                who.iter().flat_map(|me| view.instrument.items.iter().map(move |item| (me, item)))
            {
                let commands = [1, 3].map(|value| Command::AnswerSurvey {
                    instrument: id.clone(),
                    item: item.id.clone(),
                    value: SurveyAnswer::Value(value),
                });
                self.each(me, commands);
            }
        }
        self.entitled.people.extend(who.iter().cloned());
    }

    /// Their words are those of their group, and the desk's.
    fn say(&mut self, who: &ParticipantId, sheet: &str) {
        let texts = ["Something", "Something that is said at quite another length"];
        self.each(who, texts.map(|text| Command::AddPoint { sheet: sheet.into(), text: text.into() }));
        self.tell(who);
    }

    pub(super) fn tell(&mut self, who: &ParticipantId) {
        self.entitled.desk = true;
        self.entitled.people.insert(who.clone());
        self.entitled.groups.extend(self.rigs[0].group_id(who));
    }

    fn talk(&mut self, who: &[ParticipantId]) {
        let Some(impressions) = self.rigs[0].shared().impressions else { return };
        if impressions.talk.state != ItemState::Open {
            return;
        }
        for (me, quote) in
            who.iter().flat_map(|me| impressions.talk_quotes.iter().map(move |quote| (me, quote)))
        {
            self.say(me, &format!("{quote}.why_chosen"));
            let commands = [0, 1].map(|twin| Command::AnswerForTable {
                quote: quote.clone(),
                answer: TableAnswer::Agreed { choice: choice(&self.rigs[twin], twin) },
            });
            self.each(me, commands);
        }
    }

    fn write(&mut self, who: &[ParticipantId]) {
        for me in who {
            let Some(group) = self.rigs[0].group(me) else { continue };
            let questions = group.questions.keys();
            let asked: Vec<_> = questions.filter(|question| open(&self.rigs[0], question)).collect();
            for question in asked {
                self.say(me, question.as_str());
            }
        }
    }

    /// Groups that meet know what the others wrote.
    fn meet(&mut self) {
        let rig = &self.rigs[0];
        let met: Vec<_> = rig
            .people
            .iter()
            .filter_map(|who| rig.group(who))
            .filter_map(|group| group.pairing.filter(|pairing| pairing.status.state != ItemState::Locked))
            .map(|pairing| pairing.groups.into_keys().collect::<Vec<_>>())
            .filter(|groups| groups.iter().any(|group| self.entitled.groups.contains(group)))
            .flatten()
            .collect();
        self.entitled.groups.extend(met);
    }

    fn note(&mut self, who: &[ParticipantId]) {
        let Some(case) = self.rigs[0].shared().case_study else { return };
        for part in
            case.parts.iter().filter(|(_, part)| part.status.state == ItemState::Open).map(|(id, _)| id)
        {
            for me in who {
                self.say(me, &format!("{part}.we_differ"));
            }
            let questions = case.parts[part].questions.iter();
            for question in questions.filter(|question| question.lens != Lens::Contribution) {
                self.say(&who[0], &format!("{}.{}", case.case, question.id));
            }
        }
    }

    fn poll(&mut self, who: &[ParticipantId]) {
        let Some(case) = self.rigs[0].shared().case_study else { return };
        let parts = case.parts.iter().filter(|(_, part)| part.status.state == ItemState::Open);
        for (id, _) in parts.filter(|(_, part)| part.poll.is_some()) {
            for (n, me) in who.iter().enumerate() {
                let commands =
                    [0, 1].map(|twin| Command::AnswerPoll { part: id.clone(), option: (n + twin) % 2 });
                self.each(me, commands);
                self.entitled.people.insert(me.clone());
            }
        }
    }

    fn line(&mut self, who: &[ParticipantId]) {
        let Some(impressions) = self.rigs[0].shared().impressions else { return };
        if impressions.surprise.state != ItemState::Open {
            return;
        }
        for me in who {
            let texts = ["A line", "A line of quite another length"];
            self.each(me, texts.map(|text| Command::SaySurprise { text: text.into() }));
            self.entitled.people.insert(me.clone());
        }
    }
}
