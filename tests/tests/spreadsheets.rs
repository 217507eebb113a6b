//! What a spreadsheet makes of a report's files: opened and saved anew by LibreOffice, they hold no formula, and what
//! people typed stands as they typed it. Takes LibreOffice (Debian's `libreoffice-calc`), so it is not among those that
//! `cargo test` runs: `cargo test -p crosstracks-tests --test spreadsheets`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail so")]

use std::{fs, path::Path, process::Command};

use crosstracks_tests::{Desk, Server};
use serde_json::json;

const PROGRAM: &str = env!("CARGO_BIN_EXE_crosstracks-under-test");

/// What anybody may type, and a spreadsheet may take for a formula.
const TYPED: [&str; 4] = ["=1+41", "+1+41", "-1-41", "@SUM(A1)"];

/// A file as LibreOffice reads it, in its own flat XML form.
fn opened(folder: &Path, file: &str) -> String {
    // The filter says: commas, quotes, UTF-8, and that formulas in a text are to be worked out if there are any.
    let csv = "--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,-1,true";
    let mut command = Command::new("soffice");
    command.args(["--headless", &format!("-env:UserInstallation=file://{}/profile", folder.display())]);
    if file.ends_with(".csv") {
        command.arg(csv);
    }
    let done = command
        .args(["--convert-to", "fods", "--outdir"])
        .arg(folder)
        .arg(folder.join(file))
        .output()
        .expect("LibreOffice is installed");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let (name, _) = file.rsplit_once('.').unwrap();
    fs::read_to_string(folder.join(format!("{name}.fods"))).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_cell_is_a_formula_whatever_people_typed() {
    let server = Server::start(PROGRAM);
    let http = server.http();
    let mut desk = Desk::open(&http, None).await;
    desk.act(&json!({ "type": "close_room" })).await.unwrap();
    desk.until(|desk| !desk["debrief"].is_null()).await;
    for (n, typed) in TYPED.iter().enumerate() {
        let item = desk.view()["debrief"]["items"][n]["item"].clone();
        desk.act(&json!({ "type": "note_debrief", "item": item, "verdict": "edit", "note": typed }))
            .await
            .unwrap();
    }
    let token = desk.opened["facilitator"].as_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (form, file) in [("xlsx", "book.xlsx"), ("csv", "long.csv")] {
        let path = format!("/api/rooms/mine/report/{form}?readers=facilitators");
        fs::write(folder.path().join(file), http.download(&path, token).await.bytes).unwrap();
        let cells = opened(folder.path(), file);
        assert!(cells.contains("<table:table-cell"));
        assert!(!cells.contains("table:formula"), "{file} has a formula");
        for typed in TYPED {
            // The long table guards what begins as a formula with an apostrophe.
            let guarded = format!(">'{typed}<").replace('\'', "&apos;");
            let as_typed = [format!(">{typed}<"), format!(">'{typed}<"), guarded];
            assert!(as_typed.iter().any(|text| cells.contains(text)), "{file} lost {typed}");
        }
    }
}
