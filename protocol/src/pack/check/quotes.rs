//! Quotes: whose they are, that they are fair to every service, and that they give nobody away.

use std::collections::BTreeMap;

use super::{Findings, text};
use crate::{
    ids::ServiceId,
    pack::{About, Pack, Provenance, Quote, Valence},
};

/// What the context note of an illustrative quote says, so that nobody is told that a service said it.
const ILLUSTRATIVE: &str = "written for this pack";

pub(super) fn check(pack: &Pack, findings: &mut Findings) {
    settings(pack, findings);
    findings.count("/quotes", pack.quotes.len(), 0..=24);
    for (at, quote) in pack.quotes.iter().enumerate() {
        let place = |field: &str| format!("/quotes/{at}/{field}");
        texts(quote, place, findings);
        attribution(pack, quote, place, findings);
        if quote.rev == 0 {
            findings.error(place("rev"), "Revisions count from 1.");
        }
        if quote.must_discuss && quote.droppable {
            findings
                .warn(place("droppable"), "This quote must be talked about, so it cannot also be dropped.");
        }
        if quote.provenance.needs_permission() && quote.permission_ref.is_none() {
            findings.warn(
                place("permission_ref"),
                "Somebody's words stand behind this quote: say where their permission is kept.",
            );
        }
        if pack.lang.starts_with("en") {
            english(quote, place, findings);
        }
    }
    balance(pack, findings);
}

fn settings(pack: &Pack, findings: &mut Findings) {
    let settings = &pack.impressions;
    let prompts = &settings.prompts;
    findings.line("/impressions/prompts/who_said", &prompts.who_said, 160);
    findings.line("/impressions/prompts/why_said", &prompts.why_said, 160);
    findings.line("/impressions/prompts/why_chosen", &prompts.why_chosen, 160);
    findings.line("/impressions/prompts/surprise", &prompts.surprise, 160);
    findings.line("/impressions/reveal_notice", &settings.reveal_notice, 160);
    let talked = usize::from(settings.talk_quotes);
    if !(1..=12).contains(&talked) {
        findings.error("/impressions/talk_quotes", "Each table talks about 1 to 12 quotes.");
    }
    let pinned = live(pack).filter(|quote| quote.must_discuss).count();
    if pinned > talked {
        let message = format!("{pinned} quotes must be talked about, but there is room for {talked}.");
        findings.warn("/impressions/talk_quotes", message);
    }
}

fn texts(quote: &Quote, place: impl Fn(&str) -> String, findings: &mut Findings) {
    findings.line(&place("text"), &quote.text, 280);
    findings.line(&place("theme"), &quote.theme, 60);
    findings.paragraphs(&place("context_note"), &quote.context_note, 400);
    for (field, text, limit) in [
        ("prompt", &quote.prompt, 160),
        ("facilitator_note", &quote.facilitator_note, 400),
        ("sensitivity", &quote.sensitivity, 280),
        ("permission_ref", &quote.permission_ref, 200),
    ] {
        if let Some(text) = text {
            findings.line(&place(field), text, limit);
        }
    }
}

fn attribution(pack: &Pack, quote: &Quote, place: impl Fn(&str) -> String, findings: &mut Findings) {
    if quote.speaker_services.is_empty() {
        findings.error(place("speaker_services"), "Say whose words these are: at least one service.");
    }
    if matches!(&quote.about, About::Services(services) if services.is_empty()) {
        findings.error(place("about"), "Say whom this is about: at least one service, or \"each_other\".");
    }
    for (field, service) in quote
        .speaker_services
        .iter()
        .map(|service| ("speaker_services", service))
        .chain(quote.about.services().map(|service| ("about", service)))
    {
        if pack.service(service).is_none() {
            findings.error(place(field), format!("There is no service “{service}” in this pack."));
        }
    }
    if let Some(stakeholder) = &quote.speaker_stakeholder
        && !pack.stakeholders.iter().any(|known| known.id == *stakeholder)
    {
        findings.error(
            place("speaker_stakeholder"),
            format!("There is no stakeholder “{stakeholder}” in this pack."),
        );
    }
}

fn english(quote: &Quote, place: impl Fn(&str) -> String, findings: &mut Findings) {
    if let Some(name) = text::name_in(&quote.text) {
        findings.warn(
            place("text"),
            format!("“{name}” looks like a name: a quote names no person, place or organisation."),
        );
    }
    if let Some(number) = text::identifier_in(&quote.text) {
        findings.warn(place("text"), format!("“{number}” could give somebody away."));
    }
    if let Some(words) = text::long_sentence(&quote.context_note) {
        findings.warn(
            place("context_note"),
            format!("A sentence here has {words} words; shorter ones are easier to hear."),
        );
    }
    if quote.provenance == Provenance::Illustrative
        && !quote.context_note.to_lowercase().contains(ILLUSTRATIVE)
    {
        let message = format!(
            "Nobody said this, so the note must tell people: “{ILLUSTRATIVE} to reflect published themes; assigned to …”."
        );
        findings.warn(place("context_note"), message);
    }
}

