//! Who meets whom in the exchange, and in what order they go through the questions.

use std::collections::BTreeMap;

use crate::{
    ids::{GroupId, ItemId, ServiceId, TextId},
    room::{
        Room,
        groups::Grouping,
        pairing::{self, Pairing},
    },
    view::group::Turn,
};

impl Room {
    /// The groups of a service in a pairing.
    pub(crate) fn side<'a>(
        &'a self,
        pairing: &'a Pairing,
        service: &'a ServiceId,
    ) -> impl Iterator<Item = &'a Grouping> {
        let group = |id| self.grouping.group(id).map(|(_, group)| group);
        pairing.groups.iter().filter_map(group).filter(move |group| group.service.as_ref() == Some(service))
    }

    /// The turns of a pairing's exchange.
    pub(crate) fn turns(&self, pairing: &Pairing) -> Vec<Turn> {
        let mut about: BTreeMap<ServiceId, Vec<ItemId>> = BTreeMap::new();
        for question in self.questions() {
            about.entry(question.target_service.clone()).or_default().push(question.id.clone());
        }
        let order = pairing::turns(pairing, &about, self.seed);
        order
            .into_iter()
            .filter_map(|(author_service, target_service, question)| {
                let (with_people, empty): (Vec<_>, Vec<_>) =
                    self.side(pairing, &target_service).partition(|group| self.present_at(group) > 0);
                // Whoever marks is there to do it.
                let leading = if with_people.is_empty() { empty } else { with_people };
                let targets: Vec<GroupId> = leading.iter().map(|group| group.id.clone()).collect();
                let place = about.get(&target_service)?.iter().position(|id| *id == question)?;
                let lead = pairing::lead(&targets, place)?.clone();
                Some(Turn { question, author_service, target_service, lead })
            })
            .collect()
    }

    /// The pairing in which a group is concerned with a point or question of another: the one where both sit.
    pub(crate) fn shared_pairing<'a>(&'a self, one: &GroupId, other: &GroupId) -> Option<&'a Pairing> {
        self.grouping.pairings_of(one).find(|pairing| pairing.groups.contains(other))
    }

    /// The pairing that a group is in now: the one that is open, or the next to come, or the last.
    pub(crate) fn pairing_now<'a>(&'a self, group: &GroupId) -> Option<&'a Pairing> {
        let pairings: Vec<&Pairing> = self.grouping.pairings_of(group).collect();
        let item = |pairing: &Pairing| self.agenda.item(pairing.id.as_str());
        let open = pairings.iter().find(|pairing| item(pairing).takes_answers());
        let to_come = pairings.iter().find(|pairing| item(pairing).is_ahead());
        open.or(to_come).or(pairings.last()).copied()
    }

    /// The pairing in which a group hears what others wrote about it: the last that has met, or the first.
    pub(crate) fn pairing_about<'a>(&'a self, group: &GroupId, question: &ItemId) -> Option<&'a Pairing> {
        let target = &self.pack.question(question)?.target_service;
        let about = |p: &&Pairing| p.links.iter().any(|link| link.target_service == *target);
        let pairings: Vec<&Pairing> = self.grouping.pairings_of(group).filter(about).collect();
        let met = pairings.iter().rfind(|pairing| self.agenda.item(pairing.id.as_str()).opened);
        met.or(pairings.first()).copied()
    }

    /// What a group said about a question as a whole, in the last of its pairings where it said something.
    pub(crate) fn said_about(&self, question: &ItemId, group: &GroupId) -> Option<TextId> {
        let words = |pairing: &Pairing| self.knowledge.words_on_question(&pairing.id, question, group);
        self.grouping.pairings.iter().rev().find_map(words)
    }

    /// Whether a group has met another, which has then seen what it wrote.
    pub(crate) fn has_met(&self, group: &GroupId) -> bool {
        self.grouping.pairings_of(group).any(|pairing| self.agenda.item(pairing.id.as_str()).opened)
    }
}
