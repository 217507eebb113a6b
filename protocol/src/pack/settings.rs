//! Who made a pack, its version, its words, and how it guards what people enter.

use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Date;
use crate::ids::ServiceId;

/// A version, `major.minor.patch`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(export_to = "protocol.ts", type = "string")]
pub struct Version {
    /// Rises when results no longer compare with those of the version before.
    pub major: u32,
    /// Rises when something is added.
    pub minor: u32,
    /// Rises when something is put right.
    pub patch: u32,
}

/// Why a text is not a version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a version such as \"1.0.0\"")]
pub struct NotAVersion;

impl FromStr for Version {
    type Err = NotAVersion;

    fn from_str(text: &str) -> Result<Self, NotAVersion> {
        let mut numbers = text.split('.').map(|part| {
            let plain =
                part.bytes().all(|b| b.is_ascii_digit()) && (part.len() == 1 || !part.starts_with('0'));
            if plain { part.parse().map_err(|_| NotAVersion) } else { Err(NotAVersion) }
        });
        let mut next = || numbers.next().unwrap_or(Err(NotAVersion));
        let version = Self { major: next()?, minor: next()?, patch: next()? };
        if numbers.next().is_none() { Ok(version) } else { Err(NotAVersion) }
    }
}

impl TryFrom<String> for Version {
    type Error = NotAVersion;

    fn try_from(text: String) -> Result<Self, NotAVersion> {
        text.parse()
    }
}

impl From<Version> for String {
    fn from(version: Version) -> Self {
        version.to_string()
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// What changed in a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Change {
    /// In which version.
    pub version: Version,
    /// On which day.
    pub date: Date,
    /// What changed and why; at most 280 characters.
    pub note: String,
}

/// Somebody who wrote a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Author {
    /// A person or a body; at most 100 characters.
    pub name: String,
    /// What they know the work from; at most 100 characters.
    pub background: String,
}

/// Why a service thinks that this time is worth it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Sponsor {
    /// Which service.
    pub service: ServiceId,
    /// In its words; at most 280 characters.
    pub statement: String,
}

/// A word that not everybody knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Term {
    /// The word; at most 60 characters.
    pub term: String,
    /// What it means, plainly; at most 280 characters.
    pub meaning: String,
}

/// From how many people on a result is shown, and how long a room is kept.
/// A pack may ask for more people than the defaults, never for fewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Privacy {
    /// In the room.
    pub k_room: u8,
    /// In the facilitators' report.
    pub k_report: u8,
    /// In whatever leaves the session.
    pub k_export: u8,
    /// Days after its end that a room is kept; at most 365.
    pub retention_days: u16,
}

impl Default for Privacy {
    fn default() -> Self {
        Self { k_room: 5, k_report: 5, k_export: 10, retention_days: 90 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_three_plain_numbers() {
        assert_eq!("1.20.0".parse(), Ok(Version { major: 1, minor: 20, patch: 0 }));
        for bad in
            ["", "1", "1.0", "1.0.0.0", "1.0.", "01.0.0", "1.-1.0", "+1.0.0", "1.0.0-beta", "1.0.4294967296"]
        {
            assert_eq!(bad.parse::<Version>(), Err(NotAVersion), "{bad}");
        }
        assert!("1.9.0".parse::<Version>().unwrap() < "1.10.0".parse().unwrap());
    }
}
