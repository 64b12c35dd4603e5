use crate::{
    blobs::PartName,
    store::attachments,
    testing::{
        World,
        browser::{Browser, Reply},
        person::Person,
        story::{
            Story, announce, at, hex, next, part_path, put_part, put_raw, release, sealed_file,
            vault,
        },
    },
};
use axum::{body::Body, http::Method};
use stafeta_shared::{
    api::{
        AttachmentCreateRequest, AttachmentResponse, DraftResponse, DraftUpdate,
        HandoverCreateRequest, HandoverResponse, HandoverUpdateRequest, HandoversResponse,
        MeResponse, ProblemCode, paths,
    },
    content::Content,
    crypto::{
        Extra, SystemRng,
        attachment::AttachmentEntry,
        draft::{Draft, DraftContext, open_draft, seal_draft},
        draw, hash,
    },
    ids::{HandoverId, WatchId},
    limits::PART_LEN,
};

fn draft(title: &str) -> Draft {
    Draft {
        content: Content { title: title.to_owned(), blocks: Vec::new() },
        attachments: Vec::new(),
        recipients: Vec::new(),
        extra: Extra::default(),
    }
}

async fn delete(world: &World, browser: &mut Browser, path: &str) -> Reply {
    browser.send(world, Method::DELETE, path, Body::empty(), false).await
}

async fn owner(world: &World) -> (Person, Browser) {
    Person::complete(world, "petr@example.cz", "+420601123456").await
}

async fn create(world: &World, browser: &mut Browser) -> HandoverId {
    let handover = HandoverId::from_bytes(draw(&mut SystemRng));
    let request = HandoverCreateRequest { handover, watch: None, extra_delay_ms: 0 };
    browser.post(world, paths::HANDOVERS, &request).await.ok();
    handover
}

/// The name of a file's only part in the blob store.
async fn part_name(world: &World, handover: HandoverId, file: &AttachmentEntry) -> PartName {
    let mut tx = world.app.db.begin_read().await.unwrap();
    let part = attachments::part(&mut tx, handover, file.id, 0).await.unwrap().unwrap();
    PartName { handover, attachment: file.id, number: 0, sha256: part.sha256 }
}

#[tokio::test]
async fn handovers_are_made_changed_listed_and_deleted() {
    let world = World::new().await;
    let (_, mut browser) = owner(&world).await;
    let handover = create(&world, &mut browser).await;
    let twice = HandoverCreateRequest { handover, watch: None, extra_delay_ms: 0 };
    assert_eq!(
        browser.post(&world, paths::HANDOVERS, &twice).await.code(),
        ProblemCode::InvalidField
    );
    let path = at(paths::HANDOVER, handover);
    let change = |watch, extra_delay_ms| HandoverUpdateRequest { watch, extra_delay_ms };
    let changed: HandoverResponse = browser.put(&world, &path, &change(None, 5000)).await.json();
    assert_eq!((changed.extra_delay_ms, changed.version), (5000, 0));
    let unknown = Some(WatchId::from_bytes([7; 16]));
    assert_eq!(browser.put(&world, &path, &change(unknown, 0)).await.code(), ProblemCode::NotFound);
    assert_eq!(
        browser.put(&world, &path, &change(None, -1)).await.code(),
        ProblemCode::InvalidField
    );
    delete(&world, &mut browser, &path).await.ok();
    let left: HandoversResponse = browser.get(&world, paths::HANDOVERS).await.json();
    assert!(left.handovers.is_empty());
    assert_eq!(delete(&world, &mut browser, &path).await.code(), ProblemCode::NotFound);
}

