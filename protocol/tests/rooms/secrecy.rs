//! What is hidden is not sent: sessions that differ only in hidden things look the same, byte for byte.

use crosstracks_protocol::{
    command::{Command, InWords, Mark, SurveyAnswer},
    event::Event,
    ids::ParticipantId,
    pack::Step,
    view::Audience,
};

use super::{
    doing::{everybody_works, feedback, follows_up, open_follow_up, sealed, with_another_story},
    rig::{Rig, pack},
};

/// Everything a participant is sent now.
fn seen(rig: &Rig, who: &ParticipantId) -> String {
    let group = rig.group_id(who).map(|group| rig.room.view(&Audience::Group(group)).to_string());
    let shared = rig.room.view(&Audience::Shared);
    format!("{shared}{}{}", rig.room.view(&Audience::Own(who.clone())), group.unwrap_or_default())
}

fn display(rig: &Rig) -> String {
    rig.room.view(&Audience::Display).to_string()
}

/// Runs on until the room is at a step, everybody working as they go.
fn run_to(rig: &mut Rig, step: Step, twist: usize) {
    rig.checks = false;
    while rig.shared().step.step != step {
        everybody_works(rig, twist);
        assert!(rig.next(), "the session ends before {step:?}");
    }
}

fn session() -> Rig {
    Rig::with_people(pack(), &[6, 6], 11)
}

/// V1: who said a quote, and its context, are the desk's alone until they are revealed.
#[test]
fn v1_the_truth_about_a_quote_comes_with_its_reveal() {
    let mut rig = session();
    run_to(&mut rig, Step::Reveal, 0);
    let quotes: Vec<_> = rig.room.pack().quotes.clone();
    let mut revealed = Vec::new();
    while rig.shared().step.step == Step::Reveal {
        let impressions = rig.shared().impressions.unwrap();
        for quote in &quotes {
            let shown = impressions.quotes[&quote.id].status.shown;
            let out =
                [display(&rig), seen(&rig, &rig.people[0].clone()), seen(&rig, &rig.people[11].clone())];
            assert!(out.iter().all(|out| out.contains(&quote.context_note) == (shown >= 3)), "{}", quote.id);
            assert_eq!(impressions.quotes[&quote.id].attribution.is_some(), shown >= 2);
            assert_eq!(impressions.quotes[&quote.id].distribution.is_some(), shown >= 1);
            revealed.push(shown);
        }
        rig.next();
    }
    assert!(revealed.contains(&3));
}

/// V1, as a pair of rooms: with another truth in the pack nobody but the desk sees a difference before the reveal.
#[test]
fn v1_two_truths_look_the_same_until_the_reveal() {
    let mut other = pack();
    let all: std::collections::BTreeSet<_> = other.services.iter().map(|s| s.id.clone()).collect();
    for quote in &mut other.quotes {
        quote.speaker_services = if quote.speaker_services.len() > 1 {
            all.iter().take(1).cloned().collect()
        } else {
            all.clone()
        };
        quote.context_note = "Something quite different, told at another length.".into();
        quote.facilitator_note = Some("Another note.".into());
    }
    let mut rigs = [Rig::with_people(pack(), &[4, 4], 5), Rig::with_people(other, &[4, 4], 5)];
    for step in [Step::Vote, Step::Talk, Step::Reveal] {
        for rig in &mut rigs {
            run_to(rig, step, 0);
            everybody_works(rig, 0);
        }
        assert_eq!(display(&rigs[0]), display(&rigs[1]), "{step:?}");
        for who in rigs[0].people.clone() {
            assert_eq!(seen(&rigs[0], &who), seen(&rigs[1], &who), "{step:?}");
        }
    }
    assert_ne!(rigs[0].desk(), rigs[1].desk());
}

