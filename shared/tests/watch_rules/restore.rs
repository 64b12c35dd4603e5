//! Putting an older copy of the database back: what the markers outside it decide.

use crate::bench::{Bench, MAIL, SMS, policy};
use stafeta_shared::watch::{
    Cancel, DAY_MS, EventKind, Input, Kind, Link, Marker, Phase, Refusal, Sign, Stage, apply,
};

const STRONG: Input = Input::Confirm { sign: Sign::OwnerStrong, link: None };

fn restore(epoch: u32, of: Link, recalled: bool) -> Input {
    Input::Restore { epoch, marker: Some(Marker { of, recalled }) }
}

fn left(bench: &Bench) -> Vec<Option<i64>> {
    match &bench.state.phase {
        Phase::Released { parcels, .. } => parcels.iter().map(|parcel| parcel.left_ms).collect(),
        other => panic!("not released: {other:?}"),
    }
}

#[test]
fn a_copy_from_before_a_release_stays_released() {
    for before in [Stage::Armed, Stage::Asking(2), Stage::ContactCall(1), Stage::Cooling] {
        let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
        bench.until(before);
        let of = bench.link();
        bench.sent.clear();
        bench.input(restore(2, of, false)).unwrap();
        assert_eq!((bench.stage(), bench.state.epoch), (Stage::Released, 2), "{before}");
        assert_eq!(
            bench.events.last(),
            Some(&EventKind::HandoverLeft { handover: bench.facts.handovers[0].id })
        );
        assert!(bench.sent.iter().all(|(_, m)| matches!(m.kind, Kind::Release { .. })));
        assert_eq!(left(&bench), [Some(bench.clock.witnessed_ms)]);
    }
}

#[test]
fn extra_delays_begin_anew_where_a_later_release_is_restored() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.until(Stage::Released);
    let known = bench.link();
    assert!(left(&bench)[0].is_some());
    bench.facts.handovers[0].extra_delay_ms = 9 * DAY_MS;
    // The copy shows a release that was taken back since; the marker is that of a later one.
    bench.input(restore(2, Link { cycle: known.cycle + 3, ..known }, false)).unwrap();
    assert_eq!((bench.stage(), left(&bench)), (Stage::Released, vec![None]));
    bench.run(9 * DAY_MS);
    assert!(left(&bench)[0].is_some());
}

#[test]
fn a_release_that_the_copy_shows_itself_goes_on_as_it_was() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.until(Stage::Released);
    let before = left(&bench);
    bench.run(DAY_MS);
    bench.input(restore(2, bench.link(), false)).unwrap();
    assert_eq!((left(&bench), bench.state.epoch), (before, 2));
}

#[test]
fn a_release_that_goes_on_leaves_nothing_unsent_under_its_old_epoch() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.until(Stage::Released);
    bench.run(9 * DAY_MS);
    let of = bench.link();
    let input = restore(2, of, false);
    let out = apply(&bench.state, &bench.policy, &bench.facts, bench.clock, input).unwrap();
    let all = Cancel { epoch: of.epoch, cycle: of.cycle, below_ordinal: u32::MAX };
    assert_eq!(out.cancel, Some(all), "else it would still leave after a recall");
    bench.sent.clear();
    bench.input(input).unwrap();
    let release = |kind: &Kind| matches!(kind, Kind::Release { .. });
    assert!(bench.sent.iter().all(|(_, m)| m.epoch == 2 && release(&m.kind)));
    assert_eq!(bench.times(release), [bench.clock.witnessed_ms], "told once more, at once");
    bench.run(5 * DAY_MS);
    assert_eq!(bench.times(release).len(), 2, "then as before: the next one after two weeks");
}

#[test]
fn a_recall_since_the_copy_stays_recalled_and_reassures_under_new_keys() {
    let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
    bench.until(Stage::Released);
    let of = bench.link();
    bench.sent.clear();
    bench.input(restore(2, of, true)).unwrap();
    assert_eq!((bench.stage(), bench.state.cycle), (Stage::Armed, of.cycle + 1));
    assert!(bench.sent.iter().all(|(_, m)| m.epoch == 2), "no key of the old epoch comes back");
    let count = |want: fn(&Kind) -> bool| bench.sent.iter().filter(|(_, m)| want(&m.kind)).count();
    assert_eq!(count(|kind| *kind == Kind::AllClear), 2, "the contact's mail and phone");
    assert_eq!(count(|kind| matches!(kind, Kind::Recalled { .. })), 2, "the recipient's");
}

#[test]
fn a_release_and_its_recall_that_the_copy_never_saw_change_nothing_but_the_tokens() {
    let restored = |mut bench: Bench| {
        bench.input(restore(2, bench.link(), true)).unwrap();
        (bench.stage(), bench.state.epoch, bench.state.cycle)
    };
    let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
    bench.until(Stage::ContactCall(1));
    assert_eq!(restored(bench), (Stage::Asking(1), 2, 1), "an open cycle starts again");
    let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
    bench.input(Input::Pause { until_wall_ms: bench.clock.wall_ms + DAY_MS }).unwrap();
    assert_eq!(restored(bench), (Stage::Paused, 2, 1), "a holiday goes on");
}

#[test]
fn an_open_cycle_that_is_restored_leaves_nothing_unsent_under_its_old_tokens() {
    let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
    bench.until(Stage::Asking(2));
    let input = Input::Restore { epoch: 2, marker: None };
    let out = apply(&bench.state, &bench.policy, &bench.facts, bench.clock, input).unwrap();
    let Link { epoch, cycle } = bench.link();
    assert_eq!(out.cancel, Some(Cancel { epoch, cycle, below_ordinal: u32::MAX }));
}

#[test]
fn a_marker_older_than_the_copy_decides_nothing() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.until(Stage::Released);
    let of = bench.link();
    bench.input(Input::Recall).unwrap();
    bench.until(Stage::Asking(2));
    for (epoch, recalled) in [(2, true), (3, false)] {
        bench.input(restore(epoch, of, recalled)).unwrap();
        assert_eq!(bench.stage(), Stage::Asking(1), "asked again, whatever was once");
    }
}

#[test]
fn an_epoch_that_a_marker_knows_is_refused() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    let of = Link { epoch: 7, cycle: 1 };
    assert_eq!(bench.input(restore(7, of, false)), Err(Refusal::OldEpoch));
    bench.input(restore(8, of, false)).unwrap();
    assert_eq!(bench.stage(), Stage::Released);
}

#[test]
fn whoever_was_asked_in_a_released_copy_still_hears_that_all_is_well() {
    let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
    bench.until(Stage::Released);
    bench.input(Input::Restore { epoch: 2, marker: None }).unwrap();
    bench.facts.rows.clear(); // rows of the old epoch are no longer this cycle's
    bench.sent.clear();
    bench.input(Input::Recall).unwrap();
    assert_eq!(bench.sent.iter().filter(|(_, m)| m.kind == Kind::AllClear).count(), 2);
}

#[test]
fn clocks_of_signs_begin_at_the_restore() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.input(STRONG).unwrap();
    bench.run(5 * DAY_MS);
    let before = bench.state.last_strong_ms;
    bench.input(Input::Restore { epoch: 2, marker: None }).unwrap();
    assert_eq!(bench.state.last_strong_ms, before + 5 * DAY_MS);
    assert_eq!(bench.state.last_sign_ms, bench.clock.witnessed_ms);
    assert_eq!(bench.stage(), Stage::Armed, "nothing was open, nothing is asked");
}
