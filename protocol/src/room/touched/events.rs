//! What each event touches.

use super::{
    super::{
        Room,
        agenda::Undoing,
        points::SheetUse,
        show::{DeskField as D, DeskPart, DisplayField, SharedField, StagePart},
    },
    Before, Touched,
};
use crate::{
    command::GroupsKind,
    event::Event,
    ids::{GroupId, ItemId, ParticipantId, PointId, SheetId},
    pack::{Activity, Step},
};

impl Touched {
    /// Adds what an event touches of what others see too, in the room after it.
    pub(crate) fn add(&mut self, before: &Before, room: &Room, event: &Event) {
        match event {
            // It is the first event: nobody was shown anything before it.
            Event::RoomOpened { .. } => {}
            Event::FacilitatorJoined { .. } => {
                self.share(SharedField::facilitators);
                self.desks(&[D::facilitators]);
            }
            Event::ParticipantJoined { participant, .. }
            | Event::ParticipantAdmitted { participant }
            | Event::ParticipantRemoved { participant }
            | Event::ParticipantLeft { participant }
            | Event::ParticipantReturned { participant } => self.person(room, participant, &before.seats),
            Event::ParticipantCorrected { participant, .. } => {
                self.person(room, participant, &before.seats);
                self.desks(&[D::undo]);
            }
            Event::ParticipantPlaced { participant, .. } => self.placed(before, room, participant),
            // Their words can show anywhere.
            Event::ParticipantErased { .. } | Event::TextRedacted { .. } => self.everything(),
            Event::HelpAsked { participant, .. } | Event::BridgeSet { participant, .. } => {
                self.desk.insert(DeskPart::Person(participant.clone()));
            }
            // Nobody else is shown it.
            Event::RulesAccepted { .. } => {}
            Event::JoiningLocked { .. } => {
                self.project(DisplayField::locked);
                self.desks(&[D::locked]);
            }
            Event::SurveyAnswered { instrument, .. } => {
                self.progress(instrument.clone());
                self.desks(&[D::follow_up]);
            }
            Event::OutcomeReported { .. } | Event::RecallAnswered { .. } | Event::UnlinkedAnswered { .. } => {
                self.desks(&[D::follow_up]);
            }
            Event::FollowUpSet { .. } | Event::FollowUpOpened | Event::FollowUpClosed => self.follow_up(),
            Event::Voted { quote, .. } => self.progress(quote.clone()),
            Event::SurpriseSaid { .. } => {
                self.progress(room.surprise_item());
                // They show from the close on, and a line may come late.
                if room.surprises_are_in() {
                    self.desks(&[D::surprises]);
                }
            }

            Event::PollAnswered { .. } => self.desks(&[D::case_study]),

            Event::PlanKept { .. } | Event::PlanDropped { .. } => self.progress(room.personal_item()),
            Event::ActionAdded { group, .. } => self.agreed(room, group),
            Event::ActionWritten { action, .. } => {
                if let Some(action) = room.plans.actions().get(action) {
                    self.agreed(room, &action.group);
                }
            }
            Event::ActionRemoved { .. } => {
                if let Some(table) = &before.table {
                    self.agreed(room, table);
                }
            }
            Event::ActionSettled { action, .. } => {
                self.deed();
                self.next();
                self.plans();
                if let Some(action) = room.plans.actions().get(action) {
                    self.groups.insert(action.group.clone());
                }
            }

            Event::Started | Event::Paused | Event::RoomClosed => self.phase(),
            Event::Resumed => {
                self.phase();
                // What was about to close closes later.
                self.items(room, &room.agenda.closing());
            }
            Event::CursorMoved { .. } => self.moved(before, room),
            Event::ItemsOpened { items }
            | Event::ItemsClosing { items, .. }
            | Event::ItemsClosed { items }
            | Event::ItemsSkipped { items } => self.items(room, items),
            Event::ItemRevealed { item, .. } | Event::ItemUnrevealed { item } => {
                self.items(room, std::slice::from_ref(item));
            }
            Event::TableShown { item, .. } => self.items(room, std::slice::from_ref(item)),
            Event::TimerExtended { .. } => {
                self.deed();
                self.timer();
            }
            Event::Undone => {
                self.deed();
                match &before.undoing {
                    Undoing::Nothing => {}
                    Undoing::Place => self.moved(before, room),
                    Undoing::Items(items) => self.items(room, items),
                    Undoing::Seat(participant) => self.placed(before, room, participant),
                    Undoing::Groups => {
                        self.grouped();
                        self.all_seats = true;
                    }
                }
            }
            Event::NamesShown { .. } => {
                self.deed();
                self.desks(&[D::names_shown]);
                self.project(DisplayField::groups);
            }
            Event::GroupsProposed { .. } | Event::GroupsDiscarded => {
                self.deed();
                self.next();
                self.desks(&[D::proposal]);
            }
            Event::GroupsFormed { kind, .. } => {
                self.grouped();
                self.all_seats |= room.groups_now() == Some(*kind);
            }
            Event::GroupPaired { .. } => self.grouped(),
            Event::QuotesPicked { .. } => {
                self.deed();
                self.next();
                self.stage(StagePart::Rest);
                self.desks(&[D::talk_quotes]);
                self.progress(room.talk_item());
            }
            Event::QuoteWithdrawn { .. } => {
                self.deed();
                self.next();
                self.activities();
                self.project(DisplayField::progress);
                self.desks(&[D::cursor, D::items, D::item_order, D::spotlight]);
                self.all_groups = true;
            }

            Event::PenTaken { group, .. } => {
                self.groups.insert(group.clone());
            }
            Event::TableAnswered { group, quote, .. } => {
                self.groups.insert(group.clone());
                self.desk.insert(DeskPart::Talk(quote.clone(), group.clone()));
                self.progress(room.talk_item());
            }
            Event::PointAdded { group, sheet, .. } => {
                self.written(room, group, sheet);
                self.sheet_progress(room, sheet);
            }
            Event::PointEdited { point, .. }
            | Event::PointMarked { point, .. }
            | Event::PointClarified { point, .. } => self.point(room, point),
            Event::PointRemoved { .. } => {
                if let Some((group, sheet)) = &before.point {
                    self.written(room, group, sheet);
                    self.sheet_progress(room, sheet);
                }
            }
            Event::PointTapped { point, .. } => {
                self.point(room, point);
                // Once the room has seen a point with its corrections, it sees the taps that follow.
                if let Some(point) = room.points.get(point)
                    && room.agenda.item(point.sheet.as_str()).shown > 0
                {
                    self.stage(StagePart::Question(point.sheet.as_str().into()));
                }
            }
            Event::DontKnowSet { group, question, .. } | Event::ConfidenceSet { group, question, .. } => {
                self.written(room, group, &SheetId::new(question.as_str()));
                self.progress(question.clone());
            }
            Event::HereConfirmed { pairing, .. } => {
                let groups = room.grouping.pairing(pairing.as_str()).map(|pairing| pairing.groups.clone());
                self.groups.extend(groups.into_iter().flatten());
                self.desk.insert(DeskPart::Pairing(pairing.clone()));
                self.project(DisplayField::meetings);
            }
            Event::TurnMoved { pairing, .. } => {
                let groups = room.grouping.pairing(pairing.as_str()).map(|pairing| pairing.groups.clone());
                self.groups.extend(groups.into_iter().flatten());
                self.desk.insert(DeskPart::Pairing(pairing.clone()));
                self.progress(ItemId::new(pairing.as_str()));
            }
            Event::QuestionClarified { question, pairing, group, .. } => {
                let groups = room.grouping.pairing(pairing.as_str()).map(|pairing| pairing.groups.clone());
                self.groups.extend(groups.into_iter().flatten());
                self.desk.insert(DeskPart::Clarified(question.clone(), group.clone()));
            }
            Event::ModelDisputed { question, .. } => {
                self.stage(StagePart::Question(question.clone()));
                self.desk.insert(DeskPart::Question(question.clone()));
            }

            Event::DebriefNoted { .. } => self.desks(&[D::debrief]),
            // Nobody is shown that it was made.
            Event::ReportMade => {}
        }
    }

