//! Who may do what, when, and to what: every command, by everybody who might send it, at every stage of a session,
//! to what is theirs and to what is not, over real sockets, against `table.md`.
//!
//! A new command fails this test until `commands.rs` has a row for it. `UPDATE=1 cargo test -p crosstracks-tests
//! --test authorisation` then writes the cells as the server answers them: read what it wrote before you keep it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail so")]

mod commands;
mod scene;

use std::{collections::BTreeSet, fmt::Write as _, fs};

use serde_json::Value;

use self::{
    commands::{Row, Whose},
    scene::{Role, STAGES, Scene},
};

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/authorisation/table.md");
const SCHEMA: &str = include_str!("../../../protocol/messages.schema.json");
const HEAD: &str = "# Who may do what, when

Each row is a command on an object, each column a stage of the session. A cell is what whoever the command is for is \
told: `yes`, or the code of the refusal. A command on the agenda is sent for an older agenda, so that it changes \
nothing; where it is refused for that alone, it is allowed. What everybody else is told follows from whose it is: \
for a participant's, `not_in_yet`, `has_left` or `removed` where somebody knocks, has left or was taken out (who \
left early is asked weeks later like everybody else, and can be erased), and \
`wrong_role` for facilitators and the display; for a facilitator's, `wrong_role` for everybody else.

";

/// What is asked weeks later.
const LATER: [&str; 3] = ["answer_follow_up", "report_outcome", "answer_recall"];
/// What whoever has left may still do besides.
const HAVING_LEFT: [&str; 2] = ["come_back", "erase_myself"];

/// What a role is told about a command that, of whoever it is for, would be answered so.
fn told(row: &Row, role: Role, cell: &str) -> String {
    let told = match (row.whose, role) {
        (Whose::Participant, Role::Participant) | (Whose::Facilitator, Role::Facilitator) => cell,
        (Whose::Participant, Role::Knocking) => "not_in_yet",
        // Who left early is asked weeks later like everybody else.
        (Whose::Participant, Role::Left)
            if HAVING_LEFT.iter().chain(&LATER).any(|one| *one == row.command) =>
        {
            cell
        }
        (Whose::Participant, Role::Left) => "has_left",
        (Whose::Participant, Role::Removed) => "removed",
        _ => "wrong_role",
    };
    told.to_owned()
}

/// The cells of the table, by command, object and stage.
fn read(table: &str) -> Vec<Vec<String>> {
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let cells =
        |row: &str| row.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect();
    rows.map(cells).collect()
}

fn write(rows: &[Row], cells: &[Vec<String>]) -> String {
    let mut table = HEAD.to_owned();
    let stages = STAGES.map(|stage| stage.name());
    writeln!(table, "| Command | Object | Whose | {} |", stages.join(" | ")).unwrap();
    writeln!(table, "|---|---|---|{}", "---|".repeat(STAGES.len())).unwrap();
    for (row, cells) in rows.iter().zip(cells) {
        let whose = match row.whose {
            Whose::Participant => "participant",
            Whose::Facilitator => "facilitator",
        };
        writeln!(table, "| `{}` | {} | {whose} | {} |", row.command, row.object, cells.join(" | ")).unwrap();
    }
    table
}

#[test]
fn every_command_has_a_row() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let commands = schema["$defs"]["Command"]["oneOf"].as_array().unwrap();
    let there: BTreeSet<_> =
        commands.iter().map(|command| command["properties"]["type"]["const"].as_str().unwrap()).collect();
    let rows: BTreeSet<_> = commands::rows().iter().map(|row| row.command).collect();
    assert_eq!(there.difference(&rows).collect::<Vec<_>>(), Vec::<&&str>::new(), "commands without a row");
    assert_eq!(rows.difference(&there).collect::<Vec<_>>(), Vec::<&&str>::new(), "rows without a command");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_cell_of_the_table_holds() {
    let rows = commands::rows();
    let update = std::env::var_os("UPDATE").is_some();
    let table = read(&fs::read_to_string(TABLE).unwrap_or_default());
    let wanted = |row: usize, stage: usize| table.get(row).and_then(|cells| cells.get(3 + stage));
    let mut scene = Scene::set().await;
    let mut cells = vec![vec![String::new(); STAGES.len()]; rows.len()];
    let (mut tried, mut wrong) = (0, Vec::new());
    for (at, stage) in STAGES.into_iter().enumerate() {
        scene.go_to(stage).await;
        for (n, row) in rows.iter().enumerate() {
            let owner = match row.whose {
                Whose::Participant => Role::Participant,
                Whose::Facilitator => Role::Facilitator,
            };
            // The owner first: what others would do to it is there then.
            let mut cell = scene.ask(owner, row).await;
            cells[n][at].clone_from(&cell);
            if !update {
                let held = wanted(n, at).cloned().unwrap_or_default();
                if cell != held {
                    wrong.push(format!(
                        "{} {} at {}: {cell}, not {held}",
                        row.command,
                        row.object,
                        stage.name()
                    ));
                }
                cell = held;
            }
            tried += 1;
            for role in Role::ALL.into_iter().filter(|role| *role != owner) {
                let (answer, held) = (scene.ask(role, row).await, told(row, role, &cell));
                tried += 1;
                if answer != held {
                    wrong.push(format!(
                        "{} {} at {} by {role:?}: {answer}, not {held}",
                        row.command,
                        row.object,
                        stage.name()
                    ));
                }
            }
            scene.mend(row).await;
        }
    }
    assert!(wrong.is_empty(), "{} of {tried} cells are wrong:\n{}", wrong.len(), wrong.join("\n"));
    let now = write(&rows, &cells);
    if update {
        fs::write(TABLE, &now).unwrap();
    }
    assert_eq!(now, fs::read_to_string(TABLE).unwrap(), "rows or stages are others than those of the table");
    assert_eq!(tried, rows.len() * STAGES.len() * Role::ALL.len());
    println!(
        "{tried} of {tried} cells hold: {} rows, {} stages, {} roles",
        rows.len(),
        STAGES.len(),
        Role::ALL.len()
    );
}
