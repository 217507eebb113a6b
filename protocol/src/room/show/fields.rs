//! The fields of a view, each of which can be made alone.

use serde::Serialize;
use serde_json::Value;

/// Makes of one list of fields both the whole view and an enum of its fields, whose variants are called as
/// the fields are. A field that a view has and the list has not does not compile; which events change it is
/// said in `touched.rs`, and what is forgotten there turns the random streams of the tests red.
///
/// After the name stands how many levels of objects within the field are patched entry by entry.
macro_rules! fields {
    ($(#[$doc:meta])* $field:ident of $view:ident, made by $whole:ident of |$room:ident| {
        $($name:ident ($depth:literal) => $make:expr,)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[allow(non_camel_case_types, reason = "they are called as the view's fields are")]
        pub(crate) enum $field { $($name),* }

        impl $field {
            pub(crate) const ALL: &[Self] = &[$(Self::$name),*];

            /// What it is called in the view.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),* }
            }

            /// How many levels of objects in it are patched entry by entry.
            pub(crate) fn depth(self) -> usize {
                match self { $(Self::$name => $depth),* }
            }

            /// What it is now; none if it is left out.
            pub(crate) fn value(self, $room: &crate::room::Room) -> Option<serde_json::Value> {
                match self { $(Self::$name => $crate::room::show::fields::field(stringify!($name), &$make)),* }
            }
        }

        impl crate::room::Room {
            pub(crate) fn $whole(&self) -> $view {
                let $room = self;
                $view { $($name: $make),* }
            }
        }
    };
}

pub(super) use fields;

/// A value as JSON; none for what is none, which views leave out.
pub(crate) fn value(of: &impl Serialize) -> Option<Value> {
    // Views are maps with text keys and plain values, which JSON can always hold.
    serde_json::to_value(of).ok().filter(|value| !value.is_null())
}

/// A value as text. Its own `to_string` goes through a formatter, and takes twice as long.
pub(crate) fn json(of: &Value) -> String {
    // Views are maps with text keys and plain values, which JSON can always hold.
    serde_json::to_string(of).unwrap_or_default()
}

/// What views leave out where it is empty.
const LEFT_OUT_EMPTY: [&str; 2] = ["quotes", "questions"];

/// A field as it is now; none if it is left out.
pub(super) fn field(name: &str, of: &impl Serialize) -> Option<Value> {
    let is_empty = |value: &Value| value.as_object().is_some_and(|fields| fields.is_empty());
    value(of).filter(|value| !LEFT_OUT_EMPTY.contains(&name) || !is_empty(value))
}
