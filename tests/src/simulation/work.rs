//! What somebody may ask for, picked from what they see. Mostly sensible, now and then foolish.

use std::collections::BTreeMap;

use crosstracks_protocol::{command::Command, stamp::Chance};
use serde_json::{Value, json};

/// A client's layers, by name.
pub(super) type Views = BTreeMap<String, Value>;

/// Commands to choose from, each with a weight.
#[derive(Default)]
struct Choices(Vec<(usize, Value)>);

impl Choices {
    fn add(&mut self, weight: usize, command: Value) {
        self.0.push((weight, command));
    }

    fn pick(self, chance: &mut Chance) -> Option<Command> {
        let mut left = chance.below(self.0.iter().map(|(weight, _)| weight).sum());
        let chosen = self.0.into_iter().find(|(weight, _)| {
            let is_it = left < *weight;
            left = left.saturating_sub(*weight);
            is_it
        });
        chosen.map(|(_, command)| serde_json::from_value(command).unwrap())
    }
}

fn is_open(status: &Value) -> bool {
    matches!(status["state"].as_str(), Some("open" | "closing"))
}

fn entries(of: &Value) -> impl Iterator<Item = (&String, &Value)> {
    of.as_object().into_iter().flatten()
}

fn words(chance: &mut Chance) -> String {
    const SAID: [&str; 6] = [
        "A form goes to a shared inbox.",
        "It depends.",
        "Two weeks",
        "We ring first.",
        "Ýn araf",
        "  a  b ",
    ];
    format!("{} {}", SAID[chance.below(SAID.len())], chance.below(40))
}

/// What a participant does next; none if there is nothing to do.
pub(super) fn participants(views: &Views, chance: &mut Chance) -> Option<Command> {
    let own = views.get("own")?;
    if own["erased"] == true {
        return None;
    }
    let mut choices = Choices::default();
    if own["standing"] == "left" {
        choices.add(9, json!({ "type": "come_back" }));
    }
    match chance.below(30) {
        4 => choices.add(4, json!({ "type": "accept_rules" })),
        5..9 => choices.add(2, json!({ "type": "ask_for_help", "on": chance.below(2) == 0 })),
        0 => choices.add(4, json!({ "type": "leave" })),
        1 => choices.add(4, json!({ "type": "add_point", "sheet": "no-such-sheet", "text": "x" })),
        2 => choices.add(4, json!({ "type": "take_pen" })),
        29 if chance.below(8) == 0 => choices.add(9, json!({ "type": "erase_myself" })),
        3 => {
            let card = |service: &Value| {
                json!({ "type": "correct_myself", "name": words(&mut Chance::new(7)),
                "service": service, "modality": "in_room" })
            };
            choices.add(4, card(&own["service"]));
        }
        _ => {}
    }
    if let Some(shared) = views.get("shared") {
        answers(shared, &mut choices, chance);
        plans(shared, own, &mut choices, chance);
        if let Some(group) = views.get("group").filter(|group| group.get("group").is_some()) {
            with_others(shared, group, &mut choices, chance);
        }
    }
    choices.pick(chance)
}

/// What everybody answers alone.
fn answers(shared: &Value, choices: &mut Choices, chance: &mut Chance) {
    let services: Vec<&Value> = shared["materials"]["services"].as_array().into_iter().flatten().collect();
    for (id, view) in entries(&shared["arrival"]["instruments"]).filter(|(_, view)| is_open(&view["status"]))
    {
        for item in view["instrument"]["items"].as_array().into_iter().flatten() {
            if let Some(least) = item["scale"]["min"].as_i64() {
                let value = least + i64::try_from(chance.below(5)).unwrap();
                let (kind, item) = ("answer_survey", &item["id"]);
                choices.add(4, json!({ "type": kind, "instrument": id, "item": item, "value": value }));
            }
        }
    }
    let impressions = &shared["impressions"];
    for (id, _) in entries(&impressions["quotes"]).filter(|(_, quote)| is_open(&quote["status"])) {
        let said = |service: &&Value| service["id"].clone();
        let choice: Vec<Value> = match chance.below(services.len() + 2) {
            n if n < services.len() => vec![said(&services[n])],
            n if n == services.len() => services.iter().map(said).collect(),
            _ => vec![],
        };
        choices.add(8, json!({ "type": "vote", "quote": id, "choice": choice }));
    }
    if is_open(&impressions["surprise"]) {
        choices.add(8, json!({ "type": "say_surprise", "text": words(chance) }));
    }
    for (id, part) in entries(&shared["case_study"]["parts"]).filter(|(_, part)| is_open(&part["status"])) {
        if let Some(options) = part["poll"]["options"].as_array() {
            choices
                .add(6, json!({ "type": "answer_poll", "part": id, "option": chance.below(options.len()) }));
        }
    }
}

