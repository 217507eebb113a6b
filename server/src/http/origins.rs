//! Which pages may talk to the server, so that a foreign page cannot speak in somebody's name.

use std::{collections::BTreeSet, net::IpAddr};

use axum::http::{
    HeaderMap, StatusCode,
    header::{HOST, ORIGIN},
};

use super::{ApiError, Site};
use crate::planted::{self, Bug};

/// Sent by every current browser, and by no other program.
const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// The pages that may.
#[derive(Debug, Clone)]
pub struct Origins {
    allowed: BTreeSet<String>,
    /// Whether a page may that was loaded from the very address, given as a number, that it talks to.
    /// A number cannot be pointed elsewhere, as a name can. Only where no address was configured.
    own_number: bool,
}

impl Origins {
    /// Allows exactly these sites.
    pub fn exactly(sites: impl IntoIterator<Item = Site>) -> Self {
        Self { allowed: sites.into_iter().map(|site| site.to_string()).collect(), own_number: false }
    }

    /// Allows, besides, pages from whatever number the server is reached at.
    #[must_use]
    pub fn and_own_number(self) -> Self {
        Self { own_number: true, ..self }
    }

    /// Whether the page that sent a request may.
    pub fn check(&self, headers: &HeaderMap) -> Result<(), ApiError> {
        if self.allows(headers) {
            return Ok(());
        }
        Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "foreign_origin",
            "This page is not one that this server answers. Whoever runs it can allow it with --public-url.",
        ))
    }

    fn allows(&self, headers: &HeaderMap) -> bool {
        if planted::is(Bug::NoOriginCheck) {
            return true;
        }
        let mut origins = headers.get_all(ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (Some(origin), None) => origin.to_str().is_ok_and(|origin| {
                self.allowed.contains(origin) || (self.own_number && is_own_number(origin, headers))
            }),
            (Some(_), Some(_)) => false,
            // Not a page: a program, which no foreign page can make do anything.
            (None, _) => match headers.get(SEC_FETCH_SITE) {
                None => true,
                Some(from) => from == "same-origin" || from == "none",
            },
        }
    }
}

fn is_own_number(origin: &str, headers: &HeaderMap) -> bool {
    let Some(authority) = origin.strip_prefix("http://") else { return false };
    let host = authority
        .rsplit_once(':')
        .filter(|(_, port)| !port.contains(']'))
        .map_or(authority, |(host, _)| host);
    let number = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    number.parse::<IpAddr>().is_ok() && headers.get(HOST).is_some_and(|host| host == authority)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn only_the_exact_origin_may() {
        let origins = Origins::exactly([
            "https://workshop.example.org".parse().unwrap(),
            "http://127.0.0.1:8080".parse().unwrap(),
        ]);
        for origin in ["https://workshop.example.org", "http://127.0.0.1:8080"] {
            assert!(origins.allows(&headers(&[("origin", origin)])), "{origin}");
        }
        for origin in [
            "null",
            "",
            "*",
            "https://workshop.example.org.evil.example",
            "https://evil-workshop.example.org",
            "https://workshop.example.orgevil",
            "https://sub.workshop.example.org",
            "https://example.org",
            "https://workshop.example.org:443",
            "https://workshop.example.org:8443",
            "https://workshop.example.org/",
            "https://workshop.example.org ,https://evil.example",
            "https://evil.example#https://workshop.example.org",
            "https://evil.example?https://workshop.example.org",
            "https://workshop.example.org@evil.example",
            "https://WORKSHOP.example.org",
            "HTTPS://workshop.example.org",
            "http://workshop.example.org",
            "ws://workshop.example.org",
            "wss://workshop.example.org",
            "file://",
            "file://workshop.example.org",
            "data:",
            "blob:https://workshop.example.org",
            "chrome-extension://workshop.example.org",
            "moz-extension://abc",
            "https://workshop.example.org.",
            "https://workshop%2eexample.org",
            "https://xn--workshp-x2a.example.org",
            "//workshop.example.org",
            "workshop.example.org",
            "http://127.0.0.1",
            "http://127.0.0.1:80",
            "http://127.0.0.1:8081",
            "http://127.0.0.1:80800",
            "http://127.1:8080",
            "http://2130706433:8080",
            "http://localhost:8080",
            "http://[::1]:8080",
            "https://127.0.0.1:8080",
            "http://0.0.0.0:8080",
        ] {
            assert!(!origins.allows(&headers(&[("origin", origin), ("host", "127.0.0.1:8080")])), "{origin}");
        }
    }

    #[test]
    fn a_page_from_the_number_it_talks_to_may_where_that_is_on() {
        let origins = Origins::exactly([]).and_own_number();
        for (origin, host, may) in [
            ("http://192.0.2.1:8080", "192.0.2.1:8080", true),
            ("http://192.0.2.1", "192.0.2.1", true),
            ("http://[2001:db8::1]:8080", "[2001:db8::1]:8080", true),
            ("http://[2001:db8::1]", "[2001:db8::1]", true),
            ("http://192.0.2.1:8080", "192.0.2.2:8080", false),
            ("http://192.0.2.1:8080", "192.0.2.1:8081", false),
            ("https://192.0.2.1:8080", "192.0.2.1:8080", false),
            // A name can be made to point here after its page was loaded from elsewhere.
            ("http://rebound.example:8080", "rebound.example:8080", false),
            ("null", "null", false),
        ] {
            assert_eq!(
                origins.allows(&headers(&[("origin", origin), ("host", host)])),
                may,
                "{origin} {host}"
            );
        }
    }

    #[test]
    fn without_an_origin_only_programs_and_the_same_site_may() {
        let origins = Origins::exactly([]);
        assert!(origins.allows(&headers(&[])));
        assert!(origins.allows(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(origins.allows(&headers(&[("sec-fetch-site", "none")])));
        assert!(!origins.allows(&headers(&[("sec-fetch-site", "cross-site")])));
        assert!(!origins.allows(&headers(&[("sec-fetch-site", "same-site")])));
    }

    #[test]
    fn two_origins_are_none() {
        let origins = Origins::exactly(["https://a.example".parse().unwrap()]);
        let twice = headers(&[("origin", "https://a.example"), ("origin", "https://a.example")]);
        assert!(!origins.allows(&twice));
    }
}
