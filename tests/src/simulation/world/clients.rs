//! What clients do and hear.

use super::*;

impl World {
    pub(super) fn loses(&mut self, link: usize) {
        let client = self.connections[link].client;
        if self.clients[client].link == Some(link) {
            note!(self, "client {client} hears that its connection is gone");
            self.clients[client].loses(None, self.now, &mut self.chance);
        }
        self.connections[link].is_broken = true;
    }

    pub(super) fn client_hears(&mut self, link: usize, delivery: Delivery) -> Result<(), Violation> {
        let index = self.connections[link].client;
        if self.clients[index].link != Some(link) || self.connections[link].is_broken {
            return Ok(());
        }
        let Delivery { messages, is_over, head, expected } = delivery;
        let mut answers = Vec::new();
        for message in &messages {
            let client = &mut self.clients[index];
            let (answer, next) = client.hears(message, self.now, &mut self.chance)?;
            answers.extend(answer);
            if let Some(next) = next {
                self.posts(link, next);
            }
        }
        for answer in answers {
            note!(self, "client {index} hears {answer:?}");
            match answer {
                Answer::Done(id) => {
                    self.figures.acknowledged += 1;
                    self.ledger.extend(origin(&self.clients[index], id));
                }
                Answer::Refused(_) => self.figures.refused += 1,
            }
        }
        let client = &mut self.clients[index];
        if is_over && client.link == Some(link) {
            client.loses(None, self.now, &mut self.chance);
        }
        if client.welcomed {
            if head < client.head {
                return Err(format!("client {index} is shown {head} after {}", client.head));
            }
            client.head = head;
            if let Some(expected) = expected {
                expected.is_shown(&client.views).map_err(|why| format!("client {index}: {why}"))?;
            }
        }
        Ok(())
    }

    pub(super) fn ticks(&mut self, index: usize) -> Result<(), Violation> {
        let after = 200 + self.chance.below(1_200) as u64;
        self.at(after, Happening::Tick(index));
        let client = &mut self.clients[index];
        if client.seat.is_none() {
            if self.now >= 2_000 {
                let after = self.latency();
                self.at(after, Happening::Knock(index));
            }
            return Ok(());
        }
        match client.ticks(self.now, &mut self.chance) {
            Wants::Connection => self.connects(index),
            Wants::Ping => {
                // The pong is the connection's own, and needs no room.
                if let Some(link) = self.clients[index].link
                    && !self.connections[link].is_broken
                {
                    self.clients[index].is_there(self.now);
                }
            }
            Wants::Nothing if self.now < CHAOS && self.chance.below(WORKS) == 0 => self.works(index),
            Wants::Nothing => {}
        }
        Ok(())
    }

    pub(super) fn connects(&mut self, index: usize) {
        let link = self.connections.len();
        let is_posted = self.chance.below(3) == 0;
        self.connections.push(Connection::new(index, is_posted));
        if let Some(old) = self.clients[index].link {
            self.connections[old].is_broken = true;
        }
        self.clients[index].connects(link, self.now);
        note!(self, "client {index} opens connection {link}");
        if self.is_lost(link) {
            return;
        }
        let arrives = self.now.max(self.clients[index].cut_off_until) + self.latency();
        self.connections[link].to_server = arrives;
        self.at(arrives - self.now, Happening::Hello(link));
    }

    pub(super) fn works(&mut self, index: usize) {
        let client = &mut self.clients[index];
        let Some(link) = client.link.filter(|_| client.welcomed && client.pending.len() < WAITING) else {
            return;
        };
        let command = match client.seat {
            Some(As::Participant(_)) => work::participants(&client.views, &mut self.chance),
            Some(As::Facilitator(_)) if self.chance.below(3) == 0 => {
                work::facilitators(&client.views, 20, &mut self.chance)
            }
            _ => None,
        };
        let Some(command) = command else { return };
        let expected = match client.seat {
            Some(As::Facilitator(_)) => client.views["desk"]["revision"].as_u64(),
            _ => None,
        };
        let next = client.gives(expected, command.clone(), self.now);
        let counter = client.counter();
        if let Some(origin) = origin(client, counter) {
            note!(self, "client {index} gives {counter}: {command:?}");
            self.given += 1;
            self.figures.given += 1;
            self.oracle.is_given(origin, expected, command);
        }
        if let Some(next) = next {
            self.posts(link, next);
        }
    }

    pub(super) fn knocks(&mut self, index: usize) -> Result<(), Violation> {
        if self.clients[index].seat.is_some() || self.door.contains_key(&index) {
            return Ok(());
        }
        let services = &self.oracle.room.pack().services;
        let service = services[self.chance.below(services.len())].id.clone();
        if let Some(life) = &mut self.life {
            let newcomer = Newcomer {
                name: "Newcomer".to_owned(),
                service,
                profession: None,
                modality: Modality::InRoom,
                device: Some(self.clients[index].device.clone()),
            };
            self.door.insert(index, (self.lives, life.room.join(newcomer, Token::draw().hash())));
        }
        self.turn()
    }
}
