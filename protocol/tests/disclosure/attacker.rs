//! Somebody who has every report, knows who took part and who answered when, and wants to know what a few
//! of them answered.
//!
//! Each figure is an equation: the answers of these people sum to that. The attacker may add and subtract
//! equations at will ([`worked_out`]), and knows that nobody answers less than nothing or more than once
//! ([`narrowed`]).

use std::collections::{BTreeMap, BTreeSet};

/// Something unknown: what a person answered. Where they answered again, that is another unknown.
pub(super) type Unknown = (usize, String);

/// An equation: these unknowns, so many times each, give something that was published.
pub(super) type Equation = BTreeMap<Unknown, i64>;

/// Reckoning with remainders of a large prime is exact as long as nothing divides by chance.
const PRIME: i64 = 2_147_483_647;

fn power(base: i64, exponent: i64) -> i64 {
    let (mut result, mut base, mut exponent) = (1, base, exponent);
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent /= 2;
    }
    result
}

/// Eliminates as many columns of the first `columns` as it can. Returns how many.
fn eliminate(rows: &mut [Vec<i64>], columns: usize) -> usize {
    let mut done = 0;
    for column in 0..columns {
        let Some(pivot) = (done..rows.len()).find(|row| rows[*row][column] != 0) else { continue };
        rows.swap(done, pivot);
        let inverse = power(rows[done][column], PRIME - 2);
        let pivot: Vec<i64> = rows[done].iter().map(|value| value * inverse % PRIME).collect();
        for row in rows.iter_mut().skip(done + 1).filter(|row| row[column] != 0) {
            let times = row[column];
            for (value, pivot) in row.iter_mut().zip(&pivot) {
                *value = (*value + (PRIME - times) * pivot) % PRIME;
            }
        }
        done += 1;
    }
    done
}

/// The fewest people, fewer than `fewest`, of whose answers alone a sum of equations speaks.
pub(super) fn worked_out(equations: &[Equation], fewest: usize) -> Option<BTreeSet<usize>> {
    let mut people: BTreeMap<usize, BTreeMap<&str, Vec<i64>>> = BTreeMap::new();
    for (row, equation) in equations.iter().enumerate() {
        for ((who, what), times) in equation {
            let column = people.entry(*who).or_default().entry(what).or_insert(vec![0; equations.len()]);
            column[row] = times.rem_euclid(PRIME);
        }
    }
    // People whom no equation tells apart stand together in any sum of equations.
    let mut classes: BTreeMap<Vec<Vec<i64>>, BTreeSet<usize>> = BTreeMap::new();
    for (who, columns) in people {
        let mut columns: Vec<Vec<i64>> = columns.into_values().collect();
        columns.sort();
        classes.entry(columns).or_default().insert(who);
    }
    let (many, few): (Vec<_>, Vec<_>) = classes.into_iter().partition(|(_, who)| who.len() >= fewest);
    // The sums of equations from which all who stand with many have gone.
    let width: usize = many.iter().map(|(columns, _)| columns.len()).sum();
    let rest: Vec<&Vec<i64>> = many
        .iter()
        .flat_map(|(columns, _)| columns)
        .chain(few.iter().flat_map(|(columns, _)| columns))
        .collect();
    let mut rows: Vec<Vec<i64>> =
        (0..equations.len()).map(|row| rest.iter().map(|column| column[row]).collect()).collect();
    let gone = eliminate(&mut rows, width);
    let mut sums: Vec<Vec<i64>> = rows.split_off(gone).into_iter().map(|row| row[width..].to_vec()).collect();
    let columns = sums.first().map_or(0, Vec::len);
    let rank = eliminate(&mut sums, columns);
    sums.truncate(rank);
    if rank == 0 {
        return None;
    }
    let mut at = 0;
    let blocks: Vec<(std::ops::Range<usize>, &BTreeSet<usize>)> = few
        .iter()
        .map(|(columns, who)| {
            at += columns.len();
            (at - columns.len()..at, who)
        })
        .filter(|(block, _)| sums.iter().any(|row| row[block.clone()].iter().any(|value| *value != 0)))
        .collect();
    (1..fewest).find_map(|size| within(&sums, &blocks, size, &mut Vec::new()))
}

/// Looks for a sum of equations that speaks of exactly so many more people alone.
fn within(
    sums: &[Vec<i64>],
    blocks: &[(std::ops::Range<usize>, &BTreeSet<usize>)],
    size: usize,
    chosen: &mut Vec<usize>,
) -> Option<BTreeSet<usize>> {
    if size == 0 {
        let outside: Vec<usize> = (0..blocks.len()).filter(|block| !chosen.contains(block)).collect();
        let columns: Vec<usize> = outside.iter().flat_map(|block| blocks[*block].0.clone()).collect();
        let mut rows: Vec<Vec<i64>> =
            sums.iter().map(|row| columns.iter().map(|column| row[*column]).collect()).collect();
        let speaks_of_them = eliminate(&mut rows, columns.len()) < sums.len();
        return speaks_of_them
            .then(|| chosen.iter().flat_map(|block| blocks[*block].1.iter().copied()).collect());
    }
    let from = chosen.last().map_or(0, |last| last + 1);
    for block in from..blocks.len() {
        let people = blocks[block].1.len();
        if people <= size {
            chosen.push(block);
            let found = within(sums, blocks, size - people, chosen);
            chosen.pop();
            if found.is_some() {
                return found;
            }
        }
    }
    None
}

