//! Where a room is on its agenda, and which items are there.

use super::{Room, agenda::Around, grouping::GroupingState, pairing};
use crate::{
    command::Cursor,
    event::{Entry, Event},
    ids::ItemId,
    pack::{Activity, ImpressionsMode, Instrument, InstrumentStage, Pack, Preset, StagePlan, Step, StepPlan},
};

/// Items that stand for something that is no question or quote of the pack.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct StandIns {
    talk: ItemId,
    surprise: ItemId,
    personal: ItemId,
    together: ItemId,
}

impl StandIns {
    /// Those of a preset: each is called after its stage.
    pub(super) fn of(pack: &Pack, preset: &str) -> Self {
        let stages = &preset_of(pack, preset).stages;
        let item = |activity, else_stage: &str, part: &str| {
            let stage = stages.iter().find(|stage| stage.activity == activity);
            ItemId::new(format!("{}.{part}", stage.map_or(else_stage, |stage| stage.id.as_str())))
        };
        Self {
            talk: item(Activity::Impressions, "impressions", "talk"),
            surprise: item(Activity::Impressions, "impressions", "surprise"),
            personal: item(Activity::Plans, "plans", "personal"),
            together: item(Activity::Plans, "plans", "together"),
        }
    }
}

impl Room {
    pub(crate) fn preset(&self) -> &Preset {
        preset_of(&self.pack, &self.settings.preset)
    }

    pub(crate) fn stage(&self) -> &StagePlan {
        let stages = &self.preset().stages;
        &stages[self.agenda.cursor.stage.min(stages.len() - 1)]
    }

    pub(crate) fn step(&self) -> &StepPlan {
        let steps = &self.stage().steps;
        &steps[self.agenda.cursor.step.min(steps.len() - 1)]
    }

    /// Whether a step is the one where the room is.
    pub(crate) fn is_at(&self, step: Step) -> bool {
        self.step().step == step
    }

    /// The item that stands for the tables' talk.
    pub(crate) fn talk_item(&self) -> ItemId {
        self.stand_ins.talk.clone()
    }

    /// The item that stands for the closing lines.
    pub(crate) fn surprise_item(&self) -> ItemId {
        self.stand_ins.surprise.clone()
    }

    /// The item that stands for everybody's own plans.
    pub(crate) fn personal_item(&self) -> ItemId {
        self.stand_ins.personal.clone()
    }

    /// The item that stands for what the tables agree on.
    pub(crate) fn together_item(&self) -> ItemId {
        self.stand_ins.together.clone()
    }

    /// The instrument of this room's feedback stage.
    pub(crate) fn feedback_instrument(&self) -> Option<&Instrument> {
        let stage = self.preset().stages.iter().find(|stage| stage.activity == Activity::Feedback)?;
        self.pack.feedback_of(stage)
    }

    /// Whether the quotes are taken one after another.
    pub(crate) fn one_by_one(&self) -> bool {
        self.pack.impressions.mode == ImpressionsMode::OneByOne
    }

    /// The items of a step, in order.
    pub(crate) fn items_of(&self, activity: Activity, step: Step) -> Vec<ItemId> {
        match (activity, step) {
            (_, Step::Baseline) => {
                let baseline = self.pack.instrument_at(InstrumentStage::Baseline);
                baseline.into_iter().map(|instrument| instrument.id.clone()).collect()
            }
            (_, Step::Form) => self.feedback_instrument().map(|one| one.id.clone()).into_iter().collect(),
            (_, Step::Vote | Step::Reveal) => self.live_quotes(),
            (_, Step::Talk) if self.one_by_one() => Vec::new(),
            (_, Step::Talk) => vec![self.talk_item()],
            (_, Step::Surprise) => vec![self.surprise_item()],
            (_, Step::Write | Step::Harvest) => {
                self.questions().iter().map(|question| question.id.clone()).collect()
            }
            (_, Step::Exchange) => {
                let met = self.grouping.pairings.iter().filter(|pairing| !pairing.groups.is_empty());
                met.map(|pairing| ItemId::new(pairing.id.as_str())).collect()
            }
            (_, Step::Parts) => self.part_items(),
            (_, Step::Plenary) => self.lens_items(),
            (_, Step::Personal) => vec![self.personal_item()],
            (_, Step::Together) => vec![self.together_item()],
            (_, Step::ReadOut) => self.actions_to_read(),
            (
                _,
                Step::Welcome | Step::Match | Step::Pause | Step::Brief | Step::Rehearse | Step::TakeAway,
            ) => Vec::new(),
        }
    }

