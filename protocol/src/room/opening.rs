//! Opening a room: what it is made of, and the first entries of its log.

use std::sync::Arc;

use super::{
    NotARoom, Room,
    decision::{Decision, Draft, NewText},
    place::StandIns,
    texts::Texts,
};
use crate::{
    command::Actor,
    event::{Entry, Event, Settings},
    ids::{FacilitatorId, RoomId, Seq},
    pack::Pack,
    rejection::{Rejection, Thing},
    stamp::{Chance, Stamp},
    text::TextKind,
};

/// What it takes to open a room.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The room's id, drawn by the server.
    pub room: RoomId,
    /// The materials. They were checked and have no error.
    pub pack: Arc<Pack>,
    /// What the opener chose.
    pub settings: Settings,
    /// The room's title.
    pub title: String,
    /// The opener's name.
    pub name: String,
}

impl Room {
    /// Opens a room: its first entries, and its first facilitator.
    ///
    /// # Errors
    /// A [`Rejection`] of the title or the name, or of a preset that the pack does not have or that has
    /// nothing to run.
    pub fn open(
        opening: Opening,
        stamp: Stamp,
    ) -> Result<(FacilitatorId, Vec<Entry>, Vec<NewText>), Rejection> {
        let Opening { room, pack, settings, title, name } = opening;
        if !can_run(&pack, &settings.preset) {
            return Err(Rejection::Unknown(Thing::Step));
        }
        let mut chance = Chance::new(stamp.seed);
        let facilitator = FacilitatorId::new(format!("f{:012x}", chance.draw() >> 16));
        let mut draft = Draft::after(Seq(0));
        let title = draft.text(TextKind::Title, None, &title)?;
        draft.push(Event::RoomOpened { room, pack, settings, title, seed: chance.draw() });
        let name = draft.text(TextKind::Name, None, &name)?;
        draft.push(Event::FacilitatorJoined { facilitator: facilitator.clone(), name });
        let Decision { events, texts, .. } = draft.finish();
        let entry = |(n, event)| Entry { seq: Seq(n), at: stamp.at, by: Actor::Server, command: None, event };
        Ok((facilitator, (1..).zip(events).map(entry).collect(), texts))
    }

    /// The room that a first entry opens.
    pub(super) fn opened(first: &Entry) -> Result<Self, NotARoom> {
        let Event::RoomOpened { room, pack, settings, title, seed } = &first.event else {
            return Err(NotARoom::NotOpened);
        };
        if !can_run(pack, &settings.preset) {
            return Err(NotARoom::NoPreset(settings.preset.clone()));
        }
        let mut opened = Self {
            id: room.clone(),
            code: String::new(),
            pack: Arc::clone(pack),
            settings: settings.clone(),
            title: *title,
            materials: "".into(),
            stand_ins: StandIns::of(pack, &settings.preset),
            seed: *seed,
            opened_at: first.at,
            seq: first.seq,
            at: first.at,
            members: Default::default(),
            agenda: Default::default(),
            grouping: Default::default(),
            survey: Default::default(),
            impressions: Default::default(),
            knowledge: Default::default(),
            case_study: Default::default(),
            follow_up: Default::default(),
            plans: Default::default(),
            points: Default::default(),
            debrief: Default::default(),
            reports: Default::default(),
            texts: Texts::default(),
            counts: Default::default(),
            done: Default::default(),
        };
        // Materials are maps with text keys and plain values, which JSON can always hold.
        opened.materials = serde_json::to_string(&opened.materials()).unwrap_or_default().into();
        Ok(opened)
    }
}

/// Whether there is such a preset, and a step in each of its stages.
fn can_run(pack: &Pack, preset: &str) -> bool {
    let preset = pack.agenda.presets.iter().find(|other| other.id.as_str() == preset);
    preset.is_some_and(|preset| {
        !preset.stages.is_empty() && preset.stages.iter().all(|stage| !stage.steps.is_empty())
    })
}
