//! The messages, each one JSON object. PROTOCOL.md says in which order they come.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::{
    command::{Command, Role},
    ids::{DeviceId, ParticipantId, RoomId, SheetId},
    rejection::RejectionCode,
    stamp::Timestamp,
};

/// The version of this protocol, offered as the WebSocket subprotocol `crosstracks.v1`.
pub const PROTOCOL_VERSION: u32 = 1;
/// The WebSocket subprotocol.
pub const SUBPROTOCOL: &str = "crosstracks.v1";
/// The largest message from a client, in bytes.
pub const MAX_MESSAGE: usize = 32 * 1024;

/// From a client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub enum ClientMessage {
    /// The first message: who this is.
    Hello {
        /// The token that joining, opening or redeeming a link gave.
        token: String,
        /// The token that a welcome offered, if one has: from now on it stands in the place of `token`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        next: Option<String>,
        /// This device's own id, the same after a reload.
        device: DeviceId,
    },
    /// Asks for something. Sent again, with the same `id`, until it is acknowledged or rejected.
    Command {
        /// Rises by one with every new command of this device.
        id: u64,
        /// The revision of the agenda that the sender saw; a facilitator's commands on the agenda need it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        expected: Option<u64>,
        /// What is asked for.
        command: Command,
    },
    /// Says where one is writing, or nowhere. Not kept.
    Writing {
        /// The sheet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        sheet: Option<SheetId>,
    },
    /// Asks for a [`ServerMessage::Pong`].
    Ping {},
}

/// A command's message.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CommandMessage<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    id: u64,
    #[serde(default)]
    expected: Option<u64>,
    command: Command,
}

impl ClientMessage {
    /// Reads a message. Nearly all are commands: those are read without first being taken apart to look for their type.
    ///
    /// # Errors
    /// When it is no message of this protocol.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        if text.starts_with('{')
            && let Ok(CommandMessage { kind: "command", id, expected, command }) = serde_json::from_str(text)
        {
            return Ok(Self::Command { id, expected, command });
        }
        serde_json::from_str(text)
    }
}

/// A layer of what a client sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Layer {
    /// What every participant sees: a [`SharedView`](crate::view::SharedView).
    Shared,
    /// What one's current group sees: a [`GroupView`](crate::view::GroupView), or nothing.
    Group,
    /// What only oneself sees: an [`OwnView`](crate::view::OwnView).
    Own,
    /// What facilitators see: a [`DeskView`](crate::view::DeskView).
    Desk,
    /// What the projector shows: a [`DisplayView`](crate::view::DisplayView).
    Display,
}

impl Layer {
    /// The layer's name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Group => "group",
            Self::Own => "own",
            Self::Desk => "desk",
            Self::Display => "display",
        }
    }
}

/// From the server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum ServerMessage {
    /// Answers a hello: all one may see.
    Welcome {
        /// The server's clock, by which every moment in the views is told.
        now: Timestamp,
        /// As whom one was recognised.
        role: Role,
        /// The room.
        room: RoomId,
        /// The number of the last command of this device that took effect, 0 if none did.
        #[ts(type = "number")]
        last: u64,
        /// A token to come back with, besides the one that was used: see the hello's `next`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        next: Option<String>,
        /// A layer each, whole.
        #[ts(type = "Partial<Record<Layer, unknown>>")]
        views: BTreeMap<Layer, Value>,
    },
    /// What changed. A layer in `full` replaces what was; one in `patch` is merged into it (RFC 7396).
    Update {
        /// Layers anew.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        #[ts(type = "Partial<Record<Layer, unknown>>")]
        full: BTreeMap<Layer, Value>,
        /// Changes of layers.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        #[ts(type = "Partial<Record<Layer, unknown>>")]
        patch: BTreeMap<Layer, Value>,
    },
    /// A command took effect and is on disk.
    Ack {
        /// The command's number.
        #[ts(type = "number")]
        id: u64,
    },
    /// A command was refused; nothing changed.
    Rejected {
        /// The command's number.
        #[ts(type = "number")]
        id: u64,
        /// Why, as a word.
        code: RejectionCode,
        /// Why, as a sentence for the person.
        message: String,
    },
    /// Who is connected. To facilitators with the people; to others only whether a facilitator is.
    Presence {
        /// Whether any facilitator is connected.
        facilitator: bool,
        /// The participants who are.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        participants: Option<Vec<ParticipantId>>,
    },
    /// Who in one's group is writing where.
    Writing {
        /// Those who are.
        people: BTreeMap<ParticipantId, SheetId>,
    },
    /// Answers a ping.
    Pong {},
    /// The connection cannot go on; the server closes it after this.
    Goodbye {
        /// Why, as a word.
        code: GoodbyeCode,
        /// Why, as a sentence for the person.
        message: String,
        /// When to come back, in milliseconds from now; absent where coming back cannot help.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        retry_ms: Option<u64>,
    },
}

