use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
};
use tokio_tungstenite::tungstenite::protocol::frame::{Frame, coding::Control};

use super::*;

async fn pair(read: &[u8]) -> (Reader, TcpStream) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (half, _) = listener.accept().await.unwrap().0.into_split();
    (Reader::new(half, read), client)
}

/// A frame as a client sends it.
fn frame(payload: &[u8], opcode: OpCode, is_final: bool) -> Vec<u8> {
    let header = FrameHeader { opcode, is_final, mask: Some([1, 2, 3, 4]), ..FrameHeader::default() };
    let frame = Frame::from_payload(header, payload.to_vec().into());
    let mut bytes = Vec::new();
    frame.format(&mut bytes).unwrap();
    bytes
}

fn text(payload: &str) -> Vec<u8> {
    frame(payload.as_bytes(), OpCode::Data(Data::Text), true)
}

async fn heard(reader: &mut Reader) -> String {
    reader.next().await.unwrap().into_text().unwrap().to_string()
}

#[tokio::test]
async fn messages_come_one_by_one_and_nothing_is_kept_between_them() {
    let (mut reader, mut client) = pair(&text("before")).await;
    assert_eq!(heard(&mut reader).await, "before");
    client.write_all(&[text("one"), text("two")].concat()).await.unwrap();
    assert_eq!([heard(&mut reader).await, heard(&mut reader).await], ["one", "two"]);
    assert!(futures_util::poll!(std::pin::pin!(reader.next())).is_pending());
    assert!(reader.codec.is_none());
    client.write_all(&text("three")).await.unwrap();
    assert_eq!(heard(&mut reader).await, "three");
}

#[test]
fn only_one_whole_text_is_read_at_once() {
    let read = |bytes: &[u8]| whole_text(bytes).map(|text| text.to_string());
    let one = text("one");
    assert_eq!(read(&one).as_deref(), Some("one"));
    assert_eq!(read(&text("")).as_deref(), Some(""));
    let unmasked = [0x81, 3, b'o', b'n', b'e'];
    let reserved = [&[one[0] | 0x40], &one[1..]].concat();
    for other in [
        &[][..],
        &one[..one.len() - 1],
        &[one.clone(), text("two")].concat(),
        &unmasked,
        &reserved,
        &frame(b"one", OpCode::Data(Data::Text), false),
        &frame(b"one", OpCode::Data(Data::Binary), true),
        &frame(b"one", OpCode::Control(Control::Ping), true),
        &frame(b"\xff", OpCode::Data(Data::Text), true),
    ] {
        assert_eq!(read(other), None, "{other:?}");
    }
}

#[tokio::test]
async fn a_message_may_come_in_any_pieces() {
    let long = "x".repeat(3 * AT_ONCE);
    let whole = [text("one"), text(&long), text("two")].concat();
    for cut in [1, 2, 3, 7, 9, 12, AT_ONCE, whole.len() - 1] {
        let (mut reader, mut client) = pair(&whole[..cut]).await;
        client.write_all(&whole[cut..]).await.unwrap();
        for expected in ["one", &long, "two"] {
            assert_eq!(heard(&mut reader).await, expected, "{cut}");
        }
    }
}

#[tokio::test]
async fn a_message_in_several_frames_is_one() {
    let parts = [
        frame(b"on", OpCode::Data(Data::Text), false),
        frame(b"?", OpCode::Control(Control::Ping), true),
        frame(b"e", OpCode::Data(Data::Continue), true),
    ];
    let (mut reader, mut client) = pair(&parts[0]).await;
    assert!(futures_util::poll!(std::pin::pin!(reader.next())).is_pending());
    client.write_all(&parts[1..].concat()).await.unwrap();
    assert_eq!(reader.next().await.unwrap(), Message::Ping(Bytes::from_static(b"?")));
    assert_eq!(reader.replies().unwrap(), &[0x8A, 1, b'?'][..]);
    assert_eq!(heard(&mut reader).await, "one");
}

#[tokio::test]
async fn a_close_is_answered_and_an_end_without_one_is_an_error() {
    let (mut reader, mut client) = pair(&[]).await;
    let close = frame(&1000_u16.to_be_bytes(), OpCode::Control(Control::Close), true);
    client.write_all(&close).await.unwrap();
    assert!(matches!(reader.next().await, Ok(Message::Close(_))));
    assert_eq!(reader.replies().unwrap()[0], 0x88);
    let (mut reader, client) = pair(&[]).await;
    drop(client);
    assert!(reader.next().await.is_err());
}

#[tokio::test]
async fn what_is_too_large_is_known_by_its_first_bytes() {
    let large = frame(&[b'x'; limits::MAX_FRAME + 1], OpCode::Data(Data::Text), true);
    let (mut reader, _client) = pair(&large[..20]).await;
    assert!(matches!(reader.next().await, Err(Error::Capacity(_))));
}
