use crate::{
    domain::half_keys::{self, SampleError},
    store::sealed,
    testing::{
        person::Person,
        story::{Story, announce, at, commit_request, next, release, sealed_file, vault},
    },
};
use stafeta_shared::{
    api::{HandoverResponse, ProblemCode, VersionCommitRequest, VersionResponse, paths},
    bytes::B64,
    content::Content,
    crypto::{
        Extra, SystemRng,
        bundle::{Bundle, IdentityKeys},
        hash,
        version::{Header, Purpose, SealPlan, SealTo, open_own, seal_version},
    },
    ids::{AccountId, HandoverId, InviteId},
};

/// A change that a hostile or broken client might make, and the refusal it must meet.
type Case = (&'static str, fn(&mut VersionCommitRequest), ProblemCode);

fn flip(bytes: &mut B64, at: usize) {
    bytes.0[at] ^= 1;
}

/// Rewrites the header; its signature then no longer fits, which must not be the only reason.
fn header(request: &mut VersionCommitRequest, change: fn(&mut Header)) {
    let mut header = Header::parse(&request.recipients[0].header).unwrap();
    change(&mut header);
    request.recipients[0].header = header.to_bytes().into();
}

const CASES: &[Case] = &[
    ("version 0", |r| r.version = 0, ProblemCode::VersionConflict),
    ("a version ahead", |r| r.version = 2, ProblemCode::VersionConflict),
    ("no body", |r| r.body.0.clear(), ProblemCode::TooLarge),
    ("another body", |r| flip(&mut r.body, 100), ProblemCode::SealInvalid),
    ("a longer body", |r| r.body.0.push(0), ProblemCode::SealInvalid),
    ("a body too long", |r| r.body.0.resize(1024 * 1024 + 1, 0), ProblemCode::TooLarge),
    ("nobody", |r| r.recipients.clear(), ProblemCode::SealInvalid),
    ("somebody twice", |r| r.recipients.push(r.recipients[0].clone()), ProblemCode::SealInvalid),
    (
        "a stranger",
        |r| r.recipients[0].recipient = AccountId::from_bytes([9; 16]),
        ProblemCode::SealInvalid,
    ),
    ("a cut header", |r| r.recipients[0].header.0.truncate(336), ProblemCode::SealInvalid),
    ("other magic", |r| flip(&mut r.recipients[0].header, 0), ProblemCode::SealInvalid),
    ("another suite", |r| flip(&mut r.recipients[0].header, 5), ProblemCode::SealInvalid),
    ("mode changed", |r| flip(&mut r.recipients[0].header, 6), ProblemCode::SealInvalid),
    ("a gate", |r| flip(&mut r.recipients[0].header, 7), ProblemCode::SealInvalid),
    ("another purpose", |r| r.recipients[0].header.0[8] = 2, ProblemCode::SealInvalid),
    ("a signature bit", |r| flip(&mut r.recipients[0].sig, 10), ProblemCode::SealInvalid),
    ("no signature", |r| r.recipients[0].sig.0.clear(), ProblemCode::SealInvalid),
    ("another wrap", |r| flip(&mut r.recipients[0].wrap, 10), ProblemCode::SealInvalid),
    ("a longer wrap", |r| r.recipients[0].wrap.0.push(0), ProblemCode::SealInvalid),
    ("another lock", |r| flip(&mut r.recipients[0].lock, 10), ProblemCode::SealInvalid),
    ("another half of the key", |r| flip(&mut r.recipients[0].k_srv, 10), ProblemCode::SealInvalid),
    ("a short half of the key", |r| r.recipients[0].k_srv.0.truncate(31), ProblemCode::SealInvalid),
    ("no hint", |r| r.recipients[0].psk_hint = None, ProblemCode::SealInvalid),
    (
        "a foreign hint",
        |r| r.recipients[0].psk_hint = Some(InviteId::from_bytes([3; 16])),
        ProblemCode::SealInvalid,
    ),
    (
        "another owner",
        |r| header(r, |h| h.owner = AccountId::from_bytes([1; 16])),
        ProblemCode::SealInvalid,
    ),
    (
        "another recipient inside",
        |r| header(r, |h| h.recipient = AccountId::from_bytes([1; 16])),
        ProblemCode::SealInvalid,
    ),
    ("another version inside", |r| header(r, |h| h.version = 7), ProblemCode::SealInvalid),
    (
        "an unknown owner bundle",
        |r| header(r, |h| h.owner_bundle = [1; 32]),
        ProblemCode::BundleInvalid,
    ),
    ("another time", |r| header(r, |h| h.sealed_at += 1), ProblemCode::SealInvalid),
    (
        "an unknown file",
        |r| r.attachments[0].attachment = stafeta_shared::ids::AttachmentId::from_bytes([1; 16]),
        ProblemCode::SealInvalid,
    ),
    ("a file left out", |r| r.attachments.clear(), ProblemCode::SealInvalid),
    ("a file twice", |r| r.attachments.push(r.attachments[0].clone()), ProblemCode::SealInvalid),
    ("another length", |r| r.attachments[0].ct_len += 1, ProblemCode::SealInvalid),
    ("another hash", |r| flip(&mut r.attachments[0].hash, 0), ProblemCode::SealInvalid),
    ("a foreign vault", |r| flip(&mut r.vault.vault, 15), ProblemCode::InvalidField),
    ("a vault ahead", |r| r.vault.counter += 1, ProblemCode::InvalidField),
];

#[tokio::test]
async fn whatever_does_not_fit_is_refused_and_leaves_nothing() {
    let mut story = Story::paired().await;
    let handover = story.handover().await;
    let file = story.upload(handover, b"%PDF").await;
    let good = story.seal(handover, &[file]).await;
    for (name, change, code) in CASES {
        let mut bad = good.clone();
        change(&mut bad);
        assert_eq!(story.commit(handover, &bad).await.code(), *code, "{name}");
    }
    for table in ["versions", "sealed", "version_attachments"] {
        let sql: &'static str = match table {
            "versions" => "SELECT COUNT(*) AS n FROM versions",
            "sealed" => "SELECT COUNT(*) AS n FROM sealed",
            _ => "SELECT COUNT(*) AS n FROM version_attachments",
        };
        assert_eq!(story.world.count(sql).await, 0, "{table}");
    }
    story.commit(handover, &good).await.ok();
}

