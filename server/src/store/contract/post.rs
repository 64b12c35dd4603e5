//! Outbox, watches, events, links, releases, the counter of witnessed time.

use super::{super::*, accounts::insert, write};
use crate::store::{
    events, links,
    outbox::{New, Proof, Said, Scope, Settled},
    releases::Cycle,
    watches::Watch,
    witness::Witness,
};
use stafeta_shared::ids::{AccountId, ContactId, HandoverId, WatchId};

const WATCH: WatchId = WatchId::from_bytes([7; 16]);

async fn owner(db: &Db) -> AccountId {
    insert(db, 1, "jana@example.org").await
}

fn watch(n: u8, owner: AccountId) -> Watch {
    let id = WatchId::from_bytes([n; 16]);
    Watch { status: "armed".into(), ..Watch::new(id, owner, n.into(), "{}".into(), "{}".into()) }
}

/// A watch that is stored, due at these moments.
async fn stored(db: &Db, n: u8, owner: AccountId, due: (Option<i64>, Option<i64>)) -> Watch {
    let mut tx = write(db).await;
    let mut row = watch(n, owner);
    assert!(watches::insert(&mut tx, &row).await.unwrap());
    (row.due_wall, row.due_witnessed) = due;
    assert!(watches::update(&mut tx, &row).await.unwrap());
    tx.commit().await.unwrap();
    row.version += 1;
    row
}

async fn put(tx: &mut Tx, key: &str, ordinal: Option<i64>, template: &str) -> bool {
    let scope = ordinal.map(|ordinal| Scope {
        watch: WATCH,
        epoch: 1,
        cycle: 1,
        stage: "asking.1".into(),
        ordinal,
    });
    let new = New {
        key,
        scope: scope.as_ref(),
        channel: "mail",
        addressee: "owner.0",
        address: "a@example.org",
        language: "cs",
        template,
        params: "null",
        created_at: 100,
        next_at: 100,
        expires_at: None,
        message_id: "id",
    };
    outbox::insert(tx, &new).await.unwrap()
}

const SENT: Settled<'_> = Settled {
    state: "accepted",
    outcome: "accepted",
    next_at: 0,
    now: 200,
    witnessed: 50,
    carrier: "id",
};

pub(super) async fn a_message_is_enqueued_leased_and_settled_once(db: Db) {
    let mut tx = write(&db).await;
    assert!(put(&mut tx, "a", Some(1), "ask").await);
    assert!(!put(&mut tx, "a", Some(1), "ask").await, "the key is unique");
    assert!(outbox::lease(&mut tx, "mail", 9, 99, &[1; 16], 150).await.unwrap().is_empty());
    let rows = outbox::lease(&mut tx, "mail", 9, 100, &[1; 16], 150).await.unwrap();
    assert_eq!((rows.len(), rows[0].attempts, rows[0].ever_leased), (1, 1, true));
    assert!(outbox::lease(&mut tx, "mail", 9, 149, &[2; 16], 999).await.unwrap().is_empty());
    let again = outbox::lease(&mut tx, "mail", 9, 150, &[2; 16], 999).await.unwrap();
    assert_eq!(again.len(), 1, "an orphaned lease is taken over");
    assert_eq!(outbox::settle(&mut tx, "a", &[1; 16], &SENT).await.unwrap(), None, "lost lease");
    let state = outbox::settle(&mut tx, "a", &[2; 16], &SENT).await.unwrap();
    assert_eq!(state.as_deref(), Some("accepted"));
    let rows = outbox::of_cycle(&mut tx, WATCH, 1, 1).await.unwrap();
    assert_eq!((rows[0].accepted_at, rows[0].accepted_witnessed), (Some(200), Some(50)));
    assert_eq!(outbox::next_ready(&mut tx).await.unwrap(), None);
}

