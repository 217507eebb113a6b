//! Servers to compare with, which are this program run again.

use std::{io::Write, net::SocketAddr};

mod floor;
mod naive;

/// Runs a server by name until it is killed. Its frames carry so many bytes, where it has them ready.
pub(crate) fn run(name: &str, payload: usize) {
    crate::sys::raise_files();
    match name {
        "floor" => floor::run(payload),
        "naive" => naive::run(),
        _ => panic!("there is no server {name}"),
    }
}

/// Says where it listens, in the words of the product.
fn announce(address: SocketAddr) {
    println!("{{\"listen\":\"{address}\"}}");
    let _ = std::io::stdout().flush();
}
