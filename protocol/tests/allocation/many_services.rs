//! Three services and more, and the order of the questions.

use std::collections::{BTreeMap, BTreeSet};

use crosstracks_protocol::{
    ids::{GroupId, ParticipantId},
    room::{
        groups::{
            Constraints, Grouping, MixedKind, Modality, Person, Seating, TABLE_HARD_MAX, Warning,
            allocate_mixed, allocate_single,
        },
        pairing::{PairingKind, exchange_minutes, lead, pair, turns},
    },
};
use proptest::prelude::*;

use super::{
    SEED, assert_dealt_evenly, assert_everyone_once, assert_paired, both_ways, link, nobody, of, people,
    ring, sizes,
};

/// Groups of four, so many of each service.
fn groups(counts: &[usize]) -> Vec<Grouping> {
    let of_service = |(service, &count): (char, &usize)| {
        (1..=count).map(move |n| Grouping {
            id: GroupId::new(format!("{service}-{n}")),
            service: Some(service.to_string().as_str().into()),
            members: (0..4).map(|m| ParticipantId::new(format!("{service}.{n}.{m}"))).collect(),
        })
    };
    ('a'..='z').zip(counts).flat_map(of_service).collect()
}

fn rounds(counts: &[usize], links: &[crosstracks_protocol::pack::KnowledgeLink]) -> u8 {
    let groups = groups(counts);
    let pairings = pair(&groups, links);
    assert_paired(&groups, links, &pairings);
    let rounds: BTreeSet<u8> = pairings.iter().map(|pairing| pairing.round).collect();
    assert_eq!(rounds.iter().copied().collect::<Vec<_>>(), (0..rounds.len() as u8).collect::<Vec<_>>());
    rounds.len() as u8
}

#[test]
fn three_in_a_cycle_take_two_rounds_or_three_if_one_has_a_single_group() {
    for (a, b, c) in (1..=7).flat_map(|a| (1..=7).flat_map(move |b| (1..=7).map(move |c| (a, b, c)))) {
        let expected = if a.min(b).min(c) == 1 { 3 } else { 2 };
        assert_eq!(rounds(&[a, b, c], &ring(3)), expected, "{a}, {b}, {c}");
    }
}

#[test]
fn two_groups_each_of_three_services_make_an_even_ring_of_pairs() {
    let pairings = pair(&groups(&[2, 2, 2]), &ring(3));
    assert_eq!(pairings.len(), 6);
    assert!(pairings.iter().all(|pairing| pairing.kind == PairingKind::Pair));
    for round in 0..2 {
        let busy =
            pairings.iter().filter(|pairing| pairing.round == round).flat_map(|pairing| &pairing.groups);
        assert_eq!(busy.count(), 6, "nobody waits in round {round}");
    }
}

#[test]
fn three_groups_each_of_three_services_share_few_clusters() {
    let pairings = pair(&groups(&[3, 3, 3]), &ring(3));
    let clusters = pairings.iter().filter(|pairing| pairing.kind == PairingKind::Cluster).count();
    assert_eq!((pairings.len(), clusters), (8, 2));
}

#[test]
fn larger_rings_and_full_rounds_are_as_short_as_they_can_be() {
    assert_eq!(rounds(&[1, 1, 1, 1], &ring(4)), 2);
    assert_eq!(rounds(&[2, 3, 4, 2, 2], &ring(5)), 2);
    let everyone_about_everyone: Vec<_> =
        ["a", "b", "c", "d"].iter().flat_map(|a| ["a", "b", "c", "d"].map(|b| link(a, b))).collect();
    assert_eq!(rounds(&[1, 2, 1, 3], &everyone_about_everyone), 3);
    assert_eq!(rounds(&[2, 2, 2, 2, 2], &[ring(5), ring(3)].concat()), 3);
}

