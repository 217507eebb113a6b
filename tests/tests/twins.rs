//! Two rooms that differ only in who of two people of a service voted and rated which way: over sockets, the fallback
//! and a reconnect, on the display, at the desk, and in reports, exports and the replay, everybody but those two is
//! told the same. `protocol/tests/rooms/twins.rs` compares many more such pairs, without anything around the room.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail so")]

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use crosstracks_protocol::pack::Pack;
use crosstracks_tests::{Connection, Desk, Ear, Http, LONG, Server};
use serde_json::{Map, Value, json};
use tokio::{task::yield_now, time::timeout};

const PROGRAM: &str = env!("CARGO_BIN_EXE_crosstracks-under-test");
/// Who comes, of which service. The first two are who swaps: enough others come for the room's figures to be shown.
const PEOPLE: [(&str, &str); 7] = [
    ("Ann", "gp"),
    ("Ben", "gp"),
    ("Cat", "gp"),
    ("Dan", "gp"),
    ("Eve", "gp"),
    ("Fay", "asc"),
    ("Gus", "asc"),
];
fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap()
}

/// A room whose people have come, with those who listen.
struct Twin {
    http: Http,
    desk: Desk,
    people: Vec<(String, Connection)>,
    ears: BTreeMap<&'static str, Ear>,
    /// Which of the two it is: 0 or 1.
    swap: usize,
}

impl Twin {
    async fn open(http: Http, swap: usize) -> Self {
        let mut desk = Desk::open(&http, None).await;
        let mut people = Vec::new();
        for (name, service) in PEOPLE {
            let token = http.join(&desk.code, name, service).await;
            let connection = Connection::hello(http.address(), &token, "phone").await;
            people.push((token, connection));
        }
        desk.until(|desk| desk["people"].as_object().is_some_and(|all| all.len() == PEOPLE.len())).await;
        let at = http.address();
        let ears = BTreeMap::from([
            ("Cat's socket", Ear::on_socket(at, &people[2].0, "ear").await),
            ("Dan's stream", Ear::on_stream(&http, &people[3].0, "ear").await),
            ("Fay's socket", Ear::on_socket(at, &people[5].0, "ear").await),
            ("the display", Ear::on_socket(at, text(&desk.opened, "display"), "wall").await),
            ("the desk", Ear::on_socket(at, text(&desk.opened, "facilitator"), "ear").await),
        ]);
        Self { http, desk, people, ears, swap }
    }

    /// What somebody chooses, of so many. The first two choose what the other one does in the other room.
    fn choice(&self, person: usize, of: usize) -> usize {
        if person < 2 { (person + self.swap) % 2 } else { person % of }
    }

    /// Everybody answers what is open.
    async fn work(&mut self) {
        let items = self.desk.view()["items"].as_object().cloned().unwrap_or_default();
        let pack = Pack::sample();
        let open = |id: &str| items.get(id).is_some_and(|item| item["status"]["state"] == "open");
        for person in 0..self.people.len() {
            for quote in pack.quotes.iter().filter(|quote| open(quote.id.as_str())) {
                let choice = [["gp", "asc"][self.choice(person, 2)]];
                self.says(person, json!({ "type": "vote", "quote": quote.id, "choice": choice })).await;
            }
            for instrument in pack.instruments.iter().filter(|instrument| open(instrument.id.as_str())) {
                for item in &instrument.items {
                    let value = self.choice(person, 5);
                    let (instrument, item) = (&instrument.id, &item.id);
                    let answer = json!({ "type": "answer_survey", "instrument": instrument, "item": item, "value": value });
                    self.says(person, answer).await;
                }
            }
        }
    }

    async fn says(&mut self, person: usize, command: Value) {
        self.people[person].1.ask(&command, None).await.unwrap();
    }

    /// Votes, what the room is shown of them, and the end: without tables, for chance seats people at those.
    async fn run(&mut self) {
        while self.desk.view()["step"]["step"] != "vote" {
            self.work().await;
            moment_passes().await;
            self.desk.follow().await;
        }
        let quotes = self.desk.view()["item_order"].clone();
        self.acts(json!({ "type": "open", "items": quotes })).await;
        self.work().await;
        self.acts(json!({ "type": "close", "items": quotes })).await;
        let to = self.reveals();
        self.acts(json!({ "type": "go_to", "cursor": to })).await;
        for quote in quotes.as_array().unwrap().iter().take(2) {
            for part in [1, 2] {
                self.acts(json!({ "type": "reveal", "item": quote, "part": part })).await;
            }
        }
        self.acts(json!({ "type": "close_room" })).await;
        self.desk.until(|desk| desk["phase"] == "closed").await;
    }

    async fn acts(&mut self, command: Value) {
        moment_passes().await;
        self.desk.act(&command).await.unwrap_or_else(|refused| panic!("{command} was refused: {refused}"));
    }

    /// Where the room is shown how it voted.
    fn reveals(&self) -> Value {
        let agenda = self.desk.view()["agenda"].as_array().unwrap().iter().enumerate();
        let mut steps = agenda.flat_map(|(stage, plan)| {
            let steps = plan["steps"].as_array().unwrap().iter().enumerate();
            steps.map(move |(step, plan)| (json!({ "stage": stage, "step": step, "item": 0 }), plan))
        });
        steps.find(|(_, step)| step["step"] == "reveal").unwrap().0
    }

