//! What a table means to do: the parts of an action, and what the room makes of it.

use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::{ServiceId, is_id};

/// A part of an action. On the wire it is a word: `action`, `first_step`, `owner.<service>`, `by`, `measure`
/// or `must_agree`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
#[ts(
    export_to = "protocol.ts",
    type = "\"action\" | \"first_step\" | \"by\" | \"measure\" | \"must_agree\" | `owner.${string}`"
)]
pub enum ActionField {
    /// What will be done. An action without it is none.
    Action,
    /// The first step.
    FirstStep,
    /// Who of a service sees to it: a role, not a name.
    Owner(ServiceId),
    /// By when: a day, as `YYYY-MM-DD`.
    By,
    /// How we will know.
    Measure,
    /// Who else must agree.
    MustAgree,
}

const OWNER: &str = "owner.";

impl fmt::Display for ActionField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Action => f.write_str("action"),
            Self::FirstStep => f.write_str("first_step"),
            Self::Owner(service) => write!(f, "{OWNER}{service}"),
            Self::By => f.write_str("by"),
            Self::Measure => f.write_str("measure"),
            Self::MustAgree => f.write_str("must_agree"),
        }
    }
}

impl From<ActionField> for String {
    fn from(field: ActionField) -> Self {
        field.to_string()
    }
}

/// A word that names no part of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a part of an action")]
pub struct NoSuchField;

impl FromStr for ActionField {
    type Err = NoSuchField;

    fn from_str(word: &str) -> Result<Self, NoSuchField> {
        Ok(match word {
            "action" => Self::Action,
            "first_step" => Self::FirstStep,
            "by" => Self::By,
            "measure" => Self::Measure,
            "must_agree" => Self::MustAgree,
            _ => match word.strip_prefix(OWNER).filter(|service| is_id(service)) {
                Some(service) => Self::Owner(service.into()),
                None => return Err(NoSuchField),
            },
        })
    }
}

impl TryFrom<String> for ActionField {
    type Error = NoSuchField;

    fn try_from(word: String) -> Result<Self, NoSuchField> {
        word.parse()
    }
}

/// What the whole room made of an action.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum PlanStanding {
    /// It was not read out, or the room has not said.
    #[default]
    Proposed,
    /// The room took it.
    Accepted,
    /// The room put it aside for now.
    Parked,
}

/// Something that a table may want to look at again. It never stands in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum ActionWarning {
    /// It begins with words that say too little of what will be done.
    Vague {
        /// These words, as the pack has them.
        words: String,
    },
    /// There is no day.
    NoDate {},
    /// Nobody sees to it.
    NoOwner {},
    /// Its owners are all of one service.
    OneService {
        /// Which.
        service: ServiceId,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_a_word() {
        for word in ["action", "first_step", "owner.gp", "by", "measure", "must_agree"] {
            let field: ActionField = serde_json::from_value(word.into()).unwrap();
            assert_eq!(serde_json::to_value(&field).unwrap(), word);
        }
        for word in ["", "owner", "owner.", "owner.a b", "Action"] {
            assert!(serde_json::from_value::<ActionField>(word.into()).is_err(), "{word}");
        }
    }
}
