//! The table of sizes, a row a test: how mixed tables come out, and how single-service groups meet.

use crosstracks_protocol::room::{
    groups::{MixedKind, allocate_mixed, allocate_single, plan_mixed, plan_single},
    pairing::{PairingKind, pair},
};

use super::{SEED, both_ways, nobody, of, people};

/// (people of a, people of b) at each table, in the order of the tables.
#[track_caller]
fn mixed(a: usize, b: usize, kind: MixedKind, tables: &[(usize, usize)]) {
    let plan = plan_mixed(&[a, b]);
    assert_eq!((plan.kind, plan.tables), (kind, tables.len()));
    let people = people(&[a, b]);
    let allocation = allocate_mixed(&people, None, &nobody(), SEED).unwrap();
    assert_eq!(allocation.kind, kind);
    let seated: Vec<_> =
        allocation.groups.iter().map(|g| (of(&people, g, "a"), of(&people, g, "b"))).collect();
    assert_eq!(seated, tables);
}

#[track_caller]
fn undecided(a: usize, b: usize) {
    assert_eq!(plan_mixed(&[a, b]).kind, MixedKind::NeedsDecision);
    let refused = allocate_mixed(&people(&[a, b]), None, &nobody(), SEED).unwrap_err();
    assert_eq!(refused.services, ["b".into()]);
}

/// The sizes of the groups of a and of b, and the pairings as their groups with spaces between.
#[track_caller]
fn single(sizes: [usize; 2], kind: PairingKind, a: &[usize], b: &[usize], expected: &[(PairingKind, &str)]) {
    let people = people(&sizes);
    let counts = [("a".into(), sizes[0]), ("b".into(), sizes[1])].into();
    let plan = plan_single(&counts, &both_ways());
    assert_eq!(plan.links.iter().map(|link| link.kind).collect::<Vec<_>>(), [kind, kind]);
    let groups = allocate_single(&people, &both_ways(), &nobody(), SEED).groups;
    let sized = |service: &str| -> Vec<usize> {
        let own = groups.iter().filter(|group| group.service.as_ref().is_some_and(|s| s.as_str() == service));
        own.map(|group| group.members.len()).collect()
    };
    assert_eq!((sized("a"), sized("b")), (a.to_vec(), b.to_vec()));
    let pairings = pair(&groups, &both_ways());
    let met: Vec<(PairingKind, String)> = pairings
        .iter()
        .map(|pairing| {
            let groups: Vec<&str> = pairing.groups.iter().map(|group| group.as_str()).collect();
            (pairing.kind, groups.join(" "))
        })
        .collect();
    let met: Vec<(PairingKind, &str)> = met.iter().map(|(kind, groups)| (*kind, groups.as_str())).collect();
    assert_eq!(met, expected);
    assert!(pairings.iter().all(|pairing| pairing.round == 0 && pairing.links == both_ways()));
}

use MixedKind::{Full, LargeTables, LoneRep};
use PairingKind::{Cluster, Pair, Panel};

#[test]
fn row_4_4() {
    mixed(4, 4, Full, &[(2, 2), (2, 2)]);
    single([4, 4], Pair, &[4], &[4], &[(Pair, "a-1 b-1")]);
}

#[test]
fn row_8_8() {
    mixed(8, 8, Full, &[(3, 3), (3, 2), (2, 3)]);
    single([8, 8], Pair, &[4, 4], &[4, 4], &[(Pair, "a-1 b-1"), (Pair, "a-2 b-2")]);
}

#[test]
fn row_9_6() {
    mixed(9, 6, Full, &[(3, 2), (3, 2), (3, 2)]);
    single([9, 6], Pair, &[5, 4], &[3, 3], &[(Pair, "a-1 b-1"), (Pair, "a-2 b-2")]);
}

#[test]
fn row_10_5() {
    mixed(10, 5, LargeTables, &[(5, 3), (5, 2)]);
    single([10, 5], Cluster, &[5, 5], &[5], &[(Cluster, "a-1 a-2 b-1")]);
}

#[test]
fn row_13_7() {
    mixed(13, 7, Full, &[(4, 3), (5, 2), (4, 2)]);
    single([13, 7], Cluster, &[5, 4, 4], &[4, 3], &[(Cluster, "a-1 a-3 b-1"), (Pair, "a-2 b-2")]);
}

#[test]
fn row_9_3() {
    mixed(9, 3, LoneRep, &[(4, 2), (5, 1)]);
    single([9, 3], Cluster, &[5, 4], &[3], &[(Cluster, "a-1 a-2 b-1")]);
}

#[test]
fn row_12_2() {
    undecided(12, 2);
    single([12, 2], Cluster, &[6, 6], &[2], &[(Cluster, "a-1 a-2 b-1")]);
}

#[test]
fn row_20_5() {
    mixed(20, 5, LoneRep, &[(5, 2), (5, 1), (5, 1), (5, 1)]);
    single([20, 5], Panel, &[5, 5, 5, 5], &[5], &[(Panel, "a-1 a-2 a-3 a-4 b-1")]);
}

#[test]
fn row_24_16() {
    mixed(24, 16, Full, &[(3, 2); 8]);
    let pairs = ["a-1 b-1", "a-2 b-2", "a-3 b-3", "a-4 b-4", "a-5 b-5"].map(|groups| (Pair, groups));
    single([24, 16], Pair, &[5, 5, 5, 5, 4], &[4, 3, 3, 3, 3], &pairs);
}

#[test]
fn row_14_1() {
    undecided(14, 1);
    single([14, 1], Panel, &[5, 5, 4], &[1], &[(Panel, "a-1 a-2 a-3 b-1")]);
}
