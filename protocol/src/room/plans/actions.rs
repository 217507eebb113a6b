//! What tables will do: actions, part by part, so that several people can write at once.

use std::collections::{BTreeMap, BTreeSet};

use super::Room;
use crate::{
    action::{ActionField, ActionWarning, PlanStanding},
    event::Event,
    ids::{GroupId, ItemId, ParticipantId, ServiceId, TextId},
    pack::Date,
    rejection::{Limit, Rejection, StateFault, Thing},
    room::decision::{Decision, Draft},
    text::TextKind,
    view::ItemState,
};

/// An action of a table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Action {
    pub(crate) group: GroupId,
    /// Its place among its table's, from 1; kept when others go.
    pub(crate) number: u32,
    pub(crate) standing: PlanStanding,
    pub(crate) sponsor: Option<TextId>,
    parts: BTreeMap<ActionField, Part>,
}

/// A part of an action.
#[derive(Debug, Clone, Default, PartialEq)]
struct Part {
    text: Option<TextId>,
    revision: u32,
}

impl Action {
    /// What a part says, if it says something.
    pub(crate) fn text(&self, field: &ActionField) -> Option<TextId> {
        self.parts.get(field)?.text
    }

    /// The parts that were ever written, with their revisions.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (&ActionField, Option<TextId>, u32)> {
        self.parts.iter().map(|(field, part)| (field, part.text, part.revision))
    }

    /// The services that have an owner, with what they are called.
    pub(crate) fn owners(&self) -> impl Iterator<Item = (&ServiceId, TextId)> {
        self.parts.iter().filter_map(|(field, part)| match field {
            ActionField::Owner(service) => Some((service, part.text?)),
            _ => None,
        })
    }

    fn revision(&self, field: &ActionField) -> u32 {
        self.parts.get(field).map_or(0, |part| part.revision)
    }

    fn write(&mut self, field: ActionField, text: Option<TextId>) {
        let part = self.parts.entry(field).or_default();
        part.text = text;
        part.revision += 1;
    }

    fn texts(&self) -> impl Iterator<Item = TextId> {
        self.parts.values().filter_map(|part| part.text).chain(self.sponsor)
    }
}

/// The actions of all tables.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Actions {
    by_group: BTreeMap<GroupId, BTreeMap<ItemId, Action>>,
    places: BTreeMap<ItemId, GroupId>,
    last_number: BTreeMap<GroupId, u32>,
}

impl Actions {
    /// The tables that have any.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &GroupId> {
        self.by_group.iter().filter(|(_, actions)| !actions.is_empty()).map(|(group, _)| group)
    }

    /// The actions of a table.
    pub(crate) fn of(&self, table: &GroupId) -> impl Iterator<Item = (&ItemId, &Action)> {
        self.by_group.get(table).into_iter().flatten()
    }

    /// The actions of a table in the order in which they were added.
    pub(crate) fn in_order(&self, table: &GroupId) -> Vec<(&ItemId, &Action)> {
        let mut actions: Vec<_> = self.of(table).collect();
        actions.sort_by_key(|(_, action)| action.number);
        actions
    }

    /// An action by its id.
    pub(crate) fn get(&self, id: &ItemId) -> Option<&Action> {
        self.by_group.get(self.places.get(id)?)?.get(id)
    }

    fn get_mut(&mut self, id: &ItemId) -> Option<&mut Action> {
        self.by_group.get_mut(self.places.get(id)?)?.get_mut(id)
    }

    fn next_number(&self, table: &GroupId) -> u32 {
        self.last_number.get(table).map_or(1, |last| last + 1)
    }

    pub(super) fn apply(&mut self, event: &Event) {
        match event {
            Event::ActionAdded { action, group, text, .. } => {
                let number = self.next_number(group);
                let mut new = Action {
                    group: group.clone(),
                    number,
                    standing: PlanStanding::default(),
                    sponsor: None,
                    parts: BTreeMap::new(),
                };
                new.write(ActionField::Action, Some(*text));
                self.last_number.insert(group.clone(), number);
                self.places.insert(action.clone(), group.clone());
                self.by_group.entry(group.clone()).or_default().insert(action.clone(), new);
            }
            Event::ActionWritten { action, field, text, .. } => {
                if let Some(found) = self.get_mut(action) {
                    found.write(field.clone(), *text);
                }
            }
            Event::ActionRemoved { action } => {
                if let Some(actions) =
                    self.places.remove(action).and_then(|group| self.by_group.get_mut(&group))
                {
                    actions.remove(action);
                }
            }
            Event::ActionSettled { action, standing, sponsor } => {
                if let Some(found) = self.get_mut(action) {
                    found.standing = *standing;
                    found.sponsor = *sponsor;
                }
            }
            _ => {}
        }
    }
}

