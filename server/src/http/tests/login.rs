use crate::testing::{
    World,
    browser::Browser,
    person::{PASSWORD, Person, password},
};
use axum::http::StatusCode;
use stafeta_shared::{
    api::{
        CodeRequest, LoginFinishRequest, LoginFinishResponse, LoginStartRequest,
        LoginStartResponse, MeResponse, PhoneRequest, ProblemCode, VaultResponse, paths,
    },
    bytes::B64,
    crypto::{SystemRng, opaque},
    ids::LoginId,
};

const PHONE: &str = "+420601123456";

#[tokio::test]
async fn sign_up_phone_logout_login_code_vault() {
    let world = World::new().await;
    let (jana, mut browser) = Person::complete(&world, "jana@example.cz", PHONE).await;
    let out = browser.press(&world, paths::LOGOUT).await;
    out.ok();
    assert!(out.headers.contains_key("clear-site-data"));
    assert_eq!(browser.cookie, None);
    assert!(is_nobody(&world, &mut browser).await);

    let (reply, kek) = password(&world, &mut browser, "JANA@example.cz", PASSWORD).await;
    let next: LoginFinishResponse = reply.unwrap().json();
    let LoginFinishResponse::Code { phone, resend_at } = next else { panic!("no code was asked") };
    assert_eq!(phone, "+420 ··· ··· 456");
    assert_eq!(resend_at, world.now() + 30_000);
    let code = world.code_to(PHONE).await;
    assert_eq!(code.len(), 8);
    let spaced = format!(" {} {} ", &code[..4], &code[4..]);
    let me: MeResponse =
        browser.post(&world, paths::LOGIN_CODE, &CodeRequest { code: spaced }).await.json();
    assert_eq!(me.account, jana.account);
    let vault: VaultResponse = browser.get(&world, paths::VAULT).await.json();
    assert_eq!(vault.counter, 1);
    assert_eq!(jana.open(&vault, &kek.unwrap()).account(), jana.account);
}

/// Asks who is logged in; nobody is no error, and everything else is closed to them.
async fn is_nobody(world: &World, browser: &mut Browser) -> bool {
    let nobody = browser.get(world, paths::ME).await.json::<Option<MeResponse>>().is_none();
    let reply = browser.get(world, paths::VAULT).await;
    assert_eq!(reply.status == StatusCode::UNAUTHORIZED, nobody, "one answer about a session");
    nobody
}

#[tokio::test]
async fn between_password_and_code_there_is_nothing_to_see() {
    let world = World::new().await;
    let (_, _) = Person::complete(&world, "jana@example.cz", PHONE).await;
    let mut thief = Browser::new();
    password(&world, &mut thief, "jana@example.cz", PASSWORD).await.0.unwrap().ok();
    assert!(is_nobody(&world, &mut thief).await);
    for path in [paths::HANDOVERS, paths::VAULT] {
        assert_eq!(thief.get(&world, path).await.code(), ProblemCode::Unauthenticated, "{path}");
    }
    let phone = PhoneRequest { phone: "+420602123456".to_owned() };
    let reply = thief.post(&world, paths::PHONE_START, &phone).await;
    assert_eq!(reply.code(), ProblemCode::Unauthenticated);
}

#[tokio::test]
async fn every_step_changes_the_token_and_kills_the_old_one() {
    let world = World::new().await;
    let (jana, _) = Person::complete(&world, "jana@example.cz", PHONE).await;
    let mut browser = Browser::new();
    password(&world, &mut browser, "jana@example.cz", PASSWORD).await.0.unwrap().ok();
    let between = browser.clone();
    let code = world.code_to(PHONE).await;
    browser.post(&world, paths::LOGIN_CODE, &CodeRequest { code: code.clone() }).await.ok();
    assert_ne!(between.cookie, browser.cookie);
    let replay = between.clone().post(&world, paths::LOGIN_CODE, &CodeRequest { code }).await;
    assert_eq!(replay.code(), ProblemCode::Unauthenticated);

    // Unlocking with the password, inside a full session, needs no SMS and changes the token too.
    let before = browser.clone();
    let sms = world.sent_to(PHONE).await.len();
    let reply = password(&world, &mut browser, "jana@example.cz", PASSWORD).await.0.unwrap();
    assert_eq!(reply.json::<LoginFinishResponse>(), LoginFinishResponse::Done);
    assert_eq!(world.sent_to(PHONE).await.len(), sms);
    assert_ne!(before.cookie, browser.cookie);
    assert!(is_nobody(&world, &mut before.clone()).await);
    let me: MeResponse = browser.get(&world, paths::ME).await.json();
    assert_eq!(me.account, jana.account);
}

