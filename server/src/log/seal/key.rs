//! The key that rooms are sealed with: a file of its own, so that it can lie apart from them.

use std::{
    fmt,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::auth::random;

/// The length of a key in bytes.
const KEY: usize = 32;

/// Seals what is personal. Never logged.
pub struct Key([u8; KEY]);

/// Why there is no key.
#[derive(Debug, Error)]
pub enum KeyError {
    /// Rooms were sealed with a key that is not there.
    #[error(
        "the rooms are sealed with a key that should be in {0}, and there is none; put the file back, or say \
         with --key-file where it is"
    )]
    Missing(PathBuf),
    /// Rooms were sealed with another key.
    #[error("the rooms are sealed with another key than the one in {0}")]
    Other(PathBuf),
    /// The file holds something else.
    #[error("{0} does not hold a key: it wants 43 letters, digits, - and _")]
    NotAKey(PathBuf),
    /// The file cannot be used.
    #[error("the key {path} cannot be used: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl Key {
    /// Draws a new one.
    pub fn draw() -> Self {
        Self(random())
    }

    pub(super) fn bytes(&self) -> [u8; KEY] {
        self.0
    }

    /// Tells keys apart, and nothing else about them.
    pub(in crate::log) fn name(&self) -> String {
        let hash = Sha256::new().chain_update("crosstracks key").chain_update(self.0).finalize();
        BASE64_URL_SAFE_NO_PAD.encode(&hash[..12])
    }

    /// The key in a file. `name` is of the key that rooms are sealed with already; where there are none yet, a
    /// file that is not there is made, for its owner alone, and is on the disk when this returns.
    ///
    /// # Errors
    /// [`KeyError`]; nothing has been written then.
    pub(in crate::log) fn take(path: &Path, name: Option<&str>) -> Result<Self, KeyError> {
        let file = |source| KeyError::File { path: path.to_owned(), source };
        let key = match fs::read_to_string(path) {
            Ok(text) => Self::read(text.trim()).ok_or_else(|| KeyError::NotAKey(path.to_owned()))?,
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(file(error)),
            Err(_) if name.is_some() => return Err(KeyError::Missing(path.to_owned())),
            Err(_) => {
                let key = Self::draw();
                key.write(path).map_err(file)?;
                key
            }
        };
        match name {
            Some(name) if key.name() != name => Err(KeyError::Other(path.to_owned())),
            _ => Ok(key),
        }
    }

    fn read(text: &str) -> Option<Self> {
        BASE64_URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    fn write(&self, path: &Path) -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        writeln!(file, "{}", BASE64_URL_SAFE_NO_PAD.encode(self.0))?;
        file.sync_all()?;
        // A power cut must not leave rooms whose key was in no folder yet.
        path.parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .map_or(Ok(()), |folder| if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) })
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_for_its_owner_alone_and_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let made = Key::take(&path, None).unwrap();
        assert_eq!(Key::take(&path, Some(&made.name())).unwrap().0, made.0);
        assert_eq!(Key::take(&path, None).unwrap().0, made.0);
        #[cfg(unix)]
        assert_eq!(
            std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions()),
            0o100_600
        );
        assert!(!format!("{made:?}").contains(&BASE64_URL_SAFE_NO_PAD.encode(made.0)));
    }

    #[test]
    fn rooms_are_never_given_another_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        assert!(matches!(Key::take(&path, Some("other")), Err(KeyError::Missing(_))));
        assert!(!path.exists());
        let made = Key::take(&path, None).unwrap();
        assert!(matches!(Key::take(&path, Some("other")), Err(KeyError::Other(_))));
        for bad in ["", "abc", &format!("{}A", BASE64_URL_SAFE_NO_PAD.encode(made.0))] {
            fs::write(&path, bad).unwrap();
            assert!(matches!(Key::take(&path, None), Err(KeyError::NotAKey(_))), "{bad}");
        }
    }
}
