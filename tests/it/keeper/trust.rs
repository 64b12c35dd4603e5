//! Ways in, the vault under several devices, and servers that lie.

use stafeta_client::{
    keeper::transport::Method,
    protocol::{Answer, Command, OpenNotice, Refusal, StopReason, Verified},
};
use stafeta_shared::{
    api::{
        Delivery, DraftResponse, InvitationCodesRequest, InvitationResponse, PeopleResponse,
        ProblemCode, SealedResponse, VaultResponse, paths,
    },
    bytes::B64,
    crypto::{
        SystemRng,
        bundle::{Bundle, IdentityKeys},
        kit::KitCode,
    },
};
use stafeta_tests::support::{
    device::{Device, PASSWORD, password},
    liar::rewrite,
    pair::{
        OWNER, Pair, RECIPIENT, accept, acceptance, invite, join, link_of, people, version, words,
    },
    service::Service,
};
use std::{
    cell::Cell,
    sync::{Arc, Mutex},
};

#[tokio::test]
async fn password_code_and_kit_let_in_and_nothing_else_does() {
    let service = Service::start().await;
    let mut device = Device::new(&service);
    let (me, kit) = device.sign_up(&service, OWNER.0, OWNER.1).await;
    device.ask(Command::Logout).await;
    assert_eq!(Device::refused(device.ask(Command::People).await), Refusal::Locked);

    let wrong = Command::Login {
        email: OWNER.0.to_owned(),
        password: format!("{PASSWORD}!"),
        own_device: true,
    };
    assert_eq!(Device::refused(device.ask(wrong).await), Refusal::WrongSecret);
    let nobody = password("nobody@example.org");
    assert_eq!(Device::refused(device.ask(nobody).await), Refusal::WrongSecret);

    let Answer::Unlocked { me: again, last_change, read_only: false } =
        device.log_in(&service, OWNER.0, OWNER.1).await
    else {
        panic!("logged in")
    };
    assert_eq!(again.account, me.account);
    assert!(last_change.is_none(), "this device has an anchor");

    // A reload keeps the session but not the secrets; the password alone opens them again.
    device.reload().await;
    assert!(matches!(device.ask(Command::Session).await, Answer::Session { me: None }));
    assert!(matches!(
        device.log_in(&service, OWNER.0, OWNER.1).await,
        Answer::Unlocked { last_change: None, .. }
    ));
    assert!(matches!(device.ask(Command::Session).await, Answer::Session { me: Some(_) }));

    let other = Device::new(&service);
    let Answer::Unlocked { last_change, .. } =
        other.ask(Command::KitLogin { code: kit.to_lowercase(), own_device: true }).await
    else {
        panic!("the kit opens")
    };
    assert_eq!(last_change.map(|change| change.device).as_deref(), Some("test"));
    // One slip in 32 has the right check symbol all the same.
    let mut slips = ('2'..='9').map(|digit| format!("{digit}{}", &kit[1..]));
    let slip = slips.find(|slip| KitCode::parse(slip).is_err()).unwrap();
    assert_eq!(
        Device::refused(other.ask(Command::KitLogin { code: slip, own_device: true }).await),
        Refusal::KitMistyped { group: Some(1) }
    );
}

#[tokio::test]
async fn two_devices_change_one_vault_and_nothing_is_lost() {
    let service = Service::start().await;
    let (first, second) = (Device::new(&service), Device::new(&service));
    first.sign_up(&service, OWNER.0, OWNER.1).await;
    assert!(matches!(
        second.log_in(&service, OWNER.0, OWNER.1).await,
        Answer::Unlocked { last_change: Some(_), .. }
    ));
    let (one, _) = link_of(first.ask(invite(Delivery::Link)).await);
    let other = Command::Invite {
        name: "Eva".to_owned(),
        email: "eva@example.org".to_owned(),
        phone: None,
        language: "cs".to_owned(),
        delivery: Delivery::Link,
    };
    // The second device knows an older vault: its change is refused, loaded anew, applied again.
    let (two, _) = link_of(second.ask(other).await);
    for device in [&first, &second] {
        for invite in [one, two] {
            if std::ptr::eq(device, &raw const first) && invite == two {
                continue;
            }
            assert!(link_of(device.ask(Command::InviteLink { invite }).await).1.is_some());
        }
    }
    let names: Vec<String> = people(&second).await.into_iter().map(|person| person.name).collect();
    assert!(
        names.contains(&"Eva".to_owned()) && names.contains(&"Petr (účetní)".to_owned()),
        "{names:?}"
    );
}

