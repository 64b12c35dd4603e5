//! Whole stories of a watch: real database, real pages, captured messages, a clock that is moved
//! from wake to wake.

mod grouped;
mod held;
mod race;
mod releases;

use super::{
    act::{self, ActError},
    beat::Beat,
    claim, demo,
    demo::Move,
};
use crate::{
    app::{self, AppState},
    deliver::{Template, bounce, derive},
    http::router::router,
    store::{self, captured::Captured, events, outbox, watches},
    testing::{
        World,
        browser::{Browser, Reply},
        person::Person,
    },
};
use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use stafeta_shared::{
    api::{
        ArmRequest, CheckInResponse, Contact, PauseRequest, ProblemCode, RecallResponse,
        WatchEventsResponse, WatchRequest, WatchResponse, WatchesResponse, paths,
    },
    ids::{ContactId, WatchId},
    watch::{DAY_MS, HOUR_MS, Policy, Sign, witness::Reading},
};
use std::collections::BTreeSet;

const OWNER: &str = "jana@example.org";
const OWNER_PHONE: &str = "+420601111111";
const HEIR: &str = "marie@example.org";
const HEIR_PHONE: &str = "+420602222222";
const FRIEND: &str = "petr@example.org";
const FRIEND_PHONE: &str = "+420603333333";

/// An owner with one watch, one contact, one recipient sealed to.
struct Story {
    world: World,
    owner: Person,
    browser: Browser,
    watch: WatchId,
}

impl Story {
    async fn armed() -> Self {
        Self::armed_in(World::new().await).await
    }

    async fn armed_in(world: World) -> Self {
        let mut story = Self::drafted_in(world).await;
        story.seal_to_heir().await;
        story.app().engine.outside.mark_probe(0);
        story.arm(false).await.ok();
        story
    }

    async fn drafted() -> Self {
        Self::drafted_in(World::new().await).await
    }

    async fn drafted_in(world: World) -> Self {
        let (owner, browser) = Person::complete(&world, OWNER, OWNER_PHONE).await;
        let watch = WatchId::from_bytes([7; 16]);
        let mut story = Self { world, owner, browser, watch };
        story.browser.post(&story.world, paths::WATCHES, &request(watch)).await.ok();
        story
    }

    /// A version of one handover for the heir, as the store keeps it.
    async fn seal_to_heir(&mut self) {
        let (heir, _) = Person::complete(&self.world, HEIR, HEIR_PHONE).await;
        let mut tx = self.app().db.begin_write().await.unwrap();
        let (owner, heir) = (self.owner.account.as_bytes(), heir.account.as_bytes());
        for (sql, ids) in [
            (
                "INSERT INTO invitations (id, owner, recipient, owner_bundle, delivery, email, \
                 email_key, language, state, created_at, expires_at) VALUES ($3, $1, $2, $3, \
                 'link', 'marie@example.org', 'marie@example.org', 'cs', 'accepted', 0, 0)",
                [owner, heir, &[1; 16]],
            ),
            (
                "INSERT INTO handovers (id, owner, watch, extra_delay_ms, created_at, version, \
                 draft_counter) VALUES ($3, $1, $2, 0, 0, 1, 0)",
                [owner, self.watch.as_bytes(), &[2; 16]],
            ),
            (
                "INSERT INTO versions (handover, version, body, sealed_at) VALUES ($3, 1, $1 || $2, 0)",
                [owner, heir, &[2; 16]],
            ),
            (
                "INSERT INTO sealed (handover, version, recipient, header, sig, wrap, lock, k_srv, \
                 k_srv_key) VALUES ($3, 1, $2, $1, $1, $1, $1, $1, 'wrap-1')",
                [owner, heir, &[2; 16]],
            ),
        ] {
            let query = sqlx::query(sql).bind(ids[0].as_slice());
            query
                .bind(ids[1].as_slice())
                .bind(ids[2].as_slice())
                .execute(&mut *tx)
                .await
                .unwrap_or_else(|e| panic!("{sql}: {e}"));
        }
        tx.commit().await.unwrap();
    }

    fn app(&self) -> &AppState {
        &self.world.app
    }

    async fn arm(&mut self, accept_single_way: bool) -> Reply {
        let path = paths::fill(paths::WATCH_ARM, &[&self.watch.to_string()]);
        self.browser.post(&self.world, &path, &ArmRequest { accept_single_way }).await
    }

    async fn row(&self) -> watches::Watch {
        let mut tx = self.app().db.begin_read().await.unwrap();
        watches::by_id(&mut tx, self.watch).await.unwrap().unwrap()
    }

