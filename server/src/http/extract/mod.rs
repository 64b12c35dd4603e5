//! What handlers read a request through. Authority is a type: a handler that takes [`Account`]
//! cannot be called without a full session.

mod ip;
mod json;
mod path;
mod session;

pub use ip::ClientIp;
pub use json::{Json, JsonUpTo, SecretJson, VAULT_BODY_MAX};
pub use path::Path;
pub use session::{Account, FRESH_MS, FreshAccount, MaybeAccount, PreAuth};
