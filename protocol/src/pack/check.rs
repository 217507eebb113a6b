//! Whether a pack can be run, and whether it is fair, dated and plain.
//!
//! An error is something that a room cannot run with, or that would let it harm people.
//! Everything else is a warning: the facilitator sees it and decides.

mod agenda;
mod cases;
mod follow_up;
mod ids;
mod instruments;
mod knowledge;
mod plans;
mod quotes;
mod services;
mod text;
mod whole;

use std::ops::RangeInclusive;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use unicode_segmentation::UnicodeSegmentation;

use super::{Date, Pack};
use crate::text::is_hidden;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Severity {
    /// No room can use the pack.
    Error,
    /// A room can use it; somebody should know.
    Warning,
}

/// Something about a pack that somebody should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// Where: a JSON pointer such as `/quotes/3/text`; empty for the pack as a whole.
    pub place: String,
    /// What is the matter and what would help, in plain words.
    pub message: String,
}

/// Everything there is to say about a pack on that day: errors first, each kind in the pack's order.
pub fn check(pack: &Pack, today: Date) -> Vec<Finding> {
    let mut findings = Findings::default();
    whole::check(pack, today, &mut findings);
    ids::check(pack, &mut findings);
    services::check(pack, &mut findings);
    quotes::check(pack, &mut findings);
    knowledge::check(pack, today, &mut findings);
    instruments::check(pack, &mut findings);
    follow_up::check(pack, &mut findings);
    cases::check(pack, &mut findings);
    plans::check(pack, &mut findings);
    agenda::check(pack, &mut findings);
    findings.0.sort_by_key(|finding| finding.severity);
    findings.0
}

/// What was found so far.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn error(&mut self, place: impl Into<String>, message: impl Into<String>) {
        self.0.push(Finding { severity: Severity::Error, place: place.into(), message: message.into() });
    }

    fn warn(&mut self, place: impl Into<String>, message: impl Into<String>) {
        self.0.push(Finding { severity: Severity::Warning, place: place.into(), message: message.into() });
    }

    /// A list has as many entries as it should.
    fn count(&mut self, place: &str, len: usize, bounds: RangeInclusive<usize>) {
        if !bounds.contains(&len) {
            let (least, most) = bounds.into_inner();
            self.error(place, format!("There are {len} entries here; there can be {least} to {most}."));
        }
    }

    /// A text of one paragraph.
    fn line(&mut self, place: &str, text: &str, limit: usize) {
        self.text(place, text, limit, is_hidden);
    }

    /// A text that may have several paragraphs.
    fn paragraphs(&mut self, place: &str, text: &str, limit: usize) {
        self.text(place, text, limit, |c| c != '\n' && is_hidden(c));
    }

    fn text(&mut self, place: &str, text: &str, limit: usize, forbidden: impl Fn(char) -> bool) {
        let length = text.graphemes(true).count();
        if text.trim().is_empty() {
            self.error(place, "This text is empty.");
        } else if length > limit {
            self.error(place, format!("This text has {length} characters; it can have {limit}."));
        }
        if text.chars().any(forbidden) {
            self.error(
                place,
                "This text has a character that cannot be seen, such as a tab or a line break.",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A day on which nothing in the sample pack is out of date.
    pub(super) fn today() -> Date {
        "2026-12-01".parse().unwrap()
    }

    /// Changes the sample pack and expects the finding that this plants, and that it was not there before.
    pub(super) fn plant(severity: Severity, place: &str, words: &str, change: impl FnOnce(&mut Pack)) {
        let is_it = |f: &Finding| f.severity == severity && f.place == place && f.message.contains(words);
        let mut pack = Pack::sample();
        assert!(!check(&pack, today()).iter().any(is_it), "already in the sample pack: {place} {words}");
        change(&mut pack);
        let found = check(&pack, today());
        assert!(found.iter().any(is_it), "not found: {severity:?} {place} {words}\n{found:#?}");
    }

    pub(super) fn plant_error(place: &str, words: &str, change: impl FnOnce(&mut Pack)) {
        plant(Severity::Error, place, words, change);
    }

    pub(super) fn plant_warning(place: &str, words: &str, change: impl FnOnce(&mut Pack)) {
        plant(Severity::Warning, place, words, change);
    }

    #[test]
    fn the_packs_that_come_with_crosstracks_have_no_errors() {
        let three = Pack::parse(include_str!("../../../packs/three-services.json")).unwrap();
        for pack in [Pack::sample(), three] {
            let errors: Vec<_> =
                check(&pack, today()).into_iter().filter(|f| f.severity == Severity::Error).collect();
            assert_eq!(errors, [], "{}", pack.id);
        }
    }

    #[test]
    fn errors_come_first() {
        let mut pack = Pack::sample();
        pack.privacy.k_room = 1;
        let found = check(&pack, today());
        assert_eq!(found[0].severity, Severity::Error);
        assert!(
            found.is_sorted_by_key(|f| f.severity) && found.last().unwrap().severity == Severity::Warning
        );
    }

    #[test]
    fn texts_are_neither_empty_nor_too_long_nor_hidden() {
        plant_error("/title", "empty", |pack| pack.title = " ".into());
        plant_error("/title", "101 characters; it can have 100", |pack| pack.title = "é".repeat(101));
        plant_error("/title", "cannot be seen", |pack| pack.title.push('\u{202e}'));
        plant_error("/quotes/0/text", "cannot be seen", |pack| pack.quotes[0].text.push('\n'));
    }
}
