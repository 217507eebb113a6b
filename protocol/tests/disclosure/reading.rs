//! What the reports of a session say, read from their JSON as anybody would.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use crosstracks_protocol::report::{Band, Readers, Snapshot};
use serde_json::Value;

use super::{
    attacker::{Bounds, Equation, Unknown},
    sessions::{MOMENTS, Person, RATED, Session, choice, service},
};

const READERS: [Readers; 2] = [Readers::Facilitators, Readers::Commissioners];

/// How many random sessions are attacked.
const SESSIONS: u64 = 100;

/// All of them with their reports, made once.
pub(super) static ALL: LazyLock<Vec<(Session, Vec<[Value; 2]>)>> = LazyLock::new(|| {
    let sessions = (0..SESSIONS).map(Session::random);
    sessions.map(|session| (session.clone(), reports(&session))).collect()
});

/// All reports of a session: moment by moment, each for all readers.
fn reports(session: &Session) -> Vec<[Value; 2]> {
    let mut snapshots: Vec<Snapshot> = Vec::new();
    for at in 0..MOMENTS {
        let snapshot = Snapshot::take(session.input(at), &snapshots);
        snapshots.push(snapshot);
    }
    let report = |snapshot: &Snapshot| READERS.map(|to| serde_json::to_value(snapshot.report(to)).unwrap());
    snapshots.iter().map(report).collect()
}

/// A figure, with those whose answers it is of.
#[derive(Debug)]
pub(super) struct Figure {
    pub(super) commissioners: bool,
    pub(super) room: bool,
    pub(super) equations: Vec<Equation>,
    /// By what was asked.
    pub(super) bounds: BTreeMap<&'static str, Bounds>,
}

/// The figure, if it is shown.
fn shown(published: &Value) -> Option<&Value> {
    (published["type"] == "shown").then(|| &published["value"])
}

/// Every group of a figure for the room and its services: which services, none for the room.
fn groups<'a>(room: &'a Value, services: &'a Value) -> Vec<(Option<BTreeSet<String>>, &'a Value)> {
    let parts = shown(services).and_then(Value::as_array).into_iter().flatten().map(|part| {
        let names = part["services"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned());
        (Some(names.collect()), &part["figure"])
    });
    shown(room).map(|room| (None, room)).into_iter().chain(parts).collect()
}

/// Whether somebody is in a group.
type IsIn<'a> = Box<dyn Fn(&Person) -> bool + 'a>;

/// Who may be in a group, as far as services go: the room is with and without people of no one service.
fn may_be_in(services: &Option<BTreeSet<String>>) -> Vec<IsIn<'_>> {
    match services {
        None => vec![Box::new(|who: &Person| who.service.is_some()), Box::new(|_: &Person| true)],
        Some(names) => vec![Box::new(|who: &Person| {
            who.service.is_some_and(|number| names.contains(service(number).as_str()))
        })],
    }
}

/// The figures that were read before, by their place in the report, and the moment each is of.
type Memory = BTreeMap<String, (Value, usize)>;

/// Finds whose answers a figure is of: those of the moment it was of before, where it has not changed, or
/// else of this moment or the one before, and so on.
fn whose<T>(
    session: &Session,
    (at, memory): (usize, &mut Memory),
    (services, figure): (&Option<BTreeSet<String>>, &Value),
    place: &str,
    answers: impl Fn(&Person, usize) -> Option<T>,
    gives: impl Fn(&[T]) -> bool,
) -> Vec<(usize, T)> {
    let place = format!("{place} {services:?}");
    let before = memory.get(&place).filter(|(old, _)| old == figure).map(|(_, then)| *then);
    for then in before.into_iter().chain((0..=at).rev()) {
        for is_in in may_be_in(services) {
            let people = session.people.iter().enumerate().filter(|(_, who)| is_in(who));
            let (who, given): (Vec<usize>, Vec<T>) =
                people.filter_map(|(i, who)| Some((i, answers(who, then)?))).unzip();
            if gives(&given) {
                memory.insert(place, (figure.clone(), then));
                return who.into_iter().zip(given).collect();
            }
        }
    }
    panic!("a figure of {services:?} that is nobody's at moment {at} of {session:?}")
}

fn unknown(who: usize, what: &str, answer: impl std::fmt::Display) -> Unknown {
    (who, format!("{what} {answer}"))
}

fn sum(unknowns: impl IntoIterator<Item = Unknown>) -> Equation {
    unknowns.into_iter().map(|unknown| (unknown, 1)).collect()
}

fn count<T>(given: &[T], is: impl Fn(&T) -> bool) -> usize {
    given.iter().filter(|one| is(one)).count()
}

