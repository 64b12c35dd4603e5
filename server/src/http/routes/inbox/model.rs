//! Random stories of sealing, releasing, recalling, opening, declining and removing, against a
//! model of a few lines: nobody reads before release, nothing that left is taken back.

use crate::testing::story::{Story, at, recall, release};
use axum::{body::Body, http::Method};
use stafeta_shared::{
    api::{ProblemCode, paths},
    ids::HandoverId,
};

const STEPS: u32 = 40;

/// What must be true.
#[derive(Debug, Default)]
struct Model {
    sealed: i64,
    removed: bool,
    cycle: i64,
    /// Oldest first: version, recalled, opened.
    released: Vec<(i64, bool, bool)>,
}

impl Model {
    fn standing(&self) -> bool {
        self.released.iter().any(|(_, recalled, _)| !recalled)
    }

    /// What a recipient may have.
    fn access(&self) -> Result<i64, ProblemCode> {
        let newest =
            |wanted: fn(&&(i64, bool, bool)) -> bool| self.released.iter().rev().find(wanted);
        match newest(|r| !r.1).or_else(|| newest(|r| r.2)) {
            Some((version, ..)) => Ok(*version),
            None if self.released.is_empty() => Err(ProblemCode::NotReleased),
            None => Err(ProblemCode::Recalled),
        }
    }
}

/// A small generator: the same seed, the same story (Knuth's MMIX constants).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

#[tokio::test]
async fn random_stories_agree_with_the_model() {
    for seed in 1..=4 {
        tell(seed).await;
    }
}

async fn tell(seed: u64) {
    let mut story = Story::paired().await;
    let handover = story.handover().await;
    let (mut model, mut dice) = (Model::default(), Dice(seed));
    let mut told = Vec::new();
    for step in 0..STEPS {
        let choice = dice.below(if step > STEPS / 2 { 14 } else { 13 });
        told.push(choice);
        match choice {
            0..=2 => seal(&mut story, handover, &mut model).await,
            3..=5 => let_go(&mut story, handover, &mut model).await,
            6..=7 => call_back(&mut story, handover, &mut model).await,
            8..=10 => ask(&mut story, handover, &mut model, paths::INBOX_KEY).await,
            11 => ask(&mut story, handover, &mut model, paths::INBOX_DECLINE).await,
            12 => ask(&mut story, handover, &mut model, paths::INBOX_SEALED).await,
            _ => remove(&mut story, &mut model).await,
        }
        story.world.wait(1000);
        let seen = format!("seed {seed}, told {told:?}, {model:?}");
        check(&mut story, handover, &model, &seen).await;
    }
}

async fn seal(story: &mut Story, handover: HandoverId, model: &mut Model) {
    let request = story.seal(handover, &[]).await;
    let reply = story.commit(handover, &request).await;
    if model.standing() {
        assert_eq!(reply.code(), ProblemCode::ReleaseStands);
    } else if model.removed {
        assert_eq!(reply.code(), ProblemCode::SealInvalid);
    } else {
        reply.ok();
        model.sealed += 1;
    }
}

async fn let_go(story: &mut Story, handover: HandoverId, model: &mut Model) {
    if model.standing() {
        return;
    }
    model.cycle += 1;
    release(&story.world, handover, model.cycle).await;
    if model.sealed > 0 && !model.removed {
        model.released.push((model.sealed, false, false));
    }
}

async fn call_back(story: &mut Story, handover: HandoverId, model: &mut Model) {
    recall(&story.world, handover, model.cycle).await;
    for row in &mut model.released {
        row.1 = true;
    }
}

async fn ask(story: &mut Story, handover: HandoverId, model: &mut Model, path: &str) {
    let method = if path == paths::INBOX_SEALED { Method::GET } else { Method::POST };
    let path_of = at(path, handover);
    let reply = story.at_recipient.send(&story.world, method, &path_of, Body::empty(), false).await;
    match model.access() {
        Err(code) => assert_eq!(reply.code(), code),
        Ok(version) => {
            reply.ok();
            if path == paths::INBOX_KEY {
                let rows = model.released.iter_mut();
                rows.filter(|row| row.0 == version && !row.1).for_each(|row| row.2 = true);
            }
        }
    }
}

async fn remove(story: &mut Story, model: &mut Model) {
    let path = at(paths::INVITATION, story.invite);
    let reply =
        story.at_owner.send(&story.world, Method::DELETE, &path, Body::empty(), false).await;
    if model.standing() {
        assert_eq!(reply.code(), ProblemCode::ReleaseStands);
    } else if model.removed {
        assert_eq!(reply.code(), ProblemCode::InvitationUsed);
    } else {
        reply.ok();
        model.removed = true;
    }
}

/// Whatever may be had can be opened, and is what was sealed; nothing else is there to be had.
async fn check(story: &mut Story, handover: HandoverId, model: &Model, seen: &str) {
    let mut tx = story.world.app.db.begin_read().await.unwrap();
    let me = story.recipient.account;
    for version in 1..=model.sealed {
        let row = crate::store::sealed::by_key(&mut tx, handover, version, me).await.unwrap();
        let row = row.unwrap();
        let left = model.released.iter().any(|r| r.0 == version && (r.2 || !r.1));
        let newest = version == model.sealed && !model.removed;
        assert_eq!(row.k_srv.is_some(), left || newest, "version {version}: {seen}");
        assert_eq!(row.wrap.is_some(), left || newest, "version {version}: {seen}");
        let opened = model.released.iter().any(|r| r.0 == version && r.2);
        assert_eq!(row.opened_at.is_some(), opened, "version {version}: {seen}");
        assert_eq!(row.header.len(), 337);
    }
}
