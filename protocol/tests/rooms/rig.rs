//! A room with its log, driven as the server drives it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crosstracks_protocol::{
    command::{Actor, Command, CommandId},
    event::{Entry, Event, Settings},
    ids::{FacilitatorId, GroupId, ParticipantId, RoomId, TextId},
    pack::Pack,
    patch,
    rejection::Rejection,
    room::{Decision, NewText, Newcomer, Opening, Room, Shown, Touched, groups::Modality, texts::Texts},
    stamp::{Stamp, Timestamp},
    view::{Audience, DeskView, DisplayView, GroupView, OwnView, SharedView, Standing, View},
};

/// The grace after "close" in a rig that has one.
pub(super) const GRACE: u64 = 10_000;

#[derive(Clone)]
pub(super) struct Rig {
    pub(super) room: Room,
    pub(super) log: Vec<Entry>,
    pub(super) texts: BTreeMap<TextId, NewText>,
    pub(super) facilitator: FacilitatorId,
    pub(super) people: Vec<ParticipantId>,
    pub(super) now: u64,
    pub(super) counters: BTreeMap<Actor, u64>,
    seed: u64,
    /// The last views of every audience, to hold what is touched against what changes.
    shown: BTreeMap<Audience, (View, Shown)>,
    pub(super) checks: bool,
    /// Everything that audiences are sent, where somebody writes it down.
    pub(super) transcript: Option<Transcript>,
}

/// What every audience is sent, in the order and form in which it goes out.
#[derive(Clone, Default)]
pub(super) struct Transcript(BTreeMap<Audience, (Shown, String)>);

impl Transcript {
    /// Writes down what an event, or several at once, had sent. An audience that is new is sent its view whole.
    fn hear(&mut self, room: &Room, touched: &Touched, audiences: impl Iterator<Item = Audience>) {
        for audience in audiences {
            if let Some((shown, sent)) = self.0.get_mut(&audience) {
                if touched.has(&audience)
                    && let Some(patch) = shown.refresh(room, &audience, touched)
                {
                    sent.push_str(&patch);
                    sent.push('\n');
                }
            } else {
                let mut shown = Shown::new(room, &audience);
                let sent = format!("{}\n", shown.text(room, &audience));
                self.0.insert(audience, (shown, sent));
            }
        }
    }

    /// What was sent since this was asked last.
    pub(super) fn take(&mut self) -> BTreeMap<Audience, String> {
        self.0.iter_mut().map(|(audience, (_, sent))| (audience.clone(), std::mem::take(sent))).collect()
    }

    /// What every audience would be sent now if it came back.
    pub(super) fn whole(&mut self, room: &Room) -> BTreeMap<Audience, String> {
        let all = self.0.iter_mut();
        all.map(|(audience, (shown, _))| (audience.clone(), shown.text(room, audience).to_string())).collect()
    }
}

pub(super) fn pack() -> Pack {
    Pack::sample()
}

pub(super) fn three_services() -> Pack {
    Pack::parse(include_str!("../../../packs/three-services.json")).unwrap()
}

impl Rig {
    pub(super) fn new(pack: Pack, grace_ms: u64, seed: u64) -> Self {
        let preset = pack.agenda.presets[0].id.to_string();
        let opening = Opening {
            room: RoomId::from("r1"),
            pack: Arc::new(pack),
            settings: Settings { grace_ms, preset, max_people: 200 },
            title: "Tuesday".into(),
            name: "Sam".into(),
        };
        let (facilitator, log, texts) = Room::open(opening, Stamp { at: Timestamp(1_000), seed }).unwrap();
        let texts: BTreeMap<_, _> = texts.into_iter().map(|text| (text.id, text)).collect();
        let room = Room::replay(log.clone(), texts.values().cloned().collect()).unwrap().with_code("ABCDEFG");
        Self {
            room,
            log,
            texts,
            facilitator,
            people: Vec::new(),
            now: 2_000,
            counters: BTreeMap::new(),
            seed,
            shown: BTreeMap::new(),
            checks: true,
            transcript: None,
        }
    }

    /// A rig with people of each service, in the pack's order.
    pub(super) fn with_people(pack: Pack, sizes: &[usize], seed: u64) -> Self {
        let mut rig = Self::new(pack, 0, seed);
        for (service, size) in sizes.iter().enumerate() {
            for n in 0..*size {
                rig.join(service, &format!("P{service}-{n}"));
            }
        }
        rig
    }

    /// From here on every event is held against what it says it touches.
    pub(super) fn check_from_here(&mut self) {
        self.checks = true;
        self.shown.clear();
        for audience in self.audiences() {
            self.look(audience);
        }
    }

