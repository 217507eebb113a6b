//! Plain requests.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{
    Request,
    client::conn::http1,
    header::{AUTHORIZATION, CONTENT_TYPE, HOST},
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
            let body = response.into_body().collect().await.unwrap().to_bytes();
            Answer { status, body: serde_json::from_slice(&body).unwrap_or(Value::Null) }
        };
        timeout(LONG, asked).await.unwrap_or_else(|_| panic!("{method} {path} was not answered"))
    }
}