/// The figures of votes on a quote.
pub(super) fn votes(session: &Session, reports: &[[Value; 2]], quote: usize) -> Vec<Figure> {
    let choices: Vec<String> =
        (0..session.services + 2).map(|number| choice(number, session.services).key()).collect();
    each(reports, |(at, memory), report, figures| {
        let votes = &report["impressions"]["quotes"][quote]["votes"];
        for (services, figure) in groups(&votes["room"], &votes["services"]) {
            let n = |number: usize| figure["counts"][&choices[number]].as_u64().unwrap_or(0) as usize;
            let counts: Vec<usize> = (0..choices.len()).map(n).collect();
            let vote = |who: &Person, then: usize| who.votes[quote][then];
            let people = whose(session, (at, memory), (&services, figure), "votes", vote, |given| {
                (0..choices.len()).all(|number| count(given, |vote| *vote == number) == counts[number])
            });
            let who: BTreeSet<Unknown> = people.iter().map(|(i, vote)| unknown(*i, "vote", vote)).collect();
            let between = counts.iter().map(|n| (*n, *n)).collect();
            figures.push((
                services.is_none(),
                vec![sum(who.clone())],
                [("vote", Bounds { who, between })].into(),
            ));
        }
    })
}

type Read = (bool, Vec<Equation>, BTreeMap<&'static str, Bounds>);

/// Reads every report.
fn each(reports: &[[Value; 2]], read: impl Fn((usize, &mut Memory), &Value, &mut Vec<Read>)) -> Vec<Figure> {
    let mut figures = Vec::new();
    let mut memories = [Memory::new(), Memory::new()];
    for (at, both) in reports.iter().enumerate() {
        for ((report, readers), memory) in both.iter().zip(READERS).zip(&mut memories) {
            let mut found = Vec::new();
            read((at, memory), report, &mut found);
            figures.extend(found.into_iter().map(|(room, equations, bounds)| Figure {
                commissioners: readers == Readers::Commissioners,
                room,
                equations,
                bounds,
            }));
        }
    }
    figures
}

/// How many of a group are in each band, at least and at most. None where that is not said.
fn spread(published: &Value, people: usize) -> Option<Vec<(usize, usize)>> {
    let spread = shown(published)?;
    let n = |value: &Value| value.as_u64().unwrap() as usize;
    Some(match spread["type"].as_str().unwrap() {
        "values" => {
            let mut bands = vec![0; 3];
            for (value, count) in spread["counts"].as_object().unwrap() {
                bands[band(value.parse().unwrap())] += n(count);
            }
            bands.into_iter().map(|n| (n, n)).collect()
        }
        "bands" => ["low", "middle", "high"].map(|band| (n(&spread[band]), n(&spread[band]))).to_vec(),
        "most" => {
            let most = ["low", "middle", "high"].iter().position(|band| spread["band"] == *band).unwrap();
            (0..3).map(|band| if band == most { (people - 1, people) } else { (0, 1) }).collect()
        }
        other => panic!("{other}"),
    })
}

fn band(value: i32) -> usize {
    Band::of(value, 0, 4) as usize
}

/// The ratings of which a figure may be: rated and unrated, on arrival, recalled, at the end.
type Rated = [Option<i32>; 3];

const WHAT: [&str; 3] = ["before", "recalled", "now"];

/// Reads a figure of ratings, which `later` were given weeks after.
fn rating(
    session: &Session,
    moment: (usize, &mut Memory),
    (services, figure): (Option<BTreeSet<String>>, &Value),
    answers: impl Fn(&Person, usize) -> Option<Rated>,
    now: &'static str,
) -> Read {
    let n = figure["people"].as_u64().unwrap() as usize;
    let said: Vec<Option<Vec<(usize, usize)>>> = WHAT.iter().map(|what| spread(&figure[*what], n)).collect();
    let direction =
        |pair: &Rated| pair[0].or(pair[1]).zip(pair[2]).map(|(before, now)| now.cmp(&before) as i32);
    let change = figure.get("change").and_then(shown);
    let measured = change.map(|change| &change["change"]).filter(|change| change.is_object());
    let people = whose(session, moment, (&services, figure), now, answers, |given| {
        let spreads = said.iter().enumerate().all(|(what, bands)| {
            bands.iter().flatten().enumerate().all(|(place, (least, most))| {
                let n = count(given, |rated| rated[what].is_some_and(|value| band(value) == place));
                (*least..=*most).contains(&n)
            })
        });
        let changes = measured.is_none_or(|change| {
            count(given, |rated| direction(rated) == Some(1)) as u64 == change["improved"].as_u64().unwrap()
        });
        given.len() == n && spreads && changes
    });
    let of = |what: usize| {
        let name = if what == 2 { now } else { WHAT[what] };
        people.iter().filter_map(move |(i, rated)| Some(unknown(*i, name, rated[what]?)))
    };
    let mut equations = Vec::new();
    let mut bounds = BTreeMap::new();
    for (what, bands) in said.into_iter().enumerate() {
        if let Some(between) = bands {
            let who: BTreeSet<Unknown> = of(what).collect();
            // "Most" is no equation.
            if between.iter().all(|(least, most)| least == most) {
                equations.push(sum(who.clone()));
            }
            bounds.insert(if what == 2 { now } else { WHAT[what] }, Bounds { who, between });
        }
    }
    if measured.is_some() {
        let mut change = sum(of(2));
        let earlier = if of(0).next().is_some() { 0 } else { 1 };
        change.extend(of(earlier).map(|unknown| (unknown, -1)));
        equations.push(change);
    }
    if let Some(Value::Number(_)) = figure.get("response_shift").and_then(shown) {
        let mut shift = sum(of(1));
        shift.extend(of(0).map(|unknown| (unknown, -1)));
        equations.push(shift);
    }
    (services.is_none(), equations, bounds)
}

/// The figures of a statement that was rated.
pub(super) fn ratings(session: &Session, reports: &[[Value; 2]], item: usize) -> Vec<Figure> {
    let (before, at_end) = RATED[item];
    let in_session = |who: &Person, then: usize| -> Option<Rated> {
        let rating = who.ratings[item][then];
        let all = [(rating.before, before), (rating.recalled, at_end), (rating.now, at_end)];
        let complete = all.iter().all(|(rated, asked)| !asked || rated.is_some());
        complete.then(|| all.map(|(rated, asked)| rated.filter(|_| asked)))
    };
    each(reports, |(at, memory), report, figures| {
        let item_report = &report["ratings"][item];
        for group in groups(&item_report["room"], &item_report["services"]) {
            figures.push(rating(session, (at, memory), group, in_session, "now"));
        }
        if let Some(later) = shown(&item_report["later"]) {
            let told = later.get("before").is_some();
            let answers = |who: &Person, then: usize| -> Option<Rated> {
                let rating = who.ratings[item][then];
                let earlier = if before { rating.before } else { rating.recalled.filter(|_| at_end) }?;
                let later = who.later[item][then]?;
                // The earlier rating is the same unknown, under whichever name the session gave it.
                let earlier = Some(earlier).filter(|_| told);
                Some(if before { [earlier, None, Some(later)] } else { [None, earlier, Some(later)] })
            };
            let mut renamed = later.clone();
            if !before && told {
                renamed["recalled"] = renamed["before"].take();
            }
            figures.push(rating(session, (at, memory), (None, &renamed), answers, "later"));
        }
    })
}

/// The figures of what was thought of the day.
pub(super) fn liked(session: &Session, reports: &[[Value; 2]]) -> Vec<Figure> {
    each(reports, |(at, memory), report, figures| {
        let answers = &report["feedback"][0]["answers"];
        for group in groups(&answers["room"], &answers["services"]) {
            let liked = |who: &Person, then: usize| Some([None, None, Some(who.liked[then]?)]);
            figures.push(rating(session, (at, memory), group, liked, "now"));
        }
    })
}

/// The figures of a poll.
pub(super) fn poll(session: &Session, reports: &[[Value; 2]]) -> Vec<Figure> {
    each(reports, |(at, memory), report, figures| {
        let Some(figure) = shown(&report["feedback"][1]["answers"]["room"]) else { return };
        let n = figure["people"].as_u64().unwrap() as usize;
        let between: Vec<(usize, usize)> = match figure["option"].as_u64() {
            Some(most) => (0..3).map(|o| if o == most { (n - 1, n) } else { (0, 1) }).collect(),
            None => {
                let counts = |o: usize| figure["counts"][o.to_string()].as_u64().unwrap_or(0) as usize;
                (0..3).map(|o| (counts(o), counts(o))).collect()
            }
        };
        figures
            .push(options(session, (at, memory), (n, figure), between, "poll", |who, then| who.poll[then]));
    })
}

/// The figures of what became of plans. Everybody made one.
pub(super) fn outcomes(session: &Session, reports: &[[Value; 2]]) -> Vec<Figure> {
    each(reports, |(at, memory), report, figures| {
        let Some(figure) = shown(&report["follow_up"]["outcomes"]) else { return };
        let n = figure["people"].as_u64().unwrap() as usize;
        let count = |kind: &str| figure["outcomes"][kind].as_u64().map(|n| (n as usize, n as usize));
        let kinds = ["done", "partly", "not_yet", "no_longer_relevant"];
        let between = kinds.iter().map(|kind| count(kind).unwrap_or((0, n))).collect();
        figures.push(options(session, (at, memory), (n, figure), between, "outcome", |who, then| {
            who.outcome[then]
        }));
    })
}

fn options(
    session: &Session,
    moment: (usize, &mut Memory),
    (n, figure): (usize, &Value),
    between: Vec<(usize, usize)>,
    what: &'static str,
    answers: impl Fn(&Person, usize) -> Option<usize>,
) -> Read {
    let people = whose(session, moment, (&None, figure), what, answers, |given| {
        let fits = |(option, (least, most)): (usize, &(usize, usize))| {
            (*least..=*most).contains(&count(given, |one| *one == option))
        };
        given.len() == n && between.iter().enumerate().all(fits)
    });
    let who: BTreeSet<Unknown> = people.iter().map(|(i, option)| unknown(*i, what, option)).collect();
    let exact = between.iter().all(|(least, most)| least == most);
    let equations = if exact { vec![sum(who.clone())] } else { Vec::new() };
    (true, equations, [(what, Bounds { who, between })].into())
}
