//! Colours, and whether they can be told from the paper they stand on.

use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The darkest of the light papers that a service's colour stands on. Its letters are lighter still.
pub const PAPER_LIGHT: Rgb = Rgb([0xf1, 0xeb, 0xdf]);
/// The lightest of the dark papers that a service's colour stands on. Its letters are darker still.
pub const PAPER_DARK: Rgb = Rgb([0x23, 0x1f, 0x1b]);

/// A service's colour on light and on dark paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct Colour {
    /// On light paper, with white letters on it.
    pub light: Rgb,
    /// On dark paper, with near-black letters on it.
    pub dark: Rgb,
}

/// Red, green and blue; `#rrggbb` on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(export_to = "protocol.ts", type = "string")]
pub struct Rgb(pub [u8; 3]);

/// Why a text is not a colour.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a colour such as \"#0b6b63\"")]
pub struct NotAColour;

impl Rgb {
    /// The contrast ratio with another colour, 1 to 21, as WCAG 2.2 defines it.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|channel| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl FromStr for Rgb {
    type Err = NotAColour;

    fn from_str(text: &str) -> Result<Self, NotAColour> {
        let digits = text.strip_prefix('#').ok_or(NotAColour)?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(NotAColour);
        }
        let value = u32::from_str_radix(digits, 16).map_err(|_| NotAColour)?;
        let [_, red, green, blue] = value.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

impl TryFrom<String> for Rgb {
    type Error = NotAColour;

    fn try_from(text: String) -> Result<Self, NotAColour> {
        text.parse()
    }
}

impl From<Rgb> for String {
    fn from(colour: Rgb) -> Self {
        colour.to_string()
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        let [black, white, grey]: [Rgb; 3] =
            ["#000000", "#ffffff", "#767676"].map(|text| text.parse().unwrap());
        assert!((black.contrast(white) - 21.0).abs() < 1e-9);
        assert!((white.contrast(white) - 1.0).abs() < 1e-9);
        // The lightest grey that passes on white, by WCAG's own account.
        assert!((4.5..4.6).contains(&grey.contrast(white)) && grey.contrast(white) == white.contrast(grey));
    }

    #[test]
    fn only_six_hexadecimal_digits_are_a_colour() {
        assert_eq!("#0B665d".parse::<Rgb>().unwrap().to_string(), "#0b665d");
        for bad in ["", "#", "0b665d", "#0b665", "#0b665dd", "#0b665g", "#+b665d", "#é665d"] {
            assert!(bad.parse::<Rgb>().is_err(), "{bad}");
        }
    }
}
