//! The desk's controls where they meet: groups changed midway, quotes withdrawn, things left out.

use crosstracks_protocol::{
    command::{Command, Cursor, GroupsKind, TableAnswer, Tap},
    ids::{ItemId, ParticipantId},
    pack::{Activity, Step},
    rejection::{Rejection, StateFault, Thing},
    room::pairing::PairingKind,
    view::{Audience, ItemState, Phase, Standing, activities::Distribution},
};

use super::{
    doing::everybody_works,
    rig::{Rig, pack, three_services},
    session::run,
};

fn at(mut rig: Rig, step: Step) -> Rig {
    rig.checks = false;
    while rig.shared().step.step != step {
        everybody_works(&mut rig, 0);
        assert!(rig.next());
    }
    rig.check_from_here();
    rig
}

/// The next move until something is open.
fn open_up(rig: &mut Rig) {
    while rig.desk().items.values().all(|item| item.status.state != ItemState::Open) {
        assert!(rig.next());
    }
}

fn propose(kind: GroupsKind) -> Command {
    Command::ProposeGroups { kind, seating: None, apart: vec![], together: vec![] }
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
    assert!(
        before.is_none_or(|deed| !matches!(deed.kind, crosstracks_protocol::view::desk::DeedKind::Placed))
    );
    while rig.desk().undo.is_some() {
        rig.desk_does(&Command::Undo {}).unwrap();
    }
    let single = rig.desk().people[&who].group.clone();
    assert!(single.is_none_or(|group| rig.desk().groups[&group].service == Some("asc".into())));
}

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
    let shown = rig.log.iter().filter(|entry| {
        matches!(&entry.event, crosstracks_protocol::event::Event::ItemRevealed { item, part: 3 } if *item == here)
    });
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
        if let crosstracks_protocol::event::Event::QuestionClarified { question, pairing, .. } = &entry.event
        {
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
    let kept = |rig: &Rig| rig.texts.values().filter(|text| **text == words).count();
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
        let choice = crosstracks_protocol::command::Choice::default();
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

#[test]
fn rooms_leave_out_what_is_not_run_yet() {
    let mut pack = pack();
    let stages = &mut pack.agenda.presets[0].stages;
    let mut case = stages[0].clone();
    (case.id, case.activity) = ("case".into(), Activity::CaseStudy);
    case.steps.clear();
    stages.insert(2, case);
    pack.agenda.presets[1].stages.clear();
    let mut rig = Rig::with_people(pack, &[4, 4], 3);
    rig.checks = false;
    assert!(rig.desk().agenda.iter().all(|stage| stage.activity != Activity::CaseStudy));
    run(&mut rig, 0);
    assert_eq!(rig.desk().phase, Phase::Closed);
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
        rig.does(&who, &Command::AnswerSurvey { instrument: item.clone(), item: scaled.id, value: 1 })
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

#[test]
fn the_second_facilitator_hears_the_number_that_the_desk_shows() {
    let mut rig = at(Rig::with_people(pack(), &[4, 4], 3), Step::Harvest);
    let question =
        rig.room.pack().knowledge_questions.iter().rfind(|q| q.target_service.as_str() == "gp").unwrap();
    let item = question.id.clone();
    let number = rig.desk().questions[&item].number;
    let revision = rig.desk().revision;
    rig.desk_does(&Command::Reveal { item, part: 1 }).unwrap();
    let by = crosstracks_protocol::command::Actor::Facilitator(rig.facilitator.clone());
    let Err(Rejection::Stale { what, .. }) = rig.give(&by, Some(revision), &Command::Pause {}) else {
        panic!()
    };
    assert_eq!(what, format!("showed question {number} about GP"));
}
