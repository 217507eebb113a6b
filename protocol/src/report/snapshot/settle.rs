//! The work of freezing: each table divided, and held against all that was published of it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Key, Section, Settled, confidence_item, confidence_scale};
use crate::{
    command::Choice,
    ids::ServiceId,
    pack::Scale,
    report::{
        asked::Signed,
        disclosure::{Band, Bridges, Division, Fewest, Readers, Table, Tier, are_safe, banded::nearly_all},
        input::{Answers, Asked, Rating, RatingRun, ReportInput, Words},
        outcomes::Outcomes,
        ratings::any_service_alike,
    },
    room::services_stand_apart,
};

/// The work of freezing a session for some readers.
pub(super) struct Settle<'a> {
    pub(super) input: &'a ReportInput,
    /// The services of which anybody has come.
    pub(super) present: BTreeSet<ServiceId>,
    pub(super) readers: Readers,
    /// What is shown to those who may read more: the source of all that is shown to these.
    pub(super) nearer: Option<&'a Settled>,
    /// What these readers were shown before.
    pub(super) earlier: &'a [&'a Settled],
    pub(super) held_back: bool,
}

type Of = fn(&Rating) -> Option<i32>;

/// The rating that a change is measured from.
const EARLIER: Of = |rating| rating.before.or(rating.recalled);
const RECALLED: Of = |rating| rating.recalled;
const NOW: Of = |rating| rating.now;

impl<'a> Settle<'a> {
    pub(super) fn all(mut self) -> Settled {
        let input = self.input;
        let attendance = self.divided(&input.attendance);
        let plans = self.pooled(&input.plans.personal);
        let outcomes = self.pooled(&input.follow_up.outcomes);
        let outcome = |o: &&Outcomes| [o.done > 0, o.partly > 0, o.not_yet > 0, o.no_longer_relevant > 0];
        let mut settled = Settled {
            ratings_fewest: self.fewest(Tier::Ratings).pooled,
            attendance: self.settled(attendance, |old| Some(&old.attendance), |all| are_safe(all, |_| false)),
            votes: BTreeMap::new(),
            votes_after_talk: BTreeMap::new(),
            ratings: BTreeMap::new(),
            later: BTreeMap::new(),
            scales: BTreeMap::new(),
            options: BTreeMap::new(),
            words: BTreeMap::new(),
            plans: self.settled(plans, |old| Some(&old.plans), |all| are_safe(all, |_| false)),
            outcomes: self.settled(
                outcomes,
                |old| Some(&old.outcomes),
                |all| are_safe(all, |values| nearly_all(values.iter().map(outcome)).is_some()),
            ),
            held_back: false,
        };
        for quote in &input.quotes {
            let id = &quote.id;
            settled.votes.insert(id.clone(), self.votes(&quote.votes, |old| old.votes.get(id)));
            let after = self.votes(&quote.votes_after_talk, |old| old.votes_after_talk.get(id));
            settled.votes_after_talk.insert(id.clone(), after);
        }
        for run in &input.ratings {
            let ratings = self.ratings(run);
            settled.later.insert(run.id.clone(), self.later(run, &ratings));
            settled.ratings.insert(run.id.clone(), ratings);
        }
        let confidence = (Section::Plans, confidence_item());
        let scale = self.scale(&input.plans.confidence, &confidence_scale(), &confidence);
        settled.scales.insert(confidence, scale);
        let polls = input.case.iter().filter_map(|part| Some((Section::Case, part.poll.as_ref()?)));
        let feedback = input.feedback.iter().map(|asked| (Section::Feedback, asked));
        let follow_up = input.follow_up.asked.iter().map(|asked| (Section::FollowUp, asked));
        for (section, asked) in polls.chain(feedback).chain(follow_up) {
            self.asked(section, asked, &mut settled);
        }
        settled.held_back = self.held_back;
        settled
    }