#[tokio::test]
async fn a_session_of_somebody_else_spares_no_code() {
    let world = World::new().await;
    Person::complete(&world, "jana@example.cz", PHONE).await;
    let (_, mut petr) = Person::complete(&world, "petr@example.cz", "+420602123456").await;
    let mut before = petr.clone();
    let reply = password(&world, &mut petr, "jana@example.cz", PASSWORD).await.0.unwrap();
    assert!(matches!(reply.json(), LoginFinishResponse::Code { .. }));
    assert!(is_nobody(&world, &mut before).await);
}

#[tokio::test]
async fn freshness_ends_and_unlocking_brings_it_back() {
    let world = World::new().await;
    let (_, mut browser) = Person::complete(&world, "jana@example.cz", PHONE).await;
    world.wait(11 * 60_000);
    let phone = PhoneRequest { phone: "+420602123456".to_owned() };
    let reply = browser.post(&world, paths::PHONE_START, &phone).await;
    assert_eq!(reply.code(), ProblemCode::FreshLoginNeeded);
    password(&world, &mut browser, "jana@example.cz", PASSWORD).await.0.unwrap().ok();
    browser.post(&world, paths::PHONE_START, &phone).await.ok();
}

#[tokio::test]
async fn sessions_end_by_idleness_and_by_age() {
    let world = World::with("[limits]\nsession_hours = 2\nidle_minutes = 30\n").await;
    let mut browser = Browser::new();
    Person::sign_up(&world, &mut browser, "jana@example.cz").await;
    for _ in 0..5 {
        world.wait(24 * 60_000);
        let over = world.now() >= crate::testing::START + 2 * 3_600_000;
        assert_eq!(is_nobody(&world, &mut browser).await, over);
    }
    let mut browser = Browser::new();
    Person::sign_up(&world, &mut browser, "petr@example.cz").await;
    world.wait(31 * 60_000);
    assert!(is_nobody(&world, &mut browser).await);
}

#[tokio::test]
async fn a_wrong_password_fails_in_the_client_and_a_made_up_ke3_at_the_server() {
    let world = World::new().await;
    Person::complete(&world, "jana@example.cz", PHONE).await;
    let mut thief = Browser::new();
    let (reply, _) = password(&world, &mut thief, "jana@example.cz", "not the password").await;
    assert!(reply.is_none(), "the client itself finds out");
    assert_eq!(start(&world, &mut thief, "jana@example.cz").await.1, ProblemCode::LoginFailed);
    assert_eq!(thief.cookie, None);
}

/// Starts a login and ends it with a made-up KE3.
async fn start(
    world: &World,
    browser: &mut Browser,
    email: &str,
) -> (LoginStartResponse, ProblemCode) {
    let (_, ke1) = opaque::login_start(&opaque::Password::new("anything"), &mut SystemRng).unwrap();
    let request = LoginStartRequest { email: email.to_owned(), suite: 1, ke1: ke1.into() };
    let reply = browser.post(world, paths::LOGIN_START, &request).await;
    let start: LoginStartResponse = reply.json();
    let finish = LoginFinishRequest { login: start.login, ke3: B64::from([7; 64]) };
    let code = browser.post(world, paths::LOGIN_FINISH, &finish).await.code();
    (start, code)
}

