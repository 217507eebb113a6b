//! Rooms from the outside: whole sessions, random streams of commands, and what nobody may see.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail so")]

mod rooms {
    mod afterwards;
    mod agenda;
    mod alike;
    mod case_study;
    mod doing;
    mod erasing;
    mod exchange;
    mod feedback;
    mod late;
    mod one_by_one;
    mod patches;
    mod plans;
    mod random;
    mod regrouping;
    mod report;
    mod rig;
    mod secrecy;
    mod session;
    mod steering;
    mod twins;
}
