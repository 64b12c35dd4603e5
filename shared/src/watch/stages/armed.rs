//! Armed: waits for the slot, by the wall clock; at the latest for a counter value, so that a mad
//! clock cannot put a question off for a year. Asking too early is harmless.

use super::Next;
use crate::watch::{machine::Machine, time::HOUR_MS};

pub(super) fn run(m: &mut Machine<'_>, until_witnessed_ms: i64) -> Next {
    if m.clock.wall_ms >= m.state.slot_wall_ms || m.now() >= until_witnessed_ms {
        return Next::Go(m.asking(1));
    }
    m.wake_at_wall(m.state.slot_wall_ms);
    m.wake_at(until_witnessed_ms);
    m.deadline(until_witnessed_ms.saturating_add(HOUR_MS));
    Next::Stay
}
