//! Setting up: plain requests and upgrades, on blocking sockets, before anything is measured.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde_json::Value;
use socket2::{Domain, Socket, Type};

/// People who come in at the same moment.
const AT_ONCE: usize = 32;
/// Connections from one source address: well under the number of ports that one has.
const PER_ADDRESS: usize = 4_000;
/// Source addresses, from 127.0.0.2 on.
const ADDRESSES: usize = 200;
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(120);

static OPENED: AtomicUsize = AtomicUsize::new(0);

/// Connects from the next source address, so that ports do not run out.
pub(crate) fn connect(to: SocketAddr) -> std::io::Result<TcpStream> {
    let turn = OPENED.fetch_add(1, Ordering::Relaxed) / PER_ADDRESS;
    let last = u8::try_from(2 + turn % ADDRESSES).unwrap_or(2);
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.bind(&SocketAddr::from((Ipv4Addr::new(127, 0, 0, last), 0)).into())?;
    socket.connect(&to.into())?;
    let stream = TcpStream::from(socket);
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// Connects and upgrades to a WebSocket. Nothing after the response's head is read.
pub(crate) fn upgrade(to: SocketAddr, path: &str) -> std::io::Result<TcpStream> {
    let mut stream = connect(to)?;
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {to}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes())?;
    // Byte by byte, since frames may follow at once.
    let mut head = Vec::with_capacity(256);
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    if !head.starts_with(b"HTTP/1.1 101") {
        return Err(std::io::Error::other(String::from_utf8_lossy(&head).into_owned()));
    }
    Ok(stream)
}

/// A connection for plain requests, one after the other.
pub(crate) struct Http {
    to: SocketAddr,
    stream: BufReader<TcpStream>,
}

impl Http {
    pub(crate) fn new(to: SocketAddr) -> Self {
        Self { to, stream: BufReader::new(connect(to).unwrap()) }
    }

    pub(crate) fn get(&mut self, path: &str) -> Value {
        self.ask("GET", path, "")
    }

    pub(crate) fn post(&mut self, path: &str, body: &Value) -> Value {
        self.ask("POST", path, &body.to_string())
    }

    /// Asks, and gives the body of an answer that is no error.
    fn ask(&mut self, method: &str, path: &str, body: &str) -> Value {
        let Self { to, stream } = self;
        let length = body.len();
        write!(
            stream.get_mut(),
            "{method} {path} HTTP/1.1\r\nHost: {to}\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let status = line(stream);
        let (mut length, mut is_chunked) = (0, false);
        loop {
            let line = line(stream).to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(number) = line.strip_prefix("content-length:") {
                length = number.trim().parse().unwrap();
            }
            is_chunked |= line == "transfer-encoding: chunked";
        }
        let mut body = Vec::new();
        if is_chunked {
            loop {
                let chunk = u64::from_str_radix(&line(stream), 16).unwrap();
                stream.take(chunk).read_to_end(&mut body).unwrap();
                line(stream);
                if chunk == 0 {
                    break;
                }
            }
        } else {
            stream.take(length).read_to_end(&mut body).unwrap();
        }
        assert!(status.contains(" 20"), "{path}: {status}{}", String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).unwrap()
    }
}

fn line(stream: &mut BufReader<TcpStream>) -> String {
    let mut line = String::new();
    stream.read_line(&mut line).unwrap();
    line.trim().to_owned()
}

/// Does something for each number below `count`, several at a time, and gives the results in order.
pub(crate) fn each<T: Send, L>(
    count: usize,
    local: impl Fn() -> L + Sync,
    work: impl Fn(&mut L, usize) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(count));
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(count) {
            scope.spawn(|| {
                let mut own = local();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        return;
                    }
                    let result = work(&mut own, number);
                    done.lock().unwrap().push((number, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}
