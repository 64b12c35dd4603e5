//! Sends what the outbox holds.
//!
//! A row is leased in one transaction, sent outside of any, and settled in another, so a sender
//! that dies loses nothing: the lease runs out after 30 s and the next sender takes the row, with
//! the same Message-ID. Refuses to decide what a refusal means for a watch: it only notes it and
//! wakes the watch.

use super::{
    Channel, Outcome,
    breaker::Breaker,
    render::{self, Surroundings},
    transport::Rendered,
};
use crate::{
    app::Deps,
    store::{self, outbox, outbox::Row, retrying, watches, witness},
};
use futures::StreamExt as _;
use stafeta_shared::{
    ids::WatchId,
    watch::{DAY_MS, said_again_at},
};
use std::{collections::BTreeSet, sync::Mutex, time::Duration};
use tokio::{sync::mpsc, time::sleep};

/// A lease lasts this long; sending takes less.
pub const LEASE_MS: i64 = 30_000;
/// All of a batch leaves at once, so that its last message is sent well within the lease.
const BATCH: usize = 32;
const SETTLE_AT_ONCE: usize = 16;
/// While the database is away, outcomes are kept for five minutes.
const SETTLE_TRIES: u32 = 300;
const SETTLE_AGAIN: Duration = Duration::from_secs(1);
const FIRST_RETRY_MS: i64 = 30_000;
const LONGEST_RETRY_MS: i64 = 3_600_000;
const AFTER_UNKNOWN_MS: i64 = 3_600_000;
const AFTER_MORE_UNKNOWN_MS: i64 = 24 * 3_600_000;
/// What has to arrive some day is tried at least so often on its first day, and in its two years.
const TRIES_OF_A_DAY: i64 = 24;
const TRIES_OF_TWO_YEARS: i64 = 50;
const MONTH_MS: i64 = 30 * DAY_MS;
/// An unknown outcome is tried this often in all.
const UNKNOWN_MAX: i64 = 4;

/// The sender's memory: nothing that matters after a restart.
#[derive(Debug, Default)]
pub struct Sender {
    breakers: [Mutex<Breaker>; 2],
}

/// Rows that travelled as one message, and what became of it.
type Sent = (Vec<Row>, Outcome);

/// What one round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// Rows that were tried.
    pub tried: usize,
    /// A peer answered: the way out works.
    pub outside: bool,
}

impl Sender {
    /// Sends a batch of every channel, one after the other: for the demo, which wants one order.
    ///
    /// # Errors
    /// When the database fails; leased rows come back by themselves.
    pub async fn round(&self, deps: &Deps) -> store::Result<Round> {
        let mut round = Round::default();
        for channel in Channel::ALL {
            let done = self.channel_round(deps, channel).await?;
            round.tried += done.tried;
            round.outside |= done.outside;
        }
        Ok(round)
    }

    /// Whether the breaker of a channel is open.
    #[must_use]
    pub fn is_resting(&self, channel: Channel) -> bool {
        self.breaker(channel).is_open()
    }

    /// Sends a batch of one channel. Channels know nothing of each other: a gateway that hangs
    /// holds no mail up.
    ///
    /// # Errors
    /// When the database fails; leased rows come back by themselves.
    pub async fn channel_round(&self, deps: &Deps, channel: Channel) -> store::Result<Round> {
        let limit = self.breaker(channel).permits(BATCH, deps.clock.monotonic());
        let lease: [u8; 16] = deps.rng.bytes();
        let rows = retrying(|| take(deps, channel, limit, &lease)).await?;
        let mut round = Round { tried: rows.len(), outside: false };
        // Sending and settling run side by side: a message on its way may hold what settling
        // waits for, when the sink is our own database.
        let (done, mut results) = mpsc::unbounded_channel();
        let sending = async move {
            let sends = futures::stream::iter(group(rows)).for_each_concurrent(BATCH, |rows| {
                let done = done.clone();
                async move {
                    let outcome = send(deps, &rows[0]).await;
                    // The receiver lives until every sender is gone.
                    let _ = done.send((rows, outcome));
                }
            });
            sends.await;
        };
        let settling = async {
            let mut batch = Vec::new();
            while results.recv_many(&mut batch, SETTLE_AT_ONCE).await > 0 {
                round.outside |= batch.iter().any(|(_, outcome)| outcome.proves_outside());
                for (_, outcome) in &batch {
                    self.learn(channel, outcome, deps.clock.monotonic());
                }
                settle(deps, &lease, &batch).await?;
                batch.clear();
            }
            Ok(())
        };
        let ((), result) = tokio::join!(sending, settling);
        result.map(|()| round)
    }

