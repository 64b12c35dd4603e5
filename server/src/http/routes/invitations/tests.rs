use crate::{
    deliver::Template,
    testing::{
        World,
        browser::Browser,
        person::Person,
        story::{
            CONSENT, Link, Story, accept, accept_request, at, codes, grant, invite, invite_request,
            next, vault,
        },
    },
};
use axum::{body::Body, http::Method};
use stafeta_shared::{
    api::{
        Delivery, InboxResponse, InvitationAcceptRequest, InvitationCodesRequest,
        InvitationJoinRequest, InvitationResponse, InvitationState, InvitationVerifyRequest,
        MeResponse, PeopleResponse, ProblemCode, paths,
    },
    crypto::{SystemRng, draw},
    ids::InviteId,
    limits::INVITATION_LIFE_MS,
};

const EVA: &str = "eva@example.cz";
const EVAS_PHONE: &str = "+420602234567";

async fn petr(world: &World) -> (Person, Browser) {
    Person::complete(world, "petr@example.cz", "+420601123456").await
}

async fn invited(world: &World, delivery: Delivery) -> (Person, Browser, Link) {
    let (owner, mut browser) = petr(world).await;
    let link = invite(world, &owner, &mut browser, EVA, delivery).await;
    (owner, browser, link)
}

fn stranger() -> Browser {
    Browser::at("198.51.100.20:1000")
}

#[tokio::test]
async fn a_link_that_was_handed_over_pairs_both_sides() {
    let mut story = Story::paired().await;
    let people: PeopleResponse = story.at_owner.get(&story.world, paths::INVITATIONS).await.json();
    let eva = &people.people[0];
    assert_eq!(eva.state, InvitationState::Accepted);
    assert_eq!(eva.recipient, Some(story.recipient.account));
    assert_eq!(eva.bundles[0].0, story.recipient.bundle.as_bytes());
    assert_eq!(eva.recipient_bundle.as_ref().unwrap().0, story.recipient.bundle.hash());
    assert_eq!(eva.phone.as_deref(), Some("+420 ··· ··· 567"));
    let news = story.world.newest_to("petr@example.cz").await;
    assert_eq!(news.template, Template::InvitationAccepted { email: EVA.to_owned() });
    let inbox: InboxResponse = story.at_recipient.get(&story.world, paths::INBOX).await.json();
    assert_eq!(inbox.owners.len(), 1);
    assert_eq!(inbox.owners[0].owner, story.owner.account);
    assert!(inbox.owners[0].released.is_empty());
    story.recipient.log_in(&story.world, &mut Browser::new()).await;
}

#[tokio::test]
async fn a_mailed_invitation_travels_without_a_secret() {
    let world = World::new().await;
    let (_, _, link) = invited(&world, Delivery::Mail).await;
    let mail = world.newest_to(EVA).await;
    assert!(
        matches!(mail.template, Template::InvitationMail { invite, .. } if invite == link.invite)
    );
    let shown: InvitationResponse =
        stranger().get(&world, &at(paths::INVITATION, link.invite)).await.json();
    assert!(shown.proof_owner.is_none() && shown.email_code);
    accept(&world, &link, EVA, EVAS_PHONE).await;
}

#[tokio::test]
async fn an_invitation_shows_little_and_an_unknown_one_nothing() {
    let world = World::new().await;
    let (owner, _, link) = invited(&world, Delivery::Link).await;
    let mut browser = stranger();
    let reply = browser.get(&world, &at(paths::INVITATION, link.invite)).await;
    let text = String::from_utf8(reply.body.clone()).unwrap();
    assert!(
        !text.contains(EVA) && !text.contains("602234567") && !text.contains("petr@"),
        "{text}"
    );
    let shown: InvitationResponse = reply.json();
    assert_eq!((shown.owner, shown.email.as_str()), (owner.account, "e···@example.cz"));
    let unknown = InviteId::from_bytes(draw(&mut SystemRng));
    for path in [at(paths::INVITATION, unknown), at(paths::INVITATION, "x")] {
        assert_eq!(browser.get(&world, &path).await.code(), ProblemCode::NotFound);
    }
}

