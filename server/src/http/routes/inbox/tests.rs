use crate::testing::{
    browser::Browser,
    person::Person,
    story::{Story, WORDS, at, part_path, recall, release, vault},
};
use axum::{body::Body, http::Method};
use stafeta_shared::{
    api::{
        HandoversResponse, HeadResponse, HeadsRequest, InboxResponse, KeyResponse, ProblemCode,
        ReceiptRequest, ReceiptsResponse, SealedResponse, paths,
    },
    bytes::B64,
    content::Block,
    crypto::{
        Key, SystemRng,
        attachment::{AttachmentContext, AttachmentEntry, open_attachment},
        draw,
        head::make_head,
        receipt::make_receipt,
        version::HeaderId,
    },
    ids::HandoverId,
};

/// Every operation that yields a header, wrap, lock, body, part or half of a key. The owner's own
/// ones are among them: they must not take a recipient for an owner.
fn yielding(handover: HandoverId, file: &AttachmentEntry) -> Vec<(Method, String, ProblemCode)> {
    use ProblemCode::{NotFound, NotReleased};
    vec![
        (Method::GET, at(paths::INBOX_SEALED, handover), NotReleased),
        (Method::POST, at(paths::INBOX_KEY, handover), NotReleased),
        (Method::GET, at(paths::INBOX_HEAD, handover), NotReleased),
        (Method::GET, part_path(paths::INBOX_PART, handover, file, 0), NotReleased),
        (Method::POST, at(paths::INBOX_DECLINE, handover), NotReleased),
        (Method::GET, at(paths::VERSIONS, handover), NotFound),
        (Method::GET, at(paths::RECEIPTS, handover), NotFound),
        (Method::GET, at(paths::DRAFT, handover), NotFound),
        (Method::GET, part_path(paths::PART, handover, file, 0), NotFound),
    ]
}

#[tokio::test]
async fn before_release_every_route_refuses_and_early_asks_are_recorded() {
    let mut story = Story::paired().await;
    let (handover, file) = story.sealed().await;
    for (method, path, code) in yielding(handover, &file) {
        let reply =
            story.at_recipient.send(&story.world, method, &path, Body::empty(), false).await;
        assert_eq!(reply.code(), code, "{path}");
    }
    let inbox: InboxResponse = story.at_recipient.get(&story.world, paths::INBOX).await.json();
    assert!(inbox.owners[0].released.is_empty());
    assert_eq!(story.world.count("SELECT COUNT(*) AS n FROM early_asks").await, 5);
    story.at_recipient.press(&story.world, &at(paths::INBOX_KEY, handover)).await.problem();
    let times = "SELECT times AS n FROM early_asks WHERE what = 'key'";
    assert_eq!(story.world.count(times).await, 2);
    let mine: HandoversResponse = story.at_owner.get(&story.world, paths::HANDOVERS).await.json();
    assert_eq!(mine.handovers[0].recipients[0].asked_early_at, Some(story.world.now()));
    assert_eq!(
        story.world.count("SELECT COUNT(*) AS n FROM sealed WHERE opened_at IS NOT NULL").await,
        0
    );
}

#[tokio::test]
async fn strangers_get_the_same_answer_and_leave_no_trace() {
    let mut story = Story::paired().await;
    let (handover, file) = story.sealed().await;
    release(&story.world, handover, 1).await;
    let (_, mut stranger) = Person::complete(&story.world, "jan@example.cz", "+420603345678").await;
    let unknown = HandoverId::from_bytes(draw(&mut SystemRng));
    for id in [handover, unknown] {
        for (method, path, code) in yielding(id, &file) {
            for browser in [&mut stranger, &mut story.at_owner] {
                if code == ProblemCode::NotFound && id == handover {
                    continue;
                }
                let reply =
                    browser.send(&story.world, method.clone(), &path, Body::empty(), false).await;
                assert_eq!(reply.code(), code, "{path}");
            }
            let nobody =
                Browser::new().send(&story.world, method, &path, Body::empty(), false).await;
            assert_eq!(nobody.code(), ProblemCode::Unauthenticated, "{path}");
        }
    }
    assert_eq!(story.world.count("SELECT COUNT(*) AS n FROM early_asks").await, 0);
}

#[tokio::test]
async fn a_released_handover_opens_to_the_same_words_and_bytes() {
    let mut story = Story::paired().await;
    let (handover, file) = story.sealed().await;
    release(&story.world, handover, 1).await;
    story.world.wait(60_000);
    let opened = story.open(handover).await.unwrap();
    assert!(matches!(&opened.body.content.blocks[0], Block::Text(text) if text.md == WORDS));
    assert!(opened.notices.is_empty());
    let path = part_path(paths::INBOX_PART, handover, &file, 0);
    let part = story.at_recipient.get(&story.world, &path).await;
    part.ok();
    let context = AttachmentContext { owner: story.owner.account, handover, id: file.id };
    let plain = open_attachment(context, &opened.body.attachments[0], &part.body).unwrap();
    assert_eq!(plain.expose_secret(), b"%PDF-1.7 not really");

    let inbox: InboxResponse = story.at_recipient.get(&story.world, paths::INBOX).await.json();
    let entry = &inbox.owners[0].released[0];
    assert_eq!((entry.version, entry.opened_at), (1, Some(story.world.now())));
    let mine: HandoversResponse = story.at_owner.get(&story.world, paths::HANDOVERS).await.json();
    assert_eq!(mine.handovers[0].recipients[0].opened_at, Some(story.world.now()));
}

