//! A room with people, all of whom look at it, in which one command is done.

use std::{collections::BTreeMap, sync::Arc};

use crosstracks_protocol::{
    command::{Actor, Choice, Command, CommandId, Cursor, SurveyAnswer},
    event::Settings,
    ids::{DeviceId, ParticipantId},
    pack::{InstrumentStage, Pack, Step},
    room::{Decision, Newcomer, Opening, Room, Shown, Touched, groups::Modality, texts::Texts},
    stamp::{Stamp, Timestamp},
    view::Audience,
};

pub(crate) const SCENARIOS: &[&str] =
    &["join", "accept the rules", "answer the baseline", "vote", "extend the time", "move on", "reveal"];

/// What several are shown: at the desk, on the projector, and on all phones. Of what people see of themselves nothing is
/// kept.
const WATCHED: [Audience; 3] = [Audience::Desk, Audience::Display, Audience::Shared];

/// A room, driven as the server drives it.
pub(crate) struct Scene {
    room: Room,
    desk: Actor,
    people: Vec<ParticipantId>,
    revision: u64,
    now: u64,
}

impl Scene {
    /// A session of so many that has begun.
    pub(crate) fn of(people: usize) -> Self {
        let pack = Pack::sample();
        let preset = pack.agenda.presets[0].id.to_string();
        let opening = Opening {
            room: "r1".into(),
            pack: Arc::new(pack),
            settings: Settings { grace_ms: 0, preset, max_people: 2 * people },
            title: "A morning together".into(),
            name: "Sam".into(),
        };
        let (sam, entries, texts) = Room::open(opening, Stamp { at: Timestamp(1), seed: 1 }).unwrap();
        let texts: Texts = texts.into_iter().collect();
        let room = Room::replay(entries, texts).unwrap().with_code("ABCDEFG");
        let mut scene = Self { room, desk: Actor::Facilitator(sam), people: vec![], revision: 0, now: 1 };
        for n in 0..people {
            let newcomer = scene.newcomer(n);
            // Chance of its own for each: else they would all be drawn the id of the first.
            scene.now += 1;
            let (participant, decision) = scene.room.join(&newcomer, scene.stamp()).unwrap();
            scene.people.push(participant);
            scene.take(&Actor::Server, decision);
        }
        scene.steer(Command::Start {});
        scene
    }

    fn newcomer(&self, n: usize) -> Newcomer {
        let services = &self.room.pack().services;
        Newcomer {
            name: format!("Somebody {n}"),
            service: services[n % services.len()].id.clone(),
            profession: None,
            modality: Modality::InRoom,
            device: Some(DeviceId::new(format!("phone-{n}"))),
        }
    }

    fn stamp(&self) -> Stamp {
        Stamp { at: Timestamp(self.now), seed: self.now }
    }

    fn take(&mut self, by: &Actor, decision: Decision) {
        let stamp = self.stamp();
        apply(&mut self.room, decision, by, None, stamp);
    }

    /// Has the facilitator do something on the way.
    fn steer(&mut self, command: Command) {
        self.now += 1;
        let decision = self.room.decide(&self.desk, Some(self.revision), &command, self.stamp()).unwrap();
        self.take(&self.desk.clone(), decision);
        self.revision += 1;
        let due = self.room.expire(self.stamp());
        self.take(&Actor::Server, due);
    }

    /// Takes the room to the first step of a kind.
    fn go_to(&mut self, step: Step) {
        self.steer(Command::GoTo { cursor: self.place_of(step) });
    }

    fn place_of(&self, step: Step) -> Cursor {
        let stages = self.room.pack().agenda.presets[0].stages.iter().enumerate();
        let mut places = stages.flat_map(|(stage, plan)| {
            plan.steps
                .iter()
                .enumerate()
                .map(move |(n, plan)| (plan.step, Cursor { stage, step: n, item: 0 }))
        });
        places.find(|(there, _)| *there == step).expect("the sample pack has the step").1
    }

