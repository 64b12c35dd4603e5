//! Paused: asks at once when the pause ends, by the wall clock or at the latest by the counter. A wall
//! clock that shows the end before half of the pause was witnessed is not believed: its owner has
//! said that they cannot answer.

use super::Next;
use crate::watch::{machine::Machine, state::pause_least_ms, time::HOUR_MS};

pub(super) fn run(m: &mut Machine<'_>, until_wall_ms: i64, until_witnessed_ms: i64) -> Next {
    let least = pause_least_ms(m.state.entered, until_wall_ms);
    let is_over = m.clock.wall_ms >= until_wall_ms;
    if is_over && m.now() >= least || m.now() >= until_witnessed_ms {
        return Next::Go(m.asking(1));
    }
    if !is_over {
        m.wake_at_wall(until_wall_ms);
    }
    m.wake_at(if m.now() < least { least } else { until_witnessed_ms });
    m.deadline(until_witnessed_ms.saturating_add(HOUR_MS));
    Next::Stay
}
