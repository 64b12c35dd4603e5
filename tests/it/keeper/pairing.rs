//! Pairings that end, come back, or come too late.

use stafeta_client::{
    keeper::transport::Method,
    protocol::{Answer, Command, OpenNotice, Refusal, Verified},
};
use stafeta_shared::{
    api::{
        Delivery, InvitationCodesRequest, InvitationResponse, InvitationState, PeopleResponse,
        SealedResponse, VersionCommitRequest, paths,
    },
    crypto::version::{Header, Mode},
    ids::{HandoverId, InviteId},
};
use stafeta_tests::support::{
    device::{Device, kit},
    liar::rewrite,
    pair::{
        OWNER, Pair, RECIPIENT, accept, acceptance, invite, invite_back, join, link_of, people,
        version, words,
    },
    service::Service,
};
use std::sync::{Arc, Mutex};

const DAY: i64 = 24 * 3_600_000;

/// Who was removed and is invited again, by mail: the key they once shared is used on, for the recipient's
/// reader refuses everything that is sealed without it.
#[tokio::test]
async fn keys_of_a_pairing_that_ended_serve_the_next_one() {
    let pair = Pair::new().await;
    people(&pair.owner).await;
    let handover = pair.handover(words()).await;
    version(pair.seal(handover).await);
    let removed = pair.owner.ask(Command::RemovePerson { invite: pair.invite }).await;
    assert!(matches!(removed, Answer::Done));
    assert_eq!(Device::refused(pair.seal(handover).await), Refusal::Unfit);

    let (again, _) = link_of(pair.owner.ask(invite(Delivery::Mail)).await);
    let opened = Command::InvitationOpen { invite: again, secret: None };
    assert!(matches!(pair.recipient.ask(opened).await, Answer::Invitation { .. }));
    let joined = pair.recipient.ask(join(again, "Jana Nováková")).await;
    assert!(matches!(joined, Answer::Done));
    let [person] = &people(&pair.owner).await[..] else { panic!("one person") };
    assert_eq!(person.verified, Verified::Link, "the same key as was verified before");
    assert_eq!(version(pair.seal(handover).await), 2);

    pair.release(handover, 1).await;
    let mode = Arc::new(Mutex::new(None));
    let (seen, path) = (mode.clone(), paths::fill(paths::INBOX_SEALED, &[&handover.to_string()]));
    pair.recipient.on_answer(move |request, response| {
        if request.path == path {
            let sealed: SealedResponse = serde_json::from_slice(&response.body).unwrap();
            *seen.lock().unwrap() = Some(Header::parse(&sealed.header).unwrap().mode);
        }
        Some(response)
    });
    assert_eq!(pair.open(handover).await.version, 2);
    assert_eq!(*mode.lock().unwrap(), Some(Mode::Psk));
}

/// The recipient invites their owner in turn, who says yes: from then on the owner seals with the key of that
/// invitation, at which the recipient has not looked since.
async fn invited_back() -> (Pair, InviteId) {
    let pair = Pair::new().await;
    people(&pair.owner).await;
    let (invite, secret) = link_of(pair.recipient.ask(invite_back()).await);
    let opened = pair.owner.ask(Command::InvitationOpen { invite, secret }).await;
    assert!(matches!(opened, Answer::Invitation { verified: true, .. }));
    assert!(matches!(pair.owner.ask(join(invite, "Petr Dvořák")).await, Answer::Done));
    (pair, invite)
}

/// Seals and releases; with the key of this invitation.
async fn sealed_by(pair: &Pair, invite: InviteId) -> HandoverId {
    let handover = pair.handover(words()).await;
    pair.owner.liar.take_sent();
    assert_eq!(version(pair.seal(handover).await), 1);
    let sent = pair.owner.liar.take_sent();
    let commit = sent.iter().find(|sent| sent.path.ends_with("/versions")).unwrap();
    let commit: VersionCommitRequest = serde_json::from_slice(&commit.body).unwrap();
    assert_eq!(commit.recipients[0].psk_hint, Some(invite));
    pair.release(handover, 1).await;
    handover
}

#[tokio::test]
async fn the_key_of_an_acceptance_not_looked_at_opens() {
    let (pair, invite) = invited_back().await;
    let old = pair.service.vault_of(RECIPIENT.0).await;
    let handover = sealed_by(&pair, invite).await;
    pair.recipient.take_sent();
    assert_eq!(pair.open(handover).await.notices, []);
    let asked = format!("GET {}", paths::INVITATIONS);
    assert!(!pair.recipient.take_sent().contains(&asked), "nobody else has to be asked");

    // Over an older vault too, in which nothing can be pinned any more.
    pair.recipient.ask(Command::Logout).await;
    pair.service.put_vault_back(RECIPIENT.0, old).await;
    let stopped = pair.recipient.log_in(&pair.service, RECIPIENT.0, RECIPIENT.1).await;
    assert!(matches!(stopped, Answer::VaultOlder { .. }));
    pair.recipient.ask(Command::UseOlderVault { for_good: false }).await;
    assert_eq!(pair.open(handover).await.notices, [OpenNotice::NotRemembered]);
}

