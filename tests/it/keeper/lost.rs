//! Answers that get lost after the server has done what was asked.

use stafeta_client::protocol::{Answer, Command, Refusal, Verified};
use stafeta_shared::{
    api::{Delivery, InvitationCodesRequest, ProblemCode, SignUpRequest, paths},
    ids::InviteId,
    limits::SIGNUP_LIFE_MS,
};
use stafeta_tests::support::{
    device::{Device, PASSWORD, kit},
    pair::{OWNER, RECIPIENT, acceptance, invite, join, link_of, people},
    service::Service,
};

/// The line is cut once the server has answered this.
fn cut(device: &Device, path: &str) {
    let path = path.to_owned();
    device.on_answer(move |request, response| (request.path != path).then_some(response));
}

/// Bodies sent to this path since the last look.
fn bodies(device: &Device, path: &str) -> Vec<Vec<u8>> {
    let sent = device.liar.take_sent().into_iter();
    sent.filter(|sent| sent.path == path).map(|sent| sent.body).collect()
}

/// The kit that is shown at last is the account's.
async fn opens(service: &Service, kit: String) {
    let other = Device::new(service);
    let entered = other.ask(Command::KitLogin { code: kit, own_device: false }).await;
    assert!(matches!(entered, Answer::Unlocked { .. }));
}

/// A sign-up link that was opened.
async fn opened(service: &Service, device: &Device) -> String {
    let request = SignUpRequest { email: OWNER.0.to_owned(), language: "cs".to_owned() };
    device.page_posts(paths::SIGN_UP, &request).await;
    service.token_to(OWNER.0).await
}

fn sign_up(token: &str, password: &str) -> Command {
    Command::SignUpFinish {
        token: token.to_owned(),
        name: "Jana Nováková".to_owned(),
        language: "cs".to_owned(),
        zone: "Europe/Prague".to_owned(),
        password: password.to_owned(),
    }
}

#[tokio::test]
async fn a_sign_up_whose_answer_was_lost_shows_its_kit_at_the_next_try() {
    let service = Service::start().await;
    let device = Device::new(&service);
    let token = opened(&service, &device).await;
    cut(&device, paths::SIGN_UP_FINISH);
    for _ in 0..2 {
        let lost = device.ask(sign_up(&token, PASSWORD)).await;
        assert_eq!(Device::refused(lost), Refusal::Offline);
    }
    device.honest();
    // With another password it is another account, for which the link is used up.
    let other = device.ask(sign_up(&token, "osm statečných slov na plotě")).await;
    let refused = Device::refused(other);
    assert!(matches!(refused, Refusal::Problem { code: ProblemCode::LinkInvalid, .. }));
    let (kit, _) = kit(device.ask(sign_up(&token, PASSWORD)).await);
    let sent = bodies(&device, paths::SIGN_UP_FINISH);
    assert!(sent.len() == 3 && sent.iter().all(|body| *body == sent[0]), "the very same request");
    opens(&service, kit).await;
}

/// Whoever does not know whether they have an account now may try to log in first.
#[tokio::test]
async fn an_unanswered_sign_up_outlives_other_tries_to_get_in() {
    let service = Service::start().await;
    let device = Device::new(&service);
    let token = opened(&service, &device).await;
    cut(&device, paths::SIGN_UP_FINISH);
    device.ask(sign_up(&token, PASSWORD)).await;
    device.honest();
    let login = device.ask(mistaken()).await;
    assert_eq!(Device::refused(login), Refusal::WrongSecret);
    // Name and language may have changed meanwhile; it is the same account.
    let Command::SignUpFinish { token, zone, password, .. } = sign_up(&token, PASSWORD) else {
        panic!("a sign-up")
    };
    let (name, language) = ("Jana Malá".to_owned(), "en".to_owned());
    let again = Command::SignUpFinish { token, name, language, zone, password };
    let (kit, me) = kit(device.ask(again).await);
    assert_eq!(me.name, "Jana Nováková", "what was sent at first");
    let sent = bodies(&device, paths::SIGN_UP_FINISH);
    assert!(sent.len() == 2 && sent[0] == sent[1], "the very same request");
    opens(&service, kit).await;
}

fn mistaken() -> Command {
    let password = "osm statečných slov na plotě".to_owned();
    Command::Login { email: OWNER.0.to_owned(), password, own_device: true }
}

#[tokio::test]
async fn an_answer_lost_for_longer_than_the_link_lives_is_found_by_the_kit() {
    let service = Service::start().await;
    let device = Device::new(&service);
    let token = opened(&service, &device).await;
    cut(&device, paths::SIGN_UP_FINISH);
    device.ask(sign_up(&token, PASSWORD)).await;
    device.honest();
    service.wait(SIGNUP_LIFE_MS);
    // Nobody knows yet: the kit is kept.
    cut(&device, paths::KIT_FINISH);
    assert_eq!(Device::refused(device.ask(sign_up(&token, PASSWORD)).await), Refusal::Offline);
    device.honest();
    opens(&service, kit(device.ask(sign_up(&token, PASSWORD)).await).0).await;
}

