//! Looking back at the end, and weeks later.

use std::collections::{BTreeMap, BTreeSet};

use crosstracks_protocol::{
    command::{Actor, Chosen, Command, InWords, Mark, PlanOutcome, SurveyAnswer, ThenNow},
    event::Event,
    pack::{Options, Step},
    rejection::{Rejection, StateFault},
    report::{Readers, ReportInput, Snapshot},
    stamp::Timestamp,
    view::{Audience, Phase, follow_up::FollowUpState},
};

use super::{
    doing::{at, everybody_works, follows_up, open_follow_up},
    rig::{Rig, pack, three_services},
    session::run,
};

const DAY: u64 = 24 * 60 * 60 * 1_000;

fn survey(item: &str, value: SurveyAnswer) -> Command {
    Command::AnswerSurvey { instrument: "feedback".into(), item: item.into(), value }
}

fn words(text: &str) -> SurveyAnswer {
    SurveyAnswer::Words(InWords { text: text.into(), name_service: true })
}

/// A session that has ended, everybody having worked as it went.
fn ended(sizes: &[usize]) -> Rig {
    let mut rig = Rig::with_people(if sizes.len() == 2 { pack() } else { three_services() }, sizes, 7);
    rig.checks = false;
    run(&mut rig, 0);
    rig
}

#[test]
fn each_item_is_answered_in_its_own_way_and_all_can_be_skipped() {
    let mut rig = at(Rig::with_people(pack(), &[3, 2], 3), Step::Form);
    let me = rig.people[0].clone();
    assert_eq!(rig.does(&me, &survey("useful", SurveyAnswer::Value(1))), Err(Rejection::NotOpen));
    rig.next();
    let form = rig.shared().feedback.unwrap().form.unwrap();
    let stages = form.instrument.items.iter().find(|item| item.id.as_str() == "stage").unwrap();
    let Some(Options::Listed(stages)) = &stages.options else { panic!("{stages:?}") };
    assert_eq!(
        stages,
        &["How we see each other", "How each of us works", "A case to talk through", "Plans we will keep"]
    );

    let rated = SurveyAnswer::ThenNow(ThenNow { then: Some(1), now: None });
    let given = [
        ("c1", rated.clone()),
        ("useful", SurveyAnswer::Value(4)),
        ("stage", SurveyAnswer::Chosen(Chosen { option: 2 })),
        ("keep", words("The quotes")),
    ];
    for (item, value) in &given {
        assert_eq!(rig.does(&me, &survey(item, value.clone())), Ok(1));
        assert_eq!(rig.does(&me, &survey(item, value.clone())), Ok(0), "the same again changes nothing");
    }
    let own = rig.own(&me).survey["feedback"].clone();
    assert_eq!(own, given.iter().map(|(item, value)| ((*item).into(), value.clone())).collect());
    for (item, value) in [
        ("c1", SurveyAnswer::Value(1)),
        ("c1", SurveyAnswer::ThenNow(ThenNow { then: Some(5), now: None })),
        ("useful", rated),
        ("useful", words("Very")),
        ("stage", SurveyAnswer::Chosen(Chosen { option: 4 })),
        ("keep", SurveyAnswer::Chosen(Chosen { option: 0 })),
        ("keep", SurveyAnswer::Value(0)),
    ] {
        assert_eq!(
            rig.does(&me, &survey(item, value.clone())),
            Err(Rejection::OutOfRange),
            "{item} {value:?}"
        );
    }
    let progress = rig.display().progress.unwrap();
    assert_eq!((progress.done, progress.of), (1, 5), "whoever answered anything, as one number");
}

#[test]
fn what_one_thought_can_be_changed_and_taken_back_until_the_session_ends() {
    let mut rig = at(Rig::with_people(pack(), &[3, 2], 3), Step::Form);
    rig.next();
    let me = rig.people[0].clone();
    rig.does(&me, &survey("keep", words("First words"))).unwrap();
    rig.does(&me, &survey("keep", words("Second words"))).unwrap();
    assert!(!rig.texts.values().any(|text| text.body == "First words"), "what was replaced is deleted");
    while rig.shared().step.step != Step::TakeAway {
        rig.next();
    }
    assert_eq!(rig.does(&me, &survey("keep", words(""))), Ok(1), "after the form closed as well");
    assert!(!rig.own(&me).survey.contains_key("feedback"));
    assert!(!rig.texts.values().any(|text| text.body == "Second words"));
    rig.does(&me, &survey("c1", SurveyAnswer::ThenNow(ThenNow { then: None, now: Some(3) }))).unwrap();
    rig.does(&me, &survey("c1", SurveyAnswer::ThenNow(ThenNow::default()))).unwrap();
    assert!(!rig.own(&me).survey.contains_key("feedback"));
    rig.next();
    assert_eq!(rig.does(&me, &survey("keep", words("Late"))), Err(Rejection::Ended));
}

