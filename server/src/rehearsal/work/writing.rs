//! Writing what one's group knows of another service.

use crosstracks_protocol::{
    command::Command,
    ids::{ItemId, ParticipantId, PointId, SheetId},
    view::{GroupView, activities::QuestionView, group::PointView},
};

use super::{Fact, Work, Worker};
use crate::rehearsal::{
    scene::takes_answers,
    words::{self, lot},
};

/// The most points that a group writes on a question.
const MOST_POINTS: usize = 3;
/// One group in so many does not know.
const DO_NOT_KNOW: usize = 9;
/// Of so many points one is changed afterwards.
const CHANGED: usize = 5;
/// Of so many points one is written and taken away again.
const TAKEN_AWAY: usize = 11;

impl Worker<'_> {
    pub(super) fn write(&self, group: &GroupView, work: &mut Work) {
        let Some(knowledge) = self.scene.knowledge() else { return };
        let asked = knowledge.order.iter().filter(|question| group.questions.contains_key(*question));
        for (place, id) in asked.enumerate() {
            if let Some(question) = knowledge.questions.get(id).filter(|view| takes_answers(&view.status)) {
                self.answer(group, place, id, question, work);
            }
        }
    }

    fn answer(&self, group: &GroupView, place: usize, id: &ItemId, question: &QuestionView, work: &mut Work) {
        let drawn = lot(self.seed, &["answer", group.group.as_str(), id.as_str()]);
        if drawn.is_multiple_of(DO_NOT_KNOW) {
            if self.is_turn(group, place) {
                let command = Command::SetDontKnow { question: id.clone(), on: true };
                let fact = Fact::DontKnow { group: group.group.clone(), question: id.clone() };
                work.offer(self.book, format!("dont_know/{}/{id}", group.group), command, vec![fact]);
            }
            return;
        }
        let service = self.service_names().get(&question.target_service).copied().unwrap_or_default();
        for number in 0..=drawn % MOST_POINTS {
            if self.is_turn(group, place + number) {
                let text = words::point(drawn / MOST_POINTS + number, service, &question.text);
                self.write_point(group, id, text, work);
            }
        }
        if self.is_turn(group, place) {
            self.say_how_sure(group, id, drawn, work);
        }
    }

    fn say_how_sure(&self, group: &GroupView, id: &ItemId, drawn: usize, work: &mut Work) {
        let labels = self.scene.shared.as_ref().map_or(0, |s| s.materials.knowledge.confidence_labels.len());
        let Some(confidence) = drawn.checked_rem(labels).and_then(|label| u8::try_from(label).ok()) else {
            return;
        };
        let command = Command::SetConfidence { question: id.clone(), confidence };
        let fact = Fact::Confidence { group: group.group.clone(), question: id.clone(), confidence };
        work.offer(self.book, format!("confidence/{}/{id}", group.group), command, vec![fact]);
    }

    /// Writes a point; now and then changes it afterwards, or takes it away and writes something else.
    fn write_point(&self, group: &GroupView, question: &ItemId, text: String, work: &mut Work) {
        let sheet = SheetId::new(question.as_str());
        let drawn = lot(self.seed, &["later", group.group.as_str(), question.as_str(), &text]);
        let (change, take_away) = (drawn.is_multiple_of(CHANGED), drawn.is_multiple_of(TAKEN_AWAY));
        let changed = words::changed(&text);
        let point = |text: &str, stands| Fact::Point {
            group: group.group.clone(),
            sheet: sheet.clone(),
            text: text.to_owned(),
            stands,
        };
        if take_away {
            // Written in passing and taken away: what stays is the longer form.
            self.add_point(group, &sheet, text.clone(), work);
            let key = format!("remove/{}/{sheet}/{text}", group.group);
            self.once_there(group, &sheet, &text, &key, work, |id, seen| {
                let command = Command::RemovePoint { point: id.clone(), revision: seen.revision };
                (command, vec![point(&text, false)])
            });
            self.add_point(group, &sheet, changed.clone(), work);
            return;
        }
        self.add_point(group, &sheet, text.clone(), work);
        if change {
            let key = format!("edit/{}/{sheet}/{text}", group.group);
            self.once_there(group, &sheet, &text, &key, work, |id, seen| {
                let command =
                    Command::EditPoint { point: id.clone(), text: changed.clone(), revision: seen.revision };
                (command, vec![point(&text, false), point(&changed, true)])
            });
        }
    }

    /// Offers a task on one's own point. While the point is not shown yet, its question is not finished.
    fn once_there(
        &self,
        group: &GroupView,
        sheet: &SheetId,
        text: &str,
        key: &str,
        work: &mut Work,
        task: impl FnOnce(&PointId, &PointView) -> (Command, Vec<Fact>),
    ) {
        if self.book.has(key) {
            return;
        }
        match group.sheets.get(sheet).into_iter().flatten().find(|(_, point)| is_mine(point, text, self.id)) {
            Some((id, point)) => {
                let (command, facts) = task(id, point);
                work.offer(self.book, key.to_owned(), command, facts);
            }
            None => {
                work.waits.insert(ItemId::new(sheet.as_str()));
            }
        }
    }
}

fn is_mine(point: &PointView, text: &str, me: &ParticipantId) -> bool {
    point.text == text && point.author.as_ref() == Some(me)
}
