//! Makes a story shorter while it still breaks the same promise.

use crate::{planted::Planted, world::play};
use stafeta_checker::{
    DAY,
    judge::Rule,
    story::{Channel, Fault, Mailbox, NEVER, Span, Story},
};

/// Stories tried while one is made shorter.
const TRIES_MAX: usize = 4_000;

/// The shortest story found that breaks this promise.
#[must_use]
pub fn shrink(story: &Story, bug: Option<Planted>, rule: Rule) -> Story {
    let mut best = story.clone();
    let mut tries = 0;
    loop {
        let before = best.clone();
        for simpler in simpler(&best) {
            tries += 1;
            if simpler != best && breaks(&simpler, bug, rule) {
                best = simpler;
                break;
            }
        }
        if best == before || tries > TRIES_MAX {
            return best;
        }
    }
}

fn breaks(story: &Story, bug: Option<Planted>, rule: Rule) -> bool {
    play(story, bug, false).wrong.iter().any(|verdict| verdict.rule == rule)
}

/// Stories with one thing less, the boldest cut first.
fn simpler(story: &Story) -> Vec<Story> {
    let mut all = Vec::new();
    let mut with = |change: &dyn Fn(&mut Story)| {
        let mut simpler = story.clone();
        change(&mut simpler);
        all.push(simpler);
    };
    with(&|s| s.faults.clear());
    with(&|s| s.deeds.clear());
    with(&|s| s.length /= 2);
    with(&|s| s.length -= 10 * DAY);
    with(&|s| s.nodes = 1);
    (1..story.watches.len()).for_each(|n| with(&|s| drop_watch(s, n)));
    (0..story.contacts.len()).for_each(|n| with(&|s| drop_contact(s, n)));
    (0..story.faults.len()).for_each(|n| with(&|s| _ = s.faults.remove(n)));
    (0..story.deeds.len()).for_each(|n| with(&|s| _ = s.deeds.remove(n)));
    (1..story.owner.addresses.len()).for_each(|n| with(&|s| _ = s.owner.addresses.remove(n)));
    (0..story.owner.addresses.len())
        .for_each(|n| with(&|s| s.owner.addresses[n].mailbox = Mailbox::Good));
    with(&|s| s.owner.addresses[0].channel = Channel::Mail);
    for n in 0..story.contacts.len() {
        with(&|s| s.contacts[n].addresses.truncate(1));
        with(&|s| s.contacts[n].addresses[0].mailbox = Mailbox::Good);
        with(&|s| s.contacts[n].word = stafeta_checker::story::Word::Nothing);
        with(&|s| s.contacts[n].zone = 0);
    }
    with(&|s| s.owner.scanner = false);
    with(&|s| s.owner.thief = NEVER);
    with(&|s| s.owner.strong = 0);
    with(&|s| s.owner.dies = if s.owner.dies == NEVER { NEVER } else { 0 });
    for n in 0..story.watches.len() {
        with(&|s| s.watches[n].handovers.truncate(1));
        with(&|s| s.watches[n].handovers.iter_mut().for_each(|h| h.extra_delay = 0));
        with(&|s| {
            let contacts = s.watches[n].contacts.len();
            s.watches[n].terms = crate::draw::default_terms(contacts);
        });
        with(&|s| s.watches[n].terms.quiet = None);
        with(&|s| s.watches[n].terms.reminders = 0);
    }
    for n in 0..story.faults.len() {
        with(&|s| shorten(&mut s.faults[n]));
    }
    all
}

fn drop_watch(story: &mut Story, n: usize) {
    story.watches.truncate(n);
    let left = u8::try_from(n).unwrap_or(u8::MAX);
    story.deeds.retain(|(_, deed)| deed.watch().is_none_or(|watch| watch < left));
}

fn drop_contact(story: &mut Story, n: usize) {
    story.contacts.truncate(n);
    let left = u8::try_from(n).unwrap_or(u8::MAX);
    for watch in &mut story.watches {
        let later = watch.later.iter_mut().map(|(_, contacts)| contacts);
        later.chain([&mut watch.contacts]).for_each(|all| all.retain(|contact| *contact < left));
    }
    story.deeds.retain(|(_, deed)| deed.contact().is_none_or(|contact| contact < left));
}

fn shorten(fault: &mut Fault) {
    let half = |span: &mut Span| span.1 = span.0 + (span.1 - span.0) / 2;
    match fault {
        Fault::Off(_, span)
        | Fault::Frozen(_, span)
        | Fault::Blind(span)
        | Fault::Uplink(span)
        | Fault::Database(span)
        | Fault::Relay(_, span, _)
        | Fault::Crowd(span) => half(span),
        Fault::Nights(first, last, ..) => *last = *first + (*last - *first) / 2,
        Fault::Jump(..) | Fault::Restore(..) | Fault::Dies(_) | Fault::OwnAddress(..) => {}
    }
}
