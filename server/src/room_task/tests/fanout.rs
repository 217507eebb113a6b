//! A whole session, in which every client's merged patches are held against the room's own views.

use crosstracks_protocol::{
    ids::ParticipantId,
    room::Room,
    view::{Audience, Standing},
};
use serde_json::{Value, json};

use super::rig::{Client, Rig};
use crate::room_task::Seat;

struct Person {
    id: ParticipantId,
    client: Client,
    sent: u64,
}

impl Person {
    async fn ask(&mut self, rig: &Rig, command: Value) -> bool {
        self.sent += 1;
        self.client.send(rig, self.sent, None, command).await;
        loop {
            let message = self.client.next().await;
            if message["id"] == self.sent {
                return message["type"] == "ack";
            }
        }
    }

    fn check(&self, room: &Room) {
        let is_in = room.standing(&self.id) == Some(Standing::In);
        let group = room.group_now(&self.id).filter(|_| is_in).cloned().map(Audience::Group);
        for (layer, audience) in [
            ("shared", is_in.then_some(Audience::Shared)),
            ("group", group),
            ("own", Some(Audience::Own(self.id.clone()))),
        ] {
            let expected = audience.map_or_else(|| json!({}), |audience| room.view(&audience));
            assert_eq!(self.client.view(layer), &expected, "{layer} of {:?}", self.id);
        }
    }
}

pub(super) async fn a_session_to_its_end() {
    let rig = Rig::open().await;
    let mut desk = rig.desk("laptop").await;
    let mut wall = rig.enter(Seat::Display, "wall").await;
    let mut people = Vec::new();
    for n in 0..9 {
        people.push(arrive(&rig, n).await);
    }
    let (mut steps, mut acked) = (0, 0);
    while rig.step(&mut desk).await {
        steps += 1;
        assert!(steps < 200, "the session does not end");
        match steps {
            8 => people.push(arrive(&rig, 0).await),
            12 => acked += usize::from(people[0].ask(&rig, json!({ "type": "leave" })).await),
            16 => acked += usize::from(people[0].ask(&rig, json!({ "type": "come_back" })).await),
            _ => {}
        }
        acked += act(&rig, &mut people).await;
        desk.catch_up();
        wall.catch_up();
        for person in &mut people {
            person.client.catch_up();
        }
        let room = rig.replayed().await;
        // A deadline may have passed in between; then the clients have seen more than this.
        if room.seq().0 == rig.seq().await && room.deadline().is_none() {
            assert_eq!(desk.view("desk"), &room.view(&Audience::Desk));
            assert_eq!(wall.view("display"), &room.view(&Audience::Display));
            people.iter().for_each(|person| person.check(&room));
        }
    }
    assert!(steps > 40 && acked > 100, "{steps} {acked}");
    // A table, and a group of one's own service: each came whole, and the rest in patches.
    let groups = people.iter().map(|person| person.client.new_groups);
    assert!(groups.clone().all(|n| n >= 2), "{:?}", groups.collect::<Vec<_>>());
}

async fn arrive(rig: &Rig, n: usize) -> Person {
    let id = rig.join(n).await;
    let client = rig.enter(Seat::Participant(id.clone()), &format!("phone-{id}")).await;
    Person { id, client, sent: 0 }
}

/// Everybody tries some of what can be done somewhere; what is refused shows nothing.
async fn act(rig: &Rig, people: &mut [Person]) -> usize {
    let mut acked = 0;
    let room = rig.replayed().await;
    for (n, person) in people.iter_mut().enumerate() {
        let mut tries = vec![json!({ "type": "accept_rules" }), json!({ "type": "confirm_here" })];
        let services = &room.pack().services;
        let service = &services[n % services.len()].id;
        tries.extend(
            room.pack()
                .quotes
                .iter()
                .take(3)
                .map(|quote| json!({ "type": "vote", "quote": quote.id, "choice": [service] })),
        );
        tries.extend(room.pack().knowledge_questions.iter().take(4).map(
            |question| json!({ "type": "add_point", "sheet": question.id, "text": format!("Point of {n}") }),
        ));
        for command in tries {
            acked += usize::from(person.ask(rig, command).await);
        }
    }
    acked
}
