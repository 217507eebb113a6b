//! Swaps that make an allocation kinder without changing any table's count of any service.

use std::collections::BTreeMap;

use super::{Constraints, Modality, Person, deal::Tables};
use crate::ids::ParticipantId;

/// A wish of the facilitator that is not met; counted from both people.
const UNMET: usize = 1_000;
/// Somebody who is the only one remote at their table.
const ALONE: usize = 100;
/// Two of the same profession and service at one table. Never worth a pass of its own: dealing spreads them.
const ALIKE: usize = 1;
/// Each pass lowers the cost or is the last; this only bounds the time.
const PASSES: usize = 32;

/// Who should and should not sit with a person, by their place in `Seats::people`.
#[derive(Default, Clone)]
struct Wishes {
    apart: Vec<usize>,
    together: Vec<usize>,
}

struct Seats<'a> {
    people: Vec<&'a Person>,
    wishes: Vec<Wishes>,
}

impl<'a> Seats<'a> {
    fn new(people: Vec<&'a Person>, constraints: &Constraints) -> Self {
        let place: BTreeMap<&ParticipantId, usize> =
            people.iter().enumerate().map(|(i, p)| (&p.id, i)).collect();
        let mut wishes = vec![Wishes::default(); people.len()];
        let known = |(a, b): &(ParticipantId, ParticipantId)| match (place.get(a), place.get(b)) {
            (Some(&a), Some(&b)) if a != b => Some((a, b)),
            _ => None,
        };
        for (a, b) in constraints.apart.iter().filter_map(known) {
            wishes[a].apart.push(b);
            wishes[b].apart.push(a);
        }
        for (a, b) in constraints.together.iter().filter_map(known) {
            wishes[a].together.push(b);
            wishes[b].together.push(a);
        }
        Self { people, wishes }
    }

    fn cost(&self, table: &[usize]) -> usize {
        let remote = table.iter().filter(|&&p| self.people[p].modality == Modality::Remote).count();
        let alone = if remote == 1 && table.len() > 1 { ALONE } else { 0 };
        let each = table.iter().enumerate().map(|(place, &person)| {
            let wishes = &self.wishes[person];
            let unmet = wishes.apart.iter().filter(|other| table.contains(other)).count()
                + wishes.together.iter().filter(|other| !table.contains(other)).count();
            let alike = table[..place].iter().filter(|&&other| self.alike(person, other)).count();
            unmet * UNMET + alike * ALIKE
        });
        each.sum::<usize>() + alone
    }

    fn alike(&self, one: usize, other: usize) -> bool {
        let (one, other) = (self.people[one], self.people[other]);
        one.profession.is_some() && one.profession == other.profession && one.service == other.service
    }
}

/// Swaps people of one service between tables while that lowers the cost: keep-apart and keep-together
/// first, then nobody alone at a distance, then professions spread.
///
/// Best effort: it stops where no single swap helps. `parted` keeps remote people at remote tables.
pub(super) fn repair(tables: &mut Tables<'_>, constraints: &Constraints, parted: bool) {
    let sizes: Vec<usize> = tables.iter().map(Vec::len).collect();
    let seats = Seats::new(tables.iter().flatten().copied().collect(), constraints);
    let mut next = 0..seats.people.len();
    let mut seated: Vec<Vec<usize>> = sizes.iter().map(|&size| next.by_ref().take(size).collect()).collect();
    if seated.iter().map(|table| seats.cost(table)).sum::<usize>() < ALONE {
        return;
    }
    for _ in 0..PASSES {
        if !pass(&seats, &mut seated, parted) {
            break;
        }
    }
    *tables = seated.into_iter().map(|table| table.into_iter().map(|p| seats.people[p]).collect()).collect();
}

/// Tries every swap once; true if any helped.
fn pass(seats: &Seats<'_>, seated: &mut [Vec<usize>], parted: bool) -> bool {
    let mut helped = false;
    for second in 1..seated.len() {
        let (before, from) = seated.split_at_mut(second);
        let Some(there) = from.first_mut() else { break };
        for here in before {
            let mut cost = seats.cost(here) + seats.cost(there);
            for i in 0..here.len() {
                for j in 0..there.len() {
                    let (one, other) = (seats.people[here[i]], seats.people[there[j]]);
                    if one.service != other.service || (parted && one.modality != other.modality) {
                        continue;
                    }
                    std::mem::swap(&mut here[i], &mut there[j]);
                    let swapped = seats.cost(here) + seats.cost(there);
                    if swapped < cost {
                        cost = swapped;
                        helped = true;
                    } else {
                        std::mem::swap(&mut here[i], &mut there[j]);
                    }
                }
            }
        }
    }
    helped
}
