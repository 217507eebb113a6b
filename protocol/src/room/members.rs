//! Who is in a room.

use std::collections::BTreeMap;

use super::groups::Modality;
use crate::{
    ids::{DeviceId, FacilitatorId, ParticipantId, ProfessionId, ServiceId, TextId},
    view::Standing,
};

/// The most facilitators of a room.
pub const MAX_FACILITATORS: usize = 12;

/// Somebody who takes part.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The name, outside the log.
    pub name: TextId,
    /// The service for today.
    pub service: ServiceId,
    /// The profession.
    pub profession: Option<ProfessionId>,
    /// In the room or remote.
    pub modality: Modality,
    /// How they stand.
    pub standing: Standing,
    /// Works for more than one service.
    pub bridge: bool,
    /// Asked for help.
    pub help: bool,
    /// Read the ground rules.
    pub rules_accepted: bool,
    /// Came in after the first vote opened.
    pub late: bool,
    /// Their name and what they typed was deleted; nobody can be them any more.
    pub erased: bool,
}

/// Everybody.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Members {
    pub(crate) participants: BTreeMap<ParticipantId, Member>,
    /// Who joined with which device, so that nobody is seated twice.
    pub(crate) devices: BTreeMap<DeviceId, ParticipantId>,
    pub(crate) facilitators: BTreeMap<FacilitatorId, TextId>,
    pub(crate) locked: bool,
}

impl Members {
    /// Those who are in, with their seats.
    pub fn present(&self) -> impl Iterator<Item = (&ParticipantId, &Member)> {
        self.participants.iter().filter(|(_, m)| m.standing == Standing::In)
    }

    pub(crate) fn with(&mut self, id: &ParticipantId, change: impl FnOnce(&mut Member)) {
        if let Some(member) = self.participants.get_mut(id) {
            change(member);
        }
    }
}