#[test]
fn people_take_what_the_room_was_shown_of_its_corrections() {
    let mut rig = ended(&[4, 4]);
    let taken = rig.shared().feedback.unwrap().take_away.unwrap();
    assert_eq!(taken.minutes, 25 + 45 + 60 + 55 + 30 + 10, "without the break");
    assert_eq!(taken.weeks, Some(8));
    let points = taken.corrections.iter().flat_map(|question| &question.answers).flat_map(|a| &a.points);
    assert!(points.clone().any(|point| point.mark == Some(Mark::NotRight)));
    assert!(points.count() > 6);
    assert!(!format!("{taken:?}").contains(rig.people[0].as_str()), "nobody is named");
    // With the follow-up another page takes its place.
    open_follow_up(&mut rig);
    assert_eq!(rig.shared().feedback, None);
}

#[test]
fn what_was_not_shown_is_not_taken_along_nor_asked_about() {
    let mut rig = at(Rig::with_people(pack(), &[4, 4], 3), Step::Harvest);
    rig.checks = false;
    let items = rig.desk().item_order;
    let (shown, skipped) = items.split_at(3);
    rig.desk_does(&Command::Skip { items: skipped.to_vec() }).unwrap();
    run(&mut rig, 0);
    let pack = pack();
    let text = |id| &pack.question(id).unwrap().text;
    let taken = rig.shared().feedback.unwrap().take_away.unwrap().corrections;
    let texts: Vec<_> = taken.iter().map(|question| &question.text).collect();
    assert_eq!(texts, shown.iter().map(text).collect::<Vec<_>>());
    open_follow_up(&mut rig);
    let recalls = rig.shared().follow_up.unwrap().asked.unwrap().recalls;
    assert!(!recalls.is_empty());
    for recall in recalls {
        assert!(shown.iter().any(|id| *text(id) == recall.question), "{recall:?}");
    }
}

#[test]
fn the_follow_up_opens_at_its_time_and_is_over_when_the_room_is_deleted() {
    let mut rig = ended(&[4, 4]);
    rig.check_from_here();
    let (me, ended_at) = (rig.people[0].clone(), rig.log.last().unwrap().at);
    let view = rig.shared().follow_up.unwrap();
    assert_eq!((view.state, &view.asked), (FollowUpState::Waiting, &None));
    assert_eq!(view.opens_at, Timestamp(ended_at.0 + 56 * DAY));
    assert_eq!(view.closes_at, Timestamp(ended_at.0 + 90 * DAY));
    let answer = Command::AnswerFollowUp { item: "c1".into(), value: SurveyAnswer::Value(2) };
    assert_eq!(rig.does(&me, &answer), Err(Rejection::NotOpen));
    assert_eq!(rig.room.answer_unlinked(&BTreeMap::new()), Err(Rejection::NotOpen));

    let later = Timestamp(ended_at.0 + 60 * DAY);
    rig.desk_does(&Command::SetFollowUp { opens_at: later }).unwrap();
    assert_eq!(rig.room.deadline(), Some(later));
    let too_late = Command::SetFollowUp { opens_at: view.closes_at };
    assert_eq!(rig.desk_does(&too_late), Err(Rejection::OutOfRange));
    rig.expire(59 * DAY);
    assert_eq!(rig.shared().follow_up.unwrap().state, FollowUpState::Waiting);
    rig.expire(DAY);
    let open = rig.shared().follow_up.unwrap();
    assert_eq!(open.state, FollowUpState::Open);
    assert_eq!(rig.does(&me, &answer), Ok(1));
    let again = rig.desk_does(&Command::SetFollowUp { opens_at: later });
    assert_eq!(again, Err(Rejection::WrongState(StateFault::AlreadyOpen)));

    rig.expire(31 * DAY);
    let over = rig.shared().follow_up.unwrap();
    assert_eq!((over.state, over.asked), (FollowUpState::Over, None));
    assert_eq!(rig.does(&me, &answer), Err(Rejection::AlreadyClosed));
    assert_eq!(rig.room.answer_unlinked(&BTreeMap::new()), Err(Rejection::AlreadyClosed));
    assert_eq!(rig.room.deadline(), None);
}

