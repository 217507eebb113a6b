//! What must hold: a room of its own, made of nothing but what the log was told to keep, and every command that was
//! sent. What the server appends, answers and shows is held against it.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use crosstracks_protocol::{
    command::{Actor, Command, CommandId},
    event::{Entry, Event},
    ids::{DeviceId, ItemId, TextId},
    room::{Decision, NewText, Room, Touched},
    stamp::Stamp,
    view::{Audience, Standing},
};
use crosstracks_server::{
    by_hand::{self, As},
    log::{Append, Row, TextRow},
};
use serde_json::Value;

use super::work::Views;

/// Something that must never be.
pub(super) type Violation = String;

/// A command's name in the log.
pub(super) type Origin = (Actor, DeviceId, u64);

/// What somebody must be shown after an event.
pub(super) struct Expected {
    head: u64,
    layers: BTreeMap<&'static str, Rc<Value>>,
}

/// The reference.
pub(super) struct Oracle {
    pub(super) room: Room,
    /// Every command that was sent, and how often its effect is in the log: never more than once.
    sent: BTreeMap<Origin, (Option<u64>, Command)>,
    done: BTreeSet<Origin>,
    /// Acknowledged commands that changed nothing.
    vain: BTreeSet<Origin>,
    /// Since when items close, in simulated time, and in which life of the server.
    closing: BTreeMap<ItemId, (u64, u32)>,
    devices: BTreeSet<DeviceId>,
    views: BTreeMap<Audience, Rc<Value>>,
}

impl Oracle {
    pub(super) fn new(room: Room) -> Self {
        Self {
            room,
            sent: BTreeMap::new(),
            done: BTreeSet::new(),
            vain: BTreeSet::new(),
            closing: BTreeMap::new(),
            devices: BTreeSet::new(),
            views: BTreeMap::new(),
        }
    }

    /// Notes a command when it is given.
    pub(super) fn is_given(&mut self, origin: Origin, expected: Option<u64>, command: Command) {
        self.sent.insert(origin, (expected, command));
    }

    /// Takes what became durable. Each command's events are what the command comes to, once; `acks` are the
    /// commands that are acknowledged with it.
    pub(super) fn takes(
        &mut self,
        append: Option<&Append>,
        acks: &[Origin],
        (now, life): (u64, u32),
    ) -> Result<(), Violation> {
        let mut unexplained: Vec<&Origin> = Vec::new();
        let rows = append.map_or(&[][..], |append| &append.rows);
        let in_log = |origin: &Origin, row: &Row| {
            row.origin.as_ref().is_some_and(|id| id.device == origin.1 && id.counter == origin.2)
        };
        for ack in acks.iter().filter(|ack| !self.done.contains(ack)) {
            if !rows.iter().any(|row| in_log(ack, row)) {
                unexplained.push(ack);
            }
        }
        if let Some(append) = append {
            if append.expected != self.room.seq() {
                return Err(format!("appended after {:?} and not {:?}", append.expected, self.room.seq()));
            }
            let mut dropped = Vec::new();
            let mut rest = &append.rows[..];
            while let Some(first) = rest.first() {
                self.explain(&mut unexplained);
                let is_next = |row: &&Row| row.part == 0;
                let length = 1 + rest[1..].iter().take_while(|row| !is_next(row)).count();
                let (decision, later) = rest.split_at(length);
                if first.part != 0 {
                    return Err(format!("events of no command: {decision:?}"));
                }
                dropped.extend(self.takes_decision(decision, &append.texts, (now, life))?);
                rest = later;
            }
            let told: BTreeSet<TextId> = append.removed_texts.iter().copied().collect();
            if told != dropped.iter().copied().collect() {
                return Err(format!("{told:?} were deleted, and not {dropped:?}"));
            }
            self.views.clear();
        }
        self.explain(&mut unexplained);
        match unexplained.first() {
            None => Ok(()),
            Some(ack) => Err(format!("{ack:?} was acknowledged and is not kept")),
        }
    }

    /// Commands that change nothing here and now may be acknowledged.
    fn explain(&mut self, acks: &mut Vec<&Origin>) {
        let (room, sent, vain) = (&self.room, &self.sent, &mut self.vain);
        acks.retain(|ack| {
            let Some((expected, command)) = sent.get(ack) else { return true };
            let stamp = Stamp { at: room.at(), seed: 0 };
            let changes =
                room.decide(&ack.0, *expected, command, stamp).map(|decision| decision.events.len());
            let is_vain = changes == Ok(0);
            if is_vain {
                vain.insert((*ack).clone());
            }
            !is_vain
        });
    }

