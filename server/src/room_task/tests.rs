//! A room's task from the outside, without sockets.

use crosstracks_protocol::ids::ParticipantId;
use serde_json::json;

use super::*;
use crate::{clock, housekeeping};

mod fanout;
mod gathering;
mod rig;
mod turns;
mod waiting;

use rig::{Client, Rig};

#[tokio::test]
async fn what_a_client_makes_of_the_patches_is_always_the_whole_view() {
    fanout::a_session_to_its_end().await;
}

#[tokio::test]
async fn a_resend_is_acknowledged_and_not_done_again() {
    let rig = Rig::open().await;
    let who = rig.join(0).await;
    let mut ann = rig.enter(Seat::Participant(who.clone()), "phone").await;
    ann.send(&rig, 1, None, json!({ "type": "ask_for_help", "on": true })).await;
    assert_eq!(ann.until("ack").await["id"], 1);
    let head = rig.seq().await;
    drop(ann);

    let mut back = rig.enter(Seat::Participant(who.clone()), "phone").await;
    assert_eq!(back.welcome["last"], 1);
    back.send(&rig, 1, None, json!({ "type": "ask_for_help", "on": true })).await;
    assert_eq!(back.until("ack").await["id"], 1);
    assert_eq!(rig.seq().await, head);

    // Another device of the same person counts for itself.
    let mut other = rig.enter(Seat::Participant(who), "laptop").await;
    assert_eq!(other.welcome["last"], 0);
    other.send(&rig, 1, None, json!({ "type": "ask_for_help", "on": false })).await;
    assert_eq!(other.until("ack").await["id"], 1);
    assert_eq!(back.until("update").await["patch"]["own"]["help"], false);
}

#[tokio::test]
async fn somebody_on_ever_more_devices_is_refused_and_the_room_forgets_none_of_them() {
    let rig = Rig::open().await;
    let who = rig.join(0).await;
    let mut refused = None;
    for n in 0..1_000 {
        let mut device = rig.enter(Seat::Participant(who.clone()), &format!("d{n}")).await;
        device.send(&rig, 1, None, json!({ "type": "ask_for_help", "on": n % 2 == 0 })).await;
        let answer = device.until_answer().await;
        rig.leave(device);
        if answer["type"] == "rejected" {
            refused = Some(answer);
            break;
        }
    }
    assert_eq!(refused.unwrap()["code"], "full");
    let head = rig.seq().await;
    let mut first = rig.enter(Seat::Participant(who), "d0").await;
    assert_eq!(first.welcome["last"], 1);
    first.send(&rig, 1, None, json!({ "type": "ask_for_help", "on": true })).await;
    assert_eq!(first.until_answer().await["type"], "ack");
    assert_eq!(rig.seq().await, head);
    first.send(&rig, 2, None, json!({ "type": "accept_rules" })).await;
    assert_eq!(first.until_answer().await["type"], "ack");
}

#[tokio::test]
async fn of_too_many_connections_of_one_person_the_oldest_is_closed() {
    let rig = Rig::open().await;
    let (ann, ben) = (rig.join(0).await, rig.join(1).await);
    let mut other = rig.enter(Seat::Participant(ben), "phone").await;
    let mut wall = rig.enter(Seat::Display, "wall").await;
    for seat in [Seat::Participant(ann), Seat::Facilitator(rig.sam.clone())] {
        let mut open = Vec::new();
        for n in 0..50 {
            open.push(rig.enter(seat.clone(), &format!("tab{n}")).await);
        }
        let mut closed = 0;
        for tab in &mut open {
            tab.catch_up();
            closed += usize::from(tab.over.is_some_and(|goodbye| goodbye.code == GoodbyeCode::Crowded));
        }
        assert_eq!(closed, 34, "{seat:?}");
        assert!(open[33].over.is_some() && open[34].over.is_none(), "the newest stay");
    }
    for member in [&mut other, &mut wall] {
        member.catch_up();
        assert_eq!(member.over, None);
    }
}

