//! A room's whole life: events make its state, commands make events, and everybody is shown their part.

use std::{collections::BTreeMap, sync::Arc};

pub mod access;
pub mod agenda;
mod alike;
mod arrival;
pub mod case_study;
mod control;
mod counts;
pub mod debrief;
pub mod decision;
mod door;
mod erasing;
pub mod follow_up;
pub mod grouping;
pub mod groups;
pub mod impressions;
pub mod knowledge;
pub mod members;
mod next;
mod opening;
mod own;
pub mod pairing;
mod place;
pub mod plans;
pub mod points;
mod progress;
pub mod replay;
mod reports;
mod show;
mod shown;
pub mod survey;
mod tally;
pub mod texts;
mod touched;

pub use alike::Alike;
pub use arrival::Newcomer;
pub use decision::{Decision, NewText};
pub use opening::Opening;
pub(crate) use show::number;
pub use shown::Shown;
pub(crate) use tally::{FEWEST_POOLED, Tally, services_stand_apart};
pub use touched::Touched;

use agenda::Agenda;
use case_study::CaseStudy;
use counts::{Counted, Counts};
use debrief::Debrief;
use follow_up::FollowUp;
use grouping::GroupingState;
use impressions::Impressions;
use knowledge::Knowledge;
use members::Members;
use place::StandIns;
use plans::Plans;
use points::Points;
use reports::Reports;
use survey::Survey;
use texts::Texts;

use crate::{
    command::{Actor, Command, CommandId},
    event::{Entry, Event, Settings},
    ids::{DeviceId, RoomId, Seq, TextId},
    pack::Pack,
    rejection::Rejection,
    stamp::{Stamp, Timestamp},
    view::{Audience, Phase, View},
};

/// The most devices that one person may send commands from. The last command of each is remembered for good:
/// were one forgotten, its resends would be done again.
const MAX_DEVICES: usize = 64;

/// A room. What replaying its log gives, together with the texts kept beside the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Room {
    pub(crate) id: RoomId,
    pub(crate) code: String,
    pub(crate) pack: Arc<Pack>,
    pub(crate) settings: Settings,
    pub(crate) title: TextId,
    /// What the pack says to everybody, as JSON: the same in every view as long as the room lives.
    materials: Arc<str>,
    stand_ins: StandIns,
    /// Chance that belongs to the room, for what must come out the same at every replay.
    pub(crate) seed: u64,
    pub(crate) opened_at: Timestamp,
    pub(crate) seq: Seq,
    pub(crate) at: Timestamp,
    pub(crate) members: Members,
    pub(crate) agenda: Agenda,
    pub(crate) grouping: GroupingState,
    pub(crate) survey: Survey,
    pub(crate) impressions: Impressions,
    pub(crate) knowledge: Knowledge,
    pub(crate) case_study: CaseStudy,
    pub(crate) follow_up: FollowUp,
    pub(crate) plans: Plans,
    pub(crate) points: Points,
    pub(crate) debrief: Debrief,
    reports: Reports,
    pub(crate) texts: Texts,
    pub(crate) counts: Counts,
    done: BTreeMap<Actor, BTreeMap<DeviceId, u64>>,
}

/// Why a log is not a room.
#[derive(Debug, thiserror::Error)]
pub enum NotARoom {
    /// It is empty, or begins with something else than the opening.
    #[error("the log does not begin with a room being opened")]
    NotOpened,
    /// The pack lacks what the opening names, or there is nothing in it to run.
    #[error("the room's pack has no preset {0} that can be run")]
    NoPreset(String),
    /// An entry is missing or stands twice.
    #[error("entry {found} follows entry {after}")]
    Gap {
        /// The last good entry.
        after: u64,
        /// What came next.
        found: u64,
    },
}

impl Room {
    /// The room that a log makes, with its texts.
    ///
    /// # Errors
    /// [`NotARoom`] when the log is not a whole room's.
    pub fn replay(entries: impl IntoIterator<Item = Entry>, texts: Texts) -> Result<Self, NotARoom> {
        let mut entries = entries.into_iter();
        let first = entries.next().ok_or(NotARoom::NotOpened)?;
        let mut room = Self::opened(&first)?;
        for entry in entries {
            if entry.seq != room.seq.next() {
                return Err(NotARoom::Gap { after: room.seq.0, found: entry.seq.0 });
            }
            room.apply(&entry);
        }
        room.texts = texts;
        Ok(room)
    }

    /// What a command comes to. Nothing changes yet.
    ///
    /// # Errors
    /// The [`Rejection`] that its sender is told.
    pub fn decide(
        &self,
        by: &Actor,
        expected: Option<u64>,
        command: &Command,
        stamp: Stamp,
    ) -> Result<Decision, Rejection> {
        access::check(self, by, expected, command, stamp.at)?;
        match by {
            Actor::Participant(me) => self.decide_own(me, command),
            Actor::Facilitator(_) | Actor::Server => self.decide_desk(command, stamp),
        }
    }

