//! Those who are connected to a room, and what each of them is shown.

use std::collections::{BTreeMap, BTreeSet};

use crosstracks_protocol::{
    command::Role,
    ids::{GroupId, ParticipantId},
    room::{Room, Touched},
    stamp::Timestamp,
    view::Audience,
    wire::{GoodbyeCode, Layer},
};
use tokio::{sync::mpsc, time::Instant};

use super::{
    handle::Entrance,
    seat::{Member, MemberId, Place, Seat},
};
use crate::{
    fanout::{Fanout, Layers, Part, Parts},
    frame::Frame,
    outbox::{Drained, Goodbye, Outbox},
};

mod ears;
mod news;
mod sending;

use self::{ears::Ears, news::News, sending::catch_up};

/// The most connections of one person; the projector's link may be open on more screens.
const MAX_PLACES: usize = 16;
const MAX_DISPLAYS: usize = 64;

/// Members by their ids.
type Members = BTreeMap<MemberId, Member>;

/// Everybody who is connected.
pub(super) struct Hall {
    members: Members,
    ears: Ears,
    people: BTreeMap<ParticipantId, BTreeSet<MemberId>>,
    groups: BTreeMap<GroupId, BTreeSet<MemberId>>,
    desks: BTreeSet<MemberId>,
    displays: BTreeSet<MemberId>,
    fanout: Fanout,
    /// For whom something waits since the last flush.
    waiting: Vec<MemberId>,
    /// What everybody who is in the room is sent.
    news: News,
    ping_at: Instant,
    drained: mpsc::Sender<(MemberId, Drained)>,
}

impl Hall {
    /// An empty one. Sockets that were full come back through `drained`.
    pub(super) fn new(drained: mpsc::Sender<(MemberId, Drained)>, now: Instant) -> Self {
        Self {
            members: Members::new(),
            ears: Ears::default(),
            people: BTreeMap::new(),
            groups: BTreeMap::new(),
            desks: BTreeSet::new(),
            displays: BTreeSet::new(),
            fanout: Fanout::default(),
            waiting: Vec::new(),
            news: News::default(),
            ping_at: now,
            drained,
        }
    }

    /// Lets a connection in and shows it all it may see. Who the room does not know is sent away.
    pub(super) fn enter(&mut self, room: &Room, now: Timestamp, entrance: Entrance) -> bool {
        let Entrance { id, seat, device, outbox, next } = entrance;
        if !seat.is_known(room) {
            self.part(id, outbox, Goodbye::for_good(GoodbyeCode::BadToken));
            return false;
        }
        let place = match &seat {
            Seat::Participant(who) => {
                self.people.entry(who.clone()).or_default().insert(id);
                Place::of(room, who)
            }
            Seat::Facilitator(_) => {
                self.desks.insert(id);
                Place::default()
            }
            Seat::Display => {
                self.displays.insert(id);
                Place::default()
            }
        };
        if let Some(group) = &place.group {
            self.groups.entry(group.clone()).or_default().insert(id);
        }
        // The welcome holds all that has changed until now.
        let ear = self.ears.add(id, outbox, place.is_in, self.news.count());
        let member = Member { seat, device, place, ear };
        for audience in member.audiences() {
            self.fanout.watch(room, &audience);
        }
        let welcome = self.welcome(room, now, &member, next.as_deref());
        self.members.insert(id, member);
        self.send(id, &welcome);
        true
    }