#[tokio::test]
async fn wrong_codes_are_refused_and_do_not_use_up_the_other_one() {
    let world = World::new().await;
    let (_, _, link) = invited(&world, Delivery::Link).await;
    let mut browser = stranger();
    let typed = codes(&world, &mut browser, &link, EVA, EVAS_PHONE).await;
    let path = at(paths::INVITATION_VERIFY, link.invite);
    let other = |code: &str| if code == "00000000" { "00000001" } else { "00000000" }.to_owned();
    let mail = typed.email_code.clone().unwrap();
    for (sms_code, email_code, field) in [
        (other(&typed.sms_code), Some(mail.clone()), "sms_code"),
        (typed.sms_code.clone(), Some(other(&mail)), "email_code"),
    ] {
        let wrong = InvitationVerifyRequest { sms_code, email_code };
        let problem = browser.post(&world, &path, &wrong).await.problem();
        assert_eq!(
            (problem.code, problem.fields[0].field.as_str()),
            (ProblemCode::CodeWrong, field)
        );
    }
    assert_eq!(
        world
            .count(
                "SELECT CAST(SUM(tries) AS BIGINT) AS n FROM codes \
        WHERE purpose LIKE 'invitation%'"
            )
            .await,
        2
    );
    let unproven = InvitationVerifyRequest { sms_code: typed.sms_code.clone(), email_code: None };
    assert_eq!(browser.post(&world, &path, &unproven).await.code(), ProblemCode::InvalidField);
    browser.post(&world, &path, &typed).await.ok();
    assert_eq!(browser.post(&world, &path, &typed).await.code(), ProblemCode::CodeExpired);
}

#[tokio::test]
async fn five_wrong_codes_end_a_code() {
    let world = World::new().await;
    let (_, _, link) = invited(&world, Delivery::Link).await;
    let mut browser = stranger();
    let typed = codes(&world, &mut browser, &link, EVA, EVAS_PHONE).await;
    let path = at(paths::INVITATION_VERIFY, link.invite);
    let wrong = InvitationVerifyRequest { sms_code: "1".to_owned(), ..typed.clone() };
    for _ in 0..5 {
        assert_eq!(browser.post(&world, &path, &wrong).await.code(), ProblemCode::CodeWrong);
    }
    assert_eq!(browser.post(&world, &path, &typed).await.code(), ProblemCode::CodeExpired);
}

#[tokio::test]
async fn codes_are_limited_and_need_a_number() {
    let world = World::new().await;
    let (_, _, link) = invited(&world, Delivery::Link).await;
    let path = at(paths::INVITATION_CODES, link.invite);
    let mut browser = stranger();
    let given = InvitationCodesRequest { phone: None };
    browser.post(&world, &path, &given).await.ok();
    assert_eq!(world.newest_to(EVAS_PHONE).await.template, Template::InvitationSmsCode);
    assert_eq!(browser.post(&world, &path, &given).await.code(), ProblemCode::TooManyRequests);
    let bad = InvitationCodesRequest { phone: Some("602".to_owned()) };
    assert_eq!(browser.post(&world, &path, &bad).await.code(), ProblemCode::PhoneInvalid);
}

#[tokio::test]
async fn nobody_accepts_unverified() {
    let world = World::new().await;
    let (_, _, link) = invited(&world, Delivery::Link).await;
    let mut browser = stranger();
    let granted = grant(&world, &mut browser, &link, EVA, EVAS_PHONE).await;
    let (mut request, _) =
        accept_request(&world, &mut browser, &link, &granted, (EVA, EVAS_PHONE)).await;
    let path = at(paths::INVITATION_ACCEPT, link.invite);
    let right = request.grant.clone();
    request.grant = draw::<32>(&mut SystemRng).into();
    assert_eq!(browser.post(&world, &path, &request).await.code(), ProblemCode::CodeExpired);
    request.grant = right;
    request.consent = String::new();
    assert_eq!(browser.post(&world, &path, &request).await.code(), ProblemCode::InvalidField);
    request.consent = CONSENT.to_owned();
    world.wait(31 * 60_000);
    assert_eq!(browser.post(&world, &path, &request).await.code(), ProblemCode::CodeExpired);
    assert_eq!(world.count("SELECT COUNT(*) AS n FROM accounts").await, 1);
}

#[tokio::test]
async fn a_grant_works_for_its_own_invitation_only() {
    let world = World::new().await;
    let (owner, mut at_owner, link) = invited(&world, Delivery::Link).await;
    let other = invite(&world, &owner, &mut at_owner, "jan@example.cz", Delivery::Link).await;
    let mut browser = stranger();
    let granted = grant(&world, &mut browser, &link, EVA, EVAS_PHONE).await;
    let (request, _) =
        accept_request(&world, &mut browser, &link, &granted, (EVA, EVAS_PHONE)).await;
    let path = at(paths::INVITATION_ACCEPT, other.invite);
    assert_eq!(browser.post(&world, &path, &request).await.code(), ProblemCode::CodeExpired);
}

