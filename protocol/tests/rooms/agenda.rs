//! The agenda's rules: opening, closing, revealing, taking back, and two facilitators at once.

use crosstracks_protocol::{
    command::{Actor, Choice, Command, Cursor, GroupsKind},
    ids::{ItemId, ParticipantId},
    pack::Step,
    rejection::{Rejection, StateFault, Thing, Who},
    room::{
        Newcomer,
        groups::{Modality, Warning},
    },
    view::{ItemState, Phase, Standing, TimerView, activities::Distribution, desk::DeedKind},
};

use super::{
    doing::{choice, everybody_works},
    rig::{GRACE, Rig, pack},
};

fn state(rig: &Rig, item: &ItemId) -> ItemState {
    rig.desk().items[item].status.state
}

/// A rig whose vote is open.
fn voting(grace: u64) -> Rig {
    let mut rig = Rig::new(pack(), grace, 1);
    for n in 0..12 {
        rig.join(n % 2, "Someone");
    }
    rig.checks = false;
    while rig.shared().impressions.is_none_or(|impressions| impressions.order.is_empty()) {
        if !rig.next() {
            rig.expire(GRACE);
        }
    }
    rig.check_from_here();
    rig
}

fn quotes(rig: &Rig) -> Vec<ItemId> {
    rig.shared().impressions.unwrap().order
}

fn vote(rig: &mut Rig, who: &ParticipantId, quote: &ItemId, n: usize) -> Result<usize, Rejection> {
    let choice = choice(rig, n);
    rig.does(who, &Command::Vote { quote: quote.clone(), choice })
}

#[test]
fn closing_leaves_ten_seconds_and_then_closes_by_itself() {
    let mut rig = voting(GRACE);
    let quotes = quotes(&rig);
    let who = rig.people[0].clone();
    rig.desk_does(&Command::Close { items: quotes.clone() }).unwrap();
    assert_eq!(state(&rig, &quotes[0]), ItemState::Closing);
    assert_eq!(vote(&mut rig, &who, &quotes[0], 1), Ok(1), "people can still answer");
    assert!(rig.desk().next.is_none());
    rig.expire(GRACE / 2);
    assert_eq!(state(&rig, &quotes[0]), ItemState::Closing);
    rig.expire(GRACE);
    assert_eq!(state(&rig, &quotes[0]), ItemState::Closed);
    assert_eq!(rig.room.deadline(), None);
    let before = rig.log.len();
    rig.expire(GRACE);
    assert_eq!(rig.log.len(), before, "a timer fires once");
}

#[test]
fn a_pause_stops_the_timer_and_the_grace() {
    let mut rig = voting(GRACE);
    let items = quotes(&rig);
    rig.desk_does(&Command::Close { items: items.clone() }).unwrap();
    rig.desk_does(&Command::Pause {}).unwrap();
    assert!(matches!(rig.shared().step.timer, Some(TimerView::Standing { .. })));
    let shown = rig.display();
    assert!(
        shown.impressions.is_none() && shown.groups.is_empty() && shown.progress.is_none(),
        "the display is neutral"
    );
    rig.expire(10 * GRACE);
    assert_eq!(state(&rig, &items[0]), ItemState::Closing, "nothing closes in a pause");
    let who = rig.people[0].clone();
    assert_eq!(vote(&mut rig, &who, &items[0], 1), Ok(1), "what was on its way is taken");
    assert_eq!(rig.desk_does(&Command::Skip { items: items.clone() }), Err(Rejection::Paused));
    rig.desk_does(&Command::Resume {}).unwrap();
    rig.expire(0);
    assert_eq!(state(&rig, &items[0]), ItemState::Closing, "the grace goes on where it stood");
    rig.expire(GRACE);
    assert_eq!(state(&rig, &items[0]), ItemState::Closed);
}

