//! Meeting the others: each marks and clarifies what was written about it, and the authors say what they
//! make of it.

use crosstracks_protocol::{
    command::{Command, Mark, Tap},
    ids::{GroupId, ItemId, PointId},
    view::{
        GroupView,
        group::{AnswerView, PairingView, PointView, Turn},
    },
};

use super::{Fact, Work, Worker};
use crate::rehearsal::{
    book::PointRef,
    scene::takes_answers,
    words::{self, lot},
};

/// Another group of the service adds words to one point in so many.
const ADDS: usize = 4;

/// A point that somebody wrote, and on what.
struct Written<'a> {
    group: &'a GroupId,
    question: &'a ItemId,
    id: &'a PointId,
    point: &'a PointView,
}

impl Written<'_> {
    fn reference(&self) -> PointRef {
        PointRef {
            id: self.id.clone(),
            group: self.group.clone(),
            question: self.question.clone(),
            text: self.point.text.clone(),
        }
    }
}

impl Worker<'_> {
    pub(super) fn here(&self, group: &GroupView, work: &mut Work) {
        let Some(PairingView { pairing, .. }) = group.pairing.as_ref().filter(|_| self.is_turn(group, 0))
        else {
            return;
        };
        let fact = Fact::Here { group: group.group.clone(), pairing: pairing.clone() };
        let key = format!("here/{pairing}/{}", group.group);
        work.offer(self.book, key, Command::ConfirmHere {}, vec![fact]);
    }

    pub(super) fn exchange(&self, group: &GroupView, work: &mut Work) {
        let Some(pairing) = group.pairing.as_ref().filter(|pairing| takes_answers(&pairing.status)) else {
            return;
        };
        self.here(group, work);
        // What was read aloud so far; the rest follows when its turn comes.
        for turn in pairing.turns.iter().take(pairing.turn + 1) {
            for (author, answers) in &pairing.answers {
                let Some(answer) = answers.get(&turn.question).filter(|_| is_by(pairing, author, turn))
                else {
                    continue;
                };
                if group.service.as_ref() == Some(&turn.target_service) {
                    self.correct(group, turn, author, answer, work);
                } else if group.group == *author {
                    self.tap(group, turn, answer, work);
                }
            }
        }
        self.move_on(group, pairing, work);
        if pairing.turn + 1 < pairing.turns.len()
            || !pairing.turns.iter().all(|turn| is_marked(pairing, turn))
        {
            work.waits.insert(ItemId::new(pairing.pairing.as_str()));
        }
    }

    fn correct(
        &self,
        group: &GroupView,
        turn: &Turn,
        author: &GroupId,
        answer: &AnswerView,
        work: &mut Work,
    ) {
        let leads = turn.lead == group.group;
        for (place, (id, point)) in answer.points.iter().enumerate() {
            if !self.is_turn(group, place) {
                continue;
            }
            let written = Written { group: author, question: &turn.question, id, point };
            if leads {
                self.mark(group, &written, work);
            } else if lot(self.seed, &["add", id.as_str()]).is_multiple_of(ADDS) {
                self.clarify(group, &written, words::addition(), work);
            }
        }
        if leads && answer.points.is_empty() && self.is_turn(group, 0) {
            let text = words::explanation(self.index).to_owned();
            let (question, by) = (turn.question.clone(), group.group.clone());
            let key = format!("explain/{by}/{question}/{author}");
            let command = Command::ClarifyQuestion { question: question.clone(), text: text.clone() };
            work.offer(self.book, key, command, vec![Fact::Explained { question, by, text }]);
        }
    }

    fn mark(&self, group: &GroupView, written: &Written<'_>, work: &mut Work) {
        let drawn = lot(self.seed, &["mark", written.id.as_str()]);
        let mark = match drawn % 10 {
            0..4 => Mark::Right,
            4..6 => Mark::Partly,
            6..8 => Mark::NotRight,
            8 => Mark::DependsLocally,
            _ => Mark::WeDiffer,
        };
        let (key, point) = (format!("mark/{}", written.id), written.id.clone());
        let fact = Fact::Mark { point: written.reference(), mark };
        work.offer(self.book, key, Command::MarkPoint { point, mark }, vec![fact]);
        self.clarify(group, written, words::clarification(mark, drawn / 10), work);
    }

    fn clarify(&self, group: &GroupView, written: &Written<'_>, text: &str, work: &mut Work) {
        let (by, text) = (group.group.clone(), text.to_owned());
        let command = Command::ClarifyPoint { point: written.id.clone(), text: text.clone() };
        let fact = Fact::Clarified { point: written.reference(), by, text };
        work.offer(self.book, format!("clarify/{}", written.id), command, vec![fact]);
    }

    fn tap(&self, group: &GroupView, turn: &Turn, answer: &AnswerView, work: &mut Work) {
        for (place, (id, point)) in answer.points.iter().enumerate() {
            let surprising = point.mark.is_some_and(|mark| mark != Mark::Right);
            if !surprising || !self.is_turn(group, place) {
                continue;
            }
            let tap = match lot(self.seed, &["tap", id.as_str()]) % 4 {
                0 => Tap::StillDiffer,
                1 => Tap::CheckLater,
                _ => Tap::Surprised,
            };
            let written = Written { group: &group.group, question: &turn.question, id, point };
            let command = Command::TapPoint { point: id.clone(), tap, on: true };
            let fact = Fact::Tapped { point: written.reference(), tap };
            work.offer(self.book, format!("tap/{id}"), command, vec![fact]);
        }
    }

    /// One of the leading group moves the meeting on once all of the turn is marked.
    fn move_on(&self, group: &GroupView, pairing: &PairingView, work: &mut Work) {
        let Some(turn) = pairing.turns.get(pairing.turn) else { return };
        let next = pairing.turn + 1;
        if turn.lead == group.group
            && next < pairing.turns.len()
            && is_marked(pairing, turn)
            && self.is_turn(group, 0)
        {
            let key = format!("turn/{}/{next}", pairing.pairing);
            work.offer(self.book, key, Command::GoToTurn { turn: next }, Vec::new());
        }
    }
}

/// Whether a group is one of the authors in a turn.
fn is_by(pairing: &PairingView, group: &GroupId, turn: &Turn) -> bool {
    pairing.groups.get(group).is_some_and(|met| met.service == turn.author_service)
}

/// Whether every point of a turn has a mark.
fn is_marked(pairing: &PairingView, turn: &Turn) -> bool {
    let answers = pairing.answers.values().filter_map(|answers| answers.get(&turn.question));
    answers.flat_map(|answer| answer.points.values()).all(|point| point.mark.is_some())
}