/// Eva, who has proven mailbox and phone: her browser, where she accepts, what she sends, and herself.
async fn ready(world: &World, link: &Link) -> (Browser, String, InvitationAcceptRequest, Person) {
    let mut browser = stranger();
    let granted = grant(world, &mut browser, link, EVA, EVAS_PHONE).await;
    let (request, eva) =
        accept_request(world, &mut browser, link, &granted, (EVA, EVAS_PHONE)).await;
    (browser, at(paths::INVITATION_ACCEPT, link.invite), request, eva)
}

/// The same with another kit.
fn another(request: &InvitationAcceptRequest) -> InvitationAcceptRequest {
    let mut other = request.clone();
    other.account.kit.public_key.0[0] ^= 1;
    other
}

#[tokio::test]
async fn an_acceptance_whose_answer_was_lost_is_answered_again() {
    let world = World::new().await;
    let (_, _, link) = invited(&world, Delivery::Link).await;
    let (mut browser, path, request, eva) = ready(&world, &link).await;
    browser.post(&world, &path, &request).await.ok();
    let told = world.sent_to("petr@example.cz").await.len();
    let mut again = stranger();
    let me: MeResponse = again.post(&world, &path, &request).await.json();
    assert_eq!(me.account, eva.account);
    let me: Option<MeResponse> = again.get(&world, paths::ME).await.json();
    assert_eq!(me.map(|me| me.account), Some(eva.account), "logged in, as the first time");
    assert_eq!(world.count("SELECT COUNT(*) AS n FROM accounts").await, 2);
    assert_eq!(world.sent_to("petr@example.cz").await.len(), told, "the owner is told once");

    let mut other = stranger();
    let changes: [fn(&mut InvitationAcceptRequest); 4] = [
        |request| request.grant = draw::<32>(&mut SystemRng).into(),
        |request| request.consent.push('x'),
        |request| request.proof_recipient = None,
        |request| request.account.name.push('x'),
    ];
    for change in changes {
        let mut request = request.clone();
        change(&mut request);
        assert_eq!(other.post(&world, &path, &request).await.code(), ProblemCode::InvitationUsed);
    }
    world.wait(31 * 60_000);
    assert_eq!(other.post(&world, &path, &request).await.code(), ProblemCode::InvitationUsed);
    assert_eq!(other.cookie, None);
}

#[tokio::test]
async fn a_pairing_that_ended_answers_nobody_again() {
    let world = World::new().await;
    let (_, mut at_owner, link) = invited(&world, Delivery::Link).await;
    let (mut browser, path, request, _) = ready(&world, &link).await;
    browser.post(&world, &path, &request).await.ok();
    let pairing = at(paths::INVITATION, link.invite);
    at_owner.send(&world, Method::DELETE, &pairing, Body::empty(), false).await.ok();
    let again = stranger().post(&world, &path, &request).await;
    assert_eq!(again.code(), ProblemCode::InvitationUsed);
}

#[tokio::test]
async fn an_invitation_is_accepted_once() {
    let world = World::new().await;
    let (_, _, link) = invited(&world, Delivery::Link).await;
    let (mut browser, path, request, _) = ready(&world, &link).await;
    browser.post(&world, &path, &request).await.ok();
    let mut again = stranger();
    let other = another(&request);
    assert_eq!(again.post(&world, &path, &other).await.code(), ProblemCode::InvitationUsed);
    assert_eq!(again.cookie, None);
    for path in [paths::INVITATION_CODES, paths::INVITATION_VERIFY, paths::INVITATION_DECLINE] {
        let path = at(path, link.invite);
        let body = serde_json::json!({"sms_code": "1", "email_code": "1"});
        assert_eq!(again.post(&world, &path, &body).await.code(), ProblemCode::InvitationUsed);
    }
    let gone = again.get(&world, &at(paths::INVITATION, link.invite)).await;
    assert_eq!(gone.code(), ProblemCode::InvitationUsed);
    assert_eq!(world.count("SELECT COUNT(*) AS n FROM accounts").await, 2);
}

#[tokio::test]
async fn two_acceptances_at_once_make_one_account() {
    let world = World::new().await;
    let (_, _, link) = invited(&world, Delivery::Link).await;
    let (_, path, request, _) = ready(&world, &link).await;
    let second = another(&request);
    let (mut one, mut other) = (stranger(), stranger());
    let (a, b) =
        tokio::join!(one.post(&world, &path, &request), other.post(&world, &path, &second));
    assert_ne!(a.status.is_success(), b.status.is_success());
    assert_eq!(world.count("SELECT COUNT(*) AS n FROM accounts").await, 2);
}

