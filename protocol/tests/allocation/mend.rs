//! Tables that people have left.

use std::collections::BTreeMap;

use crosstracks_protocol::room::groups::{Grouping, allocate_mixed, mend_mixed};
use proptest::prelude::*;

use super::{Person, SEED, assert_everyone_once, nobody, of, people, sizes};

/// Tables by the numbers of people of `a` and `b` at each who are still there, after so many have gone.
fn left(seated: &[(usize, usize)]) -> (Vec<Person>, Vec<Grouping>) {
    let here = people(&[seated.iter().map(|s| s.0).sum(), seated.iter().map(|s| s.1).sum()]);
    let mut a = here.iter().filter(|p| p.service.as_str() == "a");
    let mut b = here.iter().filter(|p| p.service.as_str() == "b");
    let tables = seated.iter().enumerate().map(|(i, &(of_a, of_b))| {
        let members = a.by_ref().take(of_a).chain(b.by_ref().take(of_b)).map(|p| p.id.clone());
        let gone = format!("gone.{i}");
        Grouping {
            id: format!("table-{}", i + 1).as_str().into(),
            service: None,
            members: members.chain([gone.as_str().into()]).collect(),
        }
    });
    let tables = tables.collect();
    (here, tables)
}

fn mended(seated: &[(usize, usize)]) -> Option<Vec<(usize, usize)>> {
    let (here, tables) = left(seated);
    let groups = mend_mixed(&tables, &here)?.groups;
    assert_everyone_once(&here, &groups);
    Some(groups.iter().map(|table| (of(&here, table, "a"), of(&here, table, "b"))).collect())
}

/// How many sit elsewhere than before.
fn moved(before: &[Grouping], after: &[Grouping]) -> usize {
    let seats = |groups: &[Grouping]| -> BTreeMap<_, _> {
        groups.iter().flat_map(|g| g.members.iter().map(|m| (m.clone(), g.id.clone()))).collect()
    };
    let before = seats(before);
    seats(after).into_iter().filter(|(who, table)| before.get(who) != Some(table)).count()
}

#[test]
fn tables_that_lack_nobody_stay_as_they_are() {
    assert_eq!(mended(&[(2, 2), (3, 2), (2, 3)]), None);
}

#[test]
fn somebody_moves_to_where_their_service_is_short() {
    assert_eq!(mended(&[(2, 2), (3, 1), (2, 3)]), Some(vec![(2, 2), (3, 2), (2, 2)]));
}

#[test]
fn a_table_that_nobody_can_fill_is_given_up() {
    let (here, tables) = left(&[(2, 2), (2, 2), (0, 1)]);
    let groups = mend_mixed(&tables, &here).unwrap().groups;
    assert_everyone_once(&here, &groups);
    assert_eq!(sizes(&groups).iter().sum::<usize>(), 9);
    assert_eq!(groups.iter().map(|g| g.id.as_str()).collect::<Vec<_>>(), ["table-1", "table-2"]);
    assert_eq!(moved(&tables, &groups), 1);
}

#[test]
fn whoever_has_no_seat_is_given_one_on_the_way() {
    let (mut here, tables) = left(&[(2, 2), (3, 1)]);
    here.push(super::person("b", 99));
    let groups = mend_mixed(&tables, &here).unwrap().groups;
    assert_everyone_once(&here, &groups);
    assert_eq!(of(&here, &groups[1], "b"), 2, "they sit where their service is short, and nobody moves");
    assert_eq!(moved(&tables, &groups), 1);
}

#[test]
fn where_the_numbers_allow_no_such_tables_nothing_is_mended() {
    assert_eq!(mended(&[(5, 1), (5, 1)]), None, "a service of two in a larger room");
    assert_eq!(mended(&[(2, 0)]), None, "one service");
    assert_eq!(mended(&[]), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Whoever goes: either nothing is mended, or every table is as it should be and few had to move.
    #[test]
    fn mended_tables_keep_the_rule(a in 4..24usize, b in 4..24usize, gone in proptest::collection::vec(any::<prop::sample::Index>(), 0..12)) {
        let all = people(&[a, b]);
        let tables = allocate_mixed(&all, Some(crosstracks_protocol::room::groups::Seating::Split), &nobody(), SEED).unwrap().groups;
        let mut here = all;
        for index in gone {
            if here.len() > 6 {
                here.remove(index.index(here.len()));
            }
        }
        let Some(mended) = mend_mixed(&tables, &here) else { return Ok(()) };
        assert_everyone_once(&here, &mended.groups);
        for table in &mended.groups {
            prop_assert!((3..=8).contains(&table.members.len()), "{:?}", sizes(&mended.groups));
            prop_assert!(of(&here, table, "a") >= 2 && of(&here, table, "b") >= 2);
        }
        prop_assert!(moved(&tables, &mended.groups) < here.len());
    }
}