/// V2: nobody but the voter sees a vote, and nothing of the votes shows before a quote is revealed.
#[test]
fn v2_other_votes_change_nothing_that_one_sees() {
    let mut rigs = [session(), session()];
    for (twist, rig) in rigs.iter_mut().enumerate() {
        run_to(rig, Step::Vote, 0);
        while rig.shared().impressions.unwrap().order.is_empty() {
            rig.next();
        }
        // Person 0 does the same in both rooms; everybody else votes otherwise.
        let me = rig.people[0].clone();
        for (n, who) in rig.people.clone().into_iter().enumerate() {
            for (m, quote) in rig.shared().impressions.unwrap().order.into_iter().enumerate() {
                // In one room all agree on the first quotes and differ on the last, in the other it is the reverse.
                let n = if who == me { 0 } else { n * if twist == 0 { m } else { 7 - m } };
                let choice = super::doing::choice(rig, n);
                rig.does(&who, &Command::Vote { quote, choice }).unwrap();
            }
        }
    }
    let me = rigs[0].people[0].clone();
    let same = |rigs: &[Rig; 2], when: &str| {
        assert_eq!(seen(&rigs[0], &me), seen(&rigs[1], &me), "{when}");
        assert_eq!(display(&rigs[0]), display(&rigs[1]), "{when}");
    };
    same(&rigs, "while the vote is open");
    assert_eq!(
        rigs[0].room.view(&Audience::Desk),
        rigs[1].room.view(&Audience::Desk),
        "the desk sees counts alone"
    );
    for rig in &mut rigs {
        rig.next();
    }
    same(&rigs, "when it has closed");
    for rig in &mut rigs {
        run_to(rig, Step::Talk, 0);
        let quotes = rig.room.pack().quotes.iter().take(3).map(|quote| quote.id.clone()).collect();
        rig.desk_does(&Command::PickQuotes { quotes }).unwrap();
        rig.next();
    }
    same(&rigs, "in the talk");
    let votes = |rig: &Rig| rig.own(&rig.people[5]).votes;
    assert_ne!(votes(&rigs[0]), votes(&rigs[1]), "the twins differ at all");
}

/// V3 and V4: what a group writes is its own and the desk's, until its pairing's exchange opens; then it is
/// that pairing's, and other groups see it at the harvest.
#[test]
fn v3_v4_answers_stay_with_their_group_until_the_exchange() {
    let mut rig = Rig::with_people(pack(), &[8, 8], 3);
    run_to(&mut rig, Step::Write, 0);
    rig.next();
    rig.next();
    rig.next();
    let people = rig.people.clone();
    let author = people[0].clone();
    let group = rig.group(&author).unwrap();
    let question = group.questions.keys().next().unwrap().clone();
    rig.does(&author, &Command::AddPoint { sheet: question.as_str().into(), text: "CANARY".into() }).unwrap();
    let reads = |rig: &Rig, who: &ParticipantId| seen(rig, who).contains("CANARY");
    let own = |rig: &Rig, who: &ParticipantId| rig.group_id(who) == Some(group.group.clone());
    assert!(people.iter().all(|who| reads(&rig, who) == own(&rig, who)));
    assert!(!display(&rig).contains("CANARY"));
    assert!(rig.room.view(&Audience::Desk).to_string().contains("CANARY"));

    run_to(&mut rig, Step::Exchange, 0);
    assert!(people.iter().all(|who| reads(&rig, who) == own(&rig, who)), "not before it opens");
    let pairing = rig.group(&author).unwrap().pairing.unwrap();
    let item = pairing.pairing.as_str().into();
    rig.desk_does(&Command::Open { items: vec![item] }).unwrap();
    let meets = |rig: &Rig, who: &ParticipantId| pairing.groups.contains_key(&rig.group_id(who).unwrap());
    assert!(people.iter().all(|who| reads(&rig, who) == meets(&rig, who)), "its pairing, and nobody else");
    assert!(people.iter().any(|who| !meets(&rig, who)));
    assert!(!display(&rig).contains("CANARY"));

    while !display(&rig).contains("CANARY") {
        everybody_works(&mut rig, 0);
        assert!(rig.next());
    }
    assert_eq!(rig.shared().step.step, Step::Harvest);
    assert!(people.iter().all(|who| reads(&rig, who)));
}

