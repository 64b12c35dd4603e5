//! Paused: asks at once when the pause ends, by the wall clock or at the latest by the counter.

use super::Next;
use crate::watch::{machine::Machine, time::HOUR_MS};

pub(super) fn run(m: &mut Machine<'_>, until_wall_ms: i64, until_witnessed_ms: i64) -> Next {
    if m.clock.wall_ms >= until_wall_ms || m.now() >= until_witnessed_ms {
        return Next::Go(m.asking(1));
    }
    m.wake_at_wall(until_wall_ms);
    m.wake_at(until_witnessed_ms);
    m.deadline(until_witnessed_ms.saturating_add(HOUR_MS));
    Next::Stay
}
