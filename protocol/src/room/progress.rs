//! How many have answered: numbers for the whole room, never who.

use super::{Room, pairing::Pairing};
use crate::{
    command::GroupsKind,
    ids::{GroupId, ItemId},
    pack::Step,
    view::Progress,
};

impl Room {
    /// How many have answered an item, of how many who could.
    pub(crate) fn progress(&self, item: &ItemId) -> Option<Progress> {
        let is_of_people = self.pack.instrument(item).is_some()
            || self.pack.quote(item).is_some()
            || *item == self.surprise_item()
            || *item == self.personal_item();
        if is_of_people {
            return Some(Progress { done: self.counts.done(item), of: self.counts.present() });
        }
        if *item == self.talk_item() {
            return self.groups_done(GroupsKind::Mixed, |_| true, |table| self.has_talked(table));
        }
        if let Some(question) = self.pack.question(item) {
            let asks = |group: &GroupId| {
                let service = self.grouping.group(group).and_then(|(_, group)| group.service.as_ref());
                service.is_some_and(|s| self.questions_of(s).iter().any(|q| q.id == question.id))
            };
            return self.groups_done(GroupsKind::Single, asks, |group| self.has_answered(group, item));
        }
        if *item == self.together_item() {
            return self.groups_done(GroupsKind::Mixed, |_| true, |table| self.has_agreed(table));
        }
        if self.part(item).is_some() {
            return self.groups_done(GroupsKind::Mixed, |_| true, |table| self.has_worked_on(table, item));
        }
        self.grouping.pairing(item.as_str()).map(|pairing| self.turns_done(pairing))
    }

    /// At which of its turns a pairing is.
    pub(crate) fn turns_done(&self, pairing: &Pairing) -> Progress {
        let turns = self.turns(pairing).len();
        Progress { done: (self.knowledge.turn(&pairing.id) + 1).min(turns), of: turns }
    }

    /// How many have answered all that is open in this step.
    pub(crate) fn progress_now(&self) -> Option<Progress> {
        if self.is_at(Step::Vote) {
            return Some(Progress { done: self.counts.all_open()?, of: self.counts.present() });
        }
        let open: Vec<ItemId> = self
            .items_now()
            .into_iter()
            .filter(|item| self.agenda.item(item.as_str()).takes_answers())
            .collect();
        let first = open.first()?;
        match self.step().step {
            Step::Write => {
                let done = |group: &GroupId| {
                    let service = self.grouping.group(group).and_then(|(_, group)| group.service.as_ref());
                    let asked = service.map(|s| self.questions_of(s)).unwrap_or_default();
                    asked.iter().all(|question| self.has_answered(group, &question.id))
                };
                self.groups_done(GroupsKind::Single, |_| true, done)
            }
            Step::Exchange => {
                let each = open.iter().filter_map(|item| self.progress(item));
                Some(each.fold(Progress { done: 0, of: 0 }, |sum, p| Progress {
                    done: sum.done + p.done,
                    of: sum.of + p.of,
                }))
            }
            _ => self.progress(first),
        }
    }

    fn groups_done(
        &self,
        kind: GroupsKind,
        could: impl Fn(&GroupId) -> bool,
        done: impl Fn(&GroupId) -> bool,
    ) -> Option<Progress> {
        let groups: Vec<_> = self.grouping.formed(kind)?.groups.keys().filter(|id| could(id)).collect();
        Some(Progress { done: groups.iter().filter(|id| done(id)).count(), of: groups.len() })
    }

    /// Whether a table has an answer or a note on each quote of the talk.
    fn has_talked(&self, table: &GroupId) -> bool {
        self.talk_quotes().iter().all(|quote| self.has_said(table, quote))
    }

    /// Whether a group wrote a point on a question, or said that it doesn't know.
    pub(crate) fn has_answered(&self, group: &GroupId, question: &ItemId) -> bool {
        self.points.on(group, question.as_str()).next().is_some()
            || self.knowledge.stance(group, question.as_str()).dont_know
    }
}
