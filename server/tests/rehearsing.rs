//! A rehearsal as a library, with a server of its own.

#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::net::SocketAddr;

use clap::Parser;
use crosstracks_protocol::{command::Command, wire::Layer};
use crosstracks_server::{
    Config, Server, Stopper,
    config::{Cli, Storage, Task},
    http::Site,
    rehearsal::{
        FollowedUp, Plan, RehearsalError,
        client::{Api, Client, ClientError, Views, Way},
        run,
    },
};
use serde_json::json;

async fn start() -> (Site, Stopper) {
    let Task::Serve(args) = Cli::parse_from(["crosstracks", "--listen", "127.0.0.1:0"]).task() else {
        unreachable!()
    };
    let config = Config { storage: Storage::Memory, ..Config::from(args) };
    let server = Server::new(config).unwrap().bind().await.unwrap();
    let (site, stopper) = (server.site().clone(), server.stopper());
    tokio::spawn(server.serve());
    (site, stopper)
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_drop_all_the_time_lose_nothing() {
    let (site, stopper) = start().await;
    let plan = Plan { drop_one_in: Some(2), ..Plan::new(site, 0).of_services(&[4, 3]) };
    let report = run(plan).await.unwrap();
    assert!(report.ended && report.agrees(), "{report:?}");
    assert_eq!((report.people_joined, report.commands_rejected), (7, 0));
    assert!(report.reconnects > 100, "{report:?}");
    // Three of four people, and one who has no way back.
    let followed_up = FollowedUp { people: 6, by_return_code: 4, unlinked: 1 };
    assert_eq!(report.follow_up, Some(followed_up));
    stopper.shutdown();
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_come_to_somebody_elses_room_go_along_to_its_end() {
    let (site, stopper) = start().await;
    let opened = Api::new(site.clone())
        .open_room(&json!({ "title": "A room", "name": "Sam", "grace_seconds": 0 }), None)
        .await
        .unwrap();
    let desk = Client::connect(Way::new(site.clone(), opened.facilitator)).await.unwrap();
    let plan = Plan { room: Some(opened.code.parse().unwrap()), ..Plan::new(site, 0).of_services(&[2, 2]) };
    let joined = tokio::spawn(run(plan));
    let people = |views: &Views| {
        let people = views.get(Layer::Desk)?.get("people")?.as_object()?;
        (people.len() == 4).then_some(())
    };
    desk.until(people).await.unwrap();
    desk.send(Command::CloseRoom {}, Some(0)).await.unwrap();
    let report = joined.await.unwrap().unwrap();
    assert!(report.ended && report.agrees(), "{report:?}");
    assert_eq!(report.people_joined, 4);
    stopper.shutdown();
}

#[tokio::test]
async fn where_nothing_answers_it_says_so() {
    let nobody: SocketAddr = "127.0.0.1:1".parse().unwrap();
    let error = run(Plan::new(Site::at(nobody), 4)).await.unwrap_err();
    assert!(matches!(&error, RehearsalError::Client(ClientError::Unreachable { .. })), "{error}");
    assert!(error.to_string().contains("Is the server running there?"), "{error}");
}
