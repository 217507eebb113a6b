//! Who asks: the token in the `Authorization` header.

use axum::http::{HeaderMap, StatusCode, header::AUTHORIZATION};

use crate::{
    app::App,
    auth::{Credential, Token},
    clock,
    http::ApiError,
    limits::Source,
};

/// What stands after `Bearer`.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

/// The credential of who asks. A token that is worth nothing is charged.
pub(super) async fn holder(app: &App, source: Source, headers: &HeaderMap) -> Result<Credential, ApiError> {
    let Some(token) = bearer(headers) else { return Err(bad_token()) };
    credential(app, source, token).await
}

/// The credential that a token stands for. One that is worth nothing is charged.
pub(super) async fn credential(app: &App, source: Source, token: &str) -> Result<Credential, ApiError> {
    app.codes.admit(source).await;
    let found = match token.parse::<Token>() {
        Ok(token) => app.log.find(token.hash(), clock::now()).await?,
        Err(_) => None,
    };
    found.ok_or_else(|| {
        app.codes.charge(source);
        bad_token()
    })
}

/// The answer to a token that is worth nothing here.
pub(super) fn bad_token() -> ApiError {
    ApiError::new(
        StatusCode::UNAUTHORIZED,
        "bad_token",
        "This link doesn't work any more. Join again with the room's code, or ask the facilitator for a new one.",
    )
}

/// The answer to a token that does not reach so far.
pub(super) fn not_allowed() -> ApiError {
    ApiError::new(StatusCode::FORBIDDEN, "not_allowed", "This link can't be used for that.")
}
