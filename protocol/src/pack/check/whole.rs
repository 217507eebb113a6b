//! The pack as a whole: who made it, how old it is, what people agree to, and how closely it guards them.

use std::collections::BTreeSet;

use super::{Findings, text};
use crate::pack::{Date, Pack, Privacy};

pub(super) fn check(pack: &Pack, today: Date, findings: &mut Findings) {
    findings.line("/title", &pack.title, 100);
    findings.line("/jurisdiction", &pack.jurisdiction, 60);
    findings.line("/content_licence", &pack.content_licence, 100);
    if !is_language(&pack.lang) {
        findings.error("/lang", format!("“{}” is not a language tag such as “en-GB”.", pack.lang));
    }
    if pack.review_by < today {
        let message = format!(
            "This pack was to be looked at again by {}. Check its facts before you use it.",
            pack.review_by
        );
        findings.warn("/review_by", message);
    }
    history(pack, findings);
    people(pack, findings);
    words(pack, findings);
    privacy(&pack.privacy, findings);
}

/// The main part of BCP 47: letters, then groups of letters and digits.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_lowercase())
        && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
        && tag.len() <= 35
}

fn history(pack: &Pack, findings: &mut Findings) {
    findings.count("/changelog", pack.changelog.len(), 0..=100);
    for (at, change) in pack.changelog.iter().enumerate() {
        findings.line(&format!("/changelog/{at}/note"), &change.note, 280);
    }
    if !pack.changelog.iter().any(|change| change.version == pack.version) {
        findings.warn("/changelog", format!("Nothing here says what changed in version {}.", pack.version));
    }
    if let Some(parent) = pack.parent_version.filter(|parent| *parent >= pack.version) {
        findings.warn("/parent_version", format!("{parent} is not before {}.", pack.version));
    }
}

fn people(pack: &Pack, findings: &mut Findings) {
    findings.count("/authors", pack.authors.len(), 1..=20);
    for (at, author) in pack.authors.iter().enumerate() {
        findings.line(&format!("/authors/{at}/name"), &author.name, 100);
        findings.line(&format!("/authors/{at}/background"), &author.background, 100);
    }
    let backgrounds: BTreeSet<String> =
        pack.authors.iter().map(|author| author.background.trim().to_lowercase()).collect();
    if backgrounds.len() < 2 {
        let message = "The authors share one background: ask somebody from each service to read it and sign.";
        findings.warn("/authors", message);
    }
    findings.count("/sponsors", pack.sponsors.len(), 0..=16);
    for (at, sponsor) in pack.sponsors.iter().enumerate() {
        findings.line(&format!("/sponsors/{at}/statement"), &sponsor.statement, 280);
        if pack.service(&sponsor.service).is_none() {
            let message = format!("There is no service “{}” in this pack.", sponsor.service);
            findings.error(format!("/sponsors/{at}/service"), message);
        }
    }
    for service in &pack.services {
        if !pack.sponsors.iter().any(|sponsor| sponsor.service == service.id) {
            let message = format!("Nobody says for “{}” why this time is worth it.", service.id);
            findings.warn("/sponsors", message);
        }
    }
}

fn words(pack: &Pack, findings: &mut Findings) {
    findings.count("/ground_rules", pack.ground_rules.len(), 1..=12);
    for (at, rule) in pack.ground_rules.iter().enumerate() {
        let place = format!("/ground_rules/{at}");
        findings.line(&place, rule, 200);
        if let Some(words) = text::long_sentence(rule).filter(|_| pack.lang.starts_with("en")) {
            findings.warn(
                place,
                format!("This sentence has {words} words; shorter ones are easier to agree to."),
            );
        }
    }
    findings.count("/glossary", pack.glossary.len(), 0..=100);
    for (at, term) in pack.glossary.iter().enumerate() {
        findings.line(&format!("/glossary/{at}/term"), &term.term, 60);
        findings.line(&format!("/glossary/{at}/meaning"), &term.meaning, 280);
    }
}

/// A pack may ask for more people behind a result than the defaults do, never for fewer.
fn privacy(privacy: &Privacy, findings: &mut Findings) {
    let floor = Privacy::default();
    for (field, value, least) in [
        ("k_room", privacy.k_room, floor.k_room),
        ("k_report", privacy.k_report, floor.k_report),
        ("k_export", privacy.k_export, floor.k_export),
    ] {
        if value < least {
            let message = format!("With {value}, people could be picked out; {least} is the least.");
            findings.error(format!("/privacy/{field}"), message);
        }
    }
    if privacy.retention_days > 365 {
        findings.error("/privacy/retention_days", "Nothing is kept for more than 365 days.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::{
        Author,
        check::tests::{plant_error, plant_warning, today},
    };

    #[test]
    fn a_pack_out_of_date_says_since_when() {
        plant_warning("/review_by", "by 2026-11-30", |pack| pack.review_by = "2026-11-30".parse().unwrap());
        let on_its_last_day = Pack { review_by: today(), ..Pack::sample() };
        assert!(super::super::check(&on_its_last_day, today()).iter().all(|f| f.place != "/review_by"));
    }

    #[test]
    fn a_language_is_named() {
        for good in ["en", "en-GB", "cy", "zh-Hans-CN", "gsw"] {
            assert!(is_language(good), "{good}");
        }
        for bad in ["", "e", "English", "en_GB", "en-", "EN", "en-GB-"] {
            assert!(!is_language(bad), "{bad}");
        }
        plant_error("/lang", "language tag", |pack| pack.lang = "English".into());
    }

    #[test]
    fn a_version_follows_another_and_is_explained() {
        plant_warning("/changelog", "version 2.0.0", |pack| pack.version = "2.0.0".parse().unwrap());
        plant_warning("/parent_version", "not before", |pack| pack.parent_version = Some(pack.version));
        plant_error("/changelog/0/note", "empty", |pack| pack.changelog[0].note.clear());
    }

    #[test]
    fn two_backgrounds_are_wanted() {
        let author = |background: &str| Author { name: "A".into(), background: background.into() };
        let warned = |authors: Vec<Author>| {
            super::super::check(&Pack { authors, ..Pack::sample() }, today())
                .iter()
                .any(|f| f.place == "/authors")
        };
        assert!(warned(vec![author("Nursing"), author("nursing ")]));
        assert!(!warned(vec![author("Nursing"), author("Social work")]));
        plant_error("/authors", "1 to 20", |pack| pack.authors.clear());
    }

    #[test]
    fn every_service_has_a_sponsor() {
        plant_warning("/sponsors", "“asc”", |pack| pack.sponsors.truncate(1));
        plant_error("/sponsors/0/service", "no service", |pack| pack.sponsors[0].service = "police".into());
    }

    #[test]
    fn what_people_agree_to_is_there_and_short() {
        plant_error("/ground_rules", "1 to 12", |pack| pack.ground_rules.clear());
        plant_warning("/ground_rules/0", "26 words", |pack| pack.ground_rules[0] = ["word"; 26].join(" "));
        plant_error("/glossary/0/meaning", "empty", |pack| pack.glossary[0].meaning.clear());
    }

    #[test]
    fn the_guard_is_never_lowered() {
        plant_error("/privacy/k_room", "5 is the least", |pack| pack.privacy.k_room = 4);
        plant_error("/privacy/k_report", "5 is the least", |pack| pack.privacy.k_report = 4);
        plant_error("/privacy/k_export", "10 is the least", |pack| pack.privacy.k_export = 9);
        plant_error("/privacy/retention_days", "365", |pack| pack.privacy.retention_days = 366);
    }
}
