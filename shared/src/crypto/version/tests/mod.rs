//! Sealed versions: the people of the tests, and what must simply work. What a hostile server tries is in
//! the modules beside; the numbers there are those of the threat table.

mod bits;
mod hostile;
mod owner;
mod trust;

use super::*;
use crate::bytes::B64;
use crate::content::{Block, Content, Credential, File, Text, Unknown};
use crate::crypto::{
    Refused, SystemRng,
    attachment::{
        AttachmentContext, AttachmentEntry, AttachmentKeys, open_attachment, seal_attachment,
    },
    bundle::IdentityKeys,
    hash,
    pairing::Psk,
    vault::{OwnKeys, Peer, PinnedPsk, Role, Seen, Vault, Verified},
};
use crate::ids::InviteId;

const NOW: u64 = 1_800_000_000_000;

/// An owner, two recipients, and what each knows of the other.
struct World {
    owner: Vault,
    jana: Vault,
    petr: Vault,
    psk: Psk,
    /// How Jana sees the owner.
    peer: Peer,
}

fn vault(id: u8) -> Vault {
    let keys = IdentityKeys::make(&mut SystemRng);
    let bundle = Bundle::make(AccountId::from_bytes([id; 16]), &keys).unwrap();
    Vault::new(bundle, keys).unwrap()
}

fn psk(id: u8) -> Psk {
    Psk { invite: InviteId::from_bytes([id; 16]), key: Key::make(&mut SystemRng) }
}

impl World {
    fn new() -> Self {
        let (owner, jana, petr, psk) = (vault(1), vault(2), vault(3), psk(9));
        let mut peer = Peer::new(
            "táta".into(),
            Role::Owner,
            owner.current_keys().bundle.clone(),
            Verified::Link,
        );
        peer.psks.push(PinnedPsk::new(psk.clone(), NOW - 1000));
        Self { owner, jana, petr, psk, peer }
    }

    fn seal(&self, version: u64, prev: Option<&Hash>) -> SealedVersion {
        self.seal_as(version, prev, Some(&self.psk), Purpose::Real)
    }

    fn seal_as(
        &self,
        version: u64,
        prev: Option<&Hash>,
        psk: Option<&Psk>,
        purpose: Purpose,
    ) -> SealedVersion {
        let to = [
            SealTo { bundle: &self.jana.current_keys().bundle, psk, prev },
            SealTo { bundle: &self.petr.current_keys().bundle, psk: None, prev: None },
        ];
        seal_version(&self.plan(version, purpose, &content(), &to), &mut SystemRng).unwrap()
    }

    fn plan<'a>(
        &'a self,
        version: u64,
        purpose: Purpose,
        content: &'a Content,
        recipients: &'a [SealTo<'a>],
    ) -> SealPlan<'a> {
        let sealed_at = NOW + version;
        SealPlan {
            owner: self.owner.current_keys(),
            handover: handover(),
            version,
            purpose,
            sealed_at,
            content,
            extra: crate::crypto::Extra::default(),
            attachments: &[],
            recipients,
        }
    }

    fn asked(&self) -> Asked {
        Asked {
            recipient: self.jana.account(),
            owner: self.owner.account(),
            handover: handover(),
            version: None,
            purpose: Purpose::Real,
        }
    }

    fn open(&self, sealed: &SealedVersion) -> Result<Opened, OpenError> {
        self.open_with(&received(sealed))
    }

    fn open_with(&self, received: &Received<'_>) -> Result<Opened, OpenError> {
        open_version(&self.asked(), received, &self.peer, self.jana.own_keys(), &[])
    }

    fn open_despite(
        &self,
        sealed: &SealedVersion,
        accepted: &[StopReason],
    ) -> Result<Opened, OpenError> {
        let received = received(sealed);
        open_version(&self.asked(), &received, &self.peer, self.jana.own_keys(), accepted)
    }

    fn refuses(&self, received: &Received<'_>) -> bool {
        matches!(self.open_with(received), Err(OpenError::Refused(Refused)))
    }
}

const EVERY_STOP: [StopReason; 4] =
    [StopReason::Older, StopReason::Different, StopReason::ChainNotShown, StopReason::Unpaired];

fn handover() -> HandoverId {
    HandoverId::from_bytes([7; 16])
}

fn content() -> Content {
    let credential = Credential {
        site: "banka".into(),
        password: "žluťoučký kůň".into(),
        ..Credential::default()
    };
    Content {
        title: "Pro Janu".into(),
        blocks: vec![
            Block::Text(Text { md: "Milá Jano".into(), extra: None }),
            Block::Credential(credential),
        ],
    }
}

