//! What is said at a room's door, on both sides.

use crosstracks_protocol::{
    ids::{DeviceId, PackId, ParticipantId, ProfessionId, RoomId, ServiceId},
    pack::Profession,
    room::groups::Modality,
    view::{Phase, Standing},
};
use serde::{Deserialize, Serialize};

/// What rooms can be opened with.
#[derive(Deserialize)]
pub(super) struct Choices {
    pub(super) packs: Vec<PackCard>,
}

/// A pack that rooms can be opened with.
#[derive(Debug, Clone, Deserialize)]
pub struct PackCard {
    /// Its id.
    pub id: PackId,
    /// Its title.
    pub title: String,
}

/// A room that was opened.
#[derive(Debug, Clone, Deserialize)]
pub struct Opened {
    /// Its id.
    pub room: RoomId,
    /// Its code.
    pub code: String,
    /// The facilitator's token.
    pub facilitator: String,
    /// The display's token.
    pub display: String,
    /// Where to go.
    pub links: RoomLinks,
}

/// Where to go in a room.
#[derive(Debug, Clone, Deserialize)]
pub struct RoomLinks {
    /// To take part.
    pub join: String,
    /// To facilitate; secret.
    pub desk: String,
    /// To show on a projector.
    pub display: String,
}

/// What a room says at its door.
#[derive(Debug, Clone, Deserialize)]
pub struct RoomCard {
    /// Its title.
    pub title: String,
    /// Whether people knock.
    pub locked: bool,
    /// How far its life has come.
    pub phase: Phase,
    /// The services, in the pack's order.
    pub services: Vec<ServiceCard>,
}

/// A service to choose at the door.
#[derive(Debug, Clone, Deserialize)]
pub struct ServiceCard {
    /// Its id.
    pub id: ServiceId,
    /// Its name.
    pub name: String,
    /// Its professions.
    pub professions: Vec<Profession>,
}

/// What somebody says about themselves at the door.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// The room.
    pub code: String,
    /// The name they're happy to be called.
    pub name: String,
    /// The service for today.
    pub service: ServiceId,
    /// The profession.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profession: Option<ProfessionId>,
    /// In the room or remote.
    pub modality: Modality,
    /// The device: whoever asks again, because the answer was lost, is who they were.
    pub device: DeviceId,
}

/// Somebody who joined.
#[derive(Debug, Clone, Deserialize)]
pub struct Joined {
    /// Their token.
    pub token: String,
    /// Who they are now.
    pub participant: ParticipantId,
    /// The room.
    pub room: RoomId,
    /// How they stand.
    pub standing: Standing,
}

/// Why a request was not done.
#[derive(Deserialize)]
pub(super) struct Fault {
    pub(super) code: String,
    pub(super) message: String,
}
