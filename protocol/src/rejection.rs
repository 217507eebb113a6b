//! Why something was refused: a closed list, each with the words that a person reads.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

use crate::text::{TextFault, TextKind};

/// Why a command was refused. The display form is the sentence for the person who gave it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Rejection {
    /// The command is not one of this release's.
    #[error("This page asked for something this server doesn't know. Reloading the page usually helps.")]
    UnknownCommand,
    /// The role may never do this.
    #[error("Only {} can do that.", match .who { Who::Facilitator => "a facilitator", Who::Participant => "someone taking part" })]
    WrongRole {
        /// Who may.
        who: Who,
    },
    /// The person knocks and was not let in yet.
    #[error("The facilitator hasn't let you in yet. Please wait a moment.")]
    NotInYet,
    /// The person was taken out.
    #[error("You're no longer in this room. Please speak to the facilitator if that's a surprise.")]
    Removed,
    /// What the person gave was erased.
    #[error("This name and everything typed under it have been deleted, so nobody can come back under it.")]
    Erased,
    /// The person left.
    #[error("You've left this room. Come back in first.")]
    HasLeft,
    /// The room is paused.
    #[error("The session is paused. What you wrote is still here.")]
    Paused,
    /// The session has not started.
    #[error("The session hasn't started yet.")]
    NotStarted,
    /// The session has ended.
    #[error("The session has ended, so this can't be changed any more.")]
    Ended,
    /// The room is not at the step where this can be done.
    #[error("That isn't part of this step.")]
    NotNow,
    /// The item has not opened.
    #[error("This hasn't opened yet.")]
    NotOpen,
    /// The item has closed.
    #[error("This has closed. Your words are still on your screen.")]
    AlreadyClosed,
    /// The room has already seen the answer.
    #[error("The room has already seen this one.")]
    AlreadyRevealed,
    /// The item is not in the state that the command needs.
    #[error("That can't be done right now: {0}.")]
    WrongState(StateFault),
    /// The command was made for an older state of the agenda.
    #[error("{who} {what}, {} ago. Have a look, then try again if you still want to.", ago(.seconds))]
    Stale {
        /// The facilitator who was quicker.
        who: String,
        /// What they did, in a few words.
        what: String,
        /// How long ago.
        seconds: u64,
    },
    /// A command that needs `expected` came without it.
    #[error("This needs to say which state of the agenda it was made for.")]
    ExpectedMissing,
    /// Somebody else changed the point in between.
    #[error("Someone in your group changed this point just now. Have a look at their words first.")]
    StalePoint,
    /// Somebody else, or oneself on another device, changed it in between.
    #[error("This was changed just now. Have a look at the new words first. Yours are still on your screen.")]
    StalePlan,
    /// There is no such thing, or it is not the asker's to know.
    #[error("There is no such {0} here.{hint}", hint = if *.0 == Thing::Text { " It has to be word for word." } else { "" })]
    Unknown(Thing),
    /// It belongs to another group.
    #[error("That belongs to another group.")]
    NotYours,
    /// The person is in no group yet.
    #[error("You're not in a group yet. The facilitator can place you.")]
    NoGroup,
    /// The text was not taken.
    #[error("{}", text_words(.0, .1))]
    Text(TextKind, TextFault),
    /// The value is not on the scale.
    #[error("Please choose one of the answers shown.")]
    OutOfRange,
    /// More than there is room for.
    #[error("{}", full_words(.0))]
    Full(Limit),
    /// Groups cannot be made without a decision.
    #[error("With these numbers there is a choice to make first.")]
    NeedsDecision,
    /// There is nothing to take back.
    #[error("There's nothing to undo.")]
    NothingToUndo,
}

/// Who may do a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Facilitators.
    Facilitator,
    /// Participants.
    Participant,
}

/// What state is in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum StateFault {
    /// It has to be closed before.
    #[error("close it first")]
    CloseFirst,
    /// It is open already.
    #[error("it is open already")]
    AlreadyOpen,
    /// It is not open.
    #[error("it isn't open")]
    NotOpen,
    /// That part is not the next to show.
    #[error("another part comes first")]
    OtherPartFirst,
    /// It was left out.
    #[error("it was left out")]
    LeftOut,
    /// Nothing has been shown.
    #[error("nothing has been shown yet")]
    NothingShown,
    /// The table has nothing to show.
    #[error("that table wrote nothing for it")]
    NothingWritten,
    /// Groups come first.
    #[error("form the groups first")]
    GroupsFirst,
    /// The groups have met already, and have seen what the others wrote.
    #[error("the groups have met already")]
    HaveMet,
    /// It is for people of another service.
    #[error("that group is of another service")]
    OtherService,
    /// No groups were proposed.
    #[error("there are no proposed groups")]
    NoProposal,
    /// It has started.
    #[error("the session has started")]
    Started,
    /// Too few people for it.
    #[error("more people need to join first")]
    TooFewPeople,
    /// The session has not ended.
    #[error("end the session first")]
    EndFirst,
    /// It is this way already.
    #[error("it is so already")]
    Already,
}

