//! A moment as people read it, in their zone.

use jiff::{Timestamp, tz::TimeZone};
use stafeta_shared::i18n::Texts;

/// Day and time. An unknown zone is read as UTC.
#[must_use]
pub fn when(t: Texts, at: i64, zone: &str) -> String {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let moment = Timestamp::from_millisecond(at).unwrap_or_default().to_zoned(zone);
    t.ta(
        "mail-when",
        &[
            ("day", i64::from(moment.day()).into()),
            ("month", i64::from(moment.month()).into()),
            ("year", moment.year().to_string().into()),
            ("time", format!("{}:{:02}", moment.hour(), moment.minute()).into()),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use stafeta_shared::lang::Lang;

    #[test]
    fn says_it_in_the_persons_zone_and_language() {
        let said = |lang| when(Texts::get(lang), 1_767_225_600_000, "Europe/Prague");
        assert_eq!(said(Lang::Cs), "1. 1. 2026 v 1:00");
        assert_eq!(said(Lang::En), "1 January 2026, 1:00");
        assert_eq!(said(Lang::De), "1. 1. 2026 um 1:00 Uhr");
    }
}