    /// The items of the step where the room is.
    pub(crate) fn items_now(&self) -> Vec<ItemId> {
        self.items_of(self.stage().activity, self.step().step)
    }

    /// Whether an item is one of the step where the room is.
    pub(crate) fn is_item_now(&self, item: &ItemId) -> bool {
        match self.step().step {
            // There is one for every few people.
            Step::Exchange => {
                self.grouping.pairing(item.as_str()).is_some_and(|pairing| !pairing.groups.is_empty())
            }
            _ => self.items_now().contains(item),
        }
    }

    /// Whether the step takes its items one by one, with the cursor on one of them.
    pub(crate) fn walks(&self) -> bool {
        match self.step().step {
            Step::Reveal | Step::Harvest | Step::Parts | Step::Plenary | Step::ReadOut => true,
            Step::Vote => self.one_by_one(),
            _ => false,
        }
    }

    /// The item that the room looks at, in a step that takes them one by one.
    pub(crate) fn spotlight(&self) -> Option<ItemId> {
        if !self.walks() {
            return None;
        }
        let items = self.items_now();
        items.get(self.agenda.cursor.item.min(items.len().saturating_sub(1))).cloned()
    }

    /// How many parts the items of this step have to show; where they differ, the one that the room looks at.
    pub(crate) fn parts(&self) -> u8 {
        match self.step().step {
            Step::Parts => self.spotlight().map_or(0, |item| self.parts_of(&item)),
            // Here a table is shown instead.
            Step::Plenary => 0,
            Step::Reveal => 3,
            Step::Vote if self.one_by_one() => 3,
            Step::Harvest => 2,
            Step::Surprise => 1,
            _ => 0,
        }
    }

    /// How many parts an item has to show in this step.
    pub(crate) fn parts_of(&self, item: &ItemId) -> u8 {
        match self.part(item).filter(|_| self.is_at(Step::Parts)) {
            Some((_, part)) => u8::from(part.poll.is_some() || part.reveal_note.is_some()),
            None => self.parts(),
        }
    }

    /// What the agenda is told about an entry before it takes it.
    pub(super) fn around(&self, entry: &Entry) -> Around<impl Fn(Cursor, &GroupingState) -> u32 + use<>> {
        let pack = std::sync::Arc::clone(&self.pack);
        let preset = self.settings.preset.clone();
        // Items that are taken one by one share the time of their step.
        let shared = matches!(entry.event, Event::ItemsOpened { .. })
            && self.walks()
            // Each part of a case has a time of its own.
            && !self.is_at(Step::Parts)
            && self.items_now().iter().any(|item| self.agenda.item(item.as_str()).opened);
        Around {
            minutes: move |cursor, grouping: &GroupingState| {
                minutes_of(&pack, preset_of(&pack, &preset), cursor, grouping)
            },
            follows: entry.command.as_ref().is_some_and(|command| self.has_done(&entry.by, command)),
            restarts: !shared,
        }
    }

    /// Keeps the room at the item that it looked at, whatever became of those before it.
    pub(super) fn look_at(&mut self, item: Option<ItemId>) {
        if let Some(place) = item.and_then(|item| self.items_now().iter().position(|other| *other == item)) {
            self.agenda.cursor.item = place;
        }
    }
}

/// The preset of that name, or the first: an opening with another name is refused before a room is made of it.
fn preset_of<'a>(pack: &'a Pack, id: &str) -> &'a Preset {
    let presets = &pack.agenda.presets;
    presets.iter().find(|preset| preset.id.as_str() == id).unwrap_or(&presets[0])
}

/// How long a step is meant to take; an exchange takes longer for everybody once a pairing has more than two
/// groups. The parts of a case share their step's time.
fn minutes_of(pack: &Pack, preset: &Preset, cursor: Cursor, grouping: &GroupingState) -> u32 {
    let step = preset.stages.get(cursor.stage).and_then(|stage| stage.steps.get(cursor.step));
    let minutes = step.map_or(0, |step| u32::from(step.minutes));
    match step.map(|step| step.step) {
        Some(Step::Exchange) => pairing::exchange_minutes(minutes, &grouping.pairings),
        Some(Step::Parts) => {
            let parts = pack.case_in(preset).and_then(|case| u32::try_from(case.parts.len()).ok());
            minutes / parts.unwrap_or(1).max(1)
        }
        _ => minutes,
    }
}
