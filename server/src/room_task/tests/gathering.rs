//! What has come before a batch is in it.

use serde_json::json;

use super::{Rig, Seat};

/// On one worker a room is woken by the first command, and would run before those who bring the others: a batch, a
/// commit and an update for that one alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn commands_that_come_at_once_share_a_batch() {
    let rig = Rig::open().await;
    let mut people = Vec::new();
    for n in 0..10 {
        let who = rig.join(n).await;
        people.push(rig.enter(Seat::Participant(who), "phone").await);
    }
    let mut desk = rig.desk("laptop").await;

    let places: Vec<_> = people.iter().map(|client| client.member).collect();
    let room = rig.handle.clone();
    tokio::spawn(async move {
        for member in places {
            let room = room.clone();
            let hand = serde_json::from_value(json!({ "type": "ask_for_help", "on": true })).unwrap();
            tokio::spawn(async move { room.submit(member, 1, None, hand).await.unwrap() });
        }
    })
    .await
    .unwrap();
    let mut updates = 0;
    while hands(&desk.view("desk")["people"]) < 10 {
        desk.until("update").await;
        updates += 1;
    }
    assert_eq!(updates, 1);
}

fn hands(people: &serde_json::Value) -> usize {
    let people = people.as_object().into_iter().flatten();
    people.filter(|(_, person)| person["help"] == true).count()
}