/// No service is the one that speaks, or is spoken of, more than another.
fn balance(pack: &Pack, findings: &mut Findings) {
    if live(pack).next().is_none() {
        return;
    }
    uneven(pack, findings, "speaks in", |quote| quote.speaker_services.iter().collect());
    uneven(pack, findings, "is the subject of", |quote| quote.about.services().collect());
    if live(pack).filter(|quote| quote.speaker_services.len() > 1).count() < 2 {
        findings.warn(
            "/quotes",
            "Fewer than two quotes are said by several services; they show what people have in common.",
        );
    }
    if live(pack).filter(|quote| quote.valence == Valence::Appreciative).count() < 2 {
        findings
            .warn("/quotes", "Fewer than two quotes are appreciative; without them it can feel like blame.");
    }
}

fn uneven<'a>(
    pack: &'a Pack,
    findings: &mut Findings,
    verb: &str,
    services: impl Fn(&'a Quote) -> Vec<&'a ServiceId>,
) {
    let mut counts: BTreeMap<&ServiceId, usize> =
        pack.services.iter().map(|service| (&service.id, 0)).collect();
    for service in live(pack).flat_map(services) {
        counts.entry(service).and_modify(|count| *count += 1);
    }
    let most = counts.iter().max_by_key(|(_, count)| **count);
    let least = counts.iter().min_by_key(|(_, count)| **count);
    if let (Some((many, most)), Some((few, least))) = (most, least)
        && most - least > 1
    {
        let message = format!(
            "“{many}” {verb} {most} quotes and “{few}” only {least}; keep them within one of each other."
        );
        findings.warn("/quotes", message);
    }
}

fn live(pack: &Pack) -> impl Iterator<Item = &Quote> {
    pack.quotes.iter().filter(|quote| !quote.retired)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::pack::{
        About, Provenance, Valence,
        check::tests::{plant_error, plant_warning},
    };

    #[test]
    fn whose_and_about_whom_is_known() {
        plant_error("/quotes/0/speaker_services", "at least one", |pack| {
            pack.quotes[0].speaker_services.clear()
        });
        plant_error("/quotes/0/speaker_services", "no service “police”", |pack| {
            pack.quotes[0].speaker_services.insert("police".into());
        });
        plant_error("/quotes/1/about", "no service “police”", |pack| {
            pack.quotes[1].about = About::Services(["police".into()].into());
        });
        plant_error("/quotes/1/about", "at least one", |pack| {
            pack.quotes[1].about = About::Services(BTreeSet::new());
        });
        plant_error("/quotes/0/speaker_stakeholder", "no stakeholder “carer”", |pack| {
            pack.quotes[0].speaker_stakeholder = Some("carer".into());
        });
    }

    #[test]
    fn texts_and_numbers_are_bounded() {
        plant_error("/quotes/0/text", "281 characters", |pack| pack.quotes[0].text = "a".repeat(281));
        plant_error("/quotes/0/prompt", "empty", |pack| pack.quotes[0].prompt = Some(String::new()));
        plant_error("/quotes/0/rev", "from 1", |pack| pack.quotes[0].rev = 0);
        plant_error("/quotes", "0 to 24", |pack| pack.quotes = vec![pack.quotes[0].clone(); 25]);
        plant_error("/impressions/talk_quotes", "1 to 12", |pack| pack.impressions.talk_quotes = 0);
        plant_error("/impressions/prompts/surprise", "empty", |pack| {
            pack.impressions.prompts.surprise.clear()
        });
    }

    #[test]
    fn what_must_be_discussed_has_room_and_stays() {
        plant_warning("/impressions/talk_quotes", "room for 2", |pack| pack.impressions.talk_quotes = 2);
        plant_warning("/quotes/0/droppable", "must be talked about", |pack| pack.quotes[0].droppable = true);
    }

    #[test]
    fn real_words_need_permission_and_made_up_ones_say_so() {
        plant_warning("/quotes/0/permission_ref", "permission", |pack| {
            pack.quotes[0].provenance = Provenance::Verbatim;
        });
        plant_warning("/quotes/0/context_note", "Nobody said this", |pack| {
            pack.quotes[0].context_note = "A social worker told us.".into();
        });
    }

    #[test]
    fn nobody_is_named() {
        plant_warning("/quotes/0/text", "“Sandwell” looks like a name", |pack| {
            pack.quotes[0].text = "We rang Sandwell and nobody came.".into();
        });
        plant_warning("/quotes/0/text", "“01215550123” could give", |pack| {
            pack.quotes[0].text = "We rang 01215550123 and nobody came.".into();
        });
    }

    #[test]
    fn services_are_treated_alike() {
        plant_warning("/quotes", "“gp” speaks in 6 quotes and “asc” only 4", |pack| {
            pack.quotes[1].speaker_services = ["gp".into()].into();
        });
        plant_warning("/quotes", "is the subject of 4 quotes", |pack| {
            pack.quotes[1].about = About::Services(["asc".into()].into());
        });
    }

    #[test]
    fn there_is_common_ground_and_thanks() {
        plant_warning("/quotes", "several services", |pack| {
            pack.quotes[0].speaker_services = ["gp".into()].into();
        });
        plant_warning("/quotes", "appreciative", |pack| pack.quotes[5].valence = Valence::Neutral);
        plant_warning("/quotes", "appreciative", |pack| pack.quotes[5].retired = true);
    }
}
