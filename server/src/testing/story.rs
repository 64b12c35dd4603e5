//! From an invitation to an opened handover, with the real client cryptography: what an owner's
//! and a recipient's browser do, step by step.

use super::{
    World,
    browser::{Browser, Reply},
    person::{Person, register},
};
use crate::store::{releases, sealed};
use axum::{
    body::Body,
    http::{Method, header},
};
use bytes::Bytes;
use stafeta_shared::{
    api::{
        AttachmentCreateRequest, Delivery, HandoverCreateRequest, InvitationAcceptRequest,
        InvitationCodesRequest, InvitationResponse, InvitationVerifyRequest,
        InvitationVerifyResponse, InviteRequest, KeyResponse, MeResponse, PART_HASH_HEADER,
        PeopleResponse, SealedAttachment, SealedFor, SealedResponse, VaultResponse, VaultUpdate,
        VersionCommitRequest, paths,
    },
    content::{Block, Content, File, Text},
    crypto::{
        Extra, Key, SystemRng,
        attachment::{
            AttachmentContext, AttachmentEntry, AttachmentKeys, parts_hash, seal_attachment,
        },
        bundle::Bundle,
        draw, hash,
        pairing::{self, InviteSecret},
        vault::{Change, Invite, Peer, PinnedPsk, Role, Vault, Verified},
        version::{
            Asked, Header, HeaderId, OpenError, Opened, Purpose, Received, SealPlan, SealTo,
            SealedVersion, SignedHeader, open_version, seal_version,
        },
    },
    ids::{AccountId, HandoverId, InviteId, WatchId},
    limits::PART_LEN,
};

use std::fmt::Display;

pub(crate) const CONSENT: &str = "2025-03";
/// Words that must appear nowhere on the server.
pub(crate) const WORDS: &str = "Klíče od archivu jsou u souseda Vlčka.";

/// An owner with a recipient, both with open browsers.
pub(crate) struct Story {
    pub(crate) world: World,
    pub(crate) owner: Person,
    pub(crate) at_owner: Browser,
    pub(crate) recipient: Person,
    pub(crate) at_recipient: Browser,
    pub(crate) invite: InviteId,
}

/// The fragment of a link, and which invitation it belongs to.
pub(crate) struct Link {
    pub(crate) invite: InviteId,
    pub(crate) secret: Option<InviteSecret>,
}

impl Story {
    /// Petr invites Eva by a link, she accepts, both pin.
    pub(crate) async fn paired() -> Self {
        Self::paired_in(World::new().await).await
    }

    pub(crate) async fn paired_in(world: World) -> Self {
        let (owner, mut at_owner) =
            Person::complete(&world, "petr@example.cz", "+420601123456").await;
        let link = invite(&world, &owner, &mut at_owner, "eva@example.cz", Delivery::Link).await;
        let (recipient, at_recipient) =
            accept(&world, &link, "eva@example.cz", "+420602234567").await;
        let mut story =
            Self { world, owner, at_owner, recipient, at_recipient, invite: link.invite };
        story.pin(&link).await;
        story
    }

    /// What both sides do after the acceptance: check the proof, pin, forget the link's secret.
    async fn pin(&mut self, link: &Link) {
        let world = &self.world;
        let people: PeopleResponse = self.at_owner.get(world, paths::INVITATIONS).await.json();
        let person = people.people.into_iter().find(|p| p.invite == link.invite).unwrap();
        let theirs = Bundle::parse(person.bundles.last().unwrap()).unwrap();
        let secret = link.secret.as_ref().unwrap();
        let proof = person.proof_recipient.unwrap();
        secret.check_recipient(&self.owner.bundle, &theirs, link.invite, &proof).unwrap();
        let psk =
            secret.psk(&pairing::Invitation { owner: self.owner.account, invite: link.invite });
        let time = u64::try_from(world.now()).unwrap();
        for (me, browser, bundle, role) in [
            (&self.owner, &mut self.at_owner, theirs, Role::Recipient),
            (&self.recipient, &mut self.at_recipient, self.owner.bundle.clone(), Role::Owner),
        ] {
            let mut vault = vault(world, browser, me).await;
            let mut peer = Peer::new("Known".to_owned(), role, bundle, Verified::Link);
            peer.psks.push(PinnedPsk::new(psk.clone(), time));
            vault.pin(peer).unwrap();
            let update = next(&mut vault, me);
            browser.put(world, paths::VAULT, &update).await.ok();
        }
    }

