//! The languages people can choose.
//!
//! Kept apart from the catalogues, so that the API types name a language without linking
//! Fluent. To add a language: a variant here, a folder under `shared/i18n/`, and its list
//! in `i18n::catalogue`; the compiler and `cargo xtask check` then say what is missing.

use serde::{Deserialize, Serialize};

/// A language in which every text exists.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Czech.
    #[default]
    Cs,
    /// English, which also stands in where a text is missing.
    En,
    /// German.
    De,
}

impl Lang {
    /// Every language, in the order in which menus show them.
    pub const ALL: [Self; 3] = [Self::Cs, Self::En, Self::De];

    /// The BCP 47 tag, also used in URLs, the database and `<html lang>`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Cs => "cs",
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// The language's own name for itself, for the menu.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Cs => "Čeština",
            Self::En => "English",
            Self::De => "Deutsch",
        }
    }

    /// Reads a tag such as `cs`, `de-AT` or `EN_us`; only the primary part counts.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|lang| lang.tag().eq_ignore_ascii_case(primary))
    }

    /// The first known language of an `Accept-Language` header or of `navigator.languages`
    /// joined by commas. Weights are ignored: browsers send the list in order.
    /// Slovak readers get Czech; everybody else whom we do not know gets English.
    #[must_use]
    pub fn from_accept(header: &str) -> Self {
        header
            .split(',')
            .filter_map(|entry| entry.split(';').next())
            .find_map(|tag| match tag.trim() {
                slovak if slovak.to_ascii_lowercase().starts_with("sk") => Some(Self::Cs),
                tag => Self::parse(tag),
            })
            .unwrap_or(Self::En)
    }
}

impl std::fmt::Display for Lang {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.tag())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_browsers_send() {
        assert_eq!(Lang::from_accept("cs-CZ,cs;q=0.9,en;q=0.8"), Lang::Cs);
        assert_eq!(Lang::from_accept("fr, de-AT;q=0.7, en"), Lang::De);
        assert_eq!(Lang::from_accept("sk-SK"), Lang::Cs);
        assert_eq!(Lang::from_accept(""), Lang::En);
        assert_eq!(Lang::parse("csb"), None);
    }
}
