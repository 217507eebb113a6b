//! Talking a case through: a table's points, a column for each service where there is one, and the private poll.

use crosstracks_protocol::{
    command::Command,
    ids::{ItemId, SheetId},
    pack::Lens,
    view::{GroupView, case_study::CasePartView},
};

use super::{Fact, Work, Worker};
use crate::rehearsal::{
    scene::takes_answers,
    words::{self, lot},
};

/// Of so many parts a table does not agree on one.
const DIFFERS: usize = 3;

impl Worker<'_> {
    pub(super) fn case_study(&self, work: &mut Work) {
        let Some(view) = self.scene.case_study() else { return };
        for (id, part) in view.parts.iter().filter(|(_, part)| takes_answers(&part.status)) {
            self.poll(id, part, work);
            if let Some(table) = &self.scene.group {
                self.part(table, &view.case, id, part, work);
            }
        }
    }

    fn poll(&self, id: &ItemId, part: &CasePartView, work: &mut Work) {
        let Some(poll) = &part.poll else { return };
        let option = self.own_lot(&["poll", id.as_str()]) % poll.options.len().max(1);
        let command = Command::AnswerPoll { part: id.clone(), option };
        let fact = Fact::Poll { part: id.clone(), option };
        work.offer(self.book, format!("poll/{id}"), command, vec![fact]);
    }

    fn part(&self, table: &GroupView, case: &ItemId, id: &ItemId, part: &CasePartView, work: &mut Work) {
        let mut turn = 0;
        let mut write = |sheet: String, text: &str| {
            if self.is_turn(table, turn) {
                self.add_point(table, &SheetId::new(sheet), text.to_owned(), work);
            }
            turn += 1;
        };
        for question in &part.questions {
            let sheet = format!("{case}.{}", question.id);
            let drawn = lot(self.seed, &[table.group.as_str(), &sheet]);
            match question.lens {
                Lens::Contribution => {
                    for (column, (service, name)) in self.service_names().into_iter().enumerate() {
                        write(format!("{sheet}.{service}"), &words::contribution(drawn + column, name));
                    }
                }
                Lens::Values => write(sheet, words::value(drawn)),
                Lens::Conflict => write(sheet, words::conflict(drawn)),
            }
        }
        let drawn = lot(self.seed, &["differ", table.group.as_str(), id.as_str()]);
        if drawn.is_multiple_of(DIFFERS) {
            write(format!("{id}.we_differ"), words::differ(drawn));
        }
    }
}