#[tokio::test]
async fn nobody_else_gets_near_a_handover() {
    let mut story = Story::paired().await;
    let (handover, file) = story.sealed().await;
    let (_, mut stranger) = Person::complete(&story.world, "jan@example.cz", "+420603345678").await;
    let part = part_path(paths::PART, handover, &file, 0);
    let attachment = paths::fill(paths::ATTACHMENT, &[&handover.to_string(), &file.id.to_string()]);
    for browser in [&mut stranger, &mut story.at_recipient] {
        for (method, path) in [
            (Method::DELETE, at(paths::HANDOVER, handover)),
            (Method::GET, at(paths::DRAFT, handover)),
            (Method::GET, at(paths::VERSIONS, handover)),
            (Method::GET, attachment.clone()),
            (Method::DELETE, attachment.clone()),
            (Method::GET, part.clone()),
        ] {
            let reply =
                browser.send(&story.world, method.clone(), &path, Body::empty(), false).await;
            assert_eq!(reply.code(), ProblemCode::NotFound, "{method} {path}");
        }
        let mine: HandoversResponse = browser.get(&story.world, paths::HANDOVERS).await.json();
        assert!(mine.handovers.is_empty());
        let request = AttachmentCreateRequest { attachment: file.id, ct_len: file.ct_len };
        let path = at(paths::ATTACHMENTS, handover);
        let reply = browser.post(&story.world, &path, &request).await;
        assert_eq!(reply.code(), ProblemCode::NotFound);
        let reply = put_part(&story.world, browser, handover, &file, 0, b"x").await;
        assert_eq!(reply.code(), ProblemCode::NotFound);
    }
    let nobody = Browser::new().get(&story.world, paths::HANDOVERS).await;
    assert_eq!(nobody.code(), ProblemCode::Unauthenticated);
}

#[tokio::test]
async fn drafts_are_swapped_one_after_the_other() {
    let world = World::new().await;
    let (person, mut browser) = owner(&world).await;
    let handover = create(&world, &mut browser).await;
    let path = at(paths::DRAFT, handover);
    assert_eq!(browser.get(&world, &path).await.code(), ProblemCode::NotFound);
    let seal = |counter, handover, title: &str| {
        let context = DraftContext { owner: person.account, handover, counter };
        let stored = seal_draft(&context, &draft(title), &person.key, &mut SystemRng).unwrap();
        DraftUpdate { after: counter - 1, counter, draft: stored.into() }
    };
    browser.put(&world, &path, &seal(1, handover, "jedna")).await.ok();
    let late = browser.put(&world, &path, &seal(1, handover, "jiná")).await;
    assert_eq!(late.code(), ProblemCode::DraftConflict);
    let ahead = browser.put(&world, &path, &seal(3, handover, "tři")).await;
    assert_eq!(ahead.code(), ProblemCode::DraftConflict);
    let foreign = seal(2, HandoverId::from_bytes([9; 16]), "cizí");
    assert_eq!(browser.put(&world, &path, &foreign).await.code(), ProblemCode::InvalidField);
    let lying = DraftUpdate { counter: 2, ..seal(3, handover, "lež") };
    assert_eq!(browser.put(&world, &path, &lying).await.code(), ProblemCode::InvalidField);
    browser.put(&world, &path, &seal(2, handover, "dvě")).await.ok();
    let read: DraftResponse = browser.get(&world, &path).await.json();
    let (_, opened) = open_draft(&read.draft, person.account, handover, &person.key).unwrap();
    assert_eq!((read.counter, opened.content.title.as_str()), (2, "dvě"));
    // Whoever knows of a newer one that was lost leaves its counter out.
    let jump = DraftUpdate { after: 2, ..seal(9, handover, "devět") };
    browser.put(&world, &path, &jump).await.ok();
    let back = DraftUpdate { after: 9, ..seal(9, handover, "zpět") };
    assert_eq!(browser.put(&world, &path, &back).await.code(), ProblemCode::InvalidField);
}

#[tokio::test]
async fn an_upload_goes_on_after_a_break_and_is_read_back() {
    let world = World::new().await;
    let (person, mut browser) = owner(&world).await;
    let handover = create(&world, &mut browser).await;
    let bytes = vec![0x5a; PART_LEN as usize + 70_000];
    let (file, ct) = sealed_file(person.account, handover, &bytes);
    let announced: AttachmentResponse =
        announce(&world, &mut browser, handover, &file).await.json();
    assert!(!announced.complete && announced.parts.is_empty());
    let (one, two) = ct.split_at(PART_LEN as usize);
    put_part(&world, &mut browser, handover, &file, 1, two).await.ok();
    let path = paths::fill(paths::ATTACHMENT, &[&handover.to_string(), &file.id.to_string()]);
    let half: AttachmentResponse = browser.get(&world, &path).await.json();
    assert_eq!((half.complete, half.parts[0].number), (false, 1));
    assert_eq!(half.parts[0].sha256.0, hash(two));
    put_part(&world, &mut browser, handover, &file, 0, one).await.ok();
    put_part(&world, &mut browser, handover, &file, 0, one).await.ok();
    let whole: AttachmentResponse = announce(&world, &mut browser, handover, &file).await.json();
    assert_eq!((whole.complete, whole.parts.len()), (true, 2));
    let mut read = Vec::new();
    for number in 0..2 {
        let part = browser.get(&world, &part_path(paths::PART, handover, &file, number)).await;
        part.ok();
        read.extend_from_slice(&part.body);
    }
    assert!(read == ct);
    let beyond = browser.get(&world, &part_path(paths::PART, handover, &file, 2)).await;
    assert_eq!(beyond.code(), ProblemCode::NotFound);
}

