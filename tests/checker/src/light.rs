//! Real time in which the service could be reached: from above, as much as may count towards a
//! wait, and from below, as much as must have counted.
//!
//! The promises about proof are part of it: the outside may be silent for 15 minutes before time
//! stops to count, a process that stood still counts nothing of it (ten seconds at most if it was
//! about a minute or less), a new holder of the counter counts nothing for its first seconds, a
//! moved clock costs an hour.

use crate::{
    DAY, HOUR, MINUTE, SECOND,
    story::{Fault, NEVER, Span, Story},
};

const PROOF: i64 = 15 * MINUTE;
const HANDOVER: i64 = 30 * SECOND;
const FROZEN: i64 = 10 * SECOND;
/// The minute from which standing still counts nothing, and the last tick before it.
const STILL: i64 = 65 * SECOND;
const STEADY: i64 = HOUR + 5 * MINUTE;
/// How long putting a database back takes.
pub const RESTORING: i64 = 10 * MINUTE;

/// Both measures of one story.
#[derive(Debug, Clone, Default)]
pub struct Light {
    most: Dark,
    least: Dark,
    off: Vec<Span>,
}

/// Dark stretches, merged, with the dark time before each.
#[derive(Debug, Clone, Default)]
struct Dark(Vec<(Span, i64)>);

impl Light {
    /// Reads the faults of a story.
    #[must_use]
    pub fn of(story: &Story) -> Self {
        let off = off(story);
        let mut most = off.clone();
        let mut least = off.clone();
        let mad = story.faults.iter().any(|fault| matches!(fault, Fault::Jump(..)));
        let change = if mad { STEADY } else { HANDOVER };
        for fault in &story.faults {
            match *fault {
                Fault::Blind((from, to)) | Fault::Uplink((from, to)) => {
                    most.push((from + PROOF, to));
                    least.push((from, to + change));
                }
                Fault::Jump(_, at, _) => least.push((at, at + STEADY)),
                Fault::Off(_, span) | Fault::Frozen(_, span) | Fault::Database(span) => {
                    least.extend([(span.0, span.0 + change), (span.1, span.1 + change)]);
                }
                Fault::Restore(_, at) => least.push((at, at + RESTORING + change)),
                Fault::Nights(..) => {
                    least.extend(nights(fault).map(|(_, to)| (to, to + change)));
                }
                Fault::Relay(..) | Fault::Crowd(_) | Fault::Dies(_) | Fault::OwnAddress(..) => {}
            }
        }
        Self { most: Dark::new(most), least: Dark::new(least), off: merge(off) }
    }

    /// The most that may count between two instants.
    #[must_use]
    pub fn most(&self, from: i64, to: i64) -> i64 {
        self.most.light(from, to)
    }

    /// The least that must count between two instants.
    #[must_use]
    pub fn least(&self, from: i64, to: i64) -> i64 {
        self.least.light(from, to)
    }

    /// The first instant, not before this one, at which somebody can reach the service.
    #[must_use]
    pub fn next(&self, t: i64) -> i64 {
        self.least.next(t)
    }

    /// Stretches without any process at work, in order.
    #[must_use]
    pub fn off(&self) -> &[Span] {
        &self.off
    }
}

impl Dark {
    fn new(spans: Vec<Span>) -> Self {
        let mut sum = 0;
        let with_sum = |span: Span| {
            let before = sum;
            sum += span.1 - span.0;
            (span, before)
        };
        Self(merge(spans).into_iter().map(with_sum).collect())
    }

    /// Dark time before an instant.
    fn before(&self, t: i64) -> i64 {
        let place = self.0.partition_point(|(span, _)| span.0 < t);
        let Some(((from, to), sum)) = place.checked_sub(1).and_then(|last| self.0.get(last)) else {
            return 0;
        };
        sum + t.min(*to) - from
    }

    fn light(&self, from: i64, to: i64) -> i64 {
        if to <= from { 0 } else { to - from - (self.before(to) - self.before(from)) }
    }

    fn next(&self, t: i64) -> i64 {
        let place = self.0.partition_point(|(span, _)| span.0 <= t);
        match place.checked_sub(1).and_then(|last| self.0.get(last)) {
            Some(((_, to), _)) if t < *to => *to,
            _ => t,
        }
    }
}

/// Every night of this fault.
pub fn nights(fault: &Fault) -> impl Iterator<Item = Span> + use<> {
    let (first, last, hour, length) = match *fault {
        Fault::Nights(first, last, hour, length) => (first, last, hour, length),
        _ => (0, 0, 0, 0),
    };
    (first..last).map(move |day| (day * DAY + hour, day * DAY + hour + length))
}

/// Stretches in which no process works: all of them dead or standing, or no database.
fn off(story: &Story) -> Vec<Span> {
    let mut everywhere = vec![(0, NEVER)];
    for node in 0..story.nodes {
        let own = merge(
            story
                .faults
                .iter()
                .filter_map(|fault| match *fault {
                    Fault::Off(n, span) if n == node => Some(span),
                    Fault::Frozen(n, (from, to)) if n == node => {
                        Some((from, if to - from > STILL { to } else { to - FROZEN }))
                    }
                    _ => None,
                })
                .collect(),
        );
        everywhere = both(&everywhere, &own);
    }
    for fault in &story.faults {
        match *fault {
            Fault::Database(span) => everywhere.push(span),
            Fault::Restore(_, at) => everywhere.push((at, at + RESTORING)),
            Fault::Nights(..) => everywhere.extend(nights(fault)),
            _ => {}
        }
    }
    merge(everywhere)
}

fn both(a: &[Span], b: &[Span]) -> Vec<Span> {
    let pairs = a.iter().flat_map(|a| b.iter().map(move |b| (a.0.max(b.0), a.1.min(b.1))));
    pairs.filter(|span| span.0 < span.1).collect()
}

fn merge(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| span.0 < span.1);
    spans.sort_unstable();
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut() {
            Some(last) if span.0 <= last.1 => last.1 = last.1.max(span.1),
            _ => out.push(span),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dark_time_is_taken_off_once() {
        let dark = Dark::new(vec![(10, 20), (15, 30), (50, 60)]);
        assert_eq!(dark.light(0, 100), 70);
        assert_eq!(dark.light(12, 55), 20);
        assert_eq!(dark.light(30, 50), 20);
        assert_eq!((dark.next(12), dark.next(30), dark.next(55)), (30, 30, 60));
    }
}
