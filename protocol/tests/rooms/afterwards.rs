//! When a session has ended: the debrief, the reports that are made of it, and its moments once more.

use std::collections::{BTreeMap, BTreeSet};

use crosstracks_protocol::{
    command::{Actor, Command},
    event::{Entry, Event, Given},
    ids::{ItemId, Seq},
    rejection::{Rejection, StateFault, Thing, Who},
    report::{Readers, ReportInput, Snapshot, Verdict},
    room::{Room, texts::Texts},
    stamp::{Stamp, Timestamp},
    view::{Audience, ItemState},
};
use serde_json::Value;

use super::{
    doing::everybody_works,
    rig::{Rig, pack},
    session::run,
};

fn ended(sizes: &[usize]) -> Rig {
    let mut rig = Rig::with_people(pack(), sizes, 7);
    rig.checks = false;
    run(&mut rig, 0);
    rig
}

fn note(item: &ItemId, verdict: Verdict, note: &str) -> Command {
    Command::NoteDebrief { item: item.clone(), verdict, note: note.into() }
}

fn texts(rig: &Rig) -> Texts {
    rig.texts.values().cloned().collect()
}

#[test]
fn facilitators_say_after_the_end_what_they_would_change() {
    let mut rig = Rig::with_people(pack(), &[3, 3], 7);
    let quote = ItemId::from(rig.room.pack().quotes[0].id.as_str());
    let early = rig.desk_does(&note(&quote, Verdict::Edit, "Shorter"));
    assert_eq!(early, Err(Rejection::WrongState(StateFault::EndFirst)));
    assert_eq!(rig.desk().debrief, None);

    rig.checks = false;
    run(&mut rig, 0);
    rig.check_from_here();
    let debrief = rig.desk().debrief.unwrap();
    assert!(debrief.said.is_empty());
    assert!(debrief.stages.iter().all(|stage| stage.run && stage.actual_minutes.is_some()));
    let kinds: BTreeSet<_> = debrief.items.iter().map(|one| format!("{:?}", one.kind)).collect();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["Part", "Question", "Quote"]);

    for one in &debrief.items {
        assert_eq!(rig.desk_does(&note(&one.item, Verdict::Keep, "")), Ok(1));
    }
    assert_eq!(rig.desk_does(&note(&quote, Verdict::Edit, "Shorter")), Ok(1));
    assert_eq!(rig.desk_does(&note(&quote, Verdict::Edit, " Shorter ")), Ok(0), "it is so already");
    assert_eq!(rig.desk_does(&note(&quote, Verdict::Retire, "Nobody believed it")), Ok(1));
    assert!(!rig.texts.values().any(|text| text.body == "Shorter"), "what was replaced is deleted");
    let said = rig.desk().debrief.unwrap().said;
    assert_eq!((said[&quote].verdict, said[&quote].note.as_str()), (Verdict::Retire, "Nobody believed it"));
    assert_eq!(format!("{:?}", rig.replayed()), format!("{:?}", rig.room));

    let who = rig.people[0].clone();
    let refused = rig.does(&who, &note(&quote, Verdict::Keep, ""));
    assert_eq!(refused, Err(Rejection::WrongRole { who: Who::Facilitator }));
    let nothing = rig.desk_does(&note(&"q99".into(), Verdict::Keep, ""));
    assert_eq!(nothing, Err(Rejection::Unknown(Thing::Item)));

    let report =
        serde_json::to_value(Snapshot::take(ReportInput::from(&rig.room), &[]).report(Readers::Facilitators))
            .unwrap();
    assert_eq!(report["debrief"][0]["verdict"], "retire", "what changes the pack comes first");
    assert_eq!(report["debrief"][0]["note"], "Nobody believed it");

    rig.now += (u64::from(rig.room.pack().privacy.retention_days) + 1) * 24 * 60 * 60 * 1_000;
    assert_eq!(rig.desk_does(&note(&quote, Verdict::Keep, "")), Err(Rejection::Ended));
}

/// What a stage took does not grow with what happens after the end.
#[test]
fn the_session_ends_when_it_ends() {
    let mut rig = ended(&[3, 3]);
    let stages = |rig: &Rig| rig.desk().debrief.unwrap().stages;
    let before = stages(&rig);
    rig.now += 10 * 60 * 60 * 1_000;
    let quote = rig.room.pack().quotes[0].id.clone();
    rig.desk_does(&note(&quote, Verdict::Edit, "")).unwrap();
    assert_eq!(stages(&rig), before);
}

