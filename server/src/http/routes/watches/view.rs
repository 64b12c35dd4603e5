//! A watch as its owner sees it.

use crate::{
    engine::{beat::Now, load::load},
    http::Refusal,
    store::{Tx, contacts, releases, watches},
};
use futures::FutureExt as _;
use stafeta_shared::{
    api::{Contact, ProblemCode, WatchResponse, WatchesResponse},
    ids::AccountId,
    watch::{Phase, project, status_for_display},
};
use std::panic::AssertUnwindSafe;

/// All watches of somebody. One that cannot be read hides neither the others nor what is done with them.
pub(super) async fn views(
    tx: &mut Tx,
    owner: AccountId,
    now: Now,
) -> Result<WatchesResponse, Refusal> {
    let mut answer = WatchesResponse { watches: Vec::new(), unreadable: 0 };
    for watch in watches::of_owner(tx, owner).await? {
        let id = watch.id;
        match AssertUnwindSafe(view(tx, watch, now)).catch_unwind().await {
            Ok(Ok(shown)) => answer.watches.push(shown),
            Ok(Err(refusal)) if refusal.code() != ProblemCode::Internal => return Err(refusal),
            Ok(Err(_)) | Err(_) => {
                tracing::error!(watch = %id, "cannot be shown");
                answer.unreadable += 1;
            }
        }
    }
    Ok(answer)
}

/// The answer about one watch.
pub(super) async fn view(
    tx: &mut Tx,
    watch: watches::Watch,
    now: Now,
) -> Result<WatchResponse, Refusal> {
    let loaded = load(tx, watch, now).await?.with_long_quiet();
    let released_at = releases::standing(tx, loaded.cycle()).await?;
    let (state, policy, clock) = (&loaded.state, &loaded.policy, loaded.clock);
    let paused_until = match &state.phase {
        Phase::Paused { until_wall_ms, .. } => Some(*until_wall_ms),
        _ => None,
    };
    let shown = status_for_display(state, clock);
    let waits = matches!(state.phase, Phase::Armed { .. } | Phase::Paused { .. });
    let is_live = !matches!(state.phase, Phase::Draft | Phase::Released { .. });
    let strong_until = state.last_strong_ms.saturating_add(policy.plain_answers_ms());
    Ok(WatchResponse {
        watch: loaded.watch.id,
        status: loaded.watch.status.clone(),
        cycle: state.cycle.into(),
        policy: policy.clone(),
        zone: loaded.watch.zone.clone(),
        contacts: loaded.contacts.iter().map(contact).collect(),
        projection: project(state, policy, &loaded.facts, clock),
        next_question_at: shown.next_wall_ms.filter(|_| waits),
        paused_until,
        strong_sign_by: is_live.then(|| clock.wall_at(strong_until)),
        overdue: shown.overdue,
        released_at,
    })
}

fn contact(contact: &contacts::Contact) -> Contact {
    Contact {
        contact: contact.id,
        name: contact.name.clone(),
        email: contact.email.clone(),
        phone: contact.phone.clone(),
        language: contact.language.clone(),
        zone: contact.zone.clone(),
    }
}
