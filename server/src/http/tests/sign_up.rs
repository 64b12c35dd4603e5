use crate::{
    deliver::Template,
    testing::{
        World,
        browser::Browser,
        person::{Person, register},
        story::{next, vault},
    },
};
use stafeta_shared::{
    api::{
        MeResponse, NewAccount, OpaqueRegisterRequest, ProblemCode, SignUpFinishRequest,
        SignUpOpenRequest, SignUpOpenResponse, SignUpRequest, paths,
    },
    bytes::B64,
    ids::AccountId,
};

fn ask(email: &str) -> SignUpRequest {
    SignUpRequest { email: email.to_owned(), language: "cs".to_owned() }
}

#[tokio::test]
async fn known_and_unknown_addresses_get_the_same_answer_and_different_mails() {
    let world = World::new().await;
    let mut browser = Browser::new();
    Person::sign_up(&world, &mut browser, "jana@example.cz").await;
    let mut stranger = Browser::new();
    let known = stranger.post(&world, paths::SIGN_UP, &ask(" Jana@Example.cz")).await;
    let unknown = stranger.post(&world, paths::SIGN_UP, &ask("petr@example.cz")).await;
    assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
    let names = |reply: &crate::testing::browser::Reply| {
        reply.headers.keys().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(names(&known), names(&unknown));
    assert_eq!(world.newest_to("Jana@Example.cz").await.template, Template::AccountExists);
    assert_eq!(world.newest_to("petr@example.cz").await.template, Template::SignUpLink);
}

#[tokio::test]
async fn a_link_makes_one_account() {
    let world = World::new().await;
    let mut browser = Browser::new();
    browser.post(&world, paths::SIGN_UP, &ask("jana@example.cz")).await.ok();
    let token = world.token_to("jana@example.cz").await;
    let open = SignUpOpenRequest { token: token.into() };
    let account =
        browser.post(&world, paths::SIGN_UP_OPEN, &open).await.json::<SignUpOpenResponse>().account;
    // Opening it again, as scanners do, changes nothing.
    browser.post(&world, paths::SIGN_UP_OPEN, &open).await.ok();
    let sealed = register(&world, &mut browser, &token, account).await;
    let finish = SignUpFinishRequest { token: token.into(), account: sealed.new };
    let me: MeResponse = browser.post(&world, paths::SIGN_UP_FINISH, &finish).await.json();
    assert_eq!((me.account, me.email.as_str()), (account, "jana@example.cz"));
    assert_eq!(me.phone, None);
    assert!(!me.is_owner && !me.is_recipient);

    let mut other = Browser::new();
    let mut another = finish.clone();
    another.account.kit.public_key.0[0] ^= 1;
    let again = other.post(&world, paths::SIGN_UP_FINISH, &another).await;
    assert_eq!(again.code(), ProblemCode::LinkInvalid);
    assert_eq!(other.cookie, None);
    assert_eq!(
        other.post(&world, paths::SIGN_UP_OPEN, &open).await.code(),
        ProblemCode::LinkInvalid
    );
}

/// A sign-up up to its last request, which is sent.
async fn finished(world: &World) -> (SignUpFinishRequest, Person, Browser) {
    let mut browser = Browser::new();
    browser.post(world, paths::SIGN_UP, &ask("jana@example.cz")).await.ok();
    let token = world.token_to("jana@example.cz").await;
    let open = SignUpOpenRequest { token: token.into() };
    let account =
        browser.post(world, paths::SIGN_UP_OPEN, &open).await.json::<SignUpOpenResponse>().account;
    let sealed = register(world, &mut browser, &token, account).await;
    let finish = SignUpFinishRequest { token: token.into(), account: sealed.new };
    browser.post(world, paths::SIGN_UP_FINISH, &finish).await.ok();
    let person = Person {
        email: "jana@example.cz".to_owned(),
        account,
        key: sealed.key,
        kit: sealed.kit,
        bundle: sealed.bundle,
        phone: None,
    };
    (finish, person, browser)
}

#[tokio::test]
async fn a_lost_answer_comes_again() {
    let world = World::new().await;
    let (finish, person, mut first) = finished(&world).await;
    let mut browser = Browser::new();
    let me: MeResponse = browser.post(&world, paths::SIGN_UP_FINISH, &finish).await.json();
    assert_eq!((me.account, me.email.as_str()), (person.account, "jana@example.cz"));
    let me: Option<MeResponse> = browser.get(&world, paths::ME).await.json();
    assert_eq!(me.map(|me| me.account), Some(person.account), "logged in, as the first time");
    assert_eq!(world.count("SELECT COUNT(*) AS n FROM accounts").await, 1);

    // A vault that went on elsewhere does not stand in the way.
    let mut vault = vault(&world, &mut first, &person).await;
    first.put(&world, paths::VAULT, &next(&mut vault, &person)).await.ok();
    browser.post(&world, paths::SIGN_UP_FINISH, &finish).await.ok();
    person.log_in_by_kit(&world, &mut Browser::new()).await.ok();
}

type Change = fn(&mut NewAccount);

#[tokio::test]
async fn only_the_very_same_request_is_answered_again() {
    let world = World::new().await;
    let (finish, ..) = finished(&world).await;
    let changes: [(&str, Change); 10] = [
        ("name", |new| new.name.push('x')),
        ("language", |new| new.language = "de".to_owned()),
        ("zone", |new| new.zone = "Europe/Berlin".to_owned()),
        ("record", |new| new.opaque_record.0[50] ^= 1),
        ("vault", |new| *new.vault.0.last_mut().unwrap() ^= 1),
        ("password slot", |new| *new.password_stored.0.last_mut().unwrap() ^= 1),
        ("kit slot", |new| *new.kit.stored.0.last_mut().unwrap() ^= 1),
        ("locator", |new| new.kit.locator.0[0] ^= 1),
        ("public key", |new| new.kit.public_key.0[0] ^= 1),
        ("suite", |new| new.suite = 2),
    ];
    let mut browser = Browser::new();
    let mut refused = async |name: &str, request: &SignUpFinishRequest| {
        let reply = browser.post(&world, paths::SIGN_UP_FINISH, request).await;
        assert_eq!((reply.code(), name), (ProblemCode::LinkInvalid, name));
        assert_eq!(browser.cookie, None, "{name}");
    };
    for (name, change) in changes {
        let mut other = finish.clone();
        change(&mut other.account);
        refused(name, &other).await;
    }
    refused("token", &SignUpFinishRequest { token: B64::from([7; 32]), ..finish.clone() }).await;
    world.wait(stafeta_shared::limits::SIGNUP_LIFE_MS);
    refused("too late", &finish).await;
}

#[tokio::test]
async fn a_link_dies_of_age_and_a_wrong_one_never_lived() {
    let world = World::new().await;
    let mut browser = Browser::new();
    browser.post(&world, paths::SIGN_UP, &ask("jana@example.cz")).await.ok();
    let token = world.token_to("jana@example.cz").await;
    world.wait(stafeta_shared::limits::SIGNUP_LIFE_MS);
    for token in [B64::from(token), B64::from([7; 32]), B64::from(vec![1, 2, 3])] {
        let open = SignUpOpenRequest { token: token.clone() };
        let reply = browser.post(&world, paths::SIGN_UP_OPEN, &open).await;
        assert_eq!(reply.code(), ProblemCode::LinkInvalid);
        let register = OpaqueRegisterRequest { grant: token, suite: 1, request: B64::default() };
        let reply = browser.post(&world, paths::OPAQUE_REGISTER, &register).await;
        assert_eq!(reply.code(), ProblemCode::LinkInvalid);
    }
}

#[tokio::test]
async fn whatever_belongs_to_another_account_is_refused_and_the_link_survives() {
    let world = World::new().await;
    let mut browser = Browser::new();
    browser.post(&world, paths::SIGN_UP, &ask("jana@example.cz")).await.ok();
    let token = world.token_to("jana@example.cz").await;
    let open = SignUpOpenRequest { token: token.into() };
    let account =
        browser.post(&world, paths::SIGN_UP_OPEN, &open).await.json::<SignUpOpenResponse>().account;
    let mine = register(&world, &mut browser, &token, account).await.new;
    let other = {
        let mut other = Browser::new();
        let theirs = Person::sign_up(&world, &mut other, "petr@example.cz").await;
        assert_ne!(theirs.account, account);
        theirs
    };
    let mut cases = Vec::new();
    let mut case = |name: &'static str, change: &dyn Fn(&mut stafeta_shared::api::NewAccount)| {
        let mut new = mine.clone();
        change(&mut new);
        cases.push((name, new));
    };
    case("bundle", &|new| new.bundle = other.bundle.as_bytes().into());
    case("broken bundle", &|new| new.bundle.0[60] ^= 1);
    case("vault", &|new| new.vault.0[12] ^= 1);
    case("vault counter", &|new| new.vault.0[35] ^= 2);
    case("password slot id", &|new| new.password_slot = new.kit.slot);
    case("kit slot kind", &|new| new.kit.stored = new.password_stored.clone());
    case("locator", &|new| new.kit.locator = vec![1; 15].into());
    case("public key", &|new| new.kit.public_key = vec![1; 33].into());
    case("record", &|new| new.opaque_record.0.truncate(10));
    case("suite", &|new| new.suite = 2);
    case("name", &|new| new.name = "  ".to_owned());
    case("long name", &|new| new.name = "a".repeat(101));
    case("zone", &|new| new.zone = "Europe/Nowhere".to_owned());
    case("language", &|new| new.language = "xx".to_owned());
    for (name, account) in cases {
        let finish = SignUpFinishRequest { token: token.into(), account };
        let reply = browser.post(&world, paths::SIGN_UP_FINISH, &finish).await;
        assert!(reply.status.is_client_error(), "{name}: {}", reply.status);
    }
    let finish = SignUpFinishRequest { token: token.into(), account: mine };
    browser.post(&world, paths::SIGN_UP_FINISH, &finish).await.ok();
}

