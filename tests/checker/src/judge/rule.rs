//! The promises, each with the figure it is counted under when it is broken.

/// The five figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Something happened before its time.
    Early,
    /// Something happened twice, or a cycle that was over went on.
    Double,
    /// Something that was promised did not happen.
    Lost,
    /// Nothing happens any more, or too late.
    Stuck,
    /// Somebody who answered was released.
    AttentiveReleased,
}

macro_rules! rules {
    ($($name:ident $class:ident $text:literal)*) => {
        /// A broken promise.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $(#[doc = $text] $name,)*
        }

        impl Rule {
            /// The figure it is counted under.
            #[must_use]
            pub const fn class(self) -> Class {
                match self { $(Self::$name => Class::$class,)* }
            }

            /// What happened, for a person.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

rules! {
    NothingAsked Early "released without a question"
    OwnerNotWaitedFor Early "released before the owner was asked, had the message and was waited for"
    ContactNotAsked Early "released without asking a contact"
    ContactNotWaitedFor Early "released before a contact had their time"
    QuestionsSkipped Early "the final call went out before every question had its time"
    NoCooling Early "released without the last wait"
    NobodyWarned Early "released without a word during the last wait"
    NotAskedAfterGap Early "others were asked after an outage, the owner was not asked again"
    PauseBroken Early "the owner was asked before half of their pause was over"
    QuietHours Early "somebody was asked in their quiet hours"
    OpenTooSoon Early "a handover could be opened before its extra delay had run"
    OpenWithoutRelease Early "a handover could be opened though nothing is released"
    HoldBroken Early "a handover left although it was held"
    CrowdIgnored Early "many fell silent at once, and nobody was asked again"
    CounterTooFast Early "the counter ran faster than real time in service"
    StrangerTold Early "a recipient was told before the release"
    DrillOpens Early "a drill opened a handover"
    SameMessageTwice Double "one message went out under two identities"
    EndedCycleSpeaks Double "a message of an ended cycle left after its end"
    MarkReused Double "a cycle that was over began again"
    OldLinkCounts Double "a link of an ended cycle counted"
    ReleasedTwice Double "one cycle was released twice"
    OpenTwice Double "a handover left twice"
    HeldTwice Double "what had not left was held twice"
    SecondLook Double "a second look at the same instant changed something"
    IdleAllClear Double "an all-clear for somebody who was never worried"
    NoAllClear Lost "a contact was never told that all is well"
    AllClearOvertaken Lost "a worrying message left after the all-clear"
    LinkRefused Lost "a link of the running cycle was refused"
    EndedByNobody Lost "a cycle ended without anybody's word"
    AnswerIgnored Lost "a cycle went on after an answer that was told to count"
    NotOpenable Lost "a handover did not leave in its time"
    RecipientNotTold Lost "a recipient was not told, or not often enough"
    RecallNotTold Lost "a recipient was not told that the release was taken back"
    DrillUnmarked Lost "a drill's message, or only a drill's, must say that it is one"
    NoQuestion Stuck "no question was asked in its time"
    Late Stuck "a silent owner was not released within the bound, though alarms were raised"
    Silent Stuck "a silent owner was not released within the bound, and nobody was alarmed"
    ThiefCounts Stuck "plain mail answers still counted after the grace of the strong sign"
    ContactCounts Stuck "a contact's word still counted too long after the owner's own last sign"
    AttentiveReleased AttentiveReleased "an owner who answers everything was released"
    AnsweredReleased AttentiveReleased "a cycle was released though it had been answered"
}