    fn phase(&mut self) {
        self.deed();
        self.next();
        self.step();
        self.share(SharedField::phase);
        self.share(SharedField::feedback);
        self.desks(&[D::phase, D::started_at, D::agenda, D::debrief]);
        // While the room is paused hardly anything is there.
        DisplayField::ALL.iter().for_each(|field| self.project(*field));
    }

    /// The room stands elsewhere on its agenda.
    fn moved(&mut self, before: &Before, room: &Room) {
        self.deed();
        self.next();
        self.step();
        let (from, to) = (before.cursor, room.agenda.cursor);
        self.desks(&[D::cursor, D::spotlight, D::script, D::agenda, D::parts]);
        self.stage(StagePart::Rest);
        if (from.stage, from.step) != (to.stage, to.step) {
            self.desks(&[D::items, D::item_order]);
            self.project(DisplayField::progress);
            self.project(DisplayField::meetings);
        }
        if before.activity != room.stage().activity {
            self.activities();
        } else if before.activity == Activity::CaseStudy {
            self.case_study();
        } else if before.activity == Activity::Feedback {
            self.share(SharedField::feedback);
        } else if before.activity == Activity::Plans {
            self.plans();
            // Who says a plan to whom.
            self.all_groups = true;
        }
        if from.stage != to.stage {
            // The pen goes round by stage.
            self.all_groups = true;
        }
        if before.groups != room.groups_now() {
            self.all_seats = true;
            self.desks(&[D::alerts]);
            self.project(DisplayField::groups);
        }
    }

