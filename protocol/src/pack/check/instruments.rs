//! Instruments: scales that make sense, asked once, and shared only where that is allowed.

use std::collections::BTreeSet;

use super::Findings;
use crate::pack::{Instrument, InstrumentItem, InstrumentStage, Options, Pack};

pub(super) fn check(pack: &Pack, findings: &mut Findings) {
    findings.count("/instruments", pack.instruments.len(), 0..=4);
    let mut stages = BTreeSet::new();
    for (at, instrument) in pack.instruments.iter().enumerate() {
        let place = |field: &str| format!("/instruments/{at}/{field}");
        findings.line(&place("title"), &instrument.title, 60);
        findings.line(&place("licence"), &instrument.licence, 200);
        if !stages.insert(instrument.stage) {
            findings.error(
                place("stage"),
                "Another instrument is asked at this time already; put them together.",
            );
        }
        restriction(instrument, place, findings);
        findings.count(&place("items"), instrument.items.len(), 1..=20);
        for (at, item) in instrument.items.iter().enumerate() {
            self::item(item, instrument.stage, |field| format!("{}/{at}/{field}", place("items")), findings);
        }
    }
}

fn restriction(instrument: &Instrument, place: impl Fn(&str) -> String, findings: &mut Findings) {
    if let Some(evidence) = &instrument.permission_evidence {
        findings.line(&place("permission_evidence"), evidence, 200);
    }
    if !instrument.restricted {
        return;
    }
    if instrument.permission_evidence.is_none() {
        findings.warn(
            place("permission_evidence"),
            "Its owner's permission is needed: say where it is kept, or do not use it.",
        );
    }
    findings.warn(
        place("restricted"),
        "This instrument cannot be given to everybody: keep this pack out of public places.",
    );
}

fn item(
    item: &InstrumentItem,
    stage: InstrumentStage,
    place: impl Fn(&str) -> String,
    findings: &mut Findings,
) {
    findings.line(&place("text"), &item.text, 200);
    if let Some(scale) = &item.scale {
        findings.line(&place("scale/min_label"), &scale.min_label, 40);
        findings.line(&place("scale/max_label"), &scale.max_label, 40);
        if scale.min > 1 || scale.max <= scale.min || scale.max > 10 {
            findings.error(place("scale"), "A scale goes from 0 or 1 up to at most 10.");
        }
    } else if stage == InstrumentStage::Baseline {
        findings.error(place("scale"), "On arrival people rate; they do not write. Give this a scale.");
    }
    if let Some(options) = &item.options {
        if item.scale.is_some() {
            findings.error(place("options"), "This has a scale already: take one of the two out.");
        }
        if let Options::Listed(options) = options {
            list(&place("options"), options, findings);
        } else if !matches!(stage, InstrumentStage::Feedback | InstrumentStage::Pulse) {
            findings.error(place("options"), "The stages can be chosen from at the end of a session alone.");
        }
    }
    if item.then_now && (stage != InstrumentStage::Feedback || item.scale.is_none()) {
        findings.error(place("then_now"), "Only a rating at the end is asked of before and of now.");
    }
    let guarded = if item.scale.is_some() || item.options.is_some() { 2 } else { 3 };
    if item.tier > 3 {
        findings.error(place("tier"), "Tiers go from 0 to 3.");
    } else if item.tier < guarded {
        let message =
            format!("Answers to this would be guarded too loosely: tier {guarded} is right for it.");
        findings.error(place("tier"), message);
    }
}

