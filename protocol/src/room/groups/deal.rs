//! Dealing people round the tables, and what the facilitator is told of the outcome.

use std::collections::{BTreeMap, BTreeSet};

use super::{Constraints, Grouping, Modality, Person, Warning};
use crate::{
    ids::{GroupId, ParticipantId, ProfessionId, ServiceId},
    stamp::Chance,
};

/// People at each table.
pub(super) type Tables<'a> = Vec<Vec<&'a Person>>;

/// Everyone once, in the order of their ids, so that the order of arrival cannot matter.
pub(super) fn roster(people: &[Person]) -> Vec<&Person> {
    let by_id: BTreeMap<&ParticipantId, &Person> = people.iter().rev().map(|p| (&p.id, p)).collect();
    by_id.into_values().collect()
}

/// The number of people of each service that has any.
pub(super) fn counts(people: &[&Person]) -> BTreeMap<ServiceId, usize> {
    let mut counts = BTreeMap::new();
    for person in people {
        *counts.entry(person.service.clone()).or_default() += 1;
    }
    counts
}

/// The people of each service, the smallest service first.
///
/// Within a service, a profession's people follow each other (in an order by chance), so that dealing
/// spreads them over the tables.
pub(super) fn queues<'a>(people: &[&'a Person], chance: &mut Chance) -> Tables<'a> {
    let mut services: BTreeMap<&ServiceId, BTreeMap<Option<&ProfessionId>, Vec<&Person>>> = BTreeMap::new();
    for person in people {
        let professions = services.entry(&person.service).or_default();
        professions.entry(person.profession.as_ref()).or_default().push(person);
    }
    let mut queues: Tables = services
        .into_values()
        .map(|professions| {
            let shuffled = professions.into_values().map(|mut people| {
                chance.shuffle(&mut people);
                people
            });
            shuffled.flatten().collect()
        })
        .collect();
    queues.sort_by_key(Vec::len);
    queues
}

/// Deals each queue round the tables and goes on where the last one stopped: table sizes, and the count
/// of each queue at a table, then differ by at most one.
pub(super) fn deal<'a>(queues: &[Vec<&'a Person>], tables: usize) -> Tables<'a> {
    let tables = tables.max(1);
    let mut dealt = vec![Vec::new(); tables];
    for (turn, &person) in queues.iter().flatten().enumerate() {
        dealt[turn % tables].push(person);
    }
    dealt
}

/// Names a group and lists its members.
pub(super) fn grouping(id: GroupId, service: Option<ServiceId>, people: &[&Person]) -> Grouping {
    Grouping { id, service, members: people.iter().map(|p| p.id.clone()).collect() }
}

/// Warnings about groups with people in the room and remote.
pub(super) fn hosts(groups: &[Grouping], tables: &[Vec<&Person>]) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for (group, people) in groups.iter().zip(tables) {
        let remote = people.iter().filter(|p| p.modality == Modality::Remote).count();
        if remote == 0 || remote == people.len() {
            continue;
        }
        warnings.push(Warning::TableHost { group: group.id.clone() });
        if remote == 1 {
            warnings.push(Warning::LoneRemote { group: group.id.clone() });
        }
    }
    warnings
}

/// Warnings about wishes that the groups do not meet. A wish about somebody who is not here is met.
pub(super) fn unmet(tables: &[Vec<&Person>], constraints: &Constraints) -> Vec<Warning> {
    let seat: BTreeMap<&ParticipantId, usize> = tables
        .iter()
        .enumerate()
        .flat_map(|(table, people)| people.iter().map(move |p| (&p.id, table)))
        .collect();
    let same = |a: &ParticipantId, b: &ParticipantId| match (seat.get(a), seat.get(b)) {
        (Some(one), Some(other)) if a != b => Some(one == other),
        _ => None,
    };
    let said =
        |pairs: &[(ParticipantId, ParticipantId)], bad: bool| -> BTreeSet<(ParticipantId, ParticipantId)> {
            pairs.iter().filter(|(a, b)| same(a, b) == Some(bad)).cloned().collect()
        };
    let apart = said(&constraints.apart, true).into_iter().map(|(a, b)| Warning::NotApart { a, b });
    let together = said(&constraints.together, false).into_iter().map(|(a, b)| Warning::NotTogether { a, b });
    apart.chain(together).collect()
}
