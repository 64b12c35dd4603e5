//! The counter of witnessed time: one row, one holder, never faster than real time.
//!
//! The holder calls [`tick`] every few seconds with what its two clocks show and what it knows
//! about the outside, writes the returned row *only if* the stored one still shows the holder and
//! the version that `tick` was given, and keeps the returned [`Node`] if that write succeeded, or
//! [`Node::lost`] if not. Credit is the smaller of what wall and monotonic clock say since this
//! node's own last successful write, at most twice the tick; none if that was longer ago than
//! [`STILL_MS`], none without probe and outside success, none during a clock fault, none at a
//! takeover.

use super::time::{HOUR_MS, MINUTE_MS, SECOND_MS};
use serde::{Deserialize, Serialize};

/// Longest time between two ticks.
pub const TICK_MAX_MS: i64 = 5 * SECOND_MS;
/// Another node takes over a row that stood still for this long by its own monotonic clock.
pub const TAKEOVER_MS: i64 = 15 * SECOND_MS;
/// A node that has not written for longer than this stood still: nobody was at work, and nothing
/// of it counts. A machine that is only slow is far below it, and is credited in part.
pub const STILL_MS: i64 = MINUTE_MS;
/// The last canary check-in through the public URL may be this old.
pub const PROBE_FRESH_MS: i64 = 15 * MINUTE_MS;
/// The last success outside may be this old.
pub const OUTSIDE_FRESH_MS: i64 = 15 * MINUTE_MS;
/// Wall and monotonic clock may part by this much between two ticks, and the clocks of two nodes
/// from each other.
pub const JUMP_MAX_MS: i64 = 60 * SECOND_MS;
/// A clock fault ends after this much steady time.
pub const STEADY_MS: i64 = HOUR_MS;
/// A stretch without credit longer than this is a gap.
pub const GAP_MS: i64 = 6 * HOUR_MS;
/// The counter may fall this far behind uptime within a day: more than one clock fault costs.
pub const BEHIND_MAX_MS: i64 = 2 * HOUR_MS;

/// The stored row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counter {
    /// The node that may add, by a name drawn at its start.
    pub holder: String,
    /// Raised by every write.
    pub version: i64,
    /// The counter.
    pub witnessed_ms: i64,
    /// The latest wall time seen; clearly earlier is a clock fault.
    pub wall_high_ms: i64,
    /// Wall time of the last credit.
    pub credited_wall_ms: i64,
    /// Gaps so far ([`super::Facts::gaps`]).
    pub gaps: u64,
    /// A clock fault lasts.
    pub fault: bool,
}

/// What a node's clocks show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// Wall clock.
    pub wall_ms: i64,
    /// Monotonic clock; only differences within one process mean anything.
    pub mono_ms: i64,
}

/// What the node knows about the outside, as ages by its monotonic clock; `None`: never.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outside {
    /// Age of the last successful canary check-in through the public URL.
    pub probe_age_ms: Option<i64>,
    /// Age of the last answer of a relay, a gateway or a configured URL.
    pub success_age_ms: Option<i64>,
}

/// What one process remembers between ticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    name: String,
    written: Option<(i64, Reading)>,
    watched: Option<(String, i64, i64)>,
    unsteady_since_ms: Option<i64>,
    last: Option<Reading>,
    credited_mono_ms: Option<i64>,
}

/// Why nothing was credited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// Another node holds the row, or this one has just begun.
    NotHolder,
    /// No canary check-in came through the public URL.
    Probe,
    /// Nothing outside answered.
    Outside,
    /// The clock jumped.
    Clock,
    /// This node stood still.
    Still,
}

/// What to do after a tick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// The row to write, conditional on the holder and version given; `None`: leave it.
    pub write: Option<Counter>,
    /// What to remember if the write succeeded or there was none.
    pub node: Node,
    /// What was added.
    pub credited_ms: i64,
    /// Why nothing was added.
    pub missing: Option<Missing>,
    /// A gap ended with this tick.
    pub gap: bool,
}

impl Counter {
    /// The row of a new installation.
    #[must_use]
    pub fn new(now: Reading) -> Self {
        Self {
            holder: String::new(),
            version: 0,
            witnessed_ms: 0,
            wall_high_ms: now.wall_ms,
            credited_wall_ms: now.wall_ms,
            gaps: 0,
            fault: false,
        }
    }
}

impl Node {
    /// A process that has just started; the name must be fresh, so that no process takes itself
    /// for its predecessor.
    #[must_use]
    pub const fn new(name: String) -> Self {
        Self {
            name,
            written: None,
            watched: None,
            unsteady_since_ms: None,
            last: None,
            credited_mono_ms: None,
        }
    }

    /// The name it was given.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The write failed or its outcome is unknown: this node no longer holds the row.
    #[must_use]
    pub fn lost(mut self) -> Self {
        self.written = None;
        self
    }
}

