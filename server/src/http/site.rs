//! Where people reach the server: a scheme, a host and a port.

use std::{fmt, net::SocketAddr, str::FromStr};

use axum::http::{
    HeaderMap, Uri,
    header::HOST,
    uri::{Authority, Scheme},
};
use thiserror::Error;

/// An origin, such as `https://workshop.example.org`, in the form in which browsers send it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Site {
    is_https: bool,
    /// Lower case; with the port unless it is the scheme's own.
    authority: String,
}

impl Site {
    /// The site at an address that is listened on.
    pub fn at(address: SocketAddr) -> Self {
        Self::new(false, &address.to_string())
    }

    /// The site at a host name and a port.
    pub(crate) fn named(host: &str, port: u16) -> Self {
        Self::new(false, &format!("{host}:{port}"))
    }

    fn new(is_https: bool, authority: &str) -> Self {
        let authority = authority.to_ascii_lowercase();
        let own_port = if is_https { ":443" } else { ":80" };
        let authority = authority.strip_suffix(own_port).map(str::to_owned).unwrap_or(authority);
        Self { is_https, authority }
    }

    /// Whether it is reached over TLS.
    pub fn is_https(&self) -> bool {
        self.is_https
    }

    /// Host and port.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The address of a page of the site.
    pub fn page(&self, path: &str) -> String {
        format!("{self}{path}")
    }
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.is_https { "https" } else { "http" }, self.authority)
    }
}

/// The text is no site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("give the site alone, like https://workshop.example.org, without a path")]
pub struct NotASite;

impl FromStr for Site {
    type Err = NotASite;

    fn from_str(text: &str) -> Result<Self, NotASite> {
        let uri: Uri = text.parse().map_err(|_| NotASite)?;
        let is_https = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            Some(scheme) if *scheme == Scheme::HTTP => false,
            _ => return Err(NotASite),
        };
        let is_bare = uri.path() == "/" && uri.query().is_none() && !text.contains(['#', '@']);
        match uri.authority() {
            Some(authority) if is_bare && is_plain(authority) => Ok(Self::new(is_https, authority.as_str())),
            _ => Err(NotASite),
        }
    }
}

/// The host that a request was sent to, if it says so in a form that is safe to repeat.
pub(super) fn requested_host(headers: &HeaderMap) -> Option<Authority> {
    let authority: Authority = headers.get(HOST)?.to_str().ok()?.parse().ok()?;
    is_plain(&authority).then_some(authority)
}

/// Whether nothing of it means anything in a policy or a page.
fn is_plain(authority: &Authority) -> bool {
    let is_host = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':' | b'[' | b']');
    !authority.host().is_empty() && authority.as_str().bytes().all(is_host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_shown_as_browsers_send_it() {
        for (text, shown) in [
            ("https://Example.ORG", "https://example.org"),
            ("https://example.org/", "https://example.org"),
            ("https://example.org:443", "https://example.org"),
            ("http://example.org:80/", "http://example.org"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
            ("http://[::80]", "http://[::80]"),
        ] {
            assert_eq!(text.parse::<Site>().map(|site| site.to_string()), Ok(shown.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_site_is_refused() {
        for text in [
            "",
            "example.org",
            "/",
            "ftp://example.org",
            "https://",
            "https://example.org/path",
            "https://example.org?q",
            "https://example.org/#x",
            "https://user@example.org",
            "https://example.org;script-src *",
        ] {
            assert_eq!(text.parse::<Site>(), Err(NotASite), "{text:?}");
        }
    }

    #[test]
    fn a_host_that_could_change_a_policy_is_not_repeated() {
        let host = |value: &str| {
            let headers = HeaderMap::from_iter([(HOST, value.parse().unwrap())]);
            requested_host(&headers).map(|host| host.to_string())
        };
        assert_eq!(host("192.0.2.1:8080").as_deref(), Some("192.0.2.1:8080"));
        assert_eq!(host("[::1]:8080").as_deref(), Some("[::1]:8080"));
        for value in ["a;script-src", "a b", "user@host", "", "a'b", "a,b"] {
            assert_eq!(host(value), None, "{value:?}");
        }
        assert_eq!(requested_host(&HeaderMap::new()), None);
    }
}
