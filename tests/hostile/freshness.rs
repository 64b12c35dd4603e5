//! E7: what was true once.

use crate::{
    insider::{Insider, Plan, hand_out},
    objects::{about, overheard},
    scene::{Planted, left, nothing_left, released, seen},
};
use stafeta_client::{
    keeper::transport::Method,
    protocol::{Answer, Command, OpenNotice, Refusal, StopReason},
};
use stafeta_shared::{
    api::{
        Delivery, KeyResponse, PeopleResponse, SealedResponse, VaultResponse, VersionCommitRequest,
        paths,
    },
    bytes::B64,
    crypto::{
        SystemRng,
        bundle::IdentityKeys,
        version::{Header, Purpose},
    },
    i18n::{Lang, Texts},
    ids::{HandoverId, InviteId},
};
use stafeta_tests::support::{
    device::{Device, Stage},
    pair::{OWNER, Pair, RECIPIENT, invite, link_of, people, version, words},
    service::Service,
};

/// An older vault, on a device that has seen a newer one.
pub(crate) async fn old_vault(stage: Stage<'_>) {
    let service = stage.service().await;
    let device = stage.device(&service, "owner").await;
    device.sign_up(&service, OWNER.0, OWNER.1).await;
    let old = Insider::new(&service, OWNER).await.answer;
    link_of(device.ask(invite(Delivery::Link)).await);
    device.ask(Command::Logout).await;
    device.hears(Method::Get, paths::VAULT, move |told: &mut VaultResponse| {
        (told.counter, told.vault) = (old.counter, old.vault.clone());
    });
    device.liar.take_sent();
    vault_stops(&device, &service).await;
    nothing_left(&device, &[], &Planted::new(&[]));
    let locked = device.ask(Command::People).await;
    seen(locked, &Refusal::Locked, ("problem-refusal-locked", &[]));
    // Read by choice: whatever would change anything is refused before it leaves, and the device forgets nothing.
    let read = device.ask(Command::UseOlderVault { for_good: false }).await;
    assert!(matches!(read, Answer::Unlocked { read_only: true, .. }));
    assert!(matches!(device.ask(Command::People).await, Answer::People { .. }));
    device.liar.take_sent();
    let handover = HandoverId::from_bytes([7; 16]);
    for change in [
        invite(Delivery::Link),
        Command::RemovePerson { invite: InviteId::from_bytes([7; 16]) },
        Command::HandoverCreate { watch: None, title: String::new(), blocks: vec![] },
        Command::HandoverDelete { handover },
        Command::Seal { handover, recipients: vec![], unverified: vec![] },
    ] {
        let refused = device.ask(change).await;
        seen(refused, &Refusal::VaultRolledBack, ("problem-refusal-vault-rolled-back", &[]));
    }
    assert_eq!(device.take_sent(), [""; 0], "nothing has left");
    vault_stops(&device, &service).await;
    device.honest();
    let answer = device.log_in(&service, OWNER.0, OWNER.1).await;
    assert!(matches!(answer, Answer::Unlocked { .. }));
    link_of(device.ask(invite(Delivery::Link)).await);
    let unasked = device.ask(Command::UseOlderVault { for_good: true }).await;
    seen(unasked, &Refusal::Unfit, ("problem-refusal-unfit", &[]));
}

async fn vault_stops(device: &Device, service: &Service) {
    let answer = device.log_in(service, OWNER.0, OWNER.1).await;
    let Answer::VaultOlder { change } = answer else { panic!("an older vault stops") };
    assert!(change.at > 0 && !change.device.is_empty(), "says when and where it was changed");
}

/// A vault with a higher counter that did not come from the one this device has seen: what another device
/// wrote after the server had shown it an older one.
pub(crate) async fn forked_vault(stage: Stage<'_>) {
    let service = stage.service().await;
    let device = stage.device(&service, "owner").await;
    device.sign_up(&service, OWNER.0, OWNER.1).await;
    let mut other = Insider::new(&service, OWNER).await;
    link_of(device.ask(invite(Delivery::Link)).await);
    device.ask(Command::Logout).await;
    let forked = (0..3).map(|_| other.next_vault()).last().unwrap();
    device.hears(Method::Get, paths::VAULT, move |told: &mut VaultResponse| {
        assert!(forked.counter > told.counter);
        (told.counter, told.vault) = (forked.counter, forked.vault.clone());
    });
    vault_stops(&device, &service).await;
    device.honest();
    assert!(matches!(device.log_in(&service, OWNER.0, OWNER.1).await, Answer::Unlocked { .. }));
}

