//! An engine's rooms with what is personal sealed: the files it writes, and copies of them, tell nobody who typed
//! or answered what, unless they have the key too.
//!
//! Every name and typed text is sealed, and every event that tells what one person alone may see
//! ([`is_private`]). What is sealed is bound to its place, so that it cannot be passed off as another's.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chacha20poly1305::{AeadInOut, KeyInit, XChaCha20Poly1305, XNonce};
use crosstracks_protocol::{
    event::is_private,
    ids::{RoomId, Seq, TextId},
    stamp::Timestamp,
};
use futures_util::{FutureExt, future::BoxFuture};

use super::{Append, Creation, EventLog, LogError, NewRoom, Outcome, RoomRecord, Row, TextRow};
use crate::auth::{Credential, RoomCode, TokenHash, random};

mod key;

pub use self::key::{Key, KeyError};

/// How a sealed body begins. A plain one is JSON, or a text from before there were keys.
const FORM: &str = "sealed.1.";
/// The length of an XChaCha20 nonce. Every body has its own.
const NONCE: usize = 24;

/// A log whose engine sees nothing personal in the clear.
pub struct SealedLog<L> {
    within: L,
    sealer: Sealer,
}

impl<L: EventLog> SealedLog<L> {
    /// Seals what goes into `within`, and opens what comes out.
    pub fn new(within: L, key: &Key) -> Self {
        Self { within, sealer: Sealer(XChaCha20Poly1305::new(&key.bytes().into())) }
    }
}

/// Where something sealed lies; it cannot be opened anywhere else.
enum Place<'a> {
    Event(&'a RoomId, Seq),
    Text(&'a RoomId, TextId),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(room, seq) => write!(f, "{room}/event/{}", seq.0),
            Self::Text(room, id) => write!(f, "{room}/text/{}", id.0),
        }
    }
}

/// Nonces of which none comes twice: the first is drawn from 2^192, and the others count on from it. Asking the system
/// for each would cost nearly half as much again as the sealing does.
#[derive(Default)]
struct Nonces(Option<[u8; NONCE]>);

impl Nonces {
    fn next(&mut self) -> [u8; NONCE] {
        let next = self.0.map_or_else(random, |mut nonce| {
            // As a number of many digits: where one overflows, the next goes up.
            for digit in &mut nonce {
                *digit = digit.wrapping_add(1);
                if *digit != 0 {
                    break;
                }
            }
            nonce
        });
        self.0 = Some(next);
        next
    }
}

#[derive(Clone)]
struct Sealer(XChaCha20Poly1305);

impl Sealer {
    fn seal(&self, nonce: [u8; NONCE], place: &Place<'_>, body: &str) -> Result<String, LogError> {
        let mut bytes = Vec::with_capacity(NONCE + body.len() + 16);
        bytes.extend_from_slice(body.as_bytes());
        self.0
            .encrypt_in_place(&XNonce::from(nonce), place.to_string().as_bytes(), &mut bytes)
            .map_err(|_| LogError::refused("a body cannot be sealed"))?;
        let mut sealed = String::with_capacity(FORM.len() + (NONCE + bytes.len()).div_ceil(3) * 4);
        sealed.push_str(FORM);
        BASE64_URL_SAFE_NO_PAD.encode_string(nonce, &mut sealed);
        BASE64_URL_SAFE_NO_PAD.encode_string(&bytes, &mut sealed);
        Ok(sealed)
    }

    fn open(&self, place: &Place<'_>, body: String) -> Result<String, LogError> {
        let Some(sealed) = body.strip_prefix(FORM) else { return Ok(body) };
        self.opened(place, sealed).ok_or_else(|| {
            LogError::Read(format!("{place} was sealed with another key, or has been changed").into())
        })
    }

    fn opened(&self, place: &Place<'_>, sealed: &str) -> Option<String> {
        // 24 bytes are 32 symbols, and nothing is left over.
        let (nonce, bytes) = sealed.split_at_checked(NONCE / 3 * 4)?;
        let nonce: [u8; NONCE] = BASE64_URL_SAFE_NO_PAD.decode(nonce).ok()?.try_into().ok()?;
        let mut bytes = BASE64_URL_SAFE_NO_PAD.decode(bytes).ok()?;
        self.0.decrypt_in_place(&XNonce::from(nonce), place.to_string().as_bytes(), &mut bytes).ok()?;
        String::from_utf8(bytes).ok()
    }

    fn seal_all(&self, room: &RoomId, rows: &mut [Row], texts: &mut [TextRow]) -> Result<(), LogError> {
        let mut nonces = Nonces::default();
        for row in rows.iter_mut().filter(|row| is_private(&row.kind)) {
            row.body = self.seal(nonces.next(), &Place::Event(room, row.seq), &row.body)?;
        }
        for text in texts {
            text.body = self.seal(nonces.next(), &Place::Text(room, text.id), &text.body)?;
        }
        Ok(())
    }
}

