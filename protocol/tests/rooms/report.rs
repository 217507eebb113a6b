//! A report made of a whole session.

use std::collections::BTreeMap;

use crosstracks_protocol::report::{Readers, ReportInput, Snapshot};
use serde_json::Value;

use super::{
    doing::everybody_works,
    rig::{Rig, pack, three_services},
    session::run,
};

fn reports(rig: &Rig) -> [Value; 2] {
    let snapshot = Snapshot::take(ReportInput::from(&rig.room), &[]);
    [Readers::Facilitators, Readers::Commissioners]
        .map(|readers| serde_json::to_value(snapshot.report(readers)).unwrap())
}

fn session(sizes: &[usize]) -> Rig {
    let mut rig = Rig::with_people(if sizes.len() == 2 { pack() } else { three_services() }, sizes, 7);
    rig.checks = false;
    run(&mut rig, 0);
    rig
}

#[test]
fn a_session_has_a_report() {
    let rig = session(&[13, 7]);
    let [facilitators, commissioners] = reports(&rig);
    let fidelity = &facilitators["fidelity"];
    assert_eq!(fidelity["people"]["value"], 20);
    let stages = fidelity["stages"].as_array().unwrap();
    assert!(stages.iter().all(|stage| stage["run"] == true && stage["actual_minutes"].is_u64()));
    assert!(fidelity["groups"].is_array() && commissioners["fidelity"]["groups"].is_null());

    let quotes = facilitators["impressions"]["quotes"].as_array().unwrap();
    assert_eq!(quotes.len(), 8);
    let split = |quote: &&Value| quote["votes"]["services"]["type"] == "shown";
    assert!(quotes.iter().any(|quote| split(&quote)), "{quotes:?}");
    let exported = commissioners["impressions"]["quotes"].as_array().unwrap();
    assert!(
        !exported.iter().any(|quote| split(&quote)),
        "seven of a service are too few to leave the session"
    );

    let corrections = facilitators["knowledge"]["corrections"].as_array().unwrap();
    assert!(!corrections.is_empty() && commissioners["knowledge"]["corrections"].is_null());
    let order: Vec<bool> = corrections.iter().map(|one| one["confidently_wrong"] == true).collect();
    assert!(order.is_sorted_by(|a, b| a >= b), "confidently wrong comes first");
    assert!(facilitators["ratings"][0]["room"]["value"]["people"].as_u64().unwrap() >= 5);
}

/// People's own plans are counts, and what tables will do is there as the room left it.
#[test]
fn what_people_plan_is_in_the_report() {
    let rig = session(&[13, 7]);
    let [facilitators, commissioners] = reports(&rig);
    let plans = &facilitators["plans"];
    assert_eq!(plans["personal"]["value"], serde_json::json!({ "people": 20, "plans": 60 }));
    assert!(plans["confidence"]["value"]["people"].as_u64().unwrap() >= 15, "{plans}");
    let actions = plans["collective"].as_array().unwrap();
    assert_eq!(actions.len(), 3, "one of each table");
    for action in actions {
        assert_eq!(action["standing"], "accepted");
        assert!(action["action"].as_str().unwrap().starts_with("Action "));
    }
    assert!(
        actions.iter().any(|action| action["by"] == "2026-12-24" && action["owners"][0]["role"].is_string())
    );
    assert!(commissioners["plans"]["collective"].is_null());
    assert!(!facilitators.to_string().contains("v1."), "nothing that is sealed is in a report");
    // Too few for a figure.
    let [few, _] = reports(&session(&[2, 2]));
    assert_eq!(few["plans"]["personal"]["type"], "not_shown");
}

/// What the room was shown and what the report says of the same votes are the same votes.
#[test]
fn the_report_counts_what_the_room_was_shown() {
    for sizes in [&[9, 6][..], &[12, 3], &[4, 3, 3]] {
        let mut rig = Rig::with_people(if sizes.len() == 2 { pack() } else { three_services() }, sizes, 7);
        rig.checks = false;
        let mut shown = BTreeMap::new();
        loop {
            everybody_works(&mut rig, 0);
            let quotes = rig.shared().impressions.map(|view| view.quotes).unwrap_or_default();
            let counted = quotes.into_iter().filter_map(|(id, quote)| Some((id, quote.distribution?)));
            shown.extend(counted.map(|(id, votes)| (id.to_string(), serde_json::to_value(votes).unwrap())));
            if !rig.next() {
                break;
            }
        }
        let [facilitators, _] = reports(&rig);
        let quotes = facilitators["impressions"]["quotes"].as_array().unwrap();
        assert_eq!(quotes.len(), shown.len());
        for quote in quotes {
            let room = &quote["votes"]["room"]["value"];
            assert_eq!(room["counts"], shown[quote["id"].as_str().unwrap()]["counts"], "{sizes:?}");
        }
    }
}

#[test]
fn what_was_written_is_not_in_what_leaves_the_session() {
    let rig = session(&[5, 4]);
    let reports = reports(&rig);
    let corrections = reports[0]["knowledge"]["corrections"].clone();
    let [facilitators, commissioners] = reports.map(|report| report.to_string());
    let names: Vec<String> = (0..5).map(|n| format!("\"P0-{n}\"")).collect();
    assert!(!names.iter().any(|name| facilitators.contains(name)), "names are in no report");
    for text in corrections.as_array().unwrap().iter().filter_map(|one| one["text"].as_str()) {
        assert!(facilitators.contains(text) && !commissioners.contains(&format!("\"{text}\"")));
    }
}

#[test]
fn an_empty_room_has_a_report_that_shows_nothing() {
    let rig = Rig::new(pack(), 0, 1);
    let [facilitators, _] = reports(&rig);
    assert_eq!(facilitators["fidelity"]["people"], serde_json::json!({ "type": "not_shown", "fewest": 5 }));
    assert_eq!(facilitators["impressions"]["quotes"][0]["votes"]["room"]["fewest"], 3);
}
