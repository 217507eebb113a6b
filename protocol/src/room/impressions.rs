//! Impressions: who said it? A private vote, a talk at the table, and what comes of both.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Room,
    decision::{Decision, Draft},
    members::Members,
    points::{WHY_CHOSEN, WHY_SAID},
    tally::Tally,
};
use crate::{
    command::{Choice, TableAnswer},
    event::Event,
    ids::{GroupId, ItemId, ParticipantId, ServiceId, TextId},
    pack::Quote,
    rejection::{Rejection, Thing},
    text::TextKind,
};

/// A vote. Its owner alone ever sees it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ballot {
    pub(crate) choice: Choice,
    /// Cast in time: it counts.
    pub(crate) counts: bool,
}

/// What somebody voted on a quote: before the talk, and after it if the quote was opened again.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Ballots {
    pub(crate) first: Option<Ballot>,
    pub(crate) second: Option<Ballot>,
    /// What they say since the room saw the answer; in no figure.
    after: Option<Choice>,
}

impl Ballots {
    /// The choice that stands.
    pub(crate) fn current(&self) -> Option<&Choice> {
        let ballot = self.second.as_ref().or(self.first.as_ref());
        self.after.as_ref().or(ballot.map(|ballot| &ballot.choice))
    }
}

/// How a room voted on a quote, counted when it closed.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Tallies {
    pub(crate) first: Tally,
    pub(crate) second: Tally,
}

/// The state of the impressions stage.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Impressions {
    votes: BTreeMap<ItemId, BTreeMap<ParticipantId, Ballots>>,
    tallies: BTreeMap<ItemId, Tallies>,
    answers: BTreeMap<GroupId, BTreeMap<ItemId, TableAnswer>>,
    surprises: BTreeMap<ParticipantId, TextId>,
    pub(crate) picked: Option<Vec<ItemId>>,
    pub(crate) withdrawn: BTreeSet<ItemId>,
}

impl Impressions {
    /// Somebody's choices, by quote.
    pub(crate) fn choices_of(&self, participant: &ParticipantId) -> BTreeMap<ItemId, Choice> {
        let current =
            |ballots: &BTreeMap<ParticipantId, Ballots>| ballots.get(participant)?.current().cloned();
        self.votes.iter().filter_map(|(quote, ballots)| Some((quote.clone(), current(ballots)?))).collect()
    }

    /// Somebody's choice on a quote.
    pub(crate) fn choice_of(&self, quote: &ItemId, participant: &ParticipantId) -> Option<&Choice> {
        self.votes.get(quote)?.get(participant)?.current()
    }

    /// Whether somebody voted on a quote.
    pub(crate) fn has_voted(&self, quote: &ItemId, participant: &ParticipantId) -> bool {
        self.votes.get(quote).is_some_and(|ballots| ballots.contains_key(participant))
    }

    /// Who voted on a quote.
    pub(crate) fn voters(&self, quote: &ItemId) -> impl Iterator<Item = &ParticipantId> {
        self.votes.get(quote).into_iter().flat_map(BTreeMap::keys)
    }

    /// Whether anybody voted on a quote.
    pub(crate) fn has_votes(&self, quote: &ItemId) -> bool {
        self.votes.get(quote).is_some_and(|ballots| !ballots.is_empty())
    }

    /// How the room voted, as counted at the last close.
    pub(crate) fn tallies(&self, quote: &ItemId) -> Option<&Tallies> {
        self.tallies.get(quote)
    }

    /// What a table thinks of quotes.
    pub(crate) fn answers_of(&self, table: &GroupId) -> BTreeMap<ItemId, TableAnswer> {
        self.answers.get(table).cloned().unwrap_or_default()
    }

    pub(crate) fn answer(&self, table: &GroupId, quote: &ItemId) -> Option<&TableAnswer> {
        self.answers.get(table)?.get(quote)
    }

    pub(crate) fn surprise_of(&self, participant: &ParticipantId) -> Option<TextId> {
        self.surprises.get(participant).copied()
    }

    pub(crate) fn surprises(&self) -> impl Iterator<Item = (&ParticipantId, TextId)> {
        self.surprises.iter().map(|(who, text)| (who, *text))
    }

