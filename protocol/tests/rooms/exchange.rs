//! Answers as points, and their correction by the people they are about.

use crosstracks_protocol::{
    command::{Command, Mark, Tap},
    ids::{ItemId, ParticipantId, PointId},
    pack::Step,
    rejection::{Limit, Rejection, Thing},
    room::points::MAX_POINTS,
    text::{TextFault, TextKind},
    view::{ItemState, TimerView, activities::CorrectedAnswer},
};

use super::rig::{Rig, pack};

/// A rig whose groups write.
fn writing(sizes: &[usize]) -> Rig {
    let mut rig = Rig::with_people(pack(), sizes, 9);
    rig.checks = false;
    while rig.shared().step.step != Step::Write
        || rig.desk().items.values().any(|i| i.status.state == ItemState::Locked)
    {
        assert!(rig.next());
    }
    rig.check_from_here();
    rig
}

fn question(rig: &Rig, who: &ParticipantId) -> ItemId {
    rig.group(who).unwrap().questions.keys().next().unwrap().clone()
}

fn write(rig: &mut Rig, who: &ParticipantId, text: &str) -> PointId {
    let sheet = question(rig, who).as_str().into();
    rig.does(who, &Command::AddPoint { sheet, text: text.into() }).unwrap();
    let points = rig.group(who).unwrap().sheets.into_values().next().unwrap();
    points.into_iter().max_by_key(|(_, point)| point.number).unwrap().0
}

fn open_exchange(rig: &mut Rig) {
    while rig.desk().items.values().all(|item| item.status.state != ItemState::Open)
        || rig.shared().step.step != Step::Exchange
    {
        assert!(rig.next());
    }
}

#[test]
fn anyone_in_the_group_may_change_a_point_and_an_old_revision_is_told() {
    let mut rig = writing(&[4, 4]);
    let (a, b) = (rig.people[0].clone(), rig.people[1].clone());
    let point = write(&mut rig, &a, "First words");
    let edit = |revision| Command::EditPoint { point: point.clone(), text: "Better words".into(), revision };
    rig.does(&b, &edit(1)).unwrap();
    assert_eq!(rig.does(&a, &edit(1)), Err(Rejection::StalePoint));
    assert_eq!(
        rig.does(&a, &Command::RemovePoint { point: point.clone(), revision: 1 }),
        Err(Rejection::StalePoint)
    );
    let outsider = rig.people[6].clone();
    assert_eq!(rig.does(&outsider, &edit(2)), Err(Rejection::Unknown(Thing::Point)));
    assert!(!rig.texts.values().any(|text| text.body == "First words"), "what was replaced is deleted");
    rig.does(&a, &Command::RemovePoint { point, revision: 2 }).unwrap();
    assert!(!rig.texts.values().any(|text| text.body == "Better words"));
}

#[test]
fn a_number_is_never_used_twice() {
    let mut rig = writing(&[4, 4]);
    let a = rig.people[0].clone();
    let first = write(&mut rig, &a, "One");
    rig.does(&a, &Command::RemovePoint { point: first.clone(), revision: 1 }).unwrap();
    assert_ne!(write(&mut rig, &a, "Two"), first);
}

#[test]
fn a_sheet_and_a_text_have_their_bounds() {
    let mut rig = writing(&[4, 4]);
    let a = rig.people[0].clone();
    for n in 0..MAX_POINTS {
        write(&mut rig, &a, &format!("Point {n}"));
    }
    let sheet = question(&rig, &a).as_str().into();
    assert_eq!(
        rig.does(&a, &Command::AddPoint { sheet, text: "More".into() }),
        Err(Rejection::Full(Limit::Points))
    );
    let sheet = rig.group(&a).unwrap().questions.keys().nth(1).unwrap().as_str().into();
    let long = Command::AddPoint { sheet, text: "x".repeat(281) };
    assert_eq!(rig.does(&a, &long), Err(Rejection::Text(TextKind::Point, TextFault::TooLong)));
}

