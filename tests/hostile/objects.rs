//! E6: objects in each other's place. E9: metadata. E12: objects of another type.

use crate::{
    insider::{Insider, Plan, Trio, hand_out},
    scene::{Planted, left, nothing_left, released, unverifiable},
};
use stafeta_client::{
    keeper::transport::Method,
    protocol::{Answer, Command, HandoverOpened},
};
use stafeta_shared::{
    api::{
        Delivery, DraftResponse, HandoversResponse, KeyResponse, PeopleResponse, SealedResponse,
        SignUpFinishRequest, VaultResponse, VersionResponse, paths,
    },
    bytes::B64,
    crypto::{SystemRng, version::Purpose},
    i18n::{Lang, Texts},
    ids::{AccountId, HandoverId},
};
use stafeta_tests::support::{
    device::{Device, Stage},
    liar::rewrite,
    pair::{OWNER, Pair, RECIPIENT, people, version, words},
};

/// The path of something about a handover.
pub(crate) fn about(path: &str, handover: HandoverId) -> String {
    paths::fill(path, &[&handover.to_string()])
}

/// Opens, and remembers what came on the way.
pub(crate) async fn overheard(pair: &Pair, handover: HandoverId) -> (SealedResponse, KeyResponse) {
    use std::sync::{Arc, Mutex};
    let kept = Arc::new(Mutex::new((None, None)));
    let keep = kept.clone();
    let (sealed, key) = (about(paths::INBOX_SEALED, handover), about(paths::INBOX_KEY, handover));
    pair.recipient.on_answer(move |request, response| {
        let mut keep = keep.lock().unwrap();
        if request.path == sealed {
            keep.0 = serde_json::from_slice(&response.body).ok();
        } else if request.path == key {
            keep.1 = serde_json::from_slice(&response.body).ok();
        }
        Some(response)
    });
    pair.open(handover).await;
    pair.recipient.honest();
    let mut kept = kept.lock().unwrap();
    (kept.0.take().unwrap(), kept.1.take().unwrap())
}

fn content() -> Planted {
    Planted::new(&[("words", "hunter2 ěšč".as_bytes()), ("title", b"Klientsk\xc3\xa9 weby")])
}

/// The recipient hears this instead of what was sealed, and neither opens it nor asks for the key.
async fn refused_without_asking(pair: &Pair, handover: HandoverId, told: SealedResponse) {
    let path = about(paths::INBOX_SEALED, handover);
    pair.recipient.hears(Method::Get, &path, move |answer: &mut SealedResponse| {
        answer.clone_from(&told);
    });
    pair.recipient.liar.take_sent();
    unverifiable(pair.recipient.ask(pair.opening(handover)).await);
    nothing_left(&pair.recipient, &["POST /key"], &content());
    pair.recipient.honest();
}

/// What the server makes of slot and vault.
type Lie = Box<dyn Fn(&mut VaultResponse) + Send + Sync>;

/// E6: slots and vaults of other accounts and other ways in.
pub(crate) async fn swapped_slots_and_vaults(stage: Stage<'_>) {
    let service = stage.service().await;
    let device = stage.device(&service, "owner").await;
    device.sign_up(&service, OWNER.0, OWNER.1).await;
    let sent = device.liar.take_sent();
    let made = sent.iter().find(|sent| sent.path == paths::SIGN_UP_FINISH).unwrap();
    let made: SignUpFinishRequest = serde_json::from_slice(&made.body).unwrap();
    let kit = made.account.kit;
    let other = Device::new(&service);
    other.sign_up(&service, RECIPIENT.0, RECIPIENT.1).await;
    let theirs = Insider::new(&service, RECIPIENT).await.answer;
    let fresh = stage.device(&service, "fresh").await;
    let lies: Vec<Lie> = vec![
        Box::new({
            let theirs = theirs.clone();
            move |a| a.stored = theirs.stored.clone()
        }),
        Box::new({
            let theirs = theirs.clone();
            move |a| (a.slot, a.stored) = (theirs.slot, theirs.stored.clone())
        }),
        Box::new({
            let (slot, stored) = (kit.slot, kit.stored.clone());
            move |a| (a.slot, a.stored) = (slot, stored.clone())
        }),
        Box::new({
            let theirs = theirs.clone();
            move |a| (a.counter, a.vault) = (theirs.counter, theirs.vault.clone())
        }),
        Box::new(move |a| *a = theirs.clone()),
        Box::new(|a| a.counter += 1),
    ];
    for lie in lies {
        fresh.hears(Method::Get, paths::VAULT, lie);
        fresh.liar.take_sent();
        unverifiable(fresh.log_in(&service, OWNER.0, OWNER.1).await);
        nothing_left(&fresh, &["PUT /vault"], &Planted::new(&[]));
    }
    fresh.honest();
    let answer = fresh.log_in(&service, OWNER.0, OWNER.1).await;
    assert!(matches!(answer, Answer::Unlocked { .. }));
}

