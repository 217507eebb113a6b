//! One client's place in a room, whatever carries its messages.

use std::future::ready;

use bytes::Bytes;
use crosstracks_protocol::{
    ids::{DeviceId, FacilitatorId, ParticipantId},
    rejection::Rejection,
    wire::{ClientMessage, GoodbyeCode, ServerMessage},
};
use futures_util::{FutureExt, future::Either};
use serde::Deserialize;
use tracing::warn;

use crate::{
    app::App,
    auth::{Credential, CredentialKind, Token},
    clock,
    frame::Frame,
    log::LogError,
    outbox::{Goodbye, Outbox},
    registry::NoRoom,
    room_task::{Gone, MemberId, RoomHandle, Seat, Unopenable, rejected},
};

/// When to come back where the server cannot do it now, in milliseconds.
const LATER: u64 = 5_000;
/// The largest number of a command: beyond it JavaScript does not count exactly.
const MAX_COUNTER: u64 = (1 << 53) - 1;

/// Somebody who may take a place.
pub(crate) struct Admitted {
    room: RoomHandle,
    seat: Seat,
    device: DeviceId,
    /// A token to come back with.
    next: Option<String>,
}

impl Admitted {
    /// Takes the place. Where the room has gone, the outbox says so.
    pub(crate) async fn enter(self, outbox: Outbox) -> Result<Session, Gone> {
        let Self { room, seat, device, next } = self;
        let member = room.enter(seat, device, next, outbox).await?;
        Ok(Session { room, member })
    }
}

/// A place that was taken. Dropping it leaves.
pub(crate) struct Session {
    room: RoomHandle,
    member: MemberId,
}

/// What comes of a message at once. Whatever the room has to say goes through the [`Outbox`].
#[derive(Debug, PartialEq)]
pub(crate) enum Said {
    /// Nothing yet.
    Nothing,
    /// An answer.
    Answer(Frame),
    /// The connection cannot go on.
    Over(GoodbyeCode),
}

impl Session {
    /// Looks up whose first message this is.
    pub(crate) async fn admit(app: &App, hello: &str) -> Result<Admitted, Goodbye> {
        let Hello { token, next, device } = read_hello(hello).map_err(Goodbye::for_good)?;
        let (room, seat) = admit(app, &token, next.as_ref()).await?;
        // The projector's link opens as many screens as one likes.
        let next = (seat != Seat::Display).then(|| Token::draw().reveal());
        Ok(Admitted { room, seat, device, next })
    }

    /// Has bytes written to this place's socket that are none of the room's. A room that is gone has no sockets.
    pub(crate) async fn reply(&self, bytes: Bytes) {
        _ = self.room.reply(self.member, bytes).await;
    }

    /// Has the room say goodbye.
    pub(crate) async fn part(&self, goodbye: Goodbye) {
        _ = self.room.part(self.member, goodbye).await;
    }

    /// Takes a message. Waits only where the room is full of others.
    pub(crate) fn hear<'a>(&'a self, message: &str) -> impl Future<Output = Said> + use<'a> {
        let said = match ClientMessage::read(message) {
            Ok(ClientMessage::Command { id, .. }) if id == 0 || id > MAX_COUNTER => {
                Said::Over(GoodbyeCode::Malformed)
            }
            Ok(ClientMessage::Command { id, expected, command }) => {
                return Either::Right(self.room.submit(self.member, id, expected, command).map(nothing));
            }
            Ok(ClientMessage::Writing { sheet }) => {
                return Either::Right(self.room.writing(self.member, sheet).map(nothing));
            }
            Ok(ClientMessage::Ping {}) => Said::Answer(Frame::of(&ServerMessage::Pong {})),
            Ok(ClientMessage::Hello { .. }) => Said::Over(GoodbyeCode::HelloExpected),
            Err(_) => unread(message),
        };
        Either::Left(ready(said))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.room.leave(self.member);
    }
}

/// Whether it was handed in or not: a room that is gone says so through the outbox.
fn nothing(_: Result<(), Gone>) -> Said {
    Said::Nothing
}

/// A hello, as it was read.
#[derive(Debug)]
struct Hello {
    token: Token,
    next: Option<Token>,
    device: DeviceId,
}

fn read_hello(message: &str) -> Result<Hello, GoodbyeCode> {
    match serde_json::from_str(message) {
        Ok(ClientMessage::Hello { token, next, device }) => {
            let read = |token: String| token.parse::<Token>().map_err(|_| GoodbyeCode::BadToken);
            Ok(Hello { token: read(token)?, next: next.map(read).transpose()?, device })
        }
        Ok(_) => Err(GoodbyeCode::HelloExpected),
        Err(_) => Err(GoodbyeCode::Malformed),
    }
}

