//! A member's writing end. The room's task owns it, and never waits for it.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use crosstracks_protocol::wire::{GoodbyeCode, ServerMessage};
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::Utf8Bytes;

/// The most frames that wait for one member.
const MAX_FRAMES: usize = 256;
/// The most bytes that wait for one member, beside the welcome.
const MAX_BYTES: usize = 256 * 1024;
/// The most frames that are written at once.
const AT_ONCE: usize = 64;

/// Why a connection cannot go on, and when to come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Goodbye {
    pub(crate) code: GoodbyeCode,
    pub(crate) retry_ms: Option<u64>,
}

impl Goodbye {
    /// A goodbye after which coming back does not help.
    pub(crate) fn for_good(code: GoodbyeCode) -> Self {
        Self { code, retry_ms: None }
    }

    /// A goodbye until later.
    pub(crate) fn until(code: GoodbyeCode, retry_ms: u64) -> Self {
        Self { code, retry_ms: Some(retry_ms) }
    }

    /// The message that says so.
    pub(crate) fn frame(self) -> Utf8Bytes {
        let Self { code, retry_ms } = self;
        encode(&ServerMessage::Goodbye { code, message: code.words().to_owned(), retry_ms })
    }
}

/// A message as it is sent.
pub(crate) fn encode(message: &ServerMessage) -> Utf8Bytes {
    // Messages are maps with text keys and plain values, which JSON can always hold.
    serde_json::to_string(message).unwrap_or_default().into()
}

struct Queued {
    frame: Utf8Bytes,
    weight: usize,
}

/// The room's end: frames go in without waiting.
pub(crate) struct Outbox {
    frames: mpsc::Sender<Queued>,
    waiting: Arc<AtomicUsize>,
    end: oneshot::Sender<Goodbye>,
}

/// More waits for the member than may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lagged;

impl Outbox {
    /// Sends the first frame, which may be of any size.
    pub(crate) fn welcome(&self, frame: Utf8Bytes) -> Result<(), Lagged> {
        self.queue(Queued { frame, weight: 0 })
    }

    /// Sends a frame.
    pub(crate) fn push(&self, frame: Utf8Bytes) -> Result<(), Lagged> {
        let weight = frame.len();
        let waiting = self.waiting.load(Ordering::Relaxed);
        // A frame that is too long by itself may go where nothing else waits.
        if waiting > 0 && waiting + weight > MAX_BYTES {
            return Err(Lagged);
        }
        self.waiting.fetch_add(weight, Ordering::Relaxed);
        self.queue(Queued { frame, weight })
    }

    fn queue(&self, queued: Queued) -> Result<(), Lagged> {
        match self.frames.try_send(queued) {
            Ok(()) => Ok(()),
            Err(mpsc::error::TrySendError::Full(_)) => Err(Lagged),
            // The connection is gone, and the room will hear of it.
            Err(mpsc::error::TrySendError::Closed(_)) => Ok(()),
        }
    }

    /// Sends what waits, then a goodbye, and ends the connection. Who lagged gets only the goodbye.
    pub(crate) fn close(self, goodbye: Goodbye) {
        // A connection that is gone needs no goodbye.
        let _ = self.end.send(goodbye);
    }
}

/// The connection's end.
pub(crate) struct Mail {
    frames: mpsc::Receiver<Queued>,
    waiting: Arc<AtomicUsize>,
    taken: usize,
    end: oneshot::Receiver<Goodbye>,
    over: Option<Goodbye>,
}

/// A member's two ends.
pub(crate) fn outbox() -> (Outbox, Mail) {
    let (sender, frames) = mpsc::channel(MAX_FRAMES);
    let (end, ended) = oneshot::channel();
    let waiting = Arc::new(AtomicUsize::new(0));
    let outbox = Outbox { frames: sender, waiting: Arc::clone(&waiting), end };
    (outbox, Mail { frames, waiting, taken: 0, end: ended, over: None })
}

