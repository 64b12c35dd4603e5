//! The wait of an unreachable owner against a relay that is dead for good and a gateway that lives.

use super::*;
use crate::{
    app::AppState,
    engine::{claim, watchdog::Watchdog},
    testing::{START, World, person::Person},
};
use axum::{Router, extract::Query, http::StatusCode, routing::post};
use stafeta_shared::{
    ids::WatchId,
    watch::{Clock, HOUR_MS, Phase, Policy, State, Unreachable, witness::Reading},
};
use std::collections::BTreeMap;
use tokio::net::TcpListener;

const WATCH: WatchId = WatchId::from_bytes([7; 16]);
const PHONE: &str = "+420601111111";
const OWN: &str = "sms.own_number = \"+420 609 999 999\"\n";

/// A gateway that takes everything but what goes to the owner's phone.
async fn gateway() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let send = async |Query(asked): Query<BTreeMap<String, String>>| {
        if asked["to"] == PHONE { StatusCode::BAD_GATEWAY } else { StatusCode::OK }
    };
    let router = Router::new().route("/send", post(send));
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}/send?to={{to}}")
}

/// An owner without contacts who has just become unreachable, with 14 days to wait.
async fn unreachable(own_number: &str, phone: bool) -> World {
    let settings = format!(
        "sms.transport = \"http\"\nsms.url = {:?}\n{own_number}\
         mail.transport = \"smtp\"\nmail.url = \"smtp://127.0.0.1:1\"\n",
        gateway().await
    );
    let world = World::with(&settings).await;
    let (owner, _) = Person::complete(&world, "jana@example.org", PHONE).await;
    let mut state = State::draft(Clock { wall_ms: START, witnessed_ms: 0 });
    let visit = Unreachable { deadline_ms: 17 * DAY_MS, ..Unreachable::default() };
    state.phase = Phase::Unreachable { visit };
    let policy = Policy { unreachable_wait_ms: 14 * DAY_MS, ..Policy::with_contacts(Vec::new()) };
    let policy = serde_json::to_string(&policy).unwrap();
    let state = serde_json::to_string(&state).unwrap();
    let mut row = watches::Watch {
        status: "unreachable".to_owned(),
        due_witnessed: Some(0),
        ..watches::Watch::new(WATCH, owner.account, START, policy, state)
    };
    let mut tx = world.app.db.begin_write().await.unwrap();
    assert!(watches::insert(&mut tx, &row).await.unwrap());
    assert!(watches::update(&mut tx, &row).await.unwrap());
    row.version += 1;
    if !phone {
        let sql = "UPDATE accounts SET phone = NULL, phone_proven_at = NULL";
        sqlx::query(sql).execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    world
}

/// Sixteen days, hour by hour; `each_day` happens at the beginning of each.
async fn sixteen_days(world: &World, each_day: impl AsyncFn(&AppState, i64)) -> String {
    let app = &world.app;
    let reading = || Reading { wall_ms: app.clock.wall(), mono_ms: app.clock.monotonic() };
    for hour in 0..16 * 24 {
        if hour % 24 == 0 {
            each_day(app, hour).await;
        }
        let from = reading();
        world.wait(HOUR_MS);
        app.engine.beat.lock().await.live_through(app, from, reading()).await.unwrap();
        Watchdog::default().look(app).await.unwrap();
        claim::round(app).await.unwrap();
        app.engine.sender.round(app).await.unwrap();
    }
    let mut tx = app.db.begin_read().await.unwrap();
    watches::by_id(&mut tx, WATCH).await.unwrap().unwrap().status
}

async fn nothing(_: &AppState, _: i64) {}

#[tokio::test]
async fn with_the_relay_dead_the_gateway_carries_the_wait_to_its_end() {
    let world = unreachable(OWN, true).await;
    assert_eq!(sixteen_days(&world, nothing).await, "released");
    let asked = "SELECT COUNT(*) AS n FROM outbox WHERE template = 'canary' AND channel = 'sms'";
    assert_eq!(world.count(asked).await, 17, "one a day, whoever waits");
}

#[tokio::test]
async fn a_gateway_proves_nothing_for_an_owner_without_a_phone() {
    let world = unreachable(OWN, false).await;
    assert_eq!(sixteen_days(&world, nothing).await, "unreachable");
    let taken = "SELECT COUNT(*) AS n FROM outbox WHERE template = 'canary' AND state = 'accepted'";
    assert_eq!(world.count(taken).await, 17, "it worked for others all the time");
}

#[tokio::test]
async fn without_a_number_of_ours_any_message_that_was_taken_is_the_proof() {
    let world = unreachable("", true).await;
    let code = async |app: &AppState, hour: i64| {
        let message = Message {
            key: format!("code/{hour}"),
            scope: None,
            channel: Channel::Sms,
            addressee: "account".to_owned(),
            address: "+420602222222".to_owned(),
            language: Lang::Cs,
            template: Template::PhoneCode,
            not_before: None,
            expires_at: None,
        };
        let mut tx = app.db.begin_write().await.unwrap();
        assert!(deliver::enqueue(&mut tx, &message, app.clock.wall()).await.unwrap());
        tx.commit().await.unwrap();
    };
    assert_eq!(sixteen_days(&world, code).await, "released");
}

#[tokio::test]
async fn with_no_proof_at_all_the_wait_stands_and_the_alarm_is_raised_daily() {
    let world = unreachable("instance.operator_mail = \"operator@example.org\"\n", true).await;
    assert_eq!(sixteen_days(&world, nothing).await, "unreachable");
    sixteen_days(&world, nothing).await;
    let alarms = "SELECT COUNT(*) AS n FROM events WHERE kind = 'overdue'";
    assert!(world.count(alarms).await >= 10, "{}", world.count(alarms).await);
}

#[tokio::test]
async fn what_is_no_address_proves_nothing_and_rests_no_channel() {
    let world = World::with("mail.transport = \"smtp\"\nmail.url = \"smtp://127.0.0.1:1\"\n").await;
    let app = &world.app;
    let mut tx = app.db.begin_write().await.unwrap();
    for n in 0..6 {
        let message = Message {
            key: format!("canary/mail/{n}"),
            scope: None,
            channel: Channel::Mail,
            addressee: "operator".to_owned(),
            address: "Ops <ops@example.org>".to_owned(),
            language: Lang::En,
            template: Template::Canary,
            not_before: None,
            expires_at: None,
        };
        assert!(deliver::enqueue(&mut tx, &message, app.clock.wall()).await.unwrap());
    }
    tx.commit().await.unwrap();
    let round = app.engine.sender.round(app).await.unwrap();
    assert_eq!((round.tried, round.outside), (6, false), "nobody was asked");
    let mut tx = app.db.begin_read().await.unwrap();
    assert_eq!(proofs(&mut tx, app).await.unwrap(), Proofs::default());
    assert!(!app.engine.sender.is_resting(Channel::Mail), "others may have one");
}

/// What the watchdog says after this many hours, each with a round of the sender.
async fn alarms_after(world: &World, hours: i64) -> Vec<String> {
    let app = &world.app;
    let reading = || Reading { wall_ms: app.clock.wall(), mono_ms: app.clock.monotonic() };
    let mut watchdog = Watchdog::default();
    for _ in 0..hours {
        let from = reading();
        world.wait(HOUR_MS);
        app.engine.beat.lock().await.live_through(app, from, reading()).await.unwrap();
        watchdog.look(app).await.unwrap();
        app.engine.sender.round(app).await.unwrap();
    }
    let sent = world.sent_to("operator@example.org").await;
    let text = |template| match template {
        Template::Alarm { detail, .. } => Some(detail),
        _ => None,
    };
    sent.into_iter().filter_map(|sent| text(sent.template)).collect()
}

#[tokio::test]
async fn the_canary_goes_from_the_first_day_on_and_its_silence_is_an_alarm() {
    let operator = "instance.operator_mail = \"operator@example.org\"\n";
    let dead = "mail.transport = \"smtp\"\nmail.url = \"smtp://127.0.0.1:1\"\n";
    let gateway = format!("sms.transport = \"http\"\nsms.url = {:?}\n{OWN}", gateway().await);
    let world = World::with(&format!("{operator}{dead}{gateway}")).await;
    let alarms = alarms_after(&world, 50).await;
    let mail = "nobody took our own message by mail";
    assert!(alarms.iter().any(|text| text.contains(mail)), "{alarms:?}");
    assert!(alarms.iter().all(|text| !text.contains("by sms")), "the gateway lives: {alarms:?}");
    let sent = "SELECT COUNT(*) AS n FROM outbox WHERE template = 'canary'";
    assert_eq!(
        world.count(sent).await,
        6,
        "three days, two channels, though nobody is unreachable"
    );

    let kept = World::with(operator).await;
    assert!(alarms_after(&kept, 50).await.is_empty());
    assert_eq!(kept.count(sent).await, 0, "what stays here proves nothing");
}

/// A world whose relay is dead, and the alarms about its engine.
async fn dead_relay() -> World {
    let operator = "instance.operator_mail = \"operator@example.org\"\n";
    let dead = "mail.transport = \"smtp\"\nmail.url = \"smtp://127.0.0.1:1\"\n";
    World::with(&format!("{operator}{dead}")).await
}

#[tokio::test]
async fn a_refusal_of_our_own_message_is_an_alarm_though_it_proves_the_relay() {
    let world = dead_relay().await;
    let app = &world.app;
    let mut watchdog = Watchdog::default();
    watchdog.look(app).await.unwrap();
    let alarms = "SELECT COUNT(*) AS n FROM outbox WHERE template = 'alarm' \
                  AND params LIKE '%our own message by mail was refused%'";
    assert_eq!(world.count(alarms).await, 0, "nobody has said anything yet");
    let mut tx = app.db.begin_write().await.unwrap();
    let sql = "UPDATE outbox SET state = 'permanent', outcome = 'refused', outcome_witnessed = 5 \
               WHERE template = 'canary'";
    sqlx::query(sql).execute(&mut *tx).await.unwrap();
    assert_eq!(proofs(&mut tx, app).await.unwrap().mail, Some(5), "for the wait it counts");
    tx.commit().await.unwrap();
    watchdog.look(app).await.unwrap();
    assert_eq!(world.count(alarms).await, 1);
}

#[tokio::test]
async fn a_message_to_ourselves_is_tried_until_the_counters_next_day() {
    let world = dead_relay().await;
    let app = &world.app;
    let reading = || Reading { wall_ms: app.clock.wall(), mono_ms: app.clock.monotonic() };
    let state = async |state| {
        let sql = format!(
            "SELECT COUNT(*) AS n FROM outbox WHERE template = 'canary' AND state = '{state}'"
        );
        world.count(sql.leak()).await
    };
    Watchdog::default().look(app).await.unwrap();
    app.engine.sender.round(app).await.unwrap();
    // The box is off, and its clock goes on.
    world.wait(40 * HOUR_MS);
    Watchdog::default().look(app).await.unwrap();
    app.engine.sender.round(app).await.unwrap();
    assert_eq!((state("pending").await, state("cancelled").await), (1, 0));
    let from = reading();
    world.wait(25 * HOUR_MS);
    app.engine.beat.lock().await.live_through(app, from, reading()).await.unwrap();
    Watchdog::default().look(app).await.unwrap();
    assert_eq!((state("pending").await, state("cancelled").await), (1, 1), "only the newest waits");
}
