//! Answers of people without a way back. Nobody says who they are, so that how many come from one address is all
//! there is to go by.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use crosstracks_protocol::ids::RoomId;

use super::Source;

/// Answers that a room takes from an address in a [`WINDOW`]: as many as a whole workshop behind one address gives.
const MOST: u32 = 40;
const WINDOW: Duration = Duration::from_secs(3_600);
/// Addresses and rooms that are remembered.
const REMEMBERED: usize = 10_000;

/// Keeps one address from filling a room with answers.
#[derive(Debug, Default)]
pub struct AnswerGuard(Mutex<BTreeMap<(Source, RoomId), (Instant, u32)>>);

impl AnswerGuard {
    /// Whether a room takes one more answer from an address; counts it if so.
    pub fn admits(&self, source: Source, room: &RoomId) -> bool {
        self.admits_at(source, room, Instant::now())
    }

    fn admits_at(&self, source: Source, room: &RoomId, now: Instant) -> bool {
        // Numbers that a panic left behind are as good as any.
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_over = |since: Instant| now.duration_since(since) >= WINDOW;
        if counts.len() >= REMEMBERED {
            counts.retain(|_, (since, _)| !is_over(*since));
        }
        let key = (source, room.clone());
        if counts.len() >= REMEMBERED && !counts.contains_key(&key) {
            return false;
        }
        let (since, count) = counts.entry(key).or_insert((now, 0));
        if is_over(*since) {
            (*since, *count) = (now, 0);
        }
        let admits = *count < MOST;
        *count += u32::from(admits);
        admits
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;

    fn source(n: u32) -> Source {
        Source::from(IpAddr::V4(Ipv4Addr::from_bits(n)))
    }

    #[test]
    fn an_address_gives_a_room_so_many_answers_an_hour() {
        let (guard, now) = (AnswerGuard::default(), Instant::now());
        let admits = |from, room: &str, now| guard.admits_at(source(from), &room.into(), now);
        assert!((0..MOST).all(|_| admits(1, "r1", now)));
        assert!(!admits(1, "r1", now));
        assert!(admits(2, "r1", now) && admits(1, "r2", now), "others and elsewhere are not held up");
        assert!(admits(1, "r1", now + WINDOW));
    }

    #[test]
    fn memory_is_bounded() {
        let (guard, now) = (AnswerGuard::default(), Instant::now());
        let most = u32::try_from(REMEMBERED).unwrap();
        assert!((0..most).all(|n| guard.admits_at(source(n), &"r1".into(), now)));
        assert!(!guard.admits_at(source(most), &"r1".into(), now));
        assert!(guard.admits_at(source(most), &"r1".into(), now + WINDOW));
        assert_eq!(guard.0.lock().unwrap().len(), 1);
    }
}
