//! Making plans: how people and tables are helped to begin, and how many plans they can make.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Openings for plans, and openings that promise too little.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct ActionPrompts {
    /// For a person's plans; 1 to 10, of at most 200 characters each.
    pub personal: Vec<String>,
    /// For what a table does together; 1 to 10, of at most 200 characters each.
    pub collective: Vec<String>,
    /// Words with which an action says too little of what will be done, in the pack's language; at most 30, of
    /// at most 40 characters each. Whoever begins so is asked, kindly, what others would see.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub vague: Vec<String>,
}

impl ActionPrompts {
    /// The vague opening that a text begins with. Up to two words may come before it, as in “We will …”.
    pub(crate) fn vague_opening(&self, text: &str) -> Option<&str> {
        let words = words(text);
        let begins = |opening: &&String| {
            let opening = self::words(opening);
            let starts = |at: usize| words.get(at..).is_some_and(|rest| rest.starts_with(&opening));
            !opening.is_empty() && (0..=WORDS_BEFORE).any(starts)
        };
        self.vague.iter().find(begins).map(String::as_str)
    }
}

/// How many words may come before a vague opening.
const WORDS_BEFORE: usize = 2;

/// The words of a text in small letters, without what stands around them.
fn words(text: &str) -> Vec<String> {
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    text.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect()
}

/// How many plans can be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Limits {
    /// By a person; 1 to 10.
    pub personal: u8,
    /// By a table; 1 to 10.
    pub collective: u8,
}

impl Default for Limits {
    fn default() -> Self {
        Self { personal: 3, collective: 5 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vague_opening_is_one_at_the_beginning() {
        let vague = ["improve communication", "work together"].map(str::to_owned).to_vec();
        let prompts = ActionPrompts { vague, ..ActionPrompts::default() };
        for (text, opening) in [
            ("Improve communication", Some("improve communication")),
            ("We will “improve   Communication” with them.", Some("improve communication")),
            ("work together more", Some("work together")),
            ("Ring the duty desk, to improve communication", None),
            ("Improve our letters", None),
            ("improve", None),
            ("", None),
        ] {
            assert_eq!(prompts.vague_opening(text), opening, "{text}");
        }
        let empty = ActionPrompts { vague: vec!["…".into()], ..ActionPrompts::default() };
        assert_eq!(empty.vague_opening("Anything"), None);
    }
}
