//! Who is connected: a hint for the desk, and for nobody else.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail so")]

use crosstracks_tests::{Connection, Desk, Server};
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_crosstracks-under-test");

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_hears_who_comes_and_goes() {
    let server = Server::start(PROGRAM);
    let http = server.http();
    let mut desk = Desk::open(&http, None).await;
    let count = |message: &Value| message["participants"].as_array().map(Vec::len);
    let token = http.join(&desk.code, "Ann", "gp").await;
    let mut ann = Connection::hello(http.address(), &token, "phone").await;
    desk.connection.until(|message| message["type"] == "presence" && count(message) == Some(1)).await;
    let heard = ann.until(|message| message["type"] == "presence").await;
    assert_eq!((heard["facilitator"].as_bool(), count(&heard)), (Some(true), None));
    drop(ann);
    desk.connection.until(|message| message["type"] == "presence" && count(message) == Some(0)).await;
}
