//! A disk under SQLite for crash rigs. It remembers every write and every sync in a folder, says what could be left
//! of them if the power were cut at any of them, and fails at any call that it is told to.
//!
//! What was written since a file's last sync may be there or not, in any order and in pieces of [`SECTOR`] bytes. A
//! sync that fails loses what it was to make durable for good, as kernels do: the next one finds nothing to do.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crosstracks_protocol::stamp::Chance;
use rusqlite::ffi::{
    SQLITE_FULL, SQLITE_IOERR_DELETE, SQLITE_IOERR_FSYNC, SQLITE_IOERR_READ, SQLITE_IOERR_TRUNCATE,
    SQLITE_IOERR_WRITE,
};

mod shim;

/// What a disk writes whole or not at all, in bytes.
pub const SECTOR: usize = 512;

/// What SQLite asks of a file.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Call<'a> {
    Read,
    Write(usize, &'a [u8]),
    Truncate(usize),
    Sync,
    Delete,
}

/// What happened to a file.
#[derive(Debug, Clone)]
enum Change {
    Write(usize, Vec<u8>),
    Truncate(usize),
    Sync,
    /// A sync that failed.
    Lost,
    Delete,
}

/// Which of the writes since the last sync a power cut leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaves {
    /// None.
    Nothing,
    /// All, in order.
    Everything,
    /// All, but of the last one only some sectors.
    TornLast,
    /// Any of their sectors.
    AnySectors,
}

impl Leaves {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::Nothing, Self::Everything, Self::TornLast, Self::AnySectors];
}

/// Files by name.
pub type Files = BTreeMap<Arc<str>, Vec<u8>>;

#[derive(Default)]
struct State {
    changes: Vec<(Arc<str>, Change)>,
    calls: u64,
    fails_at: Option<u64>,
    is_full: bool,
}

/// The disk under one folder. Dropping the [`Watch`] that made it ends its watch.
#[derive(Default)]
pub struct Disk(Mutex<State>);

/// Holds a disk in front of a folder.
pub struct Watch {
    folder: PathBuf,
    disk: Arc<Disk>,
}

impl Watch {
    /// Hears of everything that SQLite does in a folder from now on, in files that it opens from now on.
    pub fn over(folder: &Path) -> Self {
        let disk = Arc::new(Disk::default());
        shim::watch(folder, Arc::clone(&disk));
        Self { folder: folder.to_owned(), disk }
    }
}

impl std::ops::Deref for Watch {
    type Target = Disk;

    fn deref(&self) -> &Disk {
        &self.disk
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        shim::forget(&self.folder);
    }
}

impl Disk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has the call with this number fail, from 1, and no other. Where it is a write and the disk is to be full, it
    /// is refused for that.
    pub fn fails_at(&self, call: u64, is_full: bool) {
        let mut state = self.state();
        (state.fails_at, state.is_full) = (Some(call), is_full);
    }

    /// How many calls there were.
    pub fn calls(&self) -> u64 {
        self.state().calls
    }

    /// How many changes there were: a power cut can come after each.
    pub fn changes(&self) -> usize {
        self.state().changes.len()
    }

    pub(crate) fn hears(&self, file: &Arc<str>, call: Call<'_>) -> Result<(), i32> {
        let mut state = self.state();
        state.calls += 1;
        let fails = state.fails_at == Some(state.calls);
        let (change, error) = match call {
            Call::Read => (None, SQLITE_IOERR_READ),
            Call::Write(_, _) if fails => {
                (None, if state.is_full { SQLITE_FULL } else { SQLITE_IOERR_WRITE })
            }
            Call::Write(at, bytes) => (Some(Change::Write(at, bytes.to_vec())), SQLITE_IOERR_WRITE),
            Call::Truncate(_) if fails => (None, SQLITE_IOERR_TRUNCATE),
            Call::Truncate(size) => (Some(Change::Truncate(size)), SQLITE_IOERR_TRUNCATE),
            Call::Sync if fails => (Some(Change::Lost), SQLITE_IOERR_FSYNC),
            Call::Sync => (Some(Change::Sync), SQLITE_IOERR_FSYNC),
            Call::Delete if fails => (None, SQLITE_IOERR_DELETE),
            Call::Delete => (Some(Change::Delete), SQLITE_IOERR_DELETE),
        };
        state.changes.extend(change.map(|change| (Arc::clone(file), change)));
        if fails { Err(error) } else { Ok(()) }
    }

    /// With how many changes a sync of a write-ahead log failed that had anything to make durable, if one did. Its
    /// writes are lost for good.
    pub fn lost(&self) -> Option<usize> {
        let state = self.state();
        let mut files: BTreeMap<Arc<str>, File> = BTreeMap::new();
        let mut changes = state.changes.iter().enumerate();
        let found = changes.find(|(_, (name, change))| {
            let file = files.entry(Arc::clone(name)).or_default();
            let loses = matches!(change, Change::Lost) && name.ends_with("-wal") && !file.pending.is_empty();
            file.takes(change);
            loses
        });
        found.map(|(n, _)| n + 1)
    }

    /// What a power cut after the first `changes` changes leaves.
    pub fn after_cut(&self, changes: usize, leaves: Leaves, chance: &mut Chance) -> Files {
        let state = self.state();
        let mut files: BTreeMap<Arc<str>, File> = BTreeMap::new();
        for (name, change) in &state.changes[..changes.min(state.changes.len())] {
            files.entry(Arc::clone(name)).or_default().takes(change);
        }
        files.into_iter().filter_map(|(name, file)| Some((name, file.cut(leaves, chance)?))).collect()
    }
}

