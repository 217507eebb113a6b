//! The Crosstracks server: rooms, their log, sockets and the embedded client.
//!
//! ```no_run
//! # async fn run(config: crosstracks_server::Config) -> Result<(), Box<dyn std::error::Error>> {
//! let server = crosstracks_server::Server::new(config)?.bind().await?;
//! println!("{}", server.site());
//! server.serve().await?;
//! # Ok(()) }
//! ```

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
    sync::Arc,
    time::Duration,
};

use thiserror::Error;
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::{info, warn};

mod api;
mod app;
pub mod auth;
pub mod check;
pub mod clock;
pub mod config;
mod connection;
mod fanout;
mod frame;
mod housekeeping;
pub mod http;
pub mod keeping;
pub mod limits;
mod listener;
pub mod log;
mod outbox;
pub mod packs;
mod past;
mod planted;
mod registry;
pub mod rehearsal;
mod report;
mod room_task;
mod session;
mod stream;

pub use self::{app::App, config::Config, listener::Place, room_task::by_hand};

use self::{
    config::Storage,
    http::{Origins, Site},
    log::{EventLog, LogError, MemoryLog, OpenError, SqliteLog},
    packs::{PackFault, Packs},
    registry::Registry,
    stream::Streams,
};

/// How long everything has to end when the server stops.
const FAREWELL: Duration = Duration::from_secs(5);

/// Why the server could not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The rooms could not be opened.
    #[error(transparent)]
    Log(#[from] OpenError),
    /// A pack cannot be offered.
    #[error(transparent)]
    Pack(#[from] PackFault),
    /// Something else listens there.
    #[error(
        "another program already listens on {0}; stop it, or choose another address with --listen \
         (with port 0, any free one)"
    )]
    Taken(SocketAddr),
    /// The address could not be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
}

/// A server whose rooms are open, and which nobody can reach yet.
pub struct Server {
    config: Config,
    packs: Packs,
    log: Arc<dyn EventLog>,
}

impl Server {
    /// Reads the packs and opens the rooms.
    pub fn new(config: Config) -> Result<Self, StartError> {
        let log: Arc<dyn EventLog> = match &config.storage {
            Storage::Folder { data, key } => Arc::new(SqliteLog::open_sealed(data, key.as_deref())?),
            Storage::Memory => Arc::new(MemoryLog::default()),
        };
        Self::with_log(config, log)
    }

    /// Reads the packs, for rooms that are kept in this log.
    pub fn with_log(config: Config, log: Arc<dyn EventLog>) -> Result<Self, StartError> {
        planted::begin();
        let packs = Packs::load(&config.packs)?;
        Ok(Self { config, packs, log })
    }

    /// Takes the address. From here on connections queue, and [`BoundServer::serve`] answers them.
    pub async fn bind(self) -> Result<BoundServer, StartError> {
        let Self { config, packs, log } = self;
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::AddrInUse => StartError::Taken(config.listen),
            _ => StartError::Listen { address: config.listen, source },
        };
        let listener = TcpListener::bind(config.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let app = Arc::new(App {
            rooms: Registry::new(Arc::clone(&log), tasks.clone(), stop.clone(), config.limits.rooms),
            past: past::Past::new(Arc::clone(&log)),
            streams: Streams::default(),
            site: config.public_url.clone().unwrap_or_else(|| Site::at(reachable(address))),
            origins: origins(&config, address),
            config,
            packs,
            log,
            codes: limits::CodeGuard::default(),
            unlinked: limits::AnswerGuard::default(),
            stop,
            tasks,
        });
        Ok(BoundServer { listener, address, app })
    }
}

/// A server that has its address.
pub struct BoundServer {
    listener: TcpListener,
    address: SocketAddr,
    app: Arc<App>,
}

impl BoundServer {
    /// The address in use.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where people reach it.
    pub fn site(&self) -> &Site {
        &self.app.site
    }

    /// The link by which whoever started the server opens a room. Secret, if rooms are not for everybody to open.
    pub fn way_in(&self) -> String {
        match &self.app.config.creation_key {
            Some(key) => self.app.site.page(&format!("/open#k={}", key.reveal())),
            None => self.app.site.page("/open"),
        }
    }

    /// Something to stop it with.
    pub fn stopper(&self) -> Stopper {
        Stopper(self.app.stop.clone())
    }

    /// Serves until it is stopped, or until the log fails: the process should then end, and be started again.
    pub async fn serve(self) -> Result<(), LogError> {
        let Self { listener, app, .. } = self;
        let router = http::router(Arc::clone(&app));
        info!(site = %app.site, "serving");
        app.tasks.spawn(housekeeping::run(Arc::clone(&app)));
        let outcome = tokio::select! {
            () = listener::run(listener, router, Arc::clone(&app)) => Ok(()),
            error = app.log.failed() => Err(error),
        };
        app.stop.cancel();
        app.tasks.close();
        if tokio::time::timeout(FAREWELL, app.tasks.wait()).await.is_err() {
            warn!(left = app.tasks.len(), "some connections did not end in time");
        }
        info!("stopped");
        outcome
    }
}

/// Stops a server.
#[derive(Debug, Clone)]
pub struct Stopper(CancellationToken);

impl Stopper {
    /// Has it say goodbye to everybody, and end.
    pub fn shutdown(&self) {
        self.0.cancel();
    }
}

/// The pages that may talk to a server which listens there.
fn origins(config: &Config, address: SocketAddr) -> Origins {
    let port = address.port();
    let local = [
        Site::at((Ipv4Addr::LOCALHOST, port).into()),
        Site::at((Ipv6Addr::LOCALHOST, port).into()),
        Site::named("localhost", port),
    ];
    let sites = config.allowed_origins.iter().chain(&config.public_url).cloned().chain(local);
    let origins = Origins::exactly(sites);
    if config.public_url.is_none() { origins.and_own_number() } else { origins }
}

/// An address that others can use, where the server listens on all of its own.
fn reachable(address: SocketAddr) -> SocketAddr {
    if !address.ip().is_unspecified() {
        return address;
    }
    // Nothing is sent: the system only says which address it would send from.
    let outward = |from: IpAddr, to: IpAddr| {
        let socket = UdpSocket::bind((from, 0)).ok()?;
        socket.connect((to, 9)).ok()?;
        socket.local_addr().ok()
    };
    let documentation = Ipv4Addr::new(192, 0, 2, 1);
    let found = outward(Ipv4Addr::UNSPECIFIED.into(), documentation.into());
    (found.map_or(Ipv4Addr::LOCALHOST.into(), |found| found.ip()), address.port()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_for_all_is_made_one_that_can_be_opened() {
        let all: SocketAddr = "0.0.0.0:8080".parse().unwrap();
        let reachable_at = reachable(all);
        assert!(!reachable_at.ip().is_unspecified());
        assert_eq!(reachable_at.port(), 8080);
        let one: SocketAddr = "127.0.0.1:1".parse().unwrap();
        assert_eq!(reachable(one), one);
    }
}