#[tokio::test]
async fn an_old_invitation_is_worth_nothing() {
    let world = World::new().await;
    let (owner, mut at_owner, link) = invited(&world, Delivery::Link).await;
    world.wait(INVITATION_LIFE_MS);
    let shown = stranger().get(&world, &at(paths::INVITATION, link.invite)).await;
    assert_eq!(shown.code(), ProblemCode::InvitationExpired);
    owner.log_in(&world, &mut at_owner).await;
    let people: PeopleResponse = at_owner.get(&world, paths::INVITATIONS).await.json();
    assert_eq!(people.people[0].state, InvitationState::Expired);
}

#[tokio::test]
async fn the_same_mailbox_in_capitals_gets_no_second_account() {
    let world = World::new().await;
    let (owner, mut at_owner) = petr(&world).await;
    let (jana, mut at_jana) = Person::complete(&world, "jana@example.cz", "+420603345678").await;
    let loud = "JANA@Example.cz";
    let link = invite(&world, &owner, &mut at_owner, loud, Delivery::Link).await;
    let mut browser = stranger();
    let typed = codes(&world, &mut browser, &link, loud, EVAS_PHONE).await;
    let path = at(paths::INVITATION_VERIFY, link.invite);
    assert_eq!(browser.post(&world, &path, &typed).await.code(), ProblemCode::AccountExists);
    // Logged in, the same mailbox joins without codes.
    let mut vault = vault(&world, &mut at_jana, &jana).await;
    let request = InvitationJoinRequest {
        grant: None,
        proof_recipient: None,
        bundle: jana.bundle.hash().into(),
        vault: next(&mut vault, &jana),
        consent: CONSENT.to_owned(),
    };
    let path = at(paths::INVITATION_JOIN, link.invite);
    at_jana.post(&world, &path, &request).await.ok();
    assert_eq!(at_jana.post(&world, &path, &request).await.code(), ProblemCode::InvitationUsed);
}

#[tokio::test]
async fn another_account_joins_only_with_the_proven_mailbox() {
    let world = World::new().await;
    let (_, _, link) = invited(&world, Delivery::Link).await;
    let (jana, mut at_jana) = Person::complete(&world, "jana@example.cz", "+420603345678").await;
    let path = at(paths::INVITATION_JOIN, link.invite);
    let mut vault = vault(&world, &mut at_jana, &jana).await;
    let mut request = InvitationJoinRequest {
        grant: None,
        proof_recipient: None,
        bundle: jana.bundle.hash().into(),
        vault: next(&mut vault, &jana),
        consent: CONSENT.to_owned(),
    };
    assert_eq!(at_jana.post(&world, &path, &request).await.code(), ProblemCode::Forbidden);
    request.grant = Some(draw::<32>(&mut SystemRng).into());
    assert_eq!(at_jana.post(&world, &path, &request).await.code(), ProblemCode::Forbidden);
    let granted = grant(&world, &mut at_jana, &link, EVA, EVAS_PHONE).await;
    request.grant = Some(granted.grant);
    request.bundle = [0; 32].into();
    assert_eq!(at_jana.post(&world, &path, &request).await.code(), ProblemCode::BundleInvalid);
    request.bundle = jana.bundle.hash().into();
    let vault_of_jana = request.vault.clone();
    request.vault.counter += 1;
    assert_eq!(at_jana.post(&world, &path, &request).await.code(), ProblemCode::InvalidField);
    request.vault = vault_of_jana;
    at_jana.post(&world, &path, &request).await.ok();
}

#[tokio::test]
async fn joining_needs_a_session_and_a_confirmed_phone_and_is_not_for_oneself() {
    let world = World::new().await;
    let (owner, mut at_owner, link) = invited(&world, Delivery::Link).await;
    let path = at(paths::INVITATION_JOIN, link.invite);
    let mut vault_of_owner = vault(&world, &mut at_owner, &owner).await;
    let request = InvitationJoinRequest {
        grant: None,
        proof_recipient: None,
        bundle: owner.bundle.hash().into(),
        vault: next(&mut vault_of_owner, &owner),
        consent: CONSENT.to_owned(),
    };
    assert_eq!(at_owner.post(&world, &path, &request).await.code(), ProblemCode::InvitationOwn);
    assert_eq!(stranger().post(&world, &path, &request).await.code(), ProblemCode::Unauthenticated);

    let mut at_eva = Browser::new();
    let eva = Person::sign_up(&world, &mut at_eva, EVA).await;
    let mut vault_of_eva = vault(&world, &mut at_eva, &eva).await;
    let request = InvitationJoinRequest {
        bundle: eva.bundle.hash().into(),
        vault: next(&mut vault_of_eva, &eva),
        ..request
    };
    assert_eq!(at_eva.post(&world, &path, &request).await.code(), ProblemCode::PhoneMissing);
}

