//! Services: enough of them, told apart without colour, and readable.

use std::collections::BTreeSet;

use super::Findings;
use crate::pack::{PAPER_DARK, PAPER_LIGHT, Pack, Rgb};

/// The contrast that WCAG 2.2 AA asks of text.
const CONTRAST: f64 = 4.5;

pub(super) fn check(pack: &Pack, findings: &mut Findings) {
    findings.count("/services", pack.services.len(), 2..=8);
    let (mut names, mut letters, mut patterns) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (at, service) in pack.services.iter().enumerate() {
        let place = |field: &str| format!("/services/{at}/{field}");
        findings.line(&place("name"), &service.name, 40);
        findings.line(&place("short"), &service.short, 14);
        findings.count(&place("professions"), service.professions.len(), 1..=12);
        for (at, profession) in service.professions.iter().enumerate() {
            findings.line(&format!("{}/{at}/label", place("professions")), &profession.label, 60);
        }
        if !names.insert(&service.name) {
            findings.error(place("name"), "Another service has this name; people could not tell them apart.");
        }
        if !service.letter.is_uppercase() {
            findings.error(place("letter"), "The letter must be a capital letter.");
        }
        if !letters.insert(service.letter) {
            findings.error(place("letter"), "Another service has this letter; each needs its own.");
        }
        if !patterns.insert(service.pattern) {
            findings.warn(place("pattern"), "Another service has this pattern; give each its own.");
        }
        contrast(findings, place("colour/light"), service.colour.light, PAPER_LIGHT, "darker");
        contrast(findings, place("colour/dark"), service.colour.dark, PAPER_DARK, "lighter");
    }
    findings.count("/stakeholders", pack.stakeholders.len(), 0..=12);
    for (at, stakeholder) in pack.stakeholders.iter().enumerate() {
        findings.line(&format!("/stakeholders/{at}/label"), &stakeholder.label, 60);
    }
}

fn contrast(findings: &mut Findings, place: String, colour: Rgb, paper: Rgb, remedy: &str) {
    let ratio = colour.contrast(paper);
    if ratio < CONTRAST {
        let message = format!(
            "{colour} is hard to read: its contrast is {ratio:.1}, and {CONTRAST} is needed. Try {remedy}."
        );
        findings.warn(place, message);
    }
}

#[cfg(test)]
mod tests {
    use crate::pack::check::tests::{plant_error, plant_warning};

    #[test]
    fn there_are_two_to_eight() {
        plant_error("/services", "2 to 8", |pack| pack.services.truncate(1));
        plant_error("/services", "2 to 8", |pack| pack.services = vec![pack.services[0].clone(); 9]);
    }

    #[test]
    fn each_is_told_apart() {
        plant_error("/services/1/name", "Another service", |pack| {
            pack.services[1].name = pack.services[0].name.clone()
        });
        plant_error("/services/1/letter", "Another service", |pack| pack.services[1].letter = 'G');
        plant_error("/services/1/letter", "capital", |pack| pack.services[1].letter = 'a');
        plant_warning("/services/1/pattern", "Another service", |pack| {
            pack.services[1].pattern = pack.services[0].pattern;
        });
    }

    #[test]
    fn each_can_be_read() {
        plant_warning("/services/0/colour/light", "Try darker", |pack| {
            pack.services[0].colour.light = "#5fa8a0".parse().unwrap();
        });
        plant_warning("/services/0/colour/dark", "Try lighter", |pack| {
            pack.services[0].colour.dark = "#0b665d".parse().unwrap();
        });
    }

    #[test]
    fn each_has_professions() {
        plant_error("/services/0/professions", "1 to 12", |pack| pack.services[0].professions.clear());
        plant_error("/services/0/professions/0/label", "empty", |pack| {
            pack.services[0].professions[0].label.clear();
        });
    }
}
