//! A watch whose owner chose that nothing leaves while nobody can reach them.

use super::*;
use crate::engine::act::{self, ActError};
use stafeta_shared::watch::{Refusal, Stage, State, Then};

impl Story {
    /// Nobody can be reached any more, and the wait has run out.
    async fn held() -> Self {
        let story = Self::armed().await;
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