#[tokio::test]
async fn an_invitation_taken_back_after_it_was_accepted_leaves_its_key() {
    let (pair, invite) = invited_back().await;
    let taken_back = pair.recipient.ask(Command::RemovePerson { invite }).await;
    assert!(matches!(taken_back, Answer::Done));
    let handover = sealed_by(&pair, invite).await;
    assert_eq!(pair.open(handover).await.notices, []);
}

/// An owner whose invitation was accepted, but who has not looked yet.
async fn accepted() -> (Service, Device, Device) {
    let service = Service::start().await;
    let (owner, recipient) = (Device::new(&service), Device::new(&service));
    owner.sign_up(&service, OWNER.0, OWNER.1).await;
    let (invite, secret) = link_of(owner.ask(invite(Delivery::Link)).await);
    let _ = kit(accept(&service, &recipient, invite, secret).await);
    (service, owner, recipient)
}

fn show(owner: &Device, change: impl Fn(&mut PeopleResponse) + Send + Sync + 'static) {
    owner.on_answer(move |request, response| {
        let list = request.path == paths::INVITATIONS && request.method.as_str() == "GET";
        Some(if list { rewrite(response, &change) } else { response })
    });
}

#[tokio::test]
async fn an_invitation_that_was_declined_is_never_accepted_later() {
    for state in [InvitationState::Declined, InvitationState::Invited] {
        let (_service, owner, _recipient) = accepted().await;
        show(&owner, move |answer| answer.people[0].state = state);
        people(&owner).await;
        owner.honest();
        let [person] = &people(&owner).await[..] else { panic!("one person") };
        let over = state == InvitationState::Declined;
        assert_eq!((person.key_changed, person.verified == Verified::Link), (over, !over));
        assert_eq!(person.name, "Petr (účetní)", "the owner's own name for them stays");
    }
}

#[tokio::test]
async fn thirty_days_are_over_by_the_owners_own_clock() {
    for late in [false, true] {
        let (_service, owner, _recipient) = accepted().await;
        // Nobody has answered, the server says; and then: somebody has, in time.
        show(&owner, |answer| {
            answer.people[0].state = InvitationState::Invited;
            answer.people[0].answered_at = None;
        });
        owner.wait(if late { 32 * DAY } else { 29 * DAY });
        people(&owner).await;
        owner.honest();
        let person = people(&owner).await.remove(0);
        assert_eq!((person.key_changed, person.verified == Verified::Link), (late, !late));
    }
}

#[tokio::test]
async fn an_acceptance_after_thirty_days_is_none() {
    for (days, late) in [(29, false), (32, true)] {
        let (service, owner, _recipient) = accepted().await;
        let at = service.now() + days * DAY;
        show(&owner, move |answer| answer.people[0].answered_at = Some(at));
        let person = people(&owner).await.remove(0);
        assert_eq!((person.key_changed, person.verified == Verified::Link), (late, !late));
    }
}

/// An owner who comes by once a year still finds who accepted in time.
#[tokio::test]
async fn an_acceptance_in_time_waits_for_its_owner() {
    let (_service, owner, _recipient) = accepted().await;
    owner.wait(400 * DAY);
    assert_eq!(people(&owner).await[0].verified, Verified::Link);
    let again = Command::InviteLink { invite: people(&owner).await[0].invite };
    assert_eq!(Device::refused(owner.ask(again).await), Refusal::Unfit);
    assert_eq!(people(&owner).await[0].email, RECIPIENT.0);
}

/// The names under which a recipient finds who prepared something for them.
async fn owners(recipient: &Device) -> Vec<(String, Verified)> {
    match recipient.ask(Command::Inbox).await {
        Answer::Inbox { owners } => owners.into_iter().map(|o| (o.name, o.verified)).collect(),
        other => panic!("no inbox: {}", serde_json::to_string(&other).unwrap()),
    }
}

/// The proof of a link speaks of keys. Whoever colludes with the server may be anybody by name.
#[tokio::test]
async fn an_owner_is_called_what_the_recipient_calls_them() {
    let service = Service::start().await;
    let (owner, recipient) = (Device::new(&service), Device::new(&service));
    owner.sign_up(&service, OWNER.0, OWNER.1).await;
    let (invite, secret) = link_of(owner.ask(invite(Delivery::Link)).await);
    let path = paths::fill(paths::INVITATION, &[&invite.to_string()]);
    recipient.hears(Method::Get, &path, |told: &mut InvitationResponse| {
        told.owner_name = "Eva Malá".to_owned();
    });
    let opened = Command::InvitationOpen { invite, secret };
    let Answer::Invitation { owner_name, verified: true, .. } = recipient.ask(opened).await else {
        panic!("the link's proof holds whatever the name")
    };
    assert_eq!(owner_name, "Eva Malá");
    let codes = paths::fill(paths::INVITATION_CODES, &[&invite.to_string()]);
    recipient.page_posts(&codes, &InvitationCodesRequest { phone: None }).await;
    let (sms, mail) = (service.code_to(RECIPIENT.1).await, service.code_to(RECIPIENT.0).await);
    let _ = kit(recipient.ask(acceptance(invite, sms, Some(mail))).await);
    assert_eq!(owners(&recipient).await, [("Jana Nováková".to_owned(), Verified::Link)]);
}

