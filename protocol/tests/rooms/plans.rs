//! The plans, rule by rule.

use crosstracks_protocol::{
    action::{ActionField, ActionWarning, PlanStanding},
    command::{Command, Cursor},
    event::Event,
    ids::{ItemId, ParticipantId},
    pack::Step,
    rejection::{Limit, Rejection, StateFault, Thing},
    text::TextKind,
    view::{
        ItemState,
        desk::NextLabel,
        plans::{DraftAction, PlansView},
    },
};

use super::{
    doing::{at, everybody_works, open_up, sealed},
    rig::{GRACE, Rig, pack, three_services},
};

fn room(sizes: &[usize], step: Step) -> Rig {
    at(Rig::with_people(pack(), sizes, 3), step)
}

/// A room in which tables write what they will do.
fn together(sizes: &[usize]) -> Rig {
    let mut rig = room(sizes, Step::Together);
    rig.next();
    assert_eq!(view(&rig).together.state, ItemState::Open);
    rig
}

fn view(rig: &Rig) -> PlansView {
    rig.shared().plans.unwrap()
}

fn keep(rig: &mut Rig, who: usize, plan: u8, words: &str, revision: u32) -> Result<usize, Rejection> {
    let who = rig.people[who].clone();
    rig.does(&who, &Command::KeepPlan { plan, sealed: sealed(words), confidence: Some(7), revision })
}

fn add(rig: &mut Rig, who: usize, text: &str) -> Result<usize, Rejection> {
    let who = rig.people[who].clone();
    rig.does(&who, &Command::AddAction { text: text.into() })
}

fn write(
    rig: &mut Rig,
    who: usize,
    action: &ItemId,
    field: &str,
    text: &str,
    revision: u32,
) -> Result<usize, Rejection> {
    let who = rig.people[who].clone();
    let field = field.parse().unwrap();
    rig.does(&who, &Command::WriteAction { action: action.clone(), field, text: text.into(), revision })
}

/// The one action of somebody's table.
fn action_of(rig: &Rig, who: usize) -> (ItemId, DraftAction) {
    let mut actions = rig.group(&rig.people[who].clone()).unwrap().actions;
    assert_eq!(actions.len(), 1);
    actions.pop_first().unwrap()
}

fn settle(rig: &mut Rig, action: &ItemId, standing: PlanStanding, sponsor: &str) -> Result<usize, Rejection> {
    rig.desk_does(&Command::SettleAction { action: action.clone(), standing, sponsor: sponsor.into() })
}

/// Somebody who does not sit with the first.
fn elsewhere(rig: &Rig) -> usize {
    let table = rig.group_id(&rig.people[0]);
    (1..rig.people.len()).find(|n| rig.group_id(&rig.people[*n]) != table).unwrap()
}

#[test]
fn ones_own_plans_come_back_to_oneself() {
    let mut rig = room(&[4, 4], Step::Personal);
    assert_eq!(keep(&mut rig, 0, 1, "early", 0), Err(Rejection::NotOpen));
    rig.next();
    keep(&mut rig, 0, 1, "first", 0).unwrap();
    keep(&mut rig, 0, 3, "third", 0).unwrap();
    let plans = rig.own(&rig.people[0]).plans;
    assert_eq!(plans.keys().copied().collect::<Vec<_>>(), [1, 3]);
    assert_eq!(
        (plans[&1].sealed.as_str(), plans[&1].confidence, plans[&1].revision),
        ("v1.first", Some(7), 1)
    );
    let progress = rig.desk().items[&ItemId::from("plans.personal")].progress.unwrap();
    assert_eq!((progress.done, progress.of), (1, 8), "people, not plans");
}

#[test]
fn a_plan_has_a_place_and_a_confidence_within_bounds() {
    let mut rig = room(&[4, 4], Step::Personal);
    rig.next();
    for plan in [0, 4, 255] {
        assert_eq!(keep(&mut rig, 0, plan, "x", 0), Err(Rejection::OutOfRange), "{plan}");
    }
    let who = rig.people[0].clone();
    let sure = Command::KeepPlan { plan: 1, sealed: sealed("x"), confidence: Some(11), revision: 0 };
    assert_eq!(rig.does(&who, &sure), Err(Rejection::OutOfRange));
    let unsure = Command::KeepPlan { plan: 1, sealed: sealed("x"), confidence: None, revision: 0 };
    rig.does(&who, &unsure).unwrap();
}

