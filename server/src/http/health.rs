//! Whether the server lives, and whether it takes work.

use std::{sync::Arc, time::Duration};

use axum::{Json, Router, extract::State, routing::get};
use serde::Serialize;

use super::ApiError;
use crate::app::App;

/// A log that takes longer than this to answer takes no work.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Serialize)]
struct Status {
    status: &'static str,
}

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/healthz", get(healthz)).route("/readyz", get(readyz))
}

async fn healthz() -> Json<Status> {
    Json(Status { status: "ok" })
}

async fn readyz(State(app): State<Arc<App>>) -> Result<Json<Status>, ApiError> {
    if app.stop.is_cancelled() {
        return Err(ApiError::unavailable());
    }
    match tokio::time::timeout(PATIENCE, app.log.ready()).await {
        Ok(Ok(())) => Ok(Json(Status { status: "ready" })),
        Ok(Err(_)) | Err(_) => Err(ApiError::unavailable()),
    }
}
