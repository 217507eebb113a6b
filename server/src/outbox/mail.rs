//! The end of a connection that the room cannot write to itself: frames are handed to the task that can.

use std::{
    mem,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use crosstracks_protocol::wire::GoodbyeCode;
use tokio::sync::{mpsc, oneshot};

use super::{Goodbye, Lagged, MAX_BYTES, MAX_FRAMES, Outbox, Waiting};

/// The most frames that are taken at once.
const AT_ONCE: usize = 64;

struct Queued {
    json: Bytes,
    weight: usize,
}

/// The room's end: frames go in without waiting.
pub(crate) struct StreamEnd {
    /// Nothing was sent yet: the welcome may be of any size.
    is_new: bool,
    batch: Waiting,
    frames: mpsc::Sender<Queued>,
    waiting: Arc<AtomicUsize>,
    end: oneshot::Sender<Goodbye>,
}

impl StreamEnd {
    pub(super) fn push(&mut self, json: Bytes) {
        self.batch.push(json);
    }

    pub(super) fn flush(&mut self) -> Result<(), Lagged> {
        mem::take(&mut self.batch).into_iter().try_for_each(|json| self.send(json))
    }

    fn send(&mut self, json: Bytes) -> Result<(), Lagged> {
        let weight = if mem::take(&mut self.is_new) { 0 } else { json.len() };
        let waiting = self.waiting.load(Ordering::Relaxed);
        // A frame that is too long by itself may go where nothing else waits.
        if waiting > 0 && waiting + weight > MAX_BYTES {
            return Err(Lagged);
        }
        self.waiting.fetch_add(weight, Ordering::Relaxed);
        match self.frames.try_send(Queued { json, weight }) {
            Err(mpsc::error::TrySendError::Full(_)) => Err(Lagged),
            // A connection that is gone: the room will hear of it.
            Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => Ok(()),
        }
    }

    pub(super) fn close(mut self, goodbye: Goodbye) {
        if goodbye.code != GoodbyeCode::Lagged {
            // Who is full gets only the goodbye.
            let _ = self.flush();
        }
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

impl Mail {
    /// A member's two ends.
    pub(crate) fn new() -> (Outbox, Self) {
        let (sender, frames) = mpsc::channel(MAX_FRAMES);
        let (end, ended) = oneshot::channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        let stream = StreamEnd {
            is_new: true,
            batch: Waiting::new(),
            frames: sender,
            waiting: Arc::clone(&waiting),
            end,
        };
        (Outbox::Stream(Box::new(stream)), Self { frames, waiting, taken: 0, end: ended, over: None })
    }

    /// Waits for frames, which it puts into `frames`; or for the goodbye, after the last of them.
    /// What was taken before counts as written.
    pub(crate) async fn next(&mut self, frames: &mut Vec<Bytes>) -> Option<Goodbye> {
        self.waiting.fetch_sub(mem::take(&mut self.taken), Ordering::Relaxed);
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
        frames.extend(queued.into_iter().map(|queued| queued.json));
        goodbye
    }
}

#[cfg(test)]
impl Mail {
    /// Whether the room let go, without reading what it has sent.
    pub(crate) fn is_let_go(&mut self) -> bool {
        self.over = self.over.or(self.end.try_recv().ok());
        self.over.is_some()
    }
}

fn goodbye_of(ended: Result<Goodbye, oneshot::error::RecvError>) -> Goodbye {
    ended.unwrap_or(Goodbye::unsaid())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Frame;

    fn frame(length: usize) -> Frame {
        Frame::text(&"x".repeat(length))
    }

    fn send(outbox: &mut Outbox, frame: &Frame) -> Result<(), Lagged> {
        outbox.push(frame);
        outbox.flush().map(|_| ())
    }

    #[tokio::test]
    async fn frames_come_in_order_and_the_goodbye_last() {
        let (mut outbox, mut mail) = Mail::new();
        outbox.push(&Frame::text("1"));
        outbox.flush().unwrap();
        outbox.push(&Frame::text("2"));
        assert!(outbox.close(Goodbye::until(GoodbyeCode::Restarting, 7)).is_none());
        let mut frames = vec![];
        assert_eq!(mail.next(&mut frames).await, Some(Goodbye::until(GoodbyeCode::Restarting, 7)));
        assert_eq!(frames, ["1", "2"]);
    }

    #[tokio::test]
    async fn too_much_is_refused_until_it_is_written() {
        let (mut outbox, mut mail) = Mail::new();
        send(&mut outbox, &frame(2 * MAX_BYTES)).unwrap();
        send(&mut outbox, &frame(MAX_BYTES)).unwrap();
        assert_eq!(send(&mut outbox, &frame(1)), Err(Lagged));
        let mut frames = vec![];
        assert_eq!(mail.next(&mut frames).await, None);
        assert_eq!(frames.len(), 2);
        assert_eq!(send(&mut outbox, &frame(1)), Err(Lagged), "taken is not yet written");
        {
            let mut next = std::pin::pin!(mail.next(&mut frames));
            assert!(futures_util::poll!(next.as_mut()).is_pending());
        }
        assert_eq!(send(&mut outbox, &frame(MAX_BYTES + 1)), Ok(()), "one frame may be long");
    }

    #[tokio::test]
    async fn too_many_frames_are_refused() {
        let (mut outbox, _mail) = Mail::new();
        let taken = (0..=MAX_FRAMES).filter(|_| send(&mut outbox, &frame(1)).is_ok()).count();
        assert_eq!(taken, MAX_FRAMES);
    }

    #[tokio::test]
    async fn who_lagged_gets_only_the_goodbye() {
        let (mut outbox, mut mail) = Mail::new();
        send(&mut outbox, &Frame::text("1")).unwrap();
        outbox.close(Goodbye::until(GoodbyeCode::Lagged, 0));
        let mut frames = vec![];
        assert_eq!(mail.next(&mut frames).await.unwrap().code, GoodbyeCode::Lagged);
        assert!(frames.is_empty());
    }

    #[tokio::test]
    async fn an_outbox_dropped_without_a_word_says_that_nothing_can_be_kept() {
        let (outbox, mut mail) = Mail::new();
        drop(outbox);
        assert_eq!(mail.next(&mut vec![]).await.unwrap().code, GoodbyeCode::CannotKeep);
    }
}
