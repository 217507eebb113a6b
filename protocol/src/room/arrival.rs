//! Coming in: facilitators and participants join, cards are corrected, people leave and return.

use super::{
    Room,
    decision::{Decision, Draft},
    groups::Modality,
    members::{MAX_FACILITATORS, Member},
};
use crate::{
    event::{Entry, Event},
    ids::{DeviceId, FacilitatorId, ParticipantId, ProfessionId, ServiceId},
    rejection::{Limit, Rejection, Thing},
    stamp::{Chance, Stamp},
    text::TextKind,
    view::{Phase, Standing},
};

/// Somebody at the door.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// The name they're happy to be called.
    pub name: String,
    /// Their service for today.
    pub service: ServiceId,
    /// Their profession.
    pub profession: Option<ProfessionId>,
    /// In the room or remote.
    pub modality: Modality,
    /// The device they stand at the door with: a second attempt by it is the same person.
    pub device: Option<DeviceId>,
}

impl Room {
    /// Lets somebody facilitate.
    ///
    /// # Errors
    /// A [`Rejection`] of the name, when the room has ended, or when there are facilitators enough.
    pub fn add_facilitator(&self, name: &str, stamp: Stamp) -> Result<(FacilitatorId, Decision), Rejection> {
        if self.agenda.phase == Phase::Closed {
            return Err(Rejection::Ended);
        }
        if self.members.facilitators.len() >= MAX_FACILITATORS {
            return Err(Rejection::Full(Limit::Facilitators));
        }
        let mut chance = Chance::new(stamp.seed);
        let facilitator = FacilitatorId::new(format!("f{:012x}", chance.draw() >> 16));
        let mut draft = Draft::after(self.seq);
        let name = draft.text(TextKind::Name, None, name)?;
        draft.push(Event::FacilitatorJoined { facilitator: facilitator.clone(), name });
        Ok((facilitator, draft.finish()))
    }

    /// Lets somebody in at the door, or has them knock where joining is locked. Where the device joined
    /// already, because its answer was lost on the way, they are who they were, and nothing happens.
    ///
    /// # Errors
    /// A [`Rejection`] of what they said about themselves, when the room is full, or when it has ended.
    pub fn join(&self, newcomer: &Newcomer, stamp: Stamp) -> Result<(ParticipantId, Decision), Rejection> {
        if self.agenda.phase == Phase::Closed {
            return Err(Rejection::Ended);
        }
        if let Some(there) = newcomer.device.as_ref().and_then(|device| self.members.devices.get(device)) {
            // What was sent before they were erased, and comes late, does not bring their name back.
            if !self.can_return(there) {
                return Err(Rejection::Erased);
            }
            return Ok((there.clone(), Decision::default()));
        }
        if self.members.participants.len() >= self.settings.max_people {
            return Err(Rejection::Full(Limit::People));
        }
        let Newcomer { name, service, profession, modality, device } = newcomer;
        self.check_card(service, profession.as_ref())?;
        let mut chance = Chance::new(stamp.seed);
        let participant = loop {
            let id = ParticipantId::new(format!("p{:012x}", chance.draw() >> 16));
            if !self.members.participants.contains_key(&id) {
                break id;
            }
        };
        let mut draft = Draft::after(self.seq);
        let name = draft.text(TextKind::Name, Some(&participant), name)?;
        draft.push(Event::ParticipantJoined {
            participant: participant.clone(),
            name,
            service: service.clone(),
            profession: profession.clone(),
            modality: *modality,
            knocking: self.members.locked,
            device: device.clone(),
        });
        if !self.members.locked {
            self.seat(&mut draft, &participant, service);
        }
        Ok((participant, draft.finish()))
    }

    fn seat(&self, draft: &mut Draft, participant: &ParticipantId, service: &ServiceId) {
        for seat in self.seats_for(participant, service) {
            draft.push(seat);
        }
    }

    fn check_card(&self, service: &ServiceId, profession: Option<&ProfessionId>) -> Result<(), Rejection> {
        let service = self.pack.service(service).ok_or(Rejection::Unknown(Thing::Service))?;
        match profession {
            Some(id) if !service.professions.iter().any(|p| p.id == *id) => {
                Err(Rejection::Unknown(Thing::Profession))
            }
            _ => Ok(()),
        }
    }

