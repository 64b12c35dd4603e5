//! What the demo knows, as data: for its page and for tests.

use crate::{
    app::Deps,
    engine::beat,
    store::{self, accounts, captured, outbox, watches},
};
use serde::Serialize;
use stafeta_shared::ids::WatchId;

/// Where everything stands.
#[derive(Debug, Serialize)]
pub(super) struct State {
    /// Wall time.
    pub(super) now: i64,
    /// The counter of witnessed time.
    pub(super) witnessed: i64,
    /// Messages that wait to be sent now.
    pub(super) waiting: i64,
    /// Every watch, oldest first.
    pub(super) watches: Vec<Watch>,
}

/// One watch.
#[derive(Debug, Serialize)]
pub(super) struct Watch {
    pub(super) watch: WatchId,
    pub(super) owner: String,
    pub(super) status: String,
    pub(super) cycle: i64,
    /// When it wakes next, as wall time.
    pub(super) wakes_at: Option<i64>,
}

/// One captured message.
#[derive(Debug, Serialize)]
pub(super) struct Message {
    pub(super) seq: i64,
    pub(super) at: i64,
    pub(super) channel: String,
    pub(super) address: String,
    pub(super) message_id: String,
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
    /// Addresses in the text, in their order.
    pub(super) links: Vec<String>,
}

/// Reads the state.
pub(super) async fn state(app: &Deps) -> store::Result<State> {
    let mut tx = app.db.begin_read().await?;
    let now = beat::now(&mut tx, app).await?;
    let (waiting, _) = outbox::backlog(&mut tx, now.clock.wall_ms).await?;
    let mut all = Vec::new();
    for watch in watches::all(&mut tx).await? {
        let owner = accounts::by_id(&mut tx, watch.owner).await?;
        let by_counter = watch.due_witnessed.map(|at| now.clock.wall_at(at));
        all.push(Watch {
            watch: watch.id,
            owner: owner.map(|owner| owner.name).unwrap_or_default(),
            status: watch.status,
            cycle: watch.cycle,
            wakes_at: [watch.due_wall, by_counter].into_iter().flatten().min(),
        });
    }
    Ok(State { now: now.clock.wall_ms, witnessed: now.clock.witnessed_ms, waiting, watches: all })
}

/// Reads the messages that arrived after `seq`.
pub(super) async fn messages(app: &Deps, seq: i64) -> store::Result<Vec<Message>> {
    let mut tx = app.db.begin_read().await?;
    let found = captured::since(&mut tx, seq).await?;
    Ok(found.into_iter().map(message).collect())
}

fn message(found: captured::Captured) -> Message {
    let captured::Captured { seq, at, channel, address, message_id, subject, text, html } = found;
    let links = words(&text).filter(|word| is_link(word)).map(str::to_owned).collect();
    Message { seq, at, channel, address, message_id, subject, text, html, links }
}

/// The text in pieces that join to it again: words and the blanks between them.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(char::is_whitespace).flat_map(|piece| {
        let word = piece.trim_end();
        [word, &piece[word.len()..]]
    })
}

/// Whether a word is an address that can be opened.
pub(super) fn is_link(word: &str) -> bool {
    word.starts_with("http://") || word.starts_with("https://")
}
