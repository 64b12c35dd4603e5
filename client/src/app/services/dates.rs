//! Dates as people of a language and a zone write them, by the browser's `Intl`.

use super::browser::number;
use js_sys::{Date, Object, Reflect};
use stafeta_shared::lang::Lang;

/// British order for English: day before month, as all our other languages have it.
const fn tag(lang: Lang) -> &'static str {
    match lang {
        Lang::Cs => "cs-CZ",
        Lang::En => "en-GB",
        Lang::De => "de-DE",
    }
}

/// "Monday 3 March 2031".
#[must_use]
pub fn day(lang: Lang, at: i64, zone: Option<&str>) -> String {
    let fields = [("weekday", "long"), ("day", "numeric"), ("month", "long"), ("year", "numeric")];
    format(lang, at, zone, &fields)
}

/// "3 March 2031".
#[must_use]
pub fn date(lang: Lang, at: i64, zone: Option<&str>) -> String {
    format(lang, at, zone, &[("day", "numeric"), ("month", "long"), ("year", "numeric")])
}

/// "Mon 3 March, 09:00".
#[must_use]
pub fn day_time(lang: Lang, at: i64, zone: Option<&str>) -> String {
    let fields = [
        ("weekday", "short"),
        ("day", "numeric"),
        ("month", "long"),
        ("year", "numeric"),
        ("hour", "numeric"),
        ("minute", "2-digit"),
    ];
    format(lang, at, zone, &fields)
}

/// "9:00".
#[must_use]
pub fn time(lang: Lang, at: i64, zone: Option<&str>) -> String {
    format(lang, at, zone, &[("hour", "numeric"), ("minute", "2-digit")])
}

fn format(lang: Lang, at: i64, zone: Option<&str>, fields: &[(&str, &str)]) -> String {
    let options = Object::new();
    for (name, value) in fields {
        let _ = Reflect::set(&options, &(*name).into(), &(*value).into());
    }
    if let Some(zone) = zone {
        let _ = Reflect::set(&options, &"timeZone".into(), &zone.into());
    }
    let _ = Reflect::set(&options, &"hourCycle".into(), &"h23".into());
    let date = Date::new(&number(at));
    String::from(date.to_locale_string(tag(lang), &options))
}

/// `2031-03-03`, as a date field of a form wants it, in the browser's zone.
#[must_use]
pub fn field_value(at: i64) -> String {
    let date = Date::new(&number(at));
    format!("{:04}-{:02}-{:02}", date.get_full_year(), date.get_month() + 1, date.get_date())
}

/// Noon of a day given by a date field, in the browser's zone.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit for long")]
pub fn from_field(value: &str) -> Option<i64> {
    let mut parts = value.split('-').map(str::parse::<i32>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let year = u32::try_from(year).ok()?;
    let at = Date::new_with_year_month_day_hr(year, month - 1, day, 12).get_time();
    at.is_finite().then_some(at as i64)
}
