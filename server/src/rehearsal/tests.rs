//! What practice participants do and how they look back, in a room without a server.

use crosstracks_protocol::{
    command::{Choice, Command},
    pack::Step,
    view::desk::NextMove,
};

use self::rig::Rig;
use super::{
    book::{
        Book, Fact,
        check::{Finding, check},
    },
    work::Task,
};

mod rig;

/// Follows the desk's next move until the room is at a step, or to the last move; everybody acts before each.
fn follow(rig: &mut Rig, until: Option<Step>) {
    loop {
        rig.settle();
        let desk = rig.desk();
        if Some(desk.step.step) == until {
            return;
        }
        match desk.next {
            Some(NextMove { command: Command::CloseRoom {}, .. }) => return,
            Some(NextMove { command, .. }) => {
                let waits = (0..rig.people.len()).any(|index| rig.next(index).1);
                assert!(!waits, "somebody waits before {command:?}");
                rig.steer(&command);
            }
            None => panic!("{:?} at {:?}", desk.waiting, desk.step.title),
        }
    }
}

/// What the room shows otherwise than somebody was told, now.
fn differences(rig: &Rig) -> Vec<String> {
    let mut found = Vec::new();
    for (id, book) in &rig.people {
        let scene = rig.scene(id);
        for fact in book.facts() {
            if let Finding::Differs(shown) = check(&scene, fact) {
                found.push(format!("{}: {shown}", fact.about()));
            }
        }
    }
    found
}

/// Goes on until somebody has a task that is wanted, and says who.
fn follow_to_task(rig: &mut Rig, step: Step, wanted: fn(&Command) -> bool) -> (usize, Task) {
    follow(rig, Some(step));
    loop {
        rig.steer(&rig.desk().next.unwrap().command);
        for index in 0..rig.people.len() {
            if let Some(task) = rig.next(index).0.filter(|task| wanted(&task.command)) {
                return (index, task);
            }
        }
    }
}

#[test]
fn a_session_goes_to_its_end_and_all_that_was_said_is_shown() {
    let mut rig = Rig::open(&[13, 7]);
    follow(&mut rig, None);
    assert_eq!(differences(&rig), [""; 0]);
    let kinds = |wanted: fn(&Fact) -> bool| {
        rig.people.iter().flat_map(|(_, book)| book.facts()).filter(|fact| wanted(fact)).count()
    };
    assert!(kinds(|fact| matches!(fact, Fact::Mark { .. })) > 10);
    assert!(kinds(|fact| matches!(fact, Fact::Tapped { .. })) > 3);
    assert!(kinds(|fact| matches!(fact, Fact::Point { stands: false, .. })) > 0);
    assert_eq!(kinds(|fact| matches!(fact, Fact::Vote { .. })), 20 * 8);
    assert_eq!(kinds(|fact| matches!(fact, Fact::Poll { .. })), 20 * 3);
    let differ =
        |fact: &Fact| matches!(fact, Fact::Point { sheet, .. } if sheet.as_str().ends_with(".we_differ"));
    assert!(kinds(differ) > 0, "a table records what it does not agree on");
    assert!(kinds(|fact| matches!(fact, Fact::OwnPlan { kept: Some(_), .. })) >= 20);
    assert!(kinds(|fact| matches!(fact, Fact::OwnPlan { kept: None, .. })) > 0, "somebody drops a plan");

    let stages: Vec<String> = rig.observed.stages_completed().iter().map(ToString::to_string).collect();
    assert_eq!(
        stages,
        ["arrival", "impressions", "knowledge", "pause", "case", "plans"],
        "the last one ends with the room"
    );
    rig.steer(&Command::CloseRoom {});
    rig.settle();
    assert!(rig.observed.ended());
    assert_eq!(rig.observed.stages_completed().len(), 7);
    let groups = rig.observed.groups();
    assert_eq!(groups.mixed, [[4, 3], [5, 2], [4, 2]]);
    assert_eq!(groups.single.into_values().collect::<Vec<_>>(), [vec![4, 3], vec![5, 4, 4]]);
    assert_eq!(groups.pairings.iter().map(Vec::len).collect::<Vec<_>>(), [3, 2]);
}

#[test]
fn a_group_shares_its_work_and_more_than_one_writes() {
    let mut rig = Rig::open(&[4, 4]);
    follow(&mut rig, Some(Step::Match));
    let desk = rig.desk();
    for (question, about) in &desk.questions {
        for (group, answer) in &about.answers {
            assert!(answer.dont_know || !answer.points.is_empty(), "{group} on {question}");
        }
    }
    let wrote = |book: &Book| book.facts().any(|fact| matches!(fact, Fact::Point { .. }));
    assert!(rig.people.iter().filter(|(_, book)| wrote(book)).count() >= 6);
}

