//! `crosstracks rehearse`: options to a plan, and what is printed.

use std::{error::Error, net::Ipv4Addr, sync::Arc};

use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

use super::{Plan, Report, Teller, run};
use crate::{
    Config, Server, Stopper,
    config::{RehearseArgs, Storage},
    http::Site,
    limits::{COMMANDS_PER_SECOND, Limits},
};

/// The most differences that are listed for a person.
const LISTED: usize = 20;

type Failure = Box<dyn Error + Send + Sync>;

/// Where a server listens if nothing else is said.
const USUAL_PORT: u16 = 8080;

/// Rehearses as the options say, until the end or until `stop`. Returns whether all was well.
///
/// # Errors
/// What kept it from going on, in words for the person at the keyboard.
pub async fn run_command(args: RehearseArgs, stop: CancellationToken) -> Result<bool, Failure> {
    let people = args.people()?;
    let json = args.json;
    let tell: Teller = if json { Arc::new(|_| ()) } else { Arc::new(|line| println!("{line}")) };
    let (site, server) = match args.url {
        Some(site) => (site, None),
        None => site(args.room.is_some(), people, &tell).await?,
    };
    let joins = args.room.is_some();
    let plan = Plan {
        services: args.services.map(|sizes| sizes.0.into_iter().map(|size| size as usize).collect()),
        room: args.room,
        creation_key: args.creation_token.map(|key| key.reveal().to_owned()),
        pack: args.pack.map(|pack| pack.as_str().into()),
        speed: args.speed,
        seed: args.seed,
        drop_one_in: args.drop.map(|one_in| one_in as usize),
        stop,
        tell: Arc::clone(&tell),
        ..Plan::new(site, people)
    };
    let outcome = run(plan).await;
    if let Some(server) = server {
        server.shutdown();
    }
    let report = outcome?;
    if json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        summarise(&report, &tell);
    }
    Ok(report.agrees() && (report.ended || joins))
}

/// The server at the usual place; or one of the rehearsal's own, if there is none and none is needed.
async fn site(named_room: bool, people: usize, tell: &Teller) -> Result<(Site, Option<Stopper>), Failure> {
    let usual = (Ipv4Addr::LOCALHOST, USUAL_PORT);
    if named_room || TcpStream::connect(usual).await.is_ok() {
        return Ok((Site::at(usual.into()), None));
    }
    let config = Config {
        listen: (Ipv4Addr::LOCALHOST, 0).into(),
        storage: Storage::Memory,
        public_url: None,
        creation_key: None,
        packs: Vec::new(),
        limits: Limits {
            rooms: 1,
            people: people.max(1),
            connections: people + 64,
            commands: COMMANDS_PER_SECOND,
        },
        trusted_proxies: Vec::new(),
        allowed_origins: Vec::new(),
    };
    let server = Server::new(config)?.bind().await?;
    let (site, stopper) = (server.site().clone(), server.stopper());
    tell(&format!(
        "No server at {}: this rehearsal has one of its own, which keeps nothing.",
        Site::at(usual.into())
    ));
    // If it fails, the rehearsal hears of it as a lost connection.
    tokio::spawn(server.serve());
    Ok((site, Some(stopper)))
}

fn summarise(report: &Report, tell: &Teller) {
    let Report { commands_acknowledged: kept, commands_rejected: refused, reconnects, .. } = report;
    let stages = report.stages_completed.len();
    tell(&format!("{stages} stages gone through in {:.0} seconds.", report.seconds));
    tell(&format!(
        "{kept} commands acknowledged, {refused} refused, {reconnects} connections lost and back."
    ));
    if report.agrees() {
        tell("Everything that was acknowledged is in the room.");
        return;
    }
    tell("What was acknowledged and what the room shows differ:");
    for found in report.disagreements.iter().take(LISTED) {
        tell(&format!("  {}: {} – shown: {}", found.who, found.about, found.shown));
    }
    if let Some(more) = report.disagreements.len().checked_sub(LISTED).filter(|more| *more > 0) {
        tell(&format!("  and {more} more"));
    }
}
