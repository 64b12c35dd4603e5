//! POST: arm a watch.

use super::change;
use crate::{
    app::AppState,
    engine::{beat::Now, load::Loaded},
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
    let input = |loaded: &Loaded, now| Input::Arm(checks(loaded, now, request.accept_single_way));
    change(&app, account.id, id, input).await
}

fn checks(loaded: &Loaded, now: Now, warning_ticked: bool) -> ArmChecks {
    let recipients: BTreeSet<_> =
        loaded.parcels.values().flatten().map(|(account, _)| account).collect();
    ArmChecks {
        // The mailbox was proven at sign-up; the phone by its code.
        two_ways_proven: loaded.owner.phone_proven_at.is_some(),
        warning_ticked,
        sealed_recipients: u32::try_from(recipients.len()).unwrap_or(u32::MAX),
        probe_succeeded: now.probed,
    }
}