/// What an honest server sends Jana.
fn received(sealed: &SealedVersion) -> Received<'_> {
    let mine = &sealed.recipients[0];
    Received {
        header: &mine.header,
        owner_bundles: &[],
        history: &[],
        wrap: &mine.wrap,
        lock: &mine.lock,
        k_srv: &mine.k_srv,
        body: &sealed.body,
        psk_hint: mine.psk_hint,
    }
}

/// Changes a header's fields and signs it again with given keys.
fn resign(
    sealed: &SealedVersion,
    keys: &OwnKeys,
    change: impl FnOnce(&mut Header),
) -> SignedHeader {
    let mut header = Header::parse(&sealed.recipients[0].header.header).unwrap();
    change(&mut header);
    let bytes = header.to_bytes();
    let signature =
        crate::crypto::hazmat::sign::sign(&keys.secrets.ed25519, labels::SIG_HEADER, &bytes)
            .to_vec();
    SignedHeader { header: bytes, signature }
}

#[test]
fn each_part_is_the_headers() {
    let world = World::new();
    let sealed = world.seal(1, None);
    let header = Header::parse(&sealed.recipients[0].header.header).unwrap();
    let good = received(&sealed);
    let check = |received: &Received<'_>| open::check_hashes(&header, received).is_ok();
    assert!(check(&good));
    let changed = |part: &[u8]| part.iter().map(|byte| byte ^ 1).collect::<Vec<_>>();
    let (wrap, lock, body) = (changed(good.wrap), changed(good.lock), changed(good.body));
    assert!(!check(&Received { wrap: &wrap, ..good }));
    assert!(!check(&Received { lock: &lock, ..good }));
    assert!(!check(&Received { body: &body, ..good }));

    // What is asked before the server's half is fetched.
    let (asked, own) = (world.asked(), world.jana.own_keys());
    let check = |received: &Received<'_>| check_version(&asked, received, &world.peer, own, &[]);
    assert!(check(&good).is_ok());
    assert!(check(&Received { wrap: &wrap, ..good }).is_err());
}

#[test]
fn opens_for_each_recipient() {
    let world = World::new();
    let sealed = world.seal(1, None);
    assert_eq!(
        (
            sealed.recipients[0].header.header.len(),
            sealed.recipients[0].wrap.len(),
            sealed.recipients[0].lock.len()
        ),
        (337, 1168, 104)
    );
    let opened = world.open(&sealed).unwrap();
    assert_eq!((opened.body.content, opened.version, opened.notices.len()), (content(), 1, 0));
    assert_eq!(opened.header_hash, hash(&sealed.recipients[0].header.header));

    let base = &sealed.recipients[1];
    let peer = Peer::new(
        "táta".into(),
        Role::Owner,
        world.owner.current_keys().bundle.clone(),
        Verified::None,
    );
    let received = Received {
        header: &base.header,
        wrap: &base.wrap,
        lock: &base.lock,
        k_srv: &base.k_srv,
        psk_hint: None,
        ..received(&sealed)
    };
    let asked = Asked { recipient: world.petr.account(), ..world.asked() };
    let opened = open_version(&asked, &received, &peer, world.petr.own_keys(), &[]).unwrap();
    assert_eq!(opened.body.content, content());
}

#[test]
fn files_are_opened_with_the_entries_of_the_body() {
    let world = World::new();
    let (id, keys) = AttachmentKeys::make_with_id(&mut SystemRng);
    let context = AttachmentContext { owner: world.owner.account(), handover: handover(), id };
    let (ct, hash) = seal_attachment(&context, &keys, b"%PDF-1.7 words").unwrap();
    let entry = AttachmentEntry {
        id,
        name: "závěť.pdf".into(),
        mime: "application/pdf".into(),
        len: 14,
        ct_len: ct.len() as u64,
        hash,
        key: keys.key,
    };
    let file = Content {
        blocks: vec![Block::File(File { att_id: id, caption: String::new(), extra: None })],
        ..content()
    };
    let to =
        [SealTo { bundle: &world.jana.current_keys().bundle, psk: Some(&world.psk), prev: None }];
    let attachments = [entry];
    let plan = SealPlan { attachments: &attachments, ..world.plan(1, Purpose::Real, &file, &to) };
    let opened = world.open(&seal_version(&plan, &mut SystemRng).unwrap()).unwrap();
    assert_eq!(opened.body.attachments, attachments);
    assert_eq!(
        open_attachment(context, &opened.body.attachments[0], &ct).unwrap().expose_secret(),
        b"%PDF-1.7 words"
    );

    assert_eq!(
        seal_version(&world.plan(1, Purpose::Real, &file, &to), &mut SystemRng).unwrap_err(),
        SealError::Attachments,
        "a block without its file"
    );
    let twice = [attachments[0].clone(), attachments[0].clone()];
    assert_eq!(
        seal_version(&SealPlan { attachments: &twice, ..plan }, &mut SystemRng).unwrap_err(),
        SealError::Attachments
    );
}
