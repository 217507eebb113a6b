//! Puts an object straight into the part of a view that stands for it, and notes what that changes: no JSON is made of
//! what stays as it was.

use std::borrow::Cow;

use serde::Serialize;
use smallvec::SmallVec;

use super::{
    change::{Change, Changes},
    tree::{Fields, Node, Set, set},
};
use crate::object::TakeField;

/// A part of a view that becomes what an object is, field by field.
pub(super) struct Update<'a> {
    fields: &'a mut Fields,
    /// How many levels of objects in its fields are maps.
    depth: usize,
    /// Keys of fields that are not written and stay as they are.
    keep: &'a [&'a str],
    /// The fields that are there.
    written: SmallVec<[Cow<'static, str>; 8]>,
    changes: Changes,
    scratch: &'a mut Vec<u8>,
    /// Something else was there before.
    is_new: bool,
}

impl<'a> Update<'a> {
    /// The beginning, of about so many fields.
    pub(super) fn begin(
        node: &'a mut Node,
        (depth, keep): (usize, &'a [&'a str]),
        scratch: &'a mut Vec<u8>,
        length: usize,
    ) -> Option<Self> {
        let is_new = matches!(node, Node::Leaf(_));
        if is_new {
            *node = Node::Map(Fields::new());
        }
        let Node::Map(fields) = node else { return None };
        let (written, changes) = (SmallVec::with_capacity(length), Changes::default());
        Some(Self { fields, depth, keep, written, changes, scratch, is_new })
    }

    /// Takes away what was not written. Gives what changed; none if nothing did.
    pub(super) fn finish(mut self) -> Option<Changes> {
        let Self { fields, keep, written, changes, .. } = &mut self;
        if fields.len() > written.len() || !keep.is_empty() {
            written.sort_unstable();
            fields.retain(|key, _| {
                let is_written = written.binary_search_by(|written| (**written).cmp(key)).is_ok();
                let stays = is_written || keep.contains(&&**key);
                if !stays {
                    changes.add(key.to_string().into(), Change::Gone);
                }
                stays
            });
        }
        (self.is_new || !self.changes.is_empty()).then_some(self.changes)
    }
}

impl TakeField for Update<'_> {
    fn take<T: Serialize + ?Sized>(&mut self, key: Cow<'static, str>, value: &T) {
        let Set { change, is_there } = match self.keep.contains(&&*key) {
            true => Set { change: None, is_there: true },
            false => set(self.fields, &key, value, (self.depth, &[]), self.scratch),
        };
        if let Some(change) = change {
            self.changes.add(key.clone(), change);
        }
        if is_there {
            self.written.push(key);
        }
    }
}
