//! Plain facts of a room: what it comes to, whatever the types are called by then.

use std::collections::BTreeMap;

use crosstracks_protocol::{
    event::{Entry, Event},
    ids::ParticipantId,
    report::{Readers, ReportInput, Snapshot},
    room::Room,
    view::Audience,
};
use serde::Serialize;
use serde_json::{Value, json};

/// The facts.
pub(crate) fn told(room: &Room, log: &[Entry]) -> Value {
    let desk = room.view(&Audience::Desk);
    let input = ReportInput::from(room);
    let report = Snapshot::take(ReportInput::from(room), &[]).report(Readers::Facilitators);
    let report = serde_json::to_value(report).unwrap();
    let people: Vec<_> = log
        .iter()
        .filter_map(|entry| match &entry.event {
            Event::ParticipantJoined { participant, .. } => Some(participant.clone()),
            _ => None,
        })
        .collect();
    let mut facts = json!({
        "events": log.len(),
        "phase": desk["phase"],
        "title": desk["title"],
        "locked": desk["locked"],
        "facilitators": desk["facilitators"],
        "people": desk["people"],
        "groups": desk["groups"],
        "pairings": desk["pairings"],
        "standing": people.iter().map(|who| (who.to_string(), room.standing(who))).collect::<BTreeMap<_, _>>(),
        "own": people.iter().map(|who| (who.to_string(), own(room, who))).collect::<BTreeMap<_, _>>(),
        "votes": votes(&report),
        "tables": input.quotes.iter().map(|quote| (quote.id.to_string(), json!(quote.tables))).collect::<BTreeMap<_, _>>(),
        "points": points(&input),
        "disputes": input.questions.iter().map(|one| (one.id.to_string(), one.disputes.len())).collect::<BTreeMap<_, _>>(),
        "actions": input.plans.collective,
        "plans": report["plans"]["personal"],
        "confidence": report["plans"]["confidence"],
        "feedback": report["feedback"],
        "ratings": report["ratings"],
        "outcomes": report["follow_up"]["outcomes"],
        "followed_up": report["follow_up"]["asked"],
        "follow_up": desk["follow_up"],
        "debrief": report["debrief"],
    });
    facts["case"] = input.case.iter().map(|part| json!([part.title, part.notes.len()])).collect();
    facts["surprises"] = words(room, log).into();
    facts
}

/// What one person made, as counts.
fn own(room: &Room, who: &ParticipantId) -> Value {
    let view = room.view(&Audience::Own(who.clone()));
    let count = |part: &str| view[part].as_object().map_or(0, serde_json::Map::len);
    let answers = view["survey"].as_object().into_iter().flatten();
    let answers: BTreeMap<_, _> =
        answers.map(|(id, given)| (id, given.as_object().map_or(0, serde_json::Map::len))).collect();
    json!({
        "name": view["name"],
        "votes": count("votes"),
        "survey": answers,
        "plans": count("plans"),
        "outcomes": count("outcomes"),
        "recalls": count("recalls"),
    })
}

/// How the room voted on each quote.
fn votes(report: &Value) -> BTreeMap<String, Value> {
    let quotes = report["impressions"]["quotes"].as_array().into_iter().flatten();
    quotes
        .map(|quote| {
            (quote["id"].as_str().unwrap().to_owned(), quote["votes"]["room"]["value"]["counts"].clone())
        })
        .collect()
}

/// What each group wrote to each question, and how its points were found.
fn points(input: &ReportInput) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for (question, answer) in input.questions.iter().flat_map(|one| one.answers.iter().map(move |a| (one, a)))
    {
        let points = answer.points.iter().map(|point| {
            json!([
                point.text,
                point.mark,
                point.clarifications.len(),
                point.taps.iter().map(word).collect::<Vec<_>>()
            ])
        });
        let said = json!({
            "points": points.collect::<Vec<_>>(),
            "confidence": answer.confidence,
            "dont_know": answer.dont_know,
            "clarifications": answer.clarifications,
        });
        all.insert(format!("{} by {}", question.id, answer.group), said);
    }
    all
}

/// How many closing lines there are that have their words still.
fn words(room: &Room, log: &[Entry]) -> usize {
    let said = log.iter().filter_map(|entry| match &entry.event {
        Event::SurpriseSaid { text, .. } => *text,
        _ => None,
    });
    said.filter(|text| !room.texts().get(*text).is_empty()).count()
}

fn word(what: &impl Serialize) -> Value {
    serde_json::to_value(what).unwrap()
}
