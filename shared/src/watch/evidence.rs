//! What the rows of this cycle prove: which addresses live, which messages arrived at a relay.
//!
//! An address that was refused or bounced once in the cycle opens no more windows in it.

use super::{
    facts::{About, Outcome, Row},
    key::{Addressee, Channel, Stage},
    message::Kind,
    time::Interval,
    visit::Visit,
};

/// One person to be called in one stage.
pub(super) struct Call<'a> {
    pub(super) stage: Stage,
    pub(super) kind: Kind,
    /// Every confirmed address.
    pub(super) to: Vec<(Channel, Addressee)>,
    pub(super) quiet: &'a [Interval],
}

impl Call<'_> {
    /// Addresses that may still open a window.
    pub(super) fn live<'s>(
        &'s self,
        rows: &'s [Row],
    ) -> impl Iterator<Item = (Channel, Addressee)> + 's {
        self.to.iter().copied().filter(|(_, to)| !is_dead(rows, *to))
    }

    pub(super) fn any_live(&self, rows: &[Row]) -> bool {
        self.live(rows).next().is_some()
    }

    /// The rows of this visit to this person.
    pub(super) fn rows<'r>(
        &'r self,
        rows: &'r [Row],
        visit: &Visit,
    ) -> impl Iterator<Item = &'r Row> {
        let first = visit.first_ordinal;
        rows.iter().filter(move |row| {
            row.stage == self.stage
                && row.ordinal >= first
                && self.to.iter().any(|(_, to)| *to == row.addressee)
        })
    }

    /// Counter value of the first acceptance of this visit on a live address, by channel.
    pub(super) fn accepted(
        &self,
        rows: &[Row],
        visit: &Visit,
        channel: Option<Channel>,
    ) -> Option<i64> {
        self.rows(rows, visit)
            .filter(|row| channel.is_none_or(|channel| row.channel == channel))
            .filter(|row| !is_dead(rows, row.addressee))
            .filter_map(accepted_at)
            .min()
    }

    /// Counter value of the first acceptance of one sending on a live address.
    pub(super) fn accepted_sending(&self, rows: &[Row], ordinal: u32) -> Option<i64> {
        rows.iter()
            .filter(|row| row.stage == self.stage && row.ordinal == ordinal)
            .filter(|row| self.to.iter().any(|(_, to)| *to == row.addressee))
            .filter(|row| !is_dead(rows, row.addressee))
            .filter_map(accepted_at)
            .min()
    }

    /// Whether any answer in this visit spoke about an address rather than about us.
    pub(super) fn answered_about_address(&self, rows: &[Row], visit: &Visit) -> bool {
        self.rows(rows, visit).any(|row| {
            matches!(
                row.outcome,
                Outcome::Refused | Outcome::Bounced | Outcome::Temporary { about: About::Address }
            )
        })
    }
}

/// Refused or bounced in this cycle.
pub(super) fn is_dead(rows: &[Row], to: Addressee) -> bool {
    rows.iter().any(|row| {
        row.addressee == to && matches!(row.outcome, Outcome::Refused | Outcome::Bounced)
    })
}

/// Counter value of a row's acceptance, if it stands.
pub(super) const fn accepted_at(row: &Row) -> Option<i64> {
    match row.outcome {
        Outcome::Accepted { at } => Some(at.witnessed_ms),
        _ => None,
    }
}

/// What the gate says before a stage after the final call may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gate {
    /// Two accepted messages far enough apart, one of them the final call.
    Open,
    /// The final call was accepted, but no other message far enough from it.
    TooClose,
    /// No accepted final call on an address that lives.
    Shut,
}

/// Reads the gate from the rows of the cycle. The final call counts only on an address that has
/// not died since: its own bounce may still be under way.
pub(super) fn gate(rows: &[Row], distance_ms: i64) -> Gate {
    let to_owner = |row: &&Row| matches!(row.addressee, Addressee::Owner { .. });
    let proven: Vec<(&Row, i64)> = rows
        .iter()
        .filter(to_owner)
        .filter_map(|row| accepted_at(row).map(|at| (row, at)))
        .collect();
    let is_final = |row: &Row| row.stage == Stage::FinalCall && !is_dead(rows, row.addressee);
    let mut finals = proven.iter().filter(|(row, _)| is_final(row)).peekable();
    if finals.peek().is_none() {
        return Gate::Shut;
    }
    let apart = |a: i64, b: i64| a.saturating_sub(b).saturating_abs() >= distance_ms;
    if finals.any(|(_, f)| proven.iter().any(|(_, other)| apart(*f, *other))) {
        Gate::Open
    } else {
        Gate::TooClose
    }
}