#[tokio::test]
async fn the_first_opening_keeps_its_time() {
    let mut story = Story::paired().await;
    let (handover, _) = story.sealed().await;
    release(&story.world, handover, 1).await;
    let path = at(paths::INBOX_KEY, handover);
    let first: KeyResponse = story.at_recipient.press(&story.world, &path).await.json();
    story.world.wait(60_000);
    let second: KeyResponse = story.at_recipient.press(&story.world, &path).await.json();
    assert_eq!(first.opened_at, story.world.now() - 60_000);
    assert_eq!((first.opened_at, &first.k_srv), (second.opened_at, &second.k_srv));
}

#[tokio::test]
async fn the_owners_newest_word_reaches_the_recipient() {
    let mut story = Story::paired().await;
    let (handover, _) = story.sealed().await;
    let of = story.header_id(handover).await;
    let keys = vault(&story.world, &mut story.at_owner, &story.owner).await.current_keys().clone();
    let theirs =
        vault(&story.world, &mut story.at_recipient, &story.recipient).await.current_keys().clone();
    let now = story.world.now().unsigned_abs();
    let head = |of: &HeaderId, at| B64::from(make_head(of, at, &keys).unwrap());
    let sent = async |story: &mut Story, heads: Vec<B64>| {
        story.at_owner.post(&story.world, paths::HEADS, &HeadsRequest { heads }).await
    };
    let mut forged = head(&of, now);
    forged.0[150] ^= 1;
    let other = HeaderId { hash: [7; 32], ..of };
    let mut of_theirs = of;
    of_theirs.context.owner = story.recipient.account;
    let by_them = B64::from(make_head(&of_theirs, now, &theirs).unwrap());
    for bad in [forged, head(&other, now), head(&of, now + 600_001), by_them, B64::default()] {
        let reply = sent(&mut story, vec![head(&of, now), bad]).await;
        assert_eq!(reply.code(), ProblemCode::SealInvalid);
        assert_eq!(reply.problem().fields[0].field, "heads.1");
    }
    assert_eq!(story.world.count("SELECT COUNT(*) AS n FROM heads").await, 0, "all or nothing");
    for at in [now - 50, now, now - 100] {
        sent(&mut story, vec![head(&of, at)]).await.ok();
    }
    release(&story.world, handover, 1).await;
    let path = at(paths::INBOX_HEAD, handover);
    let newest: HeadResponse = story.at_recipient.get(&story.world, &path).await.json();
    assert_eq!(newest.head, Some(head(&of, now)), "the newest, not the last");
}

#[tokio::test]
async fn a_receipt_follows_the_opening_and_is_shown_to_the_owner() {
    let mut story = Story::paired().await;
    let (handover, _) = story.sealed().await;
    let of = story.header_id(handover).await;
    let keys =
        vault(&story.world, &mut story.at_recipient, &story.recipient).await.current_keys().clone();
    let receipt = |of: &HeaderId, time| {
        let receipt = make_receipt(of, &Key::new(&[8; 32]), time, &keys).unwrap();
        ReceiptRequest { receipt: receipt.into() }
    };
    let good = receipt(&of, 5);
    let path = at(paths::INBOX_RECEIPT, handover);
    let send = async |story: &mut Story, receipt: &ReceiptRequest| {
        story.at_recipient.post(&story.world, &path, receipt).await
    };
    assert_eq!(send(&mut story, &good).await.code(), ProblemCode::NotReleased);
    release(&story.world, handover, 1).await;
    assert_eq!(send(&mut story, &good).await.code(), ProblemCode::WatchState, "not opened yet");
    story.at_recipient.press(&story.world, &at(paths::INBOX_KEY, handover)).await.ok();
    let other = receipt(&HeaderId { hash: [7; 32], ..of }, 5);
    assert_eq!(send(&mut story, &other).await.code(), ProblemCode::InvalidField);
    send(&mut story, &good).await.ok();
    for time in [5, 5, 6, 7, 8, 9, 10, 11, 12, 13] {
        send(&mut story, &receipt(&of, time)).await.ok();
    }
    let mine = at(paths::RECEIPTS, handover);
    let shown: ReceiptsResponse = story.at_owner.get(&story.world, &mine).await.json();
    assert_eq!(shown.receipts.len(), 8, "a few of each, every one once");
    assert!(shown.receipts.iter().any(|one| one.receipt == good.receipt));
    let first = &shown.receipts[0];
    assert_eq!((first.version, first.recipient), (1, story.recipient.account));
    assert_eq!(first.received_at, story.world.now());
    let stranger = story.at_recipient.get(&story.world, &mine).await;
    assert_eq!(stranger.code(), ProblemCode::NotFound);
}

