//! Watches over the engine: falls silent towards the outside when something is wrong, sends the
//! daily canary, and tells the operator.
//!
//! The heartbeat URL is asked every minute while all is well and the counter rises; a service behind it
//! raises the alarm when the asking stops, so it also works when this process is dead, or dies and begins
//! anew before it does anything.

use super::{
    beat::{self, Now},
    canary,
    commit::{self, Alarm},
};
use crate::{
    app::Deps,
    deliver::Channel,
    store::{self, Tx, instance, outbox, outbox::Said, watches},
};
use stafeta_shared::watch::{DAY_MS, HOUR_MS, MINUTE_MS, witness::is_behind};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::Duration,
};

const HEARTBEAT_TIMEOUT: Duration = Duration::from_secs(10);
/// A message that waits longer than this is a sign of trouble.
const BACKLOG_MAX_MS: i64 = HOUR_MS;

/// A counter that did not rise for this long stands still.
const STANDS_MS: i64 = 5 * MINUTE_MS;
/// Which credit was the last one, and when it was first seen that the counter stands there.
const STANDS_FACT: &str = "witness/stands";

/// What can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Trouble {
    Backlog,
    Behind,
    Resting(Channel),
    Overdue,
    Refused(Channel),
    Silent(Channel),
}

/// What it remembers.
#[derive(Debug, Default)]
pub(super) struct Watchdog {
    /// Uptime and counter, for the last day.
    seen: VecDeque<(i64, i64)>,
    /// A day, and what was alarmed about on it.
    alarmed: (i64, BTreeSet<Trouble>),
}

impl Watchdog {
    /// One look around.
    pub(super) async fn look(&mut self, deps: &Deps) -> store::Result<()> {
        // Before the writer is taken: the beat holds its lock while it waits for the writer.
        let missing = deps.engine.beat.lock().await.missing();
        let mut tx = deps.db.begin_write().await?;
        let now = beat::now(&mut tx, deps).await?;
        let (waiting, oldest) = outbox::backlog(&mut tx, now.clock.wall_ms).await?;
        let mut trouble = BTreeMap::new();
        if oldest.is_some_and(|at| now.clock.wall_ms - at > BACKLOG_MAX_MS) {
            let text = format!("{waiting} messages wait, the oldest for more than an hour");
            trouble.insert(Trouble::Backlog, text);
        }
        let behind = self.is_behind(deps.clock.monotonic(), now.clock.witnessed_ms);
        if stands(&mut tx, now).await? || behind {
            let text = format!("witnessed time is behind by more than two hours: {missing:?}");
            trouble.insert(Trouble::Behind, text);
        }
        for channel in Channel::ALL {
            if deps.engine.sender.is_resting(channel) {
                let text = format!("{} does not leave", channel.as_str());
                trouble.insert(Trouble::Resting(channel), text);
            }
        }
        let overdue = watches::overdue(&mut tx, now.clock.witnessed_ms).await?;
        if overdue > 0 {
            let text = format!("{overdue} watches are later than their deadline");
            trouble.insert(Trouble::Overdue, text);
        }
        canary::send(&mut tx, deps, now).await?;
        for (channel, said) in canary::untaken(&mut tx, now).await? {
            let (which, way) = (Trouble::Silent(channel), channel.as_str());
            let (which, text) = match said {
                Said::Refused => {
                    let text =
                        format!("our own message by {way} was refused: it does not reach you");
                    (Trouble::Refused(channel), text)
                }
                Said::PutOff => (which, format!("our own message by {way} is put off for hours")),
                Said::Nothing | Said::Taken => {
                    (which, format!("nobody took our own message by {way}"))
                }
            };
            trouble.insert(which, text);
        }
        let day = now.clock.wall_ms / DAY_MS;
        if self.is_news(day, trouble.keys()) {
            // The same whoever finds it: a process that keeps dying must not write anew each time.
            let key = format!("alarm/engine/{day}/{:?}", self.alarmed.1);
            let detail = trouble.values().map(String::as_str).collect::<Vec<_>>().join("; ");
            commit::alarm(&mut tx, deps, Alarm::Daily, &key, ("engine", &detail)).await?;
        }
        tx.commit().await?;
        if trouble.is_empty() && self.rises(now.clock.witnessed_ms) {
            heartbeat(deps).await;
        }
        Ok(())
    }

    /// Whether one of these was not alarmed about on this day; from now on they all were.
    fn is_news<'a>(&mut self, day: i64, trouble: impl Iterator<Item = &'a Trouble>) -> bool {
        if self.alarmed.0 != day {
            self.alarmed = (day, BTreeSet::new());
        }
        let known = self.alarmed.1.len();
        self.alarmed.1.extend(trouble);
        self.alarmed.1.len() > known
    }

    fn is_behind(&mut self, mono: i64, witnessed: i64) -> bool {
        self.seen.push_back((mono, witnessed));
        while self.seen.front().is_some_and(|(at, _)| mono - at > DAY_MS) {
            self.seen.pop_front();
        }
        self.seen.front().is_some_and(|(at, counted)| is_behind(mono - at, witnessed - counted))
    }

    /// Whether anything was credited since the first look of this process.
    fn rises(&self, witnessed: i64) -> bool {
        self.seen.front().is_some_and(|(_, counted)| witnessed > *counted)
    }
}

/// Whether somebody was at work for too long without anything being credited, while a watch waits for
/// it. Noted in the database, since each process may live only for seconds. The time before it was first
/// seen does not count: the machine may have slept.
async fn stands(tx: &mut Tx, now: Now) -> store::Result<bool> {
    let (wall, credited) = (now.clock.wall_ms, now.credited_wall_ms);
    if wall - credited <= STANDS_MS || watches::next_due(tx).await? == (None, None) {
        return Ok(false);
    }
    let noted = instance::one(tx, STANDS_FACT).await?;
    if let Some((at, rest)) = noted.as_ref().and_then(|noted| noted.split_first_chunk())
        && let Some((since, _)) = rest.split_first_chunk()
        && i64::from_be_bytes(*at) == credited
        && i64::from_be_bytes(*since) <= wall
    {
        return Ok(is_behind(wall - i64::from_be_bytes(*since), 0));
    }
    let note = [credited.to_be_bytes(), wall.to_be_bytes()].concat();
    instance::set(tx, STANDS_FACT, &note).await?;
    Ok(false)
}

async fn heartbeat(deps: &Deps) {
    let Some(url) = &deps.config.instance.heartbeat_url else { return };
    let client = reqwest::Client::builder().timeout(HEARTBEAT_TIMEOUT).build();
    let Ok(client) = client else { return };
    if let Err(error) = client.get(url.expose_secret()).send().await {
        tracing::warn!(error = %error.without_url(), "the heartbeat was not heard");
    }
}

#[cfg(test)]
mod tests;
