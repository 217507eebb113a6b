//! The time of day, read in one place.

use std::time::{SystemTime, UNIX_EPOCH};

use crosstracks_protocol::stamp::Timestamp;

/// Now. A clock that is set before 1970 counts as 1970.
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
