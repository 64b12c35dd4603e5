//! Sizes of files in words.

use stafeta_shared::lang::Lang;

const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];

/// "5.2 MB", with the decimal sign of the language.
#[must_use]
pub fn in_words(lang: Lang, bytes: u64) -> String {
    let (mut unit, mut tenths) = (0, u128::from(bytes) * 10);
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths = (tenths + 500) / 1_000;
        unit += 1;
    }
    let sign = if lang == Lang::En { '.' } else { ',' };
    let (whole, part) = (tenths / 10, tenths % 10);
    if unit == 0 || part == 0 || whole >= 100 {
        format!("{whole}\u{a0}{}", UNITS[unit])
    } else {
        format!("{whole}{sign}{part}\u{a0}{}", UNITS[unit])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_people_say() {
        for (bytes, words) in [
            (0, "0\u{a0}B"),
            (999, "999\u{a0}B"),
            (5_242_880, "5,2\u{a0}MB"),
            (1_000, "1\u{a0}kB"),
            (2_147_483_648, "2,1\u{a0}GB"),
            (345_600_000, "345\u{a0}MB"),
        ] {
            assert_eq!(in_words(Lang::Cs, bytes), words);
        }
        assert_eq!(in_words(Lang::En, 5_242_880), "5.2\u{a0}MB");
    }
}