pub(super) async fn what_a_clock_far_ahead_put_off_is_not_forgotten(db: Db) {
    let mut tx = write(&db).await;
    put(&mut tx, "a", Some(1), "ask").await;
    let ahead = 40 * 24 * 3_600_000;
    let rows = outbox::lease(&mut tx, "mail", 9, ahead, &[1; 16], ahead + 30).await.unwrap();
    assert_eq!(rows.len(), 1);
    let later = Settled { state: "pending", outcome: "ours", next_at: ahead + 60, ..SENT };
    outbox::settle(&mut tx, "a", &[1; 16], &later).await.unwrap();
    let rows = outbox::lease(&mut tx, "mail", 9, 200, &[2; 16], ahead + 90).await.unwrap();
    assert_eq!(rows.len(), 1, "the clock was set right");
    let rows = outbox::lease(&mut tx, "mail", 9, 300, &[3; 16], 400).await.unwrap();
    assert_eq!(rows.len(), 1, "a lease from the future binds nobody");
}

pub(super) async fn what_must_arrive_may_wait_for_a_month(db: Db) {
    let day = 24 * 3_600_000;
    let mut tx = write(&db).await;
    for template in outbox::PATIENT {
        put(&mut tx, template, None, template).await;
    }
    put(&mut tx, "ask", Some(1), "ask").await;
    let many = outbox::PATIENT.len() + 1;
    let put_off = async |tx: &mut Tx, from: i64, to: i64| {
        let rows = outbox::lease(tx, "mail", 9, from, &[1; 16], from + 50).await.unwrap();
        for row in &rows {
            let later = Settled { state: "pending", outcome: "ours", next_at: to, ..SENT };
            outbox::settle(tx, &row.key, &[1; 16], &later).await.unwrap();
        }
        rows.len()
    };
    assert_eq!(put_off(&mut tx, 100, 35 * day).await, many);
    assert_eq!(put_off(&mut tx, 35 * day, 65 * day).await, many);
    let early = outbox::lease(&mut tx, "mail", 9, 36 * day, &[2; 16], 37 * day).await.unwrap();
    let keys: Vec<&str> = early.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(keys, ["ask"], "it never waits so long on purpose");
    let due = outbox::lease(&mut tx, "mail", 9, 65 * day, &[3; 16], 66 * day).await.unwrap();
    assert_eq!(due.len(), many);
}

pub(super) async fn nothing_waits_longer_than_it_is_old(db: Db) {
    let (hour, day) = (3_600_000, 24 * 3_600_000);
    let mut tx = write(&db).await;
    // A box whose clock was eight days ahead until the network came.
    put(&mut tx, "recalled", None, "recalled").await;
    outbox::lease(&mut tx, "mail", 9, 8 * day, &[1; 16], 8 * day + 50).await.unwrap();
    let later = Settled { state: "pending", outcome: "ours", next_at: 14 * day, ..SENT };
    outbox::settle(&mut tx, "recalled", &[1; 16], &later).await.unwrap();
    let rows = outbox::lease(&mut tx, "mail", 9, hour, &[2; 16], hour + 50).await.unwrap();
    assert_eq!(rows.len(), 1, "an hour old, and put off by two weeks");
    outbox::settle(&mut tx, "recalled", &[2; 16], &later).await.unwrap();
    let rows = outbox::lease(&mut tx, "mail", 9, 8 * day, &[3; 16], 9 * day).await.unwrap();
    assert!(rows.is_empty(), "eight days old");
}

pub(super) async fn a_backlog_is_as_old_as_it_is_ready(db: Db) {
    let mut tx = write(&db).await;
    put(&mut tx, "a", None, "release").await;
    outbox::lease(&mut tx, "mail", 9, 100, &[1; 16], 150).await.unwrap();
    let monthly = Settled { state: "pending", outcome: "ours", next_at: 5_000, ..SENT };
    outbox::settle(&mut tx, "a", &[1; 16], &monthly).await.unwrap();
    assert_eq!(outbox::backlog(&mut tx, 4_999).await.unwrap(), (0, None));
    assert_eq!(outbox::backlog(&mut tx, 5_001).await.unwrap(), (1, Some(5_000)));
}