#[tokio::test]
async fn parts_that_do_not_fit_are_refused() {
    let world = World::new().await;
    let (person, mut browser) = owner(&world).await;
    let handover = create(&world, &mut browser).await;
    let (file, ct) = sealed_file(person.account, handover, b"file");
    let early = put_part(&world, &mut browser, handover, &file, 0, &ct).await;
    assert_eq!(early.code(), ProblemCode::NotFound, "not announced");
    announce(&world, &mut browser, handover, &file).await.ok();
    let path = part_path(paths::PART, handover, &file, 0);
    let mut other = ct.clone();
    other[60] ^= 1;
    for (name, sha256, bytes) in [
        ("short", hex(&hash(&ct[1..])), &ct[1..]),
        ("long", hex(&hash(&[&ct[..], b"x"].concat())), &[&ct[..], b"x"].concat()),
        ("other bytes than the hash", hex(&hash(&ct)), &other),
        ("empty", hex(&hash(b"")), &[][..]),
    ] {
        let reply = put_raw(&world, &mut browser, &path, &sha256, bytes).await;
        assert_eq!(reply.code(), ProblemCode::PartMismatch, "{name}");
    }
    for sha256 in ["", "xyz", &hex(&hash(&ct))[1..]] {
        let reply = put_raw(&world, &mut browser, &path, sha256, &ct).await;
        assert_eq!(reply.code(), ProblemCode::BadRequest);
    }
    let beyond = put_part(&world, &mut browser, handover, &file, 1, &ct).await;
    assert_eq!(beyond.code(), ProblemCode::NotFound);
    assert_eq!(world.count("SELECT COUNT(*) AS n FROM parts").await, 0);
    put_part(&world, &mut browser, handover, &file, 0, &ct).await.ok();
    let changed = put_part(&world, &mut browser, handover, &file, 0, &other).await;
    assert_eq!(changed.code(), ProblemCode::PartMismatch, "one nonce, two contents");
    let kept = browser.get(&world, &path).await;
    assert!(kept.body == ct);
}

#[tokio::test]
async fn the_quota_is_reserved_when_a_file_is_announced() {
    let world = World::with("[limits]\nstorage_mib = 1\n").await;
    let (person, mut browser) = owner(&world).await;
    let handover = create(&world, &mut browser).await;
    let (small, _) = sealed_file(person.account, handover, &[1; 600_000]);
    let (large, _) = sealed_file(person.account, handover, &[1; 600_000]);
    announce(&world, &mut browser, handover, &small).await.ok();
    let full = announce(&world, &mut browser, handover, &large).await;
    assert_eq!(full.code(), ProblemCode::QuotaExceeded);
    let me: MeResponse = browser.get(&world, paths::ME).await.json();
    assert_eq!(me.storage_used, small.ct_len);
    let path = paths::fill(paths::ATTACHMENT, &[&handover.to_string(), &small.id.to_string()]);
    delete(&world, &mut browser, &path).await.ok();
    announce(&world, &mut browser, handover, &large).await.ok();
    delete(&world, &mut browser, &at(paths::HANDOVER, handover)).await.ok();
    let me: MeResponse = browser.get(&world, paths::ME).await.json();
    assert_eq!(me.storage_used, 0);
}

#[tokio::test]
async fn impossible_files_are_not_announced() {
    let world = World::new().await;
    let (person, mut browser) = owner(&world).await;
    let handover = create(&world, &mut browser).await;
    let (file, _) = sealed_file(person.account, handover, b"file");
    let path = at(paths::ATTACHMENTS, handover);
    for ct_len in [0, file.ct_len - 1, file.ct_len + 1, u64::MAX] {
        let request = AttachmentCreateRequest { attachment: file.id, ct_len };
        assert_eq!(browser.post(&world, &path, &request).await.code(), ProblemCode::InvalidField);
    }
    announce(&world, &mut browser, handover, &file).await.ok();
    let (longer, _) = sealed_file(person.account, handover, &[0; 5000]);
    let request = AttachmentCreateRequest { attachment: file.id, ct_len: longer.ct_len };
    assert_eq!(browser.post(&world, &path, &request).await.code(), ProblemCode::InvalidField);
}

