//! What has come before a batch is in it.

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UnixStream,
};

use super::{Rig, Seat};

/// On one worker a room is woken by the first command, and would run before sockets are looked at, and then before those
/// who read from them: a batch, a commit and an update for that one alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn commands_that_come_at_once_share_a_batch() {
    let rig = Rig::open().await;
    let mut people = Vec::new();
    for n in 0..10 {
        let who = rig.join(n).await;
        people.push(rig.enter(Seat::Participant(who), "phone").await);
    }
    let mut desk = rig.desk("laptop").await;

    let raise = |member| {
        let room = rig.handle.clone();
        let hand = serde_json::from_value(json!({ "type": "ask_for_help", "on": true })).unwrap();
        async move { room.submit(member, 1, None, hand).await.unwrap() }
    };
    let (first, others) = people.split_first().unwrap();
    let mut lines = Vec::new();
    for other in others {
        let (line, mut end) = UnixStream::pair().unwrap();
        lines.push(line);
        let hand = raise(other.member);
        tokio::spawn(async move {
            end.read_u8().await.unwrap();
            hand.await;
        });
    }
    let hand = raise(first.member);
    tokio::spawn(async move {
        for mut line in lines {
            line.write_u8(1).await.unwrap();
        }
        hand.await;
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
