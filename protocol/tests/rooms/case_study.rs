//! The case study, rule by rule.

use crosstracks_protocol::{
    command::{Command, Cursor},
    ids::{GroupId, ItemId, ParticipantId},
    pack::{Lens, Step},
    rejection::{Rejection, StateFault, Thing},
    view::{
        ItemState, Phase, TimerView,
        case_study::{CaseStudyView, PollResult},
        desk::{Alert, NextLabel},
    },
};

use super::{
    doing::{at, everybody_works, open_up},
    rig::{GRACE, Rig, pack, three_services},
    session::run,
};

fn room(sizes: &[usize], step: Step) -> Rig {
    at(Rig::with_people(pack(), sizes, 3), step)
}

fn part(n: usize) -> ItemId {
    format!("rosa.part_{n}").as_str().into()
}

fn view(rig: &Rig) -> CaseStudyView {
    rig.shared().case_study.unwrap()
}

fn write(rig: &mut Rig, who: usize, sheet: &str, text: &str) -> Result<usize, Rejection> {
    let who = rig.people[who].clone();
    rig.does(&who, &Command::AddPoint { sheet: sheet.into(), text: text.into() })
}

fn answer(rig: &mut Rig, who: usize, n: usize, option: usize) -> Result<usize, Rejection> {
    let who = rig.people[who].clone();
    rig.does(&who, &Command::AnswerPoll { part: part(n), option })
}

fn result(rig: &Rig, n: usize) -> Option<PollResult> {
    rig.desk().case_study.unwrap().parts[&part(n)].poll_result.clone()
}

/// Follows the next move until a part is open, or has closed, or whatever state is wanted.
fn until(rig: &mut Rig, n: usize, state: ItemState) {
    while rig.desk().items[&part(n)].status.state != state {
        assert!(rig.next());
    }
}

#[test]
fn it_comes_back_to_the_tables_of_the_impressions() {
    let mut rig = room(&[6, 6], Step::Reveal);
    let before: Vec<_> = rig.people.iter().map(|who| rig.group_id(who)).collect();
    rig.checks = false;
    while rig.shared().step.step != Step::Brief {
        everybody_works(&mut rig, 0);
        assert!(rig.next());
    }
    let after: Vec<_> = rig.people.iter().map(|who| rig.group_id(who)).collect();
    assert_eq!(before, after);
    assert!(matches!(rig.desk().next.unwrap().label, NextLabel::ToStep { .. }), "nothing to form anew");
}

#[test]
fn parts_open_one_by_one_and_wait_for_a_hand_that_holds() {
    let mut rig = room(&[4, 4], Step::Parts);
    assert!(view(&rig).parts.is_empty() && view(&rig).part_count == 3);
    let next = rig.desk().next.unwrap();
    assert!(next.hold && next.label == NextLabel::OpenPart { number: 1 });
    let refused = |rig: &mut Rig, items: Vec<ItemId>, fault| {
        let refused = rig.desk_does(&Command::Open { items });
        assert_eq!(refused, Err(Rejection::WrongState(fault)));
    };
    refused(&mut rig, vec![part(2)], StateFault::OtherPartFirst);
    refused(&mut rig, vec![part(1), part(2)], StateFault::OtherPartFirst);
    rig.next();
    assert_eq!(view(&rig).order, [part(1)]);
    refused(&mut rig, vec![part(2)], StateFault::CloseFirst);
    // Left out is passed over as well.
    until(&mut rig, 1, ItemState::Closed);
    rig.desk_does(&Command::Skip { items: vec![part(2)] }).unwrap();
    rig.desk_does(&Command::Open { items: vec![part(3)] }).unwrap();
    assert_eq!(view(&rig).order, [part(1), part(3)]);
}

#[test]
fn each_part_has_a_time_of_its_own() {
    let mut rig = room(&[4, 4], Step::Parts);
    for n in 1..=3 {
        until(&mut rig, n, ItemState::Open);
        let Some(TimerView::Running { ends_at, length_ms }) = rig.shared().step.timer else { panic!() };
        assert_eq!(length_ms, 14 * 60_000);
        assert_eq!(ends_at, rig.room.at().plus(length_ms));
        until(&mut rig, n, ItemState::Closed);
        rig.next();
        rig.next();
    }
}