impl Mail {
    /// Waits for frames, which it puts into `frames`; or for the goodbye, after the last of them.
    /// What was taken before counts as written.
    pub(crate) async fn next(&mut self, frames: &mut Vec<Utf8Bytes>) -> Option<Goodbye> {
        self.waiting.fetch_sub(std::mem::take(&mut self.taken), Ordering::Relaxed);
        let mut queued = Vec::new();
        let goodbye = loop {
            if let Some(goodbye) = self.over {
                break Some(goodbye);
            }
            tokio::select! {
                biased;
                ended = &mut self.end => self.over = Some(goodbye_of(ended)),
                taken = self.frames.recv_many(&mut queued, AT_ONCE) => {
                    if taken > 0 {
                        break None;
                    }
                    self.over = Some(goodbye_of((&mut self.end).await));
                }
            }
        };
        if goodbye.is_some_and(|goodbye| goodbye.code != GoodbyeCode::Lagged) {
            while let Ok(last) = self.frames.try_recv() {
                queued.push(last);
            }
        }
        self.taken = queued.iter().map(|queued| queued.weight).sum();
        frames.extend(queued.into_iter().map(|queued| queued.frame));
        goodbye
    }

    /// Waits until more waits than may; for ever, if that does not come.
    pub(crate) async fn lagged(&mut self) -> Goodbye {
        if self.over.is_none() {
            self.over = Some(goodbye_of((&mut self.end).await));
        }
        match self.over {
            Some(goodbye) if goodbye.code == GoodbyeCode::Lagged => goodbye,
            _ => std::future::pending().await,
        }
    }
}

/// An outbox that was dropped without a word belonged to a room that failed.
fn goodbye_of(ended: Result<Goodbye, oneshot::error::RecvError>) -> Goodbye {
    ended.unwrap_or(Goodbye::until(GoodbyeCode::CannotKeep, 5_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(length: usize) -> Utf8Bytes {
        "x".repeat(length).into()
    }

    #[tokio::test]
    async fn frames_come_in_order_and_the_goodbye_last() {
        let (outbox, mut mail) = outbox();
        outbox.welcome("1".into()).unwrap();
        outbox.push("2".into()).unwrap();
        outbox.close(Goodbye::until(GoodbyeCode::Restarting, 7));
        let mut frames = vec![];
        assert_eq!(mail.next(&mut frames).await, Some(Goodbye::until(GoodbyeCode::Restarting, 7)));
        assert_eq!(frames, ["1", "2"]);
    }

    #[tokio::test]
    async fn too_much_is_refused_until_it_is_written() {
        let (outbox, mut mail) = outbox();
        outbox.welcome(frame(2 * MAX_BYTES)).unwrap();
        outbox.push(frame(MAX_BYTES)).unwrap();
        assert_eq!(outbox.push(frame(1)), Err(Lagged));
        let mut frames = vec![];
        assert_eq!(mail.next(&mut frames).await, None);
        assert_eq!(frames.len(), 2);
        assert_eq!(outbox.push(frame(1)), Err(Lagged), "taken is not yet written");
        {
            let mut next = std::pin::pin!(mail.next(&mut frames));
            assert!(futures_util::poll!(next.as_mut()).is_pending());
        }
        assert_eq!(outbox.push(frame(MAX_BYTES + 1)), Ok(()), "one frame may be long");
    }

    #[tokio::test]
    async fn too_many_frames_are_refused() {
        let (outbox, _mail) = outbox();
        let taken = (0..=MAX_FRAMES).filter(|_| outbox.push(frame(1)).is_ok()).count();
        assert_eq!(taken, MAX_FRAMES);
    }

    #[tokio::test]
    async fn who_lagged_gets_only_the_goodbye() {
        let (outbox, mut mail) = outbox();
        outbox.push("1".into()).unwrap();
        outbox.close(Goodbye::until(GoodbyeCode::Lagged, 0));
        assert_eq!(mail.lagged().await.code, GoodbyeCode::Lagged);
        let mut frames = vec![];
        assert_eq!(mail.next(&mut frames).await.unwrap().code, GoodbyeCode::Lagged);
        assert!(frames.is_empty());
    }

    #[tokio::test]
    async fn an_outbox_dropped_without_a_word_says_that_nothing_can_be_kept() {
        let (outbox, mut mail) = outbox();
        drop(outbox);
        assert_eq!(mail.next(&mut vec![]).await.unwrap().code, GoodbyeCode::CannotKeep);
    }
}
