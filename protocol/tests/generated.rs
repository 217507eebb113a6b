//! What is generated from the protocol is committed, and has to be current.
//! `UPDATE=1 cargo test -p crosstracks-protocol --test generated` writes it anew.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a test may fail loudly

use std::{fs, path::PathBuf};

use crosstracks_protocol::{
    report::document::Document,
    room::replay::ReplayMoment,
    text::TextKind,
    view::{DeskView, DisplayView, GroupView, OwnView, SharedView, follow_up::FollowUpCard},
    wire::{ClientMessage, GoodbyeCode, Layer, ServerMessage},
};
use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Map, Value, json};
use ts_rs::TS;

fn committed(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// Compares with what is committed, or writes it.
fn hold(path: &str, made: &str) {
    let path = committed(path);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, made).unwrap();
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    assert!(there == made, "{} is not current: run with UPDATE=1 and commit it", path.display());
}

#[test]
fn typescript_is_current() {
    let dir = tempfile::tempdir().unwrap();
    let config = ts_rs::Config::default().with_out_dir(dir.path()).with_large_int("number");
    ClientMessage::export_all(&config).unwrap();
    ServerMessage::export_all(&config).unwrap();
    SharedView::export_all(&config).unwrap();
    GroupView::export_all(&config).unwrap();
    OwnView::export_all(&config).unwrap();
    DeskView::export_all(&config).unwrap();
    DisplayView::export_all(&config).unwrap();
    FollowUpCard::export_all(&config).unwrap();
    Layer::export_all(&config).unwrap();
    TextKind::export_all(&config).unwrap();
    GoodbyeCode::export_all(&config).unwrap();
    Document::export_all(&config).unwrap();
    ReplayMoment::export_all(&config).unwrap();
    hold(
        "client-web/src/lib/protocol/protocol.ts",
        &fs::read_to_string(dir.path().join("protocol.ts")).unwrap(),
    );
}

fn schema<T: JsonSchema>(all: &mut Map<String, Value>) -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.root_schema_for::<T>().to_value();
    if let Some(Value::Object(definitions)) = schema.as_object_mut().and_then(|schema| schema.remove("$defs"))
    {
        all.extend(definitions);
    }
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("$schema");
    }
    schema
}

#[test]
fn message_schemas_are_current() {
    let mut definitions = Map::new();
    let messages = json!({
        "from_client": schema::<ClientMessage>(&mut definitions),
        "from_server": schema::<ServerMessage>(&mut definitions),
    });
    let views = json!({
        Layer::Shared.name(): schema::<SharedView>(&mut definitions),
        Layer::Group.name(): schema::<GroupView>(&mut definitions),
        Layer::Own.name(): schema::<OwnView>(&mut definitions),
        Layer::Desk.name(): schema::<DeskView>(&mut definitions),
        Layer::Display.name(): schema::<DisplayView>(&mut definitions),
    });
    let whole = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Crosstracks messages",
        "messages": messages,
        "views": views,
        "$defs": definitions,
    });
    hold("protocol/messages.schema.json", &(serde_json::to_string_pretty(&whole).unwrap() + "\n"));
}

/// All the words that a type's schema allows: the consts and enums anywhere in it.
fn words(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(map) => {
            let own = map.iter().flat_map(|(key, value)| match (key.as_str(), value) {
                ("const", Value::String(word)) => vec![word.clone()],
                ("enum", Value::Array(words)) => {
                    words.iter().filter_map(|w| w.as_str().map(str::to_owned)).collect()
                }
                _ => words(value),
            });
            own.collect()
        }
        Value::Array(items) => items.iter().flat_map(words).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn the_document_names_every_command_and_every_refusal() {
    let document = fs::read_to_string(committed("protocol/PROTOCOL.md")).unwrap();
    let mut definitions = Map::new();
    schema::<ClientMessage>(&mut definitions);
    schema::<ServerMessage>(&mut definitions);
    for name in ["Command", "RejectionCode", "GoodbyeCode"] {
        let words = words(&definitions[name]);
        assert!(words.len() > 5, "{name} has its words elsewhere");
        for word in words {
            assert!(document.contains(&format!("| `{word}` |")), "PROTOCOL.md has no row for {name} {word}");
        }
    }
}