#[test]
fn back_is_for_reading_again_and_locks_nothing() {
    let mut rig = room(&[4, 4], Step::Parts);
    until(&mut rig, 1, ItemState::Revealed);
    rig.next();
    until(&mut rig, 2, ItemState::Open);
    assert_eq!(view(&rig).spotlight, Some(part(2)));
    let here = rig.desk().cursor;
    rig.desk_does(&Command::GoTo { cursor: Cursor { item: 0, ..here } }).unwrap();
    assert_eq!(view(&rig).spotlight, Some(part(1)));
    assert_eq!(view(&rig).order, [part(1), part(2)]);
    assert_eq!(rig.desk().items[&part(2)].status.state, ItemState::Open);
    write(&mut rig, 0, "rosa.freedom", "Still open").unwrap();
}

#[test]
fn a_table_writes_in_a_column_for_each_service() {
    let mut rig = room(&[4, 4], Step::Parts);
    rig.next();
    for sheet in ["rosa.first.gp", "rosa.first.asc", "rosa.matters", "rosa.urgent", "rosa.part_1.we_differ"] {
        write(&mut rig, 0, sheet, "A point").unwrap();
    }
    let unknown = Err(Rejection::NotOpen);
    for sheet in
        ["rosa.first", "rosa.first.police", "rosa.matters.gp", "rosa.who.gp", "rosa.part_2.we_differ"]
    {
        assert_eq!(write(&mut rig, 0, sheet, "A point"), unknown, "{sheet}");
    }
    assert_eq!(write(&mut rig, 0, "other.first", "A point"), Err(Rejection::Unknown(Thing::Sheet)));
    let table = rig.group_id(&rig.people[0].clone()).unwrap();
    assert_eq!(rig.desk().case_study.unwrap().parts[&part(1)].tables[&table].len(), 5);
    let progress = rig.desk().items[&part(1)].progress.unwrap();
    assert_eq!(progress.done, 1, "a word on every question");
}

#[test]
fn a_point_is_changed_against_the_revision_that_was_read() {
    let mut rig = room(&[4, 4], Step::Parts);
    rig.next();
    write(&mut rig, 0, "rosa.matters", "One").unwrap();
    let who = rig.people[0].clone();
    let group = rig.group(&who).unwrap();
    let point = group.sheets["rosa.matters"].keys().next().unwrap().clone();
    let edit =
        |text: &str, revision| Command::EditPoint { point: point.clone(), text: text.into(), revision };
    rig.does(&who, &edit("Two", 1)).unwrap();
    assert_eq!(rig.does(&who, &edit("Three", 1)), Err(Rejection::StalePoint));
    let elsewhere = rig.people.iter().find(|other| rig.group_id(other) != Some(group.group.clone()));
    if let Some(other) = elsewhere.cloned() {
        assert_eq!(rig.does(&other, &edit("Mine", 2)), Err(Rejection::Unknown(Thing::Point)));
    }
    rig.does(&who, &Command::RemovePoint { point: point.clone(), revision: 2 }).unwrap();
}

#[test]
fn what_comes_late_is_taken_until_the_room_hears_a_table() {
    let mut rig = room(&[6, 6], Step::Parts);
    rig.next();
    write(&mut rig, 0, "rosa.matters", "In time").unwrap();
    until(&mut rig, 1, ItemState::Revealed);
    write(&mut rig, 0, "rosa.matters", "Late").unwrap();
    let who = rig.people[0].clone();
    let sheet = rig.group(&who).unwrap().sheets["rosa.matters"].clone();
    assert_eq!(sheet.values().map(|point| point.late).collect::<Vec<_>>(), [false, true]);
    rig.checks = false;
    while view(&rig).heard.is_none_or(|table| table.parts.is_empty()) {
        everybody_works(&mut rig, 0);
        assert!(rig.next());
    }
    assert_eq!(write(&mut rig, 0, "rosa.matters", "Too late"), Err(Rejection::AlreadyRevealed));
}