pub(super) async fn only_what_is_done_and_over_is_forgotten(db: Db) {
    let owner = owner(&db).await;
    stored(&db, 7, owner, (None, None)).await;
    let mut tx = write(&db).await;
    put(&mut tx, "running", Some(1), "ask").await;
    put(&mut tx, "code", None, "code").await;
    put(&mut tx, "pending", None, "alarm").await;
    outbox::lease(&mut tx, "mail", 9, 100, &[1; 16], 150).await.unwrap();
    for key in ["running", "code"] {
        outbox::settle(&mut tx, key, &[1; 16], &SENT).await.unwrap();
    }
    assert!(outbox::worn(&mut tx, 100, 9).await.unwrap().is_empty(), "not old enough");
    assert_eq!(outbox::worn(&mut tx, 101, 9).await.unwrap(), ["code"]);
    sqlx::query("UPDATE watches SET cycle = 2").execute(&mut *tx).await.unwrap();
    assert_eq!(outbox::worn(&mut tx, 101, 1).await.unwrap().len(), 1, "so many at once");
    assert_eq!(outbox::worn(&mut tx, 101, 9).await.unwrap().len(), 2, "the cycle is over");
    outbox::forget(&mut tx, "running").await.unwrap();
    assert_eq!(outbox::worn(&mut tx, 101, 9).await.unwrap(), ["code"]);
}

pub(super) async fn what_is_taken_back_does_not_leave(db: Db) {
    let mut tx = write(&db).await;
    for (key, ordinal, template) in
        [("a", 1, "ask"), ("b", 2, "ask"), ("c", 1, "all-clear"), ("d", 1, "ask")]
    {
        put(&mut tx, key, Some(ordinal), template).await;
    }
    let leased = outbox::lease(&mut tx, "mail", 1, 100, &[1; 16], 150).await.unwrap();
    let under_way = leased[0].key.clone();
    let keep = ["all-clear", "", ""];
    outbox::take_back(&mut tx, WATCH, (1, 1), 2, keep).await.unwrap();
    let failed = Settled { state: "pending", outcome: "ours", next_at: 130, ..SENT };
    let state = outbox::settle(&mut tx, &under_way, &[1; 16], &failed).await.unwrap();
    let kept = ["b", "c"].contains(&under_way.as_str());
    assert_eq!(state.as_deref(), Some(if kept { "pending" } else { "cancelled" }));
    let ready = outbox::lease(&mut tx, "mail", 9, 300, &[2; 16], 400).await.unwrap();
    let keys: Vec<_> = ready.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(keys, ["b", "c"]);
    assert_eq!(outbox::backlog(&mut tx, 300).await.unwrap(), (2, Some(100)));
    assert_eq!(outbox::expire(&mut tx, 300).await.unwrap(), 0);
}