/// At least and at most so many.
pub(super) type Between = (usize, usize);

/// What is published of a group: at least and at most so many of it answered so, by answer.
#[derive(Debug, Clone)]
pub(super) struct Bounds {
    pub(super) who: BTreeSet<Unknown>,
    pub(super) between: Vec<Between>,
}

/// What each unknown can still be, after all bounds were held against each other until nothing changed.
/// Unknowns that no group tells apart are taken together.
pub(super) struct Narrowed {
    /// The unknowns of a class, and how many of them can have given each answer.
    classes: Vec<(BTreeSet<Unknown>, Vec<Between>)>,
}

pub(super) fn narrowed(groups: &[Bounds], answers: usize) -> Narrowed {
    let mut places: BTreeMap<&Unknown, BTreeSet<usize>> = BTreeMap::new();
    for (i, group) in groups.iter().enumerate() {
        for who in &group.who {
            places.entry(who).or_default().insert(i);
        }
    }
    let mut classes: BTreeMap<BTreeSet<usize>, BTreeSet<Unknown>> = BTreeMap::new();
    for (who, groups) in places {
        classes.entry(groups).or_default().insert(who.clone());
    }
    let (places, classes): (Vec<_>, Vec<_>) = classes.into_iter().unzip();
    let mut can: Vec<Vec<(usize, usize)>> =
        classes.iter().map(|who: &BTreeSet<Unknown>| vec![(0, who.len()); answers]).collect();
    loop {
        let before = can.clone();
        for (i, group) in groups.iter().enumerate() {
            let members: Vec<usize> =
                (0..classes.len()).filter(|class| places[*class].contains(&i)).collect();
            for (answer, (least, most)) in group.between.iter().enumerate() {
                let total = |can: &[Vec<(usize, usize)>]| {
                    members.iter().fold((0, 0), |(low, high), class| {
                        (low + can[*class][answer].0, high + can[*class][answer].1)
                    })
                };
                for class in &members {
                    let (low, high) = total(&can);
                    let own = can[*class][answer];
                    can[*class][answer] = (
                        own.0.max(least.saturating_sub(high - own.1)),
                        own.1.min(most.saturating_sub(low - own.0)),
                    );
                }
            }
        }
        // Everybody gave one answer.
        for (class, who) in classes.iter().enumerate() {
            for answer in 0..answers {
                let others = (0..answers).filter(|other| *other != answer);
                let (low, high) = others.fold((0, 0), |(low, high), other| {
                    (low + can[class][other].0, high + can[class][other].1)
                });
                let own = can[class][answer];
                can[class][answer] =
                    (own.0.max(who.len().saturating_sub(high)), own.1.min(who.len().saturating_sub(low)));
            }
        }
        if can == before {
            break;
        }
    }
    Narrowed { classes: classes.into_iter().zip(can).collect() }
}

impl Narrowed {
    /// Fewer than `fewest` people of whom it is known how many gave an answer. Where that is none or all of
    /// them, everybody else of whom the same is known counts as well: what is so common singles nobody out.
    pub(super) fn pinned(&self, fewest: usize) -> Option<(BTreeSet<Unknown>, usize)> {
        let answers = self.classes.first().map_or(0, |(_, can)| can.len());
        (0..answers).find_map(|answer| {
            let known = |of: fn(usize, usize) -> bool| -> BTreeSet<Unknown> {
                let known = self.classes.iter().filter(|(who, can)| {
                    let (low, high) = can[answer];
                    low == high && of(low, who.len())
                });
                known.flat_map(|(who, _)| who.clone()).collect()
            };
            let some = self.classes.iter().find(|(who, can)| {
                let (low, high) = can[answer];
                who.len() < fewest && low == high && low > 0 && low < who.len()
            });
            let few = |who: &BTreeSet<Unknown>| !who.is_empty() && who.len() < fewest;
            let common = [known(|n, _| n == 0), known(|n, all| n == all)];
            let found = common.into_iter().find(few).or(some.map(|(who, _)| who.clone()));
            found.map(|who| (who, answer))
        })
    }

    /// Whether it is known of all of a group that they gave one answer, and of fewer than `fewest` people in
    /// all. Which answer.
    pub(super) fn all_alike(&self, group: &BTreeSet<Unknown>, fewest: usize) -> Option<usize> {
        let answers = self.classes.first().map_or(0, |(_, can)| can.len());
        (0..answers).find(|answer| {
            let all = self.classes.iter().filter(|(who, can)| can[*answer].0 == who.len());
            let known: BTreeSet<&Unknown> = all.flat_map(|(who, _)| who).collect();
            group.iter().all(|who| known.contains(who)) && known.len() < fewest
        })
    }
}