/// A properly signed version of something else, and the check that must find it.
type Otherwise = (&'static str, fn(&mut SealPlan<'_>, &mut SealTo<'_>), &'static str);

const OTHERWISE: &[Otherwise] = &[
    ("a drill", |plan, _| plan.purpose = Purpose::Drill, "purpose"),
    ("another handover", |plan, _| plan.handover = HandoverId::from_bytes([5; 16]), "ids"),
    ("another version", |plan, _| plan.version = 9, "ids"),
    ("a link to nothing", |_, to| to.prev = Some(&[7; 32]), "prev"),
    ("no key of the pairing", |_, to| to.psk = None, "mode"),
    ("long ago", |plan, _| plan.sealed_at = 1, "sealed-at"),
    ("far ahead", |plan, _| plan.sealed_at = u64::MAX, "sealed-at"),
];

#[tokio::test]
async fn properly_signed_versions_of_something_else_are_refused() {
    let mut story = Story::paired().await;
    let handover = story.handover().await;
    for (name, change, how) in OTHERWISE {
        let mut request = story.seal_otherwise(handover, &[], change).await;
        request.version = 1;
        request.recipients[0].psk_hint = Some(story.invite);
        let problem = story.commit(handover, &request).await.problem();
        assert_eq!(problem.code, ProblemCode::SealInvalid, "{name}");
        assert_eq!(problem.fields[0].code, *how, "{name}");
    }
    let mut base = story.seal_otherwise(handover, &[], |_, to| to.psk = None).await;
    base.recipients[0].psk_hint = None;
    // The recipient holds a shared secret of this pairing, so they would be stopped at it.
    assert_eq!(story.commit(handover, &base).await.problem().fields[0].code, "mode");
}