#[tokio::test]
async fn a_vault_that_was_rolled_back_stops() {
    let service = Service::start().await;
    let device = Device::new(&service);
    device.sign_up(&service, OWNER.0, OWNER.1).await;
    device.ask(Command::Logout).await;
    device.log_in(&service, OWNER.0, OWNER.1).await;
    let old = Arc::new(Mutex::new(None::<VaultResponse>));
    let keep = old.clone();
    device.on_answer(move |request, response| {
        if request.path == paths::VAULT && request.method.as_str() == "GET" {
            *keep.lock().unwrap() = serde_json::from_slice(&response.body).ok();
        }
        Some(response)
    });
    device.ask(Command::Logout).await;
    device.log_in(&service, OWNER.0, OWNER.1).await;
    device.honest();
    link_of(device.ask(invite(Delivery::Link)).await);
    device.ask(Command::Logout).await;
    let old = old.lock().unwrap().clone().unwrap();
    device.on_answer(move |request, mut response| {
        if request.path == paths::VAULT && request.method.as_str() == "GET" {
            response.body = serde_json::to_vec(&old).unwrap();
        }
        Some(response)
    });
    let stopped = device.log_in(&service, OWNER.0, OWNER.1).await;
    assert!(matches!(stopped, Answer::VaultOlder { .. }));
    assert_eq!(Device::refused(device.ask(Command::People).await), Refusal::Locked);
}

/// A bundle of the server's own making in somebody's name.
fn forged(account: stafeta_shared::ids::AccountId) -> Bundle {
    Bundle::make(account, &IdentityKeys::make(&mut SystemRng)).unwrap()
}

#[tokio::test]
async fn a_swapped_owner_is_noticed_before_the_name_is_shown() {
    let service = Service::start().await;
    let owner = Device::new(&service);
    owner.sign_up(&service, OWNER.0, OWNER.1).await;
    let (invite, secret) = link_of(owner.ask(invite(Delivery::Link)).await);
    for strip in [false, true] {
        let recipient = Device::new(&service);
        recipient.on_answer(move |request, mut response| {
            if request.path == paths::fill(paths::INVITATION, &[&invite.to_string()]) {
                let mut answer: InvitationResponse =
                    serde_json::from_slice(&response.body).unwrap();
                let false_owner = forged(answer.owner);
                answer.owner_bundles = vec![B64(false_owner.as_bytes().to_vec())];
                answer.owner_bundle = false_owner.hash().into();
                if strip {
                    answer.proof_owner = None;
                }
                response.body = serde_json::to_vec(&answer).unwrap();
            }
            Some(response)
        });
        let opened =
            recipient.ask(Command::InvitationOpen { invite, secret: secret.clone() }).await;
        assert_eq!(Device::refused(opened), Refusal::ProofFailed);
        let go_on = recipient.ask(acceptance(invite, "00000000".to_owned(), None)).await;
        assert_eq!(Device::refused(go_on), Refusal::Unfit);
    }
}

fn swap_recipient(device: &Device) {
    device.on_answer(|request, mut response| {
        if request.path == paths::INVITATIONS && request.method.as_str() == "GET" {
            let mut answer: PeopleResponse = serde_json::from_slice(&response.body).unwrap();
            for person in &mut answer.people {
                if let Some(recipient) = person.recipient {
                    let bundle = forged(recipient);
                    person.bundles = vec![B64(bundle.as_bytes().to_vec())];
                    person.recipient_bundle = Some(bundle.hash().into());
                }
            }
            response.body = serde_json::to_vec(&answer).unwrap();
        }
        Some(response)
    });
}

