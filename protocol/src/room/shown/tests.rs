use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::tree::{Fields, Made, Node, Telling};
use crate::patch;

fn empty() -> Node {
    Node::Map(Fields::new())
}

fn read(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

/// Puts a part into a view, and gives the patch that comes of it.
fn put<T: serde::Serialize>(view: &mut Node, made: Made<'_, T>) -> Option<Value> {
    let mut telling = Telling::new(view);
    telling.put(made);
    telling.changes().json().map(|patch| read(&patch))
}

/// Values as views have them, which hold no null.
fn a_value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        (0..3).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        "[ab\"]{0,2}".prop_map(Value::from),
        prop::collection::vec(0..3, 0..3).prop_map(Value::from),
    ];
    scalar.prop_recursive(4, 24, 4, |inner| {
        let fields = prop::collection::btree_map("[a-d]", inner, 0..4);
        fields.prop_map(|fields| Value::Object(fields.into_iter().collect()))
    })
}

proptest! {
    #[test]
    fn a_patch_makes_of_what_was_told_what_is_told_however_deep_it_goes(
        values in prop::collection::vec(prop::option::weighted(0.8, a_value()), 1..6),
        depth in 0..5_usize,
    ) {
        let (mut view, mut client) = (empty(), json!({}));
        for value in values {
            let before = client.clone();
            let told = put(&mut view, Made { depth, ..Made::of(&["part"], value.as_ref()) });
            if let Some(told) = &told {
                patch::merge(&mut client, told);
            }
            let now = value.map_or(json!({}), |value| json!({ "part": value }));
            prop_assert_eq!(&client, &now);
            prop_assert_eq!(read(&view.json()), now);
            prop_assert_eq!(told.is_none(), before == client);
        }
    }
}

#[test]
fn several_parts_within_one_make_one_patch() {
    let mut view = empty();
    let quotes =
        json!({ "q1": { "text": "One", "tables": { "t1": "a" } }, "q2": { "text": "Two", "tables": {} } });
    put(&mut view, Made { depth: 3, ..Made::of(&["quotes"], Some(quotes)) });
    let mut telling = Telling::new(&mut view);
    telling.put(Made::of(&["quotes", "q2", "tables", "t2"], Some("b")));
    let quote = BTreeMap::from([("text", "Uno")]);
    let made = Made::of(&["quotes", "q1"], Some(quote));
    telling.put(Made { depth: 2, keep: &["tables"], only_there: true, ..made });
    telling.put(Made::of(&["quotes", "q1", "tables", "t1"], None::<()>));
    let patch = json!({ "quotes": {
        "q1": { "text": "Uno", "tables": { "t1": null } },
        "q2": { "tables": { "t2": "b" } },
    } });
    assert_eq!(telling.changes().json().map(|patch| read(&patch)), Some(patch));
    let quotes =
        json!({ "q1": { "text": "Uno", "tables": {} }, "q2": { "text": "Two", "tables": { "t2": "b" } } });
    assert_eq!(read(&view.json()), json!({ "quotes": quotes }));
}

#[test]
fn what_is_not_there_stays_so() {
    let mut view = empty();
    for made in [
        Made { only_there: true, ..Made::of(&["a"], Some(json!(1))) },
        Made { depth: 1, unless_empty: true, ..Made::of(&["a"], Some(json!({}))) },
        Made::of(&["a"], Some(Value::Null)),
        Made::of(&["a"], None),
        Made::of(&["nowhere", "a"], Some(json!(1))),
    ] {
        assert_eq!(put(&mut view, made), None);
    }
    assert_eq!(view.json(), "{}");
    let whole = || Made { depth: 1, unless_empty: true, ..Made::of(&["a"], Some(json!({ "b": 1 }))) };
    for (gone, value) in [(true, json!({})), (false, json!({})), (false, Value::Null)] {
        assert_eq!(put(&mut view, whole()), Some(json!({ "a": { "b": 1 } })));
        let made = Made { depth: 1, unless_empty: gone, ..Made::of(&["a"], Some(value.clone())) };
        let left = if gone || value.is_null() { Value::Null } else { json!({ "b": null }) };
        assert_eq!(put(&mut view, made), Some(json!({ "a": left })));
        put(&mut view, Made::of(&["a"], None::<()>));
    }
}