    /// A new handover, without a watch.
    pub(crate) async fn handover(&mut self) -> HandoverId {
        let handover = HandoverId::from_bytes(draw(&mut SystemRng));
        let request = HandoverCreateRequest { handover, watch: None, extra_delay_ms: 0 };
        self.at_owner.post(&self.world, paths::HANDOVERS, &request).await.ok();
        handover
    }

    /// Announces and sends a file.
    pub(crate) async fn upload(&mut self, handover: HandoverId, bytes: &[u8]) -> AttachmentEntry {
        let (entry, ct) = sealed_file(self.owner.account, handover, bytes);
        announce(&self.world, &mut self.at_owner, handover, &entry).await.ok();
        for (number, part) in ct.chunks(PART_LEN as usize).enumerate() {
            put_part(&self.world, &mut self.at_owner, handover, &entry, number, part).await.ok();
        }
        entry
    }

    /// Seals the next version for the recipient; nothing is sent yet.
    pub(crate) async fn seal(
        &mut self,
        handover: HandoverId,
        files: &[AttachmentEntry],
    ) -> VersionCommitRequest {
        self.seal_otherwise(handover, files, |_, _| {}).await
    }

    /// The same, properly sealed and signed, after a change of what is sealed.
    pub(crate) async fn seal_otherwise(
        &mut self,
        handover: HandoverId,
        files: &[AttachmentEntry],
        change: impl FnOnce(&mut SealPlan<'_>, &mut SealTo<'_>),
    ) -> VersionCommitRequest {
        let mut vault = vault(&self.world, &mut self.at_owner, &self.owner).await;
        let peer = vault.peer(self.recipient.account).unwrap().clone();
        let before = vault.handover(handover).and_then(|h| h.sealed.clone());
        let mut blocks = vec![Block::Text(Text { md: WORDS.to_owned(), extra: None })];
        blocks.extend(files.iter().map(|file| {
            Block::File(File { att_id: file.id, caption: String::new(), extra: None })
        }));
        let content = Content { title: "Archiv".to_owned(), blocks };
        let mut to = SealTo {
            bundle: peer.bundles.newest(),
            psk: peer.newest_psk(),
            prev: before.as_ref().and_then(|entry| entry.prev(self.recipient.account)),
        };
        let mut plan = SealPlan {
            owner: vault.current_keys(),
            handover,
            version: before.as_ref().map_or(0, |entry| entry.version) + 1,
            purpose: Purpose::Real,
            sealed_at: u64::try_from(self.world.now()).unwrap(),
            content: &content,
            extra: Extra::default(),
            attachments: files,
            recipients: &[],
        };
        change(&mut plan, &mut to);
        let recipients = [to];
        plan.recipients = &recipients;
        let sealed = seal_version(&plan, &mut SystemRng).unwrap();
        vault.handover_mut(handover).sealed = Some(sealed.entry());
        commit_request(sealed, files, next(&mut vault, &self.owner))
    }

    /// Sends a version.
    pub(crate) async fn commit(
        &mut self,
        handover: HandoverId,
        request: &VersionCommitRequest,
    ) -> Reply {
        let path = paths::fill(paths::VERSIONS, &[&handover.to_string()]);
        self.at_owner.post(&self.world, &path, request).await
    }

    /// A handover with a small file, sealed and committed.
    pub(crate) async fn sealed(&mut self) -> (HandoverId, AttachmentEntry) {
        let handover = self.handover().await;
        let file = self.upload(handover, b"%PDF-1.7 not really").await;
        let request = self.seal(handover, std::slice::from_ref(&file)).await;
        self.commit(handover, &request).await.ok();
        (handover, file)
    }

