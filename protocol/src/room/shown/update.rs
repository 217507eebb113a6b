//! Writes an object straight into the part of a view that stands for it, and notes what that changes: no JSON is made of
//! what stays as it was.

use std::{borrow::Cow, fmt::Display, mem};

use serde::{
    Serialize, Serializer,
    ser::{Error as Refusal, Impossible, SerializeMap, SerializeStruct},
};
use thiserror::Error;

use super::{
    super::show::fields::json,
    change::{Change, Changes},
    tree::{Fields, Node, Set, set},
};

/// A part of a view that becomes what an object is; all but objects are refused, and leave it as it is.
pub(super) struct Update<'a> {
    pub(super) node: &'a mut Node,
    /// How many levels of objects in its fields are maps.
    pub(super) depth: usize,
    /// Keys of fields that are not written and stay as they are.
    pub(super) keep: &'a [&'a str],
}

/// What is written is no object.
#[derive(Debug, Error)]
#[error("this is no object")]
pub(super) struct NoObject;

impl Refusal for NoObject {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

/// An object that is being written.
pub(super) struct Writing<'a> {
    fields: &'a mut Fields,
    depth: usize,
    keep: &'a [&'a str],
    /// The key of the entry that comes next, where the object is a map.
    key: String,
    /// The fields that are there.
    written: Vec<Cow<'static, str>>,
    changes: Changes,
    /// Something else was there before.
    is_new: bool,
}

impl<'a> Update<'a> {
    fn begin(self, length: usize) -> Result<Writing<'a>, NoObject> {
        let Self { node, depth, keep } = self;
        let is_new = matches!(node, Node::Leaf(_));
        if is_new {
            *node = Node::Map(Fields::new());
        }
        let Node::Map(fields) = node else { return Err(NoObject) };
        let (written, changes) = (Vec::with_capacity(length), Changes::default());
        Ok(Writing { fields, depth, keep, key: String::new(), written, changes, is_new })
    }
}

impl Writing<'_> {
    fn write<T: Serialize + ?Sized>(&mut self, key: Cow<'static, str>, value: &T) {
        let Set { change, is_there } = match self.keep.contains(&&*key) {
            true => Set { change: None, is_there: true },
            false => set(self.fields, &key, value, self.depth, &[]),
        };
        if let Some(change) = change {
            self.changes.add(key.clone(), change);
        }
        if is_there {
            self.written.push(key);
        }
    }

    /// Takes away what was not written. Gives what changed; none if nothing did.
    fn finish(mut self) -> Option<Changes> {
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

impl SerializeStruct for Writing<'_> {
    type Ok = Option<Changes>;
    type Error = NoObject;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), NoObject> {
        self.write(Cow::Borrowed(key), value);
        Ok(())
    }

    fn end(self) -> Result<Option<Changes>, NoObject> {
        Ok(self.finish())
    }
}

impl SerializeMap for Writing<'_> {
    type Ok = Option<Changes>;
    type Error = NoObject;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), NoObject> {
        // Keys are ids and numbers, which hold nothing that JSON would escape.
        json(key).trim_matches('"').clone_into(&mut self.key);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoObject> {
        let key = mem::take(&mut self.key);
        self.write(Cow::Owned(key), value);
        Ok(())
    }

    fn end(self) -> Result<Option<Changes>, NoObject> {
        Ok(self.finish())
    }
}

/// What can only be no object.
macro_rules! no_object {
    ($($method:ident($($type:ty),*) -> $object:ty;)*) => {
        $(fn $method(self $(, _: $type)*) -> Result<$object, NoObject> {
            Err(NoObject)
        })*
    };
}

type No = Impossible<Option<Changes>, NoObject>;

impl<'a> Serializer for Update<'a> {
    type Ok = Option<Changes>;
    type Error = NoObject;
    type SerializeMap = Writing<'a>;
    type SerializeStruct = Writing<'a>;
    type SerializeSeq = No;
    type SerializeTuple = No;
    type SerializeTupleStruct = No;
    type SerializeTupleVariant = No;
    type SerializeStructVariant = No;

    no_object! {
        serialize_bool(bool) -> Self::Ok;
        serialize_i8(i8) -> Self::Ok;
        serialize_i16(i16) -> Self::Ok;
        serialize_i32(i32) -> Self::Ok;
        serialize_i64(i64) -> Self::Ok;
        serialize_u8(u8) -> Self::Ok;
        serialize_u16(u16) -> Self::Ok;
        serialize_u32(u32) -> Self::Ok;
        serialize_u64(u64) -> Self::Ok;
        serialize_f32(f32) -> Self::Ok;
        serialize_f64(f64) -> Self::Ok;
        serialize_char(char) -> Self::Ok;
        serialize_str(&str) -> Self::Ok;
        serialize_bytes(&[u8]) -> Self::Ok;
        serialize_none() -> Self::Ok;
        serialize_unit() -> Self::Ok;
        serialize_unit_struct(&'static str) -> Self::Ok;
        serialize_unit_variant(&'static str, u32, &'static str) -> Self::Ok;
        serialize_seq(Option<usize>) -> No;
        serialize_tuple(usize) -> No;
        serialize_tuple_struct(&'static str, usize) -> No;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> No;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> No;
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Self::Ok, NoObject> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Self::Ok, NoObject> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Self::Ok, NoObject> {
        Err(NoObject)
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Writing<'a>, NoObject> {
        self.begin(length.unwrap_or(0))
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Writing<'a>, NoObject> {
        self.begin(length)
    }
}
