//! WebSockets: one task per socket, which hands in what it reads and writes what its room has for it.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header::SEC_WEBSOCKET_PROTOCOL},
    response::{IntoResponse, Response},
    routing::get,
};
use crosstracks_protocol::wire::{GoodbyeCode, MAX_MESSAGE, SUBPROTOCOL};
use futures_util::{SinkExt, StreamExt};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio::{
    io::AsyncReadExt,
    time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Message, Utf8Bytes,
        handshake::server::create_response_with_body,
        protocol::{CloseFrame, Role, WebSocketConfig},
    },
};
use tracing::debug;

use crate::{
    Place,
    app::App,
    http::ApiError,
    limits::{self, Bucket},
    outbox::{Goodbye, Mail},
    session::{Said, Session},
};

/// How long a client may take to say who it is.
const HELLO_TIME: Duration = Duration::from_secs(5);
/// How often a silent line is tried: proxies cut one that is idle for 30 to 60 seconds.
const PING: Duration = Duration::from_secs(20);
/// A line that says nothing, or takes nothing, for so long is dead.
const DEAD: Duration = Duration::from_secs(45);
/// How long a goodbye may take.
const GOODBYE_TIME: Duration = Duration::from_secs(3);
/// When to come back after not saying hello in time, in milliseconds.
const SOON: u64 = 1_000;
/// A socket's buffers. The room's frames are not copied into more than this.
const BUFFER: usize = 4 * 1024;

