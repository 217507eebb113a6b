//! What is asked for outside a room's connection: rooms and their doors, links and what they are worth.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::{Method, StatusCode},
    middleware::{self, Next},
    response::Response,
};
use crosstracks_protocol::{
    rejection::{Rejection, RejectionCode},
    wire::GoodbyeCode,
};
use tracing::warn;

use crate::{
    app::App,
    http::ApiError,
    log::LogError,
    registry::NoRoom,
    room_task::{Gone, Unopenable},
};

mod bearer;
mod follow_up;
mod join;
mod links;
mod packs;
mod past;
mod redeem;
mod return_code;
mod rooms;

pub(crate) fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new()
        .merge(packs::routes())
        .merge(follow_up::routes())
        .merge(rooms::routes())
        .merge(join::routes())
        .merge(links::routes())
        .merge(redeem::routes())
        .merge(past::routes())
        .merge(return_code::routes())
        .layer(middleware::from_fn_with_state(Arc::clone(app), from_own_page))
}

/// Whatever changes something is asked for by the server's own pages, or by programs.
async fn from_own_page(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    if request.method() != Method::GET {
        app.origins.check(request.headers())?;
    }
    Ok(next.run(request).await)
}

impl From<Rejection> for ApiError {
    fn from(rejection: Rejection) -> Self {
        let status = match rejection.code() {
            RejectionCode::Ended => StatusCode::GONE,
            RejectionCode::Full => StatusCode::CONFLICT,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        // A code is a plain word.
        let code = serde_json::to_value(rejection.code()).ok();
        let code = code.as_ref().and_then(|code| code.as_str()).unwrap_or("refused").to_owned();
        Self::new(status, code, rejection.to_string())
    }
}

impl From<Gone> for ApiError {
    fn from(_: Gone) -> Self {
        Self::unavailable()
    }
}

impl From<LogError> for ApiError {
    fn from(error: LogError) -> Self {
        warn!(%error, "the log did not do what was asked");
        Self::unavailable()
    }
}

impl From<NoRoom> for ApiError {
    fn from(error: NoRoom) -> Self {
        match error {
            NoRoom::None => no_room(),
            NoRoom::Full => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "too_many_rooms",
                "This server has as many rooms open as it can take. Please try again later.",
            ),
            NoRoom::Unopenable(Unopenable::Log(error)) => error.into(),
            NoRoom::Unopenable(_) => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "unreadable_room",
                GoodbyeCode::UnreadableRoom.words(),
            ),
        }
    }
}

/// The answer to a code of no open room, whether there never was one or it has ended.
fn no_room() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "no_room",
        "No open session has this code. Please check it against the screen in the room.",
    )
}