#[tokio::test]
async fn keys_that_are_not_the_ones_on_file_are_refused() {
    let mut story = Story::paired().await;
    let handover = story.handover().await;
    let keys = IdentityKeys::make(&mut SystemRng);
    let swapped = Bundle::make(story.recipient.account, &keys).unwrap();
    let mut vault = vault(&story.world, &mut story.at_owner, &story.owner).await;
    let sealed = story.seal(handover, &[]).await;
    let plan = SealPlan {
        owner: vault.current_keys(),
        handover,
        version: 1,
        purpose: Purpose::Real,
        sealed_at: u64::try_from(story.world.now()).unwrap(),
        content: &Content { title: String::new(), blocks: Vec::new() },
        extra: Extra::default(),
        attachments: &[],
        recipients: &[SealTo { bundle: &swapped, psk: None, prev: None }],
    };
    let version = seal_version(&plan, &mut SystemRng).unwrap();
    let request = commit_request(version, &[], next(&mut vault, &story.owner));
    let problem = story.commit(handover, &request).await.problem();
    assert_eq!(problem.code, ProblemCode::BundleInvalid);
    assert_eq!(problem.fields[0].code, "recipient-bundle");
    // A true signature of the owner, over another header.
    let mut forged = sealed.clone();
    forged.recipients[0].sig = request.recipients[0].sig.clone();
    assert_eq!(story.commit(handover, &forged).await.code(), ProblemCode::SealInvalid);
    story.commit(handover, &sealed).await.ok();
}

#[tokio::test]
async fn a_committed_version_is_read_again_by_its_owner() {
    let mut story = Story::paired().await;
    let (handover, file) = story.sealed().await;
    let path = at(paths::VERSIONS, handover);
    let newest: VersionResponse = story.at_owner.get(&story.world, &path).await.json();
    let vault = vault(&story.world, &mut story.at_owner, &story.owner).await;
    let entry = vault.handover(handover).unwrap().sealed.clone().unwrap();
    let body = open_own(story.owner.account, handover, &entry, &newest.body).unwrap();
    assert_eq!((newest.version, body.attachments), (1, vec![file]));
}

#[tokio::test]
async fn only_one_of_two_commits_wins() {
    let mut story = Story::paired().await;
    let (handover, _) = story.sealed().await;
    let (one, other) = (story.seal(handover, &[]).await, story.seal(handover, &[]).await);
    let answer: HandoverResponse = story.commit(handover, &one).await.json();
    assert_eq!((answer.version, answer.recipients.len()), (2, 1));
    assert_eq!(story.commit(handover, &other).await.code(), ProblemCode::VersionConflict);
}

#[tokio::test]
async fn a_vault_that_changed_in_between_stops_the_commit() {
    let mut story = Story::paired().await;
    let handover = story.handover().await;
    let request = story.seal(handover, &[]).await;
    let mut vault = vault(&story.world, &mut story.at_owner, &story.owner).await;
    let update = next(&mut vault, &story.owner);
    story.at_owner.put(&story.world, paths::VAULT, &update).await.ok();
    assert_eq!(story.commit(handover, &request).await.code(), ProblemCode::VaultConflict);
    assert_eq!(story.world.count("SELECT COUNT(*) AS n FROM versions").await, 0);
}