#[tokio::test]
async fn a_recipient_swapped_at_acceptance_is_never_pinned() {
    let pair = Pair::new().await;
    swap_recipient(&pair.owner);
    let person = people(&pair.owner).await.remove(0);
    assert!(person.key_changed && person.verified == Verified::No);
    let handover = pair.handover(words()).await;
    let answer = pair.owner.ask(Command::Seal {
        handover,
        recipients: vec![pair.recipient_me.account],
        unverified: vec![pair.recipient_me.account],
    });
    assert!(matches!(Device::refused(answer.await), Refusal::KeyChanged { .. }));
    pair.owner.honest();
    assert_eq!(
        people(&pair.owner).await[0].verified,
        Verified::Link,
        "the secret was kept for the true proof"
    );
}

#[tokio::test]
async fn a_key_swapped_later_is_a_hard_stop() {
    let pair = Pair::new().await;
    people(&pair.owner).await;
    let handover = pair.handover(words()).await;
    swap_recipient(&pair.owner);
    assert!(people(&pair.owner).await[0].key_changed);
    let refusal = Device::refused(pair.seal(handover).await);
    assert_eq!(refusal, Refusal::KeyChanged { name: "Petr (účetní)".to_owned() });
    pair.owner.honest();
    assert_eq!(version(pair.seal(handover).await), 1);
}

#[tokio::test]
async fn a_hostile_object_does_not_cause_an_opening() {
    let pair = Pair::new().await;
    people(&pair.owner).await;
    let handover = pair.handover(words()).await;
    version(pair.seal(handover).await);
    pair.release(handover, 1).await;
    let path = paths::fill(paths::INBOX_SEALED, &[&handover.to_string()]);
    let fields: [fn(&mut SealedResponse) -> &mut B64; 5] =
        [|s| &mut s.header, |s| &mut s.sig, |s| &mut s.wrap, |s| &mut s.lock, |s| &mut s.body];
    for field in fields {
        let path = path.clone();
        pair.recipient.on_answer(move |request, mut response| {
            if request.path == path {
                let mut sealed: SealedResponse = serde_json::from_slice(&response.body).unwrap();
                let bytes = &mut field(&mut sealed).0;
                let middle = bytes.len() / 2;
                bytes[middle] ^= 1;
                response.body = serde_json::to_vec(&sealed).unwrap();
            }
            Some(response)
        });
        pair.recipient.take_sent();
        let refusal = Device::refused(pair.recipient.ask(pair.opening(handover)).await);
        assert_eq!(refusal, Refusal::Unverifiable);
        assert_eq!(
            pair.recipient.take_sent(),
            [format!(
                "GET {path}",
                path = paths::fill(paths::INBOX_SEALED, &[&handover.to_string()])
            )]
        );
    }
    pair.recipient.honest();
    assert_eq!(
        pair.service.count("SELECT COUNT(*) AS n FROM released WHERE opened_at IS NOT NULL").await,
        0
    );
    pair.open(handover).await;
    assert_eq!(
        pair.service.count("SELECT COUNT(*) AS n FROM released WHERE opened_at IS NOT NULL").await,
        1
    );
}

/// The bundle is pinned already: whether the server shows it, and how often, says nothing.
#[tokio::test]
async fn an_owners_bundles_may_be_shown_or_not() {
    let pair = Pair::new().await;
    people(&pair.owner).await;
    let handover = pair.handover(words()).await;
    version(pair.seal(handover).await);
    pair.release(handover, 1).await;
    let path = paths::fill(paths::INBOX_SEALED, &[&handover.to_string()]);
    for times in [0, 2] {
        pair.recipient.hears(Method::Get, &path, move |sealed: &mut SealedResponse| {
            sealed.owner_bundles = vec![sealed.owner_bundles[0].clone(); times];
        });
        assert_eq!(pair.open(handover).await.notices, []);
    }
}

