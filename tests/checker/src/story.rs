//! A story: people, their addresses, the terms of their watches, what goes wrong, what they do
//! of their own accord. Plain data: every part can be taken away to make the story shorter.
//!
//! All instants and lengths are milliseconds of real time; a story begins at 0.

/// A half-open stretch of real time.
pub type Span = (i64, i64);
/// For so long a [`Mailbox::Seldom`] takes something.
pub const SELDOM: i64 = 3 * 3_600_000;
/// A story's end of time.
pub const NEVER: i64 = i64::MAX;

/// A story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// All chance in the story follows from it.
    pub seed: u64,
    /// It is played no longer than this.
    pub length: i64,
    /// Processes of the service, each with its own clocks.
    pub nodes: u8,
    /// Whose life it is about.
    pub owner: Owner,
    /// Everybody the owner trusts.
    pub contacts: Vec<Contact>,
    /// Their watches; drills are watches too.
    pub watches: Vec<Watch>,
    /// What goes wrong.
    pub faults: Vec<Fault>,
    /// What people do of their own accord, in order.
    pub deeds: Vec<(i64, Deed)>,
}

/// Mail or text message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// E-mail.
    Mail,
    /// Text message.
    Phone,
}

/// How an address behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mailbox {
    /// Takes everything, and its person reads it.
    Good,
    /// Says "not now" within this stretch.
    Full(Span),
    /// From the instant on takes something only for a few hours of every such period.
    Seldom(i64, i64),
    /// Refuses for good from this instant on.
    Gone(i64),
    /// From the instant on takes everything, and returns it after the delay.
    Returns(i64, i64),
    /// From this instant on takes everything, and nobody ever reads it.
    Unread(i64),
}

impl Mailbox {
    /// Whether it never fails for good.
    #[must_use]
    pub const fn is_sound(self) -> bool {
        matches!(self, Self::Good | Self::Full(_) | Self::Seldom(..) | Self::Unread(_))
    }
}

/// One address of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    /// How it is reached.
    pub channel: Channel,
    /// How it behaves.
    pub mailbox: Mailbox,
}

/// The owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// In the order of preference.
    pub addresses: Vec<Address>,
    /// Does nothing any more from here on.
    pub dies: i64,
    /// Of a hundred questions read, so many are answered.
    pub diligence: u8,
    /// How long an answer takes.
    pub reaction: Span,
    /// Of a hundred answers, so many are given after logging in.
    pub strong: u8,
    /// From here on somebody else reads the mail and answers it.
    pub thief: i64,
    /// A scanner in front of the mailbox presses whatever it finds.
    pub scanner: bool,
}

impl Owner {
    /// Answers everything that is read, always, within ten hours.
    #[must_use]
    pub fn is_attentive(&self) -> bool {
        self.dies == NEVER
            && self.diligence == 100
            && self.addresses.iter().any(|address| address.mailbox == Mailbox::Good)
    }
}

/// What a contact does when asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// Never answers.
    Nothing,
    /// Always says that all is well.
    Fine,
    /// Cannot reach the owner.
    CannotReach,
}

/// A trusted contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// In the order of preference.
    pub addresses: Vec<Address>,
    /// What they say.
    pub word: Word,
    /// Their zone is so far from the owner's.
    pub zone: i64,
}

/// A watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watch {
    /// Only for practice.
    pub drill: bool,
    /// Its schedule.
    pub terms: Terms,
    /// Contacts in the order of asking, by their place in [`Story::contacts`].
    pub contacts: Vec<u8>,
    /// What leaves at the release.
    pub handovers: Vec<Handover>,
    /// What its owner may change schedule and contacts to.
    pub later: Vec<(Terms, Vec<u8>)>,
}

impl Watch {
    /// Schedule and contacts as agreed at first, or after this change.
    #[must_use]
    pub fn agreed(&self, change: Option<u8>) -> (&Terms, &[u8]) {
        match change.and_then(|n| self.later.get(usize::from(n))) {
            Some((terms, contacts)) => (terms, contacts),
            None => (&self.terms, &self.contacts),
        }
    }
}

