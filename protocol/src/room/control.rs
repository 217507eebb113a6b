//! What facilitators do with the agenda and the people.

use std::collections::BTreeSet;

use super::{
    Newcomer, Room,
    agenda::Item,
    decision::{Decision, Draft},
};
use crate::{
    command::{Command, Cursor, GroupsKind},
    event::Event,
    ids::{ItemId, ParticipantId},
    pack::Step,
    rejection::{Rejection, StateFault, Thing, Who},
    stamp::Stamp,
    view::{ItemState, Phase, Standing},
};

impl Room {
    pub(super) fn decide_desk(&self, command: &Command, stamp: Stamp) -> Result<Decision, Rejection> {
        let one = |event| Ok(Draft::after(self.seq).push(event).finish());
        let unless = |so: bool, event| if so { Ok(Decision::default()) } else { one(event) };
        match command {
            Command::LockJoining { on } => {
                unless(self.members.locked == *on, Event::JoiningLocked { on: *on })
            }
            Command::Admit { participant } | Command::Readmit { participant } => {
                self.change_standing(participant, Standing::In)
            }
            Command::Remove { participant } => self.change_standing(participant, Standing::Removed),
            Command::MarkLeft { participant } => match self.member(participant)?.standing {
                Standing::In => self.change_standing(participant, Standing::Left),
                // There is no seat to give up, and whoever has left may come back by themselves.
                Standing::Knocking | Standing::Left | Standing::Removed => Ok(Decision::default()),
            },
            Command::CorrectParticipant { participant, name, service, profession, modality } => {
                let card = Newcomer {
                    name: name.clone(),
                    service: service.clone(),
                    profession: profession.clone(),
                    modality: *modality,
                    device: None,
                };
                self.correct_card(participant, &card)
            }
            Command::SetBridge { participant, on } => {
                let member = self.member(participant)?;
                unless(member.bridge == *on, Event::BridgeSet { participant: participant.clone(), on: *on })
            }

            Command::Erase { participant } => self.erase(participant),
            Command::Redact { text } => self.redact(text),

            Command::Start {} => one(Event::Started),
            Command::Pause {} => one(Event::Paused),
            Command::Resume {} => one(Event::Resumed),
            Command::CloseRoom {} => Ok(self.close_room(stamp)),
            Command::SetFollowUp { opens_at } => self.set_follow_up(*opens_at, stamp),
            Command::Open { items } => self.open_items(items),
            Command::Close { items } => self.close_items(items, stamp),
            Command::Reopen { item } => self.reopen_item(item),
            Command::Reveal { item, part } => self.reveal(item, *part),
            Command::Unreveal { item } => match self.agenda.item(item.as_str()).state {
                ItemState::Revealed => one(Event::ItemUnrevealed { item: item.clone() }),
                _ => Err(Rejection::WrongState(StateFault::NothingShown)),
            },
            Command::Skip { items } => self.skip_items(items),
            Command::GoTo { cursor } => self.go_to(*cursor),
            Command::Extend { minutes } if *minutes == 0 || minutes.abs() > 60 => Err(Rejection::OutOfRange),
            Command::Extend { minutes } => one(Event::TimerExtended { minutes: *minutes }),
            Command::Undo {} if self.agenda.undo().is_none() => Err(Rejection::NothingToUndo),
            Command::Undo {} => one(Event::Undone),
            Command::ShowNames { on } => {
                unless(self.agenda.names_shown == *on, Event::NamesShown { on: *on })
            }
            Command::PickQuotes { quotes } => self.pick_quotes(quotes),
            Command::WithdrawQuote { quote } => self.withdraw_quote(quote),
            Command::ShowTable { item, table } => self.show_table(item, table),
            Command::SettleAction { action, standing, sponsor } => {
                self.settle_action(action, *standing, sponsor)
            }
            Command::ProposeGroups { kind: GroupsKind::Mixed, mend: true, .. } => self.propose_mended(stamp),
            Command::ProposeGroups { kind, seating, apart, together, .. } => {
                self.propose(*kind, *seating, apart, together, stamp)
            }
            Command::ApplyGroups {} => self.form_groups(),
            Command::DiscardGroups {} => match self.grouping.proposal {
                Some(_) => one(Event::GroupsDiscarded),
                None => Ok(Decision::default()),
            },
            Command::MoveParticipant { participant, group } => self.move_participant(participant, group),
            Command::MoveToPairing { group, pairing } => self.move_to_pairing(group, pairing),
            Command::NoteDebrief { item, verdict, note } => self.note_debrief(item, *verdict, note),
            // A participant's; access has refused them.
            _ => Err(Rejection::WrongRole { who: Who::Participant }),
        }
    }

    /// Somebody who is to be there.
    pub(super) fn member(&self, participant: &ParticipantId) -> Result<&super::members::Member, Rejection> {
        self.members.participants.get(participant).ok_or(Rejection::Unknown(Thing::Participant))
    }

    /// The states of items of this step, each of which must be one.
    fn states(&self, items: &[ItemId]) -> Result<Vec<Item>, Rejection> {
        let here = self.items_now();
        let distinct: BTreeSet<_> = items.iter().collect();
        if items.is_empty() || distinct.len() < items.len() || !items.iter().all(|item| here.contains(item)) {
            return Err(Rejection::Unknown(Thing::Item));
        }
        Ok(items.iter().map(|item| self.agenda.item(item.as_str())).collect())
    }

