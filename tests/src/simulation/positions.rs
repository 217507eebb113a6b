//! Where sessions begin: whole workshops played through once without faults, cut at every step of the facilitator.
//!
//! A simulated session goes on from one of these cuts, so that it is short and yet some session is at every stage.

use std::{collections::BTreeMap, sync::Arc};

use crosstracks_protocol::{
    command::{Actor, Command, CommandId},
    event::{Entry, Settings},
    ids::{FacilitatorId, ParticipantId, RoomId, TextId},
    pack::Pack,
    room::{Decision, NewText, Newcomer, Opening, Room, Touched, groups::Modality},
    stamp::{Chance, Stamp, Timestamp},
    view::Audience,
};
use crosstracks_server::{
    auth::RoomCode,
    by_hand,
    log::{NewRoom, Row},
};
use serde_json::Value;

use super::work::{self, Views};

/// The room of every session.
pub(super) const ROOM: &str = "r1";
/// The moment at which workshops are opened.
pub(super) const OPENED: u64 = 1_800_000_000_000;
/// The grace after "close", in milliseconds.
pub(super) const GRACE: u64 = 4_000;
/// Commands of participants between two steps of the facilitator.
const BETWEEN: usize = 7;
/// More steps than any of these workshops has.
const STEPS: usize = 160;
/// How many people each workshop has, and of which pack it is.
const WORKSHOPS: [(usize, usize); 6] = [(0, 4), (1, 6), (0, 5), (1, 5), (0, 6), (1, 8)];

/// A room to go on from.
pub(super) struct Position {
    pub(super) room: Room,
    pub(super) facilitator: FacilitatorId,
    pub(super) people: Vec<ParticipantId>,
    /// Where on the agenda it is.
    pub(super) step: String,
    /// Those of the whole workshop, and how many of them there are yet.
    rows: Arc<[Row]>,
    count: usize,
    texts: Vec<NewText>,
}

fn code() -> RoomCode {
    "ABCDEFG".parse().unwrap()
}

impl Position {
    /// The room as a log is to open it.
    pub(super) fn new_room(&self) -> NewRoom {
        let new = by_hand::new_room(code(), RoomId::from(ROOM), &[], self.texts.clone()).unwrap();
        NewRoom { rows: self.rows[..self.count].to_vec(), ..new }
    }
}

/// Every position there is.
pub(super) fn all() -> Vec<Position> {
    let packs = [
        include_str!("../../../packs/gp-asc-england.json"),
        include_str!("../../../packs/three-services.json"),
    ];
    let packs = packs.map(|pack| Arc::new(short(pack)));
    let workshops = WORKSHOPS.iter().zip(1..);
    workshops.flat_map(|((pack, people), seed)| play(Arc::clone(&packs[*pack]), *people, seed)).collect()
}

/// A pack with few items, of which every kind is there: the same rules, and a session of milliseconds.
fn short(json: &str) -> Pack {
    let mut pack = Pack::parse(json).unwrap();
    pack.quotes.truncate(3);
    let mut seen = BTreeMap::new();
    pack.knowledge_questions.retain(|question| {
        let count = seen.entry(question.target_service.clone()).or_insert(0);
        *count += 1;
        *count <= 2
    });
    pack.agenda.presets.truncate(1);
    pack.changelog.clear();
    pack.glossary.clear();
    pack.ground_rules.truncate(1);
    pack
}

/// One workshop on its way.
struct Play {
    room: Room,
    facilitator: FacilitatorId,
    people: Vec<ParticipantId>,
    entries: Vec<Entry>,
    texts: BTreeMap<TextId, NewText>,
    counters: BTreeMap<Actor, u64>,
    chance: Chance,
    now: u64,
    cuts: Vec<(Room, usize, Vec<NewText>)>,
}

