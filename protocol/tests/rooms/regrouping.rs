//! Groups as they change midway: formed anew, moved, left, and joined by those who come.

use crosstracks_protocol::{
    command::{Command, GroupsKind},
    ids::{ItemId, ParticipantId},
    pack::Step,
    rejection::{Rejection, StateFault, Thing},
    room::pairing::PairingKind,
    view::{ItemState, Phase, Standing, desk::DeedKind},
};

use super::{
    doing::{at, open_up},
    rig::{Rig, pack, three_services},
    session::run,
};

fn propose(kind: GroupsKind) -> Command {
    Command::ProposeGroups { kind, mend: false, seating: None, apart: vec![], together: vec![] }
}

fn correct(rig: &Rig, who: &ParticipantId, service: &str) -> Command {
    let modality = rig.own(who).modality;
    let (participant, name) = (who.clone(), rig.own(who).name);
    Command::CorrectParticipant { participant, name, service: service.into(), profession: None, modality }
}

#[test]
fn once_groups_have_met_they_are_not_formed_anew() {
    let mut rig = at(Rig::with_people(pack(), &[8, 8], 3), Step::Exchange);
    rig.desk_does(&propose(GroupsKind::Single)).unwrap();
    rig.desk_does(&Command::ApplyGroups {}).unwrap();
    open_up(&mut rig);
    assert!(rig.desk().undo.is_none(), "what the other side has seen is not taken back");
    rig.desk_does(&propose(GroupsKind::Single)).unwrap();
    assert_eq!(rig.desk_does(&Command::ApplyGroups {}), Err(Rejection::WrongState(StateFault::HaveMet)));
    assert!(rig.desk().next.is_some());
    rig.desk_does(&Command::DiscardGroups {}).unwrap();
    run(&mut rig, 0);
    assert_eq!(rig.desk().phase, Phase::Closed);
}

#[test]
fn pairings_that_were_left_out_stand_again_once_groups_are_formed_anew() {
    let mut rig = at(Rig::with_people(pack(), &[4, 4], 3), Step::Exchange);
    let items = rig.desk().item_order;
    rig.desk_does(&Command::Skip { items: items.clone() }).unwrap();
    rig.desk_does(&propose(GroupsKind::Single)).unwrap();
    rig.desk_does(&Command::ApplyGroups {}).unwrap();
    assert_eq!(rig.desk().items[&items[0]].status.state, ItemState::Locked);
}

#[test]
fn a_group_joins_a_pairing_only_where_it_has_something_to_say() {
    let mut rig = at(Rig::with_people(pack(), &[8, 8], 3), Step::Exchange);
    let pairs: Vec<_> = rig.desk().pairings.keys().cloned().collect();
    let to = |group: &str| Command::MoveToPairing { group: group.into(), pairing: pairs[1].clone() };
    for nobody in ["no-such-group", "table-1"] {
        assert_eq!(rig.desk_does(&to(nobody)), Err(Rejection::Unknown(Thing::Group)), "{nobody}");
    }
    let group = rig.desk().pairings[&pairs[0]].groups.keys().next().unwrap().to_string();
    rig.desk_does(&to(&group)).unwrap();
    assert_eq!(rig.desk().pairings[&pairs[1]].kind, PairingKind::Cluster);
    rig.desk_does(&Command::Undo {}).unwrap();
    assert_eq!(rig.desk().pairings[&pairs[1]].kind, PairingKind::Pair);

    let mut rig = at(Rig::with_people(three_services(), &[4, 4, 4], 3), Step::Exchange);
    let desk = rig.desk();
    let service = |group| desk.groups[group].service.clone();
    let (pairing, group) = desk
        .pairings
        .iter()
        .find_map(|(id, pairing)| {
            let there: Vec<_> = pairing.groups.keys().map(service).collect();
            let other =
                desk.groups.iter().find(|(_, g)| g.service.is_some() && !there.contains(&g.service))?;
            Some((id.clone(), other.0.clone()))
        })
        .unwrap();
    let foreign = Command::MoveToPairing { group, pairing };
    assert_eq!(rig.desk_does(&foreign), Err(Rejection::WrongState(StateFault::OtherService)));
}