#[tokio::test]
async fn declining_ends_it_and_tells_the_owner() {
    let world = World::new().await;
    let (_, _, link) = invited(&world, Delivery::Mail).await;
    let path = at(paths::INVITATION_DECLINE, link.invite);
    stranger().press(&world, &path).await.ok();
    assert_eq!(stranger().press(&world, &path).await.code(), ProblemCode::InvitationUsed);
    let news = world.newest_to("petr@example.cz").await;
    assert_eq!(news.template, Template::InvitationDeclined { email: EVA.to_owned() });
}

#[tokio::test]
async fn only_the_owner_takes_an_invitation_back() {
    let world = World::new().await;
    let (_, mut at_owner, link) = invited(&world, Delivery::Link).await;
    let (_, mut at_other) = Person::complete(&world, "jan@example.cz", "+420603345678").await;
    let path = at(paths::INVITATION, link.invite);
    let delete = async |browser: &mut Browser| {
        browser.send(&world, Method::DELETE, &path, Body::empty(), false).await
    };
    assert_eq!(delete(&mut at_other).await.code(), ProblemCode::NotFound);
    delete(&mut at_owner).await.ok();
    assert_eq!(delete(&mut at_owner).await.code(), ProblemCode::InvitationUsed);
    assert_eq!(stranger().get(&world, &path).await.code(), ProblemCode::InvitationUsed);
}

#[tokio::test]
async fn removing_a_person_destroys_what_was_not_released() {
    let mut story = Story::paired().await;
    let (handover, _) = story.sealed().await;
    let path = at(paths::INVITATION, story.invite);
    story.at_owner.send(&story.world, Method::DELETE, &path, Body::empty(), false).await.ok();
    let left = "SELECT COUNT(*) AS n FROM sealed WHERE k_srv IS NOT NULL OR wrap IS NOT NULL \
        OR lock IS NOT NULL";
    assert_eq!(story.world.count(left).await, 0);
    assert_eq!(
        story.world.count("SELECT COUNT(*) AS n FROM sealed").await,
        1,
        "header and signature"
    );
    let mut tx = story.world.app.db.begin_write().await.unwrap();
    assert!(crate::store::sealed::releasable(&mut tx, handover).await.unwrap().is_empty());
    drop(tx);
    let inbox: InboxResponse = story.at_recipient.get(&story.world, paths::INBOX).await.json();
    assert!(inbox.owners.is_empty());
}

#[tokio::test]
async fn inviting_is_checked() {
    let world = World::new().await;
    let (owner, mut at_owner) = petr(&world).await;
    let (good, _) = invite_request(&world, &owner, &mut at_owner, EVA, Delivery::Link).await;
    let mut refused = async |change: fn(&mut stafeta_shared::api::InviteRequest)| {
        let mut request = good.clone();
        change(&mut request);
        at_owner.post(&world, paths::INVITATIONS, &request).await.code()
    };
    assert_eq!(refused(|r| r.email = "eva".into()).await, ProblemCode::EmailInvalid);
    assert_eq!(refused(|r| r.email = "PETR@example.cz".into()).await, ProblemCode::InvitationOwn);
    assert_eq!(refused(|r| r.phone = Some("12".into())).await, ProblemCode::PhoneInvalid);
    assert_eq!(refused(|r| r.language = "xx".into()).await, ProblemCode::InvalidField);
    assert_eq!(refused(|r| r.proof_owner = None).await, ProblemCode::InvalidField);
    assert_eq!(
        refused(|r| r.proof_owner = Some(vec![1; 31].into())).await,
        ProblemCode::InvalidField
    );
    assert_eq!(refused(|r| r.delivery = Delivery::Mail).await, ProblemCode::InvalidField);
    assert_eq!(refused(|r| r.vault.counter += 1).await, ProblemCode::InvalidField);
    assert_eq!(world.count("SELECT COUNT(*) AS n FROM invitations").await, 0);
    at_owner.post(&world, paths::INVITATIONS, &good).await.ok();
    let again = at_owner.post(&world, paths::INVITATIONS, &good).await;
    assert_eq!(again.code(), ProblemCode::VaultConflict);
    world.wait(11 * 60_000);
    let stale = at_owner.post(&world, paths::INVITATIONS, &good).await;
    assert_eq!(stale.code(), ProblemCode::FreshLoginNeeded);
}
