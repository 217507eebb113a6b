//! What may be published of what people answered, and what would give somebody away.
//!
//! Answers come in [`Table`]s, which nothing can write out. A [`Division`] takes those answers of a table
//! that may be published, for the whole room and for its services apart. Figures are made of a division's
//! groups alone and come out as [`Published`], the only thing here that can be written out.
//!
//! **What is protected.** A group of people, not a cell: of fewer than k people together nothing is
//! published, and nothing can be worked out from whatever else is published. Of k or more, how many chose
//! each option is shown, though only one did: that one is among k. So 12 of a service who voted 11 to 1 are
//! shown as 11 and 1; 4 are not shown, whatever they voted. What everybody of a large group has in common is
//! known of each of them, which no threshold prevents; for ratings of fewer than ten, [`banded`] prevents it.
//!
//! | | tier | facilitators | commissioners and hosts |
//! |---|---|---|---|
//! | group-authored | 0 | shown | counts of [`Thresholds::export`] people or more |
//! | votes | 1 | from 3; services from `report` each | from `export` |
//! | ratings, polls | 2 | from `report`; three bands below ten | from `export` |
//! | free text | 3 | from `report` who answered | never |
//!
//! Two things no rule here prevents: somebody who knows what nearly all of a group answered, themselves
//! included, can tell the rest; and that something is withheld says that there was a reason to.
//!
//! The rules, each with where it is kept:
//! 1. *Complementary* ([`Division::of`]): the room and all services but one give the one away, so a service
//!    that is too small is published together with the next smallest; where that leaves no service apart,
//!    the room alone is published. People of no one service are left out of the room's figure wherever
//!    services are apart.
//! 2. *Temporal* ([`Division::settle`], [`are_safe`]): what is published never changes by fewer people than
//!    are protected, neither since the last report nor since any before it. Those who may read less are shown
//!    less of what the others are shown, never anything newer ([`Division::coarser`]).
//! 3. *Homogeneity* ([`banded`]): below ten people, all alike and all but one alike look the same.
//! 4. No figure of a table or of a profession exists.
//! 5. What is not shown says so. It is neither 0 nor missing.

pub(crate) mod banded;
pub(crate) mod division;
mod published;
mod table;
mod thresholds;

pub use self::{
    banded::{Band, Spread},
    published::{Part, Published, Withheld},
    table::Table,
    thresholds::{Readers, Thresholds, Tier},
};
pub(crate) use self::{
    division::{Bridges, Division, Group, are_safe},
    thresholds::Fewest,
};

/// Below this many people, ratings are shown in three bands.
pub const FEWEST_FOR_VALUES: usize = 10;
