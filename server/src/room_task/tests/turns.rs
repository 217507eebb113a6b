//! Rooms with much to tell wait for each other, and nobody who asks for something waits for them.

use serde_json::json;
use tokio::{sync::OwnedSemaphorePermit, task::yield_now};

use super::{Rig, waiting};

/// All turns at writing news, as if other rooms had them.
fn taken(rig: &Rig) -> OwnedSemaphorePermit {
    let turns = rig.registry.turns();
    let all = u32::try_from(turns.available_permits()).unwrap();
    turns.try_acquire_many_owned(all).unwrap()
}

#[tokio::test]
async fn who_asks_is_answered_while_other_rooms_write_their_news() {
    let rig = Rig::open().await;
    let (mut desk, mut people) = waiting::seated(&rig, 8).await;
    let others = taken(&rig);
    waiting::start(&rig, &mut desk).await;
    people[3].send(&rig, 1, None, json!({ "type": "ask_for_help", "on": true })).await;
    people[3].until("ack").await;
    assert_eq!(waiting::phase(&mut people[3]), "live", "an answer comes after what came before it");
    assert_eq!(waiting::phase(&mut people[4]), "lobby", "it is not this room's turn");
    drop(others);
    people[4].until("update").await;
    assert_eq!(waiting::phase(&mut people[4]), "live");
}

#[tokio::test]
async fn a_room_that_has_told_its_news_leaves_the_turn_to_others() {
    let rig = Rig::open().await;
    let (mut desk, mut people) = waiting::seated(&rig, 2).await;
    let all = rig.registry.turns().available_permits();
    let others = taken(&rig);
    waiting::start(&rig, &mut desk).await;
    // The room gets smaller while it stands in line.
    let mut last = people.pop().unwrap();
    rig.leave(people.pop().unwrap());
    rig.leave(desk);
    last.send(&rig, 1, None, json!({ "type": "ask_for_help", "on": true })).await;
    last.until("ack").await;
    drop(others);
    for _ in 0..100 {
        yield_now().await;
    }
    assert_eq!(rig.registry.turns().available_permits(), all, "others wait for ever");
}
