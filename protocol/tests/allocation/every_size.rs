//! What holds for every two sizes from 1 to 60.

use crosstracks_protocol::room::{
    groups::{
        Grouping, MixedKind, Seating, TABLE_HARD_MAX, Warning, allocate_mixed, allocate_single, plan_mixed,
        plan_single,
    },
    pairing::{PairingKind, pair},
};

use super::{
    SEED, assert_dealt_evenly, assert_everyone_once, assert_paired, both_ways, nobody, of, people, sizes,
};

const LARGEST: usize = 60;

fn every_two_sizes() -> impl Iterator<Item = (usize, usize)> {
    (1..=LARGEST).flat_map(|a| (1..=LARGEST).map(move |b| (a, b)))
}

#[test]
fn mixed_tables_are_of_the_sizes_that_their_kind_says() {
    for (a, b) in every_two_sizes() {
        let (all, fewer) = (a + b, a.min(b));
        let people = people(&[a, b]);
        let Ok(allocation) = allocate_mixed(&people, None, &nobody(), SEED) else {
            assert!(fewer <= 2 && all > 8, "{a}, {b} needs no decision");
            continue;
        };
        assert!(fewer > 2 || all <= 8, "{a}, {b} was seated without a decision");
        assert_everyone_once(&people, &allocation.groups);
        assert_dealt_evenly(&people, &allocation.groups);
        let largest = sizes(&allocation.groups).into_iter().max().unwrap();
        let smallest = sizes(&allocation.groups).into_iter().min().unwrap();
        let fewest =
            allocation.groups.iter().map(|g| of(&people, g, "a").min(of(&people, g, "b"))).min().unwrap();
        let context = (a, b, allocation.kind, sizes(&allocation.groups));
        assert!(smallest >= 3.min(all), "{context:?}");
        match allocation.kind {
            MixedKind::Full => assert!(largest <= 7 && fewest >= 2, "{context:?}"),
            MixedKind::LargeTables => assert!(largest == TABLE_HARD_MAX && fewest >= 2, "{context:?}"),
            MixedKind::LoneRep => assert!(largest <= 7 && fewest == 1, "{context:?}"),
            MixedKind::LoneRepLarge => assert!(largest == TABLE_HARD_MAX && fewest == 1, "{context:?}"),
            MixedKind::Fishbowl => assert!(fewer < all.div_ceil(8) && largest == all, "{context:?}"),
            other => panic!("{a}, {b}: {other:?}"),
        }
        let lone = allocation.warnings.iter().any(|w| matches!(w, Warning::LoneRepresentatives { .. }));
        assert_eq!(
            lone,
            matches!(allocation.kind, MixedKind::LoneRep | MixedKind::LoneRepLarge),
            "{context:?}"
        );
        assert!(
            !allocation.warnings.iter().any(|w| matches!(w, Warning::Unrepresented { .. })),
            "{context:?}"
        );
    }
}

#[test]
fn single_service_groups_are_of_three_to_six_where_they_can_be() {
    for (a, b) in every_two_sizes() {
        let people = people(&[a, b]);
        let groups = allocate_single(&people, &both_ways(), &nobody(), SEED).groups;
        assert_everyone_once(&people, &groups);
        for (service, all) in [("a", a), ("b", b)] {
            let own: Vec<&Grouping> =
                groups.iter().filter(|g| g.service.as_ref().is_some_and(|s| s.as_str() == service)).collect();
            for (number, group) in own.iter().enumerate() {
                assert_eq!(group.id.as_str(), format!("{service}-{}", number + 1));
                assert_eq!(of(&people, group, service), group.members.len());
                assert!((3.min(all)..=6).contains(&group.members.len()), "{a}, {b}: {:?}", sizes(&groups));
            }
            assert!(
                own.windows(2).all(|w| w[0].members.len() >= w[1].members.len()),
                "the larger have lower numbers"
            );
        }
    }
}