impl<L: EventLog> EventLog for SealedLog<L> {
    fn append(&self, mut append: Append) -> BoxFuture<'_, Outcome> {
        match self.sealer.seal_all(&append.room, &mut append.rows, &mut append.texts) {
            Ok(()) => self.within.append(append),
            Err(error) => std::future::ready(Outcome::Unknown(error)).boxed(),
        }
    }

    fn read<'a>(
        &'a self,
        room: &'a RoomId,
        after: Seq,
        max: usize,
    ) -> BoxFuture<'a, Result<Vec<Row>, LogError>> {
        async move {
            let mut rows = self.within.read(room, after, max).await?;
            for row in &mut rows {
                row.body = self.sealer.open(&Place::Event(room, row.seq), std::mem::take(&mut row.body))?;
            }
            Ok(rows)
        }
        .boxed()
    }

    fn texts<'a>(&'a self, room: &'a RoomId) -> BoxFuture<'a, Result<Vec<TextRow>, LogError>> {
        async move {
            let mut texts = self.within.texts(room).await?;
            for text in &mut texts {
                text.body = self.sealer.open(&Place::Text(room, text.id), std::mem::take(&mut text.body))?;
            }
            Ok(texts)
        }
        .boxed()
    }

    fn create(&self, mut room: NewRoom) -> BoxFuture<'_, Result<Creation, LogError>> {
        match self.sealer.seal_all(&room.id, &mut room.rows, &mut room.texts) {
            Ok(()) => self.within.create(room),
            Err(error) => std::future::ready(Err(error)).boxed(),
        }
    }

    fn room<'a>(&'a self, room: &'a RoomId) -> BoxFuture<'a, Result<Option<RoomRecord>, LogError>> {
        self.within.room(room)
    }

    fn find_code<'a>(&'a self, code: &'a RoomCode) -> BoxFuture<'a, Result<Option<RoomId>, LogError>> {
        self.within.find_code(code)
    }

    fn open_rooms(&self, since: Timestamp) -> BoxFuture<'_, Result<usize, LogError>> {
        self.within.open_rooms(since)
    }

    fn close_code<'a>(&'a self, room: &'a RoomId, at: Timestamp) -> BoxFuture<'a, Result<(), LogError>> {
        self.within.close_code(room, at)
    }

    fn due(&self, at: Timestamp) -> BoxFuture<'_, Result<Vec<RoomId>, LogError>> {
        self.within.due(at)
    }

    fn purge<'a>(&'a self, room: &'a RoomId) -> BoxFuture<'a, Result<bool, LogError>> {
        self.within.purge(room)
    }

    fn issue(&self, credentials: Vec<Credential>) -> BoxFuture<'_, Result<(), LogError>> {
        self.within.issue(credentials)
    }

    fn issue_only(&self, credential: Credential, replace: bool) -> BoxFuture<'_, Result<bool, LogError>> {
        self.within.issue_only(credential, replace)
    }

    fn find(&self, hash: TokenHash, at: Timestamp) -> BoxFuture<'_, Result<Option<Credential>, LogError>> {
        self.within.find(hash, at)
    }

    fn exchange(
        &self,
        spent: TokenHash,
        at: Timestamp,
        issued: Vec<Credential>,
    ) -> BoxFuture<'_, Result<bool, LogError>> {
        self.within.exchange(spent, at, issued)
    }

    fn revoke<'a>(&'a self, room: &'a RoomId, subject: &'a str) -> BoxFuture<'a, Result<usize, LogError>> {
        self.within.revoke(room, subject)
    }

    fn ready(&self) -> BoxFuture<'_, Result<(), LogError>> {
        self.within.ready()
    }

    fn failed(&self) -> BoxFuture<'_, LogError> {
        self.within.failed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealer(key: &Key) -> Sealer {
        SealedLog::new(super::super::MemoryLog::default(), key).sealer
    }

    #[test]
    fn no_nonce_comes_twice() {
        let mut nonces = Nonces::default();
        let first = nonces.next();
        let drawn: std::collections::BTreeSet<_> = (0..1_000).map(|_| nonces.next()).collect();
        assert!(drawn.len() == 1_000 && !drawn.contains(&first));
        let mut nonces = Nonces(Some([0xFF; NONCE]));
        assert_eq!(nonces.next(), [0; NONCE]);
        assert_eq!(nonces.next()[..2], [1, 0]);
    }

    #[test]
    fn what_is_sealed_is_read_in_its_place_with_its_key_alone() {
        let key = Key::draw();
        let (room, other) = ("r".into(), "s".into());
        let place = Place::Text(&room, TextId(7));
        let sealed = sealer(&key).seal(random(), &place, "Ann – ☎").unwrap();
        assert!(sealed.starts_with(FORM) && !sealed.contains("Ann"));
        assert_ne!(sealer(&key).seal(random(), &place, "Ann – ☎").unwrap(), sealed);
        let open = |key: &Key, place, body: &str| sealer(key).open(&place, body.to_owned());
        assert_eq!(open(&key, place, &sealed).as_deref(), Ok("Ann – ☎"));

        let middle = sealed.len() / 2;
        let swapped = if &sealed[middle..=middle] == "A" { "B" } else { "A" };
        let changed = format!("{}{swapped}{}", &sealed[..middle], &sealed[middle + 1..]);
        for (key, place, body) in [
            (&Key::draw(), Place::Text(&room, TextId(7)), &*sealed),
            (&key, Place::Text(&room, TextId(8)), &sealed),
            (&key, Place::Text(&other, TextId(7)), &sealed),
            (&key, Place::Event(&room, Seq(7)), &sealed),
            (&key, Place::Text(&room, TextId(7)), &changed),
            (&key, Place::Text(&room, TextId(7)), FORM),
            (&key, Place::Text(&room, TextId(7)), "sealed.1.ä"),
        ] {
            assert!(matches!(open(key, place, body), Err(LogError::Read(_))), "{body}");
        }
    }
}
