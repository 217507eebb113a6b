//! Stands between clients and a server, passes everything on, and writes down what was acknowledged.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crosstracks_protocol::{
    command::Command,
    ids::{DeviceId, RoomId},
    wire::{ClientMessage, SUBPROTOCOL, ServerMessage},
};
use futures_util::{SinkExt, StreamExt};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
    time::timeout,
};
use tokio_tungstenite::{
    accept_hdr_async, client_async,
    tungstenite::{
        Message,
        client::IntoClientRequest,
        handshake::server::{Request, Response},
    },
};

use crate::LONG;

/// A command by the id that its resends share: device and counter.
pub type Sent = (DeviceId, u64);

/// What passed.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// The room.
    pub room: Option<RoomId>,
    /// Commands that the server said it had kept.
    pub acknowledged: BTreeMap<Sent, Command>,
    /// How often somebody was welcomed.
    pub welcomes: usize,
    /// Acknowledged commands that a later welcome did not count: they changed nothing, or they are lost.
    pub uncounted: BTreeSet<Sent>,
}

/// The relay.
pub struct Relay {
    address: SocketAddr,
    ledger: Arc<Mutex<Ledger>>,
    count: watch::Receiver<usize>,
    open: watch::Receiver<usize>,
}

impl Relay {
    /// Puts one in front of a server.
    pub async fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let ledger = Arc::new(Mutex::default());
        let (counted, count) = watch::channel(0);
        let (opened, open) = watch::channel(0);
        let books =
            Books { ledger: Arc::clone(&ledger), counted: Arc::new(counted), opened: Arc::new(opened) };
        tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                tokio::spawn(pass(client, server, books.clone()));
            }
        });
        Self { address, ledger, count, open }
    }

    /// Where clients reach the server through it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many commands have been acknowledged.
    pub fn count(&self) -> usize {
        *self.count.borrow()
    }

    /// Waits until so many commands have been acknowledged.
    pub async fn acknowledged(&self, wanted: usize) {
        let mut count = self.count.clone();
        count.wait_for(|count| *count >= wanted).await.unwrap();
    }

    /// What has passed.
    pub fn ledger(&self) -> Ledger {
        lock(&self.ledger).clone()
    }

    /// Waits until all that a server which is gone had said has been read, and gives what has passed: whatever it
    /// acknowledged, to the last byte that left it, whether or not that reached a client.
    pub async fn last_words(&self) -> Ledger {
        let mut open = self.open.clone();
        let read = timeout(LONG, open.wait_for(|open| *open == 0)).await;
        read.expect("the server's sockets did not end").unwrap();
        self.ledger()
    }
}

#[derive(Clone)]
struct Books {
    ledger: Arc<Mutex<Ledger>>,
    counted: Arc<watch::Sender<usize>>,
    opened: Arc<watch::Sender<usize>>,
}

/// A socket to the server that has not been read to its end.
struct Open(Arc<watch::Sender<usize>>);

impl Open {
    fn new(opened: &Arc<watch::Sender<usize>>) -> Self {
        opened.send_modify(|open| *open += 1);
        Self(Arc::clone(opened))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.send_modify(|open| *open -= 1);
    }
}

fn lock(ledger: &Mutex<Ledger>) -> MutexGuard<'_, Ledger> {
    ledger.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Passes a connection on until either side ends it. If the server is down, the client is hung up on.
async fn pass(mut client: TcpStream, server: SocketAddr, books: Books) {
    let mut start = [0; 7];
    // The head of a request comes in one piece from the clients that are tested with.
    let is_socket = matches!(client.peek(&mut start).await, Ok(7)) && &start == b"GET /ws";
    let Ok(mut upstream) = TcpStream::connect(server).await else { return };
    if is_socket {
        let _open = Open::new(&books.opened);
        // Whichever side breaks off, the other is to see it: both are dropped here.
        let _ = pass_messages(client, upstream, server, books).await;
    } else {
        let _ = copy_bidirectional(&mut client, &mut upstream).await;
    }
}

async fn pass_messages(
    client: TcpStream,
    upstream: TcpStream,
    server: SocketAddr,
    books: Books,
) -> Result<(), tokio_tungstenite::tungstenite::Error> {
    let mut request = format!("ws://{server}/ws").into_client_request()?;
    request.headers_mut().insert("sec-websocket-protocol", SUBPROTOCOL.parse().unwrap());
    let (mut upstream, _) = client_async(request, upstream).await?;
    #[allow(clippy::result_large_err, reason = "tungstenite's own type")]
    let protocol = |_: &Request, mut response: Response| {
        response.headers_mut().insert("sec-websocket-protocol", SUBPROTOCOL.parse().unwrap());
        Ok(response)
    };
    let mut client = accept_hdr_async(client, protocol).await?;
    let mut page = Page { device: None, waiting: BTreeMap::new(), books };
    loop {
        tokio::select! {
            message = client.next() => {
                let Some(message) = message.transpose()? else { return Ok(()) };
                page.asked(&message);
                if upstream.send(message).await.is_err() {
                    // The server is gone; what it said before that has still been said.
                    while let Some(Ok(message)) = upstream.next().await {
                        page.answered(&message);
                    }
                    return Ok(());
                }
            }
            message = upstream.next() => {
                let Some(message) = message.transpose()? else { return Ok(()) };
                page.answered(&message);
                client.send(message).await?;
            }
        }
    }
}

/// One connection's part of the ledger.
struct Page {
    device: Option<DeviceId>,
    waiting: BTreeMap<u64, Command>,
    books: Books,
}

impl Page {
    fn asked(&mut self, message: &Message) {
        let Message::Text(text) = message else { return };
        match serde_json::from_str(text) {
            Ok(ClientMessage::Hello { device, .. }) => self.device = Some(device),
            Ok(ClientMessage::Command { id, command, .. }) => {
                self.waiting.insert(id, command);
            }
            _ => {}
        }
    }

    fn answered(&mut self, message: &Message) {
        let (Message::Text(text), Some(device)) = (message, self.device.clone()) else { return };
        let mut ledger = lock(&self.books.ledger);
        match serde_json::from_str(text) {
            Ok(ServerMessage::Welcome { last, room, .. }) => {
                ledger.welcomes += 1;
                ledger.room = Some(room);
                let (from, to) = ((device.clone(), last + 1), (device, u64::MAX));
                let later: Vec<_> =
                    ledger.acknowledged.range(from..=to).map(|(sent, _)| sent.clone()).collect();
                ledger.uncounted.extend(later);
            }
            Ok(ServerMessage::Ack { id }) => {
                if let Some(command) = self.waiting.remove(&id) {
                    ledger.acknowledged.insert((device, id), command);
                    let count = ledger.acknowledged.len();
                    drop(ledger);
                    self.books.counted.send_replace(count);
                }
            }
            _ => {}
        }
    }
}
