//! How often something is said again that has to arrive: daily for a week, weekly for a month,
//! monthly for two years. The rounds of a release follow it, and the sender with every row that no
//! relay has taken.

use super::time::DAY_MS;

/// When a round comes after the first one; `None`: there are no more.
pub(super) const fn round_at(round: u16) -> Option<i64> {
    let round = round as i64;
    match round {
        0..=7 => Some(round * DAY_MS),
        8..=11 => Some((7 + 7 * (round - 7)) * DAY_MS),
        12..=35 => Some((35 + 30 * (round - 11)) * DAY_MS),
        _ => None,
    }
}

/// The age at which something that has this age is said again; `None`: never.
#[must_use]
pub fn said_again_at(age_ms: i64) -> Option<i64> {
    (1..).map_while(round_at).find(|at| *at > age_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_ever_more_rarely_for_two_years() {
        let days: Vec<i64> = (0..).map_while(round_at).map(|at| at / DAY_MS).collect();
        assert_eq!(days[..9], [0, 1, 2, 3, 4, 5, 6, 7, 14]);
        assert_eq!(days[11], 35);
        assert_eq!(days[12], 65);
        assert_eq!(days.last(), Some(&755));
    }

    #[test]
    fn what_has_an_age_waits_for_the_next_round() {
        let days = |age: i64| said_again_at(age).map(|at| at / DAY_MS);
        assert_eq!(days(0), Some(1));
        assert_eq!(days(DAY_MS - 1), Some(1));
        assert_eq!(days(DAY_MS), Some(2));
        assert_eq!(days(8 * DAY_MS), Some(14));
        assert_eq!(days(40 * DAY_MS), Some(65));
        assert_eq!(days(755 * DAY_MS - 1), Some(755));
        assert_eq!(days(755 * DAY_MS), None);
        assert_eq!(days(-5 * DAY_MS), Some(1), "a clock that stepped back");
    }
}