#[tokio::test]
async fn the_next_version_destroys_the_one_before_but_not_its_header() {
    let mut story = Story::paired().await;
    let (handover, file) = story.sealed().await;
    let request = story.seal(handover, &[file]).await;
    let first_header = {
        let mut tx = story.world.app.db.begin_read().await.unwrap();
        sealed::newest_header(&mut tx, handover, story.recipient.account).await.unwrap().unwrap()
    };
    assert_eq!(Header::parse(&request.recipients[0].header).unwrap().prev, hash(&first_header));
    let mut broken = request.clone();
    broken.recipients[0].header =
        Header { prev: [0; 32], ..Header::parse(&request.recipients[0].header).unwrap() }
            .to_bytes()
            .into();
    assert_eq!(story.commit(handover, &broken).await.code(), ProblemCode::SealInvalid);
    story.commit(handover, &request).await.ok();
    let mut tx = story.world.app.db.begin_read().await.unwrap();
    let me = story.recipient.account;
    let old = sealed::by_key(&mut tx, handover, 1, me).await.unwrap().unwrap();
    assert!(old.k_srv.is_none() && old.wrap.is_none() && old.lock.is_none());
    assert_eq!(old.header, first_header);
    let new = sealed::by_key(&mut tx, handover, 2, me).await.unwrap().unwrap();
    assert!(new.k_srv.is_some());
}

#[tokio::test]
async fn unfinished_files_and_strange_clocks_are_refused() {
    let mut story = Story::paired().await;
    let handover = story.handover().await;
    let (file, _) = sealed_file(story.owner.account, handover, b"later");
    announce(&story.world, &mut story.at_owner, handover, &file).await.ok();
    let request = story.seal(handover, &[file]).await;
    assert_eq!(story.commit(handover, &request).await.code(), ProblemCode::AttachmentIncomplete);

    story.world.clock.advance(48 * 3_600_000);
    story.owner.log_in(&story.world, &mut story.at_owner).await;
    let ahead = story.seal(handover, &[]).await;
    story.world.clock.shift_wall(-25 * 3_600_000);
    assert_eq!(story.commit(handover, &ahead).await.code(), ProblemCode::SealInvalid);
    story.world.clock.shift_wall(2 * 3_600_000);
    story.commit(handover, &ahead).await.ok();
}

#[tokio::test]
async fn nothing_is_sealed_over_a_release_that_stands() {
    let mut story = Story::paired().await;
    let (handover, _) = story.sealed().await;
    let request = story.seal(handover, &[]).await;
    release(&story.world, handover, 1).await;
    assert_eq!(story.commit(handover, &request).await.code(), ProblemCode::ReleaseStands);
}

#[tokio::test]
async fn another_persons_handover_cannot_be_sealed() {
    let mut story = Story::paired().await;
    let handover = story.handover().await;
    let request = story.seal(handover, &[]).await;
    let (_, mut stranger) = Person::complete(&story.world, "jan@example.cz", "+420603345678").await;
    let path = at(paths::VERSIONS, handover);
    let reply = stranger.post(&story.world, &path, &request).await;
    assert_eq!(reply.code(), ProblemCode::NotFound);
}

#[tokio::test]
async fn the_halves_are_wrapped_and_a_spoilt_one_stops_the_start() {
    let mut story = Story::paired().await;
    let handover = story.handover().await;
    let request = story.seal(handover, &[]).await;
    story.commit(handover, &request).await.ok();
    let app = &story.world.app;
    assert_eq!(half_keys::check_sample(&app.db, &app.keys).await.unwrap(), 1);
    let mut tx = app.db.begin_write().await.unwrap();
    let row = sealed::by_key(&mut tx, handover, 1, story.recipient.account).await.unwrap().unwrap();
    let stored = row.k_srv.unwrap().wrapped;
    let plain = &request.recipients[0].k_srv;
    assert!(!stored.windows(8).any(|window| plain.windows(8).any(|p| p == window)));
    sqlx::query("UPDATE sealed SET k_srv_key = 'wrap-9'").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let error = half_keys::check_sample(&app.db, &app.keys).await.unwrap_err();
    assert!(matches!(error, SampleError::Bad { bad: 1, looked_at: 1 }), "{error}");
}
