//! `crosstracks check`: what there is to say about a pack, each thing with its place.

use std::io::{self, Write};

use crosstracks_protocol::pack::{Finding, Severity};
use serde::Serialize;

use crate::{
    config::CheckArgs,
    packs::{PackFault, count, examine},
};

#[derive(Serialize)]
struct Report<'a> {
    errors: usize,
    warnings: usize,
    findings: &'a [Finding],
}

/// Writes what was found, and says whether rooms can use the pack.
pub fn run(args: &CheckArgs, out: &mut impl Write) -> io::Result<bool> {
    let findings = match examine(&args.pack) {
        Ok((_, findings)) => findings,
        Err(fault @ PackFault::File { .. }) => return Err(io::Error::other(fault)),
        Err(fault) => {
            vec![Finding { severity: Severity::Error, place: String::new(), message: fault.to_string() }]
        }
    };
    let errors = count(&findings, Severity::Error);
    let report = Report { errors, warnings: findings.len() - errors, findings: &findings };
    if args.json {
        serde_json::to_writer(&mut *out, &report)?;
        writeln!(out)?;
    } else {
        print(&report, out)?;
    }
    Ok(errors == 0)
}

fn print(report: &Report<'_>, out: &mut impl Write) -> io::Result<()> {
    for Finding { severity, place, message } in report.findings {
        let word = match severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let place = if place.is_empty() { "the pack" } else { place };
        writeln!(out, "{word}: {place}: {message}")?;
    }
    let verdict =
        if report.errors == 0 { "Rooms can use this pack" } else { "No room can use this pack yet" };
    writeln!(out, "{verdict}: {}, {}.", counted(report.errors, "error"), counted(report.warnings, "warning"))
}

/// "1 error", "2 errors".
fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use std::{fs, path::PathBuf};

    use crosstracks_protocol::pack::Pack;

    use super::*;

    fn checked(text: &str, json: bool) -> (bool, String) {
        let folder = tempfile::tempdir().unwrap();
        let pack = folder.path().join("pack.json");
        fs::write(&pack, text).unwrap();
        let mut out = vec![];
        let is_sound = run(&CheckArgs { pack, json }, &mut out).unwrap();
        (is_sound, String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_sound_pack_is_said_to_be_so() {
        let sample = serde_json::to_string(&Pack::sample()).unwrap();
        let (is_sound, out) = checked(&sample, false);
        assert!(is_sound && out.contains("Rooms can use this pack: 0 errors"), "{out}");
    }

    #[test]
    fn each_mistake_is_placed() {
        let mut pack = serde_json::to_value(Pack::sample()).unwrap();
        pack["services"] = serde_json::json!([]);
        let (is_sound, out) = checked(&pack.to_string(), false);
        assert!(!is_sound && out.contains("error: /services: "), "{out}");
        let (is_sound, out) = checked(&pack.to_string(), true);
        let report: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert!(!is_sound && report["errors"].as_u64() > Some(0), "{out}");
        assert_eq!(report["findings"][0]["severity"], "error");
    }

    #[test]
    fn what_is_no_pack_is_one_error() {
        let (is_sound, out) = checked("{\n\"id\": 7", false);
        assert!(!is_sound && out.contains("line 2") && out.contains("yet: 1 error, 0 warnings."), "{out}");
    }

    #[test]
    fn a_file_that_is_not_there_is_a_failure() {
        let args = CheckArgs { pack: PathBuf::from("/nowhere/pack.json"), json: false };
        let failure = run(&args, &mut vec![]).unwrap_err();
        assert!(failure.to_string().contains("/nowhere/pack.json cannot be read"), "{failure}");
    }
}
