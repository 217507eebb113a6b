//! Builds the web client with npm into `OUT_DIR`, where `embed/lib.rs` picks it up.
//!
//! A packager who has built it already points `CLIENT_WEB_DIST` at the result, and npm is not called.

use std::{
    env,
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, ExitCode, Output},
};

/// The oldest Node.js that Vite runs on.
const OLDEST_NODE: (u32, u32) = (20, 19);

/// Everything that the built client depends on. A path that is not there would make Cargo rebuild each time.
const SOURCES: &[&str] = &[
    "build.rs",
    "index.html",
    "package.json",
    "package-lock.json",
    "public",
    "src",
    "svelte.config.js",
    "tsconfig.json",
    "vite.config.ts",
];

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), String> {
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
    }
    println!("cargo::rerun-if-env-changed=CLIENT_WEB_DIST");

    let dist = match env::var_os("CLIENT_WEB_DIST") {
        Some(ready) => fs::canonicalize(&ready).map_err(|e| {
            format!("CLIENT_WEB_DIST is {}, which cannot be read: {e}", Path::new(&ready).display())
        })?,
        None => build_with_npm()?,
    };
    println!("cargo::rustc-env=CLIENT_WEB_DIST={}", dist.display());
    Ok(())
}

fn build_with_npm() -> Result<PathBuf, String> {
    let package = path_from("CARGO_MANIFEST_DIR")?;
    let dist = path_from("OUT_DIR")?.join("dist");
    check_node()?;

    // A debug and a release build may run at once, and both install into the same node_modules.
    // npm empties that folder, so the lock is on a file that nobody else opens: this one.
    let lock = File::open(package.join("build.rs")).map_err(|e| format!("build.rs cannot be opened: {e}"))?;
    lock.lock().map_err(|e| format!("the build lock cannot be taken: {e}"))?;

    install(&package)?;
    let mut vite = npm();
    vite.args(["run", "build", "--", "--emptyOutDir", "--outDir"]).arg(&dist).current_dir(&package);
    run(&mut vite, "npm run build")?;
    Ok(dist)
}

/// Installs what the build needs (not the linters), unless that very lock file has been installed already.
fn install(package: &Path) -> Result<(), String> {
    let wanted =
        fs::read(package.join("package-lock.json")).map_err(|e| format!("no package-lock.json: {e}"))?;
    let stamp = package.join("node_modules/.installed");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let mut ci = npm();
    ci.args(["ci", "--omit=dev", "--prefer-offline", "--no-progress"]).current_dir(package);
    run(&mut ci, "npm ci")?;
    fs::write(&stamp, wanted).map_err(|e| format!("{} cannot be written: {e}", stamp.display()))
}

fn check_node() -> Result<(), String> {
    let (major, minor) = OLDEST_NODE;
    let wanted =
        format!("Crosstracks needs Node.js {major}.{minor} or newer with npm to build its web client");
    let version = match Command::new("node").arg("--version").output() {
        Ok(output) => String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        Err(_) => return Err(format!("{wanted}, and there is no `node` in the PATH.")),
    };
    let mut numbers = version.trim_start_matches('v').split('.').map_while(|part| part.parse::<u32>().ok());
    match (numbers.next(), numbers.next()) {
        (Some(found_major), Some(found_minor)) if (found_major, found_minor) >= OLDEST_NODE => Ok(()),
        _ => Err(format!("{wanted}, and this is {version}.")),
    }
}

fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// Runs quietly; what the command said is part of the error if it fails.
fn run(command: &mut Command, name: &str) -> Result<(), String> {
    let Output { status, stdout, stderr } = command.output().map_err(|e| {
        format!("Crosstracks needs npm to build its web client, and it could not be started: {e}.")
    })?;
    if status.success() {
        return Ok(());
    }
    let said = [stdout, stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    Err(format!("`{name}` did not work ({status}):\n{said}"))
}

fn path_from(variable: &str) -> Result<PathBuf, String> {
    env::var_os(variable).map(PathBuf::from).ok_or_else(|| format!("Cargo did not set {variable}"))
}
