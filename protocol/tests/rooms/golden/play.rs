//! A whole session, from the door to the end of the follow-up, always the same: what `UPDATE=1` writes.

use std::collections::BTreeSet;

use crosstracks_protocol::{
    room::NewText,
    view::{Phase, desk::Waiting},
};

use super::{
    super::{
        doing::{everybody_works, follows_up, open_follow_up},
        rig::{GRACE, Rig, pack},
    },
    kept::{Kept, TextLine},
    rare::RARE,
};

/// Enough of each service for two pairings, and for figures that are shown.
const PEOPLE: [usize; 2] = [9, 6];

/// Plays it.
pub(crate) fn play() -> Kept {
    let mut rig = Rig::new(pack(), GRACE, 7);
    rig.checks = false;
    for (service, size) in PEOPLE.into_iter().enumerate() {
        for n in 0..size {
            rig.join(service, &format!("P{service}-{n}"));
        }
    }
    while rig.room.phase() != Phase::Closed {
        everybody_works(&mut rig, 0);
        rarely(&mut rig);
        if !rig.next() {
            assert_eq!(rig.desk().waiting, Some(Waiting::Closing));
            rig.expire(GRACE);
        }
        assert!(rig.log.len() < 10_000, "the session does not end");
    }
    // Before the follow-up, when it has opened, when it was answered and when it is over.
    rarely(&mut rig);
    open_follow_up(&mut rig);
    for (n, who) in rig.people.clone().iter().enumerate() {
        follows_up(&mut rig, who, n);
    }
    rarely(&mut rig);
    rig.expire(rig.room.deadline().unwrap().0);
    rarely(&mut rig);
    let has = kinds(&rig);
    let missing: Vec<_> = RARE.iter().map(|(kind, _)| *kind).filter(|kind| !has.contains(*kind)).collect();
    assert!(missing.is_empty(), "what rare.rs tries for {missing:?} was refused, or never its time");
    assert_eq!(format!("{:?}", rig.replayed()), format!("{:?}", rig.room));
    Kept::of(&rig.log, texts(&rig))
}

/// Tries for every rare kind that has not happened yet.
fn rarely(rig: &mut Rig) {
    for (kind, attempt) in RARE {
        if !kinds(rig).contains(*kind) {
            attempt(rig);
        }
    }
}

fn kinds(rig: &Rig) -> BTreeSet<String> {
    rig.log.iter().map(|entry| entry.event.write().unwrap().0).collect()
}

fn texts(rig: &Rig) -> Vec<TextLine> {
    let line = |text: &NewText| TextLine { id: text.id, owner: text.owner.clone(), body: text.body.clone() };
    rig.texts.values().map(line).collect()
}
