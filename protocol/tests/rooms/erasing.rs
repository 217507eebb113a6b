//! What is erased is gone from everything that anybody is shown, and from the texts that are kept.

use crosstracks_protocol::{
    command::Command,
    event::Event,
    ids::ParticipantId,
    pack::Step,
    rejection::{Rejection, Thing},
    report::ReportInput,
    room::{Newcomer, groups::Modality},
    text::TextKind,
    view::Standing,
};

use super::{
    doing::{at, everybody_works, open_up},
    rig::{Rig, pack},
};

/// A whole session with the follow-up open, in which everybody wrote what there was to write.
fn ended() -> Rig {
    let mut rig = Rig::with_people(pack(), &[4, 3], 7);
    rig.checks = false;
    while rig.next() {
        everybody_works(&mut rig, 0);
    }
    assert!(!rig.texts.is_empty());
    rig
}

fn erase(rig: &mut Rig, participant: &ParticipantId) -> Result<usize, Rejection> {
    rig.desk_does(&Command::Erase { participant: participant.clone() })
}

/// All that anybody is shown, and the report's figures and texts.
fn shown(rig: &Rig) -> String {
    let views: Vec<String> = rig.audiences().iter().map(|whom| rig.room.view(whom).to_string()).collect();
    format!("{views:?} {:?}", ReportInput::from(&rig.room))
}

#[test]
fn whoever_is_erased_has_no_name_and_no_words_any_more() {
    let mut rig = ended();
    rig.check_from_here();
    let ann = rig.people[0].clone();
    let of_ann = |rig: &Rig| -> Vec<String> {
        let theirs = rig.texts.values().filter(|text| text.owner.as_ref() == Some(&ann));
        theirs.map(|text| text.body.clone()).collect()
    };
    let typed = of_ann(&rig);
    assert!(typed.len() > 8, "name, points, plans and feedback: {typed:?}");
    let before = shown(&rig);
    assert!(typed.iter().any(|words| before.contains(words.as_str())));

    erase(&mut rig, &ann).unwrap();

    assert!(of_ann(&rig).is_empty());
    let others: Vec<String> = rig.texts.values().map(|text| text.body.clone()).collect();
    let after = shown(&rig);
    for words in typed.iter().filter(|words| !others.contains(words)) {
        assert!(!after.contains(words.as_str()), "{words}");
    }
    assert_eq!(rig.room, rig.replayed());
    assert!(rig.own(&ann).erased && rig.desk().people[&ann].erased);
    assert!(!rig.room.can_return(&ann) && rig.room.can_return(&rig.people[1]));
    assert_eq!(erase(&mut rig, &ann), Ok(0), "doing it again changes nothing");
}

/// The difference between a report of before and one of after would tell what they had answered.
#[test]
fn figures_stay_as_they_were() {
    let mut rig = ended();
    let votes = |rig: &Rig| {
        let ReportInput { quotes, attendance, ratings, .. } = ReportInput::from(&rig.room);
        format!(
            "{:?} {attendance:?} {ratings:?}",
            quotes.iter().map(|quote| &quote.votes).collect::<Vec<_>>()
        )
    };
    let before = votes(&rig);
    let ann = rig.people[0].clone();
    erase(&mut rig, &ann).unwrap();
    assert_eq!(votes(&rig), before);
}

#[test]
fn whoever_is_erased_gives_up_their_seat_and_is_nobody_from_then_on() {
    let mut rig = Rig::with_people(pack(), &[4, 3], 7);
    rig.next();
    let (ann, ben) = (rig.people[0].clone(), rig.people[1].clone());
    rig.does(&ann, &Command::EraseMyself {}).unwrap();
    assert_eq!(rig.room.standing(&ann), Some(Standing::Left));
    for command in [Command::ComeBack {}, Command::EraseMyself {}, Command::AcceptRules {}] {
        assert_eq!(rig.does(&ann, &command), Err(Rejection::Erased), "{command:?}");
    }
    for command in
        [Command::Readmit { participant: ann.clone() }, Command::Admit { participant: ann.clone() }]
    {
        assert_eq!(rig.desk_does(&command), Err(Rejection::Erased), "{command:?}");
    }
    // An attempt to join that comes late does not bring them back; a new one is somebody else's.
    let stamp = rig.stamp();
    let newcomer = |device: &str| Newcomer {
        name: "Ann".into(),
        service: rig.own(&ann).service,
        profession: None,
        modality: Modality::InRoom,
        device: Some(device.into()),
    };
    assert_eq!(rig.room.join(&newcomer("phone-0"), stamp).unwrap_err(), Rejection::Erased);
    assert_ne!(rig.room.join(&newcomer("phone-new"), stamp).unwrap().0, ann);

    rig.does(&ben, &Command::Leave {}).unwrap();
    rig.does(&ben, &Command::EraseMyself {}).unwrap();
    assert!(rig.own(&ben).erased, "who left can be erased too");
}

#[test]
fn whoever_knocks_is_turned_away_with_it() {
    let mut rig = Rig::with_people(pack(), &[2, 2], 7);
    rig.desk_does(&Command::LockJoining { on: true }).unwrap();
    let kit = rig.join(0, "Kit");
    assert_eq!(rig.does(&kit, &Command::EraseMyself {}), Err(Rejection::NotInYet));
    erase(&mut rig, &kit).unwrap();
    assert_eq!(rig.room.standing(&kit), Some(Standing::Removed));
    let nobody = "p-nobody".into();
    assert_eq!(erase(&mut rig, &nobody), Err(Rejection::Unknown(Thing::Participant)));
}

#[test]
fn a_text_is_deleted_wherever_it_was_typed() {
    let mut rig = open(Rig::with_people(pack(), &[4, 4], 3));
    let words = "Mr Doe of Example Street told us so";
    let people = rig.people.clone();
    for who in [&people[0], &people[5]] {
        let asked = rig.group(who).unwrap().questions.into_keys().next().unwrap();
        rig.does(who, &Command::AddPoint { sheet: asked.as_str().into(), text: words.into() }).unwrap();
    }
    let redact = |text: &str| Command::Redact { text: text.into() };
    // As it was typed, or as it was kept: runs of spaces are one.
    assert_eq!(rig.desk_does(&redact("  Mr Doe of  Example Street told us so ")), Ok(2));
    assert!(!rig.texts.values().any(|text| text.body == words));
    assert!(!shown(&rig).contains(words));
    assert_eq!(rig.room, rig.replayed());
    let redacted = rig.log.iter().filter(|entry| matches!(entry.event, Event::TextRedacted { .. })).count();
    assert_eq!(redacted, 2);

    let unknown = Err(Rejection::Unknown(Thing::Text));
    assert_eq!(rig.desk_does(&redact(words)), unknown, "it is there no more");
    assert_eq!(rig.desk_does(&redact("P0-1")), unknown, "a name is corrected, not deleted");
    let title = rig.room.title().to_owned();
    assert_eq!(rig.desk_does(&redact(&title)), unknown);
    assert!(matches!(rig.desk_does(&redact(" ")), Err(Rejection::Text(TextKind::Note, _))));
    assert_eq!(rig.desk().people[&people[1]].name, "P0-1");
}

/// In the step in which groups write.
fn open(rig: Rig) -> Rig {
    let mut rig = at(rig, Step::Write);
    open_up(&mut rig);
    rig
}