    async fn status(&self) -> String {
        self.row().await.status
    }

    async fn next_event(&self) {
        demo::advance(self.app(), Move::NextEvent).await.unwrap();
    }

    /// Moves from event to event until the watch stands there.
    async fn until(&self, status: &str) {
        for _ in 0..60 {
            if self.status().await == status {
                return;
            }
            self.next_event().await;
        }
        panic!("never came to {status}, stands at {}", self.status().await);
    }

    async fn captured(&self) -> Vec<Captured> {
        captured(self.app()).await
    }

    /// What arrived since sign-up, as address and subject (or the beginning of the SMS).
    async fn arrived(&self) -> Vec<(String, String)> {
        let all = self.captured().await;
        let codes = ["přihlašovací", "potvrzení", "Dokončete"];
        let plain = |text: &str| text.chars().take(30).collect::<String>();
        all.iter()
            .map(|m| {
                (
                    m.address.clone(),
                    if m.subject.is_empty() { plain(&m.text) } else { m.subject.clone() },
                )
            })
            .filter(|(_, what)| {
                !what.contains("kod pro") && !codes.iter().any(|c| what.contains(c))
            })
            .collect()
    }

    /// The newest message to an address that holds a link, with its link's path and its number.
    async fn link_to(&self, address: &str) -> (String, String) {
        let mut all = self.captured().await;
        all.retain(|m| m.address == address && (m.text.contains("/c/") || m.text.contains("/k/")));
        let message = all.pop().unwrap_or_else(|| panic!("no link to {address}"));
        link_in(&message)
    }

    /// Fills a page's form in, like a browser without script.
    async fn post_form(&self, path: &str, body: &str) -> (StatusCode, String) {
        post_form(&self.world, path, body).await
    }

    async fn chain_verifies(&self) {
        let mut tx = self.app().db.begin_read().await.unwrap();
        assert!(events::verify(&mut tx, self.watch).await.unwrap(), "the chain of events broke");
    }
}

async fn post_form(world: &World, path: &str, body: &str) -> (StatusCode, String) {
    let mut visitor = Browser::at("198.51.100.9:1234");
    visitor.headers.push(("content-type", "application/x-www-form-urlencoded".to_owned()));
    let body = Body::from(body.to_owned());
    let reply = visitor.send(world, Method::POST, path, body, false).await;
    (reply.status, String::from_utf8(reply.body).unwrap())
}

async fn captured(app: &AppState) -> Vec<Captured> {
    let mut tx = app.db.begin_read().await.unwrap();
    store::captured::since(&mut tx, 0).await.unwrap()
}

fn link_in(message: &Captured) -> (String, String) {
    let link = message.text.split_whitespace().find(|word| word.starts_with("http")).unwrap();
    let path = link.split_once("localhost:8080").unwrap().1.to_owned();
    let digits = |word: &&str| {
        word.trim_matches([',', '.']).len() == 2 && word.starts_with(|c: char| c.is_ascii_digit())
    };
    let number = message.text.split_whitespace().find(digits).unwrap();
    (path, number.trim_matches([',', '.']).to_owned())
}

fn other(number: &str) -> String {
    let number: u8 = number.parse().unwrap();
    if number == 99 { "10".to_owned() } else { (number + 1).to_string() }
}

fn request(watch: WatchId) -> WatchRequest {
    let policy = Policy { reminders: 1, ..Policy::with_contacts(Vec::new()) };
    WatchRequest {
        watch,
        policy,
        zone: "Europe/Prague".to_owned(),
        contacts: vec![Contact {
            contact: ContactId::from_bytes([9; 16]),
            name: "Petr".to_owned(),
            email: FRIEND.to_owned(),
            phone: Some(FRIEND_PHONE.to_owned()),
            language: "cs".to_owned(),
            zone: None,
        }],
    }
}

