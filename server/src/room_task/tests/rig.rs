//! A room in memory, and clients that do what a client does.

use std::sync::Arc;

use bytes::Bytes;
use crosstracks_protocol::{
    command::Command,
    event::Settings,
    ids::{FacilitatorId, ParticipantId, RoomId},
    pack::Pack,
    patch,
    room::{Newcomer, Opening, Room, groups::Modality},
    stamp::Stamp,
    wire::ServerMessage,
};
use futures_util::FutureExt;
use serde_json::{Map, Value};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    auth::{RoomCode, Token},
    clock,
    log::{Creation, EventLog, MemoryLog, NewRoom},
    outbox::{Goodbye, Mail},
    registry::Registry,
    room_task::{MemberId, RoomHandle, Seat, open, rows, text_row},
};

/// A room that lives.
pub(super) struct Rig {
    pub(super) log: Arc<MemoryLog>,
    pub(super) registry: Arc<Registry>,
    pub(super) tasks: TaskTracker,
    pub(super) room: RoomId,
    pub(super) handle: RoomHandle,
    pub(super) sam: FacilitatorId,
}

impl Rig {
    /// Opens one, with Sam at the desk.
    pub(super) async fn open() -> Self {
        Self::open_for(100).await
    }

    /// Opens one for so many people.
    pub(super) async fn open_for(max_people: usize) -> Self {
        let log = Arc::new(MemoryLog::default());
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let pack = Pack::sample();
        let preset = pack.agenda.presets[0].id.to_string();
        let opening = Opening {
            room: "r1".into(),
            pack: Arc::new(pack),
            settings: Settings { grace_ms: 0, preset, max_people },
            title: "A morning together".to_owned(),
            name: "Sam".to_owned(),
        };
        let stamp = Stamp { at: clock::now(), seed: 1 };
        let (sam, entries, texts) = Room::open(opening, stamp).unwrap();
        let new = NewRoom {
            id: "r1".into(),
            code: RoomCode::draw(),
            opened_at: stamp.at,
            retention_days: 90,
            rows: rows(&entries).unwrap(),
            texts: texts.into_iter().map(text_row).collect(),
            credentials: vec![],
        };
        let room = new.id.clone();
        assert_eq!(log.create(new).await, Ok(Creation::Created));
        let registry = Registry::new(log.clone(), tasks.clone(), stop, 10);
        let handle = registry.get(&room).await.unwrap();
        Self { log, registry, tasks, room, handle, sam }
    }

    /// Lets somebody in at the door: the services take turns.
    pub(super) async fn join(&self, n: usize) -> ParticipantId {
        let services = Pack::sample().services;
        let newcomer = Newcomer {
            name: format!("Somebody {n}"),
            service: services[n % services.len()].id.clone(),
            profession: None,
            modality: Modality::InRoom,
            device: None,
        };
        self.handle.join(newcomer, Token::draw().hash()).await.unwrap().unwrap().participant
    }

    /// Connects somebody, welcome included.
    pub(super) async fn enter(&self, seat: Seat, device: &str) -> Client {
        let mut client = self.knock(seat, device).await;
        client.take_welcome().await;
        client
    }

    /// Connects somebody who may not be welcome.
    pub(super) async fn knock(&self, seat: Seat, device: &str) -> Client {
        Client::enter(&self.handle, seat, device).await
    }

    /// Connects Sam.
    pub(super) async fn desk(&self, device: &str) -> Client {
        self.enter(Seat::Facilitator(self.sam.clone()), device).await
    }

    /// Sends the command that the desk suggests, once there is one; says `false` when the session has ended.
    pub(super) async fn step(&self, desk: &mut Client) -> bool {
        while desk.view("desk")["next"].is_null() {
            if desk.view("desk")["phase"] == "closed" {
                return false;
            }
            desk.until("update").await;
        }
        let next = desk.view("desk")["next"]["command"].clone();
        let id = desk.sent + 1;
        desk.sent = id;
        desk.send(self, id, Some(desk.revision()), next.clone()).await;
        loop {
            let message = desk.next().await;
            if message["id"] == id {
                assert_eq!(message["type"], "ack", "{next} {message}");
                return true;
            }
        }
    }

    /// Ends a connection.
    pub(super) fn leave(&self, client: Client) {
        self.handle.leave(client.member);
    }

    /// The room as its log has it.
    pub(super) async fn replayed(&self) -> Room {
        open(&*self.log, &self.room).await.unwrap().0
    }

    /// The number of the last event.
    pub(super) async fn seq(&self) -> u64 {
        self.log.room(&self.room).await.unwrap().unwrap().head.0
    }
}

