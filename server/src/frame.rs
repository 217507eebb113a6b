//! A message as it goes out: encoded once, shared by everybody who gets it, and ready to be written.

use bytes::{BufMut, Bytes, BytesMut};
use crosstracks_protocol::wire::ServerMessage;
use tokio_tungstenite::tungstenite::protocol::frame::{
    Frame as SocketFrame, FrameHeader,
    coding::{CloseCode, Data, OpCode},
};

/// A text message, with the header that a WebSocket wants in front. A server's frames are not masked, so that all
/// who are sent the same message are sent the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frame {
    bytes: Bytes,
    header: u8,
}

impl Frame {
    /// A message that is JSON already.
    pub(crate) fn text(json: &str) -> Self {
        Self::joined(&[json])
    }

    /// A message that is JSON already, in pieces.
    pub(crate) fn joined(json: &[&str]) -> Self {
        let length: usize = json.iter().map(|piece| piece.len()).sum();
        let header = FrameHeader { opcode: OpCode::Data(Data::Text), ..FrameHeader::default() };
        let before = header.len(length as u64);
        // Just as long as it is: bytes with room to spare take a second piece of memory once they are shared.
        let mut bytes = BytesMut::with_capacity(before + length).writer();
        // Memory takes every write, and the code of a text frame is allowed.
        let _ = header.format(length as u64, &mut bytes);
        let mut bytes = bytes.into_inner();
        json.iter().for_each(|piece| bytes.extend_from_slice(piece.as_bytes()));
        Self { bytes: bytes.freeze(), header: u8::try_from(before).unwrap_or_default() }
    }

    /// A message.
    pub(crate) fn of(message: &ServerMessage) -> Self {
        // Messages are maps with text keys and plain values, which JSON can always hold.
        Self::text(&serde_json::to_string(message).unwrap_or_default())
    }

    /// The message as a WebSocket carries it.
    pub(crate) fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The message alone.
    pub(crate) fn json(&self) -> Bytes {
        self.bytes.slice(usize::from(self.header)..)
    }
}

/// What ends a WebSocket.
pub(crate) fn close(code: u16) -> Vec<u8> {
    control(SocketFrame::close(Some(tokio_tungstenite::tungstenite::protocol::CloseFrame {
        code: CloseCode::from(code),
        reason: Default::default(),
    })))
}

/// What shows whether the other end of a WebSocket is there.
pub(crate) fn ping() -> Vec<u8> {
    control(SocketFrame::ping(Bytes::new()))
}

fn control(frame: SocketFrame) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(frame.len());
    // Memory takes every write.
    let _ = frame.format(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn a_message_is_framed_whatever_its_length() {
        for length in [0, 1, 125, 126, 127, 65_535, 65_536, 100_000] {
            let json = "x".repeat(length);
            let frame = Frame::text(&json);
            assert_eq!(frame.json(), json.as_bytes());
            let mut cursor = Cursor::new(frame.bytes());
            let (header, read) = FrameHeader::parse(&mut cursor).unwrap().unwrap();
            assert_eq!((read, cursor.position()), (length as u64, u64::from(frame.header)));
            assert!(header.is_final && header.mask.is_none());
            assert_eq!(header.opcode, OpCode::Data(Data::Text));
        }
    }

    #[test]
    fn control_frames_are_short() {
        assert_eq!(ping(), [0x89, 0]);
        assert_eq!(close(1012), [0x88, 2, 0x03, 0xF4]);
    }
}