#[test]
fn a_late_vote_is_taken_until_the_reveal_but_does_not_count() {
    let mut rig = voting(0);
    let items = quotes(&rig);
    let people = rig.people.clone();
    for who in &people[..6] {
        vote(&mut rig, who, &items[0], 0).unwrap();
    }
    rig.desk_does(&Command::Close { items: items.clone() }).unwrap();
    assert_eq!(vote(&mut rig, &people[7], &items[0], 1), Ok(1));
    assert_eq!(
        vote(&mut rig, &people[0], &items[0], 1),
        Err(Rejection::AlreadyClosed),
        "what was said in time stands"
    );
    let at_reveal = Cursor { stage: 1, step: 2, item: 0 };
    rig.desk_does(&Command::GoTo { cursor: at_reveal }).unwrap();
    rig.desk_does(&Command::Reveal { item: items[0].clone(), part: 1 }).unwrap();
    assert_eq!(vote(&mut rig, &people[8], &items[0], 1), Err(Rejection::AlreadyRevealed));
    let shown = rig.shared().impressions.unwrap().quotes[&items[0]].distribution.clone();
    assert!(matches!(shown, Some(Distribution::Shown { voters: 6, .. })), "{shown:?}");
    assert!(rig.own(&people[7]).votes.contains_key(&items[0]), "one's own late vote is still there to see");
}

#[test]
fn after_a_reveal_a_quote_can_be_opened_again_without_touching_the_figures() {
    let mut rig = voting(0);
    let item = quotes(&rig)[0].clone();
    let people = rig.people.clone();
    for who in &people {
        vote(&mut rig, who, &item, 0).unwrap();
    }
    rig.desk_does(&Command::Close { items: quotes(&rig) }).unwrap();
    rig.desk_does(&Command::GoTo { cursor: Cursor { stage: 1, step: 2, item: 0 } }).unwrap();
    rig.desk_does(&Command::Reveal { item: item.clone(), part: 1 }).unwrap();
    let before = rig.shared().impressions.unwrap().quotes[&item].distribution.clone();
    rig.desk_does(&Command::Reopen { item: item.clone() }).unwrap();
    for who in &people {
        vote(&mut rig, who, &item, 1).unwrap();
    }
    rig.desk_does(&Command::Close { items: vec![item.clone()] }).unwrap();
    rig.desk_does(&Command::Reveal { item: item.clone(), part: 1 }).unwrap();
    assert_eq!(rig.shared().impressions.unwrap().quotes[&item].distribution, before);
    assert_eq!(rig.own(&people[0]).votes[&item], choice(&rig, 1));
}

#[test]
fn a_second_vote_after_the_talk_is_shown_beside_the_first() {
    let mut rig = voting(0);
    let item = quotes(&rig)[0].clone();
    let people = rig.people.clone();
    let all = quotes(&rig);
    for (who, n) in people.iter().zip([0, 1].into_iter().cycle()) {
        vote(&mut rig, who, &item, n).unwrap();
    }
    rig.desk_does(&Command::Close { items: all }).unwrap();
    while !matches!(rig.shared().impressions.unwrap().talk.state, ItemState::Closed) {
        rig.next();
    }
    rig.desk_does(&Command::GoTo { cursor: Cursor { stage: 1, step: 2, item: 0 } }).unwrap();
    rig.desk_does(&Command::Reopen { item: item.clone() }).unwrap();
    for who in &people {
        vote(&mut rig, who, &item, 0).unwrap();
    }
    rig.desk_does(&Command::Close { items: vec![item.clone()] }).unwrap();
    rig.desk_does(&Command::Reveal { item: item.clone(), part: 1 }).unwrap();
    let quote = rig.shared().impressions.unwrap().quotes[&item].clone();
    let (first, second) = (quote.distribution.unwrap(), quote.distribution_after_talk.unwrap());
    assert_ne!(first, second);
    assert!(matches!(second, Distribution::Shown { counts, .. } if counts.len() == 1));
}

