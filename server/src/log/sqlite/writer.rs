//! The one thread that writes: it commits whatever has queued, from all rooms, while the last commit ran.
//!
//! Under light load a batch is one job, and nothing is waited for. Where several rooms kept it busy a moment ago and
//! few have come back yet, it waits for the others for a fraction of what the last commit took: a commit costs nearly
//! the same for one as for all.

use std::{
    thread,
    time::{Duration, Instant},
};

use rusqlite::{Connection, ErrorCode};
use tokio::sync::{mpsc, oneshot, watch};
use tracing::{error, warn};

use super::{LogError, erased::Notes};
use crate::planted::{self, Bug};

/// The most jobs of one transaction.
pub(super) const MAX_BATCH: usize = 512;
/// How long a deleted text may stay readable in the WAL while others keep the writer busy.
const ERASED_WITHIN: Duration = Duration::from_secs(1);
/// What part of the last commit's time others are waited for, and how long at most.
const WAIT_PART: u32 = 4;
const MAX_WAIT: Duration = Duration::from_micros(100);
/// The most jobs that wait; who comes after them waits outside.
pub(super) const MAX_QUEUE: usize = 2 * MAX_BATCH;

/// Something to be written, and somebody who waits for it.
pub(super) trait Job: Send {
    /// Writes. It may be rolled back afterwards, and asked to write once more.
    fn run(&mut self, db: &Connection) -> rusqlite::Result<()>;
    /// Tells the one who waits, once the transaction is durable or lost.
    fn finish(self: Box<Self>, fate: Result<(), LogError>);
    /// Whether it deleted something that must not stay in the WAL either.
    fn erases(&self) -> bool;
}

/// The answer of a job.
pub(super) type Reply<T> = oneshot::Receiver<Result<T, LogError>>;

struct Write<F, T> {
    work: F,
    done: Option<T>,
    reply: oneshot::Sender<Result<T, LogError>>,
    erases: bool,
}

/// Makes a job of a function.
pub(super) fn job<T, F>(work: F, erases: bool) -> (Box<dyn Job>, Reply<T>)
where
    T: Send + 'static,
    F: Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    (Box::new(Write { work, done: None, reply, erases }), answer)
}

impl<T, F> Job for Write<F, T>
where
    T: Send,
    F: Fn(&Connection) -> rusqlite::Result<T> + Send,
{
    fn run(&mut self, db: &Connection) -> rusqlite::Result<()> {
        self.done = Some((self.work)(db)?);
        Ok(())
    }

    fn finish(self: Box<Self>, fate: Result<(), LogError>) {
        let Self { done, reply, .. } = *self;
        let answer = fate.and_then(|()| done.ok_or_else(|| LogError::refused("it was not run")));
        // Whoever asked may have gone; what is written is written.
        let _ = reply.send(answer);
    }

    fn erases(&self) -> bool {
        self.erases
    }
}

/// Writes until nobody can ask any more, or until the database fails.
///
/// A failed commit is never tried again: the kernel may have dropped the pages and call them clean.
pub(super) fn run(
    db: Connection,
    mut queue: mpsc::Receiver<Box<dyn Job>>,
    mut notes: Notes,
    health: &watch::Sender<Option<LogError>>,
) {
    let mut batch: Vec<Box<dyn Job>> = Vec::with_capacity(MAX_BATCH);
    let mut to_erase = false;
    let mut emptied = Instant::now();
    let mut last = Last::default();
    while queue.blocking_recv_many(&mut batch, MAX_BATCH) > 0 {
        if let Some(wait) = last.wait(batch.len()) {
            thread::sleep(wait);
            while batch.len() < MAX_BATCH
                && let Ok(job) = queue.try_recv()
            {
                batch.push(job);
            }
        }
        let begun = Instant::now();
        let mut fates = commit(&db, &mut batch);
        if fates.is_err() && planted::is(Bug::RetryCommit) {
            fates = commit(&db, &mut batch);
        }
        last = Last { jobs: batch.len(), took: begun.elapsed() };
        match fates {
            Ok(fates) => {
                if batch.iter().any(|job| job.erases()) {
                    to_erase = true;
                    // Caught up with after the next deletion, or at the next start.
                    notes
                        .catch_up(&db)
                        .unwrap_or_else(|error| warn!(%error, ?notes, "a deletion is not noted yet"));
                }
                batch.drain(..).zip(fates).for_each(|(job, fate)| job.finish(fate));
            }
            Err(failure) => {
                error!(%failure, "the log has failed");
                let stopped = LogError::Stopped(failure.to_string().into());
                health.send_replace(Some(stopped.clone()));
                queue.close();
                batch.drain(..).for_each(|job| job.finish(Err(stopped.clone())));
                while let Some(job) = queue.blocking_recv() {
                    job.finish(Err(stopped.clone()));
                }
                return;
            }
        }
        if to_erase && (queue.is_empty() || emptied.elapsed() > ERASED_WITHIN) {
            to_erase = !truncate(&db);
            emptied = Instant::now();
        }
    }
}

