//! What a session leaves behind, searched for what nobody may read: exports, the replay, the server's files and logs.

use std::collections::BTreeSet;

use crosstracks_tests::{Desk, Http, Server};

use crate::NAME;

/// The report in every form, and the replay, have nobody's name or plan; what people wrote of the day, and weeks
/// later, stands in the facilitators' report without a name, and nowhere else.
pub(crate) async fn nothing_personal_is_exported(http: &Http, desk: &Desk) {
    let token = desk.opened["facilitator"].as_str().unwrap();
    let mut all = Vec::new();
    for readers in ["facilitators", "commissioners"] {
        for form in ["html", "csv", "json"] {
            let path = format!("/api/rooms/mine/report/{form}?readers={readers}");
            let file = http.download(&path, token).await;
            all.push((path, String::from_utf8(file.bytes.to_vec()).unwrap()));
        }
    }
    let moments = http.get_as("/api/rooms/mine/replay", token).await.body;
    for moment in moments.as_array().unwrap() {
        let path = format!("/api/rooms/mine/replay/{}", moment["seq"]);
        let picture = http.get_as(&path, token).await.body;
        all.push((path, picture.to_string()));
    }
    all.push(("/api/rooms/mine/replay".to_owned(), moments.to_string()));
    assert!(all.len() > 20, "a session has many moments");
    for (path, text) in &all {
        assert!(!text.contains(NAME) && !text.contains("MARK-plan-"), "{path}");
        let words = ["MARK-feedback-", "MARK-later-", "MARK-unlinked"].map(|mark| text.contains(mark));
        let told = path.contains("readers=facilitators");
        assert_eq!(words, [told, told, told], "{path}");
    }
}

/// The files and the logs tell nobody who was there, what was typed, or what one person answered.
pub(crate) fn nothing_personal_is_at_rest(server: &Server, shown: &BTreeSet<String>) {
    let files =
        std::fs::read_dir(server.data()).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
    let all: Vec<Vec<u8>> = files.chain([server.log().into_bytes()]).collect();
    let lies_there = |words: &str| {
        all.iter().any(|bytes| bytes.windows(words.len()).any(|window| window == words.as_bytes()))
    };
    assert!(lies_there(r#""event":"items_opened""#), "the search sees nothing");
    let typed = |mark: &&String| mark.starts_with("point-") || mark.starts_with("action-");
    let events =
        ["voted", "survey_answered", "poll_answered", "plan_kept", "outcome_reported", "unlinked_answered"];
    let private = events.map(|event| format!(r#""event":"{event}""#));
    let typed = shown.iter().filter(typed).map(|mark| format!("MARK-{mark}"));
    let written = [NAME, "MARK-plan-", "MARK-feedback-0", "MARK-later-0", "MARK-unlinked"].map(str::to_owned);
    for words in private.into_iter().chain(typed).chain(written) {
        assert!(!lies_there(&words), "{words} lies in the clear");
    }
}
