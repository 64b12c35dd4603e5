//! The journey through the public interface alone: what keeper and server do, without network or browser.

#![cfg(feature = "crypto")]
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use stafeta_shared::{
    content::{Block, Content, Credential, File, Text},
    crypto::{
        Suite, SystemRng,
        account::{AccountKey, Kek, open_slot, seal_slot},
        attachment::{
            AttachmentContext, AttachmentKeys, AttachmentOpener, AttachmentSealer, att_root,
        },
        bundle::{Bundle, IdentityKeys},
        draft::{Draft, DraftAttachment, DraftContext, UploadState, open_draft, seal_draft},
        hash,
        kit::{KitChallenge, KitCode, verify_kit_login},
        opaque::{self, LoginContext, Password, ServerSetup},
        pairing::{Invitation, InviteSecret},
        vault::{Change, Invite, Peer, PinnedPsk, Role, Vault, Verified},
        version::{
            Asked, Committed, Purpose, Received, SealPlan, SealTo, check_committed, open_version,
        },
    },
    ids::{AccountId, HandoverId, InviteId, LoginId, SlotId},
};

const REALM: &str = "stafeta.example";
const NOW: u64 = 1_800_000_000_000;

/// What the server keeps of an account: nothing it could read.
struct Row {
    account: AccountId,
    record: Vec<u8>,
    slots: [Vec<u8>; 2],
    kit_login: [u8; 32],
    vault: Vec<u8>,
    bundle: Vec<u8>,
}

fn context(account: AccountId) -> LoginContext<'static> {
    LoginContext { suite: Suite::CURRENT, account, realm: REALM }
}

fn sign_up(setup: &ServerSetup, id: u8, password: &str) -> (Row, KitCode) {
    let account = AccountId::from_bytes([id; 16]);
    let password = Password::new(password);
    let (state, request) = opaque::registration_start(&password, &mut SystemRng).unwrap();
    let response = opaque::registration_response(setup, &request, account).unwrap();
    let done = state.finish(&password, &response, &context(account), &mut SystemRng).unwrap();

    let (key, kit) = (AccountKey::make(&mut SystemRng), KitCode::make(&mut SystemRng));
    let keys = IdentityKeys::make(&mut SystemRng);
    let bundle = Bundle::make(account, &keys).unwrap();
    let mut vault = Vault::new(bundle.clone(), keys).unwrap();
    let change = Change { time: NOW, device: "Firefox".into() };
    let vault = vault.seal_next(change, &key, &mut SystemRng).unwrap().stored;
    let slot = |n, kek: &Kek| {
        seal_slot(account, SlotId::from_bytes([n; 16]), 1, kek, &key, &mut SystemRng)
    };
    let slots = [slot(1, &Kek::from_password(&done.export_key)), slot(2, &Kek::from_kit(&kit))];
    let record = opaque::registration_record(&done.upload).unwrap();
    let kit_login = kit.login_public_key();
    (Row { account, record, slots, kit_login, vault, bundle: bundle.as_bytes().to_vec() }, kit)
}

fn log_in(setup: &ServerSetup, row: &Row, password: &str) -> (AccountKey, Vault) {
    let password = Password::new(password);
    let login = context(row.account);
    let (state, ke1) = opaque::login_start(&password, &mut SystemRng).unwrap();
    let (kept, ke2) =
        opaque::server_login_start(setup, Some(&row.record), &ke1, &login, &mut SystemRng).unwrap();
    let done = state.finish(&password, &ke2, &login, &mut SystemRng).unwrap();
    opaque::login_finish(kept.expose_secret(), &done.ke3, &login).unwrap();
    let kek = Kek::from_password(&done.export_key);
    let (_, key) = open_slot(&row.slots[0], row.account, &kek).unwrap();
    let vault = Vault::open(&row.vault, row.account, &key).unwrap();
    (key, vault)
}