#[test]
fn a_poll_shows_nothing_until_it_closes_and_five_have_answered() {
    let mut rig = room(&[4, 4], Step::Parts);
    rig.next();
    for who in 0..4 {
        answer(&mut rig, who, 1, who % 5).unwrap();
    }
    assert_eq!(result(&rig, 1), None, "while it runs");
    assert_eq!(rig.desk().case_study.unwrap().parts[&part(1)].poll_answered.unwrap().done, 4);
    until(&mut rig, 1, ItemState::Closed);
    assert_eq!(result(&rig, 1), Some(PollResult::NotShown { fewest: 5 }));
    assert_eq!(view(&rig).parts[&part(1)].poll_result, None, "the room has not been shown it");
    // One more, in time again.
    rig.desk_does(&Command::Reopen { item: part(1) }).unwrap();
    assert_eq!(result(&rig, 1), None);
    answer(&mut rig, 4, 1, 4).unwrap();
    until(&mut rig, 1, ItemState::Closed);
    let five = PollResult::Shown { answered: 5, counts: vec![1, 1, 1, 1, 1] };
    assert_eq!(result(&rig, 1), Some(five.clone()));
    let next = rig.desk().next.unwrap();
    assert!(next.hold && next.command == Command::Reveal { item: part(1), part: 1 });
    rig.next();
    let shown = view(&rig).parts[&part(1)].clone();
    assert_eq!(shown.poll_result, Some(five));
    assert!(shown.note.is_some());
}

#[test]
fn a_pack_can_ask_for_more_answers_than_five() {
    let mut pack = pack();
    pack.privacy.k_room = 7;
    let mut rig = at(Rig::with_people(pack, &[4, 4], 3), Step::Parts);
    rig.next();
    for who in 0..6 {
        answer(&mut rig, who, 1, who % 3).unwrap();
    }
    until(&mut rig, 1, ItemState::Closed);
    assert_eq!(result(&rig, 1), Some(PollResult::NotShown { fewest: 7 }));
}

#[test]
fn a_poll_is_told_apart_late_and_after_the_fact() {
    let mut rig = room(&[4, 4], Step::Parts);
    assert_eq!(answer(&mut rig, 0, 1, 0), Err(Rejection::NotOpen), "whether it has one is not told");
    rig.next();
    assert_eq!(answer(&mut rig, 0, 2, 0), Err(Rejection::NotOpen));
    assert_eq!(answer(&mut rig, 0, 9, 0), Err(Rejection::Unknown(Thing::Item)));
    assert_eq!(answer(&mut rig, 0, 1, 5), Err(Rejection::OutOfRange));
    for who in 0..6 {
        answer(&mut rig, who, 1, who % 3).unwrap();
    }
    assert_eq!(answer(&mut rig, 0, 1, 0), Ok(0), "the same again changes nothing");
    answer(&mut rig, 0, 1, 1).unwrap();
    until(&mut rig, 1, ItemState::Closed);
    let counted = result(&rig, 1);
    assert_eq!(answer(&mut rig, 0, 1, 2), Err(Rejection::AlreadyClosed), "what was said in time stands");
    answer(&mut rig, 6, 1, 2).unwrap();
    assert_eq!(result(&rig, 1), counted, "late, and in no figure");
    rig.next();
    assert_eq!(answer(&mut rig, 7, 1, 2), Err(Rejection::AlreadyRevealed));
    rig.desk_does(&Command::Reopen { item: part(1) }).unwrap();
    for who in 0..8 {
        answer(&mut rig, who, 1, 4).unwrap();
    }
    until(&mut rig, 1, ItemState::Closed);
    assert_eq!(result(&rig, 1), counted, "the room has seen it: nothing after that counts");
    assert_eq!(rig.own(&rig.people[0].clone()).polls[&part(1)], 4, "one's own answer is what one said last");
}

#[test]
fn the_room_hears_one_table_for_each_lens() {
    let mut rig = room(&[6, 6], Step::Plenary);
    let tables: Vec<GroupId> =
        rig.desk().case_study.unwrap().lenses.values().next().unwrap().tables.keys().cloned().collect();
    assert!(tables.len() > 1);
    let mut heard = Vec::new();
    for lens in [Lens::Contribution, Lens::Values, Lens::Conflict] {
        assert_eq!(view(&rig).lens, Some(lens));
        assert_eq!(view(&rig).heard, None);
        let next = rig.desk().next.unwrap();
        assert!(next.hold && matches!(next.label, NextLabel::ShowTable { lens: l, .. } if l == lens));
        rig.next();
        let table = view(&rig).heard.unwrap();
        assert!(!table.parts.is_empty());
        let columns = table.parts[0].answers.iter().map(|answer| answer.columns.len()).max().unwrap_or(1);
        assert_eq!(columns, if lens == Lens::Contribution { 2 } else { 1 });
        let differ = table.parts.iter().any(|part| !part.differ.is_empty());
        assert!(!differ || lens == Lens::Conflict);
        heard.push(table.group);
        rig.next();
    }
    heard.dedup();
    assert!(heard.len() > 1, "another table has its turn");
    assert_eq!(rig.shared().step.step, Step::Personal);
}

