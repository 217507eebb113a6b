//! A room with somebody of every role in it, taken from stage to stage of a session.

use crosstracks_tests::{Connection, Desk, Server};
use serde_json::{Value, json};

use crate::commands::Row;

const PROGRAM: &str = env!("CARGO_BIN_EXE_crosstracks-under-test");
/// Enough that each service has two groups: what is another's is not always another service's.
const EACH_SERVICE: usize = 8;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Participant,
    Knocking,
    Left,
    Removed,
    Facilitator,
    Display,
}

impl Role {
    pub(crate) const ALL: [Self; 6] =
        [Self::Participant, Self::Knocking, Self::Left, Self::Removed, Self::Facilitator, Self::Display];
}

/// Where the room is when a column is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Lobby,
    /// A step in which something is open.
    Open(&'static str),
    /// A step in which nothing is opened, or before it is.
    At(&'static str),
    /// A pack's own answer about the first service has been shown.
    Told,
    Paused,
    Ended,
}

/// The columns. A new activity adds its steps where the agenda has them.
pub(crate) const STAGES: [Stage; 18] = [
    Stage::Lobby,
    Stage::Open("baseline"),
    Stage::Open("vote"),
    Stage::Open("talk"),
    Stage::At("reveal"),
    Stage::Open("surprise"),
    Stage::Open("write"),
    Stage::At("match"),
    Stage::Open("exchange"),
    Stage::At("harvest"),
    Stage::Told,
    Stage::Open("parts"),
    Stage::At("plenary"),
    Stage::Open("personal"),
    Stage::Open("together"),
    Stage::At("read_out"),
    Stage::Paused,
    Stage::Ended,
];

impl Stage {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Lobby => "lobby",
            Self::Open(step) | Self::At(step) => step,
            Self::Told => "model answer",
            Self::Paused => "paused",
            Self::Ended => "ended",
        }
    }

    fn is_reached(self, desk: &Value) -> bool {
        let open = |desk: &Value| {
            let items = desk["items"].as_object();
            items.is_some_and(|items| items.values().any(|item| item["status"]["state"] == "open"))
        };
        match self {
            Self::Lobby => desk["phase"] == "lobby",
            Self::Open(step) => desk["step"]["step"] == step && open(desk),
            Self::At(step) => desk["step"]["step"] == step,
            Self::Told => {
                let told =
                    |(id, item): (&String, &Value)| id.starts_with('g') && item["status"]["shown"] == 2;
                desk["step"]["step"] == "harvest"
                    && desk["items"].as_object().is_some_and(|i| i.iter().any(told))
            }
            Self::Paused => desk["phase"] == "paused",
            Self::Ended => desk["phase"] == "closed",
        }
    }
}

/// The room.
pub(crate) struct Scene {
    server: Server,
    desk: Desk,
    connections: Vec<(Role, Connection)>,
    others: Vec<Connection>,
    /// The ids of people: of who asks, of who left, of who was taken out, and of somebody in another room.
    pub(crate) me: String,
    pub(crate) left: String,
    pub(crate) removed: String,
    pub(crate) erased: String,
    pub(crate) stranger: String,
    /// Whoever erases themselves: at the end, when nobody joins any more, one who is in and one who left.
    last: [Option<Connection>; 2],
}

impl Scene {
    pub(crate) async fn set() -> Self {
        let server = Server::start_with(PROGRAM, &["--max-commands", "1000000"]);
        let http = server.http();
        let elsewhere = Desk::open(&http, None).await;
        let (_, stranger) = join(&server, &elsewhere.code, "Sam", "gp").await;
        let mut desk = Desk::open(&http, None).await;
        let mut people = Vec::new();
        for service in ["gp", "asc"] {
            for n in 0..EACH_SERVICE {
                people.push(join(&server, &desk.code, &format!("{service} {n}"), service).await);
            }
        }
        let left = join(&server, &desk.code, "Lee", "gp").await;
        let removed = join(&server, &desk.code, "Ray", "gp").await;
        let erased = join(&server, &desk.code, "Eve", "gp").await;
        desk.act(&json!({ "type": "erase", "participant": erased.1 })).await.unwrap();
        desk.act(&json!({ "type": "remove", "participant": removed.1 })).await.unwrap();
        desk.act(&json!({ "type": "lock_joining", "on": true })).await.unwrap();
        let knocking = join(&server, &desk.code, "Kit", "gp").await;
        let display = desk.opened["display"].as_str().unwrap().to_owned();
        let hello = async |token: &str| Connection::hello(server.address(), token, "probe").await;
        let mut connections = vec![
            (Role::Participant, hello(&people[0].0).await),
            (Role::Knocking, hello(&knocking.0).await),
            (Role::Left, hello(&left.0).await),
            (Role::Removed, hello(&removed.0).await),
            (Role::Display, hello(&display).await),
        ];
        connections[2].1.ask(&json!({ "type": "leave" }), None).await.unwrap();
        let mut others = Vec::new();
        for (token, _) in &people[1..] {
            others.push(hello(token).await);
        }
        let mut last = [None, None];
        for (n, last) in last.iter_mut().enumerate() {
            let (token, id) = join(&server, &desk.code, "Kim", "gp").await;
            desk.act(&json!({ "type": "admit", "participant": id })).await.unwrap();
            let connection = last.insert(hello(&token).await);
            if n == 1 {
                connection.ask(&json!({ "type": "leave" }), None).await.unwrap();
            }
        }
        let me = people[0].1.clone();
        Self {
            server,
            desk,
            connections,
            others,
            me,
            left: left.1,
            removed: removed.1,
            erased: erased.1,
            stranger,
            last,
        }
    }

