use crate::testing::{
    World,
    browser::Browser,
    person::{PASSWORD, Person, password},
};
use stafeta_shared::api::{CodeRequest, CodeSentResponse, PhoneRequest, ProblemCode, paths};

const PHONE: &str = "+420601123456";
const MINUTE: i64 = 60_000;

/// A browser whose person has typed the password.
async fn at_the_code(world: &World) -> Browser {
    let mut browser = Browser::new();
    password(world, &mut browser, "jana@example.cz", PASSWORD).await.0.unwrap().ok();
    browser
}

async fn typed(world: &World, browser: &mut Browser, code: &str) -> Result<(), ProblemCode> {
    let reply =
        browser.post(world, paths::LOGIN_CODE, &CodeRequest { code: code.to_owned() }).await;
    if reply.status.is_success() { Ok(()) } else { Err(reply.code()) }
}

fn wrong(code: &str) -> String {
    let last = if code.ends_with('1') { '2' } else { '1' };
    format!("{}{last}", &code[..7])
}

#[tokio::test]
async fn five_tries_then_even_the_right_code_is_dead() {
    let world = World::new().await;
    Person::complete(&world, "jana@example.cz", PHONE).await;
    let mut browser = at_the_code(&world).await;
    let code = world.code_to(PHONE).await;
    for _ in 0..5 {
        assert_eq!(typed(&world, &mut browser, &wrong(&code)).await, Err(ProblemCode::CodeWrong));
    }
    assert_eq!(typed(&world, &mut browser, &code).await, Err(ProblemCode::CodeExpired));
}

#[tokio::test]
async fn the_fifth_try_may_be_right() {
    let world = World::new().await;
    Person::complete(&world, "jana@example.cz", PHONE).await;
    let mut browser = at_the_code(&world).await;
    let code = world.code_to(PHONE).await;
    for _ in 0..4 {
        assert_eq!(typed(&world, &mut browser, &wrong(&code)).await, Err(ProblemCode::CodeWrong));
    }
    assert_eq!(typed(&world, &mut browser, &code).await, Ok(()));
}

#[tokio::test]
async fn a_code_lives_five_minutes() {
    let world = World::new().await;
    Person::complete(&world, "jana@example.cz", PHONE).await;
    let mut browser = at_the_code(&world).await;
    let code = world.code_to(PHONE).await;
    world.wait(5 * MINUTE);
    assert_eq!(typed(&world, &mut browser, &code).await, Err(ProblemCode::CodeExpired));
}

#[tokio::test]
async fn a_new_code_kills_the_old_one_but_not_the_count_of_failures() {
    let world = World::new().await;
    Person::complete(&world, "jana@example.cz", PHONE).await;
    let mut browser = at_the_code(&world).await;
    let first = world.code_to(PHONE).await;
    for _ in 0..5 {
        assert_eq!(typed(&world, &mut browser, &wrong(&first)).await, Err(ProblemCode::CodeWrong));
    }
    let soon = browser.press(&world, paths::LOGIN_RESEND).await.problem();
    assert_eq!((soon.code, soon.retry_after), (ProblemCode::TooManyRequests, Some(30)));
    world.wait(30_000);
    let sent: CodeSentResponse = browser.press(&world, paths::LOGIN_RESEND).await.json();
    assert_eq!(sent.resend_at, world.now() + 60_000);
    let second = world.code_to(PHONE).await;
    assert_ne!(first, second);
    for _ in 0..5 {
        assert_eq!(typed(&world, &mut browser, &wrong(&second)).await, Err(ProblemCode::CodeWrong));
    }
    world.wait(60_000);
    browser.press(&world, paths::LOGIN_RESEND).await.ok();
    let third = world.code_to(PHONE).await;
    let refused = typed(&world, &mut browser, &third).await;
    assert_eq!(refused, Err(ProblemCode::TooManyRequests), "ten failures are enough for a day");
    world.wait(24 * 60 * MINUTE);
    let mut browser = at_the_code(&world).await;
    let code = world.code_to(PHONE).await;
    assert_eq!(typed(&world, &mut browser, &code).await, Ok(()));
}

