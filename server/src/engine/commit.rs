//! Storing a step: state, chained events, outbox rows and release rows in one transaction.

use super::{load::Loaded, messages};
use crate::{
    app::Deps,
    deliver::{self, Channel, Message, Template},
    store::{self, Passing, StoreError, Tx, contacts, events, outbox, releases, watches},
};
use stafeta_shared::{
    lang::Lang,
    watch::{Cancel, DAY_MS, Event, EventKind, Stage, State, Step},
};

/// Kinds that are never taken back: their reason stands whatever happens next.
const ALWAYS_KEPT: [&str; 3] = ["all-clear", "recalled", "release"];
/// At the end of a cycle nothing is kept that asks somebody to come.
const KEPT_AT_END: [&str; 3] = ["all-clear", "recalled", ""];
/// An alarm that is raised anew every day is not news any more after a week.
const DAILY_LASTS_MS: i64 = 7 * DAY_MS;
/// A wake-up is never sooner than this, so that no rule can spin.
const SOONEST_MS: i64 = 500;

/// Whether what is alarmed about is alarmed about again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alarm {
    /// Never again: the operator has to learn of it some day.
    Once,
    /// Every day, for as long as it lasts.
    Daily,
}

/// Somebody changed the watch between loading and storing.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// The row moved on; load and step again.
    #[error("the watch was changed in between")]
    Conflict,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Passing for CommitError {
    fn is_passing(&self) -> bool {
        match self {
            Self::Conflict => true,
            Self::Store(error) => error.is_passing(),
        }
    }
}

/// Stores what a step made of a watch. `loaded` keeps what it was; its row takes the new state.
///
/// # Errors
/// [`CommitError`]; then the transaction must be dropped.
pub async fn commit(
    tx: &mut Tx,
    deps: &Deps,
    loaded: &mut Loaded,
    step: &Step,
) -> Result<(), CommitError> {
    if let Some(cancel) = step.cancel {
        take_back(tx, loaded, cancel).await?;
    }
    follow_release(tx, loaded, step).await?;
    for event in &step.events {
        note(tx, deps, loaded, event).await?;
    }
    messages::enqueue(tx, loaded, &deps.keys.link, &step.messages).await?;
    let cycle_is_new = step.state.cycle != loaded.state.cycle;
    let row = &mut loaded.watch;
    row.state =
        serde_json::to_string(&step.state).map_err(|_| StoreError::Corrupt("watches.state"))?;
    row.status = status(step.state.stage()).to_owned();
    row.epoch = step.state.epoch.into();
    row.cycle = step.state.cycle.into();
    row.due_wall = step.wake.due_wall_ms.map(|due| due.max(loaded.clock.wall_ms + SOONEST_MS));
    row.due_witnessed =
        step.wake.due_witnessed_ms.map(|due| due.max(loaded.clock.witnessed_ms + SOONEST_MS));
    row.deadline_witnessed = step.state.deadline_ms;
    row.failures = 0;
    if cycle_is_new {
        row.wrong_numbers = 0;
        contacts::forget_wrong(tx, row.id).await?;
    }
    if !watches::update(tx, row).await? {
        return Err(CommitError::Conflict);
    }
    row.version += 1;
    loaded.state = step.state.clone();
    Ok(())
}

/// The name of a state in lists and in the interface.
#[must_use]
pub const fn status(stage: Stage) -> &'static str {
    match stage {
        Stage::Draft => "draft",
        Stage::Armed => "armed",
        Stage::Paused => "paused",
        Stage::Asking(_) => "asking",
        Stage::FinalCall => "final-call",
        Stage::ContactCall(_) => "contact-call",
        Stage::Cooling => "cooling",
        Stage::Unreachable => "unreachable",
        Stage::Held => "held",
        Stage::Released => "released",
    }
}

async fn take_back(tx: &mut Tx, loaded: &Loaded, cancel: Cancel) -> store::Result<()> {
    let keep = if cancel.below_ordinal == u32::MAX { KEPT_AT_END } else { ALWAYS_KEPT };
    let cycle = (cancel.epoch.into(), cancel.cycle.into());
    let below = cancel.below_ordinal.into();
    outbox::take_back(tx, loaded.watch.id, cycle, below, keep).await?;
    Ok(())
}

/// Release rows follow the state, whatever led to it: silence, a marker at a restore, a recall, or
/// whatever may lead there one day. One stay there is told from the next by when it began. They come
/// before the events, which hang what leaves on them.
async fn follow_release(tx: &mut Tx, loaded: &Loaded, step: &Step) -> store::Result<()> {
    let now = loaded.clock.wall_ms;
    let (old, new) = (&loaded.state, &step.state);
    match (released(loaded, old), released(loaded, new)) {
        (Some(was), Some(is)) if old.entered == new.entered => {
            releases::carry_over(tx, was, is.epoch).await
        }
        (was, is) => {
            if let Some(was) = was {
                releases::recall(tx, was, now).await?;
            }
            if let Some(is) = is {
                releases::insert(tx, is, now).await?;
            }
            Ok(())
        }
    }
}

