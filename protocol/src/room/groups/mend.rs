//! Tables that people have left: mended by moving as few people as can be, so that each is large enough and
//! mixes as it should.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{
    Allocation, Grouping, MixedKind, Person, TABLE_HARD_MAX, TABLE_MIN,
    deal::{self, Tables},
    late::place_latecomer_table,
    mixed::{plan_mixed, representation},
};
use crate::ids::{GroupId, ParticipantId, ServiceId};

/// What every table needs.
struct Need {
    /// The services that are here.
    services: Vec<ServiceId>,
    /// How many of each at every table.
    each: usize,
}

impl Need {
    /// How many people a table lacks.
    fn lack(&self, table: &[&Person]) -> usize {
        let of = |service: &ServiceId| table.iter().filter(|person| person.service == *service).count();
        let lacks = self.services.iter().map(|service| self.each.saturating_sub(of(service))).sum::<usize>();
        lacks.max(TABLE_MIN.saturating_sub(table.len()))
    }
}

/// The tables with as few people moved as it takes, everybody who has no seat given one, and a table given
/// up where there are too few people for it. None where no table lacks anybody, and where moving people does
/// not help: the room is then too small or too uneven for tables of that kind.
///
/// `tables` may name people who are gone; only those in `people` count.
pub fn mend_mixed(tables: &[Grouping], people: &[Person]) -> Option<Allocation> {
    let people = deal::roster(people);
    let counts = deal::counts(&people);
    let plan = plan_mixed(&counts.values().copied().collect::<Vec<_>>());
    if !matches!(plan.kind, MixedKind::Full | MixedKind::LargeTables) {
        return None;
    }
    let each = if counts.len() == 2 { 2 } else { 1 };
    let need = Need { services: counts.into_keys().collect(), each };
    let by_id: BTreeMap<&ParticipantId, &Person> =
        people.iter().map(|person| (&person.id, *person)).collect();
    let seated = |table: &Grouping| {
        let here = table.members.iter().filter_map(|id| by_id.get(id).copied());
        (table.id.clone(), here.collect::<Vec<_>>())
    };
    let mut seats: Vec<(GroupId, Vec<&Person>)> = tables.iter().map(seated).collect();
    if seats.iter().all(|(_, table)| need.lack(table) == 0) {
        return None;
    }
    let has_seat = |person: &&&Person| tables.iter().any(|table| table.members.contains(&person.id));
    for person in people.iter().filter(|person| !has_seat(person)) {
        sit_late(&mut seats, person)?;
    }
    while seats.iter().any(|(_, table)| need.lack(table) > 0) {
        if !move_one(&mut seats, &need) {
            give_up_one(&mut seats, &need)?;
        }
    }
    let (ids, tables): (Vec<GroupId>, Tables<'_>) = seats.into_iter().unzip();
    let groups: Vec<_> =
        ids.into_iter().zip(&tables).map(|(id, people)| deal::grouping(id, None, people)).collect();
    let mut warnings = representation(&tables);
    warnings.extend(deal::hosts(&groups, &tables));
    Some(Allocation { kind: plan.kind, groups, inner: Vec::new(), rotations: Vec::new(), warnings })
}

/// Makes the move that helps most: from the largest table, to the smallest. False if none helps.
fn move_one(seats: &mut [(GroupId, Vec<&Person>)], need: &Need) -> bool {
    let moves = (0..seats.len()).flat_map(|from| {
        let tables = 0..seats.len();
        (0..seats[from].1.len()).flat_map(move |at| tables.clone().map(move |to| (from, at, to)))
    });
    let helps = |(from, at, to): &(usize, usize, usize)| {
        let (giving, taking) = (&seats[*from].1, &seats[*to].1);
        if from == to || taking.len() >= TABLE_HARD_MAX {
            return None;
        }
        let (mut left, mut joined) = (giving.clone(), taking.clone());
        joined.push(left.remove(*at));
        let before = need.lack(giving) + need.lack(taking);
        let by = before.checked_sub(need.lack(&left) + need.lack(&joined)).filter(|by| *by > 0)?;
        Some((by, giving.len(), Reverse(taking.len())))
    };
    let best = moves.filter_map(|it| Some((helps(&it)?, it))).max_by_key(|(worth, _)| *worth);
    let Some((_, (from, at, to))) = best else { return false };
    let person = seats[from].1.remove(at);
    seats[to].1.push(person);
    true
}

/// Gives up the table that lacks most, the smallest of them; its people sit down as latecomers do.
fn give_up_one(seats: &mut Vec<(GroupId, Vec<&Person>)>, need: &Need) -> Option<()> {
    if seats.len() < 2 {
        return None;
    }
    let at = (0..seats.len()).max_by_key(|at| {
        let table = &seats[*at].1;
        (need.lack(table), Reverse(table.len()), *at)
    })?;
    let (_, people) = seats.remove(at);
    people.into_iter().try_for_each(|person| sit_late(seats, person))
}

fn sit_late<'a>(seats: &mut [(GroupId, Vec<&'a Person>)], person: &'a Person) -> Option<()> {
    let tables: Vec<Grouping> =
        seats.iter().map(|(id, people)| deal::grouping(id.clone(), None, people)).collect();
    let services: BTreeMap<&ParticipantId, &ServiceId> =
        seats.iter().flat_map(|(_, people)| people.iter().map(|p| (&p.id, &p.service))).collect();
    let service_of = |id: &ParticipantId| services.get(id).copied();
    let table = place_latecomer_table(MixedKind::Full, &tables, service_of, &person.service)?;
    seats.iter_mut().find(|(id, _)| *id == table)?.1.push(person);
    Some(())
}
