//! Professions, people at a distance, and who should or should not sit together.

use std::collections::BTreeMap;

use crosstracks_protocol::{
    ids::ParticipantId,
    room::groups::{
        Allocation, Constraints, MixedKind, Modality, Person, Warning, allocate_mixed, allocate_single,
    },
};

use super::{SEED, assert_dealt_evenly, assert_everyone_once, both_ways, nobody, people};

fn seat(people: &[Person], constraints: &Constraints, seed: u64) -> Allocation {
    allocate_mixed(people, None, constraints, seed).unwrap()
}

fn remote(people: &mut [Person], who: impl Fn(&Person) -> bool) {
    for person in people.iter_mut().filter(|person| who(person)) {
        person.modality = Modality::Remote;
    }
}

/// The remote people at each table.
fn at_a_distance(people: &[Person], allocation: &Allocation) -> Vec<usize> {
    let modality: BTreeMap<&ParticipantId, Modality> = people.iter().map(|p| (&p.id, p.modality)).collect();
    let tables = allocation.groups.iter();
    tables.map(|g| g.members.iter().filter(|id| modality[*id] == Modality::Remote).count()).collect()
}

#[test]
fn a_profession_is_spread_over_the_tables_and_stays_so_when_wishes_are_met() {
    let mut people = people(&[13, 7]);
    for (person, profession) in people.iter_mut().zip(["manager", "nurse"].iter().cycle()).take(6) {
        person.profession = Some((*profession).into());
    }
    let wish = Constraints { apart: vec![], together: vec![("a.0".into(), "a.1".into())] };
    for (seed, constraints) in (0..100).flat_map(|seed| [(seed, nobody()), (seed, wish.clone())]) {
        let allocation = seat(&people, &constraints, seed);
        assert_eq!(allocation.warnings, []);
        for profession in ["manager", "nurse"] {
            let of_it = |id: &&ParticipantId| {
                let is = |p: &Person| p.profession.as_ref().is_some_and(|p| p.as_str() == profession);
                people.iter().any(|p| p.id == **id && is(p))
            };
            let counts: Vec<usize> =
                allocation.groups.iter().map(|group| group.members.iter().filter(of_it).count()).collect();
            assert!(super::spread(&counts) <= 1, "seed {seed}, {profession}: {counts:?}");
        }
    }
}

#[test]
fn people_are_kept_apart_and_together() {
    let people = people(&[13, 7]);
    let constraints = Constraints {
        apart: vec![("a.0".into(), "a.1".into()), ("a.0".into(), "b.0".into())],
        together: vec![("a.2".into(), "b.1".into()), ("a.3".into(), "a.4".into())],
    };
    for seed in 0..200 {
        let allocation = seat(&people, &constraints, seed);
        assert_eq!(allocation.warnings, [], "seed {seed}");
        let table = |id: &str| allocation.groups.iter().position(|g| g.members.contains(&id.into()));
        assert_ne!(table("a.0"), table("a.1"));
        assert_ne!(table("a.0"), table("b.0"));
        assert_eq!(table("a.2"), table("b.1"));
        assert_eq!(table("a.3"), table("a.4"));
        assert_everyone_once(&people, &allocation.groups);
        assert_dealt_evenly(&people, &allocation.groups);
    }
}

#[test]
fn wishes_hold_within_single_service_groups_too() {
    let people = people(&[13, 7]);
    let constraints = Constraints {
        apart: vec![("a.0".into(), "a.1".into())],
        together: vec![("b.2".into(), "b.3".into()), ("a.2".into(), "b.1".into())],
    };
    for seed in 0..100 {
        let single = allocate_single(&people, &both_ways(), &constraints, seed);
        assert_eq!(single.warnings, [], "two services share no group, so nobody is told of the last wish");
        let group = |id: &str| single.groups.iter().position(|g| g.members.contains(&id.into()));
        assert_ne!(group("a.0"), group("a.1"));
        assert_eq!(group("b.2"), group("b.3"));
    }
}

