//! The suite as a test: every scenario once with a handful of people, without npm. It looks at what came, never
//! at how long it took.

use std::time::{Duration, Instant};

use clap::Parser;

use crate::{
    Options,
    ballot::Ballot,
    echo::Counter,
    fanout,
    frame::{self, opcode},
    host::Kind,
    large,
    plot::{self, Line, Panel},
    report::{Report, Series},
    stage::Busy,
    sys::Cores,
};

const PEOPLE: usize = 12;
const SLICE: Duration = Duration::from_millis(100);
const WINDOW: Duration = Duration::from_millis(400);

/// Runs as `cargo test` does, with its arguments: a filter may leave it out.
pub(crate) fn run(arguments: &[String]) {
    let filters: Vec<_> = arguments.iter().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let tests: [(&str, fn()); 5] = [
        ("suite::frames_are_read_wherever_they_are_cut", frames),
        ("suite::figures_are_summed_up_and_drawn", figures),
        ("suite::everybody_is_told_each_thing_once", told),
        ("suite::every_vote_is_answered_and_counted_on_every_screen", votes),
        ("suite::a_conference_loses_nothing", conference),
    ];
    let wanted =
        |name: &str| filters.is_empty() || filters.iter().any(|filter| name.contains(filter.as_str()));
    if arguments.iter().any(|argument| argument == "--list") {
        tests.iter().filter(|(name, _)| wanted(name)).for_each(|(name, _)| println!("{name}: test"));
        return;
    }
    let start = Instant::now();
    let (mut run, mut left_out) = (0, 0);
    for (name, test) in tests {
        if !wanted(name) || arguments.iter().any(|argument| argument == "--ignored") {
            left_out += 1;
            continue;
        }
        // A panic ends the process with an error, which is all that Cargo wants to know.
        test();
        println!("test {name} ... ok");
        run += 1;
    }
    println!(
        "\ntest result: ok. {run} passed; 0 failed; 0 ignored; 0 measured; {left_out} filtered out; \
         finished in {:.2}s\n",
        start.elapsed().as_secs_f64()
    );
}

fn options() -> Options {
    Options::parse_from(["suite", "--runs", "2", "--without", "bun", "--without", "colyseus"])
}

fn frames() {
    for length in [0, 1, 125, 126, 0xffff, 0x1_0000] {
        let payload = vec![b'x'; length];
        let mut frame = Vec::new();
        frame::from_server(opcode::TEXT, &payload, &mut frame);
        let whole = frame::first(&frame).unwrap();
        assert_eq!((whole.opcode, whole.payload, whole.length), (opcode::TEXT, &payload[..], frame.len()));
        for cut in [0, 1, 2, 3, 9, frame.len() - 1] {
            assert_eq!(frame::first(&frame[..cut.min(frame.len() - 1)]), None, "{length} cut at {cut}");
        }
        frame::from_client(opcode::BINARY, &payload, &mut frame);
        let whole = frame::first(&frame).unwrap();
        assert_eq!((whole.opcode, whole.length), (opcode::BINARY, frame.len()));
        // The payload with its mask in front.
        assert_eq!(whole.payload.len(), length + 4);
    }
    let mut text = Vec::new();
    frame::unmask(&[1, 2, 3, 4, b'a' ^ 1, b'b' ^ 2, b'c' ^ 3, b'd' ^ 4, b'e' ^ 1], &mut text);
    assert_eq!(text, b"abcde");
}

fn figures() {
    let series: Series = (1..=200).rev().map(f64::from).collect();
    assert_eq!([0.0, 0.5, 0.99, 1.0].map(|part| series.quantile(part)), [1.0, 100.0, 198.0, 200.0]);
    assert_eq!(Series(vec![6.0, 9.0]).over(&Series(vec![2.0, 3.0])), Series(vec![3.0, 3.0]));
    let line = |name: &str, height: f64| Line {
        name: name.to_owned(),
        colour: "#000000",
        is_main: false,
        points: vec![(10.0, height), (10_000.0, height * 2.0)],
    };
    let panel = Panel {
        title: "a < b".to_owned(),
        across: "people".to_owned(),
        lines: vec![line("one", 5.0), line("other", 5.01)],
    };
    let svg = plot::svg(&[panel]);
    for part in ["a &lt; b", ">one<", ">other<", ">10,000<"] {
        assert!(svg.contains(part), "{part} is not in {svg}");
    }
}

fn told() {
    let rooms = 2;
    let compared = fanout::compare(&options(), rooms, PEOPLE, SLICE);
    assert!(compared.payload > 50, "an update of {} bytes", compared.payload);
    let kinds: Vec<_> = compared.slices.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, [Kind::Product, Kind::Floor, Kind::Naive]);
    for (kind, slices) in compared.slices {
        // In the product the desk hears too, and of its command.
        let each = if kind == Kind::Product { PEOPLE + 2 } else { PEOPLE } as u64;
        for slice in slices {
            assert!(slice.frames >= rooms as u64 * each, "{kind}: {slice:?}");
            assert_eq!(slice.frames % each, 0, "{kind}: somebody was told more or less often than others");
            assert!(slice.cpu_ns > 0);
        }
    }
}

fn votes() {
    for kind in [Kind::Product, Kind::Floor, Kind::Naive] {
        let mut counter = Counter::set_up(kind, PEOPLE, PEOPLE / 2).unwrap();
        assert!(counter.slice(SLICE).per_frame() > 0.0);
    }
    let mut ballot = Ballot::set_up(2, PEOPLE, Cores::All);
    for each in [1, 2] {
        let round = ballot.round(WINDOW, each);
        assert_eq!(round.ack.0.len(), 2 * PEOPLE * each);
        assert_eq!((round.display.0.len(), round.desk.0.len()), (2 * PEOPLE, 2 * PEOPLE));
        assert!(!round.fanout.0.is_empty() && round.cpu_per_vote > 0.0 && round.share > 0.0);
    }
}

fn conference() {
    let faults = large::run(&mut Report::default(), PEOPLE, WINDOW);
    assert_eq!(faults, large::Faults::default());
}
