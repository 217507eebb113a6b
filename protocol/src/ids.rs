//! Names of things: newtypes, so that one cannot be taken for another.
//!
//! Ids that a pack defines are slugs; ids that a room makes are drawn from the stamp of the
//! decision that made them. On the wire each is a plain JSON string (or a number, for [`Seq`]).

use std::{borrow::Borrow, fmt, sync::Arc};

use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, Visitor},
};
use ts_rs::TS;

/// The longest id accepted from outside, in bytes.
pub const MAX_ID: usize = 160;

macro_rules! string_id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS, JsonSchema)]
        #[serde(transparent)]
        #[ts(export_to = "protocol.ts", type = "string")]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes the text as it is. Outside input comes through serde, which checks it.
            pub fn new(text: impl Into<Arc<str>>) -> Self {
                Self(text.into())
            }

            /// The id as it stands on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(IdText).map(Self)
            }
        }
    )*};
}

/// Reads an id from where it stands: nothing is made of a text that is none.
struct IdText;

impl Visitor<'_> for IdText {
    type Value = Arc<str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Arc<str>, E> {
        if is_id(text) { Ok(text.into()) } else { Err(E::custom("not an id")) }
    }
}

/// Whether a text can be an id: 1 to [`MAX_ID`] of `a-z A-Z 0-9 - _ .`
pub fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= MAX_ID
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

string_id! {
    /// A room, for its whole life. Never shown to people; see [`RoomCode`].
    RoomId;
    /// A person in a room. Random, so that it says nothing about who came when.
    ParticipantId;
    /// Somebody who facilitates a room.
    FacilitatorId;
    /// A browser or program that sends commands; it draws its own id.
    DeviceId;
    /// A mixed table (`table-1`) or a single-service group (`gp-1`).
    GroupId;
    /// Groups that sit together to exchange answers.
    PairingId;
    /// One point of an answer or a note: `group.sheet.n`, so that it says nothing of other groups.
    PointId;
    /// A service, as the pack names it.
    ServiceId;
    /// A profession within a service, as the pack names it.
    ProfessionId;
    /// A pack.
    PackId;
    /// A stage of the agenda, as the pack names it.
    StageId;
    /// A way to spend the time, as the pack names it.
    PresetId;
    /// Somebody outside the services to whom a quote may be attributed, as the pack names them.
    StakeholderId;
    /// Something that each place fills in for itself, as the pack names it.
    SlotId;
    /// Anything with a state of its own: a quote, a question, an instrument, a pairing, a table talk.
    ItemId;
    /// Where points are written: a question, or one of the notes on a quote.
    SheetId;
}

/// The number of an event in its room's log, from 1.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, JsonSchema,
)]
#[serde(transparent)]
#[ts(export_to = "protocol.ts", type = "number")]
pub struct Seq(pub u64);

impl Seq {
    /// The number after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// A text that somebody typed, kept outside the log so that it can be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TextId(pub u64);
