//! The invariants of the watch over random policies, people, channels, faults and deeds: property
//! tests that shrink by themselves. A failure is kept beside this file and played again first.

use proptest::{prelude::*, test_runner::FileFailurePersistence};
use stafeta_checker::{
    DAY, HOUR, MINUTE,
    judge::Rule,
    story::{
        Address, Channel, Contact, Deed, Fault, Handover, Mailbox, NEVER, Owner, Span, Story,
        Terms, Watch, Word,
    },
};
use stafeta_simulator::play;

fn span(longest: i64) -> impl Strategy<Value = Span> {
    (HOUR..150 * DAY, MINUTE..longest).prop_map(|(from, length)| (from, from + length))
}

fn terms(contacts: usize) -> impl Strategy<Value = Terms> {
    let waits = (12..100i64, 24..200i64, 24..200i64, 12..80i64);
    let rest = (1..60i64, 0..6u8, 7..100i64, 30..200i64, 14..60i64);
    let quiet = prop::option::of((0..1440u16, 1..720u16));
    (waits, rest, quiet).prop_map(move |((spacing, last, contact, cooling), rest, quiet)| {
        let (check, reminders, strong, limit, unreachable) = rest;
        Terms {
            check_every: check * DAY,
            reminders,
            spacing: spacing * HOUR,
            final_wait: last * HOUR,
            contact_wait: contact * HOUR,
            cooling: cooling * HOUR,
            strong_every: strong * DAY,
            contact_limit: (contacts > 0).then_some(limit * DAY),
            unreachable_wait: unreachable * DAY,
            hold: false,
            quiet: quiet.map(|(from, length)| (from, (from + length) % 1440)),
        }
    })
}

fn mailbox() -> impl Strategy<Value = Mailbox> {
    prop_oneof![
        5 => Just(Mailbox::Good),
        1 => span(20 * DAY).prop_map(Mailbox::Full),
        1 => (0..80 * DAY).prop_map(Mailbox::Gone),
        1 => (0..80 * DAY, MINUTE..100 * HOUR).prop_map(|(at, delay)| Mailbox::Returns(at, delay)),
        1 => (0..80 * DAY, DAY..20 * DAY).prop_map(|(at, every)| Mailbox::Seldom(at, every)),
    ]
}

fn addresses() -> impl Strategy<Value = Vec<Address>> {
    (prop::collection::vec(mailbox(), 1..3), prop::option::of(mailbox())).prop_map(
        |(mails, phone)| {
            let mails =
                mails.into_iter().map(|mailbox| Address { channel: Channel::Mail, mailbox });
            let phone = phone.map(|mailbox| Address { channel: Channel::Phone, mailbox });
            mails.chain(phone).collect()
        },
    )
}

fn contact() -> impl Strategy<Value = Contact> {
    let word =
        prop_oneof![6 => Just(Word::Nothing), 1 => Just(Word::Fine), 2 => Just(Word::CannotReach)];
    (addresses(), word, -8..8i64).prop_map(|(addresses, word, zone)| Contact {
        addresses,
        word,
        zone: zone * HOUR,
    })
}

fn fault() -> impl Strategy<Value = Fault> {
    let channel = prop_oneof![Just(Channel::Mail), Just(Channel::Phone)];
    prop_oneof![
        span(20 * DAY).prop_map(|span| Fault::Off(0, span)),
        span(DAY).prop_map(|span| Fault::Frozen(0, span)),
        span(3 * DAY).prop_map(Fault::Blind),
        span(3 * DAY).prop_map(Fault::Uplink),
        span(DAY).prop_map(Fault::Database),
        (channel, span(12 * DAY), 0..100u8)
            .prop_map(|(channel, span, silent)| { Fault::Relay(channel, span, silent) }),
        (0..100i64, 1..100i64, 0..15i64, 5..9i64).prop_map(|(first, days, hour, length)| {
            Fault::Nights(first, first + days, hour * HOUR, length * HOUR)
        }),
        (HOUR..100 * DAY, -40..400i64).prop_map(|(at, days)| Fault::Jump(0, at, days * DAY)),
        span(90 * DAY).prop_map(Fault::Crowd),
    ]
}

fn deed() -> impl Strategy<Value = (i64, Deed)> {
    let deed = prop_oneof![
        Just(Deed::Fine),
        Just(Deed::Edit(0)),
        (1..90i64).prop_map(|days| Deed::Pause(0, days * DAY)),
        Just(Deed::Press(0)),
        Just(Deed::PressOld(0)),
        Just(Deed::Recall(0)),
        Just(Deed::HoldRest(0)),
    ];
    (HOUR..200 * DAY, deed)
}