    /// The newest header of the recipient, as heads and receipts name it.
    pub(crate) async fn header_id(&self, handover: HandoverId) -> HeaderId {
        let mut tx = self.world.app.db.begin_read().await.unwrap();
        let header = sealed::newest_header(&mut tx, handover, self.recipient.account).await;
        HeaderId::of(&Header::parse(&header.unwrap().unwrap()).unwrap())
    }

    /// Fetches everything a recipient needs and opens it.
    pub(crate) async fn open(&mut self, handover: HandoverId) -> Result<Opened, OpenError> {
        let sealed: SealedResponse =
            self.at_recipient.get(&self.world, &at(paths::INBOX_SEALED, handover)).await.json();
        let key: KeyResponse =
            self.at_recipient.press(&self.world, &at(paths::INBOX_KEY, handover)).await.json();
        let vault = vault(&self.world, &mut self.at_recipient, &self.recipient).await;
        let signed = |header: &[u8], sig: &[u8]| SignedHeader {
            header: header.to_vec(),
            signature: sig.to_vec(),
        };
        let header = signed(&sealed.header, &sealed.sig);
        let history: Vec<_> = sealed.history.iter().map(|h| signed(&h.header, &h.sig)).collect();
        let bundles: Vec<_> =
            sealed.owner_bundles.iter().map(|b| Bundle::parse(b).unwrap()).collect();
        let asked = Asked {
            recipient: self.recipient.account,
            owner: self.owner.account,
            handover,
            version: None,
            purpose: Purpose::Real,
        };
        let received = Received {
            header: &header,
            owner_bundles: &bundles,
            history: &history,
            wrap: &sealed.wrap,
            lock: &sealed.lock,
            k_srv: &Key::from_slice(&key.k_srv).unwrap(),
            body: &sealed.body,
            psk_hint: sealed.psk_hint,
        };
        let peer = vault.peer(self.owner.account).unwrap();
        open_version(&asked, &received, peer, vault.own_keys(), &[])
    }
}

/// A path with one id in it.
pub(crate) fn at(path: &str, id: impl Display) -> String {
    paths::fill(path, &[&id.to_string()])
}

/// The vault as it lies on the server, opened.
pub(crate) async fn vault(world: &World, browser: &mut Browser, person: &Person) -> Vault {
    let answer: VaultResponse = browser.get(world, paths::VAULT).await.json();
    Vault::open(&answer.vault, person.account, &person.key).unwrap()
}

/// The next vault, sealed.
pub(crate) fn next(vault: &mut Vault, person: &Person) -> VaultUpdate {
    let change = Change { time: 0, device: "test".to_owned() };
    let sealed = vault.seal_next(change, &person.key, &mut SystemRng).unwrap();
    VaultUpdate { counter: vault.counter(), vault: sealed.stored.into() }
}

/// What an owner's browser sends to invite somebody.
pub(crate) async fn invite_request(
    world: &World,
    owner: &Person,
    browser: &mut Browser,
    email: &str,
    delivery: Delivery,
) -> (InviteRequest, InviteSecret) {
    let invite = InviteId::from_bytes(draw(&mut SystemRng));
    let secret = InviteSecret::make(&mut SystemRng);
    let mut vault = vault(world, browser, owner).await;
    vault.invites.push(Invite::new(invite, secret.clone(), "Eva".to_owned(), 0));
    let proof = secret.owner_proof(&owner.bundle, invite);
    let request = InviteRequest {
        invite,
        delivery,
        email: email.to_owned(),
        phone: Some("+420 602 234 567".to_owned()),
        language: "cs".to_owned(),
        proof_owner: (delivery == Delivery::Link).then(|| proof.into()),
        vault: next(&mut vault, owner),
    };
    (request, secret)
}

/// Invites.
pub(crate) async fn invite(
    world: &World,
    owner: &Person,
    browser: &mut Browser,
    email: &str,
    delivery: Delivery,
) -> Link {
    let (request, secret) = invite_request(world, owner, browser, email, delivery).await;
    browser.post(world, paths::INVITATIONS, &request).await.ok();
    let secret = (delivery == Delivery::Link).then_some(secret);
    Link { invite: request.invite, secret }
}

