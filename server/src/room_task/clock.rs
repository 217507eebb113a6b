//! A live room's own clock: the time of day when it was opened, and what has passed since.
//!
//! A clock of the system that is set while a room lives neither closes anything early nor keeps it open, and a room
//! whose log is ahead of the system's clock goes on from where it was.

use std::time::Duration;

use crosstracks_protocol::stamp::Timestamp;
use tokio::time::Instant;

/// Runs at the pace of the monotonic clock.
#[derive(Debug, Clone, Copy)]
pub(super) struct RoomClock {
    opened: (Timestamp, Instant),
}

impl RoomClock {
    /// A clock that is `now` at this instant, or at the moment of the room's last event if that is later.
    pub(super) fn new(now: Timestamp, last: Timestamp, instant: Instant) -> Self {
        Self { opened: (now.max(last), instant) }
    }

    /// What it shows at an instant.
    pub(super) fn at(&self, instant: Instant) -> Timestamp {
        let (opened, since) = self.opened;
        let passed: Duration = instant.saturating_duration_since(since);
        opened.plus(u64::try_from(passed.as_millis()).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_on_from_the_later_of_the_systems_clock_and_the_room() {
        let start = Instant::now();
        for (now, last) in [(1_000, 400), (400, 1_000)] {
            let clock = RoomClock::new(Timestamp(now), Timestamp(last), start);
            assert_eq!(clock.at(start), Timestamp(1_000));
            assert_eq!(clock.at(start + Duration::from_millis(250)), Timestamp(1_250));
        }
    }
}