    pub(crate) fn apply(&mut self, event: &Event, members: &Members) {
        match event {
            Event::Voted { participant, quote, choice, late, post_reveal, second } => {
                let ballots =
                    self.votes.entry(quote.clone()).or_default().entry(participant.clone()).or_default();
                let ballot = Ballot { choice: choice.clone(), counts: !late };
                if *post_reveal {
                    ballots.after = Some(ballot.choice);
                } else if *second {
                    ballots.second = Some(ballot);
                } else {
                    ballots.first = Some(ballot);
                }
            }
            Event::ItemsClosed { items } => {
                for quote in items {
                    if let Some(ballots) = self.votes.get(quote) {
                        let tallies = self.tallies.entry(quote.clone()).or_default();
                        tallies.first.recount(
                            ballots.iter().filter_map(|(who, b)| Some((who, b.first.as_ref()?))),
                            members,
                        );
                        tallies.second.recount(
                            ballots.iter().filter_map(|(who, b)| Some((who, b.second.as_ref()?))),
                            members,
                        );
                    }
                }
            }
            Event::TableAnswered { group, quote, answer } => {
                self.answers.entry(group.clone()).or_default().insert(quote.clone(), answer.clone());
            }
            Event::QuotesPicked { quotes } => self.picked = Some(quotes.clone()),
            Event::QuoteWithdrawn { quote } => {
                self.withdrawn.insert(quote.clone());
                self.votes.remove(quote);
                self.tallies.remove(quote);
                for answers in self.answers.values_mut() {
                    answers.remove(quote);
                }
                if let Some(picked) = &mut self.picked {
                    picked.retain(|other| other != quote);
                }
            }
            Event::SurpriseSaid { participant, text } => match text {
                Some(text) => {
                    self.surprises.insert(participant.clone(), *text);
                }
                None => {
                    self.surprises.remove(participant);
                }
            },
            _ => {}
        }
    }
}

impl Room {
    /// The quotes of this room, withdrawn ones included, in the pack's order.
    pub(crate) fn quotes(&self) -> impl Iterator<Item = &Quote> {
        self.pack.quotes_in(self.preset())
    }

    /// The quotes that are not withdrawn.
    pub(crate) fn live_quotes(&self) -> Vec<ItemId> {
        self.quotes()
            .map(|quote| quote.id.clone())
            .filter(|id| !self.impressions.withdrawn.contains(id))
            .collect()
    }

    /// Whether a quote is one of this room's, and not withdrawn.
    pub(crate) fn is_live_quote(&self, id: &ItemId) -> bool {
        self.quotes().any(|quote| quote.id == *id) && !self.impressions.withdrawn.contains(id)
    }

    /// The quotes for the tables' talk: those picked, or before that the pack's first ones, those that it
    /// wants talked about in front. Votes have no say in it, so that it tells nothing of them.
    pub(crate) fn talk_quotes(&self) -> Vec<ItemId> {
        if let Some(picked) = &self.impressions.picked {
            return picked.clone();
        }
        let mut quotes: Vec<&Quote> =
            self.quotes().filter(|quote| !self.impressions.withdrawn.contains(&quote.id)).collect();
        quotes.sort_by_key(|quote| !quote.must_discuss);
        quotes
            .into_iter()
            .take(usize::from(self.pack.impressions.talk_quotes))
            .map(|quote| quote.id.clone())
            .collect()
    }

    pub(crate) fn vote(
        &self,
        by: &ParticipantId,
        quote: &ItemId,
        choice: &Choice,
    ) -> Result<Decision, Rejection> {
        self.check_choice(choice)?;
        let item = self.agenda.item(quote.as_str());
        let late = !item.takes_answers();
        let post_reveal = item.exposed;
        let second = self.was_talked_about(quote) && !late;
        let before = self.impressions.votes.get(quote).and_then(|ballots| ballots.get(by));
        if late && before.is_some() {
            // What was said in time stands.
            return Err(Rejection::AlreadyClosed);
        }
        let same = |ballots: &Ballots| {
            // A vote that came late is another one when it is given again in time.
            let ballot = if second { &ballots.second } else { &ballots.first };
            let ballot = ballot.as_ref().filter(|ballot| ballot.counts).map(|ballot| &ballot.choice);
            let given = if post_reveal { ballots.after.as_ref() } else { ballot };
            given == Some(choice)
        };
        if before.is_some_and(same) {
            return Ok(Decision::default());
        }
        let voted = Event::Voted {
            participant: by.clone(),
            quote: quote.clone(),
            choice: choice.clone(),
            late,
            post_reveal,
            second,
        };
        Ok(Draft::after(self.seq).push(voted).finish())
    }

