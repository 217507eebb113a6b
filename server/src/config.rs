//! How the server is told to run. Every option is also an environment variable, `CROSSTRACKS_…`.

use std::{fmt, net::SocketAddr, path::PathBuf, str::FromStr};

use clap::{Args, Parser, Subcommand, ValueEnum};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::{
    auth::Token,
    http::Site,
    limits::{COMMANDS_PER_SECOND, Limits, Network},
};

mod keeping;
mod rehearse;

pub use self::keeping::{BackupArgs, RestoreArgs, VerifyArgs};
pub use self::rehearse::{RehearseArgs, Sizes, Speed, Unlike};

/// Crosstracks: a facilitated workshop for people of several services, live in one room.
#[derive(Debug, Parser)]
#[command(name = "crosstracks", version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// What to do; without it, serve.
    #[command(subcommand)]
    pub command: Option<Task>,
    /// The options of `serve`, for when it is left out.
    #[command(flatten)]
    pub serve: ServeArgs,
}

impl Cli {
    /// What was asked for.
    pub fn task(self) -> Task {
        self.command.unwrap_or(Task::Serve(self.serve))
    }
}

/// What the program does.
#[derive(Debug, Subcommand)]
pub enum Task {
    /// Serve rooms (what `crosstracks` alone does too).
    Serve(ServeArgs),
    /// Fill a room with practice participants, and see a whole session in a minute.
    Rehearse(RehearseArgs),
    /// Check a pack, and say where each mistake is.
    Check(CheckArgs),
    /// Walk every room's chain of events, and name the first of each that is not what was written.
    Verify(VerifyArgs),
    /// Copy all rooms into a file, while a server runs or not, and check the copy.
    Backup(BackupArgs),
    /// Put a copy back into a folder without rooms; what has been deleted since is deleted from it.
    Restore(RestoreArgs),
}

/// Options of `crosstracks serve`.
#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    /// The address to listen on; with port 0, any free port.
    #[arg(long, env = "CROSSTRACKS_LISTEN", value_name = "ADDR", default_value = "127.0.0.1:8080", value_parser = address)]
    pub listen: SocketAddr,
    /// The folder that rooms are kept in. It is made if it is not there, and readable by its owner only.
    #[arg(long, env = "CROSSTRACKS_DATA", value_name = "DIR", default_value = "crosstracks-data")]
    pub data: PathBuf,
    /// The file with the key that names, typed texts and private answers are sealed with. It is made if there are
    /// no rooms yet. Without it: crosstracks.key in the data folder.
    #[arg(long, env = "CROSSTRACKS_KEY_FILE", value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// Where people reach this server, if not at the address it listens on: https://workshop.example.org
    #[arg(long, env = "CROSSTRACKS_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<Site>,
    /// Who may open rooms: everybody, or those with the token. Without it: everybody on a loopback address only.
    #[arg(long, env = "CROSSTRACKS_ROOM_CREATION", value_enum)]
    pub room_creation: Option<RoomCreation>,
    /// The token for opening rooms: 16 to 128 letters, digits, - and _. Without it, one is drawn at each start.
    #[arg(long, env = "CROSSTRACKS_CREATION_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub creation_token: Option<CreationKey>,
    /// A pack to offer beside the one that is built in. May be given more than once.
    #[arg(long, env = "CROSSTRACKS_PACK", value_name = "FILE", value_delimiter = ',')]
    pub pack: Vec<PathBuf>,
    /// The most rooms that are open at once. One that nobody ends stops counting after a week.
    #[arg(long, env = "CROSSTRACKS_MAX_ROOMS", value_name = "N", default_value_t = 1_000)]
    pub max_rooms: usize,
    /// The most people in one room.
    #[arg(long, env = "CROSSTRACKS_MAX_PEOPLE", value_name = "N", default_value_t = 500)]
    pub max_people: usize,
    /// The most connections at once.
    #[arg(long, env = "CROSSTRACKS_MAX_CONNECTIONS", value_name = "N", default_value_t = 20_000)]
    pub max_connections: usize,
    /// The most commands a second from one connection, and three times as many at once. What comes faster waits.
    #[arg(long, env = "CROSSTRACKS_MAX_COMMANDS", value_name = "N", default_value_t = COMMANDS_PER_SECOND)]
    pub max_commands: u32,
    /// A proxy in front, as an address or a range: it alone is believed about where people come from. May be repeated.
    #[arg(long, env = "CROSSTRACKS_TRUSTED_PROXY", value_name = "NET", value_delimiter = ',')]
    pub trusted_proxy: Vec<Network>,
    /// Another site whose pages may use this server. May be given more than once.
    #[arg(long, env = "CROSSTRACKS_ALLOWED_ORIGIN", value_name = "ORIGIN", value_delimiter = ',')]
    pub allowed_origin: Vec<Site>,
    /// Print one JSON object with the address in use, for programs, instead of words for people.
    #[arg(long, env = "CROSSTRACKS_JSON")]
    pub json: bool,
    /// How the log on standard error is written.
    #[arg(long, env = "CROSSTRACKS_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
    /// What is logged: error, warn, info, debug, or finer as `crosstracks_server=debug,info`.
    #[arg(long, env = "CROSSTRACKS_LOG", value_name = "FILTER", default_value = "info")]
    pub log: String,
}

/// Options of `crosstracks check`.
#[derive(Debug, Clone, Args)]
pub struct CheckArgs {
    /// The pack, a JSON file.
    #[arg(value_name = "PACK")]
    pub pack: PathBuf,
    /// Print one JSON object instead of lines for people.
    #[arg(long, env = "CROSSTRACKS_JSON")]
    pub json: bool,
}

