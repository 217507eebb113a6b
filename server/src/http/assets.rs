//! The web client's files, embedded. Names with a hash are kept for ever; the rest is asked for again.

use axum::{
    body::{Body, Bytes},
    http::{
        HeaderMap, HeaderValue, Method, StatusCode, Uri,
        header::{
            ACCEPT, ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG,
            IF_NONE_MATCH, VARY,
        },
    },
    response::{IntoResponse, Response},
};
use crosstracks_client_web::{Asset, Assets};

use super::ApiError;

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

/// Answers whatever no other route does: a file, a screen of the client, or that there is nothing.
pub(super) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        let refusal = ApiError::of_status(StatusCode::METHOD_NOT_ALLOWED);
        return ([(ALLOW, "GET, HEAD")], refusal).into_response();
    }
    let path = uri.path();
    let is_screen = is_screen(path);
    if let Some(file) = path.strip_prefix('/').filter(|_| !is_screen).and_then(Assets::get) {
        return send(StatusCode::OK, file, &headers);
    }
    // A person who mistyped an address gets a page that says so; a program gets an error.
    let page = if is_screen || wants_page(&headers) { Assets::get(Assets::INDEX) } else { None };
    let status = if is_screen { StatusCode::OK } else { StatusCode::NOT_FOUND };
    page.map_or_else(|| ApiError::not_found().into_response(), |page| send(status, page, &headers))
}

/// Whether the client has a screen at this path.
fn is_screen(path: &str) -> bool {
    let path = if path.len() > 1 { path.strip_suffix('/').unwrap_or(path) } else { path };
    let names_one = |rest: &str| !rest.is_empty() && !rest.contains('/');
    let is_of_one = path.strip_prefix("/j/").or(path.strip_prefix("/follow-up/")).is_some_and(names_one);
    is_of_one
        || matches!(
            path,
            "/" | "/open" | "/room" | "/desk" | "/display" | "/report" | "/replay" | "/m" | "/f"
        )
}

fn wants_page(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"text/html"))
}

fn send(status: StatusCode, asset: Asset, request: &HeaderMap) -> Response {
    let kept = if asset.immutable { FOR_EVER } else { ASK_AGAIN };
    let (body, encoding) = negotiate(&asset, request);
    let mut response = if status == StatusCode::OK && is_known(&asset.etag, request) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        (status, Body::from(body)).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(kept));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::from_str(&asset.etag) {
        headers.insert(ETAG, etag);
    }
    if response.status() != StatusCode::NOT_MODIFIED {
        let headers = response.headers_mut();
        if let Ok(mime) = HeaderValue::from_str(&asset.mime) {
            headers.insert(CONTENT_TYPE, mime);
        }
        if let Some(encoding) = encoding {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
    }
    response
}

/// The smallest form that the client takes. Embedded bytes are not copied.
fn negotiate(asset: &Asset, request: &HeaderMap) -> (Bytes, Option<&'static str>) {
    let forms = [("br", &asset.br), ("gzip", &asset.gzip)];
    let compressed = forms.into_iter().find_map(|(name, bytes)| {
        let bytes = bytes.as_ref()?;
        takes(request, name).then(|| (bytes.clone(), name))
    });
    match compressed {
        Some((bytes, name)) => (Bytes::from_owner(bytes), Some(name)),
        None => (Bytes::from_owner(asset.bytes.clone()), None),
    }
}

fn takes(request: &HeaderMap, encoding: &str) -> bool {
    let values = request.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|offer| {
        let (name, weight) = offer.split_once(';').unwrap_or((offer, ""));
        let is_refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case(encoding) && !is_refused
    })
}

fn is_known(etag: &str, request: &HeaderMap) -> bool {
    let values = request.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == etag)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    fn asset() -> Asset {
        Asset {
            bytes: Cow::Borrowed(b"plain"),
            br: Some(Cow::Borrowed(b"br")),
            gzip: Some(Cow::Borrowed(b"gz")),
            etag: "\"a\"".into(),
            mime: "text/css; charset=utf-8".into(),
            immutable: true,
        }
    }

    fn request(name: axum::http::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    #[test]
    fn the_smallest_form_that_is_taken_is_sent() {
        for (accept, form) in [
            ("gzip, deflate, br", Some("br")),
            ("gzip;q=1.0", Some("gzip")),
            ("br;q=0, GZIP", Some("gzip")),
            ("br; q=0", None),
            ("identity", None),
            ("brotli", None),
            ("", None),
        ] {
            let (_, encoding) = negotiate(&asset(), &request(ACCEPT_ENCODING, accept));
            assert_eq!(encoding, form, "{accept:?}");
        }
    }

    #[test]
    fn what_is_known_is_not_sent_again() {
        for (known, status) in [
            ("\"a\"", StatusCode::NOT_MODIFIED),
            ("W/\"a\"", StatusCode::NOT_MODIFIED),
            ("\"b\", \"a\"", StatusCode::NOT_MODIFIED),
            ("*", StatusCode::NOT_MODIFIED),
            ("\"b\"", StatusCode::OK),
            ("a", StatusCode::OK),
        ] {
            assert_eq!(
                send(StatusCode::OK, asset(), &request(IF_NONE_MATCH, known)).status(),
                status,
                "{known:?}"
            );
        }
        // The page for an unknown address is an error each time.
        let nowhere = send(StatusCode::NOT_FOUND, asset(), &request(IF_NONE_MATCH, "\"a\""));
        assert_eq!(nowhere.status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn screens_are_those_of_the_client() {
        for path in [
            "/",
            "/j/ABC-DEFG",
            "/j/ABC-DEFG/",
            "/open",
            "/room",
            "/desk",
            "/desk/",
            "/display",
            "/m",
            "/f",
            "/follow-up/r1",
        ] {
            assert!(is_screen(path), "{path}");
        }
        for path in [
            "/j",
            "/j/",
            "/j/a/b",
            "/follow-up",
            "/follow-up/a/b",
            "/rooms",
            "/assets/x.js",
            "/index.html",
            "/desk/x",
        ] {
            assert!(!is_screen(path), "{path}");
        }
    }
}