/// The last commit.
#[derive(Default)]
struct Last {
    jobs: usize,
    took: Duration,
}

impl Last {
    /// How long to wait for others, where so many jobs are there: not at all unless there were twice as many.
    fn wait(&self, jobs: usize) -> Option<Duration> {
        (jobs < MAX_BATCH && self.jobs >= 2 * jobs).then(|| (self.took / WAIT_PART).min(MAX_WAIT))
    }
}

/// What became of each job.
type Fates = Vec<Result<(), LogError>>;

/// Runs a batch in one transaction. A job that breaks a rule of the schema is undone alone;
/// any other error is the whole batch's.
fn commit(db: &Connection, batch: &mut [Box<dyn Job>]) -> rusqlite::Result<Fates> {
    match together(db, batch) {
        Err(error) if is_refusal(&error) => apart(db, batch),
        fates => fates,
    }
}

/// Runs a batch in which no job is refused, which is nearly every one: a savepoint for each job would copy every
/// page that it writes to.
fn together(db: &Connection, batch: &mut [Box<dyn Job>]) -> rusqlite::Result<Fates> {
    in_transaction(db, || batch.iter_mut().try_for_each(|job| job.run(db)))?;
    Ok(batch.iter().map(|_| Ok(())).collect())
}

/// Runs a batch in which jobs may be refused.
fn apart(db: &Connection, batch: &mut [Box<dyn Job>]) -> rusqlite::Result<Fates> {
    let fate = |job: &mut Box<dyn Job>| {
        step(db, "SAVEPOINT job")?;
        let fate = match job.run(db) {
            Ok(()) => Ok(()),
            Err(error) if is_refusal(&error) => {
                step(db, "ROLLBACK TO job")?;
                Err(LogError::Refused(error.to_string().into()))
            }
            Err(error) => return Err(error),
        };
        step(db, "RELEASE job")?;
        Ok(fate)
    };
    in_transaction(db, || batch.iter_mut().map(fate).collect())
}

/// All or nothing. The words around it are read once, where rusqlite's own transaction reads them for each.
fn in_transaction<T>(db: &Connection, work: impl FnOnce() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    step(db, "BEGIN IMMEDIATE")?;
    let done = work().and_then(|done| step(db, "COMMIT").map(|()| done));
    // Where an error has ended it already, there is nothing to roll back.
    if done.is_err() && !db.is_autocommit() {
        step(db, "ROLLBACK")?;
    }
    done
}

fn step(db: &Connection, words: &str) -> rusqlite::Result<()> {
    db.prepare_cached(words)?.execute([]).map(|_| ())
}

/// Whether the error is about what was asked, and not about the database.
fn is_refusal(error: &rusqlite::Error) -> bool {
    match error {
        rusqlite::Error::SqliteFailure(failure, _) => failure.code == ErrorCode::ConstraintViolation,
        rusqlite::Error::QueryReturnedNoRows | rusqlite::Error::ToSqlConversionFailure(_) => true,
        _ => false,
    }
}

/// Empties the WAL, where deleted texts would stay readable. Says whether it could.
fn truncate(db: &Connection) -> bool {
    match db.query_one("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0)) {
        Ok(busy) => !busy,
        Err(error) => {
            warn!(%error, "deleted texts stay in the WAL for now");
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_are_waited_for_where_there_were_many_and_never_for_long() {
        let last = |jobs, micros| Last { jobs, took: Duration::from_micros(micros) };
        let wait = |last: Last, jobs| last.wait(jobs).map(|wait| wait.as_micros());
        assert_eq!(wait(Last::default(), 1), None, "the first of all");
        assert_eq!(wait(last(1, 200), 1), None, "nobody else writes");
        assert_eq!(wait(last(10, 200), 5), Some(50), "half of them are yet to come");
        assert_eq!(wait(last(10, 200), 6), None, "most are here");
        assert_eq!(wait(last(10, 5_000), 1), Some(100), "on a slow disk no longer");
        assert_eq!(wait(last(2 * MAX_BATCH, 200), MAX_BATCH), None, "no more fit in");
    }
}
