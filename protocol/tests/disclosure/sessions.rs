//! Random sessions, as they stand at three moments at which reports are made.

use std::collections::BTreeMap;

use crosstracks_protocol::{
    command::Choice,
    ids::{ParticipantId, ServiceId},
    pack::{Provenance, Scale, Valence},
    report::{
        Answers, Asked, FollowUpRun, PlansRun, QuoteRun, Rating, RatingRun, ReportInput, Table, Words,
        outcomes::Outcomes,
    },
    stamp::Chance,
};

/// The moments at which reports are made.
pub(super) const MOMENTS: usize = 3;
pub(super) const QUOTES: usize = 3;
/// Statements rated on arrival and at the end, and at the end alone.
pub(super) const RATED: [(bool, bool); 3] = [(true, true), (false, true), (true, false)];

/// Somebody, and what they answered by each moment.
#[derive(Debug, Clone, Default)]
pub(super) struct Person {
    pub(super) service: Option<usize>,
    pub(super) votes: [[Option<usize>; MOMENTS]; QUOTES],
    pub(super) ratings: [[Rating; MOMENTS]; RATED.len()],
    pub(super) later: [[Option<i32>; MOMENTS]; RATED.len()],
    pub(super) liked: [Option<i32>; MOMENTS],
    pub(super) poll: [Option<usize>; MOMENTS],
    /// What became of their one plan, 0 to 3.
    pub(super) outcome: [Option<usize>; MOMENTS],
    pub(super) wrote: [bool; MOMENTS],
    pub(super) names_service: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Session {
    pub(super) services: usize,
    pub(super) people: Vec<Person>,
}

pub(super) fn service(number: usize) -> ServiceId {
    ServiceId::new(["north", "south", "east", "west"][number])
}

/// What can be voted, by number: each service alone, then all together, then not sure.
pub(super) fn choice(number: usize, services: usize) -> Choice {
    match number {
        one if one < services => Choice([service(one)].into()),
        all if all == services => Choice((0..services).map(service).collect()),
        _ => Choice::default(),
    }
}

/// How a quantity that people answer is spread, and how many answer it.
struct Habit {
    /// Of a hundred, how many answer.
    answering: usize,
    /// Of a hundred, how many say the same.
    alike: usize,
    same: usize,
}

impl Habit {
    fn draw(chance: &mut Chance, values: usize) -> Self {
        Self {
            answering: [100, 95, 80, 40, 10][chance.below(5)],
            alike: [0, 50, 90, 100][chance.below(4)],
            same: chance.below(values),
        }
    }

    fn answer(&self, chance: &mut Chance, values: usize) -> Option<usize> {
        let value = if chance.below(100) < self.alike { self.same } else { chance.below(values) };
        (chance.below(100) < self.answering).then_some(value)
    }
}

/// Who changes something between two moments: nobody, one or two, several of one service, or many.
fn who_changes(chance: &mut Chance, people: &[Person], services: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (0..people.len()).collect();
    chance.shuffle(&mut all);
    let some = match chance.below(5) {
        0 => 0,
        1 => 1 + chance.below(2),
        2 => 3 + chance.below(4),
        3 => {
            let of = chance.below(services);
            all.retain(|who| people[*who].service == Some(of));
            chance.below(9)
        }
        _ => 5 + chance.below(20),
    };
    all.truncate(some);
    all
}

/// Fills in one quantity for all people and moments.
fn fill<V: Clone>(
    chance: &mut Chance,
    session: &mut Session,
    mut answer: impl FnMut(&mut Chance, &Person) -> V,
    mut field: impl FnMut(&mut Person) -> &mut [V; MOMENTS],
) {
    let services = session.services;
    for i in 0..session.people.len() {
        let first = answer(chance, &session.people[i]);
        field(&mut session.people[i]).fill(first);
    }
    for moment in 1..MOMENTS {
        for who in who_changes(chance, &session.people, services) {
            let new = answer(chance, &session.people[who]);
            field(&mut session.people[who])[moment..].fill(new);
        }
    }
}

impl Session {
    /// Two to sixty people of two to four services, of some of which few have come.
    pub(super) fn random(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let services = 2 + chance.below(3);
        let size = 2 + chance.below(59);
        let weights: Vec<usize> = (0..services).map(|_| [1, 2, 6, 12][chance.below(4)]).collect();
        let whole = weights.iter().sum();
        let bridges = chance.below(3) * chance.below(2);
        let people = (0..size)
            .map(|i| {
                let mut at = chance.below(whole);
                let service = weights.iter().position(|weight| {
                    let here = at < *weight;
                    at = at.saturating_sub(*weight);
                    here
                });
                let service = if i < bridges { None } else { service };
                Person { service, names_service: chance.below(2) == 0, ..Person::default() }
            })
            .collect();
        let mut session = Self { services, people };
        session.answer(&mut chance);
        session
    }

