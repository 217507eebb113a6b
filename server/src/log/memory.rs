//! A log that forgets when the process ends: for tests, rehearsals and simulation.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::{pending, ready},
    sync::{Mutex, MutexGuard, PoisonError},
};

use crosstracks_protocol::{
    ids::{RoomId, Seq, TextId},
    stamp::{DAY, Timestamp},
};
use futures_util::{FutureExt, future::BoxFuture};

use super::{Append, Creation, EventLog, LogError, NewRoom, Outcome, RoomRecord, Row, TextRow, head};
use crate::auth::{Credential, RoomCode, TokenHash};

/// A log in memory.
#[derive(Default)]
pub struct MemoryLog(Mutex<Held>);

#[derive(Default)]
struct Held {
    rooms: BTreeMap<RoomId, Room>,
    credentials: BTreeMap<TokenHash, Credential>,
}

struct Room {
    record: RoomRecord,
    retention_days: u16,
    rows: Vec<Row>,
    texts: BTreeMap<TextId, TextRow>,
}

impl MemoryLog {
    fn held(&self) -> MutexGuard<'_, Held> {
        // No code that holds the guard leaves it half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn append(&mut self, append: Append) -> Outcome {
        match self.try_append(append) {
            Ok(outcome) => outcome,
            Err(error) => Outcome::Unknown(error),
        }
    }

    fn try_append(&mut self, append: Append) -> Result<Outcome, LogError> {
        let head = append.head()?;
        let actual =
            self.rooms.get(&append.room).ok_or_else(|| LogError::refused("no such room"))?.record.head;
        if actual != append.expected {
            return Ok(Outcome::Conflict { head: actual });
        }
        self.check_credentials(&append.credentials)?;
        if append.spent.iter().any(|hash| !self.credentials.contains_key(hash)) {
            return Err(LogError::refused("a credential was spent before"));
        }
        if let Some(room) = self.rooms.get_mut(&append.room) {
            room.write(head, append.rows, append.texts, &append.removed_texts);
        }
        self.credentials.retain(|hash, _| !append.spent.contains(hash));
        self.put(append.credentials);
        let is_revoked = |c: &Credential| c.room == append.room && append.revoked.contains(&c.subject);
        self.credentials.retain(|_, credential| !is_revoked(credential));
        Ok(Outcome::Committed(head))
    }

    fn create(&mut self, new: NewRoom) -> Result<Creation, LogError> {
        let head = head(Seq(0), &new.rows)?;
        if self.rooms.contains_key(&new.id) {
            return Err(LogError::refused("the room exists"));
        }
        if self.open().any(|(_, room)| room.record.code == new.code) {
            return Ok(Creation::CodeTaken);
        }
        let record = RoomRecord { code: new.code, opened_at: new.opened_at, closed_at: None, head: Seq(0) };
        let mut room =
            Room { record, retention_days: new.retention_days, rows: vec![], texts: BTreeMap::new() };
        room.write(head, new.rows, new.texts, &[]);
        self.rooms.insert(new.id.clone(), room);
        if let Err(error) = self.check_credentials(&new.credentials) {
            self.rooms.remove(&new.id);
            return Err(error);
        }
        self.put(new.credentials);
        Ok(Creation::Created)
    }

    fn due(&self, at: Timestamp) -> Vec<RoomId> {
        let is_due = |room: &Room| {
            let last = room.rows.last().map_or(room.record.opened_at, |row| row.at);
            room.record.closed_at.unwrap_or(last).plus(u64::from(room.retention_days) * DAY) <= at
        };
        self.rooms.iter().filter(|(_, room)| is_due(room)).map(|(id, _)| id.clone()).collect()
    }

    fn purge(&mut self, room: &RoomId) -> bool {
        self.credentials.retain(|_, credential| credential.room != *room);
        self.rooms.remove(room).is_some()
    }

    fn open(&self) -> impl Iterator<Item = (&RoomId, &Room)> {
        self.rooms.iter().filter(|(_, room)| room.record.closed_at.is_none())
    }

    fn find(&self, hash: TokenHash, at: Timestamp) -> Option<&Credential> {
        self.credentials.get(&hash).filter(|credential| !credential.is_expired(at))
    }

    fn exchange(
        &mut self,
        spent: TokenHash,
        at: Timestamp,
        issued: Vec<Credential>,
    ) -> Result<bool, LogError> {
        if self.find(spent, at).is_none() {
            return Ok(false);
        }
        self.issue(issued)?;
        self.credentials.remove(&spent);
        Ok(true)
    }

    fn issue(&mut self, credentials: Vec<Credential>) -> Result<(), LogError> {
        self.check_credentials(&credentials)?;
        self.put(credentials);
        Ok(())
    }

    fn issue_only(&mut self, credential: Credential, replace: bool) -> Result<bool, LogError> {
        let is_rival = |other: &Credential| {
            (&other.room, &other.subject, other.kind)
                == (&credential.room, &credential.subject, credential.kind)
        };
        match self.credentials.values().find(|other| is_rival(other)).map(|other| other.hash) {
            Some(hash) if hash == credential.hash => return Ok(true),
            Some(_) if !replace => return Ok(false),
            Some(hash) => _ = self.credentials.remove(&hash),
            None => {}
        }
        self.issue(vec![credential])?;
        Ok(true)
    }

    fn check_credentials(&self, credentials: &[Credential]) -> Result<(), LogError> {
        let mut seen = BTreeSet::new();
        for credential in credentials {
            if self.credentials.contains_key(&credential.hash) || !seen.insert(credential.hash) {
                return Err(LogError::refused("the credential exists"));
            }
            if !self.rooms.contains_key(&credential.room) {
                return Err(LogError::refused("a credential for no room"));
            }
        }
        Ok(())
    }

    fn put(&mut self, credentials: Vec<Credential>) {
        self.credentials.extend(credentials.into_iter().map(|credential| (credential.hash, credential)));
    }

    fn revoke(&mut self, room: &RoomId, subject: &str) -> usize {
        let before = self.credentials.len();
        self.credentials.retain(|_, credential| credential.room != *room || credential.subject != subject);
        before - self.credentials.len()
    }
}

