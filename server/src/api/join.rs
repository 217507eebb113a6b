//! Coming in at the door.

use std::sync::Arc;

use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use crosstracks_protocol::{
    ids::{DeviceId, ParticipantId, ProfessionId, RoomId, ServiceId},
    room::{Newcomer, groups::Modality},
    view::Standing,
};
use serde::{Deserialize, Serialize};

use super::rooms::by_code;
use crate::{
    app::App,
    auth::Token,
    http::{ApiError, ApiJson},
    limits::ClientAddress,
};

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/join", post(join))
}

/// What somebody at the door says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Joining {
    code: String,
    name: String,
    service: ServiceId,
    profession: Option<ProfessionId>,
    modality: Modality,
    /// Whoever comes again with the same device, because the answer was lost, is who they were.
    device: Option<DeviceId>,
}

/// What they get: above all the token by which they always come back as themselves.
#[derive(Serialize)]
struct Entry {
    token: String,
    participant: ParticipantId,
    room: RoomId,
    code: String,
    standing: Standing,
    title: String,
}

async fn join(
    State(app): State<Arc<App>>,
    address: ClientAddress,
    ApiJson(joining): ApiJson<Joining>,
) -> Result<(StatusCode, Json<Entry>), ApiError> {
    let Joining { code, name, service, profession, modality, device } = joining;
    let room = by_code(&app, address.source(), &code).await?;
    let token = Token::draw();
    let newcomer = Newcomer { name, service, profession, modality, device };
    let joined = room.join(newcomer, token.hash()).await??;
    let entry = Entry {
        token: token.reveal(),
        participant: joined.participant,
        room: room.id().clone(),
        code: room.code().as_str().to_owned(),
        standing: joined.standing,
        title: joined.title,
    };
    Ok((StatusCode::CREATED, Json(entry)))
}
