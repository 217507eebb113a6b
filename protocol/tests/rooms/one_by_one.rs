//! Quotes one after another: each is opened, voted on, talked about and revealed before the next.

use crosstracks_protocol::{
    command::{Command, TableAnswer},
    ids::ItemId,
    pack::{ImpressionsMode, Pack, Step},
    rejection::Rejection,
    view::{ItemState, Phase, TimerView},
};

use super::{
    doing::{choice, everybody_works},
    rig::{Rig, pack},
    session::run,
};

fn one_by_one() -> Pack {
    let mut pack = pack();
    pack.impressions.mode = ImpressionsMode::OneByOne;
    pack
}

/// A rig at its first vote, which is open.
fn voting() -> Rig {
    let mut rig = Rig::with_people(one_by_one(), &[6, 6], 5);
    rig.checks = false;
    while rig.shared().impressions.is_none_or(|impressions| impressions.order.is_empty()) {
        assert!(rig.next());
    }
    rig.check_from_here();
    rig
}

fn spotlight(rig: &Rig) -> ItemId {
    rig.shared().impressions.unwrap().spotlight.unwrap()
}

#[test]
fn a_session_runs_quote_by_quote_to_its_end() {
    let mut rig = Rig::with_people(one_by_one(), &[4, 4], 5);
    rig.checks = false;
    let quotes = rig.room.pack().quotes.len();
    let mut seen = Vec::new();
    while rig.shared().step.step != Step::Surprise {
        everybody_works(&mut rig, 0);
        if let Some(impressions) = rig.shared().impressions {
            assert!(!matches!(rig.shared().step.step, Step::Talk | Step::Reveal), "the vote has done these");
            let open = impressions.quotes.values().filter(|q| q.status.state == ItemState::Open).count();
            assert!(open <= 1);
            if let Some(quote) = impressions.spotlight.filter(|quote| !seen.contains(quote)) {
                assert!(
                    seen.iter().all(|id| impressions.quotes[id].context.is_some()),
                    "the one before is out"
                );
                seen.push(quote);
            }
        }
        assert!(rig.next());
    }
    assert_eq!(seen.len(), quotes);
    run(&mut rig, 0);
    assert_eq!(rig.desk().phase, Phase::Closed);
    assert_eq!(format!("{:?}", rig.replayed()), format!("{:?}", rig.room));
}

#[test]
fn tables_note_in_time_once_the_vote_on_a_quote_has_closed() {
    let mut rig = voting();
    let (who, quote) = (rig.people[0].clone(), spotlight(&rig));
    let answer = Command::AnswerForTable { quote: quote.clone(), answer: TableAnswer::Split {} };
    let note =
        Command::AddPoint { sheet: format!("{quote}.why_said").as_str().into(), text: "A bad day".into() };
    assert_eq!(rig.does(&who, &note), Err(Rejection::NotOpen), "first everybody votes alone");
    rig.next();
    rig.does(&who, &note).unwrap();
    rig.does(&who, &answer).unwrap();
    let sheets = rig.group(&who).unwrap().sheets;
    assert!(sheets.values().flat_map(|sheet| sheet.values()).all(|point| !point.late));
    rig.next();
    assert_eq!(rig.does(&who, &note), Err(Rejection::AlreadyRevealed));
}

#[test]
fn a_vote_after_the_tables_talked_is_a_second_one() {
    let mut rig = voting();
    let (people, quote) = (rig.people.clone(), spotlight(&rig));
    let vote = |rig: &mut Rig, n: usize| {
        for who in &people {
            let choice = choice(rig, n);
            rig.does(who, &Command::Vote { quote: quote.clone(), choice }).unwrap();
        }
    };
    vote(&mut rig, 0);
    rig.next();
    rig.does(&people[0], &Command::AnswerForTable { quote: quote.clone(), answer: TableAnswer::Split {} })
        .unwrap();
    rig.desk_does(&Command::Reopen { item: quote.clone() }).unwrap();
    vote(&mut rig, 1);
    rig.next();
    rig.next();
    let shown = rig.shared().impressions.unwrap().quotes[&quote].clone();
    assert!(shown.distribution.is_some());
    assert_ne!(shown.distribution, shown.distribution_after_talk);
    assert!(shown.distribution_after_talk.is_some());
}

#[test]
fn the_time_of_the_step_is_for_all_its_quotes() {
    let mut rig = voting();
    let ends = |rig: &Rig| match rig.shared().step.timer {
        Some(TimerView::Running { ends_at, .. }) => ends_at,
        other => panic!("{other:?}"),
    };
    let first = ends(&rig);
    let quote = spotlight(&rig);
    while rig.desk().items.values().filter(|item| item.status.state == ItemState::Open).count() == 0
        || spotlight(&rig) == quote
    {
        rig.next();
    }
    assert_eq!(ends(&rig), first, "another quote brings no new minutes");
}
