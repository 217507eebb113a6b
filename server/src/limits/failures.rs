//! Guessing of room codes. Failures alone are charged, so that a hospital behind one address joins at full speed;
//! an address that fails often waits before each further try, and is never shut out.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::{Bucket, Source};

/// Failures that an address has free in a [`WINDOW`].
const FREE: u32 = 20;
const WINDOW: Duration = Duration::from_secs(600);
/// How long an address that is over that waits before each try.
const DELAY: Duration = Duration::from_secs(2);
/// Failures a second, of all addresses together, until every failing one waits.
const EVERYONE_PER_SECOND: u32 = 10;
const EVERYONE_AT_ONCE: u32 = 100;
/// Addresses that are remembered.
const SOURCES: usize = 10_000;

/// Slows down those who guess.
#[derive(Debug)]
pub struct CodeGuard(Mutex<Failures>);

impl Default for CodeGuard {
    fn default() -> Self {
        let everyone = Bucket::new(EVERYONE_PER_SECOND, EVERYONE_AT_ONCE);
        Self(Mutex::new(Failures { sources: BTreeMap::new(), everyone }))
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
    everyone: Bucket,
}

#[derive(Debug, Clone, Copy)]
struct Recent {
    since: Instant,
    count: u32,
}

impl Recent {
    fn is_over(&self, now: Instant) -> bool {
        now.duration_since(self.since) >= WINDOW
    }
}

impl Failures {
    fn delay(&self, source: Source, now: Instant) -> Duration {
        let count =
            self.sources.get(&source).filter(|recent| !recent.is_over(now)).map_or(0, |recent| recent.count);
        let waits = count >= FREE || (count > 0 && self.everyone.is_empty(now));
        if waits { DELAY } else { Duration::ZERO }
    }

    fn charge(&mut self, source: Source, now: Instant) {
        self.everyone.spend(now);
        if !self.sources.contains_key(&source) {
            self.make_room(now);
        }
        let recent = self.sources.entry(source).or_insert(Recent { since: now, count: 0 });
        if recent.is_over(now) {
            *recent = Recent { since: now, count: 0 };
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
