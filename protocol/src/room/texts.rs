//! The texts of a room as they are read: beside the log, by id. A text that was erased is not here.

use std::{collections::BTreeMap, sync::Arc};

use super::decision::NewText;
use crate::ids::TextId;

/// Texts by id.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Texts(BTreeMap<TextId, Arc<str>>);

impl Texts {
    /// The text; empty if it was erased.
    pub fn get(&self, id: TextId) -> &str {
        self.0.get(&id).map_or("", |text| text)
    }

    /// The text, for a view.
    pub fn owned(&self, id: TextId) -> String {
        self.get(id).to_owned()
    }

    pub(crate) fn keep(&mut self, text: &NewText) {
        self.0.insert(text.id, text.body.as_str().into());
    }

    pub(crate) fn drop(&mut self, id: TextId) {
        self.0.remove(&id);
    }
}

impl FromIterator<(TextId, String)> for Texts {
    fn from_iter<I: IntoIterator<Item = (TextId, String)>>(texts: I) -> Self {
        Self(texts.into_iter().map(|(id, body)| (id, body.into())).collect())
    }
}
