//! Copies of the database: made while it is in use, checked, and put back.

use std::{
    fs::{self, File, OpenOptions},
    io, iter,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::SchemaVersion;
use thiserror::Error;

use super::{
    disk::{self, DataFolder, OpenError},
    erased,
    verify::{Verified, verify},
};

/// Why a copy was not made or not put back.
#[derive(Debug, Error)]
pub enum CopyError {
    /// A file cannot be used.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is no database where one should be.
    #[error("there are no rooms in {0}")]
    NoRooms(PathBuf),
    /// The folder has rooms already, which are not written over.
    #[error(
        "there are rooms in {0} already; choose another folder with --data, or move its crosstracks.db away"
    )]
    HasRooms(PathBuf),
    /// The database is from another release.
    #[error("{0} is from another release; an earlier one is brought up to date when this one serves it")]
    OtherRelease(PathBuf),
    /// The copy is not whole.
    #[error("{path} is not whole: {first}{more}", more = more(*.faults))]
    Damaged {
        /// The copy.
        path: PathBuf,
        /// What is wrong first.
        first: String,
        /// How many things are.
        faults: usize,
    },
    /// The database failed.
    #[error("the database: {0}")]
    Database(#[from] rusqlite::Error),
    /// The folder cannot be used.
    #[error(transparent)]
    Folder(#[from] OpenError),
}

fn more(faults: usize) -> String {
    if faults > 1 { format!(" (and {} more)", faults - 1) } else { String::new() }
}

/// What was put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What is there now.
    pub verified: Verified,
    /// How many things had been deleted since the copy was made, and are deleted again.
    pub erased_again: usize,
}

/// Walks the database in a folder, which a server may be using.
pub fn verify_folder(folder: &Path) -> Result<Verified, CopyError> {
    at_once(&existing(folder)?)
}

/// Copies the database in a folder, which a server may be using, into a new file, and checks the copy.
pub fn back_up(folder: &Path, to: &Path) -> Result<Verified, CopyError> {
    let db = existing(folder)?;
    // For its owner alone; the database fills it.
    drop(create_private(to)?);
    let copied =
        db.execute("VACUUM INTO ?1", [to.to_string_lossy()]).map_err(CopyError::from).and_then(|_| {
            sync(to)?;
            whole(to, to)
        });
    if copied.is_err() {
        // A copy that is not whole must not be taken for one.
        let _ = fs::remove_file(to);
    }
    copied
}

/// Puts a copy into a folder without rooms, once it was found whole, and deletes from it what has been deleted since
/// it was made: what the folder's own notes say, and those in `erasures`.
pub fn restore(from: &Path, folder: &Path, erasures: Option<&Path>) -> Result<Restored, CopyError> {
    if !from.exists() {
        return Err(none(from));
    }
    let taken = DataFolder::take(folder)?;
    let database = folder.join(disk::DATABASE);
    if database.exists() {
        return Err(CopyError::HasRooms(folder.to_owned()));
    }
    let part = folder.join("crosstracks.db.part");
    let file = |source| CopyError::File { path: part.clone(), source };
    let _ = fs::remove_file(&part);
    drop(create_private(&part)?);
    fs::copy(from, &part).map_err(file)?;
    // Nothing stays of a copy that is not whole.
    let is_whole = up_to_date(&part, from).and_then(|()| whole(&part, from));
    if let Err(error) = is_whole {
        let _ = fs::remove_file(&part);
        return Err(error);
    }
    let erased_again = {
        let db = Connection::open(&part)?;
        db.pragma_update(None, "secure_delete", true)?;
        db.pragma_update(None, "foreign_keys", true)?;
        let own = folder.join(erased::FILE);
        let notes = iter::once(erased::From::Own(&own)).chain(erasures.map(erased::From::Other));
        let gone = notes.map(|notes| erased::apply(&db, &notes)).sum::<io::Result<usize>>().map_err(file)?;
        // What is deleted is not to stay in free pages.
        db.execute("VACUUM", [])?;
        gone
    };
    sync(&part)?;
    fs::rename(&part, &database).map_err(file)?;
    if cfg!(unix) {
        sync(folder)?;
    }
    let verified = whole(&database, &database)?;
    drop(taken);
    Ok(Restored { verified, erased_again })
}

fn existing(folder: &Path) -> Result<Connection, CopyError> {
    let path = folder.join(disk::DATABASE);
    if path.exists() { open(&path) } else { Err(CopyError::NoRooms(folder.to_owned())) }
}

/// Opens a database to look at, beside whoever uses it.
fn open(path: &Path) -> Result<Connection, CopyError> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    db.busy_timeout(disk::PATIENCE)?;
    match disk::migrations().pending_migrations(&db) {
        Ok(0) => Ok(db),
        Ok(_) => Err(CopyError::OtherRelease(path.to_owned())),
        Err(error) => Err(OpenError::from(error).into()),
    }
}

/// Brings a copy of an earlier release to the shape of this one. What is no copy at all does not become one; of that,
/// `name` is said.
fn up_to_date(path: &Path, name: &Path) -> Result<(), CopyError> {
    let mut db = Connection::open(path)?;
    let migrations = disk::migrations();
    if migrations.current_version(&db).map_err(OpenError::from)? == SchemaVersion::NoneSet {
        return Err(CopyError::NoRooms(name.to_owned()));
    }
    Ok(migrations.to_latest(&mut db).map_err(OpenError::from)?)
}

fn none(path: &Path) -> CopyError {
    CopyError::File { path: path.to_owned(), source: io::ErrorKind::NotFound.into() }
}

/// Walks a database as it is at one moment, for a server may be writing to it.
fn at_once(db: &Connection) -> Result<Verified, CopyError> {
    let moment = db.unchecked_transaction()?;
    let found = verify(db)?;
    moment.finish()?;
    Ok(found)
}

/// What a database holds, if it is whole. Of one that is not, `name` is said.
fn whole(path: &Path, name: &Path) -> Result<Verified, CopyError> {
    let found = at_once(&open(path)?)?;
    match found.faults.first() {
        None => Ok(found),
        Some(first) => Err(CopyError::Damaged {
            path: name.to_owned(),
            first: first.to_string(),
            faults: found.faults.len(),
        }),
    }
}

fn create_private(path: &Path) -> Result<File, CopyError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|source| CopyError::File { path: path.to_owned(), source })
}

fn sync(path: &Path) -> Result<(), CopyError> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(|source| CopyError::File { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests;
