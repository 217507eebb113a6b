use super::*;
use crate::{
    ids::{ParticipantId, ServiceId},
    report::{Readers, ReportInput, Snapshot, Table},
};

/// Ratings of people of one service after another, so many of each.
fn table<V: Clone>(services: &[&[V]]) -> Table<V> {
    let person = |service: usize, n: usize| ParticipantId::new(format!("{service}-{n}"));
    let of = |(service, answers): (usize, &&[V])| {
        let own = ServiceId::from(["north", "south"][service]);
        let answer = |(n, value): (usize, &V)| (person(service, n), (Some(own.clone()), value.clone()));
        answers.iter().enumerate().map(answer).collect::<Vec<_>>()
    };
    services.iter().enumerate().flat_map(of).collect()
}

fn rated(before: i32, now: i32) -> Rating {
    Rating { before: Some(before), recalled: Some(before - 1), now: Some(now) }
}

fn snapshot(services: &[&[Rating]], later: &[&[i32]], earlier: &[Snapshot]) -> Snapshot {
    let everybody: Vec<Vec<()>> = services.iter().map(|answers| vec![(); answers.len()]).collect();
    let everybody: Vec<&[()]> = everybody.iter().map(Vec::as_slice).collect();
    let run = RatingRun {
        id: "c1".into(),
        text: "I know whom to ask.".into(),
        scale: Scale { min: 0, max: 4, min_label: "no".into(), max_label: "yes".into() },
        asked_before: true,
        asked_at_end: true,
        answers: table(services),
        later: table(later),
    };
    let input = ReportInput { attendance: table(&everybody), ratings: vec![run], ..ReportInput::default() };
    Snapshot::take(input, earlier)
}

fn report(services: &[&[Rating]], later: &[&[i32]]) -> RatingReport {
    let report = snapshot(services, later, &[]).report(Readers::Facilitators);
    report.ratings.into_iter().next().unwrap()
}

fn measured(figure: &RatingFigure) -> &Change {
    match figure.change.as_ref().unwrap().shown().unwrap() {
        ChangeFigure::Measured { change } => change,
        ChangeFigure::Most { .. } => panic!("{figure:?}"),
    }
}

const MIXED: [Rating; 6] = [
    Rating { before: Some(2), recalled: Some(1), now: Some(3) },
    Rating { before: Some(3), recalled: Some(2), now: Some(4) },
    Rating { before: Some(1), recalled: Some(1), now: Some(2) },
    Rating { before: Some(0), recalled: Some(0), now: Some(2) },
    Rating { before: Some(2), recalled: Some(2), now: Some(2) },
    Rating { before: Some(4), recalled: Some(3), now: Some(1) },
];

#[test]
fn a_room_of_ten_or_more_is_shown_by_value_and_its_small_services_in_bands() {
    let report = report(&[&MIXED, &MIXED], &[]);
    let room = report.room.shown().unwrap();
    assert_eq!(room.people, 12);
    let counts = [(0, 2), (1, 2), (2, 4), (3, 2), (4, 2)].into();
    assert_eq!(room.before.as_ref().unwrap().shown(), Some(&Spread::Values { counts }));
    assert!(measured(room).spread.is_some());
    assert_eq!(room.response_shift.as_ref().unwrap().shown().unwrap().thousandths(), -500);
    let services = report.services.shown().unwrap();
    assert_eq!(services.len(), 2);
    for service in services {
        let before = service.figure.before.as_ref().unwrap().shown();
        assert_eq!(before, Some(&Spread::Bands { low: 2, middle: 2, high: 2 }));
        assert_eq!((measured(&service.figure).improved, measured(&service.figure).spread), (4, None));
    }
}

#[test]
fn who_gave_one_rating_of_two_is_in_no_figure() {
    let mut ratings = MIXED.to_vec();
    ratings[0].before = None;
    ratings.extend([Rating { now: Some(4), ..Rating::default() }; 3]);
    let report = report(&[&ratings, &[]], &[]);
    let room = report.room.shown().unwrap();
    assert_eq!((room.people, measured(room).pairs), (5, 5));
}

#[test]
fn fewer_than_five_are_not_shown() {
    let report = report(&[&MIXED[..4], &[]], &[]);
    assert_eq!(report.room, Published::not_shown(5));
    assert_eq!(report.services, Published::not_shown(5));
}

#[test]
fn all_alike_and_all_but_one_are_only_said_to_be_most() {
    for other in [rated(1, 4), rated(3, 3)] {
        let report = report(&[&[rated(1, 4), rated(1, 4), rated(1, 4), rated(1, 4), other], &[]], &[]);
        let room = report.room.shown().unwrap();
        assert_eq!(room.before.as_ref().unwrap().shown(), Some(&Spread::Most { band: Band::Low }));
        let change = room.change.as_ref().unwrap().shown();
        assert_eq!(change, Some(&ChangeFigure::Most { direction: Direction::Improved }));
        assert_eq!(room.response_shift, Some(Published::alike()));
        assert_eq!(room.at_ceiling, Some(Published::alike()));
    }
}

#[test]
fn where_one_service_is_alike_the_other_is_not_told_either() {
    let alike = [rated(1, 4); 6];
    let report = report(&[&MIXED, &alike], &[]);
    let [other, one] = report.services.shown().unwrap().as_slice() else { panic!() };
    let most = Some(&Spread::Most { band: Band::Low });
    let (one, other) = if one.services == ["south".into()] { (one, other) } else { (other, one) };
    assert_eq!(one.figure.before.as_ref().unwrap().shown(), most);
    assert_eq!(other.figure.before, Some(Published::alike()));
    assert_eq!(other.figure.change, Some(Published::alike()));
    assert!(report.room.shown().unwrap().before.as_ref().unwrap().shown().is_some());
}

#[test]
fn a_change_weeks_later_is_told_of_everybody_or_of_enough() {
    let later = |of: &[&[i32]]| {
        let report = report(&[&MIXED, &MIXED], of);
        report.later.shown().map(|figure| (figure.people, figure.change.is_some()))
    };
    let six = [4, 3, 2, 1, 3, 2];
    assert_eq!(later(&[&six, &six]), Some((12, true)));
    assert_eq!(later(&[&six, &six[..5]]), Some((11, false)), "the one who did not answer would show");
    assert_eq!(later(&[&six]), Some((6, true)));
    assert_eq!(later(&[&six[..4]]), None);
}

#[test]
fn two_more_answers_wait() {
    let first = snapshot(&[&MIXED, &MIXED], &[], &[]);
    let more: Vec<Rating> = MIXED.into_iter().chain([rated(0, 4); 2]).collect();
    let second = snapshot(&[&more, &MIXED], &[], std::slice::from_ref(&first));
    let reports = [first, second].map(|snapshot| snapshot.report(Readers::Facilitators));
    assert_eq!(reports[0].ratings, reports[1].ratings);
    assert_eq!((reports[0].held_back, reports[1].held_back), (false, true));
}