#[test]
fn nothing_of_the_follow_up_is_taken_before_the_end() {
    let mut rig = at(Rig::with_people(pack(), &[3, 2], 3), Step::Form);
    let me = rig.people[0].clone();
    let answer = Command::AnswerFollowUp { item: "c1".into(), value: SurveyAnswer::Value(2) };
    assert_eq!(rig.does(&me, &answer), Err(Rejection::NotNow));
    assert_eq!(
        rig.desk_does(&Command::SetFollowUp { opens_at: Timestamp(0) }),
        Err(Rejection::WrongState(StateFault::EndFirst))
    );
    rig.next();
    let through_the_form = Command::AnswerSurvey {
        instrument: "followup".into(),
        item: "c1".into(),
        value: SurveyAnswer::Value(2),
    };
    assert!(rig.does(&me, &through_the_form).is_err());
}

#[test]
fn people_say_what_became_of_their_plans_those_who_left_early_too() {
    let mut rig = at(Rig::with_people(pack(), &[4, 4], 3), Step::TakeAway);
    let gone = rig.people[0].clone();
    rig.does(&gone, &Command::Leave {}).unwrap();
    rig.next();
    open_follow_up(&mut rig);
    let report = |plan, helped: &[usize]| Command::ReportOutcome {
        plan,
        outcome: PlanOutcome::Done,
        helped: helped.iter().copied().collect(),
        hindered: BTreeSet::new(),
    };
    assert_eq!(rig.does(&gone, &report(1, &[0, 5])), Ok(1));
    assert_eq!(rig.does(&gone, &report(1, &[0, 5])), Ok(0));
    assert_eq!(rig.own(&gone).outcomes[&1].helped, [0, 5].into());
    assert_eq!(rig.does(&gone, &report(1, &[6])), Err(Rejection::OutOfRange));
    assert!(rig.does(&gone, &report(9, &[])).is_err(), "a plan that is not theirs");
}

#[test]
fn two_points_are_recalled_one_right_and_one_not_the_same_at_every_look() {
    let mut rig = ended(&[4, 4]);
    open_follow_up(&mut rig);
    let recalls = rig.shared().follow_up.unwrap().asked.unwrap().recalls;
    assert_eq!(recalls.len(), 2);
    assert!(!format!("{recalls:?}").contains("Right"), "whether it was right comes with the answer");
    let replayed = rig.replayed();
    assert_eq!(
        replayed.view(&Audience::Shared)["follow_up"]["asked"]["recalls"],
        serde_json::to_value(&recalls).unwrap()
    );
    let me = rig.people[5].clone();
    let mut marks = BTreeSet::new();
    for recall in &recalls {
        rig.does(&me, &Command::AnswerRecall { point: recall.point.clone(), right: true }).unwrap();
        marks.insert(rig.own(&me).recalls[&recall.point].mark.unwrap());
    }
    assert_eq!(marks, [Mark::Right, Mark::NotRight].into());
    let other = rig.log.iter().find_map(|entry| match &entry.event {
        Event::PointAdded { point, .. } if recalls.iter().all(|recall| recall.point != *point) => Some(point),
        _ => None,
    });
    let other = Command::AnswerRecall { point: other.unwrap().clone(), right: true };
    assert!(rig.does(&me, &other).is_err(), "and no others");

    // What was deleted in the meantime is not asked about, and the other stays.
    let (keeps, drops) = (&recalls[0], &recalls[1]);
    rig.texts.retain(|_, text| text.body != drops.text);
    let left = rig.replayed().view(&Audience::Shared);
    let left = left["follow_up"]["asked"]["recalls"].to_string();
    assert!(left.contains(keeps.point.as_str()) && !left.contains(&format!("\"{}\"", drops.point)));
}

#[test]
fn whoever_has_no_way_back_answers_all_the_same_and_so_many_do_at_most() {
    let mut rig = ended(&[4, 4]);
    open_follow_up(&mut rig);
    let answers: BTreeMap<_, _> = [
        ("contact".into(), SurveyAnswer::Chosen(Chosen { option: 0 })),
        ("differently".into(), words("We ring each other")),
        ("team".into(), words("")),
    ]
    .into();
    assert_eq!(rig.room.answer_unlinked(&answers), Err(Rejection::OutOfRange), "a choice is no word");
    let answers: BTreeMap<_, _> = answers
        .into_iter()
        .filter(|(item, _): &(crosstracks_protocol::ids::ItemId, _)| item.as_str() != "team")
        .collect();
    for n in 0..200 {
        let stamp = rig.stamp();
        let decision = rig.room.answer_unlinked(&answers).unwrap();
        assert!(decision.texts.iter().all(|text| text.owner.is_none()));
        if n == 0 {
            rig.check_from_here();
        }
        rig.checks = n < 3;
        rig.keep(&decision, &Actor::Server, None, stamp);
    }
    assert!(matches!(rig.room.answer_unlinked(&answers), Err(Rejection::Full(_))));
    assert_eq!(rig.desk().follow_up.unwrap().answered, Some(200));
    assert!(rig.room.answer_unlinked(&[("c9".into(), SurveyAnswer::Value(1))].into()).is_err());
}

