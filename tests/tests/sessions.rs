//! Whole sessions of practice participants, from an empty room to the end, by `crosstracks rehearse` as anybody
//! runs it: everybody sits as the plan says, and all that was acknowledged is there afterwards.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail so")]

use std::process::Command;

use crosstracks_tests::Server;
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_crosstracks-under-test");
const THREE_SERVICES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../packs/three-services.json");

/// Rehearses, and gives the report; it says that all went well.
fn rehearse(services: &str, more: &[&str]) -> Value {
    let people = services.split(',').map(|size| size.parse::<usize>().unwrap()).sum::<usize>();
    let mut command = Command::new(PROGRAM);
    command.args(["rehearse", "--json", "--speed", "max", "--people", &people.to_string()]);
    let done = command.args(["--services", services]).args(more).output().unwrap();
    let [said, complained] = [done.stdout, done.stderr].map(|b| String::from_utf8_lossy(&b).into_owned());
    assert!(done.status.success(), "{services}: {said}\n{complained}");
    let report: Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
    assert_eq!(report["people_joined"], people, "{report:#}");
    assert_eq!(report["disagreements"], json!([]), "{report:#}");
    assert_eq!(
        report["stages_completed"],
        json!(["arrival", "impressions", "knowledge", "pause", "case", "plans", "feedback"]),
        "{report:#}"
    );
    // Weeks later three of four answer, half of them with a return code, and one who has lost theirs.
    let (answered, returned) = (people - people / 4, people.div_ceil(2));
    let followed_up = json!({ "people": answered, "by_return_code": returned, "unlinked": 1 });
    assert_eq!(report["follow_up"], followed_up, "{report:#}");
    assert!(report["commands_acknowledged"].as_u64().unwrap() > 10 * people as u64, "{report:#}");
    report
}

/// How many groups met in each pairing, in any order.
fn meetings(report: &Value) -> Vec<usize> {
    let pairings = report["groups"]["pairings"].as_array().unwrap();
    let mut sizes: Vec<_> = pairings.iter().map(|groups| groups.as_array().unwrap().len()).collect();
    sizes.sort_unstable();
    sizes
}

#[test]
fn thirteen_and_seven_meet_in_clusters() {
    let report = rehearse("13,7", &[]);
    assert_eq!(report["groups"]["mixed"], json!([[4, 3], [5, 2], [4, 2]]));
    assert_eq!(report["groups"]["single"], json!({ "gp": [5, 4, 4], "asc": [4, 3] }));
    assert_eq!(meetings(&report), [2, 3]);
}

#[test]
fn nine_and_six_meet_in_pairs() {
    let report = rehearse("9,6", &[]);
    assert_eq!(report["groups"]["mixed"], json!([[3, 2], [3, 2], [3, 2]]));
    assert_eq!(report["groups"]["single"], json!({ "gp": [5, 4], "asc": [3, 3] }));
    assert_eq!(meetings(&report), [2, 2]);
}

#[test]
fn twenty_and_five_meet_as_a_panel() {
    let report = rehearse("20,5", &[]);
    assert_eq!(report["groups"]["mixed"], json!([[5, 2], [5, 1], [5, 1], [5, 1]]));
    assert_eq!(report["groups"]["single"], json!({ "gp": [5, 5, 5, 5], "asc": [5] }));
    assert_eq!(meetings(&report), [5]);
}

#[test]
fn three_services_each_ask_the_next() {
    let server = Server::start_with(PROGRAM, &["--pack", THREE_SERVICES]);
    let report = rehearse("8,7,5", &["--url", &server.url(), "--pack", "three-services"]);
    assert_eq!(report["groups"]["single"].as_object().unwrap().len(), 3, "{report:#}");
    for table in report["groups"]["mixed"].as_array().unwrap() {
        assert!(table.as_array().unwrap().iter().all(|people| people.as_u64() > Some(0)), "{report:#}");
    }
}
