//! The fields of a view, each of which can be made alone.

use serde::Serialize;

use crate::room::shown::{Made, Telling};

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

            /// Puts what it is now into a view.
            pub(crate) fn tell(self, $room: &crate::room::Room, to: &mut crate::room::shown::Telling<'_>) {
                match self {
                    $(Self::$name => $crate::room::show::fields::tell(to, (self.name(), self.depth()), $make),)*
                }
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

/// A value as JSON; null if it is none.
pub(crate) fn json<T: Serialize + ?Sized>(of: &T) -> String {
    // Views are maps with text keys and plain values, which JSON can always hold.
    serde_json::to_string(of).unwrap_or_else(|_| NOTHING.to_owned())
}

/// What is not there reads like this where something stands for it; views leave it out.
pub(crate) const NOTHING: &str = "null";

/// What views leave out where it is empty.
const LEFT_OUT_EMPTY: [&str; 2] = ["quotes", "questions"];

/// Puts a field as it is now into a view.
pub(super) fn tell(to: &mut Telling<'_>, (name, depth): (&'static str, usize), value: impl Serialize) {
    let unless_empty = LEFT_OUT_EMPTY.contains(&name);
    to.put(Made { depth, unless_empty, ..Made::of(&[name], Some(value)) });
}