/// A file as the disk has it, and what is on its way there.
#[derive(Default)]
struct File<'a> {
    durable: Option<Vec<u8>>,
    pending: Vec<&'a Change>,
}

impl<'a> File<'a> {
    fn takes(&mut self, change: &'a Change) {
        match change {
            Change::Sync => {
                let pending = std::mem::take(&mut self.pending);
                let durable = self.durable.get_or_insert_default();
                pending.into_iter().for_each(|change| apply(durable, change));
            }
            Change::Lost => self.pending.clear(),
            Change::Delete => *self = Self::default(),
            Change::Write(..) | Change::Truncate(_) => self.pending.push(change),
        }
    }

    fn cut(self, leaves: Leaves, chance: &mut Chance) -> Option<Vec<u8>> {
        let Self { durable, pending } = self;
        if leaves == Leaves::Nothing {
            return durable;
        }
        let mut file = durable.unwrap_or_default();
        let last = pending.len().saturating_sub(1);
        for (n, change) in pending.into_iter().enumerate() {
            let is_whole = leaves == Leaves::Everything || (leaves == Leaves::TornLast && n < last);
            match change {
                Change::Write(at, bytes) if !is_whole => tear(&mut file, *at, bytes, chance),
                change if is_whole || chance.below(2) == 0 => apply(&mut file, change),
                _ => {}
            }
        }
        Some(file)
    }
}

fn apply(file: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Write(at, bytes) => put(file, *at, bytes),
        Change::Truncate(size) => file.resize(*size, 0),
        Change::Sync | Change::Lost | Change::Delete => {}
    }
}

fn put(file: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    file[at..end].copy_from_slice(bytes);
}

/// Writes some of the sectors that a write touches.
fn tear(file: &mut Vec<u8>, at: usize, bytes: &[u8], chance: &mut Chance) {
    let (mut from, end) = (at, at + bytes.len());
    while from < end {
        let to = end.min((from / SECTOR + 1) * SECTOR);
        if chance.below(2) == 0 {
            put(file, from, &bytes[from - at..to - at]);
        }
        from = to;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_synced_stays_and_what_a_failed_sync_had_is_gone() {
        let disk = Disk::default();
        let file: Arc<str> = "f".into();
        let mut chance = Chance::new(1);
        disk.hears(&file, Call::Write(0, b"kept")).unwrap_or_default();
        disk.hears(&file, Call::Sync).unwrap_or_default();
        disk.hears(&file, Call::Write(0, b"lost")).unwrap_or_default();
        let mut left = |leaves| disk.after_cut(disk.changes(), leaves, &mut chance)[&file].clone();
        assert_eq!(left(Leaves::Nothing), b"kept");
        assert_eq!(left(Leaves::Everything), b"lost");
        disk.fails_at(4, false);
        assert_eq!(disk.hears(&file, Call::Sync), Err(SQLITE_IOERR_FSYNC));
        assert_eq!(disk.hears(&file, Call::Sync), Ok(()));
        assert_eq!(disk.after_cut(disk.changes(), Leaves::Everything, &mut chance)[&file], b"kept");
    }

    #[test]
    fn sectors_are_whole_or_not_there() {
        let disk = Disk::default();
        let file: Arc<str> = "f".into();
        let bytes = vec![7; 4 * SECTOR];
        disk.hears(&file, Call::Write(100, &bytes)).unwrap_or_default();
        let mut sums = std::collections::BTreeSet::new();
        for seed in 0..64 {
            let mut left = disk.after_cut(1, Leaves::AnySectors, &mut Chance::new(seed));
            let left = left.remove(&file).unwrap_or_default();
            let ends = left.windows(2).enumerate().filter(|(_, pair)| pair[0] != pair[1]).map(|(n, _)| n + 1);
            assert!(ends.into_iter().all(|end| end == 100 || end % SECTOR == 0));
            sums.insert(left.iter().map(|byte| usize::from(*byte)).sum::<usize>());
        }
        assert!(sums.len() > 8);
    }
}
