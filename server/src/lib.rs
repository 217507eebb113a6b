//! The Crosstracks server: rooms, their log, sockets and the embedded client.

pub mod auth;
pub mod log;
