//! Moves the watches: what `shared::watch` decides, stored in one transaction.
//!
//! * [`beat`]: the counter of witnessed time; [`probe`]: what proves that we are reachable
//! * [`load`]: the facts about a watch, `brake` among them; [`commit`]: what a step changes; [`act`]: what people do
//! * [`canary`]: what proves that our messages leave
//! * [`claim`]: due watches, batch by batch; [`run`]: the loops
//!
//! Refuses to decide anything about a watch itself, and to do network I/O inside a transaction.

pub mod act;
pub mod beat;
mod brake;
pub mod canary;
pub mod claim;
pub mod commit;
#[cfg(any(test, feature = "demo"))]
pub mod demo;
pub mod load;
mod messages;
pub mod probe;
pub mod run;
mod slots;
#[cfg(test)]
mod tests;
mod watchdog;

use crate::deliver::sender::Sender;
use beat::Beat;
use tokio::sync::{Mutex, Notify, RwLock};

/// What the loops and the handlers share. Nothing in it matters after a restart.
pub struct Engine {
    /// Something is due now: a hint, the loops look every second anyway.
    pub hint: Notify,
    /// Sends messages.
    pub sender: Sender,
    /// Counts witnessed time.
    pub beat: Mutex<Beat>,
    /// What proves that we are reachable and can reach others.
    pub outside: probe::Outside,
    /// Rounds hold it for reading; the demo, while it moves the clock, for writing.
    pub gate: RwLock<()>,
}

impl Engine {
    /// A node that has just started; `name` must be fresh.
    #[must_use]
    pub fn new(name: [u8; 16]) -> Self {
        Self {
            hint: Notify::new(),
            sender: Sender::default(),
            beat: Mutex::new(Beat::new(name)),
            outside: probe::Outside::default(),
            gate: RwLock::new(()),
        }
    }
}
