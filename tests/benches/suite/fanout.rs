//! Scenario 1: what a message to a whole room costs the server, for each frame that arrives.

use std::time::Duration;

use crate::{
    Options,
    host::Kind,
    report::{Report, Series},
    stage::{Busy, Slice, Stage, round},
};

/// How long each server is measured in each round, all its turns together.
const SLICE: Duration = Duration::from_millis(1500);

/// Slices of the same rooms on several servers, in turns.
pub(crate) struct Compared {
    /// A slice for each round.
    pub(crate) slices: Vec<(Kind, Vec<Slice>)>,
    /// How long the product's frame was, which the others' were made as long as.
    pub(crate) payload: usize,
}

impl Compared {
    /// A figure of a server, round by round; none if it did not run.
    pub(crate) fn series(&self, kind: Kind, figure: impl Fn(Slice) -> f64) -> Option<Series> {
        let (_, slices) = self.slices.iter().find(|(of, _)| *of == kind)?;
        Some(slices.iter().map(|slice| figure(*slice)).collect())
    }
}

/// Fills the rooms of every server, then measures them in turns. Who cannot run is said, and left out.
pub(crate) fn compare(options: &Options, rooms: usize, people: usize, slice: Duration) -> Compared {
    let product = Stage::set_up(Kind::Product, rooms, people, 0).unwrap_or_else(|error| panic!("{error}"));
    let payload = product.payload;
    let mut stages = vec![product];
    for kind in options.others() {
        match Stage::set_up(kind, rooms, people, payload) {
            Ok(stage) => stages.push(stage),
            Err(error) => println!("  {kind} is left out: {error}"),
        }
    }
    let mut slices: Vec<_> = stages.iter().map(|stage| (stage.host.kind, Vec::new())).collect();
    for _ in 0..options.runs {
        let round = round(&mut stages, slice);
        slices.iter_mut().zip(round).for_each(|((_, slices), slice)| slices.push(slice));
    }
    Compared { slices, payload }
}

/// The same with one server at a time, where there are too many people to be with all at once.
pub(crate) fn one_by_one(options: &Options, rooms: usize, people: usize, slice: Duration) -> Compared {
    let (mut all, mut payload) = (Vec::new(), 0);
    for kind in [Kind::Product].into_iter().chain(options.others()) {
        match Stage::set_up(kind, rooms, people, payload) {
            Ok(mut stage) => {
                payload = stage.payload;
                all.push((kind, (0..options.runs).map(|_| stage.slice(slice)).collect()));
            }
            Err(error) => println!("  {kind} is left out: {error}"),
        }
    }
    Compared { slices: all, payload }
}

pub(crate) fn run(options: &Options, report: &mut Report) {
    let floors = one(options, report, "Fan-out, one room of 1,000", 1, 1_000);
    target(report, &floors, (1, 1.1), (1, 1.0));
    let floors = one(options, report, "Fan-out, 100 rooms of 10", 100, 10);
    target(report, &floors, (2, 1.5), (2, 1.25));
}

fn one(options: &Options, report: &mut Report, title: &str, rooms: usize, people: usize) -> Compared {
    report.section(title);
    let compared = compare(options, rooms, people, SLICE);
    report.note(&format!(
        "Each message carries {} bytes. Server processor time for each frame that a client received, those to \
         the sender included; in lock-step.",
        compared.payload
    ));
    let floor = compared.series(Kind::Floor, Slice::per_frame);
    for (kind, slices) in &compared.slices {
        let frames: u64 = slices.iter().map(|slice| slice.frames).sum();
        let series: Series = slices.iter().map(|slice| slice.per_frame()).collect();
        report.figure(&format!("{kind}, {frames} frames"), "µs", &series);
        if let Some(floor) = &floor
            && *kind != Kind::Floor
        {
            report.figure(&format!("{kind}, to the floor"), "×", &series.over(floor));
        }
    }
    compared
}

/// The targets for the product: to the floor, and to Bun.
fn target(report: &mut Report, compared: &Compared, floor: (u8, f64), bun: (u8, f64)) {
    let Some(product) = compared.series(Kind::Product, Slice::per_frame) else { return };
    for (kind, (number, most)) in [(Kind::Floor, floor), (Kind::Bun, bun)] {
        if let Some(other) = compared.series(kind, Slice::per_frame) {
            let ratio = product.over(&other).median();
            report.target(number, &format!("crosstracks to {kind}"), ratio, most);
        }
    }
}
