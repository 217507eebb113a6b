//! The binary: arguments to configuration, signals, and what is printed at the start.

use std::{error::Error, io::IsTerminal, process::ExitCode};

use clap::Parser;
use crosstracks_server::{
    BoundServer, Config, Server, Stopper, check,
    config::{Cli, LogFormat, RehearseArgs, ServeArgs, Task},
    http, keeping, limits, rehearsal,
};
use mimalloc::MiMalloc;
use serde_json::json;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// A room's work is many small pieces of memory; and connections come and go for days, without what they leave behind
/// being lost between those that stay. README.md, "How fast", has what it makes of both.
#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> ExitCode {
    let done = match Cli::parse().task() {
        Task::Serve(args) => serve(args),
        Task::Check(args) => check::run(&args, &mut std::io::stdout()).map_err(Into::into),
        Task::Rehearse(args) => rehearse(args),
        Task::Verify(args) => keeping::verify(&args, &mut std::io::stdout()),
        Task::Backup(args) => keeping::backup(&args, &mut std::io::stdout()),
        Task::Restore(args) => keeping::put_back(&args, &mut std::io::stdout()),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("crosstracks: {failure}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn serve(args: ServeArgs) -> Result<bool, Failure> {
    start_logging(args.log_format, &args.log)?;
    limits::raise_open_files();
    let json = args.json;
    let server = Server::new(Config::from(args))?.bind().await?;
    if json {
        announce_to_programs(&server)
    } else {
        announce(&server)
    }
    tokio::spawn(stop_on_signal(server.stopper()));
    server.serve().await?;
    Ok(true)
}

#[tokio::main]
async fn rehearse(args: RehearseArgs) -> Result<bool, Failure> {
    limits::raise_open_files();
    let stop = CancellationToken::new();
    tokio::spawn({
        let stop = stop.clone();
        async move {
            signal().await;
            stop.cancel();
            signal().await;
            std::process::exit(1);
        }
    });
    rehearsal::run_command(args, stop).await
}

fn announce(server: &BoundServer) {
    let way_in = server.way_in();
    println!("Crosstracks is at {}\n\nOpen a room: {way_in}", server.site());
    if let Some(qr) = http::for_terminal(&way_in) {
        println!("\n{qr}");
    }
    println!("\nStop it with Ctrl-C.");
}

fn announce_to_programs(server: &BoundServer) {
    let listen = server.address().to_string();
    println!("{}", json!({ "listen": listen, "url": server.site().to_string(), "open": server.way_in() }));
}

/// Logs go to standard error, and hold no name, no text and no token.
fn start_logging(format: LogFormat, filter: &str) -> Result<(), Failure> {
    let filter: EnvFilter = filter.parse().map_err(|error| format!("--log {filter}: {error}"))?;
    let to_person = std::io::stderr().is_terminal();
    let log =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(to_person);
    match format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    // A panic's words can hold what somebody typed: its place is enough.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panicked");
    }));
    Ok(())
}

/// The first signal has everybody leave in order; the second ends the process at once.
async fn stop_on_signal(stopper: Stopper) {
    signal().await;
    stopper.shutdown();
    signal().await;
    std::process::exit(1);
}

#[cfg(unix)]
async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        },
        Err(_) => interrupt().await,
    }
}

#[cfg(not(unix))]
async fn signal() {
    interrupt().await;
}

async fn interrupt() {
    // Where the system gives no such signal, there is none to wait for.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