    /// Items are open, closed or shown as they were not.
    fn items(&mut self, room: &Room, items: &[ItemId]) {
        self.deed();
        self.next();
        // What opens for the first time begins the step's time.
        self.step();
        self.share(SharedField::services_fixed);
        self.share(SharedField::arrival);
        self.share(SharedField::feedback);
        self.project(DisplayField::arrival);
        self.project(DisplayField::progress);
        self.stage(StagePart::Rest);
        self.desks(&[D::surprises]);
        for item in items {
            self.desk.insert(DeskPart::Item(item.clone()));
            if room.pack.quote(item).is_some() {
                self.stage(StagePart::Quote(item.clone()));
                self.desk.insert(DeskPart::Quote(item.clone()));
            } else if room.pack.question(item).is_some() {
                self.stage(StagePart::Question(item.clone()));
            } else if *item == room.personal_item() || *item == room.together_item() {
                self.plans();
                // What is read out is there from the close on.
                self.desks(&[D::items, D::item_order, D::spotlight]);
            } else if room.part(item).is_some() || room.lens(item).is_some() {
                self.case_study();
            } else if let Some(pairing) = room.grouping.pairing(item.as_str()) {
                self.project(DisplayField::meetings);
                self.groups.extend(pairing.groups.iter().cloned());
            }
        }
    }

    /// Groups are others than they were, or meet others.
    fn grouped(&mut self) {
        self.deed();
        self.next();
        self.activities();
        self.desks(&[D::people, D::groups, D::pairings, D::proposal, D::alerts, D::items, D::item_order]);
        self.desks(&[D::spotlight]);
        self.project(DisplayField::groups);
        self.project(DisplayField::meetings);
        self.project(DisplayField::progress);
        self.all_groups = true;
    }

    /// Somebody sits in another group.
    fn placed(&mut self, before: &Before, room: &Room, participant: &ParticipantId) {
        self.deed();
        let mut groups: Vec<(GroupsKind, GroupId)> = before.seats.clone();
        groups.extend(room.seats_of(participant));
        self.person(room, participant, &groups);
    }

    /// A group wrote on a sheet.
    fn written(&mut self, room: &Room, group: &GroupId, sheet: &SheetId) {
        match SheetUse::of(sheet) {
            SheetUse::Note { quote } => {
                self.groups.insert(group.clone());
                self.desk.insert(DeskPart::Talk(quote, group.clone()));
            }
            SheetUse::Case => {
                self.groups.insert(group.clone());
                self.desks(&[D::case_study]);
                // Which tables have something to say for the room to hear.
                self.next();
                if room.hears(group) {
                    self.case_study();
                }
            }
            SheetUse::Answer { question } => {
                self.read_by(room, group);
                self.desk.insert(DeskPart::Answer(question, group.clone()));
            }
        }
    }

    /// A table changed what it will do.
    fn agreed(&mut self, room: &Room, table: &GroupId) {
        self.groups.insert(table.clone());
        self.progress(room.together_item());
        self.plans();
        if room.is_at(Step::ReadOut) {
            self.next();
            self.desks(&[D::items, D::item_order, D::spotlight]);
        }
    }

    fn sheet_progress(&mut self, room: &Room, sheet: &SheetId) {
        match SheetUse::of(sheet) {
            SheetUse::Note { .. } => self.progress(room.talk_item()),
            SheetUse::Answer { question } => self.progress(question),
            SheetUse::Case => room.part_of_sheet(sheet).into_iter().for_each(|part| self.progress(part)),
        }
    }

    /// A point, wherever it shows.
    fn point(&mut self, room: &Room, point: &PointId) {
        if let Some(point) = room.points.get(point) {
            self.written(room, &point.group, &point.sheet);
        }
    }
}