/// V4, as a pair of rooms: another answer by a group of A changes nothing for B before their exchange.
#[test]
fn v4_other_words_look_the_same_until_the_exchange() {
    let mut rigs = [session(), session()];
    for (twist, rig) in rigs.iter_mut().enumerate() {
        run_to(rig, Step::Write, 0);
        while rig.desk().items.values().all(|item| item.progress.is_none_or(|p| p.of == 0)) {
            rig.next();
        }
        for n in 0..6 {
            let who = rig.people[n].clone();
            let question = rig.group(&who).unwrap().questions.keys().nth(n % 3).unwrap().clone();
            let text = format!("Said {}", "otherwise ".repeat(twist + n));
            rig.does(&who, &Command::AddPoint { sheet: question.as_str().into(), text }).unwrap();
        }
    }
    for step in [Step::Write, Step::Match, Step::Exchange] {
        while rigs[0].shared().step.step != step {
            rigs.iter_mut().for_each(|rig| assert!(rig.next()));
        }
        for other in &rigs[0].people[6..] {
            assert_eq!(seen(&rigs[0], other), seen(&rigs[1], other), "{step:?}");
        }
        assert_eq!(display(&rigs[0]), display(&rigs[1]), "{step:?}");
    }
    rigs.iter_mut().for_each(|rig| assert!(rig.next()));
    let other = rigs[0].people[7].clone();
    assert_ne!(seen(&rigs[0], &other), seen(&rigs[1], &other), "the twins differ at all");
}

/// V5: the pack's own answers are the desk's, until each is released after its corrections.
#[test]
fn v5_model_answers_come_one_by_one_after_the_corrections() {
    let mut rig = session();
    run_to(&mut rig, Step::Harvest, 0);
    let questions = rig.room.pack().knowledge_questions.clone();
    while rig.desk().next.is_some() {
        let shown = rig.shared().knowledge.map(|knowledge| knowledge.questions).unwrap_or_default();
        for question in &questions {
            let released = shown.get(&question.id).is_some_and(|question| question.status.shown >= 2);
            for out in [display(&rig), seen(&rig, &rig.people[0].clone()), seen(&rig, &rig.people[8].clone())]
            {
                assert_eq!(out.contains(&question.model_answer), released, "{}", question.id);
                assert!(question.facts.iter().all(|fact| out.contains(&fact.statement) == released));
            }
        }
        rig.next();
    }
}

/// V6: of a part of the case nothing reaches a participant or the display before it opens, and back locks nothing.
#[test]
fn v6_a_part_of_the_case_comes_when_it_opens() {
    let mut rig = session();
    run_to(&mut rig, Step::Brief, 0);
    let case = rig.room.pack().cases[0].clone();
    let mut steps = 0;
    while rig.shared().case_study.is_some() {
        everybody_works(&mut rig, 0);
        let opened = rig.log.iter().filter(|entry| {
            matches!(&entry.event, Event::ItemsOpened { items } if items[0].as_str().starts_with("rosa."))
        });
        let opened = opened.count();
        for out in [display(&rig), seen(&rig, &rig.people[0].clone()), seen(&rig, &rig.people[11].clone())] {
            for (n, part) in case.parts.iter().enumerate() {
                let texts = part.questions.iter().map(|question| &question.text);
                let poll = part.poll.iter().map(|poll| &poll.question);
                for text in texts.chain(poll).chain([&part.narrative]) {
                    let text = serde_json::to_string(text).unwrap();
                    assert_eq!(out.contains(&text), n < opened, "part {}: {text}", n + 1);
                }
            }
        }
        steps += opened;
        rig.next();
    }
    assert!(steps > 6, "all three parts opened");
}

/// V6, as a pair of rooms: with other parts to come, other questions' names and no polls, nobody but the desk
/// sees or is told a difference.
#[test]
fn v6_two_stories_look_the_same_until_they_part() {
    let other = with_another_story(pack());
    let mut rigs = [Rig::with_people(pack(), &[4, 4], 5), Rig::with_people(other, &[4, 4], 5)];
    for rig in &mut rigs {
        run_to(rig, Step::Parts, 0);
    }
    loop {
        let opened = rigs[0].shared().case_study.unwrap().order.len();
        let who = rigs[0].people.clone();
        let same = display(&rigs[0]) == display(&rigs[1]);
        assert_eq!(same, opened < 2, "{opened} parts open");
        if opened == 2 {
            break;
        }
        for who in &who {
            assert_eq!(seen(&rigs[0], who), seen(&rigs[1], who));
        }
        for command in [
            Command::AnswerPoll { part: "rosa.part_2".into(), option: 0 },
            Command::AddPoint { sheet: "rosa.who.gp".into(), text: "Guess".into() },
            Command::AddPoint { sheet: "rosa.nothing".into(), text: "Guess".into() },
        ] {
            let refused = rigs.each_mut().map(|rig| rig.does(&who[0], &command));
            assert!(refused[0].is_err());
            assert_eq!(refused[0], refused[1], "{command:?}");
        }
        for rig in &mut rigs {
            everybody_works(rig, 0);
            rig.next();
        }
    }
}

