//! Random streams of commands: sensible, foolish, late, stale and sent twice, by people who come and go.

use crosstracks_protocol::{
    action::{ActionField, PlanStanding},
    command::{
        Actor, Chosen, Command, CommandId, Cursor, GroupsKind, InWords, Mark, PlanOutcome, SurveyAnswer,
        TableAnswer, Tap, ThenNow,
    },
    event::Event,
    ids::{DeviceId, ItemId, ParticipantId, PointId},
    pack::Step,
    room::groups::{Modality, Seating},
    stamp::{Chance, Timestamp},
    view::{ItemState, Standing},
};
use proptest::prelude::*;

use super::{
    doing::{at, choice, everybody_works, sealed},
    rig::{GRACE, Rig, pack, three_services},
};

struct Stream {
    rig: Rig,
    chance: Chance,
    points: Vec<(PointId, u32)>,
    actions: Vec<ItemId>,
    /// The stage from which the room does not go away.
    stays_at: Option<usize>,
    /// Whether the session may end.
    ends: bool,
}

impl Stream {
    fn on(rig: Rig, seed: u64) -> Self {
        let chance = Chance::new(seed);
        Self { rig, chance, points: Vec::new(), actions: Vec::new(), stays_at: None, ends: false }
    }

    fn go_on(mut self, steps: usize) -> Self {
        for _ in 0..steps {
            self.step();
        }
        self
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        (!of.is_empty()).then(|| of[self.chance.below(of.len())].clone())
    }

    fn someone(&mut self) -> ParticipantId {
        let people = self.rig.people.clone();
        self.pick(&people).unwrap_or_else(|| "nobody".into())
    }

    fn item(&mut self) -> ItemId {
        let mut items = self.rig.desk().item_order;
        items.push("no-such-item".into());
        self.pick(&items).unwrap()
    }

    fn point(&mut self) -> (PointId, u32) {
        let points = self.points.clone();
        self.pick(&points).unwrap_or_else(|| ("gp-1.a1.1".into(), 1))
    }

    fn action(&mut self) -> ItemId {
        let actions = self.actions.clone();
        self.pick(&actions).unwrap_or_else(|| "table-1.action_1".into())
    }

    fn participants_command(&mut self) -> Command {
        let item = self.item();
        let n = self.chance.below(97);
        let (point, revision) = self.point();
        let text = ["A thought", "", "Another \u{202e}thought", &"long ".repeat(60)][self.chance.below(4)]
            .to_owned();
        if self.ends && self.chance.below(3) < 2 {
            return self.looking_back(n, &text);
        }
        if self.chance.below(4) < if self.stays_at.is_some() { 3 } else { 1 } {
            return self.plans_command(n, text);
        }
        match self.chance.below(20) {
            0 => Command::AcceptRules {},
            1 => Command::AskForHelp { on: n.is_multiple_of(2) },
            2 if n < 20 => Command::Leave {},
            2 if n < 24 => Command::EraseMyself {},
            3 => Command::ComeBack {},
            4 => Command::AnswerSurvey {
                instrument: item,
                item: "c1".into(),
                value: SurveyAnswer::Value(i32::try_from(n % 7).unwrap()),
            },
            5 | 6 => Command::Vote { quote: item, choice: choice(&self.rig, n) },
            7 => Command::AnswerForTable { quote: item, answer: TableAnswer::Split {} },
            8 => Command::SaySurprise { text },
            9 => Command::AddPoint { sheet: format!("{item}.why_said").as_str().into(), text },
            10 | 11 => Command::AddPoint { sheet: item.as_str().into(), text },
            12 => Command::EditPoint { point, text, revision },
            13 => Command::RemovePoint { point, revision },
            14 => Command::SetDontKnow { question: item, on: n.is_multiple_of(2) },
            15 => Command::MarkPoint { point, mark: Mark::Partly },
            17 => Command::AnswerPoll { part: item, option: n % 6 },
            18 => {
                // What tables write of the case: under a question, in a service's column, on what they differ.
                let sheet =
                    ["rosa.matters", "rosa.first.gp", "rosa.part_1.we_differ", "stairs.part_2.we_differ"];
                Command::AddPoint { sheet: sheet[n % 4].into(), text }
            }
            16 => Command::TapPoint { point, tap: Tap::CheckLater, on: n.is_multiple_of(2) },
            _ => [
                Command::ConfirmHere {},
                Command::GoToTurn { turn: n % 14 },
                Command::ClarifyPoint { point, text: text.clone() },
                Command::ClarifyQuestion { question: item.clone(), text: text.clone() },
                Command::DisputeModel { question: item.clone(), text },
                Command::TakePen {},
                Command::SetConfidence { question: item, confidence: 2 },
            ][n % 7]
                .clone(),
        }
    }