#[test]
fn a_table_is_shown_by_choice_and_hidden_again() {
    let mut rig = room(&[6, 6], Step::Plenary);
    let item: ItemId = "rosa._values".into();
    let shows = |table: &GroupId| Command::ShowTable { item: item.clone(), table: table.clone() };
    let tables: Vec<GroupId> = rig.desk().case_study.unwrap().lenses[&item].tables.keys().cloned().collect();
    rig.desk_does(&shows(&tables[0])).unwrap();
    assert_eq!(view(&rig).heard, None, "the room is at another lens");
    rig.next();
    rig.next();
    assert_eq!(view(&rig).heard.unwrap().group, tables[0]);
    rig.desk_does(&shows(&tables[1])).unwrap();
    assert_eq!(view(&rig).heard.unwrap().group, tables[1]);
    assert_eq!(rig.desk().undo, None, "what was seen is not undone");
    rig.desk_does(&Command::Unreveal { item: item.clone() }).unwrap();
    assert_eq!(view(&rig).heard, None);
    assert!(rig.desk().items[&item].exposed);
    for command in [
        Command::Open { items: vec![item.clone()] },
        Command::Reveal { item: item.clone(), part: 1 },
        Command::Reopen { item: item.clone() },
    ] {
        assert_eq!(rig.desk_does(&command), Err(Rejection::NotNow), "{command:?}");
    }
    assert_eq!(rig.desk_does(&shows(&"table-9".into())), Err(Rejection::Unknown(Thing::Group)));
}

#[test]
fn a_table_without_a_word_is_not_shown() {
    let mut rig = room(&[6, 6], Step::Parts);
    until(&mut rig, 1, ItemState::Open);
    write(&mut rig, 0, "rosa.matters", "A point").unwrap();
    let table = rig.group_id(&rig.people[0].clone()).unwrap();
    rig.checks = false;
    let show = |item: &str, table: &GroupId| Command::ShowTable { item: item.into(), table: table.clone() };
    assert_eq!(rig.desk_does(&show("rosa._values", &table)), Err(Rejection::NotNow));
    while rig.shared().step.step != Step::Plenary {
        assert!(rig.next());
    }
    let empty = Err(Rejection::WrongState(StateFault::NothingWritten));
    assert_eq!(rig.desk_does(&show("rosa._conflict", &table)), empty);
    // Where nobody has a word the room goes on; the one table that has is heard.
    assert!(matches!(rig.desk().next.unwrap().label, NextLabel::ToItem { .. }));
    rig.next();
    assert!(matches!(rig.desk().next.unwrap().label, NextLabel::ShowTable { lens: Lens::Values, .. }));
    run(&mut rig, 0);
    assert_eq!(rig.desk().phase, Phase::Closed);
}

#[test]
fn no_table_is_heard_while_tables_write() {
    let mut rig = room(&[6, 6], Step::Parts);
    until(&mut rig, 1, ItemState::Open);
    write(&mut rig, 0, "rosa.matters", "A point").unwrap();
    let table = rig.group_id(&rig.people[0].clone()).unwrap();
    let here = rig.desk().cursor;
    rig.desk_does(&Command::GoTo { cursor: Cursor { step: here.step + 1, item: 1, ..here } }).unwrap();
    let show = Command::ShowTable { item: "rosa._values".into(), table };
    assert_eq!(rig.desk_does(&show), Err(Rejection::WrongState(StateFault::CloseFirst)));
}

#[test]
fn a_part_closes_after_its_grace() {
    let mut rig = Rig::new(pack(), GRACE, 3);
    for n in 0..8 {
        rig.join(n % 2, &format!("P{n}"));
    }
    rig.checks = false;
    while rig.shared().step.step != Step::Parts {
        rig.expire(GRACE);
        rig.next();
    }
    open_up(&mut rig);
    rig.next();
    assert_eq!(rig.desk().items[&part(1)].status.state, ItemState::Closing);
    write(&mut rig, 0, "rosa.matters", "Just in time").unwrap();
    answer(&mut rig, 0, 1, 0).unwrap();
    rig.expire(GRACE);
    assert_eq!(rig.desk().items[&part(1)].status.state, ItemState::Closed);
    let who = rig.people[0].clone();
    assert!(rig.group(&who).unwrap().sheets["rosa.matters"].values().all(|point| !point.late));
}

