//! Civil time as instants: the slots of a watch and the quiet hours of a person.
//!
//! A slot is a civil date counted from the last slot, with an hour, in the owner's zone. An hour
//! that does not exist on that day (spring) becomes the first valid instant after it; one that
//! exists twice (autumn) is its first.

use jiff::{
    Timestamp, ToSpan as _, civil,
    tz::{AmbiguousOffset, TimeZone},
};
use stafeta_shared::watch::{DAY_MS, Interval, QuietHours};

/// The zone of this name; UTC if it is unknown.
pub(super) fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

/// The slots from `last` on, itself included while it is ahead, from about now until one and a half intervals and a day ahead.
pub(super) fn slots(
    last_ms: i64,
    now_ms: i64,
    check_ms: i64,
    at_minute: u16,
    zone: &TimeZone,
) -> Vec<i64> {
    let check_ms = check_ms.max(1);
    let horizon = now_ms.saturating_add(check_ms).saturating_add(check_ms / 2 + DAY_MS);
    // Far ones of the past are of no use; one interval back keeps rounding harmless.
    let skipped = (now_ms.saturating_sub(last_ms) / check_ms).saturating_sub(1).max(0);
    let mut out = Vec::new();
    for n in skipped.. {
        let slot = slot(last_ms, n, check_ms, at_minute, zone);
        if slot >= last_ms && out.last().is_none_or(|before| slot > *before) {
            out.push(slot);
        }
        if slot > horizon {
            break;
        }
    }
    out
}

fn slot(last_ms: i64, n: i64, check_ms: i64, at_minute: u16, zone: &TimeZone) -> i64 {
    let plain = last_ms.saturating_add(check_ms.saturating_mul(n));
    if check_ms % DAY_MS != 0 {
        return plain;
    }
    let days = (check_ms / DAY_MS).saturating_mul(n);
    let date = civil_date(last_ms, zone);
    let Ok(date) = date.checked_add(days.days()) else { return plain };
    instant(date, at_minute, zone).unwrap_or(plain)
}

/// The daily quiet hours that touch the stretch from `from_ms` to `to_ms`.
pub(super) fn quiet(
    hours: Option<QuietHours>,
    from_ms: i64,
    to_ms: i64,
    zone: &TimeZone,
) -> Vec<Interval> {
    let Some(hours) = hours else { return Vec::new() };
    let over_midnight = hours.to_minute <= hours.from_minute;
    let mut out = Vec::new();
    let mut date = civil_date(from_ms.saturating_sub(DAY_MS), zone);
    while let Ok(next) = date.tomorrow() {
        let end_date = if over_midnight { next } else { date };
        let from = instant(date, hours.from_minute, zone);
        let to = instant(end_date, hours.to_minute, zone);
        match (from, to) {
            (Some(from), _) if from > to_ms => break,
            (Some(from_ms), Some(to_ms)) => out.push(Interval { from_ms, to_ms }),
            _ => break,
        }
        date = next;
    }
    out
}

fn civil_date(at_ms: i64, zone: &TimeZone) -> civil::Date {
    Timestamp::from_millisecond(at_ms).unwrap_or_default().to_zoned(zone.clone()).date()
}

fn instant(date: civil::Date, minute: u16, zone: &TimeZone) -> Option<i64> {
    let hour = i8::try_from(minute / 60 % 24).ok()?;
    let rest = i8::try_from(minute % 60).ok()?;
    let moment = zone.to_ambiguous_timestamp(date.at(hour, rest, 0, 0));
    let is_gap = matches!(moment.offset(), AmbiguousOffset::Gap { .. });
    let earlier = moment.earlier().ok()?;
    // In a gap the earlier reading lies before it; the first valid instant is where it ends.
    let at = if is_gap { zone.following(earlier).next()?.timestamp() } else { earlier };
    Some(at.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    #[test]
    fn weekly_questions_keep_weekday_and_hour_over_the_change_of_clocks() {
        let zone = zone("Europe/Prague");
        let last = at("2026-03-24T08:00:00Z"); // Tuesday, 9:00 in winter time
        let slots = slots(last, last, 7 * DAY_MS, 9 * 60, &zone);
        assert_eq!(slots[0], last, "the slot itself: an edit long before it leaves it where it is");
        assert_eq!(slots[1], at("2026-03-31T07:00:00Z"), "9:00 in summer time");
        assert_eq!(slots[2], at("2026-04-07T07:00:00Z"));
    }

    #[test]
    fn an_hour_that_is_missing_or_doubled() {
        let zone = zone("Europe/Prague");
        let spring =
            slots(at("2026-03-28T01:30:00Z"), at("2026-03-28T01:30:00Z"), DAY_MS, 150, &zone);
        assert_eq!(spring[1], at("2026-03-29T01:00:00Z"), "2:30 is 3:00, the first valid instant");
        let autumn =
            slots(at("2026-10-24T00:30:00Z"), at("2026-10-24T00:30:00Z"), DAY_MS, 150, &zone);
        assert_eq!(autumn[1], at("2026-10-25T00:30:00Z"), "the first 2:30");
    }

    #[test]
    fn after_a_long_outage_the_rhythm_stays() {
        let zone = zone("Europe/Prague");
        let last = at("2026-01-06T08:00:00Z");
        let now = last + 40 * DAY_MS;
        let slots = slots(last, now, 7 * DAY_MS, 9 * 60, &zone);
        assert!(slots[0] > now - 14 * DAY_MS && slots.len() < 8, "{slots:?}");
        assert!(slots.iter().all(|slot| (slot - last) % (7 * DAY_MS) == 0), "still Tuesdays");
        assert!(*slots.last().unwrap() > now + 11 * DAY_MS);
    }

    #[test]
    fn a_scaled_policy_counts_plainly() {
        let slots = slots(1_000, 1_000, 10_000, 9 * 60, &TimeZone::UTC);
        assert_eq!(slots[..3], [1_000, 11_000, 21_000]);
    }

    #[test]
    fn quiet_hours_reach_over_midnight() {
        let zone = zone("Europe/Prague");
        let hours = QuietHours { from_minute: 22 * 60, to_minute: 7 * 60 };
        let from = at("2026-06-10T10:00:00Z");
        let found = quiet(Some(hours), from, from + DAY_MS, &zone);
        let night =
            Interval { from_ms: at("2026-06-10T20:00:00Z"), to_ms: at("2026-06-11T05:00:00Z") };
        assert!(found.contains(&night), "{found:?}");
        assert!(found.iter().all(|i| i.to_ms - i.from_ms == 9 * HOUR));
    }
}
