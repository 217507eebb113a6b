//! What comes after its time: taken, told apart, or refused once it has been seen.

use crosstracks_protocol::{
    command::{Choice, Command, Cursor, TableAnswer, Tap},
    event::Event,
    ids::ItemId,
    pack::Step,
    rejection::Rejection,
    view::{Audience, ItemState, activities::Distribution},
};

use super::{
    doing::{at, everybody_works, open_up},
    rig::{Rig, pack, three_services},
};

/// With three services, a group meets the authors about it in one round and writes about others in another.
#[test]
fn words_on_a_question_go_to_the_pairing_that_has_it() {
    let mut rig = at(Rig::with_people(three_services(), &[4, 4, 4], 3), Step::Exchange);
    while rig.desk().items.values().any(|item| item.status.state != ItemState::Closed) {
        assert!(rig.next());
    }
    for who in rig.people.clone() {
        let service = rig.group(&who).unwrap().service.unwrap();
        let question =
            rig.room.pack().knowledge_questions.iter().find(|q| q.target_service == service).unwrap();
        let question = question.id.clone();
        let said =
            rig.does(&who, &Command::ClarifyQuestion { question: question.clone(), text: "So".into() });
        said.unwrap();
    }
    for entry in &rig.log {
        if let Event::QuestionClarified { question, pairing, .. } = &entry.event {
            let target = &rig.room.pack().question(question).unwrap().target_service;
            let author = &rig.room.pack().links().into_iter().find(|l| l.target_service == *target).unwrap();
            let there: Vec<_> = rig.desk().pairings[pairing]
                .groups
                .keys()
                .map(|g| rig.desk().groups[g].service.clone())
                .collect();
            assert!(
                there.contains(&Some(author.author_service.clone())),
                "{question} in {pairing}: {there:?}"
            );
        }
    }
}

#[test]
fn tables_say_nothing_more_about_a_quote_that_the_room_has_seen() {
    let mut rig = at(Rig::with_people(pack(), &[4, 4], 3), Step::Reveal);
    let who = rig.people[0].clone();
    let talked = rig.shared().impressions.unwrap().talk_quotes;
    let cursor = rig.desk().item_order.iter().position(|item| *item == talked[0]).unwrap();
    let add = |quote: &ItemId| Command::AddPoint {
        sheet: format!("{quote}.why_said").as_str().into(),
        text: "One more thing".into(),
    };
    let answer =
        |quote: &ItemId| Command::AnswerForTable { quote: quote.clone(), answer: TableAnswer::Split {} };
    rig.desk_does(&Command::GoTo { cursor: Cursor { item: cursor, ..rig.desk().cursor } }).unwrap();
    rig.does(&who, &add(&talked[0])).unwrap();
    rig.desk_does(&Command::Reveal { item: talked[0].clone(), part: 1 }).unwrap();
    assert_eq!(rig.does(&who, &add(&talked[0])), Err(Rejection::AlreadyRevealed));
    assert_eq!(rig.does(&who, &answer(&talked[0])), Err(Rejection::AlreadyRevealed));
    rig.desk_does(&Command::Unreveal { item: talked[0].clone() }).unwrap();
    assert_eq!(
        rig.does(&who, &answer(&talked[0])),
        Err(Rejection::AlreadyRevealed),
        "hiding it changes nothing"
    );
    rig.does(&who, &add(&talked[1])).unwrap();

    // The desk may open the talk again; what is written then is told apart.
    rig.desk_does(&Command::GoTo { cursor: Cursor { stage: 1, step: 1, item: 0 } }).unwrap();
    let talk = rig.desk().item_order[0].clone();
    rig.desk_does(&Command::Reopen { item: talk }).unwrap();
    rig.does(&who, &add(&talked[0])).unwrap();
    let sheets = rig.group(&who).unwrap().sheets;
    assert!(sheets[format!("{}.why_said", talked[0]).as_str()].values().next_back().unwrap().late);
}

