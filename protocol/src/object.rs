//! Hands over an object's fields, whatever type it is of, and refuses all that is no object.

use std::{borrow::Cow, fmt::Display, mem};

use serde::{
    Serialize, Serializer,
    ser::{Error as Refusal, Impossible, SerializeMap, SerializeStruct},
};
use thiserror::Error;

/// Whoever takes an object's fields.
pub(crate) trait TakeField {
    /// Takes the next one.
    fn take<T: Serialize + ?Sized>(&mut self, key: Cow<'static, str>, value: &T);
}

/// Hands the fields of an object, one after another, to what `begin` makes, which is told about how many there are.
/// Gives it back after the last of them; none, if it is no object.
pub(crate) fn hand_over<T, W>(object: &T, begin: impl FnOnce(usize) -> Option<W>) -> Option<W>
where
    T: Serialize + ?Sized,
    W: TakeField,
{
    object.serialize(Objects(begin)).ok()
}

/// Writes objects alone.
struct Objects<F>(F);

/// An object that is being handed over.
struct Handing<W> {
    to: W,
    /// The key of the entry that comes next, where the object is a map.
    key: String,
}

/// What is written is no object.
#[derive(Debug, Error)]
#[error("this is no object")]
struct NoObject;

impl Refusal for NoObject {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

impl<W: TakeField> SerializeStruct for Handing<W> {
    type Ok = W;
    type Error = NoObject;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), NoObject> {
        self.to.take(Cow::Borrowed(key), value);
        Ok(())
    }

    fn end(self) -> Result<W, NoObject> {
        Ok(self.to)
    }
}

impl<W: TakeField> SerializeMap for Handing<W> {
    type Ok = W;
    type Error = NoObject;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), NoObject> {
        // Keys are ids and numbers, which hold nothing that JSON would escape.
        let key = serde_json::to_string(key).map_err(|_| NoObject)?;
        key.trim_matches('"').clone_into(&mut self.key);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoObject> {
        let key = mem::take(&mut self.key);
        self.to.take(Cow::Owned(key), value);
        Ok(())
    }

    fn end(self) -> Result<W, NoObject> {
        Ok(self.to)
    }
}

impl<F> Objects<F> {
    fn begin<W>(self, length: usize) -> Result<Handing<W>, NoObject>
    where
        F: FnOnce(usize) -> Option<W>,
    {
        let to = self.0(length).ok_or(NoObject)?;
        Ok(Handing { to, key: String::new() })
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

type No<W> = Impossible<W, NoObject>;

impl<W: TakeField, F: FnOnce(usize) -> Option<W>> Serializer for Objects<F> {
    type Ok = W;
    type Error = NoObject;
    type SerializeMap = Handing<W>;
    type SerializeStruct = Handing<W>;
    type SerializeSeq = No<W>;
    type SerializeTuple = No<W>;
    type SerializeTupleStruct = No<W>;
    type SerializeTupleVariant = No<W>;
    type SerializeStructVariant = No<W>;

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
        serialize_seq(Option<usize>) -> No<W>;
        serialize_tuple(usize) -> No<W>;
        serialize_tuple_struct(&'static str, usize) -> No<W>;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> No<W>;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> No<W>;
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

    fn serialize_map(self, length: Option<usize>) -> Result<Handing<W>, NoObject> {
        self.begin(length.unwrap_or(0))
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Handing<W>, NoObject> {
        self.begin(length)
    }
}
