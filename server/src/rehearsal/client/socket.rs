//! One WebSocket connection: messages out, messages in.

use crosstracks_protocol::wire::{ClientMessage, SUBPROTOCOL};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{
        Error, Message, client::IntoClientRequest, error::ProtocolError, handshake::client::Request,
        http::HeaderValue,
    },
};

use super::{ClientError, api};
use crate::http::Site;

/// A connection on which nothing was said yet.
#[derive(Debug)]
pub struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// Connects.
    ///
    /// # Errors
    /// [`ClientError`] when the server is not there, or speaks something else.
    pub async fn open(site: &Site) -> Result<Self, ClientError> {
        let stream = api::reach(site).await?;
        let understood = |error: Error| match error {
            Error::Io(_) | Error::ConnectionClosed | Error::Protocol(ProtocolError::HandshakeIncomplete) => {
                unreachable(site, &error)
            }
            // While the server starts or stops, something in front of it may answer.
            Error::Http(response) if response.status().is_server_error() => {
                unreachable(site, &response.status())
            }
            error => ClientError::NotUnderstood { site: site.clone(), what: error.to_string() },
        };
        let request = request(site).map_err(understood)?;
        let (socket, _) = client_async(request, stream).await.map_err(understood)?;
        Ok(Self(socket))
    }

    /// Says something. An error is a lost connection.
    ///
    /// # Errors
    /// [`Lost`]
    pub async fn say(&mut self, message: &ClientMessage) -> Result<(), Lost> {
        // A message is plain data with text keys, which JSON can always hold.
        let text = serde_json::to_string(message).map_err(|_| Lost)?;
        self.say_text(text).await
    }

    /// Says anything at all, well-formed or not.
    ///
    /// # Errors
    /// [`Lost`]
    pub async fn say_text(&mut self, text: String) -> Result<(), Lost> {
        self.0.send(Message::text(text)).await.map_err(|_| Lost)
    }

    /// The next message as it came; nothing once the connection is closed or lost. Can be cancelled.
    pub async fn hear(&mut self) -> Option<String> {
        loop {
            match self.0.next().await?.ok()? {
                Message::Text(text) => return Some(text.as_str().to_owned()),
                Message::Close(_) => return None,
                _ => {}
            }
        }
    }
}

/// The connection is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the connection was lost")]
pub struct Lost;

fn request(site: &Site) -> Result<Request, Error> {
    let mut request = format!("ws://{}/ws", site.authority()).into_client_request()?;
    let headers = request.headers_mut();
    headers.insert("sec-websocket-protocol", HeaderValue::from_static(SUBPROTOCOL));
    headers.insert("origin", HeaderValue::from_str(&site.to_string())?);
    Ok(request)
}

pub(super) fn unreachable(site: &Site, reason: &impl ToString) -> ClientError {
    ClientError::Unreachable { site: site.clone(), reason: reason.to_string() }
}
