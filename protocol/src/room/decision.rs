//! What a decision comes to: events, and the texts that go beside the log.

use crate::{
    event::Event,
    ids::{ParticipantId, Seq, TextId},
    rejection::Rejection,
    sealed::Sealed,
    text::{TextKind, tidy},
};

/// What a command came to. No events means that all was so already.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Decision {
    /// What happened, in order.
    pub events: Vec<Event>,
    /// Texts that the events refer to; to be kept before anybody hears of the events.
    pub texts: Vec<NewText>,
    /// Texts that nothing refers to any more; to be deleted.
    pub dropped: Vec<TextId>,
}

/// A text to keep outside the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewText {
    /// Under which id: the number of the event that brings it.
    pub id: TextId,
    /// Who typed it, if it was a participant.
    pub owner: Option<ParticipantId>,
    /// The text, tidied.
    pub body: String,
}

/// A decision in the making.
#[derive(Debug)]
pub(crate) struct Draft {
    next: Seq,
    decision: Decision,
}

impl Draft {
    /// A draft whose first event will follow `head`.
    pub(crate) fn after(head: Seq) -> Self {
        Self { next: head.next(), decision: Decision::default() }
    }

    /// Adds an event.
    pub(crate) fn push(&mut self, event: Event) -> &mut Self {
        self.decision.events.push(event);
        self.next = self.next.next();
        self
    }

    /// Tidies a text for the event that is pushed next. An event brings at most one.
    pub(crate) fn text(
        &mut self,
        kind: TextKind,
        owner: Option<&ParticipantId>,
        text: &str,
    ) -> Result<TextId, Rejection> {
        let body = tidy(kind, text).map_err(|fault| Rejection::Text(kind, fault))?;
        let id = TextId(self.next.0);
        self.decision.texts.push(NewText { id, owner: owner.cloned(), body });
        Ok(id)
    }

    /// As [`text`](Self::text), but an empty text is none: it takes back what was said.
    pub(crate) fn text_or_none(
        &mut self,
        kind: TextKind,
        owner: Option<&ParticipantId>,
        text: &str,
    ) -> Result<Option<TextId>, Rejection> {
        if text.trim().is_empty() { Ok(None) } else { self.text(kind, owner, text).map(Some) }
    }

    /// Takes a sealed text, as it came, for the event that is pushed next.
    pub(crate) fn sealed(&mut self, owner: &ParticipantId, sealed: &Sealed) -> TextId {
        let id = TextId(self.next.0);
        let body = sealed.as_str().to_owned();
        self.decision.texts.push(NewText { id, owner: Some(owner.clone()), body });
        id
    }

    /// A text of this draft.
    pub(crate) fn body(&self, text: Option<TextId>) -> Option<&str> {
        self.decision.texts.iter().find(|new| Some(new.id) == text).map(|new| new.body.as_str())
    }

    /// Deletes a text that the events leave behind.
    pub(crate) fn drop_text(&mut self, text: Option<TextId>) -> &mut Self {
        self.decision.dropped.extend(text);
        self
    }

    /// The decision.
    pub(crate) fn finish(&mut self) -> Decision {
        std::mem::take(&mut self.decision)
    }
}
