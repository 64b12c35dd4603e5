//! What a recipient may have: the one rule behind every inbox operation.

use crate::store::{Result, Tx, released::Released, sealed};
use stafeta_shared::ids::{AccountId, HandoverId};

/// Whether a recipient may have a handover, and which version of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// This version.
    Open(i64),
    /// It was released and called back before it was opened.
    Recalled,
    /// Never released to them. Also said of handovers that do not exist.
    NotReleased,
}

/// The rule, over the rows of one handover for one recipient, newest first: a release that stands
/// wins; else what was opened once stays open; else it was called back, or never released.
#[must_use]
pub fn access(newest_first: &[Released]) -> Access {
    let standing = newest_first.iter().find(|row| row.recalled_at.is_none());
    let opened = newest_first.iter().find(|row| row.opened_at.is_some());
    match standing.or(opened) {
        Some(row) => Access::Open(row.version),
        None if newest_first.is_empty() => Access::NotReleased,
        None => Access::Recalled,
    }
}

/// Writes down that somebody asked before release. Only for people something is sealed to: others
/// cannot fill the table.
///
/// # Errors
/// When the database fails.
pub async fn record_early_ask(
    tx: &mut Tx,
    handover: HandoverId,
    recipient: AccountId,
    what: &'static str,
    now: i64,
) -> Result<()> {
    if sealed::any(tx, handover, recipient).await? {
        tracing::warn!(%handover, %recipient, what, "asked before release");
        sealed::record_early_ask(tx, handover, recipient, what, now).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(version: i64, recalled: bool, opened: bool) -> Released {
        Released {
            handover: HandoverId::from_bytes([1; 16]),
            recipient: AccountId::from_bytes([2; 16]),
            version,
            released_at: version,
            recalled_at: recalled.then_some(9),
            opened_at: opened.then_some(8),
            declined_at: None,
        }
    }

    #[test]
    fn nothing_before_release() {
        assert_eq!(access(&[]), Access::NotReleased);
    }

    #[test]
    fn a_standing_release_wins() {
        assert_eq!(access(&[row(2, false, false), row(1, true, true)]), Access::Open(2));
        assert_eq!(access(&[row(1, false, true)]), Access::Open(1));
    }

    #[test]
    fn recall_locks_what_was_not_opened_and_nothing_else() {
        assert_eq!(access(&[row(1, true, false)]), Access::Recalled);
        assert_eq!(access(&[row(1, true, true)]), Access::Open(1));
        assert_eq!(access(&[row(2, true, false), row(1, true, true)]), Access::Open(1));
    }
}
