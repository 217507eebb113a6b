//! A live room over real sockets, on a log that can be made to wait and to fail.

#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use crosstracks_protocol::ids::Seq;
use crosstracks_server::{
    auth::Token,
    log::{LogError, Outcome},
};
use serde_json::{Value, json};

mod client;
mod full;
mod gate;
mod unreadable;

use client::{Client, World};
use gate::{Fate, Gate};

/// The session up to its first open vote.
async fn to_the_vote(world: &World) -> (Client, String) {
    let mut desk = world.desk().await;
    desk.follow(|desk| open_quote(desk).is_some()).await;
    let quote = open_quote(desk.view("desk")).unwrap();
    (desk, quote)
}

fn open_quote(desk: &Value) -> Option<String> {
    let items = desk["items"].as_object()?;
    let quotes = desk["quotes"].as_object()?;
    quotes.keys().find(|id| items.get(*id).is_some_and(|item| item["status"]["state"] == "open")).cloned()
}

#[tokio::test]
async fn a_vote_is_acknowledged_and_seen() {
    let log = Gate::new();
    let world = World::open(log.clone()).await;
    let (ann, ben) = (world.join("Ann", "gp").await, world.join("Ben", "asc").await);
    let (mut desk, quote) = to_the_vote(&world).await;
    let mut ann = world.enter(&ann["token"], "a").await;
    let mut ben = world.stream(&ben["token"], "b").await;
    for (voter, choice) in [(&mut ann, "gp"), (&mut ben, "asc")] {
        voter.must(None, json!({ "type": "vote", "quote": quote, "choice": [choice] })).await;
        assert_eq!(voter.view("own")["votes"][&quote], json!([choice]));
    }
    while desk.view("desk")["items"][&quote]["progress"]["done"] != 2 {
        desk.until("update").await;
    }
    let kinds = log.kinds(world.room_id()).await;
    assert_eq!(kinds.iter().filter(|kind| *kind == "voted").count(), 2);
}