#[tokio::test]
async fn an_older_version_stops_until_it_is_chosen() {
    let pair = Pair::new().await;
    people(&pair.owner).await;
    let handover = pair.handover(words()).await;
    version(pair.seal(handover).await);
    pair.release(handover, 1).await;
    let old = Arc::new(Mutex::new((Vec::new(), Vec::new())));
    let keep = old.clone();
    let (sealed_path, key_path) = (
        paths::fill(paths::INBOX_SEALED, &[&handover.to_string()]),
        paths::fill(paths::INBOX_KEY, &[&handover.to_string()]),
    );
    let seen = (sealed_path.clone(), key_path.clone());
    pair.recipient.on_answer(move |request, response| {
        if request.path == seen.0 {
            keep.lock().unwrap().0 = response.body.clone();
        } else if request.path == seen.1 {
            keep.lock().unwrap().1 = response.body.clone();
        }
        Some(response)
    });
    pair.open(handover).await;
    pair.recipient.honest();
    pair.service.recall(handover).await;
    version(pair.seal(handover).await);
    pair.release(handover, 2).await;
    assert_eq!(pair.open(handover).await.version, 2);

    pair.recipient.on_answer(move |request, mut response| {
        if request.path == sealed_path {
            response.body = old.lock().unwrap().0.clone();
        } else if request.path == key_path {
            response.body = old.lock().unwrap().1.clone();
        }
        Some(response)
    });
    let stopped = pair.recipient.ask(pair.opening(handover)).await;
    let Answer::Stopped { reason, shown, .. } = stopped else { panic!("stopped") };
    assert_eq!(reason, StopReason::Older);
    // A choice about another object, or for another reason, is none about this one.
    for (object, reason) in [(&vec![7; 32].into(), StopReason::Older), (&shown, StopReason::Gap)] {
        let again = pair.recipient.ask(pair.opening_despite(handover, object, &[reason])).await;
        assert!(matches!(again, Answer::Stopped { .. }));
    }
    let chosen = pair.recipient.ask(pair.opening_despite(handover, &shown, &[reason])).await;
    let Answer::Opened { content } = chosen else { panic!("opened by choice") };
    assert_eq!((content.version, &content.notices[..]), (1, &[OpenNotice::DespiteStale][..]));
}

#[tokio::test]
async fn a_used_invitation_is_refused() {
    let pair = Pair::new().await;
    let second = Device::new(&pair.service);
    let opened = second.ask(Command::InvitationOpen { invite: pair.invite, secret: None }).await;
    let refusal = Device::refused(opened);
    assert!(
        matches!(refusal, Refusal::Problem { code: ProblemCode::InvitationUsed, .. }),
        "{refusal:?}"
    );
}

#[tokio::test]
async fn a_lost_answer_to_the_codes_does_not_lock_out() {
    let service = Service::start().await;
    let owner = Device::new(&service);
    owner.sign_up(&service, OWNER.0, OWNER.1).await;
    let (invite, secret) = link_of(owner.ask(invite(Delivery::Link)).await);
    let recipient = Device::new(&service);
    recipient.on_answer(|request, response| {
        (request.path != paths::OPAQUE_REGISTER).then_some(response)
    });
    assert_eq!(
        Device::refused(accept(&service, &recipient, invite, secret).await),
        Refusal::Offline
    );
    recipient.honest();
    // The codes are used up, the right to register is not.
    let again = recipient.ask(acceptance(invite, String::new(), None)).await;
    assert!(matches!(again, Answer::Kit { .. }), "{}", serde_json::to_string(&again).unwrap());
}

#[tokio::test]
async fn a_lost_answer_to_a_seal_is_made_good_by_the_next_one() {
    let pair = Pair::new().await;
    people(&pair.owner).await;
    let handover = pair.handover(words()).await;
    let path = paths::fill(paths::VERSIONS, &[&handover.to_string()]);
    pair.owner.on_answer(move |request, response| (request.path != path).then_some(response));
    assert_eq!(Device::refused(pair.seal(handover).await), Refusal::Offline);
    pair.owner.honest();
    // The first one was committed; vault and version are loaded anew, then sealed on top.
    assert_eq!(version(pair.seal(handover).await), 2);
    pair.release(handover, 1).await;
    assert_eq!(pair.open(handover).await.version, 2);
}