    /// Shows an audience the room for the first time.
    fn look(&mut self, audience: Audience) {
        let view = self.room.view(&audience);
        let mut shown = Shown::new(&self.room, &audience);
        assert_eq!(serde_json::from_str::<View>(&shown.text(&self.room, &audience)).unwrap(), view);
        self.shown.insert(audience, (view, shown));
    }

    pub(super) fn stamp(&mut self) -> Stamp {
        self.now += 700;
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        Stamp { at: Timestamp(self.now), seed: self.seed }
    }

    pub(super) fn join(&mut self, service: usize, name: &str) -> ParticipantId {
        let services = &self.room.pack().services;
        let service = &services[service % services.len()];
        let newcomer = Newcomer {
            name: name.into(),
            service: service.id.clone(),
            profession: service.professions.first().map(|p| p.id.clone()),
            modality: Modality::InRoom,
            device: Some(format!("phone-{}", self.people.len()).as_str().into()),
        };
        let stamp = self.stamp();
        let (id, decision) = self.room.join(&newcomer, stamp).unwrap();
        self.keep(&decision, &Actor::Server, None, stamp);
        self.people.push(id.clone());
        id
    }

    /// Gives a command as the next of its actor's device.
    pub(super) fn give(
        &mut self,
        by: &Actor,
        expected: Option<u64>,
        command: &Command,
    ) -> Result<usize, Rejection> {
        let counter = self.counters.get(by).copied().unwrap_or(0) + 1;
        let id = CommandId { device: "d1".into(), counter };
        let stamp = self.stamp();
        let decision = self.room.decide(by, expected, command, stamp)?;
        self.counters.insert(by.clone(), counter);
        let events = decision.events.len();
        self.keep(&decision, by, Some(&id), stamp);
        Ok(events)
    }

    pub(super) fn desk_does(&mut self, command: &Command) -> Result<usize, Rejection> {
        let by = Actor::Facilitator(self.facilitator.clone());
        let revision = Some(self.desk().revision);
        self.give(&by, revision, command)
    }

    pub(super) fn does(&mut self, who: &ParticipantId, command: &Command) -> Result<usize, Rejection> {
        self.give(&Actor::Participant(who.clone()), None, command)
    }

    pub(super) fn expire(&mut self, after: u64) {
        self.now += after;
        let stamp = self.stamp();
        let decision = self.room.expire(stamp);
        self.keep(&decision, &Actor::Server, None, stamp);
    }

    pub(super) fn keep(&mut self, decision: &Decision, by: &Actor, id: Option<&CommandId>, stamp: Stamp) {
        let entries = self.room.record(decision.events.clone(), by, id, stamp);
        let mut touched = Touched::default();
        let seats = self.seats();
        self.room.commit(&entries, &decision.texts, &decision.dropped, &mut touched);
        for text in &decision.texts {
            self.texts.insert(text.id, text.clone());
        }
        for text in &decision.dropped {
            self.texts.remove(text);
        }
        self.log.extend(entries.iter().cloned());
        if let Some(mut transcript) = self.transcript.take() {
            transcript.hear(&self.room, &touched, self.everybody());
            self.transcript = Some(transcript);
        }
        if self.checks {
            self.check_touched(&entries, &touched);
            self.check_seats(&entries, &touched, &seats);
        }
    }

    /// Where everybody sits, of those who are in.
    fn seats(&self) -> BTreeMap<ParticipantId, Option<GroupId>> {
        let is_in = |who: &&ParticipantId| self.room.standing(who) == Some(Standing::In);
        self.people.iter().filter(is_in).map(|who| (who.clone(), self.group_id(who))).collect()
    }

    /// A room made anew of the log, through the form in which it is kept.
    pub(super) fn replayed(&self) -> Room {
        let entries = self.log.iter().map(|entry| {
            let (kind, version, body) = entry.event.write().unwrap();
            let event = Event::read(&kind, version, body.get()).unwrap();
            Entry { event, ..entry.clone() }
        });
        let texts: Texts = self.texts.values().cloned().collect();
        Room::replay(entries, texts).unwrap().with_code("ABCDEFG")
    }

    pub(super) fn audiences(&self) -> Vec<Audience> {
        let desk = self.desk();
        let groups = desk.groups.keys().cloned().map(Audience::Group);
        let own = self.people.iter().cloned().map(Audience::Own);
        [Audience::Shared, Audience::Desk, Audience::Display].into_iter().chain(groups).chain(own).collect()
    }

    /// From here on everything that is sent is written down.
    pub(super) fn listen(&mut self) {
        let mut transcript = Transcript::default();
        transcript.hear(&self.room, &Touched::default(), self.everybody());
        self.transcript = Some(transcript);
    }

