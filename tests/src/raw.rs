//! A connection byte by byte: what no well-behaved client sends.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

use crate::LONG;

/// A frame of RFC 6455, section 5.2, with whatever is wrong with it.
#[derive(Debug, Clone)]
pub struct RawFrame {
    /// The first byte's upper half: 8 for the last frame of a message, and the three reserved bits.
    pub flags: u8,
    /// What it is.
    pub opcode: u8,
    /// Whether it is masked, as a client's has to be.
    pub is_masked: bool,
    /// The length that it claims, where that is not its own.
    pub claims: Option<u64>,
    /// What it holds.
    pub payload: Vec<u8>,
}

impl RawFrame {
    /// A whole message in one frame.
    pub fn new(opcode: u8, payload: impl Into<Vec<u8>>) -> Self {
        Self { flags: 8, opcode, is_masked: true, claims: None, payload: payload.into() }
    }

    /// The same with other flags.
    #[must_use]
    pub fn flags(self, flags: u8) -> Self {
        Self { flags, ..self }
    }

    /// The frame as it goes over the line.
    pub fn bytes(&self) -> Vec<u8> {
        const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];
        let mut bytes = vec![self.flags << 4 | self.opcode];
        let masked = if self.is_masked { 0x80 } else { 0 };
        match (self.claims, self.payload.len()) {
            (None, length @ 0..=125) => bytes.push(masked | u8::try_from(length).unwrap()),
            (None, length @ 126..=0xffff) => {
                bytes.push(masked | 126);
                bytes.extend(u16::try_from(length).unwrap().to_be_bytes());
            }
            (claims, length) => {
                bytes.push(masked | 127);
                bytes.extend(claims.unwrap_or(length as u64).to_be_bytes());
            }
        }
        if self.is_masked {
            bytes.extend(MASK);
            bytes.extend(self.payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        } else {
            bytes.extend(&self.payload);
        }
        bytes
    }
}

/// What the other side said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// A whole message or control frame.
    Frame(u8, Vec<u8>),
    /// Nothing more: the connection has ended.
    End,
}

/// A connection.
pub struct Raw {
    /// The connection itself.
    pub stream: TcpStream,
    unread: Vec<u8>,
}

impl Raw {
    /// Connects, and says nothing.
    pub async fn connect(address: SocketAddr) -> Self {
        Self { stream: TcpStream::connect(address).await.unwrap(), unread: Vec::new() }
    }

    /// Connects with the smallest window that the system gives, and is a WebSocket from then on.
    pub async fn narrow(address: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(1).unwrap();
        Self { stream: socket.connect(address).await.unwrap(), unread: Vec::new() }.upgraded(address).await
    }

    /// Connects, and is a WebSocket from then on.
    pub async fn upgrade(address: SocketAddr) -> Self {
        Self::connect(address).await.upgraded(address).await
    }

    async fn upgraded(mut self, address: SocketAddr) -> Self {
        let ask = format!(
            "GET /ws HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        self.send(ask.as_bytes()).await;
        let head = self.head().await;
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
        self
    }

    /// Is a WebSocket that has said hello and was welcomed.
    pub async fn hello(address: SocketAddr, token: &str, device: &str) -> Self {
        let mut raw = Self::upgrade(address).await;
        raw.say_hello(token, device).await;
        loop {
            match raw.hear().await {
                Heard::Frame(1, text) if text.starts_with(br#"{"type":"welcome""#) => return raw,
                Heard::Frame(..) => {}
                Heard::End => panic!("no welcome"),
            }
        }
    }

    /// Says hello, and does not wait for what comes of it.
    pub async fn say_hello(&mut self, token: &str, device: &str) {
        let hello = format!(r#"{{"type":"hello","token":"{token}","device":"{device}"}}"#);
        self.send(&RawFrame::new(1, hello).bytes()).await;
    }

    /// Sends bytes. That the other side has hung up shows when it is listened to.
    pub async fn send(&mut self, bytes: &[u8]) {
        _ = self.stream.write_all(bytes).await;
    }

    /// The head of an answer of HTTP; what comes before the connection ends where that is less.
    pub async fn head(&mut self) -> String {
        loop {
            if let Some(end) = self.unread.windows(4).position(|window| window == b"\r\n\r\n") {
                let head = self.unread.drain(..end + 4).collect();
                return String::from_utf8(head).unwrap();
            }
            if !self.read().await {
                return String::from_utf8_lossy(&std::mem::take(&mut self.unread)).into_owned();
            }
        }
    }

    /// All that has come once one of these texts is in it, or the connection has ended.
    pub async fn until(&mut self, wanted: &[&str]) -> String {
        loop {
            let come = String::from_utf8_lossy(&self.unread).into_owned();
            if wanted.iter().any(|wanted| come.contains(wanted)) || !self.read().await {
                return come;
            }
        }
    }

    /// The next frame.
    pub async fn hear(&mut self) -> Heard {
        loop {
            if let Some((frame, length)) = parse(&self.unread) {
                self.unread.drain(..length);
                return frame;
            }
            if !self.read().await {
                return Heard::End;
            }
        }
    }

    /// Reads until the other side hangs up.
    pub async fn to_the_end(&mut self) {
        while self.read().await {}
    }

    /// Whether the other side is known to have hung up.
    pub fn has_ended(&self) -> bool {
        let mut one = [0];
        match self.stream.try_read(&mut one) {
            Ok(read) => read == 0,
            Err(error) => error.kind() != std::io::ErrorKind::WouldBlock,
        }
    }

    /// Throws away what has come.
    pub fn skip(&mut self) {
        let mut buffer = [0; 4096];
        while self.stream.try_read(&mut buffer).is_ok_and(|length| length > 0) {}
    }

    async fn read(&mut self) -> bool {
        let mut buffer = [0; 4096];
        let read = timeout(LONG, self.stream.read(&mut buffer)).await.expect("nothing came for very long");
        let length = read.unwrap_or(0);
        self.unread.extend(&buffer[..length]);
        length > 0
    }
}

/// The frame that bytes begin with, if it is all there. A server sends every message in one, and masks none.
fn parse(bytes: &[u8]) -> Option<(Heard, usize)> {
    let (&first, &second) = (bytes.first()?, bytes.get(1)?);
    let (length, head) = match second {
        126 => (u64::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?)), 4),
        127 => (u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?), 10),
        short => (u64::from(short), 2),
    };
    let end = head + usize::try_from(length).ok()?;
    assert!(first & 0xf0 == 0x80 && second < 128, "a frame that no server may send: {first:x} {second:x}");
    Some((Heard::Frame(first & 0x0f, bytes.get(head..end)?.to_vec()), end))
}
