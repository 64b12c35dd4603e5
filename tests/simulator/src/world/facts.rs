//! What the engine tells the watch; kept from step to step, so that a step costs little.

use super::{Row, Watched, World};
use stafeta_checker::{
    DAY, MINUTE,
    story::{self, Channel, Fault, Story},
};
use stafeta_shared::{
    ids::{AccountId, ContactId, HandoverId},
    watch::{
        self, Clock, Facts, Handover, Interval, Party, Policy, QuietHours, Recipient, State, Then,
        Wake,
    },
};

pub(super) fn contact_id(contact: u8) -> ContactId {
    ContactId::from_bytes([contact + 1; 16])
}

pub(super) fn handover_id(handover: u8) -> HandoverId {
    HandoverId::from_bytes([handover + 1; 16])
}

fn account_id(handover: u8) -> AccountId {
    AccountId::from_bytes([handover + 1; 16])
}

/// The place behind one of these numbers.
pub(super) const fn place(bytes: &[u8; 16]) -> u8 {
    bytes[0] - 1
}

/// The terms, as the product has them.
pub(crate) fn policy(terms: &story::Terms, contacts: &[u8]) -> Policy {
    Policy {
        check_every_ms: terms.check_every,
        ask_at_minute: 9 * 60,
        reminders: terms.reminders,
        spacing_ms: terms.spacing,
        final_wait_ms: terms.final_wait,
        contacts: contacts.iter().map(|contact| contact_id(*contact)).collect(),
        contact_wait_ms: terms.contact_wait,
        cooling_ms: terms.cooling,
        strong_every_ms: terms.strong_every,
        contact_limit_ms: terms.contact_limit,
        unreachable_wait_ms: terms.unreachable_wait,
        unreachable_then: if terms.hold { Then::Hold } else { Then::Release },
        quiet: terms.quiet.map(|(from_minute, to_minute)| QuietHours { from_minute, to_minute }),
    }
}

fn addresses(all: &[story::Address]) -> Vec<watch::Address> {
    let channel = |channel| match channel {
        Channel::Mail => watch::Channel::Mail,
        Channel::Phone => watch::Channel::Sms,
    };
    (0u8..)
        .zip(all)
        .map(|(n, a)| watch::Address { n, channel: channel(a.channel), verified: true })
        .collect()
}

fn party(all: &[story::Address]) -> Party {
    Party { addresses: addresses(all), quiet: Vec::new() }
}

/// Schedule and contacts that were agreed on.
pub(super) fn agree(story: &Story, row: &mut Row, (terms, contacts): (&story::Terms, &[u8])) {
    let contact = |n: &u8| watch::Contact {
        id: contact_id(*n),
        party: party(&story.contacts[usize::from(*n)].addresses),
    };
    row.policy = policy(terms, contacts);
    row.facts.contacts = contacts.iter().map(contact).collect();
}

/// A watch that was never armed.
pub(super) fn watched(story: &Story, watch: &story::Watch, clock: Clock) -> Watched {
    let facts = Facts {
        owner: party(&story.owner.addresses),
        handovers: (0..).zip(&watch.handovers).map(handover).collect(),
        ..Facts::default()
    };
    let state = if watch.drill { State::drill(clock) } else { State::draft(clock) };
    let policy = policy(&watch.terms, &watch.contacts);
    let mut row = Row { policy, state, wake: Wake::default(), wrong_numbers: 0, facts };
    agree(story, &mut row, watch.agreed(None));
    Watched {
        row,
        changed: false,
        looked: i64::MIN / 2,
        quiet_day: i64::MIN,
        open: vec![false; watch.handovers.len()],
        links: Vec::new(),
        contact_links: [None; 5],
        marker: None,
    }
}

fn handover((n, handover): (u8, &story::Handover)) -> Handover {
    let mail = story::Address { channel: Channel::Mail, mailbox: story::Mailbox::Good };
    let recipient =
        Recipient { account: account_id(n), addresses: addresses(&[mail]), done: false };
    Handover {
        id: handover_id(n),
        extra_delay_ms: handover.extra_delay,
        recipients: vec![recipient],
    }
}

impl World<'_> {
    /// Brings the facts that time changes up to this moment.
    pub(super) fn refresh(&mut self, place: usize, clock: Clock) {
        let (t, story) = (self.t, self.story);
        let crowd =
            |fault: &Fault| matches!(fault, Fault::Crowd((from, to)) if *from <= t && t < *to);
        let watch = &mut self.watches[place];
        let Row { policy, state, facts, .. } = &mut watch.row;
        let wall = clock.wall_ms;
        let (check, slot) = (policy.check_every_ms, state.slot_wall_ms);
        let first = slot + (wall - slot).div_euclid(check) * check;
        facts.slots.clear();
        facts.slots.extend((0..4).map(|k| first + k * check));
        facts.gaps = self.clock.gaps();
        facts.brake = story.faults.iter().any(crowd);
        let own = |channel: Channel| {
            story.owner.addresses.iter().any(|address| address.channel == channel)
        };
        let canaries = [Channel::Mail, Channel::Phone].into_iter().zip(self.canary);
        facts.canary_witnessed_ms =
            canaries.filter(|(channel, _)| own(*channel)).filter_map(|(_, at)| at).max();
        let day = wall.div_euclid(DAY);
        if watch.quiet_day != day {
            watch.quiet_day = day;
            lay_out_quiet(&mut facts.owner.quiet, policy.quiet, day, 0);
            for contact in &mut facts.contacts {
                let zone = story.contacts[usize::from(self::place(contact.id.as_bytes()))].zone;
                lay_out_quiet(&mut contact.party.quiet, policy.quiet, day, zone);
            }
        }
    }
}

fn lay_out_quiet(out: &mut Vec<Interval>, quiet: Option<QuietHours>, day: i64, zone: i64) {
    out.clear();
    let Some(quiet) = quiet else { return };
    let from = i64::from(quiet.from_minute) * MINUTE;
    let length = i64::from(quiet.minutes()) * MINUTE;
    out.extend((-2..3).map(|more| {
        let from_ms = (day + more) * DAY + zone + from;
        Interval { from_ms, to_ms: from_ms + length }
    }));
}
