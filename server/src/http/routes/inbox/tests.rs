use crate::testing::{
    browser::Browser,
    person::Person,
    story::{Story, WORDS, at, part_path, recall, release, vault},
};
use axum::{body::Body, http::Method};
use stafeta_shared::{
    api::{HandoversResponse, InboxResponse, KeyResponse, ProblemCode, SealedResponse, paths},
    content::Block,
    crypto::{
        SystemRng,
        attachment::{AttachmentContext, AttachmentEntry, open_attachment},
        draw,
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
        (Method::GET, part_path(paths::INBOX_PART, handover, file, 0), NotReleased),
        (Method::POST, at(paths::INBOX_DECLINE, handover), NotReleased),
        (Method::GET, at(paths::VERSIONS, handover), NotFound),
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
    assert_eq!(story.world.count("SELECT COUNT(*) AS n FROM early_asks").await, 4);
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
        assert_eq!(reply.code(), ProblemCode::WatchState, "{path}");
    }
    story.open(handover).await.unwrap();
    recall(&story.world, handover, 1).await;
    story.at_owner.send(&story.world, Method::DELETE, &pairing, Body::empty(), false).await.ok();
    let inbox: InboxResponse = story.at_recipient.get(&story.world, paths::INBOX).await.json();
    assert_eq!(inbox.owners[0].released.len(), 1, "what was opened stays");
    story.open(handover).await.unwrap();
}
