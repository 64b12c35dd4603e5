//! Messages to ourselves, daily while any owner is unreachable: only while a relay or gateway of one
//! of their channels takes them does that owner's wait count.
//!
//! The mail goes to the operator (else to our own sender), the SMS to `sms.own_number`. Where no
//! number is set, whatever SMS the gateway takes is the proof.

use super::beat::Now;
use crate::{
    app::Deps,
    deliver::{self, Channel, Message, Template},
    store::{
        self, Tx,
        outbox::{self, Proof},
        watches,
    },
};
use stafeta_shared::{
    lang::Lang,
    watch::{self, Address, DAY_MS},
};

/// Counter values at which a channel last took what proves that it works.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Proofs {
    /// Our relay.
    pub mail: Option<i64>,
    /// Our gateway.
    pub sms: Option<i64>,
}

impl Proofs {
    /// The newest proof of a channel that these addresses have.
    #[must_use]
    pub fn of(self, addresses: &[Address]) -> Option<i64> {
        let proof = |address: &Address| match address.channel {
            watch::Channel::Mail => self.mail,
            watch::Channel::Sms => self.sms,
        };
        addresses.iter().filter_map(proof).max()
    }
}

pub(super) async fn proofs(tx: &mut Tx, deps: &Deps) -> store::Result<Proofs> {
    let by_sms = if deps.config.sms.own_number.is_some() { Proof::Canary } else { Proof::Any };
    let (mail, sms) = (Channel::Mail.as_str(), Channel::Sms.as_str());
    Ok(Proofs {
        mail: outbox::last_accepted(tx, mail, Proof::Canary).await?,
        sms: outbox::last_accepted(tx, sms, by_sms).await?,
    })
}

/// Enqueues today's messages, if anybody is unreachable; those of this day that are there already
/// stay as they are.
pub(super) async fn send(tx: &mut Tx, deps: &Deps, now: Now) -> store::Result<()> {
    if watches::count_status(tx, "unreachable").await? == 0 {
        return Ok(());
    }
    let operator = deps.config.instance.operator_mail.clone();
    let mailbox = operator.unwrap_or_else(|| bare(&deps.config.mail.from).to_owned());
    let number = deps.config.sms.own_number.clone().map(|number| (Channel::Sms, number));
    for (channel, address) in [Some((Channel::Mail, mailbox)), number].into_iter().flatten() {
        let message = Message {
            key: format!("canary/{}/{}", channel.as_str(), now.clock.witnessed_ms / DAY_MS),
            scope: None,
            channel,
            addressee: "operator".to_owned(),
            address,
            language: Lang::En,
            template: Template::Canary,
            not_before: None,
            expires_at: Some(now.clock.wall_ms + DAY_MS),
        };
        deliver::enqueue(tx, &message, now.clock.wall_ms).await?;
    }
    Ok(())
}

/// `Name <address>` without the name.
fn bare(mailbox: &str) -> &str {
    mailbox.rsplit_once('<').map_or(mailbox, |(_, rest)| rest.trim_end_matches('>'))
}

#[cfg(test)]
mod tests;