pub(super) async fn a_channel_is_proven_by_what_it_took(db: Db) {
    let mut tx = write(&db).await;
    let proven = async |tx: &mut Tx, proof| {
        let mail = outbox::last_accepted(tx, "mail", proof).await.unwrap();
        (mail, outbox::last_accepted(tx, "sms", proof).await.unwrap())
    };
    for (key, template) in [("a", "ask"), ("b", "canary")] {
        put(&mut tx, key, None, template).await;
    }
    assert_eq!(proven(&mut tx, Proof::Any).await, (None, None), "nothing was taken yet");
    outbox::lease(&mut tx, "mail", 9, 100, &[1; 16], 150).await.unwrap();
    for (key, witnessed) in [("a", 70), ("b", 50)] {
        let settled = Settled { witnessed, ..SENT };
        outbox::settle(&mut tx, key, &[1; 16], &settled).await.unwrap();
    }
    assert_eq!(proven(&mut tx, Proof::Any).await, (Some(70), None));
    assert_eq!(proven(&mut tx, Proof::Canary).await, (Some(50), None));
    let sql = "UPDATE outbox SET state = 'bounced'";
    sqlx::query(sql).execute(&mut *tx).await.unwrap();
    assert_eq!(proven(&mut tx, Proof::Canary).await, (None, None), "it came back");
    // The relay lives, though the mailbox that we write to does not.
    put(&mut tx, "c", None, "canary").await;
    outbox::lease(&mut tx, "mail", 9, 200, &[2; 16], 250).await.unwrap();
    let refused = Settled { state: "permanent", outcome: "refused", witnessed: 60, ..SENT };
    outbox::settle(&mut tx, "c", &[2; 16], &refused).await.unwrap();
    assert_eq!(proven(&mut tx, Proof::Canary).await, (Some(60), None));
}

pub(super) async fn a_message_to_ourselves_that_comes_back_for_its_address_is_a_refusal(db: Db) {
    for (about_address, answered) in [(false, false), (true, true)] {
        let mut tx = write(&db).await;
        put(&mut tx, "a", None, "canary").await;
        outbox::lease(&mut tx, "mail", 9, 100, &[1; 16], 150).await.unwrap();
        outbox::settle(&mut tx, "a", &[1; 16], &SENT).await.unwrap();
        let many = outbox::bounce(&mut tx, "id", about_address, 300, 60).await.unwrap();
        assert_eq!(many, 1);
        let proof = outbox::last_accepted(&mut tx, "mail", Proof::Canary).await.unwrap();
        assert_eq!(proof, answered.then_some(50), "as of when it was taken");
        let said = outbox::canary_answer(&mut tx, "mail", (0, 200, 200)).await.unwrap();
        assert_eq!(said, Some(if answered { Said::Refused } else { Said::Nothing }));
    }
}

pub(super) async fn of_messages_to_ourselves_the_newest_with_an_answer_counts(db: Db) {
    let mut tx = write(&db).await;
    put(&mut tx, "a", None, "canary").await;
    outbox::lease(&mut tx, "mail", 9, 100, &[1; 16], 150).await.unwrap();
    outbox::settle(&mut tx, "a", &[1; 16], &SENT).await.unwrap();
    put(&mut tx, "b", None, "canary").await;
    sqlx::query("UPDATE outbox SET created_at = 1000 WHERE key = 'b'")
        .execute(&mut *tx)
        .await
        .unwrap();
    let said = async |tx: &mut Tx, patience, now| {
        outbox::canary_answer(tx, "mail", (0, patience, now)).await.unwrap()
    };
    assert_eq!(
        said(&mut tx, 900, 1_100).await,
        Some(Said::Taken),
        "the other one may be taken yet"
    );
    assert_eq!(said(&mut tx, 1_000, 1_100).await, Some(Said::Nothing));
    let late = outbox::canary_answer(&mut tx, "mail", (2_000, 9_000, 9_100)).await.unwrap();
    assert_eq!(late, Some(Said::Nothing), "it waits still");
    for (state, outcome, expected) in [
        ("pending", "address-temporary", Said::Taken),
        ("permanent", "refused", Said::Refused),
        ("accepted", "accepted", Said::Taken),
    ] {
        sqlx::query("UPDATE outbox SET state = $1, outcome = $2 WHERE key = 'b'")
            .bind(state)
            .bind(outcome)
            .execute(&mut *tx)
            .await
            .unwrap();
        assert_eq!(said(&mut tx, 900, 1_100).await, Some(expected), "{outcome}");
    }
    assert_eq!(said(&mut tx, 0, 500).await, Some(Said::Taken), "nothing from the future");
    put(&mut tx, "c", None, "canary").await;
    put(&mut tx, "d", None, "canary").await;
    assert_eq!(outbox::supersede_canaries(&mut tx, "mail", "d").await.unwrap(), 1);
    assert_eq!(outbox::supersede_canaries(&mut tx, "sms", "d").await.unwrap(), 0);
}