#[test]
fn a_plan_is_changed_against_the_revision_that_was_read() {
    let mut rig = room(&[4, 4], Step::Personal);
    rig.next();
    let who = rig.people[0].clone();
    let drop = |rig: &mut Rig, revision| rig.does(&who, &Command::DropPlan { plan: 1, revision });
    assert_eq!(drop(&mut rig, 1), Err(Rejection::Unknown(Thing::Plan)));
    keep(&mut rig, 0, 1, "one", 0).unwrap();
    assert_eq!(keep(&mut rig, 0, 1, "from another device", 0), Err(Rejection::StalePlan));
    keep(&mut rig, 0, 1, "two", 1).unwrap();
    assert_eq!(drop(&mut rig, 1), Err(Rejection::StalePlan));
    drop(&mut rig, 2).unwrap();
    assert!(rig.own(&who).plans.is_empty());
    assert_eq!(rig.desk().items[&ItemId::from("plans.personal")].progress.unwrap().done, 0);
    // What comes in its place is never taken for what was there.
    assert_eq!(keep(&mut rig, 0, 1, "three", 2), Err(Rejection::StalePlan));
    keep(&mut rig, 0, 1, "three", 0).unwrap();
    assert_eq!(rig.own(&who).plans[&1].revision, 3);
}

#[test]
fn what_was_replaced_or_dropped_is_deleted() {
    let mut rig = room(&[4, 4], Step::Personal);
    rig.next();
    keep(&mut rig, 0, 1, "one", 0).unwrap();
    keep(&mut rig, 0, 1, "two", 1).unwrap();
    let kept = |rig: &Rig| {
        let bodies = rig.texts.values().map(|text| text.body.clone());
        bodies.filter(|text| text.starts_with("v1.")).collect::<Vec<_>>()
    };
    assert_eq!(kept(&rig), ["v1.two"]);
    let who = rig.people[0].clone();
    rig.does(&who, &Command::DropPlan { plan: 1, revision: 2 }).unwrap();
    assert!(kept(&rig).is_empty());
}

#[test]
fn ones_own_plans_can_be_written_until_the_end() {
    let mut rig = room(&[4, 4], Step::Personal);
    rig.next();
    rig.next();
    assert_eq!(view(&rig).personal.state, ItemState::Closed);
    keep(&mut rig, 0, 1, "late", 0).unwrap();
    rig.checks = false;
    while rig.desk().next.unwrap().label != (NextLabel::End {}) {
        everybody_works(&mut rig, 0);
        rig.next();
    }
    keep(&mut rig, 0, 2, "later", 0).unwrap();
    rig.next();
    assert_eq!(keep(&mut rig, 0, 2, "too late", 1), Err(Rejection::Ended));
    assert_eq!(rig.own(&rig.people[0]).plans.len(), 2, "they are still one's own");
}

#[test]
fn a_pack_without_plans_has_no_place_for_any() {
    let mut pack = pack();
    pack.agenda.presets[0].stages.retain(|stage| stage.id.as_str() != "plans");
    let mut rig = at(Rig::with_people(pack, &[4, 4], 3), Step::Plenary);
    assert_eq!(keep(&mut rig, 0, 1, "x", 0), Err(Rejection::Unknown(Thing::Plan)));
    assert!(add(&mut rig, 0, "x").is_err());
}

#[test]
fn people_say_their_plan_to_somebody_of_another_service() {
    let mut rig = room(&[6, 6], Step::Rehearse);
    let services: Vec<_> = rig.people.iter().map(|who| (who.clone(), rig.own(who).service)).collect();
    let service = |who: &ParticipantId| services.iter().find(|(id, _)| id == who).unwrap().1.clone();
    let mut met = 0;
    for who in rig.people.clone() {
        let group = rig.group(&who).unwrap();
        let sets = group.partners;
        let set = sets.iter().find(|set| set.contains(&who)).unwrap();
        assert!((2..=3).contains(&set.len()) && set.iter().any(|other| service(other) != service(&who)));
        assert!(set.iter().all(|other| group.people.contains_key(other)));
        met += 1;
    }
    assert_eq!(met, 12);
    // Somebody leaves: whoever is there speaks to whoever is there.
    let gone = rig.people[0].clone();
    let table =
        rig.people.iter().skip(1).find(|who| rig.group_id(who) == rig.group_id(&gone)).unwrap().clone();
    rig.does(&gone, &Command::Leave {}).unwrap();
    let sets = rig.group(&table).unwrap().partners;
    assert!(sets.iter().flatten().all(|who| *who != gone) && sets.iter().all(|set| set.len() > 1));
    rig.next();
    assert!(rig.group(&table).unwrap().partners.is_empty(), "only while people do");
}

