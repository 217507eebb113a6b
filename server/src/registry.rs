//! The live rooms, each opened once. The only file that names `DashMap`.

#![expect(clippy::disallowed_types, reason = "here is where it belongs")]

use std::{sync::Arc, thread::available_parallelism};

use crosstracks_protocol::{
    ids::{PackId, RoomId},
    room::Alike,
    view::Phase,
};
use dashmap::DashMap;
use thiserror::Error;
use tokio::sync::{OnceCell, Semaphore};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::{info, warn};

use crate::{
    auth::RoomCode,
    clock,
    log::{EventLog, LogError},
    room_task::{self, RoomHandle, RoomTask, Unopenable},
};

/// Why a room cannot be had.
#[derive(Debug, Error)]
pub(crate) enum NoRoom {
    /// There is none.
    #[error("there is no such room")]
    None,
    /// As many rooms are live as may be.
    #[error("too many rooms are live")]
    Full,
    /// It cannot be opened now.
    #[error(transparent)]
    Unopenable(Unopenable),
}

impl From<LogError> for NoRoom {
    fn from(error: LogError) -> Self {
        Self::Unopenable(error.into())
    }
}

impl From<Unopenable> for NoRoom {
    fn from(error: Unopenable) -> Self {
        if matches!(error, Unopenable::None) { Self::None } else { Self::Unopenable(error) }
    }
}

/// The live rooms.
pub(crate) struct Registry {
    rooms: DashMap<RoomId, Arc<OnceCell<RoomHandle>>>,
    /// What rooms of a pack have in common: one for each pack that a room was opened with, and those are few.
    alike: DashMap<PackId, Alike>,
    log: Arc<dyn EventLog>,
    /// As many rooms as there are cores write news at a time.
    turns: Arc<Semaphore>,
    tasks: TaskTracker,
    stop: CancellationToken,
    most: usize,
}

impl Registry {
    /// No room is live yet.
    pub(crate) fn new(
        log: Arc<dyn EventLog>,
        tasks: TaskTracker,
        stop: CancellationToken,
        most: usize,
    ) -> Arc<Self> {
        let turns = Arc::new(Semaphore::new(available_parallelism().map_or(1, usize::from)));
        Arc::new(Self { rooms: DashMap::new(), alike: DashMap::new(), log, turns, tasks, stop, most })
    }

    /// Whose turn it is to write news.
    #[cfg(test)]
    pub(crate) fn turns(&self) -> Arc<Semaphore> {
        Arc::clone(&self.turns)
    }

    /// The open room with this code, if there is one. A server that is full says so to every code but those of live
    /// rooms: else a guesser would be told which of the others are real.
    pub(crate) async fn find(self: &Arc<Self>, code: &RoomCode) -> Result<RoomHandle, NoRoom> {
        let found = self.log.find_code(code).await?;
        self.has_place_for(found.as_ref())?;
        self.get(&found.ok_or(NoRoom::None)?).await
    }

    /// Whether a room is live, or can be made so.
    fn has_place_for(&self, id: Option<&RoomId>) -> Result<(), NoRoom> {
        if self.rooms.len() < self.most || id.is_some_and(|id| self.rooms.contains_key(id)) {
            return Ok(());
        }
        warn!(most = self.most, "as many rooms are live as may be");
        Err(NoRoom::Full)
    }

    /// A room, opened from its log if it is not live.
    pub(crate) async fn get(self: &Arc<Self>, id: &RoomId) -> Result<RoomHandle, NoRoom> {
        self.has_place_for(Some(id))?;
        loop {
            let cell = Arc::clone(&self.rooms.entry(id.clone()).or_default());
            match cell.get_or_try_init(|| self.open(id)).await {
                Ok(handle) if !handle.is_gone() => return Ok(handle.clone()),
                Ok(_) => _ = self.rooms.remove_if(id, |_, kept| Arc::ptr_eq(kept, &cell)),
                Err(error) => {
                    // The last one who waits for it clears up: nobody else can have opened it then.
                    self.rooms
                        .remove_if(id, |_, kept| Arc::ptr_eq(kept, &cell) && Arc::strong_count(kept) == 2);
                    return Err(error);
                }
            }
        }
    }

    async fn open(self: &Arc<Self>, id: &RoomId) -> Result<RoomHandle, NoRoom> {
        let (mut room, record) = room_task::open(&*self.log, id).await.inspect_err(|error| {
            warn!(room = %id, %error, "a room cannot be opened");
        })?;
        // It ended, and the server with it, before its code was free.
        if room.phase() == Phase::Closed && record.closed_at.is_none() {
            self.log.close_code(id, clock::now()).await?;
        }
        let pack = room.pack().id.clone();
        room.share(&mut self.alike.entry(pack).or_insert_with(|| Alike::of(&room)));
        info!(room = %id, entries = room.seq().0, "room live");
        let (log, turns, stop) = (Arc::clone(&self.log), Arc::clone(&self.turns), self.stop.clone());
        let (handle, task) = RoomTask::new(room, record.code, log, turns, Arc::downgrade(self), stop);
        self.tasks.spawn(task.run());
        Ok(handle)
    }

    /// Forgets a room that nobody holds. Whoever comes next finds none here, and opens it from its log.
    pub(crate) fn put_away(&self, id: &RoomId, is_quiet: impl FnOnce() -> bool) -> bool {
        // While this holds the entry, nobody can come by the cell; who has it already counts.
        let removed = self.rooms.remove_if(id, |_, cell| {
            Arc::strong_count(cell) == 1 && cell.get().is_none_or(RoomHandle::is_last) && is_quiet()
        });
        removed.is_some()
    }

    /// Ends a room that has been deleted, if it is live.
    pub(crate) async fn end(&self, id: &RoomId) {
        let live = self.rooms.get(id).and_then(|cell| cell.get().cloned());
        if let Some(handle) = live {
            // One whose task has ended is what was wanted.
            let _ = handle.end().await;
        }
    }

    /// Forgets a room whose task has ended.
    pub(crate) fn forget(&self, id: &RoomId) {
        self.rooms.remove_if(id, |_, cell| cell.get().is_some_and(RoomHandle::is_gone));
    }
}
