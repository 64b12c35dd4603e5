//! "They are fine", and "I cannot reach them".
//!
//! A confirmation is about the person: the caller applies it to every watch of the owner. Refuses
//! links of ended cycles, mail answers where only a strong sign counts, contacts who were not
//! asked or whose word no longer counts.

use super::{
    event::EventKind,
    input::{Link, Refusal, Sign},
    key::Stage,
    machine::Machine,
    owner::{end_and_arm, strong_sign, wrong_stage},
};
use crate::ids::ContactId;

pub(super) fn confirm(m: &mut Machine<'_>, by: Sign, link: Option<Link>) -> Result<(), Refusal> {
    in_running_cycle(m, link)?;
    let from = m.state.stage();
    match from {
        Stage::Draft => return Err(wrong_stage(m)),
        Stage::Released => return Err(Refusal::AlreadyReleased),
        _ => {}
    }
    match by {
        Sign::OwnerMail if from == Stage::Held || m.now() >= m.plain_until() => {
            return Err(Refusal::StrongSignNeeded);
        }
        Sign::OwnerMail => m.state.last_sign_ms = m.now(),
        Sign::OwnerStrong => strong_sign(m),
        Sign::Contact { contact } => contact_counts(m, contact, link)?,
    }
    if !matches!(by, Sign::Contact { .. }) {
        m.state.pause_used = false;
    }
    let cycle_ends = m.state.is_open();
    let leaves_pause = from == Stage::Paused && by == Sign::OwnerStrong;
    if cycle_ends {
        let ended = m.state.cycle;
        end_and_arm(m);
        return confirmed(m, by, from, Some(ended));
    }
    if leaves_pause || (from == Stage::Armed && m.answers_next_slot()) {
        m.arm();
    }
    confirmed(m, by, from, None)
}

fn confirmed(
    m: &mut Machine<'_>,
    by: Sign,
    from: Stage,
    ended: Option<u32>,
) -> Result<(), Refusal> {
    let kind = EventKind::Confirmed { by, from, slot_wall_ms: m.state.slot_wall_ms };
    m.event_in_cycle(ended.unwrap_or(m.state.cycle), kind);
    Ok(())
}

fn contact_counts(m: &Machine<'_>, contact: ContactId, link: Option<Link>) -> Result<(), Refusal> {
    if link.is_some() && !was_asked(m, contact) {
        return Err(Refusal::NotAsked);
    }
    let limit = m.policy.contact_limit_ms;
    let since = m.now().saturating_sub(m.state.last_sign_ms);
    if limit.is_some_and(|limit| since > limit) {
        return Err(Refusal::ContactLimitPassed);
    }
    Ok(())
}

fn was_asked(m: &Machine<'_>, contact: ContactId) -> bool {
    m.rows.iter().any(|row| {
        row.leased && row.stage != Stage::Armed && row.addressee.contact() == Some(contact)
    })
}

pub(super) fn cannot_reach(
    m: &mut Machine<'_>,
    contact: ContactId,
    link: Link,
) -> Result<(), Refusal> {
    in_running_cycle(m, Some(link))?;
    if m.state.stage() == Stage::Released {
        return Err(Refusal::AlreadyReleased);
    }
    if !m.state.is_open() {
        return Err(wrong_stage(m));
    }
    if !was_asked(m, contact) {
        return Err(Refusal::NotAsked);
    }
    if !m.state.run.cannot_reach.contains(&contact) {
        m.state.run.cannot_reach.push(contact);
        m.event(EventKind::CannotReach { contact });
    }
    Ok(())
}

pub(super) fn in_running_cycle(m: &Machine<'_>, link: Option<Link>) -> Result<(), Refusal> {
    let running = Link { epoch: m.state.epoch, cycle: m.state.cycle };
    if link.is_some_and(|link| link != running) { Err(Refusal::CycleOver) } else { Ok(()) }
}
