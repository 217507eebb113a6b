//! How plain a text is, and whether it seems to name somebody.
//!
//! These are heuristics for English; texts in other languages are left alone.

/// The longest sentence that most people read with ease, in words.
const LONG_SENTENCE: usize = 25;

/// The words of the longest sentence, if it is long.
pub(super) fn long_sentence(text: &str) -> Option<usize> {
    let longest = sentences(text).map(|sentence| sentence.split_whitespace().count()).max()?;
    (longest > LONG_SENTENCE).then_some(longest)
}

/// How many sentences there are.
pub(super) fn sentence_count(text: &str) -> usize {
    sentences(text).count()
}

/// A sentence ends at `.`, `!`, `?` or `:` before a space, or at the end of the text.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut after_end = false;
    text.split(move |c: char| {
        let splits = after_end && c.is_whitespace();
        after_end = matches!(c, '.' | '!' | '?' | ':' | '…') || (after_end && matches!(c, '”' | '"' | '’'));
        splits
    })
    .filter(|sentence| sentence.chars().any(char::is_alphanumeric))
}

/// A word that looks like the name of a person, a place or an organisation.
pub(super) fn name_in(text: &str) -> Option<&str> {
    sentences(text).find_map(|sentence| {
        let words: Vec<&str> =
            sentence.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect();
        let after_title = words.windows(2).find(|pair| is_title(pair[0]) && starts_upper(pair[1]));
        let inside = words.iter().skip(1).find(|word| starts_upper(word) && !is_ordinary(word));
        after_title.map(|pair| pair[1]).or(inside.copied())
    })
}

/// Something that looks like a telephone number, a number of a person or an address.
pub(super) fn identifier_in(text: &str) -> Option<&str> {
    let digits = |word: &str| word.chars().filter(char::is_ascii_digit).count();
    text.split_whitespace().find(|word| digits(word) >= 6 || (word.contains('@') && word.contains('.')))
}

fn bare(word: &str) -> &str {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.strip_suffix("’s").or_else(|| word.strip_suffix("'s")).unwrap_or(word)
}

fn starts_upper(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

fn is_title(word: &str) -> bool {
    matches!(
        word,
        "Mr" | "Mrs" | "Ms" | "Miss" | "Mx" | "Dr" | "Prof" | "Professor" | "Sir" | "Sister" | "Nurse"
    )
}

/// Capital letters that name nobody: "I", days of the week, and abbreviations such as "GP".
fn is_ordinary(word: &str) -> bool {
    let first = word.split(['’', '\'']).next().unwrap_or(word);
    let day = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let abbreviation = first.len() <= 4 && first.chars().filter(|c| c.is_uppercase()).count() >= 2;
    first == "I" || abbreviation || day.contains(&first.trim_end_matches('s'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_sentence_counts() {
        let long = ["word"; 26].join(" ");
        assert_eq!(long_sentence(&format!("Short one. {long}. Short.")), Some(26));
        assert_eq!(long_sentence(&format!("{}. {}", ["word"; 25].join(" "), ["word"; 25].join(" "))), None);
        assert_eq!(sentence_count("One. “Two!” Three? From 6.30 to 8"), 4);
        assert_eq!(sentence_count(""), 0);
    }

    #[test]
    fn names_are_noticed() {
        for (text, name) in [
            ("We rang Sandwell twice.", Some("Sandwell")),
            ("It was odd. Then Ann’s manager rang.", Some("Ann")),
            ("Mrs Whitcombe never rang.", Some("Whitcombe")),
            ("They work for Acme Care.", Some("Acme")),
            ("Honestly, I’d say I’m fine with GPs on Mondays.", None),
            ("The NHS. Each of us: They all do.", None),
        ] {
            assert_eq!(name_in(text), name, "{text}");
        }
    }

    #[test]
    fn numbers_and_addresses_are_noticed() {
        assert_eq!(identifier_in("Ring 01234567 now"), Some("01234567"));
        assert_eq!(identifier_in("Write to a@b.org"), Some("a@b.org"));
        assert_eq!(identifier_in("In 2024 it was £23,250"), None);
    }
}
