//! A view in parts: JSON whose outer objects are maps, so that one entry can be changed without the others.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use serde::Serialize;

use super::{
    super::show::fields::NOTHING,
    change::{Change, Changes, object},
    update::Update,
};
use crate::object::hand_over;

/// A part of a view.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// JSON that is kept as text: a tenth of the memory of a [`Value`](serde_json::Value).
    Leaf(Arc<str>),
    /// An object by its keys.
    Map(Fields),
}

/// An object's fields.
pub(super) type Fields = BTreeMap<Box<str>, Node>;

/// A part that was made anew.
pub(crate) struct Made<'a, T> {
    /// Where it belongs: the keys from the outermost object on; never empty.
    pub(crate) path: &'a [&'a str],
    /// What it is now; none, or what is written as null, if it is not there any more.
    pub(crate) value: Option<T>,
    /// How many levels of objects within it are maps.
    pub(crate) depth: usize,
    /// Keys of it that were not made and stay as they are.
    pub(crate) keep: &'static [&'static str],
    /// It changes only what is there: it never comes new.
    pub(crate) only_there: bool,
    /// It is left out where it is an empty object.
    pub(crate) unless_empty: bool,
}

impl<'a, T> Made<'a, T> {
    /// A part that is told as a whole.
    pub(crate) fn of(path: &'a [&'a str], value: Option<T>) -> Self {
        Self { path, value, depth: 0, keep: &[], only_there: false, unless_empty: false }
    }
}

/// A view that parts are put into, and what that has changed so far.
pub(crate) struct Telling<'a> {
    view: &'a mut Node,
    changes: Changes,
    /// Where values are written to be compared: most are as they were.
    scratch: Vec<u8>,
}

impl<'a> Telling<'a> {
    pub(super) fn new(view: &'a mut Node) -> Self {
        Self { view, changes: Changes::default(), scratch: Vec::with_capacity(256) }
    }

    pub(super) fn changes(self) -> Changes {
        self.changes
    }

    /// Puts a part in its place.
    pub(crate) fn put<T: Serialize>(&mut self, made: Made<'_, T>) {
        let Some((last, outer)) = made.path.split_last() else { return };
        let mut node = &mut *self.view;
        for key in outer {
            let Node::Map(fields) = node else { return };
            let Some(next) = fields.get_mut(*key) else { return };
            node = next;
        }
        let Node::Map(fields) = node else { return };
        let was_there = (made.only_there || made.unless_empty) && fields.contains_key(*last);
        if made.only_there && !was_there {
            return;
        }
        let mut change = match made.value {
            Some(value) => set(fields, last, &value, (made.depth, made.keep), &mut self.scratch).change,
            None => take(fields, last),
        };
        let is_empty = |node: &Node| matches!(node, Node::Map(fields) if fields.is_empty());
        if made.unless_empty && fields.get(*last).is_some_and(is_empty) {
            change = take(fields, last).filter(|_| was_there);
        }
        if let Some(change) = change {
            self.changes.add_within(outer, last, change);
        }
    }
}

/// What making a field what a value is came to.
pub(super) struct Set {
    /// What it changed.
    pub(super) change: Option<Change>,
    /// Whether there is such a field now.
    pub(super) is_there: bool,
}

/// Makes a field what a value is.
pub(super) fn set<T: Serialize + ?Sized>(
    fields: &mut Fields,
    key: &str,
    value: &T,
    (depth, keep): (usize, &[&str]),
    scratch: &mut Vec<u8>,
) -> Set {
    if let Some(there) = fields.get_mut(key) {
        return match there.update(value, (depth, keep), scratch) {
            Some(Change::Gone) => Set { change: take(fields, key), is_there: false },
            change => Set { change, is_there: true },
        };
    }
    let mut new = Node::Map(Fields::new());
    let change = new.update(value, (depth, &[]), scratch).unwrap_or(Change::Fields(Changes::default()));
    if change == Change::Gone {
        return Set { change: None, is_there: false };
    }
    fields.insert(key.into(), new);
    Set { change: Some(change), is_there: true }
}

/// A value as JSON; null if it is none.
fn write<'a, T: Serialize + ?Sized>(value: &T, scratch: &'a mut Vec<u8>) -> &'a str {
    scratch.clear();
    // Views are maps with text keys and plain values, which JSON can always hold.
    let written = serde_json::to_writer(&mut *scratch, value);
    written.ok().and_then(|()| str::from_utf8(scratch).ok()).unwrap_or(NOTHING)
}

fn take(fields: &mut Fields, key: &str) -> Option<Change> {
    fields.remove(key).map(|_| Change::Gone)
}

impl Node {
    fn write(&self, to: &mut String) {
        match self {
            Self::Leaf(text) => to.push_str(text),
            Self::Map(fields) => object(to, fields.iter().map(|(key, field)| (&**key, field)), Self::write),
        }
    }

    /// All of it as text.
    pub(super) fn json(&self) -> String {
        let mut json = String::new();
        self.write(&mut json);
        json
    }

    /// Becomes what a value is, and says what that changes: that it is gone, if it is written as null.
    fn update<T: Serialize + ?Sized>(
        &mut self,
        value: &T,
        (depth, keep): (usize, &[&str]),
        scratch: &mut Vec<u8>,
    ) -> Option<Change> {
        if let Some(depth) = depth.checked_sub(1)
            && let Some(update) =
                hand_over(value, |length| Update::begin(self, (depth, keep), scratch, length))
        {
            return update.finish().map(Change::Fields);
        }
        let new = write(value, scratch);
        let before = match &*self {
            _ if new == NOTHING => return Some(Change::Gone),
            Self::Leaf(old) if **old == *new => return None,
            Self::Leaf(old) => Some(Cow::Borrowed(&**old)),
            Self::Map(old) if old.is_empty() => None,
            old => Some(Cow::Owned(old.json())),
        };
        let new: Arc<str> = new.into();
        let change = Change::between(before.as_deref(), &new);
        *self = Self::Leaf(new);
        change
    }
}
