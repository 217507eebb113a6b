//! What people type: bounds, and the form in which it is kept.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

/// What a text is, which says how long it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum TextKind {
    /// What somebody is happy to be called: 40 characters as a person counts them.
    Name,
    /// A room's title: 80.
    Title,
    /// One point: 280.
    Point,
    /// One line: 140.
    Line,
    /// A clarification: 500.
    Clarification,
    /// A facilitator's note for the next time: 500.
    Note,
}

impl TextKind {
    /// The most characters (grapheme clusters, UAX #29).
    pub const fn limit(self) -> usize {
        match self {
            Self::Name => 40,
            Self::Title => 80,
            Self::Line => 140,
            Self::Point => 280,
            Self::Clarification | Self::Note => 500,
        }
    }
}

/// Why a text was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFault {
    /// Nothing that can be seen.
    Empty,
    /// More characters than its kind may have.
    TooLong,
    /// Characters that hide, or turn the text around.
    Unprintable,
}

/// The bytes that a character may take on average, so that stacked marks cannot pass the limit.
const BYTES_PER_CHARACTER: usize = 8;

/// The most marks on one letter.
const MOST_MARKS: usize = 4;

/// A text in the form in which it is kept: NFC, trimmed, line ends and runs of spaces as one space.
///
/// # Errors
/// The [`TextFault`]; the text is never cut.
pub fn tidy(kind: TextKind, text: &str) -> Result<String, TextFault> {
    let limit = kind.limit();
    if text.len() > limit * BYTES_PER_CHARACTER * 2 {
        return Err(TextFault::TooLong);
    }
    let text: String = text.nfc().collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().all(is_blank) {
        return Err(TextFault::Empty);
    }
    if text.chars().any(is_hidden) || has_stray_tags(&text) || has_stacks(&text) {
        return Err(TextFault::Unprintable);
    }
    if text.len() > limit * BYTES_PER_CHARACTER || text.graphemes(true).count() > limit {
        return Err(TextFault::TooLong);
    }
    Ok(text)
}

/// What takes part in writing and leaves no mark of its own: joiners, fillers, selectors.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}')
        || matches!(c, '\u{180B}'..='\u{180F}' | '\u{200C}'..='\u{200F}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}')
        || matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether there are tag characters, which nobody sees, anywhere but in the flags that are made of them.
fn has_stray_tags(text: &str) -> bool {
    let is_tag = |c: char| matches!(c, '\u{E0000}'..='\u{E007F}');
    let mut rest = text;
    while let Some(at) = rest.find(is_tag) {
        let (before, tags) = rest.split_at(at);
        let end = tags.find(|c| !is_tag(c)).unwrap_or(tags.len());
        let spelled = tags[..end].strip_suffix('\u{E007F}').map(|tags| tags.chars().count());
        if !before.ends_with('\u{1F3F4}') || !spelled.is_some_and(|count| (3..=6).contains(&count)) {
            return true;
        }
        rest = &tags[end..];
    }
    false
}

/// Whether more marks stand on one letter than any writing needs.
fn has_stacks(text: &str) -> bool {
    let mut marks = 0;
    text.chars().any(|c| {
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        marks > MOST_MARKS
    })
}

/// Controls, and the format characters that reorder or hide text.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_tidied_and_stays_the_same_when_tidied_again() {
        let once = tidy(TextKind::Point, "  e\u{301}t\u{e9}\r\n  twice ").unwrap();
        assert_eq!(once, "\u{e9}t\u{e9} twice");
        assert_eq!(tidy(TextKind::Point, &once).unwrap(), once);
    }

    #[test]
    fn the_limit_counts_characters_as_people_do() {
        let family = "👩‍👩‍👧";
        assert!(tidy(TextKind::Line, &"é".repeat(140)).is_ok());
        assert_eq!(tidy(TextKind::Line, &"é".repeat(141)), Err(TextFault::TooLong));
        assert!(tidy(TextKind::Point, &family.repeat(100)).is_ok());
        assert_eq!(tidy(TextKind::Name, &format!("a{}", "\u{301}".repeat(900))), Err(TextFault::TooLong));
    }

    #[test]
    fn what_hides_or_turns_text_is_refused() {
        for c in ['\u{0}', '\u{7}', '\u{200B}', '\u{202E}', '\u{2066}', '\u{FEFF}'] {
            assert_eq!(tidy(TextKind::Name, &format!("An{c}n")), Err(TextFault::Unprintable), "{c:?}");
        }
        for text in [
            "Ann\u{E0068}\u{E0069}",
            "\u{1F3F4}\u{E0067}\u{E0062}",
            "a\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}",
        ] {
            assert_eq!(tidy(TextKind::Name, text), Err(TextFault::Unprintable), "{text:?}");
        }
        for nothing in ["", " \n\t ", "\u{200D}", "\u{3164}\u{2800} \u{FE0F}"] {
            assert_eq!(tidy(TextKind::Name, nothing), Err(TextFault::Empty), "{nothing:?}");
        }
    }

    #[test]
    fn names_of_many_languages_stay_as_they_are() {
        for name in ["Siân", "Łukasz", "عائشة", "অনন্যা", "Nguyễn", "O’Neill", "राम्", "Cymru 🏴󠁧󠁢󠁷󠁬󠁳󠁿", "שָּׁלוֹם"]
        {
            assert_eq!(tidy(TextKind::Name, name).unwrap(), name);
        }
    }
}