    /// Plans, sealed and shared, by whoever sits where.
    fn plans_command(&mut self, n: usize, text: String) -> Command {
        let action = self.action();
        let revision = u32::try_from(n % 3).unwrap();
        let plan = u8::try_from(n % 4).unwrap();
        let confidence = u8::try_from(n % 13).ok().filter(|sure| *sure != 5);
        let fields =
            ["action", "first_step", "by", "measure", "must_agree", "owner.gp", "owner.asc", "owner.x"];
        let field: ActionField = fields[n % 8].parse().unwrap();
        let text =
            if field == ActionField::By && n.is_multiple_of(4) { "2026-12-24".to_owned() } else { text };
        match self.chance.below(9) {
            0 | 1 => Command::KeepPlan { plan, sealed: sealed(&n.to_string()), confidence, revision },
            2 => Command::DropPlan { plan, revision },
            3 | 4 => Command::AddAction { text },
            5..=7 => Command::WriteAction { action, field, text, revision },
            _ => Command::RemoveAction { action, revision },
        }
    }

    /// At the end, and weeks later.
    fn looking_back(&mut self, n: usize, text: &str) -> Command {
        let items = ["c1", "c3", "useful", "pace", "stage", "keep", "contact", "differently", "none"];
        let item: ItemId = items[self.chance.below(items.len())].into();
        let on_scale = i32::try_from(n % 6).unwrap();
        let value = match self.chance.below(4) {
            0 => SurveyAnswer::Value(on_scale),
            1 => SurveyAnswer::ThenNow(ThenNow {
                then: n.is_multiple_of(3).then_some(on_scale),
                now: n.is_multiple_of(2).then_some(on_scale),
            }),
            2 => SurveyAnswer::Chosen(Chosen { option: n % 5 }),
            _ => SurveyAnswer::Words(InWords { text: text.to_owned(), name_service: n.is_multiple_of(2) }),
        };
        let recalls = self.rig.shared().follow_up.and_then(|view| view.asked).map(|asked| asked.recalls);
        let recalls: Vec<PointId> = recalls.into_iter().flatten().map(|recall| recall.point).collect();
        match self.chance.below(6) {
            0..=2 => Command::AnswerSurvey { instrument: "feedback".into(), item, value },
            3 => Command::AnswerFollowUp { item, value },
            4 => Command::ReportOutcome {
                plan: u8::try_from(n % 3).unwrap(),
                outcome: PlanOutcome::Partly,
                helped: [n % 7].into(),
                hindered: [].into(),
            },
            _ => Command::AnswerRecall {
                point: self.pick(&recalls).unwrap_or_else(|| "gp-1.a1.1".into()),
                right: n.is_multiple_of(2),
            },
        }
    }

    fn facilitators_command(&mut self) -> Command {
        let desk = self.rig.desk();
        if self.ends && desk.follow_up.is_some() {
            // Soon, now, or too late.
            let days = [20, 0, 400][self.chance.below(3)];
            return Command::SetFollowUp { opens_at: Timestamp(self.rig.now + days * 24 * 3_600_000) };
        }
        let (item, participant) = (self.item(), self.someone());
        let n = self.chance.below(97);
        let groups: Vec<_> = desk.groups.keys().cloned().collect();
        let group = self.pick(&groups).unwrap_or_else(|| "table-1".into());
        let kind = if n.is_multiple_of(2) { GroupsKind::Mixed } else { GroupsKind::Single };
        match self.chance.below(25) {
            // Mostly onwards, so that streams come far.
            0..=11 => desk.next.map_or(Command::Resume {}, |next| next.command),
            12 => Command::Undo {},
            13 => Command::GoTo {
                cursor: Cursor { stage: self.stays_at.unwrap_or(n % 6), step: n % 5, item: n % 3 },
            },
            24 => self.standing(n),
            14 => Command::Reopen { item },
            15 => Command::Unreveal { item },
            16 => Command::Skip { items: vec![item] },
            17 => Command::Extend { minutes: 1 },
            18 => {
                if n.is_multiple_of(2) {
                    Command::Pause {}
                } else {
                    Command::Resume {}
                }
            }
            19 => Command::MoveParticipant { participant, group },
            20 => Command::ProposeGroups {
                kind,
                mend: n.is_multiple_of(3),
                seating: Some(Seating::Split),
                apart: vec![],
                together: vec![],
            },
            21 => Command::WithdrawQuote { quote: item },
            22 => [
                Command::Remove { participant: participant.clone() },
                Command::Readmit { participant: participant.clone() },
                Command::MarkLeft { participant: participant.clone() },
                Command::SetBridge { participant: participant.clone(), on: true },
                self.correction(participant.clone(), n),
                if n < 48 {
                    Command::Redact { text: "A thought".into() }
                } else {
                    Command::Erase { participant }
                },
            ][n % 6]
                .clone(),
            _ => [
                Command::LockJoining { on: n.is_multiple_of(3) },
                Command::ShowNames { on: n.is_multiple_of(2) },
                Command::ApplyGroups {},
                Command::DiscardGroups {},
                Command::MoveToPairing { group, pairing: "pair-1".into() },
            ][n % 5]
                .clone(),
        }
    }