/// What one means to do, sealed.
fn plans(shared: &Value, own: &Value, choices: &mut Choices, chance: &mut Chance) {
    if !is_open(&shared["plans"]["personal"]) {
        return;
    }
    let plan = 1 + chance.below(2);
    let revision = own["plans"][plan.to_string()]["revision"].as_u64().unwrap_or(0);
    let sealed = format!("v1.{}", "A".repeat(4 + chance.below(4)));
    choices.add(
        8,
        json!({ "type": "keep_plan", "plan": plan, "sealed": sealed, "confidence": 7, "revision": revision }),
    );
    if revision > 0 {
        choices.add(2, json!({ "type": "drop_plan", "plan": plan, "revision": revision }));
    }
}

/// What is done in a group.
fn with_others(shared: &Value, group: &Value, choices: &mut Choices, chance: &mut Chance) {
    let impressions = &shared["impressions"];
    if is_open(&impressions["talk"]) {
        for quote in impressions["talk_quotes"].as_array().into_iter().flatten() {
            choices
                .add(5, json!({ "type": "answer_for_table", "quote": quote, "answer": { "type": "split" } }));
            let sheet = format!("{}.why_said", quote.as_str().unwrap_or_default());
            choices.add(5, json!({ "type": "add_point", "sheet": sheet, "text": words(chance) }));
        }
    }
    for (id, question) in entries(&shared["knowledge"]["questions"]) {
        if group["questions"].get(id).is_some() && is_open(&question["status"]) {
            choices.add(8, json!({ "type": "add_point", "sheet": id, "text": words(chance) }));
            choices.add(2, json!({ "type": "set_dont_know", "question": id, "on": chance.below(2) == 0 }));
            let confidence = chance.below(4);
            choices.add(2, json!({ "type": "set_confidence", "question": id, "confidence": confidence }));
        }
    }
    let case = &shared["case_study"];
    for (id, part) in entries(&case["parts"]).filter(|(_, part)| is_open(&part["status"])) {
        let mut sheets = vec![format!("{id}.we_differ")];
        for question in part["questions"].as_array().into_iter().flatten() {
            let part = [&case["case"], &question["id"]].map(|id| id.as_str().unwrap_or_default()).join(".");
            let own = group["people"].as_object().and_then(|people| people.values().next());
            let service = own.and_then(|person| person["service"].as_str()).unwrap_or_default();
            sheets.extend([format!("{part}.{service}"), part]);
        }
        for sheet in sheets {
            choices.add(3, json!({ "type": "add_point", "sheet": sheet, "text": words(chance) }));
        }
    }
    for (point, view) in entries(&group["sheets"]).flat_map(|(_, sheet)| entries(sheet)) {
        let revision = view["revision"].as_u64().unwrap_or(1);
        let edit =
            json!({ "type": "edit_point", "point": point, "text": words(chance), "revision": revision });
        choices.add(1, edit);
        if chance.below(4) == 0 {
            choices.add(1, json!({ "type": "remove_point", "point": point, "revision": revision }));
        }
    }
    if is_open(&shared["plans"]["together"]) {
        choices.add(6, json!({ "type": "add_action", "text": words(chance) }));
        for (action, parts) in entries(&group["actions"]) {
            let revision = parts["parts"]["first_step"]["revision"].as_u64().unwrap_or(0);
            let text = words(chance);
            let write = json!({ "type": "write_action", "action": action, "field": "first_step", "text": text,
                "revision": revision });
            choices.add(4, write);
        }
    }
    let pairing = &group["pairing"];
    if pairing.is_object() {
        meets(pairing, group, choices, chance);
    }
}