#[test]
fn what_was_shown_and_hidden_again_takes_nothing_late() {
    let mut rig = at(Rig::with_people(pack(), &[4, 4], 3), Step::Surprise);
    let (who, item) = (rig.people[0].clone(), rig.desk().item_order[0].clone());
    rig.next();
    rig.next();
    rig.does(&who, &Command::SaySurprise { text: "A little late".into() }).unwrap();
    rig.desk_does(&Command::Reveal { item: item.clone(), part: 1 }).unwrap();
    rig.desk_does(&Command::Unreveal { item }).unwrap();
    let copied = rig.does(&who, &Command::SaySurprise { text: "As they said".into() });
    assert_eq!(copied, Err(Rejection::AlreadyRevealed));

    let mut rig = at(Rig::with_people(pack(), &[5, 0], 3), Step::Harvest);
    let (who, item) = (rig.people[0].clone(), rig.desk().item_order[0].clone());
    rig.desk_does(&Command::Reveal { item: item.clone(), part: 1 }).unwrap();
    rig.desk_does(&Command::Unreveal { item: item.clone() }).unwrap();
    let add = Command::AddPoint { sheet: item.as_str().into(), text: "As they said".into() };
    assert_eq!(rig.does(&who, &add), Err(Rejection::AlreadyRevealed));
}

#[test]
fn a_tap_after_the_harvest_shows_in_every_view() {
    let mut rig = at(Rig::with_people(pack(), &[4, 4], 3), Step::Harvest);
    let who = rig.people[1].clone();
    let group = rig.group(&who).unwrap();
    let (sheet, points) = group.sheets.iter().next().unwrap();
    let point = points.keys().next().unwrap().clone();
    rig.desk_does(&Command::Reveal { item: sheet.as_str().into(), part: 1 }).unwrap();
    let before = rig.room.view(&Audience::Shared);
    rig.does(&who, &Command::TapPoint { point, tap: Tap::CheckLater, on: true }).unwrap();
    assert_ne!(rig.room.view(&Audience::Shared), before);
}

#[test]
fn a_point_takes_along_what_was_said_to_it() {
    let mut rig = at(Rig::with_people(pack(), &[4, 4], 3), Step::Exchange);
    rig.checks = false;
    open_up(&mut rig);
    everybody_works(&mut rig, 0);
    let who = rig.people[0].clone();
    let answers = rig.group(&who).unwrap().pairing.unwrap().answers;
    let mine = &answers[&rig.group_id(&who).unwrap()];
    let (question, point, view) = mine
        .iter()
        .find_map(|(question, answer)| {
            let (id, view) = answer.points.iter().find(|(_, view)| !view.clarifications.is_empty())?;
            Some((question.clone(), id.clone(), view.clone()))
        })
        .unwrap();
    let words = view.clarifications.into_values().next().unwrap();
    let kept = |rig: &Rig| rig.texts.values().filter(|text| text.body == words).count();
    while rig.shared().step.step != Step::Harvest {
        rig.next();
    }
    rig.desk_does(&Command::Reopen { item: question.clone() }).unwrap();
    rig.does(&who, &Command::AddPoint { sheet: question.as_str().into(), text: "Wiser now".into() }).unwrap();
    let sheet = rig.group(&who).unwrap().sheets.remove(question.as_str()).unwrap();
    assert!(sheet.values().find(|point| point.text == "Wiser now").unwrap().late, "the others have spoken");
    let edit =
        |text: &str| Command::EditPoint { point: point.clone(), text: text.into(), revision: view.revision };
    assert_eq!(rig.does(&who, &edit(&view.text)), Ok(0), "the same words change nothing");
    let before = kept(&rig);
    rig.does(&who, &Command::RemovePoint { point, revision: view.revision }).unwrap();
    assert_eq!(kept(&rig), before - 1);
}

#[test]
fn a_late_vote_that_is_given_again_in_time_counts() {
    let mut rig = at(Rig::with_people(pack(), &[4, 4], 3), Step::Vote);
    open_up(&mut rig);
    let quote = rig.desk().item_order[0].clone();
    let vote = |rig: &mut Rig, n: usize| {
        let choice = Choice::default();
        let who = rig.people[n].clone();
        rig.does(&who, &Command::Vote { quote: quote.clone(), choice }).unwrap();
    };
    rig.desk_does(&Command::Close { items: vec![quote.clone()] }).unwrap();
    (0..4).for_each(|n| vote(&mut rig, n));
    rig.desk_does(&Command::Reopen { item: quote.clone() }).unwrap();
    (0..4).for_each(|n| vote(&mut rig, n));
    rig.desk_does(&Command::Close { items: vec![quote.clone()] }).unwrap();
    let shown = rig.desk().quotes[&quote].distribution.clone();
    assert!(matches!(shown, Some(Distribution::Shown { voters: 4, .. })), "{shown:?}");
}
