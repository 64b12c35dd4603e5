//! What the watchdog says of a process that keeps dying.

use super::*;
use crate::testing::{World, person::Person};
use axum::{Router, routing::get};
use stafeta_shared::{ids::WatchId, watch::witness::Reading};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::net::TcpListener;

/// Hears heartbeats.
async fn monitor() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let heard = Arc::new(AtomicUsize::new(0));
    let count = heard.clone();
    let hear = get(async move || {
        count.fetch_add(1, Ordering::SeqCst);
    });
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/", hear)).await });
    (format!("instance.heartbeat_url = \"http://{address}/\"\n"), heard)
}

/// So much uptime, all of it credited.
async fn live(world: &World, ms: i64) {
    let app = &world.app;
    let reading = || Reading { wall_ms: app.clock.wall(), mono_ms: app.clock.monotonic() };
    let from = reading();
    world.wait(ms);
    app.engine.beat.lock().await.live_through(app, from, reading()).await.unwrap();
}

#[tokio::test]
async fn a_process_that_keeps_dying_is_not_heard() {
    let (settings, heard) = monitor().await;
    let world = World::with(&settings).await;
    for _ in 0..5 {
        Watchdog::default().look(&world.app).await.unwrap();
        world.wait(10_000);
    }
    assert_eq!(heard.load(Ordering::SeqCst), 0, "none of them has counted anything");
    let mut watchdog = Watchdog::default();
    watchdog.look(&world.app).await.unwrap();
    assert_eq!(heard.load(Ordering::SeqCst), 0, "not before it has");
    live(&world, MINUTE_MS).await;
    watchdog.look(&world.app).await.unwrap();
    assert_eq!(heard.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_counter_that_stands_is_told_over_restarts_but_sleep_is_not() {
    let world = World::with("instance.operator_mail = \"operator@example.org\"\n").await;
    let alarms = "SELECT COUNT(*) AS n FROM outbox WHERE key LIKE 'alarm/engine/%' \
                  AND params LIKE '%witnessed time is behind%'";
    let look = async || Watchdog::default().look(&world.app).await.unwrap();
    live(&world, MINUTE_MS).await;
    let (owner, _) = Person::complete(&world, "jana@example.org", "+420601111111").await;
    let id = WatchId::from_bytes([7; 16]);
    let row = watches::Watch {
        status: "armed".to_owned(),
        due_witnessed: Some(100 * DAY_MS),
        ..watches::Watch::new(id, owner.account, 0, String::new(), String::new())
    };
    let mut tx = world.app.db.begin_write().await.unwrap();
    assert!(watches::insert(&mut tx, &row).await.unwrap());
    assert!(watches::update(&mut tx, &row).await.unwrap());
    tx.commit().await.unwrap();

    look().await;
    world.wait(7 * HOUR_MS);
    look().await;
    assert_eq!(world.count(alarms).await, 0, "nobody was at work");
    live(&world, MINUTE_MS).await;
    for _ in 0..20 {
        world.wait(10 * MINUTE_MS);
        look().await;
    }
    assert_eq!(world.count(alarms).await, 1, "once, though each was another process");
    live(&world, MINUTE_MS).await;
    let stands = async || {
        let mut tx = world.app.db.begin_write().await.unwrap();
        let now = beat::now(&mut tx, &world.app).await.unwrap();
        stands(&mut tx, now).await.unwrap()
    };
    assert!(!stands().await, "it rises again");
}
