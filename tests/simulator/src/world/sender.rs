//! The sender, the relays and the mailboxes.

use super::{Due, Person, World, engine::number, facts};
use crate::planted::Planted;
use stafeta_checker::{
    DAY, HOUR, MINUTE, SECOND,
    seen::{Answer, Mark, Says, Seen, Sent, Whom},
    story::{Channel, Fault, Mailbox, SELDOM, Word},
};
use stafeta_shared::watch::{self, About, Addressee, Kind, Outcome};

/// How long a sender may hold a message.
const LEASE: i64 = 30 * SECOND;
/// Of a hundred messages so many take the sender a while.
const SLOW: i64 = 10;
/// The same where people are quick.
const ALWAYS_SLOW: i64 = 80;

impl World<'_> {
    fn post_at(&self, id: u32) -> Option<usize> {
        self.posts.binary_search_by_key(&id, |post| post.id).ok()
    }

    /// The sender takes a message in hand.
    pub(super) fn take(&mut self, id: u32) {
        let Some(place) = self.post_at(id).filter(|place| self.posts[*place].pending) else {
            return;
        };
        if self.is_held_up(Due::Take(id)) {
            return;
        }
        if self.must_wait(place) {
            return self.at(self.t + LEASE, Due::Take(id));
        }
        let t = self.t;
        let post = &mut self.posts[place];
        post.in_hand = Some(t);
        post.ever_taken = true;
        post.tries += 1;
        if let Some(fact) = post.fact {
            self.watches[usize::from(post.watch)].row.facts.rows[fact].leased = true;
        }
        let mut dice = self.dice.of(u64::from(id) << 8 | u64::from(post.tries) | 0x80);
        let slow = if self.story.owner.reaction.1 <= MINUTE { ALWAYS_SLOW } else { SLOW };
        if dice.chance(slow) {
            self.at(t + dice.range(1, LEASE), Due::Leave(id));
        } else {
            self.leave(id);
        }
    }

    /// An all-clear waits while a sender holds anything to the same person.
    fn must_wait(&self, place: usize) -> bool {
        let post = &self.posts[place];
        let same = |other: &super::Post| {
            other.watch == post.watch
                && other.id != post.id
                && other.in_hand.is_some()
                && other.message.addressee == post.message.addressee
        };
        post.message.kind == Kind::AllClear
            && self.bug != Some(Planted::HastyAllClear)
            && self.posts.iter().any(same)
    }

    /// The message reaches the relay, or not.
    pub(super) fn leave(&mut self, id: u32) {
        let Some(place) = self.post_at(id) else { return };
        let Some(taken) = self.posts[place].in_hand.take() else { return };
        let post = &self.posts[place];
        let (watch, tries, message) = (post.watch, post.tries, post.message);
        let mut dice = self.dice.of(u64::from(id) << 8 | u64::from(tries));
        let channel = plain(message.channel);
        let mailbox = self.mailbox(message.addressee);
        let (answer, arrives) = match self.outage(channel) {
            Some(silent) if dice.chance(i64::from(silent)) => (Answer::Silence, dice.chance(50)),
            Some(_) => (Answer::Failed, false),
            None => match mailbox {
                Mailbox::Full((from, to)) if from <= self.t && self.t < to => {
                    (Answer::NotNow, false)
                }
                Mailbox::Seldom(from, period)
                    if from <= self.t && (self.t - from) % period > SELDOM =>
                {
                    (Answer::NotNow, false)
                }
                Mailbox::Gone(from) if from <= self.t => (Answer::Refused, false),
                _ => (Answer::Taken, true),
            },
        };
        self.see(watch, Seen::Sent(self.sent(place, taken, answer)));
        self.note(place, answer);
        if arrives {
            match mailbox {
                Mailbox::Returns(from, delay) if from <= self.t => {
                    self.at(self.t + delay, Due::Return(watch, id));
                }
                Mailbox::Unread(from) if from <= self.t => {}
                _ => self.read(watch, &message, u64::from(id) << 8 | 0x40),
            }
        }
    }

    fn sent(&self, place: usize, taken: i64, answer: Answer) -> Sent {
        let post = &self.posts[place];
        let message = &post.message;
        let at = |id: &watch::Kind| match id {
            Kind::Ask { .. } => Says::Ask,
            Kind::FinalCall => Says::FinalCall,
            Kind::ContactAsk => Says::ContactAsk,
            Kind::CoolingNotice => Says::Cooling,
            Kind::UnreachableNotice => Says::Unreachable,
            Kind::AllClear => Says::AllClear,
            Kind::Release { handover } => Says::Release(facts::place(handover.as_bytes())),
            Kind::Recalled { handover } => Says::Recalled(facts::place(handover.as_bytes())),
        };
        Sent {
            id: post.id,
            mark: Mark(message.epoch, message.cycle),
            key: post.key,
            to: whom(message.addressee),
            channel: plain(message.channel),
            says: at(&message.kind),
            drill: message.drill,
            written: post.written,
            taken,
            answer,
            first: post.tries == 1,
        }
    }

    /// What the sender writes down, and when it tries again.
    fn note(&mut self, place: usize, answer: Answer) {
        let clock = self.clock.clock();
        let post = &mut self.posts[place];
        let outcome = match answer {
            Answer::Taken => Outcome::Accepted { at: clock },
            Answer::NotNow => Outcome::Temporary { about: About::Address },
            Answer::Failed => Outcome::Temporary { about: About::Us },
            Answer::Refused => Outcome::Refused,
            Answer::Silence => Outcome::Unknown { witnessed_ms: clock.witnessed_ms },
        };
        post.pending = matches!(outcome, Outcome::Temporary { .. }) && !post.last_try;
        let outcome = if post.last_try && matches!(outcome, Outcome::Temporary { .. }) {
            Outcome::Cancelled
        } else {
            outcome
        };
        let changed = post.outcome != outcome;
        post.outcome = outcome;
        let (id, watch, fact) = (post.id, usize::from(post.watch), post.fact);
        let pause = match post.tries {
            0..3 => 5 * MINUTE,
            3..24 => HOUR,
            _ => 3 * HOUR,
        };
        if post.pending {
            self.at(self.t + pause, Due::Take(id));
        }
        if let Some(fact) = fact {
            self.watches[watch].row.facts.rows[fact].outcome = outcome;
            self.watches[watch].changed |= changed;
        }
        if !self.posts[place].pending && fact.is_none() {
            self.posts.remove(place);
        }
    }

    /// Of a hundred tries so many end in silence; `None`: the relay works.
    fn outage(&self, channel: Channel) -> Option<u8> {
        if !self.clock.is_linked() {
            return Some(0);
        }
        self.story.faults.iter().find_map(|fault| match *fault {
            Fault::Relay(broken, (from, to), silent)
                if broken == channel && from <= self.t && self.t < to =>
            {
                Some(silent)
            }
            _ => None,
        })
    }

    fn mailbox(&self, to: Addressee) -> Mailbox {
        match whom(to) {
            Whom::Owner(n) => self.story.owner.addresses[usize::from(n)].mailbox,
            Whom::Contact(contact, n) => {
                self.story.contacts[usize::from(contact)].addresses[usize::from(n)].mailbox
            }
            Whom::Recipient(..) => Mailbox::Good,
        }
    }

    /// A message is read, and perhaps answered.
    fn read(&mut self, watch: u8, message: &watch::Message, thing: u64) {
        let mark = Mark(message.epoch, message.cycle);
        let mut dice = self.dice.of(thing);
        let owner = &self.story.owner;
        let at = self.t + dice.range(owner.reaction.0, owner.reaction.1);
        match whom(message.addressee) {
            Whom::Owner(_) => {
                self.watches[usize::from(watch)].links.push(mark);
                let by_mail = message.channel == watch::Channel::Mail;
                if at < owner.dies && dice.chance(i64::from(owner.diligence)) {
                    self.at(at, Due::Press(watch, Person::Owner, mark));
                }
                if by_mail && at >= owner.thief {
                    self.at(at, Due::Press(watch, Person::Thief, mark));
                }
                if by_mail && owner.scanner {
                    self.at(self.t + MINUTE, Due::Scan(watch, mark));
                }
            }
            Whom::Contact(contact, _) if message.kind != Kind::AllClear => {
                self.watches[usize::from(watch)].contact_links[usize::from(contact)] = Some(mark);
                match self.story.contacts[usize::from(contact)].word {
                    Word::Nothing => {}
                    Word::Fine => self.at(at, Due::Press(watch, Person::Contact(contact), mark)),
                    Word::CannotReach => self.at(at, Due::Doubt(watch, contact, mark)),
                }
            }
            Whom::Recipient(handover, _) if matches!(message.kind, Kind::Release { .. }) => {
                let handovers = &self.story.watches[usize::from(watch)].handovers;
                let after = handovers[usize::from(handover)].opens_after;
                self.at(self.t + after, Due::Open(watch, handover));
            }
            Whom::Contact(..) | Whom::Recipient(..) => {}
        }
    }

    /// A returned message arrives at the service's own mailbox.
    pub(super) fn come_back(&mut self, watch: u8, id: u32) {
        if self.is_held_up(Due::Return(watch, id)) {
            return;
        }
        self.see(watch, Seen::Returned { id });
        let Some(place) = self.post_at(id) else { return };
        let (fact, old) = (self.posts[place].fact, self.posts[place].written);
        let deaf = match self.bug {
            Some(Planted::IgnoreBounce) => true,
            Some(Planted::IgnoreLateBounce) => self.t - old > DAY,
            _ => false,
        };
        if let Some(fact) = fact.filter(|_| !deaf) {
            self.posts[place].outcome = Outcome::Bounced;
            self.watches[usize::from(watch)].row.facts.rows[fact].outcome = Outcome::Bounced;
            self.watches[usize::from(watch)].changed = true;
        }
    }

    /// Our own daily message to ourselves.
    pub(super) fn send_canary(&mut self) {
        if self.is_held_up(Due::Canary) {
            return;
        }
        self.at(self.t + DAY, Due::Canary);
        for (n, channel) in [Channel::Mail, Channel::Phone].into_iter().enumerate() {
            let deaf = self.bug == Some(Planted::DeafToCanary);
            if self.outage(channel).is_none() {
                self.canary[n] = Some(self.clock.witnessed()).filter(|_| !deaf);
                self.see(number(0), Seen::Canary(channel));
                let wakes = self.bug != Some(Planted::ForgetToWake);
                self.watches.iter_mut().for_each(|watch| watch.changed |= wakes);
            }
        }
    }
}

const fn plain(channel: watch::Channel) -> Channel {
    match channel {
        watch::Channel::Mail => Channel::Mail,
        watch::Channel::Sms => Channel::Phone,
    }
}

const fn whom(to: Addressee) -> Whom {
    match to {
        Addressee::Owner { address } => Whom::Owner(address),
        Addressee::Contact { contact, address } => {
            Whom::Contact(facts::place(contact.as_bytes()), address)
        }
        Addressee::Recipient { account, address } => {
            Whom::Recipient(facts::place(account.as_bytes()), address)
        }
    }
}
