//! A session frozen for a report: what may be published of it, settled against all that was published.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Report,
    asked::Signed,
    disclosure::{Bridges, Division, Readers, Table, Tier},
    input::{Answers, Asked, Rating, RatingRun, ReportInput, Words},
    outcomes::Outcomes,
};
use crate::{
    command::Choice,
    ids::{ItemId, ServiceId},
    pack::Scale,
    room::services_stand_apart,
};

/// A session frozen for a report. Nothing changes in it any more.
///
/// Reports for all readers come of the same snapshot. A later one is taken with all earlier ones at hand: of
/// what changed by a few people alone, it keeps what was published. A server remakes earlier snapshots by
/// replaying the log to where they were taken, in their order.
#[derive(Clone)]
pub struct Snapshot {
    pub(super) input: ReportInput,
    facilitators: Settled,
    commissioners: Settled,
}

/// What asks: the same item may be asked in several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Section {
    Case,
    Plans,
    Feedback,
    FollowUp,
}

type Key = (Section, ItemId);

/// All that may be published for some readers.
#[derive(Clone)]
pub(crate) struct Settled {
    pub(crate) ratings_fewest: usize,
    pub(crate) attendance: Division<()>,
    pub(crate) votes: BTreeMap<ItemId, Division<Choice>>,
    pub(crate) votes_after_talk: BTreeMap<ItemId, Division<Choice>>,
    pub(crate) ratings: BTreeMap<ItemId, Division<Rating>>,
    /// With the earlier rating only where the change may be told.
    pub(crate) later: BTreeMap<ItemId, Division<Rating>>,
    pub(crate) scales: BTreeMap<Key, Division<Rating>>,
    pub(crate) options: BTreeMap<Key, Division<usize>>,
    pub(crate) words: BTreeMap<Key, Division<Signed>>,
    pub(crate) plans: Division<u8>,
    pub(crate) outcomes: Division<Outcomes>,
    /// Newer answers wait until they are those of enough people.
    pub(crate) held_back: bool,
}

impl Snapshot {
    /// Freezes a session as it stands, given all snapshots of it that were reported on, in their order.
    pub fn take(input: ReportInput, earlier: &[Self]) -> Self {
        let settle = |readers| {
            let earlier: Vec<&Settled> = earlier.iter().map(|snapshot| snapshot.of(readers)).collect();
            Settle { input: &input, present: input.present(), readers, earlier: &earlier, held_back: false }
                .all()
        };
        let (facilitators, commissioners) = (settle(Readers::Facilitators), settle(Readers::Commissioners));
        Self { input, facilitators, commissioners }
    }

    /// The report for these readers.
    pub fn report(&self, readers: Readers) -> Report {
        super::report(&self.input, self.of(readers), readers)
    }

    fn of(&self, readers: Readers) -> &Settled {
        match readers {
            Readers::Facilitators => &self.facilitators,
            Readers::Commissioners => &self.commissioners,
        }
    }
}

/// The confidence in personal plans, as an item.
pub(super) fn confidence_item() -> ItemId {
    "confidence".into()
}

/// Its scale, the same in every pack.
pub(super) fn confidence_scale() -> Scale {
    Scale { min: 0, max: 10, min_label: String::new(), max_label: String::new() }
}

/// The work of settling, for some readers.
struct Settle<'a> {
    input: &'a ReportInput,
    present: BTreeSet<ServiceId>,
    readers: Readers,
    earlier: &'a [&'a Settled],
    held_back: bool,
}

impl<'a> Settle<'a> {
    fn all(mut self) -> Settled {
        let input = self.input;
        let mut settled = Settled {
            ratings_fewest: input.thresholds.fewest(self.readers, Tier::Ratings).pooled,
            attendance: self.rated(&input.attendance, |old| Some(&old.attendance)),
            votes: BTreeMap::new(),
            votes_after_talk: BTreeMap::new(),
            ratings: BTreeMap::new(),
            later: BTreeMap::new(),
            scales: BTreeMap::new(),
            options: BTreeMap::new(),
            words: BTreeMap::new(),
            plans: self.pooled(&input.plans.personal, |old| Some(&old.plans)),
            outcomes: self.pooled(&input.follow_up.outcomes, |old| Some(&old.outcomes)),
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
        let scale = self.scale(&input.plans.confidence, &confidence);
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
            Answers::Scale(_, table) => {
                let scale = self.scale(table, &key);
                settled.scales.insert(key, scale);
            }
            Answers::Options(_, table) => {
                let options = self.pooled(table, |old| old.options.get(&key));
                settled.options.insert(key, options);
            }
            Answers::Words(table) => {
                let words = self.words(table, &key);
                settled.words.insert(key, words);
            }
        }
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
        let fewest = self.input.thresholds.fewest(self.readers, Tier::Votes);
        self.settled(Division::of(table, &self.present, fewest, bridges), of)
    }

    /// Ratings, among the same people for all readers.
    fn rated<V: Clone + PartialEq + 'a>(
        &mut self,
        table: &Table<V>,
        of: impl Fn(&'a Settled) -> Option<&'a Division<V>>,
    ) -> Division<V> {
        self.settled(self.divided(table), of)
    }

