//! Servers that people would pick instead, from npm, installed when a scenario asks for them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Bun with our relay.
pub(crate) fn bun() -> Result<Command, String> {
    let folder = install()?;
    // npm's own scripts are not run, so the program is taken from where the package for this machine has it.
    let packages =
        fs::read_dir(folder.join("node_modules/@oven")).map_err(|_| "npm has no Bun for this machine")?;
    let mut programs = packages.filter_map(|package| Some(package.ok()?.path().join("bin/bun")));
    let program = programs.find(|program| runs(program)).ok_or("no Bun that npm has runs on this machine")?;
    let mut command = Command::new(program);
    command.arg(folder.join("bun.mjs"));
    Ok(command)
}

/// Colyseus with our relay, on Node.js.
pub(crate) fn colyseus() -> Result<Command, String> {
    let folder = install()?;
    let mut command = Command::new("node");
    command.arg(folder.join("colyseus.mjs")).env("NODE_ENV", "production");
    Ok(command)
}

/// Some packages are for processors with more instructions than this one may have.
fn runs(program: &Path) -> bool {
    let asked = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    asked.is_ok_and(|status| status.success())
}

/// Copies `tests/benches/peers` into Cargo's target folder and installs there what it needs, unless that very
/// lock file has been installed already.
fn install() -> Result<PathBuf, String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("bench-peers");
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(&folder).map_err(failed)?;
    for name in [".npmrc", "package.json", "package-lock.json", "bun.mjs", "colyseus.mjs"] {
        fs::copy(source.join(name), folder.join(name)).map_err(failed)?;
    }
    let wanted = fs::read(source.join("package-lock.json")).map_err(failed)?;
    let stamp = folder.join("node_modules/.installed");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(folder);
    }
    // Not `npm ci`, which wants every optional package of every platform to be in the lock file.
    let mut npm = Command::new("npm");
    npm.args(["install", "--prefer-offline", "--no-progress"]).current_dir(&folder);
    let done = npm.output().map_err(|error| format!("npm cannot be run: {error}"))?;
    if !done.status.success() {
        return Err(format!("npm install failed: {}", String::from_utf8_lossy(&done.stderr).trim()));
    }
    fs::write(stamp, wanted).map_err(failed)?;
    Ok(folder)
}
