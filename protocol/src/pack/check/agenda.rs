//! The agenda: the time adds up, the steps are those that rooms run, and there is something to run them with.

use std::collections::BTreeSet;

use super::{Findings, text};
use crate::pack::{Activity, InstrumentStage, Pack, Preset, StagePlan, Step, StepPlan};

/// The most that anybody is asked for, in minutes.
const LONGEST: u32 = 240;
/// How long people sit without a break before it is worth a word, in minutes.
const WITHOUT_BREAK: u32 = 110;
/// The most sentences that are read as one instruction.
const SENTENCES: usize = 3;

pub(super) fn check(pack: &Pack, findings: &mut Findings) {
    findings.count("/agenda/presets", pack.agenda.presets.len(), 1..=12);
    for (at, preset) in pack.agenda.presets.iter().enumerate() {
        let place = format!("/agenda/presets/{at}");
        findings.line(&format!("{place}/title"), &preset.title, 100);
        findings.count(&format!("{place}/stages"), preset.stages.len(), 1..=12);
        time(preset, &place, findings);
        left_out(pack, preset, &place, findings);
        let mut seen = BTreeSet::new();
        for (at, stage) in preset.stages.iter().enumerate() {
            let place = format!("{place}/stages/{at}");
            if stage.activity != Activity::Pause && !seen.insert(stage.activity) {
                findings.error(
                    format!("{place}/activity"),
                    "This activity is already in the preset; it runs once.",
                );
            }
            self::stage(pack, stage, &place, findings);
            materials(pack, preset, stage, &place, findings);
        }
        if !seen.contains(&Activity::Arrival) {
            findings.warn(format!("{place}/stages"), "There is no arrival: people need a moment to come in.");
        }
    }
}

fn time(preset: &Preset, place: &str, findings: &mut Findings) {
    let total = minutes(preset.stages.iter().map(|stage| stage.minutes));
    if u32::from(preset.total_minutes) != total {
        let message = format!("The stages take {total} minutes together, not {}.", preset.total_minutes);
        findings.error(format!("{place}/total_minutes"), message);
    }
    if total > LONGEST {
        let message = format!("This takes {total} minutes; nobody is asked for more than {LONGEST}.");
        findings.error(format!("{place}/total_minutes"), message);
    }
    let without_break = preset
        .stages
        .split(|stage| stage.activity == Activity::Pause)
        .map(|stretch| minutes(stretch.iter().map(|stage| stage.minutes)))
        .max()
        .unwrap_or(0);
    if without_break > WITHOUT_BREAK {
        let message =
            format!("People sit for {without_break} minutes without a break; {WITHOUT_BREAK} is plenty.");
        findings.warn(format!("{place}/stages"), message);
    }
}

fn minutes(each: impl Iterator<Item = u16>) -> u32 {
    each.map(u32::from).sum()
}

fn left_out(pack: &Pack, preset: &Preset, place: &str, findings: &mut Findings) {
    for (at, id) in preset.leave_out.iter().enumerate() {
        let place = format!("{place}/leave_out/{at}");
        let case = pack.cases.iter().any(|case| case.id == *id);
        match (pack.quote(id), pack.question(id)) {
            (None, None) if !case => {
                findings.error(place, format!("There is no quote, question or case “{id}” in this pack."))
            }
            (Some(quote), _) if quote.must_discuss => {
                findings.warn(place, format!("“{id}” must be talked about, but is left out here."));
            }
            _ => {}
        }
    }
}

fn stage(pack: &Pack, stage: &StagePlan, place: &str, findings: &mut Findings) {
    findings.line(&format!("{place}/title"), &stage.title, 60);
    findings.line(&format!("{place}/purpose"), &stage.purpose, 160);
    if stage.pulse && stage.activity != Activity::Feedback {
        findings.error(format!("{place}/pulse"), "Only a feedback stage can ask the pulse.");
    }
    let steps: Vec<Step> = stage.steps.iter().map(|step| step.step).collect();
    if steps != stage.activity.steps() {
        let message = format!("The steps here must be, in this order: {}.", names(stage.activity.steps()));
        findings.error(format!("{place}/steps"), message);
    }
    let total = minutes(stage.steps.iter().map(|step| step.minutes));
    if u32::from(stage.minutes) != total {
        let message = format!("The steps take {total} minutes together, not {}.", stage.minutes);
        findings.error(format!("{place}/minutes"), message);
    }
    for (at, step) in stage.steps.iter().enumerate() {
        self::step(pack, step, |field| format!("{place}/steps/{at}/{field}"), findings);
    }
}

