//! Guessing of room codes. Failures alone are charged, so that a hospital behind one address joins at full speed;
//! an address that fails often waits before each further try, and is never shut out. What somebody at an address
//! came in by already is no guess there: a guesser among them holds nobody else up.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::{Bucket, Source};
use crate::auth::RoomCode;

/// Failures that an address has free in a [`WINDOW`].
const FREE: u32 = 20;
const WINDOW: Duration = Duration::from_secs(600);
/// How long an address that is over that waits before each try.
const DELAY: Duration = Duration::from_secs(2);
/// Tries a second of such an address, however many connections it makes them on.
const TRIES_PER_SECOND: u32 = 2;
/// Failures a second, of all addresses together, until every failing one waits.
const EVERYONE_PER_SECOND: u32 = 10;
const EVERYONE_AT_ONCE: u32 = 100;
/// Addresses that are remembered.
const SOURCES: usize = 10_000;
/// Codes that are remembered as known at an address.
const KNOWN: usize = 10_000;

/// Slows down those who guess.
#[derive(Debug)]
pub struct CodeGuard(Mutex<Failures>);

impl Default for CodeGuard {
    fn default() -> Self {
        let everyone = Bucket::new(EVERYONE_PER_SECOND, EVERYONE_AT_ONCE);
        Self(Mutex::new(Failures { sources: BTreeMap::new(), known: BTreeMap::new(), everyone }))
    }
}

impl CodeGuard {
    /// Waits as long as this address has to before it tries a code or a token.
    pub async fn admit(&self, source: Source) {
        let delay = self.with(|failures| failures.delay(source, Instant::now()));
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
    }

    /// The same for a code, which is tried at once where it is known already.
    pub async fn admit_code(&self, source: Source, code: &RoomCode) {
        if !self.with(|failures| failures.known.contains_key(&(source, *code))) {
            self.admit(source).await;
        }
    }

    /// Notes that somebody at this address has a room's code.
    pub fn learn(&self, source: Source, code: RoomCode) {
        self.with(|failures| failures.learn(source, code, Instant::now()));
    }

    /// Charges this address with a failure.
    pub fn charge(&self, source: Source) {
        self.with(|failures| failures.charge(source, Instant::now()));
    }

