//! One walk through every operation of people, handovers, versions and inbox, on both databases:
//! one SQL text must mean the same on each. The rules themselves are tested where they live.

use super::{
    World,
    browser::Reply,
    person::Person,
    story::{
        Story, WORDS, accept, at, invite, next, part_path, recall, release, sealed_file, vault,
    },
};
use crate::{blobs::PartName, domain::half_keys, store::sealed};
use axum::{body::Body, http::Method};
use stafeta_shared::{
    api::{
        Delivery, DraftUpdate, HandoverUpdateRequest, HandoversResponse, InboxResponse,
        InvitationState, PeopleResponse, ProblemCode, VersionResponse, paths,
    },
    content::Content,
    crypto::{
        Extra, SystemRng,
        draft::{Draft, DraftContext, seal_draft},
    },
};

#[tokio::test]
async fn on_sqlite() {
    tour(World::new().await).await;
    races(World::new().await).await;
}

#[tokio::test]
async fn on_postgresql() {
    let Some(world) = World::on_postgres().await else {
        eprintln!("skipped: PostgreSQL is not installed here");
        return;
    };
    tour(world).await;
    races(World::on_postgres().await.unwrap()).await;
}

/// A thief of the whole disk but the instance keys finds no word, name, file or half of a key.
#[tokio::test]
async fn nothing_readable_lies_on_the_disk() {
    const PDF: &[u8] = b"%PDF-1.7 0xWQ7kzJv9 4711/2025 Ypsilonka zvonkohra";
    let mut story = Story::paired().await;
    let handover = story.handover().await;
    drafts(&mut story, handover).await;
    let file = story.upload(handover, PDF).await;
    let request = story.seal(handover, std::slice::from_ref(&file)).await;
    story.commit(handover, &request).await.ok();
    let mut stolen = Vec::new();
    collect(story.world.folder.path(), &mut stolen);
    let lies = |secret: &[u8]| stolen.windows(secret.len()).any(|window| window == secret);
    assert!(lies(b"eva@example.cz") && lies(&request.body[..16]), "the scan finds what is there");
    let file_key = file.key.expose_secret();
    let half = &request.recipients[0].k_srv;
    for (name, secret) in [
        ("text", WORDS.as_bytes()),
        ("title", b"Archiv".as_slice()),
        ("file name", file.name.as_bytes()),
        ("file", PDF),
        ("key of the file", file_key),
        ("half of the key", half),
    ] {
        let pieces = secret.windows(secret.len().min(8));
        assert!(!pieces.into_iter().any(lies), "{name}");
    }
}

fn collect(folder: &std::path::Path, bytes: &mut Vec<u8>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            bytes.extend(std::fs::read(path).unwrap());
        } else if !path.ends_with("keys") {
            collect(&path, bytes);
        }
    }
}

async fn delete(story: &mut Story, path: &str) -> Reply {
    story.at_owner.send(&story.world, Method::DELETE, path, Body::empty(), false).await
}