#[tokio::test]
async fn silence_leads_from_the_first_question_to_the_release() {
    let story = Story::armed().await;
    let armed_at = story.world.now();
    story.until("released").await;
    let arrived = story.arrived().await;
    let expected = [
        (OWNER, "Jste v pořádku?"),
        (OWNER, "Připomínka: jste v pořádku?"),
        (OWNER, "Poslední výzva: ozvěte se prosím"),
        (OWNER_PHONE, "Stafeta: posledni vyzva. Jste "),
        (FRIEND, "Jana Nováková se neozývá, víte něco?"),
        (FRIEND_PHONE, "Stafeta: Jana Novakova se neoz"),
        (OWNER, "Chystáme se předat, co jste připravili"),
        (FRIEND, "Jana Nováková: poslední možnost nás zastavit"),
        (OWNER_PHONE, "Stafeta: brzy predame, co jste"),
        (FRIEND_PHONE, "Stafeta: Jana Novakova se neoz"),
        (OWNER, "Vaše předání byla uvolněna"),
        (HEIR, "Jana Nováková: připravené předání pro vás"),
        (HEIR_PHONE, "Stafeta: ceka na vas predani, "),
    ];
    let expected: Vec<_> =
        expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    assert_eq!(arrived, expected);
    let took = story.world.now() - armed_at;
    let shortest = 7 * DAY_MS / 2 + 2 * DAY_MS + 2 * DAY_MS + 3 * DAY_MS + DAY_MS;
    assert!(took >= shortest, "{} days", took / DAY_MS);
    assert_eq!(story.world.count("SELECT COUNT(*) AS n FROM released").await, 1);
    story.chain_verifies().await;

    story.next_event().await;
    assert_eq!(story.arrived().await.len(), expected.len() + 2, "repeated a day later");
}

#[tokio::test]
async fn the_owners_number_stops_it_and_other_pages_then_say_so() {
    let story = Story::armed().await;
    story.until("asking").await;
    let (path, number) = story.link_to(OWNER).await;
    assert!(path.starts_with("/c/"), "{path}");
    let (status, page) = story.post_form(&path, &format!("number={number}&answer=fine")).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(page.contains("Vaše odpověď platí"), "{page}");
    let row = story.row().await;
    assert_eq!((row.status.as_str(), row.cycle), ("armed", 2));
    let (_, again) = story.post_form(&path, &format!("number={number}&answer=fine")).await;
    assert!(again.contains("Tato otázka už neplatí"), "idempotent: {again}");
    assert_eq!(story.row().await.cycle, 2);
    story.chain_verifies().await;
}

#[tokio::test]
async fn the_trusted_contact_stops_it_and_gets_an_all_clear() {
    let story = Story::armed().await;
    story.until("contact-call").await;
    let (path, number) = story.link_to(FRIEND).await;
    assert!(path.starts_with("/k/"), "{path}");
    let (status, page) = story.post_form(&path, &format!("number={number}&answer=cannot")).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert_eq!(story.status().await, "contact-call", "shortens nothing");
    let (_, page) = story.post_form(&path, &format!("number={number}&answer=fine")).await;
    assert!(page.contains("Přestáváme se ptát"), "{page}");
    assert_eq!(story.status().await, "armed");
    demo::advance(story.app(), Move::By(60_000)).await.unwrap();
    let arrived = story.arrived().await;
    assert!(
        arrived.contains(&(FRIEND.to_owned(), "Jana Nováková je v pořádku".to_owned())),
        "{arrived:?}"
    );
    assert!(arrived.iter().all(|(address, _)| address != HEIR && address != HEIR_PHONE));
    let events: WatchEventsResponse = {
        let path = paths::fill(paths::WATCH_EVENTS, &[&story.watch.to_string()]);
        let mut browser = Browser::new();
        story.owner.log_in(&story.world, &mut browser).await;
        browser.get(&story.world, &path).await.json()
    };
    assert_eq!(events.events[0].kind, "confirmed");
    assert_eq!(events.events[0].detail["contact"], "Petr");
}

#[tokio::test]
async fn the_all_clear_goes_where_the_question_went() {
    let story = Story::armed().await;
    story.until("contact-call").await;
    let before = story.arrived().await.len();
    let mut browser = Browser::new();
    story.owner.log_in(&story.world, &mut browser).await;
    let mut moved = request(story.watch);
    moved.contacts[0].email = "petr@elsewhere.example".to_owned();
    moved.contacts[0].phone = None;
    let path = paths::fill(paths::WATCH, &[&story.watch.to_string()]);
    browser.put(&story.world, &path, &moved).await.ok();
    demo::advance(story.app(), Move::By(60_000)).await.unwrap();
    let mut arrived: Vec<String> =
        story.arrived().await.split_off(before).into_iter().map(|(to, _)| to).collect();
    // The code of the log-in.
    arrived.retain(|to| to != OWNER_PHONE);
    assert_eq!(arrived, [FRIEND, FRIEND_PHONE], "those who worry, and nobody else");
}

