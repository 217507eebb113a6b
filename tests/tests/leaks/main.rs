//! Nothing shows before its time: everything that is sent to every role, over sockets, the fallback, the display
//! and fresh connections, is written down and searched for what is hidden (V1 to V8).

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail so")]

mod afterwards;

use std::collections::{BTreeMap, BTreeSet};

use crosstracks_protocol::pack::Pack;
use crosstracks_tests::{Connection, Desk, Ear, Http, Server};
use serde_json::{Value, json};

use self::afterwards::{nothing_personal_is_at_rest, nothing_personal_is_exported};

const PROGRAM: &str = env!("CARGO_BIN_EXE_crosstracks-under-test");
const EACH_SERVICE: usize = 8;
/// What everybody is called, and nothing else.
const NAME: &str = "Quillfeather";

/// What somebody may have heard by now, beside what was never hidden.
#[derive(Clone, Default)]
struct Allowed(BTreeSet<String>);

/// The sample pack with a mark on everything that is hidden in it.
fn marked_pack() -> Value {
    let mut pack = serde_json::to_value(Pack::sample()).unwrap();
    pack["id"] = "marked".into();
    for quote in pack["quotes"].as_array_mut().unwrap() {
        let id = quote["id"].as_str().unwrap().to_owned();
        quote["context_note"] =
            format!("MARK-context-{id}. Written for this pack; assigned to a service.").into();
        quote["facilitator_note"] = format!("MARK-note-{id}.").into();
    }
    for question in pack["knowledge_questions"].as_array_mut().unwrap() {
        let id = question["id"].as_str().unwrap().to_owned();
        question["model_answer"] = format!("MARK-model-{id}.").into();
        for fact in question["facts"].as_array_mut().unwrap() {
            fact["statement"] = format!("MARK-fact-{id}.").into();
        }
    }
    for (n, part) in pack["cases"][0]["parts"].as_array_mut().unwrap().iter_mut().enumerate() {
        let part = part.as_object_mut().unwrap();
        part["reveal_note"] = format!("MARK-after-{}.", n + 1).into();
        let mark = || Value::from(format!("MARK-part-{}.", n + 1));
        (part["title"], part["narrative"], part["poll"]["question"]) = (mark(), mark(), mark());
        for question in part["questions"].as_array_mut().unwrap() {
            question["text"] = mark();
        }
    }
    pack
}

/// The marks in a text.
fn marks(text: &str) -> BTreeSet<String> {
    let name = |rest: &str| {
        rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).next().unwrap_or("").to_owned()
    };
    text.split("MARK-").skip(1).map(name).collect()
}

/// One person, or the display, with all their connections.
struct Listener {
    who: String,
    token: String,
    ears: Vec<Ear>,
    group: Option<String>,
}

impl Listener {
    async fn new(http: &Http, who: &str, token: String, streams: bool) -> Self {
        let mut ears = vec![Ear::on_socket(http.address(), &token, "ear-1").await];
        if streams {
            ears.push(Ear::on_stream(http, &token, "ear-2").await);
        }
        Self { who: who.to_owned(), token, ears, group: None }
    }

    /// Everything they were sent, and what a connection made now is told.
    async fn transcripts(&mut self, http: &Http) -> Vec<String> {
        let mut fresh = Ear::on_socket(http.address(), &self.token, "ear-3").await;
        let mut all = vec![fresh.transcript().await];
        for ear in &mut self.ears {
            all.push(ear.transcript().await);
        }
        all
    }
}

struct Watch {
    http: Http,
    desk: Desk,
    people: Vec<(Listener, Connection)>,
    display: Listener,
    allowed: BTreeMap<String, Allowed>,
    /// For everybody.
    shown: Allowed,
}

