//! What links and return codes are worth: a new token for this device. Each link works once; a return code, always.

use std::sync::Arc;

use axum::{Json, Router, extract::State, routing::post};
use crosstracks_protocol::{command::Role, ids::RoomId};
use serde::{Deserialize, Serialize};

use super::bearer::{bad_token, credential};
use crate::{
    app::App,
    auth::{Credential, CredentialKind, Token},
    clock,
    http::{ApiError, ApiJson},
    limits::ClientAddress,
    room_task::{NotSeated, RoomHandle},
};

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/redeem", post(redeem))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Redeeming {
    token: String,
    /// Of whoever accepts an invitation to facilitate.
    name: Option<String>,
}

#[derive(Serialize)]
struct Redeemed {
    token: String,
    role: Role,
    room: RoomId,
    code: String,
    title: String,
}

async fn redeem(
    State(app): State<Arc<App>>,
    address: ClientAddress,
    ApiJson(Redeeming { token, name }): ApiJson<Redeeming>,
) -> Result<Json<Redeemed>, ApiError> {
    let link = credential(&app, address.source(), &token).await?;
    let room = app.rooms.get(&link.room).await?;
    let title = room.card().await?.title;
    let (token, role) = match link.kind {
        CredentialKind::WayIn => (come_back(&app, link).await?, Role::Participant),
        CredentialKind::Return => (return_here(&app, link).await?, Role::Participant),
        CredentialKind::Invite => {
            (facilitate(&room, link, name.unwrap_or_default()).await?, Role::Facilitator)
        }
        CredentialKind::Facilitator | CredentialKind::Participant | CredentialKind::Display => {
            return Err(bad_token());
        }
    };
    let code = room.code().as_str().to_owned();
    Ok(Json(Redeemed { token: token.reveal(), role, room: room.id().clone(), code, title }))
}

/// Spends a link for a token of the same person.
async fn come_back(app: &App, link: Credential) -> Result<Token, ApiError> {
    let token = Token::draw();
    let spent = link.hash;
    let issued =
        Credential { hash: token.hash(), kind: CredentialKind::Participant, expires_at: None, ..link };
    if app.log.exchange(spent, clock::now(), vec![issued]).await? { Ok(token) } else { Err(bad_token()) }
}

/// A token of the same person, besides those they have.
async fn return_here(app: &App, code: Credential) -> Result<Token, ApiError> {
    let token = Token::draw();
    let issued = Credential { hash: token.hash(), kind: CredentialKind::Participant, ..code };
    app.log.issue(vec![issued]).await?;
    Ok(token)
}

/// Spends an invitation for a place at the desk.
async fn facilitate(room: &RoomHandle, link: Credential, name: String) -> Result<Token, ApiError> {
    let token = Token::draw();
    match room.facilitate(name, link.hash, token.hash()).await? {
        Ok(_) => Ok(token),
        Err(NotSeated::Spent) => Err(bad_token()),
        Err(NotSeated::Refused(rejection)) => Err(rejection.into()),
    }
}
