//! Random sessions, each reported on three times to two kinds of readers, and one attacker who has it all.

use serde_json::Value;

use super::{
    attacker::{Bounds, Equation, narrowed, worked_out},
    reading::{self, ALL, Figure},
    sessions::{QUOTES, RATED, Session},
};

/// What the facilitators' readers, and those of both reports, may not work out; and the commissioners'.
const FEWEST: usize = 5;
const FEWEST_EXPORT: usize = 10;
/// Of votes of the whole room.
const FEWEST_POOLED: usize = 3;

fn equations<'a>(figures: impl IntoIterator<Item = &'a Figure>) -> Vec<Equation> {
    let mut all: Vec<Equation> = figures.into_iter().flat_map(|figure| figure.equations.clone()).collect();
    all.sort();
    all.dedup();
    all
}

fn bounds<'a>(figures: impl IntoIterator<Item = &'a Figure>, what: &str) -> Vec<Bounds> {
    figures.into_iter().filter_map(|figure| figure.bounds.get(what).cloned()).collect()
}

fn for_each_session(attack: impl Fn(&str, &Session, &[[Value; 2]])) {
    for (seed, (session, reports)) in ALL.iter().enumerate() {
        attack(&format!("session {seed}"), session, reports);
    }
}

fn of_commissioners(figures: &[Figure]) -> impl Iterator<Item = &Figure> {
    figures.iter().filter(|figure| figure.commissioners)
}

#[test]
fn votes_of_a_few_cannot_be_worked_out() {
    for_each_session(|name, session, reports| {
        for quote in 0..QUOTES {
            let figures = reading::votes(session, reports, quote);
            let all = equations(&figures);
            assert_eq!(worked_out(&all, FEWEST_POOLED), None, "{name}, quote {quote}");
            // Three or four may be told of where the whole room was counted again, and not by service.
            let room = equations(figures.iter().filter(|figure| figure.room));
            if worked_out(&room, FEWEST).is_none() {
                assert_eq!(worked_out(&all, FEWEST), None, "{name}, quote {quote}");
            }
            let exported = equations(of_commissioners(&figures));
            assert_eq!(worked_out(&exported, FEWEST_EXPORT), None, "{name}, quote {quote}, exported");
            let known = narrowed(&bounds(&figures, "vote"), session.services + 2);
            assert_eq!(known.pinned(FEWEST_POOLED), None, "{name}, quote {quote}");
            let known = narrowed(&bounds(of_commissioners(&figures), "vote"), session.services + 2);
            assert_eq!(known.pinned(FEWEST_EXPORT), None, "{name}, quote {quote}, exported");
        }
    });
}

/// Holds figures of ratings against the attacker.
fn hold(name: &str, figures: &[Figure], whats: &[&str], answers: usize) {
    assert_eq!(worked_out(&equations(figures), FEWEST), None, "{name}");
    assert_eq!(worked_out(&equations(of_commissioners(figures)), FEWEST_EXPORT), None, "{name}, exported");
    for what in whats {
        let all = bounds(figures, what);
        let known = narrowed(&all, answers);
        assert_eq!(known.pinned(FEWEST), None, "{name}, {what}");
        for group in &all {
            assert_eq!(known.all_alike(&group.who, FEWEST_EXPORT), None, "{name}, {what}: {group:?}");
        }
        let known = narrowed(&bounds(of_commissioners(figures), what), answers);
        assert_eq!(known.pinned(FEWEST_EXPORT), None, "{name}, {what}, exported");
    }
}

#[test]
fn ratings_of_a_few_cannot_be_worked_out() {
    for_each_session(|name, session, reports| {
        for item in 0..RATED.len() {
            let figures = reading::ratings(session, reports, item);
            hold(&format!("{name}, item {item}"), &figures, &["before", "recalled", "now", "later"], 3);
        }
        hold(name, &reading::liked(session, reports), &["now"], 3);
    });
}

#[test]
fn choices_and_outcomes_of_a_few_cannot_be_worked_out() {
    for_each_session(|name, session, reports| {
        hold(name, &reading::poll(session, reports), &["poll"], 3);
        hold(name, &reading::outcomes(session, reports), &["outcome"], 4);
    });
}

#[test]
fn sessions_show_enough_to_be_worth_an_attack() {
    let (mut shown, mut split, mut exported) = (0, 0, 0);
    for (session, reports) in ALL.iter() {
        let ratings = (0..RATED.len()).flat_map(|item| reading::ratings(session, reports, item));
        let votes = (0..QUOTES).flat_map(|quote| reading::votes(session, reports, quote));
        let figures: Vec<Figure> = ratings.chain(votes).collect();
        shown += figures.len();
        split += figures.iter().filter(|figure| !figure.room).count();
        exported += of_commissioners(&figures).count();
    }
    assert!(shown > 2_000 && split > 500 && exported > 500, "{shown} {split} {exported}");
}
