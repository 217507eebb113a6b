//! A server, and what talks with it: requests, sockets, streams.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use clap::Parser;
use crosstracks_protocol::{patch, wire::SUBPROTOCOL};
use crosstracks_server::{
    Config, Server, Stopper,
    config::{Cli, Task},
    log::{EventLog, LogError},
};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Map, Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines},
    net::TcpStream,
    task::JoinHandle,
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest},
};

/// Far longer than anything here takes.
const LONG: Duration = Duration::from_secs(30);

/// A server with a room.
pub(crate) struct World {
    pub(crate) address: SocketAddr,
    pub(crate) stopper: Stopper,
    pub(crate) served: JoinHandle<Result<(), LogError>>,
    /// What opening the room gave.
    pub(crate) room: Value,
}

impl World {
    pub(crate) async fn open(log: Arc<dyn EventLog>) -> Self {
        Self::with(log, &[]).await
    }

    /// A server with these options.
    pub(crate) async fn with(log: Arc<dyn EventLog>, options: &[&str]) -> Self {
        let args = [&["crosstracks", "--listen", "127.0.0.1:0"], options].concat();
        let Task::Serve(args) = Cli::parse_from(args).task() else { unreachable!() };
        let server = Server::with_log(Config::from(args), log).unwrap().bind().await.unwrap();
        let (address, stopper) = (server.address(), server.stopper());
        let served = tokio::spawn(server.serve());
        let mut world = Self { address, stopper, served, room: Value::Null };
        let opening = json!({ "title": "A morning together", "name": "Sam", "grace_seconds": 0 });
        let (status, room) = world.post("/api/rooms", None, &opening).await;
        assert_eq!(status, 201, "{room}");
        world.room = room;
        world
    }

    pub(crate) fn room_id(&self) -> &str {
        self.room["room"].as_str().unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, Value) {
        self.ask("GET", path, None, "").await
    }

    pub(crate) async fn post(&self, path: &str, bearer: Option<&str>, body: &Value) -> (u16, Value) {
        self.ask("POST", path, bearer, &body.to_string()).await
    }

    async fn ask(&self, method: &str, path: &str, bearer: Option<&str>, body: &str) -> (u16, Value) {
        let bearer = bearer.map_or_else(String::new, |token| format!("authorization: Bearer {token}\r\n"));
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-type: application/json\r\n\
             {bearer}content-length: {length}\r\n\r\n{body}",
            self.address
        );
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        timeout(LONG, stream.read_to_string(&mut answer)).await.unwrap().unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head[9..12].parse().unwrap(), serde_json::from_str(body).unwrap_or_default())
    }

    /// Joins, and gives what that gave.
    pub(crate) async fn join(&self, name: &str, service: &str) -> Value {
        let card = json!({
            "code": self.room["code"], "name": name, "service": service, "modality": "in_room"
        });
        let (status, joined) = self.post("/api/join", None, &card).await;
        assert_eq!(status, 201, "{joined}");
        joined
    }

    /// Connects over a socket, and takes the welcome.
    pub(crate) async fn enter(&self, token: &Value, device: &str) -> Client {
        let mut client = Client::over(Way::Socket(Box::new(self.socket().await)));
        client.send(json!({ "type": "hello", "token": token, "device": device })).await;
        client.until("welcome").await;
        client
    }

    /// What a first message over a socket is answered with.
    pub(crate) async fn first(&self, hello: Value) -> Value {
        let mut client = Client::over(Way::Socket(Box::new(self.socket().await)));
        client.send(hello).await;
        client.next().await.unwrap()
    }

    /// Stops the server, and gives what opening the room gave.
    pub(crate) async fn stop(self) -> Value {
        self.stopper.shutdown();
        timeout(LONG, self.served).await.unwrap().unwrap().unwrap();
        self.room
    }

    pub(crate) async fn desk(&self) -> Client {
        self.enter(&self.room["facilitator"], "laptop").await
    }

    pub(crate) async fn socket(&self) -> WebSocketStream<TcpStream> {
        let stream = TcpStream::connect(self.address).await.unwrap();
        let mut request = format!("ws://{}/ws", self.address).into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", SUBPROTOCOL.parse().unwrap());
        let (socket, answer) = client_async(request, stream).await.unwrap();
        assert_eq!(answer.headers()["sec-websocket-protocol"], SUBPROTOCOL);
        socket
    }

    /// Connects over a stream, and takes the welcome.
    pub(crate) async fn stream(&self, token: &Value, device: &str) -> Client {
        let hello = json!({ "type": "hello", "token": token, "device": device }).to_string();
        let request = format!(
            "POST /api/stream HTTP/1.1\r\nhost: {}\r\ncontent-length: {}\r\n\r\n{hello}",
            self.address,
            hello.len()
        );
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let lines = BufReader::new(stream).lines();
        let mut client = Client::over(Way::Stream { lines, session: Value::Null, address: self.address });
        let session = client.next().await.unwrap();
        assert_eq!(session["type"], "session");
        if let Way::Stream { session: kept, .. } = &mut client.way {
            *kept = session["session"].clone();
        }
        client.until("welcome").await;
        client
    }
}

