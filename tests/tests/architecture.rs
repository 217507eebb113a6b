//! The shape of the code, as absences that are checked.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail so")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// All files below a folder with one of these endings, and what they say.
fn sources(folder: &str, endings: &[&str]) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if endings.iter().any(|ending| path.extension().is_some_and(|e| e == *ending)) {
                let text = fs::read_to_string(&path).unwrap();
                files.push((path, text));
            }
        }
    }
    assert!(!files.is_empty(), "nothing to look at in {folder}");
    files
}

/// The files that hold any of these words outside comments.
fn naming(files: &[(PathBuf, String)], words: &[&str]) -> Vec<String> {
    let code = |line: &&str| !matches!(line.trim_start().get(..2), Some("//" | "/*" | "* "));
    let found = files.iter().flat_map(|(path, text)| {
        let lines = text.lines().filter(code).filter(|line| words.iter().any(|word| line.contains(word)));
        lines.map(move |line| format!("{}: {}", path.display(), line.trim()))
    });
    found.collect()
}

fn nowhere(files: &[(PathBuf, String)], words: &[&str]) {
    let found = naming(files, words);
    assert!(found.is_empty(), "{words:?} found:\n{}", found.join("\n"));
}

#[test]
fn the_protocol_reaches_no_runtime_clock_chance_or_file() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "-p", "crosstracks-protocol", "-e", "normal", "--prefix", "none"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8(tree.stdout).unwrap();
    assert!(tree.contains("serde_json"));
    for line in tree.lines() {
        let name = line.split_whitespace().next().unwrap_or_default();
        for kept_out in
            ["tokio", "async-std", "rand", "getrandom", "chrono", "time", "mio", "hyper", "rusqlite", "uuid"]
        {
            assert_ne!(name, kept_out, "the protocol depends on {line}");
        }
    }
    let code = sources("protocol/src", &["rs"]);
    nowhere(
        &code,
        &["HashMap", "HashSet", "SystemTime", "Instant::", "std::fs", "std::net", "std::env", "std::thread"],
    );
    // Floats differ between machines in what they round; a room has none.
    nowhere(&sources("protocol/src/room", &["rs"]), &["f64", "f32"]);
}

#[test]
fn only_the_registry_names_the_map_of_rooms() {
    let code = sources("server/src", &["rs"]);
    let others: Vec<_> = code.into_iter().filter(|(path, _)| !path.ends_with("registry.rs")).collect();
    nowhere(&others, &["DashMap", "dashmap::"]);
}

#[test]
fn no_service_or_prompt_is_in_the_code() {
    let words = ["eneral practice", "ocial care", "\"gp\"", "\"asc\"", "'gp'", "'asc'", "social worker"];
    for (folder, endings) in
        [("protocol/src", &["rs"][..]), ("server/src", &["rs"]), ("client-web/src", &["ts", "svelte", "ftl"])]
    {
        let code: Vec<_> = sources(folder, endings)
            .into_iter()
            .filter(|(path, _)| !is_test(path))
            .map(|(path, text)| (path, before_tests(text)))
            .collect();
        nowhere(&code, &words);
    }
}

/// Whether a file is one of unit tests alone.
fn is_test(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == "tests.rs") || path.iter().any(|part| part == "tests")
}

/// A file without its unit tests, which may name what they like.
fn before_tests(text: String) -> String {
    text.split("#[cfg(test)]").next().unwrap_or_default().to_owned()
}

#[test]
fn the_client_never_makes_markup_of_text() {
    let code = sources("client-web/src", &["ts", "svelte"]);
    nowhere(&code, &["{@html", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("]);
}

#[test]
fn the_client_knows_no_rules_and_mirrors_no_types() {
    let code = sources("client-web/src", &["ts", "svelte"]);
    let outside: Vec<_> =
        code.into_iter().filter(|(path, _)| !path.ends_with("protocol/protocol.ts")).collect();
    nowhere(
        &outside,
        &[
            "interface DeskView",
            "interface SharedView",
            "interface GroupView",
            "type Command =",
            "type ServerMessage =",
        ],
    );
}
