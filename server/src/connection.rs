//! WebSockets: one task per socket, which reads and hands in what it reads. The room writes.

use std::{convert::Infallible, io, sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header::SEC_WEBSOCKET_PROTOCOL},
    response::{IntoResponse, Response},
    routing::get,
};
use crosstracks_protocol::wire::{GoodbyeCode, SUBPROTOCOL};
use hyper::upgrade::{OnUpgrade, Parts, Upgraded};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpStream, tcp::OwnedWriteHalf},
    sync::oneshot,
    time::{Instant, sleep_until, timeout},
};
use tokio_tungstenite::tungstenite::{
    Error, Message, Utf8Bytes, handshake::server::create_response_with_body,
};
use tracing::debug;

use self::reader::Reader;
use crate::{
    Place,
    app::App,
    http::ApiError,
    limits::Bucket,
    outbox::{Goodbye, Outbox, SocketEnd},
    room_task::Gone,
    session::{Said, Session},
};

mod reader;

/// How long a client may take to say who it is.
const HELLO_TIME: Duration = Duration::from_secs(5);
/// A line that says nothing for so long is dead: the room has asked it meanwhile.
const DEAD: Duration = Duration::from_secs(45);
/// How long a goodbye may take.
const GOODBYE_TIME: Duration = Duration::from_secs(3);
/// A close with the code for a breach of the framing (RFC 6455, 7.4.1), as a frame.
const PROTOCOL_ERROR: [u8; 4] = [0x88, 2, 0x03, 0xEA];
/// When to come back after not saying hello in time, in milliseconds.
const SOON: u64 = 1_000;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/ws", get(upgrade))
}

/// Turns a request into a socket, if its page may have one.
async fn upgrade(State(app): State<Arc<App>>, mut request: Request) -> Result<Response, ApiError> {
    app.origins.check(request.headers())?;
    let mut response =
        create_response_with_body(&request, Body::empty).map_err(|_| ApiError::malformed())?.into_response();
    if offers_protocol(request.headers()) {
        response.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
    }
    let place = request.extensions().get::<Place>().cloned();
    let upgrade = hyper::upgrade::on(&mut request);
    // The beginning is boxed, so that its size is not kept for the connection's life. The life is boxed because tokio
    // aligns a task to 128 bytes, and the place that a large one leaves in memory does not hold the next.
    app.tasks.spawn({
        let app = Arc::clone(&app);
        async move {
            let begun = Box::pin(Connection::begin(&app, upgrade)).await;
            drop(app);
            if let Some(connection) = begun {
                Box::pin(connection.live()).await;
            }
            drop(place);
        }
    });
    Ok(response)
}

fn offers_protocol(headers: &HeaderMap) -> bool {
    let offers = headers.get_all(SEC_WEBSOCKET_PROTOCOL).iter().filter_map(|value| value.to_str().ok());
    offers.flat_map(|value| value.split(',')).any(|offer| offer.trim() == SUBPROTOCOL)
}

/// Why a connection ends.
enum End {
    /// With these words, which are yet to be said.
    Goodbye(Goodbye),
    /// What came is no WebSocket's frame: the connection fails, as RFC 6455 calls it.
    Broken,
    /// The room has let go of it, and said so.
    LetGo,
    /// The line is dead, or the client hung up.
    Dead,
}

impl End {
    /// The words to end with, where there are any.
    fn goodbye(self) -> Option<Goodbye> {
        match self {
            Self::Goodbye(goodbye) => Some(goodbye),
            Self::Broken => Some(Goodbye::for_good(GoodbyeCode::Malformed)),
            Self::LetGo | Self::Dead => None,
        }
    }
}

impl From<GoodbyeCode> for End {
    fn from(code: GoodbyeCode) -> Self {
        Self::Goodbye(Goodbye::for_good(code))
    }
}

/// A socket whose client has a place.
struct Connection {
    reader: Reader,
    session: Session,
    let_go: oneshot::Receiver<Goodbye>,
    budget: Bucket,
}

impl Connection {
    async fn begin(app: &App, upgrade: OnUpgrade) -> Option<Self> {
        let (mut reader, writer) = match halves(upgrade).await {
            Ok(halves) => halves,
            Err(error) => {
                debug!(%error, "a connection went before it was a socket");
                return None;
            }
        };
        let first = tokio::select! {
            first = timeout(HELLO_TIME, hello(&mut reader)) => first,
            () = app.stop.cancelled() => Ok(Err(End::Goodbye(Goodbye::until(GoodbyeCode::Restarting, SOON)))),
        };
        let first = first.unwrap_or(Err(End::Goodbye(Goodbye::until(GoodbyeCode::HelloTimeout, SOON))));
        let admitted = match first {
            Ok(hello) => Session::admit(app, &hello).await.map_err(End::Goodbye),
            Err(end) => Err(end),
        };
        let (outbox, let_go) = SocketEnd::new(writer);
        let outbox = Outbox::Socket(outbox);
        match admitted {
            Ok(admitted) => match admitted.enter(outbox).await {
                Ok(session) => Some(Self { reader, session, let_go, budget: app.config.limits.budget() }),
                // The outbox has said so.
                Err(Gone) => {
                    linger(reader).await;
                    None
                }
            },
            Err(end) => {
                if let Some(goodbye) = end.goodbye()
                    && let Some(draining) = outbox.close(goodbye)
                {
                    draining.run().await;
                }
                linger(reader).await;
                None
            }
        }
    }

