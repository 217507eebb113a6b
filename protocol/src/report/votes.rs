//! What votes on quotes say: how often the room was right, how much it differs, and which way it leans.
//!
//! All of it is for talk, never a score. Votes that came late or after the reveal are in none of it.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

use super::number::{Decimal, Ratio};
use crate::{command::Choice, ids::ServiceId};

/// Votes by choice.
pub type Counts = BTreeMap<Choice, usize>;

/// The fewest votes that name somebody for which an interval is given; below that, counts alone.
pub const FEWEST_FOR_INTERVAL: usize = 10;
/// The fewest quotes of a kind for which a lean is given.
pub const FEWEST_QUOTES: usize = 3;

/// The 97.5 % quantile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// An interval, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "protocol.ts")]
pub struct Interval {
    /// Its lower end.
    pub low: Decimal,
    /// Its upper end.
    pub high: Decimal,
}

/// How many voters named somebody: all but those who were not sure.
pub fn committed(counts: &Counts) -> usize {
    counts.iter().filter(|(choice, _)| !choice.is_unsure()).map(|(_, n)| n).sum()
}

/// The share of those who named somebody that named exactly the truth. None if nobody named anybody.
pub fn accuracy(counts: &Counts, truth: &Choice) -> Option<Ratio> {
    Ratio::new(right(counts, truth), committed(counts))
}

/// The share of all voters, those who were not sure included, that named exactly the truth.
pub fn accuracy_of_all(counts: &Counts, truth: &Choice) -> Option<Ratio> {
    Ratio::new(right(counts, truth), counts.values().sum())
}

/// The share of those who named somebody that named anything but exactly the truth: `1 − accuracy`.
pub fn misattribution(counts: &Counts, truth: &Choice) -> Option<Ratio> {
    accuracy(counts, truth).map(Ratio::rest)
}

fn right(counts: &Counts, truth: &Choice) -> usize {
    counts.get(truth).copied().unwrap_or(0)
}

/// Wilson's 95 % interval of a share (Wilson 1927, without continuity correction). None below
/// [`FEWEST_FOR_INTERVAL`].
pub fn wilson(share: Ratio) -> Option<Interval> {
    if share.whole < FEWEST_FOR_INTERVAL as u64 {
        return None;
    }
    let (p, n) = (share.float(), share.whole as f64);
    let stretch = 1.0 + Z * Z / n;
    let middle = (p + Z * Z / (2.0 * n)) / stretch;
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt() / stretch;
    Some(Interval {
        low: Decimal::near((middle - half).max(0.0))?,
        high: Decimal::near((middle + half).min(1.0))?,
    })
}

/// How much voters differ: `1 − max p` over the votes that name somebody. None if none does.
pub fn disagreement(counts: &Counts) -> Option<Ratio> {
    let named = counts.iter().filter(|(choice, _)| !choice.is_unsure()).map(|(_, n)| *n);
    let most = named.max().unwrap_or(0);
    Ratio::new(most, committed(counts)).map(Ratio::rest)
}

/// How far services are apart: the total variation distance `½ Σ |p_A − p_B|` over the votes that name
/// somebody. With three or more services the widest pair counts: it is 0 only where all are alike, and
/// for two it is the distance itself. None unless at least two services named somebody.
pub fn service_gap<'a>(services: impl IntoIterator<Item = &'a Counts>) -> Option<Ratio> {
    let services: Vec<&Counts> = services.into_iter().filter(|counts| committed(counts) > 0).collect();
    let pairs = services.iter().enumerate().flat_map(|(i, a)| services[i + 1..].iter().map(move |b| (a, b)));
    // Two shares are compared without dividing: their wholes are below a thousand.
    pairs.filter_map(|(a, b)| gap(a, b)).max_by_key(|gap| gap.decimal())
}

fn gap(a: &Counts, b: &Counts) -> Option<Ratio> {
    let (of_a, of_b) = (committed(a), committed(b));
    let n = |counts: &Counts, choice: &Choice| counts.get(choice).copied().unwrap_or(0);
    let choices = a.keys().chain(b.keys().filter(|choice| !a.contains_key(*choice)));
    let apart = choices
        .filter(|choice| !choice.is_unsure())
        .map(|choice| (n(a, choice) * of_b).abs_diff(n(b, choice) * of_a))
        .sum();
    Ratio::new(apart, 2 * of_a * of_b)
}

/// How far a choice points away from a service, in halves: 2 at others alone, 1 at it and others, 0 at it
/// alone. "Not sure" points nowhere. Others are all other services, and stakeholders outside them.
fn halves_away(choice: &Choice, own: &ServiceId) -> Option<usize> {
    match (choice.0.contains(own), choice.0.len()) {
        (_, 0) => None,
        (false, _) => Some(2),
        (true, 1) => Some(0),
        (true, _) => Some(1),
    }
}