#[tokio::test]
async fn an_account_with_another_address_joins_by_the_codes() {
    let service = Service::start().await;
    let (owner, recipient) = (Device::new(&service), Device::new(&service));
    owner.sign_up(&service, OWNER.0, OWNER.1).await;
    recipient.sign_up(&service, "dvorak@example.com", "+420601000003").await;
    let (invite, secret) = link_of(owner.ask(invite(Delivery::Link)).await);
    recipient.ask(Command::InvitationOpen { invite, secret }).await;
    let join = join(invite, "Jana Nováková");
    let refusal = Device::refused(recipient.ask(join.clone()).await);
    assert!(
        matches!(refusal, Refusal::Problem { code: ProblemCode::Forbidden, .. }),
        "{refusal:?}"
    );

    let path = paths::fill(paths::INVITATION_CODES, &[&invite.to_string()]);
    recipient.page_posts(&path, &InvitationCodesRequest { phone: None }).await;
    let (sms_code, email_code) =
        (service.code_to(RECIPIENT.1).await, Some(service.code_to(RECIPIENT.0).await));
    let proven = recipient.ask(Command::InvitationProve { invite, sms_code, email_code }).await;
    assert!(matches!(proven, Answer::Done), "{}", serde_json::to_string(&proven).unwrap());
    assert!(matches!(recipient.ask(join).await, Answer::Done));
    assert_eq!(people(&owner).await[0].verified, Verified::Link);
}

#[tokio::test]
async fn on_a_device_that_is_not_ones_own_nothing_stays() {
    let service = Service::start().await;
    let (own, foreign) = (Device::new(&service), Device::new(&service));
    own.sign_up(&service, OWNER.0, OWNER.1).await;
    assert_eq!(own.anchors().await, 1);
    for _ in 0..2 {
        service.wait(10 * 60_000);
        let login = Command::Login {
            email: OWNER.0.to_owned(),
            password: PASSWORD.to_owned(),
            own_device: false,
        };
        foreign.ask(login).await;
        let code = service.code_to(OWNER.1).await;
        let Answer::Unlocked { last_change, .. } = foreign.ask(Command::LoginCode { code }).await
        else {
            panic!("logged in")
        };
        assert!(last_change.is_some(), "nothing is known here, so the last change is shown");
        let invite = Command::Invite {
            name: "Eva".to_owned(),
            email: "eva@example.org".to_owned(),
            phone: None,
            language: "cs".to_owned(),
            delivery: Delivery::Link,
        };
        link_of(foreign.ask(invite).await);
        assert_eq!(foreign.anchors().await, 0);
        foreign.ask(Command::Logout).await;
    }
}

#[tokio::test]
async fn a_choice_about_an_older_vault_is_none_about_what_another_window_saw_meanwhile() {
    let service = Service::start().await;
    let device = Device::new(&service);
    device.sign_up(&service, OWNER.0, OWNER.1).await;
    let window = device.window();
    let old = service.vault_of(OWNER.0).await;
    link_of(device.ask(invite(Delivery::Link)).await);
    let new = service.vault_of(OWNER.0).await;
    device.ask(Command::Logout).await;
    service.put_vault_back(OWNER.0, old.clone()).await;
    let stopped = device.log_in(&service, OWNER.0, OWNER.1).await;
    assert!(matches!(stopped, Answer::VaultOlder { .. }));
    service.put_vault_back(OWNER.0, new).await;
    window.log_in(&service, OWNER.0, OWNER.1).await;
    link_of(window.ask(invite(Delivery::Link)).await);
    let chosen = device.ask(Command::UseOlderVault { for_good: true }).await;
    assert_eq!(Device::refused(chosen), Refusal::VaultRolledBack);
    // The choice stands where nothing came in between.
    service.put_vault_back(OWNER.0, old).await;
    let stopped = device.log_in(&service, OWNER.0, OWNER.1).await;
    assert!(matches!(stopped, Answer::VaultOlder { .. }));
    let chosen = device.ask(Command::UseOlderVault { for_good: true }).await;
    assert!(matches!(chosen, Answer::Unlocked { read_only: false, .. }));
}