#[test]
fn a_reveal_needs_a_close_goes_part_by_part_and_stays_exposed() {
    let mut rig = voting(0);
    let item = quotes(&rig)[0].clone();
    let reveal = |part| Command::Reveal { item: item.clone(), part };
    assert_eq!(rig.desk_does(&reveal(1)), Err(Rejection::NotNow), "not in the vote");
    rig.desk_does(&Command::GoTo { cursor: Cursor { stage: 1, step: 2, item: 0 } }).unwrap();
    assert_eq!(rig.desk_does(&reveal(1)), Err(Rejection::WrongState(StateFault::CloseFirst)));
    rig.desk_does(&Command::Close { items: vec![item.clone()] }).unwrap();
    assert_eq!(rig.desk_does(&reveal(2)), Err(Rejection::WrongState(StateFault::OtherPartFirst)));
    rig.desk_does(&reveal(1)).unwrap();
    rig.desk_does(&reveal(2)).unwrap();
    assert!(rig.desk().undo.is_none(), "what was seen is not taken back");
    rig.desk_does(&Command::Unreveal { item: item.clone() }).unwrap();
    assert!(rig.shared().impressions.unwrap().quotes[&item].attribution.is_none());
    assert!(rig.desk().items[&item].exposed);
}

#[test]
fn moving_changes_where_the_room_is_and_no_item() {
    let mut rig = voting(0);
    let items = quotes(&rig);
    rig.desk_does(&Command::GoTo { cursor: Cursor { stage: 0, step: 0, item: 0 } }).unwrap();
    rig.desk_does(&Command::GoTo { cursor: Cursor { stage: 1, step: 0, item: 0 } }).unwrap();
    assert_eq!(state(&rig, &items[0]), ItemState::Open);
    let nowhere = Command::GoTo { cursor: Cursor { stage: 9, step: 0, item: 0 } };
    assert_eq!(rig.desk_does(&nowhere), Err(Rejection::Unknown(Thing::Step)));
}

#[test]
fn undo_takes_back_opening_closing_moving_and_grouping() {
    let mut rig = voting(0);
    let items = quotes(&rig);
    rig.desk_does(&Command::Close { items: items.clone() }).unwrap();
    assert_eq!(rig.desk().undo.unwrap().kind, DeedKind::Closed);
    rig.desk_does(&Command::Undo {}).unwrap();
    assert_eq!(state(&rig, &items[0]), ItemState::Open);
    let cursor = rig.desk().cursor;
    rig.desk_does(&Command::GoTo { cursor: Cursor { stage: 0, step: 0, item: 0 } }).unwrap();
    rig.desk_does(&Command::Undo {}).unwrap();
    assert_eq!(rig.desk().cursor, cursor);

    let who = rig.people[0].clone();
    let table = rig.desk().people[&who].table.clone();
    let other = rig.desk().groups.keys().find(|id| Some(*id) != table.as_ref()).unwrap().clone();
    rig.desk_does(&Command::MoveParticipant { participant: who.clone(), group: other.clone() }).unwrap();
    assert_eq!(rig.desk().people[&who].table, Some(other));
    rig.desk_does(&Command::Undo {}).unwrap();
    assert_eq!(rig.desk().people[&who].table, table);
}

#[test]
fn the_second_of_two_facilitators_hears_who_was_quicker() {
    let mut rig = voting(0);
    let stamp = rig.stamp();
    let (other, decision) = rig.room.add_facilitator("Noor", stamp).unwrap();
    rig.keep(&decision, &Actor::Server, None, stamp);
    let revision = rig.desk().revision;
    let items = quotes(&rig);
    rig.desk_does(&Command::Close { items: items.clone() }).unwrap();
    let noor = Actor::Facilitator(other);
    let late = rig.give(&noor, Some(revision), &Command::Skip { items: vec![items[3].clone()] });
    let Err(Rejection::Stale { who, what, seconds }) = late else { panic!("{late:?}") };
    assert_eq!((who.as_str(), what.as_str(), seconds), ("Sam", "closed this step", 0));
    let without = rig.give(&noor, None, &Command::Pause {});
    assert_eq!(without, Err(Rejection::ExpectedMissing));
}

#[test]
fn roles_keep_to_their_commands() {
    let mut rig = voting(0);
    let (who, quote) = (rig.people[0].clone(), quotes(&rig)[0].clone());
    assert_eq!(rig.does(&who, &Command::Pause {}), Err(Rejection::WrongRole { who: Who::Facilitator }));
    let vote = Command::Vote { quote, choice: Choice::default() };
    assert_eq!(rig.desk_does(&vote), Err(Rejection::WrongRole { who: Who::Participant }));
    let stranger = Actor::Facilitator("f000".into());
    assert!(matches!(rig.give(&stranger, Some(0), &Command::Pause {}), Err(Rejection::WrongRole { .. })));
}

