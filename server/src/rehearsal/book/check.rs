//! Holds a fact against what a participant is shown.

use crosstracks_protocol::{
    action::ActionField,
    ids::{GroupId, ItemId},
    view::{
        GroupView,
        activities::{CorrectedAnswer, CorrectedPoint},
        group::{PairingView, PointView, Sheet},
        plans::{ActionView, DraftAction},
    },
};

use super::{Fact, PointRef};
use crate::rehearsal::scene::Scene;

/// What a scene says to a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::rehearsal) enum Finding {
    /// It shows it.
    Shows,
    /// It shows something else, or nothing in the place where it should be.
    Differs(String),
    /// It has no place for it now.
    NoPlace,
}

impl Finding {
    fn of<T: std::fmt::Debug + PartialEq>(shown: Option<&T>, kept: &T) -> Self {
        match shown {
            Some(shown) if shown == kept => Self::Shows,
            Some(shown) => Self::Differs(format!("{shown:?}")),
            None => Self::Differs("nothing".to_owned()),
        }
    }

    fn counted(found: usize, wanted: usize) -> Self {
        if found == wanted { Self::Shows } else { Self::Differs(format!("{found} of it")) }
    }

    fn held(holds: bool) -> Self {
        if holds { Self::Shows } else { Self::Differs("nothing".to_owned()) }
    }

    /// Two places that must both agree, if they are there.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Differs(shown), _) | (_, Self::Differs(shown)) => Self::Differs(shown),
            (Self::NoPlace, Self::NoPlace) => Self::NoPlace,
            _ => Self::Shows,
        }
    }
}

/// What a scene says to a fact.
pub(in crate::rehearsal) fn check(scene: &Scene, fact: &Fact) -> Finding {
    let Some(own) = &scene.own else { return Finding::NoPlace };
    let group = |id: &GroupId| scene.group.as_ref().filter(|group| group.group == *id);
    match fact {
        Fact::Rules => Finding::held(own.rules_accepted),
        Fact::Survey { instrument, item, value } => {
            Finding::of(own.survey.get(instrument).and_then(|answers| answers.get(item)), value)
        }
        Fact::Outcome { plan, outcome } => {
            Finding::of(own.outcomes.get(plan).map(|reported| &reported.outcome), outcome)
        }
        Fact::Recalled { point, right } => {
            Finding::of(own.recalls.get(point).map(|recalled| &recalled.right), right)
        }
        Fact::Vote { quote, choice } => Finding::of(own.votes.get(quote), choice),
        Fact::Poll { part, option } => Finding::of(own.polls.get(part), option),
        Fact::Surprise { text } => Finding::of(own.surprise.as_ref(), text),
        Fact::OwnPlan { plan, kept } => {
            let shown = own.plans.get(plan).map(|plan| (plan.sealed.clone(), plan.confidence));
            match kept {
                Some(kept) => Finding::of(shown.as_ref(), kept),
                None if shown.is_none() => Finding::Shows,
                None => Finding::Differs("a plan that was dropped".to_owned()),
            }
        }
        Fact::Action { group: id, action, field, text } => {
            let at_table =
                placed(group(id), |table| Finding::counted(drafted(table, action, field, text), 1));
            let submitted = scene.plans().filter(|plans| !plans.order.is_empty());
            let in_room = placed(submitted, |plans| {
                let of_table = plans.actions.values().filter(|shown| shown.group == *id);
                Finding::counted(of_table.filter(|shown| shows(shown, action, field, text)).count(), 1)
            });
            at_table.and(in_room)
        }
        Fact::TableAnswer { group: table, quote, answer } => {
            placed(group(table), |table| Finding::of(table.answers.get(quote), answer))
        }
        Fact::Point { group: id, sheet, text, stands } => {
            let wanted = usize::from(*stands);
            let on_sheet = placed(group(id), |group| {
                let found = group.sheets.get(sheet).map_or(0, |points| count(points, text));
                Finding::counted(found, wanted)
            });
            let question = ItemId::new(sheet.as_str());
            let corrected = placed(corrected(scene, &question, id), |answer| {
                Finding::counted(answer.points.iter().filter(|point| point.text == *text).count(), wanted)
            });
            on_sheet.and(corrected)
        }
        Fact::DontKnow { group: id, question } => {
            let stance = placed(group(id), |group| {
                Finding::held(group.questions.get(question).is_some_and(|stance| stance.dont_know))
            });
            let corrected = placed(corrected(scene, question, id), |answer| Finding::held(answer.dont_know));
            stance.and(corrected)
        }
        Fact::Confidence { group: id, question, confidence } => placed(group(id), |group| {
            let stance = group.questions.get(question);
            Finding::of(stance.and_then(|stance| stance.confidence).as_ref(), confidence)
        }),
        // A group that meets another one in a later round says there that it has come.
        Fact::Here { group: id, pairing: met } => {
            placed(pairing(scene).filter(|pairing| pairing.pairing == *met), |pairing| {
                placed(pairing.groups.get(id), |group| Finding::held(group.here))
            })
        }
        Fact::Mark { point, mark } => on_point(
            scene,
            point,
            |seen| Finding::of(seen.mark.as_ref(), mark),
            |seen| Finding::of(seen.mark.as_ref(), mark),
        ),
        Fact::Clarified { point, by, text } => on_point(
            scene,
            point,
            |seen| Finding::of(seen.clarifications.get(by), text),
            |seen| Finding::held(seen.clarifications.contains(text)),
        ),
        Fact::Tapped { point, tap } => on_point(
            scene,
            point,
            |seen| Finding::held(seen.taps.contains_key(tap)),
            |seen| Finding::counted(seen.taps.iter().filter(|seen| *seen == tap).count(), 1),
        ),
        Fact::Explained { question, by, text } => {
            // Only the pairing that one sits in now is here, and it may have been said in another.
            let words = pairing(scene).and_then(|pairing| pairing.clarifications.get(question)?.get(by));
            let said = placed(words, |words| Finding::of(Some(words), text));
            let corrected = placed(corrections(scene, question), |answers| {
                Finding::held(answers.iter().any(|answer| answer.clarifications.contains(text)))
            });
            said.and(corrected)
        }
        Fact::Disputed { question, text } => {
            let view = scene.knowledge().and_then(|view| view.questions.get(question));
            placed(view.filter(|view| view.model.is_some()), |view| {
                Finding::held(view.disputes.contains(text))
            })
        }
    }
}