/// One tick of one node.
#[must_use]
pub fn tick(row: &Counter, node: &Node, now: Reading, outside: Outside, tick_ms: i64) -> Tick {
    let mut node = node.clone();
    let jumped = node.last.is_some_and(|last| {
        let parted = (now.wall_ms - last.wall_ms) - (now.mono_ms - last.mono_ms);
        parted.abs() > JUMP_MAX_MS
    });
    node.last = Some(now);
    if jumped {
        node.unsteady_since_ms = Some(now.mono_ms);
    }
    if node.unsteady_since_ms.is_some_and(|since| now.mono_ms - since >= STEADY_MS) {
        node.unsteady_since_ms = None;
    }
    let own =
        node.written.filter(|(version, _)| row.holder == node.name && row.version == *version);
    let Some((_, written)) = own else {
        return take_over(row, node, now);
    };

    let mut next = row.clone();
    next.version += 1;
    if jumped || (!row.fault && is_back(row, now)) {
        next.fault = true;
        node.unsteady_since_ms = Some(now.mono_ms);
    } else if row.fault && node.unsteady_since_ms.is_none() {
        return end_fault(next, node, now);
    }
    let passed = (now.wall_ms - written.wall_ms).min(now.mono_ms - written.mono_ms);
    let still = passed > STILL_MS;
    let missing = missing(next.fault, outside).or_else(|| still.then_some(Missing::Still));
    let credit = passed.clamp(0, 2 * tick_ms.clamp(0, TICK_MAX_MS));
    let credited_ms = if missing.is_none() { credit } else { 0 };
    let gap = credited_ms > 0 && is_gap(row, &node, now);
    if credited_ms > 0 {
        next.witnessed_ms += credited_ms;
        next.credited_wall_ms = now.wall_ms;
        next.gaps += u64::from(gap);
        node.credited_mono_ms = Some(now.mono_ms);
    }
    if !next.fault {
        next.wall_high_ms = next.wall_high_ms.max(now.wall_ms);
    }
    node.written = Some((next.version, now));
    Tick { write: Some(next), node, credited_ms, missing, gap }
}

/// The clock was steady for long enough: what it shows now is believed from here on.
fn end_fault(mut next: Counter, mut node: Node, now: Reading) -> Tick {
    next.fault = false;
    next.wall_high_ms = now.wall_ms;
    next.credited_wall_ms = now.wall_ms;
    next.gaps += 1;
    node.credited_mono_ms = Some(now.mono_ms);
    node.written = Some((next.version, now));
    Tick { write: Some(next), node, credited_ms: 0, missing: Some(Missing::Clock), gap: true }
}

/// Adds nothing; claims the row once it stood still for long enough.
fn take_over(row: &Counter, mut node: Node, now: Reading) -> Tick {
    node.written = None;
    let since = match &node.watched {
        Some((holder, version, since)) if *holder == row.holder && *version == row.version => {
            *since
        }
        _ => now.mono_ms,
    };
    node.watched = Some((row.holder.clone(), row.version, since));
    let nothing = |write, node| Tick {
        write,
        node,
        credited_ms: 0,
        missing: Some(Missing::NotHolder),
        gap: false,
    };
    if now.mono_ms - since < TAKEOVER_MS && row.version > 0 {
        return nothing(None, node);
    }
    let mut next = row.clone();
    next.holder.clone_from(&node.name);
    next.version += 1;
    if is_back(row, now) || node.unsteady_since_ms.is_some() {
        next.fault = true;
    }
    if next.fault {
        node.unsteady_since_ms.get_or_insert(now.mono_ms);
    } else {
        next.wall_high_ms = row.wall_high_ms.max(now.wall_ms);
    }
    node.written = Some((next.version, now));
    node.watched = None;
    node.credited_mono_ms = None;
    nothing(Some(next), node)
}

/// The wall clock shows less than it showed before, on this node or another one.
const fn is_back(row: &Counter, now: Reading) -> bool {
    now.wall_ms < row.wall_high_ms - JUMP_MAX_MS
}

fn missing(fault: bool, outside: Outside) -> Option<Missing> {
    let fresh = |age: Option<i64>, max: i64| age.is_some_and(|age| (0..=max).contains(&age));
    if fault {
        Some(Missing::Clock)
    } else if !fresh(outside.probe_age_ms, PROBE_FRESH_MS) {
        Some(Missing::Probe)
    } else if !fresh(outside.success_age_ms, OUTSIDE_FRESH_MS) {
        Some(Missing::Outside)
    } else {
        None
    }
}

fn is_gap(row: &Counter, node: &Node, now: Reading) -> bool {
    let by_wall = now.wall_ms - row.credited_wall_ms;
    let by_mono = node.credited_mono_ms.map_or(0, |at| now.mono_ms - at);
    by_wall.max(by_mono) > GAP_MS
}

/// Alarm: within the last day the counter fell too far behind this node's uptime.
#[must_use]
pub const fn is_behind(uptime_ms: i64, credited_ms: i64) -> bool {
    uptime_ms.saturating_sub(credited_ms) > BEHIND_MAX_MS
}