/// Has both codes sent and answers with what a person would type.
pub(crate) async fn codes(
    world: &World,
    browser: &mut Browser,
    link: &Link,
    email: &str,
    phone: &str,
) -> InvitationVerifyRequest {
    let request = InvitationCodesRequest { phone: Some(phone.to_owned()) };
    browser.post(world, &at(paths::INVITATION_CODES, link.invite), &request).await.ok();
    InvitationVerifyRequest {
        sms_code: world.code_to(phone).await,
        email_code: Some(world.code_to(email).await),
    }
}

/// Codes, then the grant.
pub(crate) async fn grant(
    world: &World,
    browser: &mut Browser,
    link: &Link,
    email: &str,
    phone: &str,
) -> InvitationVerifyResponse {
    let typed = codes(world, browser, link, email, phone).await;
    browser.post(world, &at(paths::INVITATION_VERIFY, link.invite), &typed).await.json()
}

/// What an invited browser sends to accept, and the person it becomes.
pub(crate) async fn accept_request(
    world: &World,
    browser: &mut Browser,
    link: &Link,
    grant: &InvitationVerifyResponse,
    (email, phone): (&str, &str),
) -> (InvitationAcceptRequest, Person) {
    let shown: InvitationResponse =
        browser.get(world, &at(paths::INVITATION, link.invite)).await.json();
    let owner = Bundle::parse(shown.owner_bundles.last().unwrap()).unwrap();
    let token: [u8; 32] = grant.grant.0.as_slice().try_into().unwrap();
    let sealed = register(world, browser, &token, grant.account).await;
    let proof = link.secret.as_ref().map(|secret| {
        let invitation = pairing::Invitation { owner: shown.owner, invite: link.invite };
        secret.check_owner(&invitation, &owner, &shown.proof_owner.clone().unwrap()).unwrap();
        secret.recipient_proof(&owner, &sealed.bundle, link.invite).into()
    });
    let request = InvitationAcceptRequest {
        grant: grant.grant.clone(),
        account: sealed.new,
        proof_recipient: proof,
        consent: CONSENT.to_owned(),
    };
    let person = Person {
        email: email.to_owned(),
        account: grant.account,
        key: sealed.key,
        kit: sealed.kit,
        bundle: sealed.bundle,
        phone: Some(phone.to_owned()),
    };
    (request, person)
}

/// The whole way of an invited person without an account.
pub(crate) async fn accept(
    world: &World,
    link: &Link,
    email: &str,
    phone: &str,
) -> (Person, Browser) {
    let mut browser = Browser::at("198.51.100.9:50000");
    let grant = grant(world, &mut browser, link, email, phone).await;
    let (request, person) = accept_request(world, &mut browser, link, &grant, (email, phone)).await;
    let path = at(paths::INVITATION_ACCEPT, link.invite);
    let me: MeResponse = browser.post(world, &path, &request).await.json();
    assert_eq!(me.account, person.account);
    (person, browser)
}

/// A file with fresh keys, sealed in memory.
pub(crate) fn sealed_file(
    owner: AccountId,
    handover: HandoverId,
    bytes: &[u8],
) -> (AttachmentEntry, Vec<u8>) {
    let (id, keys) = AttachmentKeys::make_with_id(&mut SystemRng);
    let context = AttachmentContext { owner, handover, id };
    let (ct, sum) = seal_attachment(&context, &keys, bytes).unwrap();
    let parts: Vec<_> = ct.chunks(PART_LEN as usize).map(hash).collect();
    assert_eq!(sum, parts_hash(&parts));
    let entry = AttachmentEntry {
        id,
        name: "smlouva.pdf".to_owned(),
        mime: "application/pdf".to_owned(),
        len: bytes.len() as u64,
        ct_len: ct.len() as u64,
        hash: sum,
        key: keys.key,
    };
    (entry, ct)
}

/// Announces a file.
pub(crate) async fn announce(
    world: &World,
    browser: &mut Browser,
    handover: HandoverId,
    file: &AttachmentEntry,
) -> Reply {
    let request = AttachmentCreateRequest { attachment: file.id, ct_len: file.ct_len };
    browser.post(world, &at(paths::ATTACHMENTS, handover), &request).await
}

