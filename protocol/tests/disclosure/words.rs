//! Texts: whose they are, when they came, and every number of people that is named.

use std::collections::BTreeSet;

use serde_json::Value;

use super::reading::ALL;

fn texts(report: &Value) -> Option<Vec<(String, Option<String>)>> {
    let texts = &report["feedback"][2]["answers"]["texts"];
    let texts = texts["value"].as_array()?;
    let text = |text: &Value| {
        (text["text"].as_str().unwrap().to_owned(), text["service"].as_str().map(ToOwned::to_owned))
    };
    Some(texts.iter().map(text).collect())
}

#[test]
fn words_do_not_tell_whose_they_are() {
    for (seed, (session, reports)) in ALL.iter().enumerate() {
        let mut earlier: Vec<BTreeSet<String>> = Vec::new();
        for [facilitators, commissioners] in reports {
            assert_eq!(texts(commissioners), None);
            assert!(!commissioners.to_string().contains("text "), "session {seed}");
            let Some(texts) = texts(facilitators) else { continue };
            assert!(texts.is_sorted());
            let words: BTreeSet<String> = texts.iter().map(|(text, _)| text.clone()).collect();
            assert!(words.len() >= 5, "session {seed}");
            for before in &earlier {
                let new = words.symmetric_difference(before).count();
                assert!(new == 0 || new >= 5, "session {seed}: {new} texts are new or gone");
            }
            for (text, service) in &texts {
                let who: usize = text.strip_prefix("text ").unwrap().parse().unwrap();
                assert!(service.is_none() || session.people[who].names_service, "session {seed}");
            }
            let tagged: BTreeSet<&String> =
                texts.iter().filter_map(|(_, service)| service.as_ref()).collect();
            for service in tagged {
                let of_it = session.people.iter().filter(|who| {
                    who.service.map(super::sessions::service).is_some_and(|own| own.as_str() == service)
                });
                assert!(of_it.count() >= 5, "session {seed}");
            }
            earlier.push(words);
        }
    }
}

/// Every number of people in a report.
fn numbers(report: &Value, found: &mut Vec<u64>) {
    match report {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value.as_u64() {
                    Some(n) if ["people", "voters", "pairs"].contains(&name.as_str()) => found.push(n),
                    _ => numbers(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| numbers(item, found)),
        _ => {}
    }
}

#[test]
fn no_number_of_fewer_people_is_named() {
    for (seed, (_, reports)) in ALL.iter().enumerate() {
        for [facilitators, commissioners] in reports {
            for (report, fewest) in [(facilitators, 3), (commissioners, 10)] {
                let mut found = Vec::new();
                numbers(report, &mut found);
                assert!(found.iter().all(|n| *n >= fewest), "session {seed}: {found:?}");
            }
        }
    }
}
