//! A session that has ended, moment by moment: what was done, and what the display showed then.
//!
//! Texts are those that there are now: what was deleted since is not shown as it was then.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{NotARoom, Room, access::words, agenda::deed, texts::Texts};
use crate::{
    event::{Entry, Event},
    ids::Seq,
    stamp::Timestamp,
    view::{
        Audience, Progress,
        desk::{Deed, DeedKind},
    },
};

/// The most moments of a session. Facilitators who did more see the first so many.
pub const MOST_MOMENTS: usize = 2_000;

/// A moment: somebody led the room on, or a timer did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct ReplayMoment {
    /// The number of the event, by which the display's picture is asked for.
    pub seq: Seq,
    /// When.
    pub at: Timestamp,
    /// What happened, in a few words.
    pub what: String,
    /// The stage that the room was then at.
    pub stage: String,
    /// The step of it.
    pub step: String,
    /// How many had answered by the next moment, of how many, where anything was open: of the whole room, as the desk
    /// had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<Progress>,
}

impl Room {
    /// Retraces a log and calls `seen` with the room before every entry but the first, and with the one that comes.
    fn retrace(
        entries: &[Entry],
        texts: Texts,
        mut seen: impl FnMut(&Self, Option<&Entry>),
    ) -> Result<Self, NotARoom> {
        let (first, rest) = entries.split_first().ok_or(NotARoom::NotOpened)?;
        let mut room = Self::opened(first)?;
        room.texts = texts;
        for entry in rest {
            if entry.seq != room.seq.next() {
                return Err(NotARoom::Gap { after: room.seq.0, found: entry.seq.0 });
            }
            seen(&room, Some(entry));
            room.apply(entry);
        }
        seen(&room, None);
        Ok(room)
    }

    /// The moments of a session, from its start.
    ///
    /// # Errors
    /// [`NotARoom`] when the log is not a whole room's.
    pub fn moments(entries: &[Entry], texts: Texts) -> Result<Vec<ReplayMoment>, NotARoom> {
        let mut moments: Vec<ReplayMoment> = Vec::new();
        let mut came: Option<(Seq, Timestamp, Deed)> = None;
        Self::retrace(entries, texts, |room, entry| {
            if let Some((seq, at, deed)) = came.take() {
                let (stage, step) = (room.stage().title.clone(), room.step().title.clone());
                moments.push(ReplayMoment { seq, at, what: words(room, &deed), stage, step, answered: None });
            }
            came = entry
                .filter(|_| moments.len() < MOST_MOMENTS)
                .and_then(|entry| Some((entry.seq, entry.at, shown(&entry.event)?)));
            // Before the next moment, and at the end, all have answered who did.
            if let Some(last) = moments.last_mut()
                && (came.is_some() || entry.is_none())
            {
                last.answered = room.progress_now();
            }
        })?;
        Ok(moments)
    }

    /// What the display showed after these events, as JSON.
    ///
    /// # Errors
    /// [`NotARoom`] when the log is not a whole room's.
    pub fn displays(
        entries: &[Entry],
        texts: Texts,
        wanted: &BTreeSet<Seq>,
    ) -> Result<BTreeMap<Seq, String>, NotARoom> {
        let mut pictures = BTreeMap::new();
        Self::retrace(entries, texts, |room, _| {
            if wanted.contains(&room.seq) {
                pictures.insert(room.seq, room.view_text(&Audience::Display));
            }
        })?;
        Ok(pictures)
    }

    /// The room as it stands after a log, and as it stood at each report that was made of it.
    ///
    /// # Errors
    /// [`NotARoom`] when the log is not a whole room's.
    pub fn at_reports(
        entries: &[Entry],
        texts: Texts,
        mut reported: impl FnMut(&Self),
    ) -> Result<Self, NotARoom> {
        Self::retrace(entries, texts, |room, entry| {
            if entry.is_some_and(|entry| entry.event == Event::ReportMade) {
                reported(room);
            }
        })
    }
}

/// What the room saw happen; nothing for what only the desk did.
fn shown(event: &Event) -> Option<Deed> {
    let deed = deed(event)?;
    let is_seen = match deed.kind {
        DeedKind::Proposed | DeedKind::Discarded | DeedKind::Placed | DeedKind::Paired => false,
        // It closes when the grace is over.
        DeedKind::Closed => matches!(event, Event::ItemsClosed { .. }),
        _ => true,
    };
    is_seen.then_some(deed)
}