enum Way {
    Socket(Box<WebSocketStream<TcpStream>>),
    Stream { lines: Lines<BufReader<TcpStream>>, session: Value, address: SocketAddr },
}

/// A client of the protocol, over whatever way.
pub(crate) struct Client {
    way: Way,
    views: Map<String, Value>,
    pub(crate) last: u64,
    /// The code with which the socket closed.
    pub(crate) closed: Option<u16>,
}

impl Client {
    fn over(way: Way) -> Self {
        Self { way, views: Map::new(), last: 0, closed: None }
    }

    pub(crate) fn view(&self, layer: &str) -> &Value {
        &self.views[layer]
    }

    pub(crate) async fn send(&mut self, message: Value) {
        match &mut self.way {
            Way::Socket(socket) => socket.send(Message::text(message.to_string())).await.unwrap(),
            Way::Stream { session, address, .. } => {
                let body = json!({ "session": session, "message": message }).to_string();
                let request = format!(
                    "POST /api/send HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
                     content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                    body.len()
                );
                let mut stream = TcpStream::connect(*address).await.unwrap();
                stream.write_all(request.as_bytes()).await.unwrap();
                let mut answer = String::new();
                timeout(LONG, stream.read_to_string(&mut answer)).await.unwrap().unwrap();
                assert!(answer.starts_with("HTTP/1.1 202"), "{answer}");
            }
        }
    }

    /// Sends a command with the next number.
    pub(crate) async fn command(&mut self, expected: Option<u64>, command: Value) -> u64 {
        self.last += 1;
        let mut message = json!({ "type": "command", "id": self.last, "command": command });
        if let Some(expected) = expected {
            message["expected"] = expected.into();
        }
        self.send(message).await;
        self.last
    }

    /// Sends a command, and reads on to its acknowledgement.
    pub(crate) async fn must(&mut self, expected: Option<u64>, command: Value) {
        let id = self.command(expected, command).await;
        loop {
            let message = self.next().await.unwrap();
            if message["id"] == id {
                assert_eq!(message["type"], "ack", "{message}");
                return;
            }
        }
    }

    /// Sends what the desk suggests until the desk's view is so.
    pub(crate) async fn follow(&mut self, is_so: impl Fn(&Value) -> bool) {
        while !is_so(self.view("desk")) {
            if self.view("desk")["next"].is_null() {
                self.next().await.unwrap();
                continue;
            }
            let next = self.view("desk")["next"]["command"].clone();
            let revision = self.view("desk")["revision"].as_u64();
            self.must(revision, next).await;
        }
    }

    pub(crate) async fn until(&mut self, kind: &str) -> Value {
        loop {
            let message = self.next().await.unwrap_or_else(|| panic!("closed before {kind}"));
            if message["type"] == kind {
                return message;
            }
        }
    }

    /// The next message; none at the end.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        let text = match &mut self.way {
            Way::Socket(socket) => loop {
                match timeout(LONG, socket.next()).await.unwrap() {
                    Some(Ok(Message::Text(text))) => break text.to_string(),
                    Some(Ok(Message::Close(close))) => self.closed = close.map(|close| close.code.into()),
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return None,
                }
            },
            Way::Stream { lines, .. } => loop {
                let line = timeout(LONG, lines.next_line()).await.unwrap().ok().flatten()?;
                if let Some(data) = line.strip_prefix("data: ") {
                    break data.to_owned();
                }
            },
        };
        let message: Value = serde_json::from_str(&text).unwrap();
        self.merge(&message);
        Some(message)
    }

    fn merge(&mut self, message: &Value) {
        if message["type"] == "welcome" {
            self.last = message["last"].as_u64().unwrap();
        }
        let layers = |key: &str| message[key].as_object().into_iter().flatten();
        for (layer, whole) in layers("views").chain(layers("full")) {
            self.views.insert(layer.clone(), whole.clone());
        }
        for (layer, change) in layers("patch") {
            patch::merge(self.views.entry(layer.clone()).or_insert(Value::Null), change);
        }
    }
}
