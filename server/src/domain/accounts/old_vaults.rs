//! Which replaced vaults are kept: whoever holds a stolen session can overwrite the vault, again and
//! again, and must not be able to push the last good one out.
//!
//! Of every day the first one that was replaced stays, which stood when the day began, for 30 days;
//! beside them the newest few. Bounded in number and in bytes.

use crate::store::{Result, Tx, old_vaults, old_vaults::OldVault};
use stafeta_shared::{ids::AccountId, watch::DAY_MS};
use std::collections::BTreeSet;

/// How long a replaced vault is kept.
pub(super) const KEPT_MS: i64 = 30 * DAY_MS;
/// How many of the newest are kept, whatever the day.
const NEWEST: usize = 8;
/// Bytes of one account's replaced vaults.
const BYTES_MAX: i64 = 32 * 1024 * 1024;

/// Keeps the vault of this counter, which is about to be replaced, and forgets what is too much.
///
/// # Errors
/// When the database fails.
pub(super) async fn keep(tx: &mut Tx, account: AccountId, counter: i64, now: i64) -> Result<()> {
    old_vaults::keep(tx, account, counter, now).await?;
    for old in too_much(&old_vaults::of(tx, account).await?, now) {
        old_vaults::forget(tx, account, old).await?;
    }
    Ok(())
}

/// The counters to forget, of all that are kept, oldest first.
fn too_much(all: &[OldVault], now: i64) -> Vec<i64> {
    let newest = all.len().saturating_sub(NEWEST);
    let mut days = BTreeSet::new();
    let (mut forget, mut firsts, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for (n, old) in all.iter().enumerate() {
        let is_first = days.insert(old.replaced_at.div_euclid(DAY_MS));
        if old.replaced_at < now.saturating_sub(KEPT_MS) || !is_first && n < newest {
            forget.push(old.counter);
        } else if is_first {
            firsts.push(old);
        } else {
            others.push(old);
        }
    }
    let mut bytes: i64 = firsts.iter().chain(&others).map(|old| old.len).sum();
    for old in others.iter().chain(&firsts) {
        if bytes > BYTES_MAX {
            bytes -= old.len;
            forget.push(old.counter);
        }
    }
    forget
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 100 * DAY_MS;

    fn old(counter: i64, replaced_at: i64, len: i64) -> OldVault {
        OldVault { counter, replaced_at, len }
    }

    fn kept(all: &[OldVault]) -> Vec<i64> {
        let forget = too_much(all, NOW);
        all.iter().map(|old| old.counter).filter(|counter| !forget.contains(counter)).collect()
    }

    #[test]
    fn a_flood_leaves_the_one_that_stood_when_the_day_began() {
        let mut all = vec![old(7, NOW - DAY_MS, 9), old(8, NOW, 9)];
        all.extend((9..500).map(|counter| old(counter, NOW + counter, 9)));
        assert_eq!(kept(&all), [&[7, 8][..], &(492..500).collect::<Vec<_>>()].concat());
    }

    #[test]
    fn large_ones_give_way_the_first_of_a_day_last() {
        let mib = 1024 * 1024;
        let all: Vec<_> = (0..9).map(|n| old(n, NOW + n, 4 * mib)).collect();
        assert_eq!(kept(&all), [0, 2, 3, 4, 5, 6, 7, 8], "eight times 4 MiB");
    }

    #[test]
    fn after_thirty_days_they_go() {
        let all = [old(1, NOW - KEPT_MS - 1, 9), old(2, NOW - KEPT_MS, 9)];
        assert_eq!(kept(&all), [2]);
    }
}