#[test]
fn writing_takes_back_dont_know() {
    let mut rig = writing(&[4, 4]);
    let a = rig.people[0].clone();
    let question = question(&rig, &a);
    rig.does(&a, &Command::SetDontKnow { question: question.clone(), on: true }).unwrap();
    assert!(rig.group(&a).unwrap().questions[&question].dont_know);
    write(&mut rig, &a, "Something after all");
    assert!(!rig.group(&a).unwrap().questions[&question].dont_know);
    let other = rig.group(&rig.people[5].clone()).unwrap().questions.keys().next().unwrap().clone();
    let foreign = Command::SetDontKnow { question: other, on: true };
    assert_eq!(
        rig.does(&a, &foreign),
        Err(Rejection::Unknown(Thing::Sheet)),
        "a question for the other service"
    );
}

#[test]
fn late_points_are_taken_until_the_exchange_opens() {
    let mut rig = writing(&[4, 4]);
    let a = rig.people[0].clone();
    write(&mut rig, &a, "In time");
    rig.next();
    write(&mut rig, &a, "A little late");
    let late: Vec<bool> =
        rig.group(&a).unwrap().sheets.values().next().unwrap().values().map(|p| p.late).collect();
    assert_eq!(late, [false, true]);
    open_exchange(&mut rig);
    let sheet = question(&rig, &a).as_str().into();
    assert_eq!(
        rig.does(&a, &Command::AddPoint { sheet, text: "Too late".into() }),
        Err(Rejection::AlreadyClosed)
    );
}

#[test]
fn the_service_in_question_marks_and_the_authors_answer() {
    let mut rig = writing(&[4, 4]);
    let (author, corrector) = (rig.people[0].clone(), rig.people[5].clone());
    let point = write(&mut rig, &author, "They all train for seven years");
    let mark = |mark| Command::MarkPoint { point: point.clone(), mark };
    assert_eq!(rig.does(&corrector, &mark(Mark::Right)), Err(Rejection::Unknown(Thing::Point)));
    open_exchange(&mut rig);
    assert_eq!(rig.does(&author, &mark(Mark::Right)), Err(Rejection::NotYours), "not one's own point");
    rig.does(&corrector, &mark(Mark::Right)).unwrap();
    rig.does(&corrector, &mark(Mark::Partly)).unwrap();
    assert_eq!(rig.does(&corrector, &mark(Mark::Partly)), Ok(0));
    rig.does(&corrector, &Command::ClarifyPoint { point: point.clone(), text: "Some of us do".into() })
        .unwrap();
    rig.does(&corrector, &Command::ClarifyPoint { point: point.clone(), text: "Many of us do".into() })
        .unwrap();
    assert!(!rig.texts.values().any(|text| text.body == "Some of us do"));
    let tap = Command::TapPoint { point: point.clone(), tap: Tap::Surprised, on: true };
    assert_eq!(rig.does(&corrector, &tap), Err(Rejection::Unknown(Thing::Point)), "taps are the authors'");
    rig.does(&author, &tap).unwrap();

    let group = rig.group(&author).unwrap();
    let seen = &group.pairing.unwrap().answers[&group.group][&question(&rig, &author)].points[&point];
    assert_eq!((seen.mark, seen.clarifications.len(), seen.taps.len()), (Some(Mark::Partly), 1, 1));
    let met = rig.group(&corrector).unwrap().pairing.unwrap();
    assert_eq!(
        met.answers[&group.group][&question(&rig, &author)].points[&point].author,
        None,
        "no names across"
    );
}

#[test]
fn in_a_cluster_one_group_marks_a_question_and_the_other_adds() {
    let mut rig = writing(&[7, 13]);
    for who in rig.people.clone() {
        for question in rig.group(&who).unwrap().questions.keys() {
            rig.does(&who, &Command::AddPoint { sheet: question.as_str().into(), text: "So it is".into() })
                .unwrap();
        }
    }
    open_exchange(&mut rig);
    let mut outcomes = std::collections::BTreeSet::new();
    for who in rig.people.clone().into_iter().skip(7) {
        let group = rig.group(&who).unwrap();
        let pairing = group.pairing.unwrap();
        for turn in pairing.turns.iter().filter(|turn| Some(&turn.target_service) == group.service.as_ref()) {
            for answers in
                pairing.answers.iter().filter(|(id, _)| **id != group.group).map(|(_, answers)| answers)
            {
                let Some(answer) = answers.get(&turn.question) else { continue };
                let point = answer.points.keys().next().unwrap().clone();
                let marked = rig.does(&who, &Command::MarkPoint { point: point.clone(), mark: Mark::Right });
                assert_eq!(marked.is_ok(), turn.lead == group.group);
                outcomes.insert(marked.is_ok());
                rig.does(&who, &Command::ClarifyPoint { point, text: "We add".into() }).unwrap();
            }
        }
    }
    assert_eq!(outcomes.len(), 2, "some lead, some add");
}

