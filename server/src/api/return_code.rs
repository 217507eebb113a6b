//! The return code: words that a participant keeps, and comes back with weeks later.
//!
//! The words never reach the server. The participant's device derives two secrets from them: a token, of which
//! the server keeps the hash like that of any other token, and a key that seals the participant's plans.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use serde::{Deserialize, Serialize};

use super::bearer::{bad_token, holder, not_allowed};
use crate::{
    app::App,
    auth::{Credential, CredentialKind, Token},
    http::{ApiError, ApiJson},
    limits::ClientAddress,
};

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/return-code", post(keep))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keeping {
    /// What the device derived.
    token: String,
    /// Whether a code that was kept before stops working. What was sealed with it stays sealed.
    #[serde(default)]
    replace: bool,
}

#[derive(Serialize)]
struct Kept {}

async fn keep(
    State(app): State<Arc<App>>,
    address: ClientAddress,
    headers: HeaderMap,
    ApiJson(Keeping { token, replace }): ApiJson<Keeping>,
) -> Result<Json<Kept>, ApiError> {
    let asker = holder(&app, address.source(), &headers).await?;
    if asker.kind != CredentialKind::Participant {
        return Err(not_allowed());
    }
    // Nothing is kept for a room that cannot be opened.
    app.rooms.get(&asker.room).await?;
    let hash = token.parse::<Token>().map_err(|_| bad_token())?.hash();
    let code = Credential { hash, kind: CredentialKind::Return, expires_at: None, ..asker };
    if app.log.issue_only(code, replace).await? { Ok(Json(Kept {})) } else { Err(other_code()) }
}

/// The answer to whoever has other words already.
fn other_code() -> ApiError {
    ApiError::new(
        StatusCode::CONFLICT,
        "other_return_code",
        "You have a return code already, made on another device. Please type its words here.",
    )
}
