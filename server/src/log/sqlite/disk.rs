//! Where the database lies: opened so that what it acknowledges is on the disk, and by one process alone.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags, Transaction};
use rusqlite_migration::{M, Migrations};
use thiserror::Error;
use tracing::warn;

use super::before;
use crate::{
    log::KeyError,
    planted::{self, Bug},
};

pub(super) const DATABASE: &str = "crosstracks.db";
const LOCK: &str = "crosstracks.lock";
/// Where the key lies, unless it lies apart.
pub(super) const KEY: &str = "crosstracks.key";
/// How much of the database is kept in memory, in KiB: what is written again and again is little, and nearly all that is
/// read is read once. The system keeps the rest.
const WRITERS_CACHE: i32 = 1_000;
const READERS_CACHE: i32 = 250;
/// How long one who wants the database waits for another.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// What the database must say of itself once it is open, or it is not used.
const REQUIRED: &[(&str, &str)] = &[
    ("journal_mode", "wal"),
    ("synchronous", "2"),
    ("foreign_keys", "1"),
    ("secure_delete", "1"),
    // Memory-mapped reads have gone with corruption when a WAL is reset.
    ("mmap_size", "0"),
    ("trusted_schema", "0"),
];

/// Set, but not required: only some systems have them.
const WISHED: &[(&str, &str)] =
    &[("fullfsync", "1"), ("checkpoint_fullfsync", "1"), ("cell_size_check", "1")];

/// Why a database could not be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// Another process has it.
    #[error("{0} is in use by another crosstracks; stop that one, or choose another folder with --data")]
    InUse(PathBuf),
    /// The folder cannot be used.
    #[error("the folder {path} cannot be used: {source}")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The database cannot be opened.
    #[error("the database cannot be opened: {0}")]
    Database(#[from] rusqlite::Error),
    /// What is personal cannot be sealed, or not be opened any more.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database is from another version.
    #[error("the database cannot be brought up to date: {0}")]
    Migration(#[from] rusqlite_migration::Error),
    /// A setting that durability rests on did not take.
    #[error("the database does not keep its promise: {setting} is {actual}, and must be {required}")]
    Setting {
        /// The setting.
        setting: &'static str,
        /// What it must be.
        required: &'static str,
        /// What the database says.
        actual: String,
    },
}

/// A folder that this process alone uses. The lock lasts as long as this value.
pub(super) struct DataFolder {
    path: PathBuf,
    lock: File,
}

impl DataFolder {
    /// Makes the folder if there is none, and takes it.
    pub(super) fn take(path: &Path) -> Result<Self, OpenError> {
        let unusable = |source| OpenError::Folder { path: path.to_owned(), source };
        create_private(path).map_err(unusable)?;
        let file = path.join(LOCK);
        let lock =
            OpenOptions::new().create(true).truncate(false).write(true).open(file).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), lock }),
            Err(TryLockError::WouldBlock) => Err(OpenError::InUse(path.to_owned())),
            Err(TryLockError::Error(source)) => Err(unusable(source)),
        }
    }

    /// Opens the database to write, and brings its schema up to date.
    pub(super) fn writer(&self) -> Result<Connection, OpenError> {
        let mut db = Connection::open(self.path.join(DATABASE))?;
        settle(&db, WRITERS_CACHE)?;
        migrations().to_latest(&mut db)?;
        Ok(db)
    }

    /// Opens the database to read.
    pub(super) fn reader(&self) -> Result<Connection, OpenError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(self.path.join(DATABASE), flags)?;
        settle(&db, READERS_CACHE)?;
        db.pragma_update(None, "query_only", true)?;
        Ok(db)
    }

    /// Warns of a disk that cannot keep the promise. Software cannot mend one; its owner can.
    pub(super) fn warn_of_weak_disk(&self) {
        if let Some(kind) = self.path.canonicalize().ok().and_then(|path| weak_file_system(&path, &mounts()))
        {
            warn!(kind, "the data folder is on a file system that can lose or corrupt what was saved");
        }
        match self.sync_time() {
            Ok(time) if time < Duration::from_micros(20) => {
                warn!(
                    ?time,
                    "the disk says too quickly that data is safe; a power cut may lose what was saved"
                );
            }
            Ok(time) => tracing::debug!(?time, "disk sync"),
            Err(error) => warn!(%error, "the disk could not be timed"),
        }
    }

    fn sync_time(&self) -> io::Result<Duration> {
        (&self.lock).write_all(b"\n")?;
        let start = Instant::now();
        self.lock.sync_all()?;
        Ok(start.elapsed())
    }
}

