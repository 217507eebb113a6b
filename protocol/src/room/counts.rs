//! How many are in, and how many of them have answered what: kept by every event, so that none has to count.

use std::collections::BTreeMap;

use super::Room;
use crate::{
    event::Event,
    ids::{ItemId, ParticipantId, ServiceId},
    pack::Step,
    view::Standing,
};

/// The counts. Each is what counting everybody would give.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Counts {
    present: usize,
    by_service: BTreeMap<ServiceId, usize>,
    /// How many of those present have answered an item that each person answers alone.
    done: BTreeMap<ItemId, usize>,
    /// The quotes that can be voted on now.
    open: Vec<ItemId>,
    /// How many of those present have voted on all of them.
    all_open: usize,
}

/// What of the counts an event can change.
pub(super) enum Counted {
    Nothing,
    /// Whether somebody has voted on a quote.
    Vote(ParticipantId, ItemId),
    /// Whether somebody has answered another item.
    Answer(ParticipantId, ItemId),
    /// All that somebody adds.
    Person(ParticipantId),
    /// Which items are open.
    Open,
    Everything,
}

impl Counted {
    pub(super) fn of(room: &Room, event: &Event) -> Self {
        match event {
            // Another vote of the same person on the same quote changes no count.
            Event::Voted { participant, quote, .. } if room.impressions.has_voted(quote, participant) => {
                Self::Nothing
            }
            Event::Voted { participant, quote, .. } => Self::Vote(participant.clone(), quote.clone()),
            Event::SurveyAnswered { participant, instrument, .. } => {
                Self::Answer(participant.clone(), instrument.clone())
            }
            Event::PollAnswered { participant, part, .. } => Self::Answer(participant.clone(), part.clone()),
            Event::SurpriseSaid { participant, .. } => {
                Self::Answer(participant.clone(), room.surprise_item())
            }
            Event::PlanKept { participant, .. } | Event::PlanDropped { participant, .. } => {
                Self::Answer(participant.clone(), room.personal_item())
            }
            Event::QuoteWithdrawn { .. } => Self::Everything,
            Event::CursorMoved { .. }
            | Event::ItemsOpened { .. }
            | Event::ItemsClosing { .. }
            | Event::ItemsClosed { .. }
            | Event::ItemsSkipped { .. }
            | Event::ItemRevealed { .. }
            | Event::ItemUnrevealed { .. }
            | Event::Undone => Self::Open,
            event => event.person().map_or(Self::Nothing, |person| Self::Person(person.clone())),
        }
    }
}

impl Counts {
    /// How many are in.
    pub(crate) fn present(&self) -> usize {
        self.present
    }

    /// How many of a service are in.
    pub(crate) fn of_service(&self, service: &ServiceId) -> usize {
        self.by_service.get(service).copied().unwrap_or(0)
    }

    /// How many of those present have answered an item.
    pub(crate) fn done(&self, item: &ItemId) -> usize {
        self.done.get(item).copied().unwrap_or(0)
    }

    /// How many of those present have voted on all quotes that are open; none where no quote is.
    pub(crate) fn all_open(&self) -> Option<usize> {
        (!self.open.is_empty()).then_some(self.all_open)
    }

    /// Counts everybody.
    fn whole(room: &Room) -> Self {
        let mut counts = Self::default();
        for id in room.members.participants.keys() {
            counts.person(room, id, add);
        }
        counts.look_at_open(room);
        counts
    }

    fn look_at_open(&mut self, room: &Room) {
        self.open = room.open_quotes();
        // Where no quote is open, or nobody has voted on one of them, nobody has on all: nobody needs to be looked at.
        let can_be = !self.open.is_empty() && self.open.iter().all(|quote| room.impressions.has_votes(quote));
        let has_voted = |id: &ParticipantId| self.has_voted_on_all(room, id);
        self.all_open =
            if can_be { room.members.present().filter(|(id, _)| has_voted(id)).count() } else { 0 };
    }

    fn has_voted_on_all(&self, room: &Room, id: &ParticipantId) -> bool {
        !self.open.is_empty() && self.open.iter().all(|quote| room.impressions.has_voted(quote, id))
    }