impl ActionField {
    /// What kind of text it is.
    fn kind(&self) -> TextKind {
        match self {
            Self::Action | Self::FirstStep | Self::Measure => TextKind::Point,
            Self::Owner(_) | Self::By | Self::MustAgree => TextKind::Line,
        }
    }
}

impl Room {
    pub(crate) fn add_action(&self, me: &ParticipantId, text: &str) -> Result<Decision, Rejection> {
        let group = &self.group_of(me).ok_or(Rejection::NoGroup)?.id;
        let actions = &self.plans.actions;
        if actions.of(group).count() >= usize::from(self.pack.limits.collective) {
            return Err(Rejection::Full(Limit::Actions));
        }
        let mut draft = Draft::after(self.seq);
        let text = draft.text(TextKind::Point, Some(me), text)?;
        let action = ItemId::new(format!("{group}.action_{}", actions.next_number(group)));
        draft.push(Event::ActionAdded { action, group: group.clone(), author: me.clone(), text });
        Ok(draft.finish())
    }

    pub(crate) fn write_action(
        &self,
        me: &ParticipantId,
        action: &ItemId,
        field: &ActionField,
        text: &str,
        revision: u32,
    ) -> Result<Decision, Rejection> {
        let found = self.action_at(action, field, revision)?;
        if matches!(field, ActionField::Owner(service) if self.pack.service(service).is_none()) {
            return Err(Rejection::Unknown(Thing::Service));
        }
        let mut draft = Draft::after(self.seq);
        let new = match field {
            // An action that says nothing is taken away instead.
            ActionField::Action => Some(draft.text(field.kind(), Some(me), text)?),
            _ => draft.text_or_none(field.kind(), Some(me), text)?,
        };
        let words = draft.body(new);
        if *field == ActionField::By && words.is_some_and(|day| day.parse::<Date>().is_err()) {
            return Err(Rejection::OutOfRange);
        }
        let old = found.text(field);
        if words == old.map(|old| self.texts.get(old)) {
            return Ok(Decision::default());
        }
        let (action, field, author) = (action.clone(), field.clone(), me.clone());
        draft.push(Event::ActionWritten { action, field, author, text: new });
        Ok(draft.drop_text(old).finish())
    }

    pub(crate) fn remove_action(&self, action: &ItemId, revision: u32) -> Result<Decision, Rejection> {
        let found = self.action_at(action, &ActionField::Action, revision)?;
        let mut draft = Draft::after(self.seq);
        draft.push(Event::ActionRemoved { action: action.clone() });
        found.texts().for_each(|text| {
            draft.drop_text(Some(text));
        });
        Ok(draft.finish())
    }

    fn action_at(&self, id: &ItemId, field: &ActionField, revision: u32) -> Result<&Action, Rejection> {
        let action = self.plans.actions.get(id).ok_or(Rejection::Unknown(Thing::Action))?;
        if action.revision(field) == revision { Ok(action) } else { Err(Rejection::StalePlan) }
    }

    pub(crate) fn settle_action(
        &self,
        id: &ItemId,
        standing: PlanStanding,
        sponsor: &str,
    ) -> Result<Decision, Rejection> {
        let found = self.plans.actions.get(id).ok_or(Rejection::Unknown(Thing::Action))?;
        if !self.is_submitted() {
            return Err(Rejection::WrongState(StateFault::CloseFirst));
        }
        if self.agenda.item(id.as_str()).state == ItemState::Skipped {
            return Err(Rejection::WrongState(StateFault::LeftOut));
        }
        let mut draft = Draft::after(self.seq);
        let new = draft.text_or_none(TextKind::Line, None, sponsor)?;
        let same = draft.body(new) == found.sponsor.map(|old| self.texts.get(old));
        if same && found.standing == standing {
            return Ok(Decision::default());
        }
        draft.push(Event::ActionSettled { action: id.clone(), standing, sponsor: new });
        Ok(draft.drop_text(found.sponsor).finish())
    }

    /// What a table may want to look at again before it hands an action in.
    pub(crate) fn warnings(&self, action: &Action) -> Vec<ActionWarning> {
        let mut warnings = Vec::new();
        let words = action.text(&ActionField::Action).map_or("", |text| self.texts.get(text));
        let vague = self.pack.action_prompts.as_ref().and_then(|prompts| prompts.vague_opening(words));
        warnings.extend(vague.map(|words| ActionWarning::Vague { words: words.to_owned() }));
        if action.text(&ActionField::By).is_none() {
            warnings.push(ActionWarning::NoDate {});
        }
        let services: BTreeSet<&ServiceId> = action.owners().map(|(service, _)| service).collect();
        match services.first() {
            None => warnings.push(ActionWarning::NoOwner {}),
            Some(service) if services.len() == 1 => {
                warnings.push(ActionWarning::OneService { service: (*service).clone() });
            }
            Some(_) => {}
        }
        warnings
    }
}