/// The path of a part.
pub(crate) fn part_path(
    path: &str,
    handover: HandoverId,
    file: &AttachmentEntry,
    number: usize,
) -> String {
    paths::fill(path, &[&handover.to_string(), &file.id.to_string(), &number.to_string()])
}

/// Sends a part with its own hash.
pub(crate) async fn put_part(
    world: &World,
    browser: &mut Browser,
    handover: HandoverId,
    file: &AttachmentEntry,
    number: usize,
    bytes: &[u8],
) -> Reply {
    let path = part_path(paths::PART, handover, file, number);
    put_raw(world, browser, &path, &hex(&hash(bytes)), bytes).await
}

/// Sends a part with any hash.
pub(crate) async fn put_raw(
    world: &World,
    browser: &mut Browser,
    path: &str,
    sha256: &str,
    bytes: &[u8],
) -> Reply {
    browser.headers = vec![
        (PART_HASH_HEADER, sha256.to_owned()),
        (header::CONTENT_TYPE.as_str(), "application/octet-stream".to_owned()),
    ];
    let pieces: Vec<_> =
        bytes.chunks(100_000).map(|p| Ok::<_, std::io::Error>(Bytes::copy_from_slice(p))).collect();
    let body = Body::from_stream(futures::stream::iter(pieces));
    let reply = browser.send(world, Method::PUT, path, body, false).await;
    browser.headers.clear();
    reply
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is sent to commit a version.
pub(crate) fn commit_request(
    sealed: SealedVersion,
    files: &[AttachmentEntry],
    vault: VaultUpdate,
) -> VersionCommitRequest {
    let mut attachments: Vec<_> = files
        .iter()
        .map(|file| SealedAttachment {
            attachment: file.id,
            ct_len: file.ct_len,
            hash: file.hash.into(),
        })
        .collect();
    attachments.sort_by_key(|file| file.attachment);
    VersionCommitRequest {
        version: sealed.context.version,
        body: sealed.body.into(),
        attachments,
        recipients: sealed
            .recipients
            .into_iter()
            .map(|share| SealedFor {
                recipient: share.recipient,
                header: share.header.header.into(),
                sig: share.header.signature.into(),
                wrap: share.wrap.into(),
                lock: share.lock.into(),
                psk_hint: share.psk_hint,
                k_srv: (*share.k_srv.expose_secret()).into(),
            })
            .collect(),
        vault,
    }
}

/// Releases to whoever would receive it now, through the functions of the engine's store.
pub(crate) async fn release(world: &World, handover: HandoverId, cycle: i64) {
    let now = world.now();
    let mut tx = world.app.db.begin_write().await.unwrap();
    sqlx::query(
        "INSERT INTO watches (id, owner, kind, created_at, zone, hour, policy, state, status, \
         epoch, cycle, version) VALUES ($1, (SELECT owner FROM handovers WHERE id = $1), 'real', \
         $2, 'UTC', 9, '{}', '{}', 'released', 1, $3, 1) ON CONFLICT (id) DO NOTHING",
    )
    .bind(handover.as_bytes().as_slice())
    .bind(now)
    .bind(cycle)
    .execute(&mut *tx)
    .await
    .unwrap();
    let of = cycle_of(handover, cycle);
    releases::insert(&mut tx, of, now).await.unwrap();
    for share in sealed::releasable(&mut tx, handover).await.unwrap() {
        releases::leave(&mut tx, of, handover, share, now).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Calls that release back.
pub(crate) async fn recall(world: &World, handover: HandoverId, cycle: i64) {
    let mut tx = world.app.db.begin_write().await.unwrap();
    releases::recall(&mut tx, cycle_of(handover, cycle), world.now()).await.unwrap();
    tx.commit().await.unwrap();
}

/// A watch of the same 16 bytes as its handover.
fn cycle_of(handover: HandoverId, cycle: i64) -> releases::Cycle {
    releases::Cycle { watch: WatchId::from_bytes(*handover.as_bytes()), epoch: 1, cycle }
}