/// A handover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handover {
    /// Leaves this long after the release.
    pub extra_delay: i64,
    /// How long its recipient takes to open it, once told.
    pub opens_after: i64,
}

/// The schedule as the owner agreed to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// From question to question.
    pub check_every: i64,
    /// Repetitions of a question.
    pub reminders: u8,
    /// Wait after a question.
    pub spacing: i64,
    /// Wait after the final call.
    pub final_wait: i64,
    /// Wait for each contact.
    pub contact_wait: i64,
    /// The last wait.
    pub cooling: i64,
    /// A strong sign is due this often.
    pub strong_every: i64,
    /// A contact's word counts for so long after the owner's last sign.
    pub contact_limit: Option<i64>,
    /// Wait once the owner cannot be reached.
    pub unreachable_wait: i64,
    /// Then wait for ever, instead of going on.
    pub hold: bool,
    /// Minutes of the day: nobody is written to from the first to the second.
    pub quiet: Option<(u16, u16)>,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A process is dead.
    Off(u8, Span),
    /// A process stands still and then goes on.
    Frozen(u8, Span),
    /// Every night the machine sleeps: first day, last day, hour, length.
    Nights(i64, i64, i64, i64),
    /// Nobody can reach the service from outside.
    Blind(Span),
    /// The service reaches nothing outside, and nobody reaches it.
    Uplink(Span),
    /// The database takes no writes.
    Database(Span),
    /// A relay or gateway does not take anything; of a hundred tries so many end without an answer.
    Relay(Channel, Span, u8),
    /// The wall clock of a process (of all, if there is no such process) moves by so much.
    Jump(u8, i64, i64),
    /// The database of the first instant is put back at the second.
    Restore(i64, i64),
    /// Many others fall silent as well.
    Crowd(Span),
    /// Of a hundred messages so many leave just before their sender dies: what came of them is
    /// never written down.
    Dies(u8),
    /// From this instant on our own address, to which we write every day, refuses everything.
    OwnAddress(Channel, i64),
}

/// What somebody does of their own accord. Watches and contacts by their place in the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// The owner logs in and says that all is well.
    Fine,
    /// The owner changes a watch.
    Edit(u8),
    /// The owner changes schedule and contacts of a watch to one of [`Watch::later`].
    Change(u8, u8),
    /// The owner pauses a watch for so long.
    Pause(u8, i64),
    /// The owner ends a pause.
    Resume(u8),
    /// The owner makes a watch a draft and starts it again so much later.
    Disarm(u8, i64),
    /// The owner, if there was a release, takes it back.
    Recall(u8),
    /// The owner, by the newest link, holds what has not left.
    HoldRest(u8),
    /// The operator lifts a hold.
    LiftHold(u8),
    /// The owner types the number behind the newest link of a watch.
    Press(u8),
    /// The owner types the number behind the oldest link of a watch.
    PressOld(u8),
    /// A contact types the number behind their newest link of a watch and says that all is well.
    ContactFine(u8, u8),
    /// A contact says that they cannot reach the owner.
    ContactDoubts(u8, u8),
    /// Somebody who reads the owner's mail types the number.
    ThiefPress(u8),
}

impl Deed {
    /// The watch it is about.
    #[must_use]
    pub const fn watch(self) -> Option<u8> {
        match self {
            Self::Fine => None,
            Self::Edit(watch)
            | Self::Change(watch, _)
            | Self::Pause(watch, _)
            | Self::Resume(watch)
            | Self::Disarm(watch, _)
            | Self::Recall(watch)
            | Self::HoldRest(watch)
            | Self::LiftHold(watch)
            | Self::Press(watch)
            | Self::PressOld(watch)
            | Self::ContactFine(watch, _)
            | Self::ContactDoubts(watch, _)
            | Self::ThiefPress(watch) => Some(watch),
        }
    }

    /// The contact who does it.
    #[must_use]
    pub const fn contact(self) -> Option<u8> {
        match self {
            Self::ContactFine(_, contact) | Self::ContactDoubts(_, contact) => Some(contact),
            _ => None,
        }
    }
}