/// As they are written in a pack.
fn names(steps: &[Step]) -> String {
    let names: Vec<String> = steps.iter().filter_map(|step| serde_json::to_string(step).ok()).collect();
    names.join(", ").replace('"', "")
}

fn step(pack: &Pack, step: &StepPlan, place: impl Fn(&str) -> String, findings: &mut Findings) {
    findings.line(&place("title"), &step.title, 60);
    findings.line(&place("instruction"), &step.instruction, 280);
    findings.paragraphs(&place("facilitator_script"), &step.facilitator_script, 600);
    if step.minutes == 0 {
        findings.error(place("minutes"), "A step takes at least a minute.");
    }
    if !pack.lang.starts_with("en") {
        return;
    }
    for (field, text) in
        [("instruction", &step.instruction), ("facilitator_script", &step.facilitator_script)]
    {
        if let Some(words) = text::long_sentence(text) {
            findings.warn(
                place(field),
                format!("A sentence here has {words} words; shorter ones are easier to follow."),
            );
        }
    }
    let sentences = text::sentence_count(&step.instruction);
    if sentences > SENTENCES {
        let message = format!("There are {sentences} sentences here; people read two, perhaps {SENTENCES}.");
        findings.warn(place("instruction"), message);
    }
}

/// Each activity has what it needs.
fn materials(pack: &Pack, preset: &Preset, stage: &StagePlan, place: &str, findings: &mut Findings) {
    let place = format!("{place}/activity");
    match stage.activity {
        Activity::Arrival if pack.instrument_at(InstrumentStage::Baseline).is_none() => {
            findings
                .error(place, "People rate where they start from, but the pack has no baseline instrument.");
        }
        Activity::Impressions if pack.quotes_in(preset).next().is_none() => {
            findings.error(place, "There is no quote for this.");
        }
        Activity::Knowledge => {
            for target in pack.links().into_iter().map(|link| link.target_service).collect::<BTreeSet<_>>() {
                if pack.questions_in(preset, &target).next().is_none() {
                    findings.error(place.clone(), format!("There is no question about “{target}” for this."));
                }
            }
        }
        Activity::Feedback if pack.feedback_of(stage).is_none() => {
            let which = if stage.pulse { "pulse" } else { "feedback" };
            findings.error(place, format!("The pack has no {which} instrument for this."));
        }
        Activity::CaseStudy => {
            if pack.case_in(preset).is_none() {
                findings.error(place.clone(), "There is no case for this.");
            }
            if pack.case_study.is_none() {
                let message = "There is nothing under “case_study” that says how a case is talked through.";
                findings.error(place, message);
            }
        }
        Activity::Plans if pack.action_prompts.is_none() => {
            findings
                .error(place, "There is nothing under “action_prompts” that helps people to begin a plan.");
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::pack::{
        Activity, InstrumentStage, Pack, StagePlan,
        check::tests::{plant_error, plant_warning},
    };

    /// Indices of the first preset's stages.
    const IMPRESSIONS: usize = 1;
    const PAUSE: usize = 3;
    const FEEDBACK: usize = 6;

    fn stage(pack: &mut Pack, at: usize) -> &mut StagePlan {
        &mut pack.agenda.presets[0].stages[at]
    }

    #[test]
    fn the_time_adds_up() {
        plant_error("/agenda/presets/0/total_minutes", "240 minutes together, not 239", |pack| {
            pack.agenda.presets[0].total_minutes = 239;
        });
        plant_error("/agenda/presets/0/stages/1/minutes", "45 minutes together, not 44", |pack| {
            stage(pack, IMPRESSIONS).minutes = 44;
        });
        plant_error("/agenda/presets/0/stages/1/steps/0/minutes", "at least a minute", |pack| {
            stage(pack, IMPRESSIONS).steps[0].minutes = 0;
        });
    }

    #[test]
    fn nobody_stays_too_long_or_without_a_break() {
        plant_error("/agenda/presets/0/total_minutes", "241 minutes; nobody", |pack| {
            stage(pack, PAUSE).minutes += 1;
        });
        plant_warning("/agenda/presets/0/stages", "225 minutes without a break", |pack| {
            pack.agenda.presets[0].stages.remove(PAUSE);
        });
    }

    #[test]
    fn the_steps_are_those_of_the_activity() {
        plant_error("/agenda/presets/0/stages/1/steps", "vote, talk, reveal, surprise", |pack| {
            stage(pack, IMPRESSIONS).steps.swap(0, 1);
        });
        plant_error("/agenda/presets/0/stages/1/steps", "vote, talk, reveal, surprise", |pack| {
            stage(pack, IMPRESSIONS).steps.pop();
        });
        plant_error("/agenda/presets/0/stages/4/steps", "brief, parts, plenary", |pack| {
            stage(pack, PAUSE + 1).steps.remove(1);
        });
        plant_error("/agenda/presets/0/stages/5/steps", "personal, rehearse, together, read_out", |pack| {
            stage(pack, PAUSE + 2).steps.remove(1);
        });
        plant_error("/agenda/presets/0/stages/6/steps", "form, take_away", |pack| {
            stage(pack, FEEDBACK).steps.swap(0, 1);
        });
        plant_error("/agenda/presets/0/stages/3/activity", "runs once", |pack| {
            stage(pack, PAUSE).activity = Activity::Arrival;
        });
        plant_warning("/agenda/presets/0/stages", "no arrival", |pack| {
            pack.agenda.presets[0].stages.remove(0);
        });
        plant_error("/agenda/presets", "1 to 12", |pack| pack.agenda.presets.clear());
        plant_error("/agenda/presets/0/stages", "1 to 12", |pack| pack.agenda.presets[0].stages.clear());
    }

    #[test]
    fn each_activity_has_its_materials() {
        plant_error("/agenda/presets/0/stages/0/activity", "baseline", |pack| pack.instruments.clear());
        plant_error("/agenda/presets/0/stages/1/activity", "no quote", |pack| pack.quotes.clear());
        plant_error("/agenda/presets/0/stages/2/activity", "no question about “gp”", |pack| {
            pack.knowledge_questions.retain(|question| question.target_service.as_str() != "gp");
        });
        plant_error("/agenda/presets/0/stages/4/activity", "no case", |pack| pack.cases.clear());
        plant_error("/agenda/presets/0/stages/4/activity", "no case", |pack| {
            pack.agenda.presets[0].leave_out.push(pack.cases[0].id.clone());
        });
        plant_error("/agenda/presets/0/stages/4/activity", "case_study", |pack| pack.case_study = None);
        plant_error("/agenda/presets/0/stages/6/activity", "no feedback instrument", |pack| {
            pack.instruments.retain(|one| one.stage != InstrumentStage::Feedback);
        });
        plant_error("/agenda/presets/0/stages/6/activity", "no pulse instrument", |pack| {
            pack.instruments.retain(|one| one.stage != InstrumentStage::Pulse);
            stage(pack, FEEDBACK).pulse = true;
        });
        plant_error("/agenda/presets/0/stages/3/pulse", "Only a feedback", |pack| {
            stage(pack, PAUSE).pulse = true;
        });
        plant_error("/agenda/presets/0/stages/5/activity", "action_prompts", |pack| {
            pack.action_prompts = None
        });
        plant_error("/agenda/presets/0/stages/1/activity", "no quote", |pack| {
            pack.agenda.presets[0].leave_out = pack.quotes.iter().map(|quote| quote.id.clone()).collect();
        });
    }

    #[test]
    fn what_is_left_out_exists_and_is_not_needed() {
        plant_error("/agenda/presets/0/leave_out/0", "no quote, question or case “q99”", |pack| {
            pack.agenda.presets[0].leave_out.push("q99".into());
        });
        plant_warning("/agenda/presets/0/leave_out/0", "must be talked about", |pack| {
            pack.agenda.presets[0].leave_out.push("q1".into());
        });
    }

    #[test]
    fn words_are_few_and_plain() {
        let first = "/agenda/presets/0/stages/0/steps/0";
        plant_error(&format!("{first}/title"), "61", |pack| stage(pack, 0).steps[0].title = "a".repeat(61));
        plant_warning(&format!("{first}/instruction"), "26 words", |pack| {
            stage(pack, 0).steps[0].instruction = ["word"; 26].join(" ");
        });
        plant_warning(&format!("{first}/instruction"), "4 sentences", |pack| {
            stage(pack, 0).steps[0].instruction = "Do. Do. Do. Do.".into();
        });
        plant_warning(&format!("{first}/facilitator_script"), "26 words", |pack| {
            stage(pack, 0).steps[0].facilitator_script = ["word"; 26].join(" ");
        });
    }
}
