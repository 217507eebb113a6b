//! Who somebody is: tokens, the credentials that they stand for, and room codes.
//!
//! A token is shown once, to the one who gets it. Here only its hash is kept.

use std::{fmt, str::FromStr};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use crosstracks_protocol::{ids::RoomId, stamp::Timestamp};
use sha2::{Digest, Sha256};
use thiserror::Error;

mod code;

pub use self::code::{NotACode, RoomCode};

/// The length of a token in bytes.
const TOKEN: usize = 32;

/// A secret that lets its holder in: 256 bits, base64url. Never logged, never stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; TOKEN]);

impl Token {
    /// Draws a new one.
    pub fn draw() -> Self {
        Self(random())
    }

    /// What is kept of it.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0).into())
    }

    /// The token as it is handed out.
    pub fn reveal(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

impl FromStr for Token {
    type Err = NotAToken;

    fn from_str(text: &str) -> Result<Self, NotAToken> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| NotAToken)?;
        bytes.try_into().map(Self).map_err(|_| NotAToken)
    }
}

/// The text is not a token of this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a token")]
pub struct NotAToken;

/// The SHA-256 of a token. A token is random enough that it needs no slow hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// Takes a hash as it was stored.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The hash as it is stored.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(..)")
    }
}

/// What a credential lets its holder do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CredentialKind {
    /// Run the room.
    Facilitator,
    /// Take part as oneself.
    Participant,
    /// Read what the projector shows.
    Display,
    /// Become a facilitator of the room, once.
    Invite,
    /// Come back as oneself on another device, once.
    WayIn,
    /// Come back as oneself with the words of one's return code, weeks later too. Everybody has one at most.
    Return,
}

impl CredentialKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Facilitator, Self::Participant, Self::Display, Self::Invite, Self::WayIn, Self::Return];

    /// The kind as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Facilitator => "facilitator",
            Self::Participant => "participant",
            Self::Display => "display",
            Self::Invite => "invite",
            Self::WayIn => "way_in",
            Self::Return => "return",
        }
    }

    /// The kind with this stored name.
    pub fn from_stored(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether it is spent by using it.
    pub fn is_single_use(self) -> bool {
        matches!(self, Self::Invite | Self::WayIn)
    }
}

/// The right that a token gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// The hash of the token.
    pub hash: TokenHash,
    /// The room it is for.
    pub room: RoomId,
    /// What it allows.
    pub kind: CredentialKind,
    /// Whom it stands for, as the room names them.
    pub subject: String,
    /// From when on it is worth nothing.
    pub expires_at: Option<Timestamp>,
}

impl Credential {
    /// Whether it has run out.
    pub fn is_expired(&self, at: Timestamp) -> bool {
        self.expires_at.is_some_and(|end| end <= at)
    }
}

/// Fresh bytes from the operating system.
#[expect(clippy::expect_used, reason = "a server that cannot draw secrets must not go on")]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_the_trip_and_two_differ() {
        let token = Token::draw();
        assert_eq!(token.reveal().len(), 43);
        assert_eq!(token.reveal().parse::<Token>().unwrap().hash(), token.hash());
        assert_ne!(Token::draw().hash(), token.hash());
    }

    #[test]
    fn what_is_not_a_token_is_refused() {
        let token = Token([0; TOKEN]).reveal();
        // The last symbol carries two bits that must be 0: else one token would have four spellings.
        let other_spelling = format!("{}B", &token[..42]);
        for text in ["", "abc", &token[1..], &format!("{token}A"), &format!("{token}="), &other_spelling, "ä"]
        {
            assert!(text.parse::<Token>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn printing_shows_no_secret() {
        let token = Token::draw();
        let credential = Credential {
            hash: token.hash(),
            room: "r".into(),
            kind: CredentialKind::Display,
            subject: "display".to_owned(),
            expires_at: None,
        };
        assert_eq!(format!("{token:?}"), "Token(..)");
        assert!(format!("{credential:?}").contains("TokenHash(..)"));
    }

    #[test]
    fn the_hash_is_sha_256() {
        let hash = Token([0; TOKEN]).hash();
        assert_eq!(hash.as_bytes()[..4], [0x66, 0x68, 0x7a, 0xad]);
    }

    #[test]
    fn every_kind_is_found_by_its_stored_name() {
        for kind in CredentialKind::ALL {
            assert_eq!(CredentialKind::from_stored(kind.as_str()), Some(kind));
        }
        assert_eq!(CredentialKind::from_stored("admin"), None);
    }

    #[test]
    fn a_credential_ends_at_its_time() {
        let mut credential = Credential {
            hash: Token::draw().hash(),
            room: "r".into(),
            kind: CredentialKind::WayIn,
            subject: "p".to_owned(),
            expires_at: Some(Timestamp(10)),
        };
        assert!(!credential.is_expired(Timestamp(9)));
        assert!(credential.is_expired(Timestamp(10)));
        credential.expires_at = None;
        assert!(!credential.is_expired(Timestamp(u64::MAX)));
    }
}
