//! Those who are connected to a room, and what each of them is shown.

use std::collections::{BTreeMap, BTreeSet};

use crosstracks_protocol::{
    command::Role,
    ids::{DeviceId, GroupId, ParticipantId},
    room::{Room, Touched},
    stamp::Timestamp,
    view::Audience,
    wire::{GoodbyeCode, Layer},
};
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::seat::{Member, MemberId, Place, Seat};
use crate::{
    fanout::{Fanout, Layers},
    outbox::{Goodbye, Outbox},
};

/// The most connections of one person; the projector's link may be open on more screens.
const MAX_PLACES: usize = 16;
const MAX_DISPLAYS: usize = 64;

/// Everybody who is connected.
#[derive(Default)]
pub(super) struct Hall {
    members: BTreeMap<MemberId, Member>,
    people: BTreeMap<ParticipantId, BTreeSet<MemberId>>,
    groups: BTreeMap<GroupId, BTreeSet<MemberId>>,
    desks: BTreeSet<MemberId>,
    displays: BTreeSet<MemberId>,
    fanout: Fanout,
}

impl Hall {
    /// Lets a connection in and shows it all it may see. Who the room does not know is sent away.
    pub(super) fn enter(
        &mut self,
        room: &Room,
        now: Timestamp,
        id: MemberId,
        seat: Seat,
        device: DeviceId,
        outbox: Outbox,
    ) -> bool {
        if !seat.is_known(room) {
            outbox.close(Goodbye::for_good(GoodbyeCode::BadToken));
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
        let member = Member { seat, device, outbox, place };
        for audience in member.audiences() {
            self.fanout.watch(room, &audience);
        }
        let welcome = self.welcome(room, now, &member);
        let is_there = member.outbox.welcome(welcome).is_ok();
        self.members.insert(id, member);
        is_there
    }

    fn welcome(&mut self, room: &Room, now: Timestamp, member: &Member) -> Utf8Bytes {
        let mut views = Layers::default();
        for audience in member.audiences() {
            views.add(audience.layer(), &self.fanout.whole(&audience));
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
        // An id holds nothing that JSON would escape.
        format!(
            r#"{{"type":"welcome","now":{now},"role":"{role}","room":"{room}","last":{last},"views":{views}}}"#
        )
        .into()
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
    pub(super) fn leave(&mut self, id: MemberId) -> Option<Member> {
        let member = self.members.remove(&id)?;
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
        Some(member)
    }

    /// Shows everybody what changed for them. Those who lag behind are let go, and returned.
    pub(super) fn publish(&mut self, room: &Room, touched: &Touched) -> Published {
        let mut published = Published::default();
        let mut changes = self.fanout.refresh(room, touched);
        let moved = self.moved(room, touched);
        let mut recipients: BTreeSet<MemberId> = moved.keys().copied().collect();
        for audience in changes.audiences() {
            recipients.extend(self.viewers(audience));
        }
        let mut before = BTreeMap::new();
        for (id, place) in moved {
            published.moved.extend(place.group.clone());
            if let Some(old) = self.place(room, id, place) {
                published.moved.extend(old.group.clone());
                before.insert(id, old);
            }
        }
        for id in recipients {
            let Some(member) = self.members.get(&id) else { continue };
            let parts = member.parts(&changes, before.get(&id));
            if let Some(frame) = changes.frame(&mut self.fanout, parts)
                && member.outbox.push(frame).is_err()
            {
                published.lagged.push(id);
            }
        }
        published
    }

    /// The participants who sit elsewhere than their members were shown.
    fn moved(&self, room: &Room, touched: &Touched) -> BTreeMap<MemberId, Place> {
        let all = self.people.iter().filter(|_| touched.all_seats);
        let some = touched.seats.iter().filter(|_| !touched.all_seats);
        let some = some.filter_map(|who| self.people.get_key_value(who));
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

    fn viewers(&self, audience: &Audience) -> Vec<MemberId> {
        let of = |ids: Option<&BTreeSet<MemberId>>| ids.into_iter().flatten().copied().collect();
        match audience {
            Audience::Shared => self.people.values().flatten().copied().collect(),
            Audience::Group(group) => of(self.groups.get(group)),
            Audience::Own(who) => of(self.people.get(who)),
            Audience::Desk => of(Some(&self.desks)),
            Audience::Display => of(Some(&self.displays)),
        }
    }

    /// A connection.
    pub(super) fn get(&self, id: MemberId) -> Option<&Member> {
        self.members.get(&id)
    }

    /// Sends a frame to a connection, and says whether it took it.
    pub(super) fn send(&self, id: MemberId, frame: Utf8Bytes) -> bool {
        self.members.get(&id).is_none_or(|member| member.outbox.push(frame).is_ok())
    }

    /// Says goodbye to a connection, and lets it go.
    pub(super) fn dismiss(&mut self, id: MemberId, goodbye: Goodbye) -> Option<Seat> {
        let member = self.leave(id)?;
        member.outbox.close(goodbye);
        Some(member.seat)
    }

    /// Says goodbye to everybody.
    pub(super) fn dismiss_all(&mut self, mut goodbye: impl FnMut() -> Goodbye) {
        for member in std::mem::take(self).members.into_values() {
            member.outbox.close(goodbye());
        }
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

/// What came of showing a batch.
#[derive(Debug, Default)]
pub(super) struct Published {
    /// Connections that are too far behind.
    pub(super) lagged: Vec<MemberId>,
    /// Groups whose connected people are others than before.
    pub(super) moved: BTreeSet<GroupId>,
}

fn take_out<K: Ord + Clone>(index: &mut BTreeMap<K, BTreeSet<MemberId>>, key: &K, id: MemberId) {
    if let Some(ids) = index.get_mut(key) {
        ids.remove(&id);
        if ids.is_empty() {
            index.remove(key);
        }
    }
}