    /// Does what is measured.
    pub(crate) fn play(mut self, scenario: &str) {
        let quotes: Vec<_> = self.room.pack().quotes.iter().map(|quote| quote.id.clone()).collect();
        let someone = Actor::Participant(self.people[self.people.len() / 2].clone());
        let (by, command) = match scenario {
            "join" => return self.join(),
            "accept the rules" => (someone, Command::AcceptRules {}),
            "answer the baseline" => {
                self.go_to(Step::Baseline);
                let instrument = self.room.pack().instrument_at(InstrumentStage::Baseline).unwrap();
                let (instrument, item) = (instrument.id.clone(), instrument.items[0].id.clone());
                self.steer(Command::Open { items: vec![instrument.clone()] });
                (someone, Command::AnswerSurvey { instrument, item, value: SurveyAnswer::Value(2) })
            }
            "vote" => {
                self.go_to(Step::Vote);
                self.steer(Command::Open { items: quotes.clone() });
                let service = self.room.pack().services[0].id.clone();
                (someone, Command::Vote { quote: quotes[0].clone(), choice: Choice([service].into()) })
            }
            "extend the time" => {
                self.steer(Command::Extend { minutes: 1 });
                (self.desk.clone(), Command::Extend { minutes: 1 })
            }
            "move on" => (self.desk.clone(), Command::GoTo { cursor: self.place_of(Step::Baseline) }),
            "reveal" => {
                self.go_to(Step::Vote);
                self.steer(Command::Open { items: quotes.clone() });
                self.steer(Command::Close { items: quotes.clone() });
                self.go_to(Step::Reveal);
                (self.desk.clone(), Command::Reveal { item: quotes[0].clone(), part: 1 })
            }
            other => panic!("no such scenario: {other}"),
        };
        let mut shown = self.watched();
        self.now += 1;
        let expected = matches!(by, Actor::Facilitator(_)).then_some(self.revision);
        let decision = part_decide(&self.room, &by, expected, &command, self.stamp());
        let id = CommandId { device: DeviceId::new("a-device"), counter: 1 };
        let stamp = self.stamp();
        let touched = part_apply(&mut self.room, decision, &by, Some(&id), stamp);
        part_show(&self.room, &mut shown, &touched);
    }

    fn join(mut self) {
        let mut shown = self.watched();
        self.now += 1;
        let newcomer = self.newcomer(self.people.len());
        let decision = part_decide_of_a_newcomer(&self.room, &newcomer, self.stamp());
        let stamp = self.stamp();
        let touched = part_apply(&mut self.room, decision, &Actor::Server, None, stamp);
        part_show(&self.room, &mut shown, &touched);
    }

    fn watched(&self) -> BTreeMap<Audience, Shown> {
        WATCHED.into_iter().map(|audience| (audience.clone(), Shown::new(&self.room, &audience))).collect()
    }
}

#[inline(never)]
pub(crate) fn part_decide(
    room: &Room,
    by: &Actor,
    expected: Option<u64>,
    command: &Command,
    stamp: Stamp,
) -> Decision {
    room.decide(by, expected, command, stamp).unwrap()
}

#[inline(never)]
pub(crate) fn part_decide_of_a_newcomer(room: &Room, newcomer: &Newcomer, stamp: Stamp) -> Decision {
    room.join(newcomer, stamp).unwrap().1
}

#[inline(never)]
pub(crate) fn part_apply(
    room: &mut Room,
    decision: Decision,
    by: &Actor,
    id: Option<&CommandId>,
    stamp: Stamp,
) -> Touched {
    apply(room, decision, by, id, stamp)
}

/// What is measured as [`part_apply`], for what comes before: calls of that are counted, whoever calls.
fn apply(room: &mut Room, decision: Decision, by: &Actor, id: Option<&CommandId>, stamp: Stamp) -> Touched {
    let mut touched = Touched::default();
    let Decision { events, texts, dropped } = decision;
    let entries = room.record(events, by, id, stamp);
    room.commit(&entries, &texts, &dropped, &mut touched);
    touched
}

/// View, patch and encoding of every layer that changed.
#[inline(never)]
pub(crate) fn part_show(room: &Room, shown: &mut BTreeMap<Audience, Shown>, touched: &Touched) -> usize {
    let mut bytes = 0;
    for audience in WATCHED.into_iter().filter(|audience| touched.has(audience)) {
        if let Some(shown) = shown.get_mut(&audience) {
            bytes += shown.refresh(room, &audience, touched).map_or(0, |patch| patch.len());
        }
    }
    for who in touched.own() {
        bytes += touched.own_patch(room, who).map_or(0, |patch| patch.len());
    }
    bytes
}