/// What is done where groups meet.
fn meets(pairing: &Value, group: &Value, choices: &mut Choices, chance: &mut Chance) {
    choices.add(2, json!({ "type": "confirm_here" }));
    let turns: Vec<&Value> = pairing["turns"].as_array().into_iter().flatten().collect();
    if !is_open(&pairing["status"]) || turns.is_empty() {
        return;
    }
    choices.add(4, json!({ "type": "go_to_turn", "turn": chance.below(turns.len() + 1) }));
    for (_, answers) in entries(&pairing["answers"]) {
        for point in entries(answers).flat_map(|(_, answer)| entries(&answer["points"])).map(|(id, _)| id) {
            let mark = ["right", "partly", "not_right"][chance.below(3)];
            choices.add(3, json!({ "type": "mark_point", "point": point, "mark": mark }));
            choices.add(1, json!({ "type": "clarify_point", "point": point, "text": words(chance) }));
            let (tap, on) = (["surprised", "check_later"][chance.below(2)], chance.below(2) == 0);
            choices.add(2, json!({ "type": "tap_point", "point": point, "tap": tap, "on": on }));
        }
    }
    for turn in turns.iter().filter(|turn| turn["target_service"] == group["service"]) {
        let question = &turn["question"];
        choices.add(1, json!({ "type": "clarify_question", "question": question, "text": words(chance) }));
    }
}

/// What a facilitator does next. `onwards` says how much more often they go on than do anything else.
pub(super) fn facilitators(views: &Views, onwards: usize, chance: &mut Chance) -> Option<Command> {
    let desk = views.get("desk")?;
    let mut choices = Choices::default();
    // The end of the session is the end of what can happen in it.
    if desk["next"].is_object() && (desk["next"]["command"]["type"] != "close_room" || chance.below(8) == 0) {
        choices.add(onwards, desk["next"]["command"].clone());
    }
    let one = |of: &Value, chance: &mut Chance| {
        let all: Vec<String> = entries(of).map(|(id, _)| id.clone()).collect();
        (!all.is_empty()).then(|| all[chance.below(all.len())].clone())
    };
    let item = one(&desk["items"], chance).unwrap_or_else(|| "no-such-item".to_owned());
    choices.add(1, json!({ "type": "undo" }));
    choices.add(1, json!({ "type": "extend", "minutes": 1 }));
    choices.add(1, json!({ "type": if desk["phase"] == "paused" { "resume" } else { "pause" } }));
    choices.add(1, json!({ "type": "close", "items": [item] }));
    choices.add(1, json!({ "type": "reopen", "item": item }));
    choices.add(1, json!({ "type": "unreveal", "item": item }));
    choices.add(1, json!({ "type": "skip", "items": [item] }));
    choices.add(1, json!({ "type": "show_names", "on": chance.below(2) == 0 }));
    choices.add(1, json!({ "type": "lock_joining", "on": chance.below(4) == 0 }));
    choices.add(1, json!({ "type": "redact", "text": words(chance) }));
    if let Some(who) = one(&desk["people"], chance) {
        if chance.below(16) == 0 {
            choices.add(1, json!({ "type": "erase", "participant": who }));
        }
        for deed in ["mark_left", "remove", "readmit", "admit"] {
            choices.add(1, json!({ "type": deed, "participant": who }));
        }
        choices.add(1, json!({ "type": "set_bridge", "participant": who, "on": chance.below(2) == 0 }));
        if let Some(group) = one(&desk["groups"], chance) {
            choices.add(3, json!({ "type": "move_participant", "participant": who, "group": group }));
        }
    }
    choices.pick(chance)
}