#[tokio::test]
async fn a_final_call_that_comes_back_late_releases_nothing() {
    for comes_back in [false, true] {
        let story = Story::armed().await;
        stand_in(story.app(), "UPDATE accounts SET phone_proven_at = NULL, phone = NULL").await;
        story.until("cooling").await;
        let app = story.app();
        let mut tx = app.db.begin_read().await.unwrap();
        let rows = outbox::of_cycle(&mut tx, story.watch, 1, 1).await.unwrap();
        drop(tx);
        let call = rows.iter().find(|row| row.template == "final-call").unwrap();
        let token = derive::return_token(&app.keys.link, &call.message_id);
        let report = format!(
            "To: bounces+{token}@localhost\r\nContent-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; relay.test\r\n\r\nAction: failed\r\nStatus: 5.0.0\r\n"
        );
        if comes_back {
            let returned = bounce::receive(app, report.as_bytes(), None).await.unwrap();
            assert_eq!(returned, bounce::Returned::Noted(1));
        }
        demo::advance(app, Move::By(2 * DAY_MS)).await.unwrap();
        let expected = if comes_back { "unreachable" } else { "released" };
        assert_eq!(story.status().await, expected);
    }
}

#[tokio::test]
async fn after_a_long_outage_a_recipient_gets_the_newest_round_only() {
    let story = Story::armed().await;
    story.until("cooling").await;
    let app = story.app();
    for _ in 0..6 {
        let from = reading(app);
        story.world.wait(DAY_MS);
        app.engine.beat.lock().await.live_through(app, from, reading(app)).await.unwrap();
        while claim::round(app).await.unwrap() > 0 {}
    }
    assert_eq!(story.status().await, "released");
    let rounds = "SELECT COUNT(*) AS n FROM outbox WHERE template = 'release' AND channel = 'mail'";
    assert!(story.world.count(rounds).await >= 5, "a round a day");
    app.engine.sender.round(app).await.unwrap();
    let mut arrived = story.arrived().await;
    arrived.retain(|(to, _)| to == HEIR || to == HEIR_PHONE);
    assert_eq!(arrived.len(), 2, "one mail and one SMS: {arrived:?}");
}

#[tokio::test]
async fn looking_changes_nothing_and_three_wrong_numbers_close_the_page() {
    let story = Story::armed().await;
    story.until("asking").await;
    let (path, number) = story.link_to(OWNER).await;
    let before = (story.row().await, story.captured().await.len());
    let mut scanner = Browser::new();
    for _ in 0..3 {
        scanner.get(&story.world, &path).await.ok();
        let head = scanner.send(&story.world, Method::HEAD, &path, Body::empty(), false).await;
        assert_eq!(head.status, StatusCode::OK);
        story.post_form(&path, "").await;
        story.post_form(&path, "answer=fine").await;
        story.post_form(&path, "number=abc&answer=fine").await;
    }
    assert_eq!((story.row().await, story.captured().await.len()), before);

    for left in [2, 1, 0] {
        let body = format!("number={}&answer=fine", other(&number));
        let (status, page) = story.post_form(&path, &body).await;
        assert!(status.is_client_error(), "{status}");
        assert_eq!(page.contains("Zbývá"), left > 0, "{page}");
    }
    let (status, page) = story.post_form(&path, &format!("number={number}&answer=fine")).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.contains("Přihlaste se prosím"), "{page}");
    assert_eq!(story.status().await, "asking");

    let mut browser = Browser::new();
    story.owner.log_in(&story.world, &mut browser).await;
    let done: CheckInResponse = browser.press(&story.world, paths::CHECK_IN).await.json();
    assert_eq!(done.answered, 1);
    assert!(done.next_question_at.is_some());
    assert_eq!(story.row().await.wrong_numbers, 0, "a new cycle begins with all tries");
}

#[tokio::test]
async fn arming_wants_a_recipient_a_probe_and_a_second_way() {
    let mut story = Story::drafted().await;
    let missing = |reply: Reply| {
        assert_eq!(reply.code(), ProblemCode::ArmingIncomplete);
        reply.problem().fields[0].field.clone()
    };
    assert_eq!(missing(story.arm(false).await), "probe");
    story.app().engine.outside.mark_probe(0);
    assert_eq!(missing(story.arm(false).await), "recipients");
    story.seal_to_heir().await;
    let unproven = "UPDATE accounts SET phone_proven_at = NULL, phone = NULL";
    let mut tx = story.app().db.begin_write().await.unwrap();
    sqlx::query(unproven).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(missing(story.arm(false).await), "second-way");
    let armed: WatchResponse = story.arm(true).await.json();
    assert_eq!(armed.status, "armed");
    assert!(armed.next_question_at.unwrap() > story.world.now());
    assert!(armed.projection.released_ms.unwrap() > armed.next_question_at.unwrap());
}

