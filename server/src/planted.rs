//! Bugs on purpose, to see that the tests find them: `tests/README.md`, "Planted bugs". Only a debug build with the
//! feature `planted-bugs` has any, and only the one that `CROSSTRACKS_PLANTED_BUG` names; elsewhere [`is`] is never.

#[cfg(all(feature = "planted-bugs", not(debug_assertions)))]
compile_error!("planted bugs are not for builds that anybody uses");

/// A bug that can be planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bug {
    /// Commands are acknowledged before they are durable.
    AckBeforeCommit,
    /// A commit waits for no sync.
    SynchronousNormal,
    /// A command that is sent again is done again.
    SkipDuplicateCheck,
    /// The order of events comes from a hash map.
    HashMapOrder,
    /// A commit that failed is tried again.
    RetryCommit,
    /// What a timer does is done twice.
    TimerTwice,
    /// Any number of frames waits for a connection that takes none.
    UnboundedOutbox,
    /// Pages of any origin may talk to the server.
    NoOriginCheck,
}

/// Whether a bug is planted.
#[cfg(not(feature = "planted-bugs"))]
pub(crate) fn is(_: Bug) -> bool {
    false
}

#[cfg(not(feature = "planted-bugs"))]
pub(crate) fn begin() {}

#[cfg(feature = "planted-bugs")]
pub(crate) use self::planted::{begin, is};

#[cfg(feature = "planted-bugs")]
mod planted {
    use std::sync::OnceLock;

    use crosstracks_protocol::planted::{Bug as Rule, plant};

    use super::Bug;

    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Planted {
        Nothing,
        Here(Bug),
        InTheRules(Rule),
    }

    /// Whether a bug is planted.
    pub(crate) fn is(bug: Bug) -> bool {
        planted() == Planted::Here(bug)
    }

    /// Plants what is to be planted in the rules.
    pub(crate) fn begin() {
        if let Planted::InTheRules(rule) = planted() {
            plant(rule);
        }
    }

    fn planted() -> Planted {
        static PLANTED: OnceLock<Planted> = OnceLock::new();
        *PLANTED.get_or_init(|| {
            let name = std::env::var("CROSSTRACKS_PLANTED_BUG").unwrap_or_default();
            match name.as_str() {
                "" => Planted::Nothing,
                "ack-before-commit" => Planted::Here(Bug::AckBeforeCommit),
                "synchronous-normal" => Planted::Here(Bug::SynchronousNormal),
                "skip-duplicate-check" => Planted::Here(Bug::SkipDuplicateCheck),
                "hash-map-order" => Planted::Here(Bug::HashMapOrder),
                "retry-commit" => Planted::Here(Bug::RetryCommit),
                "timer-twice" => Planted::Here(Bug::TimerTwice),
                "unbounded-outbox" => Planted::Here(Bug::UnboundedOutbox),
                "no-origin-check" => Planted::Here(Bug::NoOriginCheck),
                "reveal-early" => Planted::InTheRules(Rule::RevealEarly),
                "leak-count" => Planted::InTheRules(Rule::LeakCount),
                other => panic!("there is no bug called {other:?} to plant"),
            }
        })
    }
}
