//! Somebody who writes down every byte of the protocol that they are sent.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt, stream::SplitSink};
use http_body_util::{BodyExt, Full};
use hyper::{Request, body::Incoming, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::{net::TcpStream, sync::Notify, task::JoinHandle, time::timeout};
use tokio_tungstenite::{WebSocketStream, client_async, tungstenite::Message};

use crate::{Http, LONG};

/// What was heard so far.
#[derive(Default)]
struct Heard {
    text: Mutex<Vec<String>>,
    more: Notify,
}

impl Heard {
    fn add(&self, text: String) {
        self.text.lock().unwrap().push(text);
        self.more.notify_waiters();
    }

    fn count(&self, wanted: &str) -> usize {
        self.text.lock().unwrap().iter().filter(|text| text.contains(wanted)).count()
    }

    /// Waits until so many messages hold a text.
    async fn until(&self, wanted: &str, count: usize) {
        let heard = async {
            loop {
                let more = self.more.notified();
                if self.count(wanted) >= count {
                    return;
                }
                more.await;
            }
        };
        timeout(LONG, heard).await.unwrap_or_else(|_| panic!("{wanted} was not heard {count} times"));
    }
}

enum Voice {
    Socket(SplitSink<WebSocketStream<TcpStream>, Message>),
    Stream { http: Http, session: String },
}

/// A listener on one connection: a socket, or the fallback.
pub struct Ear {
    heard: Arc<Heard>,
    voice: Voice,
    pings: usize,
    writes: JoinHandle<()>,
}

impl Drop for Ear {
    /// Hangs up: a person may have only so many connections.
    fn drop(&mut self) {
        self.writes.abort();
    }
}

impl Ear {
    /// Listens on a WebSocket.
    pub async fn on_socket(address: SocketAddr, token: &str, device: &str) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        let (socket, _) = client_async(format!("ws://{address}/ws"), stream).await.unwrap();
        let (mut voice, mut ear) = socket.split();
        voice.send(Message::text(hello(token, device))).await.unwrap();
        let heard = Arc::new(Heard::default());
        let writes = Arc::clone(&heard);
        let writes = tokio::spawn(async move {
            while let Some(Ok(frame)) = ear.next().await {
                if let Message::Text(text) = frame {
                    writes.add(text.as_str().to_owned());
                }
            }
        });
        heard.until("\"type\":\"welcome\"", 1).await;
        Self { heard, voice: Voice::Socket(voice), pings: 0, writes }
    }

    /// Listens on an event stream.
    pub async fn on_stream(http: &Http, token: &str, device: &str) -> Self {
        let stream = TcpStream::connect(http.address()).await.unwrap();
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let request = Request::post("/api/stream")
            .header(header::HOST, http.address().to_string())
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(Bytes::from(hello(token, device))))
            .unwrap();
        let response = sender.send_request(request).await.unwrap();
        assert_eq!(response.status(), 200);
        let heard = Arc::new(Heard::default());
        let writes = tokio::spawn(write_down(response.into_body(), Arc::clone(&heard)));
        heard.until("\"type\":\"session\"", 1).await;
        heard.until("\"type\":\"welcome\"", 1).await;
        let first: Value = serde_json::from_str(&heard.text.lock().unwrap()[0]).unwrap();
        let session = first["session"].as_str().unwrap().to_owned();
        Self { heard, voice: Voice::Stream { http: http.clone(), session }, pings: 0, writes }
    }

    /// What was sent so far, in one text.
    pub async fn transcript(&mut self) -> String {
        self.pings += 1;
        let ping = json!({ "type": "ping" });
        match &mut self.voice {
            Voice::Socket(voice) => voice.send(Message::text(ping.to_string())).await.unwrap(),
            Voice::Stream { http, session } => {
                let sent =
                    http.post("/api/send", None, &json!({ "session": session, "message": ping })).await;
                assert_eq!(sent.status, 202, "{sent:?}");
            }
        }
        // The room's messages may still be on their way when the pong comes; the next transcript has those.
        self.heard.until("\"type\":\"pong\"", self.pings).await;
        self.heard.text.lock().unwrap().join("\n")
    }
}

fn hello(token: &str, device: &str) -> String {
    json!({ "type": "hello", "token": token, "device": device }).to_string()
}

/// Cuts an event stream into its data.
async fn write_down(mut body: Incoming, heard: Arc<Heard>) {
    let mut rest = String::new();
    while let Some(Ok(frame)) = body.frame().await {
        let Ok(piece) = frame.into_data() else { continue };
        rest.push_str(std::str::from_utf8(&piece).unwrap());
        while let Some((line, after)) = rest.split_once('\n') {
            if let Some(data) = line.strip_prefix("data:") {
                heard.add(data.trim_start().to_owned());
            }
            rest = after.to_owned();
        }
    }
}