#[tokio::test]
async fn the_released_owner_comes_back() {
    let story = Story::armed().await;
    story.until("released").await;
    let (path, number) = story.link_to(OWNER).await;
    let (_, page) = story.post_form(&path, &format!("number={number}&answer=fine")).await;
    assert!(page.contains("Vaše předání byla uvolněna"), "told the truth: {page}");
    let mut browser = Browser::new();
    story.owner.log_in(&story.world, &mut browser).await;
    let path = paths::fill(paths::WATCH_RECALL, &[&story.watch.to_string()]);
    let recalled: RecallResponse = browser.press(&story.world, &path).await.json();
    assert_eq!((recalled.locked, recalled.opened), (1, 0));
    assert_eq!(story.status().await, "armed");
    demo::advance(story.app(), Move::By(2 * DAY_MS)).await.unwrap();
    let to_heir: Vec<_> =
        story.arrived().await.into_iter().filter(|(address, _)| address == HEIR).collect();
    assert_eq!(to_heir.len(), 2, "the release, then that it is over: {to_heir:?}");
    assert_eq!(to_heir[1].1, "Jana Nováková je zpět");
    assert_eq!(
        story.world.count("SELECT COUNT(*) AS n FROM released WHERE recalled_at IS NULL").await,
        0
    );
}

#[tokio::test]
async fn edit_pause_disarm_and_remove() {
    let mut story = Story::armed().await;
    let id = story.watch.to_string();
    let until = story.world.now() + 30 * DAY_MS;
    let pause = paths::fill(paths::WATCH_PAUSE, &[&id]);
    let paused: WatchResponse =
        story.browser.post(&story.world, &pause, &PauseRequest { until }).await.json();
    assert_eq!((paused.status.as_str(), paused.paused_until), ("paused", Some(until)));
    let resume = paths::fill(paths::WATCH_RESUME, &[&id]);
    let resumed: WatchResponse = story.browser.press(&story.world, &resume).await.json();
    assert_eq!(resumed.status, "armed");

    let mut changed = request(story.watch);
    changed.policy.ask_at_minute = 18 * 60;
    changed.policy.reminders = 5;
    changed.contacts.clear();
    let path = paths::fill(paths::WATCH, &[&id]);
    let edited: WatchResponse = story.browser.put(&story.world, &path, &changed).await.json();
    let hour = edited.policy.ask_at_minute / 60;
    assert_eq!((hour, edited.policy.reminders, edited.contacts.len()), (18, 5, 0));
    let gone = story.browser.send(&story.world, Method::DELETE, &path, Body::empty(), false).await;
    assert_eq!(gone.code(), ProblemCode::WatchState);
    let disarm = paths::fill(paths::WATCH_DISARM, &[&id]);
    let draft: WatchResponse = story.browser.press(&story.world, &disarm).await.json();
    assert_eq!(draft.status, "draft");
    demo::advance(story.app(), Move::By(30 * DAY_MS)).await.unwrap();
    assert!(story.arrived().await.is_empty(), "a draft asks nobody");
    story.chain_verifies().await;

    let mut browser = Browser::new();
    story.owner.log_in(&story.world, &mut browser).await;
    browser.send(&story.world, Method::DELETE, &path, Body::empty(), false).await.ok();
    let none: WatchesResponse = browser.get(&story.world, paths::WATCHES).await.json();
    assert!(none.watches.is_empty());
}

#[tokio::test]
async fn a_stranger_sees_and_changes_nothing() {
    let story = Story::armed().await;
    let (_, mut stranger) =
        Person::complete(&story.world, "eva@example.org", "+420604444444").await;
    let id = story.watch.to_string();
    for path in [paths::WATCH_DISARM, paths::WATCH_RECALL, paths::WATCH_RESUME] {
        let reply = stranger.press(&story.world, &paths::fill(path, &[&id])).await;
        assert_eq!(reply.code(), ProblemCode::NotFound, "{path}");
    }
    let events = stranger.get(&story.world, &paths::fill(paths::WATCH_EVENTS, &[&id])).await;
    assert_eq!(events.code(), ProblemCode::NotFound);
    let taken = stranger.post(&story.world, paths::WATCHES, &request(story.watch)).await;
    assert_eq!(taken.code(), ProblemCode::InvalidField);
    assert_eq!(story.status().await, "armed");
}

