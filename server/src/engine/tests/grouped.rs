//! Several watches of one owner that are due together make one mail, with one link and one number.

use super::*;
use crate::engine::{act, beat};
use stafeta_shared::watch::{Input, Sign};

const SECOND: WatchId = WatchId::from_bytes([8; 16]);

impl Story {
    /// A second watch of the same owner, without contacts, due at the same moments.
    async fn with_second(drill: bool) -> Self {
        let story = Self::armed().await;
        let row = story.row().await;
        let mut policy: Policy = serde_json::from_str(&row.policy).unwrap();
        policy.contacts.clear();
        let second = watches::Watch {
            id: SECOND,
            policy: serde_json::to_string(&policy).unwrap(),
            ..row.clone()
        };
        let mut tx = story.app().db.begin_write().await.unwrap();
        assert!(watches::insert(&mut tx, &second).await.unwrap());
        for mut row in [row, second] {
            if drill {
                row.state = row.state.replacen('{', r#"{"drill":true,"#, 1);
            }
            assert!(watches::update(&mut tx, &row).await.unwrap());
        }
        if drill {
            sqlx::query("UPDATE watches SET kind = 'drill'").execute(&mut *tx).await.unwrap();
        }
        tx.commit().await.unwrap();
        story
    }

    /// The state of both watches.
    async fn both(&self) -> [String; 2] {
        let mut tx = self.app().db.begin_read().await.unwrap();
        let second = watches::by_id(&mut tx, SECOND).await.unwrap().unwrap();
        drop(tx);
        [self.status().await, second.status]
    }

    /// Wrong numbers that were counted against both watches.
    async fn tries(&self) -> [i64; 2] {
        let mut tx = self.app().db.begin_read().await.unwrap();
        let second = watches::by_id(&mut tx, SECOND).await.unwrap().unwrap();
        drop(tx);
        [self.row().await.wrong_numbers, second.wrong_numbers]
    }

    /// Ends the cycle of one watch alone, as a contact does whose word counts only there.
    async fn end(&self, watch: WatchId) {
        let mut tx = self.app().db.begin_write().await.unwrap();
        let now = beat::now(&mut tx, self.app()).await.unwrap();
        let watch = watches::lock(&mut tx, watch).await.unwrap().unwrap();
        let input = Input::Confirm { sign: Sign::OwnerStrong, link: None };
        act::act(&mut tx, self.app(), watch, now, input).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn questions(&self) -> usize {
        let to_owner = |m: &&Captured| m.address == OWNER && m.text.contains("/c/");
        self.captured().await.iter().filter(to_owner).count()
    }

    async fn fine(&self, (path, number): &(String, String)) -> String {
        self.post_form(path, &format!("number={number}&answer=fine")).await.1
    }
}

const OPEN: [&str; 2] = ["asking", "asking"];
const DONE: [&str; 2] = ["armed", "armed"];

#[tokio::test]
async fn one_mail_asks_for_both_and_its_link_ends_both() {
    let story = Story::with_second(false).await;
    story.until("asking").await;
    assert_eq!((story.both().await, story.questions().await), (OPEN.map(String::from), 1));
    let page = story.fine(&story.link_to(OWNER).await).await;
    assert!(page.contains("Vaše odpověď platí"), "{page}");
    assert_eq!(story.both().await, DONE);
}

#[tokio::test]
async fn the_link_still_answers_the_watch_whose_cycle_goes_on() {
    for ended in [WatchId::from_bytes([7; 16]), SECOND] {
        let story = Story::with_second(false).await;
        story.until("asking").await;
        let link = story.link_to(OWNER).await;
        story.end(ended).await;
        assert_ne!(story.both().await, DONE, "one of them still asks");
        let page = story.fine(&link).await;
        assert!(page.contains("Vaše odpověď platí"), "{page}");
        assert_eq!(story.both().await, DONE);
        let page = story.fine(&link).await;
        assert!(page.contains("Tato otázka už neplatí"), "{page}");
    }
}

#[tokio::test]
async fn a_wrong_number_is_a_try_for_everything_that_the_mail_asked_for() {
    let story = Story::with_second(false).await;
    story.until("asking").await;
    let (path, number) = story.link_to(OWNER).await;
    let wrong = (path.clone(), other(&number));
    for _ in 0..2 {
        story.fine(&wrong).await;
    }
    assert_eq!(story.tries().await, [2, 2]);
    let page = story.fine(&wrong).await;
    assert!(page.contains("Číslo bylo třikrát špatně"), "{page}");
    for typed in [wrong, (path, number)] {
        let page = story.fine(&typed).await;
        assert!(page.contains("Číslo bylo třikrát špatně"), "the right one comes too late: {page}");
    }
    assert_eq!((story.both().await, story.tries().await), (OPEN.map(String::from), [3, 3]));
}

#[tokio::test]
async fn tries_that_were_used_up_through_another_message_leave_those_of_the_other_watch() {
    for which in 0..2 {
        let story = Story::with_second(false).await;
        story.until("final-call").await;
        demo::advance(story.app(), Move::By(60_000)).await.unwrap();
        // Text messages ask for one watch each.
        let texts = story.captured().await.into_iter();
        let texts: Vec<_> =
            texts.filter(|m| m.address == OWNER_PHONE && m.text.contains("/c/")).collect();
        let (path, number) = link_in(&texts[which]);
        let wrong = (path, other(&number));
        for _ in 0..3 {
            story.fine(&wrong).await;
        }
        let mut tries = story.tries().await;
        tries.sort_unstable();
        assert_eq!(tries, [0, 3]);
        let page = story.fine(&story.link_to(OWNER).await).await;
        assert!(page.contains("Vaše odpověď platí"), "{page}");
        assert_eq!(story.both().await, DONE, "a confirmation is about the person");
    }
}

#[tokio::test]
async fn the_link_answers_the_open_watch_when_the_other_has_released() {
    let story = Story::with_second(false).await;
    // The one without a contact releases first.
    story.until("final-call").await;
    let link = story.link_to(OWNER).await;
    for _ in 0..40 {
        if story.both().await[1] == "released" {
            break;
        }
        story.next_event().await;
    }
    assert_eq!(story.both().await, ["contact-call", "released"]);
    let page = story.fine(&link).await;
    assert!(page.contains("Vaše odpověď platí"), "{page}");
    assert_eq!(story.both().await, ["armed", "released"]);
    let page = story.fine(&link).await;
    assert!(page.contains("Vaše předání byla uvolněna"), "then it tells of the release: {page}");
}

#[tokio::test]
async fn holding_reaches_whatever_has_released() {
    for locked in [false, true] {
        let story = Story::with_second(false).await;
        // What leaves later belongs to the second watch, what leaves at once to the first.
        for sql in [
            "INSERT INTO handovers (id, owner, watch, extra_delay_ms, created_at, version, \
             draft_counter) SELECT zeroblob(16), owner, id, 864000000, 0, 1, 0 FROM watches \
             WHERE id = (SELECT MAX(id) FROM watches)",
            "INSERT INTO versions (handover, version, body, sealed_at) \
             SELECT zeroblob(16), version, body, 0 FROM versions",
            "INSERT INTO sealed (handover, version, recipient, header, sig, wrap, lock, k_srv, \
             k_srv_key) SELECT zeroblob(16), version, recipient, header, sig, wrap, lock, k_srv, \
             k_srv_key FROM sealed",
        ] {
            stand_in(story.app(), sql).await;
        }
        story.until("final-call").await;
        let (path, number) = story.link_to(OWNER).await;
        story.until("released").await;
        assert_eq!(story.both().await, ["released", "released"]);
        if locked {
            let sql = "UPDATE watches SET wrong_numbers = 3 WHERE id <> \
                       (SELECT MAX(id) FROM watches)";
            stand_in(story.app(), sql).await;
        }
        let body = format!("number={number}&answer=hold");
        let (_, page) = story.post_form(&path, &body).await;
        assert!(page.contains("Zadrženo na 14 dní"), "{page}");
        let held = "SELECT COUNT(*) AS n FROM events WHERE kind = 'rest-held'";
        assert_eq!(story.world.count(held).await, 1);
        let (_, page) = story.post_form(&path, &body).await;
        assert!(!page.contains("Zadrženo na 14 dní"), "once: {page}");
    }
}

#[tokio::test]
async fn drills_and_text_messages_stand_alone() {
    let story = Story::with_second(true).await;
    story.until("asking").await;
    assert_eq!((story.both().await, story.questions().await), (OPEN.map(String::from), 2));

    let story = Story::with_second(false).await;
    story.until("final-call").await;
    demo::advance(story.app(), Move::By(60_000)).await.unwrap();
    let all = story.captured().await;
    let calls = all.iter().filter(|m| m.address == OWNER_PHONE && m.text.contains("/c/")).count();
    assert_eq!(calls, 2, "a phone may belong to several people");
}

#[tokio::test]
async fn a_link_never_leads_to_somebody_else() {
    let story = Story::with_second(false).await;
    story.until("asking").await;
    let link = story.link_to(OWNER).await;
    // As if a mail had ever carried the questions of two people.
    stand_in(
        story.app(),
        "UPDATE watches SET owner = (SELECT id FROM accounts WHERE email = 'marie@example.org') \
         WHERE id = (SELECT MAX(id) FROM watches)",
    )
    .await;
    story.end(story.watch).await;
    let page = story.fine(&link).await;
    assert!(page.contains("Tato otázka už neplatí"), "{page}");
    assert_eq!(story.both().await, ["armed", "asking"]);
}
