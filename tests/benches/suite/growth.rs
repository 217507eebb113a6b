//! Scenario 6: how cost grows with the number of people in a room, for each frame and for each command.

use std::{fs, time::Duration};

use crate::{
    Options,
    echo::{self, Counter},
    fanout::{self, Compared},
    host::Kind,
    plot::{self, Line, Panel},
    report::{Report, Series},
    stage::{Busy, Slice},
};

const SIZES: [usize; 7] = [10, 30, 100, 300, 1_000, 3_000, 10_000];
/// With more people than so many, one server is there at a time.
const IN_TURNS: usize = 1_000;
/// How many of them ask, where the measure is an answer.
const ASKING: usize = 30;
const SLICE: Duration = Duration::from_millis(1000);

/// Figures of a server, by the number of people.
type Curve = Vec<(f64, f64)>;

pub(crate) fn run(options: &Options, report: &mut Report) {
    let kinds: Vec<_> = [Kind::Product].into_iter().chain(options.others()).collect();
    let mut delivery: Vec<(Kind, Curve)> = kinds.iter().map(|kind| (*kind, Curve::new())).collect();
    let mut answer = delivery.clone();
    for people in SIZES {
        report.section(&format!("{people} in one room"));
        for (kind, slices) in told(options, people).slices {
            let series: Series = slices.iter().map(|slice: &Slice| slice.per_frame()).collect();
            report.figure(&format!("{kind}: each frame"), "µs", &series);
            add(&mut delivery, kind, people, &series);
        }
        for (kind, series) in asked(options, report, &kinds, people) {
            let what = if kind == Kind::Product { "each vote" } else { "each echo" };
            report.figure(&format!("{kind}: {what}"), "µs", &series);
            add(&mut answer, kind, people, &series);
        }
    }
    grows(report, &answer);
    if let Some(file) = &options.plot {
        let panels = [
            panel("Processor time for each frame delivered, µs", delivery),
            panel("Processor time for each vote (others: an echo), µs", answer),
        ];
        if let Err(error) = fs::write(file, plot::svg(&panels)) {
            report.note(&format!("the plot could not be written: {error}"));
        }
    }
}

/// Everybody is told things. Servers take turns, as long as there are file handles for the people of all.
fn told(options: &Options, people: usize) -> Compared {
    if people > IN_TURNS {
        return fanout::one_by_one(options, 1, people, SLICE);
    }
    fanout::compare(options, 1, people, SLICE)
}

/// Some ask, and the others are there.
fn asked(options: &Options, report: &Report, kinds: &[Kind], people: usize) -> Vec<(Kind, Series)> {
    let mut all = Vec::new();
    for kind in kinds {
        match Counter::set_up(*kind, people, ASKING.min(people)) {
            Ok(mut counter) => {
                all.push((
                    *kind,
                    (0..options.runs).map(|_| counter.slice(echo::SLICE).per_frame()).collect(),
                ));
            }
            Err(error) => report.note(&format!("{kind} is left out: {error}")),
        }
    }
    all
}

fn add(curves: &mut [(Kind, Curve)], kind: Kind, people: usize, series: &Series) {
    if let Some((_, curve)) = curves.iter_mut().find(|(of, _)| *of == kind) {
        curve.push((people as f64, series.median()));
    }
}

/// Target 8: from 10 people to 10,000 a vote may cost as much more as the logarithm does.
fn grows(report: &mut Report, answer: &[(Kind, Curve)]) {
    let Some((_, curve)) = answer.iter().find(|(kind, _)| *kind == Kind::Product) else { return };
    if let (Some((few, low)), Some((many, high))) = (curve.first(), curve.last()) {
        report.section("Growth");
        report.target(8, &format!("a vote at {many} to one at {few}"), high / low, many.ln() / few.ln());
    }
}

fn panel(title: &str, curves: Vec<(Kind, Curve)>) -> Panel {
    let lines = curves.into_iter().filter(|(_, curve)| !curve.is_empty());
    let line = |(kind, points): (Kind, Curve)| Line {
        name: kind.name().to_owned(),
        // Each is told from a light and from a dark page, and from the others by those who see fewer colours.
        colour: match kind {
            Kind::Product => "#d9480f",
            Kind::Floor => "#868e96",
            Kind::Naive => "#9c6ade",
            Kind::Bun => "#2f9e77",
            Kind::Colyseus => "#3b82d6",
        },
        is_main: kind == Kind::Product,
        points,
    };
    Panel {
        title: title.to_owned(),
        across: "people in the room".to_owned(),
        lines: lines.map(line).collect(),
    }
}