/// A connection and what it was shown.
pub(super) struct Client {
    pub(super) member: MemberId,
    pub(super) welcome: Value,
    /// How often the group's layer came whole.
    pub(super) new_groups: usize,
    /// The number of the last command that a [`step`](Rig::step) sent.
    sent: u64,
    mail: Mail,
    heard: Vec<Value>,
    views: Map<String, Value>,
    pub(super) over: Option<Goodbye>,
}

impl Client {
    pub(super) async fn enter(room: &RoomHandle, seat: Seat, device: &str) -> Self {
        let (outbox, mail) = Mail::new();
        let member = room.enter(seat, device.into(), None, outbox).await.unwrap();
        Self {
            member,
            welcome: Value::Null,
            new_groups: 0,
            sent: 0,
            mail,
            heard: vec![],
            views: Map::new(),
            over: None,
        }
    }

    pub(super) async fn take_welcome(&mut self) {
        self.welcome = self.until("welcome").await;
    }

    /// Asks for something.
    pub(super) async fn send(&self, rig: &Rig, id: u64, expected: Option<u64>, command: Value) {
        let command: Command = serde_json::from_value(command).unwrap();
        rig.handle.submit(self.member, id, expected, command).await.unwrap();
    }

    /// A layer as this client has it.
    pub(super) fn view(&self, layer: &str) -> &Value {
        self.views.get(layer).unwrap_or(&Value::Null)
    }

    /// The agenda's revision, as the desk has it.
    pub(super) fn revision(&self) -> u64 {
        self.view("desk")["revision"].as_u64().unwrap()
    }

    /// Reads on to a message of a kind.
    pub(super) async fn until(&mut self, kind: &str) -> Value {
        loop {
            let message = self.next().await;
            if message["type"] == kind {
                return message;
            }
        }
    }

    /// Reads on to the answer to a command.
    pub(super) async fn until_answer(&mut self) -> Value {
        loop {
            let message = self.next().await;
            if message["type"] == "ack" || message["type"] == "rejected" {
                return message;
            }
        }
    }

    /// The next message.
    pub(super) async fn next(&mut self) -> Value {
        while self.heard.is_empty() {
            assert_eq!(self.over, None, "the connection is over");
            let mut frames = vec![];
            self.over = self.mail.next(&mut frames).await;
            self.take_in(&frames);
        }
        let message = self.heard.remove(0);
        self.merge(&message);
        message
    }

    /// The next message, if there is one before the end.
    async fn until_over(&mut self) -> Option<Value> {
        if self.heard.is_empty() {
            let mut frames = vec![];
            self.over = self.mail.next(&mut frames).await;
            self.take_in(&frames);
        }
        if self.heard.is_empty() { None } else { Some(self.next().await) }
    }

    /// Reads all that is there.
    pub(super) fn catch_up(&mut self) -> Vec<Value> {
        let mut messages = vec![];
        while (self.over.is_none() || !self.heard.is_empty())
            && let Some(message) = self.until_over().now_or_never().flatten()
        {
            messages.push(message);
        }
        messages
    }

    /// Whether the room let go of this connection, without reading what it has for it.
    pub(super) fn is_let_go(&mut self) -> bool {
        self.mail.is_let_go()
    }

    /// Reads to the end.
    pub(super) async fn goodbye(&mut self) -> Goodbye {
        let mut frames = vec![];
        while self.over.is_none() {
            self.over = self.mail.next(&mut frames).await;
        }
        self.over.unwrap()
    }

    fn take_in(&mut self, frames: &[Bytes]) {
        for frame in frames {
            // Whatever is composed by hand must be a message of the protocol, and lose nothing by being one.
            let message: ServerMessage = serde_json::from_slice(frame).unwrap();
            let read: Value = serde_json::from_slice(frame).unwrap();
            assert_eq!(serde_json::to_value(&message).unwrap(), read);
            self.heard.push(read);
        }
    }

    fn merge(&mut self, message: &Value) {
        self.new_groups += usize::from(!message["full"]["group"].is_null());
        let layers = |key: &str| message[key].as_object().into_iter().flatten();
        for (layer, whole) in layers("views").chain(layers("full")) {
            self.views.insert(layer.clone(), whole.clone());
        }
        for (layer, change) in layers("patch") {
            let view = self.views.entry(layer.clone()).or_insert(Value::Null);
            let before = view.clone();
            patch::merge(view, change);
            assert_ne!(view, &before, "{layer} was sent what it has: {change}");
        }
    }
}
