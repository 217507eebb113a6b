//! The routes from the outside, without a socket.

use std::{collections::BTreeSet, path::Path, time::Duration};

use axum::{
    body::{Body, to_bytes},
    http::{
        HeaderMap, Request, StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, STRICT_TRANSPORT_SECURITY},
    },
    routing::{get, post},
};
use clap::Parser;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use serde_json::Value;
use tokio::time::Instant;

use super::*;
use crate::{
    Server, clock,
    config::{Cli, Config, Storage, Task},
    limits::Peer,
    log::{Creation, NewRoom},
};

/// A server that nobody can reach over a socket.
async fn app(args: &[&str]) -> Arc<App> {
    let all = [&["crosstracks", "serve", "--listen", "127.0.0.1:0"], args].concat();
    let Task::Serve(args) = Cli::parse_from(all).task() else { unreachable!() };
    let config = Config { storage: Storage::Memory, ..Config::from(args) };
    Server::new(config).unwrap().bind().await.unwrap().app
}

async fn ask(router: Router, request: Request<Body>) -> (StatusCode, HeaderMap, String) {
    let response = TowerToHyperService::new(router).call(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    (parts.status, parts.headers, String::from_utf8(body.to_vec()).unwrap())
}

fn request(method: &str, path: &str) -> Request<Body> {
    Request::builder().method(method).uri(path).body(Body::empty()).unwrap()
}

fn code(body: &str) -> String {
    let error: Value = serde_json::from_str(body).unwrap();
    assert!(error["message"].as_str().unwrap().ends_with('.'), "{error}");
    error["code"].as_str().unwrap().to_owned()
}

/// An address for every route, as the code names it.
const ROUTES: [(&str, &str); 20] = [
    ("/healthz", "/healthz"),
    ("/readyz", "/readyz"),
    ("/ws", "/ws"),
    ("/packs", "/api/packs"),
    ("/rooms", "/api/rooms"),
    ("/rooms/{code}", "/api/rooms/ABCDEFG"),
    ("/rooms/{code}/qr.svg", "/api/rooms/ABCDEFG/qr.svg"),
    ("/join", "/api/join"),
    ("/links", "/api/links"),
    ("/redeem", "/api/redeem"),
    ("/return-code", "/api/return-code"),
    ("/stream", "/api/stream"),
    ("/send", "/api/send"),
    ("/follow-up/{room}", "/api/follow-up/none"),
    ("/follow-up/{room}/reminder.ics", "/api/follow-up/none/reminder.ics"),
    ("/rooms/{code}/report", "/api/rooms/mine/report"),
    ("/rooms/{code}/report/{form}", "/api/rooms/mine/report/csv"),
    ("/rooms/{code}/replay", "/api/rooms/mine/replay"),
    ("/rooms/{code}/replay/{seq}", "/api/rooms/mine/replay/1"),
    ("(the client)", "/"),
];

/// The routes that stand in a folder's code.
fn routes_in(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            routes_in(&path, found);
        } else if !path.ends_with("tests.rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let routes = text.split(".route(").skip(1);
            let named = routes.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next());
            found.extend(named.map(str::to_owned));
        }
    }
}

#[test]
fn no_route_is_left_out() {
    let mut found = BTreeSet::new();
    routes_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    let known: BTreeSet<_> = ROUTES[..19].iter().map(|(route, _)| (*route).to_owned()).collect();
    assert_eq!(found, known);
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let app = app(&["--public-url", "https://workshop.example.org"]).await;
    let more = [
        "/j/ABC-DEFG",
        "/desk",
        "/api/nothing",
        "/nothing",
        "/assets/nothing.js",
        "/api/rooms/nonsense/qr.svg",
    ];
    let paths: Vec<_> = ROUTES.iter().map(|(_, path)| *path).chain(more).collect();
    let mut statuses = BTreeSet::new();
    for (path, method) in
        paths.iter().flat_map(|path| ["GET", "HEAD", "POST", "DELETE"].map(|method| (path, method)))
    {
        let (status, headers, _) = ask(router(Arc::clone(&app)), request(method, path)).await;
        statuses.insert(status.as_u16());
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("strict-transport-security", "max-age=63072000; includeSubDomains"),
        ] {
            assert_eq!(
                headers.get(name).map(|value| value.to_str().unwrap()),
                Some(value),
                "{method} {path} {name}"
            );
        }
        assert!(
            headers.contains_key("permissions-policy") && headers.contains_key(CACHE_CONTROL),
            "{method} {path}"
        );
        assert_eq!(headers[CONTENT_SECURITY_POLICY].to_str().unwrap(), POLICY, "{method} {path}");
    }
    assert!([200, 400, 404, 405, 415].iter().all(|status| statuses.contains(status)), "{statuses:?}");
}

