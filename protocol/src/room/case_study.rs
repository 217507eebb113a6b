//! The case study: a made-up case is opened part by part, talked over at mixed tables, and heard.

mod items;
mod poll;

use std::collections::{BTreeMap, BTreeSet};

use self::poll::Answers;
pub(crate) use self::poll::PollTally;
use super::{
    Room,
    decision::{Decision, Draft},
    groups::Grouping,
};
use crate::{
    event::Event,
    ids::{GroupId, ItemId, ParticipantId},
    pack::{Lens, Step},
    rejection::{Rejection, StateFault, Thing},
    view::{ItemState, Progress},
};

/// The state of the case study, beside the points.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CaseStudy {
    /// By part.
    polls: BTreeMap<ItemId, BTreeMap<ParticipantId, Answers>>,
    tallies: BTreeMap<ItemId, PollTally>,
    /// The table that the room heard last, by the lens's item.
    heard: BTreeMap<ItemId, GroupId>,
}

impl CaseStudy {
    /// Somebody's answers to polls, by part.
    pub(crate) fn polls_of(&self, participant: &ParticipantId) -> BTreeMap<ItemId, usize> {
        let current = |answers: &BTreeMap<_, Answers>| answers.get(participant)?.current();
        self.polls.iter().filter_map(|(part, answers)| Some((part.clone(), current(answers)?))).collect()
    }

    /// Somebody's answer to a part's poll.
    pub(crate) fn poll_of(&self, part: &ItemId, participant: &ParticipantId) -> Option<usize> {
        self.polls.get(part)?.get(participant)?.current()
    }

    /// Whether somebody has answered a part's poll.
    pub(crate) fn has_polled(&self, part: &ItemId, participant: &ParticipantId) -> bool {
        self.polls.get(part).is_some_and(|answers| answers.contains_key(participant))
    }

    /// How the room answered a part's poll, as counted when it closed last.
    pub(crate) fn tally(&self, part: &ItemId) -> Option<&PollTally> {
        self.tallies.get(part)
    }

    /// The table that the room heard last for a lens.
    pub(crate) fn heard(&self, lens: &ItemId) -> Option<&GroupId> {
        self.heard.get(lens)
    }

    /// Whether the room has heard any table, so that what is written from now on is after the fact.
    pub(crate) fn is_heard(&self) -> bool {
        !self.heard.is_empty()
    }

    /// `k` is the fewest answers for which a poll's result is shown.
    pub(crate) fn apply(&mut self, event: &Event, k: usize) {
        match event {
            Event::PollAnswered { participant, part, option, late, post_reveal } => {
                let given =
                    self.polls.entry(part.clone()).or_default().entry(participant.clone()).or_default();
                if *post_reveal {
                    given.after = Some(*option);
                } else {
                    given.first = Some((*option, !late));
                }
            }
            Event::ItemsClosed { items } => {
                for part in items {
                    if let Some(answers) = self.polls.get(part) {
                        self.tallies.entry(part.clone()).or_default().recount(answers, k);
                    }
                }
            }
            Event::TableShown { item, group } => {
                self.heard.insert(item.clone(), group.clone());
            }
            _ => {}
        }
    }
}

impl Room {
    pub(crate) fn answer_poll(
        &self,
        by: &ParticipantId,
        part: &ItemId,
        option: usize,
    ) -> Result<Decision, Rejection> {
        let poll = self.part(part).and_then(|(_, part)| part.poll.as_ref());
        if option >= poll.map_or(0, |poll| poll.options.len()) {
            return Err(Rejection::OutOfRange);
        }
        let item = self.agenda.item(part.as_str());
        let late = !item.takes_answers();
        let post_reveal = item.exposed;
        let before = self.case_study.polls.get(part).and_then(|answers| answers.get(by));
        if late && before.is_some() {
            // What was said in time stands.
            return Err(Rejection::AlreadyClosed);
        }
        // An answer that came late is another one when it is given again in time.
        let given = |given: &Answers| if post_reveal { given.after } else { given.counted() };
        if before.and_then(given) == Some(option) {
            return Ok(Decision::default());
        }
        let (participant, part) = (by.clone(), part.clone());
        let answered = Event::PollAnswered { participant, part, option, late, post_reveal };
        Ok(Draft::after(self.seq).push(answered).finish())
    }

    /// How many of those present have answered a part's poll.
    pub(crate) fn poll_progress(&self, part: &ItemId) -> Progress {
        Progress { done: self.counts.done(part), of: self.counts.present() }
    }

    pub(crate) fn show_table(&self, item: &ItemId, table: &GroupId) -> Result<Decision, Rejection> {
        if !self.is_at(Step::Plenary) {
            return Err(Rejection::NotNow);
        }
        let lens = self.lens(item).ok_or(Rejection::Unknown(Thing::Item))?;
        let tables = self.grouping.mixed.as_ref().map(|formed| &formed.groups);
        if !tables.is_some_and(|tables| tables.contains_key(table)) {
            return Err(Rejection::Unknown(Thing::Group));
        }
        if self.part_items().iter().any(|part| self.agenda.item(part.as_str()).takes_answers()) {
            return Err(Rejection::WrongState(StateFault::CloseFirst));
        }
        match self.agenda.item(item.as_str()).state {
            ItemState::Skipped => return Err(Rejection::WrongState(StateFault::LeftOut)),
            ItemState::Revealed if self.case_study.heard(item) == Some(table) => {
                return Ok(Decision::default());
            }
            _ => {}
        }
        if self.points_for(table, lens) == 0 {
            return Err(Rejection::WrongState(StateFault::NothingWritten));
        }
        let shown = Event::TableShown { item: item.clone(), group: table.clone() };
        Ok(Draft::after(self.seq).push(shown).finish())
    }

    /// Whether what a table writes on the case may be on everybody's screen.
    pub(crate) fn hears(&self, table: &GroupId) -> bool {
        self.case_study.heard.values().any(|heard| heard == table)
    }

    /// How many points a table wrote for a lens.
    pub(crate) fn points_for(&self, table: &GroupId, lens: Lens) -> usize {
        let sheets = self.part_items().into_iter().flat_map(|part| self.sheets_of(&part, lens));
        sheets.map(|sheet| self.points.on(table, sheet.as_str()).count()).sum()
    }

    /// The table to hear for a lens: one with something to say that was not heard yet, by its number.
    pub(crate) fn table_to_hear(&self, item: &ItemId) -> Option<&Grouping> {
        let lens = self.lens(item)?;
        let heard: BTreeSet<&GroupId> = self.case_study.heard.values().collect();
        let tables = self.grouping.mixed.iter().flat_map(|formed| formed.groups.values());
        tables
            .filter(|table| self.points_for(&table.id, lens) > 0)
            .min_by_key(|table| (heard.contains(&table.id), super::show::number(&table.id)))
    }

    /// Whether a table has a word on every question of a part.
    pub(crate) fn has_worked_on(&self, table: &GroupId, part: &ItemId) -> bool {
        let Some((_, found)) = self.part(part) else { return false };
        found.questions.iter().all(|question| {
            let mut sheets = self.question_sheets(question).into_iter();
            sheets.any(|(_, sheet)| self.points.on(table, sheet.as_str()).next().is_some())
        })
    }
}
