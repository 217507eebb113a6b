//! Where a room is on its agenda, and the state of every item: locked, open, closed, revealed.

mod undo;

use std::collections::BTreeMap;

use self::undo::Undo;
pub(crate) use self::undo::Undoing;
use super::grouping::GroupingState;
use crate::{
    command::{Actor, Cursor, GroupsKind},
    event::{Entry, Event},
    ids::{FacilitatorId, ItemId},
    stamp::Timestamp,
    view::{
        ItemState, ItemStatus, Phase, TimerView,
        desk::{Deed, DeedKind},
    },
};

/// The state of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    pub(crate) state: ItemState,
    pub(crate) closes_at: Option<Timestamp>,
    /// Parts shown.
    pub(crate) shown: u8,
    /// It was open once.
    pub(crate) opened: bool,
    /// A part of it was shown once; hiding it again does not change that.
    pub(crate) exposed: bool,
}

impl Item {
    /// Whether people can answer.
    pub(crate) fn takes_answers(&self) -> bool {
        matches!(self.state, ItemState::Open | ItemState::Closing)
    }

    /// Whether it is still to come, or going on.
    pub(crate) fn is_ahead(&self) -> bool {
        self.state == ItemState::Locked || self.takes_answers()
    }

    fn delay(&mut self, pause: u64) {
        self.closes_at = self.closes_at.map(|closes_at| closes_at.plus(pause));
    }

    pub(crate) fn status(&self) -> ItemStatus {
        ItemStatus { state: self.state, closes_at: self.closes_at, shown: self.shown }
    }
}

/// The advisory timer of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Timer {
    started_at: Timestamp,
    /// Whole length in milliseconds, extensions included.
    length: u64,
}

impl Timer {
    fn delay(&mut self, pause: u64) {
        self.started_at = self.started_at.plus(pause);
    }
}

/// What the rest of the room tells the agenda about an entry.
pub(super) struct Around<M> {
    /// The plan of the step at a place.
    pub(super) minutes: M,
    /// It came with another event of the same command, as a seat does when somebody is let in.
    pub(super) follows: bool,
    /// Whether items that open for the first time begin the step's time anew.
    pub(super) restarts: bool,
}

/// A deed that is remembered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Remembered {
    pub(crate) who: FacilitatorId,
    pub(crate) deed: Deed,
    pub(crate) at: Timestamp,
}

/// The agenda's state.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Agenda {
    pub(crate) phase: Phase,
    pub(crate) started_at: Option<Timestamp>,
    pub(crate) ended_at: Option<Timestamp>,
    pub(crate) cursor: Cursor,
    pub(crate) revision: u64,
    pub(crate) names_shown: bool,
    /// What a facilitator did last, to say who was quicker.
    pub(crate) latest: Option<Remembered>,
    items: BTreeMap<ItemId, Item>,
    /// By stage and step.
    began: BTreeMap<(usize, usize), Timestamp>,
    timer: Option<Timer>,
    paused_at: Option<Timestamp>,
    undo: Undo,
}

impl Agenda {
    /// The state of an item; locked if nothing happened to it yet.
    pub(crate) fn item(&self, id: &str) -> Item {
        self.items.get(id).cloned().unwrap_or_default()
    }

    /// Whether people can answer an item.
    pub(crate) fn takes_answers(&self, id: &ItemId) -> bool {
        self.items.get(id).is_some_and(Item::takes_answers)
    }

