//! The counter of witnessed time: never faster than real time, whatever nodes and clocks do.
//!
//! Property tests by proptest; failing cases are kept beside this file and played again first.

#![cfg(feature = "watch")]

use proptest::{prelude::*, test_runner::FileFailurePersistence};
use stafeta_shared::watch::{
    DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS,
    witness::{
        Counter, Missing, Node, Outside, Reading, STILL_MS, TICK_MAX_MS, Tick, is_behind, tick,
    },
};

const FINE: Outside = Outside { probe_age_ms: Some(0), success_age_ms: Some(0) };

/// One database row, real time, and a node with its own two clocks.
struct Lab {
    row: Counter,
    node: Node,
    t: i64,
    wall_offset: i64,
}

impl Lab {
    fn new() -> Self {
        let row = Counter::new(Reading { wall_ms: DAY_MS, mono_ms: 0 });
        let mut lab = Self { row, node: Node::new("first".into()), t: 0, wall_offset: DAY_MS };
        lab.tick(FINE);
        lab
    }

    fn tick(&mut self, outside: Outside) -> Tick {
        let now = Reading { wall_ms: self.t + self.wall_offset, mono_ms: self.t + 99 };
        let out = tick(&self.row, &self.node, now, outside, TICK_MAX_MS);
        if let Some(row) = &out.write {
            assert_eq!(row.version, self.row.version + 1);
            self.row = row.clone();
        }
        self.node = out.node.clone();
        out
    }

    /// Ticks every five seconds; returns what was credited.
    fn run(&mut self, ms: i64, outside: Outside) -> i64 {
        let before = self.row.witnessed_ms;
        for _ in 0..ms / TICK_MAX_MS {
            self.t += TICK_MAX_MS;
            self.tick(outside);
        }
        self.row.witnessed_ms - before
    }

    /// The process ends; another one begins this much later.
    fn restart(&mut self, ms: i64) {
        self.t += ms;
        self.node = Node::new(format!("node at {}", self.t));
        self.tick(FINE);
    }
}

#[test]
fn steady_service_is_fully_credited() {
    let mut lab = Lab::new();
    assert_eq!(lab.run(HOUR_MS, FINE), HOUR_MS);
    assert_eq!(lab.row.gaps, 0);
}

/// It has the clocks' word for the whole stretch, but nobody was at work in it.
#[test]
fn a_node_that_stood_still_is_credited_nothing_for_it() {
    let mut lab = Lab::new();
    lab.run(HOUR_MS, FINE);
    for (still, credited, missing) in [
        (11 * SECOND_MS, 2 * TICK_MAX_MS, None),
        (STILL_MS, 2 * TICK_MAX_MS, None),
        (STILL_MS + 1, 0, Some(Missing::Still)),
        (5 * HOUR_MS, 0, Some(Missing::Still)),
    ] {
        lab.t += still;
        let out = lab.tick(FINE);
        assert_eq!((out.credited_ms, out.missing, out.gap), (credited, missing, false), "{still}");
        assert_eq!(lab.run(MINUTE_MS, FINE), MINUTE_MS, "and goes on at once");
    }
    lab.t += 23 * HOUR_MS;
    let out = lab.tick(FINE);
    assert_eq!((out.credited_ms, out.gap), (0, false), "over with what is credited again");
    lab.run(MINUTE_MS, FINE);
    assert_eq!(lab.row.gaps, 1, "a gap as any other");
}

/// Name and version must both be what this node wrote: a copy of the database shows its name too.
#[test]
fn a_row_that_was_put_back_is_nobodys_until_it_is_taken_over() {
    let mut lab = Lab::new();
    lab.run(MINUTE_MS, FINE);
    let copy = lab.row.clone();
    lab.run(MINUTE_MS, FINE);
    let others = Counter { holder: "other".into(), ..lab.row.clone() };
    for row in [copy, others] {
        let mut lab = Lab { row, node: lab.node.clone(), ..lab };
        lab.t += TICK_MAX_MS;
        let out = lab.tick(FINE);
        assert_eq!((out.credited_ms, out.missing), (0, Some(Missing::NotHolder)));
    }
}

