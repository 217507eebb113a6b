//! The reading half of a WebSocket's connection.
//!
//! Between two messages nothing of the protocol is kept: most sockets are silent most of the time, and there are
//! many. What tungstenite needs to make out messages is there only while a message is incomplete.

use std::{
    io::{self, Cursor, Read, Write},
    mem,
};

use bytes::{Buf, Bytes, BytesMut};
use crosstracks_protocol::wire::MAX_MESSAGE;
use tokio::net::tcp::OwnedReadHalf;
use tokio_tungstenite::tungstenite::{
    Error, Message,
    protocol::{Role, WebSocketConfig, WebSocketContext, frame::FrameHeader},
};

use crate::limits;

/// How much is read at once.
const AT_ONCE: usize = 4 * 1024;
/// What tungstenite sets aside for what is yet to come of a message.
const BUFFER: usize = 1024;

/// Makes messages of what comes in.
pub(super) struct Reader {
    half: OwnedReadHalf,
    codec: Option<Box<Codec>>,
}

/// What is under way, and both ends of it.
struct Codec {
    context: WebSocketContext,
    lines: Lines,
    /// All that was read is known to end where a message ends.
    is_whole: bool,
}

/// Where tungstenite reads from and writes to.
#[derive(Default)]
struct Lines {
    unread: BytesMut,
    replies: Vec<u8>,
}

impl Reader {
    /// A reader, with what was read already.
    pub(super) fn new(half: OwnedReadHalf, read: &[u8]) -> Self {
        let mut reader = Self { half, codec: None };
        if !read.is_empty() {
            reader.take_in(read);
        }
        reader
    }

    /// The next message. Nothing is lost if this is not waited for to its end.
    pub(super) async fn next(&mut self) -> Result<Message, Error> {
        loop {
            if let Some(message) = self.made_out()? {
                return Ok(message);
            }
            self.half.readable().await?;
            self.read()?;
        }
    }

    /// What tungstenite wants sent of its own accord: a pong, or the answer to a close.
    pub(super) fn replies(&mut self) -> Option<Bytes> {
        let Codec { context, lines, .. } = self.codec.as_deref_mut()?;
        // To flush what closes says that it is closed; it is flushed all the same.
        let _ = context.flush(lines);
        (!lines.replies.is_empty()).then(|| mem::take(&mut lines.replies).into())
    }

    /// Takes no more notice of what comes, until nothing comes any more.
    pub(super) async fn drain(&mut self) -> io::Result<()> {
        self.codec = None;
        loop {
            self.half.readable().await?;
            match self.half.try_read(&mut [0; AT_ONCE]) {
                Ok(0) => return Ok(()),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn made_out(&mut self) -> Result<Option<Message>, Error> {
        let Some(Codec { context, lines, is_whole }) = self.codec.as_deref_mut() else { return Ok(None) };
        match context.read(lines) {
            Ok(message) => Ok(Some(message)),
            Err(Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => {
                if *is_whole && lines.replies.is_empty() {
                    self.codec = None;
                }
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn read(&mut self) -> io::Result<()> {
        let mut buffer = [0; AT_ONCE];
        match self.half.try_read(&mut buffer) {
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(length) => {
                self.take_in(&buffer[..length]);
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn take_in(&mut self, read: &[u8]) {
        match self.codec.as_deref_mut() {
            Some(codec) => {
                codec.lines.unread.extend_from_slice(read);
                codec.is_whole &= is_whole(read);
            }
            None => {
                let context =
                    WebSocketContext::from_partially_read(read.to_vec(), Role::Server, Some(config()));
                self.codec =
                    Some(Box::new(Codec { context, lines: Lines::default(), is_whole: is_whole(read) }));
            }
        }
    }
}

/// Whether these are whole messages, each in one frame.
fn is_whole(bytes: &[u8]) -> bool {
    let mut cursor = Cursor::new(bytes);
    while cursor.has_remaining() {
        match FrameHeader::parse(&mut cursor) {
            Ok(Some((header, length))) if header.is_final && length <= cursor.remaining() as u64 => {
                cursor.set_position(cursor.position() + length);
            }
            _ => return false,
        }
    }
    true
}

fn config() -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(BUFFER)
        .max_message_size(Some(MAX_MESSAGE))
        .max_frame_size(Some(limits::MAX_FRAME))
}

impl Read for Lines {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.unread.is_empty() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let length = buffer.len().min(self.unread.len());
        self.unread.split_to(length).copy_to_slice(&mut buffer[..length]);
        Ok(length)
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.replies.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::AsyncWriteExt,
        net::{TcpListener, TcpStream},
    };
    use tokio_tungstenite::tungstenite::protocol::frame::{
        Frame,
        coding::{Control, Data, OpCode},
    };

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
}