/// The release that stands where a watch stands there; a drill releases nothing.
fn released(loaded: &Loaded, state: &State) -> Option<releases::Cycle> {
    (state.stage() == Stage::Released && !state.drill).then(|| releases::Cycle {
        watch: loaded.watch.id,
        epoch: state.epoch.into(),
        cycle: state.cycle.into(),
    })
}

async fn note(tx: &mut Tx, deps: &Deps, loaded: &Loaded, event: &Event) -> store::Result<()> {
    let (kind, detail) = columns(event);
    let new = events::New {
        at: event.at.wall_ms,
        witnessed: event.at.witnessed_ms,
        epoch: event.epoch.into(),
        cycle: event.cycle.into(),
        kind,
        detail,
    };
    let seq = events::append(tx, loaded.watch.id, &new).await?;
    tracing::info!(watch = %loaded.watch.id, seq, kind = new.kind, detail = new.detail, "event");
    if event.kind.is_alarm() {
        let kind = format!("watch {}", new.kind);
        let detail = format!("watch {} {}", loaded.watch.id, new.detail);
        let key = format!("alarm/{}/{seq}", loaded.watch.id);
        let overdue = matches!(event.kind, EventKind::Overdue { .. });
        let which = if overdue { Alarm::Daily } else { Alarm::Once };
        alarm(tx, deps, which, &key, (&kind, &detail)).await?;
    }
    let of = releases::Cycle {
        watch: loaded.watch.id,
        epoch: event.epoch.into(),
        cycle: event.cycle.into(),
    };
    match event.kind {
        EventKind::Moved { to: Stage::Released, .. } if !loaded.state.drill => {
            tell_owner(tx, loaded, of).await?;
        }
        EventKind::HandoverLeft { handover } => {
            for parcel in loaded.parcels.get(&handover).into_iter().flatten() {
                releases::leave(tx, of, handover, *parcel, event.at.wall_ms).await?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Kind and detail of an event as they are stored: `asked-again` and the rest as JSON.
fn columns(event: &Event) -> (String, String) {
    let mut value = serde_json::to_value(event.kind).unwrap_or_default();
    let name = value
        .as_object_mut()
        .and_then(|map| map.remove("event"))
        .and_then(|name| name.as_str().map(|name| name.replace('_', "-")))
        .unwrap_or_default();
    (name, value.to_string())
}

/// The owner learns of the release too: perhaps they are only late.
async fn tell_owner(tx: &mut Tx, loaded: &Loaded, of: releases::Cycle) -> store::Result<()> {
    let message = Message {
        key: format!("{}/{}/{}/notice/released", of.watch, of.epoch, of.cycle),
        scope: None,
        channel: Channel::Mail,
        addressee: "owner".to_owned(),
        address: loaded.owner.email.clone(),
        language: Lang::parse(&loaded.owner.language).unwrap_or_default(),
        template: Template::ReleasedNotice { owner: loaded.owner.name.clone() },
        not_before: None,
        expires_at: None,
    };
    deliver::enqueue(tx, &message, loaded.clock.wall_ms).await?;
    Ok(())
}

/// Tells the operator, by log and by mail.
///
/// # Errors
/// When the database fails.
pub async fn alarm(
    tx: &mut Tx,
    deps: &Deps,
    alarm: Alarm,
    key: &str,
    (kind, detail): (&str, &str),
) -> store::Result<()> {
    tracing::error!(kind, detail, "alarm");
    let now = deps.clock.wall();
    let Some(address) = &deps.config.instance.operator_mail else { return Ok(()) };
    let message = Message {
        key: key.to_owned(),
        scope: None,
        channel: Channel::Mail,
        addressee: "operator".to_owned(),
        address: address.to_string(),
        language: Lang::En,
        template: Template::Alarm { kind: kind.to_owned(), detail: detail.to_owned() },
        not_before: None,
        expires_at: (alarm == Alarm::Daily).then(|| now.saturating_add(DAILY_LASTS_MS)),
    };
    deliver::enqueue(tx, &message, now).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::template::tests::names;

    #[test]
    fn what_is_kept_is_the_name_of_a_template() {
        let kept = ALWAYS_KEPT.into_iter().chain(KEPT_AT_END);
        for name in kept.filter(|name| !name.is_empty()) {
            assert!(names().contains(name), "{name}");
        }
    }
}
