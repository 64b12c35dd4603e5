//! The texts people read, in every language, for the page, the mails, the SMS and the
//! server-rendered pages.
//!
//! Texts live in `shared/i18n/<lang>/<area>.ftl` (Fluent); keys begin with their area:
//! `signup-title`. Use them through [`t`] or a [`Texts`] handle, always with a literal key:
//! `cargo xtask check` reads the source and refuses unknown keys, unused keys, and
//! languages that differ in keys or variables. A key chosen at run time is written as
//! `format!("watch-state-{}", …)`, which counts as a use of every key with that beginning.
//!
//! Refuses to panic: a missing text falls back to English, then to its key.
//! Results are plain text, never markup.

mod catalogue;

use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

pub use crate::lang::Lang;

/// The value of a variable: anything `From` works for (text, numbers). Numbers select plurals.
pub type Arg<'a> = fluent_bundle::FluentValue<'a>;

type Bundle = FluentBundle<FluentResource>;

/// The text `key` in `lang` with its variables filled in.
///
/// ```
/// use stafeta_shared::i18n::{Lang, t};
/// assert_eq!(t(Lang::En, "common-days", &[("n", 1.into())]), "1 day");
/// ```
#[must_use]
pub fn t(lang: Lang, key: &str, args: &[(&str, Arg<'_>)]) -> String {
    format(bundle(lang), key, args)
        .or_else(|| format(bundle(Lang::En), key, args))
        .unwrap_or_else(|| key.to_owned())
}

/// The texts of one language; cheap to copy, so components keep one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    lang: Lang,
}

impl Texts {
    /// The texts of `lang`.
    #[must_use]
    pub const fn get(lang: Lang) -> Self {
        Self { lang }
    }

    /// Which language this is.
    #[must_use]
    pub const fn lang(self) -> Lang {
        self.lang
    }

    /// A text without variables.
    #[must_use]
    pub fn t(self, key: &str) -> String {
        t(self.lang, key, &[])
    }

    /// A text with variables: `texts.ta("common-days", &[("n", 3.into())])`.
    #[must_use]
    pub fn ta(self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        t(self.lang, key, args)
    }
}

fn format(bundle: &Bundle, key: &str, args: &[(&str, Arg<'_>)]) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let args: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, value.clone())).collect();
    let mut errors = Vec::new();
    Some(bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned())
}

/// Parsed once per process and language.
fn bundle(lang: Lang) -> &'static Bundle {
    static BUNDLES: [OnceLock<Bundle>; Lang::ALL.len()] =
        [const { OnceLock::new() }; Lang::ALL.len()];
    BUNDLES[lang as usize].get_or_init(|| build(lang))
}

fn build(lang: Lang) -> Bundle {
    let id: LanguageIdentifier = lang.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Marks around variables would end up in mails, SMS and copied text.
    bundle.set_use_isolating(false);
    for source in catalogue::files(lang) {
        // A faulty message is left out here and reported by the tests and by xtask.
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(rest, _)| rest);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_parses() {
        for lang in Lang::ALL {
            for source in catalogue::files(lang) {
                if let Err((_, errors)) = FluentResource::try_new(source.to_owned()) {
                    panic!(
                        "{lang}: {errors:?} in a file that begins {:?}",
                        &source[..60.min(source.len())]
                    );
                }
            }
        }
    }

    #[test]
    fn czech_has_its_three_plurals() {
        let days = |n: i64| t(Lang::Cs, "common-days", &[("n", n.into())]);
        assert_eq!([days(1), days(3), days(5)], ["1 den", "3 dny", "5 dní"]);
    }

    #[test]
    fn a_missing_text_is_its_key() {
        assert_eq!(Texts::get(Lang::Cs).t("no-such-key"), "no-such-key");
    }

    #[test]
    fn variables_carry_no_invisible_marks() {
        let text = t(Lang::En, "common-days", &[("n", 2.into())]);
        assert!(text.is_ascii(), "{text:?}");
    }
}
