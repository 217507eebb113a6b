//! Knowledge: every direction has its questions, and every fact its status, source and date.

use std::collections::{BTreeMap, BTreeSet};

use super::{Findings, text};
use crate::pack::{Date, Fact, FactStatus, Pack, Question};

pub(super) fn check(pack: &Pack, today: Date, findings: &mut Findings) {
    let settings = &pack.knowledge;
    findings.line("/knowledge/confidence_prompt", &settings.confidence_prompt, 160);
    findings.line("/knowledge/clarification_prompt", &settings.clarification_prompt, 160);
    for (at, label) in settings.confidence_labels.iter().enumerate() {
        findings.line(&format!("/knowledge/confidence_labels/{at}"), label, 40);
    }
    links(pack, findings);
    directions(pack, findings);
    findings.count("/knowledge_questions", pack.knowledge_questions.len(), 0..=48);
    for (at, question) in pack.knowledge_questions.iter().enumerate() {
        let place = |field: &str| format!("/knowledge_questions/{at}/{field}");
        self::question(pack, question, place, findings);
        for (at, fact) in question.facts.iter().enumerate() {
            self::fact(fact, today, |field| format!("{}/{at}/{field}", place("facts")), findings);
        }
    }
}

fn links(pack: &Pack, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    for (at, link) in pack.knowledge_links.iter().enumerate() {
        let place = format!("/knowledge_links/{at}");
        for (field, service) in
            [("author_service", &link.author_service), ("target_service", &link.target_service)]
        {
            if pack.service(service).is_none() {
                findings.error(
                    format!("{place}/{field}"),
                    format!("There is no service “{service}” in this pack."),
                );
            }
        }
        if link.author_service == link.target_service {
            findings.error(place.clone(), "A service cannot write about itself here.");
        }
        if !seen.insert(link) {
            findings.error(place, "This link is here twice.");
        }
    }
    let links = pack.links();
    for service in &pack.services {
        if !links.iter().any(|link| link.author_service == service.id) {
            findings.warn(
                "/knowledge_links",
                format!("“{}” writes about nobody and would have nothing to do.", service.id),
            );
        }
        if !links.iter().any(|link| link.target_service == service.id) {
            findings.warn("/knowledge_links", format!("Nobody writes about “{}”.", service.id));
        }
    }
}

fn directions(pack: &Pack, findings: &mut Findings) {
    let targets: BTreeSet<_> = pack.links().into_iter().map(|link| link.target_service).collect();
    let mut counts: BTreeMap<_, usize> = targets.iter().map(|target| (target, 0)).collect();
    for (at, question) in pack.knowledge_questions.iter().enumerate() {
        let place = format!("/knowledge_questions/{at}/target_service");
        if pack.service(&question.target_service).is_none() {
            findings.error(place, format!("There is no service “{}” in this pack.", question.target_service));
        } else if let Some(count) = counts.get_mut(&question.target_service) {
            *count += 1;
        } else {
            findings.warn(
                place,
                format!("Nobody writes about “{}”, so nobody is asked this.", question.target_service),
            );
        }
    }
    if counts.values().collect::<BTreeSet<_>>().len() > 1 {
        let each: Vec<String> =
            counts.iter().map(|(target, count)| format!("{count} about “{target}”")).collect();
        let message =
            format!("There are {}; ask as many of each, so that nobody has more to do.", each.join(", "));
        findings.warn("/knowledge_questions", message);
    }
}

fn question(pack: &Pack, question: &Question, place: impl Fn(&str) -> String, findings: &mut Findings) {
    findings.line(&place("text"), &question.text, 160);
    findings.paragraphs(&place("model_answer"), &question.model_answer, 1200);
    if let Some(help) = &question.help {
        findings.line(&place("help"), help, 280);
    }
    if question.rev == 0 {
        findings.error(place("rev"), "Revisions count from 1.");
    }
    findings.count(&place("facts"), question.facts.len(), 0..=20);
    if question.facts.is_empty() {
        findings.warn(
            place("facts"),
            "Nothing says what the answer rests on: give each statement its status, source and date.",
        );
    }
    let from_memory = question.facts.iter().filter(|fact| fact.status == FactStatus::Memory).count();
    if from_memory > 0 {
        let facts = if from_memory == 1 { "One fact is" } else { &format!("{from_memory} facts are") };
        findings.warn(
            place("facts"),
            format!("{facts} from memory: check against a source, or ask the service."),
        );
    }
    findings.count(&place("local_slots"), question.local_slots.len(), 0..=10);
    if question.local_slots.is_empty() && question.statuses().contains(&FactStatus::Local) {
        findings.warn(
            place("local_slots"),
            "A fact differs from place to place: add a slot for what it is here.",
        );
    }
    for (at, slot) in question.local_slots.iter().enumerate() {
        let place = |field: &str| format!("{}/{at}/{field}", place("local_slots"));
        findings.line(&place("label"), &slot.label, 100);
        if let Some(value) = &slot.value {
            findings.line(&place("value"), value, 200);
        }
    }
    if pack.lang.starts_with("en") {
        for (field, text) in [("text", &question.text), ("model_answer", &question.model_answer)] {
            if let Some(words) = text::long_sentence(text) {
                findings.warn(
                    place(field),
                    format!("A sentence here has {words} words; shorter ones are easier to read."),
                );
            }
        }
    }
}