#[test]
fn the_desk_is_told_how_many_answered_once_they_are_enough() {
    let mut rig = ended(&[4, 4]);
    open_follow_up(&mut rig);
    for (n, who) in rig.people.clone().iter().enumerate() {
        let told = rig.desk().follow_up.unwrap().answered;
        assert_eq!(told, (n >= 5).then_some(n));
        follows_up(&mut rig, who, n);
    }
}

#[test]
fn the_first_of_two_sessions_asks_a_pulse_and_no_follow_up() {
    let mut first = pack();
    first.agenda.presets.retain(|preset| preset.id.as_str() == "first-of-two");
    let mut rig = Rig::with_people(first, &[4, 4], 7);
    rig.checks = false;
    let mut asked = None;
    while rig.shared().phase != Phase::Closed {
        everybody_works(&mut rig, 0);
        asked = rig.shared().feedback.and_then(|view| view.form).or(asked);
        assert!(rig.next());
    }
    assert_eq!(asked.unwrap().instrument.id.as_str(), "pulse");
    assert_eq!(rig.shared().follow_up, None);
    assert_eq!(rig.room.deadline(), None);
    let taken = rig.shared().feedback.unwrap().take_away.unwrap();
    assert_eq!(taken.weeks, None);
}

#[test]
fn every_preset_of_the_packs_runs_to_its_end() {
    for whole in [pack(), three_services()] {
        for at in 0..whole.agenda.presets.len() {
            let mut one = whole.clone();
            one.agenda.presets = vec![whole.agenda.presets[at].clone()];
            let mut rig = Rig::with_people(one, &[3, 3, 3][..whole.services.len()], 7);
            rig.checks = false;
            run(&mut rig, 0);
        }
    }
}

#[test]
fn the_report_has_what_people_said() {
    let mut rig = ended(&[8, 7]);
    open_follow_up(&mut rig);
    for (n, who) in rig.people.clone().iter().enumerate().take(12) {
        follows_up(&mut rig, who, n);
    }
    let stamp = rig.stamp();
    let said = [("differently".into(), words("Without a way back"))].into();
    let decision = rig.room.answer_unlinked(&said).unwrap();
    rig.keep(&decision, &Actor::Server, None, stamp);
    let snapshot = Snapshot::take(ReportInput::from(&rig.room), &[]);
    let [near, far] = [Readers::Facilitators, Readers::Commissioners]
        .map(|readers| serde_json::to_value(snapshot.report(readers)).unwrap());

    let ratings = near["ratings"].as_array().unwrap();
    let ids: Vec<_> = ratings.iter().map(|rating| rating["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["c1", "c2", "c3", "c4", "c5", "c6"]);
    let asked = |rating: &serde_json::Value| {
        let figure = &rating["room"]["value"];
        ["before", "recalled", "now", "change"].map(|of| !figure[of].is_null())
    };
    assert_eq!(asked(&ratings[0]), [true; 4]);
    assert_eq!(asked(&ratings[2]), [false, true, true, true], "c3 is not asked on arrival");
    assert_eq!(ratings[0]["later"]["value"]["people"], 12);

    let feedback = near["feedback"].to_string();
    assert!(feedback.contains("Words on keep by 3") && feedback.contains("How we see each other"));
    assert!(!far["feedback"].to_string().contains("Words on"));
    let follow_up = &near["follow_up"];
    assert_eq!(follow_up["outcomes"]["value"]["people"], 12);
    assert!(follow_up.to_string().contains("Without a way back"));
    let of = |id: &str| {
        let asked = follow_up["asked"].as_array().unwrap();
        asked.iter().find(|one| one["id"] == id).unwrap_or_else(|| panic!("{id}"))["answers"].clone()
    };
    assert_eq!(of("helped.1")["room"]["value"]["counts"], serde_json::json!({ "0": 4, "1": 8 }));
    assert_eq!(of("recall.1")["room"]["value"]["counts"], serde_json::json!({ "0": 6, "1": 6 }));
    for who in &rig.people {
        assert!(!near.to_string().contains(who.as_str()));
    }
}
