//! What rooms that were opened alike have in common, kept once for all of them.

use std::sync::Arc;

use super::Room;
use crate::pack::Pack;

/// Materials that rooms share.
#[derive(Debug, Clone)]
pub struct Alike {
    pack: Arc<Pack>,
    text: Arc<str>,
}

impl Alike {
    /// A room's.
    pub fn of(room: &Room) -> Self {
        Self { pack: Arc::clone(&room.pack), text: Arc::clone(&room.materials) }
    }

    /// Whether they are the very ones that a room has, and not others that say the same.
    pub fn are_of(&self, room: &Room) -> bool {
        Arc::ptr_eq(&self.pack, &room.pack) && Arc::ptr_eq(&self.text, &room.materials)
    }
}

impl Room {
    /// Has in common with others what is the same; what is not is in common with those that come after it.
    pub fn share(&mut self, alike: &mut Alike) {
        share(&mut self.pack, &mut alike.pack);
        share(&mut self.materials, &mut alike.text);
    }
}

// Of what is `Eq`, the very same is not compared word by word.
fn share<T: Eq + ?Sized>(own: &mut Arc<T>, common: &mut Arc<T>) {
    if own == common {
        *own = Arc::clone(common);
    } else {
        *common = Arc::clone(own);
    }
}