/// Options to choose from: a few short ones, each its own.
pub(super) fn list(place: &str, options: &[String], findings: &mut Findings) {
    findings.count(place, options.len(), 2..=10);
    let mut seen = BTreeSet::new();
    for (at, option) in options.iter().enumerate() {
        findings.line(&format!("{place}/{at}"), option, 60);
        if !seen.insert(option) {
            findings.error(format!("{place}/{at}"), "This option is there already.");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::pack::{
        InstrumentStage, MadeOptions, Options,
        check::tests::{plant_error, plant_warning},
    };

    #[test]
    fn one_for_each_time() {
        plant_error("/instruments/4/stage", "put them together", |pack| {
            pack.instruments.push(pack.instruments[0].clone());
        });
        plant_error("/instruments/0/items", "1 to 20", |pack| pack.instruments[0].items.clear());
        plant_error("/instruments", "0 to 4", |pack| pack.instruments = vec![pack.instruments[0].clone(); 5]);
    }

    #[test]
    fn scales_go_up() {
        for (min, max) in [(2, 5), (1, 1), (0, 11)] {
            plant_error("/instruments/0/items/0/scale", "0 or 1 up to at most 10", |pack| {
                let scale = pack.instruments[0].items[0].scale.as_mut().unwrap();
                (scale.min, scale.max) = (min, max);
            });
        }
        plant_error("/instruments/0/items/0/scale", "they do not write", |pack| {
            pack.instruments[0].items[0].scale = None;
        });
        plant_error("/instruments/0/items/0/scale/max_label", "empty", |pack| {
            pack.instruments[0].items[0].scale.as_mut().unwrap().max_label.clear();
        });
    }

    #[test]
    fn what_is_chosen_from_is_a_list_and_no_scale() {
        let item = |pack: &mut crate::pack::Pack, stage| {
            let instrument = pack.instruments.iter().position(|one| one.stage == stage).unwrap();
            let at = pack.instruments[instrument].items.iter().position(|item| item.options.is_some());
            (instrument, at.unwrap())
        };
        plant_error("/instruments/1/items/9/options", "2 to 10", |pack| {
            let (instrument, at) = item(pack, InstrumentStage::Feedback);
            pack.instruments[instrument].items[at].options = Some(Options::Listed(vec!["One".into()]));
        });
        plant_error("/instruments/1/items/9/options/1", "there already", |pack| {
            let (instrument, at) = item(pack, InstrumentStage::Feedback);
            let twice = vec!["One".to_owned(); 2];
            pack.instruments[instrument].items[at].options = Some(Options::Listed(twice));
        });
        plant_error("/instruments/1/items/9/options", "one of the two", |pack| {
            let (instrument, at) = item(pack, InstrumentStage::Feedback);
            pack.instruments[instrument].items[at].scale = pack.instruments[0].items[0].scale.clone();
        });
        plant_error("/instruments/1/items/9/tier", "tier 2 is right", |pack| {
            let (instrument, at) = item(pack, InstrumentStage::Feedback);
            pack.instruments[instrument].items[at].tier = 1;
        });
        plant_error("/instruments/3/items/6/options", "end of a session", |pack| {
            let (instrument, at) = item(pack, InstrumentStage::Followup);
            pack.instruments[instrument].items[at].options = Some(Options::Made(MadeOptions::Stages));
        });
    }

    #[test]
    fn only_ratings_at_the_end_are_asked_twice() {
        plant_error("/instruments/0/items/0/then_now", "at the end", |pack| {
            pack.instruments[0].items[0].then_now = true;
        });
        plant_error("/instruments/1/items/11/then_now", "at the end", |pack| {
            pack.instruments[1].items[11].then_now = true;
        });
    }

    #[test]
    fn answers_are_guarded() {
        plant_error("/instruments/0/items/0/tier", "0 to 3", |pack| pack.instruments[0].items[0].tier = 4);
        plant_error("/instruments/0/items/0/tier", "tier 2 is right", |pack| {
            pack.instruments[0].items[0].tier = 1
        });
    }

    #[test]
    fn what_belongs_to_others_is_kept_back() {
        plant_warning("/instruments/0/permission_evidence", "permission", |pack| {
            pack.instruments[0].restricted = true;
        });
        plant_error("/instruments/0/permission_evidence", "empty", |pack| {
            pack.instruments[0].permission_evidence = Some(String::new());
        });
        plant_warning("/instruments/0/restricted", "public places", |pack| {
            pack.instruments[0].restricted = true
        });
    }
}
