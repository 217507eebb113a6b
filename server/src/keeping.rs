//! `crosstracks verify`, `backup` and `restore`: what is kept is whole, is copied, and comes back.

use std::{
    error::Error,
    io::{self, Write},
};

use serde_json::json;

use crate::{
    config::{BackupArgs, RestoreArgs, VerifyArgs},
    log::{Verified, back_up, restore, verify_folder},
};

type Done = Result<bool, Box<dyn Error + Send + Sync>>;

/// Says whether all rooms are whole, and what is not.
pub fn verify(args: &VerifyArgs, out: &mut impl Write) -> Done {
    let verified = verify_folder(&args.data)?;
    if args.json {
        let faults: Vec<String> = verified.faults.iter().map(ToString::to_string).collect();
        writeln!(out, "{}", json!({ "rooms": verified.rooms, "events": verified.events, "faults": faults }))?;
    } else {
        for fault in &verified.faults {
            writeln!(out, "{fault}")?;
        }
        let verdict =
            if verified.faults.is_empty() { "all is as it was written" } else { "not all is whole" };
        writeln!(out, "{}: {verdict}.", counts(&verified))?;
    }
    Ok(verified.faults.is_empty())
}

/// Makes a copy.
pub fn backup(args: &BackupArgs, out: &mut impl Write) -> Done {
    let verified = back_up(&args.from.data, &args.to)?;
    tell(args.from.json, out, &verified, None)?;
    if !args.from.json {
        writeln!(
            out,
            "Keep the key (crosstracks.key) apart from it: without that, nothing personal in it can be read."
        )?;
    }
    Ok(true)
}

/// Puts a copy back.
pub fn put_back(args: &RestoreArgs, out: &mut impl Write) -> Done {
    let restored = restore(&args.from, &args.to.data, args.erasures.as_deref())?;
    tell(args.to.json, out, &restored.verified, Some(restored.erased_again))?;
    Ok(true)
}

fn tell(
    as_json: bool,
    out: &mut impl Write,
    copied: &Verified,
    erased_again: Option<usize>,
) -> io::Result<()> {
    if as_json {
        let erased = erased_again.unwrap_or(0);
        return writeln!(
            out,
            "{}",
            json!({ "rooms": copied.rooms, "events": copied.events, "erased_again": erased })
        );
    }
    match erased_again {
        None => writeln!(out, "Copied and checked: {}.", counts(copied)),
        Some(again) => {
            writeln!(out, "Put back and checked: {}; deleted again: {again}.", counts(copied))
        }
    }
}

fn counts(verified: &Verified) -> String {
    format!("{} rooms, {} events", verified.rooms, verified.events)
}
