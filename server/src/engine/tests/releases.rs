//! Release rows and the state of a watch say the same, whichever way the watch went.

use super::*;
use crate::{
    engine::{act, beat},
    store::released,
};
use stafeta_shared::{
    ids::HandoverId,
    watch::{Input, Link, Marker},
};

/// A copy of the database was put back.
async fn restore(story: &Story, epoch: u32, marker: Option<Marker>) {
    let mut tx = story.app().db.begin_write().await.unwrap();
    let now = beat::now(&mut tx, story.app()).await.unwrap();
    let watch = watches::lock(&mut tx, story.watch).await.unwrap().unwrap();
    act::act(&mut tx, story.app(), watch, now, Input::Restore { epoch, marker }).await.unwrap();
    tx.commit().await.unwrap();
}

/// Epoch, and whether they stand, of the releases and of what left with them.
async fn releases(story: &Story) -> [Vec<(i64, bool)>; 2] {
    let mut tx = story.app().db.begin_read().await.unwrap();
    let mut all = [Vec::new(), Vec::new()];
    for (rows, table) in all.iter_mut().zip(["releases", "released"]) {
        let sql = format!(
            "SELECT epoch, CASE WHEN recalled_at IS NULL THEN 1 ELSE 0 END AS stands FROM {table} \
             ORDER BY epoch"
        );
        let found = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&mut *tx).await.unwrap();
        rows.extend(found.iter().map(|row| {
            use sqlx::Row as _;
            (row.get::<i64, _>("epoch"), row.get::<i64, _>("stands") == 1)
        }));
    }
    all
}

async fn opens(story: &Story) -> bool {
    let mut tx = story.app().db.begin_read().await.unwrap();
    released::stands(&mut tx, HandoverId::from_bytes([2; 16])).await.unwrap()
}

const fn marker(cycle: u32, recalled: bool) -> Option<Marker> {
    Some(Marker { of: Link { epoch: 1, cycle }, recalled })
}

#[tokio::test]
async fn a_copy_from_before_the_release_releases_again() {
    let story = Story::armed().await;
    story.until("asking").await;
    restore(&story, 2, marker(1, false)).await;
    assert_eq!(story.status().await, "released");
    assert_eq!(releases(&story).await, [vec![(2, true)], vec![(2, true)]]);
    assert!(opens(&story).await);
}

#[tokio::test]
async fn a_release_that_stands_over_a_restore_can_still_be_recalled() {
    let story = Story::armed().await;
    story.until("released").await;
    restore(&story, 2, None).await;
    assert_eq!(releases(&story).await, [vec![(2, true)], vec![(2, true)]], "it goes on");
    let mut browser = Browser::new();
    story.owner.log_in(&story.world, &mut browser).await;
    let path = paths::fill(paths::WATCH_RECALL, &[&story.watch.to_string()]);
    let recalled: RecallResponse = browser.press(&story.world, &path).await.json();
    assert_eq!((recalled.locked, recalled.opened), (1, 0));
    assert!(!opens(&story).await);
    assert_eq!(releases(&story).await, [vec![(2, false)], vec![(2, false)]]);
}

#[tokio::test]
async fn a_recall_that_only_the_marker_knows_locks_what_the_copy_released() {
    let story = Story::armed().await;
    story.until("released").await;
    restore(&story, 2, marker(1, true)).await;
    assert_eq!(story.status().await, "armed");
    assert!(!opens(&story).await);
    assert_eq!(releases(&story).await, [vec![(1, false)], vec![(1, false)]]);
}

#[tokio::test]
async fn a_later_release_takes_the_place_of_the_one_in_the_copy() {
    let story = Story::armed().await;
    story.until("released").await;
    story.world.wait(60_000);
    restore(&story, 2, marker(3, false)).await;
    assert_eq!(releases(&story).await, [vec![(1, false), (2, true)], vec![(1, false), (2, true)]]);
    assert!(opens(&story).await);
}