    fn divided<V: Clone + PartialEq + 'a>(&self, table: &Table<V>) -> Division<V> {
        let fewest = |readers| self.input.thresholds.fewest(readers, Tier::Ratings);
        // Whoever reads most decides whether people of no one service are counted.
        let most = Division::of(table, &self.present, fewest(Readers::Facilitators), Bridges::LeftOut);
        let bridges = if most.is_split() { Bridges::LeftOut } else { Bridges::Counted };
        Division::of(table, &self.present, fewest(self.readers), bridges)
    }

    /// What is shown of everybody together alone.
    fn pooled<V: Clone + PartialEq + 'a>(
        &mut self,
        table: &Table<V>,
        of: impl Fn(&'a Settled) -> Option<&'a Division<V>>,
    ) -> Division<V> {
        let fewest = self.input.thresholds.fewest(self.readers, Tier::Ratings);
        self.settled(Division::of(table, &self.present, fewest, Bridges::Counted).pooled(), of)
    }

    fn scale(&mut self, table: &Table<i32>, key: &Key) -> Division<Rating> {
        let ratings = table.map(|_, now| Some(Rating { now: Some(*now), ..Rating::default() }));
        self.rated(&ratings, |old| old.scales.get(key))
    }

    /// Those who gave every rating that the session asked for.
    fn ratings(&mut self, run: &RatingRun) -> Division<Rating> {
        let complete = run.answers.map(|_, rating| {
            let before = !run.asked_before || rating.before.is_some();
            let at_end = !run.asked_at_end || (rating.recalled.is_some() && rating.now.is_some());
            (before && at_end).then_some(*rating)
        });
        let new = self.divided(&complete);
        // Weeks later, an earlier rating was told as well.
        let mut told = self.earlier.iter().filter_map(|old| old.later.get(&run.id));
        let far = told.all(|later| are_far(&[EARLIER], later, &new));
        let shown = self.earlier.iter().filter_map(|old| old.ratings.get(&run.id)).collect::<Vec<_>>();
        self.settled_by(new, shown, |old, new| far && all_far(old, new))
    }

    /// Ratings weeks later, joined to the earlier ones. The change is told only where its people are those of
    /// the session's figures, or enough others: else the few who did not answer later would show.
    fn later(&mut self, run: &RatingRun, now: &Division<Rating>) -> Division<Rating> {
        let joined = run.later.map(|who, later| {
            let earlier = run.answers.of(who)?;
            let before = if run.asked_before { earlier.before? } else { earlier.recalled? };
            Some(Rating { before: Some(before), recalled: None, now: Some(*later) })
        });
        let new = self.divided(&joined).pooled();
        let mut shown = self.earlier.iter().filter_map(|old| old.ratings.get(&run.id)).chain([now]);
        let new = if shown.all(|ratings| are_far(&[EARLIER], ratings, &new)) {
            new
        } else {
            new.map(|rating| Rating { before: None, ..*rating })
        };
        let shown = self.earlier.iter().filter_map(|old| old.later.get(&run.id)).collect();
        self.settled_by(new, shown, all_far)
    }

    /// Words with their writers' service, where enough of it were asked.
    fn words(&mut self, table: &Table<Words>, key: &Key) -> Division<Signed> {
        let fewest = self.input.thresholds.fewest(self.readers, Tier::Words);
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
        let shown = self.earlier.iter().filter_map(|old| old.words.get(key)).collect();
        // A service that came to stand beside a text is not a new text.
        let texts = |division: &Division<Signed>| division.map(|signed| signed.words.texts.clone());
        self.settled_by(new, shown, |old, new| texts(old).is_far_from(&texts(new)))
    }

    fn settled<V: Clone + PartialEq + 'a>(
        &mut self,
        new: Division<V>,
        of: impl Fn(&'a Settled) -> Option<&'a Division<V>>,
    ) -> Division<V> {
        let earlier = self.earlier.iter().filter_map(|old| of(old)).collect();
        self.settled_by(new, earlier, Division::is_far_from)
    }

    fn settled_by<V: Clone + PartialEq + 'a>(
        &mut self,
        new: Division<V>,
        earlier: Vec<&Division<V>>,
        far: impl Fn(&Division<V>, &Division<V>) -> bool,
    ) -> Division<V> {
        let (division, held_back) = new.settle(&earlier, far);
        self.held_back |= held_back;
        division
    }
}

type Of = fn(&Rating) -> Option<i32>;

const EARLIER: Of = |rating| rating.before.or(rating.recalled);

/// Whether divisions are far from each other in each of these ratings that both tell.
fn are_far(ratings: &[Of], a: &Division<Rating>, b: &Division<Rating>) -> bool {
    let tells = |of: Of, division: &Division<Rating>| {
        division.room().is_some_and(|room| room.values().any(|rating| of(rating).is_some()))
    };
    ratings.iter().all(|of| !tells(*of, a) || !tells(*of, b) || a.map(of).is_far_from(&b.map(of)))
}

fn all_far(a: &Division<Rating>, b: &Division<Rating>) -> bool {
    are_far(&[EARLIER, |rating| rating.recalled, |rating| rating.now], a, b)
}
