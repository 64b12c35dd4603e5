//! The brake: when many owners fall silent at once, it is rather us than them.

use super::time::HOUR_MS;

/// How long the brake delays a cycle, on the counter.
pub(super) const BRAKE_MS: i64 = 72 * HOUR_MS;

/// Whether the brake is engaged.
///
/// `owners` counts owners with at least two confirmed cycles; `wanting` those of them whose watch
/// wanted to ask a contact (or to go on without one) within the last 24 h, the one that is looked
/// at included ([`super::EventKind::ContactsWanted`]); `per_day` is the mean of such owners a day
/// over the last 90 days.
#[must_use]
pub fn brake_engaged(owners: u32, wanting: u32, per_day: f64) -> bool {
    let share = f64::from(owners) * 0.2;
    let usual = 5.0 + 3.0 * per_day.max(0.0);
    f64::from(wanting) > share.min(usual).max(2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn engages_above_the_smaller_of_share_and_habit() {
        assert!(!brake_engaged(3, 2, 0.0), "two are always let through");
        assert!(brake_engaged(3, 3, 0.0));
        assert!(!brake_engaged(20, 4, 0.0), "a fifth of twenty");
        assert!(brake_engaged(20, 5, 0.0));
        assert!(!brake_engaged(1_000, 11, 2.0), "five and three times the habit");
        assert!(brake_engaged(1_000, 12, 2.0));
    }
}