    /// Whether tables have talked about a quote, so that what people vote from now on is another vote.
    fn was_talked_about(&self, quote: &ItemId) -> bool {
        if !self.one_by_one() {
            return self.agenda.item(self.talk_item().as_str()).opened;
        }
        let tables = self.grouping.mixed.iter().flat_map(|formed| formed.groups.keys());
        tables.into_iter().any(|table| self.has_said(table, quote))
    }

    /// Whether a table has an answer or a note on a quote.
    pub(crate) fn has_said(&self, table: &GroupId, quote: &ItemId) -> bool {
        let noted = |part: &str| self.points.on(table, &format!("{quote}{part}")).next().is_some();
        self.impressions.answer(table, quote).is_some() || noted(WHY_SAID) || noted(WHY_CHOSEN)
    }

    /// Whether all that a choice names are speakers that the pack knows.
    fn check_choice(&self, choice: &Choice) -> Result<(), Rejection> {
        let stakeholder =
            |id: &ServiceId| self.pack.stakeholders.iter().any(|s| s.id.as_str() == id.as_str());
        let known = |id: &ServiceId| self.pack.service(id).is_some() || stakeholder(id);
        if choice.0.iter().all(known) { Ok(()) } else { Err(Rejection::Unknown(Thing::Service)) }
    }

    pub(crate) fn answer_for_table(
        &self,
        by: &ParticipantId,
        quote: &ItemId,
        answer: &TableAnswer,
    ) -> Result<Decision, Rejection> {
        let group = self.group_of(by).ok_or(Rejection::NoGroup)?.id.clone();
        if self.impressions.answer(&group, quote) == Some(answer) {
            return Ok(Decision::default());
        }
        if let TableAnswer::Agreed { choice } = answer {
            self.check_choice(choice)?;
        }
        let answered = Event::TableAnswered { group, quote: quote.clone(), answer: answer.clone() };
        Ok(Draft::after(self.seq).push(answered).finish())
    }

    pub(crate) fn say_surprise(&self, by: &ParticipantId, text: &str) -> Result<Decision, Rejection> {
        let old = self.impressions.surprise_of(by);
        let mut draft = Draft::after(self.seq);
        let text = draft.text_or_none(TextKind::Line, Some(by), text)?;
        if text.is_none() && old.is_none() {
            return Ok(Decision::default());
        }
        draft.push(Event::SurpriseSaid { participant: by.clone(), text });
        Ok(draft.drop_text(old).finish())
    }

    pub(crate) fn pick_quotes(&self, quotes: &[ItemId]) -> Result<Decision, Rejection> {
        let live = self.live_quotes();
        let distinct: BTreeSet<_> = quotes.iter().collect();
        if quotes.is_empty()
            || distinct.len() != quotes.len()
            || !quotes.iter().all(|quote| live.contains(quote))
        {
            return Err(Rejection::Unknown(Thing::Item));
        }
        if self.impressions.picked.as_deref() == Some(quotes) {
            return Ok(Decision::default());
        }
        Ok(Draft::after(self.seq).push(Event::QuotesPicked { quotes: quotes.to_vec() }).finish())
    }

    pub(crate) fn withdraw_quote(&self, quote: &ItemId) -> Result<Decision, Rejection> {
        if !self.quotes().any(|q| q.id == *quote) {
            return Err(Rejection::Unknown(Thing::Item));
        }
        if self.impressions.withdrawn.contains(quote) {
            return Ok(Decision::default());
        }
        Ok(Draft::after(self.seq).push(Event::QuoteWithdrawn { quote: quote.clone() }).finish())
    }
}