/// E6: drafts and sealed bodies of other handovers, before their owner.
pub(crate) async fn swapped_drafts(stage: Stage<'_>) {
    let mut pair = Pair::on(stage, Delivery::Link).await;
    people(&pair.owner).await;
    let (one, two) = (pair.handover(words()).await, pair.handover(vec![]).await);
    assert_eq!(version(pair.seal(one).await), 1);
    assert_eq!(version(pair.seal(two).await), 1);
    let reader = Device::new(&pair.service);
    reader.log_in(&pair.service, OWNER.0, OWNER.1).await;
    let theirs: DraftResponse = reader.page_gets(&about(paths::DRAFT, two)).await;
    let body: VersionResponse = reader.page_gets(&about(paths::VERSIONS, two)).await;
    pair.owner.reload().await;
    pair.owner.log_in(&pair.service, OWNER.0, OWNER.1).await;
    for lie in 0..3 {
        let theirs = theirs.clone();
        pair.owner.hears(Method::Get, &about(paths::DRAFT, one), move |a: &mut DraftResponse| {
            match lie {
                0 => *a = theirs.clone(),
                1 => a.draft = theirs.draft.clone(),
                _ => a.counter += 1,
            }
        });
        pair.owner.liar.take_sent();
        unverifiable(pair.owner.ask(Command::HandoverOpen { handover: one }).await);
        nothing_left(&pair.owner, &["PUT /draft", "POST /versions"], &content());
    }
    // Without its draft the newest sealed words are read: only those whose hash is in the vault.
    let (list, versions) = (paths::HANDOVERS.to_owned(), about(paths::VERSIONS, one));
    pair.owner.on_answer(move |request, response| {
        let change = |a: &mut HandoversResponse| {
            a.handovers.iter_mut().for_each(|handover| handover.draft_counter = 0);
        };
        Some(if request.path == list {
            rewrite(response, change)
        } else if request.path == versions {
            rewrite(response, |a: &mut VersionResponse| *a = body.clone())
        } else {
            response
        })
    });
    unverifiable(pair.owner.ask(Command::HandoverOpen { handover: one }).await);
    pair.owner.honest();
    let opened = pair.owner.ask(Command::HandoverOpen { handover: one }).await;
    assert!(matches!(opened, Answer::Handover { .. }));
}

/// E7: a draft under a counter that this session has seen with other words: two devices wrote, and the server
/// told both that it took theirs.
pub(crate) async fn forked_draft(stage: Stage<'_>) {
    let pair = Pair::on(stage, Delivery::Link).await;
    let handover = pair.handover(words()).await;
    let save = |title: &str| Command::DraftSave {
        handover,
        title: title.to_owned(),
        blocks: words(),
        recipients: vec![],
    };
    let other = Device::new(&pair.service);
    other.log_in(&pair.service, OWNER.0, OWNER.1).await;
    assert!(matches!(other.ask(save("jinde")).await, Answer::Saved { .. }));
    let path = about(paths::DRAFT, handover);
    let elsewhere: DraftResponse = other.page_gets(&path).await;
    let taken = path.clone();
    pair.owner.on_answer(move |request, mut response| {
        if request.path == taken && request.method == Method::Put {
            (response.status, response.body) = (200, b"{}".to_vec());
        }
        Some(response)
    });
    assert!(matches!(pair.owner.ask(save("tady")).await, Answer::Saved { .. }));
    pair.owner.on_answer(move |request, mut response| {
        if request.path == path && request.method == Method::Put {
            response.status = 409;
            response.body =
                br#"{"type":"","title":"","status":409,"code":"draft-conflict"}"#.to_vec();
        } else if request.path == path {
            response.body = serde_json::to_vec(&elsewhere).unwrap();
        }
        Some(response)
    });
    pair.owner.liar.take_sent();
    unverifiable(pair.owner.ask(save("tady a teď")).await);
    let puts = pair.owner.take_sent().iter().filter(|line| line.starts_with("PUT ")).count();
    assert_eq!(puts, 1, "nothing is written on top of it");
}

