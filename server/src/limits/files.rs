//! How many files, and so sockets, the process may have open.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tracing::debug;

/// Raises the limit to what the system lets the process have. Shells set it to about a thousand, for programs
/// that cannot do with more.
pub fn raise_open_files() {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    let all = Rlimit { current: maximum, maximum };
    if let Err(error) = setrlimit(Resource::Nofile, all) {
        debug!(%error, "the limit on open files stays as it is");
    }
}