    fn takes_decision(
        &mut self,
        rows: &[Row],
        texts: &[TextRow],
        (now, life): (u64, u32),
    ) -> Result<Vec<TextId>, Violation> {
        let entries = rows.iter().cloned().map(by_hand::entry).collect::<Result<Vec<Entry>, _>>();
        let entries = entries.map_err(|error| error.to_string())?;
        let Some(first) = entries.first() else { return Ok(vec![]) };
        let stamp = Stamp { at: first.at, seed: 0 };
        let reference = match &first.command {
            Some(id) => self.of_command(&first.by, id, stamp)?,
            None => self.of_server(&entries, stamp, (now, life))?,
        };
        let events = || entries.iter().map(|entry| &entry.event);
        if let Some(reference) = &reference
            && !events().eq(&reference.events)
        {
            let events: Vec<_> = events().collect();
            return Err(format!("{:?} came to {events:?}, and not {:?}", first.command, reference.events));
        }
        for event in events() {
            if let Event::ItemsClosing { items, .. } = event {
                self.closing.extend(items.iter().cloned().map(|item| (item, (now, life))));
            }
        }
        let brought = |text: &&TextRow| entries.iter().any(|entry| entry.seq.0 == text.id.0);
        let text = |text: &TextRow| NewText {
            id: text.id,
            owner: text.owner.as_deref().map(Into::into),
            body: text.body.clone(),
        };
        let texts: Vec<NewText> = texts.iter().filter(brought).map(text).collect();
        let dropped = match reference {
            Some(reference) if reference.texts != texts => {
                return Err(format!("{texts:?} were kept, and not {:?}", reference.texts));
            }
            Some(reference) => reference.dropped,
            None => vec![],
        };
        self.room.commit(&entries, &texts, &dropped, &mut Touched::default());
        Ok(dropped)
    }

    /// What a command comes to; nothing to compare with where chance has a say.
    fn of_command(
        &mut self,
        by: &Actor,
        id: &CommandId,
        stamp: Stamp,
    ) -> Result<Option<Decision>, Violation> {
        let origin = (by.clone(), id.device.clone(), id.counter);
        let Some((expected, command)) = self.sent.get(&origin) else {
            return Err(format!("{origin:?} took effect, and nobody sent it"));
        };
        let decision = self.room.decide(by, *expected, command, stamp);
        if !self.done.insert(origin.clone()) {
            return Err(format!("{origin:?} took effect twice"));
        }
        match (command, decision) {
            (_, Err(why)) => Err(format!("{origin:?} took effect, and had to be refused: {why}")),
            (Command::ProposeGroups { .. }, Ok(_)) => Ok(None),
            (_, Ok(decision)) => Ok(Some(decision)),
        }
    }

    /// What happens by itself happens in time, or at the door.
    fn of_server(
        &mut self,
        entries: &[Entry],
        stamp: Stamp,
        (now, life): (u64, u32),
    ) -> Result<Option<Decision>, Violation> {
        match &entries[0].event {
            Event::ItemsClosed { items } => {
                let grace = super::positions::GRACE;
                for item in items {
                    if let Some((since, then)) = self.closing.remove(item)
                        && life == then
                        && now < since + grace
                    {
                        return Err(format!("{item} closed {} ms early", since + grace - now));
                    }
                }
                Ok(Some(self.room.expire(stamp)))
            }
            Event::ParticipantJoined { device: Some(device), .. } => {
                if !self.devices.insert(device.clone()) {
                    return Err(format!("{device} joined twice"));
                }
                Ok(None)
            }
            other => Err(format!("the server did this of its own accord: {other:?}")),
        }
    }

    /// A refusal is true for good: nothing of it is in the log.
    pub(super) fn refuses(&self, origin: &Origin) -> Result<(), Violation> {
        if self.done.contains(origin) {
            return Err(format!("{origin:?} was refused, and is in the log"));
        }
        Ok(())
    }

    /// What somebody was told is done is in the log, unless there was nothing to do.
    pub(super) fn keeps(&self, origin: &Origin) -> Result<(), Violation> {
        if self.done.contains(origin) || self.vain.contains(origin) {
            return Ok(());
        }
        Err(format!("{origin:?} was acknowledged and is lost"))
    }

    /// All that somebody may see, and nothing else.
    pub(super) fn expected(&mut self, seat: &As) -> Expected {
        let audiences = match seat {
            As::Participant(who) => {
                let is_in = self.room.standing(who) == Some(Standing::In);
                let group = self.room.group_now(who).filter(|_| is_in).cloned();
                let shared = is_in.then_some(Audience::Shared);
                let groups = group.map(Audience::Group);
                shared.into_iter().chain(groups).chain([Audience::Own(who.clone())]).collect()
            }
            As::Facilitator(_) => vec![Audience::Desk],
            As::Display => vec![Audience::Display],
        };
        let mut layers = BTreeMap::new();
        for audience in audiences {
            let layer = audience.layer().name();
            let room = &self.room;
            let view = self.views.entry(audience).or_insert_with_key(|audience| Rc::new(room.view(audience)));
            layers.insert(layer, Rc::clone(view));
        }
        Expected { head: self.room.seq().0, layers }
    }
}

impl Expected {
    /// Holds what a client shows against it.
    pub(super) fn is_shown(&self, views: &Views) -> Result<(), Violation> {
        for (layer, expected) in &self.layers {
            let shown = views.get(*layer).unwrap_or(&Value::Null);
            if *shown != **expected {
                let difference = crosstracks_protocol::patch::diff(shown, expected);
                return Err(format!("{layer} is not what it was after {}: {difference:?}", self.head));
            }
        }
        let is_empty = |view: &Value| view.as_object().is_none_or(serde_json::Map::is_empty);
        match views.iter().find(|(layer, view)| !self.layers.contains_key(layer.as_str()) && !is_empty(view))
        {
            None => Ok(()),
            Some((layer, view)) => Err(format!("{layer} is none of theirs after {}: {view}", self.head)),
        }
    }
}