#[tokio::test]
async fn recall_locks_the_unopened_and_a_new_release_opens_again() {
    let mut story = Story::paired().await;
    let (handover, file) = story.sealed().await;
    release(&story.world, handover, 1).await;
    recall(&story.world, handover, 1).await;
    for (method, path, code) in yielding(handover, &file) {
        let expected = if code == ProblemCode::NotReleased { ProblemCode::Recalled } else { code };
        let reply =
            story.at_recipient.send(&story.world, method, &path, Body::empty(), false).await;
        assert_eq!(reply.code(), expected, "{path}");
    }
    let request = story.seal(handover, &[]).await;
    story.commit(handover, &request).await.ok();
    release(&story.world, handover, 2).await;
    let opened = story.open(handover).await.unwrap();
    assert_eq!(opened.version, 2);
}

#[tokio::test]
async fn what_was_opened_stays_open_after_recall_and_re_seal() {
    let mut story = Story::paired().await;
    let (handover, file) = story.sealed().await;
    release(&story.world, handover, 1).await;
    let opened = story.open(handover).await.unwrap();
    let mut vault = vault(&story.world, &mut story.at_recipient, &story.recipient).await;
    vault.peer_mut(story.owner.account).unwrap().remember(opened.seen);
    let update = crate::testing::story::next(&mut vault, &story.recipient);
    story.at_recipient.put(&story.world, paths::VAULT, &update).await.ok();
    recall(&story.world, handover, 1).await;
    let request = story.seal(handover, &[]).await;
    story.commit(handover, &request).await.ok();
    assert_eq!(story.open(handover).await.unwrap().version, 1);
    let path = part_path(paths::INBOX_PART, handover, &file, 0);
    story.at_recipient.get(&story.world, &path).await.ok();
    // The version after it, released later, shows the way from the one that was seen.
    release(&story.world, handover, 2).await;
    let sealed: SealedResponse =
        story.at_recipient.get(&story.world, &at(paths::INBOX_SEALED, handover)).await.json();
    assert_eq!((sealed.version, sealed.history.len()), (2, 1));
    let opened = story.open(handover).await.unwrap();
    assert!(opened.notices.is_empty());
    assert!(opened.body.attachments.is_empty());
    let gone = story.at_recipient.get(&story.world, &path).await;
    assert_eq!(gone.code(), ProblemCode::NotFound, "no file of the released version");
}

#[tokio::test]
async fn declining_is_recorded_and_can_be_regretted() {
    let mut story = Story::paired().await;
    let (handover, _) = story.sealed().await;
    release(&story.world, handover, 1).await;
    let path = at(paths::INBOX_DECLINE, handover);
    story.at_recipient.press(&story.world, &path).await.ok();
    let inbox: InboxResponse = story.at_recipient.get(&story.world, paths::INBOX).await.json();
    assert_eq!(inbox.owners[0].released[0].declined_at, Some(story.world.now()));
    story.open(handover).await.unwrap();
}

#[tokio::test]
async fn an_unreadable_half_is_neither_sent_nor_recorded() {
    let mut story = Story::paired().await;
    let (handover, _) = story.sealed().await;
    release(&story.world, handover, 1).await;
    let mut tx = story.world.app.db.begin_write().await.unwrap();
    sqlx::query("UPDATE sealed SET k_srv_key = 'wrap-9'").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let reply = story.at_recipient.press(&story.world, &at(paths::INBOX_KEY, handover)).await;
    assert_eq!(reply.code(), ProblemCode::KeyUnavailable);
    assert_eq!(
        story.world.count("SELECT COUNT(*) AS n FROM released WHERE opened_at IS NOT NULL").await,
        0
    );
}

#[tokio::test]
async fn a_standing_release_cannot_be_pulled_away_by_a_stolen_session() {
    let mut story = Story::paired().await;
    let (handover, _) = story.sealed().await;
    release(&story.world, handover, 1).await;
    let pairing = at(paths::INVITATION, story.invite);
    for path in [at(paths::HANDOVER, handover), pairing.clone()] {
        let delete = Method::DELETE;
        let reply = story.at_owner.send(&story.world, delete, &path, Body::empty(), false).await;
        assert_eq!(reply.code(), ProblemCode::ReleaseStands, "{path}");
    }
    story.open(handover).await.unwrap();
    recall(&story.world, handover, 1).await;
    story.at_owner.send(&story.world, Method::DELETE, &pairing, Body::empty(), false).await.ok();
    let inbox: InboxResponse = story.at_recipient.get(&story.world, paths::INBOX).await.json();
    assert_eq!(inbox.owners[0].released.len(), 1, "what was opened stays");
    story.open(handover).await.unwrap();
}