fn play(pack: Arc<Pack>, people: usize, seed: u64) -> Vec<Position> {
    let preset = pack.agenda.presets[0].id.to_string();
    let opening = Opening {
        room: RoomId::from(ROOM),
        pack,
        settings: Settings { grace_ms: GRACE, preset, max_people: 40 },
        title: "A day together".into(),
        name: "Robin".into(),
    };
    let stamp = Stamp { at: Timestamp(OPENED), seed };
    let (facilitator, entries, texts) = Room::open(opening, stamp).unwrap();
    let held = texts.iter().cloned().collect();
    let room = Room::replay(entries.clone(), held).unwrap().with_code(code().as_str());
    let texts = texts.into_iter().map(|text| (text.id, text)).collect();
    let mut play = Play {
        room,
        facilitator,
        people: vec![],
        entries,
        texts,
        counters: BTreeMap::new(),
        chance: Chance::new(seed),
        now: OPENED,
        cuts: vec![],
    };
    (0..people).for_each(|n| play.join(n));
    for _ in 0..STEPS {
        play.cut();
        play.people_work();
        play.now += GRACE + 1;
        play.expire();
        if !play.goes_on() {
            break;
        }
    }
    let Play { facilitator, people, entries, cuts, .. } = play;
    let rows = by_hand::new_room(code(), RoomId::from(ROOM), &entries, vec![]).unwrap().rows;
    let rows: Arc<[Row]> = rows.into();
    let position = |(room, count, texts): (Room, usize, Vec<NewText>)| Position {
        step: room.view(&Audience::Shared)["step"]["step"].as_str().unwrap_or_default().to_owned(),
        room,
        count,
        texts,
        facilitator: facilitator.clone(),
        people: people.clone(),
        rows: Arc::clone(&rows),
    };
    cuts.into_iter().map(position).collect()
}

impl Play {
    fn cut(&mut self) {
        self.cuts.push((self.room.clone(), self.entries.len(), self.texts.values().cloned().collect()));
    }

    fn stamp(&mut self) -> Stamp {
        self.now += 300;
        Stamp { at: Timestamp(self.now), seed: self.chance.draw() }
    }

    fn join(&mut self, n: usize) {
        let services = &self.room.pack().services;
        let newcomer = Newcomer {
            name: format!("Somebody {n}"),
            service: services[n % services.len()].id.clone(),
            profession: None,
            modality: Modality::InRoom,
            device: Some(format!("door-{n}").as_str().into()),
        };
        let stamp = self.stamp();
        let (who, decision) = self.room.join(&newcomer, stamp).unwrap();
        self.keep(&decision, &Actor::Server, None, stamp);
        self.people.push(who);
    }

    fn people_work(&mut self) {
        for _ in 0..BETWEEN {
            let who = self.people[self.chance.below(self.people.len())].clone();
            let mut views = Views::from([
                ("own".to_owned(), self.room.view(&Audience::Own(who.clone()))),
                ("shared".to_owned(), self.room.view(&Audience::Shared)),
            ]);
            if let Some(group) = self.room.group_now(&who) {
                views.insert("group".to_owned(), self.room.view(&Audience::Group(group.clone())));
            }
            let command = work::participants(&views, &mut self.chance);
            // Those who leave come back by themselves only while faults last.
            if let Some(command) = command.filter(|command| *command != (Command::Leave {})) {
                self.give(&Actor::Participant(who), None, &command);
            }
        }
    }

    /// Does what the desk suggests; says whether there was anything to do.
    fn goes_on(&mut self) -> bool {
        let desk = self.room.view(&Audience::Desk);
        let Some(next) = desk.get("next").map(|next| next["command"].clone()) else { return false };
        let command: Command = serde_json::from_value(next).unwrap();
        let revision = desk.get("revision").and_then(Value::as_u64);
        command != (Command::CloseRoom {})
            && self.give(&Actor::Facilitator(self.facilitator.clone()), revision, &command)
    }

    fn expire(&mut self) {
        let stamp = self.stamp();
        let decision = self.room.expire(stamp);
        self.keep(&decision, &Actor::Server, None, stamp);
    }

    fn give(&mut self, by: &Actor, expected: Option<u64>, command: &Command) -> bool {
        let stamp = self.stamp();
        let Ok(decision) = self.room.decide(by, expected, command, stamp) else { return false };
        let counter = self.counters.entry(by.clone()).or_insert(0);
        *counter += 1;
        let id = CommandId { device: "before".into(), counter: *counter };
        self.keep(&decision, by, Some(&id), stamp);
        true
    }

    fn keep(&mut self, decision: &Decision, by: &Actor, id: Option<&CommandId>, stamp: Stamp) {
        let entries = self.room.record(decision.events.clone(), by, id, stamp);
        self.room.commit(&entries, &decision.texts, &decision.dropped, &mut Touched::default());
        self.texts.extend(decision.texts.iter().map(|text| (text.id, text.clone())));
        decision.dropped.iter().for_each(|text| _ = self.texts.remove(text));
        self.entries.extend(entries);
    }
}