#[tokio::test]
async fn a_code_serves_only_the_login_it_was_sent_for() {
    let world = World::new().await;
    Person::complete(&world, "jana@example.cz", PHONE).await;
    let mut thief = at_the_code(&world).await;
    world.wait(31_000);
    let mut jana = at_the_code(&world).await;
    let code = world.code_to(PHONE).await;
    assert_eq!(typed(&world, &mut thief, &code).await, Err(ProblemCode::CodeWrong));
    assert_eq!(typed(&world, &mut jana, &code).await, Ok(()));
}

#[tokio::test]
async fn five_an_hour_go_to_one_number() {
    let world = World::new().await;
    // The code that confirmed the phone is counted apart: proofs never use up anybody's logins.
    Person::complete(&world, "jana@example.cz", PHONE).await;
    for _ in 0..5 {
        world.wait(3 * MINUTE);
        at_the_code(&world).await;
    }
    world.wait(3 * MINUTE);
    let reply = password(&world, &mut Browser::new(), "jana@example.cz", PASSWORD).await.0.unwrap();
    assert_eq!(reply.code(), ProblemCode::TooManyRequests);
    world.wait(60 * MINUTE);
    at_the_code(&world).await;
}

#[tokio::test]
async fn the_spend_brake_stops_all_numbers() {
    let world = World::with("[sms]\nday_max = 1\n").await;
    Person::complete(&world, "jana@example.cz", PHONE).await;
    let reply = password(&world, &mut Browser::new(), "jana@example.cz", PASSWORD).await.0.unwrap();
    assert_eq!(reply.code(), ProblemCode::TooManyRequests);
}

#[tokio::test]
async fn proofs_of_new_numbers_leave_half_of_the_brake_to_logins() {
    let world = World::with("[sms]\nday_max = 4\n").await;
    Person::complete(&world, "jana@example.cz", PHONE).await;
    let (_, mut pump) = Person::complete(&world, "petr@example.cz", "+420602123456").await;
    world.wait(MINUTE);
    let request = PhoneRequest { phone: "+420603123456".to_owned() };
    let reply = pump.post(&world, paths::PHONE_START, &request).await;
    assert_eq!(reply.code(), ProblemCode::TooManyRequests);
    at_the_code(&world).await;
}

#[tokio::test]
async fn one_account_proves_no_more_than_ten_numbers_a_day() {
    let world = World::new().await;
    let mut browser = Browser::new();
    Person::sign_up(&world, &mut browser, "jana@example.cz").await;
    let mut sent = 0;
    for n in 10..25 {
        let request = PhoneRequest { phone: format!("+4206011234{n}") };
        let reply = browser.post(&world, paths::PHONE_START, &request).await;
        sent += u32::from(reply.status.is_success());
        world.wait(2 * MINUTE);
        password(&world, &mut browser, "jana@example.cz", PASSWORD).await.0.unwrap().ok();
    }
    assert_eq!(sent, 10);
}

#[tokio::test]
async fn phones_are_checked() {
    let world = World::new().await;
    let mut browser = Browser::new();
    Person::sign_up(&world, &mut browser, "jana@example.cz").await;
    for (phone, code) in
        [("601123456", ProblemCode::PhoneInvalid), ("+44 7400 123456", ProblemCode::PhoneCountry)]
    {
        let request = PhoneRequest { phone: phone.to_owned() };
        assert_eq!(browser.post(&world, paths::PHONE_START, &request).await.code(), code);
    }
    let wrong = CodeRequest { code: "00000000".to_owned() };
    let reply = browser.post(&world, paths::PHONE_CONFIRM, &wrong).await;
    assert_eq!(reply.code(), ProblemCode::CodeExpired, "none was sent");
}