#[tokio::test]
async fn a_sealed_file_cannot_be_dropped_until_a_version_without_it() {
    let mut story = Story::paired().await;
    let (handover, file) = story.sealed().await;
    let path = paths::fill(paths::ATTACHMENT, &[&handover.to_string(), &file.id.to_string()]);
    let reply = delete(&story.world, &mut story.at_owner, &path).await;
    assert_eq!(reply.code(), ProblemCode::AttachmentInUse);
    let request = story.seal(handover, &[]).await;
    story.commit(handover, &request).await.ok();
    let gone = story.at_owner.get(&story.world, &path).await;
    assert_eq!(gone.code(), ProblemCode::NotFound);
    let me: MeResponse = story.at_owner.get(&story.world, paths::ME).await.json();
    assert_eq!(me.storage_used, request.body.len() as u64);
}

#[tokio::test]
async fn the_sweep_takes_only_what_no_row_names() {
    let mut story = Story::paired().await;
    let (handover, file) = story.sealed().await;
    let app = story.world.app.clone();
    let orphan = PartName { sha256: [1; 32], ..part_name(&story.world, handover, &file).await };
    drop(app.blobs.put(&orphan, vec![bytes::Bytes::from_static(b"orphan")]).await.unwrap());
    assert_eq!(app.blobs.sweep(&app.db, 0).await.unwrap(), 0, "too young");
    assert_eq!(app.blobs.sweep(&app.db, i64::MAX).await.unwrap(), 1);
    assert!(app.blobs.get(&orphan).await.is_err());
    story.at_owner.get(&story.world, &part_path(paths::PART, handover, &file, 0)).await.ok();
}

#[tokio::test]
async fn deletion_leaves_headers_and_signatures_only() {
    let mut story = Story::paired().await;
    let (handover, file) = story.sealed().await;
    let before = vault(&story.world, &mut story.at_owner, &story.owner).await;
    let name = part_name(&story.world, handover, &file).await;
    assert!(story.world.app.blobs.get(&name).await.is_ok());
    delete(&story.world, &mut story.at_owner, &at(paths::HANDOVER, handover)).await.ok();
    let left = "SELECT COUNT(*) AS n FROM sealed WHERE wrap IS NOT NULL OR lock IS NOT NULL \
        OR k_srv IS NOT NULL";
    assert_eq!(story.world.count(left).await, 0);
    assert_eq!(story.world.count("SELECT COUNT(*) AS n FROM sealed").await, 1);
    assert_eq!(
        story.world.count("SELECT COUNT(*) AS n FROM versions WHERE body IS NOT NULL").await,
        0
    );
    assert_eq!(story.world.count("SELECT COUNT(*) AS n FROM attachments").await, 0);
    assert!(story.world.app.blobs.get(&name).await.is_err());
    let mut vault = before;
    let update = next(&mut vault, &story.owner);
    story.at_owner.put(&story.world, paths::VAULT, &update).await.ok();
}

#[tokio::test]
async fn nothing_is_hung_on_a_watch_that_has_released() {
    let world = World::new().await;
    let (_, mut browser) = owner(&world).await;
    let (released, loose) =
        (create(&world, &mut browser).await, create(&world, &mut browser).await);
    release(&world, released, 1).await;
    // The stand-in watch has the bytes of its handover.
    let watch = Some(WatchId::from_bytes(*released.as_bytes()));
    let update = HandoverUpdateRequest { watch, extra_delay_ms: 0 };
    let reply = browser.put(&world, &at(paths::HANDOVER, loose), &update).await;
    assert_eq!(reply.code(), ProblemCode::ReleaseStands);
    assert_eq!(reply.problem().fields[0].field, "watch");
    let handover = HandoverId::from_bytes(draw(&mut SystemRng));
    let new = HandoverCreateRequest { handover, watch, extra_delay_ms: 0 };
    let reply = browser.post(&world, paths::HANDOVERS, &new).await;
    assert_eq!(reply.code(), ProblemCode::ReleaseStands);
    let hung = "SELECT COUNT(*) AS n FROM handovers WHERE watch IS NOT NULL";
    assert_eq!(world.count(hung).await, 0);
}
