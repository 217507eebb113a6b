//! What people do at each step, so that a session has something in it.

use crosstracks_protocol::{
    action::ActionField,
    command::{Choice, Chosen, Command, InWords, Mark, PlanOutcome, SurveyAnswer, TableAnswer, Tap, ThenNow},
    ids::{ParticipantId, ServiceId},
    pack::{InstrumentItem, Lens, Options, Pack, Step},
    sealed::Sealed,
    view::ItemState,
};

use super::rig::Rig;

/// Everybody does what the step asks of them. `twist` changes what they choose and write, never how often.
pub(super) fn everybody_works(rig: &mut Rig, twist: usize) {
    for (n, who) in rig.people.clone().iter().enumerate() {
        works(rig, who, n, twist);
    }
}

/// A rig run to a step, everybody working as they go; from there on every event is checked.
pub(super) fn at(mut rig: Rig, step: Step) -> Rig {
    rig.checks = false;
    while rig.shared().step.step != step {
        everybody_works(&mut rig, 0);
        assert!(rig.next(), "the session ends before {step:?}");
    }
    rig.check_from_here();
    rig
}

/// Follows the next move until something is open.
pub(super) fn open_up(rig: &mut Rig) {
    while rig.desk().items.values().all(|item| item.status.state != ItemState::Open) {
        assert!(rig.next());
    }
}

pub(super) fn open(rig: &Rig, item: &crosstracks_protocol::ids::ItemId) -> bool {
    rig.desk()
        .items
        .get(item)
        .is_some_and(|item| matches!(item.status.state, ItemState::Open | ItemState::Closing))
}

pub(super) fn choice(rig: &Rig, n: usize) -> Choice {
    let services: Vec<ServiceId> = rig.room.pack().services.iter().map(|s| s.id.clone()).collect();
    match n % (services.len() + 2) {
        n if n < services.len() => Choice([services[n].clone()].into()),
        n if n == services.len() => Choice(services.into_iter().collect()),
        _ => Choice::default(),
    }
}

fn works(rig: &mut Rig, who: &ParticipantId, n: usize, twist: usize) {
    let step = rig.shared().step.step;
    match step {
        Step::Baseline => {
            let instruments = rig.shared().arrival.unwrap().instruments;
            for (id, view) in instruments.into_iter().filter(|(_, view)| view.status.state == ItemState::Open)
            {
                for item in view.instrument.items {
                    let value = SurveyAnswer::Value(i32::try_from((n + twist) % 5).unwrap());
                    rig.does(who, &Command::AnswerSurvey { instrument: id.clone(), item: item.id, value })
                        .unwrap();
                }
            }
        }
        Step::Vote => {
            for quote in rig.shared().impressions.unwrap().order {
                if open(rig, &quote) {
                    let choice = choice(rig, n + twist);
                    rig.does(who, &Command::Vote { quote, choice }).unwrap();
                }
            }
        }
        Step::Talk => talk(rig, who, n, twist),
        Step::Surprise if rig.shared().impressions.unwrap().surprise.state == ItemState::Open => {
            rig.does(who, &Command::SaySurprise { text: format!("Line {n} {twist}") }).unwrap();
        }
        Step::Write => write(rig, who, n, twist),
        Step::Match if rig.group(who).unwrap().pairing.is_some() => {
            rig.does(who, &Command::ConfirmHere {}).unwrap();
        }
        Step::Exchange => exchange(rig, who, n, twist),
        Step::Parts => case(rig, who, n, twist),
        Step::Form => feedback(rig, who, n, twist),
        Step::Personal => own_plans(rig, who, n, twist),
        Step::Together => together(rig, who, n, twist),
        _ => {}
    }
}

fn talk(rig: &mut Rig, who: &ParticipantId, n: usize, twist: usize) {
    let impressions = rig.shared().impressions.unwrap();
    if impressions.talk.state != ItemState::Open {
        return;
    }
    for quote in impressions.talk_quotes {
        let answer = match n % 2 {
            0 => TableAnswer::Split {},
            _ => TableAnswer::Agreed { choice: choice(rig, n + twist) },
        };
        rig.does(who, &Command::AnswerForTable { quote: quote.clone(), answer }).unwrap();
        if n.is_multiple_of(3) {
            let sheet = format!("{quote}.why_said").as_str().into();
            rig.does(who, &Command::AddPoint { sheet, text: format!("Note {n} {twist}") }).unwrap();
        }
    }
}

