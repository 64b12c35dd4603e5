//! POST: arm a watch.

use super::{own, view::view};
use crate::{
    app::AppState,
    engine::{act, beat, load},
    http::{
        Answer,
        extract::{FreshAccount, Json, Path},
    },
};
use axum::extract::State;
use stafeta_shared::{
    api::{ArmRequest, WatchResponse},
    ids::WatchId,
    watch::{ArmChecks, Input},
};
use std::collections::BTreeSet;

/// Refuses until this instance has reached itself once, until somebody is sealed to, and, unless
/// the owner ticked the warning, until a second way to reach them is proven.
pub(super) async fn arm(
    State(app): State<AppState>,
    Path(id): Path<WatchId>,
    account: FreshAccount,
    Json(request): Json<ArmRequest>,
) -> Answer<Json<WatchResponse>> {
    let mut tx = app.db.begin_write().await?;
    let now = beat::now(&mut tx, &app).await?;
    let watch = own(&mut tx, account.id, id).await?;
    let loaded = load::load(&mut tx, watch.clone(), now).await?;
    let recipients: BTreeSet<_> =
        loaded.parcels.values().flatten().map(|(account, _)| account).collect();
    let checks = ArmChecks {
        // The mailbox was proven at sign-up; the phone by its code.
        two_ways_proven: loaded.owner.phone_proven_at.is_some(),
        warning_ticked: request.accept_single_way,
        sealed_recipients: u32::try_from(recipients.len()).unwrap_or(u32::MAX),
        probe_succeeded: now.probed,
    };
    let armed = act::act(&mut tx, &app, watch, now, Input::Arm(checks)).await?;
    act::edited(&mut tx, &app, account.id, Some(id)).await?;
    let answer = view(&mut tx, armed.watch, now).await?;
    tx.commit().await?;
    Ok(Json(answer))
}
