//! A watch whose owner chose that nothing leaves while nobody can reach them.

use super::*;
use crate::engine::watchdog::Watchdog;
use stafeta_shared::watch::{Refusal, Stage, State, Then};

impl Story {
    /// Nobody can be reached any more, and the wait has run out.
    async fn held() -> Self {
        Self::held_in(World::new().await).await
    }

    async fn held_in(world: World) -> Self {
        let story = Self::armed_in(world).await;
        let row = story.row().await;
        let mut state: State = serde_json::from_str(&row.state).unwrap();
        state.phase = stafeta_shared::watch::Phase::Unreachable {
            visit: stafeta_shared::watch::Unreachable::default(),
        };
        state.run.unreachable_ms = 400 * DAY_MS;
        state.run.returns = 4;
        let mut policy: Policy = serde_json::from_str(&row.policy).unwrap();
        policy.unreachable_then = Then::Hold;
        let row = watches::Watch {
            state: serde_json::to_string(&state).unwrap(),
            policy: serde_json::to_string(&policy).unwrap(),
            status: "unreachable".to_owned(),
            due_witnessed: Some(0),
            ..row
        };
        let mut tx = story.app().db.begin_write().await.unwrap();
        assert!(watches::update(&mut tx, &row).await.unwrap());
        tx.commit().await.unwrap();
        while claim::round(story.app()).await.unwrap() > 0 {}
        assert_eq!(story.status().await, "held");
        story
    }

    async fn kinds(&self) -> Vec<String> {
        let mut tx = self.app().db.begin_read().await.unwrap();
        let all = events::newest(&mut tx, self.watch, 100).await.unwrap();
        all.into_iter().rev().map(|event| event.event.kind).collect()
    }
}

#[tokio::test]
async fn a_hold_alarms_daily_until_the_operator_lifts_it() {
    let story = Story::held().await;
    demo::advance(story.app(), Move::By(5 * DAY_MS)).await.unwrap();
    let overdue = story.kinds().await.iter().filter(|kind| *kind == "overdue").count();
    assert!((3..=5).contains(&overdue), "{overdue} alarms in five days");
    assert_eq!(story.status().await, "held");

    assert_eq!(
        act::lift_hold(story.app(), story.watch).await.unwrap(),
        Some(Stage::ContactCall(1))
    );
    assert_eq!(story.status().await, "contact-call");
    assert_eq!(story.kinds().await.last().unwrap(), "hold-lifted");
    story.chain_verifies().await;
    story.until("released").await;
    assert_eq!(story.world.count("SELECT COUNT(*) AS n FROM released").await, 1);
}

#[tokio::test]
async fn only_a_hold_can_be_lifted() {
    let story = Story::armed().await;
    let refused = act::lift_hold(story.app(), story.watch).await;
    let stage = Stage::Armed;
    assert!(
        matches!(refused, Err(ActError::Refused(Refusal::WrongStage { stage: at })) if at == stage),
        "{refused:?}"
    );
    let nobody = WatchId::from_bytes([99; 16]);
    assert_eq!(act::lift_hold(story.app(), nobody).await.unwrap(), None);
    assert!(story.kinds().await.iter().all(|kind| kind != "hold-lifted"));
}

const OPERATOR: &str = "instance.operator_mail = \"operator@example.org\"\n";

#[tokio::test]
async fn the_engine_alarms_about_every_trouble_once_a_day_and_a_hold_is_none() {
    let story = Story::held_in(World::with(OPERATOR).await).await;
    let mut watchdog = Watchdog::default();
    let mut alarms = async || {
        watchdog.look(story.app()).await.unwrap();
        let sql = "SELECT COUNT(*) AS n FROM outbox WHERE key LIKE 'alarm/engine/%'";
        story.world.wait(1_000);
        story.world.count(sql).await
    };
    stand_in(story.app(), "UPDATE watches SET deadline_witnessed = -1").await;
    assert_eq!(alarms().await, 0, "its owner wants it so");
    stand_in(
        story.app(),
        "UPDATE outbox SET state = 'pending', created_at = 0, next_at = 0 WHERE key = \
         (SELECT MIN(key) FROM outbox)",
    )
    .await;
    assert_eq!((alarms().await, alarms().await), (1, 1));
    stand_in(story.app(), "UPDATE watches SET status = 'final-call'").await;
    assert_eq!((alarms().await, alarms().await), (2, 2), "another trouble joined");
    story.world.wait(DAY_MS);
    assert_eq!((alarms().await, alarms().await), (3, 3), "another day");
}

#[tokio::test]
async fn only_alarms_that_are_raised_anew_are_dropped_after_a_week() {
    let story = Story::held_in(World::with(OPERATOR).await).await;
    demo::advance(story.app(), Move::By(3 * DAY_MS)).await.unwrap();
    let once = "SELECT COUNT(*) AS n FROM outbox WHERE template = 'alarm' AND expires_at IS NULL \
                AND params LIKE '%watch moved%'";
    let daily = "SELECT COUNT(*) AS n FROM outbox WHERE template = 'alarm' \
                 AND expires_at = created_at + 604800000 AND params LIKE '%watch overdue%'";
    assert_eq!(story.world.count(once).await, 1);
    assert!(story.world.count(daily).await >= 2);
    let all = "SELECT COUNT(*) AS n FROM outbox WHERE template = 'alarm'";
    let both = story.world.count(once).await + story.world.count(daily).await;
    assert_eq!(story.world.count(all).await, both);
}