#[test]
fn tables_that_people_left_are_mended_before_plans() {
    let mut rig = room(&[6, 6], Step::Plenary);
    rig.checks = false;
    let table = rig.group_id(&rig.people[0].clone());
    let gone: Vec<_> = rig.people.iter().filter(|who| rig.group_id(who) == table).cloned().collect();
    for who in &gone[1..] {
        rig.does(who, &Command::Leave {}).unwrap();
    }
    while rig.shared().step.step != Step::Personal {
        everybody_works(&mut rig, 0);
        rig.next();
    }
    assert!(matches!(rig.desk().next.unwrap().label, NextLabel::Propose { .. }));
}

#[test]
fn a_table_writes_an_action_part_by_part() {
    let mut rig = together(&[4, 4]);
    add(&mut rig, 0, "Ring on the day").unwrap();
    let (action, _) = action_of(&rig, 0);
    for (field, text) in [
        ("first_step", "Swap numbers"),
        ("owner.gp", "Practice manager"),
        ("owner.asc", "Team lead"),
        ("by", "2026-12-24"),
        ("measure", "Calls in a week"),
        ("must_agree", "The partners"),
    ] {
        write(&mut rig, 0, &action, field, text, 0).unwrap();
    }
    let (_, draft) = action_of(&rig, 0);
    assert_eq!((draft.parts.len(), draft.warnings.len()), (7, 0));
    assert_eq!(write(&mut rig, 0, &action, "measure", "Other", 0), Err(Rejection::StalePlan));
    write(&mut rig, 0, &action, "measure", "", 1).unwrap();
    assert_eq!(action_of(&rig, 0).1.parts[&ActionField::Measure].text, "");
    write(&mut rig, 0, &action, "measure", "Other", 2).unwrap();
    let empty = write(&mut rig, 0, &action, "action", " ", 1);
    assert!(matches!(empty, Err(Rejection::Text(TextKind::Point, _))));
    assert_eq!(
        write(&mut rig, 0, &action, "owner.police", "Chief", 0),
        Err(Rejection::Unknown(Thing::Service))
    );
    for day in ["tomorrow", "2026-02-30"] {
        assert_eq!(write(&mut rig, 0, &action, "by", day, 1), Err(Rejection::OutOfRange));
    }
    let who = rig.people[0].clone();
    let remove = |revision| Command::RemoveAction { action: action.clone(), revision };
    assert_eq!(rig.does(&who, &remove(2)), Err(Rejection::StalePlan));
    let texts = rig.texts.len();
    rig.does(&who, &remove(1)).unwrap();
    assert_eq!(rig.texts.len(), texts - 7, "all it said is deleted");
    assert!(rig.group(&who).unwrap().actions.is_empty());
}

#[test]
fn an_action_is_its_tables_alone() {
    let mut rig = together(&[6, 6]);
    add(&mut rig, 0, "Ring on the day").unwrap();
    let (action, _) = action_of(&rig, 0);
    let other = elsewhere(&rig);
    let refused = write(&mut rig, other, &action, "measure", "Mine", 0);
    assert_eq!(refused, Err(Rejection::Unknown(Thing::Action)));
    let made_up = "table-9.action_7".into();
    assert_eq!(write(&mut rig, other, &made_up, "measure", "Mine", 0), refused, "as unknown as none");
}

#[test]
fn a_table_has_room_for_as_many_actions_as_the_pack_says() {
    let mut rig = together(&[4, 4]);
    for n in 0..5 {
        add(&mut rig, 0, &format!("Action {n}")).unwrap();
    }
    assert_eq!(add(&mut rig, 0, "One more"), Err(Rejection::Full(Limit::Actions)));
}

#[test]
fn a_card_asks_and_never_refuses() {
    let mut rig = together(&[4, 4]);
    add(&mut rig, 0, "We will improve communication").unwrap();
    let (action, draft) = action_of(&rig, 0);
    let vague = ActionWarning::Vague { words: "improve communication".into() };
    assert_eq!(draft.warnings, [vague, ActionWarning::NoDate {}, ActionWarning::NoOwner {}]);
    assert_eq!(rig.desk().plans.unwrap().warnings[&action].len(), 3);
    write(&mut rig, 0, &action, "action", "Ring on the day", 1).unwrap();
    write(&mut rig, 0, &action, "by", "2026-12-24", 0).unwrap();
    write(&mut rig, 0, &action, "owner.gp", "Manager", 0).unwrap();
    let (_, draft) = action_of(&rig, 0);
    assert_eq!(draft.warnings, [ActionWarning::OneService { service: "gp".into() }]);
    write(&mut rig, 0, &action, "owner.gp", "", 1).unwrap();
    assert_eq!(action_of(&rig, 0).1.warnings, [ActionWarning::NoOwner {}]);
}