#[tokio::test]
async fn a_crash_at_the_worst_moments_loses_and_doubles_nothing() {
    let story = Story::armed().await;
    let mut app = story.app().clone();
    for round in 0..40 {
        // Time passes up to the next wake; the engine commits what it brings.
        let from = reading(&app);
        let wait = demo::next(&app).await.unwrap().unwrap();
        story.world.wait(wait);
        app.engine.beat.lock().await.live_through(&app, from, reading(&app)).await.unwrap();
        while claim::round(&app).await.unwrap() > 0 {}
        // The sender dies right after leasing, the engine in the middle of a transaction.
        let mut tx = app.db.begin_write().await.unwrap();
        let now = app.clock.wall();
        for channel in ["mail", "sms"] {
            outbox::lease(&mut tx, channel, 10, now, &[round; 16], now + 30_000).await.unwrap();
        }
        tx.commit().await.unwrap();
        drop(app.db.begin_write().await.unwrap());
        app = restart(&story, &app).await;
        // The leases run out, and a new node takes over.
        demo::advance(&app, Move::By(60_000)).await.unwrap();
        let mut tx = app.db.begin_read().await.unwrap();
        if watches::by_id(&mut tx, story.watch).await.unwrap().unwrap().status == "released" {
            break;
        }
    }
    let all = captured(&app).await;
    let ids: BTreeSet<&str> = all.iter().map(|m| m.message_id.as_str()).collect();
    assert_eq!(ids.len(), all.len(), "nothing arrived twice");
    let heirs: Vec<_> =
        all.iter().filter(|m| m.address == HEIR && m.subject.contains("předání")).collect();
    assert_eq!(heirs.len(), 1);
    let owner = all.iter().filter(|m| m.address == OWNER && m.text.contains("/c/")).count();
    assert_eq!(owner, 4, "question, reminder, final call, cooling");
}

fn reading(app: &AppState) -> Reading {
    Reading { wall_ms: app.clock.wall(), mono_ms: app.clock.monotonic() }
}

/// The same folder and clock, a new process.
async fn restart(story: &Story, old: &AppState) -> AppState {
    let clock = story.world.clock.clone();
    let config = old.config.clone();
    // This story's half of a key is a stand-in, which the check at the start would refuse.
    stand_in(old, "UPDATE sealed SET k_srv = NULL").await;
    old.db.close().await;
    let app = app::build_with(config, clock.clone(), old.rng.clone(), Some(clock)).await.unwrap();
    stand_in(&app, "UPDATE sealed SET k_srv = wrap").await;
    app.engine.outside.mark_probe(app.clock.monotonic());
    app
}

