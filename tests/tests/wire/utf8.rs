//! Texts are UTF-8 (RFC 6455, 8.1; RFC 3629), whole and in pieces.

use crosstracks_protocol::{rejection::Rejection, wire::ServerMessage};

use super::*;

/// A command that no release knows, with any bytes in it: it is refused as unknown if they are read at all.
fn carrying(bytes: &[u8]) -> Vec<u8> {
    [&br#"{"type":"command","id":7,"command":{"type":""#[..], bytes, br#""}}"#].concat()
}

fn in_pieces(message: &[u8], at: usize) -> [RawFrame; 2] {
    let (head, tail) = message.split_at(at);
    [text(head).flags(MORE), RawFrame::new(CONTINUE, tail)]
}

const VALID: &[&[u8]] = &[
    "κόσμε Ünï — Łódź — ਸਤ — 你好 — 🏴󠁧󠁢󠁷󠁬󠁳󠁿 — e\u{301}".as_bytes(),
    // The first and the last of each length.
    b"\x20\x7f",
    b"\xc2\x80\xdf\xbf",
    b"\xe0\xa0\x80\xef\xbf\xbf",
    b"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf",
    // Around the surrogates.
    b"\xed\x9f\xbf\xee\x80\x80",
    // Code points that are no characters are valid all the same.
    b"\xef\xbf\xbe\xef\xb7\x90\xf0\x9f\xbf\xbf",
    // The replacement character itself.
    b"\xef\xbf\xbd",
];

const INVALID: &[&[u8]] = &[
    // Continuations of nothing.
    b"\x80",
    b"\xbf",
    b"\x80\xbf\x80\xbf\x80",
    // Beginnings of nothing.
    b"\xc3 ",
    b"\xe0\xa0 ",
    b"\xf0\x90\x80 ",
    b"\xc3",
    b"\xe2\x82",
    b"\xf0\x9f\x98",
    // Longer than needed.
    b"\xc0\xaf",
    b"\xc1\xbf",
    b"\xe0\x80\xaf",
    b"\xe0\x9f\xbf",
    b"\xf0\x80\x80\xaf",
    b"\xf0\x8f\xbf\xbf",
    b"\xf8\x88\x80\x80\x80",
    b"\xfc\x84\x80\x80\x80\x80",
    b"\xc0\x80",
    // Beyond the last code point.
    b"\xf4\x90\x80\x80",
    b"\xf5\x80\x80\x80",
    b"\xf7\xbf\xbf\xbf",
    // Surrogates, single and in pairs.
    b"\xed\xa0\x80",
    b"\xed\xaf\xbf",
    b"\xed\xbf\xbf",
    b"\xed\xa0\x81\xed\xb0\x80",
    // Bytes that are in no UTF-8.
    b"\xfe",
    b"\xff",
    b"\xfe\xfe\xff\xff",
    // Good, then bad.
    b"good \xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80 edited",
];

#[tokio::test]
async fn what_is_utf_8_is_read_and_what_is_not_is_refused() {
    let mut cases = Vec::new();
    for (n, bytes) in INVALID.iter().enumerate() {
        let message = carrying(bytes);
        cases.push(case(format!("invalid {n}"), &[text(message.clone())], Outcome::Closes(1007)));
        for at in [1, message.len() - 4, message.len() - 3] {
            cases.push(case(
                format!("invalid {n} cut at {at}"),
                &in_pieces(&message, at),
                Outcome::Closes(1007),
            ));
        }
    }
    run(cases).await;
}

#[tokio::test]
async fn what_is_utf_8_is_read_wherever_it_is_cut() {
    let refused = Rejection::UnknownCommand;
    let answer = ServerMessage::Rejected { id: 7, code: refused.code(), message: refused.to_string() };
    let answer = serde_json::to_vec(&answer).unwrap();
    let answers = || Outcome::Lives(vec![(TEXT, answer.clone())]);
    let mut cases = Vec::new();
    for (n, bytes) in VALID.iter().enumerate() {
        let message = carrying(bytes);
        let begins = message.len() - bytes.len() - 3;
        cases.push(case(format!("valid {n}"), &[text(message.clone())], answers()));
        for at in begins..message.len() - 2 {
            cases.push(case(format!("valid {n} cut at {at}"), &in_pieces(&message, at), answers()));
        }
    }
    run(cases).await;
}
