//! Connections. On a socket what is sent comes in order, or it breaks and the rest is lost; where every message is
//! posted on its own, one may come twice, late or after another. What was sent on a connection that a client has
//! given up may still come to the server.

use super::*;

/// A connection.
pub(super) struct Connection {
    pub(super) client: usize,
    /// The life of the server in which it was made, and how that knows it.
    pub(super) member: Option<(u32, u64)>,
    /// Messages are posted one by one.
    pub(super) is_posted: bool,
    /// Nothing gets through any more.
    pub(super) is_broken: bool,
    /// When the last message of either direction arrives.
    pub(super) to_server: u64,
    pub(super) to_client: u64,
}

impl Connection {
    pub(super) fn new(client: usize, is_posted: bool) -> Self {
        Self { client, member: None, is_posted, is_broken: false, to_server: 0, to_client: 0 }
    }

    /// How the server knows it, if it is the one that it was made with.
    pub(super) fn member(&self, life: u32) -> Option<u64> {
        self.member.filter(|(then, _)| *then == life).map(|(_, member)| member)
    }
}

impl World {
    pub(super) fn latency(&mut self) -> u64 {
        1 + self.chance.below(self.faults.latency) as u64
    }

    pub(super) fn breaks(&mut self, link: usize) {
        if std::mem::replace(&mut self.connections[link].is_broken, true) {
            return;
        }
        self.figures.breaks += 1;
        note!(self, "connection {link} breaks");
        // Each side hears of it soon, or only by the other's silence.
        if self.chance.below(3) > 0 {
            let after = 1 + self.chance.below(8_000) as u64;
            self.at(after, Happening::Lost(link));
        }
        if self.chance.below(3) > 0 {
            let after = 1 + self.chance.below(45_000) as u64;
            self.at(after, Happening::Left(link));
        }
    }

    pub(super) fn is_lost(&mut self, link: usize) -> bool {
        if self.faults.loses > 0 && self.chance.below(self.faults.loses) == 0 {
            self.breaks(link);
        }
        self.connections[link].is_broken
    }

    pub(super) fn sends(&mut self, link: usize, delivery: Delivery) {
        if self.is_lost(link) {
            return;
        }
        let latency = self.latency();
        let connection = &mut self.connections[link];
        let cut_off = self.clients[connection.client].cut_off_until;
        let arrives = connection.to_client.max(self.now.max(cut_off) + latency);
        connection.to_client = arrives;
        self.at(arrives - self.now, Happening::ToClient(link, delivery));
    }

    pub(super) fn posts(&mut self, link: usize, message: ClientMessage) {
        if self.is_lost(link) {
            return;
        }
        let latency = self.latency();
        let connection = &mut self.connections[link];
        let cut_off = self.clients[connection.client].cut_off_until;
        let mut arrives = self.now.max(cut_off) + latency;
        if connection.is_posted {
            if self.faults.repeats > 0 && self.chance.below(self.faults.repeats) == 0 {
                let later = arrives - self.now + self.chance.below(30_000) as u64;
                self.at(later, Happening::ToServer(link, message.clone()));
            }
        } else {
            arrives = arrives.max(connection.to_server);
            connection.to_server = arrives;
        }
        self.at(arrives - self.now, Happening::ToServer(link, message));
    }

    pub(super) fn server_hears(&mut self, link: usize, message: ClientMessage) -> Result<(), Violation> {
        let member = self.connections[link].member(self.lives);
        if let Some((life, member)) = self.life.as_mut().zip(member) {
            life.room.hear(member, message);
        }
        self.turn()
    }

    pub(super) fn hello(&mut self, link: usize) -> Result<(), Violation> {
        let client = self.connections[link].client;
        let (seat, device) = (self.clients[client].seat.clone(), self.clients[client].device.clone());
        match (&mut self.life, seat) {
            (Some(life), Some(seat)) => {
                self.connections[link].member = Some((self.lives, life.room.enter(seat, device)));
            }
            _ => {
                let after = self.latency();
                self.at(after, Happening::Lost(link));
            }
        }
        self.turn()
    }

    pub(super) fn left(&mut self, link: usize) -> Result<(), Violation> {
        let member = self.connections[link].member(self.lives);
        if let Some((life, member)) = self.life.as_mut().zip(member) {
            life.room.leave(member);
            self.connections[link].member = None;
            note!(self, "the server hears that connection {link} is gone");
        }
        self.turn()
    }
}
