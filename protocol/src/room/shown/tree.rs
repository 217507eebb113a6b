//! A view in parts: JSON whose outer objects are maps, so that one entry can be changed without the others.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Map, Value};

use super::super::show::fields::json;
use crate::patch;

/// A part of a view.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// JSON that is kept as text: a tenth of the memory of a [`Value`].
    Leaf(Arc<str>),
    /// An object by its keys.
    Map(BTreeMap<Box<str>, Node>),
}

/// A part that was made anew.
pub(crate) struct Made<'a> {
    /// Where it belongs: the keys from the outermost object on; never empty.
    pub(crate) path: Vec<&'a str>,
    /// What it is now; none if it is not there any more.
    pub(crate) value: Option<Value>,
    /// How many levels of objects within it are maps.
    pub(crate) depth: usize,
    /// Keys of it that were not made and stay as they are.
    pub(crate) keep: &'static [&'static str],
    /// It changes only what is there: it never comes new.
    pub(crate) only_there: bool,
}

impl Node {
    /// Splits a value into maps down to a depth.
    pub(super) fn of(value: &Value, depth: usize) -> Self {
        match value {
            Value::Object(fields) if depth > 0 => {
                let entry =
                    |(key, value): (&String, &Value)| (key.as_str().into(), Self::of(value, depth - 1));
                Self::Map(fields.iter().map(entry).collect())
            }
            value => Self::Leaf(json(value).into()),
        }
    }

    /// The JSON.
    pub(super) fn write(&self, to: &mut String) {
        match self {
            Self::Leaf(text) => to.push_str(text),
            Self::Map(fields) => {
                to.push('{');
                for (n, (key, value)) in fields.iter().enumerate() {
                    if n > 0 {
                        to.push(',');
                    }
                    // Keys are ids and the names of fields, which hold nothing that JSON would escape.
                    to.push('"');
                    to.push_str(key);
                    to.push_str("\":");
                    value.write(to);
                }
                to.push('}');
            }
        }
    }

    fn value(&self) -> Value {
        match self {
            // It was written from a value.
            Self::Leaf(text) => serde_json::from_str(text).unwrap_or_default(),
            Self::Map(fields) => {
                Value::Object(fields.iter().map(|(key, value)| (key.to_string(), value.value())).collect())
            }
        }
    }

    /// Puts a part in its place, and adds to a patch what that changes.
    pub(super) fn put(&mut self, made: Made<'_>, patch: &mut Map<String, Value>) {
        let Some((last, outer)) = made.path.split_last() else { return };
        let mut node = self;
        for key in outer {
            let Self::Map(fields) = node else { return };
            let Some(next) = fields.get_mut(*key) else { return };
            node = next;
        }
        let Self::Map(fields) = node else { return };
        let change = match (fields.get_mut(*last), made.value) {
            (Some(old), Some(value)) => old.update(value, made.depth, made.keep),
            (Some(_), None) => {
                fields.remove(*last);
                Some(Value::Null)
            }
            (None, Some(value)) if !made.only_there => {
                fields.insert((*last).into(), Self::of(&value, made.depth));
                Some(value)
            }
            (None, _) => None,
        };
        if let Some(change) = change {
            let mut at = patch;
            for key in outer {
                let inner = at.entry(*key).or_insert_with(|| Value::Object(Map::new()));
                let Value::Object(inner) = inner else { return };
                at = inner;
            }
            add(at, last, change);
        }
    }

    /// Becomes what a value is, and says what that changes.
    fn update(&mut self, value: Value, depth: usize, keep: &[&str]) -> Option<Value> {
        match (&mut *self, value) {
            (Self::Map(old), Value::Object(new)) if depth > 0 => update_fields(old, new, depth - 1, keep),
            (Self::Leaf(text), value) => {
                let new = json(&value);
                if **text == *new {
                    return None;
                }
                if !value.is_object() {
                    // It is not changed in part.
                    *self = Self::Leaf(new.into());
                    return Some(value);
                }
                let change = patch::diff(&self.value(), &value);
                *self = if depth == 0 { Self::Leaf(new.into()) } else { Self::of(&value, depth) };
                change
            }
            (Self::Map(_), value) => {
                let change = patch::diff(&self.value(), &value);
                *self = Self::of(&value, depth);
                change
            }
        }
    }
}

/// Adds a change to a patch that may hold others within the same object.
fn add(patch: &mut Map<String, Value>, key: &str, change: Value) {
    match (patch.get_mut(key), change) {
        (Some(Value::Object(there)), Value::Object(changes)) => {
            changes.into_iter().for_each(|(key, change)| add(there, &key, change));
        }
        (_, change) => _ = patch.insert(key.to_owned(), change),
    }
}

fn update_fields(
    old: &mut BTreeMap<Box<str>, Node>,
    new: Map<String, Value>,
    depth: usize,
    keep: &[&str],
) -> Option<Value> {
    let mut patch = Map::new();
    old.retain(|key, _| {
        let stays = new.contains_key(&**key) || keep.contains(&&**key);
        if !stays {
            patch.insert(key.to_string(), Value::Null);
        }
        stays
    });
    for (key, value) in new {
        if keep.contains(&key.as_str()) {
            continue;
        }
        let change = match old.get_mut(key.as_str()) {
            Some(before) => before.update(value, depth, &[]),
            None => {
                old.insert(key.as_str().into(), Node::of(&value, depth));
                Some(value)
            }
        };
        if let Some(change) = change {
            patch.insert(key, change);
        }
    }
    (!patch.is_empty()).then_some(Value::Object(patch))
}
