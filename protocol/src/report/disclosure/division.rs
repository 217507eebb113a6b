//! Those answers of a table that may be published: the room's, and its services' apart.

mod safe;

use std::collections::{BTreeMap, BTreeSet};

use ts_rs::TS;

pub(crate) use self::safe::are_safe;
use super::{Fewest, Published, Table};
use crate::ids::{ParticipantId, ServiceId};

/// Whether answers of people of no one service are in the room's figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bridges {
    /// They are, and so services are never apart: what is left of the room without the services would be
    /// theirs.
    Counted,
    /// They are not, in any figure of anybody.
    LeftOut,
}

/// People whose answers may be published together.
#[derive(Clone, PartialEq)]
pub(crate) struct Group<V> {
    /// One service, or several together; none for the whole room.
    pub(crate) services: Vec<ServiceId>,
    answers: BTreeMap<ParticipantId, V>,
}

/// What may be published of a table. It holds answers, so it cannot be written out.
#[derive(Clone, PartialEq)]
pub(crate) struct Division<V> {
    pub(crate) fewest: Fewest,
    /// The room; none if too few answered.
    room: Option<Group<V>>,
    /// The services apart; none if that would give somebody away.
    parts: Vec<Group<V>>,
}

impl<V> Group<V> {
    /// How many people; never too few.
    pub(crate) fn people(&self) -> usize {
        self.answers.len()
    }

    /// What they answered.
    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.answers.values()
    }

    /// A figure of them.
    pub(crate) fn publish<T: TS>(&self, figure: impl FnOnce(&Self) -> T) -> Published<T> {
        Published::of(self, figure)
    }
}

impl<V: Clone + PartialEq> Division<V> {
    /// Divides a table among the services of which anybody has come.
    ///
    /// A service with too few answers is put together with the next smallest, until they are enough and more
    /// than one. Services are apart only where at least two such parts are left.
    pub(crate) fn of(
        table: &Table<V>,
        services: &BTreeSet<ServiceId>,
        fewest: Fewest,
        bridges: Bridges,
    ) -> Self {
        let mut apart: BTreeMap<&ServiceId, BTreeMap<ParticipantId, V>> =
            services.iter().map(|service| (service, BTreeMap::new())).collect();
        let mut room = BTreeMap::new();
        let mut any_bridge = false;
        for (who, service, value) in table.answers() {
            let own = service.and_then(|service| apart.get_mut(service));
            any_bridge |= own.is_none();
            if own.is_some() || bridges == Bridges::Counted {
                room.insert(who.clone(), value.clone());
            }
            if let Some(own) = own {
                own.insert(who.clone(), value.clone());
            }
        }
        let room =
            (room.len() >= fewest.pooled.max(1)).then(|| Group { services: Vec::new(), answers: room });
        let split = room.is_some() && !(any_bridge && bridges == Bridges::Counted);
        let services =
            apart.into_iter().map(|(service, answers)| Group { services: vec![service.clone()], answers });
        let parts = if split { parts(services.collect(), fewest.split) } else { Vec::new() };
        Self { fewest, room, parts }
    }

    /// What of this may be published to those who may read less.
    #[must_use]
    pub(crate) fn coarser(&self, fewest: Fewest) -> Self {
        let room = self.room.clone().filter(|room| room.people() >= fewest.pooled);
        let parts = if room.is_some() { parts(self.parts.clone(), fewest.split) } else { Vec::new() };
        Self { fewest, room, parts }
    }

    /// Whether services are apart.
    pub(crate) fn is_split(&self) -> bool {
        !self.parts.is_empty()
    }

    /// The room's group.
    pub(crate) fn room(&self) -> Option<&Group<V>> {
        self.room.as_ref()
    }

    /// The services apart.
    pub(crate) fn parts(&self) -> &[Group<V>] {
        &self.parts
    }

    /// A figure of the room, or word of how many it takes.
    pub(crate) fn publish<T: TS>(&self, figure: impl FnOnce(&Group<V>) -> T) -> Published<T> {
        match &self.room {
            Some(room) => room.publish(figure),
            None => Published::not_shown(self.fewest.pooled),
        }
    }

    /// Figures of the services apart, or word of how many of each it takes.
    pub(crate) fn publish_parts<T: TS>(&self, figures: impl FnOnce(&[Group<V>]) -> T) -> Published<T> {
        match self.parts.first() {
            // Every part has enough people.
            Some(part) => part.publish(|_| figures(&self.parts)),
            None => Published::not_shown(self.fewest.split),
        }
    }