    fn asked(&mut self, section: Section, asked: &Asked, settled: &mut Settled) {
        let key = (section, asked.id.clone());
        match &asked.answers {
            Answers::Scale(scale, table) => {
                let scale = self.scale(table, scale, &key);
                settled.scales.insert(key, scale);
            }
            Answers::Options(_, table) => {
                let alike = |values: &[&usize]| nearly_all(values.iter().copied()).is_some();
                let new = self.pooled(table);
                let options = self.settled(new, |old| old.options.get(&key), |all| are_safe(all, alike));
                settled.options.insert(key, options);
            }
            Answers::Words(table) => {
                let words = self.words(table, &key);
                settled.words.insert(key, words);
            }
        }
    }

    fn fewest(&self, tier: Tier) -> Fewest {
        self.input.thresholds.fewest(self.readers, tier)
    }

    /// Votes, among the same people as the room was shown.
    fn votes(
        &mut self,
        table: &Table<Choice>,
        of: impl Fn(&'a Settled) -> Option<&'a Division<Choice>>,
    ) -> Division<Choice> {
        let mut sizes: BTreeMap<&ServiceId, usize> = BTreeMap::new();
        for (_, service, _) in table.answers() {
            if let Some(service) = service {
                *sizes.entry(service).or_insert(0) += 1;
            }
        }
        let apart = services_stand_apart(sizes.values().copied(), self.input.thresholds.room());
        let bridges = if apart { Bridges::LeftOut } else { Bridges::Counted };
        let new = Division::of(table, &self.present, self.fewest(Tier::Votes), bridges);
        self.settled(new, of, |all| are_safe(all, |_| false))
    }

    /// Services apart where that may be, and then without people of no one service.
    fn divided<V: Clone + PartialEq>(&self, table: &Table<V>) -> Division<V> {
        let of = |bridges| Division::of(table, &self.present, self.fewest(Tier::Ratings), bridges);
        let apart = of(Bridges::LeftOut);
        if apart.is_split() { apart } else { of(Bridges::Counted) }
    }

    /// Everybody together alone.
    fn pooled<V: Clone + PartialEq>(&self, table: &Table<V>) -> Division<V> {
        Division::of(table, &self.present, self.fewest(Tier::Ratings), Bridges::Counted).pooled()
    }

    fn scale(&mut self, table: &Table<i32>, scale: &Scale, key: &Key) -> Division<Rating> {
        let ratings = table.map(|_, now| Some(Rating { now: Some(*now), ..Rating::default() }));
        let of = |old: &'a Settled| old.scales.get(key);
        let new = self.rated(self.divided(&ratings), of, scale);
        self.settled_from(new, of, |all| rated_safely(all, &[NOW], scale))
    }

    /// Those who gave every rating that the session asked for.
    fn ratings(&mut self, run: &RatingRun) -> Division<Rating> {
        let complete = run.answers.map(|_, rating| {
            let before = !run.asked_before || rating.before.is_some();
            let at_end = !run.asked_at_end || (rating.recalled.is_some() && rating.now.is_some());
            (before && at_end).then_some(*rating)
        });
        let of = |old: &'a Settled| old.ratings.get(&run.id);
        let new = self.rated(self.divided(&complete), of, &run.scale);
        // Weeks later, an earlier rating was told as well.
        let told: Vec<_> = self.earlier.iter().filter_map(|old| old.later.get(&run.id)).collect();
        self.settled_from(new, of, |all| {
            let with_later: Vec<_> = told.iter().copied().chain(all.iter().copied()).collect();
            rated_safely(all, &[EARLIER, RECALLED, NOW], &run.scale)
                && rated_safely(&with_later, &[EARLIER], &run.scale)
        })
    }

    /// Ratings weeks later, joined to the earlier ones. The change is told only where its people are those of
    /// the session's figures, or enough others: else the few who did not answer later would show.
    fn later(&mut self, run: &RatingRun, now: &Division<Rating>) -> Division<Rating> {
        let joined = run.later.map(|who, later| {
            let earlier = run.answers.of(who)?;
            let before = if run.asked_before { earlier.before? } else { earlier.recalled? };
            Some(Rating { before: Some(before), recalled: None, now: Some(*later) })
        });
        let new = self.pooled(&joined);
        let of = |old: &'a Settled| old.later.get(&run.id);
        let mut new = self.source(new, of);
        let shown = self.earlier.iter().flat_map(|old| [old.ratings.get(&run.id), of(old)]).flatten();
        let all: Vec<&Division<Rating>> = shown.chain([now, &new]).collect();
        if !rated_safely(&all, &[EARLIER], &run.scale) {
            new = new.map(|rating| Rating { before: None, ..*rating });
        }
        self.settled_from(new, of, |all| rated_safely(all, &[EARLIER, NOW], &run.scale))
    }

    /// Words with their writers' service, where enough of it were asked.
    fn words(&mut self, table: &Table<Words>, key: &Key) -> Division<Signed> {
        let fewest = self.fewest(Tier::Words);
        let asked = |service: &ServiceId| table.answers().filter(|(_, own, _)| *own == Some(service)).count();
        let signed: Table<Signed> = table
            .answers()
            .map(|(who, service, words)| {
                let named = service.filter(|own| words.service_named && asked(own) >= fewest.split);
                let signed = Signed { words: words.clone(), service: named.cloned() };
                (who.clone(), (service.cloned(), signed))
            })
            .collect();
        let new = Division::of(&signed, &self.present, fewest, Bridges::Counted).pooled();
        self.settled(
            new,
            |old| old.words.get(key),
            |all| {
                // A service that came to stand beside a text is not a new text.
                let texts = |division: &&Division<Signed>| division.map(|signed| signed.words.texts.clone());
                let texts: Vec<_> = all.iter().map(texts).collect();
                are_safe(&texts.iter().collect::<Vec<_>>(), |_| false)
            },
        )
    }

    /// What there is to be shown: the answers, or what of them is shown to those who may read more.
    fn source<V: Clone + PartialEq + 'a>(
        &self,
        new: Division<V>,
        of: impl Fn(&'a Settled) -> Option<&'a Division<V>>,
    ) -> Division<V> {
        match self.nearer.and_then(of) {
            Some(nearer) => nearer.coarser(new.fewest),
            None => new,
        }
    }

    /// The same of ratings: no service stands apart where those who may read more are only told in which band
    /// most of each are, because the sum of two would say the rest.
    fn rated(
        &self,
        new: Division<Rating>,
        of: impl Fn(&'a Settled) -> Option<&'a Division<Rating>>,
        scale: &Scale,
    ) -> Division<Rating> {
        let nearer = self.nearer.and_then(&of);
        let guarded = nearer.is_some_and(|nearer| any_service_alike(nearer, scale));
        let new = self.source(new, of);
        if guarded { new.pooled() } else { new }
    }

    fn settled<V: Clone + PartialEq + 'a>(
        &mut self,
        new: Division<V>,
        of: impl Fn(&'a Settled) -> Option<&'a Division<V>>,
        is_safe: impl Fn(&[&Division<V>]) -> bool,
    ) -> Division<V> {
        let new = self.source(new, &of);
        self.settled_from(new, of, is_safe)
    }

    fn settled_from<V: Clone + PartialEq + 'a>(
        &mut self,
        new: Division<V>,
        of: impl Fn(&'a Settled) -> Option<&'a Division<V>>,
        is_safe: impl Fn(&[&Division<V>]) -> bool,
    ) -> Division<V> {
        let earlier: Vec<&Division<V>> = self.earlier.iter().filter_map(|old| of(old)).collect();
        let (division, held_back) = new.settle(&earlier, is_safe);
        self.held_back |= held_back;
        division
    }
}

/// Whether divisions are safe beside each other in each of these ratings, among those that tell it.
fn rated_safely(all: &[&Division<Rating>], ratings: &[Of], scale: &Scale) -> bool {
    let band = |value: i32| Band::of(value, scale.min.into(), scale.max.into());
    ratings.iter().all(|of| {
        let tells = |division: &&&Division<Rating>| {
            division.room().is_some_and(|room| room.values().any(|rating| of(rating).is_some()))
        };
        let told: Vec<_> = all.iter().filter(tells).map(|division| division.map(of)).collect();
        are_safe(&told.iter().collect::<Vec<_>>(), |values: &[&Option<i32>]| {
            nearly_all(values.iter().copied().flatten().map(|value| band(*value))).is_some()
        })
    })
}
