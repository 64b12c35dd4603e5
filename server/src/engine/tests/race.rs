//! Confirming against releasing, at the boundary, on two nodes: exactly one wins, and the person is
//! told the truth.

use super::*;
use std::sync::Arc;

const TRIES: usize = 300;

/// Who is let go first.
#[derive(Clone, Copy)]
enum First {
    Release,
    Answer,
    /// Both at once, one of them held back for a few turns of the scheduler.
    Neither(usize),
}

/// Two nodes, and a watch whose last window is over while nobody has looked yet.
struct Boundary {
    story: Arc<Story>,
    other: Arc<World>,
    row: watches::Watch,
    link: (String, String),
}

impl Boundary {
    async fn reached(world: World) -> Self {
        let story = Story::armed_in(world).await;
        // This story's half of a key is a stand-in, which the check at a start would refuse.
        stand_in(story.app(), "UPDATE sealed SET k_srv = NULL").await;
        let other = Arc::new(story.world.another_node().await);
        stand_in(story.app(), "UPDATE sealed SET k_srv = wrap").await;
        story.until("cooling").await;
        let link = story.link_to(OWNER).await;
        stand_in(story.app(), "UPDATE witness SET witnessed = witnessed + 200000000").await;
        Self { row: story.row().await, link, other, story: Arc::new(story) }
    }

    /// As if nothing had been decided. What was written down stays, and the chain grows.
    async fn again(&self) {
        for sql in [
            "DELETE FROM released",
            "DELETE FROM releases",
            "DELETE FROM outbox WHERE template = 'release'",
        ] {
            stand_in(self.story.app(), sql).await;
        }
        let version = self.story.row().await.version;
        let mut tx = self.story.app().db.begin_write().await.unwrap();
        let row = watches::Watch { version, ..self.row.clone() };
        assert!(watches::update(&mut tx, &row).await.unwrap());
        tx.commit().await.unwrap();
    }

    async fn decided(&self) -> i64 {
        let kinds = "SELECT COUNT(*) AS n FROM events WHERE kind = 'confirmed' \
                     OR (kind = 'moved' AND detail LIKE '%\"to\":\"released\"%')";
        self.story.world.count(kinds).await
    }

    /// One try; whether it was released.
    async fn decide(&self, first: First) -> bool {
        let before = self.decided().await;
        let (held_release, held_answer) = match first {
            First::Release => (0, usize::MAX),
            First::Answer => (usize::MAX, 0),
            First::Neither(n) => (n % 7, n / 7 % 7),
        };
        let (told_release, release_done) = tokio::sync::oneshot::channel();
        let (told_answer, answer_done) = tokio::sync::oneshot::channel();
        let (story, other) = (self.story.clone(), self.other.clone());
        let release = tokio::spawn(async move {
            hold(held_release, answer_done).await;
            let (one, two) = tokio::join!(claim::round(story.app()), claim::round(&other.app));
            assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
            let _ = told_release.send(());
        });
        let (other, (path, number)) = (self.other.clone(), self.link.clone());
        let answer = tokio::spawn(async move {
            hold(held_answer, release_done).await;
            let body = format!("number={number}&answer=fine");
            let page = post_form(&other, &path, &body).await;
            let _ = told_answer.send(());
            page
        });
        release.await.unwrap();
        let (status, page) = answer.await.unwrap();
        let is_released = self.is_released().await;
        let fine = page.contains("Vaše odpověď platí");
        let over = page.contains("Vaše předání byla uvolněna");
        assert_eq!((fine, over), (!is_released, is_released), "the truth: {status} {page}");
        assert_eq!(self.decided().await, before + 1, "exactly one wins");
        is_released
    }

    /// What watch, release and parcels say, all of them the same.
    async fn is_released(&self) -> bool {
        let row = self.story.row().await;
        let is_released = row.status == "released";
        let expected = if is_released { ("released", 1, 1) } else { ("armed", 2, 0) };
        let world = &self.story.world;
        assert_eq!((row.status.as_str(), row.cycle, world.count(RELEASES).await), expected);
        assert_eq!(world.count(LEFT).await, expected.2);
        assert_eq!(
            world.count(TOLD).await > 0,
            is_released,
            "recipients are told of a release only"
        );
        is_released
    }
}

const RELEASES: &str = "SELECT COUNT(*) AS n FROM releases";
const LEFT: &str = "SELECT COUNT(*) AS n FROM released";
const TOLD: &str = "SELECT COUNT(*) AS n FROM outbox WHERE template = 'release'";

/// Waits for so many turns, or for the other one to be done.
async fn hold(turns: usize, other: tokio::sync::oneshot::Receiver<()>) {
    if turns == usize::MAX {
        return other.await.unwrap();
    }
    for _ in 0..turns * 50 {
        tokio::task::yield_now().await;
    }
}

async fn race(world: World) {
    let boundary = Boundary::reached(world).await;
    assert!(boundary.decide(First::Release).await);
    boundary.again().await;
    assert!(!boundary.decide(First::Answer).await);
    let mut won = [0, 0];
    for n in 0..TRIES {
        boundary.again().await;
        won[usize::from(boundary.decide(First::Neither(n)).await)] += 1;
    }
    assert!(won.iter().all(|many| *many > 0), "no race: answers and releases won {won:?}");
    boundary.story.chain_verifies().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_confirming_and_releasing_one_wins_on_sqlite() {
    race(World::new().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_confirming_and_releasing_one_wins_on_postgresql() {
    match World::on_postgres().await {
        Some(world) => race(world).await,
        None => eprintln!("skipped: PostgreSQL is not installed here"),
    }
}
