//! Those answers of a table that may be published: the room's, and its services' apart.

use std::collections::{BTreeMap, BTreeSet};

use ts_rs::TS;

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
        let parts = if split { parts(apart, fewest.split) } else { Vec::new() };
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

    /// This division, or the last one published where this one would tell, beside all that was published
    /// before, what a few people answered. Also says whether it is the older one.
    ///
    /// Divisions tell that where a group of one and a group of another differ in fewer people than are
    /// protected: people who are in one of them alone, or answered otherwise.
    /// It takes the rule by which they are far from each other: [`Self::is_far_from`], or one for each thing
    /// that is told of the answers.
    pub(crate) fn settle(self, earlier: &[&Self], far: impl Fn(&Self, &Self) -> bool) -> (Self, bool) {
        let last = earlier.iter().rev().find(|division| division.room.is_some());
        match last {
            Some(last) if !earlier.iter().all(|division| far(division, &self)) => ((*last).clone(), true),
            _ => (self, false),
        }
    }

    /// Whether no group of one differs from a group of the other in a few people alone, and no groups that
    /// together are the same services do.
    pub(crate) fn is_far_from(&self, other: &Self) -> bool {
        let unions = alike(&self.parts, &other.parts);
        let far = |(a, b): (Group<V>, Group<V>)| is_far(&a, &b, self.fewest.split);
        let groups_are = self.groups().all(|a| {
            other.groups().all(|b| {
                let pooled = a.services.is_empty() && b.services.is_empty();
                is_far(a, b, if pooled { self.fewest.pooled } else { self.fewest.split })
            })
        });
        groups_are && unions.into_iter().all(far)
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

/// Whether two groups are the same, or as many people at least are in one of them alone, or answered
/// otherwise in it. It takes as many of either, because what one side adds may be known already.
fn is_far<V: PartialEq>(a: &Group<V>, b: &Group<V>, fewest: usize) -> bool {
    let alone = |a: &Group<V>, b: &Group<V>| {
        a.answers.iter().filter(|(who, value)| b.answers.get(*who) != Some(*value)).count()
    };
    [alone(a, b), alone(b, a)].into_iter().all(|people| people == 0 || people >= fewest)
}

/// The smallest sets of services that are whole parts of both divisions, as groups of the one and of the
/// other. Where `a+b` stood together and now stand apart, the sum of the two can be held against it.
fn alike<V: Clone>(one: &[Group<V>], other: &[Group<V>]) -> Vec<(Group<V>, Group<V>)> {
    let mut sets: Vec<BTreeSet<&ServiceId>> = Vec::new();
    for part in one.iter().chain(other) {
        let mut set: BTreeSet<&ServiceId> = part.services.iter().collect();
        sets.retain(|there| {
            let shared = !set.is_disjoint(there);
            if shared {
                set.extend(there);
            }
            !shared
        });
        sets.push(set);
    }
    let together = |parts: &[Group<V>], set: &BTreeSet<&ServiceId>| {
        let mut together = Group { services: Vec::new(), answers: BTreeMap::new() };
        for part in parts.iter().filter(|part| part.services.iter().any(|service| set.contains(service))) {
            together.services.extend(part.services.iter().cloned());
            together.answers.extend(part.answers.clone());
        }
        together
    };
    sets.iter().map(|set| (together(one, set), together(other, set))).collect()
}

fn parts<V>(services: BTreeMap<&ServiceId, BTreeMap<ParticipantId, V>>, fewest: usize) -> Vec<Group<V>> {
    let mut parts: Vec<Group<V>> = services
        .into_iter()
        .map(|(service, answers)| Group { services: vec![service.clone()], answers })
        .collect();
    parts.sort_by(|a, b| (a.people(), &a.services).cmp(&(b.people(), &b.services)));
    let small = parts.iter().filter(|part| part.people() < fewest).count();
    if small > 0 {
        let mut together = Group { services: Vec::new(), answers: BTreeMap::new() };
        let mut rest = parts.into_iter();
        while together.services.len() < small.max(2) || together.people() < fewest {
            let Some(part) = rest.next() else { return Vec::new() };
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

    #[test]
    fn a_division_that_differs_in_a_few_people_is_not_published() {
        let first = divide(&[6, 6], 0, Bridges::LeftOut);
        let settled =
            |sizes: &[usize]| divide(sizes, 0, Bridges::LeftOut).settle(&[&first], Division::is_far_from);
        assert!(settled(&[8, 6]).1, "two more people");
        assert!(settled(&[10, 6]).1, "four more of one service");
        assert!(settled(&[12, 7]).1, "one more of the other service");
        assert!(!settled(&[12, 11]).1);
        assert!(!settled(&[6, 6]).1);
        assert!(settled(&[8, 6]).0 == first);
    }

    #[test]
    fn it_is_held_against_all_earlier_ones() {
        let (first, second) = (divide(&[6, 6], 0, Bridges::LeftOut), divide(&[11, 11], 0, Bridges::LeftOut));
        let third = divide(&[6, 7], 0, Bridges::LeftOut);
        assert!(third.is_far_from(&second) || third.clone().settle(&[&second], Division::is_far_from).1);
        assert!(third.settle(&[&first, &second], Division::is_far_from).1);
    }

    #[test]
    fn services_that_stood_together_are_held_against_their_sum() {
        let first = divide(&[3, 5, 7], 0, Bridges::LeftOut);
        assert_eq!(first.parts().len(), 2);
        // Three more of a and b together, and none of c, or enough of c for every group to be far.
        assert!(divide(&[5, 6, 7], 0, Bridges::LeftOut).settle(&[&first], Division::is_far_from).1);
        assert!(divide(&[5, 6, 12], 0, Bridges::LeftOut).settle(&[&first], Division::is_far_from).1);
        assert!(!divide(&[6, 7, 12], 0, Bridges::LeftOut).settle(&[&first], Division::is_far_from).1);
    }

    #[test]
    fn what_published_nothing_holds_nothing_back() {
        let nothing = divide(&[1, 1], 0, Bridges::LeftOut);
        assert!(!divide(&[2, 1], 0, Bridges::LeftOut).settle(&[&nothing], Division::is_far_from).1);
    }
}
