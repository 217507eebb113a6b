//! Which parts of which views an event can change, so that the others need not be looked at.
//!
//! An event may touch more than it changes, never less; a test holds this against the views themselves.

mod before;
mod events;
mod own;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use self::before::Before;
use super::{
    Room,
    show::{DeskField, DeskPart, DisplayField, DisplayPart, OwnPart, SharedField, SharedPart, StagePart},
    shown::Telling,
};
use crate::{
    command::GroupsKind,
    ids::{GroupId, ItemId, ParticipantId},
    pack::{Activity, Step},
    view::Audience,
};

/// The fewest people of whom a group's view depends on how many there are: a service from which fewer come
/// can be told by what it says, and with fewer a session does not start.
const FEW: usize = 5;

/// The views that events may have changed, and the people whom they may have seated elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    shared: BTreeSet<SharedPart>,
    desk: BTreeSet<DeskPart>,
    display: BTreeSet<DisplayPart>,
    /// Everything that groups see.
    pub all_groups: bool,
    /// What these groups see.
    pub groups: BTreeSet<GroupId>,
    /// What these people see of themselves: parts of it, each with what it was before, as JSON.
    own: BTreeMap<ParticipantId, Vec<(OwnPart, Option<String>)>>,
    /// Where everybody sits.
    pub all_seats: bool,
    /// Where these people sit, or whether they are in.
    pub seats: BTreeSet<ParticipantId>,
}

impl Touched {
    /// Whether what every participant sees can have changed.
    pub fn shared(&self) -> bool {
        !self.shared.is_empty()
    }

    /// Whether what facilitators see can have changed.
    pub fn desk(&self) -> bool {
        !self.desk.is_empty()
    }

    /// Whether what the projector shows can have changed.
    pub fn display(&self) -> bool {
        !self.display.is_empty()
    }

    /// Whether what an audience sees can have changed.
    pub fn has(&self, audience: &Audience) -> bool {
        match audience {
            Audience::Shared => self.shared(),
            Audience::Group(group) => self.all_groups || self.groups.contains(group),
            Audience::Own(me) => self.own.contains_key(me),
            Audience::Desk => self.desk(),
            Audience::Display => self.display(),
        }
    }

    /// Puts every part that was touched into an audience's view. What holds others comes before them.
    pub(super) fn tell(&self, room: &Room, audience: &Audience, to: &mut Telling<'_>) {
        match audience {
            Audience::Shared => {
                let is_made = |field| self.shared.contains(&SharedPart::Field(field));
                let parts = self.shared.iter().filter(|part| !part.field().is_some_and(is_made));
                parts.for_each(|part| part.tell(room, to));
            }
            Audience::Display => {
                let is_made = |field| self.display.contains(&DisplayPart::Field(field));
                let parts = self.display.iter().filter(|part| !part.field().is_some_and(is_made));
                parts.for_each(|part| part.tell(room, to));
            }
            Audience::Desk => {
                let is_made = |field| self.desk.contains(&DeskPart::Field(field));
                let parts = self.desk.iter().filter(|part| !part.field().is_some_and(is_made));
                parts.for_each(|part| part.tell(room, to));
            }
            Audience::Group(_) | Audience::Own(_) => {}
        }
    }

    fn share(&mut self, field: SharedField) {
        self.shared.insert(SharedPart::Field(field));
    }

    fn project(&mut self, field: DisplayField) {
        self.display.insert(DisplayPart::Field(field));
    }

    fn desks(&mut self, fields: &[DeskField]) {
        self.desk.extend(fields.iter().map(|field| DeskPart::Field(*field)));
    }

    /// A part of the stage's activity, which participants and the projector see.
    fn stage(&mut self, part: StagePart) {
        self.shared.insert(SharedPart::Stage(part.clone()));
        self.display.insert(DisplayPart::Stage(part));
    }

    /// All that is shown to anybody.
    fn everything(&mut self) {
        SharedField::ALL.iter().for_each(|field| self.share(*field));
        DisplayField::ALL.iter().for_each(|field| self.project(*field));
        self.desks(DeskField::ALL);
        self.all_groups = true;
    }

