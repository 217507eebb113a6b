//! The default engine: SQLite in this process. One thread writes, one connection reads.

use std::{
    path::Path,
    sync::Arc,
    thread::{self, JoinHandle},
};

use crosstracks_protocol::{
    ids::{RoomId, Seq},
    stamp::Timestamp,
};
use futures_util::{FutureExt, future::BoxFuture};
use rusqlite::Connection;
use tokio::sync::{Mutex, mpsc, watch};

use super::{
    Append, Creation, EventLog, Json, Key, LogError, NewRoom, Outcome, RoomRecord, Row, TextRow,
    seal::{Place, Sealer},
};
use crate::auth::{Credential, RoomCode, TokenHash};

mod before;
mod chain;
mod copies;
mod disk;
mod erased;
mod events;
mod statements;
mod verify;
mod writer;

pub use self::{
    copies::{CopyError, Restored, back_up, restore, verify_folder},
    disk::OpenError,
    verify::{Fault, Verified},
};
use self::{disk::DataFolder, events::Events};

/// A log in a folder that it alone uses. Dropping it writes what has been asked for, and waits for that.
pub struct SqliteLog {
    queue: Option<mpsc::Sender<Box<dyn writer::Job>>>,
    thread: Option<JoinHandle<()>>,
    reader: Arc<Mutex<Connection>>,
    /// Seals what is personal, where it is to be sealed.
    sealer: Option<Sealer>,
    health: watch::Receiver<Option<LogError>>,
    /// Last, so that the folder is free only when nothing uses it any more.
    _folder: DataFolder,
}

impl SqliteLog {
    /// Opens the log in a folder, which is made if it is not there. Nothing in it is sealed.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        Self::open_with(folder, |_| Ok(None))
    }

    /// Opens the log in a folder, sealed with the key in a file: in the folder too, where none is named. Both are
    /// made if there are no rooms yet.
    pub fn open_sealed(folder: &Path, key_file: Option<&Path>) -> Result<Self, OpenError> {
        let in_folder = folder.join(disk::KEY);
        Self::open_with(folder, |db| {
            let name = statements::key_name(db)?;
            let key = Key::take(key_file.unwrap_or(&in_folder), name.as_deref())?;
            if name.is_none() {
                statements::name_key(db, &key.name())?;
            }
            Ok(Some(Sealer::new(&key)))
        })
    }

    fn open_with(
        folder: &Path,
        prepare: impl FnOnce(&Connection) -> Result<Option<Sealer>, OpenError>,
    ) -> Result<Self, OpenError> {
        let unusable = |source| OpenError::Folder { path: folder.to_owned(), source };
        let taken = DataFolder::take(folder)?;
        taken.warn_of_weak_disk();
        let db = taken.writer()?;
        let sealer = prepare(&db)?;
        let reader = Arc::new(Mutex::new(taken.reader()?));
        let (queue, jobs) = mpsc::channel(writer::MAX_QUEUE);
        let (report, health) = watch::channel(None);
        let notes = erased::Notes::open(folder, &db).map_err(unusable)?;
        let thread = thread::Builder::new()
            .name("log-writer".to_owned())
            .spawn(move || writer::run(db, jobs, notes, &report))
            .map_err(unusable)?;
        Ok(Self { queue: Some(queue), thread: Some(thread), reader, sealer, health, _folder: taken })
    }

    /// Has the writer do something, and waits until it is durable.
    async fn write<T: Send + 'static>(
        &self,
        erases: bool,
        work: impl Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, LogError> {
        let (job, answer) = writer::job(work, erases);
        let queue = self.queue.as_ref().ok_or_else(|| self.stopped())?;
        queue.send(job).await.map_err(|_| self.stopped())?;
        answer.await.map_err(|_| self.stopped())?
    }

    /// Reads in the background: the disk may be slow.
    async fn look<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, LogError> {
        let db = Arc::clone(&self.reader).lock_owned().await;
        match tokio::task::spawn_blocking(move || work(&db)).await {
            Ok(found) => found.map_err(|error| LogError::Read(error.to_string().into())),
            Err(error) => Err(LogError::Read(error.to_string().into())),
        }
    }

    /// A room's events and texts as they are to lie on the disk.
    fn seal(&self, room: &RoomId, rows: &[Row], texts: &mut [TextRow]) -> Result<Option<Events>, LogError> {
        if let Some(sealer) = &self.sealer {
            for text in texts {
                text.body = sealer.seal_text(&Place::Text(room, text.id), &text.body)?;
            }
        }
        Events::of(room, rows, self.sealer.as_ref())
    }

    fn stopped(&self) -> LogError {
        self.health.borrow().clone().unwrap_or_else(|| LogError::Stopped("the writer has ended".into()))
    }
}

impl Drop for SqliteLog {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the log's writer panicked");
        }
    }
}