    /// Every audience that somebody is of.
    fn everybody(&self) -> impl Iterator<Item = Audience> {
        let mut all = BTreeSet::from([Audience::Shared, Audience::Desk, Audience::Display]);
        all.extend(self.people.iter().filter_map(|who| self.group_id(who)).map(Audience::Group));
        all.extend(self.people.iter().cloned().map(Audience::Own));
        all.into_iter()
    }

    /// Whoever sits elsewhere than before was said to, and what changes nobody's seat says nothing of seats.
    fn check_seats(
        &self,
        entries: &[Entry],
        touched: &Touched,
        before: &BTreeMap<ParticipantId, Option<GroupId>>,
    ) {
        let now = self.seats();
        for who in self.people.iter().filter(|who| now.get(*who) != before.get(*who)) {
            let said = touched.all_seats || touched.seats.contains(who);
            assert!(said, "{entries:?} seated {who} elsewhere and did not say so");
        }
        if entries.iter().all(|entry| !seats(&entry.event)) {
            assert!(!touched.all_seats && touched.seats.is_empty(), "{entries:?} seats nobody");
        }
    }

    /// What an event says it touches holds all that changed, and patches make the new views of the old.
    fn check_touched(&mut self, entries: &[Entry], touched: &Touched) {
        let events: Vec<_> = entries.iter().map(|entry| &entry.event).collect();
        // Each once: of what people see of themselves nothing is kept, and what changed would be said again.
        let mut audiences: BTreeSet<_> = self.audiences().into_iter().collect();
        audiences.extend(self.shown.keys().cloned());
        for audience in audiences {
            let Some((old, shown)) = self.shown.get_mut(&audience) else {
                self.look(audience);
                continue;
            };
            let new = self.room.view(&audience);
            assert_no_nulls(&new);
            let change = patch::diff(old, &new);
            if let Some(change) = &change {
                assert!(
                    touched.has(&audience),
                    "{events:?} changed {audience:?} and did not say so: {change}"
                );
            }
            let told = shown.refresh(&self.room, &audience, touched);
            let told = told.map(|patch| serde_json::from_str::<View>(&patch).unwrap());
            assert_eq!(told, change, "{events:?} changed {audience:?} and was shown otherwise");
            if let Some(change) = &told {
                patch::merge(old, change);
            }
            assert_eq!(*old, new);
            if self.log.len().is_multiple_of(16) {
                let whole = shown.text(&self.room, &audience);
                assert_eq!(serde_json::from_str::<View>(&whole).unwrap(), new);
            }
        }
    }

    pub(super) fn desk(&self) -> DeskView {
        serde_json::from_value(self.room.view(&Audience::Desk)).unwrap()
    }

    pub(super) fn shared(&self) -> SharedView {
        serde_json::from_value(self.room.view(&Audience::Shared)).unwrap()
    }

    pub(super) fn display(&self) -> DisplayView {
        serde_json::from_value(self.room.view(&Audience::Display)).unwrap()
    }

    pub(super) fn own(&self, who: &ParticipantId) -> OwnView {
        serde_json::from_value(self.room.view(&Audience::Own(who.clone()))).unwrap()
    }

    pub(super) fn group_id(&self, who: &ParticipantId) -> Option<GroupId> {
        self.room.group_now(who).cloned()
    }

    pub(super) fn group(&self, who: &ParticipantId) -> Option<GroupView> {
        let group = self.group_id(who)?;
        Some(serde_json::from_value(self.room.view(&Audience::Group(group))).unwrap())
    }

    /// Follows the desk's next move. False once there is none.
    pub(super) fn next(&mut self) -> bool {
        let Some(next) = self.desk().next else { return false };
        self.desk_does(&next.command)
            .unwrap_or_else(|refused| panic!("{:?} was refused: {refused}", next.command));
        true
    }
}

/// Whether an event is of a kind that can seat people elsewhere.
fn seats(event: &Event) -> bool {
    matches!(
        event,
        Event::ParticipantJoined { .. }
            | Event::ParticipantAdmitted { .. }
            | Event::ParticipantRemoved { .. }
            | Event::ParticipantCorrected { .. }
            | Event::ParticipantLeft { .. }
            | Event::ParticipantReturned { .. }
            | Event::ParticipantPlaced { .. }
            | Event::GroupsFormed { .. }
            | Event::CursorMoved { .. }
            | Event::Undone
    )
}

fn assert_no_nulls(view: &View) {
    match view {
        View::Null => panic!("a view holds a null, which a merge patch takes for a removal"),
        View::Array(items) => items.iter().for_each(assert_no_nulls),
        View::Object(map) => map.values().for_each(assert_no_nulls),
        View::Bool(_) | View::Number(_) | View::String(_) => {}
    }
}