/// Nobody but oneself sees one's answer to a poll, facilitators included: rooms in which two people swap their
/// answers look the same to everybody else.
#[test]
fn a_poll_is_ones_own() {
    let mut rigs = [session(), session()];
    for (twist, rig) in rigs.iter_mut().enumerate() {
        run_to(rig, Step::Parts, 0);
        rig.next();
        let people = rig.people.clone();
        for (n, who) in people.iter().enumerate() {
            let option = match n {
                0 | 6 => (n / 6 + twist) % 2,
                _ => n % 5,
            };
            rig.does(who, &Command::AnswerPoll { part: "rosa.part_1".into(), option }).unwrap();
        }
    }
    let same = |rigs: &[Rig; 2], when: &str| {
        for audience in [Audience::Desk, Audience::Display, Audience::Shared] {
            assert_eq!(rigs[0].room.view(&audience), rigs[1].room.view(&audience), "{when}");
        }
        for n in (1..12).filter(|n| *n != 6) {
            assert_eq!(seen(&rigs[0], &rigs[0].people[n]), seen(&rigs[1], &rigs[1].people[n]), "{when}");
        }
    };
    same(&rigs, "while it runs");
    for when in ["closed", "shown"] {
        rigs.iter_mut().for_each(|rig| assert!(rig.next()));
        same(&rigs, when);
    }
    assert!(rigs[0].shared().case_study.unwrap().parts.values().all(|part| part.poll_result.is_some()));
    assert_ne!(rigs[0].own(&rigs[0].people[0]).polls, rigs[1].own(&rigs[1].people[0]).polls);
}

/// What a table writes on the case is its own and the desk's, until the room hears that table for that lens.
#[test]
fn a_tables_words_on_the_case_are_its_own_until_it_is_heard() {
    let mut rig = session();
    run_to(&mut rig, Step::Parts, 0);
    rig.next();
    let author = rig.people[0].clone();
    let table = rig.group_id(&author).unwrap();
    let sheet = "rosa.matters".into();
    rig.does(&author, &Command::AddPoint { sheet, text: "CANARY".into() }).unwrap();
    let people = rig.people.clone();
    let own = |rig: &Rig, who: &ParticipantId| rig.group_id(who) == Some(table.clone());
    let reads = |rig: &Rig, who: &ParticipantId| seen(rig, who).contains("CANARY");
    while rig.shared().step.step != Step::Plenary {
        assert!(people.iter().all(|who| reads(&rig, who) == own(&rig, who)));
        assert!(!display(&rig).contains("CANARY"));
        everybody_works(&mut rig, 0);
        rig.next();
    }
    let show = |item: &str| Command::ShowTable { item: item.into(), table: table.clone() };
    rig.desk_does(&show("rosa._conflict")).unwrap();
    rig.desk_does(&show("rosa._values")).unwrap();
    assert!(!display(&rig).contains("CANARY"), "the room is at another lens");
    let here = rig.desk().cursor;
    let at = |item| Command::GoTo { cursor: crosstracks_protocol::command::Cursor { item, ..here } };
    rig.desk_does(&at(2)).unwrap();
    assert!(!display(&rig).contains("CANARY"), "another lens of the same table");
    rig.desk_does(&at(1)).unwrap();
    assert!(display(&rig).contains("CANARY") && people.iter().all(|who| reads(&rig, who)));
    assert!(!display(&rig).contains(author.as_str()), "and nobody's name with it");
}

