//! Mixed tables: target 5, at least 3, at most 7 (8 where it must be), with two of each service at every
//! table, or one of each with three or more services.

use super::{
    Allocation, Constraints, MixedKind, MixedPlan, Modality, NeedsDecision, Person, Rotation, Seating,
    TABLE_HARD_MAX, TABLE_MAX, TABLE_MIN, TABLE_TARGET, Warning,
    deal::{self, Tables},
    repair::repair,
};
use crate::{
    ids::{GroupId, ServiceId},
    stamp::Chance,
};

/// A service of at most this many in a room of more than one table needs a decision.
const SMALL_SERVICE: usize = 2;

/// Plans mixed tables from the number of people of each service. A service with nobody does not count.
///
/// A service of one or two in a room of more than eight comes before all else, with any number of services:
/// whether one person may speak alone for a service is never decided by arithmetic. Up to eight people sit
/// at tables whatever their sizes.
pub fn plan_mixed(counts: &[usize]) -> MixedPlan {
    let present: Vec<usize> = counts.iter().copied().filter(|&n| n > 0).collect();
    let people = present.iter().sum();
    let smallest = present.iter().copied().min().unwrap_or(0);
    let (kind, tables) = match present.len() {
        0 => (MixedKind::Empty, 0),
        1 => (MixedKind::OneService, tables_for(people)),
        services => plan_services(people, smallest, services),
    };
    MixedPlan { kind, tables, people, smallest }
}

fn plan_services(people: usize, smallest: usize, services: usize) -> (MixedKind, usize) {
    if smallest <= SMALL_SERVICE && people > TABLE_HARD_MAX {
        return (MixedKind::NeedsDecision, 0);
    }
    let least = people.div_ceil(TABLE_MAX);
    let least_large = people.div_ceil(TABLE_HARD_MAX);
    let room_for = smallest / if services == 2 { 2 } else { 1 };
    let (kind, tables) = if room_for >= least {
        (MixedKind::Full, target_tables(people).clamp(least, room_for))
    } else if room_for >= least_large {
        (MixedKind::LargeTables, room_for)
    } else if smallest >= least {
        (MixedKind::LoneRep, least)
    } else if smallest >= least_large {
        (MixedKind::LoneRepLarge, least_large)
    } else {
        (MixedKind::Fishbowl, 1)
    };
    (kind, tables.min((people / TABLE_MIN).max(1)))
}

/// People over the target size, halves up.
fn target_tables(people: usize) -> usize {
    (2 * people + TABLE_TARGET) / (2 * TABLE_TARGET)
}

/// Tables by size alone.
fn tables_for(people: usize) -> usize {
    target_tables(people).clamp(people.div_ceil(TABLE_MAX), (people / TABLE_MIN).max(1))
}

/// Seats everyone at mixed tables.
///
/// `seating` is the facilitator's decision for a service of one or two; without it such a room is refused.
/// It is also heard where the plan is a fishbowl, since tables of which some lack a service may be
/// preferred to one circle of everyone. Any other plan does without it.
pub fn allocate_mixed(
    people: &[Person],
    seating: Option<Seating>,
    constraints: &Constraints,
    seed: u64,
) -> Result<Allocation, NeedsDecision> {
    let people = deal::roster(people);
    let mut chance = Chance::new(seed);
    let counts = deal::counts(&people);
    let plan = plan(&people);
    if let Some((kind, tables)) = by_modality(&people, counts.len(), &mut chance) {
        return Ok(seated(kind, tables, constraints, true));
    }
    let queues = deal::queues(&people, &mut chance);
    Ok(match (plan.kind, seating) {
        (MixedKind::NeedsDecision, None) => {
            let small = counts.into_iter().filter(|(_, n)| *n <= SMALL_SERVICE);
            return Err(NeedsDecision { services: small.map(|(service, _)| service).collect() });
        }
        (MixedKind::Empty, _) => seated(plan.kind, Tables::new(), constraints, false),
        (MixedKind::NeedsDecision, Some(Seating::Fishbowl))
        | (MixedKind::Fishbowl, None | Some(Seating::Fishbowl)) => fishbowl(&queues),
        (MixedKind::NeedsDecision | MixedKind::Fishbowl, Some(seating)) => {
            let rotating = if seating == Seating::Rotate { rotate(&queues, constraints) } else { None };
            rotating.unwrap_or_else(|| {
                seated(MixedKind::Split, deal::deal(&queues, split_tables(&plan)), constraints, false)
            })
        }
        _ => seated(plan.kind, deal::deal(&queues, plan.tables), constraints, false),
    })
}

fn plan(people: &[&Person]) -> MixedPlan {
    plan_mixed(&deal::counts(people).into_values().collect::<Vec<_>>())
}

