//! From a message of the state machine to a row of the outbox: its words' parameters, the
//! address, the link.

use super::load::{Loaded, MAILBOX};
use crate::{
    deliver::{self, Message, Scope, Template, derive, sender::LEASE_MS, template::Question},
    keys::Key,
    store::{self, Tx, links, outbox},
};
use stafeta_shared::{
    ids::ContactId,
    lang::Lang,
    watch::{Addressee, Channel, Kind, Message as Asked, PlainAnswers, Stage},
};
use std::collections::BTreeSet;

/// Where to write, and in which language and zone.
struct Target {
    address: String,
    language: String,
    name: String,
    zone: String,
}

/// Enqueues what a step asked for, with its links. A person who is gone by now is passed over.
pub(super) async fn enqueue(
    tx: &mut Tx,
    loaded: &Loaded,
    link_key: &Key,
    asked: &[Asked],
) -> store::Result<()> {
    let rows = if asked.is_empty() { Vec::new() } else { rows(tx, loaded).await? };
    supersede(tx, loaded, asked).await?;
    for message in asked {
        let Some(target) = target(loaded, &rows, message) else { continue };
        let key = message.key(loaded.watch.id).to_string();
        let template = template(loaded, message, &target);
        if let Some(link) = link(loaded, message, &key) {
            let hash = derive::token_hash(&derive::token(link_key, &key));
            links::insert(tx, &hash, &link).await?;
        }
        let row = Message {
            scope: Some(Scope {
                watch: loaded.watch.id,
                epoch: message.epoch.into(),
                cycle: message.cycle.into(),
                stage: message.stage.to_string(),
                ordinal: message.ordinal.into(),
            }),
            channel: match message.channel {
                Channel::Mail => deliver::Channel::Mail,
                Channel::Sms => deliver::Channel::Sms,
            },
            addressee: message.addressee.to_string(),
            address: target.address,
            language: Lang::parse(&target.language).unwrap_or_default(),
            template,
            not_before: not_before(loaded, &rows, message),
            expires_at: None,
            key,
        };
        deliver::enqueue(tx, &row, loaded.clock.wall_ms).await?;
    }
    Ok(())
}

/// The messages of the cycle that the step began in, as they stand after it took some back.
async fn rows(tx: &mut Tx, loaded: &Loaded) -> store::Result<Vec<outbox::Row>> {
    let watch = &loaded.watch;
    outbox::of_cycle(tx, watch.id, watch.epoch, watch.cycle).await
}

/// A new round about a release takes the place of earlier ones that no relay took: after a long
/// outage a recipient gets one message, not one for every day of it.
async fn supersede(tx: &mut Tx, loaded: &Loaded, asked: &[Asked]) -> store::Result<()> {
    let rounds = || asked.iter().filter(|message| matches!(message.kind, Kind::Release { .. }));
    let Some(first) = rounds().map(|message| message.ordinal).min() else { return Ok(()) };
    let addressees: BTreeSet<String> = rounds().map(|m| m.addressee.to_string()).collect();
    for addressee in addressees {
        let of = (loaded.watch.id, loaded.watch.epoch, loaded.watch.cycle);
        outbox::supersede(tx, of, first.into(), &addressee).await?;
    }
    Ok(())
}

/// An all-clear waits until no message that it takes back can still leave.
fn not_before(loaded: &Loaded, rows: &[outbox::Row], message: &Asked) -> Option<i64> {
    let under_way = rows.iter().any(|row| row.state == "leased");
    (message.kind == Kind::AllClear && under_way).then(|| loaded.clock.wall_ms + LEASE_MS)
}

/// Where the last message to this addressee went that may have left. What ends a worry goes there,
/// even if the address was changed or removed in the meantime.
fn went_to(rows: &[outbox::Row], message: &Asked) -> Option<String> {
    if !matches!(message.kind, Kind::AllClear | Kind::Recalled { .. }) {
        return None;
    }
    let addressee = message.addressee.to_string();
    let left = rows.iter().rfind(|row| row.ever_leased && row.addressee == addressee)?;
    Some(left.address.clone())
}

fn link(loaded: &Loaded, message: &Asked, key: &str) -> Option<links::Link> {
    let contact: Option<ContactId> = match (message.kind, message.addressee) {
        (Kind::AllClear | Kind::Release { .. } | Kind::Recalled { .. }, _) => return None,
        (_, Addressee::Owner { .. }) => None,
        (_, Addressee::Contact { contact, .. }) => Some(contact),
        (_, Addressee::Recipient { .. }) => return None,
    };
    Some(links::Link {
        watch: loaded.watch.id,
        contact,
        epoch: message.epoch.into(),
        cycle: message.cycle.into(),
        outbox_key: key.to_owned(),
    })
}

