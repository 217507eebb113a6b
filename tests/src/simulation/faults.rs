//! What goes wrong in a session, and how often: drawn anew for each, so that some have one fault alone and some all.

use crosstracks_protocol::stamp::Chance;

/// Something that goes wrong at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The server's process ends, with all that it held in memory.
    Crash,
    /// The next append fails, and nobody is told whether it is durable.
    Disk,
    /// Nothing gets through to or from a client for a while.
    Partition,
    /// A connection breaks: what is on its way is lost, and each side hears of it when it does.
    Break,
    /// Somebody's page is loaded anew.
    Reload,
    /// The server's clock is set.
    Clock,
}

/// The faults of a session.
pub(super) struct Faults {
    kinds: Vec<Fault>,
    /// The mean time between two, in milliseconds.
    every: usize,
    /// Of so many messages one breaks its connection; 0 for none.
    pub(super) loses: usize,
    /// Of so many posted messages one comes twice, or after a later one; 0 for none.
    pub(super) repeats: usize,
    /// The longest that a message takes.
    pub(super) latency: usize,
    /// The longest that an append takes.
    pub(super) disk: usize,
}

const EVERY: [Fault; 6] =
    [Fault::Crash, Fault::Disk, Fault::Partition, Fault::Break, Fault::Reload, Fault::Clock];

impl Faults {
    pub(super) fn draw(chance: &mut Chance) -> Self {
        let kinds = EVERY.into_iter().filter(|_| chance.below(3) > 0).collect();
        Self {
            kinds,
            every: [2_500, 5_000, 12_000][chance.below(3)],
            loses: [0, 0, 40, 150][chance.below(4)],
            repeats: [0, 4, 15][chance.below(3)],
            latency: [5, 80, 600][chance.below(3)],
            disk: [4, 60, 1_500][chance.below(3)],
        }
    }

    /// The next thing that goes wrong, and in how many milliseconds.
    pub(super) fn next(&self, chance: &mut Chance) -> Option<(u64, Fault)> {
        let fault = *self.kinds.get(chance.below(self.kinds.len()))?;
        Some((1 + chance.below(2 * self.every) as u64, fault))
    }

    /// Nothing goes wrong any more.
    pub(super) fn end(&mut self) {
        *self = Self { kinds: vec![], loses: 0, repeats: 0, latency: 20, disk: 4, ..*self };
    }
}