#[test]
fn a_vote_that_is_lost_or_changed_is_found() {
    let mut rig = Rig::open(&[4, 4]);
    let (index, task) =
        follow_to_task(&mut rig, Step::Vote, |command| matches!(command, Command::Vote { .. }));
    let Command::Vote { quote, choice } = task.command.clone() else { panic!("{task:?}") };
    // Somebody was told, and the room does not show it.
    rig.people[index].1.keep(task.facts.clone());
    assert_eq!(differences(&rig), [format!("the vote on {quote}: nothing")]);
    rig.perform(index, task);
    assert_eq!(differences(&rig), [""; 0]);
    let other = if choice.is_unsure() { Choice(["gp".into()].into()) } else { Choice::default() };
    rig.meddle(index, &Command::Vote { quote: quote.clone(), choice: other.clone() });
    assert_eq!(differences(&rig), [format!("the vote on {quote}: {other:?}")]);
}

#[test]
fn every_table_writes_on_every_question_of_the_case() {
    let mut rig = Rig::open(&[5, 5]);
    follow(&mut rig, Some(Step::Plenary));
    let case = rig.desk().case_study.unwrap();
    for (id, part) in &case.parts {
        assert!(!part.tables.is_empty());
        for (table, sheets) in &part.tables {
            let columns = rig.desk().materials.services.len();
            assert!(sheets.len() >= part.whole.questions.len() - 1 + columns, "{table} on {id}: {sheets:?}");
        }
    }
    assert_eq!(differences(&rig), [""; 0]);
}

#[test]
fn every_table_agrees_on_something_in_all_its_parts() {
    let mut rig = Rig::open(&[5, 5]);
    follow(&mut rig, Some(Step::ReadOut));
    let plans = rig.desk().plans.unwrap().shown;
    assert!(plans.order.len() >= 2);
    for action in plans.actions.values() {
        assert_eq!(action.owners.len(), 2);
        let parts = [&action.first_step, &action.by, &action.measure, &action.must_agree];
        assert!(parts.iter().all(|part| part.is_some()), "{action:?}");
    }
    assert_eq!(differences(&rig), [""; 0]);
}

#[test]
fn a_plan_or_an_action_that_is_lost_is_found() {
    let mut rig = Rig::open(&[4, 4]);
    let (index, task) =
        follow_to_task(&mut rig, Step::Personal, |command| matches!(command, Command::KeepPlan { .. }));
    rig.people[index].1.keep(task.facts.clone());
    assert_eq!(differences(&rig), ["one’s own plan 1: nothing"]);
    rig.perform(index, task);
    assert_eq!(differences(&rig), [""; 0]);
    rig.meddle(index, &Command::DropPlan { plan: 1, revision: 1 });
    assert_eq!(differences(&rig), ["one’s own plan 1: nothing"]);
    rig.people[index].1.forget(|fact| matches!(fact, Fact::OwnPlan { .. }));

    let (index, task) =
        follow_to_task(&mut rig, Step::Together, |command| matches!(command, Command::AddAction { .. }));
    let about = task.facts[0].about();
    rig.perform(index, task.clone());
    assert_eq!(differences(&rig), [""; 0]);
    rig.meddle(index, &task.command);
    assert_eq!(differences(&rig), [format!("{about}: 2 of it")]);
}

#[test]
fn a_point_that_is_there_twice_or_not_at_all_is_found() {
    let mut rig = Rig::open(&[4, 4]);
    let (index, task) =
        follow_to_task(&mut rig, Step::Write, |command| matches!(command, Command::AddPoint { .. }));
    let Command::AddPoint { sheet, text } = task.command.clone() else { panic!("{task:?}") };
    let about = task.facts[0].about();
    rig.perform(index, task);
    assert_eq!(differences(&rig), [""; 0]);
    rig.meddle(index, &Command::AddPoint { sheet: sheet.clone(), text: text.clone() });
    assert_eq!(differences(&rig), [format!("{about}: 2 of it")]);

    let scene = rig.scene(&rig.people[index].0);
    for (point, view) in &scene.group.unwrap().sheets[&sheet] {
        rig.meddle(index, &Command::RemovePoint { point: point.clone(), revision: view.revision });
    }
    assert_eq!(differences(&rig), [format!("{about}: 0 of it")]);
}
