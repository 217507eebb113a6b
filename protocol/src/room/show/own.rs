//! What only oneself sees, and its parts that change alone.

use serde::Serialize;

use super::{
    super::Room,
    fields::{NOTHING, json},
};
use crate::{
    ids::{ItemId, ParticipantId},
    view::OwnView,
};

/// A part of what somebody sees of themselves: a field, or an entry of one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum OwnPart {
    Name,
    Service,
    Profession,
    Modality,
    Standing,
    Erased,
    Late,
    Help,
    RulesAccepted,
    /// One's answers to an instrument.
    Survey(ItemId),
    /// One's vote on a quote.
    Vote(ItemId),
    /// One's answer to the poll of a part.
    Poll(ItemId),
    Surprise,
    Outcomes,
    Recalls,
    Plans,
}

impl OwnPart {
    /// What tells who somebody is and how they stand.
    pub(crate) const CARD: [Self; 7] = [
        Self::Name,
        Self::Service,
        Self::Profession,
        Self::Modality,
        Self::Standing,
        Self::Erased,
        Self::Late,
    ];

    /// What somebody typed, or is shown of what others did, besides their name.
    pub(crate) fn typed(room: &Room) -> impl Iterator<Item = Self> {
        let instruments = room.pack.instruments.iter().map(|instrument| Self::Survey(instrument.id.clone()));
        instruments.chain([Self::Surprise, Self::Recalls, Self::Plans])
    }

    /// The field that it is, or is in; and its key there.
    pub(crate) fn place(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::Name => ("name", None),
            Self::Service => ("service", None),
            Self::Profession => ("profession", None),
            Self::Modality => ("modality", None),
            Self::Standing => ("standing", None),
            Self::Erased => ("erased", None),
            Self::Late => ("late", None),
            Self::Help => ("help", None),
            Self::RulesAccepted => ("rules_accepted", None),
            Self::Survey(instrument) => ("survey", Some(instrument.as_str())),
            Self::Vote(quote) => ("votes", Some(quote.as_str())),
            Self::Poll(part) => ("polls", Some(part.as_str())),
            Self::Surprise => ("surprise", None),
            Self::Outcomes => ("outcomes", None),
            Self::Recalls => ("recalls", None),
            Self::Plans => ("plans", None),
        }
    }

    /// The part as it is now, as JSON; none if it is not there.
    pub(crate) fn json(&self, room: &Room, me: &ParticipantId) -> Option<String> {
        let member = room.members.participants.get(me)?;
        match self {
            Self::Name => written(&room.texts.owned(member.name)),
            Self::Service => written(&member.service),
            Self::Profession => written(&member.profession),
            Self::Modality => written(&member.modality),
            Self::Standing => written(&member.standing),
            Self::Erased => written(&member.erased).filter(|_| member.erased),
            Self::Late => written(&member.late),
            Self::Help => written(&member.help),
            Self::RulesAccepted => written(&member.rules_accepted),
            Self::Survey(instrument) => written(&room.own_answers(me, instrument)),
            Self::Vote(quote) => written(room.impressions.choice_of(quote, me)?),
            Self::Poll(part) => written(&room.case_study.poll_of(part, me)?),
            Self::Surprise => written(&room.own_surprise(me)),
            Self::Outcomes => unless_empty(written(&room.own_outcomes(me))),
            Self::Recalls => unless_empty(written(&room.own_recalls(me))),
            Self::Plans => unless_empty(written(&room.own_plans(me))),
        }
    }
}

/// A value as JSON; none for what is none, which views leave out.
fn written(of: &impl Serialize) -> Option<String> {
    Some(json(of)).filter(|json| json != NOTHING)
}

/// What the view leaves out where it is empty.
fn unless_empty(json: Option<String>) -> Option<String> {
    json.filter(|json| json != "{}")
}

impl Room {
    pub(super) fn own(&self, me: &ParticipantId) -> Option<OwnView> {
        let member = self.members.participants.get(me)?;
        Some(OwnView {
            participant: me.clone(),
            name: self.texts.owned(member.name),
            service: member.service.clone(),
            profession: member.profession.clone(),
            modality: member.modality,
            standing: member.standing,
            erased: member.erased,
            late: member.late,
            help: member.help,
            rules_accepted: member.rules_accepted,
            survey: self.own_survey(me),
            votes: self.impressions.choices_of(me),
            polls: self.case_study.polls_of(me),
            surprise: self.own_surprise(me),
            outcomes: self.own_outcomes(me),
            recalls: self.own_recalls(me),
            plans: self.own_plans(me),
        })
    }

    fn own_surprise(&self, me: &ParticipantId) -> Option<String> {
        self.impressions.surprise_of(me).map(|text| self.texts.owned(text))
    }
}
