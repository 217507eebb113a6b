//! Group allocation and pairing: the table of sizes that the workshop is planned by, and what must hold for
//! every other size.

#![expect(clippy::unwrap_used, reason = "a helper of a test stops the test as the test would")]

#[path = "allocation/decided.rs"]
mod decided;
#[path = "allocation/every_size.rs"]
mod every_size;
#[path = "allocation/late.rs"]
mod late;
#[path = "allocation/many_services.rs"]
mod many_services;
#[path = "allocation/mend.rs"]
mod mend;
#[path = "allocation/rows.rs"]
mod rows;
#[path = "allocation/wishes.rs"]
mod wishes;

use std::collections::{BTreeMap, BTreeSet};

use crosstracks_protocol::{
    ids::{ParticipantId, ServiceId},
    pack::KnowledgeLink,
    room::{
        groups::{Constraints, Grouping, Modality, Person},
        pairing::Pairing,
    },
};

const SEED: u64 = 7;

fn person(service: &str, number: usize) -> Person {
    Person {
        id: ParticipantId::new(format!("{service}.{number}")),
        service: service.into(),
        profession: None,
        modality: Modality::InRoom,
    }
}

/// People of services `a`, `b`, … in these numbers.
fn people(sizes: &[usize]) -> Vec<Person> {
    let services = ('a'..='z').zip(sizes);
    services.flat_map(|(service, &size)| (0..size).map(move |n| person(&service.to_string(), n))).collect()
}

fn link(author: &str, target: &str) -> KnowledgeLink {
    KnowledgeLink { author_service: author.into(), target_service: target.into() }
}

fn both_ways() -> Vec<KnowledgeLink> {
    vec![link("a", "b"), link("b", "a")]
}

/// Each of the first services writes about the next, and the last about the first.
fn ring(services: usize) -> Vec<KnowledgeLink> {
    let names: Vec<String> = ('a'..='z').take(services).map(String::from).collect();
    let next = names.iter().cycle().skip(1);
    names.iter().zip(next).map(|(author, target)| link(author, target)).collect()
}

fn nobody() -> Constraints {
    Constraints::default()
}

/// The people of a service in a group.
fn of(people: &[Person], group: &Grouping, service: &str) -> usize {
    group
        .members
        .iter()
        .filter(|id| people.iter().any(|p| p.id == **id && p.service.as_str() == service))
        .count()
}

fn sizes(groups: &[Grouping]) -> Vec<usize> {
    groups.iter().map(|group| group.members.len()).collect()
}

/// The difference between the largest and the smallest.
fn spread(counts: &[usize]) -> usize {
    counts.iter().max().unwrap_or(&0) - counts.iter().min().unwrap_or(&0)
}

#[track_caller]
fn assert_everyone_once(people: &[Person], groups: &[Grouping]) {
    let mut seated: Vec<&ParticipantId> = groups.iter().flat_map(|group| &group.members).collect();
    seated.sort();
    let mut came: Vec<&ParticipantId> = people.iter().map(|p| &p.id).collect();
    came.sort();
    assert_eq!(seated, came);
    let names: BTreeSet<_> = groups.iter().map(|group| &group.id).collect();
    assert_eq!(names.len(), groups.len(), "two groups have one name");
}

#[track_caller]
fn assert_dealt_evenly(people: &[Person], groups: &[Grouping]) {
    assert!(spread(&sizes(groups)) <= 1, "{:?}", sizes(groups));
    let services: BTreeSet<&ServiceId> = people.iter().map(|p| &p.service).collect();
    for service in services {
        let counts: Vec<usize> = groups.iter().map(|group| of(people, group, service.as_str())).collect();
        assert!(spread(&counts) <= 1, "{service}: {counts:?}");
    }
}

/// What every pairing must be, whatever the sizes.
#[track_caller]
fn assert_paired(groups: &[Grouping], links: &[KnowledgeLink], pairings: &[Pairing]) {
    let service: BTreeMap<_, _> = groups.iter().filter_map(|g| Some((&g.id, g.service.as_ref()?))).collect();
    let mut busy = BTreeSet::new();
    for pairing in pairings {
        for group in &pairing.groups {
            assert!(busy.insert((pairing.round, group)), "{group} is in two pairings of a round");
        }
    }
    for link in links.iter().filter(|link| link.author_service != link.target_service) {
        let meets = |group: &Grouping, other: &ServiceId| {
            pairings.iter().any(|pairing| {
                pairing.links.contains(link)
                    && pairing.groups.contains(&group.id)
                    && pairing.groups.iter().any(|id| service[id] == other)
            })
        };
        let here = |wanted: &ServiceId| groups.iter().any(|group| group.service.as_ref() == Some(wanted));
        if !here(&link.author_service) || !here(&link.target_service) {
            assert!(!pairings.iter().any(|pairing| pairing.links.contains(link)));
            continue;
        }
        for group in groups {
            if group.service.as_ref() == Some(&link.author_service) {
                assert!(meets(group, &link.target_service), "nobody corrects {}", group.id);
            }
            if group.service.as_ref() == Some(&link.target_service) {
                assert!(meets(group, &link.author_service), "{} corrects nobody", group.id);
            }
        }
    }
}