#[test]
fn the_kit_is_complete_in_itself() {
    let setup = ServerSetup::make(&mut SystemRng);
    let (row, kit) = sign_up(&setup, 1, "tři modré lodě");
    let printed = kit.to_text();
    let typed = KitCode::parse(printed.expose_secret()).unwrap();
    let challenge = KitChallenge {
        realm: REALM,
        locator: typed.locator(),
        login: LoginId::from_bytes([4; 16]),
        nonce: [5; 32],
    };
    verify_kit_login(&row.kit_login, &challenge, &typed.sign_login(&challenge)).unwrap();
    let (_, key) = open_slot(&row.slots[1], row.account, &Kek::from_kit(&typed)).unwrap();
    let (by_password, vault) = log_in(&setup, &row, "tři modré lodě");
    assert_eq!(key, by_password);
    let lineage = vault.lineage().unwrap();
    lineage.anchor.check(&lineage).unwrap();
}

#[test]
fn from_the_first_word_to_the_heirs() {
    let setup = ServerSetup::make(&mut SystemRng);
    let (row, _) = sign_up(&setup, 1, "heslo vlastníka, dlouhé");
    let (mut owner_key, mut owner) = log_in(&setup, &row, "heslo vlastníka, dlouhé");

    // The owner invites; the secret travels in the link alone.
    let invite = InviteId::from_bytes([9; 16]);
    let secret = InviteSecret::make(&mut SystemRng);
    let owner_bundle = owner.current_keys().bundle.clone();
    let proof = secret.owner_proof(&owner_bundle, invite);
    owner.invites.push(Invite::new(invite, secret.clone(), "Jana".into(), NOW + 1));
    let link = secret.to_fragment();

    // Jana follows the link, checks, signs up, accepts.
    let (jana_row, _) = sign_up(&setup, 2, "heslo Jany, také dlouhé");
    let (jana_key, mut jana) = log_in(&setup, &jana_row, "heslo Jany, také dlouhé");
    let hers = InviteSecret::from_fragment(link.expose_secret()).unwrap();
    let invitation = Invitation { owner: row.account, invite };
    let shown = Bundle::parse(&row.bundle).unwrap();
    hers.check_owner(&invitation, &shown, &proof).unwrap();
    let jana_bundle = jana.current_keys().bundle.clone();
    let answer = hers.recipient_proof(&shown, &jana_bundle, invite);
    let mut peer = Peer::new("táta".into(), Role::Owner, shown, Verified::Link);
    peer.psks.push(PinnedPsk::new(hers.psk(&invitation), NOW));
    jana.pin(peer).unwrap();
    let stored = jana.seal_next(Change::default(), &jana_key, &mut SystemRng).unwrap().stored;

    // The owner comes back, checks her proof once, and pins her.
    let shown = Bundle::parse(&jana_row.bundle).unwrap();
    let secret = owner.invites[0].secret.clone().unwrap();
    secret.check_recipient(&owner_bundle, &shown, invite, &answer).unwrap();
    owner.invites.clear();
    let mut peer = Peer::new("Jana".into(), Role::Recipient, shown, Verified::Link);
    peer.psks.push(PinnedPsk::new(secret.psk(&invitation), NOW + 5));
    owner.pin(peer).unwrap();

    // A file of more than one part, resumed in the middle out of the draft.
    let handover = HandoverId::from_bytes([3; 16]);
    let file: Vec<u8> = (0..9_000_000u32).map(|i| (i % 251) as u8).collect();
    let (id, keys) = AttachmentKeys::make_with_id(&mut SystemRng);
    let at = AttachmentContext { owner: row.account, handover, id };
    let mut sealer = AttachmentSealer::new(&at, &keys, file.len() as u64, []).unwrap();
    let layout = sealer.layout();
    let piece = |part: u64| {
        let range = layout.file_range(part);
        &file[range.start as usize..range.end as usize]
    };
    let first = sealer.seal_part(0, piece(0)).unwrap();
    let mut going = DraftAttachment::start(
        id,
        "závěť.pdf".into(),
        "application/pdf".into(),
        file.len() as u64,
        &keys,
    );
    if let UploadState::Uploading { marks, .. } = &mut going.state {
        marks.insert(0, first.mark);
    }
    let credential = Credential { password: "kůň".into(), ..Credential::default() };
    let content = Content {
        title: "Kdybych tu nebyl".into(),
        blocks: vec![
            Block::Text(Text {
                md: "Milá Jano,\n\nvše je v **modré** složce.".into(),
                extra: None,
            }),
            Block::Credential(credential),
            Block::File(File { att_id: id, caption: "závěť".into(), extra: None }),
        ],
    };
    let draft = Draft { content, attachments: vec![going], ..Draft::default() };
    let draft_at = DraftContext { owner: row.account, handover, counter: 1 };
    let saved = seal_draft(&draft_at, &draft, &owner_key, &mut SystemRng).unwrap();
    (owner_key, _) = log_in(&setup, &row, "heslo vlastníka, dlouhé");
    let (_, mut draft) = open_draft(&saved, row.account, handover, &owner_key).unwrap();
    let going = &mut draft.attachments[0];
    let UploadState::Uploading { marks, .. } = going.state.clone() else { panic!("not done") };
    let mut sealer = AttachmentSealer::new(&at, &going.keys().unwrap(), going.len, marks).unwrap();
    let mut ct = first.bytes;
    for part in 1..layout.parts() {
        ct.extend_from_slice(&sealer.seal_part(part, piece(part)).unwrap().bytes);
    }
    going.state = UploadState::Done(sealer.hash().unwrap());

    // Seal; the server checks before it stores.
    let jana_peer = owner.peer(jana_row.account).unwrap();
    let to =
        [SealTo { bundle: jana_peer.bundles.newest(), psk: jana_peer.newest_psk(), prev: None }];
    let attachments: Vec<_> = draft.attachments.iter().map(|a| a.entry().unwrap()).collect();
    let plan = SealPlan {
        owner: owner.current_keys(),
        handover,
        version: 1,
        purpose: Purpose::Real,
        sealed_at: NOW + 10,
        content: &draft.content,
        extra: draft.extra.clone(),
        attachments: &attachments,
        recipients: &to,
    };
    let sealed = stafeta_shared::crypto::version::seal_version(&plan, &mut SystemRng).unwrap();
    owner.handover_mut(handover).sealed = Some(sealed.entry());
    let hers = &sealed.recipients[0];
    let root = att_root(attachments.iter().map(|a| (a.id, a.ct_len, a.hash))).unwrap();
    let committed = Committed {
        header: &hers.header,
        wrap: &hers.wrap,
        lock: &hers.lock,
        k_srv: &hers.k_srv,
        body: &hash(&sealed.body),
        body_len: sealed.body.len() as u64,
        att_root: &root,
    };
    let header = check_committed(&Bundle::parse(&row.bundle).unwrap(), &committed).unwrap();
    assert_eq!((header.recipient, header.version), (jana_row.account, 1));

    // Released: Jana logs in on whatever device and reads the same words and the same bytes.
    let jana_row = Row { vault: stored, ..jana_row };
    let (_, mut jana) = log_in(&setup, &jana_row, "heslo Jany, také dlouhé");
    let asked = Asked {
        recipient: jana_row.account,
        owner: row.account,
        handover,
        version: None,
        purpose: Purpose::Real,
    };
    let received = Received {
        header: &hers.header,
        owner_bundles: &[Bundle::parse(&row.bundle).unwrap()],
        history: &[],
        wrap: &hers.wrap,
        lock: &hers.lock,
        k_srv: &hers.k_srv,
        body: &sealed.body,
        psk_hint: hers.psk_hint,
    };
    let peer = jana.peer(row.account).unwrap();
    let opened = open_version(&asked, &received, peer, jana.own_keys(), &[]).unwrap();
    assert_eq!(opened.body.content, draft.content);
    assert!(opened.notices.is_empty());
    jana.peer_mut(row.account).unwrap().remember(opened.seen);
    let mut opener = AttachmentOpener::new(at, &opened.body.attachments[0]).unwrap();
    let mut read = Vec::new();
    for piece in ct.chunks(1 << 20) {
        read.extend_from_slice(opener.push(piece).unwrap().expose_secret());
    }
    opener.finish().unwrap();
    assert!(read == file);
}
