use std::collections::BTreeMap;

use crosstracks_protocol::stamp::Chance;
use futures_util::FutureExt;

use super::*;
use crate::{
    outbox::Mail,
    room_task::{
        hall::{Members, sending::catch_up},
        seat::{Member, Place, Seat},
    },
};

/// News, those who hear it, and what each of them is to have heard.
#[derive(Default)]
struct Rig {
    news: News,
    ears: Ears,
    members: Members,
    waiting: Vec<MemberId>,
    mails: BTreeMap<MemberId, (Mail, Vec<String>)>,
    count: u64,
    is_asked: bool,
}

impl Rig {
    fn enter(&mut self, is_in: bool) -> MemberId {
        let id = MemberId(self.count);
        self.count += 1;
        let (outbox, mail) = Mail::new();
        let ear = self.ears.add(id, outbox, is_in, self.news.count());
        let place = Place { is_in, group: None };
        self.members.insert(id, Member { seat: Seat::Display, device: "wall".into(), place, ear });
        self.mails.insert(id, (mail, vec![]));
        id
    }

    fn leave(&mut self, id: MemberId) {
        let member = self.members.remove(&id).unwrap();
        let (_, moved) = self.ears.take(member.ear, &mut self.members).unwrap();
        if let Some(moved) = moved {
            catch_up(&self.news, &mut self.waiting, moved);
        }
        self.mails.remove(&id);
    }

    /// Somebody comes in from the door, or goes back to it.
    fn turn(&mut self, id: MemberId) {
        let ear = self.ears.of(&self.members, id).unwrap();
        catch_up(&self.news, &mut self.waiting, ear);
        ear.is_in = !ear.is_in;
    }

    fn add(&mut self) {
        let text = format!("news {}", self.news.count());
        for (id, (_, due)) in &mut self.mails {
            if self.ears.of(&self.members, *id).unwrap().is_in {
                due.push(text.clone());
            }
        }
        self.news.add(Frame::text(&text));
    }

    fn answer(&mut self, id: MemberId) {
        let ear = self.ears.of(&self.members, id).unwrap();
        catch_up(&self.news, &mut self.waiting, ear);
        ear.outbox.push(&Frame::text("answer"));
        self.waiting.push(id);
        self.mails.get_mut(&id).unwrap().1.push("answer".to_owned());
    }

    fn step(&mut self) {
        for id in self.waiting.drain(..) {
            if let Some(ear) = self.ears.of(&self.members, id) {
                ear.is_waiting = false;
                assert!(ear.outbox.flush().is_ok());
            }
        }
        self.news.step(&mut self.ears, || self.is_asked, |_, sent| assert!(sent.is_ok()));
    }

    fn heard(&mut self, id: MemberId) -> usize {
        let (mail, due) = self.mails.get_mut(&id).unwrap();
        let mut heard = vec![];
        while let Some(goodbye) = mail.next(&mut heard).now_or_never() {
            assert_eq!(goodbye, None);
        }
        assert!(heard.len() <= due.len(), "{heard:?} {due:?}");
        let rest = due.split_off(heard.len());
        assert_eq!(heard, std::mem::replace(due, rest));
        heard.len()
    }

    fn anybody(&self, chance: &mut Chance) -> Option<MemberId> {
        let nth = chance.draw() as usize % self.members.len().max(1);
        self.members.keys().nth(nth).copied()
    }
}

#[test]
fn everybody_in_the_room_is_sent_all_of_it_once_and_in_order() {
    for seed in 0..200 {
        let (mut rig, mut chance) = (Rig::default(), Chance::new(seed));
        for n in 0..150 {
            rig.enter(n % 7 > 0);
        }
        for _ in 0..300 {
            match (chance.draw() % 9, rig.anybody(&mut chance)) {
                (0, _) => _ = rig.enter(chance.draw() % 2 == 0),
                (1, Some(id)) => rig.leave(id),
                (2, Some(id)) => rig.turn(id),
                (3, Some(id)) => rig.answer(id),
                (4, Some(id)) => _ = rig.heard(id),
                (5, _) => rig.add(),
                (6, _) => rig.is_asked ^= true,
                _ => rig.step(),
            }
        }
        while rig.news.is_under_way() || !rig.waiting.is_empty() {
            rig.step();
        }
        for id in rig.members.keys().copied().collect::<Vec<_>>() {
            rig.heard(id);
            assert_eq!(rig.mails[&id].1, [""; 0], "{seed}: {id:?} was not sent this");
        }
    }
}

#[test]
fn however_fast_it_comes_it_does_not_pile_up() {
    let mut rig = Rig { is_asked: true, ..Rig::default() };
    for _ in 0..1_000 {
        rig.enter(true);
    }
    let last = rig.enter(true);
    let mut turns_without = 0;
    for _ in 0..100 {
        rig.add();
        rig.step();
        turns_without = if rig.heard(last) > 0 { 0 } else { turns_without + 1 };
        assert!(turns_without <= STEPS, "somebody is never sent any");
        assert!(rig.news.frames.len() <= 2 * STEPS, "{}", rig.news.frames.len());
    }
}

#[test]
fn who_asks_is_sent_it_before_it_has_gone_round() {
    let mut rig = Rig { is_asked: true, ..Rig::default() };
    let ids: Vec<_> = (0..16).map(|_| rig.enter(true)).collect();
    rig.add();
    rig.answer(ids[15]);
    rig.step();
    assert_eq!([0, LEAST - 1, LEAST, 14, 15].map(|n| rig.heard(ids[n])), [1, 1, 0, 0, 2]);
}

#[test]
fn nobody_waits_for_those_who_do_not_ask() {
    let mut rig = Rig::default();
    let ids: Vec<_> = (0..16).map(|_| rig.enter(true)).collect();
    rig.add();
    rig.step();
    assert_eq!([LEAST, MOST - 1, MOST].map(|n| rig.heard(ids[n])), [1, 1, 0]);
}
