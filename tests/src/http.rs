//! Plain requests.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{
    Request,
    client::conn::http1,
    header::{AUTHORIZATION, CONTENT_DISPOSITION, CONTENT_TYPE, HOST},
};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::{net::TcpStream, time::timeout};

use crate::LONG;

/// What came back.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body; null if it is no JSON.
    pub body: Value,
}

impl Answer {
    /// The code of an error.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
}

/// A file that came back.
#[derive(Debug, Clone, PartialEq)]
pub struct Download {
    /// The status.
    pub status: u16,
    /// The headers that say what it is and what it is to be called.
    pub headers: [String; 2],
    /// Its bytes.
    pub bytes: Bytes,
}

/// Asks a server, on a connection for each request.
#[derive(Debug, Clone)]
pub struct Http {
    address: SocketAddr,
}

impl Http {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address }
    }

    /// Where it asks.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, None, String::new()).await
    }

    /// Reads, with a bearer's token.
    pub async fn get_as(&self, path: &str, bearer: &str) -> Answer {
        self.ask("GET", path, Some(bearer), String::new()).await
    }

    /// Reads a file, with a bearer's token.
    pub async fn download(&self, path: &str, bearer: &str) -> Download {
        self.send("GET", path, Some(bearer), String::new()).await
    }

    /// Sends JSON, with a bearer's token if there is one.
    pub async fn post(&self, path: &str, bearer: Option<&str>, body: &Value) -> Answer {
        self.ask("POST", path, bearer, body.to_string()).await
    }

    /// Sends whatever it is given as if it were JSON.
    pub async fn post_raw(&self, path: &str, body: impl Into<String>) -> Answer {
        self.ask("POST", path, None, body.into()).await
    }

    /// Joins a room, and gives the token.
    pub async fn join(&self, code: &str, name: &str, service: &str) -> String {
        let card = serde_json::json!({
            "code": code, "name": name, "service": service, "modality": "in_room",
        });
        let joined = self.post("/api/join", None, &card).await;
        assert_eq!(joined.status, 201, "{joined:?}");
        joined.body["token"].as_str().unwrap().to_owned()
    }

    async fn ask(&self, method: &str, path: &str, bearer: Option<&str>, body: String) -> Answer {
        let Download { status, bytes, .. } = self.send(method, path, bearer, body).await;
        Answer { status, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
    }

    async fn send(&self, method: &str, path: &str, bearer: Option<&str>, body: String) -> Download {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, self.address.to_string())
            .header(CONTENT_TYPE, "application/json");
        if let Some(token) = bearer {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.body(Full::new(Bytes::from(body))).unwrap();
        let asked = async {
            let stream = TcpStream::connect(self.address).await.unwrap();
            let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
            tokio::spawn(connection);
            let response = sender.send_request(request).await.unwrap();
            let status = response.status().as_u16();
            let headers = [CONTENT_TYPE, CONTENT_DISPOSITION].map(|name| {
                let value = response.headers().get(name).and_then(|value| value.to_str().ok());
                value.unwrap_or_default().to_owned()
            });
            let bytes = response.into_body().collect().await.unwrap().to_bytes();
            Download { status, headers, bytes }
        };
        timeout(LONG, asked).await.unwrap_or_else(|_| panic!("{method} {path} was not answered"))
    }
}
