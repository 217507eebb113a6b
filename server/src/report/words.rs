//! The words of reports, from the same files as all words on screen.

use crosstracks_client_web::DOCUMENT_WORDS;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// The language that reports are in, as a BCP 47 tag.
pub(super) const LANG: &str = "en-GB";

/// What a report says in.
pub(super) struct Words(FluentBundle<FluentResource>);

impl Words {
    pub(super) fn new() -> Self {
        let language: LanguageIdentifier = LANG.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![language]);
        // In files, marks around what is filled in are more noise than help.
        bundle.set_use_isolating(false);
        // A message that cannot be read is said by its name; a test reads them all.
        let resource = FluentResource::try_new(DOCUMENT_WORDS.to_owned()).unwrap_or_else(|(read, _)| read);
        bundle.add_resource_overriding(resource);
        Self(bundle)
    }

    /// A message.
    pub(super) fn say(&self, id: &str) -> String {
        self.with(id, [])
    }

    /// A message with what is filled in.
    pub(super) fn with<'a, const N: usize>(
        &'a self,
        id: &str,
        args: [(&'static str, FluentValue<'a>); N],
    ) -> String {
        let Some(pattern) = self.0.get_message(id).and_then(|message| message.value()) else {
            return id.to_owned();
        };
        let args: FluentArgs<'_> = args.into_iter().collect();
        self.0.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
    }
}

/// A number to be filled in.
pub(super) fn n(n: usize) -> FluentValue<'static> {
    FluentValue::from(n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_words_can_be_read() {
        let read = FluentResource::try_new(DOCUMENT_WORDS.to_owned());
        assert!(read.is_ok(), "{:?}", read.err().map(|(_, errors)| errors));
    }

    #[test]
    fn words_are_filled_in_without_marks() {
        let words = Words::new();
        assert_eq!(words.with("doc-not-shown", [("fewest", n(5))]), "not shown (fewer than 5)");
        assert_eq!(words.say("doc-no-such-message"), "doc-no-such-message");
    }
}
