//! Merge patches: what was, with the change merged in, is what is.

use crosstracks_protocol::patch::{diff, merge};
use proptest::{collection, prelude::*};
use serde_json::{Value, json};

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        (0..4i64).prop_map(Value::from),
        "[ab]{0,2}".prop_map(Value::from)
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            collection::btree_map("[a-d]", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn object() -> impl Strategy<Value = Value> {
    collection::btree_map("[a-d]", value(), 0..4).prop_map(|map| Value::Object(map.into_iter().collect()))
}

proptest! {
    #[test]
    fn a_patch_makes_the_new_of_the_old(old in object(), new in object()) {
        let mut merged = old.clone();
        if let Some(patch) = diff(&old, &new) {
            merge(&mut merged, &patch);
        }
        prop_assert_eq!(merged, new);
    }

    #[test]
    fn what_is_the_same_has_no_patch(view in object()) {
        prop_assert_eq!(diff(&view, &view), None);
    }
}

#[test]
fn merging_is_as_the_standard_shows_it() {
    // RFC 7396, appendix A.
    for (mut target, patch, result) in [
        (json!({"a":"b"}), json!({"a":"c"}), json!({"a":"c"})),
        (json!({"a":"b"}), json!({"b":"c"}), json!({"a":"b","b":"c"})),
        (json!({"a":"b"}), json!({"a":null}), json!({})),
        (json!({"a":["b"]}), json!({"a":"c"}), json!({"a":"c"})),
        (json!({"a":{"b":"c"}}), json!({"a":{"b":"d","c":null}}), json!({"a":{"b":"d"}})),
        (json!({"a":[{"b":"c"}]}), json!({"a":[1]}), json!({"a":[1]})),
        (json!({"e":null}), json!({"a":1}), json!({"e":null,"a":1})),
        (json!({}), json!({"a":{"bb":{"ccc":null}}}), json!({"a":{"bb":{}}})),
    ] {
        merge(&mut target, &patch);
        assert_eq!(target, result);
    }
}