/// Whose a token is, and the room it opens.
async fn admit(app: &App, token: &Token, next: Option<&Token>) -> Result<(RoomHandle, Seat), Goodbye> {
    let unknown = Goodbye::for_good(GoodbyeCode::BadToken);
    let credential = credential(app, token, next).await?.ok_or(unknown)?;
    let subject = credential.subject.as_str();
    let seat = match credential.kind {
        CredentialKind::Participant => Seat::Participant(ParticipantId::new(subject)),
        CredentialKind::Facilitator => Seat::Facilitator(FacilitatorId::new(subject)),
        CredentialKind::Display => Seat::Display,
        CredentialKind::Invite | CredentialKind::WayIn | CredentialKind::Return => return Err(unknown),
    };
    Ok((room_of(app, &credential).await?, seat))
}

/// The room that a credential is for.
async fn room_of(app: &App, credential: &Credential) -> Result<RoomHandle, Goodbye> {
    app.rooms.get(&credential.room).await.map_err(|error| match error {
        NoRoom::None => Goodbye::for_good(GoodbyeCode::BadToken),
        NoRoom::Full | NoRoom::Unopenable(Unopenable::Log(_)) => {
            Goodbye::until(GoodbyeCode::CannotKeep, LATER)
        }
        NoRoom::Unopenable(_) => Goodbye::for_good(GoodbyeCode::UnreadableRoom),
    })
}

/// The credential of a token or, where that was replaced by the next one, of that. The next one takes the place of
/// the first here and now; whoever does not hear of it comes again with both, and nobody is shut out. Where the room
/// cannot be opened nothing takes the place of anything.
async fn credential(app: &App, token: &Token, next: Option<&Token>) -> Result<Option<Credential>, Goodbye> {
    let now = clock::now();
    let found = app.log.find(token.hash(), now).await.map_err(not_looked_up)?;
    let Some(next) = next.filter(|next| *next != token) else { return Ok(found) };
    match found {
        Some(first) if matches!(first.kind, CredentialKind::Participant | CredentialKind::Facilitator) => {
            room_of(app, &first).await?;
            let second = Credential { hash: next.hash(), ..first };
            let is_replaced = app.log.exchange(token.hash(), now, vec![second.clone()]).await;
            if is_replaced.map_err(not_looked_up)? {
                return Ok(Some(second));
            }
        }
        Some(other) => return Ok(Some(other)),
        None => {}
    }
    app.log.find(next.hash(), now).await.map_err(not_looked_up)
}

fn not_looked_up(error: LogError) -> Goodbye {
    warn!(%error, "a token cannot be looked up");
    Goodbye::until(GoodbyeCode::CannotKeep, LATER)
}

/// What of a command can be read of any release.
#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "type")]
    kind: String,
    id: u64,
}

/// A message that is none of this release: a command of another one is refused, and nothing else is lost.
fn unread(message: &str) -> Said {
    match serde_json::from_str(message) {
        Ok(Envelope { kind, id }) if kind == "command" => {
            Said::Answer(Frame::of(&rejected(id, &Rejection::UnknownCommand)))
        }
        _ => Said::Over(GoodbyeCode::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_of_another_release_is_refused_and_the_rest_ends_the_connection() {
        for message in [
            r#"{"type":"command","id":7,"command":{"type":"dance"}}"#,
            r#"{"type":"command","id":7,"command":{"type":"leave","extra":1}}"#,
            r#"{"type":"command","id":7,"extra":1,"command":{"type":"leave"}}"#,
        ] {
            let Said::Answer(answer) = unread(message) else { panic!("{message}") };
            let answer = String::from_utf8(answer.json().to_vec()).unwrap();
            assert!(answer.contains(r#""id":7,"code":"unknown_command""#), "{answer}");
        }
        for message in ["", "{", "7", "{}", r#"{"type":"dance","id":7}"#, r#"{"type":"command","id":-7}"#] {
            assert_eq!(unread(message), Said::Over(GoodbyeCode::Malformed), "{message}");
        }
    }

    #[test]
    fn only_a_hello_begins() {
        let code = |message: &str| read_hello(message).unwrap_err();
        assert_eq!(code("no"), GoodbyeCode::Malformed);
        assert_eq!(code(r#"{"type":"ping"}"#), GoodbyeCode::HelloExpected);
        assert_eq!(code(r#"{"type":"hello","token":"x","device":"d"}"#), GoodbyeCode::BadToken);
        assert_eq!(code(r#"{"type":"hello","token":"x","device":"a b"}"#), GoodbyeCode::Malformed);
    }
}
