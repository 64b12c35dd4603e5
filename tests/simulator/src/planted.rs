//! Faults planted around the watch, to prove that the checker sees them.
//!
//! Each is a small lie at one seam between the engine and the pure functions: what `step` is told,
//! what is done with what it answers, how the counter is kept. The watch itself knows nothing of
//! them, so no build of the product can contain one.
//!
//! To add one: a line here, its effect in `world`, and the test that finds every one.

use crate::draw::Kind;
use stafeta_checker::judge::Rule;

macro_rules! planted {
    ($($name:ident $text:literal $rules:tt $kinds:tt $about:literal)*) => {
        /// A planted fault.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Planted {
            $(#[doc = $about] $name,)*
        }

        impl Planted {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its name on the command line.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What is wrong, for a person.
            #[must_use]
            pub const fn about(self) -> &'static str {
                match self { $(Self::$name => $about,)* }
            }

            /// The promises that it may break.
            #[must_use]
            pub const fn breaks(self) -> &'static [Rule] {
                match self { $(Self::$name => &planted!(@rules $rules),)* }
            }

            /// What must go on in a story for it to show soon.
            #[must_use]
            pub const fn needs(self) -> &'static [Kind] {
                match self { $(Self::$name => &planted!(@kinds $kinds),)* }
            }
        }
    };
    (@rules [$($rule:ident)*]) => { [$(Rule::$rule),*] };
    (@kinds [$($kind:ident)*]) => { [$(Kind::$kind),*] };
}

