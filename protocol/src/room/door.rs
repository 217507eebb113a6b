//! What whoever drives a room asks it between commands.

use super::{Room, texts::Texts};
use crate::{
    ids::{FacilitatorId, ParticipantId},
    view::{Phase, Standing},
};

impl Room {
    /// What the room is called.
    pub fn title(&self) -> &str {
        self.texts.get(self.title)
    }

    /// Who facilitates, by name.
    pub fn facilitator_names(&self) -> Vec<String> {
        self.members.facilitators.values().map(|name| self.texts.owned(*name)).collect()
    }

    /// Whether that is a facilitator of the room.
    pub fn is_facilitator(&self, facilitator: &FacilitatorId) -> bool {
        self.members.facilitators.contains_key(facilitator)
    }

    /// How somebody stands; none if nobody is called that.
    pub fn standing(&self, participant: &ParticipantId) -> Option<Standing> {
        self.members.participants.get(participant).map(|member| member.standing)
    }

    /// How far its life has come.
    pub fn phase(&self) -> Phase {
        self.agenda.phase
    }

    /// Whether people knock rather than join.
    pub fn is_locked(&self) -> bool {
        self.members.locked
    }

    /// The texts that are kept beside the log.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }
}
