//! A room without a server, and people who do in it what there is to do.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crosstracks_protocol::{
    command::{Actor, Command, Role},
    event::Settings,
    ids::{FacilitatorId, ParticipantId},
    pack::Pack,
    rejection::Rejection,
    room::{Decision, Newcomer, Opening, Room, Touched, groups::Modality, texts::Texts},
    stamp::{Stamp, Timestamp},
    view::{Audience, DeskView},
    wire::Layer,
};
use serde::Deserialize;

use crate::rehearsal::{
    book::Book,
    client::Views,
    report::Observed,
    scene::Scene,
    work::{Task, Worker},
};

pub(super) struct Rig {
    room: Room,
    facilitator: Actor,
    moment: u64,
    pub(super) practice: BTreeSet<ParticipantId>,
    pub(super) people: Vec<(ParticipantId, Book)>,
    pub(super) observed: Observed,
}

impl Rig {
    /// A room with the built-in pack and so many people of each of its services.
    pub(super) fn open(sizes: &[usize]) -> Self {
        let pack = Arc::new(Pack::sample());
        let services: Vec<_> = pack.services.iter().map(|service| service.id.clone()).collect();
        let preset = pack.agenda.presets[0].id.to_string();
        let settings = Settings { grace_ms: 0, preset, max_people: 100 };
        let (title, name) = ("A room".to_owned(), "Sam".to_owned());
        let opening = Opening { room: "r".into(), pack, settings, title, name };
        let (facilitator, entries, texts) = Room::open(opening, stamp(0)).unwrap();
        let facilitator: FacilitatorId = facilitator;
        let mut room = Room::replay(entries, Texts::default()).unwrap();
        room.commit(&[], &texts, &[], &mut Touched::default());
        let mut rig = Self {
            room,
            facilitator: Actor::Facilitator(facilitator),
            moment: 0,
            practice: BTreeSet::new(),
            people: Vec::new(),
            observed: Observed::default(),
        };
        for (service, size) in services.iter().zip(sizes) {
            for _ in 0..*size {
                let name = crate::rehearsal::words::name(rig.people.len());
                let (service, modality) = (service.clone(), Modality::InRoom);
                let newcomer = Newcomer { name, service, profession: None, modality, device: None };
                let stamp = rig.next_stamp();
                let (id, decision) = rig.room.join(&newcomer, stamp).unwrap();
                rig.keep(&Actor::Server, &decision, stamp);
                rig.practice.insert(id.clone());
                rig.people.push((id, Book::default()));
            }
        }
        rig
    }

    fn next_stamp(&mut self) -> Stamp {
        self.moment += 1;
        stamp(self.moment)
    }

    fn keep(&mut self, by: &Actor, decision: &Decision, stamp: Stamp) {
        let entries = self.room.record(decision.events.clone(), by, None, stamp);
        self.room.commit(&entries, &decision.texts, &decision.dropped, &mut Touched::default());
    }

    fn act(&mut self, by: &Actor, expected: Option<u64>, command: &Command) -> Result<(), Rejection> {
        let stamp = self.next_stamp();
        let decision = self.room.decide(by, expected, command, stamp)?;
        self.keep(by, &decision, stamp);
        Ok(())
    }

    pub(super) fn desk(&self) -> DeskView {
        DeskView::deserialize(self.room.view(&Audience::Desk)).unwrap()
    }

    /// Does what a facilitator does.
    pub(super) fn steer(&mut self, command: &Command) {
        let by = self.facilitator.clone();
        self.act(&by, Some(self.desk().revision), command).unwrap();
    }

    /// What a participant sees.
    pub(super) fn scene(&self, id: &ParticipantId) -> Scene {
        let group = self.room.group_now(id).map(|group| self.room.view(&Audience::Group(group.clone())));
        let layers = BTreeMap::from([
            (Layer::Shared, self.room.view(&Audience::Shared)),
            (Layer::Group, group.unwrap_or_else(|| serde_json::json!({}))),
            (Layer::Own, self.room.view(&Audience::Own(id.clone()))),
        ]);
        let mut views = Views::default();
        views.welcome(Role::Participant, layers);
        let mut scene = Scene::default();
        scene.refresh(&views).unwrap();
        scene
    }

    /// The next thing that somebody has to do, and whether they wait for others.
    pub(super) fn next(&self, index: usize) -> (Option<Task>, bool) {
        let (id, book) = &self.people[index];
        let scene = self.scene(id);
        let worker = Worker { seed: 1, index, id, practice: &self.practice, scene: &scene, book };
        let work = worker.work();
        (work.next, !work.waits.is_empty())
    }

    /// Has everybody do what there is to do, until nobody has anything left.
    pub(super) fn settle(&mut self) {
        loop {
            let mut is_done = true;
            for index in 0..self.people.len() {
                while let (Some(task), _) = self.next(index) {
                    is_done = false;
                    self.perform(index, task);
                }
            }
            if is_done {
                break;
            }
        }
        for (id, _) in &self.people {
            self.observed.see(&self.scene(id));
        }
    }

    pub(super) fn perform(&mut self, index: usize, task: Task) {
        let by = Actor::Participant(self.people[index].0.clone());
        self.act(&by, None, &task.command).unwrap_or_else(|error| panic!("{task:?}: {error}"));
        let book = &mut self.people[index].1;
        book.answered(task.key);
        book.keep(task.facts);
    }

    /// Does something as a participant, behind the back of their book.
    pub(super) fn meddle(&mut self, index: usize, command: &Command) {
        let by = Actor::Participant(self.people[index].0.clone());
        self.act(&by, None, command).unwrap();
    }
}

fn stamp(moment: u64) -> Stamp {
    Stamp { at: Timestamp(1_000 + moment), seed: moment }
}
