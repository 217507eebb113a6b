//! How ratings changed, over people who gave both. Somebody who gave one of two is in no figure: what is
//! missing is not a zero.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, StudentsT};
use ts_rs::TS;

use super::{number::Decimal, votes::Interval};

/// The fewest pairs for which a spread and an interval are given.
pub const FEWEST_FOR_SPREAD: usize = 10;

/// The changes of a group, person by person: later rating minus earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct Change {
    /// How many people gave both ratings.
    pub pairs: usize,
    /// The mean change.
    pub mean: Decimal,
    /// The median change.
    pub median: Decimal,
    /// How many rate higher.
    pub improved: usize,
    /// How many rate the same.
    pub same: usize,
    /// How many rate lower.
    pub worse: usize,
    /// How the changes spread; from [`FEWEST_FOR_SPREAD`] pairs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spread: Option<Spread>,
}

/// How changes spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct Spread {
    /// The standard deviation of the changes (n − 1).
    pub sd: Decimal,
    /// The standardised mean change, `mean ÷ sd`; none where all changed alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub d_z: Option<Decimal>,
    /// The 95 % interval of the mean by Student's t.
    pub interval: Interval,
}

impl Change {
    /// The change of pairs (earlier, later). None if there are none.
    pub fn of(pairs: impl IntoIterator<Item = (i32, i32)>) -> Option<Self> {
        let mut changes: Vec<i64> =
            pairs.into_iter().map(|(before, after)| i64::from(after) - i64::from(before)).collect();
        changes.sort_unstable();
        let n = changes.len();
        // The middle two, which are one where the number is odd.
        let middle = changes.get(n.checked_sub(1)? / 2)? + changes.get(n / 2)?;
        let count = |is: fn(&&i64) -> bool| changes.iter().filter(is).count();
        Some(Self {
            pairs: n,
            mean: mean(&changes)?,
            median: Decimal::near(middle as f64 / 2.0)?,
            improved: count(|d| **d > 0),
            same: count(|d| **d == 0),
            worse: count(|d| **d < 0),
            spread: spread(&changes),
        })
    }
}

fn mean(values: &[i64]) -> Option<Decimal> {
    Decimal::near(values.iter().sum::<i64>() as f64 / values.len() as f64)
}

fn spread(changes: &[i64]) -> Option<Spread> {
    if changes.len() < FEWEST_FOR_SPREAD {
        return None;
    }
    let n = changes.len() as i64;
    let (sum, squares) = changes.iter().fold((0, 0), |(sum, squares), d| (sum + d, squares + d * d));
    // In whole numbers as long as it goes, so that equal changes give exactly 0.
    let sd = ((n * squares - sum * sum) as f64 / (n * (n - 1)) as f64).sqrt();
    let mean = sum as f64 / n as f64;
    let half = t_quantile(n - 1)? * sd / (n as f64).sqrt();
    Some(Spread {
        sd: Decimal::near(sd)?,
        d_z: if sd > 0.0 { Decimal::near(mean / sd) } else { None },
        interval: Interval { low: Decimal::near(mean - half)?, high: Decimal::near(mean + half)? },
    })
}

/// The 97.5 % quantile of Student's t.
fn t_quantile(freedom: i64) -> Option<f64> {
    Some(StudentsT::new(0.0, 1.0, freedom as f64).ok()?.inverse_cdf(0.975))
}

/// How far people shifted their yardstick: the mean of what they say at the end they would have rated
/// before, minus what they did rate before. Takes pairs (rated before, recalled at the end).
pub fn response_shift(pairs: impl IntoIterator<Item = (i32, i32)>) -> Option<Decimal> {
    let shifts: Vec<i64> =
        pairs.into_iter().map(|(rated, recalled)| i64::from(recalled) - i64::from(rated)).collect();
    mean(&shifts)
}

/// Whether more than 30 % rated the highest already before, so that there was little room to rise.
pub fn at_ceiling(before: impl IntoIterator<Item = i32>, highest: i32) -> bool {
    let (top, all) =
        before.into_iter().fold((0, 0), |(top, all), rating| (top + usize::from(rating >= highest), all + 1));
    10 * top > 3 * all
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRE: [i32; 10] = [2, 3, 2, 1, 3, 2, 2, 3, 1, 2];
    const POST: [i32; 10] = [3, 4, 4, 3, 3, 3, 4, 4, 2, 3];

    fn vector(n: usize) -> Option<Change> {
        Change::of(PRE.into_iter().zip(POST).take(n))
    }

    #[test]
    fn the_vector_of_the_formulas() {
        let change = vector(10).unwrap();
        assert_eq!((change.mean.thousandths(), change.median.thousandths()), (1200, 1000));
        assert_eq!((change.improved, change.same, change.worse), (9, 1, 0));
        let spread = change.spread.unwrap();
        assert_eq!((spread.sd.thousandths(), spread.d_z.unwrap().thousandths()), (632, 1897));
        assert_eq!((spread.interval.low.thousandths(), spread.interval.high.thousandths()), (748, 1652));
    }

    #[test]
    fn nine_pairs_have_no_spread_and_none_no_change() {
        assert_eq!(vector(9).unwrap().spread, None);
        assert_eq!(vector(9).unwrap().pairs, 9);
        assert_eq!(vector(0), None);
    }

    #[test]
    fn the_median_of_an_even_number_is_between() {
        let change = Change::of([(0, 1), (0, 2), (3, 0), (1, 1)]).unwrap();
        assert_eq!(change.median.thousandths(), 500);
        assert_eq!((change.improved, change.same, change.worse), (2, 1, 1));
        assert_eq!(change.mean.thousandths(), 0);
    }

    #[test]
    fn where_all_changed_alike_there_is_no_standardised_change() {
        let spread = Change::of([(1, 2); 12]).unwrap().spread.unwrap();
        assert_eq!((spread.sd.thousandths(), spread.d_z), (0, None));
        assert_eq!((spread.interval.low.thousandths(), spread.interval.high.thousandths()), (1000, 1000));
    }

    #[test]
    fn quantiles_of_t_are_those_of_the_tables() {
        for (freedom, quantile) in [
            (1, 12.706_205),
            (2, 4.302_653),
            (9, 2.262_157),
            (10, 2.228_139),
            (29, 2.045_230),
            (120, 1.979_930),
        ] {
            assert!((t_quantile(freedom).unwrap() - quantile).abs() < 1e-6, "{freedom}");
        }
    }

    #[test]
    fn a_shift_is_what_is_recalled_minus_what_was_rated() {
        assert_eq!(response_shift([(3, 1), (2, 2), (2, 1)]).map(Decimal::thousandths), Some(-1000));
        assert_eq!(response_shift([]), None);
    }

    #[test]
    fn the_ceiling_is_more_than_three_in_ten() {
        assert!(!at_ceiling([4, 4, 4, 0, 0, 0, 0, 0, 0, 0], 4));
        assert!(at_ceiling([4, 4, 4, 4, 0, 0, 0, 0, 0, 0], 4));
        assert!(!at_ceiling([], 4));
    }
}
