//! Links that somebody in a room makes: for another device, for somebody who lost theirs, for another facilitator,
//! for the projector.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use crosstracks_protocol::{
    ids::ParticipantId,
    rejection::{Rejection, Thing},
    stamp::Timestamp,
};
use serde::{Deserialize, Serialize};

use super::{
    bearer::{holder, not_allowed},
    rooms::DISPLAY,
};
use crate::{
    app::App,
    auth::{Credential, CredentialKind, Token},
    clock,
    http::{ApiError, ApiJson, qr_svg, site_for},
    limits::ClientAddress,
};

const MINUTE: u64 = 60 * 1_000;
/// How long a link to another device works: it is used at once.
const DEVICE_LIFE: u64 = 15 * MINUTE;
/// How long a link works that is sent to somebody.
const SENT_LIFE: u64 = 24 * 60 * MINUTE;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/links", post(make))
}

/// Which link.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum Wanted {
    /// For one's own other device.
    Device {},
    /// For somebody who lost their way in; `revoke` ends every one they had.
    WayIn {
        participant: ParticipantId,
        #[serde(default)]
        revoke: bool,
    },
    /// For another facilitator.
    Invite {},
    /// For the projector.
    Display {},
}

#[derive(Serialize)]
struct Link {
    link: String,
    token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Timestamp>,
    qr: String,
}

async fn make(
    State(app): State<Arc<App>>,
    address: ClientAddress,
    headers: HeaderMap,
    ApiJson(wanted): ApiJson<Wanted>,
) -> Result<(StatusCode, Json<Link>), ApiError> {
    let asker = holder(&app, address.source(), &headers).await?;
    // Nothing is given out for a room that cannot be opened.
    app.rooms.get(&asker.room).await?;
    let (kind, subject, life, page) = match (wanted, asker.kind) {
        (Wanted::Device {}, CredentialKind::Participant) => {
            (CredentialKind::WayIn, asker.subject.clone(), Some(DEVICE_LIFE), "/m")
        }
        (Wanted::WayIn { participant, revoke }, CredentialKind::Facilitator) => {
            find(&app, &asker, &participant, revoke).await?;
            (CredentialKind::WayIn, participant.to_string(), Some(SENT_LIFE), "/m")
        }
        (Wanted::Invite {}, CredentialKind::Facilitator) => {
            (CredentialKind::Invite, asker.subject.clone(), Some(SENT_LIFE), "/f")
        }
        (Wanted::Display {}, CredentialKind::Facilitator) => {
            (CredentialKind::Display, DISPLAY.to_owned(), None, "/display")
        }
        _ => return Err(not_allowed()),
    };
    let token = Token::draw();
    let expires_at = life.map(|life| clock::now().plus(life));
    let issued = Credential { hash: token.hash(), room: asker.room, kind, subject, expires_at };
    app.log.issue(vec![issued]).await?;
    let token = token.reveal();
    let link = site_for(&app, &headers).page(&format!("{page}#k={token}"));
    let qr = qr_svg(&link).ok_or_else(ApiError::internal)?;
    Ok((StatusCode::CREATED, Json(Link { link, token, expires_at, qr })))
}

/// Makes sure that there is such a person in the asker's room, and ends their other ways in if that is wanted.
async fn find(
    app: &App,
    asker: &Credential,
    participant: &ParticipantId,
    revoke: bool,
) -> Result<(), ApiError> {
    let room = app.rooms.get(&asker.room).await?;
    if !room.has(participant.clone()).await? {
        return Err(Rejection::Unknown(Thing::Participant).into());
    }
    if revoke {
        app.log.revoke(&asker.room, participant.as_str()).await?;
        room.send_away(participant.clone()).await?;
    }
    Ok(())
}
