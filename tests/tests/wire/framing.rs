//! Lengths, masks, reserved bits, opcodes, pings and pongs (RFC 6455, 5.2 and 5.5), and the limits of this protocol.

use crosstracks_protocol::wire::MAX_MESSAGE;

use super::*;

/// The largest frame that the server takes.
const MAX_FRAME: usize = 16 * 1024;

/// A message of exactly so many bytes that is answered: white space between tokens is JSON.
fn of_length(length: usize) -> Vec<u8> {
    let mut message = ASK.to_owned().into_bytes();
    message.resize(length, b' ');
    message
}

#[tokio::test]
async fn lengths_are_read_however_they_are_written() {
    let mut cases = vec![
        case("an empty text is no message", &[text("")], Outcome::Closes(1007)),
        case("an empty binary is no message", &[RawFrame::new(BINARY, "")], Outcome::Closes(1007)),
    ];
    for length in [15, 125, 126, 127, 128, 255, 256, 4096, 8191, MAX_FRAME - 1, MAX_FRAME] {
        cases.push(lives(format!("a text of {length}"), &[text(of_length(length))], 1));
    }
    for length in [MAX_FRAME + 1, MAX_MESSAGE, MAX_MESSAGE + 1, 65_535, 65_536] {
        let frame = text(of_length(length));
        cases.push(case(format!("a frame of {length}"), &[frame], Outcome::Closes(1009)));
    }
    for claims in [1 << 20, 1 << 32, (1 << 63) - 1] {
        let frame = RawFrame { claims: Some(claims), ..text(ASK) };
        cases.push(case(format!("a frame that claims {claims}"), &[frame], Outcome::Closes(1009)));
    }
    cases.push(lives("many at once", &vec![text(ASK); 100], 100));
    run(cases).await;
}

#[tokio::test]
async fn a_message_may_come_in_any_bytes() {
    let server = Server::start_with(PROGRAM, &["--max-commands", "1000000"]);
    let desk = Desk::open(&server.http(), None).await;
    let token = server.http().join(&desk.code, "Ann", "gp").await;
    let mut raw = Raw::hello(server.address(), &token, "slowly").await;
    for byte in [text(ASK).bytes(), RawFrame::new(PING, *b"x").bytes()].concat() {
        raw.send(&[byte]).await;
        tokio::task::yield_now().await;
    }
    let mut heard = Vec::new();
    while heard.len() < 2 {
        match raw.hear().await {
            Heard::Frame(TEXT, text) if is_of_the_room(&text) => {}
            Heard::Frame(opcode, payload) => heard.push((opcode, payload)),
            Heard::End => panic!("{heard:?}"),
        }
    }
    assert_eq!(heard, [(TEXT, ANSWER.to_vec()), (PONG, b"x".to_vec())]);
}

#[tokio::test]
async fn what_is_reserved_is_refused() {
    let mut cases = Vec::new();
    for bits in 1..8 {
        cases.push(fails(format!("a text with the reserved bits {bits:03b}"), &[text(ASK).flags(8 | bits)]));
        cases.push(fails(
            format!("a ping with the reserved bits {bits:03b}"),
            &[RawFrame::new(PING, "x").flags(8 | bits)],
        ));
    }
    for opcode in (3..8).chain(11..16) {
        cases.push(fails(format!("the opcode {opcode}"), &[RawFrame::new(opcode, "x")]));
        cases.push(fails(format!("the opcode {opcode} with nothing in it"), &[RawFrame::new(opcode, "")]));
    }
    for opcode in [TEXT, PING, CLOSE] {
        let frame = RawFrame { is_masked: false, ..RawFrame::new(opcode, "") };
        cases.push(fails(format!("the opcode {opcode} without a mask"), &[frame]));
    }
    cases.push(case("a binary message", &[RawFrame::new(BINARY, ASK)], Outcome::Closes(1007)));
    run(cases).await;
}

#[tokio::test]
async fn pings_are_answered_with_what_they_hold() {
    let ping = |payload: &[u8]| RawFrame::new(PING, payload);
    let pong = |payload: &[u8]| (PONG, payload.to_vec());
    let lives = |name: &str, frames: &[RawFrame], pongs: Vec<(u8, Vec<u8>)>| {
        case(name, frames, Outcome::Lives(pongs))
    };
    let full = [b'x'; 125];
    let ten: Vec<_> = (0..10_u8).map(|n| ping(&[n])).collect();
    run(vec![
        lives("a ping of nothing", &[ping(b"")], vec![pong(b"")]),
        lives("a ping of bytes that are no text", &[ping(&[0, 0xff, 0xfe])], vec![pong(&[0, 0xff, 0xfe])]),
        lives("a ping as long as may be", &[ping(&full)], vec![pong(&full)]),
        lives("a pong that nobody asked for", &[RawFrame::new(PONG, "x")], vec![]),
        lives("many pongs", &vec![RawFrame::new(PONG, full); 200], vec![]),
        fails("a ping that is too long", &[RawFrame::new(PING, [b'x'; 126])]),
        fails("a ping in pieces", &[ping(b"x").flags(MORE)]),
        fails("a pong that is too long", &[RawFrame::new(PONG, [b'x'; 126])]),
        fails("a pong in pieces", &[RawFrame::new(PONG, "x").flags(MORE)]),
        // One answer for each is allowed, and so is one for the last (5.5.3).
        lives("a ping and a text", &[ping(b"a"), text(ASK)], vec![pong(b"a"), (TEXT, ANSWER.to_vec())]),
        lives("ten pings", &ten, (0..10).map(|n| pong(&[n])).collect()),
    ])
    .await;
}