#[tokio::test]
async fn an_unknown_address_looks_like_a_known_one() {
    let world = World::new().await;
    Person::complete(&world, "jana@example.cz", PHONE).await;
    let mut browser = Browser::new();
    let (known, known_end) = start(&world, &mut browser, "jana@example.cz").await;
    let (unknown, unknown_end) = start(&world, &mut browser, "nobody@example.cz").await;
    let (again, _) = start(&world, &mut browser, "Nobody@example.cz").await;
    assert_eq!(known.ke2.len(), unknown.ke2.len());
    assert_eq!(known_end, unknown_end);
    assert_eq!(unknown.account, again.account, "the made-up account is stable");
    assert_ne!(unknown.account, known.account);
    // The OPRF part is a function of account and blinded password; a repeated KE1 must give the
    // same evaluation for made-up accounts too, or they would be told from real ones.
    let (_, ke1) = opaque::login_start(&opaque::Password::new("x"), &mut SystemRng).unwrap();
    for email in ["jana@example.cz", "nobody@example.cz"] {
        let mut evaluations = Vec::new();
        for _ in 0..2 {
            let request =
                LoginStartRequest { email: email.to_owned(), suite: 1, ke1: ke1.clone().into() };
            let reply = browser.post(&world, paths::LOGIN_START, &request).await;
            evaluations.push(reply.json::<LoginStartResponse>().ke2[..32].to_vec());
        }
        assert_eq!(evaluations[0], evaluations[1], "{email}");
    }
}

/// The first half of a login with the right password; what would finish it.
async fn half_a_login(world: &World, browser: &mut Browser, email: &str) -> LoginFinishRequest {
    let secret = opaque::Password::new(PASSWORD);
    let (state, ke1) = opaque::login_start(&secret, &mut SystemRng).unwrap();
    let request = LoginStartRequest { email: email.to_owned(), suite: 1, ke1: ke1.into() };
    let started: LoginStartResponse =
        browser.post(world, paths::LOGIN_START, &request).await.json();
    let context = opaque::LoginContext {
        suite: stafeta_shared::crypto::Suite::CURRENT,
        account: started.account,
        realm: crate::testing::person::REALM,
    };
    let ke3 = state.finish(&secret, &started.ke2, &context, &mut SystemRng).unwrap().ke3;
    LoginFinishRequest { login: started.login, ke3: ke3.into() }
}

#[tokio::test]
async fn an_attempt_serves_once_and_not_for_long() {
    let world = World::new().await;
    Person::complete(&world, "jana@example.cz", PHONE).await;
    let mut browser = Browser::new();
    for wait in [0, 121_000] {
        let finish = half_a_login(&world, &mut browser, "jana@example.cz").await;
        world.wait(wait);
        let first = browser.post(&world, paths::LOGIN_FINISH, &finish).await;
        assert_eq!(first.status.is_success(), wait == 0);
        let second = browser.post(&world, paths::LOGIN_FINISH, &finish).await;
        assert_eq!(second.code(), ProblemCode::LoginFailed);
        world.wait(60_000);
    }
    let nothing =
        LoginFinishRequest { login: LoginId::from_bytes([9; 16]), ke3: B64::from([7; 64]) };
    let reply = browser.post(&world, paths::LOGIN_FINISH, &nothing).await;
    assert_eq!(reply.code(), ProblemCode::LoginFailed);
}

#[tokio::test]
async fn guessing_slows_down_but_locks_nobody_out() {
    let world = World::with("[limits]\nlogins_per_address = 1000\n").await;
    let (jana, _) = Person::complete(&world, "jana@example.cz", PHONE).await;
    let mut waits = Vec::new();
    for email in ["jana@example.cz", "nobody@example.cz"] {
        let mut thief = Browser::at("198.51.100.9:1");
        let mut of_this = Vec::new();
        for _ in 0..12 {
            let (_, ke1) =
                opaque::login_start(&opaque::Password::new("x"), &mut SystemRng).unwrap();
            let request = LoginStartRequest { email: email.to_owned(), suite: 1, ke1: ke1.into() };
            let reply = thief.post(&world, paths::LOGIN_START, &request).await;
            of_this.push(if reply.status.is_success() {
                0
            } else {
                reply.problem().retry_after.unwrap()
            });
            if let Some(wait) = of_this.last().filter(|wait| **wait > 0) {
                world.wait(i64::try_from(*wait).unwrap() * 1000);
            }
        }
        waits.push(of_this);
    }
    assert_eq!(waits[0], waits[1], "made-up accounts slow down alike");
    assert!(waits[0].iter().any(|wait| *wait >= 4), "{waits:?}");
    // The person, from their own network, is not hindered by it.
    jana.log_in(&world, &mut Browser::at("192.0.2.1:1")).await;
}

