//! What is deleted for good: a person's name with all that they typed, or a text for what it says.
//!
//! The log keeps what it says of them, which is no name and no word: how a person under a random id voted and
//! answered. Figures that were published with it stay as they were, so that no difference between two of them tells
//! what that person had answered.

use super::{
    Room,
    decision::{Decision, Draft},
};
use crate::{
    event::Event,
    ids::{ParticipantId, TextId},
    rejection::{Rejection, Thing},
    text::{TextKind, tidy},
    view::Standing,
};

impl Room {
    /// Erases somebody. They give up their seat first, where they have one.
    pub(super) fn erase(&self, participant: &ParticipantId) -> Result<Decision, Rejection> {
        let member = self.member(participant)?;
        if member.erased {
            return Ok(Decision::default());
        }
        let who = participant.clone();
        let mut draft = Draft::after(self.seq);
        match member.standing {
            Standing::In => _ = draft.push(Event::ParticipantLeft { participant: who.clone() }),
            Standing::Knocking => _ = draft.push(Event::ParticipantRemoved { participant: who.clone() }),
            Standing::Left | Standing::Removed => {}
        }
        draft.push(Event::ParticipantErased { participant: who });
        for text in self.texts.of(participant) {
            draft.drop_text(Some(text));
        }
        Ok(draft.finish())
    }

    /// Deletes every text that says exactly this, however often it was typed.
    pub(super) fn redact(&self, words: &str) -> Result<Decision, Rejection> {
        // The longest kind: whatever was typed in another one is no longer.
        let words = tidy(TextKind::Note, words).map_err(|fault| Rejection::Text(TextKind::Note, fault))?;
        let mut draft = Draft::after(self.seq);
        for text in self.texts.saying(&words).filter(|text| !self.names(*text)) {
            draft.push(Event::TextRedacted { text }).drop_text(Some(text));
        }
        let decision = draft.finish();
        if decision.events.is_empty() { Err(Rejection::Unknown(Thing::Text)) } else { Ok(decision) }
    }

    /// Whether a text is what the room or somebody in it is called.
    fn names(&self, text: TextId) -> bool {
        let members = &self.members;
        text == self.title
            || members.participants.values().any(|member| member.name == text)
            || members.facilitators.values().any(|name| *name == text)
    }

    /// Whether somebody has been here and can come back.
    pub fn can_return(&self, participant: &ParticipantId) -> bool {
        self.members.participants.get(participant).is_some_and(|member| !member.erased)
    }
}