#[tokio::test]
async fn a_window_that_lags_behind_catches_up_before_it_writes() {
    let service = Service::start().await;
    let device = Device::new(&service);
    device.sign_up(&service, OWNER.0, OWNER.1).await;
    let window = device.window();
    window.log_in(&service, OWNER.0, OWNER.1).await;
    let old = service.vault_of(OWNER.0).await;
    for _ in 0..2 {
        link_of(device.ask(invite(Delivery::Link)).await);
    }
    // The other window still has the vault of before. The server shows it no newer one, and would take its change.
    let (counter, vault) = (u64::try_from(old.0).unwrap(), B64(old.1));
    window.on_answer(move |request, mut response| {
        let hide = |told: &mut VaultResponse| {
            (told.counter, told.vault) = (counter, vault.clone());
        };
        Some(if request.path == paths::VAULT {
            rewrite(response, hide)
        } else {
            if request.path == paths::INVITATIONS {
                (response.status, response.body) = (200, b"{}".to_vec());
            }
            response
        })
    });
    let written = format!("POST {}", paths::INVITATIONS);
    for _ in 0..2 {
        window.take_sent();
        let refused = window.ask(invite(Delivery::Link)).await;
        assert_eq!(
            Device::refused(refused),
            Refusal::VaultRolledBack,
            "this device knows another one"
        );
        assert!(!window.take_sent().contains(&written), "nothing is written on top of it");
    }
    // An honest server shows the newer one, and the person hears nothing of it.
    window.honest();
    link_of(window.ask(invite(Delivery::Link)).await);
    let sent = window.take_sent();
    assert_eq!(sent, [format!("GET {}", paths::VAULT), written], "no try was in vain");
    link_of(device.ask(invite(Delivery::Link)).await);
    // Without a line it is as without a line.
    window.on_answer(|_, _| None);
    let cut = window.ask(invite(Delivery::Link)).await;
    assert_eq!(Device::refused(cut), Refusal::Offline);
    window.honest();
    link_of(window.ask(invite(Delivery::Link)).await);
    assert!(matches!(device.log_in(&service, OWNER.0, OWNER.1).await, Answer::Unlocked { .. }));
}

#[tokio::test]
async fn a_window_that_is_overtaken_while_it_writes_goes_on() {
    let service = Service::start().await;
    let device = Device::new(&service);
    device.sign_up(&service, OWNER.0, OWNER.1).await;
    let window = device.window();
    window.log_in(&service, OWNER.0, OWNER.1).await;
    let late = window.liar.delays(Method::Post, paths::INVITATIONS);
    let overtaking = async {
        late.given().await;
        let overtaken = device.ask(invite(Delivery::Link)).await;
        late.arrives();
        overtaken
    };
    let (first, second) = futures::join!(window.ask(invite(Delivery::Link)), overtaking);
    link_of(first);
    link_of(second);
    link_of(window.ask(invite(Delivery::Link)).await);
    assert_eq!(service.vault_of(OWNER.0).await.0, 4, "one vault after the other");
}

/// The server hides the newest drafts until something else was written and sealed in their place.
#[tokio::test]
async fn a_hidden_draft_does_not_come_back_after_the_next_sealing() {
    let mut pair = Pair::new().await;
    people(&pair.owner).await;
    let handover = pair.handover(words()).await;
    version(pair.seal(handover).await);
    let path = paths::fill(paths::DRAFT, &[&handover.to_string()]);
    let sealed: DraftResponse = pair.owner.page_gets(&path).await;
    let save = |title: &str| Command::DraftSave {
        handover,
        title: title.to_owned(),
        blocks: words(),
        recipients: vec![],
    };
    for title in ["s Evou", "taky s Evou"] {
        pair.owner.wait(1000);
        assert!(matches!(pair.owner.ask(save(title)).await, Answer::Saved { .. }));
    }
    let hidden: DraftResponse = pair.owner.page_gets(&path).await;
    pair.service.put_draft_back(handover, &sealed).await;
    pair.owner.reload().await;
    pair.owner.log_in(&pair.service, OWNER.0, OWNER.1).await;
    pair.owner.wait(1000);
    assert!(matches!(pair.owner.ask(save("bez Evy")).await, Answer::Saved { .. }));
    assert_eq!(version(pair.seal(handover).await), 2);
    pair.service.put_draft_back(handover, &hidden).await;
    pair.owner.reload().await;
    pair.owner.log_in(&pair.service, OWNER.0, OWNER.1).await;
    let Answer::Handover { handover } = pair.owner.ask(Command::HandoverOpen { handover }).await
    else {
        panic!("it opens")
    };
    assert_eq!((handover.summary.title.as_str(), handover.draft_lost), ("bez Evy", true));
}

