//! The files of the browser client, embedded at build time by `build.rs`.
//!
//! Data only: which file answers a path, and in which forms. Without a built client it
//! serves the style sheet for the server's own pages, and a page that says how to build.
//! To add a file to the client, add it in `xtask/src/build.rs`.

/// A file as it goes over the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asset {
    /// The file itself.
    pub bytes: &'static [u8],
    /// The same, compressed with brotli.
    pub br: Option<&'static [u8]>,
    /// The same, compressed with gzip.
    pub gz: Option<&'static [u8]>,
    /// The value of `Content-Type`.
    pub content_type: &'static str,
    /// Whether its address names its content, so that it may be cached for ever.
    /// The others are to be revalidated (`no-cache`).
    pub immutable: bool,
}

struct File {
    path: &'static str,
    bytes: &'static [u8],
    br: Option<&'static [u8]>,
    gz: Option<&'static [u8]>,
}

/// The built client, sorted by path.
static SITE: &[File] = include!(concat!(env!("OUT_DIR"), "/site.rs"));

/// What is there without a built client.
static PLACEHOLDER: &[File] = &[
    File::plain(INDEX, include_bytes!("placeholder.html")),
    File::plain("/assets/style.css", include_bytes!("../../../client/static/style.css")),
    File::plain("/assets/icon.svg", include_bytes!("../../../client/static/icon.svg")),
];

const INDEX: &str = "/index.html";

/// The file at exactly this path, such as `/index.html` or `/assets/style-….css`.
#[must_use]
pub fn asset(path: &str) -> Option<Asset> {
    files().iter().find(|file| file.path == path).map(File::asset)
}

/// The page of the client, which answers every address that belongs to its own router.
#[must_use]
pub fn index() -> Asset {
    asset(INDEX).unwrap_or_else(|| PLACEHOLDER[0].asset())
}

/// The address of the style sheet, for pages that the server renders.
#[must_use]
pub fn style_path() -> &'static str {
    named("style")
}

/// The address of the icon, for pages that the server renders.
#[must_use]
pub fn icon_path() -> &'static str {
    named("icon")
}

fn files() -> &'static [File] {
    if SITE.is_empty() { PLACEHOLDER } else { SITE }
}

fn named(stem: &str) -> &'static str {
    let name = |file: &&File| {
        file.path.strip_prefix("/assets/").is_some_and(|name| name.starts_with(stem))
    };
    files().iter().find(name).map_or("", |file| file.path)
}

impl File {
    const fn plain(path: &'static str, bytes: &'static [u8]) -> Self {
        Self { path, bytes, br: None, gz: None }
    }

    fn asset(&self) -> Asset {
        Asset {
            bytes: self.bytes,
            br: self.br,
            gz: self.gz,
            content_type: content_type(self.path),
            immutable: !SITE.is_empty() && self.path.starts_with("/assets/"),
        }
    }
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_find_their_parts_with_and_without_a_built_client() {
        for (path, kind) in
            [(style_path(), "text/css; charset=utf-8"), (icon_path(), "image/svg+xml")]
        {
            assert_eq!(asset(path).map(|asset| asset.content_type), Some(kind), "{path}");
        }
        assert!(index().bytes.starts_with(b"<!doctype html>"));
        assert_eq!(asset("/assets/../index.html"), None);
    }
}