    /// Makes entries of what was decided, ready for the log.
    pub fn record(
        &self,
        events: Vec<Event>,
        by: &Actor,
        command: Option<&CommandId>,
        stamp: Stamp,
    ) -> Vec<Entry> {
        let at = stamp.at.max(self.at);
        let seqs = (self.seq.0 + 1..).map(Seq);
        let entry = |(seq, event)| Entry { seq, at, by: by.clone(), command: command.cloned(), event };
        seqs.zip(events).map(entry).collect()
    }

    /// Takes entries and the texts that came with them, and adds what they touch.
    pub fn commit(
        &mut self,
        entries: &[Entry],
        texts: &[NewText],
        dropped: &[TextId],
        touched: &mut Touched,
    ) {
        for entry in entries {
            touched.note_own(self, &entry.event);
        }
        for text in texts {
            self.texts.keep(text);
        }
        for text in dropped {
            self.texts.drop(*text);
        }
        for entry in entries {
            let before = touched::Before::of(self, &entry.event);
            self.apply(entry);
            touched.add(&before, self, &entry.event);
        }
    }

    /// Takes an entry. Total: it never fails and reads no clock.
    pub fn apply(&mut self, entry: &Entry) {
        let event = &entry.event;
        let looked_at = if matches!(event, Event::QuoteWithdrawn { .. }) { self.spotlight() } else { None };
        if self.changes_service(event) {
            // The seats of before would be in another service's group.
            self.agenda.forget_groups();
        }
        let counted = Counted::of(self, event);
        self.uncount(&counted);
        self.members_apply(entry);
        let around = self.around(entry);
        self.agenda.apply(entry, &mut self.grouping, around);
        self.grouping.apply(event);
        self.survey.apply(event);
        self.impressions.apply(event, &self.members);
        self.knowledge.apply(event);
        let k = self.k_service();
        self.case_study.apply(event, k);
        self.follow_up.apply(event);
        self.plans.apply(event);
        self.points.apply(event);
        self.debrief.apply(event);
        self.reports.apply(entry);
        self.look_at(looked_at);
        self.count(&counted);
        self.seq = entry.seq;
        self.at = entry.at;
        if let Some(command) = &entry.command {
            self.remember(&entry.by, command);
        }
    }

    /// The next moment at which something happens by itself.
    pub fn deadline(&self) -> Option<Timestamp> {
        match self.agenda.phase {
            Phase::Paused => None,
            Phase::Closed => self.follow_up.deadline(),
            Phase::Lobby | Phase::Live => self.agenda.deadline(),
        }
    }

    /// What happens by itself by this moment.
    pub fn expire(&self, stamp: Stamp) -> Decision {
        let events = match self.agenda.phase {
            Phase::Paused => Vec::new(),
            Phase::Closed => self.expire_follow_up(stamp.at).into_iter().collect(),
            Phase::Lobby | Phase::Live => {
                let items = self.agenda.due(stamp.at);
                if items.is_empty() { Vec::new() } else { vec![Event::ItemsClosed { items }] }
            }
        };
        Decision { events, ..Decision::default() }
    }

    /// A view as JSON.
    fn view_text(&self, audience: &Audience) -> String {
        show::text(self, audience)
    }

    /// What an audience may see, whole.
    pub fn view(&self, audience: &Audience) -> View {
        show::view(self, audience)
    }

    /// Whether a command, or a later one of the same device, took effect already.
    pub fn has_done(&self, by: &Actor, command: &CommandId) -> bool {
        self.last_done(by, &command.device) >= command.counter
    }

    /// The number of a device's last command that took effect; 0 if none did.
    pub fn last_done(&self, by: &Actor, device: &DeviceId) -> u64 {
        self.done.get(by).and_then(|devices| devices.get(device)).copied().unwrap_or(0)
    }

    /// Whether the room remembers this device's commands, or still can.
    pub fn has_place_for(&self, by: &Actor, device: &DeviceId) -> bool {
        self.done.get(by).is_none_or(|devices| devices.len() < MAX_DEVICES || devices.contains_key(device))
    }

    fn remember(&mut self, by: &Actor, command: &CommandId) {
        self.done.entry(by.clone()).or_default().insert(command.device.clone(), command.counter);
    }

    /// Which room.
    pub fn id(&self) -> &RoomId {
        &self.id
    }

    /// The number of the last event.
    pub fn seq(&self) -> Seq {
        self.seq
    }

    /// The moment of the last event.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// When the session started; when the room was opened, if it did not.
    pub fn began_at(&self) -> Timestamp {
        self.agenda.started_at.unwrap_or(self.opened_at)
    }

    /// The materials.
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// The people.
    pub fn members(&self) -> &Members {
        &self.members
    }

    /// The agenda.
    pub fn agenda(&self) -> &Agenda {
        &self.agenda
    }

    /// Where a participant's group view comes from now, if they sit in a group.
    pub fn group_now(&self, participant: &crate::ids::ParticipantId) -> Option<&crate::ids::GroupId> {
        self.group_of(participant).map(|group| &group.id)
    }

    /// Names the room's code, which is not in the log: codes are handed out anew.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<String>) -> Self {
        self.code = code.into();
        self
    }
}
