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
        let waits = |place: &usize| {
            let post = &self.posts[*place];
            post.pending && post.in_hand.is_none() && post.next <= self.t
        };
        let Some(place) = self.post_at(id).filter(waits) else {
            return;
        };
        if self.is_held_up(Due::Take(id)) {
            return;
        }
        if self.must_wait(place) {
            return self.take_at(place, self.t + LEASE);
        }
        let t = self.t;
        let with = self.same_mail(place);
        for place in with.iter().copied().chain([place]) {
            self.lease(place);
        }
        self.posts[place].with = with.iter().map(|place| self.posts[*place].id).collect();
        let post = &self.posts[place];
        let mut dice = self.dice.of(u64::from(id) << 8 | u64::from(post.tries) | 0x80);
        let slow = if self.story.owner.reaction.1 <= MINUTE { ALWAYS_SLOW } else { SLOW };
        if dice.chance(slow) {
            self.at(t + dice.range(1, LEASE), Due::Leave(id));
        } else {
            self.leave(id);
        }
    }

    fn lease(&mut self, place: usize) {
        let post = &mut self.posts[place];
        post.in_hand = Some(self.t);
        post.ever_taken = true;
        post.tries += 1;
        if let Some(fact) = post.fact {
            self.watches[usize::from(post.watch)].row.facts.rows[fact].leased = true;
        }
    }

    /// Questions of the owner's other watches that say the same: one mail asks for all of them.
    fn same_mail(&self, place: usize) -> Vec<usize> {
        let one = &self.posts[place];
        let asks = matches!(one.message.kind, Kind::Ask { .. } | Kind::FinalCall);
        let alone = self.watches.len() == 1 || one.message.drill;
        if alone || !asks || one.message.channel != watch::Channel::Mail {
            return Vec::new();
        }
        let same = |other: &super::Post| {
            let (a, b) = (&one.message, &other.message);
            other.watch != one.watch
                && other.pending
                && other.in_hand.is_none()
                && !b.drill
                && other.written == one.written
                && (a.addressee, a.kind, a.plain) == (b.addressee, b.kind, b.plain)
        };
        (0..self.posts.len()).filter(|place| same(&self.posts[*place])).collect()
    }

    /// The lease of a sender that died has run out: the next one takes the message, unless it was
    /// taken back meanwhile.
    pub(super) fn expire(&mut self, id: u32) {
        let over =
            |place: &usize| self.posts[*place].in_hand.is_some_and(|taken| taken + LEASE <= self.t);
        let Some(place) = self.post_at(id).filter(over) else { return };
        self.posts[place].in_hand = None;
        if self.posts[place].last_try {
            self.settle(place, Outcome::Cancelled, false);
        } else {
            self.take(id);
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
        let Some(place) = self.post_at(id).filter(|place| self.posts[*place].in_hand.is_some())
        else {
            return;
        };
        let with = std::mem::take(&mut self.posts[place].with);
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
        let carried: Vec<(u8, Mark)> = with
            .iter()
            .filter_map(|id| self.post_at(*id))
            .map(|place| (self.posts[place].watch, mark(&self.posts[place].message)))
            .collect();
        let all: Vec<u32> = [id].into_iter().chain(with).collect();
        let dies = self.dies();
        let dies = dies > 0 && dice.chance(dies);
        for id in &all {
            self.answered(*id, answer, dies);
        }
        if arrives {
            match mailbox {
                Mailbox::Returns(from, delay) if from <= self.t => {
                    for id in all {
                        if let Some(place) = self.post_at(id) {
                            let watch = self.posts[place].watch;
                            self.at(self.t + delay, Due::Return(watch, id));
                        }
                    }
                }
                Mailbox::Unread(from) if from <= self.t => {}
                _ => {
                    self.bind_together((watch, mark(&message)), &carried);
                    self.read(watch, &message, u64::from(id) << 8 | 0x40);
                }
            }
        }
    }

    /// What the relay said about one message; a sender that dies writes nothing down.
    fn answered(&mut self, id: u32, answer: Answer, dies: bool) {
        let Some(place) = self.post_at(id) else { return };
        let Some(taken) = self.posts[place].in_hand.take() else { return };
        self.see(self.posts[place].watch, Seen::Sent(self.sent(place, taken, answer)));
        if !dies {
            return self.note(place, answer);
        }
        if self.bug == Some(Planted::DeadIsAccepted) {
            return self.note(place, Answer::Taken);
        }
        self.posts[place].in_hand = Some(taken);
        self.at(self.t.max(taken + LEASE), Due::Expire(id));
    }

    /// Of a hundred messages so many are the last of their sender.
    fn dies(&self) -> i64 {
        let mut many = self.story.faults.iter().filter_map(|fault| match fault {
            Fault::Dies(many) => Some(i64::from(*many)),
            _ => None,
        });
        many.next().unwrap_or(0)
    }

    /// Remembers what else a mail with this link asked for; the newest ones are enough.
    fn bind_together(&mut self, link: (u8, Mark), carried: &[(u8, Mark)]) {
        const REMEMBERED: usize = 32;
        for other in carried {
            if !self.together.contains(&[link, *other]) {
                self.together.push([link, *other]);
            }
        }
        if self.together.len() > REMEMBERED {
            self.together.drain(..REMEMBERED / 2);
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
            mark: mark(message),
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
        let post = &self.posts[place];
        let outcome = match answer {
            Answer::Taken => Outcome::Accepted { at: clock },
            Answer::NotNow => Outcome::Temporary { about: About::Address },
            Answer::Failed => Outcome::Temporary { about: About::Us },
            Answer::Refused => Outcome::Refused,
            Answer::Silence => Outcome::Unknown { witnessed_ms: clock.witnessed_ms },
        };
        let again = matches!(outcome, Outcome::Temporary { .. });
        let last_try = post.last_try;
        match self.pause(place).filter(|_| again && !last_try) {
            Some(pause) => {
                self.take_at(place, self.t + pause);
                self.settle(place, outcome, true);
            }
            None if again && last_try => self.settle(place, Outcome::Cancelled, false),
            None => self.settle(place, outcome, false),
        }
    }

    fn take_at(&mut self, place: usize, t: i64) {
        self.posts[place].next = t;
        self.at(t, Due::Take(self.posts[place].id));
    }

    /// How long the sender waits before the next try; `None`: it gives up.
    fn pause(&self, place: usize) -> Option<i64> {
        let post = &self.posts[place];
        let age = self.t - post.written;
        let kind = post.message.kind;
        let patient = matches!(kind, Kind::AllClear | Kind::Release { .. } | Kind::Recalled { .. });
        if patient && age >= DAY {
            return watch::said_again_at(age).map(|at| at - age);
        }
        Some(match post.tries {
            0..3 => 5 * MINUTE,
            3..24 => HOUR,
            _ => 3 * HOUR,
        })
    }

    /// Writes down what became of a message.
    fn settle(&mut self, place: usize, outcome: Outcome, pending: bool) {
        let post = &mut self.posts[place];
        let changed = post.outcome != outcome;
        (post.outcome, post.pending) = (outcome, pending);
        match post.fact {
            Some(fact) => {
                let watch = &mut self.watches[usize::from(post.watch)];
                watch.row.facts.rows[fact].outcome = outcome;
                watch.changed |= changed;
            }
            None if !pending => _ = self.posts.remove(place),
            None => {}
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
            let deaf = match self.bug {
                Some(Planted::DeafToCanary) => true,
                // Whoever refuses a mailbox works.
                Some(Planted::DeafToRefusal) => self.refuses_us(channel),
                _ => false,
            };
            if self.outage(channel).is_none() {
                self.canary[n] = Some(self.clock.witnessed()).filter(|_| !deaf);
                self.see(number(0), Seen::Canary(channel));
                let wakes = self.bug != Some(Planted::ForgetToWake);
                self.watches.iter_mut().for_each(|watch| watch.changed |= wakes);
            }
        }
    }

    /// Whether our own address refuses what we write to ourselves.
    fn refuses_us(&self, channel: Channel) -> bool {
        self.story.faults.iter().any(|fault| match fault {
            Fault::OwnAddress(which, from) => *which == channel && *from <= self.t,
            _ => false,
        })
    }
}

const fn mark(message: &watch::Message) -> Mark {
    Mark(message.epoch, message.cycle)
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
