//! Draws a story from its seed: policy, people, addresses, faults, deeds.

use crate::dice::Rng;
use stafeta_checker::{
    DAY, HOUR, MINUTE, SECOND,
    story::{
        Address, Channel, Contact, Deed, Fault, Handover, Mailbox, NEVER, Owner, Span, Story,
        Terms, Watch, Word,
    },
};

macro_rules! kinds {
    ($($name:ident $text:literal $about:literal)*) => {
        /// What may go wrong, or on, in a story.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Kind {
            $(#[doc = $about] $name,)*
        }

        impl Kind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its name on the command line.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

kinds! {
    Off "off" "processes are dead for a while"
    Nights "nights" "the machine sleeps at night"
    Frozen "frozen" "a process stands still and goes on"
    Nodes "nodes" "more than one node"
    Blind "blind" "the public address cannot be reached"
    Uplink "uplink" "nothing outside can be reached"
    Database "database" "the database takes no writes"
    Relay "relay" "the relay or the gateway fails"
    LongOutage "long-outage" "a relay or the gateway fails for weeks"
    Mailboxes "mailboxes" "addresses are full, gone, return or swallow everything"
    Jump "jump" "wall clocks move"
    Restore "restore" "the database is put back to an older copy"
    Crowd "crowd" "many others fall silent at once"
    Deeds "deeds" "people log in, edit, pause, recall, press old links at any time"
    DeadMailboxes "dead-mailboxes" "every address of the owner dies"
    Thief "thief" "somebody else answers the mail"
    Scanner "scanner" "a scanner presses what it finds"
    Contacts "contacts" "contacts who answer"
    Haste "haste" "people answer at once, while the sender takes its time"
    Drill "drill" "a drill beside the real watch"
    Twins "twins" "two watches with one schedule: one mail asks for both"
    Edits "edits" "the owner changes schedule and contacts"
    Deaths "deaths" "senders die before they write down what came of a message"
    OwnAddress "own-address" "our own address refuses what we write to ourselves"
    Released "released" "the owner is dead, and something happens after the release"
}

impl Kind {
    /// The kind of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

/// Which kinds a story may have, and which it has in any case.
#[derive(Debug, Clone, Copy, Default)]
pub struct Draw<'a> {
    /// Only these (all, if there are none).
    pub only: &'a [Kind],
    /// These without fail.
    pub surely: &'a [Kind],
}

struct Pen<'a> {
    r: Rng,
    draw: Draw<'a>,
    clean: bool,
}

impl Draw<'_> {
    /// The story of this seed.
    #[must_use]
    pub fn story(self, seed: u64) -> Story {
        let mut r = Rng::new(seed);
        let clean = r.chance(12) && self.surely.is_empty();
        Pen { r, draw: self, clean }.story(seed)
    }
}

