//! Messages in several frames (RFC 6455, 5.4).

use crosstracks_protocol::wire::MAX_MESSAGE;

use super::*;

/// A message in frames of so many bytes.
fn pieces(message: &[u8], of: usize) -> Vec<RawFrame> {
    let last = message.len().div_ceil(of) - 1;
    let piece = |(n, payload): (usize, &[u8])| {
        let frame = RawFrame::new(if n == 0 { TEXT } else { CONTINUE }, payload);
        frame.flags(if n == last { 8 } else { MORE })
    };
    message.chunks(of).enumerate().map(piece).collect()
}

#[tokio::test]
async fn a_message_is_put_together() {
    let ask = ASK.as_bytes();
    let more = |opcode: u8, payload: &[u8]| RawFrame::new(opcode, payload).flags(MORE);
    let end = |payload: &[u8]| RawFrame::new(CONTINUE, payload);
    let ping = RawFrame::new(PING, "between");
    let mut cases: Vec<_> =
        [1, 2, 7, 14].map(|of| lives(format!("pieces of {of}"), &pieces(ask, of), 1)).into();
    let mut spaced = pieces(ask, 4);
    spaced.insert(2, more(CONTINUE, b""));
    cases.push(lives("an empty piece in between", &spaced, 1));
    cases.push(lives("an empty piece first and last", &[more(TEXT, b""), more(CONTINUE, ask), end(b"")], 1));
    let between: Vec<_> = pieces(ask, 5).into_iter().flat_map(|piece| [ping.clone(), piece]).collect();
    let pong = (PONG, b"between".to_vec());
    let mut heard = vec![pong; 3];
    heard.push((TEXT, ANSWER.to_vec()));
    cases.push(case("pings in between are answered at once", &between, Outcome::Lives(heard)));
    cases.push(fails("a continuation of nothing", &[end(ask)]));
    cases.push(fails("a continuation of nothing that goes on", &[more(CONTINUE, ask)]));
    cases.push(fails("a continuation after a whole message", &[text(ASK), end(ask)]));
    cases.push(fails("a message within a message", &[more(TEXT, b"{"), text(ASK)]));
    cases.push(fails("a binary message within a message", &[more(TEXT, b"{"), RawFrame::new(BINARY, "x")]));
    cases.push(fails("a piece with a reserved bit", &[more(TEXT, b"{"), end(b"}").flags(12)]));
    cases.push(case("a binary message in pieces", &[more(BINARY, ask), end(b"")], Outcome::Closes(1007)));
    run(cases).await;
}

#[tokio::test]
async fn pieces_are_no_way_around_the_limits() {
    let mut most = ASK.to_owned().into_bytes();
    most.resize(MAX_MESSAGE, b' ');
    let mut more = most.clone();
    more.push(b' ');
    let mut without_end: Vec<_> = pieces(&more, 1_000);
    without_end.last_mut().unwrap().flags = MORE;
    run(vec![
        lives("as much as may be, in pieces", &pieces(&most, 8_192), 1),
        lives("as much as may be, in many pieces", &pieces(&most, 100), 1),
        case("a byte more, in pieces", &pieces(&more, 8_192), Outcome::Closes(1009)),
        case("a byte more, in many pieces", &pieces(&more, 100), Outcome::Closes(1009)),
        case("a byte more, before the message has ended", &without_end, Outcome::Closes(1009)),
    ])
    .await;
}
