//! What an audience was shown last, and the patch from there to what it is shown now.

mod change;
mod tree;
mod update;

use std::sync::Arc;

use self::tree::{Fields, Node};
pub(crate) use self::{
    change::{Change, Changes},
    tree::{Made, Telling},
};
use super::{
    Room, Touched,
    show::{DeskField, DisplayField, SharedField},
};
use crate::view::Audience;

/// An audience's view, as it was last told.
#[derive(Debug, Clone)]
pub struct Shown(Kind);

#[derive(Debug, Clone)]
enum Kind {
    /// What one person alone sees. There is one for every person, and nothing of it is kept.
    Own,
    /// A small view, made anew when it is touched, and kept as text.
    Small(Arc<str>),
    /// A large view, of which only what is touched is made anew.
    Large(Box<Large>),
}

#[derive(Debug, Clone)]
struct Large {
    view: Node,
    /// The view as JSON, once somebody needed it whole.
    text: Option<Arc<str>>,
}

/// The field that is the same as long as the room lives, and the same text in every view.
const MATERIALS: &str = "materials";

/// A view of all fields of a kind.
macro_rules! large {
    ($field:ident, $room:ident) => {{
        let mut view =
            Node::Map(Fields::from([(MATERIALS.into(), Node::Leaf(Arc::clone(&$room.materials)))]));
        let mut telling = Telling::new(&mut view);
        let fields = $field::ALL.iter().filter(|field| field.name() != MATERIALS);
        fields.for_each(|field| field.tell($room, &mut telling));
        Kind::Large(Box::new(Large { view, text: None }))
    }};
}

impl Shown {
    /// What an audience is shown of a room that it sees for the first time.
    pub fn new(room: &Room, audience: &Audience) -> Self {
        Self(match audience {
            Audience::Own(_) => Kind::Own,
            Audience::Group(_) => Kind::Small(room.view_text(audience).into()),
            Audience::Shared => large!(SharedField, room),
            Audience::Display => large!(DisplayField, room),
            Audience::Desk => large!(DeskField, room),
        })
    }

    /// Looks again at what was touched since, and shows what changed: an RFC 7396 merge patch as JSON, which
    /// makes what the audience is shown now of what it was shown last. None if nothing changed.
    ///
    /// `audience` is the one for which this was made, and `touched` holds every event since.
    pub fn refresh(&mut self, room: &Room, audience: &Audience, touched: &Touched) -> Option<String> {
        if !touched.has(audience) {
            return None;
        }
        match &mut self.0 {
            Kind::Own => match audience {
                Audience::Own(me) => touched.own_patch(room, me),
                _ => None,
            },
            Kind::Small(text) => {
                let new = room.view_text(audience).into();
                let change = Change::between(Some(text), &new);
                *text = new;
                change.map(|change| change.json())
            }
            Kind::Large(large) => {
                let mut telling = Telling::new(&mut large.view);
                touched.tell(room, audience, &mut telling);
                let patch = telling.changes().json()?;
                large.text = None;
                Some(patch)
            }
        }
    }

    /// The whole view as JSON, of the room as it was at the last refresh. What many see is written once between two
    /// changes.
    pub fn text(&mut self, room: &Room, audience: &Audience) -> Arc<str> {
        match &mut self.0 {
            Kind::Own => room.view_text(audience).into(),
            Kind::Small(text) => Arc::clone(text),
            Kind::Large(large) => {
                let Large { view, text } = &mut **large;
                Arc::clone(text.get_or_insert_with(|| view.json().into()))
            }
        }
    }
}

#[cfg(test)]
mod tests;