    /// Takes the room there as its facilitator would, and has everybody write what can be written.
    pub(crate) async fn go_to(&mut self, stage: Stage) {
        match stage {
            Stage::Paused => self.desk.act(&json!({ "type": "pause" })).await.unwrap(),
            Stage::Ended => self.desk.act(&json!({ "type": "close_room" })).await.unwrap(),
            _ => {
                while !stage.is_reached(self.desk.view()) {
                    self.desk.follow().await;
                }
            }
        }
        self.desk.until(|desk| stage.is_reached(desk)).await;
        self.catch_up().await;
        let quote = self.quote();
        for connection in &mut self.others {
            let mut sheets = vec![format!("{quote}.why_said"), "rosa.matters".to_owned()];
            if let Some(asked) = connection.view("group")["questions"].as_object() {
                sheets.extend(asked.keys().cloned());
            }
            for sheet in sheets {
                // Where this is not the step for it, it is refused.
                let point = json!({ "type": "add_point", "sheet": sheet, "text": "A point" });
                _ = connection.ask(&point, None).await;
            }
        }
        // At one table and another, so that none is full.
        for connection in self.others.iter_mut().step_by(5) {
            _ = connection.ask(&json!({ "type": "add_action", "text": "Meet" }), None).await;
        }
        self.catch_up().await;
    }

    /// Has everybody read what was sent to them until now: their answers come after it.
    async fn catch_up(&mut self) {
        let nothing = json!({ "type": "ask_for_help", "on": false });
        for connection in self.others.iter_mut().chain(self.connections.iter_mut().map(|(_, one)| one)) {
            _ = connection.ask(&nothing, None).await;
        }
        _ = self.desk.act(&json!({ "type": "undo_nothing" })).await;
    }

    /// What somebody is told about a command: `yes`, or the code of the refusal.
    pub(crate) async fn ask(&mut self, role: Role, row: &Row) -> String {
        let mut command = (row.fields)(self);
        command["type"] = row.command.into();
        let revision = self.desk.view()["revision"].as_u64().unwrap();
        let expected = row.on_agenda.then_some(revision + 1);
        if row.command == "erase_myself" && matches!(role, Role::Participant | Role::Left) {
            return self.erase_somebody(role == Role::Left).await;
        }
        let connection = match role {
            Role::Facilitator => &mut self.desk.connection,
            role => &mut self.connections.iter_mut().find(|(one, _)| *one == role).unwrap().1,
        };
        let told = match connection.ask(&command, expected).await {
            Ok(()) => "yes".to_owned(),
            Err(refused) => refused["code"].as_str().unwrap().to_owned(),
        };
        assert_ne!(told, "unknown_command", "{command}");
        if row.on_agenda && told == "stale" { "yes".to_owned() } else { told }
    }

    /// What somebody is told who erases themselves. It is somebody else each time: they cannot do it twice.
    async fn erase_somebody(&mut self, has_left: bool) -> String {
        let mut connection = if self.desk.view()["phase"] == "closed" {
            self.last[usize::from(has_left)].take().unwrap()
        } else {
            let (token, id) = join(&self.server, &self.desk.code, "Kim", "gp").await;
            self.desk.act(&json!({ "type": "admit", "participant": id })).await.unwrap();
            let mut connection = Connection::hello(self.server.address(), &token, "probe").await;
            if has_left {
                connection.ask(&json!({ "type": "leave" }), None).await.unwrap();
            }
            connection
        };
        match connection.ask(&json!({ "type": "erase_myself" }), None).await {
            Ok(()) => "yes".to_owned(),
            Err(refused) => refused["code"].as_str().unwrap().to_owned(),
        }
    }