fn write(rig: &mut Rig, who: &ParticipantId, n: usize, twist: usize) {
    let Some(group) = rig.group(who) else { return };
    for (m, question) in group.questions.keys().enumerate() {
        if !open(rig, question) {
            continue;
        }
        let nth = n + m;
        let command = match nth % 4 {
            0 => Command::SetDontKnow { question: question.clone(), on: true },
            1 => Command::SetConfidence {
                question: question.clone(),
                confidence: u8::try_from(nth % 4).unwrap(),
            },
            _ => {
                Command::AddPoint { sheet: question.as_str().into(), text: format!("Point {n} {m} {twist}") }
            }
        };
        rig.does(who, &command).unwrap();
    }
}

/// Writes under the questions of the part that is open, a service's column where there is one, and answers its poll.
fn case(rig: &mut Rig, who: &ParticipantId, n: usize, twist: usize) {
    let view = rig.shared().case_study.unwrap();
    let services: Vec<ServiceId> = rig.room.pack().services.iter().map(|s| s.id.clone()).collect();
    for (id, part) in view.parts.iter().filter(|(_, part)| part.status.state == ItemState::Open) {
        for (m, question) in part.questions.iter().enumerate().filter(|(m, _)| m % 3 == n % 3) {
            let sheet = match question.lens {
                Lens::Contribution => {
                    format!("{}.{}.{}", view.case, question.id, services[n % services.len()])
                }
                Lens::Values | Lens::Conflict => format!("{}.{}", view.case, question.id),
            };
            let sheet = sheet.as_str().into();
            rig.does(who, &Command::AddPoint { sheet, text: format!("Case {n} {m} {twist}") }).unwrap();
        }
        if n.is_multiple_of(4) {
            let sheet = format!("{id}.we_differ").as_str().into();
            rig.does(who, &Command::AddPoint { sheet, text: format!("Two views {n} {twist}") }).unwrap();
        }
        if let Some(poll) = &part.poll {
            let option = (n + twist) % poll.options.len();
            rig.does(who, &Command::AnswerPoll { part: id.clone(), option }).unwrap();
        }
    }
}

/// A sealed text that says who made it, as a test can read it.
pub(super) fn sealed(words: &str) -> Sealed {
    let word = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    Sealed::new(format!("v1.{}", words.chars().map(word).collect::<String>())).unwrap()
}

/// Keeps as many plans as the pack allows, and says how confident one is of most.
fn own_plans(rig: &mut Rig, who: &ParticipantId, n: usize, twist: usize) {
    if rig.shared().plans.unwrap().personal.state != ItemState::Open {
        return;
    }
    for plan in 1..=rig.room.pack().limits.personal {
        let revision = rig.own(who).plans.get(&plan).map_or(0, |plan| plan.revision);
        let sure = (n + twist + usize::from(plan)) % 12;
        let confidence = u8::try_from(sure).ok().filter(|sure| *sure <= 10);
        let sealed = sealed(&format!("Plan {n} {plan} {twist}"));
        rig.does(who, &Command::KeepPlan { plan, sealed, confidence, revision }).unwrap();
    }
}

/// The first to come adds an action; the others fill in its parts.
fn together(rig: &mut Rig, who: &ParticipantId, n: usize, twist: usize) {
    if rig.shared().plans.unwrap().together.state != ItemState::Open {
        return;
    }
    let Some(group) = rig.group(who) else { return };
    let Some((action, draft)) = group.actions.into_iter().next() else {
        rig.does(who, &Command::AddAction { text: format!("Action {n} {twist}") }).unwrap();
        return;
    };
    let service = rig.own(who).service;
    let (field, text) = match n % 5 {
        0 => (ActionField::FirstStep, format!("First {n} {twist}")),
        1 => (ActionField::By, "2026-12-24".to_owned()),
        2 => (ActionField::Measure, format!("Measure {n} {twist}")),
        _ => (ActionField::Owner(service), format!("Role {n} {twist}")),
    };
    let revision = draft.parts.get(&field).map_or(0, |part| part.revision);
    rig.does(who, &Command::WriteAction { action, field, text, revision }).unwrap();
}

