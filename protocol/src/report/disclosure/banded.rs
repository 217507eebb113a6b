//! Ratings of a few people: three bands, and no word of what all of them have in common.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

use super::FEWEST_FOR_VALUES;

/// A third of a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Band {
    /// The lowest values.
    Low,
    /// Those between.
    Middle,
    /// The highest values, as many as the lowest.
    High,
}

impl Band {
    /// The band of a value on a scale. Low and high have a third of the values each, rounded; the middle has
    /// the rest: 0–1, 2, 3–4 of five.
    pub fn of(value: i32, lowest: i32, highest: i32) -> Self {
        let third = (2 * (highest - lowest + 1) + 3) / 6;
        match value {
            low if low < lowest + third => Self::Low,
            high if high > highest - third => Self::High,
            _ => Self::Middle,
        }
    }
}

/// How a group's ratings spread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Spread {
    /// Ten people or more: how many gave each value.
    Values {
        /// By value; a value that nobody gave is left out.
        counts: BTreeMap<i32, usize>,
    },
    /// Fewer: how many are in each band.
    Bands {
        /// In the lowest.
        low: usize,
        /// Between.
        middle: usize,
        /// In the highest.
        high: usize,
    },
    /// Fewer, and all of them or all but one are in this band; which of the two is not said.
    Most {
        /// In which.
        band: Band,
    },
}

/// Whether so many people are few enough for bands.
pub(crate) fn few(people: usize) -> bool {
    people < FEWEST_FOR_VALUES
}

/// The band that holds all of a few people, or all but one.
pub(crate) fn nearly_all<B: Ord + Copy>(bands: impl IntoIterator<Item = B>) -> Option<B> {
    let mut counts: BTreeMap<B, usize> = BTreeMap::new();
    for band in bands {
        *counts.entry(band).or_insert(0) += 1;
    }
    let people: usize = counts.values().sum();
    counts.into_iter().find(|(_, n)| few(people) && n + 1 >= people).map(|(band, _)| band)
}

/// How ratings spread by value.
pub(crate) fn by_value(values: impl IntoIterator<Item = i32>) -> Spread {
    let mut counts = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_insert(0) += 1;
    }
    Spread::Values { counts }
}

/// How ratings spread over the bands.
pub(crate) fn by_band(bands: impl IntoIterator<Item = Band>) -> Spread {
    let (mut low, mut middle, mut high) = (0, 0, 0);
    for band in bands {
        *match band {
            Band::Low => &mut low,
            Band::Middle => &mut middle,
            Band::High => &mut high,
        } += 1;
    }
    Spread::Bands { low, middle, high }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bands(lowest: i32, highest: i32) -> String {
        (lowest..=highest)
            .map(|value| match Band::of(value, lowest, highest) {
                Band::Low => 'l',
                Band::Middle => 'm',
                Band::High => 'h',
            })
            .collect()
    }

    #[test]
    fn bands_are_thirds_and_even_on_both_sides() {
        for (lowest, highest, wanted) in [
            (0, 1, "lh"),
            (0, 2, "lmh"),
            (1, 4, "lmmh"),
            (0, 4, "llmhh"),
            (1, 7, "llmmmhh"),
            (1, 10, "lllmmmmhhh"),
            (0, 10, "llllmmmhhhh"),
        ] {
            assert_eq!(bands(lowest, highest), wanted);
        }
    }

    #[test]
    fn all_and_all_but_one_look_the_same_below_ten() {
        assert_eq!(nearly_all([1; 9]), Some(1));
        assert_eq!(nearly_all([1, 1, 1, 1, 2]), Some(1));
        assert_eq!(nearly_all([1, 1, 1, 2, 2]), None);
        assert_eq!(nearly_all([1; 10]), None);
    }
}
