//! Many people who come at once: each on a thread's turn does what it takes, and is heard at once.

use std::{
    net::{SocketAddr, TcpStream},
    sync::mpsc,
    time::{Duration, Instant},
};

use crate::{
    crowd::Crowd,
    door,
    frame::{self, opcode},
    product::hello,
};

/// How long everybody may take.
const LIMIT: Duration = Duration::from_secs(300);
/// How often those who have got through are looked for.
const TURN: Duration = Duration::from_millis(5);

/// Lets `count` people come, each by what `come` does, and waits until all have heard what is a welcome there: each
/// is shown with the person's number. Where there is no welcome, they need not be heard. Gives each one's place, and
/// how long it took.
pub(crate) fn come<L>(
    crowd: &mut Crowd,
    count: usize,
    local: impl Fn() -> L + Sync,
    come: impl Fn(&mut L, usize) -> TcpStream + Sync,
    is_welcome: Option<fn(&[u8]) -> bool>,
    mut welcome: impl FnMut(usize, &[u8]),
) -> (Vec<usize>, Duration) {
    let start = Instant::now();
    let (sender, came) = mpsc::channel();
    let mut places = vec![0; count];
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let sender = sender;
            door::each(
                count,
                || (local(), sender.clone()),
                |(own, sender), number| {
                    sender.send((number, come(own, number))).unwrap();
                },
            );
        });
        let mut number_at = vec![None; crowd.places() + count];
        let mut welcomed = 0;
        while welcomed < count {
            assert!(start.elapsed() < LIMIT, "only {welcomed} of {count} were welcomed in time");
            while let Ok((number, stream)) = came.try_recv() {
                places[number] = crowd.add(stream);
                number_at[places[number]] = Some(number);
                welcomed += usize::from(is_welcome.is_none());
            }
            crowd.poll(TURN, |place, message| {
                if let Some(number) = number_at[place]
                    && is_welcome.is_some_and(|is_welcome| is_welcome(message))
                {
                    welcomed += 1;
                    welcome(number, message);
                }
            });
            assert_eq!(crowd.closed(), 0, "the server closed connections");
        }
    });
    (places, start.elapsed())
}

/// Connects, and says who it is.
pub(crate) fn greet(to: SocketAddr, token: &str, device: &str) -> TcpStream {
    let mut frame = Vec::new();
    frame::from_client(opcode::TEXT, &hello(token, device), &mut frame);
    let mut stream = door::upgrade(to, "/ws").unwrap();
    std::io::Write::write_all(&mut stream, &frame).unwrap();
    stream
}
