//! What became of what people meant to do, as they report it themselves weeks later.

use serde::Serialize;
use ts_rs::TS;

use super::number::Ratio;

/// Actions by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[ts(export_to = "protocol.ts")]
pub struct Outcomes {
    /// Done: F.
    pub done: usize,
    /// Done in part: P.
    pub partly: usize,
    /// Not yet: N.
    pub not_yet: usize,
    /// No longer relevant: L.
    pub no_longer_relevant: usize,
}

/// Shares of actions. Always read with the response rate; no test of significance, no ranking of places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct OutcomeShares {
    /// Done, of those reported on that are still relevant: `F ÷ (R − L)`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full: Option<Ratio>,
    /// Done or done in part, of the same: `(F + P) ÷ (R − L)`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub any: Option<Ratio>,
    /// Done or done in part, of all that were meant and are relevant as far as known: `(F + P) ÷ (C − L)`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conservative: Option<Ratio>,
    /// Reported on, of all that were meant: `R ÷ C`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<Ratio>,
}

impl Outcomes {
    /// How many were reported on: R.
    pub fn reported(&self) -> usize {
        self.done + self.partly + self.not_yet + self.no_longer_relevant
    }

    /// These and those.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            done: self.done + other.done,
            partly: self.partly + other.partly,
            not_yet: self.not_yet + other.not_yet,
            no_longer_relevant: self.no_longer_relevant + other.no_longer_relevant,
        }
    }

    /// The shares, given how many actions people meant to take: C. Where that is not known, or was fewer than
    /// are reported on, the shares of all that were meant are left out.
    pub fn shares(&self, committed: Option<usize>) -> OutcomeShares {
        let committed = committed.filter(|committed| *committed >= self.reported());
        let relevant = self.done + self.partly + self.not_yet;
        OutcomeShares {
            full: Ratio::new(self.done, relevant),
            any: Ratio::new(self.done + self.partly, relevant),
            conservative: committed
                .and_then(|all| Ratio::new(self.done + self.partly, all - self.no_longer_relevant)),
            response: committed.and_then(|all| Ratio::new(self.reported(), all)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vector_of_the_formulas() {
        let outcomes = Outcomes { done: 7, partly: 6, not_yet: 4, no_longer_relevant: 1 };
        assert_eq!(outcomes.reported(), 18);
        let shares = outcomes.shares(Some(30));
        let thousandths = |ratio: Option<Ratio>| ratio.unwrap().decimal().thousandths();
        assert_eq!(thousandths(shares.full), 412);
        assert_eq!(thousandths(shares.any), 765);
        assert_eq!(thousandths(shares.conservative), 448);
        assert_eq!(thousandths(shares.response), 600);
    }

    #[test]
    fn nobody_meant_nothing_reported_and_nothing_relevant() {
        let none = OutcomeShares { full: None, any: None, conservative: None, response: None };
        assert_eq!(Outcomes::default().shares(Some(0)), none);
        let silent = Outcomes::default().shares(Some(4));
        assert_eq!(
            (silent.full, silent.conservative, silent.response),
            (None, Ratio::new(0, 4), Ratio::new(0, 4))
        );
        let past = Outcomes { no_longer_relevant: 2, ..Outcomes::default() }.shares(Some(2));
        assert_eq!((past.any, past.conservative, past.response), (None, None, Ratio::new(2, 2)));
        let unknown = Outcomes { done: 1, not_yet: 1, ..Outcomes::default() };
        assert_eq!((unknown.shares(None).response, unknown.shares(Some(1)).conservative), (None, None));
        assert_eq!(unknown.shares(None).full, Ratio::new(1, 2));
    }
}
