//! Options of the commands that look after what is kept.

use std::path::PathBuf;

use clap::Args;

/// Where the rooms are, and how to answer.
#[derive(Debug, Clone, Args)]
pub struct VerifyArgs {
    /// The folder that rooms are kept in.
    #[arg(long, env = "CROSSTRACKS_DATA", value_name = "DIR", default_value = "crosstracks-data")]
    pub data: PathBuf,
    /// Answer with one JSON object.
    #[arg(long)]
    pub json: bool,
}

/// Options of `crosstracks backup`.
#[derive(Debug, Clone, Args)]
pub struct BackupArgs {
    /// The file to make. It is as secret as the rooms; the key that opens what is personal is not in it.
    #[arg(value_name = "FILE")]
    pub to: PathBuf,
    /// Which rooms.
    #[command(flatten)]
    pub from: VerifyArgs,
}

/// Options of `crosstracks restore`.
#[derive(Debug, Clone, Args)]
pub struct RestoreArgs {
    /// What `crosstracks backup` made.
    #[arg(value_name = "FILE")]
    pub from: PathBuf,
    /// Notes of what was deleted since, from the folder that the copy was made of (crosstracks.erased), if that is
    /// another one.
    #[arg(long, value_name = "FILE")]
    pub erasures: Option<PathBuf>,
    /// Where to.
    #[command(flatten)]
    pub to: VerifyArgs,
}
