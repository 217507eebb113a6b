//! What facilitators can take back: the last changes of place, of items and of groups.

use super::{Agenda, Item, Timer};
use crate::{
    command::Cursor,
    event::Event,
    ids::{ItemId, ParticipantId},
    room::grouping::{GroupingState, GroupsBefore},
    view::desk::Deed,
};

/// How many changes can be taken back.
const UNDO: usize = 20;

/// What `undo` puts back, the last change last.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Undo(Vec<Undoable>);

#[derive(Debug, Clone, PartialEq)]
struct Undoable {
    deed: Deed,
    before: Before,
}

#[derive(Debug, Clone, PartialEq)]
enum Before {
    Place(Cursor, Option<Timer>),
    Items(Vec<(ItemId, Item)>),
    Groups(GroupsBefore),
}

/// What `undo` is about to put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Undoing {
    Nothing,
    Place,
    Items(Vec<ItemId>),
    Seat(ParticipantId),
    Groups,
}

impl Undo {
    pub(super) fn next(&self) -> Undoing {
        match self.0.last().map(|undoable| &undoable.before) {
            None => Undoing::Nothing,
            Some(Before::Place(..)) => Undoing::Place,
            Some(Before::Items(items)) => Undoing::Items(items.iter().map(|(id, _)| id.clone()).collect()),
            Some(Before::Groups(GroupsBefore::Seat { participant, .. })) => {
                Undoing::Seat(participant.clone())
            }
            Some(Before::Groups(_)) => Undoing::Groups,
        }
    }

    pub(super) fn last(&self) -> Option<&Deed> {
        self.0.last().map(|undoable| &undoable.deed)
    }

    fn push(&mut self, deed: Deed, before: Before) {
        self.0.push(Undoable { deed, before });
        if self.0.len() > UNDO {
            self.0.remove(0);
        }
    }

    /// What was seen cannot be unseen: nothing before it is taken back.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Groups stay as they are from here on.
    pub(super) fn forget_groups(&mut self) {
        self.0.retain(|undoable| !matches!(undoable.before, Before::Groups(_)));
    }

    /// Moments that lie behind a pause lie as much later.
    pub(super) fn delay(&mut self, pause: u64) {
        for undoable in &mut self.0 {
            match &mut undoable.before {
                Before::Place(_, timer) => timer.iter_mut().for_each(|timer| timer.delay(pause)),
                Before::Items(items) => items.iter_mut().for_each(|(_, item)| item.delay(pause)),
                Before::Groups(_) => {}
            }
        }
    }
}

impl Agenda {
    /// Remembers what an event is about to change, if that can be taken back.
    pub(super) fn remember(&mut self, deed: Deed, event: &Event, grouping: &GroupingState) {
        let before = match event {
            Event::CursorMoved { .. } => Before::Place(self.cursor, self.timer),
            Event::ItemsOpened { items }
            | Event::ItemsClosing { items, .. }
            | Event::ItemsClosed { items }
            | Event::ItemsSkipped { items } => {
                Before::Items(items.iter().map(|id| (id.clone(), self.item(id.as_str()))).collect())
            }
            _ => match grouping.before(event) {
                Some(before) => Before::Groups(before),
                None => return,
            },
        };
        self.undo.push(deed, before);
    }

    pub(super) fn take_back(&mut self, grouping: &mut GroupingState) {
        let Some(Undoable { before, .. }) = self.undo.0.pop() else { return };
        match before {
            Before::Place(cursor, timer) => {
                self.cursor = cursor;
                self.timer = timer;
            }
            Before::Items(items) => self.items.extend(items),
            Before::Groups(before) => grouping.take_back(before),
        }
    }
}
