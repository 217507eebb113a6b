//! What corrections say: where services did not know each other, and where they were sure and wrong.

use std::cmp::Reverse;

use serde::Serialize;
use ts_rs::TS;

use super::number::Ratio;
use crate::command::Mark;

/// From this confidence on (0 not sure at all, 3 sure) a wrong point was written confidently.
pub const CONFIDENT: u8 = 2;

/// Points by how they were marked, and answers without any point.
///
/// The unit is the point. A group that said it does not know is one unit for its question, and so is one
/// that did not reach it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "protocol.ts")]
pub struct Marks {
    /// That's right.
    pub right: usize,
    /// Partly.
    pub partly: usize,
    /// Not how it works.
    pub not_right: usize,
    /// Answers of "we don't know".
    pub dont_know: usize,
    /// It depends locally: listed, in no share.
    pub depends_locally: usize,
    /// The service differs about it among itself: listed, in no share.
    pub we_differ: usize,
    /// Points that nobody marked: listed, in no share.
    pub unmarked: usize,
    /// Questions that a group did not reach: listed, in no share, and not the same as not knowing.
    pub not_reached: usize,
}

impl Marks {
    /// Counts a point.
    pub fn add(&mut self, mark: Option<Mark>) {
        *match mark {
            Some(Mark::Right) => &mut self.right,
            Some(Mark::Partly) => &mut self.partly,
            Some(Mark::NotRight) => &mut self.not_right,
            Some(Mark::DependsLocally) => &mut self.depends_locally,
            Some(Mark::WeDiffer) => &mut self.we_differ,
            None => &mut self.unmarked,
        } += 1;
    }

    /// The knowledge gap `(½ partly + not right + don't know) ÷ reviewed`, where reviewed is these three and
    /// right. None if nothing was reviewed.
    pub fn gap(&self) -> Option<Ratio> {
        let wrong = self.not_right + self.dont_know;
        Ratio::new(self.partly + 2 * wrong, 2 * (self.right + self.partly + wrong))
    }
}

/// Whether a point was wrong, and written by a group that was confident.
pub fn confidently_wrong(mark: Option<Mark>, confidence: Option<u8>) -> bool {
    mark == Some(Mark::NotRight) && confidence.is_some_and(|confidence| confidence >= CONFIDENT)
}

/// Where a correction stands in the list: confidently wrong first, the most confident before the less, then
/// not right, partly, what needs a talk, right, and what nobody marked. Sort by it stably, so that points
/// keep the order of their questions.
pub fn correction_order(mark: Option<Mark>, confidence: Option<u8>) -> (u8, Reverse<u8>) {
    let place = match mark {
        Some(Mark::NotRight) if confidently_wrong(mark, confidence) => {
            return (0, Reverse(confidence.unwrap_or(0)));
        }
        Some(Mark::NotRight) => 1,
        Some(Mark::Partly) => 2,
        Some(Mark::DependsLocally | Mark::WeDiffer) => 3,
        Some(Mark::Right) => 4,
        None => 5,
    };
    (place, Reverse(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vector_of_the_formulas() {
        let marks = Marks { right: 2, partly: 2, not_right: 1, dont_know: 1, ..Marks::default() };
        assert_eq!(marks.gap().unwrap().decimal().thousandths(), 500);
    }

    #[test]
    fn what_depends_differs_or_was_not_reached_is_in_no_share() {
        let mut marks = Marks { right: 1, ..Marks::default() };
        let gap = marks.gap();
        for mark in [Some(Mark::DependsLocally), Some(Mark::WeDiffer), None] {
            marks.add(mark);
        }
        marks.not_reached += 3;
        assert_eq!(marks.gap(), gap);
        assert_eq!(Marks { right: 0, ..marks }.gap(), None);
    }

    #[test]
    fn not_knowing_is_a_gap() {
        let marks = Marks { dont_know: 3, ..Marks::default() };
        assert_eq!(marks.gap().unwrap().decimal().thousandths(), 1000);
    }

    #[test]
    fn confidently_wrong_comes_first() {
        assert!(confidently_wrong(Some(Mark::NotRight), Some(2)));
        assert!(!confidently_wrong(Some(Mark::NotRight), Some(1)));
        assert!(!confidently_wrong(Some(Mark::NotRight), None));
        assert!(!confidently_wrong(Some(Mark::Partly), Some(3)));
        let mut list = [
            (None, Some(3)),
            (Some(Mark::Right), Some(3)),
            (Some(Mark::NotRight), None),
            (Some(Mark::NotRight), Some(2)),
            (Some(Mark::WeDiffer), Some(0)),
            (Some(Mark::NotRight), Some(3)),
            (Some(Mark::Partly), Some(3)),
        ];
        list.sort_by_key(|(mark, confidence)| correction_order(*mark, *confidence));
        assert_eq!(list.map(|(_, confidence)| confidence.unwrap_or(9)), [3, 2, 9, 3, 0, 3, 3]);
        assert_eq!(list[6].0, None);
    }
}