#[tokio::test]
async fn what_was_under_way_at_the_end_of_a_session_does_not_come_back() {
    let pair = Pair::new().await;
    people(&pair.owner).await;
    let handover = pair.handover(words()).await;
    let save = Command::DraftSave {
        handover,
        title: "Weby".to_owned(),
        blocks: words(),
        recipients: vec![],
    };
    // Once its first half is done, the second would change the vault of whoever is here by then.
    let change = Command::RemovePerson { invite: pair.invite };
    let draft = paths::fill(paths::DRAFT, &[&handover.to_string()]);
    let person = paths::fill(paths::INVITATION, &[&pair.invite.to_string()]);
    for (command, method, path) in [(save, Method::Put, draft), (change, Method::Delete, person)] {
        let late = pair.owner.liar.delays(method, &path);
        let over = Cell::new(false);
        let command = async {
            let answer = pair.owner.ask(command).await;
            over.set(true);
            answer
        };
        let meanwhile = async {
            late.given().await;
            assert!(matches!(pair.owner.ask(Command::Logout).await, Answer::Done));
            // Somebody else takes the seat before the answer comes.
            let next = pair.owner.log_in(&pair.service, RECIPIENT.0, RECIPIENT.1).await;
            assert!(matches!(next, Answer::Unlocked { .. }));
            assert!(over.get(), "an answer that never comes must not keep secrets alive");
            pair.owner.take_sent();
            late.arrives();
        };
        let (ended, ()) = futures::join!(command, meanwhile);
        assert_eq!(Device::refused(ended), Refusal::Forgotten);
        assert_eq!(pair.owner.take_sent(), [""; 0], "it goes no further");
        pair.owner.ask(Command::Logout).await;
        pair.owner.log_in(&pair.service, OWNER.0, OWNER.1).await;
    }
}

#[tokio::test]
async fn an_invitation_that_was_being_opened_is_forgotten_too() {
    let service = Service::start().await;
    let owner = Device::new(&service);
    owner.sign_up(&service, OWNER.0, OWNER.1).await;
    let (invite, secret) = link_of(owner.ask(invite(Delivery::Link)).await);
    let device = Device::new(&service);
    let path = paths::fill(paths::INVITATION, &[&invite.to_string()]);
    let late = device.liar.delays(Method::Get, &path);
    let meanwhile = async {
        late.given().await;
        device.ask(Command::Logout).await;
        late.arrives();
    };
    let open = Command::InvitationOpen { invite, secret };
    let (ended, ()) = futures::join!(device.ask(open), meanwhile);
    assert_eq!(Device::refused(ended), Refusal::Forgotten);
    let go_on = device.ask(acceptance(invite, "00000000".to_owned(), None)).await;
    assert_eq!(Device::refused(go_on), Refusal::Unfit);
}

#[tokio::test]
async fn a_right_password_does_not_wait_for_its_code_for_ever() {
    let service = Service::start().await;
    let device = Device::new(&service);
    device.sign_up(&service, OWNER.0, OWNER.1).await;
    device.ask(Command::Logout).await;
    service.wait(10 * 60_000);
    assert!(matches!(device.ask(password(OWNER.0)).await, Answer::Login { .. }));
    let code = service.code_to(OWNER.1).await;
    device.take_sent();
    device.wait(15 * 60_000);
    let late = device.ask(Command::LoginCode { code: code.clone() }).await;
    assert_eq!(Device::refused(late), Refusal::Locked);
    device.wait(-15 * 60_000);
    let gone = device.ask(Command::LoginCode { code }).await;
    assert_eq!(Device::refused(gone), Refusal::Locked, "it is gone, not only late");
    assert_eq!(device.take_sent(), [""; 0]);
}
