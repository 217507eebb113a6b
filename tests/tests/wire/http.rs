//! HTTP that is slow, half, or too large.

use super::*;

async fn answer(address: SocketAddr, asked: &str) -> String {
    let mut raw = Raw::connect(address).await;
    raw.send(asked.as_bytes()).await;
    raw.head().await
}

fn status(head: &str) -> &str {
    head.split(' ').nth(1).unwrap_or("none")
}

#[tokio::test]
async fn a_request_that_does_not_come_to_its_end_ends() {
    let server = Server::start(PROGRAM);
    let begun = [
        ("nothing at all", ""),
        ("half a line", "GET /heal"),
        ("half a head", "GET /healthz HTTP/1.1\r\nHost: x\r\nX-More:"),
        (
            "half a body",
            "POST /api/join HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{",
        ),
        (
            "half a chunk",
            "POST /api/join HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
        ),
        ("a second request that never comes", "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"),
    ];
    let mut waiting = JoinSet::new();
    for (name, bytes) in begun {
        let address = server.address();
        waiting.spawn(async move {
            let mut raw = Raw::connect(address).await;
            raw.send(bytes.as_bytes()).await;
            // The server's own limit ends it, long before the test's.
            raw.to_the_end().await;
            name
        });
    }
    assert_eq!(waiting.join_all().await.len(), begun.len());
}

#[tokio::test]
async fn what_is_too_large_or_no_http_is_refused() {
    let server = Server::start(PROGRAM);
    let long = "x".repeat(20_000);
    let many = (0..2_000).map(|n| format!("X-{n}: y\r\n")).collect::<String>();
    let head = |rest: &str| {
        format!("POST /api/join HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{rest}\r\n")
    };
    for (name, asked, wanted) in [
        ("a long address", format!("GET /{long} HTTP/1.1\r\nHost: x\r\n\r\n"), &["414", "431"][..]),
        ("a long header", format!("GET / HTTP/1.1\r\nHost: x\r\nX-Long: {long}\r\n\r\n"), &["431"]),
        ("many headers", format!("GET / HTTP/1.1\r\nHost: x\r\n{many}\r\n"), &["431"]),
        ("a body that says it is large", head("Content-Length: 99999999\r\n"), &["413"]),
        (
            "a body in chunks that is large",
            head("Transfer-Encoding: chunked\r\n") + &format!("8888\r\n{}\r\n", "x".repeat(0x8888)),
            &["413"],
        ),
        ("two lengths", head("Content-Length: 2\r\nContent-Length: 3\r\n") + "{}", &["400"]),
        ("no method", "\u{1}\u{2}\u{3} / HTTP/1.1\r\n\r\n".to_owned(), &["400"]),
        ("a name with a space in it", "GET / HTTP/1.1\r\nHost: x\r\nX Y: z\r\n\r\n".to_owned(), &["400"]),
        ("a chunk with no number", head("Transfer-Encoding: chunked\r\n") + "zz\r\n{}\r\n", &["400"]),
        ("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), &["none", "400", "505"]),
    ] {
        let head = answer(server.address(), &asked).await;
        assert!(wanted.contains(&status(&head)), "{name}: {head}");
    }
    assert_eq!(status(&answer(server.address(), "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await), "200");
}

/// What is no HTTP is answered before it comes to anything that puts headers on. There is nothing in those answers that
/// a header could keep safe: no body, nothing of what was sent, and the connection ends.
#[tokio::test]
async fn what_is_no_http_is_answered_with_a_status_and_nothing_else() {
    let server = Server::start(PROGRAM);
    for (asked, status) in [
        (
            format!("GET / HTTP/1.1\r\nHost: x\r\nX-Long: {}\r\n\r\n", "<b>".repeat(8_000)),
            "431 Request Header Fields Too Large",
        ),
        (
            format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(70_000)),
            "431 Request Header Fields Too Large",
        ),
        ("GET /<b> HTTP/1.1\r\nHost: x\r\nX Y: z\r\n\r\n".to_owned(), "400 Bad Request"),
        ("\u{1}\u{2}\u{3} / HTTP/1.1\r\n\r\n".to_owned(), "400 Bad Request"),
    ] {
        let mut raw = Raw::connect(server.address()).await;
        raw.send(asked.as_bytes()).await;
        let head = raw.head().await;
        let mut lines = head.lines().map(str::to_ascii_lowercase).filter(|line| !line.is_empty());
        assert_eq!(lines.next(), Some(format!("http/1.1 {}", status.to_ascii_lowercase())));
        let mut headers: Vec<_> = lines.filter(|line| !line.starts_with("date: ")).collect();
        headers.sort();
        assert_eq!(headers, ["connection: close", "content-length: 0"], "{status}");
        assert_eq!(raw.hear().await, Heard::End, "{status}");
    }
}