async fn tour(world: World) {
    let mut story = Story::paired_in(world).await;
    people(&mut story).await;
    let handover = story.handover().await;
    drafts(&mut story, handover).await;
    let dropped = story.upload(handover, b"not wanted").await;
    let path = paths::fill(paths::ATTACHMENT, &[&handover.to_string(), &dropped.id.to_string()]);
    delete(&mut story, &path).await.ok();
    let file = story.upload(handover, &[7; 40_000]).await;
    let change = HandoverUpdateRequest { watch: None, extra_delay_ms: 1000 };
    story.at_owner.put(&story.world, &at(paths::HANDOVER, handover), &change).await.ok();

    let request = story.seal(handover, std::slice::from_ref(&file)).await;
    story.commit(handover, &request).await.ok();
    let path = at(paths::VERSIONS, handover);
    let newest: VersionResponse = story.at_owner.get(&story.world, &path).await.json();
    assert_eq!(newest.body, request.body);
    let key = at(paths::INBOX_KEY, handover);
    for _ in 0..2 {
        let early = story.at_recipient.press(&story.world, &key).await;
        assert_eq!(early.code(), ProblemCode::NotReleased);
    }
    let app = story.world.app.clone();
    assert_eq!(half_keys::check_sample(&app.db, &app.keys).await.unwrap(), 1);
    assert_eq!(app.blobs.sweep(&app.db, i64::MAX).await.unwrap(), 0);

    release(&story.world, handover, 1).await;
    let opened = story.open(handover).await.unwrap();
    assert_eq!(opened.body.attachments, std::slice::from_ref(&file));
    let part = part_path(paths::INBOX_PART, handover, &file, 0);
    story.at_recipient.get(&story.world, &part).await.ok();
    story.at_recipient.press(&story.world, &at(paths::INBOX_DECLINE, handover)).await.ok();
    recall(&story.world, handover, 1).await;
    let request = story.seal(handover, &[]).await;
    story.commit(handover, &request).await.ok();
    assert_eq!(story.open(handover).await.unwrap().version, 1);
    lists(&mut story).await;
    end(&mut story, handover).await;
}

async fn people(story: &mut Story) {
    let world = &story.world;
    let link =
        invite(world, &story.owner, &mut story.at_owner, "jan@example.cz", Delivery::Mail).await;
    story
        .at_owner
        .send(world, Method::DELETE, &at(paths::INVITATION, link.invite), Body::empty(), false)
        .await
        .ok();
    let link =
        invite(world, &story.owner, &mut story.at_owner, "ota@example.cz", Delivery::Mail).await;
    story.at_recipient.press(world, &at(paths::INVITATION_DECLINE, link.invite)).await.ok();
    let people: PeopleResponse = story.at_owner.get(world, paths::INVITATIONS).await.json();
    let mut states: Vec<_> = people.people.iter().map(|p| p.state).collect();
    states.sort_by_key(|state| format!("{state:?}"));
    use InvitationState::{Accepted, Cancelled, Declined};
    assert_eq!(states, [Accepted, Cancelled, Declined]);
}

async fn drafts(story: &mut Story, handover: stafeta_shared::ids::HandoverId) {
    let path = at(paths::DRAFT, handover);
    for (counter, expected) in [(1, None), (2, None), (2, Some(ProblemCode::DraftConflict))] {
        let context = DraftContext { owner: story.owner.account, handover, counter };
        let draft = Draft {
            content: Content { title: "Archiv".to_owned(), blocks: Vec::new() },
            attachments: Vec::new(),
            recipients: Vec::new(),
            extra: Extra::default(),
        };
        let stored = seal_draft(&context, &draft, &story.owner.key, &mut SystemRng).unwrap();
        let update = DraftUpdate { after: counter - 1, counter, draft: stored.into() };
        let reply = story.at_owner.put(&story.world, &path, &update).await;
        match expected {
            Some(code) => assert_eq!(reply.code(), code),
            None => reply.ok(),
        }
    }
    story.at_owner.get(&story.world, &path).await.ok();
}

async fn lists(story: &mut Story) {
    let mine: HandoversResponse = story.at_owner.get(&story.world, paths::HANDOVERS).await.json();
    let to = &mine.handovers[0].recipients[0];
    assert!(to.opened_at.is_some() && to.declined_at.is_some() && to.recalled_at.is_some());
    assert!(to.asked_early_at.is_some());
    let inbox: InboxResponse = story.at_recipient.get(&story.world, paths::INBOX).await.json();
    assert_eq!(inbox.owners[0].released[0].version, 1);
}

async fn end(story: &mut Story, handover: stafeta_shared::ids::HandoverId) {
    let path = at(paths::INVITATION, story.invite);
    delete(story, &path).await.ok();
    let left = "SELECT COUNT(*) AS n FROM sealed WHERE version = 2 AND k_srv IS NOT NULL";
    assert_eq!(story.world.count(left).await, 0);
    delete(story, &at(paths::HANDOVER, handover)).await.ok();
    let left = "SELECT COUNT(*) AS n FROM sealed WHERE header IS NOT NULL AND sig IS NOT NULL";
    assert_eq!(story.world.count(left).await, 2);
}

