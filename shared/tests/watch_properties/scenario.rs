//! A story: policy, addresses, people, outages; drawn from a seed.

use crate::{DAY, HOUR, MIN, rng::Rng};
use stafeta_shared::{
    ids::ContactId,
    watch::{Channel, Policy, QuietHours, Scale, Then},
};

/// A stretch of real time.
pub(crate) type Span = (i64, i64);

/// How an address behaves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Mailbox {
    Good,
    /// Refuses temporarily, speaking about the address, within this stretch.
    Full(Span),
    /// Refuses for good from this instant on.
    Gone(i64),
    /// Accepts and returns from this instant on, after this delay.
    Returns(i64, i64),
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Addr {
    pub(crate) n: u8,
    pub(crate) channel: Channel,
    pub(crate) mailbox: Mailbox,
}

/// What the owner does with delivered questions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Owner {
    /// Answers everything that arrives.
    Attentive,
    /// Answers until this instant, never after.
    SilentFrom(i64),
    /// Silent from this instant on, but a thief answers every mail.
    ThiefFrom(i64),
}

/// What a contact does when asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Word {
    Nothing,
    Fine,
    CannotReach,
}

#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) id: ContactId,
    pub(crate) addrs: Vec<Addr>,
    pub(crate) word: Word,
    pub(crate) shift: i64,
}

#[derive(Debug, Clone)]
pub(crate) struct Scenario {
    pub(crate) seed: u64,
    pub(crate) policy: Policy,
    pub(crate) owner: Owner,
    pub(crate) addrs: Vec<Addr>,
    pub(crate) contacts: Vec<Person>,
    /// The service is off.
    pub(crate) down: Vec<Span>,
    /// It runs, but witnesses nothing.
    pub(crate) blind: Vec<Span>,
    /// The relay or gateway fails: our fault, or (percent) an unknown outcome.
    pub(crate) relay: Vec<(Channel, Span, i64)>,
    /// The wall clock jumps by this much at this instant.
    pub(crate) jumps: Vec<(i64, i64)>,
    /// Nothing ever goes wrong.
    pub(crate) clean: bool,
    /// How long people take.
    pub(crate) reaction: Span,
    pub(crate) extra_delay: i64,
    /// Many others fall silent at once.
    pub(crate) brake: Option<Span>,
}

impl Scenario {
    pub(crate) fn draw(seed: u64) -> Self {
        let mut r = Rng::new(seed);
        let clean = r.chance(15);
        let contacts = contacts(&mut r, clean);
        let policy = policy(&mut r, &contacts);
        policy.validate(Scale::Real).expect("drawn within the bounds");
        let silent_from = r.range(0, 40 * DAY);
        let owner = match r.range(0, 9) {
            0..=3 => Owner::Attentive,
            4 => Owner::ThiefFrom(silent_from),
            _ => Owner::SilentFrom(silent_from),
        };
        let mut addrs = owner_addrs(&mut r, clean);
        if owner == Owner::Attentive && !clean {
            let anchor = usize::try_from(r.range(0, addrs.len() as i64 - 1)).expect("index");
            addrs[anchor].mailbox = Mailbox::Good;
        }
        let mut story = Self {
            seed,
            policy,
            owner,
            addrs,
            contacts,
            down: Vec::new(),
            blind: Vec::new(),
            relay: Vec::new(),
            jumps: Vec::new(),
            clean,
            reaction: (5 * MIN, 10 * HOUR),
            brake: None,
            extra_delay: if r.chance(50) { 0 } else { r.range(0, 60 * DAY) },
        };
        if !clean {
            story.faults(&mut r);
        }
        story
    }

