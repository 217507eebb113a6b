//! What facilitators ask for of a session that has ended: its report, in its forms, and its moments.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::{
        HeaderMap, StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
    routing::get,
};
use crosstracks_protocol::{
    ids::{FacilitatorId, RoomId, Seq},
    report::{Readers, document::Document},
    room::replay::ReplayMoment,
};
use serde::Deserialize;
use tracing::error;

use super::bearer::{holder, not_allowed};
use crate::{
    app::App,
    auth::CredentialKind,
    http::ApiError,
    limits::ClientAddress,
    past::{Lost, Reports},
    report::{NotWritten, csv, html, xlsx},
};

/// What stands in the place of a room's id for the room that the token is for.
const MINE: &str = "mine";

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/rooms/{code}/report", get(report))
        .route("/rooms/{code}/report/{form}", get(file))
        .route("/rooms/{code}/replay", get(moments))
        .route("/rooms/{code}/replay/{seq}", get(picture))
}

/// For whom a report is.
#[derive(Deserialize)]
struct Wanted {
    readers: Readers,
}

type Asked<T> = Result<Query<T>, axum::extract::rejection::QueryRejection>;

/// Whether a report is to be made of the room, if it has changed since the last one.
#[derive(Clone, Copy, PartialEq)]
enum Report {
    Make,
    Leave,
}

/// The room that a facilitator asks about, and how long its log is: nobody else is let in, nor anybody before the end.
async fn place(
    app: &App,
    address: ClientAddress,
    headers: &HeaderMap,
    room: &str,
    report: Report,
) -> Result<(RoomId, Seq), ApiError> {
    let asker = holder(app, address.source(), headers).await?;
    if asker.kind != CredentialKind::Facilitator || (room != MINE && room != asker.room.as_str()) {
        return Err(not_allowed());
    }
    let handle = app.rooms.get(&asker.room).await?;
    let facilitator = FacilitatorId::new(asker.subject);
    let head = handle.look_back(facilitator, report == Report::Make).await??;
    Ok((asker.room, head))
}

async fn reports(
    app: &App,
    address: ClientAddress,
    headers: &HeaderMap,
    room: &str,
) -> Result<Arc<Reports>, ApiError> {
    let place = place(app, address, headers, room, Report::Make).await?;
    Ok(app.past.reports(&place).await?)
}

async fn report(
    State(app): State<Arc<App>>,
    address: ClientAddress,
    Path(room): Path<String>,
    wanted: Asked<Wanted>,
    headers: HeaderMap,
) -> Result<Json<Document>, ApiError> {
    let Query(Wanted { readers }) = wanted.map_err(|_| ApiError::malformed())?;
    let reports = reports(&app, address, &headers, &room).await?;
    Ok(Json(reports.of(readers).document.clone()))
}

async fn file(
    State(app): State<Arc<App>>,
    address: ClientAddress,
    Path((room, form)): Path<(String, String)>,
    wanted: Asked<Wanted>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let kind = match form.as_str() {
        "html" => "text/html; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "json" => "application/json",
        _ => return Err(ApiError::not_found()),
    };
    let Query(Wanted { readers }) = wanted.map_err(|_| ApiError::malformed())?;
    let reports = reports(&app, address, &headers, &room).await?;
    let written = tokio::task::spawn_blocking(move || {
        let told = reports.of(readers);
        Ok::<_, NotWritten>(match form.as_str() {
            "html" => html(&told.document).into_bytes(),
            "csv" => csv(&told.document)?,
            "xlsx" => xlsx(&told.document)?,
            _ => told.figures.to_string().into_bytes(),
        })
        .map(|bytes| (bytes, form))
    });
    let (bytes, form) = written.await.map_err(|_| ApiError::internal())??;
    let readers = match readers {
        Readers::Facilitators => "facilitators",
        Readers::Commissioners => "commissioners",
    };
    let name = format!("attachment; filename=\"crosstracks-report-{readers}.{form}\"");
    Ok(([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}

async fn moments(
    State(app): State<Arc<App>>,
    address: ClientAddress,
    Path(room): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Vec<ReplayMoment>>, ApiError> {
    let place = place(&app, address, &headers, &room, Report::Leave).await?;
    Ok(Json(app.past.moments(&place).await?.to_vec()))
}

async fn picture(
    State(app): State<Arc<App>>,
    address: ClientAddress,
    Path((room, seq)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let place = place(&app, address, &headers, &room, Report::Leave).await?;
    let seq = seq.parse().map_err(|_| ApiError::not_found())?;
    let picture = app.past.picture(&place, Seq(seq)).await?.ok_or_else(ApiError::not_found)?;
    Ok(([(CONTENT_TYPE, "application/json")], picture.to_string()).into_response())
}

impl From<Lost> for ApiError {
    fn from(lost: Lost) -> Self {
        error!(%lost, "a room's past cannot be read");
        match lost {
            Lost::GivenUp => Self::unavailable(),
            Lost::Unopenable(_) | Lost::Json(_) => Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "This session’s record could not be read. Please try again.",
            ),
        }
    }
}

impl From<NotWritten> for ApiError {
    fn from(error: NotWritten) -> Self {
        error!(%error, "a report cannot be written");
        Self::internal()
    }
}