#[tokio::test]
async fn hundreds_of_networks_cannot_keep_a_person_out() {
    let world = World::new().await;
    let (jana, _) = Person::complete(&world, "jana@example.cz", PHONE).await;
    let storm = async || {
        let mut refused = 0;
        for n in 0..300_u32 {
            let mut thief = Browser::at(&format!("198.51.{}.{}:1", n / 250, n % 250));
            refused += u32::from(begin(&world, &mut thief).await.is_some());
        }
        refused
    };
    let mut under_way = Browser::at("192.0.2.3:1");
    let finish = half_a_login(&world, &mut under_way, &jana.email).await;
    assert_eq!(storm().await, 0, "each network has a free try");
    under_way.post(&world, paths::LOGIN_FINISH, &finish).await.ok();
    world.wait(31_000);
    jana.log_in(&world, &mut Browser::at("192.0.2.1:1")).await;

    // Somebody who mistypes in the middle of it waits for their own failures only.
    let mut browser = Browser::at("192.0.2.2:1");
    for _ in 0..3 {
        assert_eq!(begin(&world, &mut browser).await, None);
    }
    assert_eq!(begin(&world, &mut browser).await, Some(30));
    world.wait(61_000);
    assert_eq!(storm().await, 0, "a second free try");
    jana.log_in(&world, &mut browser).await;
    storm().await;
    assert_eq!(storm().await, 300, "then every network pays");
}

/// Begins a login that is not finished; the seconds to wait if it is refused.
async fn begin(world: &World, browser: &mut Browser) -> Option<u64> {
    let (_, ke1) = opaque::login_start(&opaque::Password::new("x"), &mut SystemRng).unwrap();
    let request =
        LoginStartRequest { email: "jana@example.cz".to_owned(), suite: 1, ke1: ke1.into() };
    let reply = browser.post(world, paths::LOGIN_START, &request).await;
    (!reply.status.is_success()).then(|| reply.problem().retry_after.unwrap())
}

#[tokio::test]
async fn another_suite_and_nonsense_are_refused() {
    let world = World::new().await;
    let mut browser = Browser::new();
    let mut request =
        LoginStartRequest { email: "jana@example.cz".to_owned(), suite: 2, ke1: B64::default() };
    let reply = browser.post(&world, paths::LOGIN_START, &request).await;
    assert_eq!(reply.code(), ProblemCode::SuiteRefused);
    request.suite = 1;
    let reply = browser.post(&world, paths::LOGIN_START, &request).await;
    assert_eq!(reply.code(), ProblemCode::InvalidField);
    request.email = "no address".to_owned();
    let reply = browser.post(&world, paths::LOGIN_START, &request).await;
    assert_eq!(reply.code(), ProblemCode::EmailInvalid);
}

#[tokio::test]
async fn an_account_without_phone_gets_in_by_password_alone_to_finish_its_sign_up() {
    let world = World::new().await;
    let mut browser = Browser::new();
    let mut jana = Person::sign_up(&world, &mut browser, "jana@example.cz").await;
    let mut later = Browser::new();
    let (reply, kek) = password(&world, &mut later, "jana@example.cz", PASSWORD).await;
    assert_eq!(reply.unwrap().json::<LoginFinishResponse>(), LoginFinishResponse::Done);
    let vault: VaultResponse = later.get(&world, paths::VAULT).await.json();
    jana.open(&vault, &kek.unwrap());
    jana.confirm_phone(&world, &mut later, PHONE).await;
    jana.log_in(&world, &mut Browser::new()).await;
}