/// A recipient whose vault is an older one, on the day it matters: they read, and hear that it cannot be remembered.
pub(crate) async fn read_over_an_older_vault(stage: Stage<'_>) {
    let pair = Pair::on(stage, Delivery::Link).await;
    people(&pair.owner).await;
    let handover = pair.handover(words()).await;
    assert_eq!(version(pair.seal(handover).await), 1);
    let old = pair.service.vault_of(RECIPIENT.0).await;
    pair.release(handover, 1).await;
    pair.open(handover).await;
    pair.recipient.ask(Command::Logout).await;
    pair.service.put_vault_back(RECIPIENT.0, old).await;
    let stopped = pair.recipient.log_in(&pair.service, RECIPIENT.0, RECIPIENT.1).await;
    assert!(matches!(stopped, Answer::VaultOlder { .. }));
    let read = pair.recipient.ask(Command::UseOlderVault { for_good: false }).await;
    assert!(matches!(read, Answer::Unlocked { read_only: true, .. }));
    let content = pair.open(handover).await;
    assert_eq!((content.version, &content.notices[..]), (1, &[OpenNotice::NotRemembered][..]));
}

/// An older vault, because the operator had to put the server back from a copy: by choice the owner goes on.
pub(crate) async fn restored_vault(stage: Stage<'_>) {
    let service = stage.service().await;
    let device = stage.device(&service, "owner").await;
    device.sign_up(&service, OWNER.0, OWNER.1).await;
    let old = service.vault_of(OWNER.0).await;
    link_of(device.ask(invite(Delivery::Link)).await);
    device.ask(Command::Logout).await;
    service.put_vault_back(OWNER.0, old).await;
    vault_stops(&device, &service).await;
    let gone_on = device.ask(Command::UseOlderVault { for_good: true }).await;
    assert!(matches!(gone_on, Answer::Unlocked { read_only: false, .. }));
    link_of(device.ask(invite(Delivery::Link)).await);
    device.ask(Command::Logout).await;
    let again = device.log_in(&service, OWNER.0, OWNER.1).await;
    assert!(matches!(again, Answer::Unlocked { last_change: None, .. }), "it is the newest now");
}

/// It stopped, with its own words and both dates; and goes on only by a choice about this very object.
async fn stops(pair: &Pair, handover: HandoverId, expected: StopReason, key: &str) -> B64 {
    let planted = Planted::new(&[("words", "hunter2 ěšč".as_bytes())]);
    pair.recipient.liar.take_sent();
    let open = pair.opening(handover);
    let Answer::Stopped { reason, sealed_at, known_at, shown } = pair.recipient.ask(open).await
    else {
        panic!("it stops")
    };
    assert_eq!(reason, expected);
    assert!(sealed_at > 0 && known_at > 0, "with both dates");
    for lang in Lang::ALL {
        assert_ne!(Texts::get(lang).t(key), key, "the page says why");
    }
    let other = pair.opening_despite(handover, &B64(vec![7; 32]), &[expected]);
    let again = pair.recipient.ask(other).await;
    assert!(matches!(again, Answer::Stopped { .. }), "a choice about another object is none");
    nothing_left(&pair.recipient, &["POST /key"], &planted);
    shown
}

pub(crate) fn tell(
    pair: &Pair,
    handover: HandoverId,
    (sealed, key): (SealedResponse, KeyResponse),
) {
    let paths = (about(paths::INBOX_SEALED, handover), about(paths::INBOX_KEY, handover));
    pair.recipient.on_answer(move |request, mut response| {
        if request.path == paths.0 {
            response.body = serde_json::to_vec(&sealed).unwrap();
        } else if request.path == paths.1 {
            (response.status, response.body) = (200, serde_json::to_vec(&key).unwrap());
        }
        Some(response)
    });
}

