//! Where latecomers sit.

use std::collections::BTreeMap;

use crosstracks_protocol::{
    ids::{ParticipantId, ServiceId},
    room::groups::{Grouping, MixedKind, place_latecomer_group, place_latecomer_table},
};

use super::{Person, people};

/// Tables by the numbers of people of `a` and `b` at each.
fn tables(seated: &[(usize, usize)]) -> (Vec<Person>, Vec<Grouping>) {
    let everyone = people(&[seated.iter().map(|s| s.0).sum(), seated.iter().map(|s| s.1).sum()]);
    let mut a = everyone.iter().filter(|p| p.service.as_str() == "a");
    let mut b = everyone.iter().filter(|p| p.service.as_str() == "b");
    let groups = seated.iter().enumerate().map(|(i, &(of_a, of_b))| Grouping {
        id: format!("table-{}", i + 1).as_str().into(),
        service: None,
        members: a.by_ref().take(of_a).chain(b.by_ref().take(of_b)).map(|p| p.id.clone()).collect(),
    });
    let groups = groups.collect();
    (everyone, groups)
}

fn placed(kind: MixedKind, seated: &[(usize, usize)], newcomer: &str) -> Option<String> {
    let (everyone, groups) = tables(seated);
    let services: BTreeMap<&ParticipantId, &ServiceId> =
        everyone.iter().map(|p| (&p.id, &p.service)).collect();
    let table = place_latecomer_table(kind, &groups, |id| services.get(id).copied(), &newcomer.into())?;
    Some(table.to_string())
}

#[test]
fn a_table_without_their_service_comes_first() {
    assert_eq!(placed(MixedKind::Split, &[(3, 1), (6, 0), (3, 2)], "b").as_deref(), Some("table-2"));
}

#[test]
fn then_a_table_with_one_of_it() {
    assert_eq!(placed(MixedKind::LoneRep, &[(3, 2), (5, 1), (3, 2)], "b").as_deref(), Some("table-2"));
}

#[test]
fn then_the_smallest() {
    assert_eq!(placed(MixedKind::Full, &[(3, 3), (2, 2), (4, 3)], "a").as_deref(), Some("table-2"));
}

#[test]
fn never_a_ninth() {
    assert_eq!(placed(MixedKind::LargeTables, &[(8, 0), (4, 3)], "b").as_deref(), Some("table-2"));
    assert_eq!(placed(MixedKind::LargeTables, &[(5, 3), (5, 3)], "b"), None);
}

#[test]
fn a_fishbowl_has_room_for_everyone() {
    assert_eq!(placed(MixedKind::Fishbowl, &[(50, 3)], "a").as_deref(), Some("table-1"));
}

#[test]
fn a_writing_latecomer_joins_the_smallest_group_of_their_service() {
    let group = |id: &str, service: &str, size: usize| Grouping {
        id: id.into(),
        service: Some(service.into()),
        members: (0..size).map(|n| ParticipantId::new(format!("{id}.{n}"))).collect(),
    };
    let groups = [group("a-1", "a", 5), group("a-2", "a", 4), group("b-1", "b", 2)];
    assert_eq!(place_latecomer_group(&groups, &"a".into()), Some("a-2".into()));
    assert_eq!(place_latecomer_group(&groups, &"c".into()), None);
}
