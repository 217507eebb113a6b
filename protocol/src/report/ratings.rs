//! Part 7: how people rate themselves before, at the end and weeks later.
//!
//! Each statement has one set of people: those who gave every rating of it that the session asked for. All
//! its figures are theirs, so that no two figures differ by somebody who gave one rating of two.

use std::collections::BTreeSet;

use serde::Serialize;
use ts_rs::TS;

use super::{
    change::{Change, at_ceiling, response_shift},
    disclosure::{
        Band, Division, Group, Part, Published, Spread,
        banded::{by_band, by_value, few, nearly_all},
    },
    input::{Rating, RatingRun},
    number::Decimal,
    snapshot::Settled,
};
use crate::{ids::ItemId, pack::Scale};

/// A statement and how people rated it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export_to = "protocol.ts")]
pub struct RatingReport {
    /// Which.
    pub id: ItemId,
    /// The statement.
    pub text: String,
    /// From what to what.
    pub scale: Scale,
    /// The room.
    pub room: Published<RatingFigure>,
    /// Services apart.
    pub services: Published<Vec<Part<RatingFigure>>>,
    /// The room, weeks later.
    pub later: Published<RatingFigure>,
}

/// How a group rated a statement. What was not asked is left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, TS)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct RatingFigure {
    /// How many people gave all of these ratings.
    pub people: usize,
    /// On arrival.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Published<Spread>>,
    /// At the end, of before today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recalled: Option<Published<Spread>>,
    /// At the end, or weeks later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<Published<Spread>>,
    /// From before to now; before as recalled, if it was not asked on arrival.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Published<ChangeFigure>>,
    /// How far people shifted their yardstick: recalled minus rated on arrival, on average.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_shift: Option<Published<Decimal>>,
    /// Whether more than 30 % were at the top already before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_ceiling: Option<Published<bool>>,
}

/// How a group changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum ChangeFigure {
    /// In figures.
    Measured {
        /// The figures.
        change: Change,
    },
    /// Fewer than ten people, and all of them or all but one went this way.
    Most {
        /// Which way.
        direction: Direction,
    },
}

/// Which way a rating went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Direction {
    /// Up.
    Improved,
    /// Nowhere.
    Same,
    /// Down.
    Worse,
}

/// How much of ratings is said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// Value by value.
    Values,
    /// In three bands.
    Bands,
    /// Only in which band most are.
    Most,
}

pub(super) fn rating(run: &RatingRun, settled: &Settled) -> RatingReport {
    let (low, high) = (i32::from(run.scale.min), i32::from(run.scale.max));
    let scale = (low, high);
    let missing = Published::not_shown(settled.ratings_fewest);
    RatingReport {
        id: run.id.clone(),
        text: run.text.clone(),
        scale: run.scale.clone(),
        room: settled.ratings.get(&run.id).map_or(missing.clone(), |all| room(all, scale)),
        services: settled
            .ratings
            .get(&run.id)
            .map_or(Published::not_shown(settled.ratings_fewest), |all| services(all, scale)),
        later: settled.later.get(&run.id).map_or(missing, |later| room(later, scale)),
    }
}

/// A single rating of each person, as the same kind of figure.
pub(super) fn room(ratings: &Division<Rating>, scale: (i32, i32)) -> Published<RatingFigure> {
    ratings.publish(|room| {
        let detail = match few(room.people()) {
            true if is_alike(room, scale) => Detail::Most,
            true => Detail::Bands,
            false => Detail::Values,
        };
        RatingFigure {
            response_shift: shift(room, detail),
            at_ceiling: ceiling(room, scale.1, detail),
            ..figure(room, std::slice::from_ref(room), scale, detail)
        }
    })
}

/// Whether a few people of one service are alike, so that services are not told apart in figures.
pub(super) fn any_service_alike(ratings: &Division<Rating>, scale: &Scale) -> bool {
    any_alike(ratings.parts(), (scale.min.into(), scale.max.into()))
}

fn any_alike(parts: &[Group<Rating>], scale: (i32, i32)) -> bool {
    parts.iter().any(|part| is_alike(part, scale))
}

/// Services apart. They are all shown in the same detail: what is told of all but one, beside the room, is
/// told of the one.
pub(super) fn services(ratings: &Division<Rating>, scale: (i32, i32)) -> Published<Vec<Part<RatingFigure>>> {
    ratings.publish_parts(|parts| {
        let detail = match () {
            () if any_alike(parts, scale) => Detail::Most,
            () if parts.iter().any(|part| few(part.people())) => Detail::Bands,
            () => Detail::Values,
        };
        let part = |part: &Group<Rating>| Part {
            services: part.services.clone(),
            figure: figure(part, parts, scale, detail),
        };
        parts.iter().map(part).collect()
    })
}

