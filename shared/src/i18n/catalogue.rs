//! The list of text files, in one place.
//!
//! One file per area and language. To add an area: a line in [`files`] (both lists when the
//! page needs it) and a file per language; its keys all begin with the area's name.

use crate::lang::Lang;

/// Embeds the named areas of one language.
macro_rules! areas {
    ($lang:literal: $($area:literal)+) => {
        &[$(include_str!(concat!("../../i18n/", $lang, "/", $area, ".ftl"))),+]
    };
}

/// Embeds one language: what the page shows, and natively also what only the server says.
macro_rules! language {
    ($lang:literal) => {{
    const PAGE: &[&str] = areas!($lang: "common" "signup" "login" "home" "handover" "people"
            "watch" "consent" "release" "kit" "problem");
        #[cfg(not(target_arch = "wasm32"))]
    const SERVER: &[&str] = areas!($lang: "mail" "sms" "pages" "demo" "open");
        #[cfg(target_arch = "wasm32")]
        const SERVER: &[&str] = &[];
        (PAGE, SERVER)
    }};
}

/// The Fluent sources of a language. The browser carries only the areas its page shows.
pub(super) fn files(lang: Lang) -> impl Iterator<Item = &'static str> {
    let (page, server) = match lang {
        Lang::Cs => language!("cs"),
        Lang::En => language!("en"),
        Lang::De => language!("de"),
    };
    page.iter().chain(server).copied()
}