#[tokio::test]
async fn an_unanswered_sign_up_is_kept_for_a_day_or_until_logout() {
    for logout in [false, true] {
        let service = Service::start().await;
        let device = Device::new(&service);
        let token = opened(&service, &device).await;
        cut(&device, paths::SIGN_UP_FINISH);
        device.ask(sign_up(&token, PASSWORD)).await;
        device.honest();
        if logout {
            device.ask(Command::Logout).await;
        } else {
            device.wait(SIGNUP_LIFE_MS);
        }
        let refused = Device::refused(device.ask(sign_up(&token, PASSWORD)).await);
        assert!(matches!(refused, Refusal::Problem { code: ProblemCode::LinkInvalid, .. }));
    }
}

#[tokio::test]
async fn a_gateway_in_trouble_takes_no_kit() {
    let service = Service::start().await;
    let device = Device::new(&service);
    let token = opened(&service, &device).await;
    device.on_answer(|request, mut response| {
        if request.path == paths::SIGN_UP_FINISH {
            (response.status, response.body) = (504, b"<html>".to_vec());
        }
        Some(response)
    });
    let lost = device.ask(sign_up(&token, PASSWORD)).await;
    assert_eq!(Device::refused(lost), Refusal::Offline);
    device.honest();
    opens(&service, kit(device.ask(sign_up(&token, PASSWORD)).await).0).await;
}

/// The owner, and an invitation of theirs that was opened; the code of the SMS and of the mail.
async fn invited(service: &Service, device: &Device) -> (Device, InviteId, Command) {
    let owner = Device::new(service);
    owner.sign_up(service, OWNER.0, OWNER.1).await;
    let (invite, secret) = link_of(owner.ask(invite(Delivery::Link)).await);
    device.ask(Command::InvitationOpen { invite, secret }).await;
    let codes = paths::fill(paths::INVITATION_CODES, &[&invite.to_string()]);
    device.page_posts(&codes, &InvitationCodesRequest { phone: None }).await;
    let (sms, mail) = (service.code_to(RECIPIENT.1).await, service.code_to(RECIPIENT.0).await);
    (owner, invite, acceptance(invite, sms, Some(mail)))
}

#[tokio::test]
async fn an_acceptance_whose_answer_was_lost_shows_its_kit_at_the_next_try() {
    let service = Service::start().await;
    let device = Device::new(&service);
    let (owner, invite, accept) = invited(&service, &device).await;
    let path = paths::fill(paths::INVITATION_ACCEPT, &[&invite.to_string()]);
    cut(&device, &path);
    assert_eq!(Device::refused(device.ask(accept.clone()).await), Refusal::Offline);
    device.honest();
    let (kit, me) = kit(device.ask(accept).await);
    let sent = bodies(&device, &path);
    assert!(sent.len() == 2 && sent[0] == sent[1], "the very same request");
    assert_eq!(people(&owner).await[0].recipient, Some(me.account));
    opens(&service, kit).await;
}

#[tokio::test]
async fn an_acceptance_lost_for_longer_than_its_grant_lives_is_found_by_the_kit() {
    let service = Service::start().await;
    let device = Device::new(&service);
    let (owner, invite, accept) = invited(&service, &device).await;
    cut(&device, &paths::fill(paths::INVITATION_ACCEPT, &[&invite.to_string()]));
    device.ask(accept.clone()).await;
    device.honest();
    service.wait(31 * 60_000);
    let (kit, me) = kit(device.ask(accept).await);
    assert_eq!(people(&owner).await[0].recipient, Some(me.account));
    opens(&service, kit).await;
}

#[tokio::test]
async fn an_account_that_joined_and_did_not_hear_of_it_may_join_again() {
    let service = Service::start().await;
    let (owner, recipient) = (Device::new(&service), Device::new(&service));
    owner.sign_up(&service, OWNER.0, OWNER.1).await;
    recipient.sign_up(&service, RECIPIENT.0, RECIPIENT.1).await;
    let (invite, secret) = link_of(owner.ask(invite(Delivery::Link)).await);
    let late = Device::new(&service);
    late.sign_up(&service, "eva@example.org", "+420601000009").await;
    for device in [&recipient, &late] {
        let secret = secret.clone();
        device.ask(Command::InvitationOpen { invite, secret }).await;
    }
    cut(&recipient, &paths::fill(paths::INVITATION_JOIN, &[&invite.to_string()]));
    let lost = recipient.ask(join(invite, "Jana")).await;
    assert_eq!(Device::refused(lost), Refusal::Offline);
    recipient.honest();
    assert!(matches!(recipient.ask(join(invite, "Jana")).await, Answer::Done));
    assert_eq!(people(&owner).await[0].verified, Verified::Link);
    let used = Device::refused(late.ask(join(invite, "Jana")).await);
    assert!(matches!(used, Refusal::Problem { code: ProblemCode::InvitationUsed, .. }));
}
