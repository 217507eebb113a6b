//! Cases: made up, looked at in every way, and within bounds.

use super::{Findings, text};
use crate::pack::{CasePart, CaseStudySettings, Lens, MomentKind, Pack};

const LENSES: [(Lens, &str); 3] =
    [(Lens::Contribution, "contribution"), (Lens::Values, "values"), (Lens::Conflict, "conflict")];

pub(super) fn check(pack: &Pack, findings: &mut Findings) {
    let english = pack.lang.starts_with("en");
    if let Some(settings) = &pack.case_study {
        moments(settings, findings);
    }
    findings.count("/cases", pack.cases.len(), 0..=6);
    for (at, case) in pack.cases.iter().enumerate() {
        let place = |field: &str| format!("/cases/{at}/{field}");
        findings.line(&place("title"), &case.title, 100);
        if let Some(warning) = &case.content_warning {
            findings.line(&place("content_warning"), warning, 280);
        }
        if case.rev == 0 {
            findings.error(place("rev"), "Revisions count from 1.");
        }
        if !case.fictional {
            findings.error(place("fictional"), "Real cases have no place in a pack: make one up.");
        }
        findings.count(&place("parts"), case.parts.len(), 1..=6);
        for (at, part) in case.parts.iter().enumerate() {
            self::part(part, english, |field| format!("{}/{at}/{field}", place("parts")), findings);
        }
    }
}

fn moments(settings: &CaseStudySettings, findings: &mut Findings) {
    findings.line("/case_study/disagreement_prompt", &settings.disagreement_prompt, 160);
    findings.count("/case_study/moments", settings.moments.len(), 1..=8);
    for (at, moment) in settings.moments.iter().enumerate() {
        findings.line(&format!("/case_study/moments/{at}/prompt"), &moment.prompt, 160);
        if moment.minutes == 0 {
            findings.error(format!("/case_study/moments/{at}/minutes"), "A moment takes at least a minute.");
        }
    }
    if !settings.moments.iter().any(|moment| moment.kind == MomentKind::Talk) {
        findings.warn("/case_study/moments", "Nobody is asked to talk: that is what a case is for.");
    }
}