    /// Mostly the action on the wall, which is rarely the one that is taken.
    fn standing(&mut self, n: usize) -> Command {
        let action = if n.is_multiple_of(2) { self.item() } else { self.action() };
        let standing = [PlanStanding::Proposed, PlanStanding::Accepted, PlanStanding::Parked][n % 3];
        let sponsor = if n.is_multiple_of(5) { String::new() } else { "A lead".to_owned() };
        Command::SettleAction { action, standing, sponsor }
    }

    /// A card with another service.
    fn correction(&self, participant: ParticipantId, n: usize) -> Command {
        let services = &self.rig.room.pack().services;
        Command::CorrectParticipant {
            participant,
            name: "Someone".into(),
            service: services[n % services.len()].id.clone(),
            profession: None,
            modality: Modality::InRoom,
        }
    }

    fn step(&mut self) {
        let facilitator = Actor::Facilitator(self.rig.facilitator.clone());
        match self.chance.below(20) {
            0 if self.rig.desk().follow_up.is_some() => self.unlinked(),
            0 => {
                let service = self.chance.below(3);
                if self.rig.people.len() < 12 {
                    self.rig.join(service, "Someone");
                }
            }
            1 => {
                let ended = self.rig.desk().follow_up.is_some();
                self.rig.expire(if ended { 30 * 24 * 3_600_000 } else { GRACE });
            }
            // Sent again: the server sees that it was done, and the room stays as it is.
            2 => self.resend(),
            3 => {
                // The wrong role, or no revision.
                let (command, who) = (self.facilitators_command(), self.someone());
                assert!(self.rig.does(&who, &command).is_err());
                let revision = self.rig.desk().revision.wrapping_sub(1);
                let _ = self.rig.give(&facilitator, Some(revision), &command);
            }
            4..=8 => {
                let command = self.facilitators_command();
                // Only the far end of the agenda ends the room, so that streams last.
                if self.ends || command != (Command::CloseRoom {}) {
                    let _ = self.rig.desk_does(&command);
                }
            }
            _ => {
                let (who, command) = (self.someone(), self.participants_command());
                let before = self.rig.log.len();
                let _ = self.rig.does(&who, &command);
                for entry in &self.rig.log[before..] {
                    match &entry.event {
                        Event::PointAdded { point, .. } => self.points.push((point.clone(), 1)),
                        Event::ActionAdded { action, .. } => self.actions.push(action.clone()),
                        _ => {}
                    }
                }
            }
        }
    }

    fn unlinked(&mut self) {
        let words = SurveyAnswer::Words(InWords { text: "We ring them now".into(), name_service: true });
        let answers = [("differently".into(), words), ("c2".into(), SurveyAnswer::Value(3))].into();
        let stamp = self.rig.stamp();
        if let Ok(decision) = self.rig.room.answer_unlinked(&answers) {
            self.rig.keep(&decision, &Actor::Server, None, stamp);
        }
    }

    fn resend(&mut self) {
        for (by, last) in &self.rig.counters {
            for counter in 0..=*last {
                let id = CommandId { device: DeviceId::from("d1"), counter };
                let took_effect = self
                    .rig
                    .log
                    .iter()
                    .any(|e| e.by == *by && e.command.as_ref().is_some_and(|c| c.counter >= counter));
                if took_effect {
                    assert!(self.rig.room.has_done(by, &id), "{by:?} {counter} would be done twice");
                }
            }
            let next = CommandId { device: DeviceId::from("d1"), counter: last + 1 };
            assert!(!self.rig.room.has_done(by, &next));
        }
    }
}

