//! How everybody else reaches a room: through its bounded inbox, and in no other way.

use std::{
    collections::BTreeMap,
    future::{Ready, ready},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use crosstracks_protocol::{
    command::{Command, SurveyAnswer},
    ids::{DeviceId, FacilitatorId, ItemId, ParticipantId, RoomId, Seq, SheetId},
    pack::{Pack, Service},
    rejection::Rejection,
    room::Newcomer,
    view::{Phase, Standing, follow_up::FollowUpCard},
};
use futures_util::future::{BoxFuture, Either};
use serde::Serialize;
use thiserror::Error;
use tokio::sync::{
    mpsc::{self, error::TrySendError},
    oneshot,
};

use super::seat::{MemberId, Seat};
use crate::{
    auth::{RoomCode, TokenHash},
    outbox::{Goodbye, Outbox},
};

/// What a room is asked.
pub(super) enum Ask {
    Enter(Box<Entrance>),
    Leave(MemberId),
    Do { member: MemberId, id: u64, expected: Option<u64>, command: Command },
    Writing { member: MemberId, sheet: Option<SheetId> },
    Reply { member: MemberId, bytes: Bytes },
    Part { member: MemberId, goodbye: Goodbye },
    Join { newcomer: Newcomer, token: TokenHash, reply: oneshot::Sender<Result<Joined, Rejection>> },
    Facilitate(Invited),
    LookBack(LookBack),
    Look { reply: oneshot::Sender<Card> },
    FollowUp { reply: oneshot::Sender<Option<FollowUpCard>> },
    AnswerUnlinked { answers: BTreeMap<ItemId, SurveyAnswer>, reply: oneshot::Sender<Result<(), Rejection>> },
    Know { participant: ParticipantId, reply: oneshot::Sender<bool> },
    SendAway { participant: ParticipantId },
    End,
}

/// Somebody who accepts an invitation to facilitate.
pub(super) struct Invited {
    pub(super) name: String,
    pub(super) invitation: TokenHash,
    pub(super) token: TokenHash,
    pub(super) reply: oneshot::Sender<Result<FacilitatorId, NotSeated>>,
}

/// A facilitator who looks back on a session that has ended.
pub(super) struct LookBack {
    pub(super) by: FacilitatorId,
    /// Whether to make a report of it as it stands.
    pub(super) report: bool,
    pub(super) reply: oneshot::Sender<Result<Seq, Rejection>>,
}

/// Why somebody with an invitation got no place at the desk.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NotSeated {
    /// The invitation is not in force any more.
    Spent,
    /// The room refuses. The invitation is as good as before.
    Refused(Rejection),
}

/// A connection that comes in.
pub(super) struct Entrance {
    pub(super) id: MemberId,
    pub(super) seat: Seat,
    pub(super) device: DeviceId,
    pub(super) outbox: Outbox,
    /// A token to come back with, for the welcome.
    pub(super) next: Option<String>,
}

/// Somebody who came in at the door.
#[derive(Debug, Clone)]
pub(crate) struct Joined {
    pub(crate) participant: ParticipantId,
    pub(crate) standing: Standing,
    pub(crate) title: String,
}

/// A room, as somebody at its door sees it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Card {
    pub(crate) title: String,
    pub(crate) facilitators: Vec<String>,
    pub(crate) locked: bool,
    pub(crate) phase: Phase,
    pub(crate) services: Vec<Service>,
    pub(crate) lang: String,
    pub(crate) retention_days: u16,
}

impl Card {
    pub(super) fn of(room: &crosstracks_protocol::room::Room) -> Self {
        let Pack { services, lang, privacy, .. } = room.pack();
        Self {
            title: room.title().to_owned(),
            facilitators: room.facilitator_names(),
            locked: room.is_locked(),
            phase: room.phase(),
            services: services.clone(),
            lang: lang.clone(),
            retention_days: privacy.retention_days,
        }
    }
}

/// The room's task has ended: its log failed, or the server stops. Nothing that was not answered is known to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the room cannot be reached")]
pub(crate) struct Gone;

/// Something that is handed in to a room, which is done but for waiting where it is full.
pub(crate) type Sending<'a> = Either<Ready<Result<(), Gone>>, BoxFuture<'a, Result<(), Gone>>>;

/// A live room. Whoever holds one keeps the room from being put away.
#[derive(Clone)]
pub(crate) struct RoomHandle {
    id: RoomId,
    code: RoomCode,
    inbox: mpsc::Sender<Ask>,
    members: Arc<AtomicU64>,
}

impl RoomHandle {
    pub(super) fn new(id: RoomId, code: RoomCode, inbox: mpsc::Sender<Ask>) -> Self {
        Self { id, code, inbox, members: Arc::new(AtomicU64::new(0)) }
    }

    /// Which room.
    pub(crate) fn id(&self) -> &RoomId {
        &self.id
    }

    /// The code that people join it by.
    pub(crate) fn code(&self) -> RoomCode {
        self.code
    }

    /// Whether its task has ended.
    pub(crate) fn is_gone(&self) -> bool {
        self.inbox.is_closed()
    }

    /// Whether this is the only handle.
    pub(crate) fn is_last(&self) -> bool {
        self.inbox.strong_count() == 1
    }

