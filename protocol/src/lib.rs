//! The rules of a Crosstracks workshop, and the messages on its wire.
//!
//! A room is an append-only log of events, and its state is what replaying the log gives.
//! [`Room::decide`](room::Room::decide) turns a command into events or a refusal,
//! [`Room::apply`](room::Room::apply) turns an event into state, and
//! [`Room::view`](room::Room::view) turns state into what an audience may see. Nothing here does I/O,
//! reads a clock or draws chance: both come in a [`Stamp`](stamp::Stamp).

pub mod action;
pub mod command;
pub mod event;
pub mod ids;
mod object;
pub mod pack;
pub mod patch;
pub mod planted;
pub mod rejection;
pub mod report;
pub mod room;
pub mod sealed;
pub mod stamp;
pub mod text;
pub mod view;
pub mod wire;
