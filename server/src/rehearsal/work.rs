//! What there is to do for a practice participant, given what they see and what they did already.
//!
//! Pure: the same scene and the same book give the same next task. People of a group share the work out
//! by their order in it, so that no two do the same thing and several write at once.

use std::collections::{BTreeMap, BTreeSet};

use crosstracks_protocol::{
    command::{Choice, Command, TableAnswer},
    ids::{ItemId, ParticipantId, ServiceId, SheetId},
    pack::Step,
    view::{GroupView, ImpressionsView, ItemState, Phase},
};

use super::{
    book::{Book, Fact},
    scene::{Scene, takes_answers},
    words::{self, lot},
};

mod case_study;
mod exchange;
mod feedback;
mod plans;
mod writing;

/// Somebody who looks at what there is to do.
pub(super) struct Worker<'a> {
    pub(super) seed: u64,
    /// Their number, from 0.
    pub(super) index: usize,
    pub(super) id: &'a ParticipantId,
    /// All practice participants: they alone share the work out.
    pub(super) practice: &'a BTreeSet<ParticipantId>,
    pub(super) scene: &'a Scene,
    pub(super) book: &'a Book,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Task {
    /// What it is, once for each participant.
    pub(super) key: String,
    pub(super) command: Command,
    /// What holds once it is acknowledged.
    pub(super) facts: Vec<Fact>,
}

/// What there is to do.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Work {
    /// The first thing.
    pub(super) next: Option<Task>,
    /// Open items that are not finished though there is nothing to do: somebody else's turn.
    pub(super) waits: BTreeSet<ItemId>,
}

impl Work {
    /// Offers a task, which is taken if there is none yet and it was not done.
    fn offer(&mut self, book: &Book, key: String, command: Command, facts: Vec<Fact>) {
        if self.next.is_none() && !book.has(&key) {
            self.next = Some(Task { key, command, facts });
        }
    }
}

/// One in so many changes their vote once.
const CHANGES_A_VOTE: usize = 9;

