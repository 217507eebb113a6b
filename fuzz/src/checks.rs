//! What must hold of any bytes. The fuzz targets call these, and so does an ordinary test (`protocol/tests/fuzz.rs`).

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use crosstracks_protocol::{
    command::{Actor, Command, CommandId},
    event::{Entry, Event, Settings},
    ids::{FacilitatorId, ParticipantId, RoomId, TextId},
    pack::Pack,
    room::{Decision, NewText, Newcomer, Opening, Room, Touched, groups::Modality, texts::Texts},
    stamp::{Chance, Stamp, Timestamp},
    text::{self, TextKind},
    view::Audience,
    wire::{ClientMessage, ServerMessage},
};
use serde_json::{Map, Value, json};
use unicode_normalization::is_nfc;
use unicode_segmentation::UnicodeSegmentation;

/// A message from a client: it is read or refused, and what was read is what is written.
pub fn decode(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        // The server's own way to read it reads the same, and refuses the same.
        let told = |read: Result<ClientMessage, serde_json::Error>| read.map_err(|error| error.to_string());
        assert_eq!(told(ClientMessage::read(text)), told(serde_json::from_str(text)));
    }
    if let Ok(message) = serde_json::from_slice::<ClientMessage>(data) {
        let written = serde_json::to_vec(&message).unwrap();
        assert_eq!(serde_json::from_slice::<ClientMessage>(&written).unwrap(), message);
        // Nothing grows by more than what escapes and absent fields come to.
        assert!(written.len() <= 6 * data.len() + 256);
    }
    if let Ok(message) = serde_json::from_slice::<ServerMessage>(data) {
        let written = serde_json::to_vec(&message).unwrap();
        let again = serde_json::from_slice::<ServerMessage>(&written).unwrap();
        // Views hold whole numbers alone; a fraction is read to the last digit but one.
        let has_fractions = serde_json::from_slice(data).is_ok_and(|value| has_fractions(&value));
        assert!(has_fractions || again == message);
    }
}

fn has_fractions(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64(),
        Value::Array(all) => all.iter().any(has_fractions),
        Value::Object(all) => all.values().any(has_fractions),
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}

const KINDS: [TextKind; 5] =
    [TextKind::Name, TextKind::Title, TextKind::Line, TextKind::Point, TextKind::Clarification];

/// A typed text: what is kept of it is within its bounds, hides nothing, and stays as it is.
pub fn normalise(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for kind in KINDS {
        let Ok(tidy) = text::tidy(kind, &text) else { continue };
        assert_eq!(text::tidy(kind, &tidy).as_deref(), Ok(tidy.as_str()), "{text:?}");
        assert!(is_nfc(&tidy) && tidy.trim() == tidy && !tidy.contains("  "));
        assert!(!tidy.is_empty() && tidy.graphemes(true).count() <= kind.limit());
        assert!(tidy.len() <= kind.limit() * 8);
        let hides = |c: char| {
            c.is_control()
                || matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        };
        assert!(!tidy.contains(hides), "{tidy:?}");
    }
}

/// A room in its lobby, with people of each service in it.
#[derive(Clone)]
struct Scene {
    room: Room,
    log: Vec<Entry>,
    texts: BTreeMap<TextId, NewText>,
    facilitator: FacilitatorId,
    people: Vec<ParticipantId>,
    now: u64,
    counter: u64,
}

fn scene() -> &'static Scene {
    static SCENE: OnceLock<Scene> = OnceLock::new();
    SCENE.get_or_init(|| {
        let pack = Pack::sample();
        let preset = pack.agenda.presets[0].id.to_string();
        let opening = Opening {
            room: RoomId::from("r1"),
            pack: Arc::new(pack),
            settings: Settings { grace_ms: 0, preset, max_people: 20 },
            title: "Tuesday".into(),
            name: "Sam".into(),
        };
        let (facilitator, log, texts) = Room::open(opening, Stamp { at: Timestamp(1_000), seed: 7 }).unwrap();
        let texts: BTreeMap<_, _> = texts.into_iter().map(|text| (text.id, text)).collect();
        let room = Room::replay(log.clone(), texts.values().cloned().collect()).unwrap();
        let mut scene = Scene { room, log, texts, facilitator, people: Vec::new(), now: 1_000, counter: 0 };
        for n in 0..6 {
            let newcomer = Newcomer {
                name: format!("P{n}"),
                service: if n % 2 == 0 { "gp".into() } else { "asc".into() },
                profession: None,
                modality: Modality::InRoom,
                device: None,
            };
            let stamp = scene.stamp(n);
            let (who, decision) = scene.room.join(&newcomer, stamp).unwrap();
            scene.keep(&decision, &Actor::Server, None, stamp);
            scene.people.push(who);
        }
        scene
    })
}

impl Scene {
    fn stamp(&mut self, seed: u64) -> Stamp {
        self.now += 700;
        Stamp { at: Timestamp(self.now), seed }
    }

    fn keep(&mut self, decision: &Decision, by: &Actor, id: Option<&CommandId>, stamp: Stamp) {
        let entries = self.room.record(decision.events.clone(), by, id, stamp);
        self.room.commit(&entries, &decision.texts, &decision.dropped, &mut Touched::default());
        self.texts.extend(decision.texts.iter().map(|text| (text.id, text.clone())));
        for text in &decision.dropped {
            self.texts.remove(text);
        }
        self.log.extend(entries);
    }

    fn give(&mut self, by: &Actor, expected: Option<u64>, command: &Command, seed: u64) {
        let stamp = self.stamp(seed);
        let before = self.log.len();
        let Ok(decision) = self.room.decide(by, expected, command, stamp) else { return };
        self.counter += 1;
        let id = CommandId { device: "d1".into(), counter: self.counter };
        self.keep(&decision, by, Some(&id), stamp);
        // What took effect is known as done, and nothing else.
        assert!(self.log.len() == before || self.room.has_done(by, &id));
    }