    /// Corrects somebody's card.
    pub(super) fn correct_card(
        &self,
        participant: &ParticipantId,
        card: &Newcomer,
    ) -> Result<Decision, Rejection> {
        let member = self.member(participant)?;
        if member.erased {
            return Err(Rejection::Erased);
        }
        let Newcomer { name, service, profession, modality, .. } = card;
        self.check_card(service, profession.as_ref())?;
        let mut draft = Draft::after(self.seq);
        let text = draft.text(TextKind::Name, Some(participant), name)?;
        let renamed = draft.body(Some(text)) != Some(self.texts.get(member.name));
        if !renamed
            && (&member.service, &member.profession, &member.modality) == (service, profession, modality)
        {
            return Ok(Decision::default());
        }
        if !renamed {
            draft = Draft::after(self.seq);
        }
        draft.push(Event::ParticipantCorrected {
            participant: participant.clone(),
            name: renamed.then_some(text),
            service: service.clone(),
            profession: profession.clone(),
            modality: *modality,
        });
        if member.standing == Standing::In && member.service != *service {
            self.seat(&mut draft, participant, service);
        }
        Ok(draft.drop_text(renamed.then_some(member.name)).finish())
    }

    /// Changes how somebody stands; they get a seat when they come in.
    pub(super) fn change_standing(
        &self,
        participant: &ParticipantId,
        to: Standing,
    ) -> Result<Decision, Rejection> {
        let member = self.member(participant)?;
        if member.erased && to == Standing::In {
            return Err(Rejection::Erased);
        }
        let who = participant.clone();
        let mut draft = Draft::after(self.seq);
        match (member.standing, to) {
            (from, to) if from == to => return Ok(Decision::default()),
            (_, Standing::Left) => draft.push(Event::ParticipantLeft { participant: who }),
            (_, Standing::Removed) => draft.push(Event::ParticipantRemoved { participant: who }),
            (Standing::Left, Standing::In) => draft.push(Event::ParticipantReturned { participant: who }),
            (_, Standing::In) => {
                if self.counts.present() >= self.settings.max_people {
                    return Err(Rejection::Full(Limit::People));
                }
                draft.push(Event::ParticipantAdmitted { participant: who })
            }
            (_, Standing::Knocking) => return Ok(Decision::default()),
        };
        if to == Standing::In {
            self.seat(&mut draft, participant, &member.service);
        }
        Ok(draft.finish())
    }

    /// Whether an event makes somebody a member of another service.
    pub(super) fn changes_service(&self, event: &Event) -> bool {
        let Event::ParticipantCorrected { participant, service, .. } = event else { return false };
        self.members.participants.get(participant).is_some_and(|member| member.service != *service)
    }

    pub(super) fn members_apply(&mut self, entry: &Entry) {
        let members = &mut self.members;
        match &entry.event {
            Event::FacilitatorJoined { facilitator, name } => {
                members.facilitators.insert(facilitator.clone(), *name);
            }
            Event::ParticipantJoined {
                participant,
                name,
                service,
                profession,
                modality,
                knocking,
                device,
            } => {
                if let Some(device) = device {
                    members.devices.insert(device.clone(), participant.clone());
                }
                let late = self.pack.quotes.iter().any(|quote| self.agenda.item(quote.id.as_str()).opened);
                let member = Member {
                    name: *name,
                    service: service.clone(),
                    profession: profession.clone(),
                    modality: *modality,
                    standing: if *knocking { Standing::Knocking } else { Standing::In },
                    bridge: false,
                    help: false,
                    rules_accepted: false,
                    late,
                    erased: false,
                };
                members.participants.insert(participant.clone(), member);
            }
            Event::ParticipantAdmitted { participant } | Event::ParticipantReturned { participant } => {
                members.with(participant, |m| m.standing = Standing::In);
            }
            Event::ParticipantRemoved { participant } => {
                members.with(participant, |m| m.standing = Standing::Removed)
            }
            Event::ParticipantLeft { participant } => {
                members.with(participant, |m| m.standing = Standing::Left)
            }
            Event::ParticipantErased { participant } => {
                members.with(participant, |m| (m.erased, m.help) = (true, false));
            }
            Event::ParticipantCorrected { participant, name, service, profession, modality } => {
                members.with(participant, |m| {
                    m.name = name.unwrap_or(m.name);
                    m.service = service.clone();
                    m.profession = profession.clone();
                    m.modality = *modality;
                });
            }
            Event::BridgeSet { participant, on } => members.with(participant, |m| m.bridge = *on),
            Event::HelpAsked { participant, on } => members.with(participant, |m| m.help = *on),
            Event::RulesAccepted { participant } => members.with(participant, |m| m.rules_accepted = true),
            Event::JoiningLocked { on } => members.locked = *on,
            _ => {}
        }
    }
}
