//! The opening handshake (RFC 6455, 4.2), and what time it may take.

use super::*;

const GOOD: [(&str, &str); 5] = [
    ("Host", "HOST"),
    ("Connection", "Upgrade"),
    ("Upgrade", "websocket"),
    ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
];

/// The head of the answer to a handshake with some headers otherwise, or without them.
async fn shake(address: SocketAddr, start: &str, others: &[(&str, Option<&str>)]) -> String {
    let mut raw = Raw::connect(address).await;
    let host = address.to_string();
    let mut ask = format!("{start}\r\n");
    let kept = GOOD.iter().filter(|(name, _)| others.iter().all(|(other, _)| other != name));
    let all = kept.map(|(name, value)| (*name, *value));
    let all = all.chain(others.iter().filter_map(|(name, value)| value.map(|value| (*name, value))));
    for (name, value) in all {
        ask.push_str(&format!("{name}: {}\r\n", value.replace("HOST", &host)));
    }
    ask.push_str("\r\n");
    raw.send(ask.as_bytes()).await;
    raw.head().await
}

#[tokio::test]
async fn only_a_whole_handshake_opens_a_socket() {
    const ASKED: &str = "GET /ws HTTP/1.1";
    let server = Server::start(PROGRAM);
    let status = async |start: &str, others: &[(&str, Option<&str>)]| {
        let head = shake(server.address(), start, others).await;
        head.split(' ').nth(1).unwrap_or_else(|| panic!("{head:?}")).to_owned()
    };
    let good = shake(server.address(), ASKED, &[]).await;
    assert!(good.starts_with("HTTP/1.1 101 "), "{good}");
    let good = good.to_ascii_lowercase();
    assert!(good.contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo="), "{good}");
    assert!(!good.contains("sec-websocket-protocol") && !good.contains("sec-websocket-extensions"), "{good}");
    let offered = [
        ("Sec-WebSocket-Protocol", Some("other, crosstracks.v1")),
        ("Sec-WebSocket-Extensions", Some("permessage-deflate")),
    ];
    let offered = shake(server.address(), ASKED, &offered).await.to_ascii_lowercase();
    assert!(offered.contains("sec-websocket-protocol: crosstracks.v1"), "{offered}");
    assert!(!offered.contains("sec-websocket-extensions"), "compression tells lengths: {offered}");
    for (name, start, others, wanted) in [
        (
            "the words in another case",
            ASKED,
            &[("Upgrade", Some("WebSocket")), ("Connection", Some("keep-alive, upgrade"))][..],
            "101",
        ),
        ("this site's own page", ASKED, &[("Origin", Some("http://HOST"))], "101"),
        ("a page of another site", ASKED, &[("Origin", Some("http://evil.example"))], "403"),
        ("a page of no site", ASKED, &[("Origin", Some("null"))], "403"),
        ("a page of this host at another port", ASKED, &[("Origin", Some("http://127.0.0.1:1"))], "403"),
        ("a page of this host and more", ASKED, &[("Origin", Some("http://HOST.evil.example"))], "403"),
        ("no upgrade", ASKED, &[("Upgrade", None)], "400"),
        ("another upgrade", ASKED, &[("Upgrade", Some("h2c"))], "400"),
        ("no connection", ASKED, &[("Connection", None)], "400"),
        ("no version", ASKED, &[("Sec-WebSocket-Version", None)], "400"),
        ("another version", ASKED, &[("Sec-WebSocket-Version", Some("8"))], "400"),
        ("no key", ASKED, &[("Sec-WebSocket-Key", None)], "400"),
        ("posted", "POST /ws HTTP/1.1", &[], "405"),
        ("HTTP/1.0", "GET /ws HTTP/1.0", &[], "400"),
    ] {
        assert_eq!(status(start, others).await, wanted, "{name}");
    }
}

#[tokio::test]
async fn a_socket_that_says_nothing_is_told_so_and_closed() {
    let server = Server::start(PROGRAM);
    let mut silent = Raw::upgrade(server.address()).await;
    let mut half = Raw::upgrade(server.address()).await;
    half.send(&text(ASK).flags(MORE).bytes()).await;
    let mut pings = Raw::upgrade(server.address()).await;
    pings.send(&RawFrame::new(PING, "x").bytes()).await;
    for raw in [&mut silent, &mut half, &mut pings] {
        let mut heard = Vec::new();
        while let Heard::Frame(opcode, payload) = raw.hear().await {
            heard.push((opcode, String::from_utf8_lossy(&payload).into_owned()));
        }
        let goodbye = heard.iter().any(|(opcode, text)| *opcode == TEXT && text.contains("hello_timeout"));
        assert!(goodbye && heard.last().is_some_and(|(opcode, _)| *opcode == CLOSE), "{heard:?}");
    }
}
