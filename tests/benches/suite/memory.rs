//! Scenario 4, first half: what an idle connection and an empty room take of a server's memory.

use std::time::Duration;

use crate::{
    Options,
    crowd::Crowd,
    door::{self, Http},
    host::{Host, Kind},
    product::{self, Desk, Room},
    relay::{self, Wish},
    report::{Report, Series},
    sys::{self, Cores},
};

/// Rooms that are opened and left empty.
const EMPTY_ROOMS: usize = 1_000;
/// How long a server may rest before it is looked at.
const REST: Duration = Duration::from_secs(2);

pub(crate) fn run(options: &Options, report: &mut Report) {
    report.section("Memory, resident, once; against the same server with nobody connected");
    let people = options.people.unwrap_or(10_000);
    let one_room = of_product(1, people);
    report.figure(&format!("crosstracks, {people} in one room: each"), "KiB", &kib(one_room, people));
    report.target(5, "a connection, in KiB", one_room as f64 / people as f64 / 1024.0, 5.0);
    let rooms = people.div_ceil(25);
    let many_rooms = of_product(rooms, 25);
    report.figure(
        &format!("crosstracks, {rooms} rooms of 25: each person"),
        "KiB",
        &kib(many_rooms, rooms * 25),
    );
    report.figure("crosstracks, an empty room", "KiB", &kib(of_rooms(EMPTY_ROOMS), EMPTY_ROOMS));
    for kind in options.others() {
        match of_relay(kind, people) {
            Ok(bytes) => {
                report.figure(&format!("{kind}, {people} in one room: each"), "KiB", &kib(bytes, people))
            }
            Err(error) => report.note(&format!("{kind} is left out: {error}")),
        }
    }
}

fn kib(bytes: u64, parts: usize) -> Series {
    Series(vec![bytes as f64 / parts as f64 / 1024.0])
}

/// What rooms with their people add to the product.
fn of_product(rooms: usize, people: usize) -> u64 {
    let host = start(Kind::Product).unwrap_or_else(|error| panic!("{error}"));
    let before = sys::resident(host.pid());
    let mut crowd = Crowd::new();
    let opened = product::open(host.address, rooms, people);
    let mut desks = Desk::sit(&mut crowd, host.address, &opened);
    desks.iter_mut().for_each(|desk| desk.go_to_vote(&mut crowd));
    let phones = opened.iter().flat_map(|room| &room.people);
    let phones: Vec<_> = phones.map(|token| (token.clone(), "phone".to_owned())).collect();
    product::connect(&mut crowd, host.address, &phones, |_, _| {});
    crowd.quiet(REST);
    sys::resident(host.pid()).saturating_sub(before)
}

/// What rooms add where nobody is connected.
fn of_rooms(rooms: usize) -> u64 {
    let host = start(Kind::Product).unwrap_or_else(|error| panic!("{error}"));
    let before = sys::resident(host.pid());
    door::each(rooms, || Http::new(host.address), |http, _| Room::open(http));
    std::thread::sleep(REST);
    sys::resident(host.pid()).saturating_sub(before)
}

fn of_relay(kind: Kind, people: usize) -> Result<u64, String> {
    let host = start(kind)?;
    let before = sys::resident(host.pid());
    let mut crowd = Crowd::new();
    relay::connect(&mut crowd, &host, 1, people, Wish::Tell);
    crowd.quiet(REST);
    Ok(sys::resident(host.pid()).saturating_sub(before))
}

/// Starts a server, and lets it come to rest.
fn start(kind: Kind) -> Result<Host, String> {
    let host = Host::start(kind, Cores::All, 100)?;
    std::thread::sleep(REST);
    Ok(host)
}
