//! The watch: a pure state machine.
//!
//! [`step`] moves a watch by time, [`apply`] by what a person did; both take the state, the
//! [`Policy`], the [`Facts`] of this moment and the [`Clock`], and return a [`Step`]: the next
//! state, the events for the chain, the messages for the outbox and the next wake-up. The engine
//! loads, calls, stores all of it in one transaction, and calls again when the wake-up is due
//! *or* when a fact changed (an outcome, a bounce, a gap, the canary).
//!
//! It refuses to read a clock, a database, a zone table or the network: instants, quiet hours and
//! outcomes come in through [`Facts`]. All times are milliseconds: wall time since 1970, witnessed
//! time since the installation.
//!
//! To add a stage: a variant of [`Phase`] and [`Stage`], a file in `stages`, a line in
//! `stages::run`.

mod after;
mod apply;
mod bounds;
mod brake;
mod confirm;
mod cycle;
mod event;
mod evidence;
mod facts;
mod input;
mod key;
mod machine;
mod message;
mod owner;
mod policy;
mod project;
mod rounds;
mod stages;
mod state;
mod status;
mod step;
mod time;
mod visit;
pub mod witness;

pub use apply::apply;
pub use bounds::{CONTACTS_MAX, Field, Scale, Violation, WrongWith};
pub use brake::brake_engaged;
pub use event::{Again, Event, EventKind};
pub use facts::{About, Address, Contact, Facts, Handover, Outcome, Party, Recipient, Row};
pub use input::{ArmChecks, Input, Link, Marker, Refusal, Sign};
pub use key::{Addressee, Channel, InvalidKey, OutboxKey, Stage};
pub use message::{Kind, Message, PlainAnswers};
pub use policy::{EXTRA_DELAY_MAX_MS, PAUSE_MAX_MS, Policy, QuietHours, Then};
pub use project::{Entry, Projection, What, project};
pub use rounds::said_again_at;
pub use state::{Parcel, Phase, Run, State, Unreachable, Version};
pub use status::{Status, status_for_display};
pub use step::{Cancel, Step, Wake, step};
pub use time::{Clock, DAY_MS, HOUR_MS, Interval, MINUTE_MS, SECOND_MS};
pub use visit::{Resend, Visit};