#[test]
fn a_pairing_that_lost_all_its_groups_is_not_run() {
    let mut rig = at(Rig::with_people(pack(), &[8, 8], 3), Step::Exchange);
    let pairs: Vec<_> = rig.desk().pairings.keys().cloned().collect();
    for group in rig.desk().pairings[&pairs[1]].groups.keys() {
        rig.desk_does(&Command::MoveToPairing { group: group.clone(), pairing: pairs[0].clone() }).unwrap();
    }
    assert_eq!(rig.desk().item_order, [ItemId::from(pairs[0].as_str())]);
    run(&mut rig, 0);
    assert_eq!(rig.desk().phase, Phase::Closed);
}

#[test]
fn nobody_is_put_into_another_services_group() {
    let mut rig = at(Rig::with_people(pack(), &[4, 4], 3), Step::Write);
    let who = rig.people[0].clone();
    rig.desk_does(&propose(GroupsKind::Single)).unwrap();
    let other = rig.own(&rig.people[7]).service;
    let groups = rig.desk().proposal.unwrap().groups;
    let group = groups.into_iter().find(|g| g.service.as_ref() == Some(&other)).unwrap().id;
    let refused = Err(Rejection::WrongState(StateFault::OtherService));
    let foreign = Command::MoveParticipant { participant: who.clone(), group };
    assert_eq!(rig.desk_does(&foreign), refused, "in the proposal");
    rig.desk_does(&Command::ApplyGroups {}).unwrap();
    assert_eq!(rig.desk_does(&foreign), refused, "or formed");

    // Whoever turns out to be of the other service leaves the group, and what it wrote, behind.
    rig.desk_does(&correct(&rig, &who, other.as_str())).unwrap();
    assert_eq!(rig.group(&who).unwrap().service, Some(other));
}

#[test]
fn whoever_has_no_group_of_their_service_sits_in_none() {
    let mut rig = at(Rig::with_people(pack(), &[5, 0], 3), Step::Write);
    open_up(&mut rig);
    let who = rig.people[0].clone();
    rig.desk_does(&correct(&rig, &who, "asc")).unwrap();
    assert_eq!(rig.group_id(&who), None);
    assert_eq!(rig.desk().alerts.len(), 1);
}

#[test]
fn whoever_changes_service_between_proposal_and_forming_sits_with_no_other_service() {
    let mut rig = Rig::with_people(three_services(), &[3, 3, 0], 3);
    rig.desk_does(&propose(GroupsKind::Single)).unwrap();
    let changes = rig.people[0].clone();
    let command = correct(&rig, &changes, "cn");
    rig.desk_does(&command).unwrap();
    rig.desk_does(&Command::ApplyGroups {}).unwrap();
    let desk = rig.desk();
    let groups: Vec<_> = desk.groups.values().filter(|group| group.service.is_some()).collect();
    assert!(!groups.is_empty() && groups.iter().all(|group| !group.members.contains(&changes)));
}

#[test]
fn those_who_came_between_proposal_and_forming_have_seats() {
    let mut rig = Rig::with_people(pack(), &[4, 4], 3);
    for kind in [GroupsKind::Mixed, GroupsKind::Single] {
        rig.desk_does(&propose(kind)).unwrap();
        let late = rig.join(0, "Late");
        let changed = rig.people[1].clone();
        let other = if rig.own(&changed).service.as_str() == "gp" { "asc" } else { "gp" };
        rig.desk_does(&correct(&rig, &changed, other)).unwrap();
        rig.desk_does(&Command::ApplyGroups {}).unwrap();
        let people = rig.desk().people;
        let seat = |who| match kind {
            GroupsKind::Mixed => people[who].table.clone(),
            GroupsKind::Single => people[who].group.clone(),
        };
        assert!(seat(&late).is_some(), "{kind:?}");
        let group = rig.desk().groups[&seat(&changed).unwrap()].service.clone();
        assert!(group.is_none_or(|service| service.as_str() == other));
    }
}

#[test]
fn undo_leaves_the_seats_of_those_who_came_since() {
    let mut rig = at(Rig::with_people(pack(), &[6, 6], 3), Step::Vote);
    while rig.desk().groups.is_empty() {
        rig.next();
    }
    let who = rig.people[0].clone();
    let table = rig.desk().people[&who].table.clone().unwrap();
    let other = rig.desk().groups.keys().find(|id| **id != table).unwrap().clone();
    rig.desk_does(&Command::MoveParticipant { participant: who.clone(), group: other }).unwrap();
    let late = rig.join(1, "Late");
    let seat = rig.desk().people[&late].table.clone();
    assert!(seat.is_some());
    rig.desk_does(&Command::Undo {}).unwrap();
    assert_eq!(rig.desk().people[&who].table, Some(table));
    assert_eq!(rig.desk().people[&late].table, seat);
}

