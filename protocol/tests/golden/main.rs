//! Rooms of every release open in this one, and are the rooms they were.
//!
//! `<version>/` holds the log of a whole session as that release wrote it (`log.jsonl`), the texts beside it
//! (`texts.jsonl`), and plain facts of the room that it makes (`told.json`). A folder is never changed once its
//! version is released: rooms of that release stand in people's data as they stand here.
//!
//! `UPDATE=1 cargo test -p crosstracks-protocol --test golden` writes the folder of the current version anew, which is
//! done while that version is unreleased, for example after a new kind of event; then
//! `UPDATE=1 cargo test -p crosstracks-server --test golden` makes the database of it. Whoever releases the version
//! puts an empty file `released` into the folder, and from then on `UPDATE=1` leaves it alone.
//!
//! A kind of event that an ordinary session does not make gets a line in `tests/rooms/golden/rare.rs`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail so")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use crosstracks_protocol::event::Event;
use serde_json::Value;

#[allow(dead_code, reason = "the rig is for the tests of rooms, too")]
#[path = "../rooms"]
mod rooms {
    mod doing;
    pub(crate) mod golden {
        pub(crate) mod kept;
        pub(crate) mod play;
        mod rare;
        pub(crate) mod told;
    }
    mod rig;
}

use rooms::golden::{kept::Kept, play, told};

/// The version that these tests are of.
const CURRENT: &str = env!("CARGO_PKG_VERSION");

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// Every version's folder; the current one written anew where that is asked for.
fn folders() -> &'static [PathBuf] {
    static FOLDERS: OnceLock<Vec<PathBuf>> = OnceLock::new();
    FOLDERS.get_or_init(|| {
        let current = golden().join(CURRENT);
        if std::env::var_os("UPDATE").is_some() && !current.join("released").exists() {
            write(&current);
        }
        let entries = fs::read_dir(golden()).unwrap().map(|entry| entry.unwrap().path());
        let mut folders: Vec<_> = entries.filter(|path| path.is_dir()).collect();
        folders.sort();
        folders
    })
}

fn write(folder: &Path) {
    let played = play::play();
    fs::create_dir_all(folder).unwrap();
    played.write(folder);
    let told = told::told(&played.room(), &played.entries());
    fs::write(folder.join("told.json"), serde_json::to_string_pretty(&told).unwrap() + "\n").unwrap();
}

/// The folder of this version.
fn current() -> &'static Path {
    let folder = folders().iter().find(|folder| folder.ends_with(CURRENT));
    folder.unwrap_or_else(|| panic!("there is no golden log of {CURRENT}: run with UPDATE=1"))
}

/// Holds what was told to what is told now. What a later release tells besides is none of an earlier one's.
fn hold(now: &Value, then: &Value, at: &str) {
    match (now, then) {
        (Value::Object(now), Value::Object(then)) => {
            for (name, then) in then {
                hold(now.get(name).unwrap_or(&Value::Null), then, &format!("{at}, {name}"));
            }
        }
        (Value::Array(now), Value::Array(then)) if now.len() == then.len() => {
            for (n, (now, then)) in now.iter().zip(then).enumerate() {
                hold(now, then, &format!("{at}, {n}"));
            }
        }
        _ => assert_eq!(now, then, "{at}"),
    }
}

/// The kinds of events that this release writes, as Serde names them to whoever comes with another one.
fn kinds() -> BTreeSet<String> {
    let error = serde_json::from_str::<Event>(r#"{"event":"?"}"#).unwrap_err().to_string();
    let (_, listed) = error.split_once("expected one of ").expect("Serde lists what it knows");
    let kinds: BTreeSet<_> = listed.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    assert!(kinds.contains("room_opened") && kinds.contains("report_made") && kinds.len() > 40, "{error}");
    kinds
}

#[test]
fn the_rooms_of_every_release_are_what_they_were() {
    assert!(!folders().is_empty());
    for folder in folders() {
        let kept = Kept::read(folder);
        let told = told::told(&kept.room(), &kept.entries());
        let then: Value =
            serde_json::from_str(&fs::read_to_string(folder.join("told.json")).unwrap()).unwrap();
        let facts = then.as_object().map_or(0, |facts| facts.len());
        assert!(facts > 20, "{} says too little to hold a room to", folder.display());
        hold(&told, &then, &folder.display().to_string());
    }
}

#[test]
fn the_log_of_this_release_has_every_kind_of_event() {
    let has = Kept::read(current()).kinds();
    let missing: Vec<_> = kinds().difference(&has).cloned().collect();
    assert!(
        missing.is_empty(),
        "no {missing:?} in {}: give each a line in rooms/golden/rare.rs, and run with UPDATE=1",
        current().display()
    );
}

/// The text of a log is what its release wrote: what is written of it again is the same, byte for byte, as long as
/// the version is the current one.
#[test]
fn what_is_read_is_written_as_it_stands() {
    let kept = Kept::read(current());
    for (line, entry) in kept.lines().zip(kept.entries()) {
        let (kind, version, body) = entry.event.write().unwrap();
        assert_eq!((&*kind, version, body.get()), line, "{:?}", entry.seq);
    }
}
