//! A server that is full: a guesser is told no more by it than by one that is not.

use std::sync::Arc;

use crosstracks_protocol::stamp::Timestamp;
use crosstracks_server::{
    clock,
    log::{Creation, EventLog, MemoryLog, NewRoom},
};
use serde_json::{Value, json};

use super::client::World;

async fn kept(log: &MemoryLog, id: &str, code: &str) {
    let new = NewRoom {
        id: id.into(),
        code: code.parse().unwrap(),
        opened_at: clock::now(),
        retention_days: 90,
        rows: vec![],
        texts: vec![],
        credentials: vec![],
    };
    assert_eq!(log.create(new).await, Ok(Creation::Created));
}

async fn answers(world: &World, code: &str) -> [(u16, Value); 3] {
    let card = json!({ "code": code, "name": "Eve", "service": "gp", "modality": "in_room" });
    [
        world.get(&format!("/api/rooms/{code}")).await,
        world.get(&format!("/api/rooms/{code}/qr.svg")).await,
        world.post("/api/join", None, &card).await,
    ]
}

#[tokio::test]
async fn a_full_server_does_not_tell_which_codes_are_of_rooms() {
    let log = Arc::new(MemoryLog::default());
    let world = World::with(log.clone(), &["--max-rooms", "1"]).await;
    world.join("Ann", "gp").await;
    kept(&log, "open", "BCDEFGH").await;
    kept(&log, "ended", "CDEFGHJ").await;
    log.close_code(&"ended".into(), Timestamp(1)).await.unwrap();

    let never = answers(&world, "DEFGHJK").await;
    assert_eq!((never[0].0, &never[0].1["code"]), (503, &json!("too_many_rooms")));
    assert_eq!((never[2].0, &never[2].1["code"]), (503, &json!("too_many_rooms")));
    for (which, code) in [("an open room's", "BCDEFGH"), ("an ended room's", "CDEFGHJ")] {
        assert_eq!(answers(&world, code).await, never, "{which}");
    }
    // Whoever comes to the room that is live comes in.
    world.join("Ben", "asc").await;
}