#[test]
fn an_exchange_in_clusters_has_three_tenths_more_time() {
    let minutes = |sizes: &[usize]| {
        let mut rig = writing(sizes);
        open_exchange(&mut rig);
        let Some(TimerView::Running { ends_at, .. }) = rig.shared().step.timer else { panic!() };
        ends_at.since(rig.room.at()) / 60_000
    };
    let planned = minutes(&[8, 8]);
    assert_eq!(minutes(&[13, 7]), (planned * 13).div_ceil(10));
}

#[test]
fn what_was_not_reached_is_told_apart_from_not_knowing() {
    let mut rig = writing(&[4, 4]);
    let a = rig.people[0].clone();
    let asked: Vec<ItemId> = rig.group(&a).unwrap().questions.keys().cloned().collect();
    rig.does(&a, &Command::SetDontKnow { question: asked[1].clone(), on: true }).unwrap();
    write(&mut rig, &a, "We think so");
    while rig.shared().step.step != Step::Harvest {
        assert!(rig.next());
    }
    for item in &asked[..3] {
        rig.desk_does(&Command::Reveal { item: item.clone(), part: 1 }).unwrap();
    }
    let questions = rig.shared().knowledge.unwrap().questions;
    let told = |item: &ItemId| {
        let CorrectedAnswer { dont_know, not_reached, points, .. } =
            questions[item].corrections.as_ref().unwrap()[0].clone();
        (dont_know, not_reached, points.len())
    };
    assert_eq!(
        [told(&asked[0]), told(&asked[1]), told(&asked[2])],
        [(false, false, 1), (true, false, 0), (false, true, 0)]
    );
}

#[test]
fn a_model_answer_can_be_disputed_by_its_service_once_it_is_out() {
    let mut rig = writing(&[4, 4]);
    let (a, b) = (rig.people[0].clone(), rig.people[5].clone());
    let item = question(&rig, &a);
    let dispute = Command::DisputeModel { question: item.clone(), text: "Not in our town".into() };
    while rig.shared().step.step != Step::Harvest {
        assert!(rig.next());
    }
    rig.desk_does(&Command::Reveal { item: item.clone(), part: 1 }).unwrap();
    assert_eq!(rig.does(&b, &dispute), Err(Rejection::NotOpen));
    rig.desk_does(&Command::Reveal { item: item.clone(), part: 2 }).unwrap();
    assert_eq!(rig.does(&a, &dispute), Err(Rejection::NotYours));
    rig.does(&b, &dispute).unwrap();
    assert_eq!(rig.shared().knowledge.unwrap().questions[&item].disputes, ["Not in our town"]);
}

#[test]
fn groups_say_that_they_are_there_and_move_through_the_turns() {
    let mut rig = writing(&[4, 4]);
    let a = rig.people[0].clone();
    assert_eq!(rig.does(&a, &Command::GoToTurn { turn: 1 }), Err(Rejection::NotOpen));
    rig.does(&a, &Command::ConfirmHere {}).unwrap();
    open_exchange(&mut rig);
    rig.does(&a, &Command::GoToTurn { turn: 1 }).unwrap();
    let pairing = rig.group(&rig.people[5].clone()).unwrap().pairing.unwrap();
    assert_eq!((pairing.turn, pairing.turns.len()), (1, 12));
    let directions: Vec<_> = pairing.turns.iter().map(|turn| turn.author_service.clone()).collect();
    assert!(directions.windows(2).all(|two| two[0] != two[1]), "the direction alternates by question");
    assert_eq!(rig.does(&a, &Command::GoToTurn { turn: 99 }), Err(Rejection::Unknown(Thing::Item)));
}
