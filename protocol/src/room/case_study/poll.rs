//! A private poll: counted when its part closes, shown pooled, and never what one person answered.

use std::collections::BTreeMap;

use crate::{ids::ParticipantId, view::case_study::PollResult};

/// Below so many, nearly the same answer from all is told as "most".
const SURE_OF_NOBODY: usize = 10;
/// How many answers must differ before a count that was shown is replaced, so that two counts never tell
/// what one or two people answered.
const FEWEST_NEW: usize = 3;

/// What somebody answers. They alone ever see it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Answers {
    /// The option, and whether it was chosen in time, so that it counts.
    pub(super) first: Option<(usize, bool)>,
    /// What they say since the room saw the result; in no figure.
    pub(super) after: Option<usize>,
}

impl Answers {
    /// The option that stands.
    pub(super) fn current(&self) -> Option<usize> {
        self.after.or(self.first.map(|(option, _)| option))
    }

    /// The option that counts.
    pub(super) fn counted(&self) -> Option<usize> {
        self.first.filter(|(_, in_time)| *in_time).map(|(option, _)| option)
    }
}

/// A count of answers, as it was when the part closed.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct PollTally {
    answers: BTreeMap<ParticipantId, usize>,
}

impl PollTally {
    /// Counts again, unless a figure was out already and fewer than three people changed it.
    pub(super) fn recount(&mut self, answers: &BTreeMap<ParticipantId, Answers>, k: usize) {
        let new: BTreeMap<_, _> =
            answers.iter().filter_map(|(who, given)| Some((who.clone(), given.counted()?))).collect();
        let everybody = new.keys().chain(self.answers.keys().filter(|who| !new.contains_key(*who)));
        let changed = everybody.filter(|who| new.get(*who) != self.answers.get(*who)).count();
        if self.answers.len() < k || changed >= FEWEST_NEW {
            self.answers = new;
        }
    }

    /// Everybody's answer, as counted.
    pub(crate) fn answers(&self) -> impl Iterator<Item = (&ParticipantId, &usize)> {
        self.answers.iter()
    }

    /// What may be shown, from `k` answers on.
    pub(crate) fn result(&self, options: usize, k: usize) -> PollResult {
        let answered = self.answers.len();
        if answered < k {
            return PollResult::NotShown { fewest: k };
        }
        let mut counts = vec![0; options];
        for option in self.answers.values() {
            if let Some(count) = counts.get_mut(*option) {
                *count += 1;
            }
        }
        let most = counts.iter().position(|count| count + 1 >= answered);
        match most {
            Some(option) if answered < SURE_OF_NOBODY => PollResult::Most { answered, option },
            _ => PollResult::Shown { answered, counts },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(options: &[usize]) -> BTreeMap<ParticipantId, Answers> {
        let answer = |(n, option): (usize, &usize)| {
            let first = Some((*option, true));
            (ParticipantId::new(format!("p{n:02}")), Answers { first, after: None })
        };
        options.iter().enumerate().map(answer).collect()
    }

    fn result(options: &[usize], k: usize) -> PollResult {
        let mut tally = PollTally::default();
        tally.recount(&answers(options), k);
        tally.result(3, k)
    }

    #[test]
    fn few_answers_are_not_shown() {
        assert_eq!(result(&[], 5), PollResult::NotShown { fewest: 5 });
        assert_eq!(result(&[0, 1, 2, 0], 5), PollResult::NotShown { fewest: 5 });
        assert_eq!(result(&[0, 1, 2, 0, 0], 5), PollResult::Shown { answered: 5, counts: vec![3, 1, 1] });
        assert_eq!(result(&[0, 1, 2, 0, 0, 1], 7), PollResult::NotShown { fewest: 7 });
    }

    #[test]
    fn where_nearly_all_answer_the_same_no_figure_tells_on_them() {
        assert_eq!(result(&[1; 5], 5), PollResult::Most { answered: 5, option: 1 });
        // The one who differs must not be told apart from nobody.
        assert_eq!(result(&[1, 1, 1, 1, 2], 5), PollResult::Most { answered: 5, option: 1 });
        assert_eq!(result(&[1; 9], 5), PollResult::Most { answered: 9, option: 1 });
        assert_eq!(result(&[1; 10], 5), PollResult::Shown { answered: 10, counts: vec![0, 10, 0] });
    }

    #[test]
    fn a_result_that_is_out_is_replaced_only_when_three_people_differ() {
        let mut tally = PollTally::default();
        tally.recount(&answers(&[0, 0, 1, 1, 2, 2]), 5);
        let before = tally.result(3, 5);
        tally.recount(&answers(&[1, 1, 1, 1, 2, 2]), 5);
        assert_eq!(tally.result(3, 5), before);
        tally.recount(&answers(&[0, 0, 1, 1, 2, 2, 0, 1]), 5);
        assert_eq!(tally.result(3, 5), before, "two more");
        tally.recount(&answers(&[1, 1, 0, 1, 2, 2]), 5);
        assert_ne!(tally.result(3, 5), before);
    }

    #[test]
    fn late_answers_do_not_count() {
        let mut late = answers(&[0, 1, 2, 0, 0]);
        late.values_mut().take(1).for_each(|given| given.first = Some((0, false)));
        let mut tally = PollTally::default();
        tally.recount(&late, 5);
        assert_eq!(tally.result(3, 5), PollResult::NotShown { fewest: 5 });
    }
}