/// A seat that goes with being let in, or with another service, is not a change of the groups.
#[test]
fn letting_somebody_in_is_not_what_undo_takes_back() {
    let mut rig = at(Rig::with_people(pack(), &[6, 6], 3), Step::Vote);
    open_up(&mut rig);
    rig.desk_does(&Command::LockJoining { on: true }).unwrap();
    let late = rig.join(0, "Late");
    let before = (rig.desk().revision, rig.desk().undo);
    rig.desk_does(&Command::Admit { participant: late.clone() }).unwrap();
    assert!(rig.desk().people[&late].table.is_some());
    assert_eq!((rig.desk().revision, rig.desk().undo), before);

    let mut rig = at(Rig::with_people(pack(), &[6, 6], 3), Step::Write);
    let who = rig.people[0].clone();
    let before = rig.desk().undo;
    rig.desk_does(&correct(&rig, &who, "asc")).unwrap();
    assert!(before.is_none_or(|deed| !matches!(deed.kind, DeedKind::Placed)));
    while rig.desk().undo.is_some() {
        rig.desk_does(&Command::Undo {}).unwrap();
    }
    let single = rig.desk().people[&who].group.clone();
    assert!(single.is_none_or(|group| rig.desk().groups[&group].service == Some("asc".into())));
}

#[test]
fn the_group_that_marks_has_people_in_it() {
    let mut rig = at(Rig::with_people(pack(), &[7, 13], 9), Step::Exchange);
    open_up(&mut rig);
    let leads = |rig: &Rig, who: &ParticipantId| -> Vec<_> {
        let turns = rig.group(who).unwrap().pairing.unwrap().turns;
        turns.into_iter().filter(|turn| turn.target_service.as_str() == "asc").map(|turn| turn.lead).collect()
    };
    let cluster = rig.people.clone().into_iter().find(|who| {
        let leads = leads(&rig, who);
        leads.iter().any(|lead| *lead != leads[0])
    });
    let who = cluster.unwrap();
    let gone = leads(&rig, &who)[0].clone();
    for member in rig.desk().groups[&gone].members.clone() {
        rig.desk_does(&Command::MarkLeft { participant: member }).unwrap();
    }
    let watcher = rig.people.clone().into_iter().find(|other| {
        rig.own(other).standing == Standing::In
            && rig.group(other).unwrap().pairing.is_some_and(|p| p.groups.contains_key(&gone))
    });
    assert!(leads(&rig, &watcher.unwrap()).iter().all(|lead| *lead != gone));
}

#[test]
fn each_pairing_says_anew_that_it_is_there() {
    let mut rig = at(Rig::with_people(three_services(), &[4, 4, 4], 3), Step::Exchange);
    let all_here = |rig: &Rig, round: usize| {
        rig.desk().pairings.values().filter(|p| p.round == round).all(|p| p.groups.values().all(|here| *here))
    };
    assert!(all_here(&rig, 1));
    open_up(&mut rig);
    rig.next();
    assert!(all_here(&rig, 1));
    assert!(!all_here(&rig, 2));
    for who in rig.people.clone() {
        rig.does(&who, &Command::ConfirmHere {}).unwrap();
    }
    assert!(all_here(&rig, 2));
}

#[test]
fn a_seat_that_was_given_up_is_free() {
    let mut rig = at(Rig::with_people(pack(), &[4, 4], 3), Step::Vote);
    open_up(&mut rig);
    let tables: Vec<_> = rig.desk().groups.keys().cloned().collect();
    for n in 0..16 {
        rig.join(n % 2, "Someone");
    }
    assert!(rig.desk().groups.values().all(|table| table.members.len() <= 8));
    let full = rig.desk().groups[&tables[0]].members.clone();
    for participant in full.iter().take(4) {
        rig.desk_does(&Command::MarkLeft { participant: participant.clone() }).unwrap();
    }
    let late = rig.join(0, "Late");
    assert_eq!(rig.desk().people[&late].table.as_ref(), Some(&tables[0]));
}