    /// Without its parts: for what is shown of the room alone.
    #[must_use]
    pub(crate) fn pooled(mut self) -> Self {
        self.parts.clear();
        self
    }

    /// This division, or the last one published where this one is not safe beside all that was published
    /// before. Also says whether it is the older one.
    pub(crate) fn settle(self, earlier: &[&Self], is_safe: impl Fn(&[&Self]) -> bool) -> (Self, bool) {
        let last = earlier.iter().rev().find(|division| division.room.is_some());
        let all: Vec<&Self> = earlier.iter().copied().chain([&self]).collect();
        match last {
            Some(last) if !is_safe(&all) => ((*last).clone(), true),
            _ => (self, false),
        }
    }

    fn groups(&self) -> impl Iterator<Item = &Group<V>> {
        self.room.iter().chain(&self.parts)
    }

    /// The same people with a part of what they answered.
    pub(crate) fn map<W>(&self, of: impl Fn(&V) -> W) -> Division<W> {
        let group = |group: &Group<V>| Group {
            services: group.services.clone(),
            answers: group.answers.iter().map(|(who, value)| (who.clone(), of(value))).collect(),
        };
        Division {
            fewest: self.fewest,
            room: self.room.as_ref().map(group),
            parts: self.parts.iter().map(group).collect(),
        }
    }
}