async fn stand_in(app: &AppState, sql: &'static str) {
    let mut tx = app.db.begin_write().await.unwrap();
    sqlx::query(sql).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn without_probe_or_relay_no_time_is_credited() {
    let story = Story::armed().await;
    let app = story.app();
    let counter = async || {
        let mut tx = app.db.begin_read().await.unwrap();
        store::witness::value(&mut tx).await.unwrap()
    };
    let tick = async |ms| {
        story.world.wait(ms);
        app.engine.beat.lock().await.tick(app).await.unwrap();
    };
    tick(2_000).await;
    app.engine.outside.mark_probe(app.clock.monotonic());
    tick(2_000).await;
    assert_eq!(counter().await, 0, "nothing outside has answered");
    app.engine.outside.mark_success(app.clock.monotonic());
    tick(2_000).await;
    assert_eq!(counter().await, 2_000);
    tick(HOUR_MS).await;
    assert_eq!(counter().await, 2_000, "both proofs are too old");
    app.engine.outside.mark_probe(app.clock.monotonic());
    app.engine.outside.mark_success(app.clock.monotonic());
    story.world.clock.shift_wall(40 * DAY_MS);
    tick(2_000).await;
    assert_eq!(counter().await, 2_000, "the clock jumped");
}

impl Story {
    /// Another watch of the same owner, with a schedule that nobody can read.
    async fn add_unreadable(&self) -> WatchId {
        let id = WatchId::from_bytes([8; 16]);
        let mut tx = self.app().db.begin_write().await.unwrap();
        sqlx::query(
            "INSERT INTO watches (id, owner, kind, created_at, zone, hour, policy, state, status, \
             epoch, cycle, version, due_witnessed) SELECT $1, owner, kind, 0, zone, hour, 'broken', \
             state, status, epoch, cycle, 1, 0 FROM watches",
        )
        .bind(id.as_bytes().as_slice())
        .execute(&mut *tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
        id
    }
}

impl Story {
    async fn set_policy(&self, watch: WatchId, policy: &str) {
        let mut tx = self.app().db.begin_write().await.unwrap();
        let query = sqlx::query("UPDATE watches SET policy = $1 WHERE id = $2");
        let query = query.bind(policy.to_owned()).bind(watch.as_bytes().to_vec());
        query.execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_watch_that_nobody_can_read_does_not_stop_signs_of_life() {
    let operator = "instance.operator_mail = \"operator@example.org\"\n";
    let story = Story::armed_in(World::with(operator).await).await;
    let owner = story.owner.account;
    let alarms = "SELECT COUNT(*) AS n FROM outbox WHERE key LIKE 'alarm/%/unreadable/%'";
    story.until("asking").await;
    let (path, number) = story.link_to(OWNER).await;
    let unreadable = story.add_unreadable().await;
    let (status, page) = story.post_form(&path, &format!("number={number}")).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert_eq!(story.status().await, "armed", "the mail was answered");
    assert_eq!(story.world.count(alarms).await, 1);

    demo::advance(story.app(), Move::By(8 * DAY_MS)).await.unwrap();
    assert_eq!(story.status().await, "asking");
    let mut browser = Browser::new();
    story.owner.log_in(&story.world, &mut browser).await;
    let done: CheckInResponse = browser.press(&story.world, paths::CHECK_IN).await.json();
    assert_eq!((done.answered, story.status().await.as_str()), (1, "armed"));

    demo::advance(story.app(), Move::By(8 * DAY_MS)).await.unwrap();
    assert_ne!(story.status().await, "armed");
    let mut tx = story.app().db.begin_write().await.unwrap();
    act::edited(&mut tx, story.app(), owner, None).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(story.status().await, "armed", "an edit counts too");

    let mut tx = story.app().db.begin_write().await.unwrap();
    sqlx::query("DELETE FROM watches WHERE id <> $1")
        .bind(unreadable.as_bytes().as_slice())
        .execute(&mut *tx)
        .await
        .unwrap();
    let alone = act::confirm(&mut tx, story.app(), owner, Sign::OwnerStrong, None).await.unwrap();
    assert!(alone.unreadable && alone.counted == 0, "nothing counted: {alone:?}");
}

#[tokio::test]
async fn an_answer_to_a_watch_that_nobody_can_read_counts_for_the_others() {
    let operator = "instance.operator_mail = \"operator@example.org\"\n";
    let story = Story::armed_in(World::with(operator).await).await;
    let alarms = "SELECT COUNT(*) AS n FROM outbox WHERE key LIKE 'alarm/%/unreadable/%'";
    story.until("asking").await;
    let (path, number) = story.link_to(OWNER).await;
    let sound = story.add_unreadable().await;
    // The one that was asked about is broken, and the sound one comes after it.
    story.set_policy(sound, &story.row().await.policy).await;
    story.set_policy(story.watch, "broken").await;
    let mut browser = Browser::new();
    story.owner.log_in(&story.world, &mut browser).await;
    let shown: WatchesResponse = browser.get(&story.world, paths::WATCHES).await.json();
    assert_eq!((shown.watches.len(), shown.unreadable), (1, 1), "one hides no other");

    let (status, page) = story.post_form(&path, &format!("number={number}")).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR, "nobody is thanked: {page}");
    assert!(page.contains("<html") && !page.contains("watches.policy"), "{page}");
    let armed = "SELECT COUNT(*) AS n FROM watches WHERE status = 'armed'";
    assert_eq!(story.world.count(armed).await, 1, "it counted for the other");
    assert_eq!(story.world.count(alarms).await, 1, "the operator is told");

    let mut tx = story.app().db.begin_write().await.unwrap();
    sqlx::query("DELETE FROM watches WHERE id = $1")
        .bind(sound.as_bytes().as_slice())
        .execute(&mut *tx)
        .await
        .unwrap();
    sqlx::query("DELETE FROM outbox WHERE key LIKE 'alarm/%'").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let refused = browser.press(&story.world, paths::CHECK_IN).await;
    assert_eq!(refused.status, StatusCode::INTERNAL_SERVER_ERROR, "nothing counted");
    assert_eq!(story.world.count(alarms).await, 1, "and the operator is told all the same");
}

#[tokio::test]
async fn a_row_stands_still_from_when_it_was_seen() {
    let world = World::new().await;
    let (mut holder, mut other) = (Beat::new([1; 16]), Beat::new([2; 16]));
    let holds = async || {
        let mut tx = world.app.db.begin_read().await.unwrap();
        store::witness::read(&mut tx).await.unwrap().unwrap().holder.unwrap()[0]
    };
    holder.tick(&world.app).await.unwrap();
    let writer = world.app.db.begin_write().await.unwrap();
    let (waited, ()) = tokio::join!(other.tick(&world.app), async {
        world.wait(18_000);
        drop(writer);
    });
    waited.unwrap();
    world.wait(2_000);
    other.tick(&world.app).await.unwrap();
    assert_eq!(holds().await, 1, "seen two seconds ago");
    world.wait(13_000);
    other.tick(&world.app).await.unwrap();
    assert_eq!(holds().await, 2);
}

#[tokio::test]
async fn one_bad_row_does_not_stop_the_others() {
    let story = Story::armed().await;
    let unreadable = story.add_unreadable().await;
    demo::advance(story.app(), Move::By(8 * DAY_MS)).await.unwrap();
    assert_eq!(story.status().await, "asking");
    let mut tx = story.app().db.begin_read().await.unwrap();
    let bad = watches::by_id(&mut tx, unreadable).await.unwrap().unwrap();
    assert!(bad.failures >= 1, "it was put off");
}

#[tokio::test]
async fn the_canary_comes_back_proven_and_counts_for_nobody() {
    let story = Story::armed().await;
    let token = super::probe::canary_token(&story.app().keys.link);
    let (status, answer) = story.post_form(&format!("/c/{token}"), "number=00&nonce=abc").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(answer, super::probe::canary_answer(&story.app().keys.link, "abc"));
    assert_ne!(answer, super::probe::canary_answer(&story.app().keys.link, "abd"));
    let wrong = derive::token_text(&[0; 32]);
    let (status, _) = story.post_form(&format!("/c/{wrong}"), "number=00&nonce=abc").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_template_that_the_outbox_may_hold_can_be_written() {
    let story = Story::armed().await;
    story.until("released").await;
    let mut tx = story.app().db.begin_read().await.unwrap();
    let rows = outbox::of_cycle(&mut tx, story.watch, 1, 1).await.unwrap();
    assert!(!rows.is_empty());
    for row in rows {
        assert!(Template::from_columns(&row.template, &row.params).is_some(), "{row:?}");
        assert_eq!(row.state, "accepted", "{row:?}");
    }
    drop(tx);
    let _ = router(story.app().clone());
}

/// Three other owners, each with confirmed cycles, fall silent on the same day.
#[tokio::test]
async fn the_brake_holds_a_watch_once_when_many_fall_silent() {
    let story = Story::armed().await;
    story.until("final-call").await;
    let mut tx = story.app().db.begin_write().await.unwrap();
    let own = watches::by_id(&mut tx, story.watch).await.unwrap().unwrap();
    let witnessed = own.due_witnessed.unwrap();
    // Since then the wall clock was set ahead by three days.
    let at = witnessed + own.created_at - 3 * DAY_MS;
    for n in [21, 22, 23] {
        sqlx::query(
            "INSERT INTO accounts SELECT $1, created_at, name, language, zone, $2, $2, \
             email_proven_at, phone, phone_proven_at, opaque_suite, opaque_record, vault_counter, \
             vault, strong_sign_at, storage_used FROM accounts WHERE id = $3",
        )
        .bind([n; 16].as_slice())
        .bind(format!("owner{n}@example.org"))
        .bind(own.owner.as_bytes().as_slice())
        .execute(&mut *tx)
        .await
        .unwrap();
        let watch = watches::Watch {
            id: WatchId::from_bytes([n; 16]),
            owner: stafeta_shared::ids::AccountId::from_bytes([n; 16]),
            cycle: 5,
            due_wall: None,
            due_witnessed: None,
            ..own.clone()
        };
        assert!(watches::insert(&mut tx, &watch).await.unwrap());
        let kind = "contacts-wanted".to_owned();
        let new = events::New { at, witnessed, epoch: 1, cycle: 5, kind, detail: "{}".into() };
        events::append(&mut tx, watch.id, &new).await.unwrap();
    }
    tx.commit().await.unwrap();
    let called = story.row().await;
    story.until("contact-call").await;
    let mut tx = story.app().db.begin_read().await.unwrap();
    let kinds: Vec<String> = events::newest(&mut tx, story.watch, 3)
        .await
        .unwrap()
        .into_iter()
        .map(|e| format!("{} {}", e.event.kind, e.event.detail))
        .collect();
    assert!(kinds[0].starts_with("moved"), "{kinds:?}");
    assert!(kinds[1].starts_with("asked-again") && kinds[1].contains("brake"), "{kinds:?}");
    assert!(kinds[2].starts_with("contacts-wanted"), "{kinds:?}");
    let waited = store::witness::value(&mut tx).await.unwrap() - called.due_witnessed.unwrap();
    assert!(waited >= 72 * HOUR_MS, "held for {} h only", waited / HOUR_MS);
}