    fn person(&mut self, room: &Room, id: &ParticipantId, change: fn(&mut usize)) {
        let Some(member) = room.members.participants.get(id).filter(|m| m.standing == Standing::In) else {
            return;
        };
        change(&mut self.present);
        at(&mut self.by_service, &member.service, change);
        for item in room.items_of_people().filter(|item| room.has_answered_alone(item, id)) {
            at(&mut self.done, &item, change);
        }
    }

    /// What an event may change, before (taken out) and after it (put in).
    fn around(&mut self, room: &Room, counted: &Counted, change: fn(&mut usize)) {
        match counted {
            Counted::Vote(id, quote) => {
                if room.is_in(id) && room.impressions.has_voted(quote, id) {
                    at(&mut self.done, quote, change);
                    self.voter(room, id, change);
                }
            }
            Counted::Answer(id, item) => {
                if room.is_in(id) && room.has_answered_alone(item, id) {
                    at(&mut self.done, item, change);
                }
            }
            Counted::Person(id) => {
                self.person(room, id, change);
                self.voter(room, id, change);
            }
            Counted::Nothing | Counted::Open | Counted::Everything => {}
        }
    }

    fn voter(&mut self, room: &Room, id: &ParticipantId, change: fn(&mut usize)) {
        if room.is_in(id) && self.has_voted_on_all(room, id) {
            change(&mut self.all_open);
        }
    }
}

impl Room {
    /// Takes out of the counts what an event is about to change.
    pub(super) fn uncount(&mut self, counted: &Counted) {
        let mut counts = std::mem::take(&mut self.counts);
        counts.around(self, counted, |count| *count = count.saturating_sub(1));
        self.counts = counts;
    }

    /// Puts in what it has changed.
    pub(super) fn count(&mut self, counted: &Counted) {
        let mut counts = std::mem::take(&mut self.counts);
        match counted {
            Counted::Everything => counts = Counts::whole(self),
            Counted::Open => counts.look_at_open(self),
            counted => counts.around(self, counted, add),
        }
        self.counts = counts;
        // A count that is wrong stays so: to look now and then is enough, and takes the tests a tenth of the time.
        if self.seq.0.is_multiple_of(16) {
            debug_assert_eq!(self.counts, Counts::whole(self));
        }
    }

    /// The items that each person answers alone.
    fn items_of_people(&self) -> impl Iterator<Item = ItemId> {
        let instruments = self.pack.instruments.iter().map(|instrument| instrument.id.clone());
        let quotes = self.quotes().map(|quote| quote.id.clone());
        instruments.chain(quotes).chain([self.surprise_item(), self.personal_item()]).chain(self.part_items())
    }

    /// Whether somebody has answered an item that each person answers alone.
    fn has_answered_alone(&self, item: &ItemId, who: &ParticipantId) -> bool {
        if self.pack.instrument(item).is_some() {
            return self.has_answered_instrument(who, item);
        }
        if self.pack.quote(item).is_some() {
            return self.impressions.has_voted(item, who);
        }
        if *item == self.surprise_item() {
            return self.impressions.surprise_of(who).is_some();
        }
        if *item == self.personal_item() {
            return self.plans.has_own(who);
        }
        self.case_study.has_polled(item, who)
    }

    fn open_quotes(&self) -> Vec<ItemId> {
        if !self.is_at(Step::Vote) {
            return Vec::new();
        }
        let quotes = self.quotes().map(|quote| &quote.id);
        let is_open =
            |id: &&ItemId| self.agenda.takes_answers(id) && !self.impressions.withdrawn.contains(*id);
        quotes.filter(is_open).cloned().collect()
    }
}

fn add(count: &mut usize) {
    *count += 1;
}

/// Changes a count, of which zero is not kept.
fn at<K: Ord + Clone>(counts: &mut BTreeMap<K, usize>, key: &K, change: fn(&mut usize)) {
    let count = counts.entry(key.clone()).or_insert(0);
    change(count);
    if *count == 0 {
        counts.remove(key);
    }
}