/// How many actions a table has that say this in a part.
fn drafted(table: &GroupView, action: &str, field: &ActionField, text: &str) -> usize {
    let says = |draft: &DraftAction, field: &ActionField, text: &str| {
        draft.parts.get(field).is_some_and(|part| part.text == text)
    };
    let actions = table.actions.values();
    actions.filter(|draft| says(draft, &ActionField::Action, action) && says(draft, field, text)).count()
}

/// Whether an action that the room sees says this in a part.
fn shows(shown: &ActionView, action: &str, field: &ActionField, text: &str) -> bool {
    let part = match field {
        ActionField::Action => Some(&shown.action),
        ActionField::FirstStep => shown.first_step.as_ref(),
        ActionField::Owner(service) => shown.owners.get(service),
        ActionField::By => shown.by.as_ref(),
        ActionField::Measure => shown.measure.as_ref(),
        ActionField::MustAgree => shown.must_agree.as_ref(),
    };
    shown.action == action && part.is_some_and(|part| part == text)
}

fn placed<T>(place: Option<T>, look: impl FnOnce(T) -> Finding) -> Finding {
    place.map_or(Finding::NoPlace, look)
}

fn count(points: &Sheet, text: &str) -> usize {
    points.values().filter(|point| point.text == text).count()
}

fn pairing(scene: &Scene) -> Option<&PairingView> {
    scene.group.as_ref()?.pairing.as_ref()
}

fn corrections<'a>(scene: &'a Scene, question: &ItemId) -> Option<&'a Vec<CorrectedAnswer>> {
    scene.knowledge()?.questions.get(question)?.corrections.as_ref()
}

fn corrected<'a>(scene: &'a Scene, question: &ItemId, group: &GroupId) -> Option<&'a CorrectedAnswer> {
    corrections(scene, question)?.iter().find(|answer| answer.group == *group)
}

/// Looks at a point where the pairing shows it, and where the room does.
fn on_point(
    scene: &Scene,
    point: &PointRef,
    meeting: impl FnOnce(&PointView) -> Finding,
    room: impl FnOnce(&CorrectedPoint) -> Finding,
) -> Finding {
    let answers = pairing(scene).and_then(|pairing| pairing.answers.get(&point.group));
    let met = placed(answers.and_then(|answers| answers.get(&point.question)), |answer| {
        answer.points.get(&point.id).map_or_else(|| Finding::held(false), meeting)
    });
    let shown = placed(corrected(scene, &point.question, &point.group), |answer| {
        let found = answer.points.iter().find(|shown| shown.text == point.text);
        found.map_or_else(|| Finding::held(false), room)
    });
    met.and(shown)
}
