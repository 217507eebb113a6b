//! Closing (RFC 6455, 5.5.1 and 7.4).

use super::*;

fn close(code: u16, reason: &[u8]) -> RawFrame {
    RawFrame::new(CLOSE, [&code.to_be_bytes()[..], reason].concat())
}

#[tokio::test]
async fn a_close_is_answered_and_nothing_after_it() {
    let mut cases = vec![
        case("a close without a code", &[RawFrame::new(CLOSE, "")], Outcome::ClosesWithout),
        fails("a close with half a code", &[RawFrame::new(CLOSE, [3])]),
        case("a close with a reason", &[close(1000, "Bye — bye".as_bytes())], Outcome::Closes(1000)),
        case("a close with the longest reason", &[close(1000, &[b'x'; 123])], Outcome::Closes(1000)),
        fails("a close with a longer reason", &[close(1000, &[b'x'; 124])]),
        fails("a close in pieces", &[close(1000, b"").flags(MORE)]),
        case("two closes", &[close(1000, b""), close(1001, b"")], Outcome::Closes(1000)),
        case("a close, then a text", &[close(1000, b""), text(ASK)], Outcome::Closes(1000)),
        case("a close, then a ping", &[close(1000, b""), RawFrame::new(PING, "x")], Outcome::Closes(1000)),
        case("a close within a message", &[text("{").flags(MORE), close(1000, b"")], Outcome::Closes(1000)),
    ];
    for code in [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999] {
        cases.push(case(format!("a close with {code}"), &[close(code, b"")], Outcome::Closes(code)));
    }
    for code in [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535] {
        cases.push(fails(format!("a close with {code}, which may not be sent"), &[close(code, b"")]));
    }
    run(cases).await;
}

#[tokio::test]
async fn the_reason_of_a_close_is_utf_8() {
    let cases = [&b"\xff"[..], b"\xed\xa0\x80", b"\xc3"].map(|reason| {
        case(format!("a close with the reason {reason:?}"), &[close(1000, reason)], Outcome::Closes(1007))
    });
    run(cases.into()).await;
}