    fn open_items(&self, items: &[ItemId]) -> Result<Decision, Rejection> {
        let states = self.states(items)?;
        match self.step().step {
            Step::Plenary | Step::ReadOut => return Err(Rejection::NotNow),
            Step::Parts => self.is_next_part(items)?,
            _ => {}
        }
        let needs_groups =
            self.groups_now().filter(|_| !matches!(self.step().step, Step::Vote | Step::Personal));
        if needs_groups.is_some_and(|kind| self.grouping.formed(kind).is_none()) {
            return Err(Rejection::WrongState(StateFault::GroupsFirst));
        }
        if states.iter().any(|item| !matches!(item.state, ItemState::Locked | ItemState::Skipped)) {
            return Err(Rejection::WrongState(StateFault::AlreadyOpen));
        }
        Ok(Draft::after(self.seq).push(Event::ItemsOpened { items: items.to_vec() }).finish())
    }

    /// Parts of a case are opened one at a time, in their order.
    fn is_next_part(&self, items: &[ItemId]) -> Result<(), Rejection> {
        let ([part], parts) = (items, self.part_items()) else {
            return Err(Rejection::WrongState(StateFault::OtherPartFirst));
        };
        let state = |part: &ItemId| self.agenda.item(part.as_str()).state;
        if parts.iter().take_while(|other| *other != part).any(|other| state(other) == ItemState::Locked) {
            return Err(Rejection::WrongState(StateFault::OtherPartFirst));
        }
        if parts.iter().any(|other| other != part && self.agenda.item(other.as_str()).takes_answers()) {
            return Err(Rejection::WrongState(StateFault::CloseFirst));
        }
        Ok(())
    }

    fn close_items(&self, items: &[ItemId], stamp: Stamp) -> Result<Decision, Rejection> {
        if self.states(items)?.iter().any(|item| item.state != ItemState::Open) {
            return Err(Rejection::WrongState(StateFault::NotOpen));
        }
        let items = items.to_vec();
        let event = match self.settings.grace_ms {
            0 => Event::ItemsClosed { items },
            grace => Event::ItemsClosing { items, until: stamp.at.plus(grace) },
        };
        Ok(Draft::after(self.seq).push(event).finish())
    }

    fn reopen_item(&self, item: &ItemId) -> Result<Decision, Rejection> {
        // A quote or question can be opened again from any step that has it.
        let item_state = self.states(std::slice::from_ref(item))?.remove(0);
        if self.is_at(Step::Plenary) || self.is_at(Step::ReadOut) {
            return Err(Rejection::NotNow);
        }
        match item_state.state {
            ItemState::Closed | ItemState::Revealed | ItemState::Closing => {
                Ok(Draft::after(self.seq).push(Event::ItemsOpened { items: vec![item.clone()] }).finish())
            }
            ItemState::Open => Err(Rejection::WrongState(StateFault::AlreadyOpen)),
            ItemState::Locked | ItemState::Skipped => Err(Rejection::WrongState(StateFault::NotOpen)),
        }
    }

    fn reveal(&self, item: &ItemId, part: u8) -> Result<Decision, Rejection> {
        let state = self.states(std::slice::from_ref(item))?.remove(0);
        let parts = self.parts_of(item);
        if parts == 0 {
            return Err(Rejection::NotNow);
        }
        match state.state {
            ItemState::Closed | ItemState::Revealed => {}
            ItemState::Skipped => return Err(Rejection::WrongState(StateFault::LeftOut)),
            ItemState::Locked | ItemState::Open | ItemState::Closing => {
                return Err(Rejection::WrongState(StateFault::CloseFirst));
            }
        }
        if part != state.shown + 1 || part > parts {
            return Err(Rejection::WrongState(StateFault::OtherPartFirst));
        }
        Ok(Draft::after(self.seq).push(Event::ItemRevealed { item: item.clone(), part }).finish())
    }

    fn skip_items(&self, items: &[ItemId]) -> Result<Decision, Rejection> {
        let states = self.states(items)?;
        if states.iter().all(|item| item.state == ItemState::Skipped) {
            return Ok(Decision::default());
        }
        if states.iter().any(|item| item.state == ItemState::Revealed) {
            return Err(Rejection::AlreadyRevealed);
        }
        Ok(Draft::after(self.seq).push(Event::ItemsSkipped { items: items.to_vec() }).finish())
    }

    fn go_to(&self, to: Cursor) -> Result<Decision, Rejection> {
        let stage = self.preset().stages.get(to.stage).ok_or(Rejection::Unknown(Thing::Step))?;
        let step = stage.steps.get(to.step).ok_or(Rejection::Unknown(Thing::Step))?;
        let items = self.items_of(stage.activity, step.step).len();
        if to.item >= items.max(1) {
            return Err(Rejection::Unknown(Thing::Step));
        }
        if to == self.agenda.cursor {
            return Ok(Decision::default());
        }
        Ok(Draft::after(self.seq).push(Event::CursorMoved { to }).finish())
    }
}

impl Phase {
    /// Whether the session has started and not ended.
    pub fn is_running(self) -> bool {
        matches!(self, Self::Live | Self::Paused)
    }
}