/// V7: of people's own plans nobody else sees anything, facilitators included: with other words, another
/// confidence and another number of plans a room looks the same to everybody but their owner.
#[test]
fn v7_a_plan_of_ones_own_is_ones_own() {
    let mut rigs = [session(), session()];
    for (twist, rig) in rigs.iter_mut().enumerate() {
        run_to(rig, Step::Personal, 0);
        rig.next();
        for (n, who) in rig.people.clone().into_iter().enumerate() {
            // In one room there is one plan each, and the last has none; in the other there are up to three.
            for plan in 1..=if twist == 0 { 1 } else { 1 + n % 3 } {
                let sealed = sealed(&format!("CANARY {} {n}", "longer ".repeat(twist)));
                let (plan, confidence) = (u8::try_from(plan).unwrap(), u8::try_from((n + twist) % 11).ok());
                if n < 11 {
                    let keep = Command::KeepPlan { plan, sealed, confidence, revision: 0 };
                    rig.does(&who, &keep).unwrap();
                }
            }
        }
    }
    // More was sent in one of them; let it be as late in the other.
    let now = rigs[0].now.max(rigs[1].now);
    rigs.iter_mut().for_each(|rig| rig.now = now);
    let me = rigs[0].people[11].clone();
    let same = |rigs: &[Rig; 2], when: &str| {
        for audience in [Audience::Desk, Audience::Display, Audience::Shared] {
            assert_eq!(rigs[0].room.view(&audience), rigs[1].room.view(&audience), "{when}");
        }
        assert_eq!(seen(&rigs[0], &me), seen(&rigs[1], &me), "{when}");
        for rig in rigs {
            let groups = rig.desk().groups.into_keys().map(Audience::Group);
            for audience in groups.chain([Audience::Desk, Audience::Display, Audience::Shared]) {
                assert!(!rig.room.view(&audience).to_string().contains("CANARY"), "{when}");
            }
            for (n, who) in rig.people.iter().enumerate() {
                assert_eq!(rig.own(who).plans.is_empty(), n == 11, "{when}");
            }
        }
    };
    same(&rigs, "while they are written");
    assert_eq!(rigs[0].desk().items["plans.personal"].progress.unwrap().done, 11);
    for step in [Step::Personal, Step::Rehearse, Step::Together] {
        rigs.iter_mut().for_each(|rig| assert!(rig.next()));
        same(&rigs, &format!("after {step:?}"));
    }
    let plans = |rig: &Rig| rig.own(&rig.people[1]).plans;
    assert_ne!(plans(&rigs[0]), plans(&rigs[1]), "the twins differ at all");
}

/// V7: what a table will do is its own and the desk's until the tables have handed in; then it is the room's.
#[test]
fn v7_what_a_table_will_do_comes_with_the_close() {
    let mut rig = session();
    run_to(&mut rig, Step::Together, 0);
    rig.next();
    let author = rig.people[0].clone();
    let table = rig.group_id(&author).unwrap();
    rig.does(&author, &Command::AddAction { text: "CANARY".into() }).unwrap();
    let action = rig.group(&author).unwrap().actions.into_keys().next().unwrap();
    let owner = Command::WriteAction {
        action,
        field: "owner.gp".parse().unwrap(),
        text: "CANARY-ROLE".into(),
        revision: 0,
    };
    rig.does(&author, &owner).unwrap();
    let people = rig.people.clone();
    let own = |rig: &Rig, who: &ParticipantId| rig.group_id(who) == Some(table.clone());
    let reads = |rig: &Rig, who: &ParticipantId| seen(rig, who).contains("CANARY");
    assert!(people.iter().all(|who| reads(&rig, who) == own(&rig, who)));
    assert!(people.iter().any(|who| !own(&rig, who)) && !display(&rig).contains("CANARY"));
    assert!(rig.room.view(&Audience::Desk).to_string().contains("CANARY"));
    rig.next();
    assert!(people.iter().all(|who| reads(&rig, who)) && display(&rig).contains("CANARY-ROLE"));
    assert!(!display(&rig).contains(author.as_str()), "and nobody's name with it");
}

/// Nobody but oneself sees how one rated oneself, facilitators and the log's readers in the room included.
#[test]
fn ratings_are_ones_own() {
    let mut rigs = [session(), session()];
    for (twist, rig) in rigs.iter_mut().enumerate() {
        run_to(rig, Step::Baseline, 0);
        rig.next();
        everybody_works(rig, twist);
    }
    for audience in [Audience::Desk, Audience::Display, Audience::Shared] {
        assert_eq!(rigs[0].room.view(&audience), rigs[1].room.view(&audience));
    }
    assert_ne!(rigs[0].own(&rigs[0].people[0]).survey, rigs[1].own(&rigs[1].people[0]).survey);
}

