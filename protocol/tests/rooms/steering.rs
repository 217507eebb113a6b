//! The desk's controls where they meet: quotes withdrawn, things left out, people who go.

use crosstracks_protocol::{
    command::{Actor, Command, SurveyAnswer},
    event::Event,
    ids::ItemId,
    pack::{Activity, Step},
    rejection::Rejection,
    view::{Audience, ItemState, Phase, Standing},
};

use super::{
    doing::{at, everybody_works, open_up},
    rig::{Rig, pack, three_services},
    session::run,
};

#[test]
fn a_withdrawn_quote_leaves_the_room_at_the_quote_where_it_was() {
    let mut rig = at(Rig::with_people(pack(), &[4, 4], 3), Step::Reveal);
    let spotlight = |rig: &Rig| rig.shared().impressions.unwrap().spotlight.unwrap();
    let first = spotlight(&rig);
    while rig.desk().cursor.item < 2 {
        rig.next();
    }
    let here = spotlight(&rig);
    rig.desk_does(&Command::WithdrawQuote { quote: first }).unwrap();
    assert_eq!(spotlight(&rig), here);
    run(&mut rig, 0);
    let shown = rig
        .log
        .iter()
        .filter(|entry| matches!(&entry.event, Event::ItemRevealed { item, part: 3 } if *item == here));
    assert_eq!(shown.count(), 1, "and it is revealed");
}

#[test]
fn a_session_goes_on_without_any_quote() {
    let mut rig = at(Rig::with_people(pack(), &[4, 4], 3), Step::Vote);
    rig.checks = false;
    for quote in rig.room.pack().quotes.clone() {
        rig.desk_does(&Command::WithdrawQuote { quote: quote.id }).unwrap();
    }
    run(&mut rig, 0);
    assert_eq!(rig.desk().phase, Phase::Closed);
}

#[test]
fn what_is_left_out_holds_nobody_up() {
    let mut rig = Rig::with_people(three_services(), &[4, 4, 4], 3);
    rig.checks = false;
    while rig.shared().step.step != Step::Exchange {
        everybody_works(&mut rig, 0);
        let items = rig.desk().item_order;
        if !items.is_empty() && rig.desk().items.values().all(|item| item.status.state == ItemState::Locked) {
            rig.desk_does(&Command::Skip { items: vec![items[0].clone()] }).unwrap();
        }
        assert!(rig.next());
    }
    let first: Vec<ItemId> =
        rig.desk().pairings.iter().filter(|(_, p)| p.round == 1).map(|(id, _)| id.as_str().into()).collect();
    rig.desk_does(&Command::Skip { items: first }).unwrap();
    assert_eq!(rig.shared().knowledge.unwrap().round, 2, "the round that was left out is over");
    for who in rig.people.clone() {
        assert!(rig.group(&who).unwrap().pairing.unwrap().round > 1, "and nobody waits for it");
    }
    run(&mut rig, 0);
    assert_eq!(rig.desk().phase, Phase::Closed);
}

#[test]
fn a_session_ends_though_everybody_of_a_service_has_left() {
    let mut rig = at(Rig::with_people(pack(), &[5, 5], 3), Step::Write);
    rig.checks = false;
    open_up(&mut rig);
    everybody_works(&mut rig, 0);
    for who in rig.people.clone().into_iter().skip(5) {
        rig.does(&who, &Command::Leave {}).unwrap();
    }
    while rig.desk().phase != Phase::Closed {
        assert!(rig.next());
    }
}

#[test]
fn an_instrument_with_words_to_write_can_be_complete() {
    let mut pack = pack();
    let mut open = pack.instruments[0].items[0].clone();
    (open.id, open.scale) = ("in-your-words".into(), None);
    pack.instruments[0].items.push(open);
    let mut rig = at(Rig::with_people(pack, &[4, 4], 3), Step::Baseline);
    open_up(&mut rig);
    let item = rig.desk().item_order[0].clone();
    let asked = rig.room.pack().instruments[0].items.clone();
    let who = rig.people[0].clone();
    for scaled in asked.into_iter().filter(|item| item.scale.is_some()) {
        rig.does(
            &who,
            &Command::AnswerSurvey {
                instrument: item.clone(),
                item: scaled.id,
                value: SurveyAnswer::Value(1),
            },
        )
        .unwrap();
    }
    assert_eq!(rig.desk().items[&item].progress.unwrap().done, 1);
}

#[test]
fn a_knock_is_answered_by_the_desk_alone() {
    let mut rig = Rig::with_people(pack(), &[2, 2], 3);
    rig.desk_does(&Command::LockJoining { on: true }).unwrap();
    let who = rig.join(0, "Knocks");
    rig.desk_does(&Command::MarkLeft { participant: who.clone() }).unwrap();
    assert!(rig.does(&who, &Command::ComeBack {}).is_err(), "nobody comes in past the lock");
    assert_eq!(rig.own(&who).standing, Standing::Knocking);
}

#[test]
fn the_display_counts_and_names_those_who_are_there() {
    let mut rig = at(Rig::with_people(pack(), &[4, 4], 3), Step::Vote);
    open_up(&mut rig);
    rig.desk_does(&Command::ShowNames { on: true }).unwrap();
    let (gone, name) = (rig.people[0].clone(), rig.own(&rig.people[0]).name);
    assert!(rig.room.view(&Audience::Display).to_string().contains(&name));
    rig.desk_does(&Command::Remove { participant: gone }).unwrap();
    assert!(!rig.room.view(&Audience::Display).to_string().contains(&name));
    let people: usize = rig.display().groups.values().flat_map(|group| group.sizes.values()).sum();
    assert_eq!(people, 7);
}

#[test]
fn the_second_facilitator_hears_the_number_that_the_desk_shows() {
    let mut rig = at(Rig::with_people(pack(), &[4, 4], 3), Step::Harvest);
    let question =
        rig.room.pack().knowledge_questions.iter().rfind(|q| q.target_service.as_str() == "gp").unwrap();
    let item = question.id.clone();
    let number = rig.desk().questions[&item].number;
    let revision = rig.desk().revision;
    rig.desk_does(&Command::Reveal { item, part: 1 }).unwrap();
    let by = Actor::Facilitator(rig.facilitator.clone());
    let Err(Rejection::Stale { what, .. }) = rig.give(&by, Some(revision), &Command::Pause {}) else {
        panic!()
    };
    assert_eq!(what, format!("showed question {number} about GP"));
}
