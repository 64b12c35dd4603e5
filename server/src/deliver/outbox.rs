//! Putting a message into the outbox, in the transaction that gives it its reason.

use super::{Channel, Template, derive};
use crate::store::{Result, Tx, outbox};
use stafeta_shared::lang::Lang;

/// A message to be sent once the transaction has committed.
#[derive(Debug, Clone)]
pub struct Message {
    /// Unique name of the message: enqueuing it twice sends it once. Links and codes are derived
    /// from it, so put a random id or a counter into it where they must differ.
    pub key: String,
    /// Where it belongs, if to a watch.
    pub scope: Option<Scope>,
    /// Mail or SMS.
    pub channel: Channel,
    /// Who, for the facts of a watch: `owner/0`, `contact/<id>`, `recipient/<id>`; else free.
    pub addressee: String,
    /// E-mail address or phone number (E.164).
    pub address: String,
    /// In which language.
    pub language: Lang,
    /// What it says.
    pub template: Template,
    /// Not before (wall time).
    pub not_before: Option<i64>,
    /// Worthless from then on (wall time).
    pub expires_at: Option<i64>,
}

pub use crate::store::outbox::Scope;

/// Enqueues a message. `false`: one with this key is there already, nothing was changed.
///
/// # Errors
/// When the database fails.
pub async fn enqueue(tx: &mut Tx, message: &Message, now: i64) -> Result<bool> {
    let (template, params) = message.template.to_columns();
    outbox::insert(
        tx,
        &outbox::New {
            key: &message.key,
            scope: message.scope.as_ref(),
            channel: message.channel.as_str(),
            addressee: &message.addressee,
            address: &message.address,
            language: message.language.tag(),
            template: &template,
            params: &params,
            created_at: now,
            next_at: message.not_before.unwrap_or(now),
            expires_at: message.expires_at,
            message_id: &derive::message_id(&message.key),
        },
    )
    .await
}