/// Which way voters of a service lean on quotes of one kind: `B = mean(x − t)`, where x is the share of
/// votes for others and half that for both, and t is 1, ½ or 0 where others, both or they themselves said
/// it. Above 0 on critical quotes: "we hear criticism as coming from them".
///
/// Takes that service's votes and the truth, quote by quote; a quote on which none of them named anybody is
/// left out. None below [`FEWEST_QUOTES`].
pub fn attribution_bias<'a>(
    own: &ServiceId,
    quotes: impl IntoIterator<Item = (&'a Counts, &'a Choice)>,
) -> Option<Decimal> {
    let leans: Vec<f64> = quotes
        .into_iter()
        .filter_map(|(counts, truth)| {
            let away = counts.iter().filter_map(|(choice, n)| Some(halves_away(choice, own)? * n)).sum();
            let voted = Ratio::new(away, 2 * committed(counts))?;
            let said = Ratio::new(halves_away(truth, own)?, 2)?;
            Some(voted.float() - said.float())
        })
        .collect();
    if leans.len() < FEWEST_QUOTES {
        return None;
    }
    Decimal::near(leans.iter().sum::<f64>() / leans.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(services: &[&str]) -> Choice {
        Choice(services.iter().map(|id| ServiceId::from(*id)).collect())
    }

    /// Votes for one service, for another, for both, and not sure.
    fn votes(north: usize, south: usize, both: usize, unsure: usize) -> Counts {
        [(&["north"][..], north), (&["south"], south), (&["north", "south"], both), (&[], unsure)]
            .into_iter()
            .filter(|(_, n)| *n > 0)
            .map(|(services, n)| (choice(services), n))
            .collect()
    }

    fn thousandths(ratio: Option<Ratio>) -> i64 {
        ratio.unwrap().decimal().thousandths()
    }

    /// The vector of the workshop's formulas.
    fn vector() -> (Counts, Counts) {
        (votes(3, 3, 1, 1), votes(2, 4, 1, 0))
    }

    #[test]
    fn the_vector_of_the_formulas() {
        let (north, south) = vector();
        let truth = choice(&["north"]);
        assert_eq!(thousandths(accuracy(&north, &truth)), 429);
        assert_eq!(thousandths(accuracy(&south, &truth)), 286);
        assert_eq!(thousandths(accuracy_of_all(&north, &truth)), 375);
        assert_eq!(thousandths(accuracy_of_all(&south, &truth)), 286);
        assert_eq!(thousandths(misattribution(&north, &truth)), 571);
        assert_eq!(thousandths(disagreement(&votes(5, 7, 2, 1))), 500);
        assert_eq!(thousandths(service_gap([&north, &south])), 143);
    }

    #[test]
    fn the_truth_is_an_exact_set() {
        let both = choice(&["north", "south"]);
        assert_eq!(thousandths(accuracy(&votes(3, 3, 2, 0), &both)), 250);
    }

    #[test]
    fn nobody_and_nobody_sure_have_no_share() {
        let truth = choice(&["north"]);
        for counts in [votes(0, 0, 0, 0), votes(0, 0, 0, 4)] {
            assert_eq!(accuracy(&counts, &truth), None);
            assert_eq!(misattribution(&counts, &truth), None);
            assert_eq!(disagreement(&counts), None);
            assert_eq!(service_gap([&counts, &votes(1, 0, 0, 0)]), None);
        }
        assert_eq!(accuracy_of_all(&votes(0, 0, 0, 0), &truth), None);
        assert_eq!(thousandths(accuracy_of_all(&votes(0, 0, 0, 4), &truth)), 0);
    }

    #[test]
    fn an_interval_wants_ten_who_named_somebody() {
        assert_eq!(wilson(Ratio::new(5, 9).unwrap()), None);
        // Wilson's interval as R gives it: prop.test(x, n, correct = FALSE).
        for (part, whole, low, high) in
            [(5, 10, 237, 763), (0, 10, 0, 278), (10, 10, 722, 1000), (12, 40, 181, 454)]
        {
            let interval = wilson(Ratio::new(part, whole).unwrap()).unwrap();
            assert_eq!(
                (interval.low.thousandths(), interval.high.thousandths()),
                (low, high),
                "{part}/{whole}"
            );
        }
    }

    #[test]
    fn of_three_services_the_widest_pair_counts() {
        let (a, b, c) = (votes(4, 0, 0, 0), votes(3, 1, 0, 0), votes(0, 4, 0, 2));
        assert_eq!(thousandths(service_gap([&a, &b])), 250);
        assert_eq!(thousandths(service_gap([&a, &b, &c])), 1000);
        assert_eq!(service_gap([&a]), None);
    }

    #[test]
    fn a_lean_takes_three_quotes() {
        // x = 5/7, 2/7, 6/7 and t = 0, 1, 0: others said the second alone.
        let (own, other) = (choice(&["north"]), choice(&["south"]));
        let quotes = [(votes(2, 5, 0, 1), &own), (votes(5, 2, 0, 0), &other), (votes(0, 5, 2, 0), &own)];
        let given = |n: usize| quotes[..n].iter().map(|(counts, truth)| (counts, *truth));
        let north = ServiceId::from("north");
        assert_eq!(attribution_bias(&north, given(3)).map(Decimal::thousandths), Some(286));
        assert_eq!(attribution_bias(&north, given(2)), None);
        let unsure = votes(0, 0, 0, 9);
        assert_eq!(attribution_bias(&north, given(2).chain([(&unsure, &own)])), None);
    }

    #[test]
    fn with_three_services_any_other_is_other() {
        let north = ServiceId::from("north");
        for (named, halves) in [
            (&["north"][..], Some(0)),
            (&["east"], Some(2)),
            (&["east", "south"], Some(2)),
            (&["east", "north"], Some(1)),
            (&["east", "north", "south"], Some(1)),
            (&[], None),
        ] {
            assert_eq!(halves_away(&choice(named), &north), halves, "{named:?}");
        }
    }
}
