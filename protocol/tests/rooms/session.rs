//! Whole sessions, by following the desk's next move.

use crosstracks_protocol::{
    command::{Command, GroupsKind},
    room::{groups::Seating, pairing::PairingKind},
    view::{Phase, desk::Waiting},
};

use super::{
    doing::everybody_works,
    rig::{Rig, pack, three_services},
};

/// Runs a session to its end. Returns how many moves it took.
pub(super) fn run(rig: &mut Rig, twist: usize) -> usize {
    let mut moves = 0;
    loop {
        everybody_works(rig, twist);
        if !rig.next() {
            match rig.desk().waiting {
                Some(Waiting::Ended) => return moves,
                Some(Waiting::Decision) => {
                    let kind = GroupsKind::Mixed;
                    let seating = Some(Seating::Split);
                    let propose = Command::ProposeGroups {
                        kind,
                        mend: false,
                        seating,
                        apart: vec![],
                        together: vec![],
                    };
                    rig.desk_does(&propose).unwrap();
                }
                waiting => panic!("nothing to do but wait for {waiting:?}"),
            }
        }
        moves += 1;
        assert!(moves < 500, "the session does not end");
    }
}

fn ends(sizes: &[usize]) -> Rig {
    let mut rig = Rig::with_people(pack(), sizes, 7);
    // What is touched is held against the views in tests of their own; here it would take minutes.
    rig.checks = sizes.iter().sum::<usize>() <= 8;
    run(&mut rig, 0);
    assert_eq!(rig.desk().phase, Phase::Closed);
    assert_eq!(format!("{:?}", rig.replayed()), format!("{:?}", rig.room));
    rig
}

fn kinds(rig: &Rig) -> Vec<PairingKind> {
    rig.desk().pairings.values().map(|pairing| pairing.kind).collect()
}

#[test]
fn thirteen_and_seven_meet_in_clusters_three_to_two() {
    let rig = ends(&[13, 7]);
    assert_eq!(rig.desk().groups.values().filter(|group| group.kind == GroupsKind::Single).count(), 5);
    assert!(kinds(&rig).contains(&PairingKind::Cluster));
}

#[test]
fn nine_and_six_meet_in_pairs() {
    assert_eq!(kinds(&ends(&[9, 6])), [PairingKind::Pair; 2]);
}

#[test]
fn twenty_and_five_meet_in_a_panel() {
    assert_eq!(kinds(&ends(&[20, 5])), [PairingKind::Panel]);
}

#[test]
fn four_and_four_run_with_every_view_checked() {
    ends(&[4, 4]);
}

#[test]
fn twelve_and_two_need_a_decision_and_end() {
    ends(&[12, 2]);
}

#[test]
fn one_service_alone_runs_to_the_end() {
    ends(&[7, 0]);
}

#[test]
fn three_services_run_to_the_end() {
    let mut rig = Rig::with_people(three_services(), &[4, 3, 3], 3);
    run(&mut rig, 1);
    assert_eq!(rig.desk().phase, Phase::Closed);
    let rounds: std::collections::BTreeSet<_> = rig.desk().pairings.values().map(|p| p.round).collect();
    assert!(rounds.len() > 1, "each group meets two others, one after the other");
}
