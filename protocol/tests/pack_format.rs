//! The documentation of the pack format says what the code does.

use crosstracks_protocol::pack::{Case, FollowUpSettings, Pack, Question, Quote};
use serde::de::DeserializeOwned;
use serde_json::Value;

const README: &str = include_str!("../../packs/README.md");

/// Every name of a field, and every word that a field can have, anywhere in a schema.
fn names(schema: &Value, found: &mut Vec<String>) {
    match schema {
        Value::Object(object) => {
            for (key, value) in object {
                match (key.as_str(), value) {
                    ("properties", Value::Object(properties)) => found.extend(properties.keys().cloned()),
                    ("const", Value::String(word)) => found.push(word.clone()),
                    ("enum", Value::Array(words)) => {
                        found.extend(words.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    _ => {}
                }
                names(value, found);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| names(value, found)),
        _ => {}
    }
}

#[test]
fn every_field_and_word_of_the_format_is_documented() {
    let mut found = Vec::new();
    names(schemars::schema_for!(Pack).as_value(), &mut found);
    for name in ["speaker_services", "one_by_one", "4a", "pattern"] {
        assert!(found.iter().any(|it| it == name), "the schema is not read as it should be: {name}");
    }
    let missing: Vec<_> = found
        .iter()
        .filter(|name| !README.contains(&format!("`{name}`")) && !README.contains(&format!("`\"{name}\"`")))
        .collect();
    assert!(missing.is_empty(), "not in packs/README.md: {missing:?}");
}

#[test]
fn the_examples_are_what_they_say() {
    fn example<T: DeserializeOwned>(after: &str) -> T {
        let rest = README.split_once(after).unwrap().1;
        let json = rest.split_once("```json").unwrap().1.split_once("```").unwrap().0;
        serde_json::from_str(json).unwrap()
    }
    assert_eq!(example::<Quote>("A **quote**:").id.as_str(), "q7");
    assert_eq!(example::<Question>("A **question**:").facts.len(), 1);
    assert_eq!(example::<FollowUpSettings>("**`follow_up`**").weeks, 8);
    assert_eq!(example::<Case>("A **case** is told").parts[0].questions.len(), 3);
}