impl Room {
    fn write(&mut self, head: Seq, rows: Vec<Row>, texts: Vec<TextRow>, removed: &[TextId]) {
        self.record.head = head;
        self.rows.extend(rows);
        self.texts.extend(texts.into_iter().map(|text| (text.id, text)));
        for id in removed {
            self.texts.remove(id);
        }
    }
}

/// An answer that is there already.
fn now<'a, T: Send + 'a>(answer: T) -> BoxFuture<'a, T> {
    ready(answer).boxed()
}

impl EventLog for MemoryLog {
    fn append(&self, append: Append) -> BoxFuture<'_, Outcome> {
        now(self.held().append(append))
    }

    fn read<'a>(&'a self, room: &'a RoomId, after: Seq) -> BoxFuture<'a, Result<Vec<Row>, LogError>> {
        let held = self.held();
        let rows = held.rooms.get(room).into_iter().flat_map(|room| &room.rows);
        now(Ok(rows.filter(|row| row.seq > after).cloned().collect()))
    }

    fn texts<'a>(&'a self, room: &'a RoomId) -> BoxFuture<'a, Result<Vec<TextRow>, LogError>> {
        let held = self.held();
        now(Ok(held.rooms.get(room).into_iter().flat_map(|room| room.texts.values().cloned()).collect()))
    }

    fn create(&self, room: NewRoom) -> BoxFuture<'_, Result<Creation, LogError>> {
        now(self.held().create(room))
    }

    fn room<'a>(&'a self, room: &'a RoomId) -> BoxFuture<'a, Result<Option<RoomRecord>, LogError>> {
        now(Ok(self.held().rooms.get(room).map(|room| room.record.clone())))
    }

    fn find_code<'a>(&'a self, code: &'a RoomCode) -> BoxFuture<'a, Result<Option<RoomId>, LogError>> {
        let held = self.held();
        now(Ok(held.open().find(|(_, room)| room.record.code == *code).map(|(id, _)| id.clone())))
    }

    fn open_rooms(&self, since: Timestamp) -> BoxFuture<'_, Result<usize, LogError>> {
        now(Ok(self.held().open().filter(|(_, room)| room.record.opened_at >= since).count()))
    }

    fn close_code<'a>(&'a self, room: &'a RoomId, at: Timestamp) -> BoxFuture<'a, Result<(), LogError>> {
        if let Some(room) = self.held().rooms.get_mut(room) {
            room.record.closed_at.get_or_insert(at);
        }
        now(Ok(()))
    }

    fn due(&self, at: Timestamp) -> BoxFuture<'_, Result<Vec<RoomId>, LogError>> {
        now(Ok(self.held().due(at)))
    }

    fn purge<'a>(&'a self, room: &'a RoomId) -> BoxFuture<'a, Result<bool, LogError>> {
        now(Ok(self.held().purge(room)))
    }

    fn issue(&self, credentials: Vec<Credential>) -> BoxFuture<'_, Result<(), LogError>> {
        now(self.held().issue(credentials))
    }

    fn issue_only(&self, credential: Credential, replace: bool) -> BoxFuture<'_, Result<bool, LogError>> {
        now(self.held().issue_only(credential, replace))
    }

    fn find(&self, hash: TokenHash, at: Timestamp) -> BoxFuture<'_, Result<Option<Credential>, LogError>> {
        now(Ok(self.held().find(hash, at).cloned()))
    }

    fn exchange(
        &self,
        spent: TokenHash,
        at: Timestamp,
        issued: Vec<Credential>,
    ) -> BoxFuture<'_, Result<bool, LogError>> {
        now(self.held().exchange(spent, at, issued))
    }

    fn revoke<'a>(&'a self, room: &'a RoomId, subject: &'a str) -> BoxFuture<'a, Result<usize, LogError>> {
        now(Ok(self.held().revoke(room, subject)))
    }

    fn ready(&self) -> BoxFuture<'_, Result<(), LogError>> {
        now(Ok(()))
    }

    fn failed(&self) -> BoxFuture<'_, LogError> {
        pending().boxed()
    }
}