#[tokio::test]
async fn who_reads_too_slowly_is_let_go_and_nobody_else_notices() {
    let rig = Rig::open().await;
    let who = rig.join(0).await;
    let mut slow = rig.enter(Seat::Display, "wall").await;
    let mut desk = rig.desk("laptop").await;
    let mut quick = rig.enter(Seat::Participant(who), "phone").await;
    let mut sent = 0;
    // Every turn of the lock shows on the display.
    while !slow.is_let_go() {
        sent += 1;
        assert!(sent < 1_000, "the display was never let go");
        desk.send(&rig, sent, None, json!({ "type": "lock_joining", "on": sent % 2 == 1 })).await;
        assert_eq!(desk.until("ack").await["id"], sent);
    }
    assert!(sent > 200, "{sent}");
    assert_eq!(slow.goodbye().await.code, GoodbyeCode::Lagged);
    quick.send(&rig, 1, None, json!({ "type": "accept_rules" })).await;
    assert_eq!(quick.until("ack").await["id"], 1);
    // Coming back gives the view as it is.
    let wall = rig.enter(Seat::Display, "wall").await;
    assert_eq!(wall.welcome["views"]["display"]["locked"], sent % 2 == 1);
}

#[tokio::test]
async fn an_order_made_for_an_older_agenda_says_who_was_quicker() {
    let rig = Rig::open().await;
    rig.join(0).await;
    rig.join(1).await;
    let mut desk = rig.desk("laptop").await;
    let revision = desk.revision();
    desk.send(&rig, 1, Some(revision), json!({ "type": "start" })).await;
    desk.until("ack").await;
    desk.send(&rig, 2, Some(revision), json!({ "type": "pause" })).await;
    let refused = desk.until("rejected").await;
    assert_eq!((&refused["id"], &refused["code"]), (&json!(2), &json!("stale")));
    assert!(refused["message"].as_str().unwrap().starts_with("Sam started the session"), "{refused}");
}

#[tokio::test]
async fn the_projector_asks_for_nothing() {
    let rig = Rig::open().await;
    let mut wall = rig.enter(Seat::Display, "wall").await;
    for command in [json!({ "type": "start" }), json!({ "type": "accept_rules" })] {
        wall.send(&rig, 1, Some(0), command).await;
        assert_eq!(wall.until("rejected").await["code"], "wrong_role");
    }
}

#[tokio::test]
async fn who_the_room_does_not_know_is_sent_away() {
    let rig = Rig::open().await;
    let mut nobody = rig.knock(Seat::Participant(ParticipantId::new("p0")), "phone").await;
    assert_eq!(nobody.goodbye().await.code, GoodbyeCode::BadToken);
}

#[tokio::test]
async fn who_is_out_of_the_room_sees_only_themselves() {
    let rig = Rig::open().await;
    let desk = rig.desk("laptop").await;
    let who = rig.join(0).await;
    let mut ann = rig.enter(Seat::Participant(who.clone()), "phone").await;
    assert_eq!(ann.view("shared")["title"], "A morning together");
    desk.send(&rig, 1, None, json!({ "type": "remove", "participant": who })).await;
    assert_eq!(ann.until("update").await["full"], json!({ "shared": {} }));
    assert_eq!(ann.view("shared"), &json!({}));
    assert_eq!(ann.view("own")["standing"], "removed");
    desk.send(&rig, 2, None, json!({ "type": "readmit", "participant": who })).await;
    ann.until("update").await;
    assert_eq!(ann.view("shared")["title"], "A morning together");
}

#[tokio::test(start_paused = true)]
async fn people_hear_that_no_facilitator_is_there_after_a_minute_and_of_the_return_at_once() {
    let rig = Rig::open().await;
    let who = rig.join(0).await;
    let mut ann = rig.enter(Seat::Participant(who.clone()), "phone").await;
    assert_eq!(ann.until("presence").await, json!({ "type": "presence", "facilitator": true }));
    let mut desk = rig.desk("laptop").await;
    assert_eq!(desk.until("presence").await["participants"], json!([who]));
    let left_at = Instant::now();
    rig.leave(desk);
    assert_eq!(ann.until("presence").await["facilitator"], false);
    assert_eq!(left_at.elapsed().as_secs(), 60);
    let back_at = Instant::now();
    let _desk = rig.desk("laptop").await;
    assert_eq!(ann.until("presence").await["facilitator"], true);
    assert_eq!(back_at.elapsed(), Duration::ZERO);
}

