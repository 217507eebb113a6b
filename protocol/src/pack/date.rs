//! Days of the calendar, without a clock.

use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::stamp::Timestamp;

const MILLIS_PER_DAY: u64 = 86_400_000;

/// A day, `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(export_to = "protocol.ts", type = "string")]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// Why a text is not a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a day such as \"2027-03-31\"")]
pub struct NotADate;

impl Date {
    /// A day of the calendar, if there is such a one.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let exists = (1..=9999).contains(&year) && day >= 1 && day <= days_in(year, month);
        exists.then_some(Self { year, month, day })
    }

    /// The day, in UTC, that a moment falls on.
    pub fn of(moment: Timestamp) -> Self {
        let mut days = moment.0 / MILLIS_PER_DAY;
        let mut date = Self { year: 1970, month: 1, day: 1 };
        while date.year < 9999 && days >= days_in_year(date.year) {
            days -= days_in_year(date.year);
            date.year += 1;
        }
        while date.month < 12 && days >= u64::from(days_in(date.year, date.month)) {
            days -= u64::from(days_in(date.year, date.month));
            date.month += 1;
        }
        // Beyond the year 9999 this stays within its last month.
        date.day += days.min(u64::from(days_in(date.year, date.month)) - 1) as u8;
        date
    }
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_in_year(year: u16) -> u64 {
    if is_leap(year) { 366 } else { 365 }
}

fn days_in(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 0,
    }
}

impl FromStr for Date {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let shaped = text.len() == 10
            && text
                .bytes()
                .enumerate()
                .all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
        if !shaped {
            return Err(NotADate);
        }
        let number = |range: std::ops::Range<usize>| {
            text.get(range).and_then(|digits| digits.parse::<u16>().ok()).ok_or(NotADate)
        };
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        // Two digits fit.
        Self::new(year, month as u8, day as u8).ok_or(NotADate)
    }
}

impl TryFrom<String> for Date {
    type Error = NotADate;

    fn try_from(text: String) -> Result<Self, NotADate> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_exist_are_dates() {
        for good in ["2027-03-31", "2028-02-29", "2000-02-29", "0001-01-01"] {
            assert_eq!(good.parse::<Date>().unwrap().to_string(), good);
        }
        for bad in [
            "2027-02-29",
            "1900-02-29",
            "2027-13-01",
            "2027-00-10",
            "2027-04-31",
            "2027-4-01",
            "27-04-01",
            "",
            "2027/04/01",
            "0000-01-01",
        ] {
            assert!(bad.parse::<Date>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_moment_falls_on_its_day() {
        for (millis, day) in [
            (0, "1970-01-01"),
            (MILLIS_PER_DAY - 1, "1970-01-01"),
            (951_782_400_000, "2000-02-29"),
            (951_868_800_000, "2000-03-01"),
            (1_806_364_799_999, "2027-03-29"),
            (1_798_675_200_000, "2026-12-31"),
        ] {
            assert_eq!(Date::of(Timestamp(millis)).to_string(), day);
        }
        assert_eq!(Date::of(Timestamp(u64::MAX)).to_string(), "9999-12-31");
    }

    #[test]
    fn days_are_ordered() {
        let days: Vec<Date> =
            ["2026-12-31", "2027-01-01", "2027-01-02", "2027-02-01"].map(|day| day.parse().unwrap()).into();
        assert!(days.is_sorted_by(|a, b| a < b));
    }
}
