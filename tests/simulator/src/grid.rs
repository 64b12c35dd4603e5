//! Exhaustive grids: every combination of a few things, every instant of a course.
//!
//! Random stories meet a corner by chance; a grid goes to each. All its stories are about a
//! silent owner, so that everything up to the release is passed through.

use crate::{campaign::Figures, draw::default_terms, world::play};
use stafeta_checker::{
    DAY, HOUR,
    story::{
        Address, Channel, Contact, Deed, Fault, Handover, Mailbox, NEVER, Owner, Story, Terms,
        Watch, Word,
    },
};

/// A grid by its name.
pub type Grid = (&'static str, fn() -> Vec<Story>);

/// All of them.
pub const ALL: [Grid; 4] =
    [("channels", channels), ("presses", presses), ("restores", restores), ("changes", changes)];

/// Plays every so-many-th story of a grid.
#[must_use]
pub fn run(stories: &[Story], stride: usize) -> Figures {
    let mut figures = Figures::default();
    for (number, story) in (0..).zip(stories).step_by(stride) {
        figures.count(number, story.seed, &play(story, None, false));
    }
    figures
}

/// The same course for everybody: a week, the questions, the final call, one contact, the end.
fn course(seed: usize, mailboxes: [Mailbox; 2], terms: Terms, contacts: usize) -> Story {
    let channels = [Channel::Mail, Channel::Phone];
    let address = |(channel, mailbox)| Address { channel, mailbox };
    let contact = Contact {
        addresses: vec![Address { channel: Channel::Mail, mailbox: Mailbox::Good }],
        word: Word::Nothing,
        zone: 0,
    };
    let handovers = vec![
        Handover { extra_delay: 0, opens_after: HOUR },
        Handover { extra_delay: 5 * DAY, opens_after: 2 * DAY },
    ];
    Story {
        seed: seed as u64,
        length: 500 * DAY,
        nodes: 1,
        owner: Owner {
            addresses: channels.into_iter().zip(mailboxes).map(address).collect(),
            dies: 0,
            diligence: 100,
            reaction: (HOUR, 2 * HOUR),
            strong: 0,
            thief: NEVER,
            scanner: false,
        },
        watches: vec![Watch {
            drill: false,
            terms,
            contacts: (0u8..).take(contacts).collect(),
            handovers,
            later: Vec::new(),
        }],
        contacts: vec![contact; contacts],
        faults: Vec::new(),
        deeds: Vec::new(),
    }
}

const GOOD: [Mailbox; 2] = [Mailbox::Good; 2];

fn terms(contacts: usize) -> [Terms; 4] {
    let usual = default_terms(contacts);
    let quick = Terms {
        reminders: 0,
        spacing: DAY / 2,
        final_wait: DAY,
        contact_wait: DAY,
        cooling: DAY / 2,
        unreachable_wait: 14 * DAY,
        quiet: None,
        ..usual
    };
    let slow = Terms {
        reminders: 2,
        spacing: 4 * DAY,
        final_wait: 9 * DAY,
        contact_wait: 8 * DAY,
        cooling: 4 * DAY,
        ..usual
    };
    let loud = Terms { quiet: Some((9 * 60, 21 * 60)), ..usual };
    [usual, quick, slow, loud]
}

/// What two addresses answer × schedules × what else goes wrong.
fn channels() -> Vec<Story> {
    let from = 7 * DAY + DAY / 2;
    let mailboxes = [
        Mailbox::Good,
        Mailbox::Full((from, from + 2 * DAY)),
        Mailbox::Full((0, NEVER)),
        Mailbox::Gone(0),
        Mailbox::Gone(from + 3 * DAY),
        Mailbox::Returns(0, HOUR),
        Mailbox::Returns(0, 30 * HOUR),
        Mailbox::Returns(from + 2 * DAY, 90 * HOUR),
        Mailbox::Unread(0),
        Mailbox::Seldom(0, 5 * DAY),
    ];
    let later = from + 3 * DAY;
    let faults: [&[Fault]; 11] = [
        &[],
        &[Fault::Off(0, (later, later + 3 * DAY))],
        &[Fault::Nights(0, 60, 0, 8 * HOUR)],
        &[Fault::Relay(Channel::Mail, (from, from + 6 * DAY), 0)],
        &[Fault::Relay(Channel::Phone, (from, from + 6 * DAY), 0)],
        &[
            Fault::Relay(Channel::Mail, (0, 30 * DAY), 100),
            Fault::Relay(Channel::Phone, (0, 30 * DAY), 100),
        ],
        &[Fault::Uplink((later, later + 2 * DAY))],
        &[Fault::Blind((later, later + 2 * DAY))],
        &[Fault::Jump(0, from, 40 * DAY)],
        &[Fault::Jump(0, from, -2 * DAY)],
        &[Fault::Crowd((0, 500 * DAY))],
    ];
    let mut all = Vec::new();
    for contacts in [0, 1] {
        for terms in terms(contacts) {
            for mail in mailboxes {
                for phone in mailboxes {
                    for faults in faults {
                        let mut story = course(all.len(), [mail, phone], terms, contacts);
                        story.faults = faults.to_vec();
                        all.push(story);
                    }
                }
            }
        }
    }
    all
}

/// A press at every half hour, by the owner, the owner logged in, a contact.
fn presses() -> Vec<Story> {
    let mut all = Vec::new();
    for half_hour in 0..2 * 24 * 26 {
        for deed in [Deed::Press(0), Deed::Fine, Deed::ContactFine(0, 0), Deed::Recall(0)] {
            let mut story = course(all.len(), GOOD, default_terms(1), 1);
            story.owner.dies = NEVER;
            story.owner.diligence = 0;
            story.length = 60 * DAY;
            story.deeds = vec![(half_hour * HOUR / 2, deed)];
            all.push(story);
        }
    }
    all
}

/// A copy of every twelfth hour, put back at every twelfth hour; with a recall and without.
fn restores() -> Vec<Story> {
    let mut all = Vec::new();
    for taken in 1..50 {
        for put_back in taken + 1..54 {
            for recalled in [false, true] {
                let mut story = course(all.len(), GOOD, default_terms(1), 1);
                story.length = 80 * DAY;
                let half_day = |n: i64| n * DAY / 2 + HOUR;
                story.faults = vec![Fault::Restore(half_day(taken), half_day(put_back))];
                if recalled {
                    story.deeds = vec![(21 * DAY, Deed::Recall(0))];
                }
                all.push(story);
            }
        }
    }
    all
}

/// An edit, a pause, a hold of the rest at every hour.
fn changes() -> Vec<Story> {
    let mut all = Vec::new();
    for hour in 0..24 * 25 {
        for deed in [Deed::Edit(0), Deed::Pause(0, 10 * DAY), Deed::HoldRest(0)] {
            let mut story = course(all.len(), GOOD, default_terms(1), 1);
            story.owner.dies = NEVER;
            story.owner.diligence = 0;
            story.length = 70 * DAY;
            story.deeds = vec![(hour * HOUR, deed)];
            all.push(story);
        }
    }
    all
}
