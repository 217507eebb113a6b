//! What was deleted for good, noted beside the database as well: a backup that is older than a deletion still has
//! what was deleted, and putting it back must not bring that back. Notes hold ids alone.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use rusqlite::{Connection, params};

use super::statements;

/// The file in the data folder.
pub(super) const FILE: &str = "crosstracks.erased";

/// The notes beside the database.
pub(super) struct Notes {
    path: PathBuf,
    file: File,
    noted: i64,
}

/// A note: the place in the database's own list, the room, and the text, if it was not the whole room.
type Note = (i64, String, Option<i64>);

impl Notes {
    /// Opens the notes, and catches up with what was deleted just before the process ended.
    pub(super) fn open(folder: &Path, db: &Connection) -> io::Result<Self> {
        let path = folder.join(FILE);
        let noted = read(&path)?.iter().map(|(id, ..)| *id).max().unwrap_or(0);
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path)?;
        // A line that was cut off would spoil the next one.
        let written = fs::read(&path)?;
        let whole = written.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        file.set_len(whole as u64)?;
        let mut notes = Self { file, path, noted };
        notes.catch_up(db)?;
        Ok(notes)
    }

    /// Notes what has been deleted since.
    pub(super) fn catch_up(&mut self, db: &Connection) -> io::Result<()> {
        let new = since(db, self.noted).map_err(io::Error::other)?;
        let Some((last, ..)) = new.last() else { return Ok(()) };
        let noted = *last;
        let lines: String = new.iter().map(|(id, room, text)| line(*id, room, *text)).collect();
        self.file.write_all(lines.as_bytes())?;
        self.file.sync_data()?;
        self.noted = noted;
        Ok(())
    }
}

impl std::fmt::Debug for Notes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Notes").field("path", &self.path).finish_non_exhaustive()
    }
}

fn line(id: i64, room: &str, text: Option<i64>) -> String {
    match text {
        Some(text) => format!("{id} {room} {text}\n"),
        None => format!("{id} {room}\n"),
    }
}

fn since(db: &Connection, id: i64) -> rusqlite::Result<Vec<Note>> {
    let mut select = db.prepare_cached("SELECT id, room, text FROM erased WHERE id > ?1 ORDER BY id")?;
    select.query_map([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
}

/// The notes in a file; none if there is no file. A last line that was cut off by a crash is noted again at the
/// next start, and is not read.
fn read(path: &Path) -> io::Result<Vec<Note>> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let note = |line: &str| {
        let mut words = line.strip_suffix('\n')?.split(' ');
        let (id, room) = (words.next()?.parse().ok()?, words.next()?.to_owned());
        Some((id, room, words.next().map(str::parse).transpose().ok()?))
    };
    Ok(text.split_inclusive('\n').filter_map(note).collect())
}

/// Whose notes are applied.
pub(super) enum From<'a> {
    /// Those of the folder itself, which go on being written.
    Own(&'a Path),
    /// Those of another one.
    Other(&'a Path),
}

/// Deletes once more what notes say was deleted, and says how many of those things were there.
pub(super) fn apply(db: &Connection, notes: &From<'_>) -> io::Result<usize> {
    let (From::Own(path) | From::Other(path)) = notes;
    let notes_there = read(path)?;
    let mut gone = 0;
    for (id, room, text) in notes_there {
        let id = matches!(notes, From::Own(_)).then_some(id);
        gone += delete(db, id, &room, text).map_err(io::Error::other)?;
    }
    Ok(gone)
}

/// Deletes one thing. It is in the database's list afterwards, under this number if it has one.
fn delete(db: &Connection, id: Option<i64>, room: &str, text: Option<i64>) -> rusqlite::Result<usize> {
    db.execute("INSERT OR IGNORE INTO erased (id, room, text) VALUES (?1, ?2, ?3)", params![id, room, text])?;
    match text {
        Some(text) => db.execute("DELETE FROM text WHERE room = ?1 AND id = ?2", params![room, text]),
        None => statements::delete(db, &room.into()).map(usize::from),
    }
}
