//! Messages to ourselves, daily from the installation on: a dead relay is found before anybody needs
//! it. Where an owner is unreachable, their wait counts only while a relay or gateway of one of their
//! channels has its say about these messages.
//!
//! The mail goes to the operator (else to our own sender), the SMS to `sms.own_number`. Where no
//! number is set, whatever SMS the gateway takes is the proof.

use super::beat::Now;
use crate::{
    app::Deps,
    deliver::{self, Channel, Message, Template},
    store::{
        self, Tx,
        outbox::{self, Proof, Said},
        watches,
    },
};
use stafeta_shared::{
    lang::Lang,
    watch::{self, Address, DAY_MS, HOUR_MS},
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

/// Whoever has not answered by then stays silent.
const PATIENCE_MS: i64 = 2 * HOUR_MS;
/// An older silence is not about now: a channel may have been taken out of the settings.
const RECENT_MS: i64 = 3 * DAY_MS;

/// The channels whose newest message to ourselves was not taken, with what was said about it instead:
/// at once where it was refused, else after two hours. Whoever is refused may be the only one, and may
/// be everybody: a person has to look.
pub(super) async fn untaken(tx: &mut Tx, now: Now) -> store::Result<Vec<(Channel, Said)>> {
    let now = now.clock.wall_ms;
    let span = (now - RECENT_MS, now - PATIENCE_MS, now);
    let mut untaken = Vec::new();
    for channel in Channel::ALL {
        match outbox::canary_answer(tx, channel.as_str(), span).await? {
            None | Some(Said::Taken) => {}
            Some(said) => untaken.push((channel, said)),
        }
    }
    Ok(untaken)
}

/// Enqueues today's messages; those of this day that are there already stay as they are. A day is one of
/// the counter, so it may last long, and each is tried until the next: a relay that was dead in its first
/// hours is asked again.
pub(super) async fn send(tx: &mut Tx, deps: &Deps, now: Now) -> store::Result<()> {
    let wanted = watches::count_status(tx, "unreachable").await? > 0;
    let operator = deps.config.instance.operator_mail.as_ref();
    let mailbox = operator.unwrap_or(&deps.config.mail.from.email).to_string();
    let number = deps.config.sms.own_number.clone().map(|number| (Channel::Sms, number));
    for (channel, address) in [Some((Channel::Mail, mailbox)), number].into_iter().flatten() {
        // What is kept in the database says nothing about the world, and would only fill the demo.
        if deps.transports.is_captured(channel) && !wanted {
            continue;
        }
        let message = Message {
            key: format!("canary/{}/{}", channel.as_str(), now.clock.witnessed_ms / DAY_MS),
            scope: None,
            channel,
            addressee: "operator".to_owned(),
            address,
            language: Lang::En,
            template: Template::Canary,
            not_before: None,
            expires_at: None,
        };
        if deliver::enqueue(tx, &message, now.clock.wall_ms).await? {
            outbox::supersede_canaries(tx, channel.as_str(), &message.key).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