#[test]
fn a_restarted_process_takes_over_after_15_s_and_adds_nothing_for_them() {
    let mut lab = Lab::new();
    lab.run(HOUR_MS, FINE);
    lab.restart(3 * HOUR_MS);
    assert_eq!(lab.run(MINUTE_MS, FINE), MINUTE_MS - 15 * SECOND_MS);
    assert_eq!(lab.row.gaps, 0, "three hours are no gap");
    lab.restart(6 * HOUR_MS + SECOND_MS);
    lab.run(MINUTE_MS, FINE);
    assert_eq!(lab.row.gaps, 1);
    lab.run(12 * HOUR_MS, FINE);
    assert_eq!(lab.row.gaps, 1, "counted once");
}

#[test]
fn nothing_is_credited_without_probe_or_outside() {
    let mut lab = Lab::new();
    let old = 16 * MINUTE_MS;
    for (outside, why) in [
        (Outside { probe_age_ms: None, ..FINE }, Missing::Probe),
        (Outside { probe_age_ms: Some(old), ..FINE }, Missing::Probe),
        (Outside { success_age_ms: None, ..FINE }, Missing::Outside),
        (Outside { success_age_ms: Some(old), ..FINE }, Missing::Outside),
        (Outside { probe_age_ms: Some(-1), ..FINE }, Missing::Probe),
    ] {
        assert_eq!(lab.run(HOUR_MS, outside), 0, "{outside:?}");
        assert_eq!(lab.tick(outside).missing, Some(why));
    }
    assert_eq!(lab.run(TICK_MAX_MS, FINE), TICK_MAX_MS, "what was missed is not made up for");
    assert_eq!(lab.row.gaps, 0);
    lab.run(7 * HOUR_MS, Outside::default());
    lab.run(TICK_MAX_MS, FINE);
    assert_eq!(lab.row.gaps, 1);
}

#[test]
fn what_the_outside_proved_counts_for_a_quarter_of_an_hour() {
    let mut lab = Lab::new();
    let quarter = Some(15 * MINUTE_MS);
    let outside = Outside { probe_age_ms: quarter, success_age_ms: quarter };
    assert_eq!(lab.run(HOUR_MS, outside), HOUR_MS);
    let older = quarter.map(|age| age + 1);
    assert_eq!(lab.run(HOUR_MS, Outside { probe_age_ms: older, ..FINE }), 0);
    assert_eq!(lab.run(HOUR_MS, Outside { success_age_ms: older, ..FINE }), 0);
}

#[test]
fn a_gap_is_longer_than_six_hours_and_ends_with_the_next_credit() {
    for (length, gaps) in [(6 * HOUR_MS, 0), (6 * HOUR_MS + TICK_MAX_MS, 1)] {
        let mut lab = Lab::new();
        lab.run(HOUR_MS, FINE);
        for _ in 1..length / TICK_MAX_MS {
            lab.t += TICK_MAX_MS;
            assert!(!lab.tick(Outside::default()).gap, "it lasts");
        }
        lab.t += TICK_MAX_MS;
        assert_eq!((lab.tick(FINE).gap, lab.row.gaps), (gaps == 1, gaps), "{length}");
    }
}

#[test]
fn a_clock_put_back_a_little_hides_no_gap() {
    let mut lab = Lab::new();
    lab.run(HOUR_MS, FINE);
    lab.wall_offset -= 50 * SECOND_MS;
    lab.run(6 * HOUR_MS, Outside::default());
    lab.run(30 * SECOND_MS, FINE);
    assert_eq!(lab.row.gaps, 1);
}

#[test]
fn a_jumping_clock_is_a_fault_for_an_hour_and_a_gap() {
    for jump in [40 * DAY_MS, -2 * DAY_MS, 61 * SECOND_MS, -61 * SECOND_MS] {
        let mut lab = Lab::new();
        lab.run(HOUR_MS, FINE);
        lab.wall_offset += jump;
        assert_eq!(lab.run(HOUR_MS, FINE), 0, "{jump}");
        assert_eq!(lab.tick(FINE).missing, Some(Missing::Clock), "{jump}");
        assert_eq!(lab.run(HOUR_MS, FINE), HOUR_MS - TICK_MAX_MS, "{jump}");
        assert_eq!(lab.row.gaps, 1, "{jump}");
        assert!(!lab.row.fault, "{jump}");
    }
}