/// A version older than the one that was read.
pub(crate) async fn old_version(stage: Stage<'_>) {
    let (pair, handover) = released(stage).await;
    let old = overheard(&pair, handover).await;
    pair.service.recall(handover).await;
    assert_eq!(version(pair.seal(handover).await), 2);
    pair.release(handover, 2).await;
    assert_eq!(pair.open(handover).await.version, 2);
    left(&pair.recipient, "POST /key");

    tell(&pair, handover, old);
    let shown = stops(&pair, handover, StopReason::Older, "release-stop-older").await;
    let chosen = pair.opening_despite(handover, &shown, &[StopReason::Older]);
    let Answer::Opened { content } = pair.recipient.ask(chosen).await else {
        panic!("opened by choice")
    };
    assert_eq!((content.version, &content.notices[..]), (1, &[OpenNotice::DespiteStale][..]));
    pair.recipient.honest();
    assert_eq!(pair.open(handover).await.version, 2);
}

/// The same version with other words: two devices, or two stories, of which one is hidden.
pub(crate) async fn forked_version(stage: Stage<'_>) {
    let (pair, handover) = released(stage).await;
    let (honest, _) = overheard(&pair, handover).await;
    let owner = Insider::new(&pair.service, OWNER).await;
    let peer = owner.vault.peer(pair.recipient_me.account).unwrap();
    let plan = Plan {
        handover,
        version: 1,
        purpose: Purpose::Real,
        sealed_at: u64::try_from(pair.service.now()).unwrap(),
        words: "druhý příběh",
        to: peer.bundles.newest(),
        psk: peer.newest_psk(),
    };
    tell(&pair, handover, hand_out(&owner.seals(&plan, &mut SystemRng), &honest));
    stops(&pair, handover, StopReason::Different, "release-stop-different").await;
    pair.recipient.honest();
    assert_eq!(pair.open(handover).await.title, "Klientské weby");
}

/// A newer version whose way from the one that was read is not shown.
pub(crate) async fn hidden_versions(stage: Stage<'_>) {
    let (pair, handover) = released(stage).await;
    pair.open(handover).await;
    pair.service.recall(handover).await;
    assert_eq!(version(pair.seal(handover).await), 2);
    assert_eq!(version(pair.seal(handover).await), 3);
    pair.release(handover, 2).await;
    let path = about(paths::INBOX_SEALED, handover);
    pair.recipient.hears(Method::Get, &path, |a: &mut SealedResponse| a.history.clear());
    stops(&pair, handover, StopReason::Gap, "release-stop-gap").await;
    pair.recipient.honest();
    assert_eq!(pair.open(handover).await.version, 3);
}

/// An old bundle, after a newer one was seen: what is sealed goes to the newer one all the same.
pub(crate) async fn old_bundle(stage: Stage<'_>) {
    let pair = Pair::on(stage, Delivery::Link).await;
    people(&pair.owner).await;
    let handover = pair.handover(words()).await;
    let recipient = Insider::new(&pair.service, RECIPIENT).await;
    let old = recipient.vault.current_keys();
    let keys = IdentityKeys::make(&mut SystemRng);
    let new = old.bundle.make_next(&old.secrets, &keys).unwrap();
    let chain = vec![B64(old.bundle.as_bytes().to_vec()), B64(new.as_bytes().to_vec())];
    let list = paths::INVITATIONS;
    pair.owner.hears(Method::Get, list, move |a: &mut PeopleResponse| {
        a.people[0].bundles.clone_from(&chain);
    });
    assert!(!people(&pair.owner).await[0].key_changed, "the old key vouches for the new one");
    pair.owner.honest();
    pair.owner.liar.take_sent();
    // The server has never stored the newer one, so it refuses what is sealed to it; but that is what is sealed.
    assert!(matches!(pair.seal(handover).await, Answer::Refused { .. }));
    let sent = pair.owner.liar.take_sent();
    let commit = sent.iter().find(|sent| sent.path.ends_with("/versions")).unwrap();
    let commit: VersionCommitRequest = serde_json::from_slice(&commit.body).unwrap();
    let header = Header::parse(&commit.recipients[0].header).unwrap();
    assert_eq!(header.recipient_bundle, new.hash());
}