    /// All that is shown of activities.
    fn activities(&mut self) {
        use {DisplayField as D, SharedField as S};
        [S::arrival, S::impressions, S::knowledge, S::case_study, S::plans, S::feedback]
            .into_iter()
            .for_each(|field| self.share(field));
        [D::arrival, D::impressions, D::knowledge, D::case_study, D::plans]
            .into_iter()
            .for_each(|field| self.project(field));
        self.desks(&[DeskField::quotes, DeskField::questions, DeskField::talk_quotes, DeskField::surprises]);
        self.desks(&[DeskField::case_study, DeskField::plans]);
    }

    /// All that is shown of the case.
    fn case_study(&mut self) {
        self.share(SharedField::case_study);
        self.project(DisplayField::case_study);
        self.desks(&[DeskField::case_study]);
    }

    /// When the follow-up is and what it asks.
    fn follow_up(&mut self) {
        self.share(SharedField::feedback);
        self.share(SharedField::follow_up);
        self.desks(&[DeskField::follow_up]);
    }

    /// All that is shown of the plans.
    fn plans(&mut self) {
        self.share(SharedField::plans);
        self.project(DisplayField::plans);
        self.desks(&[DeskField::plans]);
    }

    /// Where the room is, with the step's time.
    fn step(&mut self) {
        self.share(SharedField::step);
        self.project(DisplayField::step);
        self.desks(&[DeskField::step]);
    }

    /// How much time the step has.
    fn timer(&mut self) {
        self.shared.insert(SharedPart::Timer);
        self.display.insert(DisplayPart::Timer);
        self.desk.insert(DeskPart::Timer);
    }

    /// What every deed of a facilitator changes.
    fn deed(&mut self) {
        self.desks(&[DeskField::revision, DeskField::latest, DeskField::undo]);
    }

    /// What comes next.
    fn next(&mut self) {
        self.desks(&[DeskField::next, DeskField::waiting]);
    }

    /// How many have answered an item.
    fn progress(&mut self, item: ItemId) {
        self.desk.extend([DeskPart::Item(item), DeskPart::Progress]);
        self.project(DisplayField::progress);
    }

    /// A group, and its part of the desk.
    fn group(&mut self, group: &GroupId) {
        self.groups.insert(group.clone());
        self.desk.insert(DeskPart::Group(group.clone()));
        self.display.insert(DisplayPart::Group(group.clone()));
    }

    /// A group, and all that meet it.
    fn met_by(&mut self, room: &Room, group: &GroupId) {
        self.groups.insert(group.clone());
        for pairing in room.grouping.pairings_of(group) {
            self.groups.extend(pairing.groups.iter().cloned());
        }
    }

    /// A group, and all that see what it wrote.
    fn read_by(&mut self, room: &Room, group: &GroupId) {
        self.groups.insert(group.clone());
        let have_met = |id: &str| room.agenda.item(id).opened;
        for pairing in room.grouping.pairings_of(group).filter(|pairing| have_met(pairing.id.as_str())) {
            self.groups.extend(pairing.groups.iter().cloned());
        }
    }

    /// Whether somebody is here, who they are, or where they sit. `groups` are those of before and after.
    fn person(&mut self, room: &Room, participant: &ParticipantId, groups: &[(GroupsKind, GroupId)]) {
        self.seats.insert(participant.clone());
        self.desk.insert(DeskPart::Person(participant.clone()));
        self.desks(&[DeskField::alerts]);
        self.project(DisplayField::people);
        for (_, group) in groups {
            self.group(group);
            self.met_by(room, group);
        }
        self.few(room);
        if room.counts.present() <= FEW {
            self.next();
        }
        if room.stage().activity == Activity::CaseStudy {
            // Tables may want mending, and a poll may have more or fewer to answer it.
            self.next();
            self.desks(&[DeskField::case_study]);
        }
        if room.stage().activity == Activity::Plans {
            self.next();
        }
        // People answer all items but meetings, of which there can be many.
        if room.step().step != Step::Exchange {
            self.desks(&[DeskField::items]);
            self.desk.insert(DeskPart::Progress);
            self.project(DisplayField::progress);
        }
    }

    /// The groups of services from which few are here: what they write can be told to be theirs, or no more.
    fn few(&mut self, room: &Room) {
        for service in &room.pack.services {
            if room.counts.of_service(&service.id) <= FEW {
                self.groups.extend(room.groups_of_service(&service.id).cloned());
            }
        }
    }
}
