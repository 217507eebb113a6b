//! A token bucket, kept as the one moment at which it is full again.

use std::time::{Duration, Instant};

/// A budget that refills evenly.
#[derive(Debug, Clone)]
pub struct Bucket {
    full_at: Option<Instant>,
    interval: Duration,
    depth: Duration,
}

impl Bucket {
    /// A full bucket that takes `burst` at once and refills with `per_second`.
    pub fn new(per_second: u32, burst: u32) -> Self {
        let interval = Duration::from_secs(1) / per_second.max(1);
        Self { full_at: None, interval, depth: interval * burst }
    }

    /// Takes one, and says how long to wait before using it.
    pub fn take(&mut self, now: Instant) -> Duration {
        let full_at = self.full_at.map_or(now, |at| at.max(now)) + self.interval;
        self.full_at = Some(full_at);
        full_at.duration_since(now).saturating_sub(self.depth)
    }

    /// Takes one if there is one.
    pub fn spend(&mut self, now: Instant) -> bool {
        if self.is_empty(now) {
            return false;
        }
        self.take(now).is_zero()
    }

    /// Whether there is nothing left for now.
    pub fn is_empty(&self, now: Instant) -> bool {
        self.full_at.is_some_and(|at| at.saturating_duration_since(now) + self.interval > self.depth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_free_and_the_rest_is_spaced() {
        let mut bucket = Bucket::new(10, 30);
        let now = Instant::now();
        for n in 0..30 {
            assert_eq!(bucket.take(now), Duration::ZERO, "{n}");
        }
        assert_eq!(bucket.take(now), Duration::from_millis(100));
        assert_eq!(bucket.take(now), Duration::from_millis(200));
    }

    #[test]
    fn it_refills_and_never_holds_more_than_a_burst() {
        let mut bucket = Bucket::new(10, 30);
        let start = Instant::now();
        for _ in 0..30 {
            bucket.take(start);
        }
        let later = start + Duration::from_millis(250);
        assert_eq!([bucket.take(later), bucket.take(later)], [Duration::ZERO; 2]);
        assert_eq!(bucket.take(later), Duration::from_millis(50));
        let much_later = start + Duration::from_secs(3600);
        let free = (0..100).filter(|_| bucket.take(much_later).is_zero()).count();
        assert_eq!(free, 30);
    }

    #[test]
    fn spending_more_than_there_is_makes_no_debt() {
        let mut bucket = Bucket::new(10, 2);
        let now = Instant::now();
        let spent = (0..1000).filter(|_| bucket.spend(now)).count();
        assert_eq!(spent, 2);
        assert!(bucket.is_empty(now));
        assert!(!bucket.is_empty(now + Duration::from_millis(100)));
    }
}