/// E7: a draft from before the last sealing, with somebody chosen who was left out since, or none at all; before
/// a session that has not seen the newer one. It is never shown: what was sealed is.
pub(crate) async fn old_draft(stage: Stage<'_>) {
    let Trio { mut pair, third_me, .. } = Trio::on(stage).await;
    let handover = pair.handover(words()).await;
    let (petr, eva) = (pair.recipient_me.account, third_me.account);
    let save = |title: &str, recipients: &[AccountId]| Command::DraftSave {
        handover,
        title: title.to_owned(),
        blocks: words(),
        recipients: recipients.to_vec(),
    };
    let path = about(paths::DRAFT, handover);
    let reader = Device::new(&pair.service);
    reader.log_in(&pair.service, OWNER.0, OWNER.1).await;
    assert!(matches!(pair.owner.ask(save("s Evou", &[petr, eva])).await, Answer::Saved { .. }));
    let old: DraftResponse = reader.page_gets(&path).await;
    assert!(matches!(pair.owner.ask(save("bez Evy", &[petr])).await, Answer::Saved { .. }));
    let sealed: DraftResponse = reader.page_gets(&path).await;
    assert_eq!(version(pair.seal(handover).await), 1);
    for absent in [false, true] {
        pair.owner.reload().await;
        pair.owner.log_in(&pair.service, OWNER.0, OWNER.1).await;
        let honest = open_draft(&pair.owner, handover).await;
        assert_eq!((honest.summary.title.as_str(), honest.draft_lost), ("bez Evy", false));
        pair.owner.reload().await;
        pair.owner.log_in(&pair.service, OWNER.0, OWNER.1).await;
        let (draft, told) = (path.clone(), old.clone());
        pair.owner.on_answer(move |request, mut response| {
            let counter = if absent { 0 } else { told.counter };
            if request.path == paths::HANDOVERS {
                return Some(rewrite(response, |list: &mut HandoversResponse| {
                    list.handovers[0].draft_counter = counter;
                }));
            }
            if request.path == draft && request.method == Method::Get {
                response.body = serde_json::to_vec(&told).unwrap();
            }
            Some(response)
        });
        let opened = open_draft(&pair.owner, handover).await;
        let (title, chosen) = (opened.summary.title.as_str(), &opened.chosen[..]);
        assert_eq!((title, chosen, opened.draft_lost), ("bez Evy", &[petr][..], true));
        assert!(!opened.summary.unsealed_changes);
        for lang in Lang::ALL {
            let key = "handover-draft-lost";
            assert_ne!(Texts::get(lang).t(key), key, "the page says so");
        }
        pair.owner.honest();
    }
    // A server that was put back from a copy: the writing goes on, under a counter that was never used.
    pair.service.put_draft_back(handover, &old).await;
    pair.owner.reload().await;
    pair.owner.log_in(&pair.service, OWNER.0, OWNER.1).await;
    assert!(open_draft(&pair.owner, handover).await.draft_lost);
    assert!(matches!(pair.owner.ask(save("dál", &[petr])).await, Answer::Saved { .. }));
    reader.log_in(&pair.service, OWNER.0, OWNER.1).await;
    let told: DraftResponse = reader.page_gets(&path).await;
    assert!(old.counter < sealed.counter && sealed.counter < told.counter);
    pair.owner.reload().await;
    pair.owner.log_in(&pair.service, OWNER.0, OWNER.1).await;
    let opened = open_draft(&pair.owner, handover).await;
    let (title, changes) = (opened.summary.title.as_str(), opened.summary.unsealed_changes);
    assert_eq!((title, changes, opened.draft_lost), ("dál", true, false));
    assert_eq!(version(pair.seal(handover).await), 2);
}

async fn open_draft(device: &Device, handover: HandoverId) -> HandoverOpened {
    match device.ask(Command::HandoverOpen { handover }).await {
        Answer::Handover { handover } => *handover,
        other => panic!("not open: {}", serde_json::to_string(&other).unwrap()),
    }
}

/// A field of what was sealed.
type Field = fn(&mut SealedResponse) -> &mut B64;

const FIELDS: [Field; 5] =
    [|s| &mut s.header, |s| &mut s.sig, |s| &mut s.wrap, |s| &mut s.lock, |s| &mut s.body];

/// E6: released objects, whole or field by field, in each other's place; and the other one's half of the key.
pub(crate) async fn swapped_releases(stage: Stage<'_>) {
    let pair = Pair::on(stage, Delivery::Link).await;
    people(&pair.owner).await;
    let (one, two) = (pair.handover(words()).await, pair.handover(vec![]).await);
    assert_eq!(version(pair.seal(one).await), 1);
    assert_eq!(version(pair.seal(one).await), 2);
    assert_eq!(version(pair.seal(two).await), 1);
    pair.release(one, 1).await;
    pair.release(two, 1).await;
    let (mine, my_key) = overheard(&pair, one).await;
    let (theirs, their_key) = overheard(&pair, two).await;
    refused_without_asking(&pair, one, theirs.clone()).await;
    for field in FIELDS {
        let mut told = mine.clone();
        *field(&mut told) = field(&mut theirs.clone()).clone();
        refused_without_asking(&pair, one, told).await;
    }
    // The header of the version before, as it stands in the history.
    let mut told = mine.clone();
    (told.header, told.sig) = (mine.history[0].header.clone(), mine.history[0].sig.clone());
    refused_without_asking(&pair, one, told).await;

    let path = about(paths::INBOX_KEY, one);
    pair.recipient.hears(Method::Post, &path, move |answer: &mut KeyResponse| {
        answer.k_srv = their_key.k_srv.clone();
    });
    unverifiable(pair.recipient.ask(pair.opening(one)).await);
    pair.recipient.hears(Method::Post, &path, move |answer: &mut KeyResponse| {
        answer.k_srv = my_key.k_srv.clone();
    });
    pair.recipient.liar.take_sent();
    assert_eq!(pair.open(one).await.version, 2);
    left(&pair.recipient, "POST /key");
}