impl Pen<'_> {
    /// Whether this kind of thing happens in the story; it does in so many of a hundred.
    fn has(&mut self, kind: Kind, percent: i64) -> bool {
        let drawn = self.r.chance(percent);
        if self.draw.surely.contains(&kind) {
            return true;
        }
        let allowed = self.draw.only.is_empty() || self.draw.only.contains(&kind);
        // A story that is drawn for one kind of fault has it more often.
        let drawn = if self.draw.only.is_empty() { drawn } else { self.r.chance(70) };
        allowed && drawn && !self.clean
    }

    fn story(mut self, seed: u64) -> Story {
        let haste = self.has(Kind::Haste, 10);
        let contacts = self.contacts(haste);
        let owner = self.owner(haste);
        let watches = self.watches(contacts.len());
        let attentive = owner.is_attentive();
        let length = if attentive { self.r.range(200, 500) } else { 900 };
        let nodes = if self.has(Kind::Nodes, 20) { self.r.range(2, 3) } else { 1 };
        let nodes = u8::try_from(nodes).unwrap_or(1);
        let mut story = Story {
            seed,
            length: length * DAY,
            nodes,
            owner,
            contacts,
            watches,
            faults: Vec::new(),
            deeds: Vec::new(),
        };
        self.faults(&mut story);
        self.deeds(&mut story);
        if attentive {
            keep_a_working_channel(&mut story);
        }
        story
    }

    fn contacts(&mut self, haste: bool) -> Vec<Contact> {
        let speaks = self.has(Kind::Contacts, 60);
        let least = i64::from(self.draw.surely.contains(&Kind::Contacts));
        (0..self.r.range(least, 3))
            .map(|_| {
                let phone = self.r.chance(if haste { 90 } else { 50 });
                let word = match self.r.range(0, 9) {
                    0..=5 if haste => Word::Fine,
                    0..=1 => Word::Fine,
                    2..=3 => Word::CannotReach,
                    _ => Word::Nothing,
                };
                Contact {
                    addresses: self.addresses(1, phone),
                    word: if speaks { word } else { Word::Nothing },
                    zone: self.r.range(-8, 8) * HOUR,
                }
            })
            .collect()
    }

    fn owner(&mut self, haste: bool) -> Owner {
        let mails = self.r.range(1, 3);
        let phone = self.r.chance(70);
        let mut addresses = self.addresses(mails, phone);
        let silent = self.r.range(0, 60 * DAY);
        let released = self.draw.surely.contains(&Kind::Released);
        let life = if released { 9 } else { self.r.range(0, 9) };
        let (dies, diligence) = match life {
            0..=3 => (NEVER, 100),
            4 => (NEVER, u8::try_from(self.r.range(5, 95)).unwrap_or(50)),
            _ => (silent, 100),
        };
        let dead = self.has(Kind::DeadMailboxes, 8);
        if dead {
            for address in &mut addresses {
                let at = self.r.range(0, 80 * DAY);
                address.mailbox = match self.r.range(0, 3) {
                    0 => Mailbox::Gone(at),
                    1 => Mailbox::Full((at, NEVER)),
                    2 => Mailbox::Seldom(at, self.r.range(2, 20) * DAY),
                    _ => Mailbox::Returns(at, self.r.range(MINUTE, 100 * HOUR)),
                };
            }
        } else if life <= 3 {
            let anchor = usize::try_from(self.r.next() % addresses.len() as u64).unwrap_or(0);
            addresses[anchor].mailbox = Mailbox::Good;
        }
        let thief = if self.has(Kind::Thief, 12) { silent } else { NEVER };
        Owner {
            addresses,
            dies,
            diligence,
            reaction: if haste { (2 * SECOND, MINUTE) } else { (5 * MINUTE, 10 * HOUR) },
            strong: u8::try_from(self.r.pick(&[0, 15, 15, 50])).unwrap_or(15),
            thief,
            scanner: self.has(Kind::Scanner, 8),
        }
    }

    fn addresses(&mut self, mails: i64, phone: bool) -> Vec<Address> {
        let bad = self.has(Kind::Mailboxes, 75);
        let mut all: Vec<Address> = (0..mails)
            .map(|_| Address { channel: Channel::Mail, mailbox: self.mailbox(bad) })
            .collect();
        if phone {
            all.push(Address { channel: Channel::Phone, mailbox: self.mailbox(bad) });
        }
        all
    }

    fn mailbox(&mut self, bad: bool) -> Mailbox {
        let at = self.r.range(0, 80 * DAY);
        let full = at + self.r.range(HOUR, 10 * DAY);
        let delay = self.r.range(MINUTE, 100 * HOUR);
        let period = self.r.range(2, 20) * DAY;
        match self.r.range(0, 12) {
            _ if !bad => Mailbox::Good,
            0..=5 => Mailbox::Good,
            6 => Mailbox::Full((at, full)),
            7 => Mailbox::Full((at, NEVER)),
            8 => Mailbox::Gone(at),
            9 => Mailbox::Unread(at),
            10 => Mailbox::Seldom(at, period),
            _ => Mailbox::Returns(at, delay),
        }
    }

    fn watches(&mut self, contacts: usize) -> Vec<Watch> {
        let all: Vec<u8> = (0u8..).take(contacts).collect();
        let mut watches = vec![self.watch(false, all.clone())];
        if self.r.chance(10) {
            watches.push(self.watch(false, all.clone()));
        }
        if self.has(Kind::Twins, 8) {
            let twin = self.twin(&watches[0]);
            watches.push(twin);
        }
        if self.has(Kind::Drill, 8) {
            watches.push(self.watch(true, all));
        }
        watches
    }

    /// Asks at the same moments; its contacts, and so what follows, may differ.
    fn twin(&mut self, of: &Watch) -> Watch {
        let contacts = self.some_of(&of.contacts);
        let limit = Some(self.r.range(30, 60) * DAY);
        let terms = Terms { contact_limit: limit, ..of.terms };
        Watch { contacts, terms, later: Vec::new(), ..of.clone() }
    }

    fn some_of(&mut self, contacts: &[u8]) -> Vec<u8> {
        contacts.iter().copied().filter(|_| self.r.chance(60)).collect()
    }

    /// What the owner changes a watch to.
    fn later(&mut self, contacts: &[u8]) -> Vec<(Terms, Vec<u8>)> {
        if !self.has(Kind::Edits, 20) {
            return Vec::new();
        }
        (0..self.r.range(1, 4))
            .map(|_| {
                let mut contacts = self.some_of(contacts);
                if self.r.chance(50) {
                    contacts.reverse();
                }
                (self.terms(contacts.len()), contacts)
            })
            .collect()
    }

    fn watch(&mut self, drill: bool, contacts: Vec<u8>) -> Watch {
        let least = i64::from(self.draw.surely.contains(&Kind::Released));
        let handovers = if drill { 0 } else { self.r.range(1, 3) };
        let handover = |r: &mut Rng, n: i64| Handover {
            extra_delay: if r.chance(50) && n != least { 0 } else { r.range(0, 60 * DAY) },
            opens_after: r.range(0, 20 * DAY),
        };
        Watch {
            drill,
            terms: self.terms(contacts.len()),
            later: self.later(&contacts),
            contacts,
            handovers: (0..handovers).map(|n| handover(&mut self.r, n)).collect(),
        }
    }

    fn terms(&mut self, contacts: usize) -> Terms {
        let r = &mut self.r;
        let mut terms = default_terms(contacts);
        if r.chance(30) {
            return terms;
        }
        terms.check_every =
            if r.chance(90) { r.range(1, 30) * DAY } else { r.range(24, 24 * 90) * HOUR };
        terms.reminders = u8::try_from(r.range(0, 5)).unwrap_or(0);
        terms.spacing = r.range(12, 96) * HOUR;
        terms.final_wait = r.range(24, 200) * HOUR;
        terms.contact_wait = r.range(24, 200) * HOUR;
        terms.cooling = r.range(12, 72) * HOUR;
        terms.strong_every = r.range(7, 100) * DAY;
        terms.contact_limit = Some(r.range(30, 60) * DAY);
        terms.unreachable_wait = r.range(14, 60) * DAY;
        terms.hold = r.chance(15);
        let from = u16::try_from(r.range(0, 1439)).unwrap_or(0);
        let length = u16::try_from(r.range(1, 720)).unwrap_or(1);
        terms.quiet = r.chance(70).then_some((from, (from + length) % 1440));
        terms
    }

    fn faults(&mut self, story: &mut Story) {
        let nodes = story.nodes;
        let node = |r: &mut Rng| u8::try_from(r.range(0, i64::from(nodes) - 1)).unwrap_or(0);
        let faults = &mut story.faults;
        if self.has(Kind::Off, 40) {
            let spans = self.spans(6, 20 * DAY);
            faults.extend(
                spans.into_iter().flat_map(|span| (0..nodes).map(move |n| Fault::Off(n, span))),
            );
        }
        if nodes > 1 {
            let spans = self.spans(12, 3 * DAY);
            faults.extend(spans.into_iter().map(|span| Fault::Off(node(&mut self.r), span)));
        }
        if self.has(Kind::Nights, 15) {
            let first = self.r.range(0, 40);
            let length = self.r.range(5, 9) * HOUR;
            let last = first + self.r.range(10, 400);
            faults.push(Fault::Nights(first, last, self.r.range(0, 14) * HOUR, length));
        }
        if self.has(Kind::Frozen, 15) {
            let spans = self.spans(4, DAY);
            faults.extend(spans.into_iter().map(|span| Fault::Frozen(node(&mut self.r), span)));
        }
        if self.has(Kind::Blind, 25) {
            faults.extend(self.spans(4, 3 * DAY).into_iter().map(Fault::Blind));
        }
        if self.has(Kind::Uplink, 15) {
            faults.extend(self.spans(3, 3 * DAY).into_iter().map(Fault::Uplink));
        }
        if self.has(Kind::Database, 15) {
            faults.extend(self.spans(3, DAY).into_iter().map(Fault::Database));
        }
        if self.has(Kind::Relay, 50) {
            for span in self.spans(4, 12 * DAY) {
                let channel = if self.r.chance(60) { Channel::Mail } else { Channel::Phone };
                let silent = if self.r.chance(30) { self.r.range(10, 100) } else { 0 };
                faults.push(Fault::Relay(channel, span, u8::try_from(silent).unwrap_or(0)));
            }
        }
        if self.has(Kind::LongOutage, 6) {
            let from = self.r.range(0, 60 * DAY);
            let channel = self.r.pick(&[Channel::Mail, Channel::Phone]);
            faults.push(Fault::Relay(channel, (from, from + self.r.range(10, 40) * DAY), 0));
        }
        if self.has(Kind::Crowd, 15) {
            let from = self.r.range(0, 60 * DAY);
            let longest = if self.r.chance(70) { 90 * DAY } else { 500 * DAY };
            faults.push(Fault::Crowd((from, from + self.r.range(DAY, longest))));
        }
        if self.has(Kind::Deaths, 25) {
            let many = self.r.pick(&[2, 2, 10, 50]);
            faults.push(Fault::Dies(many));
        }
        if self.has(Kind::OwnAddress, 10) {
            let from = self.r.range(0, 60 * DAY);
            faults.extend([Channel::Mail, Channel::Phone].map(|c| Fault::OwnAddress(c, from)));
        }
        if self.has(Kind::Jump, 20) {
            let at = self.r.range(0, 100 * DAY);
            let by = self.r.range(1, 400) * DAY;
            let by = if self.r.chance(50) { by } else { -by / 10 };
            let back = at + self.r.range(HOUR, 30 * DAY);
            let which = self.r.pick(&[0, 0, u8::MAX]);
            faults.extend([Fault::Jump(which, at, by), Fault::Jump(which, back, -by)]);
        }
        if self.has(Kind::Restore, 12) {
            let at = self.r.range(2 * DAY, 150 * DAY);
            let age = if self.r.chance(50) {
                self.r.range(HOUR, 3 * DAY)
            } else {
                self.r.range(DAY, 30 * DAY)
            };
            faults.push(Fault::Restore((at - age).max(HOUR), at));
            if self.r.chance(30) {
                let again = at + self.r.range(DAY, 40 * DAY);
                faults.push(Fault::Restore((at - age).max(HOUR), again));
            }
        }
    }

    fn spans(&mut self, most: i64, longest: i64) -> Vec<Span> {
        let r = &mut self.r;
        let mut at = 0;
        (0..r.range(1, most))
            .map(|_| {
                let from = at + r.range(HOUR, 40 * DAY);
                let long = r.range(DAY / 2, longest.max(DAY / 2));
                at = from + if r.chance(50) { r.range(MINUTE, DAY) } else { long };
                (from, at)
            })
            .collect()
    }

    fn deeds(&mut self, story: &mut Story) {
        let watch = |r: &mut Rng| u8::try_from(r.next() % story.watches.len() as u64).unwrap_or(0);
        let contacts = story.contacts.len() as u64;
        let speaks = self.draw.only.is_empty() || self.draw.only.contains(&Kind::Contacts);
        let mut deeds = Vec::new();
        if self.has(Kind::Deeds, 35) {
            for _ in 0..self.r.range(1, 12) {
                let (at, w) = (self.r.range(HOUR, 200 * DAY), watch(&mut self.r));
                let deed = match self.r.range(0, 13) {
                    0 => Deed::Fine,
                    1..=3 => Deed::Edit(w),
                    4 => Deed::Pause(w, self.r.range(1, 90) * DAY),
                    5 => Deed::Resume(w),
                    6 => Deed::Disarm(w, self.r.range(HOUR, 30 * DAY)),
                    7 => Deed::Press(w),
                    8..=10 => Deed::PressOld(w),
                    11 if contacts > 0 && speaks => {
                        let contact = u8::try_from(self.r.next() % contacts).unwrap_or(0);
                        Deed::ContactFine(w, contact)
                    }
                    12 if contacts > 0 => {
                        let contact = u8::try_from(self.r.next() % contacts).unwrap_or(0);
                        Deed::ContactDoubts(w, contact)
                    }
                    _ => Deed::LiftHold(w),
                };
                deeds.push((at, deed));
            }
        }
        for (w, watch) in (0..).zip(&story.watches) {
            for (change, _) in (0..).zip(&watch.later) {
                deeds.push((self.r.range(HOUR, 150 * DAY), Deed::Change(w, change)));
            }
        }
        if self.has(Kind::Released, 25) && story.owner.dies < NEVER {
            // Not dead, only away: back after the release, at any time.
            let back = story.owner.dies + self.r.range(20 * DAY, 150 * DAY);
            let w = watch(&mut self.r);
            if self.r.chance(60) {
                deeds.push((back, Deed::HoldRest(w)));
            }
            if self.r.chance(60) {
                deeds.push((back + self.r.range(0, 20 * DAY), Deed::Recall(w)));
            }
            if self.r.chance(30) {
                deeds.push((back + self.r.range(0, 20 * DAY), Deed::HoldRest(w)));
            }
        }
        if self.has(Kind::Thief, 5) {
            let (at, w) = (self.r.range(HOUR, 300 * DAY), watch(&mut self.r));
            if story.owner.thief < NEVER {
                deeds.push((at, Deed::ThiefPress(w)));
            }
        }
        if story.watches.iter().any(|watch| watch.terms.hold) && self.r.chance(50) {
            deeds.push((self.r.range(100 * DAY, 400 * DAY), Deed::LiftHold(watch(&mut self.r))));
        }
        deeds.sort_by_key(|deed| deed.0);
        story.deeds = deeds;
    }
}

/// The claim about owners who answer is about a channel that works: an address that is read and a
/// relay that takes its messages, while no other address swallows what it takes.
fn keep_a_working_channel(story: &mut Story) {
    let good = story.owner.addresses.iter().find(|address| address.mailbox == Mailbox::Good);
    let Some(channel) = good.map(|address| address.channel) else { return };
    let swallows = |address: &Address| matches!(address.mailbox, Mailbox::Unread(_));
    if story.owner.addresses.iter().any(swallows) {
        story
            .faults
            .retain(|fault| !matches!(fault, Fault::Relay(broken, ..) if *broken == channel));
    }
}

/// The product's defaults.
#[must_use]
pub const fn default_terms(contacts: usize) -> Terms {
    Terms {
        check_every: 7 * DAY,
        reminders: 3,
        spacing: DAY,
        final_wait: 2 * DAY,
        contact_wait: 3 * DAY,
        cooling: DAY,
        strong_every: 60 * DAY,
        contact_limit: Some(180 * DAY),
        unreachable_wait: if contacts == 0 { 90 * DAY } else { 30 * DAY },
        hold: false,
        quiet: Some((22 * 60, 7 * 60)),
    }
}