#[test]
fn both_directions_share_a_pairing() {
    let links = [link("a", "b"), link("b", "a"), link("b", "c"), link("c", "b")];
    let groups = groups(&[1, 1, 1]);
    let pairings = pair(&groups, &links);
    assert_eq!(
        pairings.iter().map(|pairing| pairing.links.clone()).collect::<Vec<_>>(),
        [links[..2].to_vec(), links[2..].to_vec()]
    );
    assert_eq!(pairings.iter().map(|pairing| pairing.round).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn a_service_that_did_not_come_is_missed_by_its_links_only() {
    let people: Vec<Person> = people(&[6, 6, 6]).into_iter().filter(|p| p.service.as_str() != "c").collect();
    let single = allocate_single(&people, &ring(3), &nobody(), SEED);
    let missed = |author: &str, target: &str| Warning::NobodyToCorrect {
        author: author.into(),
        target: target.into(),
    };
    assert_eq!(single.warnings, [missed("b", "c"), missed("c", "a")]);
    let pairings = pair(&single.groups, &ring(3));
    assert!(!pairings.is_empty() && pairings.iter().all(|pairing| pairing.links == [link("a", "b")]));
}

#[test]
fn the_direction_alternates_by_question_and_chance_says_which_is_first() {
    let pairing = pair(&groups(&[1, 1]), &both_ways()).remove(0);
    let about = BTreeMap::from([
        ("a".into(), vec!["qa1".into(), "qa2".into(), "qa3".into()]),
        ("b".into(), vec!["qb1".into(), "qb2".into()]),
    ]);
    let asked = |seed| -> Vec<String> {
        turns(&pairing, &about, seed)
            .iter()
            .map(|(author, target, q)| format!("{author}>{target} {q}"))
            .collect()
    };
    let by_a_first = ["a>b qb1", "b>a qa1", "a>b qb2", "b>a qa2", "b>a qa3"].map(String::from).to_vec();
    let by_b_first = ["b>a qa1", "a>b qb1", "b>a qa2", "a>b qb2", "b>a qa3"].map(String::from).to_vec();
    let seen: BTreeSet<Vec<String>> = (0..50).map(asked).collect();
    assert_eq!(seen, BTreeSet::from([by_a_first, by_b_first]));
}

#[test]
fn one_cluster_gives_the_whole_room_longer() {
    assert_eq!(exchange_minutes(26, &pair(&groups(&[2, 2]), &both_ways())), 26);
    assert_eq!(exchange_minutes(26, &pair(&groups(&[3, 2]), &both_ways())), 34);
    assert_eq!(exchange_minutes(10, &pair(&groups(&[4, 1]), &both_ways())), 13);
}

#[test]
fn the_groups_that_a_question_is_about_take_turns_to_lead() {
    let both: [GroupId; 2] = ["a-1".into(), "a-2".into()];
    let led: Vec<&str> = (0..4).filter_map(|question| lead(&both, question)).map(GroupId::as_str).collect();
    assert_eq!(led, ["a-1", "a-2", "a-1", "a-2"]);
    assert_eq!(lead(&[], 0), None);
}

prop_compose! {
    fn a_room()(sizes in prop::collection::vec(0..20_usize, 2..=5))(
        traits in prop::collection::vec((0..4_usize, prop::bool::weighted(0.3)), sizes.iter().sum::<usize>()),
        wishes in prop::collection::vec((0..100_usize, 0..100_usize, any::<bool>()), 0..6),
        sizes in Just(sizes),
    ) -> (Vec<Person>, Constraints) {
        let mut people = people(&sizes);
        for (person, (profession, remote)) in people.iter_mut().zip(traits) {
            person.profession = (profession > 0).then(|| format!("p{profession}").as_str().into());
            person.modality = if remote { Modality::Remote } else { Modality::InRoom };
        }
        let mut constraints = Constraints::default();
        for (a, b, apart) in wishes.into_iter().filter(|_| !people.is_empty()) {
            let pair = (people[a % people.len()].id.clone(), people[b % people.len()].id.clone());
            if apart { constraints.apart.push(pair) } else { constraints.together.push(pair) }
        }
        (people, constraints)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_room_is_seated_at_mixed_tables(
        (people, wishes) in a_room(),
        seed: u64,
        decision in prop::sample::select(vec![Seating::Split, Seating::Rotate, Seating::Fishbowl]),
        order in any::<prop::sample::Index>(),
    ) {
        let allocation = allocate_mixed(&people, Some(decision), &wishes, seed).unwrap();
        assert_everyone_once(&people, &allocation.groups);
        let mut turned = people.clone();
        turned.rotate_left(if people.is_empty() { 0 } else { order.index(people.len()) });
        prop_assert_eq!(&allocate_mixed(&turned, Some(decision), &wishes, seed).unwrap(), &allocation);

        let remote = |group: &&Grouping| group.members.iter().any(|id| {
            people.iter().any(|p| p.id == *id && p.modality == Modality::Remote)
        });
        let (far, here): (Vec<Grouping>, Vec<Grouping>) = allocation.groups.iter().cloned().partition(|g| remote(&g));
        let hosted = allocation.warnings.iter().any(|w| matches!(w, Warning::TableHost { .. }));
        let parts = if hosted { vec![allocation.groups.clone()] } else { vec![far, here] };
        for part in parts.iter().filter(|part| !part.is_empty()) {
            if allocation.kind != MixedKind::Rotating {
                assert_dealt_evenly(&people, part);
            }
            if allocation.kind != MixedKind::Fishbowl {
                prop_assert!(sizes(part).iter().all(|size| *size <= TABLE_HARD_MAX));
            }
        }
        let services: BTreeSet<&str> = people.iter().map(|p| p.service.as_str()).collect();
        if matches!(allocation.kind, MixedKind::Full | MixedKind::LargeTables) {
            let enough = if services.len() == 2 { 2 } else { 1 };
            for group in &allocation.groups {
                prop_assert!(services.iter().all(|service| of(&people, group, service) >= enough));
            }
        }
        let together = |a: &ParticipantId, b: &ParticipantId| {
            allocation.groups.iter().any(|g| g.members.contains(a) && g.members.contains(b))
        };
        if allocation.kind != MixedKind::Fishbowl {
            for (a, b) in wishes.apart.iter().filter(|(a, b)| a != b) {
                let said = allocation.warnings.contains(&Warning::NotApart { a: a.clone(), b: b.clone() });
                prop_assert_eq!(said, together(a, b));
            }
        }
        for (a, b) in &wishes.together {
            let said = allocation.warnings.contains(&Warning::NotTogether { a: a.clone(), b: b.clone() });
            prop_assert_eq!(said, !together(a, b));
        }
    }

    #[test]
    fn any_room_writes_and_exchanges((people, wishes) in a_room(), seed: u64) {
        let services = people.iter().map(|p| p.service.as_str()).max().map_or(2, |last| {
            usize::from(last.as_bytes()[0] - b'a') + 1
        });
        let links = ring(services.max(2));
        let single = allocate_single(&people, &links, &wishes, seed);
        assert_everyone_once(&people, &single.groups);
        for group in &single.groups {
            let service = group.service.as_ref().unwrap();
            prop_assert_eq!(of(&people, group, service.as_str()), group.members.len());
            let all = people.iter().filter(|p| p.service == *service).count();
            prop_assert!((3.min(all)..=6).contains(&group.members.len()));
        }
        let pairings = pair(&single.groups, &links);
        assert_paired(&single.groups, &links, &pairings);
        for pairing in &pairings {
            let first = single.groups.iter().find(|g| g.id == pairing.groups[0]).unwrap().service.as_ref();
            let ones = pairing.groups.iter().filter(|id| single.groups.iter().any(|g| g.id == **id && g.service.as_ref() == first)).count();
            let (few, many) = (ones.min(pairing.groups.len() - ones), ones.max(pairing.groups.len() - ones));
            match pairing.kind {
                PairingKind::Pair => prop_assert_eq!((few, many), (1, 1)),
                PairingKind::Cluster => prop_assert_eq!((few, many), (1, 2)),
                PairingKind::Panel => prop_assert!(few >= 1),
            }
        }
    }
}