#[tokio::test]
async fn two_links_one_address_one_account() {
    let world = World::new().await;
    let mut browser = Browser::new();
    let mut grants = Vec::new();
    for _ in 0..2 {
        browser.post(&world, paths::SIGN_UP, &ask("jana@example.cz")).await.ok();
        let token = world.token_to("jana@example.cz").await;
        world.wait(1000);
        let open = SignUpOpenRequest { token: token.into() };
        let opened: SignUpOpenResponse =
            browser.post(&world, paths::SIGN_UP_OPEN, &open).await.json();
        grants.push((token, opened.account));
    }
    let mut codes = Vec::new();
    for (token, account) in grants {
        let new = register(&world, &mut browser, &token, account).await.new;
        let finish = SignUpFinishRequest { token: token.into(), account: new };
        let reply = browser.post(&world, paths::SIGN_UP_FINISH, &finish).await;
        codes.push(reply.status.is_success().then_some(()).ok_or_else(|| reply.code()));
    }
    assert_eq!(codes, [Ok(()), Err(ProblemCode::AccountExists)]);
}

#[tokio::test]
async fn one_mailbox_is_not_flooded_and_one_address_does_not_ask_for_ever() {
    let world = World::with("[limits]\nsign_ups_per_address = 8\n").await;
    let mut browser = Browser::new();
    for _ in 0..8 {
        browser.post(&world, paths::SIGN_UP, &ask("jana@example.cz")).await.ok();
    }
    assert_eq!(world.sent_to("jana@example.cz").await.len(), 5);
    let refused = browser.post(&world, paths::SIGN_UP, &ask("petr@example.cz")).await.problem();
    assert_eq!(refused.code, ProblemCode::TooManyRequests);
    assert_eq!(refused.retry_after, Some(3600));
    world.wait(3_600_000);
    browser.post(&world, paths::SIGN_UP, &ask("petr@example.cz")).await.ok();
}

#[tokio::test]
async fn sign_up_can_be_closed() {
    let world = World::with("[instance]\nsign_up = \"invitation\"\n").await;
    let reply = Browser::new().post(&world, paths::SIGN_UP, &ask("jana@example.cz")).await;
    assert_eq!(reply.code(), ProblemCode::SignUpClosed);
}

#[tokio::test]
async fn no_token_lies_in_the_database() {
    let world = World::new().await;
    let mut browser = Browser::new();
    browser.post(&world, paths::SIGN_UP, &ask("jana@example.cz")).await.ok();
    let token = world.token_to("jana@example.cz").await;
    let mut tx = world.app.db.begin_read().await.unwrap();
    let now = world.now();
    assert!(crate::store::sign_ups::open(&mut tx, &token, now).await.unwrap().is_none());
    let hash = crate::deliver::derive::token_hash(&token);
    assert!(crate::store::sign_ups::open(&mut tx, &hash, now).await.unwrap().is_some());
    assert_ne!(AccountId::from_bytes([0; 16]), world.app.keys.fake_account("jana@example.cz"));
}