    fn desk(&self) -> Value {
        self.room.view(&Audience::Desk)
    }
}

/// Commands in any order, by anybody: whatever they do, replaying the log gives the same room and the same views.
pub fn sequence(data: &[u8]) {
    let mut choices = Choices { data, chance: Chance::new(data.len() as u64) };
    let mut scene = scene().clone();
    let facilitator = Actor::Facilitator(scene.facilitator.clone());
    for _ in 0..64 {
        let Some(choice) = choices.next() else { break };
        let seed = choices.chance.draw();
        match choice % 8 {
            // The agenda's own next move, so that sequences come far.
            0..=2 => {
                let desk = scene.desk();
                let next = serde_json::from_value::<Command>(desk["next"]["command"].clone());
                if let Ok(next) = next {
                    scene.give(&facilitator, desk["revision"].as_u64(), &next, seed);
                }
            }
            3 => {
                let stamp = scene.stamp(seed);
                let decision = scene.room.expire(stamp);
                scene.keep(&decision, &Actor::Server, None, stamp);
            }
            4 => {
                if let Some(command) = choices.command() {
                    let revision = scene.desk()["revision"].as_u64();
                    scene.give(&facilitator, revision, &command, seed);
                }
            }
            _ => {
                let who = scene.people[choices.below(scene.people.len())].clone();
                if let Some(command) = choices.command() {
                    scene.give(&Actor::Participant(who), None, &command, seed);
                }
            }
        }
    }
    let entries = scene.log.iter().map(|entry| {
        let (kind, version, body) = entry.event.write().unwrap();
        Entry { event: Event::read(&kind, version, body.get()).unwrap(), ..entry.clone() }
    });
    let texts: Texts = scene.texts.values().cloned().collect();
    let replayed = Room::replay(entries, texts).unwrap();
    assert!(replayed == scene.room, "the log gives another room");
    let own = scene.people.iter().cloned().map(Audience::Own);
    for audience in own.chain([Audience::Shared, Audience::Display, Audience::Desk]) {
        assert_eq!(replayed.view(&audience), scene.room.view(&audience));
    }
}

/// Bytes, as choices. Where they end, chance goes on.
struct Choices<'a> {
    data: &'a [u8],
    chance: Chance,
}

/// Names of what there is in the sample pack and in rooms, and texts.
const WORDS: [&str; 40] = [
    "q1",
    "q2",
    "q8",
    "a1",
    "a6",
    "g1",
    "g6",
    "gp",
    "asc",
    "c1",
    "c2",
    "baseline",
    "rosa",
    "rosa.part_1",
    "rosa.part_2",
    "rosa._values",
    "rosa.matters",
    "rosa.first.gp",
    "q1.why_said",
    "q2.why_chosen",
    "surprise",
    "table-1",
    "table-2",
    "gp-1",
    "asc-1",
    "pair-1",
    "p1",
    "p2",
    "p3",
    "p4",
    "gp-1.a1.1",
    "table-1.q1.why_said.1",
    "asc-1.g1.1",
    "v1.AAAA",
    "plans.1",
    "table-1.1",
    "A short text",
    "",
    "\u{202e}",
    "é\u{301}\u{301} – 你好",
];

impl Choices<'_> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.data.split_first()?;
        self.data = rest;
        Some(*first)
    }

    fn below(&mut self, n: usize) -> usize {
        match self.next() {
            Some(byte) => usize::from(byte) % n.max(1),
            None => self.chance.below(n),
        }
    }

    /// A command of the schema, so that new ones are tried as they come.
    fn command(&mut self) -> Option<Command> {
        static SCHEMA: OnceLock<Value> = OnceLock::new();
        let schema = SCHEMA.get_or_init(|| {
            serde_json::from_str(include_str!("../../protocol/messages.schema.json")).unwrap()
        });
        let value = self.value(schema, &schema["$defs"]["Command"], 0);
        serde_json::from_value(value).ok()
    }

    fn value(&mut self, root: &Value, schema: &Value, depth: usize) -> Value {
        if let Some(name) = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/")) {
            return self.value(root, &root["$defs"][name], depth);
        }
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        for key in ["oneOf", "anyOf", "allOf", "enum"] {
            if let Some(ways) = schema[key].as_array() {
                let way = &ways[self.below(ways.len())];
                return if key == "enum" { way.clone() } else { self.value(root, way, depth) };
            }
        }
        let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str());
        match kind {
            Some("object") => self.object(root, schema, depth),
            Some("array") if depth < 6 => {
                let length = self.below(4);
                let items = &schema["items"];
                let prefix = schema["prefixItems"].as_array().cloned().unwrap_or_default();
                if prefix.is_empty() {
                    (0..length).map(|_| self.value(root, items, depth + 1)).collect()
                } else {
                    prefix.iter().map(|item| self.value(root, item, depth + 1)).collect()
                }
            }
            Some("string") => json!(WORDS[self.below(WORDS.len())]),
            Some("integer" | "number") => {
                let value = self.below(256);
                if value > 250 { json!(u32::MAX) } else { json!(value % 7) }
            }
            Some("boolean") => json!(self.below(2) == 0),
            _ => Value::Null,
        }
    }

    fn object(&mut self, root: &Value, schema: &Value, depth: usize) -> Value {
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let mut object = Map::new();
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            if required.iter().any(|one| one == name) || self.below(2) == 0 {
                object.insert(name.clone(), self.value(root, field, depth + 1));
            }
        }
        Value::Object(object)
    }
}
