//! Lengths of time in words.

use stafeta_shared::i18n::Texts;

/// A minute in ms.
pub const MINUTE: i64 = 60_000;
/// An hour in ms.
pub const HOUR: i64 = 60 * MINUTE;
/// A day in ms.
pub const DAY: i64 = 24 * HOUR;

/// "3 days", "12 hours", "2 days 6 hours": the two largest units that are not zero.
#[must_use]
pub fn in_words(texts: Texts, ms: i64) -> String {
    let (days, hours, minutes) = (ms / DAY, ms % DAY / HOUR, ms % HOUR / MINUTE);
    let mut words = Vec::new();
    if days > 0 {
        words.push(texts.ta("common-days", &[("n", days.into())]));
    }
    if hours > 0 {
        words.push(texts.ta("common-hours", &[("n", hours.into())]));
    }
    if days == 0 && (minutes > 0 || hours == 0) {
        words.push(texts.ta("common-minutes", &[("n", minutes.into())]));
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use stafeta_shared::lang::Lang;

    #[test]
    fn says_the_two_largest_units() {
        let texts = Texts::get(Lang::En);
        for (ms, words) in [
            (0, "0 minutes"),
            (12 * HOUR, "12 hours"),
            (DAY, "1 day"),
            (2 * DAY + 6 * HOUR + 5 * MINUTE, "2 days 6 hours"),
            (HOUR + 30 * MINUTE, "1 hour 30 minutes"),
        ] {
            assert_eq!(in_words(texts, ms), words);
        }
    }
}