    /// Brings a connection in. Its welcome, or a goodbye, comes through the outbox.
    pub(crate) async fn enter(
        &self,
        seat: Seat,
        device: DeviceId,
        next: Option<String>,
        outbox: Outbox,
    ) -> Result<MemberId, Gone> {
        let id = MemberId(self.members.fetch_add(1, Ordering::Relaxed));
        self.send(Ask::Enter(Box::new(Entrance { id, seat, device, outbox, next }))).await?;
        Ok(id)
    }

    /// Hands in a command. Its answer comes through the outbox.
    pub(crate) fn submit(
        &self,
        member: MemberId,
        id: u64,
        expected: Option<u64>,
        command: Command,
    ) -> Sending<'_> {
        self.send(Ask::Do { member, id, expected, command })
    }

    /// Says where a member is writing.
    pub(crate) fn writing(&self, member: MemberId, sheet: Option<SheetId>) -> Sending<'_> {
        self.send(Ask::Writing { member, sheet })
    }

    /// Has bytes written to a member's socket that are none of the room's: a pong, or word of a command that cannot
    /// be read.
    pub(crate) fn reply(&self, member: MemberId, bytes: Bytes) -> Sending<'_> {
        self.send(Ask::Reply { member, bytes })
    }

    /// Has the room say goodbye to a member.
    pub(crate) fn part(&self, member: MemberId, goodbye: Goodbye) -> Sending<'_> {
        self.send(Ask::Part { member, goodbye })
    }

    /// Says that a connection is gone. Does not wait.
    pub(crate) fn leave(&self, member: MemberId) {
        if let Err(TrySendError::Full(ask)) = self.inbox.try_send(Ask::Leave(member)) {
            let inbox = self.inbox.clone();
            tokio::spawn(async move {
                // A room that is gone has no members.
                let _ = inbox.send(ask).await;
            });
        }
    }

    /// Lets somebody in at the door, with a token to come back by.
    pub(crate) async fn join(
        &self,
        newcomer: Newcomer,
        token: TokenHash,
    ) -> Result<Result<Joined, Rejection>, Gone> {
        self.ask(|reply| Ask::Join { newcomer, token, reply }).await
    }

    /// Lets somebody facilitate, with a token to come back by. The invitation is spent with it, both or neither.
    pub(crate) async fn facilitate(
        &self,
        name: String,
        invitation: TokenHash,
        token: TokenHash,
    ) -> Result<Result<FacilitatorId, NotSeated>, Gone> {
        self.ask(|reply| Ask::Facilitate(Invited { name, invitation, token, reply })).await
    }

    /// Lets a facilitator look back on the session, once it has ended, and says how long its log is; with `report`, a
    /// report is made of it first, if it has changed since the last one.
    pub(crate) async fn look_back(
        &self,
        by: FacilitatorId,
        report: bool,
    ) -> Result<Result<Seq, Rejection>, Gone> {
        self.ask(|reply| Ask::LookBack(LookBack { by, report, reply })).await
    }

    /// What somebody at the door sees.
    pub(crate) async fn card(&self) -> Result<Card, Gone> {
        self.ask(|reply| Ask::Look { reply }).await
    }

    /// The follow-up, if the session has ended and people are asked.
    pub(crate) async fn follow_up(&self) -> Result<Option<FollowUpCard>, Gone> {
        self.ask(|reply| Ask::FollowUp { reply }).await
    }

    /// Takes the follow-up's answers of somebody without a way back.
    pub(crate) async fn answer_unlinked(
        &self,
        answers: BTreeMap<ItemId, SurveyAnswer>,
    ) -> Result<Result<(), Rejection>, Gone> {
        self.ask(|reply| Ask::AnswerUnlinked { answers, reply }).await
    }

    /// Whether there is such a person, who can come back.
    pub(crate) async fn has(&self, participant: ParticipantId) -> Result<bool, Gone> {
        self.ask(|reply| Ask::Know { participant, reply }).await
    }

    /// Ends the connections of somebody whose tokens were revoked.
    pub(crate) async fn send_away(&self, participant: ParticipantId) -> Result<(), Gone> {
        self.send(Ask::SendAway { participant }).await
    }

    /// Ends the room's task and every connection to it: the room has been deleted.
    pub(crate) async fn end(&self) -> Result<(), Gone> {
        self.send(Ask::End).await
    }

    async fn ask<T>(&self, ask: impl FnOnce(oneshot::Sender<T>) -> Ask) -> Result<T, Gone> {
        let (reply, answer) = oneshot::channel();
        self.send(ask(reply)).await?;
        answer.await.map_err(|_| Gone)
    }

    /// Hands something in, at once. Only where the room is full of others is there something to wait for, and only then
    /// a place to wait in is made: else every connection would keep one for its life.
    fn send(&self, ask: Ask) -> Sending<'_> {
        match self.inbox.try_send(ask) {
            Ok(()) => Either::Left(ready(Ok(()))),
            Err(TrySendError::Closed(_)) => Either::Left(ready(Err(Gone))),
            Err(TrySendError::Full(ask)) => {
                Either::Right(Box::pin(async { self.inbox.send(ask).await.map_err(|_| Gone) }))
            }
        }
    }
}
