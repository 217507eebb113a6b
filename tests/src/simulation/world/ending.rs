//! What goes wrong in a session, and how it ends.

use crosstracks_protocol::stamp::Timestamp;

use super::{CHAOS, Fault, Happening, OPENED, Violation, World};

const DAY: u64 = 24 * 60 * 60 * 1_000;

impl World {
    pub(super) fn next_fault(&mut self) {
        if let Some((after, fault)) = self.faults.next(&mut self.chance)
            && self.now + after < CHAOS
        {
            self.at(after, Happening::Fault(fault));
        }
    }

    pub(super) fn goes_wrong(&mut self, fault: Fault) -> Result<(), Violation> {
        note!(self, "fault: {fault:?}");
        let client = self.chance.below(self.clients.len());
        match fault {
            Fault::Crash => {
                self.figures.crashes += 1;
                let is_durable = self.chance.below(2) == 0;
                self.dies(is_durable)?;
            }
            Fault::Disk => self.fails = true,
            Fault::Partition => {
                self.figures.partitions += 1;
                self.clients[client].cut_off_until = self.now + 500 + self.chance.below(20_000) as u64;
            }
            Fault::Break => {
                if let Some(link) = self.clients[client].link {
                    self.breaks(link);
                }
            }
            Fault::Reload => {
                if let Some(link) = self.clients[client].link {
                    self.breaks(link);
                    self.clients[client].reloads(self.now);
                }
            }
            Fault::Clock => self.skew = [0, -3_600_000, 3_600_000, 90_000, -700][self.chance.below(5)],
        }
        self.next_fault();
        Ok(())
    }

    /// From here on nothing goes wrong, and nobody asks for anything new.
    pub(super) fn heals(&mut self) -> Result<(), Violation> {
        note!(self, "everything heals");
        self.is_healed = true;
        self.fails = false;
        self.faults.end();
        self.clients.iter_mut().for_each(|client| client.cut_off_until = 0);
        self.starts()?;
        self.turn()
    }

    /// Whether nothing waits, and everybody sees the room as it is.
    pub(super) fn is_quiet(&mut self) -> bool {
        let is_idle = self.life.as_ref().is_some_and(|life| life.appending.is_none());
        // What happens weeks later is not waited for.
        let is_soon = |deadline: Timestamp| deadline.0 < OPENED + self.now + DAY;
        if !is_idle || self.oracle.room.deadline().is_some_and(is_soon) {
            return false;
        }
        let is_done = self.clients.iter().all(|client| {
            client.pending.is_empty() && (client.welcomed || client.is_over || client.seat.is_none())
        });
        is_done && self.shows().is_ok()
    }

    /// Everybody shows the room's last view.
    fn shows(&mut self) -> Result<(), Violation> {
        for (index, client) in self.clients.iter().enumerate().filter(|(_, client)| client.welcomed) {
            let Some(seat) = &client.seat else { continue };
            let shown = self.oracle.expected(seat).is_shown(&client.views);
            shown.map_err(|why| format!("client {index} at the end: {why}"))?;
        }
        Ok(())
    }

    /// Everything that was acknowledged is in the log.
    pub(super) fn ends(&mut self) -> Result<(), Violation> {
        self.is_the_log()?;
        self.ledger.iter().try_for_each(|origin| self.oracle.keeps(origin))?;
        self.figures.events += self.oracle.room.seq().0;
        Ok(())
    }

    /// What did not come to rest.
    pub(super) fn what_waits(&mut self) -> Violation {
        let shown = self.shows();
        let waits = self.clients.iter().enumerate().filter_map(|(index, client)| {
            let is_late = !client.is_over && client.seat.is_some() && !client.welcomed;
            let waits = client.pending.len();
            (is_late || waits > 0).then(|| format!("client {index}: {waits}, welcomed: {}", client.welcomed))
        });
        let waits: Vec<_> = waits.collect();
        let deadline = self.oracle.room.deadline();
        format!("not at rest after healing: {waits:?}, {shown:?}, closing at {deadline:?}")
    }
}
