//! QR codes: on the display for those who join, in the terminal for who started the server.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::get,
};
use qrcode::{
    QrCode,
    render::{svg, unicode},
};

use super::{ApiError, Site, site::requested_host};
use crate::{app::App, auth::RoomCode};

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/rooms/{code}/qr.svg", get(join_link))
}

/// The link to join by a code. It says nothing of whether there is such a room.
async fn join_link(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let code: RoomCode = code.parse().map_err(|_| ApiError::not_found())?;
    let link = site_for(&app, &headers).page(&format!("/j/{}", code.as_str()));
    let image = qr_svg(&link).ok_or_else(ApiError::internal)?;
    Ok(([(CONTENT_TYPE, "image/svg+xml")], image).into_response())
}

/// Where others reach the server: as configured, or else as the asker did.
pub(crate) fn site_for(app: &App, headers: &HeaderMap) -> Site {
    let asked = || requested_host(headers).and_then(|host| format!("http://{host}").parse().ok());
    app.config.public_url.clone().or_else(asked).unwrap_or_else(|| app.site.clone())
}

/// A QR code as an image; none if the link is too long.
pub(crate) fn qr_svg(link: &str) -> Option<String> {
    let qr = QrCode::new(link).ok()?;
    Some(qr.render::<svg::Color<'_>>().min_dimensions(240, 240).build())
}

/// A QR code in text, for dark and light terminals alike; none if the link is too long.
pub fn for_terminal(link: &str) -> Option<String> {
    let qr = QrCode::new(link).ok()?;
    // Scanners want dark on light; a terminal is mostly the other way about.
    let (dark, light) = (unicode::Dense1x2::Light, unicode::Dense1x2::Dark);
    Some(qr.render::<unicode::Dense1x2>().dark_color(dark).light_color(light).build())
}