    fn learn(&self, channel: Channel, outcome: &Outcome, now: i64) {
        let mut breaker = self.breaker(channel);
        match outcome {
            // Says nothing about the channel: whoever typed it must not keep it from the others.
            Outcome::NoAddress => {}
            outcome if outcome.proves_outside() => breaker.succeeded(),
            _ => breaker.failed(now),
        }
    }

    fn breaker(&self, channel: Channel) -> std::sync::MutexGuard<'_, Breaker> {
        let lock = &self.breakers[channel as usize];
        lock.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Ends rows whose time is over, then leases some that are ready.
async fn take(
    deps: &Deps,
    channel: Channel,
    limit: usize,
    lease: &[u8; 16],
) -> store::Result<Vec<Row>> {
    let now = deps.clock.wall();
    let limit = i64::try_from(limit).unwrap_or(1);
    let mut tx = deps.db.begin_write().await?;
    outbox::expire(&mut tx, now).await?;
    let rows = match limit {
        0 => Vec::new(),
        _ => outbox::lease(&mut tx, channel.as_str(), limit, now, lease, now + LEASE_MS).await?,
    };
    tx.commit().await?;
    Ok(rows)
}

/// Rows that one mail asks for: questions of several watches to the mailbox of their owner, which
/// belongs to one account. A phone may belong to several; every other row stands alone too.
fn group(rows: Vec<Row>) -> Vec<Vec<Row>> {
    let mut groups: Vec<Vec<Row>> = Vec::new();
    for row in rows {
        let fits = |group: &&mut Vec<Row>| {
            let first = &group[0];
            row.channel == Channel::Mail.as_str()
                && row.addressee.starts_with("owner.")
                && is_shared(&row)
                && is_shared(first)
                && (&first.address, &first.template, &first.addressee, &first.language)
                    == (&row.address, &row.template, &row.addressee, &row.language)
                // One text for all of them: the same deadline, the same rule about plain answers.
                && first.params == row.params
                && first.scope.as_ref().map(|s| s.watch) != row.scope.as_ref().map(|s| s.watch)
        };
        match groups.iter_mut().find(fits) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    groups
}

fn is_shared(row: &Row) -> bool {
    super::Template::from_columns(&row.template, &row.params).is_some_and(|t| t.is_shared())
}

async fn send(deps: &Deps, row: &Row) -> Outcome {
    let around = Surroundings {
        public_url: &deps.config.server.public_url,
        host: deps.config.server.host(),
        link_key: &deps.keys.link,
    };
    let Some(message) = render::render(row, around) else {
        return Outcome::Ours(format!("this version cannot write `{}`", row.template));
    };
    let outcome = deps.transports.send(&message, deps.clock.wall()).await;
    log(row, &message, &outcome);
    outcome
}

/// One line a message: no address, no text.
fn log(row: &Row, message: &Rendered, outcome: &Outcome) {
    let channel = match message {
        Rendered::Mail(_) => "mail",
        Rendered::Sms(_) => "sms",
    };
    tracing::info!(
        message = %row.message_id, template = %row.template, channel,
        outcome = outcome.code(), attempt = row.attempts, "sent"
    );
    if !outcome.detail().is_empty() {
        let detail = without_addresses(outcome.detail());
        tracing::warn!(message = %row.message_id, detail, "not accepted");
    }
}

/// A relay likes to repeat the address it refuses.
fn without_addresses(detail: &str) -> String {
    let words = detail.split(' ').map(|word| if word.contains('@') { "..." } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// Notes what became of a batch. An outcome that is lost is a message sent twice, or a window that
/// never opens: this goes on for as long as the database is away.
async fn settle(deps: &Deps, lease: &[u8; 16], done: &[Sent]) -> store::Result<()> {
    for _ in 0..SETTLE_TRIES {
        match retrying(|| note(deps, lease, done)).await {
            Err(error) => tracing::error!(%error, "outcomes of messages cannot be noted yet"),
            Ok(()) => return tell_unreachable(deps, done).await,
        }
        sleep(SETTLE_AGAIN).await;
    }
    retrying(|| note(deps, lease, done)).await
}

/// A canary came through: watches that wait for one count on.
async fn tell_unreachable(deps: &Deps, done: &[Sent]) -> store::Result<()> {
    let is_canary = |row: &Row| row.template == "canary";
    if !done.iter().any(|(rows, outcome)| outcome.proves_outside() && rows.iter().any(is_canary)) {
        return Ok(());
    }
    let waking = retrying(|| async {
        let mut tx = deps.db.begin_write().await?;
        watches::wake_status(&mut tx, "unreachable").await?;
        tx.commit().await
    });
    waking.await
}

async fn note(deps: &Deps, lease: &[u8; 16], done: &[Sent]) -> store::Result<()> {
    let now = deps.clock.wall();
    let mut tx = deps.db.begin_write().await?;
    let witnessed = witness::value(&mut tx).await?;
    // Watches before rows, and those by id: everybody else locks that way too.
    let scopes = done.iter().flat_map(|(rows, _)| rows).filter_map(|row| row.scope.as_ref());
    let woken: BTreeSet<WatchId> = scopes.map(|scope| scope.watch).collect();
    for watch in woken {
        watches::wake(&mut tx, watch).await?;
    }
    for (rows, outcome) in done {
        let carrier = &rows[0].message_id;
        for row in rows {
            let (state, next_at) = verdict(row, outcome, now, jitter(deps));
            let code = outcome.code();
            let settled =
                outbox::Settled { state, outcome: code, next_at, now, witnessed, carrier };
            outbox::settle(&mut tx, &row.key, lease, &settled).await?;
        }
    }
    tx.commit().await
}

/// Kinds that the state machine does not ask for again by itself.
const REPEATED_HERE: [&str; 3] = ["all-clear", "recalled", "unreachable"];

/// The new state of a row and when it is tried again.
fn verdict(row: &Row, outcome: &Outcome, now: i64, jitter: f64) -> (&'static str, i64) {
    match outcome {
        Outcome::Accepted => ("accepted", now),
        Outcome::Refused(_) | Outcome::NoAddress => ("permanent", now),
        Outcome::AddressTemporary(_) | Outcome::Ours(_) => later(row, now, jitter),
        // A question of unknown fate is asked anew, under its own name, by the watch itself.
        Outcome::Unknown(_) if row.scope.is_some() && !REPEATED_HERE.contains(&&*row.template) => {
            ("permanent", now)
        }
        Outcome::Unknown(_) => match row.unknowns + 1 {
            1 => ("pending", now + AFTER_UNKNOWN_MS),
            n if n < UNKNOWN_MAX => ("pending", now + AFTER_MORE_UNKNOWN_MS),
            _ => ("permanent", now),
        },
    }
}

/// Tries again. What has to arrive some day is tried ever more rarely once it is a day old, and given up
/// after two years; everything else ends with its stage or by its own date.
fn later(row: &Row, now: i64, jitter: f64) -> (&'static str, i64) {
    let age = now.saturating_sub(row.created_at);
    if age < DAY_MS || !outbox::PATIENT.contains(&&*row.template) {
        return ("pending", now + backoff(row.attempts, jitter));
    }
    match said_again_at(age) {
        Some(at) => ("pending", row.created_at.saturating_add(at)),
        // Two years old and hardly tried: it was written before the clock was set.
        None if row.attempts < TRIES_OF_A_DAY => ("pending", now + backoff(row.attempts, jitter)),
        None if row.attempts < TRIES_OF_TWO_YEARS => ("pending", now + MONTH_MS),
        None => ("permanent", now),
    }
}

/// 30 s · 2ⁿ with full jitter, at most an hour, never at once.
fn backoff(attempts: i64, jitter: f64) -> i64 {
    let doublings = u32::try_from(attempts.saturating_sub(1).clamp(0, 16)).unwrap_or(16);
    let ceiling = FIRST_RETRY_MS.saturating_mul(1 << doublings).min(LONGEST_RETRY_MS);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "an hour at most"
    )]
    let wait = (ceiling as f64 * jitter) as i64;
    wait.max(1_000)
}

/// A number from 0 up to, not including, 1.
fn jitter(deps: &Deps) -> f64 {
    f64::from(u32::from_be_bytes(deps.rng.bytes())) / (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::template;

    #[test]
    fn waits_longer_and_longer_up_to_an_hour() {
        assert_eq!(backoff(1, 0.5), 15_000);
        assert_eq!(backoff(2, 0.5), 30_000);
        assert_eq!(backoff(40, 0.5), 1_800_000);
        assert_eq!(backoff(1, 0.0), 1_000);
    }

    /// A message that was never tried.
    fn row(template: &str) -> Row {
        Row {
            key: String::new(),
            scope: None,
            channel: "mail".to_owned(),
            addressee: "contact".to_owned(),
            address: String::new(),
            language: String::new(),
            template: template.to_owned(),
            params: String::new(),
            state: "leased".to_owned(),
            attempts: 0,
            next_at: 0,
            created_at: 0,
            outcome: None,
            unknowns: 0,
            outcome_witnessed: None,
            accepted_at: None,
            accepted_witnessed: None,
            ever_leased: true,
            message_id: String::new(),
        }
    }

    /// How often a message without success was tried in these many days, and what became of it.
    fn tries(template: &str, days: i64) -> (usize, &'static str) {
        let mut row = row(template);
        let full = Outcome::AddressTemporary(String::new());
        let mut now = 0;
        for tries in 1.. {
            row.attempts += 1;
            let (state, next) = verdict(&row, &full, now, 0.99);
            if state != "pending" || next > days * DAY_MS {
                return (tries, state);
            }
            assert!(next > now, "never at once");
            now = next;
        }
        unreachable!()
    }

    #[test]
    fn what_must_arrive_is_tried_ever_more_rarely_for_two_years() {
        for template in outbox::PATIENT {
            let (first_day, _) = tries(template, 1);
            assert!((24..40).contains(&first_day), "{first_day} on the first day");
            assert_eq!(tries(template, 7).0, first_day + 7, "daily for a week");
            assert_eq!(tries(template, 35).0, first_day + 11, "weekly for a month");
            assert_eq!(tries(template, 400).0, first_day + 23, "monthly");
            assert_eq!(tries(template, 10_000), (first_day + 35, "permanent"), "two years");
        }
    }

    #[test]
    fn what_was_written_in_1970_is_not_given_up_at_once() {
        let full = Outcome::AddressTemporary(String::new());
        for template in outbox::PATIENT {
            let (set_at, mut row) = (20_000 * DAY_MS, row(template));
            let (mut now, mut tries_by_day) = (set_at, [0; 2]);
            loop {
                row.attempts += 1;
                tries_by_day[usize::from(now > set_at + 2 * DAY_MS)] += 1;
                match verdict(&row, &full, now, 0.99) {
                    ("pending", next) => now = next,
                    (state, _) => break assert_eq!(state, "permanent"),
                }
            }
            assert_eq!(tries_by_day, [24, 26], "as if it were new, then monthly");
            assert!(now > set_at + 700 * DAY_MS, "{}", (now - set_at) / DAY_MS);
        }
    }

    #[test]
    fn what_is_treated_apart_is_the_name_of_a_template() {
        let names = template::tests::names();
        for name in outbox::PATIENT.into_iter().chain(REPEATED_HERE) {
            assert!(names.contains(name), "{name}");
        }
    }

    #[test]
    fn a_question_is_tried_hourly_until_its_stage_ends() {
        let (many, state) = tries("ask", 7);
        assert_eq!(state, "pending");
        assert!(many > 7 * 24 - 24, "{many}");
    }
}
