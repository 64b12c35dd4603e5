//! Watches of the owner who is logged in. Every change is a strong sign of life.

mod arm;
mod check_in;
mod create;
mod disarm;
mod events;
mod list;
mod pause;
mod projection;
mod recall;
mod remove;
mod resume;
mod update;
mod view;

use crate::{
    app::{AppState, Deps},
    domain::watches::Wrong,
    engine::{
        act::{self, ActError},
        beat::{self, Now},
        commit::CommitError,
        load::{Loaded, load},
    },
    http::{Answer, Refusal, extract::Json},
    store::{Tx, retrying, watches},
};
use axum::{
    Router,
    routing::{get, post, put},
};
use stafeta_shared::{
    api::{Problem, ProblemCode, WatchResponse, paths},
    ids::{AccountId, WatchId},
    watch::{self, Input},
};
use view::view;

/// Routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(paths::PROJECTION, post(projection::projection))
        .route(paths::WATCHES, get(list::list).post(create::create))
        .route(paths::WATCH, put(update::update).delete(remove::remove))
        .route(paths::WATCH_ARM, post(arm::arm))
        .route(paths::WATCH_DISARM, post(disarm::disarm))
        .route(paths::WATCH_PAUSE, post(pause::pause))
        .route(paths::WATCH_RESUME, post(resume::resume))
        .route(paths::WATCH_EVENTS, get(events::events))
        .route(paths::WATCH_RECALL, post(recall::recall))
        .route(paths::CHECK_IN, post(check_in::check_in))
}

/// Policies below the product's bounds go only with a clock that can be moved.
const fn scale(app: &Deps) -> watch::Scale {
    if app.config.server.demo { watch::Scale::Demo } else { watch::Scale::Real }
}

/// The watch, if it is this owner's; all of theirs are locked, since each change is a sign of life
/// for every one of them.
async fn own(tx: &mut Tx, owner: AccountId, id: WatchId) -> Result<watches::Watch, Refusal> {
    let all = watches::lock_of_owner(tx, owner).await?;
    all.into_iter().find(|watch| watch.id == id).ok_or_else(|| ProblemCode::NotFound.into())
}

/// One input of an owner to one of their watches, which is also a sign of life for the others.
/// What the input is may depend on where the watch stands.
async fn change(
    app: &Deps,
    owner: AccountId,
    id: WatchId,
    input: impl Fn(&Loaded, Now) -> Input,
) -> Answer<Json<WatchResponse>> {
    let answer = retrying(|| change_once(app, owner, id, &input)).await?;
    app.engine.hint.notify_waiters();
    Ok(Json(answer))
}

async fn change_once(
    app: &Deps,
    owner: AccountId,
    id: WatchId,
    input: &impl Fn(&Loaded, Now) -> Input,
) -> Answer<WatchResponse> {
    let mut tx = app.db.begin_write().await?;
    let now = beat::now(&mut tx, app).await?;
    let watch = own(&mut tx, owner, id).await?;
    let loaded = load(&mut tx, watch, now).await?;
    let input = input(&loaded, now);
    let loaded = act::act_on(&mut tx, app, loaded, input).await?;
    act::edited(&mut tx, app, owner, Some(id)).await?;
    let answer = view(&mut tx, loaded.watch, now).await?;
    tx.commit().await?;
    Ok(answer)
}

impl From<Vec<Wrong>> for Refusal {
    fn from(wrong: Vec<Wrong>) -> Self {
        let problem = Problem::new(ProblemCode::InvalidField);
        wrong
            .into_iter()
            .fold(problem, |problem, wrong| problem.field(wrong.field, wrong.code))
            .into()
    }
}

impl From<CommitError> for Refusal {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Conflict => ProblemCode::Unavailable.into(),
            CommitError::Store(error) => error.into(),
        }
    }
}

impl From<ActError> for Refusal {
    fn from(error: ActError) -> Self {
        match error {
            ActError::Refused(refusal) => refused(refusal),
            ActError::Failed(error) => error.into(),
        }
    }
}

fn refused(refusal: watch::Refusal) -> Refusal {
    use watch::Refusal as R;
    let (code, what) = match refusal {
        R::ProbeMissing => (ProblemCode::ArmingIncomplete, "probe"),
        R::NobodySealedTo => (ProblemCode::ArmingIncomplete, "recipients"),
        R::OneWayOnly => (ProblemCode::ArmingIncomplete, "second-way"),
        R::PauseLength { .. } => (ProblemCode::InvalidField, "until"),
        R::PauseUsed => (ProblemCode::WatchState, "pause-used"),
        R::AlreadyReleased => (ProblemCode::WatchState, "released"),
        R::CycleOver => (ProblemCode::LinkInvalid, "cycle"),
        R::StrongSignNeeded => (ProblemCode::Unauthenticated, "strong-sign"),
        R::WrongStage { .. }
        | R::NotAsked
        | R::ContactLimitPassed
        | R::HoldUsed
        | R::NothingToHold
        | R::OldEpoch => (ProblemCode::WatchState, "state"),
    };
    Refusal::field(code, what, "refused")
}
