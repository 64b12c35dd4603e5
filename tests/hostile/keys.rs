//! E1, E2: swapped keys. E3: ghosts. E13: confused people. E17: keys that are none.

use crate::{
    forge::{forged, sound, weak},
    insider::{Insider, Trio},
    scene::{Planted, key_changed, left, nothing_left, released, seen, unverifiable},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use stafeta_client::{
    keeper::transport::Method,
    protocol::{Answer, Command, Refusal, Verified},
};
use stafeta_shared::{
    api::{
        Delivery, InboxResponse, InvitationResponse, InvitationState, PeopleResponse,
        PersonResponse, SealedResponse, VersionCommitRequest, paths,
    },
    bytes::B64,
    crypto::{
        SystemRng,
        bundle::IdentityKeys,
        pairing::{Invitation, InviteSecret},
    },
    ids::{AccountId, HandoverId, InviteId},
};
use stafeta_tests::support::{
    device::{Device, Stage, kit},
    pair::{OWNER, Pair, RECIPIENT, accept, acceptance, invite, link_of, people, version, words},
};

const NAME: &str = "Petr (účetní)";

fn secrets(fragment: Option<&str>, owner: AccountId, invite: InviteId) -> Planted {
    let Some(fragment) = fragment else { return Planted::new(&[]) };
    let secret = InviteSecret::from_fragment(fragment).unwrap();
    let psk = secret.psk(&Invitation { owner, invite });
    let s_inv = URL_SAFE_NO_PAD.decode(fragment).unwrap();
    Planted::new(&[
        ("link's secret", &s_inv),
        ("shared key", psk.key.expose_secret()),
        ("words", "hunter2 ěšč".as_bytes()),
    ])
}

fn planted(pair: &Pair) -> Planted {
    secrets(pair.secret.as_deref(), pair.owner_me.account, pair.invite)
}

pub(crate) fn swap_owner(answer: &mut InvitationResponse) {
    let bundle = forged(answer.owner);
    answer.owner_bundles = vec![B64(bundle.as_bytes().to_vec())];
    answer.owner_bundle = bundle.hash().into();
}

/// What the owner's device hears about people.
pub(crate) fn hears_people(
    device: &Device,
    change: impl Fn(&mut PeopleResponse) + Send + Sync + 'static,
) {
    device.hears(Method::Get, paths::INVITATIONS, change);
}

pub(crate) fn show(person: &mut PersonResponse, bundle: Vec<u8>) {
    person.bundles = vec![B64(bundle)];
}

/// E1: another owner's keys at acceptance, with the true proof or with none.
pub(crate) async fn owner_swapped_at_acceptance(stage: Stage<'_>) {
    let service = stage.service().await;
    let owner = stage.device(&service, "owner").await;
    let (me, _) = owner.sign_up(&service, OWNER.0, OWNER.1).await;
    let (invite, secret) = link_of(owner.ask(invite(Delivery::Link)).await);
    let planted = secrets(secret.as_deref(), me.account, invite);
    let recipient = stage.device(&service, "recipient").await;
    let path = paths::fill(paths::INVITATION, &[&invite.to_string()]);
    for strip in [false, true] {
        recipient.hears(Method::Get, &path, move |answer: &mut InvitationResponse| {
            swap_owner(answer);
            answer.proof_owner = answer.proof_owner.take().filter(|_| !strip);
        });
        let open = Command::InvitationOpen { invite, secret: secret.clone() };
        let words = ("problem-refusal-proof-failed", &[][..]);
        seen(recipient.ask(open).await, &Refusal::ProofFailed, words);
        let go_on = recipient.ask(acceptance(invite, "00000000".to_owned(), None)).await;
        seen(go_on, &Refusal::Unfit, ("problem-refusal-unfit", &[]));
        nothing_left(&recipient, &["POST /verify", "POST /register", "POST /accept"], &planted);
    }
    recipient.honest();
    let accepted = accept(&service, &recipient, invite, secret).await;
    assert!(matches!(accepted, Answer::Kit { .. }));
    left(&recipient, "POST /accept");
}

/// E1: another recipient's keys at the owner's next visit, with the true proof, with none, as if by mail.
pub(crate) async fn recipient_swapped_at_acceptance(stage: Stage<'_>) {
    let pair = Pair::on(stage, Delivery::Link).await;
    let (planted, to) = (planted(&pair), pair.recipient_me.account);
    let handover = pair.handover(words()).await;
    for lie in 0..3 {
        hears_people(&pair.owner, move |answer| {
            let person = &mut answer.people[0];
            show(person, forged(to).as_bytes().to_vec());
            person.proof_recipient = person.proof_recipient.take().filter(|_| lie == 0);
            if lie == 2 {
                person.delivery = Delivery::Mail;
            }
        });
        pair.owner.liar.take_sent();
        let person = people(&pair.owner).await.remove(0);
        assert!(person.key_changed && person.verified == Verified::No, "the page warns");
        let seal = Command::Seal { handover, recipients: vec![to], unverified: vec![to] };
        key_changed(pair.owner.ask(seal).await, NAME);
        nothing_left(&pair.owner, &["POST /versions"], &planted);
    }
    pair.owner.honest();
    assert_eq!(people(&pair.owner).await[0].verified, Verified::Link, "the proof was waited for");
    assert_eq!(version(pair.seal(handover).await), 1);
    left(&pair.owner, "POST /versions");
}

async fn number(device: &Device, peer: AccountId) -> ([String; 8], String) {
    match device.ask(Command::Number { peer }).await {
        Answer::Number { groups, qr } => (groups, qr),
        other => panic!("no number: {}", serde_json::to_string(&other).unwrap()),
    }
}

/// E1: a mailed invitation with a server in the middle of both sides: the numbers differ, and nothing is sealed.
pub(crate) async fn in_the_middle_of_a_mailed_invitation(stage: Stage<'_>) {
    for lying in [true, false] {
        let service = stage.service().await;
        let owner = stage.device(&service, "owner").await;
        let (me, _) = owner.sign_up(&service, OWNER.0, OWNER.1).await;
        let (invite, _) = link_of(owner.ask(invite(Delivery::Mail)).await);
        let recipient = stage.device(&service, "recipient").await;
        let path = paths::fill(paths::INVITATION, &[&invite.to_string()]);
        if lying {
            recipient.hears(Method::Get, &path, swap_owner);
        }
        let (_, them) = kit(accept(&service, &recipient, invite, None).await);
        if lying {
            let bundle = forged(them.account);
            hears_people(&owner, move |answer| {
                show(&mut answer.people[0], bundle.as_bytes().to_vec());
            });
        }
        assert_eq!(people(&owner).await[0].verified, Verified::No);
        let ours = number(&owner, them.account).await;
        let theirs = number(&recipient, me.account).await;
        assert_eq!((ours.0 == theirs.0, ours.1 == theirs.1), (!lying, !lying));
        let create = Command::HandoverCreate { watch: None, title: "x".into(), blocks: words() };
        let Answer::Handover { handover } = owner.ask(create).await else { panic!("created") };
        let handover = handover.summary.handover;
        owner.liar.take_sent();
        let seal = Command::Seal { handover, recipients: vec![them.account], unverified: vec![] };
        let refused = owner.ask(seal.clone()).await;
        seen(refused, &Refusal::Unfit, ("problem-refusal-unfit", &[]));
        nothing_left(&owner, &["POST /versions"], &Planted::new(&[]));
        if !lying {
            let agree = Command::NumberAgrees { peer: them.account, compared: ours.1 };
            assert!(matches!(owner.ask(agree).await, Answer::Done));
            assert_eq!(version(owner.ask(seal).await), 1);
        }
    }
}

/// E1: another key is pinned between the number that was shown and the word that it agrees; the old one vouches
/// for it, but nobody has compared it.
pub(crate) async fn number_of_other_keys(stage: Stage<'_>) {
    let pair = Pair::on(stage, Delivery::Mail).await;
    let to = pair.recipient_me.account;
    assert_eq!(people(&pair.owner).await[0].verified, Verified::No);
    let before = number(&pair.owner, to).await;
    let recipient = Insider::new(&pair.service, RECIPIENT).await;
    let old = recipient.vault.current_keys();
    let new = old.bundle.make_next(&old.secrets, &IdentityKeys::make(&mut SystemRng)).unwrap();
    hears_people(&pair.owner, move |answer| {
        answer.people[0].bundles.push(B64(new.as_bytes().to_vec()));
    });
    assert!(!people(&pair.owner).await[0].key_changed);
    let agree = |compared: &str| {
        pair.owner.ask(Command::NumberAgrees { peer: to, compared: compared.to_owned() })
    };
    let words = ("problem-refusal-number-changed", &[][..]);
    seen(agree(&before.1).await, &Refusal::NumberChanged, words);
    assert_eq!(people(&pair.owner).await[0].verified, Verified::No);
    let after = number(&pair.owner, to).await;
    assert_ne!(before, after);
    assert!(matches!(agree(&after.1).await, Answer::Done));
    assert_eq!(people(&pair.owner).await[0].verified, Verified::Number);
}

/// E2: the recipient's key is swapped after it was pinned.
pub(crate) async fn key_swapped_later(stage: Stage<'_>) {
    let pair = Pair::on(stage, Delivery::Link).await;
    let (planted, to) = (planted(&pair), pair.recipient_me.account);
    people(&pair.owner).await;
    let handover = pair.handover(words()).await;
    hears_people(&pair.owner, move |answer| {
        show(&mut answer.people[0], forged(to).as_bytes().to_vec());
    });
    assert!(people(&pair.owner).await[0].key_changed, "the page warns");
    pair.owner.liar.take_sent();
    key_changed(pair.seal(handover).await, NAME);
    nothing_left(&pair.owner, &["POST /versions"], &planted);
    pair.owner.honest();
    assert_eq!(version(pair.seal(handover).await), 1);
    left(&pair.owner, "POST /versions");
}

/// E2: the owner's key is swapped when the recipient opens.
pub(crate) async fn owner_swapped_at_release(stage: Stage<'_>) {
    let (pair, handover) = released(stage).await;
    let path = paths::fill(paths::INBOX_SEALED, &[&handover.to_string()]);
    pair.recipient.hears(Method::Get, &path, |sealed: &mut SealedResponse| {
        sealed.owner_bundles = vec![B64(forged(sealed.owner).as_bytes().to_vec())];
    });
    pair.recipient.liar.take_sent();
    unverifiable(pair.recipient.ask(pair.opening(handover)).await);
    nothing_left(&pair.recipient, &["POST /key"], &planted(&pair));
    pair.recipient.honest();
    assert_eq!(pair.open(handover).await.version, 1);
    left(&pair.recipient, "POST /key");
}

fn ghost(like: &PersonResponse) -> PersonResponse {
    let account = AccountId::from_bytes([0x67; 16]);
    let bundle = forged(account);
    PersonResponse {
        invite: InviteId::from_bytes([0x68; 16]),
        email: "Jana Nováková (sestra)".to_owned(),
        recipient: Some(account),
        recipient_bundle: Some(bundle.hash().into()),
        bundles: vec![B64(bundle.as_bytes().to_vec())],
        ..like.clone()
    }
}

/// E3: a recipient nobody invited.
pub(crate) async fn ghost_recipient(stage: Stage<'_>) {
    let pair = Pair::on(stage, Delivery::Link).await;
    let (planted, to) = (planted(&pair), pair.recipient_me.account);
    let handover = pair.handover(words()).await;
    hears_people(&pair.owner, |answer| {
        let ghost = ghost(&answer.people[0]);
        answer.people.push(ghost);
    });
    let [person] = &people(&pair.owner).await[..] else { panic!("only who was invited is shown") };
    assert_eq!((person.name.as_str(), person.recipient), (NAME, Some(to)));
    pair.owner.liar.take_sent();
    let ghost = AccountId::from_bytes([0x67; 16]);
    for recipients in [vec![ghost], vec![to, ghost]] {
        let seal = Command::Seal { handover, unverified: recipients.clone(), recipients };
        seen(pair.owner.ask(seal).await, &Refusal::Unfit, ("problem-refusal-unfit", &[]));
    }
    nothing_left(&pair.owner, &["POST /versions"], &planted);
    // What is sealed beside the ghost is sealed to one person.
    assert_eq!(version(pair.seal(handover).await), 1);
    let sent = pair.owner.liar.take_sent();
    let commit = sent.iter().find(|sent| sent.path.ends_with("/versions")).unwrap();
    let commit: VersionCommitRequest = serde_json::from_slice(&commit.body).unwrap();
    let [only] = &commit.recipients[..] else { panic!("one recipient") };
    assert_eq!(only.recipient, to);
}

/// E13: the server takes one person for another, or for the owner.
pub(crate) async fn confused_people(stage: Stage<'_>) {
    let trio = Trio::on(stage).await;
    let pair = &trio.pair;
    let (to, other, me) = (pair.recipient_me.account, trio.third_me.account, pair.owner_me.account);
    let handover = pair.handover(words()).await;
    let at = |answer: &mut PeopleResponse, id: AccountId| {
        answer.people.iter().position(|person| person.recipient == Some(id)).unwrap()
    };
    for own in [false, true] {
        hears_people(&pair.owner, move |answer| {
            let (victim, source) = (at(answer, to), at(answer, other));
            let bundles = answer.people[source].bundles.clone();
            let person = &mut answer.people[victim];
            person.bundles = bundles;
            if own {
                person.recipient = Some(me);
            }
        });
        let shown = people(&pair.owner).await;
        let wrong = shown.iter().find(|person| person.invite == pair.invite);
        assert!(wrong.is_none_or(|person| person.key_changed), "the page warns");
        pair.owner.liar.take_sent();
        let id = if own { me } else { to };
        let seal = Command::Seal { handover, recipients: vec![id], unverified: vec![id] };
        let answer = pair.owner.ask(seal).await;
        if own {
            seen(answer, &Refusal::Unfit, ("problem-refusal-unfit", &[]));
        } else {
            key_changed(answer, NAME);
        }
        nothing_left(&pair.owner, &["POST /versions"], &planted(pair));
    }
    pair.owner.honest();
    assert_eq!(version(pair.seal(handover).await), 1);
}

/// E13: names that look like somebody's, wherever the server may put one.
pub(crate) async fn names_of_the_servers_choice(stage: Stage<'_>) {
    let pair = Pair::on(stage, Delivery::Link).await;
    people(&pair.owner).await;
    // "Реtr" with Cyrillic letters.
    let false_name = "\u{420}\u{435}tr (\u{fa}\u{10d}etn\u{ed})";
    hears_people(&pair.owner, move |answer| answer.people[0].email = false_name.to_owned());
    assert_eq!(people(&pair.owner).await[0].name, NAME, "only the pinned name is shown as one");
    pair.recipient.hears(Method::Get, paths::INBOX, |answer: &mut InboxResponse| {
        let mut ghost = answer.owners[0].clone();
        ghost.owner = AccountId::from_bytes([0x67; 16]);
        answer.owners.push(ghost);
    });
    let Answer::Inbox { owners } = pair.recipient.ask(Command::Inbox).await else {
        panic!("an inbox")
    };
    let [owner] = &owners[..] else { panic!("only who was accepted is shown") };
    assert_eq!((owner.owner, owner.name.as_str()), (pair.owner_me.account, "Jana Nováková"));
    let stranger = pair.opening(HandoverId::from_bytes([7; 16]));
    assert!(matches!(pair.recipient.ask(stranger).await, Answer::Refused { .. }));
}

/// E17: keys of low order, malformed, or not canonical; shown to the owner and to the recipient.
pub(crate) async fn weak_keys(stage: Stage<'_>) {
    let service = stage.service().await;
    let owner = stage.device(&service, "owner").await;
    let (me, _) = owner.sign_up(&service, OWNER.0, OWNER.1).await;
    let (invite, _) = link_of(owner.ask(invite(Delivery::Mail)).await);
    let recipient = stage.device(&service, "recipient").await;
    let path = paths::fill(paths::INVITATION, &[&invite.to_string()]);
    let tell = |bundle: Vec<u8>| {
        recipient.hears(Method::Get, &path, move |answer: &mut InvitationResponse| {
            answer.owner_bundle = stafeta_shared::crypto::hash(
                &bundle[..stafeta_shared::crypto::bundle::BODY_LEN.min(bundle.len())],
            )
            .into();
            answer.owner_bundles = vec![B64(bundle.clone())];
        });
    };
    let open = || recipient.ask(Command::InvitationOpen { invite, secret: None });
    for (name, bundle) in weak(me.account) {
        tell(bundle);
        recipient.liar.take_sent();
        let answer = open().await;
        assert!(matches!(answer, Answer::Refused { .. }), "{name} is refused");
        unverifiable(answer);
        nothing_left(&recipient, &["POST /verify", "POST /accept"], &Planted::new(&[]));
    }
    tell(sound(me.account));
    assert!(matches!(open().await, Answer::Invitation { verified: false, .. }));
    recipient.honest();
    let (_, them) = kit(accept(&service, &recipient, invite, None).await);
    weak_keys_of_a_recipient(&owner, them.account).await;
}

async fn weak_keys_of_a_recipient(owner: &Device, them: AccountId) {
    let create = Command::HandoverCreate { watch: None, title: "x".into(), blocks: words() };
    let Answer::Handover { handover } = owner.ask(create).await else { panic!("created") };
    let handover = handover.summary.handover;
    let seal = Command::Seal { handover, recipients: vec![them], unverified: vec![them] };
    for (name, bundle) in weak(them) {
        hears_people(owner, move |answer| show(&mut answer.people[0], bundle.clone()));
        owner.liar.take_sent();
        let person = people(owner).await.remove(0);
        assert!(
            person.key_changed && person.state == InvitationState::Accepted,
            "{name} is refused"
        );
        key_changed(owner.ask(seal.clone()).await, NAME);
        nothing_left(owner, &["POST /versions"], &Planted::new(&[]));
    }
    owner.honest();
    assert_eq!(version(owner.ask(seal).await), 1);
    left(owner, "POST /versions");
}