fn target(loaded: &Loaded, rows: &[outbox::Row], message: &Asked) -> Option<Target> {
    let went_to = went_to(rows, message);
    let pick = |n: u8, mailbox: &str, phone: Option<&String>| match (&went_to, n) {
        (Some(address), _) => Some(address.clone()),
        (None, MAILBOX) => Some(mailbox.to_owned()),
        (None, _) => phone.cloned(),
    };
    let owner = &loaded.owner;
    Some(match message.addressee {
        Addressee::Owner { address } => Target {
            address: pick(address, &owner.email, owner.phone.as_ref())?,
            language: owner.language.clone(),
            name: owner.name.clone(),
            zone: loaded.watch.zone.clone(),
        },
        Addressee::Contact { contact, address } => {
            let person = loaded.contacts.iter().find(|c| c.id == contact)?;
            Target {
                address: pick(address, &person.email, person.phone.as_ref())?,
                language: person.language.clone(),
                name: person.name.clone(),
                zone: person.zone.clone().unwrap_or_else(|| loaded.watch.zone.clone()),
            }
        }
        Addressee::Recipient { account, address } => {
            let person = loaded.recipients.get(&account)?;
            Target {
                address: pick(address, &person.email, person.phone.as_ref())?,
                language: person.language.clone(),
                name: person.name.clone(),
                zone: person.zone.clone(),
            }
        }
    })
}

fn template(loaded: &Loaded, message: &Asked, target: &Target) -> Template {
    let owner = loaded.owner.name.clone();
    let until = until(loaded, message.stage);
    let zone = target.zone.clone();
    match (message.kind, message.addressee) {
        (Kind::Ask { n: 1 }, _) => Template::Ask(question(loaded, message, until)),
        (Kind::Ask { .. }, _) => Template::Reminder(question(loaded, message, until)),
        (Kind::FinalCall, _) => Template::FinalCall(question(loaded, message, until)),
        (Kind::CoolingNotice, Addressee::Owner { .. }) => {
            Template::Cooling(question(loaded, message, until))
        }
        (Kind::CoolingNotice, _) => {
            Template::CoolingContact { owner, contact: target.name.clone(), until, zone }
        }
        (Kind::ContactAsk, _) => {
            Template::ContactAsk { owner, contact: target.name.clone(), until, zone }
        }
        (Kind::UnreachableNotice, _) => {
            Template::Unreachable { owner, contact: target.name.clone() }
        }
        (Kind::AllClear, _) => Template::AllClear { owner, contact: target.name.clone() },
        (Kind::Release { handover }, _) => Template::Release {
            owner,
            recipient: target.name.clone(),
            repeat: rounds_before(loaded, handover),
        },
        (Kind::Recalled { .. }, _) => Template::Recalled { owner, recipient: target.name.clone() },
    }
}

fn question(loaded: &Loaded, message: &Asked, until: Option<i64>) -> Question {
    Question {
        owner: loaded.owner.name.clone(),
        until,
        zone: loaded.watch.zone.clone(),
        strong_by: match message.plain {
            PlainAnswers::CountUntil { wall_ms } => Some(wall_ms),
            PlainAnswers::Count | PlainAnswers::CountNoMore => None,
        },
        strong_only: message.plain == PlainAnswers::CountNoMore,
        drill: message.drill,
    }
}

/// When the next step follows if nobody answers: an estimate, the window opens with acceptance.
fn until(loaded: &Loaded, stage: Stage) -> Option<i64> {
    let policy = &loaded.policy;
    let wait = match stage {
        Stage::Asking(_) => policy.spacing_ms,
        Stage::FinalCall => policy.final_wait_ms,
        Stage::ContactCall(_) => policy.contact_wait_ms,
        Stage::Cooling => policy.cooling_ms,
        _ => return None,
    };
    Some(loaded.clock.wall_ms.saturating_add(wait))
}

fn rounds_before(loaded: &Loaded, handover: stafeta_shared::ids::HandoverId) -> u32 {
    match &loaded.state.phase {
        stafeta_shared::watch::Phase::Released { parcels, .. } => parcels
            .iter()
            .find(|parcel| parcel.handover == handover)
            .map_or(0, |parcel| parcel.rounds.into()),
        _ => 0,
    }
}