/// What two people or programs do at the same moment.
async fn races(world: World) {
    let mut story = Story::paired_in(world).await;
    for cycle in 1..=8 {
        open_and_recall(&mut story, cycle).await;
        commit_and_release(&mut story, cycle).await;
    }
    last_parts(&mut story).await;
    two_vaults(&mut story).await;
}

/// The half of the key left if and only if the opening is on record.
async fn open_and_recall(story: &mut Story, cycle: i64) {
    let (handover, _) = story.sealed().await;
    release(&story.world, handover, cycle).await;
    let path = at(paths::INBOX_KEY, handover);
    let (reply, ()) = tokio::join!(
        story.at_recipient.press(&story.world, &path),
        recall(&story.world, handover, cycle),
    );
    let mut tx = story.world.app.db.begin_read().await.unwrap();
    let me = story.recipient.account;
    let row = sealed::by_key(&mut tx, handover, 1, me).await.unwrap().unwrap();
    assert_eq!(reply.status.is_success(), row.opened_at.is_some());
    if !reply.status.is_success() {
        assert_eq!(reply.code(), ProblemCode::Recalled);
    }
}

/// What was released can be opened, whichever version it became.
async fn commit_and_release(story: &mut Story, cycle: i64) {
    let (handover, _) = story.sealed().await;
    let request = story.seal(handover, &[]).await;
    let mut at_owner = story.at_owner.clone();
    let path = at(paths::VERSIONS, handover);
    let (reply, ()) = tokio::join!(
        at_owner.post(&story.world, &path, &request),
        release(&story.world, handover, cycle),
    );
    let opened = story.open(handover).await.unwrap();
    if reply.status.is_success() {
        assert_eq!(opened.version, 2);
    } else {
        assert_eq!((reply.code(), opened.version), (ProblemCode::ReleaseStands, 1));
    }
}

/// Two last parts at once complete a file.
async fn last_parts(story: &mut Story) {
    let handover = story.handover().await;
    let len = stafeta_shared::limits::PART_LEN as usize;
    let (file, ct) = sealed_file(story.owner.account, handover, &vec![1; len + 9]);
    super::story::announce(&story.world, &mut story.at_owner, handover, &file).await.ok();
    let (mut one, mut two) = (story.at_owner.clone(), story.at_owner.clone());
    let (a, b) = tokio::join!(
        super::story::put_part(&story.world, &mut one, handover, &file, 0, &ct[..len]),
        super::story::put_part(&story.world, &mut two, handover, &file, 1, &ct[len..]),
    );
    a.ok();
    b.ok();
    let done = "SELECT COUNT(*) AS n FROM attachments WHERE state = 'uploading'";
    assert_eq!(story.world.count(done).await, 0);
    let name = PartName { handover, attachment: file.id, number: 0, sha256: [9; 32] };
    assert!(story.world.app.blobs.get(&name).await.is_err(), "the name carries the hash");
}

/// Two browsers of one person store a vault: one of them wins.
async fn two_vaults(story: &mut Story) {
    let link =
        invite(&story.world, &story.owner, &mut story.at_owner, "iva@example.cz", Delivery::Mail)
            .await;
    let (iva, mut at_iva): (Person, _) =
        accept(&story.world, &link, "iva@example.cz", "+420604456789").await;
    let mut hers = vault(&story.world, &mut at_iva, &iva).await;
    let update = next(&mut hers, &iva);
    let (mut one, mut two) = (at_iva.clone(), at_iva);
    let (a, b) = tokio::join!(
        one.put(&story.world, paths::VAULT, &update),
        two.put(&story.world, paths::VAULT, &update),
    );
    assert_ne!(a.status.is_success(), b.status.is_success(), "one vault wins");
}
