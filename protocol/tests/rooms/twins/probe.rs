//! What twins are tried with: commands of somebody who may not know of the difference, on whatever there might be,
//! and moves of the desk in any order.

use std::{collections::BTreeSet, sync::Arc};

use crosstracks_protocol::{
    action::{ActionField, PlanStanding},
    command::{Command, Cursor, Mark, PlanOutcome, SurveyAnswer, TableAnswer, Tap},
    event::Event,
    ids::{ItemId, PointId},
    pack::Pack,
    report::Verdict,
    stamp::Timestamp,
};

use super::{
    super::doing::{choice, sealed},
    Twins, stranger,
};

/// The names that probes go through: of what there is in either pack, and of what there is not.
pub(super) struct Names {
    items: Vec<ItemId>,
    sheets: Vec<String>,
}

impl Names {
    pub(super) fn of(packs: [&Pack; 2]) -> Self {
        let (mut items, mut sheets) = (BTreeSet::new(), BTreeSet::new());
        for pack in packs {
            let case = &pack.cases[0];
            items.extend(pack.quotes.iter().map(|quote| quote.id.clone()));
            items.extend(pack.knowledge_questions.iter().map(|question| question.id.clone()));
            items.extend(pack.instruments.iter().map(|instrument| instrument.id.clone()));
            items.extend((1..=4).map(|n| ItemId::new(format!("{}.part_{n}", case.id))));
            for question in case.parts.iter().flat_map(|part| &part.questions) {
                sheets.insert(format!("{}.{}", case.id, question.id));
                sheets.insert(format!("{}.{}.{}", case.id, question.id, pack.services[0].id));
            }
        }
        items.extend(
            ["pair-1", "pair-2", "surprise", "plans.personal", "plans.together", "nothing"].map(ItemId::from),
        );
        for item in &items {
            sheets.extend([".why_said", ".we_differ", ""].map(|part| format!("{item}{part}")));
        }
        Self { items: items.into_iter().collect(), sheets: sheets.into_iter().collect() }
    }
}

impl Twins {
    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.chance.below(of.len())].clone()
    }

    fn item(&mut self) -> ItemId {
        let names = Arc::clone(&self.names);
        self.pick(&names.items)
    }

    fn sheet(&mut self) -> String {
        let names = Arc::clone(&self.names);
        self.pick(&names.sheets)
    }

    /// Any point that was ever written, or none.
    fn point(&mut self) -> PointId {
        let added = self.rigs[0].log.iter().filter_map(|entry| match &entry.event {
            Event::PointAdded { point, .. } => Some(point.clone()),
            _ => None,
        });
        let points: Vec<_> = added.chain(["gp-9.a1.77".into()]).collect();
        self.pick(&points)
    }

    /// Any action that was ever added, or none.
    fn action(&mut self) -> ItemId {
        let added = self.rigs[0].log.iter().filter_map(|entry| match &entry.event {
            Event::ActionAdded { action, .. } => Some(action.clone()),
            _ => None,
        });
        let actions: Vec<_> = added.chain(["table-9.7".into()]).collect();
        self.pick(&actions)
    }

    /// A command of somebody who may not know.
    pub(super) fn probe(&mut self) {
        let Some(who) = stranger(self) else { return };
        let (item, point) = (self.item(), self.point());
        let n = self.chance.below(7);
        let text = self.pick(&["A guess", "", "Something"]).to_owned();
        let (action, plan, field) = (self.action(), 1 + u8::from(n > 3), ActionField::MustAgree);
        let command = match self.chance.below(28) {
            0 | 1 => Command::Vote { quote: item, choice: choice(&self.rigs[0], n) },
            2 | 3 => Command::AnswerPoll { part: item, option: n },
            4..=6 => Command::AddPoint { sheet: self.sheet().as_str().into(), text },
            7 => Command::EditPoint { point, text, revision: 1 },
            8 => Command::RemovePoint { point, revision: 1 },
            9 => Command::MarkPoint { point, mark: Mark::Partly },
            10 => Command::ClarifyPoint { point, text },
            11 => Command::TapPoint { point, tap: Tap::Surprised, on: n > 2 },
            12 => Command::SetDontKnow { question: item, on: n > 2 },
            13 => Command::SetConfidence { question: item, confidence: 1 },
            14 => Command::ClarifyQuestion { question: item, text },
            15 => Command::DisputeModel { question: item, text },
            16 => Command::AnswerForTable { quote: item, answer: TableAnswer::Split {} },
            17 => Command::SaySurprise { text },
            19 => Command::KeepPlan { plan, sealed: sealed("A guess"), confidence: Some(5), revision: 1 },
            20 => Command::DropPlan { plan, revision: 1 },
            21 => Command::AddAction { text },
            22 => Command::WriteAction { action, field, text, revision: 1 },
            23 => Command::RemoveAction { action, revision: 1 },
            24 => Command::AnswerFollowUp { item: "contact".into(), value: SurveyAnswer::Value(2) },
            25 => {
                let (helped, hindered) = ([n].into(), [].into());
                Command::ReportOutcome { plan, outcome: PlanOutcome::Partly, helped, hindered }
            }
            26 => Command::AnswerRecall { point, right: n > 3 },
            18 => self.pick(&[Command::ConfirmHere {}, Command::TakePen {}, Command::GoToTurn { turn: n }]),
            _ => Command::AnswerSurvey { instrument: item, item: "c1".into(), value: SurveyAnswer::Value(2) },
        };
        self.does(&who, &command);
    }

    /// A move of the desk, mostly one that the agenda does not suggest.
    pub(super) fn desks_command(&mut self) -> Command {
        let item = self.item();
        let people = self.rigs[0].people.clone();
        let participant = self.pick(&people);
        let n = self.chance.below(7);
        match self.chance.below(17) {
            14 => {
                let (standing, sponsor) = (PlanStanding::Accepted, "A manager".into());
                Command::SettleAction { action: self.action(), standing, sponsor }
            }
            15 => Command::NoteDebrief { item, verdict: Verdict::Keep, note: "As it is".into() },
            16 => Command::SetFollowUp { opens_at: Timestamp(0) },
            0 => Command::Undo {},
            1 => Command::Pause {},
            2 => Command::Extend { minutes: 1 },
            3 | 4 => Command::GoTo { cursor: Cursor { stage: n, step: self.chance.below(6), item: n % 3 } },
            5 => Command::Reopen { item },
            6 => Command::Unreveal { item },
            7 => Command::Skip { items: vec![item] },
            8 => Command::Close { items: vec![item] },
            9 => Command::ShowNames { on: n > 2 },
            10 => Command::WithdrawQuote { quote: item },
            11 => Command::SetBridge { participant, on: n > 2 },
            12 => Command::MarkLeft { participant },
            _ => self.rigs[0].desk().next.map_or(Command::Resume {}, |next| next.command),
        }
    }
}