#[test]
fn with_joining_locked_a_latecomer_knocks_and_is_let_in_to_a_seat() {
    let mut rig = voting(0);
    rig.desk_does(&Command::LockJoining { on: true }).unwrap();
    let late = rig.join(0, "Late");
    assert_eq!(rig.own(&late).standing, Standing::Knocking);
    let quote = quotes(&rig)[0].clone();
    assert_eq!(vote(&mut rig, &late, &quote, 0), Err(Rejection::NotInYet));
    assert_eq!(rig.desk().people[&late].table, None);
    rig.desk_does(&Command::Admit { participant: late.clone() }).unwrap();
    let own = rig.own(&late);
    assert_eq!((own.standing, own.late), (Standing::In, true));
    assert!(rig.desk().people[&late].table.is_some());
    assert_eq!(vote(&mut rig, &late, &quote, 0), Ok(1));
    rig.desk_does(&Command::Remove { participant: late.clone() }).unwrap();
    assert_eq!(vote(&mut rig, &late, &quote, 1), Err(Rejection::Removed));
    rig.desk_does(&Command::Readmit { participant: late.clone() }).unwrap();
    assert_eq!(rig.own(&late).votes.len(), 1, "what they said before is still theirs");
}

#[test]
fn a_service_is_ones_own_to_correct_until_the_first_vote() {
    let mut rig = Rig::with_people(pack(), &[2, 2], 4);
    let who = rig.people[0].clone();
    let services: Vec<_> = rig.room.pack().services.iter().map(|s| s.id.clone()).collect();
    let correct = |service: usize, name: &str| {
        let modality = crosstracks_protocol::room::groups::Modality::Remote;
        Command::CorrectMyself {
            name: name.into(),
            service: services[service].clone(),
            profession: None,
            modality,
        }
    };
    rig.does(&who, &correct(1, "Ann")).unwrap();
    assert_eq!((rig.own(&who).name.as_str(), &rig.own(&who).service), ("Ann", &services[1]));
    while quotes_open(&rig).is_none() {
        rig.next();
    }
    assert_eq!(rig.does(&who, &correct(0, "Ann")), Err(Rejection::AlreadyClosed));
    assert_eq!(rig.does(&who, &correct(1, "Anna")), Ok(1), "the name at any time");
    assert_eq!(rig.does(&who, &correct(1, "Anna")), Ok(0));
    assert!(!rig.texts.values().any(|text| text.body == "Ann"), "the name before is deleted");
}

fn quotes_open(rig: &Rig) -> Option<ItemId> {
    rig.shared().impressions?.order.first().cloned()
}

#[test]
fn a_withdrawn_quote_takes_its_votes_along() {
    let mut rig = voting(0);
    let quote = quotes(&rig)[2].clone();
    everybody_works(&mut rig, 0);
    rig.desk_does(&Command::WithdrawQuote { quote: quote.clone() }).unwrap();
    assert!(!rig.own(&rig.people[0]).votes.contains_key(&quote));
    assert!(!quotes(&rig).contains(&quote));
    let who = rig.people[0].clone();
    assert_eq!(vote(&mut rig, &who, &quote, 0), Err(Rejection::Unknown(Thing::Item)));
}

#[test]
fn nothing_can_be_done_before_the_start_or_after_the_end() {
    let mut rig = Rig::with_people(pack(), &[2, 2], 4);
    let who = rig.people[0].clone();
    let vote = Command::Vote { quote: "q1".into(), choice: Choice::default() };
    assert_eq!(rig.does(&who, &vote), Err(Rejection::NotStarted));
    rig.desk_does(&Command::CloseRoom {}).unwrap();
    assert_eq!(rig.desk().phase, Phase::Closed);
    assert_eq!(rig.does(&who, &vote), Err(Rejection::Ended));
    assert_eq!(rig.desk_does(&Command::LockJoining { on: true }), Err(Rejection::Ended));
    let stamp = rig.stamp();
    assert!(rig.room.add_facilitator("Kim", stamp).is_err());
}

