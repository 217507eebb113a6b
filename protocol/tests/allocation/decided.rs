//! A service of one or two in a larger room, after the facilitator's word.

use std::collections::BTreeSet;

use crosstracks_protocol::room::groups::{
    MixedKind, Seating, TABLE_HARD_MAX, Warning, allocate_mixed, plan_mixed,
};

use super::{SEED, assert_dealt_evenly, assert_everyone_once, nobody, of, people, sizes};

fn rooms_with_a_small_service() -> impl Iterator<Item = (usize, usize)> {
    (1..=60).flat_map(|a| [(a, 1), (a, 2)]).filter(|(a, b)| a + b > 8)
}

#[test]
fn twelve_and_two_split_one_and_one() {
    let people = people(&[12, 2]);
    let allocation = allocate_mixed(&people, Some(Seating::Split), &nobody(), SEED).unwrap();
    assert_eq!(allocation.kind, MixedKind::Split);
    let seated: Vec<_> =
        allocation.groups.iter().map(|g| (of(&people, g, "a"), of(&people, g, "b"))).collect();
    assert_eq!(seated, [(6, 1), (6, 1)]);
    assert_eq!(allocation.warnings, [Warning::LoneRepresentatives { service: "b".into(), tables: 2 }]);
}

#[test]
fn a_split_says_which_tables_go_without() {
    for (a, b) in rooms_with_a_small_service() {
        let people = people(&[a, b]);
        let allocation = allocate_mixed(&people, Some(Seating::Split), &nobody(), SEED).unwrap();
        assert_everyone_once(&people, &allocation.groups);
        assert_dealt_evenly(&people, &allocation.groups);
        assert!(sizes(&allocation.groups).iter().all(|size| (3..=TABLE_HARD_MAX).contains(size)));
        assert!(allocation.groups.iter().all(|group| of(&people, group, "b") <= 1));
        let without = allocation.groups.len() - b;
        let said = Warning::Unrepresented { service: "b".into(), tables: without };
        assert_eq!(allocation.warnings.contains(&said), without > 0);
    }
}

#[test]
fn a_rotating_pair_stays_together_and_visits_every_table() {
    for (a, b) in rooms_with_a_small_service() {
        let people = people(&[a, b]);
        let allocation = allocate_mixed(&people, Some(Seating::Rotate), &nobody(), SEED).unwrap();
        assert_eq!(allocation.kind, MixedKind::Rotating);
        assert_everyone_once(&people, &allocation.groups);
        let [rotation] = allocation.rotations.as_slice() else { panic!("one service rotates") };
        assert_eq!((rotation.service.as_str(), rotation.members.len()), ("b", b));
        let home = allocation.groups.iter().find(|group| group.id == rotation.tables[0]).unwrap();
        assert!(rotation.members.iter().all(|member| home.members.contains(member)));
        let visited: BTreeSet<_> = rotation.tables.iter().collect();
        assert_eq!(visited, allocation.groups.iter().map(|group| &group.id).collect());
        assert!(allocation.groups.iter().all(|group| of(&people, group, "a") + b <= TABLE_HARD_MAX));
        assert!(!allocation.warnings.iter().any(|w| matches!(w, Warning::Unrepresented { .. })));
    }
}

#[test]
fn two_small_services_start_at_tables_of_their_own() {
    let people = people(&[12, 2, 1]);
    let allocation = allocate_mixed(&people, Some(Seating::Rotate), &nobody(), SEED).unwrap();
    let starts: BTreeSet<_> = allocation.rotations.iter().map(|rotation| &rotation.tables[0]).collect();
    assert_eq!((allocation.rotations.len(), starts.len()), (2, 2));
    assert_everyone_once(&people, &allocation.groups);
}

#[test]
fn where_every_service_is_small_nobody_rotates() {
    let people = people(&[2, 2, 2, 2, 2]);
    let allocation = allocate_mixed(&people, Some(Seating::Rotate), &nobody(), SEED).unwrap();
    assert_eq!((allocation.kind, allocation.rotations.len()), (MixedKind::Split, 0));
    assert_dealt_evenly(&people, &allocation.groups);
}

#[test]
fn a_fishbowl_is_everyone_around_an_inner_circle_of_seven() {
    for (a, b) in rooms_with_a_small_service() {
        let people = people(&[a, b]);
        let allocation = allocate_mixed(&people, Some(Seating::Fishbowl), &nobody(), SEED).unwrap();
        assert_eq!((allocation.kind, allocation.groups.len()), (MixedKind::Fishbowl, 1));
        assert_everyone_once(&people, &allocation.groups);
        assert_eq!(allocation.inner.len(), 7);
        assert_eq!(allocation.inner.iter().filter(|id| id.as_str().starts_with("b.")).count(), b);
    }
}

#[test]
fn three_among_fifty_are_a_fishbowl_unless_the_facilitator_prefers_tables() {
    assert_eq!(plan_mixed(&[50, 3]).kind, MixedKind::Fishbowl);
    let people = people(&[50, 3]);
    let alone = allocate_mixed(&people, None, &nobody(), SEED).unwrap();
    assert_eq!(alone.inner.iter().filter(|id| id.as_str().starts_with("b.")).count(), 3);
    let split = allocate_mixed(&people, Some(Seating::Split), &nobody(), SEED).unwrap();
    assert_eq!((split.kind, split.groups.len()), (MixedKind::Split, 8));
    assert!(split.warnings.contains(&Warning::Unrepresented { service: "b".into(), tables: 5 }));
}

#[test]
fn a_decision_that_nobody_needs_changes_nothing() {
    let people = people(&[13, 7]);
    let with = |decision| allocate_mixed(&people, decision, &nobody(), SEED).unwrap();
    assert_eq!(with(Some(Seating::Fishbowl)), with(None));
}