planted! {
    SkipQuestion "skip-question" [QuestionsSkipped] []
        "one question of every cycle is left out"
    SkipContact "skip-contact" [ContactNotAsked] []
        "the last contact is never asked"
    SkipCooling "skip-cooling" [OwnerNotWaitedFor NoCooling NobodyWarned] []
        "the last wait takes a minute"
    ShortFinalCall "short-final-call" [OwnerNotWaitedFor] []
        "the final call waits for two hours only"
    ShortContactWait "short-contact-wait" [OwnerNotWaitedFor ContactNotWaitedFor] []
        "contacts have two hours only"
    TrustMailQueue "trust-mail-queue" [OwnerNotWaitedFor] []
        "a final call by mail alone waits no longer than one by phone"
    CreditDowntime "credit-downtime" [CounterTooFast OwnerNotWaitedFor] [Off]
        "the counter runs on while the service is off"
    CreditBlindness "credit-blindness" [CounterTooFast] [Blind]
        "the counter runs although nobody can reach the service"
    TwoNodesCredit "two-nodes-credit" [CounterTooFast] [Nodes]
        "every node adds to the counter, not only its holder"
    RestartAtGap "restart-at-gap" [Silent Late] [Nights]
        "the window of a final call begins anew after every gap"
    HideGaps "hide-gaps" [NotAskedAfterGap] [Off]
        "nobody tells the watch about gaps"
    DropGate "drop-gate" [OwnerNotWaitedFor] [Mailboxes Relay]
        "the gate always stands open"
    IgnoreBounce "ignore-bounce" [OwnerNotWaitedFor] [Mailboxes]
        "returned messages are believed to have arrived"
    IgnoreLateBounce "ignore-late-bounce" [OwnerNotWaitedFor] [Mailboxes]
        "messages that come back after a day are believed to have arrived"
    CountFromSending "count-from-sending" [OwnerNotWaitedFor ContactNotWaitedFor] [Relay Mailboxes]
        "a message counts from the moment it is written"
    BelieveSilence "believe-silence" [OwnerNotWaitedFor ContactNotWaitedFor] [Relay]
        "a message without an answer of the relay is believed to have arrived"
    BlameContact "blame-contact" [ContactNotWaitedFor] [LongOutage Contacts]
        "the failure of our relay is taken for the contact's"
    FirstAddressOnly "first-address-only" [AttentiveReleased Late Silent] [Mailboxes]
        "the final call goes to one address only"
    DeafToMail "deaf-to-mail" [AnswerIgnored AnsweredReleased AttentiveReleased EndedCycleSpeaks MarkReused] []
        "answers by mail are thanked for and forgotten"
    ReuseCycle "reuse-cycle" [AnswerIgnored MarkReused OldLinkCounts SameMessageTwice] []
        "after an answer the next cycle has the number of the last one"
    OneLinkOnly "one-link-only" [LinkRefused] [Twins Contacts Thief]
        "the link of a mail for two watches answers only the one it was made for"
    KeepOldTerms "keep-old-terms" [OwnerNotWaitedFor ContactNotAsked ContactNotWaitedFor NoCooling NoQuestion QuietHours QuestionsSkipped Silent Late] [Edits]
        "a change of schedule and contacts is thanked for and forgotten"
    DeadIsAccepted "dead-is-accepted" [OwnerNotWaitedFor ContactNotWaitedFor] [Deaths Relay]
        "a message whose sender died is believed to have arrived"
    OldLinkCounts "old-link-counts" [OldLinkCounts] [Deeds]
        "links of ended cycles count for the running one"
    EditKeepsCycle "edit-keeps-cycle" [AnswerIgnored EndedCycleSpeaks MarkReused AnsweredReleased] [Deeds]
        "an edit leaves an open cycle as it is"
    NeverCancel "never-cancel" [EndedCycleSpeaks] [Relay]
        "messages of an ended cycle still leave"
    LoseAllClear "lose-all-clear" [NoAllClear] []
        "the all-clear is lost"
    HastyAllClear "hasty-all-clear" [AllClearOvertaken IdleAllClear NoAllClear] [Haste Contacts]
        "the all-clear does not wait for a message that a sender holds"
    ForgetToWake "forget-to-wake" [Silent NoQuestion] [DeadMailboxes]
        "nobody wakes a watch whose owner cannot be reached"
    DeafToCanary "deaf-to-canary" [Silent Late] [DeadMailboxes]
        "canaries are not reported, and nobody is alarmed"
    SilentHold "silent-hold" [Silent] [DeadMailboxes]
        "nobody is alarmed about a watch that is held"
    DeafToRefusal "deaf-to-refusal" [Late Silent] [DeadMailboxes OwnAddress]
        "a relay that refuses our own address proves nothing"
    ForgedCanary "forged-canary" [OwnerNotWaitedFor] [DeadMailboxes Relay]
        "waiting for a dead owner counts without any proof of the relay"
    EndlessReturns "endless-returns" [Silent Late] [DeadMailboxes]
        "an owner comes back from being unreachable as often as messages are taken"
    ForgetSlot "forget-slot" [NoQuestion] []
        "the next question is put off at every look"
    TrustWallClock "trust-wall-clock" [NoQuestion Silent Late] [Jump]
        "a question waits for the wall clock alone"
    ShortPause "short-pause" [PauseBroken] [Deeds]
        "a pause lasts an eighth of what was agreed"
    NoQuietHours "no-quiet-hours" [QuietHours] []
        "quiet hours are not known"
    PlainForEver "plain-for-ever" [ThiefCounts Silent Late] [Thief]
        "plain mail answers count for ever"
    ContactForEver "contact-for-ever" [ContactCounts Silent Late] [Contacts]
        "a contact's word counts for ever"
    IgnoreCrowd "ignore-crowd" [CrowdIgnored] [Crowd]
        "many fall silent at once, and nothing is delayed"
    BrakeForEver "brake-for-ever" [Silent Late] [Crowd]
        "the brake delays a cycle again and again"
    KeepEpoch "keep-epoch" [MarkReused OldLinkCounts EndedCycleSpeaks] [Restore]
        "the epoch stays the same when the database is put back"
    ResumeAfterRestore "resume-after-restore" [OwnerNotWaitedFor EndedCycleSpeaks MarkReused NothingAsked] [Restore]
        "open cycles go on where the copy stood"
    ForgetMarkers "forget-markers" [NotOpenable OpenWithoutRelease EndedByNobody] [Restore Released]
        "releases and recalls since the copy are forgotten"
    DelayByWall "delay-by-wall" [OpenTooSoon] [Off Jump Released]
        "extra delays run by the wall clock"
    IgnoreHold "ignore-hold" [HoldBroken] [Released]
        "what was held after the release leaves all the same"
    IgnoreRecall "ignore-recall" [OpenWithoutRelease NotOpenable StrangerTold RecallNotTold EndedCycleSpeaks AnswerIgnored] [Released]
        "a recall is thanked for and forgotten"
    HoldTwice "hold-twice" [HeldTwice] [Released]
        "what has not left can be held again and again"
    ReleaseTwice "release-twice" [ReleasedTwice OpenTwice NotOpenable] [Released]
        "a release happens anew every day"
    LoseRelease "lose-release" [RecipientNotTold] [Released]
        "recipients are not told"
    DrillForReal "drill-for-real" [DrillOpens] [Drill]
        "a drill lets handovers leave"
    DrillAnswersReal "drill-answers-real" [EndedByNobody LinkRefused] [Drill]
        "an answer to a drill ends the real cycle"
    Restless "restless" [SecondLook] []
        "every look takes itself for the end of a gap"
    SilentDrill "silent-drill" [DrillUnmarked] [Drill]
        "a drill's messages look real"
}

impl Planted {
    /// The fault of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|planted| planted.name() == name)
    }
}
