//! Accepts connections and serves HTTP/1.1 on each, within bounds of number and time.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::Service};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tracing::{debug, warn};

use crate::{app::App, auth::random, limits::Peer};

/// How long a client may take over the head of a request, and how much longer some of them, drawn for each: where very
/// many dawdle, they are not all hung up on in one moment.
const HEAD_TIME: Duration = Duration::from_secs(4);
const HEAD_SPREAD: Duration = Duration::from_secs(1);
/// The most bytes of a request's head.
const MAX_HEAD: usize = 16 * 1024;
/// How long a client may leave what was sent to it unread: whatever serves it cannot tell, and would wait for ever.
const UNREAD_TIME: Duration = Duration::from_secs(45);
/// What the system keeps of what a client has sent and nobody has read yet, in bytes, of which it makes twice as much.
/// Of itself it would keep megabytes for each of those who flood.
const UNHEARD: usize = 32 * 1024;
/// How long to rest when the system has no more file handles.
const REST: Duration = Duration::from_millis(100);

/// A connection's place among those allowed. Whatever outlives the request, such as a socket, keeps a copy.
#[derive(Debug, Clone)]
pub struct Place(#[expect(dead_code, reason = "held, never read")] Arc<OwnedSemaphorePermit>);

/// Accepts until the server is to stop.
pub(crate) async fn run(listener: TcpListener, router: Router, app: Arc<App>) {
    let places = Arc::new(Semaphore::new(app.config.limits.connections.min(Semaphore::MAX_PERMITS)));
    let accepting = async {
        loop {
            if places.available_permits() == 0 {
                warn!("all connections are in use; new ones wait");
            }
            let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
            match listener.accept().await {
                Ok((stream, peer)) => {
                    let place = Place(Arc::new(place));
                    app.tasks.spawn(serve(stream, peer, place, router.clone(), Arc::clone(&app)));
                }
                Err(error) if is_of_one_client(&error) => {
                    debug!(%error, "a client went before it was accepted")
                }
                Err(error) => {
                    warn!(%error, "cannot accept connections for now");
                    tokio::time::sleep(REST).await;
                }
            }
        }
    };
    tokio::select! {
        () = app.stop.cancelled() => {}
        () = accepting => {}
    }
}

async fn serve(stream: TcpStream, peer: SocketAddr, place: Place, router: Router, app: Arc<App>) {
    if let Err(error) = settle(&stream) {
        debug!(%error, "a connection could not be set up as it should be");
    }
    let routes = TowerToHyperService::new(router);
    let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        request.extensions_mut().insert(place.clone());
        routes.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head_time())
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let served = tokio::select! {
        served = connection.as_mut() => served,
        () = app.stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = served {
        debug!(%error, "a connection ended early");
    }
}

fn head_time() -> Duration {
    HEAD_TIME + HEAD_SPREAD * u32::from(u16::from_ne_bytes(random())) / u32::from(u16::MAX)
}

/// Frames are small, and each one is waited for; and who does not read, or is not there any more, holds no place.
fn settle(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let socket = socket2::SockRef::from(stream);
    socket.set_recv_buffer_size(UNHEARD)?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(UNREAD_TIME))?;
    Ok(())
}

fn is_of_one_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_dawdles_is_hung_up_on_at_one_time_or_another() {
        let times: std::collections::BTreeSet<_> = (0..100).map(|_| head_time()).collect();
        assert!(times.len() > 50);
        assert!(times.iter().all(|time| (HEAD_TIME..=HEAD_TIME + HEAD_SPREAD).contains(time)), "{times:?}");
    }

    #[tokio::test]
    #[cfg(target_os = "linux")]
    async fn who_does_not_read_is_given_up_and_who_is_not_read_from_takes_little() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        settle(&stream).unwrap();
        assert!(stream.nodelay().unwrap());
        let socket = socket2::SockRef::from(&stream);
        assert_eq!(socket.tcp_user_timeout().unwrap(), Some(UNREAD_TIME));
        assert_eq!(socket.recv_buffer_size().unwrap(), 2 * UNHEARD);
    }
}