impl Worker<'_> {
    /// What there is to do now.
    pub(super) fn work(&self) -> Work {
        let mut work = Work::default();
        let Some(shared) = self.scene.shared.as_ref().filter(|_| self.scene.is_in()) else { return work };
        work.offer(self.book, "rules".to_owned(), Command::AcceptRules {}, vec![Fact::Rules]);
        if shared.phase != Phase::Live {
            return work;
        }
        self.baseline(&mut work);
        self.votes(&mut work);
        self.talk(&mut work);
        self.surprise(&mut work);
        self.case_study(&mut work);
        self.feedback(&mut work);
        self.plans(&mut work);
        if let Some(group) = self.single_group() {
            self.write(group, &mut work);
            if shared.step.step == Step::Match {
                self.here(group, &mut work);
            }
            self.exchange(group, &mut work);
            self.dispute(group, &mut work);
        }
        work
    }

    fn baseline(&self, work: &mut Work) {
        let arrival = self.scene.shared.iter().filter_map(|shared| shared.arrival.as_ref());
        let open = arrival.flat_map(|view| view.instruments.values());
        for view in open.filter(|view| takes_answers(&view.status)) {
            self.answers(&view.instrument, false, work);
        }
    }

    fn votes(&self, work: &mut Work) {
        let Some(impressions) = self.scene.impressions() else { return };
        for quote in &impressions.order {
            if !impressions.quotes.get(quote).is_some_and(|view| takes_answers(&view.status)) {
                continue;
            }
            let mut vote = |round: &str| {
                let choice = self.choice(quote, round);
                let command = Command::Vote { quote: quote.clone(), choice: choice.clone() };
                let facts = vec![Fact::Vote { quote: quote.clone(), choice }];
                work.offer(self.book, format!("vote/{quote}{round}"), command, facts);
            };
            vote("");
            if self.own_lot(&["again", quote.as_str()]).is_multiple_of(CHANGES_A_VOTE) {
                vote("/again");
            }
        }
    }

    /// A plausible spread: a quote sounds like one service to about half of the room.
    fn choice(&self, quote: &ItemId, round: &str) -> Choice {
        let services = self.services();
        let sounds_like = lot(self.seed, &["sounds like", quote.as_str()]) % services.len().max(1);
        let other = self.own_lot(&["other", quote.as_str(), round]) % services.len().max(1);
        let one = |at: usize| services.get(at).into_iter().map(|service| (*service).clone()).collect();
        Choice(match self.own_lot(&["vote", quote.as_str(), round]) % 20 {
            0..10 => one(sounds_like),
            10..15 => one(other),
            15..18 => services.into_iter().cloned().collect(),
            _ => BTreeSet::new(),
        })
    }

    fn talk(&self, work: &mut Work) {
        let Some((impressions, table)) = self.scene.impressions().zip(self.scene.group.as_ref()) else {
            return;
        };
        if !takes_answers(&impressions.talk) {
            return;
        }
        for (place, quote) in impressions.talk_quotes.iter().enumerate() {
            let drawn = lot(self.seed, &[table.group.as_str(), quote.as_str()]);
            let note = |part: &str, text: &str, work: &mut Work| {
                let sheet = SheetId::new(format!("{quote}.{part}"));
                self.add_point(table, &sheet, text.to_owned(), work);
            };
            if self.is_turn(table, place) {
                let answer = match drawn % 4 {
                    0 => TableAnswer::Split {},
                    _ => TableAnswer::Agreed { choice: self.choice(quote, table.group.as_str()) },
                };
                let command = Command::AnswerForTable { quote: quote.clone(), answer: answer.clone() };
                let fact = Fact::TableAnswer { group: table.group.clone(), quote: quote.clone(), answer };
                work.offer(self.book, format!("table/{}/{quote}", table.group), command, vec![fact]);
            }
            if self.is_turn(table, place + 1) {
                note("why_said", words::why_said(drawn), work);
            }
            if self.is_turn(table, place + 2) {
                note("why_chosen", words::why_chosen(drawn), work);
            }
        }
    }

    fn surprise(&self, work: &mut Work) {
        let takes = |view: &ImpressionsView| takes_answers(&view.surprise);
        if self.scene.impressions().is_some_and(takes) {
            let text = words::surprise(self.own_lot(&["surprise"])).to_owned();
            let facts = vec![Fact::Surprise { text: text.clone() }];
            work.offer(self.book, "surprise".to_owned(), Command::SaySurprise { text }, facts);
        }
    }

    fn dispute(&self, group: &GroupView, work: &mut Work) {
        let Some(knowledge) = self.scene.knowledge() else { return };
        for (id, question) in &knowledge.questions {
            let mine = group.service.as_ref() == Some(&question.target_service);
            let seen = question.status.state == ItemState::Revealed && question.model.is_some();
            let disputed = lot(self.seed, &["dispute", id.as_str()]).is_multiple_of(4);
            if mine && seen && disputed && group.number == 1 && self.is_turn(group, 0) {
                let text = words::dispute().to_owned();
                let command = Command::DisputeModel { question: id.clone(), text: text.clone() };
                let fact = Fact::Disputed { question: id.clone(), text };
                work.offer(self.book, format!("dispute/{id}"), command, vec![fact]);
            }
        }
    }

    fn add_point(&self, group: &GroupView, sheet: &SheetId, text: String, work: &mut Work) {
        if group.sheets.get(sheet).is_some_and(|points| points.values().any(|point| point.text == text)) {
            // Whoever had this turn before wrote it already.
            return;
        }
        let key = format!("point/{}/{sheet}/{text}", group.group);
        let command = Command::AddPoint { sheet: sheet.clone(), text: text.clone() };
        let fact = Fact::Point { group: group.group.clone(), sheet: sheet.clone(), text, stands: true };
        work.offer(self.book, key, command, vec![fact]);
    }

    fn single_group(&self) -> Option<&GroupView> {
        self.scene.knowledge()?;
        self.scene.group.as_ref().filter(|group| group.service.is_some())
    }

    /// Whether something with a number is one's own to do, among the practice participants of one's group.
    fn is_turn(&self, group: &GroupView, number: usize) -> bool {
        let mine = group.people.iter().filter(|(id, person)| !person.left && self.practice.contains(*id));
        let mut here: Vec<&ParticipantId> = mine.map(|(id, _)| id).collect();
        here.sort();
        number.checked_rem(here.len()).and_then(|turn| here.get(turn)).is_some_and(|id| *id == self.id)
    }

    fn own_lot(&self, words: &[&str]) -> usize {
        lot(self.seed.wrapping_add(self.index as u64), words)
    }

    fn services(&self) -> Vec<&ServiceId> {
        let services = self.scene.shared.iter().flat_map(|shared| &shared.materials.services);
        services.map(|service| &service.id).collect()
    }

    fn service_names(&self) -> BTreeMap<&ServiceId, &str> {
        let services = self.scene.shared.iter().flat_map(|shared| &shared.materials.services);
        services.map(|service| (&service.id, service.name.as_str())).collect()
    }
}