#[tokio::test]
async fn a_group_alone_sees_who_writes_where_in_it() {
    let rig = Rig::open().await;
    let mut desk = rig.desk("laptop").await;
    let mut people = Vec::new();
    for n in 0..12 {
        let who = rig.join(n).await;
        people.push((who.clone(), rig.enter(Seat::Participant(who), "phone").await));
    }
    while desk.view("desk")["groups"].as_object().is_none_or(|groups| groups.is_empty()) {
        assert!(rig.step(&mut desk).await);
    }
    for (_, person) in &mut people {
        person.catch_up();
    }
    let table = people[0].1.view("group")["group"].clone();
    assert!(table.is_string());
    let (ann, phone) = (people[0].0.clone(), people[0].1.member);
    rig.handle.writing(phone, Some("q1.why_said".into())).await.unwrap();
    let (mut here, mut elsewhere) = (0, 0);
    for (_, person) in &mut people {
        if person.view("group")["group"] == table {
            assert_eq!(person.until("writing").await["people"], json!({ ann.as_str(): "q1.why_said" }));
            here += 1;
        } else {
            elsewhere += 1;
        }
    }
    assert!(here > 1 && elsewhere > 1);
    rig.handle.leave(phone);
    let (_, other) =
        people.iter_mut().skip(1).find(|(_, person)| person.view("group")["group"] == table).unwrap();
    assert_eq!(other.until("writing").await["people"], json!({}));
    // Whoever answers now has heard all that was said before.
    for (_, person) in &mut people {
        if person.view("group")["group"] != table {
            person.send(&rig, 1, None, json!({ "type": "ask_for_help", "on": true })).await;
            while let message = person.next().await
                && message["type"] != "ack"
            {
                assert_ne!(message["type"], "writing", "{message}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_room_that_nobody_is_connected_to_is_put_away_and_opened_again_as_it_was() {
    let rig = Rig::open().await;
    let who = rig.join(0).await;
    let mut ann = rig.enter(Seat::Participant(who.clone()), "phone").await;
    ann.send(&rig, 1, None, json!({ "type": "accept_rules" })).await;
    ann.until("ack").await;
    let Rig { handle, registry, room, tasks, .. } = rig;
    tokio::time::sleep(3 * IDLE).await;
    assert!(!handle.is_gone(), "somebody is connected");
    let member = ann.member;
    drop(ann);
    handle.leave(member);
    tokio::time::sleep(3 * IDLE).await;
    assert!(!handle.is_gone(), "somebody holds it");
    drop(handle);
    tasks.close();
    tasks.wait().await;

    let again = registry.get(&room).await.unwrap();
    let mut ann = Client::enter(&again, Seat::Participant(who), "phone").await;
    ann.take_welcome().await;
    assert_eq!(ann.welcome["last"], 1);
    assert_eq!(ann.view("own")["rules_accepted"], true);
}

#[tokio::test]
async fn a_room_is_opened_once_however_many_ask_at_once() {
    let rig = Rig::open().await;
    let Rig { handle, registry, room, tasks, .. } = rig;
    drop(handle);
    let asked = (0..50).map(|_| {
        let (registry, room) = (Arc::clone(&registry), room.clone());
        tokio::spawn(async move { registry.get(&room).await.map(|_| ()) })
    });
    for asked in asked.collect::<Vec<_>>() {
        asked.await.unwrap().unwrap();
    }
    assert_eq!(tasks.len(), 1);
    assert!(matches!(registry.get(&"none".into()).await, Err(crate::registry::NoRoom::None)));
}

#[tokio::test]
async fn a_room_is_deleted_at_its_date_whoever_still_looks_at_it() {
    const DAY: u64 = 24 * 60 * 60 * 1_000;
    let rig = Rig::open().await;
    let who = rig.join(0).await;
    let mut ann = rig.enter(Seat::Participant(who), "phone").await;
    let sweep =
        async |days| housekeeping::sweep(&*rig.log, &rig.registry, clock::now().plus(days * DAY)).await;
    sweep(89).await.unwrap();
    assert!(!rig.handle.is_gone());
    sweep(91).await.unwrap();
    assert_eq!(ann.goodbye().await.code, GoodbyeCode::BadToken);
    rig.tasks.close();
    rig.tasks.wait().await;
    assert_eq!(rig.log.room(&rig.room).await, Ok(None));
    assert!(matches!(rig.registry.get(&rig.room).await, Err(crate::registry::NoRoom::None)));
}
