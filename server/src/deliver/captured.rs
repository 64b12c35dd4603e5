//! The sink of demos and tests: messages stay in the database, as a person would see them.

use super::{Outcome, transport::Rendered};
use crate::store::{self, Db, captured};

/// Keeps a message instead of sending it.
pub async fn keep(db: &Db, message: &Rendered, now: i64) -> Outcome {
    match write(db, message, now).await {
        Ok(()) => Outcome::Accepted,
        Err(error) => Outcome::Ours(error.to_string()),
    }
}

async fn write(db: &Db, message: &Rendered, now: i64) -> store::Result<()> {
    let mut tx = db.begin_write().await?;
    let new = match message {
        Rendered::Mail(letter) => captured::New {
            at: now,
            channel: "mail",
            address: &letter.to,
            message_id: &letter.message_id,
            subject: &letter.subject,
            text: &letter.text,
            html: &letter.html,
        },
        Rendered::Sms(short) => captured::New {
            at: now,
            channel: "sms",
            address: &short.to,
            message_id: &short.id,
            subject: "",
            text: &short.text,
            html: "",
        },
    };
    captured::insert(&mut tx, &new).await?;
    tx.commit().await
}