#[tokio::test]
async fn nothing_is_said_before_it_is_kept() {
    let log = Gate::new();
    let world = World::open(log.clone()).await;
    let ann = world.join("Ann", "gp").await;
    // A ping on a stream is answered past the room, which has nothing to say while the log is shut.
    let mut desk = world.stream(&world.room["facilitator"], "laptop").await;
    let mut ann = world.stream(&ann["token"], "a").await;
    ann.until("presence").await;
    while desk.until("presence").await["participants"] != json!([ann.view("own")["participant"]]) {}

    log.shut();
    ann.command(None, json!({ "type": "ask_for_help", "on": true })).await;
    log.reached().await;
    // Whatever the room had said would come before the answer to a later question.
    for client in [&mut ann, &mut desk] {
        client.send(json!({ "type": "ping" })).await;
        assert_eq!(client.next().await.unwrap()["type"], "pong");
    }
    log.release();
    assert_eq!(ann.next().await.unwrap()["patch"]["own"]["help"], true);
    assert_eq!(ann.next().await.unwrap(), json!({ "type": "ack", "id": 1 }));
    assert_eq!(desk.until("update").await["patch"]["desk"]["people"].as_object().unwrap().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_kept_is_not_acknowledged_and_counts_once_when_it_comes_again() {
    for (fate, kept) in [
        (Fate::Lost(Outcome::Unknown(LogError::Stopped("no".into()))), false),
        (Fate::Lost(Outcome::Conflict { head: Seq(99) }), false),
        (Fate::Doubtful, true),
    ] {
        let log = Gate::new();
        let world = World::open(log.clone()).await;
        let card = world.join("Ann", "gp").await;
        let mut ann = world.enter(&card["token"], "a").await;
        let mut desk = world.desk().await;
        log.doom(fate.clone());
        let command = json!({ "type": "ask_for_help", "on": true });
        ann.command(None, command.clone()).await;
        for client in [&mut ann, &mut desk] {
            let goodbye = loop {
                let message = client.next().await.unwrap();
                assert!(message["type"] != "ack" && message["type"] != "update", "{fate:?} {message}");
                if message["type"] == "goodbye" {
                    break message;
                }
            };
            assert_eq!(goodbye["code"], "cannot_keep");
            assert!(goodbye["retry_ms"].as_u64().unwrap() > 0);
            assert_eq!((client.next().await, client.closed), (None, Some(1011)));
        }

        let mut ann = world.enter(&card["token"], "a").await;
        assert_eq!(ann.last, u64::from(kept), "{fate:?}");
        ann.last = 0;
        ann.must(None, command).await;
        assert_eq!(ann.view("own")["help"], true);
        let kinds = log.kinds(world.room_id()).await;
        assert_eq!(kinds.iter().filter(|kind| *kind == "help_asked").count(), 1, "{fate:?}");
    }
}

#[tokio::test]
async fn somebody_whose_answer_was_lost_at_the_door_is_not_let_in_twice() {
    let world = World::open(Gate::new()).await;
    let card = json!({
        "code": world.room["code"], "name": "Ann", "service": "gp", "modality": "in_room", "device": "d1"
    });
    let (_, first) = world.post("/api/join", None, &card).await;
    let (status, second) = world.post("/api/join", None, &card).await;
    assert_eq!((status, &second["participant"]), (201, &first["participant"]));
    assert_ne!(second["token"], first["token"]);
    for token in [&first["token"], &second["token"]] {
        assert_eq!(world.enter(token, "a").await.view("own")["participant"], first["participant"]);
    }
}

#[tokio::test]
async fn links_work_once_and_for_what_they_are() {
    let world = World::open(Gate::new()).await;
    let ann = world.join("Ann", "gp").await;
    let (ann_token, desk_token) = (ann["token"].as_str(), world.room["facilitator"].as_str());
    let link = |bearer, body: Value| {
        let world = &world;
        async move { world.post("/api/links", bearer, &body).await }
    };
    let redeem = |body: Value| {
        let world = &world;
        async move { world.post("/api/redeem", None, &body).await }
    };

    let (status, device) = link(ann_token, json!({ "kind": "device" })).await;
    assert_eq!(status, 201, "{device}");
    assert!(
        device["link"].as_str().unwrap().ends_with(&format!("/m#k={}", device["token"].as_str().unwrap()))
    );
    assert!(device["qr"].as_str().unwrap().contains("<svg"));
    let (status, moved) = redeem(json!({ "token": device["token"] })).await;
    assert_eq!((status, &moved["role"], &moved["room"]), (200, &json!("participant"), &world.room["room"]));
    assert_eq!(redeem(json!({ "token": device["token"] })).await.1["code"], "bad_token");
    let other = world.enter(&moved["token"], "b").await;
    assert_eq!(other.view("own")["participant"], ann["participant"]);

    let (_, invite) = link(desk_token, json!({ "kind": "invite" })).await;
    let (status, nameless) = redeem(json!({ "token": invite["token"], "name": " " })).await;
    assert_eq!((status, &nameless["code"]), (422, &json!("text_empty")));
    let (status, kim) = redeem(json!({ "token": invite["token"], "name": "Kim" })).await;
    assert_eq!((status, &kim["role"]), (200, &json!("facilitator")));
    assert_eq!(redeem(json!({ "token": invite["token"], "name": "Kit" })).await.0, 401);
    let desk = world.enter(&kim["token"], "k").await;
    assert_eq!(desk.view("desk")["facilitators"].as_object().unwrap().len(), 2);

    let mut phone = world.enter(&ann["token"], "a").await;
    let way_in = json!({ "kind": "way_in", "participant": ann["participant"], "revoke": true });
    let (status, way_in) = link(desk_token, way_in).await;
    assert_eq!(status, 201, "{way_in}");
    assert_eq!(phone.until("goodbye").await["code"], "bad_token");
    assert_eq!(link(ann_token, json!({ "kind": "device" })).await.1["code"], "bad_token");
    let (_, back) = redeem(json!({ "token": way_in["token"] })).await;
    assert_eq!(world.enter(&back["token"], "c").await.view("own")["participant"], ann["participant"]);

    for (bearer, body) in [
        (back["token"].as_str(), json!({ "kind": "invite" })),
        (back["token"].as_str(), json!({ "kind": "display" })),
        (desk_token, json!({ "kind": "device" })),
        (world.room["display"].as_str(), json!({ "kind": "invite" })),
    ] {
        assert_eq!(link(bearer, body.clone()).await.1["code"], "not_allowed", "{body}");
    }
    assert_eq!(redeem(json!({ "token": world.room["display"] })).await.1["code"], "bad_token");
}

#[tokio::test]
async fn a_return_code_brings_one_back_on_any_device_and_is_nobody_elses() {
    let world = World::open(Gate::new()).await;
    let (ann, ben) = (world.join("Ann", "gp").await, world.join("Ben", "asc").await);
    let keep = |bearer: &Value, body: Value| {
        let (world, bearer) = (&world, bearer.as_str().map(str::to_owned));
        async move { world.post("/api/return-code", bearer.as_deref(), &body).await }
    };
    let (words, others) = (Token::draw().reveal(), Token::draw().reveal());
    assert_eq!(keep(&ann["token"], json!({ "token": words })).await.0, 200);
    assert_eq!(keep(&ann["token"], json!({ "token": words })).await.0, 200, "sent again");
    let (status, refused) = keep(&ann["token"], json!({ "token": others })).await;
    assert_eq!((status, &refused["code"]), (409, &json!("other_return_code")));

    for device in ["b", "c"] {
        let (status, back) = world.post("/api/redeem", None, &json!({ "token": words })).await;
        assert_eq!((status, &back["role"], &back["room"]), (200, &json!("participant"), &world.room["room"]));
        assert_eq!(world.enter(&back["token"], device).await.view("own")["participant"], ann["participant"]);
    }
    assert_ne!(keep(&ben["token"], json!({ "token": words })).await.0, 200, "it is Ann's");
    assert_eq!(keep(&world.room["facilitator"], json!({ "token": others })).await.1["code"], "not_allowed");
    assert_eq!(keep(&json!("nonsense"), json!({ "token": others })).await.1["code"], "bad_token");
    assert_eq!(keep(&ann["token"], json!({ "token": "words" })).await.1["code"], "bad_token");

    assert_eq!(keep(&ann["token"], json!({ "token": others, "replace": true })).await.0, 200);
    assert_eq!(world.post("/api/redeem", None, &json!({ "token": words })).await.1["code"], "bad_token");
    assert_eq!(world.post("/api/redeem", None, &json!({ "token": others })).await.0, 200);
}

#[tokio::test]
async fn the_follow_up_has_a_page_for_whoever_has_its_link() {
    let log = Gate::new();
    let world = World::open(log.clone()).await;
    let ann = world.join("Ann", "gp").await;
    let words = Token::draw().reveal();
    let kept = world.post("/api/return-code", ann["token"].as_str(), &json!({ "token": words })).await;
    assert_eq!(kept.0, 200);
    let page = format!("/api/follow-up/{}", world.room_id());
    assert_eq!(world.get(&page).await.1["code"], "no_follow_up", "the session goes on");
    assert_eq!(world.get("/api/follow-up/r0").await.1["code"], "no_follow_up");
    assert_eq!(world.get("/api/follow-up/..%2F..").await.1["code"], "no_follow_up");

    let mut desk = world.desk().await;
    let revision = desk.view("desk")["revision"].as_u64();
    desk.must(revision, json!({ "type": "close_room" })).await;
    let (status, card) = world.get(&page).await;
    assert_eq!((status, &card["state"]), (200, &json!("waiting")));
    assert!(card["instrument"].is_null() && !card.to_string().contains("Ann"), "{card}");
    let answer =
        json!({ "answers": { "contact": { "option": 0 }, "differently": { "text": "We ring first" } } });
    assert_eq!(world.post(&page, None, &answer).await.1["code"], "not_open");

    desk.must(None, json!({ "type": "set_follow_up", "opens_at": 0 })).await;
    assert_eq!(world.get(&page).await.1["instrument"]["id"], "followup");
    assert_eq!(world.post(&page, None, &answer).await.0, 200);
    let wrong = json!({ "answers": { "contact": { "option": 9 } } });
    assert_eq!(world.post(&page, None, &wrong).await.1["code"], "out_of_range");
    let kinds = log.kinds(world.room_id()).await;
    assert_eq!(kinds.iter().filter(|kind| *kind == "unlinked_answered").count(), 2);

    let (_, back) = world.post("/api/redeem", None, &json!({ "token": words })).await;
    let mut ann = world.enter(&back["token"], "home").await;
    ann.must(None, json!({ "type": "answer_follow_up", "item": "c1", "value": 3 })).await;
    assert_eq!(ann.view("own")["survey"]["followup"]["c1"], 3);
    assert_eq!(desk.view("desk")["follow_up"]["answered"], Value::Null, "two are too few to be told");

    // One address fills nobody's room.
    let mut last = (200, Value::Null);
    for _ in 0..50 {
        last = world.post(&page, None, &answer).await;
    }
    assert_eq!((last.0, &last.1["code"]), (429, &json!("too_many_answers")));
}

#[tokio::test]
async fn an_invitation_that_came_to_nothing_is_not_spent_and_one_that_did_seats_one() {
    let log = Gate::new();
    let world = World::open(log.clone()).await;
    let desk_token = world.room["facilitator"].as_str();
    let (_, invite) = world.post("/api/links", desk_token, &json!({ "kind": "invite" })).await;
    let redeem = |name: &str| {
        let (world, body) = (&world, json!({ "token": invite["token"], "name": name }));
        async move { world.post("/api/redeem", None, &body).await }
    };
    log.doom(Fate::Lost(Outcome::Unknown(LogError::Stopped("a test".into()))));
    assert_eq!(redeem("Kim").await.1["code"], "unavailable");
    let (kim, kit) = tokio::join!(redeem("Kim"), redeem("Kit"));
    let mut statuses = [kim.0, kit.0];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401], "{kim:?} {kit:?}");
    assert_eq!(world.desk().await.view("desk")["facilitators"].as_object().unwrap().len(), 2);
}

