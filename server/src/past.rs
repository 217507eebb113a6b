//! Sessions that have ended, read from their logs: their reports, and their moments once more.
//!
//! Whoever asks has been let in by the room itself, which also says how long its log then is. One log is read at a
//! time, and what was made of it is kept for a while; what is kept of a log that has grown since is not asked for.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use crosstracks_protocol::{
    event::Entry,
    ids::{RoomId, Seq},
    report::{Readers, Snapshot, document::Document},
    room::{NotARoom, Room, replay::ReplayMoment, texts::Texts},
};
use serde_json::Value;
use thiserror::Error;
use tokio::sync::Semaphore;

use crate::{
    log::EventLog,
    report::document,
    room_task::{Unopenable, read},
};

/// How many rooms' reports, and stretches of moments, are kept.
const KEPT: usize = 16;
/// How many of the display's pictures are made at once: a facilitator goes from one moment to the next.
const STRETCH: usize = 32;

/// Why something of the past cannot be had.
#[derive(Debug, Error)]
pub(crate) enum Lost {
    /// The log cannot be read, or makes no room.
    #[error(transparent)]
    Unopenable(#[from] Unopenable),
    /// What is read cannot be written as JSON.
    #[error("a report could not be written: {0}")]
    Json(#[from] serde_json::Error),
    /// The work on it panicked, or the server stops.
    #[error("the work on a room's log was given up")]
    GivenUp,
}

impl From<NotARoom> for Lost {
    fn from(error: NotARoom) -> Self {
        Self::Unopenable(error.into())
    }
}

/// A report for some readers: its figures, and as it is read.
pub(crate) struct Told {
    pub(crate) figures: Value,
    pub(crate) document: Document,
}

/// Both reports of a room.
pub(crate) struct Reports {
    facilitators: Told,
    commissioners: Told,
}

impl Reports {
    pub(crate) fn of(&self, readers: Readers) -> &Told {
        match readers {
            Readers::Facilitators => &self.facilitators,
            Readers::Commissioners => &self.commissioners,
        }
    }
}

/// A room, with how long its log was.
type Place = (RoomId, Seq);
type Pictures = BTreeMap<Seq, Arc<str>>;

/// The few things that were asked for last, the latest first.
struct Kept<K, V>(Mutex<Vec<(K, Arc<V>)>>);

impl<K: PartialEq, V> Kept<K, V> {
    fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    fn get(&self, key: &K) -> Option<Arc<V>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(other, _)| other == key)?;
        let found = kept.remove(at);
        let value = Arc::clone(&found.1);
        kept.insert(0, found);
        Some(value)
    }

    fn keep(&self, key: K, value: V) -> Arc<V> {
        let value = Arc::new(value);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(0, (key, Arc::clone(&value)));
        kept.truncate(KEPT);
        value
    }
}

/// Reads what has ended.
pub(crate) struct Past {
    log: Arc<dyn EventLog>,
    turn: Semaphore,
    reports: Kept<Place, Reports>,
    moments: Kept<Place, Vec<ReplayMoment>>,
    pictures: Kept<(Place, usize), Pictures>,
}

impl Past {
    pub(crate) fn new(log: Arc<dyn EventLog>) -> Self {
        let (reports, moments, pictures) = (Kept::new(), Kept::new(), Kept::new());
        Self { log, turn: Semaphore::new(1), reports, moments, pictures }
    }

    /// The reports of a room, of which one was made already.
    pub(crate) async fn reports(&self, place: &Place) -> Result<Arc<Reports>, Lost> {
        let make = |entries: &[Entry], texts: Texts| {
            let (snapshot, room) = Snapshot::last_of(entries, texts)?;
            let snapshot = snapshot.ok_or(Lost::GivenUp)?;
            let told = |readers| -> Result<Told, Lost> {
                let report = snapshot.report(readers);
                let (figures, document) = (serde_json::to_value(&report)?, document(&report, &room));
                Ok(Told { figures, document })
            };
            let (facilitators, commissioners) = (told(Readers::Facilitators)?, told(Readers::Commissioners)?);
            Ok(Reports { facilitators, commissioners })
        };
        self.made(&self.reports, place.clone(), place, make).await
    }

    /// The moments of a session.
    pub(crate) async fn moments(&self, place: &Place) -> Result<Arc<Vec<ReplayMoment>>, Lost> {
        let make = |entries: &[Entry], texts: Texts| Ok(Room::moments(entries, texts)?);
        self.made(&self.moments, place.clone(), place, make).await
    }

    /// What the display showed at a moment, as JSON; none if there is no such moment.
    pub(crate) async fn picture(&self, place: &Place, seq: Seq) -> Result<Option<Arc<str>>, Lost> {
        let moments = self.moments(place).await?;
        let Some(at) = moments.iter().position(|moment| moment.seq == seq) else { return Ok(None) };
        let stretch = at / STRETCH;
        let wanted: BTreeSet<Seq> =
            moments.iter().skip(stretch * STRETCH).take(STRETCH).map(|moment| moment.seq).collect();
        let make = move |entries: &[Entry], texts: Texts| {
            let pictures = Room::displays(entries, texts, &wanted)?;
            Ok(pictures.into_iter().map(|(seq, picture)| (seq, picture.into())).collect())
        };
        let pictures = self.made(&self.pictures, (place.clone(), stretch), place, make).await?;
        Ok(pictures.get(&seq).cloned())
    }

    /// What is kept, or else made of the log as it was then long.
    async fn made<K, V>(
        &self,
        kept: &Kept<K, V>,
        key: K,
        (room, head): &Place,
        make: impl FnOnce(&[Entry], Texts) -> Result<V, Lost> + Send + 'static,
    ) -> Result<Arc<V>, Lost>
    where
        K: PartialEq,
        V: Send + 'static,
    {
        if let Some(found) = kept.get(&key) {
            return Ok(found);
        }
        let _turn = self.turn.acquire().await.map_err(|_| Lost::GivenUp)?;
        // Somebody before may have asked for the same.
        if let Some(found) = kept.get(&key) {
            return Ok(found);
        }
        let (mut entries, texts) = read(&*self.log, room).await?;
        entries.retain(|entry| entry.seq <= *head);
        let made = tokio::task::spawn_blocking(move || make(&entries, texts));
        Ok(kept.keep(key, made.await.map_err(|_| Lost::GivenUp)??))
    }
}
