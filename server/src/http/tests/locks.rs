//! Two transactions at once on a real PostgreSQL: nobody waits in a ring, and who is sacrificed all
//! the same is begun anew.

use crate::{
    deliver::{Channel, Template, derive, template::Question},
    store::{outbox, watches},
    testing::{World, browser::Browser, person::Person},
};
use stafeta_shared::{
    api::{PauseRequest, paths},
    ids::{AccountId, WatchId},
    watch::{Clock, DAY_MS, Phase, Policy, State},
};
use std::sync::Arc;

const OWNER: &str = "jana@example.org";
/// The older watch has the higher id.
const OLDER: WatchId = WatchId::from_bytes([9; 16]);
const YOUNGER: WatchId = WatchId::from_bytes([1; 16]);

/// An owner with two armed watches, about both of which one mail is about to leave.
async fn two_watches(setting: &str) -> Option<(Arc<World>, Browser)> {
    let Some(world) = World::on_postgres_with(setting).await else {
        eprintln!("skipped: PostgreSQL is not installed here");
        return None;
    };
    let (owner, browser) = Person::complete(&world, OWNER, "+420601111111").await;
    world.app.engine.sender.round(&world.app).await.unwrap();
    let mut tx = world.app.db.begin_write().await.unwrap();
    for (id, created_at) in [(OLDER, 1), (YOUNGER, 2)] {
        assert!(watches::insert(&mut tx, &armed(id, owner.account, created_at)).await.unwrap());
        question(&mut tx, id).await;
    }
    tx.commit().await.unwrap();
    Some((Arc::new(world), browser))
}

fn armed(id: WatchId, owner: AccountId, created_at: i64) -> watches::Watch {
    let mut state = State::draft(Clock { wall_ms: 0, witnessed_ms: 0 });
    state.phase = Phase::Armed { until_witnessed_ms: 30 * DAY_MS };
    let policy = serde_json::to_string(&Policy::with_contacts(Vec::new())).unwrap();
    let state = serde_json::to_string(&state).unwrap();
    watches::Watch {
        status: "armed".to_owned(),
        ..watches::Watch::new(id, owner, created_at, policy, state)
    }
}

/// A question, the same words about either watch: they travel as one mail.
async fn question(tx: &mut crate::store::Tx, watch: WatchId) {
    let (template, params) = Template::Ask(Question::default()).to_columns();
    let scope =
        outbox::Scope { watch, epoch: 1, cycle: 1, stage: "asking.1".to_owned(), ordinal: 1 };
    let key = format!("{watch}/1/1/asking.1/1/mail/owner.0");
    let new = outbox::New {
        key: &key,
        scope: Some(&scope),
        channel: "mail",
        addressee: "owner.0",
        address: OWNER,
        language: "cs",
        template: &template,
        params: &params,
        created_at: 0,
        next_at: 0,
        expires_at: None,
        message_id: &derive::message_id(&key),
    };
    assert!(outbox::insert(tx, &new).await.unwrap());
}

/// Returns once so many transactions wait for a lock.
async fn until_waiting(world: &World, many: i64) {
    let sql = "SELECT COUNT(*) AS n FROM pg_stat_activity \
         WHERE wait_event_type = 'Lock' AND datname = current_database()";
    for _ in 0..20_000 {
        if world.count(sql).await >= many {
            return;
        }
    }
    panic!("{many} transactions should be waiting by now");
}

async fn accepted(world: &World) -> i64 {
    let sql = "SELECT COUNT(*) AS n FROM outbox WHERE state = 'accepted' AND watch IS NOT NULL";
    world.count(sql).await
}

#[tokio::test]
async fn a_change_and_an_outcome_about_two_watches_wait_in_line() {
    // A ring of waits would not be found out, and stand until the statement is too old.
    let Some((world, mut browser)) = two_watches("deadlock_timeout=1h").await else { return };
    let mut barrier = world.app.db.begin_write().await.unwrap();
    watches::lock(&mut barrier, YOUNGER).await.unwrap();

    let (one, other) = (world.clone(), world.clone());
    let round =
        tokio::spawn(
            async move { one.app.engine.sender.channel_round(&one.app, Channel::Mail).await },
        );
    until_waiting(&world, 1).await;
    let pause = tokio::spawn(async move {
        let path = paths::fill(paths::WATCH_PAUSE, &[&OLDER.to_string()]);
        let request = PauseRequest { until: other.now() + DAY_MS };
        browser.post(&other, &path, &request).await
    });
    until_waiting(&world, 2).await;
    barrier.commit().await.unwrap();

    pause.await.unwrap().ok();
    assert_eq!(round.await.unwrap().unwrap().tried, 2);
    assert_eq!(accepted(&world).await, 2, "both outcomes are noted");
}

#[tokio::test]
async fn an_outcome_survives_being_sacrificed() {
    let Some((world, _)) = two_watches("deadlock_timeout=2s").await else { return };
    let mut tx = world.app.db.begin_write().await.unwrap();
    // Only the sender notices the ring, and gives way.
    sqlx::query("SET LOCAL deadlock_timeout = '1h'").execute(&mut *tx).await.unwrap();
    watches::lock(&mut tx, OLDER).await.unwrap();
    let other = world.clone();
    let round = tokio::spawn(async move {
        other.app.engine.sender.channel_round(&other.app, Channel::Mail).await
    });
    until_waiting(&world, 1).await;
    watches::lock(&mut tx, YOUNGER).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(round.await.unwrap().unwrap().tried, 2);
    assert_eq!(accepted(&world).await, 2, "both outcomes are noted");
}

#[tokio::test]
async fn nothing_is_leased_between_a_look_at_a_cycle_and_its_end() {
    let Some((world, _)) = two_watches("").await else { return };
    let lease = async |now| {
        let mut tx = world.app.db.begin_write().await.unwrap();
        let rows = outbox::lease(&mut tx, "mail", 9, now, &[1; 16], now + 1).await.unwrap();
        tx.commit().await.unwrap();
        let mut watches: Vec<_> =
            rows.iter().filter_map(|row| Some(row.scope.as_ref()?.watch)).collect();
        watches.sort_unstable();
        watches
    };
    let mut step = world.app.db.begin_write().await.unwrap();
    assert_eq!(outbox::of_cycle(&mut step, OLDER, 1, 1).await.unwrap().len(), 1);
    assert_eq!(lease(1).await, [YOUNGER], "the other one waits for the step to end");
    step.commit().await.unwrap();
    assert_eq!(lease(2).await, [YOUNGER, OLDER]);
}
