//! From how many people on something is published.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::pack::Privacy;

/// Who reads a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Readers {
    /// Those who led the session.
    Facilitators,
    /// Those who paid for it, or whose people came.
    Commissioners,
}

/// How closely answers are guarded. A pack's items name their tier by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// 0: what groups wrote together.
    Group,
    /// 1: votes on quotes.
    Votes,
    /// 2: how people rate themselves and the day, and polls.
    Ratings,
    /// 3: what a person wrote alone.
    Words,
}

/// The fewest people for a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fewest {
    /// Of everybody together.
    pub(crate) pooled: usize,
    /// Of each service, where services are apart.
    pub(crate) split: usize,
}

/// The fewest people for figures, for everybody who reads them.
///
/// Packs and organisers raise these, never lower them, and whatever goes further out takes no fewer people
/// than what stays nearer in: else the nearer one would tell what the farther one hides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    room: usize,
    report: usize,
    export: usize,
}

/// The fewest voters for any figure of votes: what the room is shown, too.
const POOLED_VOTES: usize = crate::room::FEWEST_POOLED;

impl Default for Thresholds {
    fn default() -> Self {
        Self::of(&Privacy::default())
    }
}

impl Thresholds {
    /// What a pack asks for, and no less than the defaults of [`Privacy`].
    pub fn of(privacy: &Privacy) -> Self {
        let floor = Privacy::default();
        let room = usize::from(privacy.k_room.max(floor.k_room));
        let report = usize::from(privacy.k_report.max(floor.k_report)).max(room);
        let export = usize::from(privacy.k_export.max(floor.k_export)).max(report);
        Self { room, report, export }
    }

    /// Of a service's voters, for the room to be shown services apart.
    pub fn room(self) -> usize {
        self.room
    }

    /// In the facilitators' report.
    pub fn report(self) -> usize {
        self.report
    }

    /// In whatever leaves the session.
    pub fn export(self) -> usize {
        self.export
    }

    /// For these readers and answers so guarded.
    pub(crate) fn fewest(self, readers: Readers, tier: Tier) -> Fewest {
        match (readers, tier) {
            (Readers::Commissioners, _) => Fewest { pooled: self.export, split: self.export },
            (Readers::Facilitators, Tier::Group) => Fewest { pooled: 1, split: 1 },
            (Readers::Facilitators, Tier::Votes) => Fewest { pooled: POOLED_VOTES, split: self.report },
            (Readers::Facilitators, Tier::Ratings | Tier::Words) => {
                Fewest { pooled: self.report, split: self.report }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thresholds(k_room: u8, k_report: u8, k_export: u8) -> (usize, usize, usize) {
        let Thresholds { room, report, export } =
            Thresholds::of(&Privacy { k_room, k_report, k_export, retention_days: 90 });
        (room, report, export)
    }

    #[test]
    fn a_pack_raises_and_never_lowers() {
        assert_eq!(thresholds(5, 5, 10), (5, 5, 10));
        assert_eq!(thresholds(0, 1, 2), (5, 5, 10));
        assert_eq!(thresholds(6, 7, 12), (6, 7, 12));
    }

    #[test]
    fn farther_out_is_never_fewer() {
        assert_eq!(thresholds(12, 5, 10), (12, 12, 12));
        assert_eq!(thresholds(5, 11, 10), (5, 11, 11));
    }

    #[test]
    fn votes_are_pooled_from_three_in_the_facilitators_report_alone() {
        let thresholds = Thresholds::of(&Privacy::default());
        let fewest = |readers, tier| {
            let Fewest { pooled, split } = thresholds.fewest(readers, tier);
            (pooled, split)
        };
        assert_eq!(fewest(Readers::Facilitators, Tier::Votes), (3, 5));
        assert_eq!(fewest(Readers::Facilitators, Tier::Ratings), (5, 5));
        assert_eq!(fewest(Readers::Commissioners, Tier::Votes), (10, 10));
        assert_eq!(fewest(Readers::Commissioners, Tier::Ratings), (10, 10));
    }
}