#[tokio::test]
async fn nobody_is_pinned_under_the_name_of_somebody_else() {
    let pair = Pair::new().await;
    let other = Device::new(&pair.service);
    other.sign_up(&pair.service, "jana2@example.org", "+420601000009").await;
    let (invite, secret) = link_of(other.ask(invite(Delivery::Link)).await);
    pair.recipient.ask(Command::InvitationOpen { invite, secret }).await;
    pair.recipient.take_sent();
    for name in ["Jana Nováková", " jana NOVA\u{301}KOVA\u{301} "] {
        let refused = Device::refused(pair.recipient.ask(join(invite, name)).await);
        assert_eq!(refused, Refusal::NameTaken { name: "Jana Nováková".to_owned() });
    }
    for name in [" ", "Jana\u{200b} Nováková"] {
        assert_eq!(Device::refused(pair.recipient.ask(join(invite, name)).await), Refusal::Unfit);
    }
    assert!(pair.recipient.take_sent().is_empty(), "nothing leaves under such a name");
    let joined = pair.recipient.ask(join(invite, " Jana (sestra) ")).await;
    assert!(matches!(joined, Answer::Done));
    let mut names: Vec<_> =
        owners(&pair.recipient).await.into_iter().map(|(name, _)| name).collect();
    names.sort();
    assert_eq!(names, ["Jana (sestra)", "Jana Nováková"]);
}

/// Who was invited under a name may answer yet; who was removed is remembered.
#[tokio::test]
async fn a_name_given_before_is_given_to_nobody_else() {
    let pair = Pair::new().await;
    let other = Device::new(&pair.service);
    other.sign_up(&pair.service, "jana2@example.org", "+420601000009").await;
    let (asked, secret) = link_of(other.ask(invite_back()).await);
    pair.owner.ask(Command::InvitationOpen { invite: asked, secret }).await;
    let (eva, _) = link_of(pair.owner.ask(eva()).await);
    pair.owner.ask(Command::RemovePerson { invite: pair.invite }).await;
    for name in ["Petr (účetní)", "eva"] {
        let refused = Device::refused(pair.owner.ask(join(asked, name)).await);
        assert!(matches!(refused, Refusal::NameTaken { .. }), "{name}");
    }
    // An invitation that is over keeps no name.
    pair.owner.ask(Command::RemovePerson { invite: eva }).await;
    assert!(matches!(pair.owner.ask(join(asked, "Eva")).await, Answer::Done));
}

fn eva() -> Command {
    Command::Invite {
        name: "Eva".to_owned(),
        email: "eva@example.org".to_owned(),
        phone: None,
        language: "cs".to_owned(),
        delivery: Delivery::Link,
    }
}

/// Two people invite each other, and the first of them has not looked since.
#[tokio::test]
async fn who_was_invited_and_asks_in_turn_is_no_namesake_of_themselves() {
    let pair = Pair::new().await;
    let (back, secret) = link_of(pair.recipient.ask(invite_back()).await);
    pair.owner.ask(Command::InvitationOpen { invite: back, secret }).await;
    let joined = pair.owner.ask(join(back, "Petr (účetní)")).await;
    assert!(matches!(joined, Answer::Done));
    assert_eq!(owners(&pair.owner).await, [("Petr (účetní)".to_owned(), Verified::Link)]);
}

#[tokio::test]
async fn the_name_confirmed_last_is_the_one_that_is_shown() {
    let (pair, _) = invited_back().await;
    assert_eq!(owners(&pair.owner).await, [("Petr Dvořák".to_owned(), Verified::Link)]);
    assert_eq!(people(&pair.owner).await[0].name, "Petr Dvořák");
}

/// Whoever is quicker must not become the one that the owner means by a name.
#[tokio::test]
async fn two_people_of_one_name_are_told_apart() {
    let pair = Pair::new().await;
    let (back, secret) = link_of(pair.recipient.ask(invite_back()).await);
    pair.owner.ask(Command::InvitationOpen { invite: back, secret }).await;
    pair.owner.ask(join(back, "Eva")).await;
    let (invite, secret) = link_of(pair.owner.ask(eva()).await);
    let device = Device::new(&pair.service);
    let person = ("eva@example.org", "+420601000009");
    device.ask(Command::InvitationOpen { invite, secret }).await;
    let codes = paths::fill(paths::INVITATION_CODES, &[&invite.to_string()]);
    let phone = Some(person.1.to_owned());
    device.page_posts(&codes, &InvitationCodesRequest { phone }).await;
    let (sms, mail) = (pair.service.code_to(person.1).await, pair.service.code_to(person.0).await);
    let _ = kit(device.ask(acceptance(invite, sms, Some(mail))).await);
    let mut names: Vec<_> = people(&pair.owner).await.into_iter().map(|p| p.name).collect();
    names.sort();
    assert_eq!(names, ["Eva", "Eva (2)"]);
}
