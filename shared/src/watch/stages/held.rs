//! Held: the owner chose that nothing leaves on its own while nobody can reach them. Only a person
//! ends it, so whoever runs the service hears of it: when it begins, and every day from then on.

use super::Next;
use crate::watch::{machine::Machine, time::DAY_MS};

pub(super) fn run(m: &mut Machine<'_>) -> Next {
    m.deadline(m.state.entered.witnessed_ms.saturating_add(DAY_MS));
    Next::Stay
}