    /// All that was told to everybody but the two, by whom it was told, with the names of this room taken out.
    async fn told(mut self) -> BTreeMap<String, Vec<Value>> {
        let mut all = BTreeMap::new();
        let tokens = [
            ("Cat, coming back", self.people[2].0.clone()),
            ("the display, coming back", text(&self.desk.opened, "display").to_owned()),
            ("the desk, coming back", text(&self.desk.opened, "facilitator").to_owned()),
        ];
        for (who, ear) in &mut self.ears {
            // The end comes last: whoever has heard of it has heard all.
            let hears = async {
                loop {
                    let heard = ear.transcript().await;
                    if heard.contains(r#""phase":"closed""#) {
                        return heard;
                    }
                }
            };
            let heard =
                timeout(LONG, hears).await.unwrap_or_else(|_| panic!("{who} did not hear of the end"));
            all.insert((*who).to_owned(), heard);
        }
        for (who, token) in tokens {
            let mut ear = Ear::on_socket(self.http.address(), &token, "another").await;
            all.insert(who.to_owned(), ear.transcript().await);
        }
        let facilitator = text(&self.desk.opened, "facilitator").to_owned();
        for readers in ["facilitators", "commissioners"] {
            let report =
                self.http.get_as(&format!("/api/rooms/mine/report?readers={readers}"), &facilitator).await;
            assert_eq!(report.status, 200, "{report:?}");
            all.insert(format!("the report for {readers}"), report.body.to_string());
            for form in ["csv", "html", "json"] {
                let path = format!("/api/rooms/mine/report/{form}?readers={readers}");
                let file = self.http.download(&path, &facilitator).await;
                all.insert(
                    format!("{form} for {readers}"),
                    json!(String::from_utf8_lossy(&file.bytes)).to_string(),
                );
            }
        }
        let moments = self.http.get_as("/api/rooms/mine/replay", &facilitator).await.body;
        for moment in moments.as_array().unwrap() {
            let seq = &moment["seq"];
            let picture = self.http.get_as(&format!("/api/rooms/mine/replay/{seq}"), &facilitator).await;
            all.insert(format!("the picture of {seq}"), picture.body.to_string());
        }
        all.insert("the replay".to_owned(), moments.to_string());
        let names = self.names();
        all.into_iter().map(|(who, heard)| (who, messages(&heard, &names))).collect()
    }

    /// What this room alone calls something, and what it is called in the comparison.
    fn names(&self) -> Vec<(String, String)> {
        let view = self.desk.view();
        let people = view["people"].as_object().unwrap().iter();
        let people = people.map(|(id, person)| (id.clone(), format!("<{}>", text(person, "name"))));
        let facilitators = view["facilitators"].as_object().unwrap().keys();
        let facilitators = facilitators.map(|id| (id.clone(), "<Robin>".to_owned()));
        let room = (text(&self.desk.opened, "room").to_owned(), "<room>".to_owned());
        people.chain(facilitators).chain([room, (self.desk.code.clone(), "<code>".to_owned())]).collect()
    }
}

/// Waits until a room's clock, which counts milliseconds, shows another moment: of two deeds at the same one the second's
/// is not told, for it is known.
async fn moment_passes() {
    let since = Instant::now();
    while since.elapsed() < Duration::from_millis(1) {
        yield_now().await;
    }
}

/// The messages of a transcript that tell of the room. Who is connected, and what one's own commands came to, tell of
/// nothing that is hidden and come when they do.
fn messages(heard: &str, names: &[(String, String)]) -> Vec<Value> {
    let messages = heard.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let tells = |message: &Value| {
        !matches!(message["type"].as_str(), Some("presence" | "pong" | "session" | "ack" | "writing"))
    };
    messages.filter(tells).map(|message| neutral(message, names)).collect()
}

/// The same with no name of the room, no token and no moment in it.
fn neutral(value: Value, names: &[(String, String)]) -> Value {
    let rename = |text: String| names.iter().fold(text, |text, (id, name)| text.replace(id.as_str(), name));
    match value {
        Value::String(text) => rename(text).into(),
        Value::Number(number) if number.as_f64().is_some_and(|number| number > 1e12) => "<a moment>".into(),
        Value::Array(items) => items.into_iter().map(|item| neutral(item, names)).collect(),
        Value::Object(map) => {
            let fields = map.into_iter().filter(|(key, value)| !(key == "next" && value.is_string()));
            fields.map(|(key, value)| (rename(key), neutral(value, names))).collect::<Map<_, _>>().into()
        }
        value => value,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rooms_that_differ_in_who_answered_what_tell_others_the_same() {
    let server = Server::start(PROGRAM);
    let mut told = Vec::new();
    for swap in [0, 1] {
        let mut twin = Twin::open(server.http(), swap).await;
        twin.run().await;
        let own = twin.people[0].1.view("own").clone();
        told.push((own["votes"].clone(), twin.told().await));
    }
    let [(one, here), (other, there)] = <[_; 2]>::try_from(told).unwrap();
    assert_ne!(one, other, "else the twins are the same");
    assert_eq!(here.keys().collect::<Vec<_>>(), there.keys().collect::<Vec<_>>());
    let all = serde_json::to_string(&here).unwrap();
    assert!(all.contains("distribution") && all.contains("attribution"), "the room was shown too little");
    for (who, here) in &here {
        let there = &there[who];
        for (n, (here, there)) in here.iter().zip(there).enumerate() {
            assert_eq!(here, there, "{who}, message {n}");
        }
        assert_eq!(here.len(), there.len(), "{who}");
    }
}
