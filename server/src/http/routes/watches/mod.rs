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
    engine::{act::ActError, commit::CommitError},
    http::Refusal,
    store::{Tx, watches},
};
use axum::{
    Router,
    routing::{get, post, put},
};
use stafeta_shared::{
    api::{Problem, ProblemCode, paths},
    ids::{AccountId, WatchId},
    watch,
};

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

/// The watch, locked, if it is this owner's.
async fn own(tx: &mut Tx, owner: AccountId, id: WatchId) -> Result<watches::Watch, Refusal> {
    let watch = watches::lock(tx, id).await?.filter(|watch| watch.owner == owner);
    watch.ok_or_else(|| ProblemCode::NotFound.into())
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