/// Why a connection cannot go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum GoodbyeCode {
    /// The message is not JSON, or no message of this protocol.
    Malformed,
    /// The message is too large.
    TooLarge,
    /// Something else than a hello came first, or a second hello.
    HelloExpected,
    /// No hello came in time.
    HelloTimeout,
    /// The token opens nothing: mistyped, used, or replaced by a newer one.
    BadToken,
    /// The client reads too slowly; it may come back at once.
    Lagged,
    /// The same person connected in too many other places; this was the oldest.
    Crowded,
    /// The server restarts.
    Restarting,
    /// The server cannot keep what it is told; it has stopped to recover.
    CannotKeep,
    /// The room's log cannot be read by this release, so that the room is not opened. It is kept as it is.
    UnreadableRoom,
}

impl GoodbyeCode {
    /// The WebSocket close code that goes with it (RFC 6455, section 7.4).
    pub const fn close_code(self) -> u16 {
        match self {
            Self::Malformed => 1007,
            Self::TooLarge => 1009,
            Self::HelloExpected | Self::HelloTimeout | Self::BadToken | Self::Crowded => 1008,
            Self::Lagged => 1013,
            Self::Restarting => 1012,
            Self::CannotKeep | Self::UnreadableRoom => 1011,
        }
    }

    /// The sentence for the person.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Malformed => "That message could not be read. Reloading the page usually helps.",
            Self::TooLarge => "That was more than can be sent at once.",
            Self::HelloExpected => "This connection has to begin by saying who it is for.",
            Self::HelloTimeout => "The connection was not used in time.",
            Self::BadToken => {
                "This way in doesn't work any more. Join again with the room's code, or ask the facilitator for a new one."
            }
            Self::Lagged => "The connection is slow; coming back.",
            Self::Crowded => {
                "You're here in many tabs or on many devices, so this one was closed. To go on here, reload the page."
            }
            Self::Restarting => {
                "The server is restarting. You'll be back in a moment, with everything you wrote."
            }
            Self::CannotKeep => {
                "The server can't save right now. Please wait; what you wrote stays on this screen."
            }
            Self::UnreadableRoom => {
                "This server can't read the session: it may be from a newer release. Nothing of it is lost. Please tell whoever runs the server."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_read_as_it_is_in_any_order_and_refused_alike() {
        for text in [
            r#"{"type":"command","id":7,"command":{"type":"leave"}}"#,
            r#"{"command":{"on":true,"type":"ask_for_help"},"expected":3,"id":7,"type":"command"}"#,
            r#"{"type":"command","id":7,"expected":null,"command":{"type":"go_to","cursor":{"stage":1,"step":0,"item":0}}}"#,
            r#"{"type":"\u0063ommand","id":7,"command":{"type":"leave"}}"#,
            r#"{"type":"command","id":7,"id":8,"command":{"type":"leave"}}"#,
            r#"{"type":"command","id":7,"extra":1,"command":{"type":"leave"}}"#,
            r#"{"type":"command","id":7,"command":{"type":"leave","extra":1}}"#,
            r#"{"type":"command","id":-7,"command":{"type":"leave"}}"#,
            r#"{"type":"command","id":7.0,"command":{"type":"leave"}}"#,
            r#"{"type":"command","id":7,"command":7}"#,
            r#"{"type":"command","id":7}"#,
            r#"{"type":"writing","id":7,"command":{"type":"leave"}}"#,
            r#"{"type":"writing","sheet":"q1"}"#,
            r#"{"type":"ping"}"#,
            r#"["command",7,null,{"type":"leave"}]"#,
            "",
        ] {
            let told =
                |read: Result<ClientMessage, serde_json::Error>| read.map_err(|error| error.to_string());
            assert_eq!(told(ClientMessage::read(text)), told(serde_json::from_str(text)), "{text}");
        }
    }
}