type Socket = WebSocketStream<TokioIo<Upgraded>>;

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
    // The handshake's future is boxed, so that its size is not kept for the connection's life.
    app.tasks.spawn({
        let app = Arc::clone(&app);
        async move {
            if let Some(connection) = Box::pin(Connection::begin(&app, upgrade)).await {
                connection.live().await;
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

fn config() -> WebSocketConfig {
    // What waits to be written is bounded by the outbox.
    WebSocketConfig::default()
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_message_size(Some(MAX_MESSAGE))
        .max_frame_size(Some(limits::MAX_FRAME))
}

/// Why a connection ends.
enum End {
    /// With these words.
    Goodbye(Goodbye),
    /// The line is dead, or the client hung up.
    Dead,
}

impl From<GoodbyeCode> for End {
    fn from(code: GoodbyeCode) -> Self {
        Self::Goodbye(Goodbye::for_good(code))
    }
}

/// A socket whose client has a place.
struct Connection {
    socket: Socket,
    session: Session,
    mail: Mail,
    budget: Bucket,
}

impl Connection {
    async fn begin(app: &App, upgrade: OnUpgrade) -> Option<Self> {
        let upgraded = match upgrade.await {
            Ok(upgraded) => upgraded,
            Err(error) => {
                debug!(%error, "a connection went before it was a socket");
                return None;
            }
        };
        let mut socket =
            WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, Some(config())).await;
        let first = tokio::select! {
            first = timeout(HELLO_TIME, hello(&mut socket)) => first,
            () = app.stop.cancelled() => Ok(Err(End::Goodbye(Goodbye::until(GoodbyeCode::Restarting, SOON)))),
        };
        let first = first.unwrap_or(Err(End::Goodbye(Goodbye::until(GoodbyeCode::HelloTimeout, SOON))));
        let begun = match first {
            Ok(text) => Session::begin(app, &text).await.map_err(End::Goodbye),
            Err(end) => Err(end),
        };
        match begun {
            Ok((session, mail)) => {
                let budget = app.config.limits.budget();
                Some(Self { socket, session, mail, budget })
            }
            Err(end) => {
                part(socket, end).await;
                None
            }
        }
    }

    async fn live(mut self) {
        let end = match self.exchange().await {
            Ok(never) => match never {},
            Err(end) => end,
        };
        let Self { socket, session, .. } = self;
        drop(session);
        part(socket, end).await;
    }

    async fn exchange(&mut self) -> Result<Infallible, End> {
        let mut frames = Vec::new();
        let mut budget = self.budget.clone();
        let mut heard_at = Instant::now();
        let mut read_at = heard_at;
        let mut ping = interval_at(heard_at + PING, PING);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                goodbye = self.mail.next(&mut frames) => {
                    self.write(&mut frames).await?;
                    if let Some(goodbye) = goodbye {
                        return Err(End::Goodbye(goodbye));
                    }
                }
                _ = ping.tick() => self.send(Message::Ping(Default::default())).await?,
                // Who is over the budget is read from later, and meanwhile still written to.
                () = sleep_until(read_at), if read_at > Instant::now() => {}
                message = self.socket.next(), if read_at <= Instant::now() => {
                    heard_at = Instant::now();
                    if let Some(text) = text_of(message)? {
                        read_at = heard_at + budget.take(heard_at.into_std());
                        self.hear(&text).await?;
                    }
                }
                // Last, so that what has come meanwhile is read before.
                () = sleep_until(heard_at + DEAD) => return Err(End::Dead),
            }
        }
    }

    async fn hear(&mut self, text: &str) -> Result<(), End> {
        match self.session.hear(text).await {
            Said::Nothing => Ok(()),
            Said::Answer(answer) => self.send(Message::Text(answer)).await,
            Said::Over(code) => Err(code.into()),
        }
    }

    async fn send(&mut self, message: Message) -> Result<(), End> {
        let written = timeout(DEAD, self.socket.send(message)).await;
        written.map_or(Err(End::Dead), |written| written.map_err(|_| End::Dead))
    }

    /// Writes frames in one go. Gives up when the room has no patience any more.
    async fn write(&mut self, frames: &mut Vec<Utf8Bytes>) -> Result<(), End> {
        let Self { socket, mail, .. } = self;
        let write = async {
            for frame in frames.drain(..) {
                socket.feed(Message::Text(frame)).await?;
            }
            socket.flush().await
        };
        tokio::select! {
            biased;
            written = timeout(DEAD, write) => match written {
                Ok(Ok(())) => Ok(()),
                Ok(Err(_)) | Err(_) => Err(End::Dead),
            },
            goodbye = mail.lagged() => Err(End::Goodbye(goodbye)),
        }
    }
}

/// The first message.
async fn hello(socket: &mut Socket) -> Result<Utf8Bytes, End> {
    loop {
        if let Some(text) = text_of(socket.next().await)? {
            return Ok(text);
        }
    }
}

/// The text of a message; none of a ping or a pong.
fn text_of(message: Option<Result<Message, Error>>) -> Result<Option<Utf8Bytes>, End> {
    match message {
        Some(Ok(Message::Text(text))) => Ok(Some(text)),
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(None),
        Some(Ok(Message::Binary(_)) | Err(Error::Utf8(_))) => Err(GoodbyeCode::Malformed.into()),
        Some(Err(Error::Capacity(_))) => Err(GoodbyeCode::TooLarge.into()),
        Some(Ok(Message::Close(_) | Message::Frame(_)) | Err(_)) | None => Err(End::Dead),
    }
}

/// Says why, closes, and waits a moment for the other side to do the same.
async fn part(mut socket: Socket, end: End) {
    let leave = async {
        let End::Goodbye(goodbye) = end else {
            // The client's own goodbye is answered, if it said one.
            return socket.flush().await;
        };
        socket.feed(Message::Text(goodbye.frame())).await?;
        let code = goodbye.code.close_code().into();
        socket.feed(Message::Close(Some(CloseFrame { code, reason: Utf8Bytes::default() }))).await?;
        socket.flush().await?;
        if goodbye.code == GoodbyeCode::TooLarge {
            // No further frame can be made out. What is unread when the socket goes would take the goodbye with it.
            let mut unread = [0; 1024];
            while socket.get_mut().read(&mut unread).await? > 0 {}
        }
        while let Some(Ok(_)) = socket.next().await {}
        Ok(())
    };
    match timeout(GOODBYE_TIME, leave).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => debug!(%error, "a goodbye was not heard"),
        Err(_) => debug!("a goodbye was not answered in time"),
    }
}
