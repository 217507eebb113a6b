//! Nobody who reads reports can work out what fewer people than allowed answered.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a test may fail loudly

mod disclosure {
    mod attacker;
    mod reading;
    mod sessions;
    mod words;
    mod worked_out;
}