/// A thing that was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Thing {
    /// A person.
    #[error("person")]
    Participant,
    /// A service.
    #[error("service")]
    Service,
    /// A profession of the service.
    #[error("profession in that service")]
    Profession,
    /// An item.
    #[error("item")]
    Item,
    /// A sheet.
    #[error("place to write")]
    Sheet,
    /// A point.
    #[error("point")]
    Point,
    /// A plan of one's own.
    #[error("plan")]
    Plan,
    /// An action of a table.
    #[error("action")]
    Action,
    /// A group.
    #[error("group")]
    Group,
    /// A pairing.
    #[error("pairing")]
    Pairing,
    /// A place on the agenda.
    #[error("step")]
    Step,
    /// Something that was typed.
    #[error("text")]
    Text,
}

/// What is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// The room.
    People,
    /// Facilitators.
    Facilitators,
    /// A sheet of points.
    Points,
    /// What a table will do.
    Actions,
    /// A group.
    Group,
    /// One person's devices.
    Devices,
}

impl Rejection {
    /// The code on the wire, which does not change from release to release.
    pub fn code(&self) -> RejectionCode {
        use RejectionCode as Code;
        match self {
            Self::UnknownCommand => Code::UnknownCommand,
            Self::WrongRole { .. } => Code::WrongRole,
            Self::NotInYet => Code::NotInYet,
            Self::Removed => Code::Removed,
            Self::Erased => Code::Erased,
            Self::HasLeft => Code::HasLeft,
            Self::Paused => Code::Paused,
            Self::NotStarted => Code::NotStarted,
            Self::Ended => Code::Ended,
            Self::NotNow => Code::NotNow,
            Self::NotOpen => Code::NotOpen,
            Self::AlreadyClosed => Code::AlreadyClosed,
            Self::AlreadyRevealed => Code::AlreadyRevealed,
            Self::WrongState(_) => Code::WrongState,
            Self::Stale { .. } => Code::Stale,
            Self::ExpectedMissing => Code::ExpectedMissing,
            Self::StalePoint => Code::StalePoint,
            Self::StalePlan => Code::StalePlan,
            Self::Unknown(_) => Code::Unknown,
            Self::NotYours => Code::NotYours,
            Self::NoGroup => Code::NoGroup,
            Self::Text(_, TextFault::Empty) => Code::TextEmpty,
            Self::Text(_, TextFault::TooLong) => Code::TextTooLong,
            Self::Text(_, TextFault::Unprintable) => Code::TextUnprintable,
            Self::OutOfRange => Code::OutOfRange,
            Self::Full(_) => Code::Full,
            Self::NeedsDecision => Code::NeedsDecision,
            Self::NothingToUndo => Code::NothingToUndo,
        }
    }
}

/// [`Rejection`] as a word on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
#[allow(missing_docs)] // each is documented at the Rejection of the same name
pub enum RejectionCode {
    UnknownCommand,
    WrongRole,
    NotInYet,
    Removed,
    Erased,
    HasLeft,
    Paused,
    NotStarted,
    Ended,
    NotNow,
    NotOpen,
    AlreadyClosed,
    AlreadyRevealed,
    WrongState,
    Stale,
    ExpectedMissing,
    StalePoint,
    StalePlan,
    Unknown,
    NotYours,
    NoGroup,
    TextEmpty,
    TextTooLong,
    TextUnprintable,
    OutOfRange,
    Full,
    NeedsDecision,
    NothingToUndo,
}

fn ago(n: &u64) -> String {
    match n {
        0 | 1 => "a second".to_owned(),
        2..=59 => format!("{n} seconds"),
        60..=119 => "a minute".to_owned(),
        _ => format!("{} minutes", n / 60),
    }
}

fn text_words(kind: &TextKind, fault: &TextFault) -> String {
    match fault {
        TextFault::Empty => "Please write something first.".to_owned(),
        TextFault::TooLong => {
            format!("That's a little long: please keep it to {} characters. Nothing was lost.", kind.limit())
        }
        TextFault::Unprintable => {
            "That has hidden characters in it that we can't keep. Typing it afresh usually helps.".to_owned()
        }
    }
}

fn full_words(limit: &Limit) -> &'static str {
    match limit {
        Limit::People => "This room is full. Please speak to the facilitator.",
        Limit::Facilitators => "This room has as many facilitators as it can take.",
        Limit::Points => "This list is as long as it can be. You could join two points into one.",
        Limit::Actions => "That is as many actions as a table can take. You could join two into one.",
        Limit::Group => "That group is full.",
        Limit::Devices => {
            "You've been here in too many tabs or on too many devices. Please go on in an earlier one."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_command_says_who_did_what_and_when() {
        let words =
            Rejection::Stale { who: "Sam".into(), what: "opened quote 4".into(), seconds: 2 }.to_string();
        assert_eq!(
            words,
            "Sam opened quote 4, 2 seconds ago. Have a look, then try again if you still want to."
        );
    }

    #[test]
    fn a_text_over_its_limit_hears_the_limit() {
        let words = Rejection::Text(TextKind::Point, TextFault::TooLong).to_string();
        assert!(words.contains("280"), "{words}");
    }
}