impl Watch {
    /// Holds all that was heard against what may be known.
    async fn check(&mut self, when: &str) {
        // V7: people's own plans are not the desk's either.
        let desk = marks(&self.desk.view().to_string());
        assert!(!desk.iter().any(|mark| mark.starts_with("plan-")), "the desk was sent a plan {when}");
        let listeners = self.people.iter_mut().map(|(listener, _)| listener).chain([&mut self.display]);
        for listener in listeners {
            let own = self.allowed.get(&listener.who).cloned().unwrap_or_default();
            for transcript in listener.transcripts(&self.http).await {
                for mark in marks(&transcript) {
                    let known = self.shown.0.contains(&mark) || own.0.contains(&mark);
                    assert!(known, "{} was sent {mark} {when}", listener.who);
                }
                // V1 and V2 have no words to mark: who said it, and how people voted, are fields.
                for (field, mark) in [
                    ("\"attribution\":", "attribution"),
                    ("\"distribution\":", "distribution"),
                    ("\"poll_result\":", "poll_result"),
                    ("\"speaker", "never"),
                ] {
                    assert!(
                        !transcript.contains(field) || self.shown.0.contains(mark),
                        "{} was sent {field} {when}",
                        listener.who
                    );
                }
            }
        }
    }

    fn allow(&mut self, mark: String) {
        self.shown.0.insert(mark);
    }

    /// Takes the desk's next move, and says what becomes known by it.
    async fn follow(&mut self) -> Value {
        self.desk.until(|desk| !desk["next"].is_null() || desk["waiting"] == "ended").await;
        let command = self.desk.view()["next"]["command"].clone();
        // Nothing may show a moment before.
        match command["type"].as_str() {
            Some("reveal") => {
                self.check("before a reveal").await;
                let (item, part) =
                    (command["item"].as_str().unwrap().to_owned(), command["part"].as_u64().unwrap());
                let question = !item.starts_with('q');
                if let Some((_, n)) = item.split_once(".part_") {
                    self.allow(format!("after-{n}"));
                    self.allow("poll_result".into());
                }
                match (question, part) {
                    (false, 1) => self.allow("distribution".into()),
                    (false, 2) => self.allow("attribution".into()),
                    (false, _) => self.allow(format!("context-{item}")),
                    (true, 1) => {
                        let points: Vec<_> = self.allowed.values().flat_map(|a| &a.0).cloned().collect();
                        let about = format!("point-{item}-");
                        points.into_iter().filter(|p| p.starts_with(&about)).for_each(|p| self.allow(p));
                    }
                    (true, _) => {
                        self.allow(format!("model-{item}"));
                        self.allow(format!("fact-{item}"));
                    }
                }
            }
            Some("open") => {
                self.check("before an opening").await;
                for item in command["items"].as_array().unwrap() {
                    self.pairing_opens(item.as_str().unwrap());
                    if let Some((_, n)) = item.as_str().unwrap().split_once(".part_") {
                        self.allow(format!("part-{n}"));
                    }
                }
            }
            Some("close") => {
                self.check("before a close").await;
                if command["items"][0] == "plans.together" {
                    // V7: the tables hand in what they will do.
                    let all: Vec<_> = self.allowed.values().flat_map(|a| &a.0).cloned().collect();
                    all.into_iter().filter(|mark| mark.starts_with("action-")).for_each(|m| self.allow(m));
                }
            }
            _ => {}
        }
        self.desk.follow().await;
        command
    }

    /// From here on the groups of a pairing know what each other wrote.
    fn pairing_opens(&mut self, pairing: &str) {
        let Some(groups) = self.desk.view()["pairings"][pairing]["groups"].as_object().cloned() else {
            return;
        };
        let meets: Vec<String> = self
            .people
            .iter()
            .filter(|(listener, _)| listener.group.as_ref().is_some_and(|group| groups.contains_key(group)))
            .map(|(listener, _)| listener.who.clone())
            .collect();
        let all: BTreeSet<String> = meets.iter().flat_map(|who| self.allowed[who].0.clone()).collect();
        for who in meets {
            self.allowed.get_mut(&who).unwrap().0.extend(all.clone());
        }
    }

