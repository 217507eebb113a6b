//! Who is connected and who is writing: hints for people, outside the log. No decision reads them.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use crosstracks_protocol::{
    ids::{GroupId, ParticipantId, SheetId},
    wire::ServerMessage,
};
use tokio::time::Instant;

use super::{
    hall::Hall,
    seat::{Member, MemberId, Seat},
};
use crate::frame::Frame;

/// How long the room is without a facilitator before people are told.
const PATIENCE: Duration = Duration::from_secs(60);
/// The least time between two rounds of telling.
const PAUSE: Duration = Duration::from_millis(250);
/// A large room is told less often: its list is long.
const PAUSE_PER_PERSON: Duration = Duration::from_micros(200);

/// What people were told, and what they have yet to be.
pub(super) struct Presence {
    /// Since when no facilitator is connected.
    alone_since: Option<Instant>,
    /// Whether people were told that a facilitator is.
    accompanied: bool,
    writing: BTreeMap<ParticipantId, (GroupId, SheetId)>,
    people_changed: bool,
    groups_changed: BTreeSet<GroupId>,
    told_at: Instant,
}

impl Presence {
    /// A room that opens gives its facilitators the time to come (back) before anybody is told that none is there.
    pub(super) fn new(now: Instant) -> Self {
        Self {
            alone_since: Some(now),
            accompanied: true,
            writing: BTreeMap::new(),
            people_changed: false,
            groups_changed: BTreeSet::new(),
            told_at: now,
        }
    }

    /// Somebody is connected: they are told at once how things are.
    pub(super) fn entered(&mut self, hall: &mut Hall, id: MemberId) {
        self.people_changed = true;
        let Some(member) = hall.get(id) else { return };
        if let Seat::Facilitator(_) = member.seat {
            self.alone_since = None;
            if !self.accompanied {
                self.accompanied = true;
                self.tell_others(hall);
            }
            return;
        }
        let writing = member.group().and_then(|group| self.writing_in(group));
        for message in [presence(self.accompanied, None)].into_iter().chain(writing) {
            hall.send(id, &Frame::of(&message));
        }
    }

    /// Somebody's connection is gone.
    pub(super) fn left(&mut self, hall: &Hall, seat: &Seat, now: Instant) {
        self.people_changed = true;
        match seat {
            Seat::Facilitator(_) if hall.desks().is_empty() => self.alone_since = Some(now),
            Seat::Participant(who) if hall.of(who).is_empty() => self.stops_writing(who),
            _ => {}
        }
    }

    /// Somebody writes somewhere, or nowhere any more.
    pub(super) fn writes(&mut self, member: &Member, sheet: Option<SheetId>) {
        let Seat::Participant(who) = &member.seat else { return };
        match member.group().cloned().zip(sheet) {
            Some(place) if self.writing.get(who) == Some(&place) => {}
            Some(place) => {
                self.groups_changed.insert(place.0.clone());
                self.writing.insert(who.clone(), place);
            }
            None => self.stops_writing(who),
        }
    }

    fn stops_writing(&mut self, who: &ParticipantId) {
        if let Some((group, _)) = self.writing.remove(who) {
            self.groups_changed.insert(group);
        }
    }

    /// People changed groups: what they wrote elsewhere is not shown any more.
    pub(super) fn moved(&mut self, hall: &Hall, groups: BTreeSet<GroupId>) {
        if self.writing.is_empty() {
            return;
        }
        let sits = |who: &ParticipantId, group: &GroupId| {
            hall.of(who).into_iter().filter_map(|id| hall.get(id)).any(|member| member.group() == Some(group))
        };
        self.writing.retain(|who, (group, _)| sits(who, group));
        self.groups_changed.extend(groups);
    }

    /// When there is next something to tell.
    pub(super) fn due(&self, hall: &Hall) -> Option<Instant> {
        let alone = self.alone_since.filter(|_| self.accompanied).map(|since| since + PATIENCE);
        let people = u32::try_from(hall.len()).unwrap_or(u32::MAX);
        let pause = PAUSE.max(PAUSE_PER_PERSON.saturating_mul(people));
        let changed = self.people_changed || !self.groups_changed.is_empty();
        let told = changed.then(|| self.told_at + pause);
        alone.into_iter().chain(told).min()
    }

    /// Tells what there is to tell.
    pub(super) fn tell(&mut self, hall: &mut Hall, now: Instant) {
        if self.due(hall).is_none_or(|due| due > now) {
            return;
        }
        if self.accompanied && self.alone_since.is_some_and(|since| since + PATIENCE <= now) {
            self.accompanied = false;
            self.tell_others(hall);
        }
        self.told_at = now;
        if std::mem::take(&mut self.people_changed) {
            let people = hall.people().cloned().collect();
            hall.send_to(hall.desks(), &presence(true, Some(people)));
        }
        for group in std::mem::take(&mut self.groups_changed) {
            let people =
                self.writing_in(&group).unwrap_or(ServerMessage::Writing { people: BTreeMap::new() });
            hall.send_to(hall.in_group(&group), &people);
        }
    }

    fn tell_others(&self, hall: &mut Hall) {
        hall.send_to(hall.others(), &presence(self.accompanied, None));
    }

    fn writing_in(&self, group: &GroupId) -> Option<ServerMessage> {
        let here = self.writing.iter().filter(|(_, (at, _))| at == group);
        let people: BTreeMap<_, _> = here.map(|(who, (_, sheet))| (who.clone(), sheet.clone())).collect();
        (!people.is_empty()).then_some(ServerMessage::Writing { people })
    }
}

fn presence(facilitator: bool, participants: Option<Vec<ParticipantId>>) -> ServerMessage {
    ServerMessage::Presence { facilitator, participants }
}
