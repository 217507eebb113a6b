//! Coming in: rooms open, facilitators and participants join, cards are corrected, people leave and return.

use std::sync::Arc;

use super::{
    NotARoom, Room,
    decision::{Decision, Draft, NewText},
    groups::Modality,
    members::{MAX_FACILITATORS, Member},
    texts::Texts,
};
use crate::{
    command::{Actor, Command},
    event::{Entry, Event, Settings},
    ids::{DeviceId, FacilitatorId, ParticipantId, ProfessionId, RoomId, Seq, ServiceId},
    pack::{Pack, StagePlan},
    rejection::{Limit, Rejection, Thing},
    stamp::{Chance, Stamp},
    text::TextKind,
    view::{Phase, Standing},
};

/// What it takes to open a room.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The room's id, drawn by the server.
    pub room: RoomId,
    /// The materials. They were checked and have no error.
    pub pack: Arc<Pack>,
    /// What the opener chose.
    pub settings: Settings,
    /// The room's title.
    pub title: String,
    /// The opener's name.
    pub name: String,
}

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
    /// Opens a room: its first entries, and its first facilitator.
    ///
    /// # Errors
    /// A [`Rejection`] of the title or the name, or of a preset that the pack does not have or that has
    /// nothing to run.
    pub fn open(
        opening: Opening,
        stamp: Stamp,
    ) -> Result<(FacilitatorId, Vec<Entry>, Vec<NewText>), Rejection> {
        let Opening { room, mut pack, settings, title, name } = opening;
        leave_out_what_is_not_run(&mut pack);
        if !can_run(&pack, &settings.preset) {
            return Err(Rejection::Unknown(Thing::Step));
        }
        let mut chance = Chance::new(stamp.seed);
        let facilitator = FacilitatorId::new(format!("f{:012x}", chance.draw() >> 16));
        let mut draft = Draft::after(Seq(0));
        let title = draft.text(TextKind::Title, None, &title)?;
        draft.push(Event::RoomOpened { room, pack, settings, title, seed: chance.draw() });
        let name = draft.text(TextKind::Name, None, &name)?;
        draft.push(Event::FacilitatorJoined { facilitator: facilitator.clone(), name });
        let Decision { events, texts, .. } = draft.finish();
        let entry = |(n, event)| Entry { seq: Seq(n), at: stamp.at, by: Actor::Server, command: None, event };
        Ok((facilitator, (1..).zip(events).map(entry).collect(), texts))
    }

    /// The room that a first entry opens.
    pub(super) fn opened(first: &Entry) -> Result<Self, NotARoom> {
        let Event::RoomOpened { room, pack, settings, title, seed } = &first.event else {
            return Err(NotARoom::NotOpened);
        };
        if !can_run(pack, &settings.preset) {
            return Err(NotARoom::NoPreset(settings.preset.clone()));
        }
        Ok(Self {
            id: room.clone(),
            code: String::new(),
            pack: Arc::clone(pack),
            settings: settings.clone(),
            title: *title,
            seed: *seed,
            opened_at: first.at,
            seq: first.seq,
            at: first.at,
            members: Default::default(),
            agenda: Default::default(),
            grouping: Default::default(),
            survey: Default::default(),
            impressions: Default::default(),
            knowledge: Default::default(),
            points: Default::default(),
            texts: Texts::default(),
            done: Default::default(),
        })
    }

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
        let member =
            self.members.participants.get(participant).ok_or(Rejection::Unknown(Thing::Participant))?;
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
        let member =
            self.members.participants.get(participant).ok_or(Rejection::Unknown(Thing::Participant))?;
        let who = participant.clone();
        let mut draft = Draft::after(self.seq);
        match (member.standing, to) {
            (from, to) if from == to => return Ok(Decision::default()),
            (_, Standing::Left) => draft.push(Event::ParticipantLeft { participant: who }),
            (_, Standing::Removed) => draft.push(Event::ParticipantRemoved { participant: who }),
            (Standing::Left, Standing::In) => draft.push(Event::ParticipantReturned { participant: who }),
            (_, Standing::In) => {
                if self.members.count() >= self.settings.max_people {
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

    pub(super) fn decide_own(&self, me: &ParticipantId, command: &Command) -> Result<Decision, Rejection> {
        let one = |event| Ok(Draft::after(self.seq).push(event).finish());
        let member = self.members.participants.get(me).ok_or(Rejection::Unknown(Thing::Participant))?;
        let participant = me.clone();
        match command {
            Command::AcceptRules {} if member.rules_accepted => Ok(Decision::default()),
            Command::AcceptRules {} => one(Event::RulesAccepted { participant }),
            Command::CorrectMyself { name, service, profession, modality } => {
                let card = Newcomer {
                    name: name.clone(),
                    service: service.clone(),
                    profession: profession.clone(),
                    modality: *modality,
                    device: None,
                };
                self.correct_card(me, &card)
            }
            Command::AskForHelp { on } if member.help == *on => Ok(Decision::default()),
            Command::AskForHelp { on } => one(Event::HelpAsked { participant, on: *on }),
            Command::Leave {} => self.change_standing(me, Standing::Left),
            Command::ComeBack {} => self.change_standing(me, Standing::In),
            Command::AnswerSurvey { instrument, item, value } => {
                self.answer_survey(me, instrument, item, *value)
            }
            Command::Vote { quote, choice } => self.vote(me, quote, choice),
            Command::AnswerForTable { quote, answer } => self.answer_for_table(me, quote, answer),
            Command::SaySurprise { text } => self.say_surprise(me, text),
            Command::AddPoint { sheet, text } => self.add_point(me, sheet, text),
            Command::EditPoint { point, text, revision } => self.edit_point(me, point, text, *revision),
            Command::RemovePoint { point, revision } => self.remove_point(point, *revision),
            Command::SetDontKnow { question, on } => self.set_stance(me, question, Some(*on), None),
            Command::SetConfidence { question, confidence } => {
                self.set_stance(me, question, None, Some(*confidence))
            }
            Command::TakePen {} => {
                let group = self.group_of(me).ok_or(Rejection::NoGroup)?.id.clone();
                one(Event::PenTaken { group, participant })
            }
            Command::ConfirmHere {} => self.confirm_here(me),
            Command::GoToTurn { turn } => self.go_to_turn(me, *turn),
            Command::MarkPoint { point, mark } => self.mark_point(me, point, *mark),
            Command::ClarifyPoint { point, text } => self.clarify_point(me, point, text),
            Command::ClarifyQuestion { question, text } => self.clarify_question(me, question, text),
            Command::TapPoint { point, tap, on } => self.tap_point(point, *tap, *on),
            Command::DisputeModel { question, text } => self.dispute_model(me, question, text),
            // A facilitator's; access has refused them.
            _ => Err(Rejection::WrongRole { who: crate::rejection::Who::Facilitator }),
        }
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

/// Takes the stages out of a room's materials that this release does not run, so that the places on its
/// agenda stay what they are when a later release does.
fn leave_out_what_is_not_run(pack: &mut Arc<Pack>) {
    let is_run = |stage: &StagePlan| stage.activity.is_run();
    if !pack.agenda.presets.iter().all(|preset| preset.stages.iter().all(is_run)) {
        for preset in &mut Arc::make_mut(pack).agenda.presets {
            preset.stages.retain(is_run);
        }
    }
}

/// Whether there is such a preset, and a step in each of its stages.
fn can_run(pack: &Pack, preset: &str) -> bool {
    let preset = pack.agenda.presets.iter().find(|other| other.id.as_str() == preset);
    preset.is_some_and(|preset| {
        !preset.stages.is_empty() && preset.stages.iter().all(|stage| !stage.steps.is_empty())
    })
}