prop_compose! {
    fn story(dies: std::ops::Range<i64>)(
        seed in any::<u64>(),
        contacts in prop::collection::vec(contact(), 0..3),
        owner in addresses(),
        dies in dies,
        faults in prop::collection::vec(fault(), 0..5),
        mut deeds in prop::collection::vec(deed(), 0..6),
        extra in prop::collection::vec(0..60i64, 1..3),
    )(terms in terms(contacts.len()), seed in Just(seed), contacts in Just(contacts),
        owner in Just(owner), dies in Just(dies), faults in Just(faults),
        deeds in Just({ deeds.sort_by_key(|deed| deed.0); deeds }), extra in Just(extra),
    ) -> Story {
        let handover = |days: &i64| Handover { extra_delay: days * DAY, opens_after: HOUR };
        let owner = Owner {
            addresses: owner, dies: dies * DAY, diligence: 100,
            reaction: (MINUTE, 10 * HOUR), strong: 20, thief: NEVER, scanner: false,
        };
        let watch = Watch {
            drill: false, terms, later: Vec::new(),
            contacts: (0u8..).take(contacts.len()).collect(),
            handovers: extra.iter().map(handover).collect(),
        };
        Story { seed, length: 700 * DAY, nodes: 1, owner, contacts, watches: vec![watch], faults, deeds }
    }
}

fn two_nodes(mut story: Story, spans: Vec<(u8, Span)>) -> Story {
    story.nodes = 2;
    story.faults.extend(spans.into_iter().map(|(node, span)| Fault::Off(node, span)));
    story
}

/// Plays, and fails with whatever of these promises was broken.
fn keeps(story: &Story, rules: &[Rule]) -> Result<(), TestCaseError> {
    let wrong = play(story, None, false).wrong;
    let broken = wrong.iter().find(|verdict| rules.contains(&verdict.rule));
    prop_assert!(broken.is_none(), "{broken:?}");
    Ok(())
}

fn cases(cases: u32) -> ProptestConfig {
    let seeds = FileFailurePersistence::WithSource("seeds");
    ProptestConfig {
        cases,
        failure_persistence: Some(Box::new(seeds)),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases(60))]

    /// 1. Released only after every stage was asked, accepted and waited for; none skipped.
    #[test]
    fn released_only_after_every_stage(story in story(0..60)) {
        use Rule::*;
        keeps(&story, &[
            NothingAsked, OwnerNotWaitedFor, ContactNotAsked, ContactNotWaitedFor, QuestionsSkipped,
            NoCooling, NobodyWarned, NotAskedAfterGap, CrowdIgnored, OpenTooSoon, StrangerTold,
        ])?;
    }

    /// 2. Credited at most the uptime of one live node at a time.
    #[test]
    fn never_credited_faster_than_real_time(
        story in story(0..60),
        spans in prop::collection::vec((0..2u8, span(10 * DAY)), 0..8),
    ) {
        keeps(&two_nodes(story, spans), &[Rule::CounterTooFast])?;
    }

    /// 3. One release per epoch and cycle; what a marker says stands, also after a restore.
    #[test]
    fn one_release_also_after_a_restore(
        story in story(0..20), taken in 1..120i64, age in 1..60i64,
    ) {
        use Rule::*;
        let mut story = story;
        story.faults.push(Fault::Restore(taken * DAY, (taken + age) * DAY));
        keeps(&story, &[ReleasedTwice, OpenTwice, HeldTwice, OpenWithoutRelease, NotOpenable])?;
    }

    /// 4. After a cycle's end no message of it is taken in hand; whoever was worried is reassured.
    #[test]
    fn an_ended_cycle_is_silent(story in story(40..300)) {
        use Rule::*;
        keeps(&story, &[
            EndedCycleSpeaks, MarkReused, SameMessageTwice, IdleAllClear, NoAllClear,
            AllClearOvertaken, RecallNotTold,
        ])?;
    }

    /// 5. Confirm and release: exactly one wins, and the person is told the truth.
    #[test]
    fn whoever_is_told_that_it_counts_is_not_released(story in story(40..300)) {
        keeps(&story, &[Rule::AnsweredReleased, Rule::EndedByNobody])?;
    }

    /// 6. Links of an old cycle do nothing, those of the running one always count.
    #[test]
    fn only_links_of_the_running_cycle_count(story in story(40..300)) {
        keeps(&story, &[Rule::OldLinkCounts, Rule::LinkRefused])?;
    }

    /// 7. Every move has exactly one event, and a second look changes nothing.
    #[test]
    fn every_move_has_one_event(story in story(0..300)) {
        keeps(&story, &[Rule::SecondLook])?;
    }

    /// 8. A silent owner is released by the bound; nothing stands still without an alarm.
    #[test]
    fn silence_ends_within_the_bound(story in story(0..40)) {
        use Rule::*;
        keeps(&story, &[NoQuestion, Late, Silent, NotOpenable, RecipientNotTold])?;
    }
}
