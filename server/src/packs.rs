//! The packs that rooms can be opened with: the one that is built in, and those that the operator adds.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use crosstracks_protocol::{
    ids::PackId,
    pack::{Date, Finding, MAX_PACK_BYTES, Pack, PackError, Severity, check},
};
use thiserror::Error;
use tracing::warn;

use crate::clock;

/// Packs by their id.
#[derive(Debug, Clone)]
pub struct Packs {
    first: Arc<Pack>,
    all: BTreeMap<PackId, Arc<Pack>>,
}

/// Why a pack cannot be offered.
#[derive(Debug, Error)]
pub enum PackFault {
    /// The file cannot be read.
    #[error("{file} cannot be read: {source}")]
    File {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is no pack.
    #[error("{file}, {source}")]
    Shape {
        /// The file.
        file: PathBuf,
        /// What was expected.
        source: PackError,
    },
    /// No room can use the pack.
    #[error("no room can use {file} yet: `crosstracks check {file}` says where its mistakes are ({errors})")]
    Unsound {
        /// The file.
        file: PathBuf,
        /// How many.
        errors: usize,
    },
    /// Two packs have the same id.
    #[error("{file} has the id of another pack, {id}")]
    Twice {
        /// The second file.
        file: PathBuf,
        /// The id.
        id: PackId,
    },
}

impl Packs {
    /// The built-in pack, and those in the files. A file with an error is refused.
    pub fn load(files: &[PathBuf]) -> Result<Self, PackFault> {
        let first = Arc::new(Pack::sample());
        let mut all = BTreeMap::from([(first.id.clone(), Arc::clone(&first))]);
        for file in files {
            let (pack, findings) = examine(file)?;
            let errors = count(&findings, Severity::Error);
            if errors > 0 {
                return Err(PackFault::Unsound { file: file.clone(), errors });
            }
            if !findings.is_empty() {
                warn!(pack = %pack.id, warnings = findings.len(), "a pack has warnings");
            }
            let id = pack.id.clone();
            if all.insert(id.clone(), Arc::new(pack)).is_some() {
                return Err(PackFault::Twice { file: file.clone(), id });
            }
        }
        Ok(Self { first, all })
    }

    /// The pack for who does not choose.
    pub fn first(&self) -> &Arc<Pack> {
        &self.first
    }

    /// The pack with this id.
    pub fn get(&self, id: &PackId) -> Option<&Arc<Pack>> {
        self.all.get(id)
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Pack>> {
        self.all.values()
    }
}

/// Reads a pack from a file, and says what there is to say about it today.
pub fn examine(file: &Path) -> Result<(Pack, Vec<Finding>), PackFault> {
    let text = read(file).map_err(|source| PackFault::File { file: file.to_owned(), source })?;
    let pack = Pack::parse(&text).map_err(|source| PackFault::Shape { file: file.to_owned(), source })?;
    let findings = check(&pack, Date::of(clock::now()));
    Ok((pack, findings))
}

/// How many findings are of one kind.
pub fn count(findings: &[Finding], severity: Severity) -> usize {
    findings.iter().filter(|finding| finding.severity == severity).count()
}

/// Reads little more than a pack may have, however long the file is.
fn read(file: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(file)?.take(MAX_PACK_BYTES as u64 + 1).read_to_string(&mut text)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn file(folder: &Path, change: impl FnOnce(&mut serde_json::Value)) -> PathBuf {
        let mut pack = serde_json::to_value(Pack::sample()).unwrap();
        change(&mut pack);
        let path = folder.join("pack.json");
        fs::write(&path, pack.to_string()).unwrap();
        path
    }

    #[test]
    fn the_built_in_pack_is_offered_and_others_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let other = file(folder.path(), |pack| pack["id"] = "another".into());
        let packs = Packs::load(&[other]).unwrap();
        assert_eq!(packs.first().id, Pack::sample().id);
        assert_eq!(packs.iter().count(), 2);
        assert_eq!(packs.get(&"another".into()).unwrap().id, "another".into());
        assert!(packs.get(&"none".into()).is_none());
    }

    #[test]
    fn what_no_room_can_use_is_refused_at_the_start() {
        let folder = tempfile::tempdir().unwrap();
        let fault = |file: PathBuf| Packs::load(&[file]).unwrap_err();
        assert!(matches!(fault(folder.path().join("none.json")), PackFault::File { .. }));
        assert!(matches!(fault(file(folder.path(), |_| ())), PackFault::Twice { .. }));
        let no_services = file(folder.path(), |pack| {
            pack["id"] = "another".into();
            pack["services"] = serde_json::json!([]);
        });
        assert!(matches!(fault(no_services), PackFault::Unsound { errors: 1.., .. }));
        let text = folder.path().join("text");
        fs::write(&text, "{").unwrap();
        assert!(fault(text).to_string().contains("line 1"));
    }
}
