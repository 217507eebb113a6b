//! Sealing: an engine's files, and copies of them, tell nobody who typed or answered what, unless they have the key
//! too.
//!
//! Every name and typed text is sealed, and the events of an append of which any tells what one person alone may see
//! ([`is_private`](crosstracks_protocol::event::is_private)). What is sealed is bound to its place, so that it cannot
//! be passed off as another's.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chacha20poly1305::{AeadInOut, KeyInit, XChaCha20Poly1305, XNonce};
use crosstracks_protocol::ids::{RoomId, Seq, TextId};

use super::LogError;
use crate::auth::random;

mod key;

pub use self::key::{Key, KeyError};

/// How a sealed text begins. A plain one is JSON, or a text from before there were keys.
const FORM: &str = "sealed.1.";
/// The length of an XChaCha20 nonce. Whatever is sealed has its own.
const NONCE: usize = 24;

/// Where something sealed lies; it cannot be opened anywhere else.
pub(super) enum Place<'a> {
    /// The events of one append, by the last one's number.
    Append(&'a RoomId, Seq),
    /// One event, as they were sealed up to 0.1.0.
    Event(&'a RoomId, Seq),
    /// A text.
    Text(&'a RoomId, TextId),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Append(room, seq) => write!(f, "{room}/append/{}", seq.0),
            Self::Event(room, seq) => write!(f, "{room}/event/{}", seq.0),
            Self::Text(room, id) => write!(f, "{room}/text/{}", id.0),
        }
    }
}

/// Seals and opens with one key.
#[derive(Clone)]
pub(super) struct Sealer(XChaCha20Poly1305);

impl Sealer {
    pub(super) fn new(key: &Key) -> Self {
        Self(XChaCha20Poly1305::new(&key.bytes().into()))
    }

    /// Seals bytes. Their nonce stands at the end.
    pub(super) fn seal(&self, place: &Place<'_>, mut bytes: Vec<u8>) -> Result<Vec<u8>, LogError> {
        let nonce: [u8; NONCE] = random();
        self.seal_with(nonce, place, &mut bytes)?;
        bytes.extend_from_slice(&nonce);
        Ok(bytes)
    }

    /// Opens bytes that were sealed here.
    pub(super) fn open(&self, place: &Place<'_>, mut bytes: Vec<u8>) -> Result<Vec<u8>, LogError> {
        let nonce = bytes.len().checked_sub(NONCE).map(|end| bytes.split_off(end));
        let nonce = nonce.and_then(|nonce| <[u8; NONCE]>::try_from(nonce).ok());
        nonce
            .and_then(|nonce| self.open_with(nonce, place, &mut bytes))
            .map(|()| bytes)
            .ok_or_else(|| foreign(place))
    }

    /// Seals a text. The nonce stands before it.
    pub(super) fn seal_text(&self, place: &Place<'_>, text: &str) -> Result<String, LogError> {
        let nonce: [u8; NONCE] = random();
        let mut bytes = Vec::with_capacity(text.len() + 16);
        bytes.extend_from_slice(text.as_bytes());
        self.seal_with(nonce, place, &mut bytes)?;
        let mut sealed = String::with_capacity(FORM.len() + (NONCE + bytes.len()).div_ceil(3) * 4);
        sealed.push_str(FORM);
        BASE64_URL_SAFE_NO_PAD.encode_string(nonce, &mut sealed);
        BASE64_URL_SAFE_NO_PAD.encode_string(&bytes, &mut sealed);
        Ok(sealed)
    }

    /// Opens a text, if it is sealed.
    pub(super) fn open_text(&self, place: &Place<'_>, text: String) -> Result<String, LogError> {
        let Some(sealed) = text.strip_prefix(FORM) else { return Ok(text) };
        self.opened(place, sealed).ok_or_else(|| foreign(place))
    }

    fn opened(&self, place: &Place<'_>, sealed: &str) -> Option<String> {
        // 24 bytes are 32 symbols, and nothing is left over.
        let (nonce, bytes) = sealed.split_at_checked(NONCE / 3 * 4)?;
        let nonce = BASE64_URL_SAFE_NO_PAD.decode(nonce).ok()?.try_into().ok()?;
        let mut bytes = BASE64_URL_SAFE_NO_PAD.decode(bytes).ok()?;
        self.open_with(nonce, place, &mut bytes)?;
        String::from_utf8(bytes).ok()
    }

    fn seal_with(&self, nonce: [u8; NONCE], place: &Place<'_>, bytes: &mut Vec<u8>) -> Result<(), LogError> {
        let place = place.to_string();
        let sealed = self.0.encrypt_in_place(&XNonce::from(nonce), place.as_bytes(), bytes);
        sealed.map_err(|_| LogError::refused("something cannot be sealed"))
    }

    fn open_with(&self, nonce: [u8; NONCE], place: &Place<'_>, bytes: &mut Vec<u8>) -> Option<()> {
        self.0.decrypt_in_place(&XNonce::from(nonce), place.to_string().as_bytes(), bytes).ok()
    }
}

fn foreign(place: &Place<'_>) -> LogError {
    LogError::Read(format!("{place} was sealed with another key, or has been changed").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_is_read_in_its_place_with_its_key_alone() {
        let key = Key::draw();
        let (room, other) = ("r".into(), "s".into());
        let place = Place::Text(&room, TextId(7));
        let sealed = Sealer::new(&key).seal_text(&place, "Ann – ☎").unwrap();
        assert!(sealed.starts_with(FORM) && !sealed.contains("Ann"));
        assert_ne!(Sealer::new(&key).seal_text(&place, "Ann – ☎").unwrap(), sealed);
        let open = |key: &Key, place, body: &str| Sealer::new(key).open_text(&place, body.to_owned());
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

    #[test]
    fn so_are_bytes() {
        let sealer = Sealer::new(&Key::draw());
        let (room, other) = ("r".into(), "s".into());
        let sealed = sealer.seal(&Place::Append(&room, Seq(7)), b"voted".to_vec()).unwrap();
        assert!(!sealed.windows(5).any(|window| window == b"voted"));
        assert_eq!(sealer.open(&Place::Append(&room, Seq(7)), sealed.clone()).as_deref(), Ok(&b"voted"[..]));
        for place in
            [Place::Append(&room, Seq(8)), Place::Append(&other, Seq(7)), Place::Event(&room, Seq(7))]
        {
            assert!(matches!(sealer.open(&place, sealed.clone()), Err(LogError::Read(_))), "{place}");
        }
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(sealer.open(&Place::Append(&room, Seq(7)), changed).is_err(), "{at}");
            assert!(sealer.open(&Place::Append(&room, Seq(7)), sealed[at + 1..].to_vec()).is_err(), "{at}");
        }
        assert!(Sealer::new(&Key::draw()).open(&Place::Append(&room, Seq(7)), sealed).is_err());
    }
}
