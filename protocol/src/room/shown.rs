//! What an audience was shown last, and the patch from there to what it is shown now.

use std::sync::Arc;

use serde_json::Value;

use super::{Room, Touched};
use crate::{patch, view::Audience};

/// An audience's view, as it was last told.
#[derive(Debug, Clone)]
pub struct Shown {
    view: Value,
    /// The view as JSON, once somebody needed it whole.
    text: Option<Arc<str>>,
}

impl Shown {
    /// What an audience is shown of a room that it sees for the first time.
    pub fn new(room: &Room, audience: &Audience) -> Self {
        Self { view: room.view(audience), text: None }
    }

    /// Looks again at what was touched since, and shows what changed: an RFC 7396 merge patch as JSON, which
    /// makes what the audience is shown now of what it was shown last. None if nothing changed.
    ///
    /// `audience` is the one for which this was made, and `touched` holds every event since.
    pub fn refresh(&mut self, room: &Room, audience: &Audience, touched: &Touched) -> Option<String> {
        if !touched.has(audience) {
            return None;
        }
        let view = room.view(audience);
        let change = patch::diff(&self.view, &view)?;
        self.view = view;
        self.text = None;
        Some(change.to_string())
    }

    /// The whole view as JSON. It is written once between two changes.
    pub fn text(&mut self) -> Arc<str> {
        Arc::clone(self.text.get_or_insert_with(|| self.view.to_string().into()))
    }
}
