//! What each event touches of what people see of themselves, and the patches of that.
//!
//! There is such a view for every person, so none is kept to compare with: of what is about to change it is noted
//! what it was.

use super::{
    super::{
        Room,
        show::OwnPart,
        shown::{Change, Changes},
    },
    Touched,
};
use crate::{event::Event, ids::ParticipantId};

impl Touched {
    /// The people of whom something was touched that they alone see.
    pub fn own(&self) -> impl Iterator<Item = &ParticipantId> {
        self.own.keys()
    }

    /// Notes what an event is about to change, in the room before it and all that comes with it.
    pub(in crate::room) fn note_own(&mut self, room: &Room, event: &Event) {
        let mut note = |who: &ParticipantId, part: OwnPart| {
            if !self.own.contains_key(who) {
                self.own.insert(who.clone(), Vec::new());
            }
            let Some(parts) = self.own.get_mut(who) else { return };
            // What it was first is what was shown.
            if parts.iter().all(|(noted, _)| *noted != part) {
                let before = part.json(room, who);
                parts.push((part, before));
            }
        };
        match event {
            Event::ParticipantJoined { participant, .. }
            | Event::ParticipantAdmitted { participant }
            | Event::ParticipantRemoved { participant }
            | Event::ParticipantCorrected { participant, .. }
            | Event::ParticipantLeft { participant }
            | Event::ParticipantReturned { participant } => {
                OwnPart::CARD.into_iter().for_each(|part| note(participant, part));
            }
            // Words can show with whoever was shown them as well.
            Event::ParticipantErased { participant } => {
                OwnPart::CARD.into_iter().for_each(|part| note(participant, part));
                note(participant, OwnPart::Help);
                typed(room, note);
            }
            Event::TextRedacted { .. } => typed(room, note),
            Event::HelpAsked { participant, .. } => note(participant, OwnPart::Help),
            Event::RulesAccepted { participant } => note(participant, OwnPart::RulesAccepted),
            Event::SurveyAnswered { participant, instrument, .. } => {
                note(participant, OwnPart::Survey(instrument.clone()));
            }
            Event::Voted { participant, quote, .. } => note(participant, OwnPart::Vote(quote.clone())),
            Event::QuoteWithdrawn { quote } => {
                room.impressions.voters(quote).for_each(|who| note(who, OwnPart::Vote(quote.clone())));
            }
            Event::PollAnswered { participant, part, .. } => note(participant, OwnPart::Poll(part.clone())),
            Event::SurpriseSaid { participant, .. } => note(participant, OwnPart::Surprise),
            Event::OutcomeReported { participant, .. } => note(participant, OwnPart::Outcomes),
            Event::RecallAnswered { participant, .. } => note(participant, OwnPart::Recalls),
            Event::PlanKept { participant, .. } | Event::PlanDropped { participant, .. } => {
                note(participant, OwnPart::Plans);
            }
            _ => {}
        }
    }

    /// What changed of what somebody sees of themselves, as a merge patch; none if nothing did.
    pub fn own_patch(&self, room: &Room, me: &ParticipantId) -> Option<String> {
        let mut changes = Changes::default();
        for (part, before) in self.own.get(me)? {
            let change = match (before, part.json(room, me)) {
                (before, Some(now)) => Change::between(before.as_deref(), &now.into()),
                (Some(_), None) => Some(Change::Gone),
                (None, None) => None,
            };
            let Some(change) = change else { continue };
            match part.place() {
                (field, None) => changes.add(field.into(), change),
                (field, Some(key)) => changes.add_within(&[field], key, change),
            }
        }
        changes.json()
    }
}

/// Everything typed that people see of themselves.
fn typed(room: &Room, mut note: impl FnMut(&ParticipantId, OwnPart)) {
    for who in room.members.participants.keys() {
        OwnPart::typed(room).for_each(|part| note(who, part));
    }
}
