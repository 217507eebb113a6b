//! Bugs on purpose, to see that the tests find them: `tests/README.md`, "Planted bugs". Only a debug build with the
//! feature `planted-bugs` has any; everywhere else [`is`] is never.

#[cfg(all(feature = "planted-bugs", not(debug_assertions)))]
compile_error!("planted bugs are not for builds that anybody uses");

/// A bug in the rules that can be planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bug {
    /// Who said a quote shows with how the room voted, one step too early.
    RevealEarly = 1,
    /// How the room votes shows while it votes.
    LeakCount = 2,
}

#[cfg(feature = "planted-bugs")]
static PLANTED: std::sync::atomic::AtomicU8 = std::sync::atomic::AtomicU8::new(0);

/// Plants a bug for as long as the process lives.
#[cfg(feature = "planted-bugs")]
pub fn plant(bug: Bug) {
    PLANTED.store(bug as u8, std::sync::atomic::Ordering::Relaxed);
}

/// Whether a bug is planted.
pub(crate) fn is(bug: Bug) -> bool {
    #[cfg(feature = "planted-bugs")]
    return PLANTED.load(std::sync::atomic::Ordering::Relaxed) == bug as u8;
    #[cfg(not(feature = "planted-bugs"))]
    {
        let _ = bug;
        false
    }
}