fn fact(fact: &Fact, today: Date, place: impl Fn(&str) -> String, findings: &mut Findings) {
    findings.line(&place("statement"), &fact.statement, 400);
    findings.line(&place("source"), &fact.source, 200);
    if fact.verified_on > today {
        findings.warn(place("verified_on"), format!("{} is still to come.", fact.verified_on));
    }
    if let Some(due) = fact.review_by.filter(|due| *due < today) {
        findings.warn(
            place("review_by"),
            format!("This fact was to be looked at again by {due}. Check it before you use it."),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::pack::{
        KnowledgeLink, LocalSlot,
        check::tests::{plant_error, plant_warning},
    };

    fn link(author: &str, target: &str) -> KnowledgeLink {
        KnowledgeLink { author_service: author.into(), target_service: target.into() }
    }

    #[test]
    fn links_join_two_services_of_the_pack_once() {
        plant_error("/knowledge_links/0/author_service", "no service “police”", |pack| {
            pack.knowledge_links[0] = link("police", "gp");
        });
        plant_error("/knowledge_links/0", "itself", |pack| pack.knowledge_links[0] = link("gp", "gp"));
        plant_error("/knowledge_links/2", "twice", |pack| pack.knowledge_links.push(link("gp", "asc")));
    }

    #[test]
    fn every_service_writes_and_is_written_about() {
        plant_warning("/knowledge_links", "“asc” writes about nobody", |pack| {
            pack.knowledge_links.truncate(1)
        });
        plant_warning("/knowledge_links", "Nobody writes about “gp”", |pack| {
            pack.knowledge_links.truncate(1)
        });
        plant_warning("/knowledge_questions/6/target_service", "so nobody is asked", |pack| {
            pack.knowledge_links.truncate(1);
        });
    }

    #[test]
    fn every_direction_has_as_many_questions() {
        plant_error("/knowledge_questions/0/target_service", "no service", |pack| {
            pack.knowledge_questions[0].target_service = "police".into();
        });
        plant_warning("/knowledge_questions", "5 about “asc”, 6 about “gp”", |pack| {
            pack.knowledge_questions.remove(0);
        });
    }

    #[test]
    fn questions_and_settings_are_bounded() {
        plant_error("/knowledge_questions/0/text", "empty", |pack| pack.knowledge_questions[0].text.clear());
        plant_error("/knowledge_questions/0/model_answer", "1201", |pack| {
            pack.knowledge_questions[0].model_answer = "a".repeat(1201);
        });
        plant_error("/knowledge_questions/0/rev", "from 1", |pack| pack.knowledge_questions[0].rev = 0);
        plant_error("/knowledge_questions", "0 to 48", |pack| {
            pack.knowledge_questions = vec![pack.knowledge_questions[0].clone(); 49];
        });
        plant_error("/knowledge_questions/0/local_slots", "0 to 10", |pack| {
            let slot = LocalSlot { id: "line".into(), label: "Line".into(), value: None };
            pack.knowledge_questions[0].local_slots = vec![slot; 11];
        });
        plant_error("/knowledge/confidence_labels/3", "41", |pack| {
            pack.knowledge.confidence_labels[3] = "a".repeat(41);
        });
    }

    #[test]
    fn answers_are_plain() {
        plant_warning("/knowledge_questions/0/model_answer", "26 words", |pack| {
            pack.knowledge_questions[0].model_answer = ["word"; 26].join(" ");
        });
    }

    #[test]
    fn facts_say_where_from_and_when() {
        plant_warning("/knowledge_questions/0/facts", "Nothing says", |pack| {
            pack.knowledge_questions[0].facts.clear();
        });
        plant_warning("/knowledge_questions/0/facts", "3 facts are from memory", |pack| {
            pack.knowledge_questions[0].facts[0].status = super::FactStatus::Memory;
        });
        plant_warning("/knowledge_questions/4/local_slots", "add a slot", |pack| {
            pack.knowledge_questions[4].local_slots.clear();
        });
        plant_error("/knowledge_questions/0/facts/1/source", "empty", |pack| {
            pack.knowledge_questions[0].facts[1].source.clear();
        });
        plant_warning("/knowledge_questions/0/facts/1/verified_on", "still to come", |pack| {
            pack.knowledge_questions[0].facts[1].verified_on = "2026-12-02".parse().unwrap();
        });
        plant_warning("/knowledge_questions/0/facts/1/review_by", "by 2026-11-30", |pack| {
            pack.knowledge_questions[0].facts[1].review_by = "2026-11-30".parse().ok();
        });
    }
}
