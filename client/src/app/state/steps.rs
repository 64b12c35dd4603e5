//! What is still missing until a watch guards something.

use crate::protocol::{HandoverSummary, Person};
use stafeta_shared::api::{InvitationState, WatchResponse};

/// One thing to do, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Write a handover.
    Write,
    /// Invite somebody.
    Invite,
    /// Somebody has to accept: nothing to do but wait.
    Accepted,
    /// Seal to them.
    Seal,
    /// Set a watch.
    Watch,
    /// Arm it.
    Arm,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 6] =
        [Self::Write, Self::Invite, Self::Accepted, Self::Seal, Self::Watch, Self::Arm];
}

/// Whether a step is done.
#[must_use]
pub fn done(
    step: Step,
    handovers: &[HandoverSummary],
    people: &[Person],
    watches: &[WatchResponse],
) -> bool {
    match step {
        Step::Write => !handovers.is_empty(),
        Step::Invite => people.iter().any(|person| {
            matches!(person.state, InvitationState::Invited | InvitationState::Accepted)
        }),
        Step::Accepted => people.iter().any(|person| person.state == InvitationState::Accepted),
        Step::Seal => handovers.iter().any(|handover| handover.version > 0),
        Step::Watch => !watches.is_empty(),
        Step::Arm => watches.iter().any(|watch| watch.status != "draft"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_account_has_everything_ahead() {
        assert!(Step::ALL.into_iter().all(|step| !done(step, &[], &[], &[])));
    }
}