#[test]
fn a_wish_that_cannot_be_met_is_said() {
    // One table: nobody can be apart. Two tables with one of b at each: they cannot be together.
    let (a, b): (ParticipantId, ParticipantId) = ("a.0".into(), "a.1".into());
    let apart = Constraints { apart: vec![(a.clone(), b.clone())], together: vec![] };
    let allocation = seat(&people(&[4, 3]), &apart, SEED);
    assert_eq!(allocation.warnings, [Warning::NotApart { a, b }]);

    let (a, b): (ParticipantId, ParticipantId) = ("b.0".into(), "b.1".into());
    let together = Constraints { apart: vec![], together: vec![(a.clone(), b.clone())] };
    let split = Some(crosstracks_protocol::room::groups::Seating::Split);
    let allocation = allocate_mixed(&people(&[12, 2]), split, &together, SEED).unwrap();
    assert!(allocation.warnings.contains(&Warning::NotTogether { a, b }));
}

#[test]
fn wishes_about_strangers_are_met() {
    let constraints = Constraints {
        apart: vec![("a.0".into(), "nobody".into()), ("a.0".into(), "a.0".into())],
        together: vec![("nobody".into(), "a.1".into())],
    };
    assert_eq!(seat(&people(&[8, 8]), &constraints, SEED).warnings, []);
}

#[test]
fn a_remote_part_that_mixes_alone_has_tables_of_its_own() {
    let mut people = people(&[12, 9]);
    remote(&mut people, |p| ["a.0", "a.1", "a.10", "b.0", "b.1"].contains(&p.id.as_str()));
    for seed in 0..50 {
        let allocation = seat(&people, &nobody(), seed);
        assert_eq!((allocation.kind, allocation.warnings.len()), (MixedKind::Full, 0));
        assert_eq!(at_a_distance(&people, &allocation), [0, 0, 0, 5]);
        assert_everyone_once(&people, &allocation.groups);
    }
}

#[test]
fn wishes_do_not_mix_the_two_parts() {
    let mut people = people(&[8, 8]);
    remote(&mut people, |p| p.id.as_str().ends_with(['0', '1', '2', '3']));
    let wish: (ParticipantId, ParticipantId) = ("a.0".into(), "a.4".into());
    let constraints = Constraints { apart: vec![], together: vec![wish.clone()] };
    let allocation = seat(&people, &constraints, SEED);
    assert_eq!(at_a_distance(&people, &allocation), [0, 0, 4, 4]);
    assert_eq!(allocation.warnings, [Warning::NotTogether { a: wish.0, b: wish.1 }]);
}

#[test]
fn remote_people_join_tables_as_a_pair_or_more() {
    let mut people = people(&[13, 7]);
    remote(&mut people, |p| ["a.0", "a.1", "a.2", "b.0"].contains(&p.id.as_str()));
    for seed in 0..200 {
        let allocation = seat(&people, &nobody(), seed);
        let counts = at_a_distance(&people, &allocation);
        assert!(!counts.contains(&1), "seed {seed}: {counts:?}");
        let hosts = allocation.warnings.iter().filter(|w| matches!(w, Warning::TableHost { .. })).count();
        assert_eq!(hosts, counts.iter().filter(|n| **n > 0).count());
        assert_dealt_evenly(&people, &allocation.groups);
    }
}

#[test]
fn the_only_remote_person_is_said_to_be_alone() {
    let mut people = people(&[13, 7]);
    remote(&mut people, |p| p.id.as_str() == "a.0");
    let allocation = seat(&people, &nobody(), SEED);
    let table =
        allocation.groups.iter().find(|group| group.members.contains(&"a.0".into())).unwrap().id.clone();
    let host = Warning::TableHost { group: table.clone() };
    assert_eq!(allocation.warnings, [host, Warning::LoneRemote { group: table }]);
}