    fn with<T>(&self, work: impl FnOnce(&mut Failures) -> T) -> T {
        // Numbers that a panic left behind are as good as any.
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[derive(Debug)]
struct Failures {
    sources: BTreeMap<Source, Recent>,
    known: BTreeMap<(Source, RoomCode), Instant>,
    everyone: Bucket,
}

#[derive(Debug, Clone)]
struct Recent {
    since: Instant,
    count: u32,
    tries: Bucket,
}

impl Recent {
    fn new(since: Instant) -> Self {
        Self { since, count: 0, tries: Bucket::new(TRIES_PER_SECOND, 1) }
    }

    fn is_over(&self, now: Instant) -> bool {
        now.duration_since(self.since) >= WINDOW
    }
}

impl Failures {
    fn delay(&mut self, source: Source, now: Instant) -> Duration {
        let many_fail = self.everyone.is_empty(now);
        let recent = self.sources.get_mut(&source).filter(|recent| !recent.is_over(now));
        let waiting = recent.filter(|recent| recent.count >= FREE || (recent.count > 0 && many_fail));
        // Tries at once wait for each other: else a guesser would make as many as it has connections.
        waiting.map_or(Duration::ZERO, |recent| DELAY + recent.tries.take(now))
    }

    fn learn(&mut self, source: Source, code: RoomCode, now: Instant) {
        if self.known.len() >= KNOWN
            && !self.known.contains_key(&(source, code))
            && let Some(oldest) = self.known.iter().min_by_key(|(_, at)| **at).map(|(known, _)| *known)
        {
            self.known.remove(&oldest);
        }
        self.known.insert((source, code), now);
    }

    fn charge(&mut self, source: Source, now: Instant) {
        self.everyone.spend(now);
        if !self.sources.contains_key(&source) {
            self.make_room(now);
        }
        let recent = self.sources.entry(source).or_insert_with(|| Recent::new(now));
        if recent.is_over(now) {
            *recent = Recent::new(now);
        }
        recent.count = recent.count.saturating_add(1);
    }

    /// Forgets those whose time is over or, if all are recent, the one that has gone on longest.
    fn make_room(&mut self, now: Instant) {
        if self.sources.len() < SOURCES {
            return;
        }
        self.sources.retain(|_, recent| !recent.is_over(now));
        if self.sources.len() >= SOURCES
            && let Some(oldest) =
                self.sources.iter().min_by_key(|(_, recent)| recent.since).map(|(source, _)| *source)
        {
            self.sources.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;

    fn source(n: u32) -> Source {
        Source::from(IpAddr::V4(Ipv4Addr::from_bits(n)))
    }

    fn failures() -> Failures {
        CodeGuard::default().0.into_inner().unwrap()
    }

    #[test]
    fn an_address_waits_after_its_free_failures_and_others_do_not() {
        let mut failures = failures();
        let now = Instant::now();
        for _ in 0..FREE {
            assert_eq!(failures.delay(source(1), now), Duration::ZERO);
            failures.charge(source(1), now);
        }
        assert_eq!(failures.delay(source(1), now), DELAY);
        assert_eq!(failures.delay(source(2), now), Duration::ZERO);
        assert_eq!(failures.delay(source(1), now + WINDOW), Duration::ZERO);
    }

    #[test]
    fn tries_at_once_wait_for_each_other() {
        let mut failures = failures();
        let now = Instant::now();
        for _ in 0..FREE {
            failures.charge(source(1), now);
        }
        let waits: Vec<_> = (0..5).map(|_| failures.delay(source(1), now)).collect();
        let half = Duration::from_millis(500);
        assert_eq!(waits, [DELAY, DELAY + half, DELAY + 2 * half, DELAY + 3 * half, DELAY + 4 * half]);
        assert_eq!(failures.delay(source(2), now), Duration::ZERO);
    }

    #[test]
    fn codes_that_are_known_are_bounded_and_the_oldest_is_forgotten() {
        let mut failures = failures();
        let start = Instant::now();
        let code = RoomCode::draw();
        let most = u32::try_from(KNOWN).unwrap();
        for n in 0..=most {
            failures.learn(source(n), code, start + Duration::from_millis(u64::from(n)));
        }
        assert_eq!(failures.known.len(), KNOWN);
        assert!(!failures.known.contains_key(&(source(0), code)));
        assert!(failures.known.contains_key(&(source(most), code)));
    }

    #[test]
    fn a_new_window_starts_from_nothing() {
        let mut failures = failures();
        let now = Instant::now();
        for _ in 0..FREE {
            failures.charge(source(1), now);
        }
        failures.charge(source(1), now + WINDOW);
        assert_eq!(failures.delay(source(1), now + WINDOW), Duration::ZERO);
    }

    #[test]
    fn when_many_guess_all_who_failed_wait_and_nobody_else() {
        let mut failures = failures();
        let now = Instant::now();
        for n in 0..EVERYONE_AT_ONCE {
            failures.charge(source(n), now);
        }
        assert_eq!(failures.delay(source(0), now), DELAY);
        assert_eq!(failures.delay(source(EVERYONE_AT_ONCE), now), Duration::ZERO);
        assert_eq!(failures.delay(source(0), now + Duration::from_secs(1)), Duration::ZERO);
    }

    #[test]
    fn memory_is_bounded_and_forgets_the_oldest() {
        let mut failures = failures();
        let start = Instant::now();
        let most = u32::try_from(SOURCES).unwrap();
        for n in 0..=most {
            failures.charge(source(n), start + Duration::from_millis(u64::from(n)));
        }
        assert_eq!(failures.sources.len(), SOURCES);
        assert!(!failures.sources.contains_key(&source(0)));
        assert!(failures.sources.contains_key(&source(most)));
    }
}
