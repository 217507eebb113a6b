//! A row for every command, and for what is one's own and what is not where that makes a difference.

use serde_json::{Value, json};

use crate::scene::Scene;

/// For whom a command is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    Participant,
    Facilitator,
}

/// A command on an object.
pub(crate) struct Row {
    pub(crate) command: &'static str,
    /// What it is done to, in a word or two.
    pub(crate) object: &'static str,
    pub(crate) whose: Whose,
    /// The rest of the command, of what there is in the room now. `null` fields are for what is not there yet.
    pub(crate) fields: fn(&Scene) -> Value,
    /// Whether it says for which agenda it is made.
    pub(crate) on_agenda: bool,
}

fn participant(command: &'static str, object: &'static str, fields: fn(&Scene) -> Value) -> Row {
    Row { command, object, whose: Whose::Participant, fields, on_agenda: false }
}

fn facilitator(command: &'static str, object: &'static str, fields: fn(&Scene) -> Value) -> Row {
    Row { command, object, whose: Whose::Facilitator, fields, on_agenda: false }
}

fn agenda(command: &'static str, fields: fn(&Scene) -> Value) -> Row {
    Row { command, object: "", whose: Whose::Facilitator, fields, on_agenda: true }
}

/// All of them, in the order in which they are tried at each stage.
pub(crate) fn rows() -> Vec<Row> {
    let mut rows = about_oneself();
    rows.extend(in_an_activity());
    rows.extend(with_people());
    rows.extend(with_texts());
    rows.extend(on_the_agenda());
    rows.extend(weeks_later());
    rows
}

/// After the end, and weeks later.
fn weeks_later() -> Vec<Row> {
    vec![
        participant("answer_follow_up", "", |_| json!({ "item": "c1", "value": 2 })),
        participant("report_outcome", "own plan", |_| json!({ "plan": 1, "outcome": "done" })),
        participant("report_outcome", "no plan", |_| json!({ "plan": 3, "outcome": "done" })),
        participant(
            "answer_recall",
            "none that is asked",
            |_| json!({ "point": "gp-1.a1.1", "right": true }),
        ),
        facilitator(
            "note_debrief",
            "a quote",
            |scene| json!({ "item": scene.quote(), "verdict": "keep", "note": "It went well" }),
        ),
        facilitator("set_follow_up", "", |_| json!({ "opens_at": 0 })),
    ]
}

fn about_oneself() -> Vec<Row> {
    vec![
        participant("accept_rules", "", |_| json!({})),
        participant(
            "correct_myself",
            "service",
            |_| json!({ "name": "Ann", "service": "asc", "modality": "in_room" }),
        ),
        participant(
            "correct_myself",
            "name",
            |_| json!({ "name": "Ann", "service": "gp", "modality": "in_room" }),
        ),
        participant("ask_for_help", "", |_| json!({ "on": false })),
        participant("leave", "", |_| json!({})),
        participant("come_back", "", |_| json!({})),
        participant("erase_myself", "", |_| json!({})),
    ]
}

fn in_an_activity() -> Vec<Row> {
    vec![
        participant("answer_survey", "", |_| json!({ "instrument": "baseline", "item": "c1", "value": 2 })),
        participant("vote", "", |scene| json!({ "quote": scene.quote(), "choice": ["gp"] })),
        participant(
            "answer_for_table",
            "own",
            |scene| json!({ "quote": scene.quote(), "answer": { "type": "split" } }),
        ),
        participant("answer_poll", "first part", |_| json!({ "part": "rosa.part_1", "option": 0 })),
        participant("answer_poll", "later part", |_| json!({ "part": "rosa.part_3", "option": 0 })),
        participant("say_surprise", "", |_| json!({ "text": "A line" })),
        participant("add_point", "own table's note", |scene| point(format!("{}.why_said", scene.quote()))),
        participant("add_point", "own group's answer", |scene| point(scene.question())),
        participant("add_point", "other service's answer", |_| point("g1".to_owned())),
        participant("add_point", "first part of the case", |_| point("rosa.matters".to_owned())),
        participant("add_point", "later part of the case", |_| point("rosa.terms".to_owned())),
        participant("edit_point", "own group's", |scene| edit(scene.own_point())),
        participant("edit_point", "other group's", |scene| edit((scene.others_point(), 1))),
        participant(
            "set_dont_know",
            "own group's",
            |scene| json!({ "question": scene.question(), "on": false }),
        ),
        participant("set_dont_know", "other service's", |_| json!({ "question": "g1", "on": false })),
        participant(
            "set_confidence",
            "own group's",
            |scene| json!({ "question": scene.question(), "confidence": 1 }),
        ),
        participant("set_confidence", "other service's", |_| json!({ "question": "g1", "confidence": 1 })),
        participant("take_pen", "", |_| json!({})),
        participant("confirm_here", "", |_| json!({})),
        participant("go_to_turn", "", |_| json!({ "turn": 0 })),
        participant(
            "mark_point",
            "about us",
            |scene| json!({ "point": scene.point_about_us(), "mark": "right" }),
        ),
        participant(
            "mark_point",
            "own group's",
            |scene| json!({ "point": scene.own_point().0, "mark": "right" }),
        ),
        participant(
            "mark_point",
            "other group's",
            |scene| json!({ "point": scene.others_point(), "mark": "right" }),
        ),
        participant(
            "clarify_point",
            "about us",
            |scene| json!({ "point": scene.point_about_us(), "text": "So" }),
        ),
        participant(
            "clarify_point",
            "other group's",
            |scene| json!({ "point": scene.others_point(), "text": "So" }),
        ),
        participant("clarify_question", "about us", |_| json!({ "question": "g1", "text": "So" })),
        participant(
            "clarify_question",
            "about others",
            |scene| json!({ "question": scene.question(), "text": "So" }),
        ),
        participant("tap_point", "own group's", |scene| tap(scene.own_point().0)),
        participant("tap_point", "other group's", |scene| tap(scene.others_point())),
        participant(
            "dispute_model",
            "about us",
            |scene| json!({ "question": scene.question_about_us(), "text": "" }),
        ),
        participant(
            "dispute_model",
            "about others",
            |scene| json!({ "question": scene.question(), "text": "" }),
        ),
        participant(
            "remove_point",
            "other group's",
            |scene| json!({ "point": scene.others_point(), "revision": 1 }),
        ),
        participant("remove_point", "own group's", |scene| {
            let (point, revision) = scene.own_point();
            json!({ "point": point, "revision": revision })
        }),
        participant(
            "keep_plan",
            "own",
            |scene| json!({ "plan": 1, "sealed": format!("v1.{}", "A".repeat(200)), "revision": scene.plan_revision() }),
        ),
        participant("drop_plan", "own", |scene| json!({ "plan": 1, "revision": scene.plan_revision() })),
        participant("add_action", "own table's", |_| json!({ "text": "Meet once a month" })),
        participant(
            "write_action",
            "own table's",
            |scene| json!({ "action": scene.own_action(), "field": "first_step", "text": "", "revision": 0 }),
        ),
        participant(
            "write_action",
            "other table's",
            |scene| json!({ "action": scene.others_action(), "field": "first_step", "text": "", "revision": 0 }),
        ),
        participant(
            "remove_action",
            "other table's",
            |scene| json!({ "action": scene.others_action(), "revision": 1 }),
        ),
        participant(
            "remove_action",
            "own table's",
            |scene| json!({ "action": scene.own_action(), "revision": 1 }),
        ),
    ]
}

