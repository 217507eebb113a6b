//! The reading half of a WebSocket's connection.
//!
//! Between two messages nothing of the protocol is kept: most sockets are silent most of the time, and there are
//! many. What tungstenite needs to make out messages is there only while a message is incomplete.

use std::{
    future::poll_fn,
    io::{self, Cursor, Read, Write},
    mem::{self, MaybeUninit},
    pin::Pin,
    task::{Poll, ready},
};

use bytes::{Buf, Bytes, BytesMut};
use crosstracks_protocol::wire::MAX_MESSAGE;
use tokio::{
    io::{AsyncRead, ReadBuf},
    net::tcp::OwnedReadHalf,
};
use tokio_tungstenite::tungstenite::{
    Error, Message, Utf8Bytes,
    protocol::{
        Role, WebSocketConfig, WebSocketContext,
        frame::{
            FrameHeader,
            coding::{Data, OpCode},
        },
    },
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
            if let Some(text) = self.read().await? {
                return Ok(Message::Text(text));
            }
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

    /// Reads once something is there, and gives it back if it is one whole text, as nearly always. The buffer is not
    /// kept while nothing is there, and a read that does not fill it is known to have taken all: it is not asked twice.
    async fn read(&mut self) -> io::Result<Option<Utf8Bytes>> {
        poll_fn(|context| {
            let mut space = [MaybeUninit::uninit(); AT_ONCE];
            let mut buffer = ReadBuf::uninit(&mut space);
            ready!(Pin::new(&mut self.half).poll_read(context, &mut buffer))?;
            if buffer.filled().is_empty() {
                return Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into()));
            }
            let text = if self.codec.is_none() { whole_text(buffer.filled()) } else { None };
            if text.is_none() {
                self.take_in(buffer.filled());
            }
            Poll::Ready(Ok(text))
        })
        .await
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

/// The text, if this is one whole message in one frame, and nothing is wrong with it: for that nothing has to be kept.
/// All else is for tungstenite to make out, or to refuse.
fn whole_text(bytes: &[u8]) -> Option<Utf8Bytes> {
    const { assert!(AT_ONCE <= MAX_MESSAGE && AT_ONCE <= limits::MAX_FRAME) };
    let mut cursor = Cursor::new(bytes);
    let (header, length) = FrameHeader::parse(&mut cursor).ok()??;
    let FrameHeader { is_final, rsv1, rsv2, rsv3, opcode, mask } = header;
    let payload = bytes.get(usize::try_from(cursor.position()).ok()?..)?;
    let is_whole = is_final && payload.len() as u64 == length;
    if !is_whole || rsv1 || rsv2 || rsv3 || opcode != OpCode::Data(Data::Text) {
        return None;
    }
    let (mask, mut text) = (u32::from_ne_bytes(mask?), payload.to_vec());
    let (words, rest) = text.as_chunks_mut::<4>();
    words.iter_mut().for_each(|word| *word = (u32::from_ne_bytes(*word) ^ mask).to_ne_bytes());
    rest.iter_mut().zip(mask.to_ne_bytes()).for_each(|(byte, mask)| *byte ^= mask);
    String::from_utf8(text).ok().map(Utf8Bytes::from)
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
mod tests;
