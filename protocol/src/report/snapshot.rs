//! A session frozen for a report: what may be published of it, settled against all that was published.

mod settle;

use std::collections::BTreeMap;

use self::settle::Settle;
use super::{
    Report,
    asked::Signed,
    disclosure::{Division, Readers},
    input::{Rating, ReportInput},
    outcomes::Outcomes,
};
use crate::{
    command::Choice,
    event::Entry,
    ids::ItemId,
    pack::Scale,
    room::{NotARoom, Room, texts::Texts},
};

/// A session frozen for a report. Nothing changes in it any more.
///
/// Reports for all readers come of the same snapshot. A later one is taken with all earlier ones at hand: of
/// what changed by a few people alone, it keeps what was published. A server remakes earlier snapshots by
/// replaying the log to where they were taken, in their order.
#[derive(Clone)]
pub struct Snapshot {
    pub(super) input: ReportInput,
    facilitators: Settled,
    commissioners: Settled,
}

/// What asks: the same item may be asked in several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Section {
    Case,
    Plans,
    Feedback,
    FollowUp,
}

type Key = (Section, ItemId);

/// All that may be published for some readers.
#[derive(Clone)]
pub(crate) struct Settled {
    pub(crate) ratings_fewest: usize,
    pub(crate) attendance: Division<()>,
    pub(crate) votes: BTreeMap<ItemId, Division<Choice>>,
    pub(crate) votes_after_talk: BTreeMap<ItemId, Division<Choice>>,
    pub(crate) ratings: BTreeMap<ItemId, Division<Rating>>,
    /// With the earlier rating only where the change may be told.
    pub(crate) later: BTreeMap<ItemId, Division<Rating>>,
    pub(crate) scales: BTreeMap<Key, Division<Rating>>,
    pub(crate) options: BTreeMap<Key, Division<usize>>,
    pub(crate) words: BTreeMap<Key, Division<Signed>>,
    pub(crate) plans: Division<u8>,
    pub(crate) outcomes: Division<Outcomes>,
    /// Newer answers wait until they are those of enough people.
    pub(crate) held_back: bool,
}

impl Snapshot {
    /// Freezes a session as it stands, given all snapshots of it that were reported on, in their order.
    pub fn take(input: ReportInput, earlier: &[Self]) -> Self {
        let settle = |readers, nearer| {
            let earlier: Vec<&Settled> = earlier.iter().map(|snapshot| snapshot.of(readers)).collect();
            let present = input.present();
            Settle { input: &input, present, readers, nearer, earlier: &earlier, held_back: false }.all()
        };
        let facilitators = settle(Readers::Facilitators, None);
        let commissioners = settle(Readers::Commissioners, Some(&facilitators));
        Self { input, facilitators, commissioners }
    }

    /// The last snapshot of a room that reports were made of, with the room as it stands; none if no report was made.
    /// All before it are taken anew, in their order.
    ///
    /// # Errors
    /// [`NotARoom`] when the log is not a whole room's.
    pub fn last_of(entries: &[Entry], texts: Texts) -> Result<(Option<Self>, Room), NotARoom> {
        let mut taken: Vec<Self> = Vec::new();
        let room = Room::at_reports(entries, texts, |room| {
            let next = Self::take(ReportInput::from(room), &taken);
            // Of those before, only what was published counts.
            if let Some(before) = taken.last_mut() {
                before.input = ReportInput::default();
            }
            taken.push(next);
        })?;
        let last = taken.pop().map(|mut last| {
            // What facilitators note is no figure: it is told as it stands.
            last.input.debrief = room.debrief_notes();
            last
        });
        Ok((last, room))
    }

    /// The report for these readers.
    pub fn report(&self, readers: Readers) -> Report {
        super::report(&self.input, self.of(readers), readers)
    }

    fn of(&self, readers: Readers) -> &Settled {
        match readers {
            Readers::Facilitators => &self.facilitators,
            Readers::Commissioners => &self.commissioners,
        }
    }
}

/// The confidence in personal plans, as an item.
pub(super) fn confidence_item() -> ItemId {
    "confidence".into()
}

/// Its scale, the same in every pack.
pub(super) fn confidence_scale() -> Scale {
    Scale { min: 0, max: 10, min_label: String::new(), max_label: String::new() }
}
