//! Rooms: opening one, and what its door says.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use crosstracks_protocol::{
    event::Settings,
    ids::{FacilitatorId, PackId, RoomId},
    pack::Pack,
    rejection::{Rejection, Thing},
    room::{Opening, Room},
    stamp::{Stamp, Timestamp},
};
use serde::{Deserialize, Serialize};
use tracing::{info, warn};

use super::bearer::bearer;
use crate::{
    app::App,
    auth::{Credential, CredentialKind, RoomCode, Token, random},
    clock,
    http::{ApiError, ApiJson, site_for},
    limits::{ClientAddress, Source},
    log::{Creation, NewRoom},
    registry::NoRoom,
    room_task::{Card, RoomHandle, rows, text_row},
};

/// How long people may go on after "close", where the opener does not say.
const GRACE: u64 = 10;
const MAX_GRACE: u64 = 30;
/// How long a room that nobody ended counts among those that are open: a week, in milliseconds.
const COUNTED: u64 = 7 * 24 * 60 * 60 * 1_000;
/// How often a code is drawn anew when another room has it.
const DRAWS: usize = 8;
/// Whom the projector's credential stands for.
pub(super) const DISPLAY: &str = "display";

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/rooms", post(open)).route("/rooms/{code}", get(look))
}

/// What whoever opens a room says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenRoom {
    title: String,
    name: String,
    pack: Option<PackId>,
    preset: Option<String>,
    grace_seconds: Option<u64>,
}

/// The ways into a new room.
#[derive(Serialize)]
struct Opened {
    room: RoomId,
    code: String,
    facilitator: String,
    display: String,
    links: Links,
}

#[derive(Serialize)]
struct Links {
    join: String,
    desk: String,
    display: String,
}

async fn open(
    State(app): State<Arc<App>>,
    address: ClientAddress,
    headers: HeaderMap,
    ApiJson(wanted): ApiJson<OpenRoom>,
) -> Result<(StatusCode, Json<Opened>), ApiError> {
    may_open(&app, address.source(), &headers).await?;
    let since = Timestamp(clock::now().0.saturating_sub(COUNTED));
    if app.log.open_rooms(since).await? >= app.config.limits.rooms {
        warn!(rooms = app.config.limits.rooms, "as many rooms are open as may be");
        return Err(NoRoom::Full.into());
    }
    let (facilitator, display) = (Token::draw(), Token::draw());
    let (id, new) = prepare(&app, wanted)?;
    let (room, code) = create(&app, new, |room| {
        let credential = |kind, token: &Token, subject: &str| Credential {
            hash: token.hash(),
            room: room.clone(),
            kind,
            subject: subject.to_owned(),
            expires_at: None,
        };
        vec![
            credential(CredentialKind::Facilitator, &facilitator, id.as_str()),
            credential(CredentialKind::Display, &display, DISPLAY),
        ]
    })
    .await?;
    info!(%room, "room opened");
    app.codes.learn(address.source(), code);
    let (facilitator, display) = (facilitator.reveal(), display.reveal());
    let site = site_for(&app, &headers);
    let links = Links {
        join: site.page(&format!("/j/{}", code.as_str())),
        desk: site.page(&format!("/desk#k={facilitator}")),
        display: site.page(&format!("/display#k={display}")),
    };
    let code = code.as_str().to_owned();
    Ok((StatusCode::CREATED, Json(Opened { room, code, facilitator, display, links })))
}

/// Whether somebody may open rooms here. A wrong key is charged.
async fn may_open(app: &App, source: Source, headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(key) = &app.config.creation_key else { return Ok(()) };
    let guess = bearer(headers);
    if guess.is_some() {
        app.codes.admit(source).await;
    }
    if guess.is_some_and(|guess| key.admits(guess)) {
        return Ok(());
    }
    if guess.is_some() {
        app.codes.charge(source);
    }
    Err(ApiError::new(
        StatusCode::UNAUTHORIZED,
        "key_needed",
        "Opening a room here takes the link that whoever runs this server has.",
    ))
}

/// The room's first entries.
fn prepare(app: &App, wanted: OpenRoom) -> Result<(FacilitatorId, NewRoom), ApiError> {
    let OpenRoom { title, name, pack, preset, grace_seconds } = wanted;
    let pack = match pack {
        None => Arc::clone(app.packs.first()),
        Some(id) => Arc::clone(app.packs.get(&id).ok_or_else(no_pack)?),
    };
    let grace = grace_seconds.unwrap_or(GRACE);
    if grace > MAX_GRACE {
        return Err(Rejection::OutOfRange.into());
    }
    let preset = preset.or_else(|| first_preset(&pack)).ok_or(Rejection::Unknown(Thing::Step))?;
    let settings = Settings { grace_ms: grace * 1_000, preset, max_people: app.config.limits.people };
    let retention_days = pack.privacy.retention_days;
    let id = RoomId::new(format!("r{:032x}", u128::from_ne_bytes(random())));
    let stamp = Stamp { at: clock::now(), seed: u64::from_ne_bytes(random()) };
    let opening = Opening { room: id.clone(), pack, settings, title, name };
    let (facilitator, entries, texts) = Room::open(opening, stamp)?;
    let rows = rows(&entries).map_err(|error| {
        warn!(%error, "a room's first entries cannot be written");
        ApiError::internal()
    })?;
    let new = NewRoom {
        id,
        code: RoomCode::draw(),
        opened_at: stamp.at,
        retention_days,
        rows,
        texts: texts.into_iter().map(text_row).collect(),
        credentials: vec![],
    };
    Ok((facilitator, new))
}

fn first_preset(pack: &Pack) -> Option<String> {
    pack.agenda.presets.first().map(|preset| preset.id.to_string())
}

fn no_pack() -> ApiError {
    ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "no_pack", "This server doesn't have that pack.")
}

async fn create(
    app: &App,
    new: NewRoom,
    credentials: impl FnOnce(&RoomId) -> Vec<Credential>,
) -> Result<(RoomId, RoomCode), ApiError> {
    let mut new = NewRoom { credentials: credentials(&new.id), ..new };
    for _ in 0..DRAWS {
        match app.log.create(new.clone()).await? {
            Creation::Created => return Ok((new.id, new.code)),
            Creation::CodeTaken => new.code = RoomCode::draw(),
        }
    }
    Err(ApiError::unavailable())
}

async fn look(
    State(app): State<Arc<App>>,
    address: ClientAddress,
    Path(code): Path<String>,
) -> Result<Json<Card>, ApiError> {
    Ok(Json(by_code(&app, address.source(), &code).await?.card().await?))
}

/// The open room with a code. A code of none is charged, and so is every code that a full server has no answer to: it
/// may be a guess, and who is charged must not tell which are real.
pub(super) async fn by_code(app: &App, source: Source, code: &str) -> Result<RoomHandle, ApiError> {
    let found = match code.parse::<RoomCode>() {
        Ok(code) => {
            app.codes.admit_code(source, &code).await;
            app.rooms.find(&code).await
        }
        Err(_) => {
            app.codes.admit(source).await;
            Err(NoRoom::None)
        }
    };
    if let Ok(room) = &found {
        app.codes.learn(source, room.code());
    }
    found.map_err(|error| {
        if matches!(error, NoRoom::None | NoRoom::Full) {
            app.codes.charge(source);
        }
        error.into()
    })
}
