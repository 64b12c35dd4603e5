use crate::{
    deliver::Template,
    testing::{World, browser::Browser, person::Person},
};
use stafeta_shared::{
    api::{
        KitFinishRequest, KitStartRequest, KitStartResponse, MeResponse, ProblemCode,
        VaultResponse, paths,
    },
    bytes::B64,
    crypto::{
        SystemRng,
        account::Kek,
        kit::{KitChallenge, KitCode},
    },
};

const PHONE: &str = "+420601123456";

#[tokio::test]
async fn the_paper_opens_everything_and_says_so_on_every_channel() {
    let world = World::new().await;
    let (jana, _) = Person::complete(&world, "jana@example.cz", PHONE).await;
    world.wait(1);
    let mut browser = Browser::new();
    let me: MeResponse = jana.log_in_by_kit(&world, &mut browser).await.json();
    assert_eq!(me.account, jana.account);
    let vault: VaultResponse = browser.get(&world, paths::VAULT).await.json();
    jana.open(&vault, &Kek::from_kit(&jana.kit));
    for (address, channel) in [("jana@example.cz", "mail"), (PHONE, "sms")] {
        let sent = world.newest_to(address).await;
        assert_eq!(sent.channel, channel);
        assert!(matches!(sent.template, Template::KitUsed { .. }), "{sent:?}");
    }
}

#[tokio::test]
async fn an_unknown_or_wrong_kit_gets_the_same_answers() {
    let world = World::new().await;
    let (jana, _) = Person::complete(&world, "jana@example.cz", PHONE).await;
    let other = KitCode::make(&mut SystemRng);
    let mut shapes = Vec::new();
    for locator in [jana.kit.locator(), other.locator()] {
        let mut browser = Browser::new();
        let reply = browser
            .post(&world, paths::KIT_START, &KitStartRequest { locator: locator.into() })
            .await;
        let start: KitStartResponse = reply.json();
        let nonce = start.nonce.0.as_slice().try_into().unwrap();
        let challenge = KitChallenge {
            realm: crate::testing::person::REALM,
            locator,
            login: start.login,
            nonce,
        };
        let signature = B64::from(other.sign_login(&challenge));
        let finish = KitFinishRequest { login: start.login, signature };
        let end = browser.post(&world, paths::KIT_FINISH, &finish).await;
        shapes.push((reply.status, reply.body.len(), end.code()));
        assert_eq!(browser.cookie, None);
    }
    assert_eq!(shapes[0], shapes[1]);
    assert_eq!(shapes[0].2, ProblemCode::LoginFailed);
}

#[tokio::test]
async fn a_signature_serves_once_and_not_for_long() {
    let world = World::new().await;
    let (jana, _) = Person::complete(&world, "jana@example.cz", PHONE).await;
    for wait in [0, 121_000] {
        let mut browser = Browser::new();
        let locator = jana.kit.locator();
        let start: KitStartResponse = browser
            .post(&world, paths::KIT_START, &KitStartRequest { locator: locator.into() })
            .await
            .json();
        let nonce = start.nonce.0.as_slice().try_into().unwrap();
        let challenge = KitChallenge {
            realm: crate::testing::person::REALM,
            locator,
            login: start.login,
            nonce,
        };
        let signature = B64::from(jana.kit.sign_login(&challenge));
        let finish = KitFinishRequest { login: start.login, signature };
        world.wait(wait);
        let first = browser.post(&world, paths::KIT_FINISH, &finish).await;
        assert_eq!(first.status.is_success(), wait == 0);
        let second = Browser::new().post(&world, paths::KIT_FINISH, &finish).await;
        assert_eq!(second.code(), ProblemCode::LoginFailed);
    }
}

#[tokio::test]
async fn failures_of_the_kit_slow_down_the_kit_alone() {
    let world = World::new().await;
    let (jana, _) = Person::complete(&world, "jana@example.cz", PHONE).await;
    let mut browser = Browser::new();
    let request = KitStartRequest { locator: jana.kit.locator().into() };
    let mut refused = false;
    for _ in 0..8 {
        refused |= !browser.post(&world, paths::KIT_START, &request).await.status.is_success();
    }
    assert!(refused);
    world.wait(60_000);
    jana.log_in(&world, &mut Browser::new()).await;
}
