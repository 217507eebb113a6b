//! What a session showed: pure statistics, with what small numbers would give away left out.

pub mod cell;
pub mod change;
pub mod gap;
pub mod number;
pub mod outcomes;
pub mod votes;
