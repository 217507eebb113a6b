//! Which reports were made of a room that has ended, and whether another would say anything new.

use super::{
    Room,
    access::{During, phase},
    decision::{Decision, Draft},
};
use crate::{
    event::{Entry, Event},
    ids::{FacilitatorId, Seq},
    rejection::{Rejection, Who},
    stamp::{DAY, Stamp, Timestamp},
};

/// The most reports that are made of a room: each is held against all before it. After that the last one stands.
pub(super) const MOST_REPORTS: usize = 32;

/// The reports of a room.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Reports {
    made: usize,
    /// The last one.
    last: Seq,
    /// The last event that a report says anything of.
    told: Seq,
}

impl Reports {
    pub(super) fn apply(&mut self, entry: &Entry) {
        match entry.event {
            Event::ReportMade => {
                self.made += 1;
                self.last = entry.seq;
            }
            // What facilitators note is told as it stands, and they are in no figure.
            Event::DebriefNoted { .. } | Event::FacilitatorJoined { .. } => {}
            _ => self.told = entry.seq,
        }
    }
}

impl Room {
    /// Makes a report of the room as it stands. No events mean that the last one says all there is, or that no more
    /// are made.
    ///
    /// # Errors
    /// The [`Rejection`] for whoever does not facilitate here, or asks before the end.
    pub fn make_report(&self, by: &FacilitatorId, stamp: Stamp) -> Result<Decision, Rejection> {
        self.has_ended_for(by, stamp)?;
        let Reports { made, last, told } = self.reports;
        if (made > 0 && told < last) || made >= MOST_REPORTS {
            return Ok(Decision::default());
        }
        Ok(Draft::after(self.seq).push(Event::ReportMade).finish())
    }

    /// Whether this facilitator may look back on the session.
    ///
    /// # Errors
    /// The [`Rejection`] for whoever does not facilitate here, or asks before the end.
    pub fn has_ended_for(&self, by: &FacilitatorId, stamp: Stamp) -> Result<(), Rejection> {
        if !self.members.facilitators.contains_key(by) {
            return Err(Rejection::WrongRole { who: Who::Facilitator });
        }
        phase(self, During::AfterEnd, stamp.at)
    }

    /// Whether the room is kept still: for so many days after its end as its pack says.
    pub(super) fn is_kept(&self, now: Timestamp) -> bool {
        let days = u64::from(self.pack.privacy.retention_days);
        self.agenda.ended_at.is_none_or(|ended| now.since(ended) <= days * DAY)
    }
}
