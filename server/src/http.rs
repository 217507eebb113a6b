//! Everything over HTTP: the client's files, health, the API. Every answer carries the security headers.

use std::{any::Any, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
};
use tower_http::{catch_panic::CatchPanicLayer, limit::RequestBodyLimitLayer, timeout::TimeoutLayer};

use crate::{api, app::App, connection, limits, stream};

mod assets;
mod error;
mod headers;
mod health;
mod origins;
mod qr;
mod site;

pub(crate) use self::qr::{qr_svg, site_for};
pub use self::{
    error::{ApiError, ApiJson},
    origins::Origins,
    qr::for_terminal,
    site::{NotASite, Site},
};

/// How long an answer may take. Streams and sockets are not held to it.
const ANSWER_TIME: Duration = Duration::from_secs(15);

/// Every route.
pub fn router(app: Arc<App>) -> Router {
    let api = Router::new()
        .merge(qr::routes())
        .merge(api::routes(&app))
        .merge(stream::routes())
        .fallback(|| async { ApiError::not_found() });
    let answers = Router::new()
        .merge(health::routes())
        .nest("/api", api)
        .fallback(assets::serve)
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, ANSWER_TIME));
    finish(answers.merge(connection::routes()), app)
}

/// Wraps routes in what holds for all of them.
fn finish(routes: Router<Arc<App>>, app: Arc<App>) -> Router {
    routes
        .layer(DefaultBodyLimit::max(limits::MAX_BODY))
        // Refuses what says that it is larger before it comes.
        .layer(RequestBodyLimitLayer::new(limits::MAX_BODY))
        .layer(CatchPanicLayer::custom(|_: Box<dyn Any + Send>| {
            tracing::error!("a request panicked");
            ApiError::internal().into_response()
        }))
        .layer(middleware::map_response(name_error))
        .layer(middleware::map_response_with_state(Arc::clone(&app), headers::secure))
        .with_state(app)
}

/// Gives an error that a library answered with the form that all errors have.
async fn name_error(response: Response) -> Response {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if is_error && !error::is_finished(&response) {
        ApiError::of_status(status).into_response()
    } else {
        response
    }
}

#[cfg(test)]
mod tests;
