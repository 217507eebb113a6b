//! Ids: slugs that are short enough to be part of other ids, and never the same twice.

use std::{collections::BTreeSet, fmt::Display};

use super::Findings;
use crate::pack::Pack;

/// The longest id of a service or an item. A point's id holds both, and stays within [`crate::ids::MAX_ID`].
const SHORT: usize = 20;
/// The longest id of anything else.
const LONG: usize = 40;
/// How the ids end that a room makes from a stage's: its talk and its surprise.
const RESERVED_ENDINGS: [&str; 2] = ["-talk", "-surprise"];
/// Mixed groups are `table-1` and so on; a service's are `gp-1`.
const RESERVED_SERVICE: &str = "table";

pub(super) fn check(pack: &Pack, findings: &mut Findings) {
    slug(findings, "/id".to_owned(), pack.id.as_str(), LONG);

    unique(findings, "/services", SHORT, pack.services.iter().map(|service| &service.id));
    for (at, service) in pack.services.iter().enumerate() {
        if service.id.as_str() == RESERVED_SERVICE {
            findings.error(
                format!("/services/{at}/id"),
                "“table” is what mixed groups are called; use another id.",
            );
        }
        let place = format!("/services/{at}/professions");
        unique(findings, &place, LONG, service.professions.iter().map(|profession| &profession.id));
    }
    unique(findings, "/stakeholders", SHORT, pack.stakeholders.iter().map(|stakeholder| &stakeholder.id));

    items(pack, findings);

    for (at, question) in pack.knowledge_questions.iter().enumerate() {
        let place = format!("/knowledge_questions/{at}/local_slots");
        unique(findings, &place, LONG, question.local_slots.iter().map(|slot| &slot.id));
    }
    for (at, instrument) in pack.instruments.iter().enumerate() {
        unique(
            findings,
            &format!("/instruments/{at}/items"),
            SHORT,
            instrument.items.iter().map(|item| &item.id),
        );
    }
    for (at, case) in pack.cases.iter().enumerate() {
        let mut seen = BTreeSet::new();
        for (part_at, part) in case.parts.iter().enumerate() {
            let place = format!("/cases/{at}/parts/{part_at}/questions");
            named(findings, &place, SHORT, part.questions.iter().map(|question| &question.id), &mut seen);
        }
    }
    unique(findings, "/agenda/presets", LONG, pack.agenda.presets.iter().map(|preset| &preset.id));
    for (at, preset) in pack.agenda.presets.iter().enumerate() {
        unique(
            findings,
            &format!("/agenda/presets/{at}/stages"),
            LONG,
            preset.stages.iter().map(|stage| &stage.id),
        );
    }
}

/// Quotes, questions, instruments and cases share one set of names, for a room keeps their states together.
fn items(pack: &Pack, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    named(findings, "/quotes", SHORT, pack.quotes.iter().map(|quote| &quote.id), &mut seen);
    let questions = pack.knowledge_questions.iter().map(|question| &question.id);
    named(findings, "/knowledge_questions", SHORT, questions, &mut seen);
    named(
        findings,
        "/instruments",
        SHORT,
        pack.instruments.iter().map(|instrument| &instrument.id),
        &mut seen,
    );
    named(findings, "/cases", SHORT, pack.cases.iter().map(|case| &case.id), &mut seen);
}

fn unique<Id: Display>(findings: &mut Findings, list: &str, longest: usize, ids: impl Iterator<Item = Id>) {
    named(findings, list, longest, ids, &mut BTreeSet::new());
}

fn named<Id: Display>(
    findings: &mut Findings,
    list: &str,
    longest: usize,
    ids: impl Iterator<Item = Id>,
    seen: &mut BTreeSet<String>,
) {
    for (at, id) in ids.enumerate() {
        let (id, place) = (id.to_string(), format!("{list}/{at}/id"));
        slug(findings, place.clone(), &id, longest);
        if RESERVED_ENDINGS.iter().any(|ending| id.ends_with(ending)) {
            findings.error(place.clone(), format!("“{id}” ends like an id that rooms make; use another."));
        }
        if !seen.insert(id.clone()) {
            findings.error(place, format!("“{id}” is already the id of something else; each needs its own."));
        }
    }
}

fn slug(findings: &mut Findings, place: String, id: &str, longest: usize) {
    let plain = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !plain || id.is_empty() || id.len() > longest {
        findings
            .error(place, format!("“{id}” cannot be an id here: use 1 to {longest} of a-z, 0-9 and “-”."));
    }
}

#[cfg(test)]
mod tests {
    use crate::pack::check::tests::plant_error;

    #[test]
    fn ids_are_slugs() {
        plant_error("/id", "cannot be an id", |pack| pack.id = "My.Pack".into());
        plant_error("/quotes/1/id", "1 to 20", |pack| pack.quotes[1].id = "a-quote-with-a-long-id".into());
        plant_error("/services/0/professions/1/id", "cannot be an id", |pack| {
            pack.services[0].professions[1].id = "Nurse".into();
        });
        plant_error("/agenda/presets/0/stages/0/id", "cannot be an id", |pack| {
            pack.agenda.presets[0].stages[0].id = "stage one".into();
        });
    }

    #[test]
    fn ids_are_unique() {
        plant_error("/services/1/id", "already", |pack| pack.services[1].id = "gp".into());
        plant_error("/services/0/professions/1/id", "already", |pack| {
            pack.services[0].professions[1].id = "gp".into();
        });
        plant_error("/quotes/7/id", "already", |pack| pack.quotes[7].id = "q1".into());
        plant_error("/knowledge_questions/0/id", "already", |pack| {
            pack.knowledge_questions[0].id = "q1".into()
        });
        plant_error("/instruments/0/id", "already", |pack| pack.instruments[0].id = "a1".into());
        plant_error("/instruments/0/items/1/id", "already", |pack| {
            pack.instruments[0].items[1].id = "c1".into()
        });
        plant_error("/agenda/presets/1/id", "already", |pack| {
            pack.agenda.presets[1].id = pack.agenda.presets[0].id.clone();
        });
        plant_error("/agenda/presets/0/stages/1/id", "already", |pack| {
            pack.agenda.presets[0].stages[1].id = "arrival".into();
        });
        plant_error("/knowledge_questions/4/local_slots/1/id", "already", |pack| {
            let slots = &mut pack.knowledge_questions[4].local_slots;
            slots[1].id = slots[0].id.clone();
        });
    }

    #[test]
    fn ids_that_rooms_make_are_theirs() {
        plant_error("/services/0/id", "mixed groups", |pack| pack.services[0].id = "table".into());
        plant_error("/quotes/0/id", "rooms make", |pack| pack.quotes[0].id = "impressions-talk".into());
    }
}