    /// Everybody votes, or writes a point that only their group may see.
    async fn work(&mut self) {
        for n in 0..self.people.len() {
            let (listener, connection) = &mut self.people[n];
            let open = |item: &Value| item["status"]["state"] == "open";
            let shared = connection.view("shared").clone();
            if let Some(quotes) = shared["impressions"]["quotes"].as_object() {
                let services = shared["materials"]["services"].as_array().unwrap();
                for (quote, _) in quotes.iter().filter(|(_, quote)| open(quote)) {
                    let choice = [services[n % 2]["id"].clone()];
                    connection
                        .ask(&json!({ "type": "vote", "quote": quote, "choice": choice }), None)
                        .await
                        .unwrap();
                }
            }
            if shared["step"]["step"] == "form" {
                // V8: their own, and nobody else's at any time.
                let mark = format!("feedback-{n}");
                let value = json!({ "text": format!("MARK-{mark}."), "name_service": true });
                let words = json!({ "type": "answer_survey", "instrument": "feedback", "item": "keep", "value": value });
                let who = listener.who.clone();
                connection.ask(&words, None).await.unwrap();
                self.allowed.entry(who).or_default().0.insert(mark);
                continue;
            }
            let group = connection.view("group").clone();
            if shared["plans"]["personal"]["state"] == "open" {
                let mark = format!("plan-{n}");
                let sealed = format!("v1.MARK-{mark}");
                let keep = json!({ "type": "keep_plan", "plan": 1, "sealed": sealed, "confidence": n % 11, "revision": 0 });
                connection.ask(&keep, None).await.unwrap();
                self.allowed.get_mut(&listener.who).unwrap().0.insert(mark);
            }
            if shared["plans"]["together"]["state"] == "open" && n % 4 == 0 {
                let mark = format!("action-{n}");
                let add = json!({ "type": "add_action", "text": format!("MARK-{mark}.") });
                connection.ask(&add, None).await.unwrap();
                for (other, connection) in &self.people {
                    if connection.view("group")["group"] == group["group"] {
                        self.allowed.get_mut(&other.who).unwrap().0.insert(mark.clone());
                    }
                }
                continue;
            }
            let Some(asked) = group["questions"].as_object().filter(|questions| !questions.is_empty()) else {
                continue;
            };
            listener.group = group["group"].as_str().map(str::to_owned);
            let question =
                asked.keys().find(|id| open(&shared["knowledge"]["questions"][id.as_str()])).cloned();
            if let Some(question) = question.filter(|_| n % 2 == 0) {
                let mark = format!("point-{question}-{n}");
                let point =
                    json!({ "type": "add_point", "sheet": question, "text": format!("MARK-{mark}.") });
                let (who, group) = (listener.who.clone(), listener.group.clone());
                connection.ask(&point, None).await.unwrap();
                self.allowed.entry(who).or_default();
                // Groups are filled in as they are met.
                for (other, connection) in &self.people {
                    if connection.view("group")["group"].as_str().map(str::to_owned) == group {
                        self.allowed.entry(other.who.clone()).or_default().0.insert(mark.clone());
                    }
                }
            }
        }
    }

    /// Weeks later everybody says what they do differently, and somebody without a way back does.
    async fn follow_up(&mut self) {
        self.desk.act(&json!({ "type": "set_follow_up", "opens_at": 0 })).await.unwrap();
        for (n, (listener, connection)) in self.people.iter_mut().enumerate() {
            connection.until_view("shared", |shared| shared["follow_up"]["state"] == "open").await;
            let mark = format!("later-{n}");
            let value = json!({ "text": format!("MARK-{mark}."), "name_service": true });
            let words = json!({ "type": "answer_follow_up", "item": "differently", "value": value });
            connection.ask(&words, None).await.unwrap();
            self.allowed.entry(listener.who.clone()).or_default().0.insert(mark);
        }
        let room = self.desk.view()["follow_up"]["room"].as_str().unwrap().to_owned();
        let answers = json!({ "answers": { "differently": { "text": "MARK-unlinked." } } });
        let taken = self.http.post(&format!("/api/follow-up/{room}"), None, &answers).await;
        assert_eq!(taken.status, 200, "{taken:?}");
    }

    /// Nothing that anybody answered for themselves is on the desk either.
    fn check_desk(&self) {
        let seen = marks(&self.desk.view().to_string());
        let own =
            |mark: &&String| ["feedback-", "later-", "unlinked"].iter().any(|own| mark.starts_with(own));
        assert_eq!(seen.iter().find(own), None, "on the desk");
    }

