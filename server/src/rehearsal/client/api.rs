//! What is asked for over plain HTTP: opening a room, looking at it, joining it.

use std::{future::Future, time::Duration};

use axum::http::{
    Method, Request,
    header::{AUTHORIZATION, CONTENT_TYPE, HOST},
    uri::Authority,
};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::Instant};

use super::{
    ClientError,
    cards::{Choices, Entry, Fault, Joined, Opened, PackCard, RoomCard},
    socket::unreachable,
};
use crate::{auth::RoomCode, http::Site};

/// How long an answer may take.
const ANSWER_TIME: Duration = Duration::from_secs(20);
/// The longest answer that is read.
const MAX_ANSWER: usize = 1024 * 1024;
/// How long to wait before a request is tried again.
const AGAIN: Duration = Duration::from_millis(100);

/// The server's requests.
#[derive(Debug, Clone)]
pub struct Api {
    site: Site,
    /// How long a request is repeated while the server does not answer.
    patience: Duration,
}

impl Api {
    /// The requests of a server, each of which is tried once.
    pub fn new(site: Site) -> Self {
        Self { site, patience: Duration::ZERO }
    }

    /// The same, trying for so long while the server does not answer.
    #[must_use]
    pub fn patient(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// The server.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The packs that rooms can be opened with.
    ///
    /// # Errors
    /// [`ClientError`]
    pub async fn packs(&self) -> Result<Vec<PackCard>, ClientError> {
        let Choices { packs } = self.get("/api/packs").await?;
        Ok(packs)
    }

    /// Opens a room. `wishes` are the fields of the request.
    ///
    /// # Errors
    /// [`ClientError`]
    pub async fn open_room(&self, wishes: &Value, key: Option<&str>) -> Result<Opened, ClientError> {
        self.post("/api/rooms", key, wishes).await
    }

    /// Looks at a room from its door.
    ///
    /// # Errors
    /// [`ClientError`]
    pub async fn room(&self, code: &RoomCode) -> Result<RoomCard, ClientError> {
        self.get(&format!("/api/rooms/{}", code.as_str())).await
    }

    /// Joins a room.
    ///
    /// # Errors
    /// [`ClientError`]
    pub async fn join(&self, entry: &Entry) -> Result<Joined, ClientError> {
        self.post("/api/join", None, &json!(entry)).await
    }

    /// Asks for anything.
    ///
    /// # Errors
    /// [`ClientError`]
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        self.patiently(|| self.ask(Method::GET, path, None, None)).await
    }

    /// Sends anything, with a token if one is needed.
    ///
    /// # Errors
    /// [`ClientError`]
    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        token: Option<&str>,
        body: &Value,
    ) -> Result<T, ClientError> {
        self.patiently(|| self.ask(Method::POST, path, token, Some(body))).await
    }

    async fn patiently<T, F>(&self, ask: impl Fn() -> F) -> Result<T, ClientError>
    where
        F: Future<Output = Result<T, ClientError>>,
    {
        let end = Instant::now() + self.patience;
        loop {
            match ask().await {
                Err(ClientError::Unreachable { .. } | ClientError::Refused { status: 503, .. })
                    if Instant::now() < end => {}
                answer => return answer,
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> Result<T, ClientError> {
        let answer = tokio::time::timeout(ANSWER_TIME, self.exchange(method, path, token, body)).await;
        let (status, body) = answer.map_err(|_| unreachable(&self.site, &"no answer in time"))??;
        let not_understood = |error: serde_json::Error| ClientError::NotUnderstood {
            site: self.site.clone(),
            what: format!("{path}: {error}"),
        };
        if (200..300).contains(&status) {
            return serde_json::from_slice(&body).map_err(not_understood);
        }
        let Fault { code, message } = serde_json::from_slice(&body).map_err(not_understood)?;
        Err(ClientError::Refused { status, code, message })
    }

    async fn exchange(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> Result<(u16, Bytes), ClientError> {
        let lost = |error: hyper::Error| unreachable(&self.site, &error);
        let stream = reach(&self.site).await?;
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(lost)?;
        let mut request = Request::builder().method(method).uri(path).header(HOST, self.site.authority());
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = body.map(ToString::to_string).unwrap_or_default();
        let request = request
            .header(CONTENT_TYPE, "application/json")
            .body(Full::new(Bytes::from(body)))
            .map_err(|error| unreachable(&self.site, &error))?;
        let answered = async {
            let response = sender.send_request(request).await.map_err(lost)?;
            let status = response.status().as_u16();
            let body = Limited::new(response.into_body(), MAX_ANSWER).collect().await;
            let body = body.map_err(|error| unreachable(&self.site, &error))?;
            Ok((status, body.to_bytes()))
        };
        tokio::pin!(answered);
        // The connection has to be driven for the answer to come.
        tokio::select! {
            answer = &mut answered => answer,
            ended = connection => match ended {
                Ok(()) => answered.await,
                Err(error) => Err(lost(error)),
            },
        }
    }
}

/// Connects to a site.
pub(super) async fn reach(site: &Site) -> Result<TcpStream, ClientError> {
    if site.is_https() {
        return Err(ClientError::Encrypted { site: site.clone() });
    }
    let authority: Authority = site.authority().parse().map_err(|error| unreachable(site, &error))?;
    let host = authority.host().trim_matches(['[', ']']);
    let stream = TcpStream::connect((host, authority.port_u16().unwrap_or(80))).await;
    let stream = stream.map_err(|error| unreachable(site, &error))?;
    stream.set_nodelay(true).map_err(|error| unreachable(site, &error))?;
    Ok(stream)
}
