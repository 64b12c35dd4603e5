//! A watch as its owner sees it.

use crate::{
    engine::{beat::Now, load::load},
    http::Refusal,
    store::{Tx, contacts, releases, watches},
};
use stafeta_shared::{
    api::{Contact, WatchResponse},
    watch::{Phase, project},
};

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
    let next_question_at = match &state.phase {
        Phase::Armed { until_witnessed_ms } => {
            Some(state.slot_wall_ms.min(clock.wall_at(*until_witnessed_ms)))
        }
        _ => paused_until,
    };
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
        next_question_at,
        paused_until,
        strong_sign_by: is_live.then(|| clock.wall_at(strong_until)),
        overdue: state.deadline_ms.is_some_and(|deadline| clock.witnessed_ms > deadline),
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