impl EventLog for SqliteLog {
    fn append(&self, mut append: Append) -> BoxFuture<'_, Outcome> {
        async move {
            append.head()?;
            let events = self.seal(&append.room, &append.rows, &mut append.texts)?;
            append.rows = vec![];
            let erases = !append.removed_texts.is_empty();
            self.write(erases, move |db| statements::append(db, &append, events.as_ref())).await
        }
        .map(|outcome: Result<_, LogError>| outcome.unwrap_or_else(Outcome::Unknown))
        .boxed()
    }

    fn read<'a>(&'a self, room: &'a RoomId, after: Seq) -> BoxFuture<'a, Result<Vec<Row>, LogError>> {
        async move {
            let (sealer, of) = (self.sealer.clone(), room.clone());
            let rows = self.look(move |db| {
                let appends = Events::read(db, &of, after)?;
                Ok(events::rows_after(appends, after, &of, sealer.as_ref()))
            });
            rows.await?
        }
        .boxed()
    }

    fn texts<'a>(&'a self, room: &'a RoomId) -> BoxFuture<'a, Result<Vec<TextRow>, LogError>> {
        async move {
            let of = room.clone();
            let mut texts = self.look(move |db| statements::texts(db, &of)).await?;
            if let Some(sealer) = &self.sealer {
                for text in &mut texts {
                    text.body =
                        sealer.open_text(&Place::Text(room, text.id), std::mem::take(&mut text.body))?;
                }
            }
            Ok(texts)
        }
        .boxed()
    }

    fn create(&self, mut room: NewRoom) -> BoxFuture<'_, Result<Creation, LogError>> {
        async move {
            super::head(Seq(0), &room.rows)?;
            let events = self.seal(&room.id, &room.rows, &mut room.texts)?;
            self.write(false, move |db| statements::create(db, &room, events.as_ref())).await
        }
        .boxed()
    }

    fn room<'a>(&'a self, room: &'a RoomId) -> BoxFuture<'a, Result<Option<RoomRecord>, LogError>> {
        let room = room.clone();
        self.look(move |db| statements::room(db, &room)).boxed()
    }

    fn find_code<'a>(&'a self, code: &'a RoomCode) -> BoxFuture<'a, Result<Option<RoomId>, LogError>> {
        let code = *code;
        self.look(move |db| statements::find_code(db, &code)).boxed()
    }

    fn open_rooms(&self, since: Timestamp) -> BoxFuture<'_, Result<usize, LogError>> {
        self.look(move |db| statements::open_rooms(db, since)).boxed()
    }

    fn close_code<'a>(&'a self, room: &'a RoomId, at: Timestamp) -> BoxFuture<'a, Result<(), LogError>> {
        let room = room.clone();
        self.write(false, move |db| statements::close_code(db, &room, at)).boxed()
    }

    fn due(&self, at: Timestamp) -> BoxFuture<'_, Result<Vec<RoomId>, LogError>> {
        self.look(move |db| statements::due(db, at)).boxed()
    }

    fn purge<'a>(&'a self, room: &'a RoomId) -> BoxFuture<'a, Result<bool, LogError>> {
        let room = room.clone();
        self.write(true, move |db| statements::purge(db, &room)).boxed()
    }

    fn issue(&self, credentials: Vec<Credential>) -> BoxFuture<'_, Result<(), LogError>> {
        self.write(false, move |db| statements::issue(db, &credentials)).boxed()
    }

    fn issue_only(&self, credential: Credential, replace: bool) -> BoxFuture<'_, Result<bool, LogError>> {
        self.write(false, move |db| statements::issue_only(db, &credential, replace)).boxed()
    }

    fn find(&self, hash: TokenHash, at: Timestamp) -> BoxFuture<'_, Result<Option<Credential>, LogError>> {
        self.look(move |db| statements::find(db, &hash, at)).boxed()
    }

    fn exchange(
        &self,
        spent: TokenHash,
        at: Timestamp,
        issued: Vec<Credential>,
    ) -> BoxFuture<'_, Result<bool, LogError>> {
        self.write(false, move |db| statements::exchange(db, &spent, at, &issued)).boxed()
    }

    fn revoke<'a>(&'a self, room: &'a RoomId, subject: &'a str) -> BoxFuture<'a, Result<usize, LogError>> {
        let (room, subject) = (room.clone(), subject.to_owned());
        self.write(false, move |db| statements::revoke(db, &room, &subject)).boxed()
    }

    fn ready(&self) -> BoxFuture<'_, Result<(), LogError>> {
        // Takes the write lock and commits nothing: shows that the writer lives, without a sync for every question.
        self.write(false, |_| Ok(())).boxed()
    }

    fn failed(&self) -> BoxFuture<'_, LogError> {
        let mut health = self.health.clone();
        async move {
            let failure = health.wait_for(Option::is_some).await.ok().and_then(|failure| failure.clone());
            failure.unwrap_or_else(|| self.stopped())
        }
        .boxed()
    }
}

#[cfg(test)]
mod tests;