fn report(rig: &mut Rig) -> Result<usize, Rejection> {
    let stamp = Stamp { at: Timestamp(rig.now), seed: 1 };
    let by = rig.facilitator.clone();
    let decision = rig.room.make_report(&by, stamp)?;
    rig.keep(&decision, &Actor::Facilitator(by), None, stamp);
    Ok(decision.events.len())
}

#[test]
fn a_report_is_made_once_the_session_has_ended_and_of_an_unchanged_room_once() {
    let mut rig = Rig::with_people(pack(), &[3, 3], 7);
    assert_eq!(report(&mut rig), Err(Rejection::WrongState(StateFault::EndFirst)));
    rig.checks = false;
    run(&mut rig, 0);
    let stranger = rig.room.make_report(&"f0".into(), Stamp { at: Timestamp(rig.now), seed: 1 });
    assert_eq!(stranger, Err(Rejection::WrongRole { who: Who::Facilitator }));

    rig.check_from_here();
    assert_eq!(report(&mut rig), Ok(1));
    let quote = rig.room.pack().quotes[0].id.clone();
    rig.desk_does(&note(&quote, Verdict::Edit, "")).unwrap();
    assert_eq!(report(&mut rig), Ok(0), "a note is in no figure");
    rig.checks = false;
    answers(&mut rig, 1, 1);
    assert_eq!(report(&mut rig), Ok(1));
    assert_eq!(format!("{:?}", rig.replayed()), format!("{:?}", rig.room));
    for n in 0..60 {
        answers(&mut rig, 1, n);
        report(&mut rig).unwrap();
    }
    let made = rig.log.iter().filter(|entry| entry.event == Event::ReportMade).count();
    assert_eq!(made, 32, "each is held against all before it, so that they are bounded");
}

/// The baseline of the first so many, changed after the end: what answers weeks later will do.
fn answers(rig: &mut Rig, people: usize, twist: usize) {
    let baseline = rig.room.pack().instruments[0].clone();
    for (n, who) in rig.people.clone().into_iter().take(people).enumerate() {
        let value = i32::try_from((n + twist) % 5).unwrap();
        let entry = Entry {
            seq: rig.room.seq().next(),
            at: Timestamp(rig.now),
            by: Actor::Participant(who.clone()),
            command: None,
            event: Event::SurveyAnswered {
                participant: who,
                instrument: baseline.id.clone(),
                item: baseline.items[0].id.clone(),
                value: Given::Value(value),
            },
        };
        rig.room.apply(&entry);
        rig.log.push(entry);
    }
}

/// A restart makes earlier snapshots anew of the log, and nothing in a report tells that it did.
#[test]
fn snapshots_made_anew_of_the_log_are_those_that_were_taken() {
    let mut rig = ended(&[7, 7]);
    let mut live: Vec<Snapshot> = Vec::new();
    for (twist, people) in [0, 1, 14, 2].into_iter().enumerate() {
        answers(&mut rig, people, twist);
        live.push(Snapshot::take(ReportInput::from(&rig.room), &live));
        let made = report(&mut rig).unwrap();
        assert_eq!(made == 1, people > 0 || live.len() == 1);
        let (last, room) = Snapshot::last_of(&rig.log, texts(&rig)).unwrap();
        let last = last.unwrap();
        assert_eq!(room.seq(), rig.room.seq());
        for readers in [Readers::Facilitators, Readers::Commissioners] {
            let of = |snapshot: &Snapshot| serde_json::to_value(snapshot.report(readers)).unwrap();
            assert_eq!(of(&last), of(live.last().unwrap()));
        }
    }
    let held: Vec<Value> = live
        .iter()
        .map(|snapshot| serde_json::to_value(snapshot.report(Readers::Facilitators)).unwrap())
        .collect();
    let rated = |n: usize| held[n]["ratings"][0]["room"].clone();
    assert_eq!((rated(1), &held[1]["held_back"]), (rated(0), &Value::Bool(true)), "one person changed");
    assert_ne!(rated(2), rated(0), "all did");
}

