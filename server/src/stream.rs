//! The same protocol for networks that strip WebSocket upgrades: what the server says is an event stream,
//! and what the client says is posted.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{
        HeaderMap, HeaderName, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
    routing::post,
};
use futures_util::stream;
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::sync::{Mutex as AsyncMutex, mpsc};
use tokio_tungstenite::tungstenite::Utf8Bytes;

use crate::{
    app::App,
    auth::{Token, TokenHash},
    http::{ApiError, ApiJson},
    limits::Bucket,
    outbox::{Goodbye, Mail},
    session::{Said, Session},
};

/// How often a silent stream shows that it lives.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Answers that wait for the stream beside the room's.
const ANSWERS: usize = 32;

/// The streams that are open, each under the hash of the secret that its client posts with.
#[derive(Default)]
pub(crate) struct Streams(Mutex<BTreeMap<TokenHash, Arc<Poster>>>);

impl Streams {
    fn open(&self) -> MutexGuard<'_, BTreeMap<TokenHash, Arc<Poster>>> {
        // No code that holds the guard leaves it half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The posting side of a stream. Its lock keeps messages in order.
struct Poster {
    session: Session,
    budget: AsyncMutex<Bucket>,
    answers: mpsc::Sender<Said>,
}

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/stream", post(begin)).route("/send", post(send))
}

/// Takes a hello and answers with the stream. What is wrong with the hello is said in the stream, as on a socket.
async fn begin(State(app): State<Arc<App>>, headers: HeaderMap, hello: Bytes) -> Result<Response, ApiError> {
    app.origins.check(&headers)?;
    let hello = Utf8Bytes::try_from(hello).map_err(|_| ApiError::malformed())?;
    let events = match Session::admit(&app, &hello).await {
        Ok(admitted) => {
            let (outbox, mail) = Mail::new();
            // Where the room has gone, the mail says so.
            Events::open(&app, admitted.enter(outbox).await.ok(), mail)
        }
        Err(goodbye) => Events::only(goodbye),
    };
    let body = stream::unfold(events, |mut events| async {
        let piece = events.next().await?;
        Some((Ok::<_, Infallible>(piece), events))
    });
    let headers = [
        (CONTENT_TYPE, "text/event-stream"),
        (CACHE_CONTROL, "no-store, no-transform"),
        // nginx would collect what is meant to flow.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((headers, Body::from_stream(body)).into_response())
}

/// A message on behalf of a stream.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sending {
    session: String,
    message: Box<RawValue>,
}

/// Takes a message; its answer comes on the stream.
async fn send(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    ApiJson(Sending { session, message }): ApiJson<Sending>,
) -> Result<StatusCode, ApiError> {
    app.origins.check(&headers)?;
    let key = session.parse::<Token>().ok().map(|token| token.hash());
    let poster = key.and_then(|key| app.streams.open().get(&key).cloned()).ok_or_else(no_stream)?;
    let mut budget = poster.budget.lock().await;
    // Who is over the budget waits for the answer to this request.
    tokio::time::sleep(budget.take(Instant::now())).await;
    match poster.session.hear(message.get()).await {
        Said::Nothing => {}
        said => poster.answers.send(said).await.map_err(|_| no_stream())?,
    }
    Ok(StatusCode::ACCEPTED)
}

fn no_stream() -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "no_stream", "This connection has ended; it is being made again.")
}

/// The events of one stream.
struct Events {
    /// What is to be said first.
    first: Option<Bytes>,
    open: Option<Open>,
}

/// A stream whose client has a place.
struct Open {
    app: Arc<App>,
    key: TokenHash,
    mail: Mail,
    answers: mpsc::Receiver<Said>,
    frames: Vec<Bytes>,
}

impl Events {
    fn open(app: &Arc<App>, session: Option<Session>, mail: Mail) -> Self {
        let secret = Token::draw();
        let (sender, answers) = mpsc::channel(ANSWERS);
        let budget = AsyncMutex::new(app.config.limits.budget());
        let key = secret.hash();
        if let Some(session) = session {
            app.streams.open().insert(key, Arc::new(Poster { session, budget, answers: sender }));
        }
        let first = event(format!(r#"{{"type":"session","session":"{}"}}"#, secret.reveal()).as_bytes());
        let open = Open { app: Arc::clone(app), key, mail, answers, frames: Vec::new() };
        Self { first: Some(first), open: Some(open) }
    }

    fn only(goodbye: Goodbye) -> Self {
        Self { first: Some(event(&goodbye.frame().json())), open: None }
    }

    /// The next piece of the stream; none at its end.
    async fn next(&mut self) -> Option<Bytes> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        let open = self.open.as_mut()?;
        let mut frames = std::mem::take(&mut open.frames);
        let goodbye = tokio::select! {
            biased;
            goodbye = open.mail.next(&mut frames) => goodbye,
            Some(said) = open.answers.recv() => match said {
                Said::Nothing => None,
                Said::Answer(answer) => {
                    frames.push(answer.json());
                    None
                }
                Said::Over(code) => Some(Goodbye::for_good(code)),
            },
            () = tokio::time::sleep(HEARTBEAT) => return Some(Bytes::from_static(b":\n\n")),
        };
        let mut pieces: Vec<Bytes> = frames.drain(..).map(|json| event(&json)).collect();
        open.frames = frames;
        if let Some(goodbye) = goodbye {
            pieces.push(event(&goodbye.frame().json()));
            self.open = None;
        }
        Some(pieces.concat().into())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        // The session goes with the last post that uses it.
        self.app.streams.open().remove(&self.key);
    }
}

/// A message as an event. JSON holds no line ends.
fn event(json: &[u8]) -> Bytes {
    [b"data: ", json, b"\n\n"].concat().into()
}
