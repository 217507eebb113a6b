//! Single-service groups: target 4, from 3 to 6, two or one only where a service has no more.

use std::collections::{BTreeMap, BTreeSet};

use super::{Constraints, LinkPlan, Person, SingleAllocation, SinglePlan, Warning, deal, repair::repair};
use crate::{
    ids::{GroupId, ServiceId},
    pack::KnowledgeLink,
    room::pairing::{self, PairingKind},
    stamp::Chance,
};

const TARGET: usize = 4;
const MIN: usize = 3;
const MAX: usize = 6;

/// Plans single-service groups from the number of people of each service.
///
/// The numbers of groups that a service of n can form are `ceil(n/6)` to `max(1, floor(n/3))`. Where the
/// linked services have a number in common they all take the one nearest to the mean size over four, and
/// sit in pairs. Where they have none, each takes its own number nearest to the gap, which for two services
/// is the lowest of the larger and the highest of the smaller. A service in no link goes by its own size.
pub fn plan_single(counts: &BTreeMap<ServiceId, usize>, links: &[KnowledgeLink]) -> SinglePlan {
    let people = |service: &ServiceId| counts.get(service).copied().unwrap_or(0);
    let (met, unmet): (Vec<&KnowledgeLink>, Vec<&KnowledgeLink>) = pairing::distinct(links)
        .partition(|link| people(&link.author_service) > 0 && people(&link.target_service) > 0);
    let linked: BTreeSet<&ServiceId> =
        met.iter().flat_map(|link| [&link.author_service, &link.target_service]).collect();
    let common = common(&linked.iter().map(|service| people(service)).collect::<Vec<_>>());
    let groups: BTreeMap<ServiceId, usize> = counts
        .iter()
        .filter(|(_, n)| **n > 0)
        .map(|(service, &n)| {
            let wanted = if linked.contains(service) { common } else { nearest(n, 1) };
            let (least, most) = range(n);
            (service.clone(), wanted.clamp(least, most))
        })
        .collect();
    let side = |service: &ServiceId| (groups.get(service).copied().unwrap_or(0), people(service));
    let links = met
        .iter()
        .map(|&link| LinkPlan {
            link: link.clone(),
            kind: PairingKind::between(side(&link.author_service), side(&link.target_service)),
        })
        .collect();
    let alone = groups.len() == 1;
    let only =
        groups.keys().filter(|_| alone).map(|service| Warning::OneServiceOnly { service: service.clone() });
    let nobody = unmet
        .iter()
        .filter(|link| people(&link.author_service) + people(&link.target_service) > 0)
        .map(|&link| Warning::NobodyToCorrect {
            author: link.author_service.clone(),
            target: link.target_service.clone(),
        });
    let warnings = only.chain(nobody).collect();
    SinglePlan { groups, links, warnings }
}

/// The fewest and the most groups that this many people form.
fn range(people: usize) -> (usize, usize) {
    (people.div_ceil(MAX), (people / MIN).max(1))
}

/// The number of groups nearest to the mean size of a service over the target; halves up.
fn nearest(people: usize, services: usize) -> usize {
    let per_group = TARGET * services.max(1);
    (2 * people + per_group) / (2 * per_group)
}

/// The number of groups that all these services aim at. Between two that no number suits, it lies in the gap
/// between their ranges, so that each then comes as near to the other as it can.
fn common(sizes: &[usize]) -> usize {
    let ranges = sizes.iter().map(|&n| range(n));
    let most_of_least = ranges.clone().map(|(least, _)| least).max().unwrap_or(1);
    let least_of_most = ranges.map(|(_, most)| most).min().unwrap_or(1);
    let (low, high) = (most_of_least.min(least_of_most), most_of_least.max(least_of_most));
    nearest(sizes.iter().sum(), sizes.len()).clamp(low, high)
}

/// Seats everyone in a group of their own service.
pub fn allocate_single(
    people: &[Person],
    links: &[KnowledgeLink],
    constraints: &Constraints,
    seed: u64,
) -> SingleAllocation {
    let people = deal::roster(people);
    let plan = plan_single(&deal::counts(&people), links);
    let mut chance = Chance::new(seed);
    let mut queues = deal::queues(&people, &mut chance);
    queues.sort_by(|one, other| one.first().map(|p| &p.service).cmp(&other.first().map(|p| &p.service)));
    let mut tables = Vec::new();
    let mut names = Vec::new();
    for queue in &queues {
        let Some(service) = queue.first().map(|p| &p.service) else { continue };
        let count = plan.groups.get(service).copied().unwrap_or(1);
        tables.extend(deal::deal(std::slice::from_ref(queue), count));
        names.extend((1..=count).map(|n| (GroupId::new(format!("{service}-{n}")), service.clone())));
    }
    repair(&mut tables, constraints, false);
    let groups: Vec<_> = names
        .into_iter()
        .zip(&tables)
        .map(|((id, service), people)| deal::grouping(id, Some(service), people))
        .collect();
    let mut warnings = plan.warnings;
    warnings.extend(deal::hosts(&groups, &tables));
    // Two services never share a group here, so that a wish across services is neither met nor unmet.
    let service: BTreeMap<_, _> = people.iter().map(|p| (&p.id, &p.service)).collect();
    let within = |pair: &&(_, _)| service.get(&pair.0) == service.get(&pair.1);
    let asked = Constraints {
        apart: constraints.apart.clone(),
        together: constraints.together.iter().filter(within).cloned().collect(),
    };
    warnings.extend(deal::unmet(&tables, &asked));
    SingleAllocation { groups, warnings }
}
