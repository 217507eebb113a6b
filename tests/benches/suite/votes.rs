//! Scenario 2: how long a vote takes to be kept and acknowledged, and to show where it shows.
//!
//! Nobody else's phone shows a vote (the workshop's rule V2), so the screens are the desk and the display, which
//! count; what reaches every phone is a facilitator's command, measured while the votes run.

use crate::{
    Options, WINDOW,
    ballot::{Ballot, Round},
    report::{Report, Series},
    store::Store,
    sys::Cores,
};

/// Rooms in which everybody votes within the window.
struct Case {
    title: &'static str,
    rooms: usize,
    people: usize,
    /// Votes of each person.
    each: usize,
    cores: Cores,
    /// The target: at most so many of the store's own commits, plus one fan-out, up to the screens.
    commits: f64,
}

const CASES: [Case; 4] = [
    Case { title: "30 in one room", rooms: 1, people: 30, each: 1, cores: Cores::One, commits: 1.5 },
    Case { title: "1,000 in one room", rooms: 1, people: 1_000, each: 1, cores: Cores::One, commits: 3.0 },
    Case { title: "10,000 in one room", rooms: 1, people: 10_000, each: 1, cores: Cores::One, commits: 10.0 },
    Case { title: "400 rooms of 25", rooms: 400, people: 25, each: 2, cores: Cores::All, commits: 1.5 },
];

pub(crate) fn run(options: &Options, report: &mut Report) {
    let mut store = Store::open();
    for mut case in CASES {
        if case.people == 10_000 {
            case.people = options.people.unwrap_or(case.people);
        }
        case.run(options, report, &mut store);
    }
}

impl Case {
    fn run(&self, options: &Options, report: &mut Report, store: &mut Store) {
        report.section(&format!("Votes, {}", self.title));
        let mut ballot = Ballot::set_up(self.rooms, self.people, self.cores);
        let mut rounds = Vec::new();
        let mut commits = Vec::new();
        for _ in 0..options.runs {
            commits.push(store.commits(self.rooms * self.people * self.each, WINDOW));
            rounds.push(ballot.round(WINDOW, self.each));
        }
        let at = |part: f64, of: fn(&Round) -> &Series| -> Series {
            rounds.iter().map(|round| of(round).quantile(part)).collect()
        };
        let commit = |part: f64| -> Series { commits.iter().map(|commits| commits.quantile(part)).collect() };
        let (commit_50, commit_99) = (commit(0.5), commit(0.99));
        report.figure("the store's own commit, p50", "ms", &commit_50);
        report.figure("the store's own commit, p99", "ms", &commit_99);
        report.figure("vote to acknowledgement, p50", "ms", &at(0.5, |round| &round.ack));
        let ack = at(0.99, |round| &round.ack);
        report.figure("vote to acknowledgement, p99", "ms", &ack);
        report.figure("vote to the display, p50", "ms", &at(0.5, |round| &round.display));
        let display = at(0.99, |round| &round.display);
        report.figure("vote to the display, p99", "ms", &display);
        let desk = at(0.99, |round| &round.desk);
        report.figure("vote to the desk, p99", "ms", &desk);
        let fanout = at(0.5, |round| &round.fanout);
        report.figure("a command to every phone, p50", "ms", &fanout);
        report.figure("a command to every phone, p99", "ms", &at(0.99, |round| &round.fanout));
        let cpu: Series = rounds.iter().map(|round| round.cpu_per_vote).collect();
        report.figure("processor time for a vote, all included", "µs", &cpu);

        let (store, fanout) = (commit_99.median(), fanout.median());
        if self.rooms == 1 && self.people == 30 {
            report.target(3, "acknowledgement, p99 in ms", ack.median(), 2.0 * store);
        }
        let number = if self.rooms == 1 { 4 } else { 7 };
        let screens = display.median().max(desk.median());
        report.target(number, "vote to screens, p99 in ms", screens, self.commits * store + fanout);
        if self.rooms > 1 {
            let share: Series = rounds.iter().map(|round| round.share * 100.0).collect();
            report.figure("share of two cores", "%", &share);
            report.target(7, "share of two cores, in %", share.median(), 60.0);
        }
    }
}
