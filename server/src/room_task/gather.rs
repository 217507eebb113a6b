//! Gathering a batch: what has come to the server but not yet to the room is read first, and shares a commit.

use std::{future::poll_fn, mem, task::Poll};

use tokio::{sync::mpsc::Receiver, task::yield_now};

use super::handle::Ask;

/// The most that is done in one batch.
pub(super) const BATCH: usize = 512;
/// How often more is gathered for a batch, as long as more comes.
const ROUNDS: usize = 8;

/// Adds what is there. Nothing is waited for.
pub(super) async fn gather(inbox: &mut Receiver<Ask>, asks: &mut Vec<Ask>) {
    for _ in 0..ROUNDS {
        // Once for what sockets have, and once for their tasks to hand it in.
        yield_now().await;
        behind_others().await;
        let had = asks.len();
        while asks.len() < BATCH
            && let Ok(ask) = inbox.try_recv()
        {
            asks.push(ask);
        }
        if asks.len() == had {
            break;
        }
    }
}

/// Waits until the tasks that are ready have run. Unlike after [`yield_now`], sockets are not looked at again: that is a
/// call to the system.
fn behind_others() -> impl Future<Output = ()> {
    let mut is_behind = false;
    poll_fn(move |context| {
        if mem::replace(&mut is_behind, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
}