type Of = fn(&Rating) -> Option<i32>;

const BEFORE: Of = |rating| rating.before;
const RECALLED: Of = |rating| rating.recalled;
const NOW: Of = |rating| rating.now;

/// The earlier and the later rating that a change is between.
fn pair(rating: &Rating) -> Option<(i32, i32)> {
    rating.before.or(rating.recalled).zip(rating.now)
}

fn direction((before, after): (i32, i32)) -> Direction {
    match after.cmp(&before) {
        std::cmp::Ordering::Greater => Direction::Improved,
        std::cmp::Ordering::Equal => Direction::Same,
        std::cmp::Ordering::Less => Direction::Worse,
    }
}

fn bands(group: &Group<Rating>, of: Of, (low, high): (i32, i32)) -> impl Iterator<Item = Band> {
    group.values().filter_map(of).map(move |value| Band::of(value, low, high))
}

fn directions(group: &Group<Rating>) -> impl Iterator<Item = Direction> {
    group.values().filter_map(pair).map(direction)
}

/// Whether a few people are all alike, or all but one, in any of what is said of them.
fn is_alike(group: &Group<Rating>, scale: (i32, i32)) -> bool {
    let alike = |of| nearly_all(bands(group, of, scale)).is_some();
    few(group.people())
        && ([BEFORE, RECALLED, NOW].into_iter().any(alike) || nearly_all(directions(group)).is_some())
}

/// A figure of one of the groups that are shown beside each other.
fn figure(
    group: &Group<Rating>,
    groups: &[Group<Rating>],
    scale: (i32, i32),
    detail: Detail,
) -> RatingFigure {
    let spread = |of: Of| {
        let is_told = group.values().any(|rating| of(rating).is_some());
        let common = common(groups.iter().map(|group| nearly_all(bands(group, of, scale))));
        is_told.then(|| spread(group, of, scale, (detail, common)))
    };
    RatingFigure {
        people: group.people(),
        before: spread(BEFORE),
        recalled: spread(RECALLED),
        now: spread(NOW),
        change: change(group, groups, detail),
        response_shift: None,
        at_ceiling: None,
    }
}

/// What most of every group that is alike have in common. Were two groups alike in different bands, the room
/// would say of each whether it is all of it.
fn common<B: Ord>(alike: impl Iterator<Item = Option<B>>) -> Option<B> {
    let mut bands: BTreeSet<B> = alike.flatten().collect();
    if bands.len() == 1 { bands.pop_first() } else { None }
}

fn spread(
    group: &Group<Rating>,
    of: Of,
    scale: (i32, i32),
    (detail, common): (Detail, Option<Band>),
) -> Published<Spread> {
    match detail {
        Detail::Values => group.publish(|group| by_value(group.values().filter_map(of))),
        Detail::Bands => group.publish(|group| by_band(bands(group, of, scale))),
        Detail::Most => match nearly_all(bands(group, of, scale)).and(common) {
            Some(band) => group.publish(|_| Spread::Most { band }),
            None => Published::alike(),
        },
    }
}

fn change(
    group: &Group<Rating>,
    groups: &[Group<Rating>],
    detail: Detail,
) -> Option<Published<ChangeFigure>> {
    let change = Change::of(group.values().filter_map(pair))?;
    let common = common(groups.iter().map(|group| nearly_all(directions(group))));
    Some(match detail {
        Detail::Values => group.publish(|_| ChangeFigure::Measured { change }),
        // With the room's, the spread of all services but one gives that one's.
        Detail::Bands => {
            group.publish(|_| ChangeFigure::Measured { change: Change { spread: None, ..change } })
        }
        Detail::Most => match nearly_all(directions(group)).and(common) {
            Some(direction) => group.publish(|_| ChangeFigure::Most { direction }),
            None => Published::alike(),
        },
    })
}

fn shift(group: &Group<Rating>, detail: Detail) -> Option<Published<Decimal>> {
    let shift = response_shift(group.values().filter_map(|rating| rating.before.zip(rating.recalled)))?;
    Some(if detail == Detail::Most { Published::alike() } else { group.publish(|_| shift) })
}

fn ceiling(group: &Group<Rating>, highest: i32, detail: Detail) -> Option<Published<bool>> {
    let before: Vec<i32> = group.values().filter_map(|rating| rating.before.or(rating.recalled)).collect();
    if before.is_empty() {
        return None;
    }
    Some(if detail == Detail::Most {
        Published::alike()
    } else {
        group.publish(|_| at_ceiling(before, highest))
    })
}

#[cfg(test)]
mod tests;
