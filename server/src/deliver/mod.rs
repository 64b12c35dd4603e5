//! Messages to people: a transactional outbox, their texts, and the ways they leave.
//!
//! A message is enqueued in the transaction that gives it its reason ([`outbox::enqueue`]) and
//! sent later by the [`sender`], outside any transaction, under a lease. Tokens, codes and
//! numbers are [derived](mod@derive) from an instance key and the message's key when it is rendered:
//! no row, log or backup holds one. Nothing here decides *whether* somebody is written to.
//!
//! To add a message: a variant of [`Template`], its line in `render/mail.rs` or `render/sms.rs`,
//! its texts in `shared/i18n/*/{mail,sms}.ftl`. To add a way out: a variant in `transport.rs`.

pub mod bounce;
pub mod breaker;
pub mod captured;
pub mod derive;
pub mod outbox;
pub mod outcome;
pub mod render;
pub mod report;
pub mod sender;
pub mod sms;
pub mod smtp;
pub mod template;
pub mod transport;

pub use outbox::{Message, Scope, enqueue};
pub use outcome::Outcome;
pub use template::Template;
pub use transport::{Channel, Transports};
