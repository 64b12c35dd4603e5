//! The sender, the relays and the mailboxes.

use super::{Act, Seen, World, within};
use crate::{
    HOUR, MIN,
    scenario::{Addr, Mailbox, Owner, Word},
};
use stafeta_shared::watch::{About, Addressee, Channel, Input, Link, Outcome, Sign};

impl World {
    pub(super) fn attempt(&mut self, index: usize) {
        let message = self.rows[index].message;
        self.rows[index].leased = true;
        self.rows[index].tries += 1;
        let tries = self.rows[index].tries;
        let outage =
            self.story.relay.iter().find(|(c, s, _)| *c == message.channel && within(*s, self.t));
        let mailbox = self.mailbox(message.addressee);
        let at = self.clock;
        let outcome = match (outage.map(|o| o.2), mailbox) {
            (Some(percent), _) if self.r.chance(percent) => {
                if self.r.chance(50) {
                    self.deliver(index, None, false);
                }
                Outcome::Unknown { witnessed_ms: at.witnessed_ms }
            }
            (Some(_), _) => Outcome::Temporary { about: About::Us },
            (None, Mailbox::Full(span)) if within(span, self.t) => {
                Outcome::Temporary { about: About::Address }
            }
            (None, Mailbox::Gone(from)) if from <= self.t => {
                self.log.push((self.t, Seen::Refused(message.addressee)));
                Outcome::Refused
            }
            (None, Mailbox::Returns(from, delay)) if from <= self.t => {
                self.deliver(index, Some(self.t + delay), true);
                Outcome::Accepted { at }
            }
            (None, _) => {
                self.deliver(index, None, true);
                Outcome::Accepted { at }
            }
        };
        let again = matches!(outcome, Outcome::Temporary { .. });
        let pause = if tries < 3 {
            5 * MIN
        } else if tries < 24 {
            HOUR
        } else {
            3 * HOUR
        };
        self.rows[index].next_try = again.then_some(self.t + pause);
        self.changed |= self.rows[index].outcome != outcome;
        self.rows[index].outcome = outcome;
    }

    fn mailbox(&self, to: Addressee) -> Mailbox {
        let find = |addrs: &[Addr], n: u8| {
            addrs.iter().find(|addr| addr.n == n).map_or(Mailbox::Good, |addr| addr.mailbox)
        };
        match to {
            Addressee::Owner { address } => find(&self.story.addrs, address),
            Addressee::Contact { contact, address } => {
                let person =
                    self.story.contacts.iter().find(|c| c.id == contact).expect("a contact");
                find(&person.addrs, address)
            }
            Addressee::Recipient { .. } => Mailbox::Good,
        }
    }

    fn deliver(&mut self, index: usize, bounces_at: Option<i64>, known: bool) {
        let message = self.rows[index].message;
        self.log.push((self.t, Seen::Delivered { message, bounces_at, known }));
        if let Some(at) = bounces_at {
            self.bounces.push((at, index));
            return;
        }
        let at = self.t + self.r.range(self.story.reaction.0, self.story.reaction.1);
        let link = Link { epoch: message.epoch, cycle: message.cycle };
        match message.addressee {
            Addressee::Owner { .. } => {
                let strong = self.r.chance(15);
                let answers = match self.story.owner {
                    Owner::Attentive => true,
                    Owner::SilentFrom(t) => at < t,
                    Owner::ThiefFrom(t) => at < t || message.channel == Channel::Mail,
                };
                if answers {
                    let thief = matches!(self.story.owner, Owner::ThiefFrom(t) if at >= t);
                    let sign = if strong && !thief { Sign::OwnerStrong } else { Sign::OwnerMail };
                    self.acts.push((at, Act::Owner { sign, link: Some(link) }));
                }
            }
            Addressee::Contact { contact, .. } => {
                let word = self.story.contacts.iter().find(|c| c.id == contact).map(|c| c.word);
                let input = match word {
                    Some(Word::Fine) => {
                        Input::Confirm { sign: Sign::Contact { contact }, link: Some(link) }
                    }
                    Some(Word::CannotReach) => Input::ContactCannotReach { contact, link },
                    _ => return,
                };
                self.acts.push((at, Act::Contact { input }));
            }
            Addressee::Recipient { .. } => {}
        }
    }
}
