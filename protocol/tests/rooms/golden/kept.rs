//! A log and its texts as golden folders hold them: a line of JSON for each event and for each text.

use std::{collections::BTreeSet, fs, path::Path};

use crosstracks_protocol::{
    command::{Actor, CommandId},
    event::{Entry, Event},
    ids::{ParticipantId, Seq, TextId},
    room::{NewText, Room, texts::Texts},
    stamp::Timestamp,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

/// A log and its texts.
pub(crate) struct Kept {
    pub(crate) log: Vec<LogLine>,
    pub(crate) texts: Vec<TextLine>,
}

/// An event as the log's row has it.
#[derive(Serialize, Deserialize)]
pub(crate) struct LogLine {
    pub(crate) seq: Seq,
    pub(crate) at: Timestamp,
    pub(crate) by: Actor,
    pub(crate) command: Option<CommandId>,
    pub(crate) kind: String,
    pub(crate) version: u16,
    /// As it was written, to the byte: the chain is made of that.
    pub(crate) body: Box<RawValue>,
}

/// A text that stands beside the log.
#[derive(Serialize, Deserialize)]
pub(crate) struct TextLine {
    pub(crate) id: TextId,
    pub(crate) owner: Option<ParticipantId>,
    pub(crate) body: String,
}

impl Kept {
    pub(crate) fn of(entries: &[Entry], texts: Vec<TextLine>) -> Self {
        let line = |entry: &Entry| {
            let (kind, version, body) = entry.event.write().unwrap();
            LogLine {
                seq: entry.seq,
                at: entry.at,
                by: entry.by.clone(),
                command: entry.command.clone(),
                kind,
                version,
                body,
            }
        };
        Self { log: entries.iter().map(line).collect(), texts }
    }

    pub(crate) fn read(folder: &Path) -> Self {
        Self { log: read(&folder.join("log.jsonl")), texts: read(&folder.join("texts.jsonl")) }
    }

    pub(crate) fn write(&self, folder: &Path) {
        write(&folder.join("log.jsonl"), &self.log);
        write(&folder.join("texts.jsonl"), &self.texts);
    }

    /// The log as this release reads it.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        let entry = |line: &LogLine| Entry {
            seq: line.seq,
            at: line.at,
            by: line.by.clone(),
            command: line.command.clone(),
            event: Event::read(&line.kind, line.version, line.body.get()).unwrap(),
        };
        self.log.iter().map(entry).collect()
    }

    /// The room that it makes.
    pub(crate) fn room(&self) -> Room {
        Room::replay(self.entries(), self.texts()).unwrap()
    }

    fn texts(&self) -> Texts {
        let text = |TextLine { id, owner, body }: &TextLine| NewText {
            id: *id,
            owner: owner.clone(),
            body: body.clone(),
        };
        self.texts.iter().map(text).collect()
    }

    /// The kinds of its events.
    pub(crate) fn kinds(&self) -> BTreeSet<String> {
        self.log.iter().map(|line| line.kind.clone()).collect()
    }

    /// Kind, version and body of every event.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (&str, u16, &str)> {
        self.log.iter().map(|line| (&*line.kind, line.version, line.body.get()))
    }
}

fn read<T: DeserializeOwned>(path: &Path) -> Vec<T> {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn write(path: &Path, lines: &[impl Serialize]) {
    let lines = lines.iter().map(|line| serde_json::to_string(line).unwrap() + "\n");
    fs::write(path, lines.collect::<String>()).unwrap();
}