#[test]
fn every_group_is_paired_and_no_cluster_has_three_to_one() {
    for (a, b) in every_two_sizes() {
        let people = people(&[a, b]);
        let groups = allocate_single(&people, &both_ways(), &nobody(), SEED).groups;
        let pairings = pair(&groups, &both_ways());
        assert_paired(&groups, &both_ways(), &pairings);
        let mut met: Vec<_> = pairings.iter().flat_map(|pairing| &pairing.groups).collect();
        met.sort();
        let mut all: Vec<_> = groups.iter().map(|group| &group.id).collect();
        all.sort();
        assert_eq!(met, all, "{a}, {b}: one round, each group in one pairing");
        for pairing in &pairings {
            let of_a = pairing.groups.iter().filter(|id| id.as_str().starts_with("a-")).count();
            let of_b = pairing.groups.len() - of_a;
            match pairing.kind {
                PairingKind::Pair => assert_eq!((of_a, of_b), (1, 1)),
                PairingKind::Cluster => assert_eq!((of_a.min(of_b), of_a.max(of_b)), (1, 2)),
                PairingKind::Panel => assert!(pairings.len() == 1 && (a.min(b) == 1 || of_a.max(of_b) > 2)),
            }
        }
    }
}

#[test]
fn the_seed_decides_and_the_order_of_arrival_does_not() {
    for (a, b) in every_two_sizes().filter(|(a, b)| (a + b) % 7 == 0) {
        let people = people(&[a, b]);
        let mut backwards = people.clone();
        backwards.reverse();
        let seated = |people: &[_], seed| {
            let mixed = allocate_mixed(people, Some(Seating::Split), &nobody(), seed);
            (mixed, allocate_single(people, &both_ways(), &nobody(), seed))
        };
        assert_eq!(seated(&people, SEED), seated(&people, SEED));
        assert_eq!(seated(&people, SEED), seated(&backwards, SEED));
    }
    let people = people(&[24, 16]);
    let with = |seed| allocate_mixed(&people, None, &nobody(), seed).unwrap().groups;
    assert_ne!(with(SEED), with(SEED + 1), "chance has a say");
}

#[test]
fn the_number_nearest_to_the_target_is_taken_and_halves_go_up() {
    assert_eq!(plan_mixed(&[9, 9]).tables, 4, "18 people: 3.6 tables of five");
    assert_eq!(plan_mixed(&[11, 11]).tables, 4, "22 people: 4.4 tables of five");
    let plan = plan_single(&[("a".into(), 10), ("b".into(), 10)].into(), &both_ways());
    assert_eq!(plan.groups, [("a".into(), 3), ("b".into(), 3)].into(), "10 people: 2.5 groups of four");
}

#[test]
fn one_service_alone_sits_at_tables_of_about_five() {
    for all in 1..=LARGEST {
        let people = people(&[all]);
        let allocation = allocate_mixed(&people, None, &nobody(), SEED).unwrap();
        assert_eq!(allocation.kind, MixedKind::OneService);
        assert_eq!(allocation.groups.len(), plan_mixed(&[all, 0]).tables);
        assert_everyone_once(&people, &allocation.groups);
        assert_dealt_evenly(&people, &allocation.groups);
        assert!(sizes(&allocation.groups).iter().all(|size| (3.min(all)..=7).contains(size)));
        let alone = Warning::OneServiceOnly { service: "a".into() };
        assert_eq!(allocation.warnings, std::slice::from_ref(&alone));

        let single = allocate_single(&people, &both_ways(), &nobody(), SEED);
        assert_everyone_once(&people, &single.groups);
        let nobody_to = |author: &str, target: &str| Warning::NobodyToCorrect {
            author: author.into(),
            target: target.into(),
        };
        assert_eq!(single.warnings, [alone, nobody_to("a", "b"), nobody_to("b", "a")]);
        assert_eq!(pair(&single.groups, &both_ways()), []);
    }
}

#[test]
fn nobody_at_all_is_no_trouble() {
    let allocation = allocate_mixed(&[], None, &nobody(), SEED).unwrap();
    assert_eq!(
        (allocation.kind, allocation.groups.len(), allocation.warnings.len()),
        (MixedKind::Empty, 0, 0)
    );
    let single = allocate_single(&[], &both_ways(), &nobody(), SEED);
    assert_eq!((single.groups.len(), single.warnings.len()), (0, 0));
    assert_eq!(plan_mixed(&[]).kind, MixedKind::Empty);
}