    fn faults(&mut self, r: &mut Rng) {
        if r.chance(40) {
            self.down = spans(r, 6, 20 * DAY);
        }
        if r.chance(20) {
            let asleep = r.range(5, 9) * HOUR;
            self.down = (0..400).map(|day| (day * DAY, day * DAY + asleep)).collect();
        }
        if r.chance(30) {
            self.blind = spans(r, 4, 3 * DAY);
        }
        if r.chance(50) {
            for span in spans(r, 4, 12 * DAY) {
                let channel = if r.chance(60) { Channel::Mail } else { Channel::Sms };
                let unknown = if r.chance(30) { r.range(10, 100) } else { 0 };
                self.relay.push((channel, span, unknown));
            }
        }
        if r.chance(15) {
            let from = r.range(0, 60 * DAY);
            self.brake = Some((from, from + r.range(DAY, 60 * DAY)));
        }
        if r.chance(20) {
            let at = r.range(0, 100 * DAY);
            let by = if r.chance(50) { r.range(1, 400) * DAY } else { -r.range(1, 40) * DAY };
            self.jumps = vec![(at, by), (at + r.range(HOUR, 30 * DAY), -by)];
        }
    }
}

fn spans(r: &mut Rng, most: i64, longest: i64) -> Vec<Span> {
    let mut at = 0;
    (0..r.range(1, most))
        .map(|_| {
            let from = at + r.range(HOUR, 40 * DAY);
            at = from + if r.chance(50) { r.range(MIN, DAY) } else { r.range(DAY / 2, longest) };
            (from, at)
        })
        .collect()
}

fn policy(r: &mut Rng, contacts: &[Person]) -> Policy {
    let mut p = Policy::with_contacts(contacts.iter().map(|contact| contact.id).collect());
    if r.chance(30) {
        return p;
    }
    p.check_every_ms = r.range(1, 30) * DAY;
    p.reminders = u8::try_from(r.range(0, 5)).expect("small");
    p.spacing_ms = r.range(12, 96) * HOUR;
    p.final_wait_ms = r.range(24, 200) * HOUR;
    p.contact_wait_ms = r.range(24, 200) * HOUR;
    p.cooling_ms = r.range(12, 72) * HOUR;
    p.strong_every_ms = r.range(7, 100) * DAY;
    p.contact_limit_ms = Some(r.range(30, 60) * DAY);
    p.unreachable_wait_ms = r.range(14, 60) * DAY;
    if r.chance(15) {
        p.unreachable_then = Then::Hold;
    }
    let from = u16::try_from(r.range(0, 1439)).expect("minute");
    let length = u16::try_from(r.range(1, 720)).expect("minutes");
    let quiet = QuietHours { from_minute: from, to_minute: (from + length) % 1440 };
    p.quiet = r.chance(70).then_some(quiet);
    p
}

fn mailbox(r: &mut Rng) -> Mailbox {
    let at = r.range(0, 80 * DAY);
    match r.range(0, 9) {
        0..=4 => Mailbox::Good,
        5 => Mailbox::Full((at, at + r.range(HOUR, 10 * DAY))),
        6 => Mailbox::Full((at, i64::MAX)),
        7 => Mailbox::Gone(at),
        _ => Mailbox::Returns(at, r.range(MIN, 100 * HOUR)),
    }
}

fn owner_addrs(r: &mut Rng, clean: bool) -> Vec<Addr> {
    let mails = r.range(1, 3);
    let phone = r.chance(70);
    addrs(r, mails, phone, clean)
}

fn addrs(r: &mut Rng, mails: i64, phone: bool, clean: bool) -> Vec<Addr> {
    let channels = (0..mails).map(|_| Channel::Mail).chain(phone.then_some(Channel::Sms));
    channels
        .zip(1u8..)
        .map(|(channel, n)| {
            let mailbox = if clean { Mailbox::Good } else { mailbox(r) };
            Addr { n, channel, mailbox }
        })
        .collect()
}

fn contacts(r: &mut Rng, clean: bool) -> Vec<Person> {
    (0..r.range(0, 3))
        .map(|n| {
            let phone = r.chance(50);
            Person {
                id: ContactId::from_bytes([u8::try_from(n).expect("small") + 1; 16]),
                addrs: addrs(r, 1, phone, clean),
                word: match r.range(0, 9) {
                    0 => Word::Fine,
                    1..=2 => Word::CannotReach,
                    _ => Word::Nothing,
                },
                shift: r.range(-8, 8) * HOUR,
            }
        })
        .collect()
}
