//! A smoke of the fuzz targets in `fuzz/`: their corpus, and what chance makes of it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail so")]

use std::{fs, path::Path};

use crosstracks_protocol::stamp::Chance;

#[path = "../../fuzz/src/checks.rs"]
#[allow(unreachable_pub, reason = "the fuzz targets use it too")]
mod checks;

/// The committed corpus of a target.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.file_name().unwrap().to_string_lossy().starts_with("seed-"));
    files.sort();
    assert!(files.len() >= 3, "{target} has no corpus");
    files.into_iter().map(|file| fs::read(file).unwrap()).collect()
}

/// Changes some bytes: flips, cuts, doubles, and what another one has.
fn mutated(corpus: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = corpus[chance.below(corpus.len())].clone();
    for _ in 0..=chance.below(4) {
        let at = chance.below(bytes.len() + 1);
        match chance.below(6) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, u8::try_from(chance.below(256)).unwrap()),
            2 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            3 if at < bytes.len() => _ = bytes.remove(at),
            4 => {
                let piece = bytes[at..bytes.len().min(at + 1 + chance.below(12))].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => {
                let other = &corpus[chance.below(corpus.len())];
                let from = chance.below(other.len() + 1);
                let to = other.len().min(from + chance.below(24));
                bytes.splice(at..at, other[from..to].iter().copied());
            }
        }
    }
    bytes
}

fn smoke(target: &str, executions: usize, check: fn(&[u8])) {
    let corpus = corpus(target);
    corpus.iter().for_each(|bytes| check(bytes));
    let mut chance = Chance::new(0xC0FFEE);
    for _ in 0..executions {
        check(&mutated(&corpus, &mut chance));
    }
    println!("{target}: {} of the corpus and {executions} made of it", corpus.len());
}

#[test]
fn messages_are_read_or_refused() {
    smoke("decode", 200_000, checks::decode);
}

#[test]
fn texts_are_tidied_or_refused() {
    smoke("normalise", 20_000, checks::normalise);
}

#[test]
fn commands_in_any_order_make_a_room_that_its_log_makes_again() {
    smoke("sequence", 60, checks::sequence);
}