#[test]
fn a_flapping_clock_never_counts() {
    let mut lab = Lab::new();
    lab.run(HOUR_MS, FINE);
    for flip in 0..100 {
        lab.wall_offset += if flip % 2 == 0 { DAY_MS } else { -DAY_MS };
        assert_eq!(lab.run(30 * MINUTE_MS, FINE), 0);
    }
}

#[test]
fn a_process_that_starts_with_an_old_clock_is_faulty() {
    let mut lab = Lab::new();
    lab.run(HOUR_MS, FINE);
    lab.wall_offset = -50 * 365 * DAY_MS;
    lab.restart(MINUTE_MS);
    assert_eq!(lab.run(50 * MINUTE_MS, FINE), 0);
    assert!(lab.row.fault);
    lab.run(HOUR_MS, FINE);
    assert!(!lab.row.fault);
    assert_eq!(lab.row.gaps, 1);
}

#[test]
fn a_small_step_of_the_clock_is_no_fault() {
    let mut lab = Lab::new();
    lab.run(HOUR_MS, FINE);
    lab.wall_offset -= SECOND_MS;
    assert_eq!(lab.run(HOUR_MS, FINE), HOUR_MS - SECOND_MS);
    assert_eq!(lab.row.gaps, 0);
}

#[test]
fn clocks_may_part_by_a_minute() {
    for (step, lost) in [(MINUTE_MS, 0), (-MINUTE_MS, TICK_MAX_MS)] {
        let mut lab = Lab::new();
        lab.run(HOUR_MS, FINE);
        lab.wall_offset += step;
        assert_eq!(lab.run(HOUR_MS, FINE), HOUR_MS - lost, "never more than the steady clock");
        assert!(!lab.row.fault);
    }
}

#[test]
fn small_steps_back_that_add_up_are_a_fault() {
    let mut lab = Lab::new();
    lab.run(HOUR_MS, FINE);
    for _ in 0..2 {
        lab.wall_offset -= 50 * SECOND_MS;
        lab.run(TICK_MAX_MS, FINE);
    }
    assert!(lab.row.fault);
}

#[test]
fn a_new_holder_may_be_a_minute_behind_the_latest_wall_time_seen() {
    for (behind, fault) in [(MINUTE_MS, false), (MINUTE_MS + 1, true)] {
        let mut lab = Lab::new();
        lab.run(HOUR_MS, FINE);
        lab.wall_offset -= behind + 15 * SECOND_MS;
        lab.restart(0);
        lab.t += 15 * SECOND_MS;
        lab.tick(FINE);
        assert_eq!(lab.row.holder, lab.node.name());
        assert_eq!(lab.row.fault, fault, "{behind}");
    }
}

#[test]
fn a_row_that_moves_is_taken_over_by_nobody() {
    let mut lab = Lab::new();
    let other = Node::new("second".into());
    let first = std::mem::replace(&mut lab.node, other);
    let mut nodes = [first, lab.node.clone()];
    for second in 0..60 {
        lab.t += SECOND_MS;
        for (n, node) in nodes.iter_mut().enumerate() {
            if n == 1 || second % 5 == 0 {
                lab.node = node.clone();
                lab.tick(FINE);
                *node = lab.node.clone();
            }
        }
    }
    assert_eq!(lab.row.holder, "first");
}

#[test]
fn a_node_that_lost_its_row_adds_nothing() {
    let mut lab = Lab::new();
    lab.run(MINUTE_MS, FINE);
    let stale = lab.node.clone();
    lab.restart(MINUTE_MS);
    lab.run(MINUTE_MS, FINE);
    let mine = std::mem::replace(&mut lab.node, stale);
    lab.t += TICK_MAX_MS;
    let out = lab.tick(FINE);
    assert_eq!((out.credited_ms, out.missing, out.write), (0, Some(Missing::NotHolder), None));
    lab.node = mine.lost();
    assert_eq!(lab.tick(FINE).missing, Some(Missing::NotHolder), "a failed write loses the row");
}

