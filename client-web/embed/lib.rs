//! The web client, built by this crate's `build.rs` and embedded: bytes, compressed bytes, validators.
//!
//! A release build carries the files, already compressed; a debug build reads them from where npm wrote them.

use std::borrow::Cow;

use rust_embed_for_web::{EmbedableFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "$CLIENT_WEB_DIST"]
struct Dist;

/// The English words of reports, which the server says: in the form of Fluent, as all words of the client are.
pub const DOCUMENT_WORDS: &str = include_str!("../src/locales/en/document.ftl");

/// The files of the web client.
#[derive(Debug, Clone, Copy)]
pub struct Assets;

/// One file of the web client, ready to be served.
#[derive(Debug, Clone)]
pub struct Asset {
    /// The file as it is.
    pub bytes: Cow<'static, [u8]>,
    /// The file compressed with Brotli, where that is smaller.
    pub br: Option<Cow<'static, [u8]>>,
    /// The file compressed with gzip, where that is smaller.
    pub gzip: Option<Cow<'static, [u8]>>,
    /// A strong entity tag, with its quotes.
    pub etag: Cow<'static, str>,
    /// The media type, with its charset where it is text.
    pub mime: Cow<'static, str>,
    /// Whether the name carries a hash of the contents, so that it can be kept for ever.
    pub immutable: bool,
}

impl Assets {
    /// The page that every screen starts from.
    pub const INDEX: &str = "index.html";

    /// The file at a path relative to the root of the site, without a leading slash.
    pub fn get(path: &str) -> Option<Asset> {
        let plain = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains('\\');
        if !path.split('/').all(plain) {
            return None;
        }
        let file = <Dist as RustEmbed>::get(path)?;
        Some(Asset {
            bytes: file.data().into(),
            br: file.data_br().map(Into::into),
            gzip: file.data_gzip().map(Into::into),
            etag: file.etag().into(),
            mime: file
                .mime_type()
                .map_or("application/octet-stream".into(), |mime| with_charset(mime.into())),
            immutable: path.starts_with("assets/"),
        })
    }
}

fn with_charset(mime: Cow<'static, str>) -> Cow<'static, str> {
    if mime.starts_with("text/") && !mime.contains("charset") {
        Cow::Owned(format!("{mime}; charset=utf-8"))
    } else {
        mime
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_is_there_and_names_only_files_that_are_there() {
        let index = Assets::get(Assets::INDEX).expect("index.html");
        assert_eq!(index.mime, "text/html; charset=utf-8");
        assert!(!index.immutable);

        let page = String::from_utf8(index.bytes.into_owned()).expect("UTF-8");
        let named: Vec<&str> = page
            .split('"')
            .filter_map(|text| text.strip_prefix('/'))
            .filter(|path| path.contains('.'))
            .collect();
        assert!(named.iter().any(|path| path.ends_with(".js")), "no script in {page}");
        for path in named {
            let asset =
                Assets::get(path).unwrap_or_else(|| panic!("{path} is named by the index and not there"));
            assert_eq!(asset.immutable, path.starts_with("assets/"), "{path}");
        }
    }

    #[test]
    fn nothing_outside_is_served() {
        for path in
            ["", "/", "../Cargo.toml", "assets/../index.html", "./index.html", "assets", "no-such-file.js"]
        {
            assert!(Assets::get(path).is_none(), "{path:?}");
        }
    }
}