pub(super) async fn what_comes_back_takes_everything_it_carried_along(db: Db) {
    let mut tx = write(&db).await;
    for key in ["a", "b", "late", "refused", "never left"] {
        put(&mut tx, key, Some(1), "ask").await;
    }
    let many = outbox::lease(&mut tx, "mail", 4, 100, &[1; 16], 150).await.unwrap().len();
    assert_eq!(many, 4);
    let carried = Settled { carrier: "carrier", ..SENT };
    for key in ["a", "b"] {
        outbox::settle(&mut tx, key, &[1; 16], &carried).await.unwrap();
    }
    let refused = Settled { state: "permanent", outcome: "refused", ..carried };
    outbox::settle(&mut tx, "refused", &[1; 16], &refused).await.unwrap();
    let about = outbox::watches_of(&mut tx, "carrier").await.unwrap();
    assert_eq!(about.into_iter().collect::<Vec<_>>(), [WATCH]);
    assert_eq!(outbox::carried_by(&mut tx, "carrier").await.unwrap(), [(WATCH, 1, 1)]);
    assert!(outbox::carried_by(&mut tx, "another").await.unwrap().is_empty());
    assert_eq!(outbox::bounce(&mut tx, "carrier", true, 300, 60).await.unwrap(), 2);
    assert_eq!(outbox::bounce(&mut tx, "carrier", true, 300, 60).await.unwrap(), 0, "once");
    let state = outbox::settle(&mut tx, "late", &[1; 16], &carried).await.unwrap();
    assert_eq!(state.as_deref(), Some("bounced"), "its outcome was noted after the return");
    assert_eq!(
        outbox::bounce(&mut tx, "id", true, 300, 60).await.unwrap(),
        0,
        "that one never left"
    );
    let states: Vec<_> = outbox::of_cycle(&mut tx, WATCH, 1, 1)
        .await
        .unwrap()
        .into_iter()
        .map(|row| (row.key, row.state))
        .collect();
    let expected = [
        ("a", "bounced"),
        ("b", "bounced"),
        ("late", "bounced"),
        ("never left", "pending"),
        ("refused", "permanent"),
    ];
    assert_eq!(states, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
}

pub(super) async fn due_watches_are_found_by_either_clock(db: Db) {
    let owner = owner(&db).await;
    stored(&db, 1, owner, (Some(100), None)).await;
    stored(&db, 2, owner, (None, Some(10))).await;
    stored(&db, 3, owner, (Some(900), Some(900))).await;
    stored(&db, 4, owner, (None, None)).await;
    let mut tx = write(&db).await;
    let due = async |tx: &mut Tx, wall, witnessed| {
        let found = watches::claim_due(tx, wall, witnessed, 10).await.unwrap();
        let mut ids: Vec<u8> = found.iter().map(|watch| watch.id.as_bytes()[0]).collect();
        ids.sort_unstable();
        ids
    };
    assert_eq!(due(&mut tx, 99, 9).await, [0; 0]);
    assert_eq!(due(&mut tx, 100, 10).await, [1, 2]);
    assert_eq!(watches::next_due(&mut tx).await.unwrap(), (Some(100), Some(10)));
    watches::wake(&mut tx, WatchId::from_bytes([3; 16])).await.unwrap();
    watches::wake(&mut tx, WatchId::from_bytes([4; 16])).await.unwrap();
    assert_eq!(due(&mut tx, 0, 9).await, [3], "what waits for nothing stays asleep");
    let failures = watches::put_off(&mut tx, WatchId::from_bytes([3; 16]), 50, 60).await.unwrap();
    assert_eq!(failures, 1);
    assert_eq!(due(&mut tx, 0, 9).await, [0; 0]);
    assert_eq!(watches::count_status(&mut tx, "armed").await.unwrap(), 4);
    watches::wake_status(&mut tx, "armed").await.unwrap();
    assert_eq!(due(&mut tx, 0, 0).await, [2, 3]);
    assert_eq!(watches::overdue(&mut tx, 99).await.unwrap(), 0);
}

pub(super) async fn of_two_changes_to_a_watch_one_wins(db: Db) {
    let owner = owner(&db).await;
    let row = stored(&db, 1, owner, (None, None)).await;
    let mut tx = write(&db).await;
    assert!(watches::update(&mut tx, &row).await.unwrap());
    assert!(!watches::update(&mut tx, &row).await.unwrap(), "the version has moved on");
    let now = watches::lock(&mut tx, row.id).await.unwrap().unwrap();
    assert_eq!(now, Watch { version: row.version + 1, ..row.clone() });
    assert_eq!(watches::count_wrong(&mut tx, row.id).await.unwrap(), 1);
    assert_eq!(watches::lock_of_owner(&mut tx, owner).await.unwrap().len(), 1);
    watches::delete(&mut tx, row.id).await.unwrap();
    assert!(watches::of_owner(&mut tx, owner).await.unwrap().is_empty());
}

pub(super) async fn contacts_keep_their_order_and_their_tries(db: Db) {
    let owner = owner(&db).await;
    let row = stored(&db, 1, owner, (None, None)).await;
    let contact = |n: u8| contacts::Contact {
        id: ContactId::from_bytes([n; 16]),
        name: format!("c{n}"),
        email: "c@example.org".into(),
        phone: None,
        language: "cs".into(),
        zone: None,
        wrong_numbers: 0,
    };
    let mut tx = write(&db).await;
    let order = [contact(2), contact(1)];
    assert!(contacts::replace(&mut tx, row.id, &order).await.unwrap());
    assert_eq!(contacts::of_watch(&mut tx, row.id).await.unwrap(), order);
    assert_eq!(contacts::count_wrong(&mut tx, order[0].id).await.unwrap(), 1);
    contacts::forget_wrong(&mut tx, row.id).await.unwrap();
    assert_eq!(contacts::of_watch(&mut tx, row.id).await.unwrap(), order);
}

pub(super) async fn a_changed_event_breaks_the_chain(db: Db) {
    let owner = owner(&db).await;
    let row = stored(&db, 1, owner, (None, None)).await;
    let mut tx = write(&db).await;
    for n in 1..=3 {
        let new = events::New {
            at: n,
            witnessed: n,
            epoch: 1,
            cycle: 1,
            kind: "moved".into(),
            detail: "{}".into(),
        };
        assert_eq!(events::append(&mut tx, row.id, &new).await.unwrap(), n);
    }
    assert!(events::verify(&mut tx, row.id).await.unwrap());
    assert_eq!(events::newest(&mut tx, row.id, 2).await.unwrap()[0].seq, 3);
    sqlx::query("UPDATE events SET at = 9 WHERE seq = 2").execute(&mut *tx).await.unwrap();
    assert!(!events::verify(&mut tx, row.id).await.unwrap());
}

/// What the brake counts: other owners with two confirmed cycles, each once, in their time.
pub(super) async fn silence_is_counted_by_owner_and_day(db: Db) {
    const DAY: i64 = 86_400_000;
    let owners = [insert(&db, 1, "a@example.org").await, insert(&db, 2, "b@example.org").await];
    let mut tx = write(&db).await;
    for (n, owner, cycle, kind) in
        [(1, 0, 3, "real"), (2, 0, 7, "real"), (3, 1, 2, "real"), (4, 1, 9, "drill")]
    {
        let row = Watch { cycle, kind: kind.into(), ..watch(n, owners[owner]) };
        assert!(watches::insert(&mut tx, &row).await.unwrap());
        for at in [DAY, 50 * DAY] {
            let kind = "contacts-wanted".into();
            // What the wall clock said is another matter.
            let new =
                events::New { at: 0, witnessed: at, epoch: 1, cycle, kind, detail: "{}".into() };
            events::append(&mut tx, row.id, &new).await.unwrap();
        }
    }
    let stranger = AccountId::from_bytes([99; 16]);
    let since = 49 * DAY;
    assert_eq!(events::wanting(&mut tx, since, stranger, 10).await.unwrap(), 1, "one owner");
    assert_eq!(events::wanting(&mut tx, since, stranger, 0).await.unwrap(), 0, "up to none");
    assert_eq!(events::wanting(&mut tx, since, owners[0], 10).await.unwrap(), 0, "but that one");
    assert_eq!(events::wanting(&mut tx, 50 * DAY, stranger, 10).await.unwrap(), 0, "over");
    assert_eq!(events::wanted(&mut tx, (0, since)).await.unwrap(), 2, "two watches, once each");
    assert_eq!(events::settled_owners(&mut tx).await.unwrap(), 1);
}

pub(super) async fn links_are_found_by_their_hash(db: Db) {
    let owner = owner(&db).await;
    let row = stored(&db, 1, owner, (None, None)).await;
    let link = links::Link {
        watch: row.id,
        contact: Some(ContactId::from_bytes([3; 16])),
        epoch: 1,
        cycle: 2,
        outbox_key: "key".into(),
    };
    let mut tx = write(&db).await;
    links::insert(&mut tx, &[5; 32], &link).await.unwrap();
    links::insert(&mut tx, &[5; 32], &link).await.unwrap();
    assert_eq!(links::by_hash(&mut tx, &[5; 32]).await.unwrap(), Some(link));
    assert_eq!(links::by_hash(&mut tx, &[6; 32]).await.unwrap(), None);
}

pub(super) async fn a_cycle_releases_once_and_can_be_called_back(db: Db) {
    let owner = owner(&db).await;
    let row = stored(&db, 1, owner, (None, None)).await;
    let of = Cycle { watch: row.id, epoch: 1, cycle: 1 };
    let handover = HandoverId::from_bytes([2; 16]);
    let new = handovers::Handover {
        id: handover,
        owner,
        watch: Some(row.id),
        extra_delay_ms: 5,
        created_at: 0,
        version: 0,
        draft_counter: 0,
    };
    let mut tx = write(&db).await;
    assert!(handovers::insert(&mut tx, &new).await.unwrap());
    assert_eq!(releases::handovers_of(&mut tx, row.id).await.unwrap(), [(handover, 5)]);
    assert!(releases::insert(&mut tx, of, 10).await.unwrap());
    assert!(!releases::insert(&mut tx, of, 11).await.unwrap());
    assert_eq!(releases::standing(&mut tx, of).await.unwrap(), Some(10));
    releases::leave(&mut tx, of, handover, (owner, 1), 10).await.unwrap();
    assert!(releases::done(&mut tx, of).await.unwrap().is_empty());
    assert_eq!(releases::counts(&mut tx, of).await.unwrap(), (1, 0));
    released::set_opened(&mut tx, handover, owner, 1, 20).await.unwrap();
    assert_eq!(releases::done(&mut tx, of).await.unwrap(), [(handover, owner)]);
    assert_eq!(releases::counts(&mut tx, of).await.unwrap(), (0, 1));
    releases::carry_over(&mut tx, of, 1).await.unwrap();
    assert_eq!(releases::standing(&mut tx, of).await.unwrap(), Some(10), "the same epoch");
    releases::carry_over(&mut tx, of, 4).await.unwrap();
    assert_eq!(releases::standing(&mut tx, of).await.unwrap(), None);
    let of = Cycle { epoch: 4, ..of };
    assert_eq!(releases::standing(&mut tx, of).await.unwrap(), Some(10));
    assert_eq!(releases::done(&mut tx, of).await.unwrap(), [(handover, owner)]);
    releases::recall(&mut tx, of, 30).await.unwrap();
    assert_eq!(releases::standing(&mut tx, of).await.unwrap(), None);
}

pub(super) async fn the_newest_head_and_a_few_receipts_are_kept(db: Db) {
    let person = owner(&db).await;
    let handover = HandoverId::from_bytes([2; 16]);
    let new = handovers::Handover {
        id: handover,
        owner: person,
        watch: None,
        extra_delay_ms: 0,
        created_at: 0,
        version: 0,
        draft_counter: 0,
    };
    let mut tx = write(&db).await;
    assert!(handovers::insert(&mut tx, &new).await.unwrap());
    for (number, head, kept) in [
        ((1, 50), "a", "a"),
        ((1, 40), "b", "a"),
        ((1, 60), "c", "c"),
        ((2, 10), "d", "d"),
        ((1, 99), "e", "d"),
    ] {
        heads::keep(&mut tx, handover, person, number, head.as_bytes()).await.unwrap();
        let newest = heads::newest(&mut tx, handover, person).await.unwrap();
        assert_eq!(newest.as_deref(), Some(kept.as_bytes()), "{head}");
    }
    let version = "INSERT INTO versions (handover, version, body, sealed_at) VALUES ($1, 1, $1, 0)";
    sqlx::query(version).bind(handover.as_bytes().as_slice()).execute(&mut *tx).await.unwrap();
    let sealed = sealed::Sealed {
        handover,
        version: 1,
        recipient: person,
        header: vec![1],
        sig: vec![1],
        wrap: None,
        lock: None,
        psk_id: None,
        k_srv: None,
        opened_at: None,
    };
    sealed::insert(&mut tx, &sealed).await.unwrap();
    for n in [1, 1, 2, 3, 4, 5, 6, 7, 8, 9_u8] {
        let receipt = receipts::Receipt {
            version: 1,
            recipient: person,
            receipt: vec![n],
            received_at: n.into(),
        };
        receipts::keep(&mut tx, handover, &receipt, &[n; 32]).await.unwrap();
    }
    let kept = receipts::of(&mut tx, handover).await.unwrap();
    let bytes: Vec<u8> = kept.iter().map(|one| one.receipt[0]).collect();
    assert_eq!(bytes, [1, 2, 3, 4, 5, 6, 7, 8], "each once, and not without end");
}

pub(super) async fn the_counter_moves_only_from_the_version_seen(db: Db) {
    let mut tx = write(&db).await;
    assert_eq!(witness::value(&mut tx).await.unwrap(), 0);
    let row = Witness { witnessed: 0, holder: None, version: 0, wall_high: 5, state: "{}".into() };
    witness::create(&mut tx, &row).await.unwrap();
    let next = Witness { witnessed: 9, holder: Some([1; 16]), version: 4, ..row.clone() };
    assert!(witness::update(&mut tx, &next, 0).await.unwrap());
    assert!(!witness::update(&mut tx, &next, 0).await.unwrap());
    assert_eq!(witness::read(&mut tx).await.unwrap(), Some(next));
}

pub(super) async fn captured_messages_keep_their_order(db: Db) {
    let mut tx = write(&db).await;
    for subject in ["one", "two"] {
        let new = captured::New {
            at: 1,
            channel: "mail",
            address: "a@example.org",
            message_id: "id",
            subject,
            text: "t",
            html: "",
        };
        captured::insert(&mut tx, &new).await.unwrap();
    }
    let all = captured::since(&mut tx, 0).await.unwrap();
    assert_eq!((all[0].subject.as_str(), all[1].subject.as_str()), ("one", "two"));
    assert_eq!(captured::since(&mut tx, all[0].seq).await.unwrap().len(), 1);
    captured::names(&mut tx).await.unwrap();
}
