//! What each audience was shown last, and what of it changed: one view, one patch and one encoding per layer
//! and batch, whatever the number of people.

use std::{collections::BTreeMap, mem, sync::Arc};

use crosstracks_protocol::{
    ids::{GroupId, ParticipantId},
    room::{Room, Shown, Touched},
    view::Audience,
    wire::Layer,
};
use smallvec::SmallVec;

use crate::frame::Frame;

/// One audience's layer.
struct Watched {
    shown: Shown,
    /// How many members are of the audience.
    viewers: usize,
}

/// The layers of a room that somebody looks at. Each is as the room was after the last [`refresh`](Self::refresh).
/// Of what people see of themselves nothing is kept: it is made of the room.
#[derive(Default)]
pub(crate) struct Fanout(BTreeMap<Audience, Watched>);

impl Fanout {
    /// Adds a viewer.
    pub(crate) fn watch(&mut self, room: &Room, audience: &Audience) {
        if matches!(audience, Audience::Own(_)) {
            return;
        }
        if let Some(watched) = self.0.get_mut(audience) {
            watched.viewers += 1;
        } else {
            self.0.insert(audience.clone(), Watched { shown: Shown::new(room, audience), viewers: 1 });
        }
    }

    /// Takes a viewer away; a layer that nobody looks at is forgotten.
    pub(crate) fn unwatch(&mut self, audience: &Audience) {
        if let Some(watched) = self.0.get_mut(audience) {
            watched.viewers -= 1;
            if watched.viewers == 0 {
                self.0.remove(audience);
            }
        }
    }

    /// A layer, whole, as JSON, of the room as it was at the last refresh. Empty if nobody looks at it.
    pub(crate) fn whole(&mut self, room: &Room, audience: &Audience) -> Arc<str> {
        match self.0.get_mut(audience) {
            Some(watched) => watched.shown.text(room, audience),
            None if matches!(audience, Audience::Own(_)) => Shown::new(room, audience).text(room, audience),
            None => Arc::from("{}"),
        }
    }

    /// Looks again at every layer that was touched, and says what changed. `is_here` tells who is connected.
    pub(crate) fn refresh(
        &mut self,
        room: &Room,
        touched: &Touched,
        is_here: impl Fn(&ParticipantId) -> bool,
    ) -> Changes {
        let mut changes = Changes::default();
        let mut look = |audience: &Audience, watched: &mut Watched| {
            if let Some(patch) = watched.shown.refresh(room, audience, touched) {
                changes.patches.insert(audience.clone(), patch);
            }
        };
        let mut one = |audience: Audience| {
            if let Some(watched) = self.0.get_mut(&audience) {
                look(&audience, watched);
            }
        };
        for audience in [Audience::Desk, Audience::Display, Audience::Shared] {
            if touched.has(&audience) {
                one(audience);
            }
        }
        if !touched.all_groups {
            touched.groups.iter().cloned().map(Audience::Group).for_each(&mut one);
        }
        // Audiences are in the order of their declaration: groups, then people.
        let first_group = Audience::Group(GroupId::new(""));
        let first_own = Audience::Own(ParticipantId::new(""));
        if touched.all_groups {
            self.0
                .range_mut(&first_group..&first_own)
                .for_each(|(audience, watched)| look(audience, watched));
        }
        for who in touched.own().filter(|who| is_here(who)) {
            if let Some(patch) = touched.own_patch(room, who) {
                changes.patches.insert(Audience::Own(who.clone()), patch);
            }
        }
        changes
    }
}

/// What changed in one batch, each layer encoded once; and the frames made of it, each made once.
#[derive(Default)]
pub(crate) struct Changes {
    patches: BTreeMap<Audience, String>,
    frames: BTreeMap<Parts, Frame>,
}

/// The layers of an update: hardly anybody sees more than three.
pub(crate) type Parts = SmallVec<[Part; 3]>;

/// One layer in an update.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// What changed.
    Patch(Audience),
    /// The layer anew.
    Whole(Audience),
    /// Nothing is in the layer any more.
    Empty(Layer),
}

impl Changes {
    /// Whether a layer changed.
    pub(crate) fn has(&self, audience: &Audience) -> bool {
        self.patches.contains_key(audience)
    }

    /// The layers that changed.
    pub(crate) fn audiences(&self) -> impl Iterator<Item = &Audience> {
        self.patches.keys()
    }

    /// The update with these parts; none if there are none. Members with the same parts share its bytes.
    pub(crate) fn frame(&mut self, room: &Room, fanout: &mut Fanout, parts: Parts) -> Option<Frame> {
        if parts.is_empty() {
            return None;
        }
        // Nobody else is sent it.
        if parts.iter().any(|part| matches!(part, Part::Patch(Audience::Own(_)))) {
            return Some(self.compose(room, fanout, &parts));
        }
        if let Some(frame) = self.frames.get(&parts) {
            return Some(frame.clone());
        }
        let frame = self.compose(room, fanout, &parts);
        self.frames.insert(parts, frame.clone());
        Some(frame)
    }

    fn compose(&self, room: &Room, fanout: &mut Fanout, parts: &[Part]) -> Frame {
        let (mut full, mut patch) = (Layers::default(), Layers::default());
        for part in parts {
            match part {
                Part::Patch(audience) => {
                    if let Some(change) = self.patches.get(audience) {
                        patch.add(audience.layer(), change);
                    }
                }
                Part::Whole(audience) => full.add(audience.layer(), &fanout.whole(room, audience)),
                Part::Empty(layer) => full.add(*layer, "{}"),
            }
        }
        let (full, patch) = (full.finish(), patch.finish());
        let mut pieces = SmallVec::<[&str; 6]>::from_slice(&[r#"{"type":"update""#]);
        for (name, layers) in [(r#","full":"#, &full), (r#","patch":"#, &patch)] {
            if let Some(layers) = layers {
                pieces.extend([name, layers]);
            }
        }
        pieces.push("}");
        Frame::joined(&pieces)
    }
}

/// A JSON object with layers that are encoded already.
#[derive(Default)]
pub(crate) struct Layers(String);

impl Layers {
    /// Adds a layer.
    pub(crate) fn add(&mut self, layer: Layer, json: &str) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        self.0.push('"');
        self.0.push_str(layer.name());
        self.0.push_str("\":");
        self.0.push_str(json);
    }

    /// The object; none without layers.
    pub(crate) fn finish(mut self) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        self.0.push('}');
        Some(mem::take(&mut self.0))
    }
}
