//! The demo for programs: messages, clock, state.

use super::{
    Demo,
    view::{self, Message, State as DemoState},
};
use crate::{
    app::AppState,
    engine::demo::{Move, advance},
    http::{Answer, Refusal, extract::Json},
};
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use stafeta_shared::watch::DAY_MS;

/// Which messages.
#[derive(Debug, Deserialize)]
pub(super) struct Since {
    /// Those after this number; absent: all.
    #[serde(default)]
    since: i64,
}

/// The answer.
#[derive(Debug, Serialize)]
pub(super) struct Messages {
    messages: Vec<Message>,
}

/// How far to move the clock.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct ClockRequest {
    advance: Advance,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Advance {
    /// To the next moment at which something happens.
    NextEvent,
    /// By a day.
    Day,
    /// By so many milliseconds: `{"ms": 1000}`.
    Ms(i64),
}

/// What the clock shows then.
#[derive(Debug, Serialize)]
pub(super) struct ClockResponse {
    now: i64,
    moved_ms: i64,
}

impl Advance {
    pub(super) const fn as_move(self) -> Move {
        match self {
            Self::NextEvent => Move::NextEvent,
            Self::Day => Move::By(DAY_MS),
            Self::Ms(by) => Move::By(by),
        }
    }
}

/// GET: captured messages, oldest first.
pub(super) async fn messages(
    _: Demo,
    State(app): State<AppState>,
    Query(query): Query<Since>,
) -> Answer<Json<Messages>> {
    Ok(Json(Messages { messages: view::messages(&app, query.since).await? }))
}

/// GET: where everything stands.
pub(super) async fn state(_: Demo, State(app): State<AppState>) -> Answer<Json<DemoState>> {
    Ok(Json(view::state(&app).await?))
}

/// POST: moves the clock; answers when everything that this brought has happened.
pub(super) async fn clock(
    _: Demo,
    State(app): State<AppState>,
    Json(request): Json<ClockRequest>,
) -> Answer<Json<ClockResponse>> {
    let moved_ms = move_clock(&app, request.advance).await?;
    Ok(Json(ClockResponse { now: app.clock.wall(), moved_ms }))
}

pub(super) async fn move_clock(app: &AppState, by: Advance) -> Result<i64, Refusal> {
    Ok(advance(app, by.as_move()).await?)
}