#[test]
fn what_tables_agreed_on_is_the_rooms_from_the_close_on() {
    let mut rig = together(&[6, 6]);
    add(&mut rig, 0, "Ring on the day").unwrap();
    assert!(view(&rig).actions.is_empty() && rig.display().plans.unwrap().actions.is_empty());
    assert_eq!(rig.desk().plans.unwrap().shown.actions.len(), 1, "the desk reads along");
    rig.next();
    assert_eq!(view(&rig).together.state, ItemState::Closed);
    assert_eq!(view(&rig).actions.len(), 1);
    // What comes late is taken until the room comes to hear it.
    let other = elsewhere(&rig);
    add(&mut rig, other, "Visit each other").unwrap();
    assert_eq!(view(&rig).actions.len(), 2);
    rig.desk_does(&Command::Undo {}).unwrap();
    assert!(view(&rig).actions.is_empty(), "it is open again");
    rig.next();
    rig.next();
    assert_eq!(rig.shared().step.step, Step::ReadOut);
    assert_eq!(add(&mut rig, 0, "Too late"), Err(Rejection::AlreadyRevealed));
    let back = rig.desk().cursor;
    rig.desk_does(&Command::GoTo { cursor: Cursor { step: back.step - 1, item: 0, ..back } }).unwrap();
    rig.desk_does(&Command::Reopen { item: "plans.together".into() }).unwrap();
    add(&mut rig, 0, "One more").unwrap();
}

#[test]
fn the_grace_ends_wherever_the_room_is() {
    let mut rig = at(Rig::new(pack(), GRACE, 3), Step::Welcome);
    for n in 0..8 {
        rig.join(n % 2, "Someone");
    }
    rig.checks = false;
    while view_of(&rig).is_none_or(|view| view.together.state != ItemState::Open) {
        everybody_works(&mut rig, 0);
        if !rig.next() {
            rig.expire(GRACE);
        }
    }
    everybody_works(&mut rig, 0);
    rig.check_from_here();
    rig.next();
    assert_eq!(view(&rig).together.state, ItemState::Closing);
    let here = rig.desk().cursor;
    rig.desk_does(&Command::GoTo { cursor: Cursor { step: here.step + 1, ..here } }).unwrap();
    assert!(rig.desk().item_order.is_empty());
    let action = rig.desk().plans.unwrap().shown.actions.into_keys().next().unwrap();
    let refused = settle(&mut rig, &action, PlanStanding::Accepted, "");
    assert_eq!(refused, Err(Rejection::WrongState(StateFault::CloseFirst)));
    rig.expire(GRACE);
    assert!(!rig.desk().item_order.is_empty());
}

fn view_of(rig: &Rig) -> Option<PlansView> {
    rig.shared().plans
}

#[test]
fn each_table_is_heard_before_any_is_heard_twice() {
    let mut rig = together(&[6, 6]);
    let other = elsewhere(&rig);
    for (who, text) in [(other, "A"), (other, "B"), (0, "C"), (0, "D")] {
        add(&mut rig, who, text).unwrap();
    }
    rig.next();
    rig.next();
    let shown = view(&rig);
    let tables: Vec<usize> = shown.order.iter().map(|id| shown.actions[id].table).collect();
    assert_eq!(tables.len(), 4);
    assert!(tables[0] < tables[1] && tables[2..] == tables[..2], "{tables:?}");
    assert_eq!(shown.spotlight, Some(shown.order[0].clone()));
}

