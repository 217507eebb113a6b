//! What a practice participant was told is kept, and whether the room shows it.

pub(super) mod check;

use std::collections::{BTreeMap, BTreeSet};

use crosstracks_protocol::{
    action::ActionField,
    command::{Choice, Mark, PlanOutcome, SurveyAnswer, TableAnswer, Tap},
    ids::{GroupId, ItemId, PairingId, PointId, SheetId},
};
use serde::Serialize;

/// A point, found by what it says: ids of other groups' points are not shown everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PointRef {
    pub(super) id: PointId,
    /// The group that wrote it.
    pub(super) group: GroupId,
    pub(super) question: ItemId,
    pub(super) text: String,
}

/// Something that was acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fact {
    Rules,
    Survey {
        instrument: ItemId,
        item: ItemId,
        value: SurveyAnswer,
    },
    /// What became of one's own plan.
    Outcome {
        plan: u8,
        outcome: PlanOutcome,
    },
    /// Whether a point of the session was right.
    Recalled {
        point: PointId,
        right: bool,
    },
    Vote {
        quote: ItemId,
        choice: Choice,
    },
    Surprise {
        text: String,
    },
    Poll {
        part: ItemId,
        option: usize,
    },
    /// A plan of one's own, as it was sealed; none once dropped.
    OwnPlan {
        plan: u8,
        kept: Option<(String, Option<u8>)>,
    },
    /// A part of what a table will do; the action is found by what it says.
    Action {
        group: GroupId,
        action: String,
        field: ActionField,
        text: String,
    },
    TableAnswer {
        group: GroupId,
        quote: ItemId,
        answer: TableAnswer,
    },
    /// A text stands on a sheet: once, or after a change or a removal not at all.
    Point {
        group: GroupId,
        sheet: SheetId,
        text: String,
        stands: bool,
    },
    DontKnow {
        group: GroupId,
        question: ItemId,
    },
    Confidence {
        group: GroupId,
        question: ItemId,
        confidence: u8,
    },
    Here {
        group: GroupId,
        pairing: PairingId,
    },
    Mark {
        point: PointRef,
        mark: Mark,
    },
    Clarified {
        point: PointRef,
        by: GroupId,
        text: String,
    },
    Explained {
        question: ItemId,
        by: GroupId,
        text: String,
    },
    Tapped {
        point: PointRef,
        tap: Tap,
    },
    Disputed {
        question: ItemId,
        text: String,
    },
}

impl Fact {
    /// What the fact is about. A later fact about the same replaces it.
    pub(super) fn about(&self) -> String {
        match self {
            Self::Rules => "the ground rules".to_owned(),
            Self::Survey { instrument, item, .. } => format!("the answer to {instrument}, {item}"),
            Self::Outcome { plan, .. } => format!("what became of plan {plan}"),
            Self::Recalled { point, .. } => format!("what is recalled of point {point}"),
            Self::Vote { quote, .. } => format!("the vote on {quote}"),
            Self::Surprise { .. } => "the closing line".to_owned(),
            Self::Poll { part, .. } => format!("the answer to the poll of {part}"),
            Self::OwnPlan { plan, .. } => format!("one’s own plan {plan}"),
            Self::Action { group, action, field, .. } => {
                format!("the part {field} of the action “{action}” of {group}")
            }
            Self::TableAnswer { group, quote, .. } => format!("the answer of {group} on {quote}"),
            Self::Point { group, sheet, text, .. } => format!("the point “{text}” of {group} on {sheet}"),
            Self::DontKnow { group, question } => format!("“don’t know” of {group} on {question}"),
            Self::Confidence { group, question, .. } => format!("how sure {group} is on {question}"),
            Self::Here { group, pairing } => format!("that {group} is where {pairing} meets"),
            Self::Mark { point, .. } => format!("the mark on point {}", point.id),
            Self::Clarified { point, by, .. } => format!("the words of {by} on point {}", point.id),
            Self::Explained { question, by, .. } => format!("the words of {by} on {question}"),
            Self::Tapped { point, tap } => format!("the tap {tap:?} on point {}", point.id),
            Self::Disputed { question, .. } => format!("the words on the pack’s answer to {question}"),
        }
    }

    /// Whether it is one's own alone; what a group says, others in it may change.
    pub(super) fn is_own(&self) -> bool {
        matches!(
            self,
            Self::Rules
                | Self::Survey { .. }
                | Self::Outcome { .. }
                | Self::Recalled { .. }
                | Self::Vote { .. }
                | Self::Surprise { .. }
                | Self::Poll { .. }
                | Self::OwnPlan { .. }
        )
    }
}

/// A difference between what was acknowledged and what the room shows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Disagreement {
    /// Who was told so.
    pub who: String,
    /// What it is about.
    pub about: String,
    /// What the room shows.
    pub shown: String,
}

/// What one participant did, and what of it was acknowledged. It outlives every connection.
#[derive(Debug, Default)]
pub(super) struct Book {
    answered: BTreeSet<String>,
    facts: BTreeMap<String, Fact>,
    /// Facts that the room was seen to show.
    seen: BTreeSet<String>,
}

impl Book {
    /// Whether a task was sent and answered, either way.
    pub(super) fn has(&self, task: &str) -> bool {
        self.answered.contains(task)
    }

    /// A task was answered.
    pub(super) fn answered(&mut self, task: String) {
        self.answered.insert(task);
    }

    /// What was acknowledged with it.
    pub(super) fn keep(&mut self, facts: Vec<Fact>) {
        for fact in facts {
            let about = fact.about();
            self.seen.remove(&about);
            self.facts.insert(about, fact);
        }
    }

    /// All that was acknowledged and not replaced.
    pub(super) fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.facts.values()
    }

    /// The choice that was acknowledged for a quote.
    pub(super) fn vote(&self, quote: &ItemId) -> Option<&Choice> {
        self.facts().find_map(|fact| match fact {
            Fact::Vote { quote: voted, choice } if voted == quote => Some(choice),
            _ => None,
        })
    }

    /// What no longer has to hold, because a facilitator took it away.
    pub(super) fn forget(&mut self, gone: impl Fn(&Fact) -> bool) {
        self.facts.retain(|_, fact| !gone(fact));
    }

    /// The room was seen to show a fact.
    pub(super) fn saw(&mut self, fact: &Fact) {
        self.seen.insert(fact.about());
    }

    /// Facts that the room was never seen to show.
    pub(super) fn unseen(&self) -> impl Iterator<Item = &Fact> {
        self.facts.iter().filter(|(about, _)| !self.seen.contains(*about)).map(|(_, fact)| fact)
    }
}