/// Who may open rooms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RoomCreation {
    /// Everybody who reaches the server.
    Open,
    /// Those who have the token.
    Token,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// A JSON object a line, for programs.
    Json,
}

/// The secret that lets somebody open rooms. Chosen by the operator, or drawn.
#[derive(Clone)]
pub struct CreationKey(String);

impl CreationKey {
    /// Draws one.
    pub fn draw() -> Self {
        Self(Token::draw().reveal())
    }

    /// Whether this is it. Compares hashes, so that time does not tell how much of a guess is right.
    pub fn admits(&self, guess: &str) -> bool {
        Sha256::digest(guess) == Sha256::digest(&self.0)
    }

    /// The secret, for the link that is shown to the operator.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CreationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CreationKey(..)")
    }
}

/// The text cannot be a creation token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("it must be 16 to 128 letters, digits, - and _")]
pub struct WeakKey;

impl FromStr for CreationKey {
    type Err = WeakKey;

    fn from_str(text: &str) -> Result<Self, WeakKey> {
        let fits_a_link = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        if fits_a_link && (16..=128).contains(&text.len()) { Ok(Self(text.to_owned())) } else { Err(WeakKey) }
    }
}

fn address(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse()
        .map_err(|_| "give an address in numbers and a port, such as 127.0.0.1:8080, or 0.0.0.0:8080 for all")
}

/// Where rooms are kept.
#[derive(Debug, Clone)]
pub enum Storage {
    /// In a folder.
    Folder {
        /// The folder.
        data: PathBuf,
        /// Where the key lies, if not there.
        key: Option<PathBuf>,
    },
    /// Nowhere: they end with the process.
    Memory,
}

/// How to run, with every default filled in.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where rooms are kept.
    pub storage: Storage,
    /// Where people reach the server, if that differs from where it listens.
    pub public_url: Option<Site>,
    /// What somebody needs to open a room; without it, everybody may.
    pub creation_key: Option<CreationKey>,
    /// Packs to offer beside the built-in one.
    pub packs: Vec<PathBuf>,
    /// Bounds.
    pub limits: Limits,
    /// Proxies that are believed.
    pub trusted_proxies: Vec<Network>,
    /// Other sites whose pages may use the server.
    pub allowed_origins: Vec<Site>,
}

impl From<ServeArgs> for Config {
    fn from(args: ServeArgs) -> Self {
        let is_local = args.listen.ip().to_canonical().is_loopback() && args.public_url.is_none();
        let by_default = match args.creation_token {
            None if is_local => RoomCreation::Open,
            _ => RoomCreation::Token,
        };
        let creation_key = match args.room_creation.unwrap_or(by_default) {
            RoomCreation::Open => None,
            RoomCreation::Token => Some(args.creation_token.unwrap_or_else(CreationKey::draw)),
        };
        Self {
            listen: args.listen,
            storage: Storage::Folder { data: args.data, key: args.key_file },
            public_url: args.public_url,
            creation_key,
            packs: args.pack,
            limits: Limits {
                rooms: args.max_rooms,
                people: args.max_people,
                connections: args.max_connections,
                commands: args.max_commands,
            },
            trusted_proxies: args.trusted_proxy,
            allowed_origins: args.allowed_origin,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn serve(args: &[&str]) -> ServeArgs {
        match Cli::try_parse_from([&["crosstracks"], args].concat()).unwrap().task() {
            Task::Serve(args) => args,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_command_line_is_sound_and_every_serve_option_has_a_variable() {
        let command = Cli::command();
        command.clone().debug_assert();
        let serve = command.find_subcommand("serve").unwrap();
        for option in
            serve.get_arguments().filter(|option| !matches!(option.get_id().as_str(), "help" | "version"))
        {
            let wanted = format!("CROSSTRACKS_{}", option.get_id().as_str().to_uppercase());
            assert_eq!(option.get_env().and_then(|name| name.to_str()), Some(wanted.as_str()));
        }
    }

    #[test]
    fn serve_may_be_left_out() {
        assert_eq!(
            serve(&["--listen", "127.0.0.1:0"]).listen,
            serve(&["serve", "--listen", "127.0.0.1:0"]).listen
        );
        assert_eq!(serve(&[]).listen.port(), 8080);
    }

    #[test]
    fn rooms_are_open_to_everybody_on_a_loopback_address_only() {
        for (args, is_open) in [
            (&[][..], true),
            (&["--listen", "[::1]:0"], true),
            (&["--listen", "0.0.0.0:80"], false),
            (&["--listen", "192.0.2.1:80"], false),
            (&["--listen", "0.0.0.0:80", "--room-creation", "open"], true),
            (&["--room-creation", "token"], false),
            (&["--creation-token", "0123456789abcdef"], false),
            // A proxy in front makes a loopback address public.
            (&["--public-url", "https://workshop.example.org"], false),
        ] {
            assert_eq!(Config::from(serve(args)).creation_key.is_none(), is_open, "{args:?}");
        }
    }

    #[test]
    fn a_creation_token_is_kept_from_sight_and_must_be_long() {
        let key: CreationKey = "0123456789abcdef".parse().unwrap();
        assert!(key.admits("0123456789abcdef") && !key.admits("0123456789abcdeg") && !key.admits(""));
        assert_eq!(format!("{key:?}"), "CreationKey(..)");
        for text in ["short", "0123456789abcde f", &"x".repeat(129)] {
            assert_eq!(text.parse::<CreationKey>().err(), Some(WeakKey), "{text:?}");
        }
        assert!(CreationKey::draw().reveal().parse::<CreationKey>().is_ok());
    }
}