#[test]
fn the_alarm_comes_when_more_than_an_hour_of_a_day_is_missing() {
    assert!(!is_behind(DAY_MS, DAY_MS - 2 * HOUR_MS));
    assert!(is_behind(DAY_MS, DAY_MS - 2 * HOUR_MS - 1));
}

/// What may happen to one of three nodes between two ticks.
#[derive(Debug, Clone)]
enum Act {
    Tick {
        wait: i64,
        fine: bool,
    },
    Stop {
        ms: i64,
    },
    Jump {
        ms: i64,
    },
    Restart,
    /// The row is written, but the node never learns of it.
    LoseAnswer,
    /// The write never reaches the row.
    LoseWrite,
}

fn acts() -> impl Strategy<Value = Vec<(usize, Act)>> {
    let act = prop_oneof![
        20 => (0..6_000i64, prop::bool::weighted(0.9)).prop_map(|(wait, fine)| Act::Tick { wait, fine }),
        2 => (0..100_000i64).prop_map(|ms| Act::Stop { ms }),
        1 => (-3 * DAY_MS..50 * DAY_MS).prop_map(|ms| Act::Jump { ms }),
        1 => Just(Act::Restart),
        1 => Just(Act::LoseAnswer),
        1 => Just(Act::LoseWrite),
    ];
    prop::collection::vec((0..3usize, act), 1..400)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("seeds"))),
        ..ProptestConfig::default()
    })]

    /// Three nodes tick as they like, with stops, jumps, restarts, lost writes and stale reads:
    /// what is credited never exceeds real time, and no two nodes are credited for the same time.
    #[test]
    fn credited_never_exceeds_real_time(acts in acts(), skew in prop::array::uniform3(-40 * DAY_MS..40 * DAY_MS)) {
        let mut t = 0i64;
        let mut row = Counter::new(Reading { wall_ms: 1_000 * DAY_MS, mono_ms: 0 });
        let mut offsets = skew.map(|skew| 1_000 * DAY_MS + skew);
        let mut nodes = [0, 1, 2].map(|n| Node::new(format!("node {n}")));
        let mut stretches: Vec<(i64, i64)> = Vec::new();
        let mut written_at = [0i64; 3];
        for (serial, (n, act)) in acts.into_iter().enumerate() {
            let (mut reaches, mut learns, mut fine) = (true, true, true);
            match act {
                Act::Tick { wait, fine: well } => { t += wait; fine = well; }
                Act::Stop { ms } => { t += ms; continue; }
                Act::Jump { ms } => { offsets[n] += ms; continue; }
                Act::Restart => { nodes[n] = Node::new(format!("node {n} at {serial}")); continue; }
                Act::LoseAnswer => learns = false,
                Act::LoseWrite => { reaches = false; learns = false; }
            }
            let now = Reading { wall_ms: t + offsets[n], mono_ms: t + 13 * n as i64 };
            let outside = if fine { FINE } else { Outside::default() };
            let out = tick(&row, &nodes[n], now, outside, TICK_MAX_MS);
            nodes[n] = if learns { out.node } else { out.node.lost() };
            if let Some(next) = out.write.filter(|_| reaches) {
                prop_assert_eq!(next.version, row.version + 1);
                prop_assert_eq!(next.witnessed_ms - row.witnessed_ms, out.credited_ms);
                if out.credited_ms > 0 {
                    prop_assert!(out.credited_ms <= t - written_at[n]);
                    stretches.push((t - out.credited_ms, t));
                }
                row = next;
                written_at[n] = t;
            }
        }
        prop_assert!(row.witnessed_ms <= t, "{} credited in {t}", row.witnessed_ms);
        for pair in stretches.windows(2) {
            prop_assert!(pair[0].1 <= pair[1].0, "two nodes credited for the same time: {pair:?}");
        }
    }
}

#[test]
fn the_row_reads_back() {
    let lab = Lab::new();
    let json = serde_json::to_string(&lab.row).unwrap();
    assert_eq!(serde_json::from_str::<Counter>(&json).unwrap(), lab.row);
}
