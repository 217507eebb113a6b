//! Texts that only their owner can read: sealed on the owner's device, kept here as they came.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};
use ts_rs::TS;

/// The longest sealed text, in characters.
pub const MAX_SEALED: usize = 4096;
/// What every sealed text begins with: how it was sealed.
pub const SEALED_PREFIX: &str = "v1.";

/// A text that was sealed on its owner's device: `v1.` and base64url without padding, at most [`MAX_SEALED`]
/// characters in all. What is in it neither the server nor anybody else can tell; whoever seals pads the text
/// first, so that its length tells little.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(transparent)]
#[ts(export_to = "protocol.ts", type = "string")]
pub struct Sealed(String);

impl Sealed {
    /// Takes a text that has the form of a sealed one.
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        is_sealed(&text).then_some(Self(text))
    }

    /// The text as it stands on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_sealed(text: &str) -> bool {
    let letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    text.len() <= MAX_SEALED
        && text.strip_prefix(SEALED_PREFIX).is_some_and(|rest| !rest.is_empty() && rest.bytes().all(letter))
}

impl<'de> Deserialize<'de> for Sealed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(text).ok_or_else(|| serde::de::Error::custom("not a sealed text"))
    }
}

impl JsonSchema for Sealed {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Sealed".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A text sealed on its owner's device.",
            "type": "string",
            "maxLength": MAX_SEALED,
            "pattern": "^v1\\.[A-Za-z0-9_-]+$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_sealed_is_taken() {
        let longest = format!("v1.{}", "a".repeat(MAX_SEALED - 3));
        for text in ["v1.aZ09-_", &longest] {
            let read: Sealed = serde_json::from_value(text.into()).unwrap();
            assert_eq!(read.as_str(), text);
        }
        for text in
            ["", "v1.", "v2.abc", "When I next see them", "v1.a b", "v1.ab=", "v1.é", &format!("{longest}a")]
        {
            assert!(serde_json::from_value::<Sealed>(text.into()).is_err(), "{text}");
        }
    }
}