    /// Takes back what would change the next rows.
    pub(crate) async fn mend(&mut self, row: &Row) {
        let (role, back) = match (row.command, row.object) {
            ("leave", _) => (Role::Participant, json!({ "type": "come_back" })),
            ("come_back", _) => (Role::Left, json!({ "type": "leave" })),
            ("remove_action", "own table's") => {
                (Role::Participant, json!({ "type": "add_action", "text": "Meet" }))
            }
            _ => return,
        };
        let connection = &mut self.connections.iter_mut().find(|(one, _)| *one == role).unwrap().1;
        // Where nothing was done there is nothing to take back.
        _ = connection.ask(&back, None).await;
    }

    fn mine(&self, layer: &str) -> &Value {
        self.connections[0].1.view(layer)
    }

    /// A quote that tables talk about, or the first.
    pub(crate) fn quote(&self) -> String {
        let picked = self.mine("shared")["impressions"]["talk_quotes"][0].as_str();
        picked.unwrap_or("q1").to_owned()
    }

    /// A question that my group answers, about the other service.
    pub(crate) fn question(&self) -> String {
        let asked = self.mine("group")["questions"].as_object().and_then(|asked| asked.keys().next());
        asked.map_or("a1", String::as_str).to_owned()
    }

    /// A question about my own service, of which the pack's answer was shown if there is one.
    pub(crate) fn question_about_us(&self) -> String {
        let questions = self.mine("shared")["knowledge"]["questions"].as_object();
        let mut told =
            questions.into_iter().flatten().filter(|(_, question)| question["status"]["shown"] == 2);
        told.find(|(id, _)| id.starts_with('g')).map_or("g1", |(id, _)| id).to_owned()
    }

    /// A point of my group, and its revision.
    pub(crate) fn own_point(&self) -> (String, u64) {
        let sheets = self.mine("group")["sheets"].as_object();
        let points = sheets.into_iter().flat_map(|sheets| sheets.values());
        let mut points = points.filter_map(Value::as_object).flatten();
        let found = points.next().map(|(id, point)| (id.clone(), point["revision"].as_u64().unwrap()));
        found.unwrap_or(("gp-1.a1.99".to_owned(), 1))
    }

    /// A point of a group that mine does not meet, of my own service where there are groups of services.
    pub(crate) fn others_point(&self) -> String {
        let (point, _) = self.own_point();
        let (group, rest) = point.split_once('.').unwrap();
        let (kind, number) = group.rsplit_once('-').unwrap();
        let other = if number == "1" { 2 } else { 1 };
        format!("{kind}-{other}.{rest}")
    }

    /// A point about my service, of a group that mine meets.
    pub(crate) fn point_about_us(&self) -> String {
        let answers = self.mine("group")["pairing"]["answers"].as_object();
        let answers = answers.into_iter().flatten().filter(|(group, _)| !group.starts_with("gp"));
        let answers = answers.filter_map(|(_, questions)| questions.as_object()).flatten();
        let mut points = answers.filter_map(|(_, answer)| answer["points"].as_object()).flatten();
        points.next().map_or("asc-1.g1.99", |(id, _)| id).to_owned()
    }

    /// The revision of my first plan.
    pub(crate) fn plan_revision(&self) -> u64 {
        self.mine("own")["plans"]["1"]["revision"].as_u64().unwrap_or(0)
    }

    /// An action of my table.
    pub(crate) fn own_action(&self) -> String {
        let actions = self.mine("group")["actions"].as_object();
        actions.and_then(|actions| actions.keys().next()).map_or("no-action", String::as_str).to_owned()
    }

    /// An action of another table.
    pub(crate) fn others_action(&self) -> String {
        let mine = self.mine("group")["group"].as_str().unwrap_or_default();
        let actions = self.desk.view()["plans"]["actions"].as_object();
        let mut others = actions.into_iter().flatten().filter(|(_, action)| action["group"] != mine);
        others.next().map_or("no-action", |(id, _)| id).to_owned()
    }
}

/// Joins, and gives the token and the person's id.
async fn join(server: &Server, code: &str, name: &str, service: &str) -> (String, String) {
    let card = json!({ "code": code, "name": name, "service": service, "modality": "in_room" });
    let joined = server.http().post("/api/join", None, &card).await;
    let text = |key: &str| joined.body[key].as_str().unwrap_or_else(|| panic!("{joined:?}")).to_owned();
    (text("token"), text("participant"))
}