    /// The next moment at which items close.
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        self.items.values().filter_map(|item| item.closes_at).min()
    }

    /// The items whose grace is over.
    pub(crate) fn due(&self, now: Timestamp) -> Vec<ItemId> {
        let due = |item: &Item| item.closes_at.is_some_and(|at| at <= now);
        self.items.iter().filter(|(_, item)| due(item)).map(|(id, _)| id.clone()).collect()
    }

    /// The items whose grace runs.
    pub(crate) fn closing(&self) -> Vec<ItemId> {
        self.items.iter().filter(|(_, item)| item.closes_at.is_some()).map(|(id, _)| id.clone()).collect()
    }

    /// When the room first came to a step.
    pub(crate) fn began(&self, at: Cursor) -> Option<Timestamp> {
        self.began.get(&(at.stage, at.step)).copied()
    }

    /// The step's timer.
    pub(crate) fn timer(&self) -> Option<TimerView> {
        let Timer { started_at, length } = self.timer?;
        Some(match self.paused_at {
            None => TimerView::Running { ends_at: started_at.plus(length), length_ms: length },
            Some(at) => TimerView::Standing {
                left_ms: length.saturating_sub(at.since(started_at)),
                length_ms: length,
            },
        })
    }

    /// What `undo` would take back.
    pub(crate) fn undo(&self) -> Option<&Deed> {
        self.undo.last()
    }

    /// What `undo` is about to put back.
    pub(crate) fn undoing(&self) -> Undoing {
        self.undo.next()
    }

    /// Groups as they are can no longer be taken back to what they were.
    pub(crate) fn forget_groups(&mut self) {
        self.undo.forget_groups();
    }

    /// Applies an event of the agenda or the groups.
    pub(super) fn apply<M>(&mut self, entry: &Entry, grouping: &mut GroupingState, around: Around<M>)
    where
        M: Fn(Cursor, &GroupingState) -> u32,
    {
        let Around { minutes, follows, restarts } = around;
        let Some(deed) = deed(&entry.event) else { return };
        if let Actor::Facilitator(who) = &entry.by
            && !follows
        {
            self.revision += 1;
            self.latest = Some(Remembered { who: who.clone(), deed: deed.clone(), at: entry.at });
            self.remember(deed, &entry.event, grouping);
        }
        let at = entry.at;
        match &entry.event {
            Event::Started => {
                self.phase = Phase::Live;
                self.started_at = Some(at);
                self.begin(at, minutes(self.cursor, grouping));
            }
            Event::Paused => {
                self.phase = Phase::Paused;
                self.paused_at = Some(at);
            }
            Event::Resumed => {
                self.phase = Phase::Live;
                self.go_on(at);
            }
            Event::RoomClosed => {
                self.phase = Phase::Closed;
                self.ended_at = Some(at);
            }
            Event::CursorMoved { to } => {
                let new_step = (self.cursor.stage, self.cursor.step) != (to.stage, to.step);
                self.cursor = *to;
                if new_step {
                    self.begin(at, minutes(self.cursor, grouping));
                }
            }
            Event::ItemsOpened { items } => {
                let first = items.iter().all(|id| !self.item(id.as_str()).opened);
                self.change(items, |item| {
                    let exposed = item.exposed;
                    *item = Item { state: ItemState::Open, opened: true, exposed, ..Item::default() };
                });
                if items.iter().any(|id| grouping.pairing(id.as_str()).is_some()) {
                    // The other side has seen what was written.
                    self.undo.clear();
                } else {
                    self.undo.forget_groups();
                }
                if first && restarts {
                    self.restart(at, minutes(self.cursor, grouping));
                }
            }
            Event::ItemsClosing { items, until } => self.change(items, |item| {
                item.state = ItemState::Closing;
                item.closes_at = Some(*until);
            }),
            Event::ItemsClosed { items } => self.change(items, |item| {
                item.state = ItemState::Closed;
                item.closes_at = None;
            }),
            Event::ItemRevealed { item, part } => {
                self.change(std::slice::from_ref(item), |item| {
                    item.state = ItemState::Revealed;
                    item.shown = *part;
                    item.exposed = true;
                });
                self.undo.clear();
            }
            Event::TableShown { item, .. } => {
                self.change(std::slice::from_ref(item), |item| {
                    item.state = ItemState::Revealed;
                    item.shown = 1;
                    item.exposed = true;
                });
                self.undo.clear();
            }
            Event::ItemUnrevealed { item } => self.change(std::slice::from_ref(item), |item| {
                item.state = ItemState::Closed;
                item.shown = 0;
            }),
            Event::ItemsSkipped { items } => self.change(items, |item| {
                item.state = ItemState::Skipped;
                item.closes_at = None;
            }),
            Event::TimerExtended { minutes } => {
                if let Some(timer) = &mut self.timer {
                    timer.length = timer.length.saturating_add_signed(i64::from(*minutes) * 60_000);
                }
            }
            Event::NamesShown { on } => self.names_shown = *on,
            // New pairings may have the ids of old ones, and nothing else of them.
            Event::GroupsFormed { kind: GroupsKind::Single, .. } => {
                for pairing in &grouping.pairings {
                    self.items.remove(pairing.id.as_str());
                }
            }
            Event::Undone => self.take_back(grouping),
            _ => {}
        }
    }

    fn change(&mut self, items: &[ItemId], change: impl Fn(&mut Item)) {
        for id in items {
            change(self.items.entry(id.clone()).or_default());
        }
    }

    fn begin(&mut self, at: Timestamp, minutes: u32) {
        self.began.entry((self.cursor.stage, self.cursor.step)).or_insert(at);
        self.restart(at, minutes);
    }

    fn restart(&mut self, at: Timestamp, minutes: u32) {
        self.timer = Some(Timer { started_at: at, length: u64::from(minutes) * 60_000 });
    }

    /// Everything that was to happen at a moment happens later by as long as the pause was.
    fn go_on(&mut self, at: Timestamp) {
        let Some(paused_at) = self.paused_at.take() else { return };
        let pause = at.since(paused_at);
        if let Some(timer) = &mut self.timer {
            timer.delay(pause);
        }
        self.items.values_mut().for_each(|item| item.delay(pause));
        self.undo.delay(pause);
    }
}