/// A stream that begins where tables write what they will do, so that it is all about plans.
fn stream_of_plans(sizes: (usize, usize), seed: u64, steps: usize) -> Stream {
    let mut rig = at(Rig::with_people(pack(), &[sizes.0, sizes.1], seed), Step::Personal);
    rig.checks = false;
    while rig.shared().plans.unwrap().together.state != ItemState::Open {
        everybody_works(&mut rig, 0);
        rig.next();
    }
    everybody_works(&mut rig, 0);
    rig.check_from_here();
    let desk = rig.desk();
    let actions = desk.plans.unwrap().shown.actions.into_keys().collect();
    let stays_at = Some(desk.cursor.stage);
    let stream = Stream { actions, stays_at, ..Stream::on(rig, seed) };
    stream.go_on(steps)
}

fn stream(three: bool, sizes: (usize, usize), seed: u64, steps: usize) -> Stream {
    let pack = if three { three_services() } else { pack() };
    let mut rig = Rig::new(pack, if seed.is_multiple_of(2) { GRACE } else { 0 }, seed);
    for n in 0..sizes.0 + sizes.1 {
        rig.join(usize::from(n >= sizes.0), "Someone");
    }
    Stream::on(rig, seed).go_on(steps)
}

/// A stream that begins with the feedback, and may go on past the end of the session.
fn stream_to_the_end(seed: u64, steps: usize, checks: bool) -> Stream {
    let mut rig = at(Rig::with_people(pack(), &[4, 3], seed), Step::Form);
    rig.checks = checks;
    Stream { ends: true, ..Stream::on(rig, seed) }.go_on(steps)
}

fn is_replayed(rig: &Rig) -> Result<(), TestCaseError> {
    let replayed = rig.replayed();
    // Byte for byte, and so does everything that anybody is shown.
    prop_assert_eq!(format!("{replayed:?}"), format!("{:?}", rig.room));
    for audience in rig.audiences() {
        prop_assert_eq!(replayed.view(&audience).to_string(), rig.room.view(&audience).to_string());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    /// After every event also: what is touched says all that changed, and patches make the new views.
    #[test]
    fn replaying_the_log_gives_the_room(three: bool, a in 1..5usize, b in 1..5usize, seed: u64) {
        let stream = stream(three, (a, b), seed, 160);
        is_replayed(&stream.rig)?;
        // Whatever happened, nobody sits where another service writes.
        let desk = stream.rig.desk();
        for person in desk.people.values().filter(|person| person.standing == Standing::In) {
            let service = person.group.as_ref().and_then(|group| desk.groups[group].service.clone());
            prop_assert!(service.is_none_or(|service| service == person.service));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    /// The same, from the plans on.
    #[test]
    fn plans_replay_too(a in 2..5usize, b in 2..5usize, seed: u64) {
        let stream = stream_of_plans((a, b), seed, 160);
        is_replayed(&stream.rig)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]

    /// The same from the feedback on, past the end of the session and through the follow-up.
    #[test]
    fn replaying_the_log_gives_the_room_after_its_end(seed: u64) {
        is_replayed(&stream_to_the_end(seed, 120, true).rig)?;
    }
}

#[test]
fn streams_reach_the_follow_up() {
    let (mut said, mut recalled) = (0, 0);
    for seed in 0..6 {
        let rig = stream_to_the_end(seed, 400, false).rig;
        said += rig.log.iter().filter(|entry| matches!(entry.event, Event::OutcomeReported { .. })).count();
        recalled +=
            rig.log.iter().filter(|entry| matches!(entry.event, Event::RecallAnswered { .. })).count();
    }
    assert!(said > 0 && recalled > 0, "{said} outcomes, {recalled} recalls");
}

#[test]
fn streams_of_plans_reach_what_becomes_of_them() {
    let settles = |seed| {
        let stream = stream_of_plans((3, 3), seed, 200);
        stream.rig.log.iter().any(|entry| matches!(&entry.event, Event::ActionSettled { .. }))
    };
    assert!((0..6).any(settles));
}

/// The streams are worth something only if they come far.
#[test]
fn streams_reach_the_harvest() {
    let reached = (0..12).filter(|seed| {
        let mut rig = stream(false, (4, 3), *seed, 600).rig;
        rig.checks = false;
        rig.log
            .iter()
            .any(|entry| matches!(&entry.event, Event::PointMarked { .. } | Event::HereConfirmed { .. }))
    });
    assert!(reached.count() > 0);
}