    fn welcome(&mut self, room: &Room, now: Timestamp, member: &Member, next: Option<&str>) -> Frame {
        let mut views = Layers::default();
        for audience in member.audiences() {
            views.add(audience.layer(), &self.fanout.whole(room, &audience));
        }
        if matches!(member.seat, Seat::Participant(_)) {
            for (layer, is_shown) in
                [(Layer::Shared, member.place.is_in), (Layer::Group, member.place.group.is_some())]
            {
                if !is_shown {
                    views.add(layer, "{}");
                }
            }
        }
        let role = match member.seat.role() {
            Role::Facilitator => "facilitator",
            Role::Participant => "participant",
            Role::Display => "display",
        };
        let last = member.seat.actor().map_or(0, |actor| room.last_done(&actor, &member.device));
        let views = views.finish().unwrap_or_default();
        let (now, room) = (now.0, room.id());
        // Neither an id nor a token holds anything that JSON would escape.
        let next = next.map(|next| format!(r#""next":"{next}","#)).unwrap_or_default();
        Frame::text(&format!(
            r#"{{"type":"welcome","now":{now},"role":"{role}","room":"{room}","last":{last},{next}"views":{views}}}"#
        ))
    }

    /// The connection that a newer one of the same person pushes out.
    pub(super) fn crowded_out(&self, newest: MemberId) -> Option<MemberId> {
        let first = |ids: &BTreeSet<MemberId>, most| ids.first().copied().filter(|_| ids.len() > most);
        match &self.members.get(&newest)?.seat {
            Seat::Participant(who) => first(self.people.get(who)?, MAX_PLACES),
            Seat::Display => first(&self.displays, MAX_DISPLAYS),
            seat @ Seat::Facilitator(_) => {
                let is_theirs =
                    |id: &MemberId| self.members.get(id).is_some_and(|member| member.seat == *seat);
                first(&self.desks.iter().copied().filter(is_theirs).collect(), MAX_PLACES)
            }
        }
    }

    /// Lets go of a connection.
    pub(super) fn leave(&mut self, id: MemberId) -> Option<(Seat, Outbox)> {
        let member = self.members.remove(&id)?;
        let (outbox, moved) = self.ears.take(member.ear, &mut self.members)?;
        // The news may have passed the place that it comes to.
        if let Some(moved) = moved {
            catch_up(&self.news, &mut self.waiting, moved);
        }
        match &member.seat {
            Seat::Participant(who) => take_out(&mut self.people, who, id),
            Seat::Facilitator(_) => _ = self.desks.remove(&id),
            Seat::Display => _ = self.displays.remove(&id),
        }
        if let Some(group) = &member.place.group {
            take_out(&mut self.groups, group, id);
        }
        for audience in member.audiences() {
            self.fanout.unwatch(&audience);
        }
        Some((member.seat, outbox))
    }

    /// Shows everybody what changed for them, and says in which groups the connected people are others than before.
    pub(super) fn publish(&mut self, room: &Room, touched: &Touched) -> BTreeSet<GroupId> {
        let mut changes = self.fanout.refresh(room, touched, |who| self.people.contains_key(who));
        let moved = self.moved(room, touched);
        // Those for whom there is more than what everybody is shown, or something else.
        let mut some: Vec<MemberId> = moved.keys().copied().collect();
        for audience in changes.audiences() {
            some.extend(self.viewers(audience).into_iter().flatten());
        }
        some.sort_unstable();
        some.dedup();
        let mut groups = BTreeSet::new();
        let mut before = BTreeMap::new();
        for (id, place) in moved {
            groups.extend(place.group.clone());
            if let Some(old) = self.place(room, id, place) {
                groups.extend(old.group.clone());
                before.insert(id, old);
            }
        }
        let is_news = changes.has(&Audience::Shared);
        let heard = self.news.count() + u64::from(is_news);
        for id in some {
            let Some(member) = self.members.get(&id) else { continue };
            let parts = member.parts(&changes, before.get(&id));
            if let Some(frame) = changes.frame(room, &mut self.fanout, parts) {
                self.update(id, &frame, heard);
            }
        }
        if is_news {
            let part = Part::Patch(Audience::Shared);
            if let Some(frame) = changes.frame(room, &mut self.fanout, Parts::from_iter([part])) {
                self.news.add(frame);
            }
        }
        groups
    }

    /// The participants who sit elsewhere than their members were shown.
    fn moved(&self, room: &Room, touched: &Touched) -> BTreeMap<MemberId, Place> {
        let all = self.people.iter().filter(|_| touched.all_seats);
        let some = touched.seats.iter().filter_map(|who| self.people.get_key_value(who));
        let some = some.filter(|_| !touched.all_seats);
        let mut moved = BTreeMap::new();
        for (who, ids) in all.chain(some) {
            let place = Place::of(room, who);
            for id in ids {
                if self.members.get(id).is_some_and(|member| member.place != place) {
                    moved.insert(*id, place.clone());
                }
            }
        }
        moved
    }

    /// Seats a member elsewhere, and says where they were.
    fn place(&mut self, room: &Room, id: MemberId, place: Place) -> Option<Place> {
        let member = self.members.get_mut(&id)?;
        let before = std::mem::replace(&mut member.place, place.clone());
        if let Some(ear) = self.ears.of(&self.members, id) {
            catch_up(&self.news, &mut self.waiting, ear);
            ear.is_in = place.is_in;
        }
        if let Some(group) = &before.group {
            take_out(&mut self.groups, group, id);
        }
        if let Some(group) = &place.group {
            self.groups.entry(group.clone()).or_default().insert(id);
        }
        // In this order, so that a layer that stays is not forgotten in between.
        for audience in place.audiences() {
            self.fanout.watch(room, &audience);
        }
        for audience in before.audiences() {
            self.fanout.unwatch(&audience);
        }
        Some(before)
    }

    /// Those who see more than everybody does.
    fn viewers(&self, audience: &Audience) -> Option<&BTreeSet<MemberId>> {
        match audience {
            Audience::Shared => None,
            Audience::Group(group) => self.groups.get(group),
            Audience::Own(who) => self.people.get(who),
            Audience::Desk => Some(&self.desks),
            Audience::Display => Some(&self.displays),
        }
    }

    /// A connection.
    pub(super) fn get(&self, id: MemberId) -> Option<&Member> {
        self.members.get(&id)
    }

    /// How many are connected.
    pub(super) fn len(&self) -> usize {
        self.members.len()
    }

    /// The facilitators' connections.
    pub(super) fn desks(&self) -> Vec<MemberId> {
        self.desks.iter().copied().collect()
    }

    /// Everybody else's.
    pub(super) fn others(&self) -> Vec<MemberId> {
        self.people.values().flatten().chain(&self.displays).copied().collect()
    }

    /// The participants who are connected.
    pub(super) fn people(&self) -> impl Iterator<Item = &ParticipantId> {
        self.people.keys()
    }

    /// A participant's connections.
    pub(super) fn of(&self, who: &ParticipantId) -> Vec<MemberId> {
        self.people.get(who).into_iter().flatten().copied().collect()
    }

    /// The connections of a group's people.
    pub(super) fn in_group(&self, group: &GroupId) -> Vec<MemberId> {
        self.groups.get(group).into_iter().flatten().copied().collect()
    }
}

fn take_out<K: Ord + Clone>(index: &mut BTreeMap<K, BTreeSet<MemberId>>, key: &K, id: MemberId) {
    if let Some(ids) = index.get_mut(key) {
        ids.remove(&id);
        if ids.is_empty() {
            index.remove(key);
        }
    }
}