/// Tables for those in the room and tables for those who are remote, if either part alone mixes well.
fn by_modality<'a>(
    people: &[&'a Person],
    services: usize,
    chance: &mut Chance,
) -> Option<(MixedKind, Tables<'a>)> {
    let (here, remote): (Vec<&Person>, Vec<&Person>) =
        people.iter().partition(|p| p.modality == Modality::InRoom);
    let parts = [here, remote];
    let plans = parts.each_ref().map(|part| plan(part));
    let mixes = |plan: &MixedPlan| matches!(plan.kind, MixedKind::Full | MixedKind::LargeTables);
    if !plans.iter().all(mixes) || parts.iter().any(|part| deal::counts(part).len() != services) {
        return None;
    }
    let kind = plans.iter().map(|plan| plan.kind).max()?;
    let tables = parts
        .iter()
        .zip(&plans)
        .flat_map(|(part, plan)| deal::deal(&deal::queues(part, chance), plan.tables));
    Some((kind, tables.collect()))
}

/// Few enough tables that each has one of the smallest service, where that is possible.
fn split_tables(plan: &MixedPlan) -> usize {
    let least = plan.people.div_ceil(TABLE_MAX);
    let least_large = plan.people.div_ceil(TABLE_HARD_MAX);
    if (least_large..least).contains(&plan.smallest) { least_large } else { least }
}

/// Everyone as one table, whose inner circle takes one of each service in turn, the smallest first.
fn fishbowl(queues: &[Vec<&Person>]) -> Allocation {
    let everyone: Vec<&Person> = queues.iter().flatten().copied().collect();
    let longest = queues.iter().map(Vec::len).max().unwrap_or(0);
    let in_turn = (0..longest).flat_map(|turn| queues.iter().filter_map(move |queue| queue.get(turn)));
    let inner = in_turn.take(TABLE_MAX).map(|p| p.id.clone()).collect();
    let groups = vec![deal::grouping(table_id(0), None, &everyone)];
    let warnings = deal::hosts(&groups, &[everyone]);
    Allocation { kind: MixedKind::Fishbowl, groups, inner, rotations: Vec::new(), warnings }
}

/// Deals the larger services, and lets each service of one or two start at a table of its own and visit
/// the others in turn. None if no service is larger, or a table would have more than eight at once.
fn rotate(queues: &[Vec<&Person>], constraints: &Constraints) -> Option<Allocation> {
    let (visitors, hosts) = queues.split_at(queues.partition_point(|queue| queue.len() <= SMALL_SERVICE));
    let hosting: usize = hosts.iter().map(Vec::len).sum();
    if hosting == 0 || visitors.is_empty() {
        return None;
    }
    let fits = |tables: &usize| {
        hosting.div_ceil(*tables) + SMALL_SERVICE * visitors.len().div_ceil(*tables) <= TABLE_HARD_MAX
    };
    let most = (hosting / TABLE_MIN).max(1);
    let count = (target_tables(hosting).clamp(1, most)..=most).find(fits)?;
    let mut tables = deal::deal(hosts, count);
    for (start, visiting) in visitors.iter().enumerate() {
        tables[start % count].extend(visiting);
    }
    let mut allocation = seated(MixedKind::Rotating, tables, constraints, false);
    // Each table is visited, so that none goes without the service for long.
    let small: Vec<&ServiceId> = visitors.iter().flatten().map(|p| &p.service).collect();
    allocation.warnings.retain(
        |warning| !matches!(warning, Warning::Unrepresented { service, .. } if small.contains(&service)),
    );
    allocation.rotations = visitors
        .iter()
        .enumerate()
        .filter_map(|(start, people)| {
            let service = people.first()?.service.clone();
            let members = people.iter().map(|p| p.id.clone()).collect();
            Some(Rotation {
                service,
                members,
                tables: (0..count).map(|t| table_id((start + t) % count)).collect(),
            })
        })
        .collect();
    Some(allocation)
}

fn table_id(index: usize) -> GroupId {
    GroupId::new(format!("table-{}", index + 1))
}

/// Repairs the tables, names them and says what is to be known of them.
fn seated(kind: MixedKind, mut tables: Tables<'_>, constraints: &Constraints, parted: bool) -> Allocation {
    repair(&mut tables, constraints, parted);
    let groups: Vec<_> =
        tables.iter().enumerate().map(|(i, people)| deal::grouping(table_id(i), None, people)).collect();
    let mut warnings = representation(&tables);
    warnings.extend(deal::hosts(&groups, &tables));
    warnings.extend(deal::unmet(&tables, constraints));
    Allocation { kind, groups, inner: Vec::new(), rotations: Vec::new(), warnings }
}

pub(super) fn representation(tables: &[Vec<&Person>]) -> Vec<Warning> {
    let everyone: Vec<&Person> = tables.iter().flatten().copied().collect();
    let services: Vec<ServiceId> = deal::counts(&everyone).into_keys().collect();
    if let [service] = services.as_slice() {
        return vec![Warning::OneServiceOnly { service: service.clone() }];
    }
    let mut warnings = Vec::new();
    for service in &services {
        let with = |n: usize| {
            tables
                .iter()
                .filter(|people| people.iter().filter(|p| p.service == *service).count() == n)
                .count()
        };
        if services.len() == 2 && with(1) > 0 {
            warnings.push(Warning::LoneRepresentatives { service: service.clone(), tables: with(1) });
        }
        if with(0) > 0 {
            warnings.push(Warning::Unrepresented { service: service.clone(), tables: with(0) });
        }
    }
    warnings
}