    /// Everybody reads until they are where the desk is.
    async fn catch_up(&mut self) {
        let (revision_step, states) = (self.desk.view()["step"].clone(), self.desk.view()["items"].clone());
        for (_, connection) in &mut self.people {
            connection
                .until_view("shared", |shared| {
                    let knows = |(id, item): (&String, &Value)| {
                        if let Some(part) = id.strip_prefix("plans.") {
                            return shared["plans"][part]["state"] == item["status"]["state"];
                        }
                        let mine =
                            [&shared["impressions"]["quotes"][id], &shared["knowledge"]["questions"][id]];
                        mine.into_iter()
                            .all(|mine| mine.is_null() || mine["status"]["state"] == item["status"]["state"])
                            && (item["status"]["state"] != "open"
                                || mine.iter().any(|m| !m.is_null())
                                || !is_pack_item(id))
                    };
                    let form = states.as_object().unwrap().contains_key("feedback");
                    shared["step"]["title"] == revision_step["title"]
                        && (!form || !shared["feedback"]["form"].is_null())
                        && states.as_object().unwrap().iter().all(knows)
                })
                .await;
            let single = revision_step["activity"] == "knowledge"
                && states.as_object().is_some_and(|s| s.values().any(|i| i["status"]["state"] == "open"));
            if revision_step["activity"] == "plans" {
                connection.until_view("group", |group| group["kind"] == "mixed").await;
            }
            if single {
                connection.until_view("group", |group| group["kind"] == "single").await;
            }
        }
    }
}

fn is_pack_item(id: &str) -> bool {
    id.len() == 2
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_shows_before_its_time() {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("marked.json");
    std::fs::write(&pack, marked_pack().to_string()).unwrap();
    let server = Server::start_with(PROGRAM, &["--pack", pack.to_str().unwrap()]);
    let http = server.http();
    let desk = Desk::open(&http, Some("marked")).await;
    let display = desk.opened["display"].as_str().unwrap().to_owned();
    let mut people = Vec::new();
    for service in ["gp", "asc"] {
        for n in 0..EACH_SERVICE {
            let who = format!("{service}-{n}");
            let token = http.join(&desk.code, &format!("{NAME} {who}"), service).await;
            let connection = Connection::hello(http.address(), &token, "mouth").await;
            people.push((Listener::new(&http, &who, token, n == 0).await, connection));
        }
    }
    let display = Listener::new(&http, "the display", display, true).await;
    let allowed = people.iter().map(|(listener, _)| (listener.who.clone(), Allowed::default())).collect();
    let mut watch = Watch { http, desk, people, display, allowed, shown: Allowed::default() };
    watch
        .desk
        .until(|desk| desk["people"].as_object().is_some_and(|people| people.len() == 2 * EACH_SERVICE))
        .await;
    loop {
        let command = watch.follow().await;
        if command["type"] == "close_room" {
            break;
        }
        if command["type"] == "open" {
            watch.catch_up().await;
            watch.work().await;
        }
    }
    watch.check("at the end").await;
    watch.check_desk();
    watch.follow_up().await;
    watch.check("weeks later").await;
    watch.check_desk();
    let end = watch.shown.0.clone();
    for mark in [
        "distribution",
        "attribution",
        "context-q1",
        "model-a1",
        "fact-g6",
        "part-3",
        "after-3",
        "poll_result",
    ] {
        assert!(end.contains(mark), "{mark} was never shown, so that nothing was tested");
    }
    assert!(end.iter().filter(|mark| mark.starts_with("point-")).count() >= 2);
    assert!(end.iter().filter(|mark| mark.starts_with("action-")).count() >= 3);
    let has_plan = |allowed: &Allowed| allowed.0.iter().any(|mark| mark.starts_with("plan-"));
    assert!(watch.allowed.values().all(has_plan) && !end.iter().any(|mark| mark.starts_with("plan-")));
    assert!(!end.iter().any(|mark| mark.starts_with("note-")));
    let own = &watch.allowed["gp-0"].0;
    assert!(own.contains("feedback-0") && own.contains("later-0"), "{own:?}");
    nothing_personal_is_at_rest(&server, &end);
    nothing_personal_is_exported(&watch.http, &watch.desk).await;
}
