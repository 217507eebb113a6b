//! Room codes: short enough to read aloud, long enough not to be guessed while a room is open.

use std::{fmt, str::FromStr};

use thiserror::Error;

use super::random;

/// No two that are mistaken for each other: no 0 or O, 1, I or L, 5 or S, U.
const ALPHABET: &[u8; 28] = b"ABCDEFGHJKMNPQRTVWXYZ2346789";
const LENGTH: usize = 7;
/// Where the dash stands when a code is shown.
const SPLIT: usize = 3;

/// A code that people join a room by: 7 symbols of 28, shown as `ABC-DEFG`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoomCode([u8; LENGTH]);

impl RoomCode {
    /// Draws a code, each symbol equally likely.
    pub fn draw() -> Self {
        let mut symbols = [0; LENGTH];
        let mut filled = 0;
        while filled < LENGTH {
            for byte in random::<16>() {
                if let (Some(slot), Some(symbol)) = (symbols.get_mut(filled), symbol(byte)) {
                    *slot = symbol;
                    filled += 1;
                }
            }
        }
        Self(symbols)
    }

    /// The code without its dash, as it is stored and as links carry it.
    pub fn as_str(&self) -> &str {
        // Every byte is of the alphabet, which is ASCII.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// The symbol for a random byte; none for the few that would favour the first symbols.
fn symbol(byte: u8) -> Option<u8> {
    let fair = 256 - 256 % ALPHABET.len();
    (usize::from(byte) < fair).then(|| ALPHABET[usize::from(byte) % ALPHABET.len()])
}

impl fmt::Display for RoomCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (head, tail) = self.as_str().split_at(SPLIT);
        write!(f, "{head}-{tail}")
    }
}

/// The text is not a room code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a room code has seven letters and digits, like ABC-DEFG")]
pub struct NotACode;

/// Reads a code as people type it: any case, dashes and spaces anywhere.
impl FromStr for RoomCode {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, NotACode> {
        let mut typed =
            text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2014}'));
        let mut symbols = [0; LENGTH];
        for slot in &mut symbols {
            let symbol =
                typed.next().and_then(|c| u8::try_from(c.to_ascii_uppercase()).ok()).ok_or(NotACode)?;
            *slot = if ALPHABET.contains(&symbol) { symbol } else { return Err(NotACode) };
        }
        if typed.next().is_none() { Ok(Self(symbols)) } else { Err(NotACode) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code: RoomCode = "ABC-DEFG".parse().unwrap();
        for text in ["abcdefg", " abc defg ", "a-b-c-d-e-f-g", "ABC\u{2013}DEFG", "abc\u{a0}defg"] {
            assert_eq!(text.parse(), Ok(code), "{text:?}");
        }
        assert_eq!(code.as_str(), "ABCDEFG");
        assert_eq!(code.to_string(), "ABC-DEFG");
    }

    #[test]
    fn what_is_not_a_code_is_refused() {
        for text in ["", "ABCDEF", "ABCDEFGH", "ABCDEF0", "ABCDEFI", "ABCDEFÄ", "ABCDEF\u{212a}"] {
            assert_eq!(text.parse::<RoomCode>(), Err(NotACode), "{text:?}");
        }
    }

    #[test]
    fn every_symbol_stands_for_equally_many_bytes() {
        let mut counts = [0; 256];
        for byte in 0..=u8::MAX {
            if let Some(symbol) = symbol(byte) {
                counts[usize::from(symbol)] += 1;
            }
        }
        for symbol in ALPHABET {
            assert_eq!(counts[usize::from(*symbol)], 9);
        }
        assert_eq!(counts.iter().sum::<i32>(), 252);
    }

    #[test]
    fn drawn_codes_are_codes_and_differ() {
        let codes: std::collections::BTreeSet<_> = (0..200).map(|_| RoomCode::draw()).collect();
        assert_eq!(codes.len(), 200);
        for code in codes {
            assert_eq!(code.to_string().parse(), Ok(code));
        }
    }
}
