//! One tick of the counter of witnessed time, from row to row. The rules are
//! [`stafeta_shared::watch::witness`].

use super::canary::{self, Proofs};
use crate::{
    app::Deps,
    store::{self, StoreError, Tx, instance, watches, witness},
};
use serde::{Deserialize, Serialize};
use stafeta_shared::watch::{
    Clock,
    witness::{Counter, Missing, Node, Outside, Reading, TICK_MAX_MS, tick},
};

/// How often the loop ticks.
pub const TICK_MS: i64 = 2_000;

/// What this process remembers between ticks.
#[derive(Debug)]
pub struct Beat {
    name: [u8; 16],
    node: Node,
    missing: Option<Missing>,
}

/// The part of the row that is not a column.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Rest {
    credited_wall_ms: i64,
    gaps: u64,
    fault: bool,
    /// The probe has succeeded at least once on this installation.
    #[serde(default)]
    probed: bool,
}

/// What a step needs to know about time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Both clocks.
    pub clock: Clock,
    /// Gaps so far.
    pub gaps: u64,
    /// The probe has succeeded at least once on this installation.
    pub probed: bool,
    /// When each channel last proved that it works.
    pub proofs: Proofs,
    /// Wall time of the last credit.
    pub credited_wall_ms: i64,
}

impl Beat {
    /// A process that has just started.
    #[must_use]
    pub fn new(name: [u8; 16]) -> Self {
        Self { name, node: Node::new(hex(&name)), missing: Some(Missing::NotHolder) }
    }

    /// Why the last tick credited nothing.
    #[must_use]
    pub const fn missing(&self) -> Option<Missing> {
        self.missing
    }

    /// One tick: reads the row, credits what is due, writes it back.
    ///
    /// # Errors
    /// When the database fails; then this node no longer counts itself as the holder.
    pub async fn tick(&mut self, deps: &Deps) -> store::Result<()> {
        let reading = read(deps);
        let outside = deps.engine.outside.ages(reading.mono_ms);
        let result = self.write(deps, reading, |counter, node| {
            let mut done = tick(counter, node, reading, outside, TICK_MS);
            if done.missing == Some(Missing::NotHolder) {
                // How long the row stands still counts from when it was seen, not from when this node
                // began to wait for the writer.
                done = tick(counter, node, read(deps), outside, TICK_MS);
            }
            (done.write, done.node, done.missing, done.gap)
        });
        let result = result.await;
        if result.is_err() {
            self.node = self.node.clone().lost();
        }
        result
    }

    /// The demo's clock has moved from `from` to now: all of it was uptime, and is credited in
    /// the same small ticks as any other.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_through(
        &mut self,
        deps: &Deps,
        from: Reading,
        to: Reading,
    ) -> store::Result<()> {
        let near = Outside { probe_age_ms: Some(0), success_age_ms: Some(0) };
        let result = self.write(deps, from, |counter, node| {
            let (mut counter, mut node) = (counter.clone(), node.clone());
            let mut at = from;
            let mut last = (None, false);
            loop {
                let done = tick(&counter, &node, at, near, TICK_MAX_MS);
                counter = done.write.unwrap_or(counter);
                node = done.node;
                last = (done.missing, last.1 || done.gap);
                if at == to {
                    return (Some(counter), node, last.0, last.1);
                }
                let step = (to.wall_ms - at.wall_ms).min(2 * TICK_MAX_MS);
                at = Reading { wall_ms: at.wall_ms + step, mono_ms: at.mono_ms + step };
            }
        });
        result.await
    }

    async fn write(
        &mut self,
        deps: &Deps,
        reading: Reading,
        change: impl FnOnce(&Counter, &Node) -> (Option<Counter>, Node, Option<Missing>, bool),
    ) -> store::Result<()> {
        let mut tx = deps.db.begin_write().await?;
        let (row, rest) = read_or_create(&mut tx, reading).await?;
        let counter = to_counter(&row, &rest);
        let (write, node, missing, gap) = change(&counter, &self.node);
        if let Some(next) = write {
            let probed = rest.probed || deps.engine.outside.probed();
            let new = from_counter(&next, self.name, probed)?;
            if !witness::update(&mut tx, &new, row.version).await? {
                self.node = node.lost();
                return Ok(());
            }
            if gap {
                watches::wake_all(&mut tx).await?;
            }
            tx.commit().await?;
        }
        self.node = node;
        self.missing = missing;
        Ok(())
    }
}

/// What the clocks show, as steps use it.
///
/// # Errors
/// When the database fails.
pub async fn now(tx: &mut Tx, deps: &Deps) -> store::Result<Now> {
    let wall_ms = deps.clock.wall();
    let probed = deps.engine.outside.probed();
    let proofs = canary::proofs(tx, deps).await?;
    let Some(row) = witness::read(tx).await? else {
        let clock = Clock { wall_ms, witnessed_ms: 0 };
        return Ok(Now { clock, gaps: 0, probed, proofs, credited_wall_ms: wall_ms });
    };
    let rest = rest_of(&row)?;
    let clock = Clock { wall_ms, witnessed_ms: row.witnessed };
    Ok(Now {
        clock,
        gaps: rest.gaps,
        probed: rest.probed || probed,
        proofs,
        credited_wall_ms: rest.credited_wall_ms,
    })
}

fn read(deps: &Deps) -> Reading {
    Reading { wall_ms: deps.clock.wall(), mono_ms: deps.clock.monotonic() }
}

async fn read_or_create(tx: &mut Tx, reading: Reading) -> store::Result<(witness::Witness, Rest)> {
    if let Some(row) = witness::read(tx).await? {
        let rest = rest_of(&row)?;
        return Ok((row, rest));
    }
    let counter = Counter::new(reading);
    let row = witness::Witness { holder: None, ..from_counter(&counter, [0; 16], false)? };
    witness::create(tx, &row).await?;
    instance::insert(tx, "witness/since", &reading.wall_ms.to_be_bytes()).await?;
    let rest = rest_of(&row)?;
    Ok((row, rest))
}

fn rest_of(row: &witness::Witness) -> store::Result<Rest> {
    serde_json::from_str(&row.state).map_err(|_| StoreError::Corrupt("witness.state"))
}

fn to_counter(row: &witness::Witness, rest: &Rest) -> Counter {
    Counter {
        holder: row.holder.as_ref().map_or_else(String::new, hex),
        version: row.version,
        witnessed_ms: row.witnessed,
        wall_high_ms: row.wall_high,
        credited_wall_ms: rest.credited_wall_ms,
        gaps: rest.gaps,
        fault: rest.fault,
    }
}

fn from_counter(
    counter: &Counter,
    name: [u8; 16],
    probed: bool,
) -> store::Result<witness::Witness> {
    let rest = Rest {
        credited_wall_ms: counter.credited_wall_ms,
        gaps: counter.gaps,
        fault: counter.fault,
        probed,
    };
    Ok(witness::Witness {
        witnessed: counter.witnessed_ms,
        holder: Some(name),
        version: counter.version,
        wall_high: counter.wall_high_ms,
        state: serde_json::to_string(&rest).map_err(|_| StoreError::Corrupt("witness.state"))?,
    })
}

fn hex(bytes: &[u8; 16]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
