use tokio::{
    io::AsyncReadExt,
    net::{TcpListener, TcpStream},
};

use super::*;

/// The room's end, what its reader hears, and the client.
async fn pair() -> (SocketEnd, oneshot::Receiver<Goodbye>, TcpStream) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (server, _) = listener.accept().await.unwrap();
    server.writable().await.unwrap();
    let (reader, writer) = server.into_split();
    // Its dropping would not end the connection, as long as the other half is there.
    drop(reader);
    let (end, let_go) = SocketEnd::new(writer);
    (end, let_go, client)
}

/// Pushes numbers, each long, until the socket is full.
fn fill(end: &mut SocketEnd, sent: &mut Vec<u8>) -> Draining {
    for n in 0_u8.. {
        sent.extend([n; 256 * 1024]);
        end.push(vec![n; 256 * 1024].into());
        if let Sent::Some(draining) = end.flush().unwrap() {
            return draining;
        }
    }
    unreachable!("no socket takes so much")
}

async fn all(mut client: TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    client.read_to_end(&mut bytes).await.unwrap();
    bytes
}

#[tokio::test]
async fn what_was_pushed_goes_out_in_one_piece_at_the_flush() {
    let (mut end, _let_go, mut client) = pair().await;
    for part in [&b"one"[..], b"two", b"three"] {
        end.push(Bytes::copy_from_slice(part));
    }
    assert!(client.try_read(&mut [0; 1]).is_err(), "nothing goes out before");
    assert!(matches!(end.flush(), Ok(Sent::All)));
    let mut bytes = [0; 11];
    client.read_exact(&mut bytes).await.unwrap();
    assert_eq!(&bytes, b"onetwothree");
}

#[tokio::test]
async fn what_a_full_socket_does_not_take_comes_in_order_when_it_drains() {
    let (mut end, _let_go, client) = pair().await;
    let mut sent = Vec::new();
    let draining = fill(&mut end, &mut sent);
    end.push(Bytes::from_static(b"later"));
    assert!(matches!(end.flush(), Ok(Sent::All)), "it waits");
    sent.extend(b"later");
    let room = async {
        end.drained(draining.run().await.unwrap());
        assert!(matches!(end.flush(), Ok(Sent::All)));
        end.hang_up();
    };
    let (read, ()) = tokio::join!(all(client), room);
    assert!(read == sent, "{} of {}", read.len(), sent.len());
}

#[tokio::test]
async fn who_lets_too_much_wait_gets_what_was_begun_and_a_goodbye() {
    let (mut end, let_go, client) = pair().await;
    let mut sent = Vec::new();
    let draining = fill(&mut end, &mut sent);
    let waited = (0..2 * MAX_FRAMES).take_while(|_| {
        end.push(Bytes::from_static(b"x"));
        end.flush().is_ok()
    });
    assert_eq!(waited.count(), MAX_FRAMES);
    let goodbye = Goodbye::until(GoodbyeCode::Lagged, 0);
    assert!(end.close(goodbye).is_none());
    assert_eq!(let_go.await.unwrap(), goodbye);
    let (read, drained) = tokio::join!(all(client), draining.run());
    assert!(drained.is_none());
    sent.extend(goodbye.farewell());
    assert!(read == sent, "{} of {}", read.len(), sent.len());
}

#[tokio::test]
async fn a_goodbye_is_said_to_whom_the_room_lets_go_while_the_socket_comes_back() {
    let (mut end, _let_go, client) = pair().await;
    let mut sent = Vec::new();
    let draining = fill(&mut end, &mut sent);
    let goodbye = Goodbye::for_good(GoodbyeCode::BadToken);
    let room = async {
        let drained = draining.run().await.unwrap();
        end.close(goodbye);
        drained.part();
    };
    let (read, ()) = tokio::join!(all(client), room);
    sent.extend(goodbye.farewell());
    assert!(read == sent, "{} of {}", read.len(), sent.len());
}

#[tokio::test]
async fn an_end_dropped_without_a_word_says_that_nothing_can_be_kept() {
    let (mut end, _let_go, client) = pair().await;
    end.push(Bytes::from_static(b"last"));
    drop(end);
    assert_eq!(all(client).await, [&b"last"[..], &Goodbye::unsaid().farewell()].concat());
}

#[tokio::test]
async fn a_socket_that_is_gone_takes_everything() {
    let (mut end, _let_go, client) = pair().await;
    drop(client);
    for _ in 0..2 * MAX_FRAMES {
        end.push(Bytes::from_static(b"x"));
        assert!(end.flush().is_ok());
    }
}
