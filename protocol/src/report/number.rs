//! Numbers of the report: exact shares, and decimals that are the same in every build.

use serde::{Serialize, Serializer};
use ts_rs::TS;

/// A share, kept as whole numbers: so many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "protocol.ts")]
pub struct Ratio {
    /// How many, or how much.
    pub part: u64,
    /// Of how many; never 0.
    pub whole: u64,
}

impl Ratio {
    /// A share of something; nothing of nothing is no share.
    pub fn new(part: usize, whole: usize) -> Option<Self> {
        (whole > 0).then_some(Self { part: part as u64, whole: whole as u64 })
    }

    /// The rest of the whole.
    #[must_use]
    pub fn rest(self) -> Self {
        Self { part: self.whole.saturating_sub(self.part), whole: self.whole }
    }

    /// The share as a decimal, rounded half up.
    pub fn decimal(self) -> Decimal {
        let (part, whole) = (u128::from(self.part), u128::from(self.whole.max(1)));
        // A share is small; what is not, such as a broken one, stays the largest number.
        Decimal(i64::try_from((2000 * part + whole) / (2 * whole)).unwrap_or(i64::MAX))
    }

    /// The share as a float, for reckoning on.
    pub(crate) fn float(self) -> f64 {
        self.part as f64 / self.whole.max(1) as f64
    }
}

/// A decimal with three places, kept as whole thousandths, so that two builds never differ in it.
/// In JSON it is a plain number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, TS)]
#[ts(export_to = "protocol.ts", type = "number")]
pub struct Decimal(i64);

impl Decimal {
    /// The nearest decimal; none where `value` is not finite or is beyond all measure.
    pub fn near(value: f64) -> Option<Self> {
        let thousandths = (value * 1000.0).round();
        // Every float of this size is a whole number that an i64 holds.
        (thousandths.abs() < 1e15).then_some(Self(thousandths as i64))
    }

    /// In thousandths.
    pub fn thousandths(self) -> i64 {
        self.0
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0 as f64 / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_nothing_is_none() {
        assert_eq!(Ratio::new(0, 0), None);
    }

    #[test]
    fn shares_are_rounded_half_up() {
        let thousandths = |part, whole| Ratio::new(part, whole).unwrap().decimal().thousandths();
        assert_eq!(thousandths(3, 7), 429);
        assert_eq!(thousandths(1, 2000), 1);
        assert_eq!(thousandths(1, 2001), 0);
        assert_eq!(thousandths(5, 5), 1000);
    }

    #[test]
    fn what_is_no_number_is_no_decimal() {
        assert_eq!(Decimal::near(f64::NAN), None);
        assert_eq!(Decimal::near(f64::INFINITY), None);
        assert_eq!(Decimal::near(-0.2857).map(Decimal::thousandths), Some(-286));
        assert_eq!(serde_json::to_string(&Decimal::near(0.1).unwrap()).unwrap(), "0.1");
    }
}