#[test]
fn groups_are_looked_at_before_they_are_formed() {
    let mut rig = Rig::with_people(pack(), &[4, 4], 4);
    let propose = Command::ProposeGroups {
        kind: GroupsKind::Mixed,
        mend: false,
        seating: None,
        apart: vec![],
        together: vec![],
    };
    rig.desk_does(&propose).unwrap();
    let proposal = rig.desk().proposal.unwrap();
    assert_eq!(proposal.groups.len(), 2);
    assert!(rig.desk().groups.is_empty());
    let who = proposal.groups[0].members[0].clone();
    let to = proposal.groups[1].id.clone();
    rig.desk_does(&Command::MoveParticipant { participant: who.clone(), group: to.clone() }).unwrap();
    rig.desk_does(&Command::ApplyGroups {}).unwrap();
    assert_eq!(rig.desk().people[&who].table, Some(to));
    assert_eq!(rig.desk_does(&Command::ApplyGroups {}), Err(Rejection::WrongState(StateFault::NoProposal)));
}

#[test]
fn keep_apart_wishes_are_used_and_not_kept() {
    let mut rig = Rig::with_people(pack(), &[4, 4], 4);
    let (a, b) = (rig.people[0].clone(), rig.people[1].clone());
    let apart = vec![(a.clone(), b.clone())];
    let propose = Command::ProposeGroups {
        kind: GroupsKind::Mixed,
        mend: false,
        seating: None,
        apart,
        together: vec![],
    };
    rig.desk_does(&propose).unwrap();
    rig.desk_does(&Command::ApplyGroups {}).unwrap();
    let people = rig.desk().people;
    assert_ne!(people[&a].table, people[&b].table);
    // Three of one service cannot be apart at two tables. How many wishes that is stays in the log, and not whose.
    let wishes: Vec<_> =
        [(0, 1), (0, 2), (1, 2)].map(|(a, b)| (rig.people[a].clone(), rig.people[b].clone())).to_vec();
    let propose = Command::ProposeGroups {
        kind: GroupsKind::Mixed,
        mend: false,
        seating: None,
        apart: wishes,
        together: vec![],
    };
    rig.desk_does(&propose).unwrap();
    assert!(rig.desk().proposal.unwrap().warnings.contains(&Warning::WishesUnmet { wishes: 1 }));
    let kept: String = rig.log.iter().map(|entry| entry.event.write().unwrap().2.get().to_owned()).collect();
    assert!(!kept.contains("apart"));
}

#[test]
fn steps_keep_their_time_and_take_more() {
    let mut rig = voting(0);
    let Some(TimerView::Running { ends_at, .. }) = rig.shared().step.timer else { panic!() };
    rig.desk_does(&Command::Extend { minutes: 5 }).unwrap();
    let Some(TimerView::Running { ends_at: later, .. }) = rig.shared().step.timer else { panic!() };
    assert_eq!(later.since(ends_at), 5 * 60_000);
    assert_eq!(rig.desk_does(&Command::Extend { minutes: 0 }), Err(Rejection::OutOfRange));
    assert!(rig.room.agenda().clone() == rig.replayed().agenda().clone());
    assert_eq!(rig.shared().step.step, Step::Vote);
}

#[test]
fn a_join_that_is_tried_again_seats_nobody_twice() {
    let mut rig = Rig::with_people(pack(), &[1, 1], 4);
    let newcomer = Newcomer {
        name: "Ann".into(),
        service: rig.room.pack().services[0].id.clone(),
        profession: None,
        modality: Modality::InRoom,
        device: Some("phone-0".into()),
    };
    let stamp = rig.stamp();
    let (who, decision) = rig.room.join(&newcomer, stamp).unwrap();
    assert_eq!((&who, decision.events.len()), (&rig.people[0], 0));
    let stamp = rig.stamp();
    let other = Newcomer { device: Some("phone-9".into()), ..newcomer };
    assert_eq!(rig.room.join(&other, stamp).unwrap().1.events.len(), 1);
}
