//! What may happen in a story, as the people and the relays see it.

use crate::story::{Channel, Deed};

/// What a link or a Message-ID shows of its cycle. Only compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark(pub u32, pub u32);

/// A person with the number of one of their addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// The owner.
    Owner(u8),
    /// A contact, by their place in the story.
    Contact(u8, u8),
    /// The recipient of a handover, by its place in the watch.
    Recipient(u8, u8),
}

/// What a message says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// Owner: are you fine?
    Ask,
    /// Owner: the last question before others are asked.
    FinalCall,
    /// Contact: do you know how they are?
    ContactAsk,
    /// The release comes next.
    Cooling,
    /// Contact: their addresses are dead.
    Unreachable,
    /// Contact: all is well.
    AllClear,
    /// Recipient: something waits for you.
    Release(u8),
    /// Recipient: it was taken back.
    Recalled(u8),
}

/// What the relay or gateway answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Taken.
    Taken,
    /// Not now, says the address.
    NotNow,
    /// It did not work, and that says nothing about the address.
    Failed,
    /// Refused for good.
    Refused,
    /// No answer; it may or may not have left.
    Silence,
}

/// A try to send a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// Its Message-ID: the same for every try.
    pub id: u32,
    /// What its links and Message-ID show of the cycle.
    pub mark: Mark,
    /// A number that is the same for the same stage, sending, channel and addressee of a cycle.
    pub key: u64,
    /// To whom.
    pub to: Whom,
    /// How.
    pub channel: Channel,
    /// What it says.
    pub says: Says,
    /// It says first that it is only practice.
    pub drill: bool,
    /// Its date header.
    pub written: i64,
    /// When the sender took it in hand.
    pub taken: i64,
    /// What came of it.
    pub answer: Answer,
    /// The first try of this message.
    pub first: bool,
}

/// Who pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The owner, by the number from a mail or text message.
    OwnerMail,
    /// The owner, logged in.
    OwnerStrong,
    /// Somebody else who reads the owner's mail.
    Thief,
    /// A contact.
    Contact(u8),
}

/// What somebody was told on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// It counts.
    Fine,
    /// The link is of a cycle that is over.
    Over,
    /// Already released.
    Released,
    /// Only a login counts.
    LogIn,
    /// Your word does not count: not asked, or too long since the owner's own last sign.
    NotYours,
    /// Not possible here.
    Impossible,
}

/// What the owner or the operator did, and was told that it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// The watch was started.
    Arm,
    /// As the deed says.
    Deed(Deed),
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// A message was tried.
    Sent(Sent),
    /// A message came back, and the service got it in hand.
    Returned {
        /// Which.
        id: u32,
    },
    /// Somebody pressed. `mark` is their link's; `None`: it was applied from another watch.
    Press {
        /// Who.
        by: By,
        /// The link.
        mark: Option<Mark>,
        /// The answer of the page.
        told: Told,
    },
    /// Somebody did something else, with success or without.
    Did {
        /// What.
        what: Doing,
        /// Whether they were told that it is done.
        done: bool,
    },
    /// The owner is mailed that everything is being released.
    ReleaseNotice(Mark),
    /// A handover can be opened.
    Openable(u8),
    /// A handover can no longer be opened.
    Locked(u8),
    /// Its recipient has opened it.
    Opened(u8),
    /// The operator is told that a watch is late.
    Overdue,
    /// A relay had its say about the service's own message to itself by this channel.
    Canary(Channel),
    /// The database was put back to what it was at `taken`.
    Restored {
        /// When the copy was made.
        taken: i64,
    },
    /// What the counter shows.
    Counter(i64),
    /// Something a person would never see, but an engineer would: a second look changed something.
    Odd(&'static str),
}