#[test]
fn a_pause_blanks_the_display() {
    let mut rig = room(&[4, 4], Step::Parts);
    rig.next();
    assert!(rig.display().case_study.is_some());
    rig.desk_does(&Command::Pause {}).unwrap();
    assert_eq!(rig.display().case_study, None);
    write(&mut rig, 0, "rosa.matters", "From a phone that was away").unwrap();
}

fn leave(rig: &mut Rig, who: &[ParticipantId]) {
    for who in who {
        rig.does(who, &Command::Leave {}).unwrap();
    }
}

/// Those of a service at a table.
fn at_table(rig: &Rig, table: &str, service: &str) -> Vec<ParticipantId> {
    let desk = rig.desk();
    let members = desk.groups[table].members.iter();
    members.filter(|who| desk.people[*who].service.as_str() == service).cloned().collect()
}

#[test]
fn tables_that_people_have_left_are_mended_before_the_case() {
    let mut rig = room(&[9, 9], Step::Brief);
    assert!(!matches!(rig.desk().next.unwrap().label, NextLabel::Propose { .. }));
    let gone = at_table(&rig, "table-1", "gp");
    leave(&mut rig, &gone[1..]);
    let seat = |rig: &Rig| rig.people.iter().map(|who| rig.group_id(who)).collect::<Vec<_>>();
    let before = seat(&rig);
    assert!(matches!(rig.desk().next.unwrap().label, NextLabel::Propose { .. }));
    rig.next();
    assert!(rig.desk().proposal.is_some(), "shown on the desk first");
    assert_eq!(seat(&rig), before);
    rig.next();
    assert!(at_table(&rig, "table-1", "gp").into_iter().filter(|who| !gone[1..].contains(who)).count() >= 2);
    let moved = seat(&rig).into_iter().zip(before).filter(|(now, then)| now.is_some() && now != then);
    assert_eq!(moved.count(), 1, "and nobody else changes tables");
    assert!(matches!(rig.desk().next.unwrap().label, NextLabel::ToStep { .. }));
}

#[test]
fn a_mending_that_was_turned_down_is_not_urged_again() {
    let mut rig = room(&[9, 9], Step::Brief);
    let gone = at_table(&rig, "table-1", "gp");
    leave(&mut rig, &gone[1..]);
    rig.next();
    rig.desk_does(&Command::DiscardGroups {}).unwrap();
    assert!(matches!(rig.desk().next.unwrap().label, NextLabel::ToStep { .. }));
    let others = at_table(&rig, "table-2", "asc");
    leave(&mut rig, &others);
    assert!(matches!(rig.desk().next.unwrap().label, NextLabel::Propose { .. }), "until more people go");
    assert!(rig.desk().alerts.iter().any(|alert| matches!(alert, Alert::ServiceGone { .. })));
}

#[test]
fn a_latecomer_sits_where_their_service_is_short() {
    let mut rig = room(&[9, 9], Step::Parts);
    rig.next();
    let gone = at_table(&rig, "table-2", "asc");
    leave(&mut rig, &gone);
    let late = rig.join(1, "Late");
    assert_eq!(rig.group_id(&late), Some("table-2".into()));
    let write = Command::AddPoint { sheet: "rosa.matters".into(), text: "Hello".into() };
    rig.does(&late, &write).unwrap();
    rig.does(&late, &Command::AnswerPoll { part: part(1), option: 0 }).unwrap();
}

#[test]
fn three_services_have_three_columns() {
    let mut rig = at(Rig::with_people(three_services(), &[4, 4, 4], 3), Step::Parts);
    open_up(&mut rig);
    for service in rig.room.pack().services.clone() {
        write(&mut rig, 0, &format!("stairs.first.{}", service.id), "A point").unwrap();
    }
    rig.checks = false;
    while view(&rig).heard.is_none() {
        assert!(rig.next());
    }
    let heard = view(&rig).heard.unwrap();
    assert_eq!(heard.parts[0].answers[0].columns.len(), 3);
}