fn exchange(rig: &mut Rig, who: &ParticipantId, n: usize, twist: usize) {
    let group = rig.group(who).unwrap();
    let Some(pairing) = group.pairing else { return };
    if pairing.status.state != ItemState::Open {
        return;
    }
    for (m, turn) in pairing.turns.iter().enumerate() {
        for (author, answers) in &pairing.answers {
            let Some(answer) = answers.get(&turn.question) else { continue };
            for point in answer.points.keys() {
                let point = point.clone();
                if *author == group.group {
                    rig.does(
                        who,
                        &Command::TapPoint { point, tap: Tap::Surprised, on: (n + m).is_multiple_of(2) },
                    )
                    .unwrap();
                } else if turn.lead == group.group {
                    let mark = [Mark::Right, Mark::Partly, Mark::NotRight][(n + m + twist) % 3];
                    rig.does(who, &Command::MarkPoint { point: point.clone(), mark }).unwrap();
                    let text = format!("Clarified {n} {m} {twist}");
                    rig.does(who, &Command::ClarifyPoint { point, text }).unwrap();
                }
            }
        }
        if Some(&turn.target_service) == group.service.as_ref() {
            let text = format!("In all {n} {m} {twist}");
            rig.does(who, &Command::ClarifyQuestion { question: turn.question.clone(), text }).unwrap();
        }
    }
    rig.does(who, &Command::GoToTurn { turn: pairing.turns.len() - 1 }).unwrap();
}

/// What somebody answers to an item, in the way in which it is answered.
pub(super) fn answer(item: &InstrumentItem, n: usize) -> SurveyAnswer {
    let value = |n: usize| i32::try_from(n % 5).unwrap();
    match &item.options {
        Some(Options::Listed(options)) => SurveyAnswer::Chosen(Chosen { option: n % options.len() }),
        Some(Options::Made(_)) => panic!("what is shown lists its options"),
        None if item.then_now => {
            let (then, now) = (Some(value(n)), Some(value(n + 1)));
            SurveyAnswer::ThenNow(ThenNow { then, now })
        }
        None if item.scale.is_some() => SurveyAnswer::Value(value(n)),
        None => {
            let text = format!("Words on {} by {n}", item.id);
            SurveyAnswer::Words(InWords { text, name_service: n.is_multiple_of(2) })
        }
    }
}

/// Somebody answers all of the feedback.
pub(super) fn feedback(rig: &mut Rig, who: &ParticipantId, n: usize, twist: usize) {
    let Some(form) = rig.shared().feedback.and_then(|view| view.form) else { return };
    let instrument = form.instrument.id;
    for item in form.instrument.items {
        let (instrument, value) = (instrument.clone(), answer(&item, n + twist));
        rig.does(who, &Command::AnswerSurvey { instrument, item: item.id, value }).unwrap();
    }
}

/// Opens the follow-up of a session that has ended.
pub(super) fn open_follow_up(rig: &mut Rig) {
    let opens_at = crosstracks_protocol::stamp::Timestamp(0);
    rig.desk_does(&Command::SetFollowUp { opens_at }).unwrap();
}

/// Somebody answers all of the follow-up.
pub(super) fn follows_up(rig: &mut Rig, who: &ParticipantId, n: usize) {
    let asked = rig.shared().follow_up.unwrap().asked.unwrap();
    for item in asked.instrument.items {
        let value = answer(&item, n);
        rig.does(who, &Command::AnswerFollowUp { item: item.id, value }).unwrap();
    }
    let outcomes =
        [PlanOutcome::Done, PlanOutcome::Partly, PlanOutcome::NotYet, PlanOutcome::NoLongerRelevant];
    let report = Command::ReportOutcome {
        plan: 1,
        outcome: outcomes[n % 4],
        helped: [n % 3].into(),
        hindered: [n % 2, 3].into(),
    };
    rig.does(who, &report).unwrap();
    for recall in asked.recalls {
        let right = n.is_multiple_of(2);
        rig.does(who, &Command::AnswerRecall { point: recall.point, right }).unwrap();
    }
}

/// A pack whose case goes on in another way after its first part: other texts, other questions, no polls.
pub(super) fn with_another_story(mut pack: Pack) -> Pack {
    for part in &mut pack.cases[0].parts[1..] {
        part.title = "Another turn".into();
        part.narrative = "Something quite different, told at another length.".into();
        part.reveal_note = None;
        part.poll = None;
        for question in &mut part.questions {
            question.id = format!("x-{}", question.id).as_str().into();
            question.text = "Another question?".into();
        }
    }
    pack
}