#[test]
fn the_room_takes_an_action_or_parks_it() {
    let mut rig = together(&[6, 6]);
    let other = elsewhere(&rig);
    add(&mut rig, 0, "Ring on the day").unwrap();
    add(&mut rig, other, "Visit each other").unwrap();
    let early = action_of(&rig, 0).0;
    let refused = settle(&mut rig, &early, PlanStanding::Accepted, "");
    assert_eq!(refused, Err(Rejection::WrongState(StateFault::CloseFirst)));
    rig.next();
    rig.next();
    let order = view(&rig).order;
    assert!(matches!(rig.desk().next.unwrap().label, NextLabel::Accept { .. }));
    rig.next();
    assert_eq!(view(&rig).actions[&order[0]].standing, PlanStanding::Accepted);
    settle(&mut rig, &order[0], PlanStanding::Accepted, "Both chairs").unwrap();
    for plans in [view(&rig), rig.display().plans.unwrap()] {
        assert_eq!(plans.actions[&order[0]].sponsor.as_deref(), Some("Both chairs"));
    }
    assert_eq!(settle(&mut rig, &order[0], PlanStanding::Accepted, "Both chairs"), Ok(0), "it is so already");
    assert!(matches!(rig.desk().next.unwrap().label, NextLabel::ToItem { .. }));
    rig.next();
    assert_eq!(view(&rig).spotlight, Some(order[1].clone()));
    settle(&mut rig, &order[1], PlanStanding::Parked, "").unwrap();
    assert!(matches!(rig.desk().next.unwrap().label, NextLabel::ToStep { .. }));
    // A mind can be changed.
    settle(&mut rig, &order[1], PlanStanding::Proposed, "").unwrap();
    rig.desk_does(&Command::Skip { items: vec![order[1].clone()] }).unwrap();
    assert!(matches!(rig.desk().next.unwrap().label, NextLabel::ToStep { .. }), "left out is passed over");
    let skipped = settle(&mut rig, &order[1], PlanStanding::Parked, "");
    assert_eq!(skipped, Err(Rejection::WrongState(StateFault::LeftOut)));
    assert_eq!(rig.desk_does(&Command::Open { items: vec![order[1].clone()] }), Err(Rejection::NotNow));
    assert_eq!(rig.desk_does(&Command::Reopen { item: order[1].clone() }), Err(Rejection::NotNow));
}

#[test]
fn what_the_room_took_stays_as_it_was_heard() {
    let mut rig = together(&[4, 4]);
    add(&mut rig, 0, "Ring on the day").unwrap();
    let (action, _) = action_of(&rig, 0);
    rig.next();
    rig.next();
    rig.next();
    let back = rig.desk().cursor;
    rig.desk_does(&Command::GoTo { cursor: Cursor { step: back.step - 1, item: 0, ..back } }).unwrap();
    rig.desk_does(&Command::Reopen { item: "plans.together".into() }).unwrap();
    assert!(action_of(&rig, 0).1.settled);
    assert_eq!(write(&mut rig, 0, &action, "measure", "Other", 0), Err(Rejection::AlreadyRevealed));
    let who = rig.people[0].clone();
    let remove = Command::RemoveAction { action, revision: 1 };
    assert_eq!(rig.does(&who, &remove), Err(Rejection::AlreadyRevealed));
}

#[test]
fn somebody_who_comes_late_makes_plans_too() {
    let mut rig = room(&[4, 4], Step::Personal);
    rig.next();
    rig.join(0, "Late");
    let late = rig.people.len() - 1;
    keep(&mut rig, late, 1, "late", 0).unwrap();
    let item = ItemId::from("plans.personal");
    assert_eq!(rig.desk().items[&item].progress.unwrap().of, 9);
    let gone = rig.people[late].clone();
    rig.does(&gone, &Command::Leave {}).unwrap();
    let progress = rig.desk().items[&item].progress.unwrap();
    assert_eq!((progress.done, progress.of), (0, 8));
}

#[test]
fn three_services_plan_together() {
    let mut rig = at(Rig::with_people(three_services(), &[4, 4, 4], 3), Step::Rehearse);
    let sets = rig.group(&rig.people[0].clone()).unwrap().partners;
    assert!(sets.iter().all(|set| set.len() > 1));
    while view(&rig).together.state != ItemState::Open {
        rig.next();
    }
    add(&mut rig, 0, "A round of visits").unwrap();
    let (action, _) = action_of(&rig, 0);
    for service in ["gp", "asc", "cn"] {
        write(&mut rig, 0, &action, &format!("owner.{service}"), "Lead", 0).unwrap();
    }
    assert_eq!(action_of(&rig, 0).1.warnings, [ActionWarning::NoDate {}]);
    assert!(keep(&mut rig, 0, 3, "x", 0) == Err(Rejection::OutOfRange), "this pack has room for two");
}

#[test]
fn the_log_holds_no_plan() {
    let mut rig = room(&[4, 4], Step::Personal);
    rig.next();
    keep(&mut rig, 0, 1, "CANARY", 0).unwrap();
    let last = rig.log.last().unwrap();
    assert!(matches!(last.event, Event::PlanKept { .. }));
    assert!(!last.event.write().unwrap().2.get().contains("CANARY"));
    open_up(&mut rig);
}