/// V8: what people think of the day is their own: rooms in which all of one's answers are other ones look the same
/// to everybody else, the desk included, to the end and after it. Their words are in no other view at all.
#[test]
fn v8_feedback_is_ones_own() {
    let mut rigs = [session(), session()];
    for (twist, rig) in rigs.iter_mut().enumerate() {
        run_to(rig, Step::Form, 0);
        rig.next();
        for (n, who) in rig.people.clone().iter().enumerate() {
            feedback(rig, who, n, if n == 3 { twist } else { 0 });
        }
        let keep = SurveyAnswer::Words(InWords { text: format!("CANARY {twist}"), name_service: twist == 0 });
        let me = rig.people[3].clone();
        let command =
            Command::AnswerSurvey { instrument: "feedback".into(), item: "keep".into(), value: keep };
        rig.does(&me, &command).unwrap();
    }
    loop {
        let when = format!("{:?} {:?}", rigs[0].shared().step.step, rigs[0].shared().phase);
        nobody_else_sees(&rigs, &when);
        if !rigs.iter_mut().all(Rig::next) {
            break;
        }
    }
    rigs.iter_mut().for_each(open_follow_up);
    nobody_else_sees(&rigs, "the follow-up");
    assert_ne!(rigs[0].own(&rigs[0].people[3]).survey, rigs[1].own(&rigs[1].people[3]).survey);
}

/// V8, weeks later: what became of one's plans, what one recalls, rates and writes is one's own.
#[test]
fn v8_the_follow_up_is_ones_own() {
    let mut rigs = [session(), session()];
    for (twist, rig) in rigs.iter_mut().enumerate() {
        rig.checks = false;
        super::session::run(rig, 0);
        open_follow_up(rig);
        for (n, who) in rig.people.clone().iter().enumerate() {
            follows_up(rig, who, if n == 3 { n + twist } else { n });
        }
        let value =
            SurveyAnswer::Words(InWords { text: format!("CANARY {twist}"), name_service: twist == 0 });
        let me = rig.people[3].clone();
        rig.does(&me, &Command::AnswerFollowUp { item: "differently".into(), value }).unwrap();
    }
    nobody_else_sees(&rigs, "while it is open");
    rigs.iter_mut().for_each(|rig| rig.expire(100 * 24 * 3_600_000));
    nobody_else_sees(&rigs, "when it is over");
    let recalls = |rig: &Rig| rig.own(&rig.people[3]).recalls;
    assert_ne!(recalls(&rigs[0]), recalls(&rigs[1]), "the twins differ at all");
}

/// Two rooms in which one person, the fourth, answers otherwise.
fn nobody_else_sees(rigs: &[Rig; 2], when: &str) {
    for audience in [Audience::Desk, Audience::Display, Audience::Shared] {
        let views = rigs.each_ref().map(|rig| rig.room.view(&audience).to_string());
        assert!(!views[0].contains("CANARY"), "{when}: {audience:?}");
        assert_eq!(views[0], views[1], "{when}: {audience:?}");
    }
    for n in (0..12).filter(|n| *n != 3) {
        assert_eq!(seen(&rigs[0], &rigs[0].people[n]), seen(&rigs[1], &rigs[1].people[n]), "{when}");
    }
    assert!(seen(&rigs[0], &rigs[0].people[3]).contains("CANARY 0"), "{when}: its writer reads it");
}

/// Whether a point was right comes with one's answer to it: before, what is asked says nothing of it.
#[test]
fn a_point_to_recall_does_not_tell_whether_it_was_right() {
    let mut rig = session();
    rig.checks = false;
    super::session::run(&mut rig, 0);
    open_follow_up(&mut rig);
    let asked = rig.shared().follow_up.unwrap().asked.unwrap();
    let me = rig.people[2].clone();
    for recall in asked.recalls {
        let view = serde_json::to_value(&recall).unwrap();
        let fields: Vec<_> = view.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(fields, ["about", "point", "question", "text"]);
        assert!(!seen(&rig, &me).contains("\"mark\""), "nothing of any mark is on the page");
    }
}

/// A mark by somebody who may not know of a point tells them nothing, not even that it is there.
#[test]
fn a_hidden_point_is_as_unknown_as_none() {
    let mut rig = Rig::with_people(pack(), &[8, 8], 3);
    run_to(&mut rig, Step::Exchange, 0);
    let group = rig.group(&rig.people[0].clone()).unwrap();
    let point = group.sheets.values().next().unwrap().keys().next().unwrap().clone();
    for who in rig.people.clone() {
        if rig.group_id(&who) == Some(group.group.clone()) {
            continue;
        }
        let real = rig.does(&who, &Command::MarkPoint { point: point.clone(), mark: Mark::Right });
        let none = rig.does(&who, &Command::MarkPoint { point: "gp-9.a1.77".into(), mark: Mark::Right });
        assert!(real.is_err());
        assert_eq!(real, none);
    }
}
