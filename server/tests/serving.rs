//! A server on a real socket: it answers, it counts its connections, it ends in order.

#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::{net::SocketAddr, time::Duration};

use clap::Parser;
use crosstracks_server::{
    Config, Server, Stopper,
    config::{Cli, Storage, Task},
    log::LogError,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinHandle,
    time::timeout,
};

/// Far longer than anything here takes.
const LONG: Duration = Duration::from_secs(30);

async fn start(args: &[&str]) -> (SocketAddr, Stopper, JoinHandle<Result<(), LogError>>) {
    let all = [&["crosstracks", "--listen", "127.0.0.1:0"], args].concat();
    let Task::Serve(args) = Cli::parse_from(all).task() else { unreachable!() };
    let config = Config { storage: Storage::Memory, ..Config::from(args) };
    let server = Server::new(config).unwrap().bind().await.unwrap();
    (server.address(), server.stopper(), tokio::spawn(server.serve()))
}

/// Asks on a connection that is kept, and gives the status line.
async fn ask(connection: &mut TcpStream, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut answer = vec![];
    while !answer.windows(4).any(|end| end == b"\r\n\r\n") {
        assert_ne!(timeout(LONG, connection.read_buf(&mut answer)).await.unwrap().unwrap(), 0);
    }
    String::from_utf8_lossy(&answer).lines().next().unwrap().to_owned()
}

#[tokio::test]
async fn it_answers_and_ends_while_a_connection_is_kept() {
    let (address, stopper, served) = start(&[]).await;
    let mut connection = TcpStream::connect(address).await.unwrap();
    assert_eq!(ask(&mut connection, "/healthz").await, "HTTP/1.1 200 OK");
    stopper.shutdown();
    timeout(LONG, served).await.unwrap().unwrap().unwrap();
    assert!(connection.read_to_end(&mut vec![]).await.is_ok());
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn an_address_that_is_taken_is_said_to_be_so() {
    let (address, ..) = start(&[]).await;
    let at = address.to_string();
    let Task::Serve(args) = Cli::parse_from(["crosstracks", "--listen", &at]).task() else { unreachable!() };
    let config = Config { storage: Storage::Memory, ..Config::from(args) };
    let Err(error) = Server::new(config).unwrap().bind().await else { panic!("{at} was taken twice") };
    let words = error.to_string();
    assert!(words.contains(&at) && words.contains("--listen"), "{words}");
}

#[tokio::test]
async fn a_connection_over_the_limit_waits_for_its_turn() {
    let (address, stopper, served) = start(&["--max-connections", "1"]).await;
    let mut first = TcpStream::connect(address).await.unwrap();
    assert_eq!(ask(&mut first, "/healthz").await, "HTTP/1.1 200 OK");

    let mut second = TcpStream::connect(address).await.unwrap();
    second.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let mut byte = [0];
    // The first is answered again meanwhile, and the second is not: it has not been accepted.
    assert_eq!(ask(&mut first, "/healthz").await, "HTTP/1.1 200 OK");
    assert!(second.try_read(&mut byte).is_err());

    drop(first);
    assert_eq!(timeout(LONG, second.read(&mut byte)).await.unwrap().unwrap(), 1);
    stopper.shutdown();
    timeout(LONG, served).await.unwrap().unwrap().unwrap();
}

#[tokio::test]
async fn a_head_without_end_is_refused() {
    let (address, stopper, served) = start(&[]).await;
    let mut connection = TcpStream::connect(address).await.unwrap();
    let head = [b"GET / HTTP/1.1\r\nx: ".to_vec(), vec![b'x'; 64 * 1024]].concat();
    // The server may hang up before it has read all.
    let _ = connection.write_all(&head).await;
    let mut answer = vec![];
    let _ = timeout(LONG, connection.read_to_end(&mut answer)).await.unwrap();
    assert!(!String::from_utf8_lossy(&answer).contains("200 OK"));
    stopper.shutdown();
    timeout(LONG, served).await.unwrap().unwrap().unwrap();
}