/// E9: numbers and owners beside the sealed object, and every byte of what is sealed.
pub(crate) async fn edited_metadata(stage: Stage<'_>) {
    let (pair, handover) = released(stage).await;
    let (honest, _) = overheard(&pair, handover).await;
    let mut renumbered = honest.clone();
    renumbered.version = 2;
    refused_without_asking(&pair, handover, renumbered).await;
    let mut moved = honest.clone();
    moved.owner = pair.recipient_me.account;
    refused_without_asking(&pair, handover, moved).await;
    for field in FIELDS {
        let len = field(&mut honest.clone()).len();
        for at in [0, len / 2, len - 1] {
            let mut edited = honest.clone();
            field(&mut edited).0[at] ^= 1;
            refused_without_asking(&pair, handover, edited).await;
        }
        let mut longer = honest.clone();
        field(&mut longer).0.push(0);
        refused_without_asking(&pair, handover, longer).await;
    }
    assert_eq!(pair.open(handover).await.title, "Klientské weby");
}

/// E12: one type of object where another one belongs.
pub(crate) async fn other_types(stage: Stage<'_>) {
    let (pair, handover) = released(stage).await;
    let (honest, _) = overheard(&pair, handover).await;
    let owner = Insider::new(&pair.service, OWNER).await;
    let bundle = owner.vault.current_keys().bundle.as_bytes().to_vec();
    let (vault, slot) = (owner.answer.vault.clone(), owner.answer.stored.clone());
    let lies: [(Field, B64); 5] = [
        (|s| &mut s.body, vault.clone()),
        (|s| &mut s.body, slot.clone()),
        (|s| &mut s.header, B64(bundle.clone())),
        (|s| &mut s.header, B64(bundle[..337].to_vec())),
        (|s| &mut s.lock, slot),
    ];
    for (field, other) in lies {
        let mut told = honest.clone();
        *field(&mut told) = other;
        refused_without_asking(&pair, handover, told).await;
    }
    let mut told = honest.clone();
    told.owner_bundles = vec![honest.header.clone()];
    refused_without_asking(&pair, handover, told).await;
    drill_as_release(&pair, handover, &owner, &honest).await;
    assert_eq!(pair.open(handover).await.version, 1);

    // The same before the owner: a vault as a draft, a header as a bundle.
    let header = honest.header.clone();
    pair.owner.hears(Method::Get, paths::INVITATIONS, move |a: &mut PeopleResponse| {
        a.people[0].bundles = vec![header.clone()];
    });
    assert!(people(&pair.owner).await[0].key_changed);
    let fresh = stage.device(&pair.service, "fresh").await;
    fresh.log_in(&pair.service, OWNER.0, OWNER.1).await;
    fresh.hears(Method::Get, &about(paths::DRAFT, handover), move |a: &mut DraftResponse| {
        a.draft = vault.clone();
    });
    unverifiable(fresh.ask(Command::HandoverOpen { handover }).await);
}

/// The owner's own drill, with everything genuine about it but its purpose.
async fn drill_as_release(
    pair: &Pair,
    handover: HandoverId,
    owner: &Insider,
    honest: &SealedResponse,
) {
    let peer = owner.vault.peer(pair.recipient_me.account).unwrap();
    let plan = |purpose| Plan {
        handover,
        version: 2,
        purpose,
        sealed_at: u64::try_from(pair.service.now()).unwrap() + 1,
        words: "jen cvičení",
        to: peer.bundles.newest(),
        psk: peer.newest_psk(),
    };
    let drill = owner.seals(&plan(Purpose::Drill), &mut SystemRng);
    refused_without_asking(pair, handover, hand_out(&drill, honest).0).await;
    // The real thing made the same way gets as far as the question whether it is the next one.
    let real = owner.seals(&plan(Purpose::Real), &mut SystemRng);
    let (told, _) = hand_out(&real, honest);
    let path = about(paths::INBOX_SEALED, handover);
    pair.recipient.hears(Method::Get, &path, move |a: &mut SealedResponse| a.clone_from(&told));
    let answer = pair.recipient.ask(pair.opening(handover)).await;
    assert!(matches!(answer, Answer::Stopped { .. }), "only its way from version 1 is missing");
    pair.recipient.honest();
}
