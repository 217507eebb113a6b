//! Why a client cannot go on, in words for the person at the keyboard.

use crosstracks_protocol::wire::GoodbyeCode;
use thiserror::Error;

use crate::http::Site;

/// Why the client cannot go on.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ClientError {
    /// Nobody answers.
    #[error("nothing answers at {site} ({reason}). Is the server running there?")]
    Unreachable {
        /// Where.
        site: Site,
        /// What the system said.
        reason: String,
    },
    /// The site is behind TLS, which this client does not speak.
    #[error(
        "practice participants speak plain http. Beside the server that {site} leads to, they reach it directly: --url http://127.0.0.1:8080"
    )]
    Encrypted {
        /// The site.
        site: Site,
    },
    /// A request was refused.
    #[error("{message}")]
    Refused {
        /// The status.
        status: u16,
        /// Why, as a word.
        code: String,
        /// Why, as a sentence.
        message: String,
    },
    /// The connection was ended for good.
    #[error("{message}")]
    Goodbye {
        /// Why, as a word.
        code: GoodbyeCode,
        /// Why, as a sentence.
        message: String,
    },
    /// What came is not this protocol.
    #[error("{site} answered with something that is not this protocol: {what}")]
    NotUnderstood {
        /// Where.
        site: Site,
        /// What is wrong with it.
        what: String,
    },
    /// The client was closed.
    #[error("the client was closed")]
    Closed,
}