/// Every moment shows what the display showed then, and says how many had answered.
#[test]
fn the_moments_of_a_session_show_what_the_display_showed() {
    let mut rig = Rig::with_people(pack(), &[4, 4], 7);
    rig.checks = false;
    let mut shown: BTreeMap<Seq, Value> = BTreeMap::new();
    let mut voted = None;
    loop {
        everybody_works(&mut rig, 0);
        if let Some(progress) = rig.display().progress {
            voted = voted.or(Some(progress));
        }
        let more = rig.next();
        shown.insert(rig.room.seq(), rig.room.view(&Audience::Display));
        if !more {
            break;
        }
    }
    let entries = rig.log.clone();
    let moments = Room::moments(&entries, texts(&rig)).unwrap();
    assert!(moments.is_sorted_by(|a, b| a.seq < b.seq && a.at <= b.at));
    assert_eq!(moments.first().unwrap().what, "started the session");
    assert_eq!(moments.last().unwrap().what, "ended the session");
    let first = moments.iter().find_map(|moment| moment.answered);
    assert_eq!(first, voted, "as the desk had it");

    let wanted: BTreeSet<Seq> = moments.iter().map(|moment| moment.seq).collect();
    let pictures = Room::displays(&entries, texts(&rig), &wanted).unwrap();
    assert_eq!(pictures.len(), moments.len());
    let mut same = 0;
    for (seq, picture) in &pictures {
        let mut picture: Value = serde_json::from_str(picture).unwrap();
        // The code is another's by now.
        assert_eq!(picture["code"], "");
        picture["code"] = "ABCDEFG".into();
        if let Some(then) = shown.get(seq) {
            assert_eq!(&picture, then, "{seq:?}");
            same += 1;
        }
    }
    assert!(same > 30, "{same}");

    // A text that was deleted since is not shown as it was then.
    let gone = Room::displays(&entries, Texts::default(), &wanted).unwrap();
    let planted = rig.texts.values().find(|text| text.body.contains("Line ")).unwrap();
    assert!(pictures.values().any(|picture| picture.contains(&planted.body)));
    assert!(!gone.values().any(|picture| picture.contains(&planted.body)));
}

/// The case study's part of the report: notes by lens, and the poll as the room saw it.
#[test]
fn the_report_tells_of_the_case() {
    let mut rig = Rig::with_people(pack(), &[7, 6], 7);
    rig.checks = false;
    let mut polls = BTreeMap::new();
    loop {
        everybody_works(&mut rig, 0);
        for part in rig.desk().case_study.map(|case| case.parts).unwrap_or_default().into_values() {
            if let (Some(result), Some(poll)) = (&part.poll_result, &part.whole.poll) {
                polls.insert(poll.question.clone(), serde_json::to_value(result).unwrap());
            }
        }
        if !rig.next() {
            break;
        }
    }
    assert!(rig.desk().items.values().all(|item| item.status.state != ItemState::Open));
    assert!(!polls.is_empty());
    let snapshot = Snapshot::take(ReportInput::from(&rig.room), &[]);
    let [facilitators, commissioners] = [Readers::Facilitators, Readers::Commissioners]
        .map(|readers| serde_json::to_value(snapshot.report(readers)).unwrap());
    let parts = facilitators["case"].as_array().unwrap();
    assert_eq!(parts.len(), 3);
    assert!(parts.iter().all(|part| !part["notes"].as_array().unwrap().is_empty()));
    let notes = parts.iter().flat_map(|part| part["notes"].as_array().unwrap());
    assert!(notes.clone().any(|note| note["disagreement"] == true));
    assert!(notes.clone().any(|note| note["lens"] == "contribution" && note["service"].is_string()));
    assert!(commissioners["case"].as_array().unwrap().iter().all(|part| part["notes"].is_null()));
    for part in parts.iter().filter(|part| part["poll"].is_object()) {
        let shown = &polls[part["poll"]["text"].as_str().unwrap()];
        let told = &part["poll"]["answers"]["room"]["value"];
        assert_eq!(told["people"], shown["answered"]);
        let counts = shown["counts"].as_array().unwrap();
        for (option, count) in counts.iter().enumerate().filter(|(_, count)| **count != 0) {
            assert_eq!(&told["counts"][option.to_string()], count);
        }
    }
}