#[tokio::test]
async fn the_code_of_a_session_that_ended_is_the_code_of_none() {
    let world = World::open(Gate::new()).await;
    world.join("Ann", "gp").await;
    world.join("Ben", "asc").await;
    let path = format!("/api/rooms/{}", world.room["code"].as_str().unwrap());
    let (status, card) = world.get(&path).await;
    assert_eq!(
        (status, &card["title"], &card["phase"]),
        (200, &json!("A morning together"), &json!("lobby"))
    );
    let mut desk = world.desk().await;
    let revision = desk.view("desk")["revision"].as_u64();
    desk.must(revision, json!({ "type": "close_room" })).await;
    // The room frees its code before it attends to the next thing.
    desk.command(None, json!({ "type": "lock_joining", "on": true })).await;
    assert_eq!(desk.until("rejected").await["code"], "ended");
    assert_eq!(world.get(&path).await, world.get("/api/rooms/ABCDEFG").await);
    assert_eq!(world.get(&path).await.1["code"], "no_room");
    // Whoever was there can still come back and look.
    assert_eq!(world.desk().await.view("desk")["phase"], "closed");
}

#[tokio::test]
async fn a_server_that_stops_keeps_what_it_was_told_and_says_when_to_come_back() {
    let log = Gate::new();
    let world = World::open(log.clone()).await;
    let (ann, ben) = (world.join("Ann", "gp").await, world.join("Ben", "asc").await);
    let mut ann = world.enter(&ann["token"], "a").await;
    let mut ben = world.stream(&ben["token"], "b").await;
    log.shut();
    ann.command(None, json!({ "type": "ask_for_help", "on": true })).await;
    log.reached().await;
    ben.command(None, json!({ "type": "ask_for_help", "on": true })).await;
    world.stopper.shutdown();
    log.release();
    for client in [&mut ann, &mut ben] {
        client.until("ack").await;
        let goodbye = client.until("goodbye").await;
        assert_eq!(goodbye["code"], "restarting");
        assert!(goodbye["retry_ms"].as_u64().unwrap() >= 500);
        assert_eq!(client.next().await, None);
    }
    assert_eq!(ann.closed, Some(1012));
    world.served.await.unwrap().unwrap();
    let kinds = log.kinds(world.room["room"].as_str().unwrap()).await;
    assert_eq!(kinds.iter().filter(|kind| *kind == "help_asked").count(), 2);
}
