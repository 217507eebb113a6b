//! A small siege: what a large one costs the others is measured by `benches/siege.rs`.

use std::time::Duration;

use crosstracks_tests::{Attackers, Connection, Siege, round_trips};
use serde_json::json;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_others_in_the_room_go_on() {
    let server = Server::start(PROGRAM);
    let http = server.http();
    let mut desk = Desk::open(&http, None).await;
    let mut people = Vec::new();
    for n in 0..4 {
        let token = http.join(&desk.code, &format!("P{n}"), "gp").await;
        people.push(Connection::hello(http.address(), &token, "phone").await);
    }
    let mut tokens = Vec::new();
    for n in 0..5 {
        tokens.push(http.join(&desk.code, &format!("F{n}"), "asc").await);
    }
    let attackers = Attackers { half_open: 100, unread: 20, flooders: 5 };
    let siege = Siege::lay(server.address(), attackers, tokens).await;
    let times = round_trips(&mut people, 40, Duration::ZERO).await;
    assert_eq!(times.len(), 40, "all were acknowledged");
    desk.act(&json!({ "type": "start" })).await.unwrap();
    for person in &mut people {
        person.until_view("shared", |shared| shared["phase"] == "live").await;
    }
    let late = http.join(&desk.code, "Late", "gp").await;
    Connection::hello(http.address(), &late, "phone").await;
    siege.lift().await;
    let log = server.log();
    assert!(!log.contains("panicked"), "{log}");
}
