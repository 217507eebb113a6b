//! The usual design: tokio-tungstenite as it comes, a task for each client, and a broadcast channel of texts for
//! each room, so that every client's task wakes for every message and makes a frame of its own copy.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use futures_util::{SinkExt, StreamExt};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::broadcast,
};
use tokio_tungstenite::{
    accept_hdr_async,
    tungstenite::{
        Message,
        handshake::server::{Request, Response},
    },
};

type Rooms = Arc<Mutex<BTreeMap<String, broadcast::Sender<String>>>>;

#[tokio::main]
pub(super) async fn run() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    super::announce(listener.local_addr().unwrap());
    let rooms = Rooms::default();
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(serve(stream, Arc::clone(&rooms)));
    }
}

async fn serve(stream: TcpStream, rooms: Rooms) {
    stream.set_nodelay(true).unwrap();
    let mut path = String::new();
    #[expect(clippy::result_large_err, reason = "the library's own type")]
    let look = |request: &Request, response: Response| {
        path = request.uri().path().to_owned();
        Ok(response)
    };
    let Ok(socket) = accept_hdr_async(stream, look).await else { return };
    let (mut sink, mut source) = socket.split();
    if path == "/echo" {
        while let Some(Ok(message)) = source.next().await {
            if message.is_text() && sink.send(message).await.is_err() {
                return;
            }
        }
        return;
    }
    let sender = rooms.lock().unwrap().entry(path).or_insert_with(|| broadcast::channel(1024).0).clone();
    let mut receiver = sender.subscribe();
    loop {
        tokio::select! {
            text = receiver.recv() => {
                let Ok(text) = text else { return };
                if sink.send(Message::text(text)).await.is_err() {
                    return;
                }
            }
            message = source.next() => match message {
                Some(Ok(Message::Text(text))) => { let _ = sender.send(text.as_str().to_owned()); }
                Some(Ok(_)) => {}
                _ => return,
            }
        }
    }
}