fn part(part: &CasePart, english: bool, place: impl Fn(&str) -> String, findings: &mut Findings) {
    findings.line(&place("title"), &part.title, 60);
    findings.paragraphs(&place("narrative"), &part.narrative, 1200);
    if let Some(words) = text::long_sentence(&part.narrative).filter(|_| english) {
        findings.warn(
            place("narrative"),
            format!("A sentence here has {words} words; it is read aloud and on a wall: shorter ones help."),
        );
    }
    if let Some(note) = &part.reveal_note {
        findings.paragraphs(&place("reveal_note"), note, 400);
    }
    findings.count(&place("questions"), part.questions.len(), 1..=6);
    for (at, question) in part.questions.iter().enumerate() {
        findings.line(&format!("{}/{at}/text", place("questions")), &question.text, 200);
    }
    for (lens, name) in LENSES {
        if !part.questions.iter().any(|question| question.lens == lens) {
            findings.warn(place("questions"), format!("No question here looks at {name}."));
        }
    }
    if let Some(poll) = &part.poll {
        findings.line(&place("poll/question"), &poll.question, 160);
        findings.count(&place("poll/options"), poll.options.len(), 2..=8);
        for (at, option) in poll.options.iter().enumerate() {
            let place = format!("{}/{at}", place("poll/options"));
            if poll.options[..at].contains(option) {
                findings.error(
                    place.clone(),
                    format!("“{option}” stands twice; each answer needs its own words."),
                );
            }
            findings.line(&place, option, 60);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::{
        Case, CaseQuestion, Poll,
        check::{
            check as check_pack,
            tests::{plant_error, plant_warning, today},
        },
    };

    fn case() -> Case {
        let question =
            |id: &str, lens| CaseQuestion { id: id.into(), lens, text: "What would you do?".into() };
        Case {
            id: "case".into(),
            rev: 1,
            title: "A case".into(),
            fictional: true,
            content_warning: None,
            parts: vec![CasePart {
                title: "Something is not right".into(),
                narrative: "Somebody rings.\n\nNobody answers.".into(),
                reveal_note: None,
                questions: vec![
                    question("p1-a", Lens::Contribution),
                    question("p1-b", Lens::Values),
                    question("p1-c", Lens::Conflict),
                ],
                poll: Some(Poll { question: "Would you?".into(), options: vec!["Yes".into(), "No".into()] }),
            }],
        }
    }

    #[test]
    fn a_good_case_raises_nothing() {
        let mut pack = Pack::sample();
        assert!(check_pack(&pack, today()).iter().all(|f| !f.place.starts_with("/case")), "the sample's own");
        pack.cases.push(case());
        assert_eq!(check_pack(&pack, today()), check_pack(&Pack::sample(), today()));
    }

    #[test]
    fn cases_are_made_up_and_bounded() {
        plant_error("/cases/1/fictional", "make one up", |pack| {
            pack.cases.push(Case { fictional: false, ..case() });
        });
        plant_error("/cases/1/parts", "1 to 6", |pack| pack.cases.push(Case { parts: vec![], ..case() }));
        plant_error("/cases/1/rev", "from 1", |pack| pack.cases.push(Case { rev: 0, ..case() }));
        plant_error("/cases/1/id", "already", |pack| pack.cases.push(Case { id: "q1".into(), ..case() }));
        plant_error("/cases/1/parts/1/questions/0/id", "already", |pack| {
            let mut twice = case();
            twice.parts.push(twice.parts[0].clone());
            pack.cases.push(twice);
        });
        plant_error("/cases/1/parts/0/poll/options", "2 to 8", |pack| {
            let mut short = case();
            short.parts[0].poll.as_mut().unwrap().options.pop();
            pack.cases.push(short);
        });
    }

    #[test]
    fn every_part_is_looked_at_in_every_way() {
        for (at, (_, name)) in LENSES.into_iter().enumerate() {
            plant_warning("/cases/1/parts/0/questions", name, |pack| {
                let mut narrow = case();
                narrow.parts[0].questions.remove(at);
                pack.cases.push(narrow);
            });
        }
    }

    #[test]
    fn a_case_is_short_and_its_answers_differ() {
        let plant = |change: fn(&mut CasePart)| {
            move |pack: &mut Pack| {
                let mut planted = case();
                change(&mut planted.parts[0]);
                pack.cases.push(planted);
            }
        };
        plant_error(
            "/cases/1/parts/0/narrative",
            "1201 characters; it can have 1200",
            plant(|part| {
                part.narrative = "é".repeat(1201);
            }),
        );
        plant_warning(
            "/cases/1/parts/0/narrative",
            "26 words",
            plant(|part| {
                part.narrative = ["word"; 26].join(" ");
            }),
        );
        plant_error(
            "/cases/1/parts/0/questions/1/text",
            "empty",
            plant(|part| {
                part.questions[1].text.clear();
            }),
        );
        plant_error(
            "/cases/1/parts/0/poll/options/1",
            "stands twice",
            plant(|part| {
                part.poll.as_mut().unwrap().options[1] = "Yes".into();
            }),
        );
        plant_error(
            "/cases/1/parts/0/poll/question",
            "161",
            plant(|part| {
                part.poll.as_mut().unwrap().question = "a".repeat(161);
            }),
        );
    }

    #[test]
    fn how_a_case_is_talked_through_is_said() {
        let settings = |pack: &mut Pack| pack.case_study.clone().unwrap();
        plant_error("/case_study/moments", "1 to 8", |pack| {
            pack.case_study = Some(CaseStudySettings { moments: vec![], ..settings(pack) });
        });
        plant_error("/case_study/moments/0/minutes", "at least a minute", |pack| {
            pack.case_study.as_mut().unwrap().moments[0].minutes = 0;
        });
        plant_error("/case_study/disagreement_prompt", "empty", |pack| {
            pack.case_study.as_mut().unwrap().disagreement_prompt.clear();
        });
        plant_warning("/case_study/moments", "asked to talk", |pack| {
            pack.case_study.as_mut().unwrap().moments.retain(|moment| moment.kind != MomentKind::Talk);
        });
    }
}
