//! The server of a session: its lives, its turns, and what it says.

use super::*;

impl World {
    pub(super) fn starts(&mut self) -> Result<(), Violation> {
        if self.life.is_some() {
            return Ok(());
        }
        self.lives += 1;
        let day = (OPENED + self.now).saturating_add_signed(self.skew);
        let day = Timestamp(day.max(self.oracle.room.at().0.saturating_sub(3_600_000)));
        let seed = self.chance.draw();
        let room = ByHand::open(&self.log, &RoomId::from(ROOM), seed, (day, self.instant()));
        let room = room.map_err(|error| error.to_string())?;
        note!(self, "the server starts, its clock {} ms off", self.skew);
        if *room.room() != self.oracle.room {
            return Err("the room made of its log is another one".to_owned());
        }
        self.life = Some(Life { room, began: self.now, appending: None });
        Ok(())
    }

    /// The server ends. Of an append that was on its way, nobody knows whether it is durable.
    pub(super) fn dies(&mut self, is_durable: bool) -> Result<(), Violation> {
        let Some(life) = self.life.take() else { return Ok(()) };
        if let Some(append) = life.appending {
            note!(self, "the append on its way {} durable", if is_durable { "is" } else { "is not" });
            if is_durable {
                self.keeps(&append)?;
                self.oracle.takes(Some(&append), &[], (life.began, self.lives))?;
            }
        }
        self.door.clear();
        for link in 0..self.connections.len() {
            if self.connections[link].member(self.lives).is_some() {
                let after = 1 + self.chance.below(2_000) as u64;
                self.at(after, Happening::Lost(link));
            }
        }
        let after = 300 + self.chance.below(4_000) as u64;
        self.at(after, Happening::Start);
        Ok(())
    }

    pub(super) fn keeps(&mut self, append: &Append) -> Result<(), Violation> {
        match self.log.append(append.clone()).now_or_never() {
            Some(Outcome::Committed(_)) => Ok(()),
            other => Err(format!("the log did not take an append: {other:?}")),
        }
    }

    /// One turn of the room, if it is not in one and has something to do.
    pub(super) fn turn(&mut self) -> Result<(), Violation> {
        let now = self.instant();
        let Some(life) = self.life.as_mut().filter(|life| life.appending.is_none()) else { return Ok(()) };
        if !life.room.is_due(now) {
            return Ok(());
        }
        self.figures.turns += 1;
        life.began = self.now;
        let append = life.room.begin(now).map_err(|error| error.to_string())?;
        if append.is_none() {
            return self.finishes(None);
        }
        life.appending = append;
        // What is told now is told before it is durable.
        let early = self.collects();
        self.holds(&early, None)?;
        let (after, lives) = (1 + self.chance.below(self.faults.disk) as u64, self.lives);
        self.at(after, Happening::Appended(lives));
        Ok(())
    }

    pub(super) fn appended(&mut self, life: u32) -> Result<(), Violation> {
        if life != self.lives {
            return Ok(());
        }
        if std::mem::take(&mut self.fails) {
            self.figures.unknown += 1;
            note!(self, "an append fails, and the server ends");
            let is_durable = self.chance.below(2) == 0;
            return self.dies(is_durable);
        }
        let Some(append) = self.life.as_mut().and_then(|life| life.appending.take()) else { return Ok(()) };
        self.keeps(&append)?;
        self.finishes(Some(append))
    }

    pub(super) fn finishes(&mut self, append: Option<Append>) -> Result<(), Violation> {
        let now = self.instant();
        let Some(life) = &mut self.life else { return Ok(()) };
        life.room.finish(now).map_err(|error| error.to_string())?;
        let sent = self.collects();
        self.holds(&sent, append.as_ref())?;
        let is_looked_at = self.figures.turns.is_multiple_of(LOOKS);
        if is_looked_at {
            self.is_the_log()?;
        }
        for (link, messages, is_over) in sent {
            let client = self.connections[link].client;
            let Some(seat) = self.clients[client].seat.clone() else { continue };
            let head = self.oracle.room.seq().0;
            let expected = is_looked_at.then(|| self.oracle.expected(&seat));
            self.sends(link, Delivery { messages, is_over, head, expected });
        }
        let answers: Vec<_> =
            self.door.iter_mut().map(|(client, (_, door))| (*client, door.answer())).collect();
        for (client, answer) in answers {
            let Some(answer) = answer else { continue };
            self.door.remove(&client);
            if let Ok(who) = answer
                && self.chance.below(4) > 0
            {
                let after = self.latency();
                self.at(after, Happening::LetIn(client, As::Participant(who)));
            }
        }
        // What came meanwhile.
        self.turn()
    }

    /// The room in memory is what its log makes.
    pub(super) fn is_the_log(&self) -> Result<(), Violation> {
        if self.life.as_ref().is_some_and(|life| *life.room.room() != self.oracle.room) {
            return Err("the room in memory is not the room of its log".to_owned());
        }
        Ok(())
    }

    /// What every connection was sent.
    pub(super) fn collects(&mut self) -> Vec<(usize, Vec<Bytes>, bool)> {
        let Some(life) = &mut self.life else { return vec![] };
        let mut all = Vec::new();
        for (link, connection) in self.connections.iter().enumerate() {
            if let Some(member) = connection.member(self.lives) {
                let sent = life.room.sent(member);
                if !sent.messages.is_empty() || sent.goodbye.is_some() {
                    all.push((link, sent.messages, sent.goodbye.is_some()));
                }
            }
        }
        all
    }

    /// Holds answers against what is durable.
    pub(super) fn holds(
        &mut self,
        sent: &[(usize, Vec<Bytes>, bool)],
        append: Option<&Append>,
    ) -> Result<(), Violation> {
        let (mut acks, mut refusals) = (Vec::new(), Vec::new());
        for (link, messages, _) in sent {
            for message in messages {
                let into = match () {
                    () if message.starts_with(br#"{"type":"ack""#) => &mut acks,
                    () if message.starts_with(br#"{"type":"rejected""#) => &mut refusals,
                    () => continue,
                };
                let answer: serde_json::Value = serde_json::from_slice(message).unwrap_or_default();
                let client = &self.clients[self.connections[*link].client];
                let id = answer["id"].as_u64().unwrap_or_default();
                // A message that came twice may be answered once more, when the client has long heard the answer.
                if client.pending.iter().any(|(pending, ..)| *pending == id) {
                    into.extend(origin(client, id));
                }
            }
        }
        if append.is_none()
            && sent
                .iter()
                .any(|(_, messages, _)| messages.iter().any(|m| m.starts_with(br#"{"type":"update""#)))
        {
            return Err("something is shown that is not durable".to_owned());
        }
        let began = self.life.as_ref().map_or(self.now, |life| life.began);
        self.oracle.takes(append, &acks, (began, self.lives))?;
        refusals.iter().try_for_each(|origin| self.oracle.refuses(origin))
    }
}
