//! The texts of a room as they are read: beside the log, by id. A text that was erased is not here.

use std::{collections::BTreeMap, sync::Arc};

use super::decision::NewText;
use crate::ids::{ParticipantId, TextId};

/// Texts by id, each with whose it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Texts(BTreeMap<TextId, Kept>);

#[derive(Debug, Clone, PartialEq)]
struct Kept {
    body: Arc<str>,
    owner: Option<ParticipantId>,
}

impl Texts {
    /// The text; empty if it was erased.
    pub fn get(&self, id: TextId) -> &str {
        self.0.get(&id).map_or("", |text| &text.body)
    }

    /// The text, for a view.
    pub fn owned(&self, id: TextId) -> String {
        self.get(id).to_owned()
    }

    /// Everything that somebody typed, their name included.
    pub(crate) fn of<'a>(&'a self, owner: &'a ParticipantId) -> impl Iterator<Item = TextId> + 'a {
        let theirs = move |kept: &&Kept| kept.owner.as_ref() == Some(owner);
        self.0.iter().filter(move |(_, kept)| theirs(kept)).map(|(id, _)| *id)
    }

    /// The texts that say exactly this.
    pub(crate) fn saying<'a>(&'a self, words: &'a str) -> impl Iterator<Item = TextId> + 'a {
        self.0.iter().filter(move |(_, kept)| &*kept.body == words).map(|(id, _)| *id)
    }

    pub(crate) fn keep(&mut self, text: &NewText) {
        let kept = Kept { body: text.body.as_str().into(), owner: text.owner.clone() };
        self.0.insert(text.id, kept);
    }

    pub(crate) fn drop(&mut self, id: TextId) {
        self.0.remove(&id);
    }
}

impl FromIterator<NewText> for Texts {
    fn from_iter<I: IntoIterator<Item = NewText>>(texts: I) -> Self {
        let mut kept = Self::default();
        texts.into_iter().for_each(|text| kept.keep(&text));
        kept
    }
}