/// The client alone runs, and reaches this site alone. Svelte has the one policy by which HTML is made of text.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      font-src 'self'; manifest-src 'self'; connect-src 'self' wss://workshop.example.org; \
                      base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'; trusted-types svelte-trusted-html";

#[tokio::test]
async fn the_policy_names_the_host_that_was_asked_for() {
    let app = app(&[]).await;
    let mut asked = request("GET", "/");
    asked.headers_mut().insert("host", "192.0.2.1:8080".parse().unwrap());
    let (_, headers, _) = ask(router(Arc::clone(&app)), asked).await;
    assert!(headers[CONTENT_SECURITY_POLICY].to_str().unwrap().contains("'self' ws://192.0.2.1:8080;"));
    assert!(!headers.contains_key(STRICT_TRANSPORT_SECURITY));

    let mut hostile = request("GET", "/");
    hostile.headers_mut().insert("host", "x;script-src *".parse().unwrap());
    let (_, headers, _) = ask(router(app), hostile).await;
    assert!(!headers[CONTENT_SECURITY_POLICY].to_str().unwrap().contains('*'));
}

#[tokio::test]
async fn screens_are_the_page_and_the_rest_is_not() {
    let app = app(&[]).await;
    for path in ["/", "/j/ABC-DEFG", "/desk"] {
        let (status, headers, body) = ask(router(Arc::clone(&app)), request("GET", path)).await;
        assert_eq!(
            (status, &headers[CACHE_CONTROL]),
            (StatusCode::OK, &"no-cache".parse().unwrap()),
            "{path}"
        );
        assert!(body.contains("<!doctype html>") || body.contains("<!DOCTYPE html>"), "{path}");
    }
    for (method, path, status, word) in [
        ("GET", "/nothing", StatusCode::NOT_FOUND, "not_found"),
        ("GET", "/assets/nothing.js", StatusCode::NOT_FOUND, "not_found"),
        ("GET", "/api/nothing", StatusCode::NOT_FOUND, "not_found"),
        ("GET", "/../Cargo.toml", StatusCode::NOT_FOUND, "not_found"),
        ("POST", "/", StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
        ("POST", "/healthz", StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
    ] {
        let (actual, _, body) = ask(router(Arc::clone(&app)), request(method, path)).await;
        assert_eq!((actual, code(&body).as_str()), (status, word), "{method} {path}");
    }
}

#[tokio::test]
async fn a_person_at_a_wrong_address_gets_a_page() {
    let app = app(&[]).await;
    let mut asked = request("GET", "/nothing");
    asked.headers_mut().insert("accept", "text/html,application/xhtml+xml".parse().unwrap());
    let (status, headers, _) = ask(router(Arc::clone(&app)), asked).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(headers[CONTENT_TYPE].to_str().unwrap().starts_with("text/html"));

    let mut asked = request("GET", "/api/nothing");
    asked.headers_mut().insert("accept", "text/html".parse().unwrap());
    let (_, headers, body) = ask(router(app), asked).await;
    assert_eq!(
        (&headers[CONTENT_TYPE], code(&body).as_str()),
        (&"application/json".parse().unwrap(), "not_found")
    );
    assert_eq!(headers[CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn the_server_says_that_it_lives_and_whether_it_takes_work() {
    let app = app(&[]).await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(ask(router(Arc::clone(&app)), request("GET", path)).await.0, StatusCode::OK, "{path}");
    }
    app.stop.cancel();
    let (status, _, body) = ask(router(Arc::clone(&app)), request("GET", "/readyz")).await;
    assert_eq!((status, code(&body).as_str()), (StatusCode::SERVICE_UNAVAILABLE, "unavailable"));
    assert_eq!(ask(router(app), request("GET", "/healthz")).await.0, StatusCode::OK);
}

#[tokio::test]
async fn the_qr_code_is_an_image_for_any_code_and_nothing_else() {
    let app = app(&[]).await;
    let (status, headers, body) =
        ask(router(Arc::clone(&app)), request("GET", "/api/rooms/abc-defg/qr.svg")).await;
    assert_eq!((status, &headers[CONTENT_TYPE]), (StatusCode::OK, &"image/svg+xml".parse().unwrap()));
    assert!(body.contains("<svg"));
    let (status, _, _) = ask(router(app), request("GET", "/api/rooms/nonsense/qr.svg")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn faults_get_their_own_words_and_repeat_nothing() {
    let app = app(&[]).await;
    let routes = || {
        let routes = Router::new()
            .route("/echo", post(|ApiJson(value): ApiJson<u32>| async move { value.to_string() }))
            .route("/panic", get(|| async { panic!("canary") as StatusCode }));
        finish(routes, Arc::clone(&app))
    };
    let send = |kind: &str, body: String| {
        Request::post("/echo").header(CONTENT_TYPE, kind).body(Body::from(body)).unwrap()
    };
    let json = "application/json";
    assert_eq!(ask(routes(), send(json, "7".to_owned())).await.2, "7");
    let too_much = format!("7{}", " ".repeat(limits::MAX_BODY));
    for (asked, status, word) in [
        (send(json, "canary".to_owned()), StatusCode::BAD_REQUEST, "malformed"),
        (send(json, "\"canary\"".to_owned()), StatusCode::UNPROCESSABLE_ENTITY, "malformed"),
        (send("text/plain", "7".to_owned()), StatusCode::UNSUPPORTED_MEDIA_TYPE, "malformed"),
        (send(json, too_much), StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
        (request("GET", "/panic"), StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        (request("GET", "/echo"), StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
    ] {
        let (actual, headers, body) = ask(routes(), asked).await;
        assert_eq!((actual, code(&body).as_str()), (status, word));
        assert!(!body.contains("canary") && headers.contains_key(CONTENT_SECURITY_POLICY), "{body}");
    }
}

/// Who is charged for a code tells nothing of it either: on a server that is full, a real one counts as a guess.
#[tokio::test(start_paused = true)]
async fn a_full_server_charges_every_code_that_it_does_not_answer() {
    let app = app(&["--max-rooms", "0"]).await;
    let room = NewRoom {
        id: "r".into(),
        code: "BCDEFGH".parse().unwrap(),
        opened_at: clock::now(),
        retention_days: 90,
        rows: vec![],
        texts: vec![],
        credentials: vec![],
    };
    assert_eq!(app.log.create(room).await, Ok(Creation::Created));
    let router = router(Arc::clone(&app));
    let mut waited = Vec::new();
    for (code, address) in [("BCDEFGH", "192.0.2.1:1"), ("CDEFGHJ", "192.0.2.2:1")] {
        for _ in 0..=20 {
            let mut request = request("GET", &format!("/api/rooms/{code}"));
            request.extensions_mut().insert(Peer(address.parse().unwrap()));
            // The clock stands still but for who waits.
            let asked = Instant::now();
            let (status, ..) = ask(router.clone(), request).await;
            assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
            waited.push(asked.elapsed());
        }
    }
    let (open, none) = waited.split_at(21);
    assert_eq!(open, none);
    assert!(open[..20].iter().all(Duration::is_zero) && open[20] > Duration::from_secs(1), "{open:?}");
}