fn point(sheet: String) -> Value {
    json!({ "sheet": sheet, "text": "A point" })
}

fn edit((point, revision): (String, u64)) -> Value {
    json!({ "point": point, "text": "A point", "revision": revision })
}

fn tap(point: String) -> Value {
    json!({ "point": point, "tap": "surprised", "on": false })
}

/// Of this room's people those who are not in it any more, so that nothing changes; and somebody of another room.
fn with_people() -> Vec<Row> {
    let mut rows = vec![facilitator("lock_joining", "", |_| json!({ "on": true }))];
    for (command, ours, others) in [
        (
            "admit",
            (|scene| who(&scene.me)) as fn(&Scene) -> Value,
            (|scene| who(&scene.stranger)) as fn(&Scene) -> Value,
        ),
        ("remove", |scene| who(&scene.removed), |scene| who(&scene.stranger)),
        ("erase", |scene| who(&scene.erased), |scene| who(&scene.stranger)),
        ("readmit", |scene| who(&scene.me), |scene| who(&scene.stranger)),
        ("mark_left", |scene| who(&scene.left), |scene| who(&scene.stranger)),
        ("correct_participant", |scene| card(&scene.left), |scene| card(&scene.stranger)),
        ("set_bridge", |scene| bridge(&scene.left), |scene| bridge(&scene.stranger)),
    ] {
        rows.push(facilitator(command, "of this room", ours));
        rows.push(facilitator(command, "of another room", others));
    }
    rows
}

fn with_texts() -> Vec<Row> {
    vec![
        facilitator("redact", "what somebody typed", |_| json!({ "text": "A point" })),
        facilitator("redact", "what nobody typed", |_| json!({ "text": "Nobody typed this" })),
        facilitator("redact", "a name", |_| json!({ "text": "Kit" })),
    ]
}

fn who(participant: &str) -> Value {
    json!({ "participant": participant })
}

fn card(participant: &str) -> Value {
    json!({ "participant": participant, "name": "Lee", "service": "gp", "modality": "in_room" })
}

fn bridge(participant: &str) -> Value {
    json!({ "participant": participant, "on": false })
}

fn on_the_agenda() -> Vec<Row> {
    vec![
        agenda("start", |_| json!({})),
        agenda("pause", |_| json!({})),
        agenda("resume", |_| json!({})),
        agenda("close_room", |_| json!({})),
        agenda("open", |_| json!({ "items": ["q1"] })),
        agenda("close", |_| json!({ "items": ["q1"] })),
        agenda("reopen", |_| json!({ "item": "q1" })),
        agenda("reveal", |_| json!({ "item": "q1", "part": 1 })),
        agenda("unreveal", |_| json!({ "item": "q1" })),
        agenda("skip", |_| json!({ "items": ["q1"] })),
        agenda("go_to", |_| json!({ "cursor": { "stage": 0, "step": 0, "item": 0 } })),
        agenda("extend", |_| json!({ "minutes": 1 })),
        agenda("undo", |_| json!({})),
        agenda("show_names", |_| json!({ "on": true })),
        agenda("pick_quotes", |_| json!({ "quotes": ["q1"] })),
        agenda("withdraw_quote", |_| json!({ "quote": "q8" })),
        agenda("show_table", |_| json!({ "item": "rosa._values", "table": "table-1" })),
        agenda(
            "settle_action",
            |scene| json!({ "action": scene.own_action(), "standing": "accepted", "sponsor": "" }),
        ),
        agenda("propose_groups", |_| json!({ "kind": "mixed" })),
        agenda("apply_groups", |_| json!({})),
        agenda("discard_groups", |_| json!({})),
        agenda("move_participant", |scene| json!({ "participant": scene.me, "group": "table-1" })),
        agenda("move_to_pairing", |_| json!({ "group": "gp-1", "pairing": "pair-1" })),
    ]
}
