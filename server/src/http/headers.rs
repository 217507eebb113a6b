//! The headers that every answer carries, errors included.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{
        HeaderMap, HeaderName, HeaderValue,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, STRICT_TRANSPORT_SECURITY},
    },
    response::Response,
};

use super::site::requested_host;
use crate::app::App;

const FIXED: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), fullscreen=(self), screen-wake-lock=(self)",
    ),
];

/// Puts them on. What is not said to be kept is not kept.
pub(super) async fn secure(
    State(app): State<Arc<App>>,
    request: HeaderMap,
    mut response: Response,
) -> Response {
    let headers = response.headers_mut();
    for &(name, value) in FIXED {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    let is_https = app.site.is_https();
    if is_https {
        let two_years = HeaderValue::from_static("max-age=63072000; includeSubDomains");
        headers.insert(STRICT_TRANSPORT_SECURITY, two_years);
    }
    let host = requested_host(&request);
    let host = host.as_ref().map_or(app.site.authority(), |host| host.as_str());
    if let Ok(policy) = HeaderValue::from_str(&content_policy(is_https, host)) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Pages run only what the server sent and reach only the server.
fn content_policy(is_https: bool, host: &str) -> String {
    // Safari before 15.4 does not take 'self' to mean the socket of the same host: it is named.
    let socket = if is_https { "wss" } else { "ws" };
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         manifest-src 'self'; connect-src 'self' {socket}://{host}; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html"
    )
}