/// What a facilitator's event is called, with its item; nothing for events that are not of the agenda.
pub(super) fn deed(event: &Event) -> Option<Deed> {
    use DeedKind as Kind;
    let of = |kind, items: &[ItemId]| {
        let item = if let [item] = items { Some(item.clone()) } else { None };
        Some(Deed { kind, item })
    };
    match event {
        Event::Started => of(Kind::Started, &[]),
        Event::Paused => of(Kind::Paused, &[]),
        Event::Resumed => of(Kind::Resumed, &[]),
        Event::RoomClosed => of(Kind::Ended, &[]),
        Event::CursorMoved { .. } => of(Kind::Moved, &[]),
        Event::ItemsOpened { items } => of(Kind::Opened, items),
        Event::ItemsClosing { items, .. } | Event::ItemsClosed { items } => of(Kind::Closed, items),
        Event::ItemRevealed { item, .. } | Event::TableShown { item, .. } => {
            of(Kind::Revealed, std::slice::from_ref(item))
        }
        Event::ItemUnrevealed { item } => of(Kind::Hid, std::slice::from_ref(item)),
        Event::ItemsSkipped { items } => of(Kind::Skipped, items),
        Event::TimerExtended { .. } => of(Kind::Extended, &[]),
        Event::Undone => of(Kind::Undid, &[]),
        Event::NamesShown { .. } => of(Kind::ShowedNames, &[]),
        Event::GroupsProposed { .. } => of(Kind::Proposed, &[]),
        Event::GroupsDiscarded => of(Kind::Discarded, &[]),
        Event::GroupsFormed { .. } => of(Kind::Grouped, &[]),
        Event::ParticipantPlaced { .. } => of(Kind::Placed, &[]),
        Event::GroupPaired { .. } => of(Kind::Paired, &[]),
        Event::QuotesPicked { .. } => of(Kind::Picked, &[]),
        Event::ActionSettled { action, .. } => of(Kind::Settled, std::slice::from_ref(action)),
        Event::QuoteWithdrawn { quote } => of(Kind::Withdrew, std::slice::from_ref(quote)),
        _ => None,
    }
}
