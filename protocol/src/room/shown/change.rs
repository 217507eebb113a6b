//! What changed of a view: an RFC 7396 merge patch, put together of parts.

use std::{borrow::Cow, sync::Arc};

use serde_json::Value;

use super::super::show::fields::{NOTHING, json};
use crate::patch;

/// What became of a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Change {
    /// It is not there any more.
    Gone,
    /// It is this JSON now, or this JSON is merged into it.
    Json(Arc<str>),
    /// It is an object of which these fields changed.
    Fields(Changes),
}

impl Change {
    /// What became of a value: what it was as JSON, and what it is. None if it is as it was.
    pub(crate) fn between(before: Option<&str>, now: &Arc<str>) -> Option<Self> {
        let Some(before) = before else { return Some(Self::Json(Arc::clone(now))) };
        if *before == **now {
            return None;
        }
        // An object that was one before is changed in part.
        if before.starts_with('{') && now.starts_with('{') {
            let patch = patch::diff(&read(before), &read(now));
            return patch.map(|patch| Self::Json(json(&patch).into()));
        }
        Some(Self::Json(Arc::clone(now)))
    }

    /// The patch as JSON.
    pub(crate) fn json(&self) -> String {
        let mut json = String::with_capacity(256);
        self.write(&mut json);
        json
    }

    fn write(&self, to: &mut String) {
        match self {
            Self::Gone => to.push_str(NOTHING),
            Self::Json(json) => to.push_str(json),
            Self::Fields(fields) => fields.write(to),
        }
    }
}

/// Reads what was written of a view.
fn read(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_default()
}

/// What became of an object's fields, in the order of their keys: most come in this order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Changes(Vec<(Cow<'static, str>, Change)>);

impl Changes {
    /// Whether nothing changed.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where a key is; or else, where it would be.
    fn find(&self, key: &str) -> Result<usize, usize> {
        match self.0.last() {
            Some((last, _)) if **last < *key => Err(self.0.len()),
            _ => self.0.binary_search_by(|(known, _)| (**known).cmp(key)),
        }
    }

    /// Adds what became of a field, beside what is known of fields within it.
    pub(crate) fn add(&mut self, key: Cow<'static, str>, change: Change) {
        match self.find(&key) {
            Err(at) => self.0.insert(at, (key, change)),
            Ok(at) => match (&mut self.0[at].1, change) {
                (Change::Fields(known), Change::Fields(more)) => {
                    more.0.into_iter().for_each(|(key, change)| known.add(key, change));
                }
                (known, change) => *known = change,
            },
        }
    }

    /// Adds what became of a field of an object within others; `outer` are their keys, from the outermost on.
    pub(crate) fn add_within(&mut self, outer: &[&str], key: &str, change: Change) {
        let Some((first, rest)) = outer.split_first() else {
            return self.add(key.to_owned().into(), change);
        };
        let at = self.find(first).unwrap_or_else(|at| {
            self.0.insert(at, ((*first).to_owned().into(), Change::Fields(Self::default())));
            at
        });
        let known = &mut self.0[at].1;
        if !matches!(known, Change::Fields(_)) {
            *known = Change::Fields(Self::default());
        }
        if let Change::Fields(known) = known {
            known.add_within(rest, key, change);
        }
    }

    /// The patch as JSON; none if nothing changed.
    pub(crate) fn json(self) -> Option<String> {
        (!self.is_empty()).then(|| Change::Fields(self).json())
    }

    fn write(&self, to: &mut String) {
        object(to, self.0.iter().map(|(key, change)| (&**key, change)), Change::write);
    }
}

/// Writes an object. Keys are ids and the names of fields, which hold nothing that JSON would escape.
pub(super) fn object<'a, T: 'a>(
    to: &mut String,
    fields: impl Iterator<Item = (&'a str, &'a T)>,
    value: impl Fn(&T, &mut String),
) {
    to.push('{');
    for (n, (key, field)) in fields.enumerate() {
        if n > 0 {
            to.push(',');
        }
        to.push('"');
        to.push_str(key);
        to.push_str("\":");
        value(field, to);
    }
    to.push('}');
}