/// The steps from no database to one of this release.
pub(super) fn migrations() -> Migrations<'static> {
    Migrations::new(vec![
        M::up(include_str!("schema.sql")),
        M::up(include_str!("events_in_order.sql")),
        M::up(include_str!("seal.sql")),
        M::up(include_str!("safekeeping.sql")),
        M::up_with_hook(include_str!("appends.sql"), |db: &Transaction<'_>| before::bring_over(db)),
    ])
}

fn settle(db: &Connection, cache: i32) -> Result<(), OpenError> {
    db.busy_timeout(PATIENCE)?;
    // SQLite counts KiB below zero, and pages above it.
    db.pragma_update(None, "cache_size", -cache)?;
    db.set_prepared_statement_cache_capacity(32);
    for &(setting, required) in WISHED.iter().chain(REQUIRED) {
        // Some answer with a row when set: both ways are fine.
        db.pragma_update_and_check(None, setting, required, |_| Ok(())).or_else(|error| match error {
            rusqlite::Error::QueryReturnedNoRows => Ok(()),
            error => Err(error),
        })?;
    }
    if planted::is(Bug::SynchronousNormal) {
        return Ok(db.pragma_update(None, "synchronous", "NORMAL")?);
    }
    for &(setting, required) in REQUIRED {
        let actual: rusqlite::types::Value = db.pragma_query_value(None, setting, |row| row.get(0))?;
        let actual = match actual {
            rusqlite::types::Value::Integer(number) => number.to_string(),
            rusqlite::types::Value::Text(text) => text,
            other => format!("{other:?}"),
        };
        if actual != required {
            return Err(OpenError::Setting { setting, required, actual });
        }
    }
    Ok(())
}

/// Makes a folder that only its owner can read: it holds names and typed texts.
fn create_private(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// The table of mounts, where the system has one.
fn mounts() -> String {
    fs::read_to_string("/proc/mounts").unwrap_or_default()
}

/// The kind of file system below a path, if it is one not to trust with a database.
fn weak_file_system(path: &Path, mounts: &str) -> Option<String> {
    const WEAK: &[&str] = &["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "tmpfs", "ramfs"];
    let lines = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ').skip(1);
        let point = words.next()?.replace("\\040", " ");
        Some((point, words.next()?))
    });
    // The last of equally long ones is mounted over the others.
    let (_, kind) =
        lines.filter(|(point, _)| path.starts_with(point)).max_by_key(|(point, _)| point.len())?;
    WEAK.contains(&kind).then(|| kind.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weak_file_system_is_found_by_its_mount_point() {
        let mounts = "/dev/sda1 / ext4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\n\
                      server:/x /srv/my\\040share nfs4 rw 0 0\n/dev/sdb /tmp/disk xfs rw 0 0\n";
        let kind = |path: &str| weak_file_system(Path::new(path), mounts);
        assert_eq!(kind("/tmp/a").as_deref(), Some("tmpfs"));
        assert_eq!(kind("/srv/my share/a").as_deref(), Some("nfs4"));
        assert_eq!(kind("/tmp/disk/a"), None);
        assert_eq!(kind("/tmpfs/a"), None);
        assert_eq!(weak_file_system(Path::new("/a"), ""), None);
    }

    #[test]
    fn a_folder_is_taken_once() {
        let folder = tempfile::tempdir().unwrap();
        let taken = DataFolder::take(folder.path()).unwrap();
        assert!(matches!(DataFolder::take(folder.path()), Err(OpenError::InUse(_))));
        drop(taken);
        assert!(DataFolder::take(folder.path()).is_ok());
    }

    #[test]
    #[cfg(unix)]
    fn only_its_owner_reads_the_folder() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b");
        let _taken = DataFolder::take(&path).unwrap();
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_file_that_is_no_database_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(DATABASE), "not a database, but long enough to be read as a header")
            .unwrap();
        let error = DataFolder::take(folder.path()).unwrap().writer().unwrap_err();
        assert!(error.to_string().contains("not a database"), "{error}");
    }

    #[test]
    fn the_schema_is_sound() {
        migrations().validate().unwrap();
    }
}
