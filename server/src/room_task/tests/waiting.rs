//! What concerns everybody goes round by and by, and others have their turn meanwhile.

use serde_json::{Value, json};
use tokio::task::yield_now;

use super::{Client, Rig, Seat};

/// A desk, and so many people after it.
pub(super) async fn seated(rig: &Rig, people: usize) -> (Client, Vec<Client>) {
    let mut whos = Vec::new();
    for n in 0..people {
        whos.push(rig.join(n).await);
    }
    let mut desk = rig.desk("laptop").await;
    let mut clients = Vec::new();
    for who in whos {
        clients.push(rig.enter(Seat::Participant(who), "phone").await);
    }
    desk.catch_up();
    for client in &mut clients {
        client.catch_up();
    }
    (desk, clients)
}

/// Starts the session, which everybody is yet to hear of but the desk and some more.
pub(super) async fn start(rig: &Rig, desk: &mut Client) {
    desk.send(rig, 1, Some(desk.revision()), json!({ "type": "start" })).await;
    desk.until("ack").await;
}

pub(super) fn phase(client: &mut Client) -> &Value {
    client.catch_up();
    &client.view("shared")["phase"]
}

#[tokio::test]
async fn who_asks_in_a_large_room_is_answered_before_everybody_has_heard_the_news() {
    let rig = Rig::open_for(1_000).await;
    let (mut desk, mut people) = seated(&rig, 500).await;
    start(&rig, &mut desk).await;
    let last = people.len() - 1;
    people[last].send(&rig, 1, None, json!({ "type": "ask_for_help", "on": true })).await;
    let mut answered = false;
    while !answered {
        yield_now().await;
        answered = people[last].catch_up().iter().any(|message| message["type"] == "ack");
    }
    assert_eq!(phase(&mut people[last]), "live", "an answer comes after what came before it");
    assert_eq!(phase(&mut people[last - 1]), "lobby", "somebody has yet to hear of it");
    people[last - 1].until("update").await;
    assert_eq!(phase(&mut people[last - 1]), "live");
}

#[tokio::test]
async fn nobody_is_passed_over_because_somebody_else_leaves() {
    let rig = Rig::open().await;
    let (mut desk, mut people) = seated(&rig, 24).await;
    start(&rig, &mut desk).await;
    assert_eq!(phase(&mut people[0]), "live");
    assert_eq!(phase(&mut people[23]), "lobby");
    // The last comes into the place of the first, where the news has been already.
    rig.leave(people.remove(0));
    for _ in 0..1_000 {
        yield_now().await;
    }
    people.iter_mut().for_each(|person| assert_eq!(phase(person), "live"));
}

#[tokio::test]
async fn who_comes_in_is_shown_nothing_from_before() {
    let rig = Rig::open().await;
    let (mut desk, mut people) = seated(&rig, 24).await;
    desk.send(&rig, 1, None, json!({ "type": "lock_joining", "on": true })).await;
    desk.until("ack").await;
    let who = rig.join(24).await;
    let mut late = rig.enter(Seat::Participant(who.clone()), "phone").await;
    desk.catch_up();
    desk.send(&rig, 2, Some(desk.revision()), json!({ "type": "start" })).await;
    desk.until("ack").await;
    desk.send(&rig, 3, None, json!({ "type": "admit", "participant": who })).await;
    desk.until("ack").await;
    assert_eq!(phase(&mut people[23]), "lobby", "somebody has yet to hear of the start");

    let shared = |message: &Value, how: &str| !message[how]["shared"].is_null();
    let messages = late.catch_up();
    let first = messages.iter().find(|message| shared(message, "patch") || shared(message, "full")).unwrap();
    assert!(shared(first, "full"), "{first}");
}

#[tokio::test]
async fn nobody_is_passed_over_because_somebody_else_is_let_go() {
    let rig = Rig::open().await;
    let (mut desk, mut people) = seated(&rig, 24).await;
    start(&rig, &mut desk).await;
    let mut slow = people.remove(0);
    let mut sent = 1;
    while !slow.is_let_go() {
        sent += 1;
        assert!(sent < 1_000, "who reads nothing was never let go");
        let minutes = if sent % 2 == 0 { 1 } else { -1 };
        desk.send(&rig, sent, Some(desk.revision()), json!({ "type": "extend", "minutes": minutes })).await;
        assert_eq!(desk.until_answer().await["type"], "ack");
        for _ in 0..100 {
            yield_now().await;
        }
        // The last comes into the place of the one who was let go, where the news has been already.
        for person in &mut people {
            person.catch_up();
            assert_eq!(person.view("shared")["step"]["timer"], desk.view("desk")["step"]["timer"], "{sent}");
        }
    }
}
