//! A facilitator who does what the desk suggests.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{Connection, Http};

/// How long people have for one thing.
const LONG_ENOUGH: Duration = Duration::from_secs(15);

/// A room, seen from its desk.
pub struct Desk {
    /// The room's code.
    pub code: String,
    /// What opening the room gave.
    pub opened: Value,
    /// The connection.
    pub connection: Connection,
}

impl Desk {
    /// Opens a room with the pack, or with the built-in one, and sits down at its desk.
    pub async fn open(http: &Http, pack: Option<&str>) -> Self {
        let mut wanted = json!({ "title": "Across the corridor", "name": "Robin", "grace_seconds": 0 });
        if let Some(pack) = pack {
            wanted["pack"] = pack.into();
        }
        let answer = http.post("/api/rooms", None, &wanted).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        let opened = answer.body;
        let text = |key: &str| opened[key].as_str().unwrap().to_owned();
        let connection = Connection::hello(http.address(), &text("facilitator"), "desk").await;
        Self { code: text("code"), opened, connection }
    }

    /// The desk's view.
    pub fn view(&self) -> &Value {
        self.connection.view("desk")
    }

    /// Reads on until the view is so.
    pub async fn until(&mut self, wanted: impl FnMut(&Value) -> bool) {
        self.connection.until_view("desk", wanted).await;
    }

    /// Gives a command on the agenda.
    pub async fn act(&mut self, command: &Value) -> Result<(), Value> {
        let revision = self.view()["revision"].as_u64();
        self.connection.ask(command, revision).await
    }

    /// Goes through the whole session, each time once the people in the room have done what is asked of them, or have
    /// had long enough: who writes with others may leave something to them that nobody writes.
    pub async fn to_the_end(&mut self, people: usize) {
        self.until(|desk| desk["people"].as_object().is_some_and(|all| all.len() == people)).await;
        while self.view()["phase"] != "closed" {
            let done = self.until(|desk| {
                let is_full = |item: &Value| item["progress"]["done"] == item["progress"]["of"];
                let items = desk["items"].as_object().into_iter().flatten();
                let mut open = items.filter(|(_, item)| item["status"]["state"] == "open");
                desk["phase"] == "closed" || !desk["next"].is_null() && open.all(|(_, item)| is_full(item))
            });
            let _ = timeout(LONG_ENOUGH, done).await;
            if self.view()["phase"] != "closed" {
                self.follow().await;
            }
        }
    }

    /// Does the suggested thing, once there is one.
    pub async fn follow(&mut self) {
        self.until(|desk| !desk["next"].is_null()).await;
        let next = self.view()["next"]["command"].clone();
        self.act(&next).await.unwrap_or_else(|refused| panic!("{next} was refused: {refused}"));
    }
}
