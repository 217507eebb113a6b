//! What drives a real browser is written for Node.js, in `tests/browser`; this runs it.

use std::{
    fs::{self, File},
    path::Path,
    process::Command,
};

/// Runs Node.js in `tests/browser`, and gives what it wrote; panics with that if it fails. Gets what it needs before:
/// npm's packages, and a Chromium where none is installed.
///
/// `program` is `env!("CARGO_BIN_EXE_crosstracks-under-test")`, `tmp` is `env!("CARGO_TARGET_TMPDIR")`.
pub fn node(arguments: &[&str], program: &str, tmp: &Path) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser");
    // Another run may be about to get the same things.
    let lock = File::open(folder.join("package.json")).unwrap();
    lock.lock().unwrap();
    install(&folder);
    let chromium = chromium(&folder, &tmp.with_file_name("chromium"));
    lock.unlock().unwrap();

    output(
        Command::new("node")
            .args(arguments)
            .current_dir(&folder)
            .env("CHROMIUM", chromium)
            .env("CROSSTRACKS", program)
            .env("PICTURES", tmp.with_file_name("pictures")),
    )
}

/// Installs npm's packages, unless that very lock file has been installed already.
fn install(folder: &Path) {
    let wanted = fs::read(folder.join("package-lock.json")).unwrap();
    let stamp = folder.join("node_modules/.installed");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return;
    }
    output(Command::new("npm").args(["ci", "--prefer-offline", "--no-progress"]).current_dir(folder));
    fs::write(stamp, wanted).unwrap();
}

fn chromium(folder: &Path, target: &Path) -> String {
    let said = output(Command::new("sh").arg(folder.join("chromium.sh")).arg(target));
    said.lines().last().unwrap().to_owned()
}

/// Runs a command that must succeed, and gives what it wrote on standard output.
fn output(command: &mut Command) -> String {
    let done = command.output().unwrap_or_else(|error| panic!("{command:?} cannot be run: {error}"));
    let [said, complained] = [done.stdout, done.stderr].map(|b| String::from_utf8_lossy(&b).into_owned());
    assert!(done.status.success(), "{command:?} failed ({}):\n{said}\n{complained}", done.status);
    said
}
