//! The rules of a Crosstracks workshop, and the messages on its wire.

pub mod ids;
pub mod pack;
pub mod stamp;
pub mod text;

/// What happens in one room.
pub mod room {
    pub mod groups;
    pub mod pairing;
}
