//! A WebSocket of the protocol, with the views that it was shown.

use std::net::SocketAddr;

use crosstracks_protocol::{patch, wire::SUBPROTOCOL};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Map, Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest, protocol::frame::coding::CloseCode},
};

use crate::LONG;

/// A connection, and what it has heard.
pub struct Connection {
    socket: WebSocketStream<TcpStream>,
    views: Map<String, Value>,
    counter: u64,
}

impl Connection {
    /// Connects, and says nothing yet.
    pub async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        let mut request = format!("ws://{address}/ws").into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", SUBPROTOCOL.parse().unwrap());
        let (socket, _) = client_async(request, stream).await.unwrap();
        Self { socket, views: Map::new(), counter: 0 }
    }

    /// Connects and says hello; the welcome is in [`view`](Self::view) then.
    pub async fn hello(address: SocketAddr, token: &str, device: &str) -> Self {
        let mut connection = Self::open(address).await;
        connection.send(&json!({ "type": "hello", "token": token, "device": device })).await;
        let welcome = connection.next().await.expect("a welcome");
        assert_eq!(welcome["type"], "welcome", "{welcome}");
        connection.counter = welcome["last"].as_u64().unwrap();
        connection
    }

    /// A layer as it is now, as far as its messages were read.
    pub fn view(&self, layer: &str) -> &Value {
        self.views.get(layer).unwrap_or(&Value::Null)
    }

    /// Sends a message.
    pub async fn send(&mut self, message: &Value) {
        self.send_text(message.to_string()).await;
    }

    /// Sends any text.
    pub async fn send_text(&mut self, text: impl Into<String>) {
        self.socket.send(Message::text(text.into())).await.unwrap();
    }

    /// Sends bytes, which no client of this protocol does.
    pub async fn send_bytes(&mut self, bytes: Vec<u8>) {
        self.socket.send(Message::binary(bytes)).await.unwrap();
    }

    /// Sends a command as the next of this device, and gives its id.
    pub async fn command(&mut self, command: &Value, expected: Option<u64>) -> u64 {
        self.counter += 1;
        let mut message = json!({ "type": "command", "id": self.counter, "command": command });
        if let Some(expected) = expected {
            message["expected"] = expected.into();
        }
        self.send(&message).await;
        self.counter
    }

    /// Sends a command and waits for its answer: nothing, or the rejection.
    pub async fn ask(&mut self, command: &Value, expected: Option<u64>) -> Result<(), Value> {
        let id = self.command(command, expected).await;
        let answer = self
            .until(|message| {
                matches!(message["type"].as_str(), Some("ack" | "rejected")) && message["id"] == id
            })
            .await;
        if answer["type"] == "ack" { Ok(()) } else { Err(answer) }
    }

    /// The next message, none once the connection has closed.
    pub async fn next(&mut self) -> Option<Value> {
        self.next_frame().await.ok()
    }

    /// Reads on until a message is so.
    pub async fn until(&mut self, mut wanted: impl FnMut(&Value) -> bool) -> Value {
        loop {
            let message = self.next().await.expect("the connection closed");
            if wanted(&message) {
                return message;
            }
        }
    }

    /// Reads on until a layer is so.
    pub async fn until_view(&mut self, layer: &str, mut wanted: impl FnMut(&Value) -> bool) {
        while !wanted(self.view(layer)) {
            self.next().await.expect("the connection closed");
        }
    }

    /// Reads to the end, and gives the goodbye and the close code.
    pub async fn to_the_end(&mut self) -> (Option<Value>, Option<u16>) {
        let mut goodbye = None;
        loop {
            match self.next_frame().await {
                Ok(message) if message["type"] == "goodbye" => goodbye = Some(message),
                Ok(_) => {}
                Err(code) => return (goodbye, code.map(u16::from)),
            }
        }
    }

    async fn next_frame(&mut self) -> Result<Value, Option<CloseCode>> {
        loop {
            let frame = timeout(LONG, self.socket.next()).await.expect("nothing came for very long");
            match frame {
                Some(Ok(Message::Text(text))) => {
                    let message: Value = serde_json::from_str(&text).unwrap();
                    self.take_in(&message);
                    return Ok(message);
                }
                Some(Ok(Message::Close(close))) => return Err(close.map(|close| close.code)),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    }

    fn take_in(&mut self, message: &Value) {
        let layers = |key: &str| message[key].as_object().into_iter().flatten();
        for (layer, whole) in layers("views").chain(layers("full")) {
            self.views.insert(layer.clone(), whole.clone());
        }
        for (layer, change) in layers("patch") {
            patch::merge(self.views.entry(layer.clone()).or_insert(Value::Null), change);
        }
    }
}