/// Puts the groups that are too small together with the next smallest.
fn parts<V>(mut parts: Vec<Group<V>>, fewest: usize) -> Vec<Group<V>> {
    parts.sort_by(|a, b| (a.people(), &a.services).cmp(&(b.people(), &b.services)));
    let small = parts.iter().filter(|part| part.people() < fewest).count();
    if small > 0 {
        let mut together = Group { services: Vec::new(), answers: BTreeMap::new() };
        let mut rest = parts.into_iter();
        let mut taken = 0;
        while taken < small || together.services.len() < 2 || together.people() < fewest {
            let Some(part) = rest.next() else { return Vec::new() };
            taken += 1;
            together.services.extend(part.services);
            together.answers.extend(part.answers);
        }
        parts = rest.chain([together]).collect();
    }
    if parts.len() > 1 { parts } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEWEST: Fewest = Fewest { pooled: 3, split: 5 };

    /// So many answers of services a, b, c … and of people of no one service.
    fn table(sizes: &[usize], bridges: usize) -> Table<u8> {
        let of = |service: Option<String>, n: usize| {
            (0..n).map(move |i| {
                let name = service.clone().unwrap_or("x".into());
                let who = ParticipantId::new(format!("{name}{i}"));
                (who, (service.clone().map(|name| ServiceId::from(name.as_str())), 0))
            })
        };
        let services = sizes.iter().zip('a'..).flat_map(|(n, name)| of(Some(name.to_string()), *n));
        services.chain(of(None, bridges)).collect()
    }

    fn names(n: usize) -> BTreeSet<ServiceId> {
        ('a'..).take(n).map(|name| ServiceId::from(name.to_string().as_str())).collect()
    }

    fn divide(sizes: &[usize], bridges: usize, of: Bridges) -> Division<u8> {
        Division::of(&table(sizes, bridges), &names(sizes.len()), FEWEST, of)
    }

    /// The parts as texts, such as `a5 b+c7`.
    fn shown(sizes: &[usize]) -> String {
        let division = divide(sizes, 0, Bridges::LeftOut);
        let part = |part: &Group<u8>| {
            let services: Vec<&str> = part.services.iter().map(ServiceId::as_str).collect();
            format!("{}{}", services.join("+"), part.people())
        };
        division.parts().iter().map(part).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn of_two_services_both_are_apart_or_none() {
        assert_eq!(shown(&[5, 5]), "a5 b5");
        assert_eq!(shown(&[12, 4]), "");
        assert_eq!(shown(&[12, 0]), "");
    }

    #[test]
    fn of_three_a_small_one_takes_the_next_smallest_with_it() {
        assert_eq!(shown(&[5, 6, 7]), "a5 b6 c7");
        assert_eq!(shown(&[2, 6, 7]), "c7 a+b8");
        assert_eq!(shown(&[9, 2, 1]), "");
        assert_eq!(shown(&[9, 2, 3]), "a9 b+c5");
        assert_eq!(shown(&[9, 0, 7]), "a9 b+c7");
        assert_eq!(shown(&[9, 1, 1, 6]), "a9 b+c+d8");
    }

    #[test]
    fn the_room_takes_its_own_number() {
        assert_eq!(divide(&[1, 1], 0, Bridges::LeftOut).room().map(Group::people), None);
        assert_eq!(divide(&[2, 1], 0, Bridges::LeftOut).room().map(Group::people), Some(3));
        let nobody =
            Division::of(&table(&[0, 0], 0), &names(2), Fewest { pooled: 0, split: 0 }, Bridges::Counted);
        assert!(nobody.room().is_none());
    }

    #[test]
    fn bridges_are_nowhere_or_services_are_not_apart() {
        let left_out = divide(&[6, 6], 1, Bridges::LeftOut);
        assert_eq!((left_out.room().map(Group::people), left_out.parts().len()), (Some(12), 2));
        let counted = divide(&[6, 6], 1, Bridges::Counted);
        assert_eq!((counted.room().map(Group::people), counted.parts().len()), (Some(13), 0));
    }

    fn held_back(sizes: &[usize], earlier: &[&Division<u8>]) -> bool {
        let new = divide(sizes, 0, Bridges::LeftOut);
        new.settle(earlier, |all| are_safe(all, |_| false)).1
    }

    #[test]
    fn a_division_that_tells_a_few_people_apart_is_not_published() {
        let first = divide(&[6, 6], 0, Bridges::LeftOut);
        assert!(held_back(&[8, 6], &[&first]), "two more people");
        assert!(held_back(&[10, 6], &[&first]), "four more of one service");
        assert!(held_back(&[12, 7], &[&first]), "one more of the other service");
        assert!(!held_back(&[12, 11], &[&first]));
        assert!(!held_back(&[6, 6], &[&first]));
        let new = divide(&[8, 6], 0, Bridges::LeftOut);
        assert!(new.settle(&[&first], |all| are_safe(all, |_| false)).0 == first);
    }

    #[test]
    fn three_more_of_a_room_are_enough_where_services_were_never_apart() {
        let room = divide(&[9, 2], 0, Bridges::LeftOut);
        assert!(held_back(&[10, 3], &[&room]));
        assert!(!held_back(&[12, 2], &[&room]));
        assert!(!held_back(&[9, 2], &[&room]));
        assert!(held_back(&[14, 5], &[&room]), "services apart would tell of the two");
    }

    #[test]
    fn it_is_held_against_all_earlier_ones() {
        let (first, second) = (divide(&[6, 6], 0, Bridges::LeftOut), divide(&[11, 11], 0, Bridges::LeftOut));
        assert!(!held_back(&[6, 6], &[&first, &second]));
        assert!(held_back(&[7, 11], &[&first, &second]));
        assert!(held_back(&[6, 7], &[&second, &first]));
    }

    #[test]
    fn services_that_stood_together_are_held_against_their_sum() {
        let first = divide(&[3, 5, 7], 0, Bridges::LeftOut);
        assert_eq!(first.parts().len(), 2);
        assert!(held_back(&[5, 6, 7], &[&first]), "three more of a and b together, and none of c");
        assert!(held_back(&[5, 6, 12], &[&first]));
        assert!(!held_back(&[3, 10, 12], &[&first]));
    }

    #[test]
    fn more_people_who_all_answer_alike_are_not_published() {
        let (first, new) = (divide(&[6, 6], 0, Bridges::LeftOut), divide(&[11, 11], 0, Bridges::LeftOut));
        assert!(new.settle(&[&first], |all| are_safe(all, |values| values.len() < 10)).1);
    }

    #[test]
    fn who_may_read_less_is_shown_less_of_the_same() {
        let apart = divide(&[12, 7, 5, 6], 0, Bridges::LeftOut);
        let coarser = apart.coarser(Fewest { pooled: 10, split: 10 });
        let sizes: Vec<usize> = coarser.parts().iter().map(Group::people).collect();
        assert_eq!((coarser.room().map(Group::people), sizes), (Some(30), vec![12, 18]));
    }

    #[test]
    fn what_published_nothing_holds_nothing_back() {
        let nothing = divide(&[1, 1], 0, Bridges::LeftOut);
        assert!(!held_back(&[2, 1], &[&nothing]));
    }
}
