//! What each fuzz target does with its bytes. Every target asserts more than that nothing panics: what is
//! accepted is written again byte by byte (or as something that reads the same), sizes are bounded, and two
//! readings agree.
//!
//! * [`formats`]: what stands in front of a seal, and what is signed
//! * [`sealed`]: seals and what lies behind them
//! * [`login`]: kit, invitation, OPAQUE
//! * [`text`]: JSON, ids, addresses, settings, Markdown
//! * [`watch`]: what the database keeps of a watch
//!
//! To add a target: a function here, three lines in `fuzz_targets`, a `[[bin]]`, a line in `xtask/src/fuzz.rs`.

pub mod formats;
pub mod login;
pub mod sealed;
pub mod text;
pub mod watch;

pub use formats::{anchor, bundle, head, header, receipt, slot};
pub use login::{invite_secret, kit_code, kit_login, opaque, opaque_server};
pub use sealed::{
    attachment, body_contents, cbor, draft, draft_contents, layout, offline, offline_key, seal,
    unpad, vault, vault_contents, wrap,
};
pub use text::{accept_language, api_json, bounce, config, content, email, ids, markdown, phone};
pub use watch::{outbox_key, policy, watch_state};

/// One bit of the input decides something small.
fn flag(data: &[u8]) -> bool {
    data.first().is_some_and(|byte| byte & 1 == 1)
}