    fn answer(&mut self, chance: &mut Chance) {
        let choices = self.services + 2;
        for quote in 0..QUOTES {
            let habit = Habit::draw(chance, choices);
            fill(chance, self, |chance, _| habit.answer(chance, choices), |who| &mut who.votes[quote]);
        }
        for item in 0..RATED.len() {
            // Whole services often rate alike.
            let mut habits =
                || -> Vec<Habit> { (0..=self.services).map(|_| Habit::draw(chance, 5)).collect() };
            let habits = [habits(), habits(), habits(), habits()];
            let rate = |of: usize| {
                let habits = &habits[of];
                move |chance: &mut Chance, who: &Person| {
                    let habit = &habits[who.service.unwrap_or(habits.len() - 1)];
                    habit.answer(chance, 5).map(|value| value as i32)
                }
            };
            let (before, recalled, now, later) = (rate(0), rate(1), rate(2), rate(3));
            let answering = chance.below(3) > 0;
            let rating = |chance: &mut Chance, who: &Person| Rating {
                before: before(chance, who).or((answering).then_some(2)),
                recalled: recalled(chance, who).or((answering).then_some(1)),
                now: now(chance, who).or((answering).then_some(3)),
            };
            fill(chance, self, rating, |who| &mut who.ratings[item]);
            fill(chance, self, later, |who| &mut who.later[item]);
            for who in &mut self.people {
                who.later[item][0] = None;
            }
        }
        let (liked, poll, outcome, wrote) =
            (Habit::draw(chance, 5), Habit::draw(chance, 3), Habit::draw(chance, 4), Habit::draw(chance, 1));
        fill(chance, self, |c, _| liked.answer(c, 5).map(|value| value as i32), |who| &mut who.liked);
        fill(chance, self, |c, _| poll.answer(c, 3), |who| &mut who.poll);
        fill(chance, self, |c, _| outcome.answer(c, 4), |who| &mut who.outcome);
        fill(chance, self, |c, _| wrote.answer(c, 1).is_some(), |who| &mut who.wrote);
    }

    pub(super) fn id(who: usize) -> ParticipantId {
        ParticipantId::new(format!("p{who:02}"))
    }

    fn table<V>(&self, of: impl Fn(&Person) -> Option<V>) -> Table<V> {
        let answer = |(i, who): (usize, &Person)| Some((Self::id(i), (who.service.map(service), of(who)?)));
        self.people.iter().enumerate().filter_map(answer).collect()
    }

    /// What a report is made of at a moment.
    pub(super) fn input(&self, at: usize) -> ReportInput {
        let scale = Scale { min: 0, max: 4, min_label: "no".into(), max_label: "yes".into() };
        let asked = |id: &str, answers| Asked { id: id.into(), text: id.into(), answers };
        ReportInput {
            services: (0..self.services).map(service).collect(),
            attendance: self.table(|_| Some(())),
            quotes: (0..QUOTES).map(|quote| self.quote(quote, at)).collect(),
            ratings: (0..RATED.len())
                .map(|item| RatingRun {
                    id: format!("c{item}").as_str().into(),
                    text: "I know them".into(),
                    scale: scale.clone(),
                    asked_before: RATED[item].0,
                    asked_at_end: RATED[item].1,
                    answers: self.table(|who| {
                        let Rating { before, recalled, now } = who.ratings[item][at];
                        let (asked_before, asked_at_end) = RATED[item];
                        Some(Rating {
                            before: before.filter(|_| asked_before),
                            recalled: recalled.filter(|_| asked_at_end),
                            now: now.filter(|_| asked_at_end),
                        })
                    }),
                    later: self.table(|who| who.later[item][at]),
                })
                .collect(),
            feedback: vec![
                asked("useful", Answers::Scale(scale.clone(), self.table(|who| who.liked[at]))),
                asked("best", Answers::Options(vec!["a".into(); 3], self.table(|who| who.poll[at]))),
                asked("keep", Answers::Words(self.words(at))),
            ],
            plans: PlansRun { personal: self.table(|_| Some(1)), ..PlansRun::default() },
            follow_up: FollowUpRun {
                outcomes: self.table(|who| {
                    let mut outcomes = Outcomes::default();
                    let Outcomes { done, partly, not_yet, no_longer_relevant } = &mut outcomes;
                    *[done, partly, not_yet, no_longer_relevant][who.outcome[at]?] += 1;
                    Some(outcomes)
                }),
                asked: Vec::new(),
            },
            ..ReportInput::default()
        }
    }

    fn quote(&self, quote: usize, at: usize) -> QuoteRun {
        QuoteRun {
            id: format!("q{quote}").as_str().into(),
            number: quote + 1,
            text: "They never call back".into(),
            truth: choice(0, self.services),
            valence: Valence::Critical,
            provenance: Provenance::Illustrative,
            votes: self.table(|who| who.votes[quote][at].map(|number| choice(number, self.services))),
            votes_after_talk: Table::default(),
            tables: Vec::new(),
            table_people: 0,
            why_said: Vec::new(),
            why_chosen: Vec::new(),
        }
    }

    /// Everybody's words are their own.
    fn words(&self, at: usize) -> Table<Words> {
        let all: BTreeMap<usize, &Person> = self.people.iter().enumerate().collect();
        let words = all.into_iter().filter(|(_, who)| who.wrote[at]).map(|(i, who)| {
            let words = Words { texts: vec![format!("text {i}")], service_named: who.names_service };
            (Self::id(i), (who.service.map(service), words))
        });
        words.collect()
    }
}