    #[expect(clippy::manual_async_fn, reason = "an async function keeps its arguments twice, a block once")]
    fn live(mut self) -> impl Future<Output = ()> {
        async move {
            let end = match self.listen().await {
                Ok(never) => match never {},
                Err(end) => end,
            };
            match end {
                End::Goodbye(goodbye) => self.session.part(goodbye).await,
                End::Broken => self.session.reply(Bytes::from_static(&PROTOCOL_ERROR)).await,
                End::Dead => {
                    if let Some(replies) = self.reader.replies() {
                        self.session.reply(replies).await;
                    }
                }
                End::LetGo => {}
            }
            drop(self.session);
            Box::pin(linger(self.reader)).await;
        }
    }

    async fn listen(&mut self) -> Result<Infallible, End> {
        let mut heard_at = Instant::now();
        let silence = sleep_until(heard_at + DEAD);
        tokio::pin!(silence);
        loop {
            tokio::select! {
                biased;
                _ = &mut self.let_go => return Err(End::LetGo),
                message = self.reader.next() => {
                    heard_at = Instant::now();
                    let text = text_of(message)?;
                    if let Some(replies) = self.reader.replies() {
                        self.session.reply(replies).await;
                    }
                    if let Some(text) = text {
                        self.hear(&text, heard_at).await?;
                    }
                }
                () = &mut silence => {
                    if heard_at + DEAD <= Instant::now() {
                        return Err(End::Dead);
                    }
                    silence.as_mut().reset(heard_at + DEAD);
                }
            }
        }
    }

    /// Hands in a message. Who is over the budget is read from later, and meanwhile still written to.
    async fn hear(&mut self, text: &str, now: Instant) -> Result<(), End> {
        let later = self.budget.take(now.into_std());
        match self.session.hear(text).await {
            Said::Nothing => {}
            Said::Answer(answer) => self.session.reply(answer.bytes().clone()).await,
            Said::Over(code) => return Err(code.into()),
        }
        if later.is_zero() {
            return Ok(());
        }
        tokio::select! {
            // Boxed, so that its size is not kept by all those who are within it.
            () = Box::pin(tokio::time::sleep(later)) => Ok(()),
            _ = &mut self.let_go => Err(End::LetGo),
        }
    }
}

/// The connection itself: from here on, who reads from it and who writes to it are different tasks.
async fn halves(upgrade: OnUpgrade) -> Result<(Reader, OwnedWriteHalf), io::Error> {
    let upgraded = upgrade.await.map_err(io::Error::other)?;
    let foreign = |_: Upgraded| io::Error::other("not a connection of this listener's");
    let Parts { io, read_buf, .. } = upgraded.downcast::<TokioIo<TcpStream>>().map_err(foreign)?;
    let (reader, writer) = io.into_inner().into_split();
    Ok((Reader::new(reader, &read_buf), writer))
}

/// The first message.
async fn hello(reader: &mut Reader) -> Result<Utf8Bytes, End> {
    loop {
        if let Some(text) = text_of(reader.next().await)? {
            return Ok(text);
        }
    }
}

/// The text of a message; none of a ping or a pong.
fn text_of(message: Result<Message, Error>) -> Result<Option<Utf8Bytes>, End> {
    match message {
        Ok(Message::Text(text)) => Ok(Some(text)),
        Ok(Message::Ping(_) | Message::Pong(_)) => Ok(None),
        Ok(Message::Binary(_)) | Err(Error::Utf8(_)) => Err(GoodbyeCode::Malformed.into()),
        Err(Error::Capacity(_)) => Err(GoodbyeCode::TooLarge.into()),
        Err(Error::Protocol(_)) => Err(End::Broken),
        Ok(Message::Close(_) | Message::Frame(_)) | Err(_) => Err(End::Dead),
    }
}

/// Waits a moment for the other side to hang up. What is unread when a connection goes would take the goodbye with it.
async fn linger(mut reader: Reader) {
    match timeout(GOODBYE_TIME, reader.drain()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => debug!(%error, "a goodbye was not heard"),
        Err(_) => debug!("a goodbye was not answered in time"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every connection keeps this for its life: what only some need for a moment is boxed there.
    #[test]
    fn a_life_takes_little() {
        fn size_of_future<F>(_: impl FnOnce(Connection) -> F) -> usize {
            size_of::<F>()
        }
        let size = size_of_future(Connection::live);
        assert!(size <= 640, "{size}");
    }
}
