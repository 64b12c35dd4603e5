//! The closed error of everything that opens something.
//!
//! There is exactly one, without a reason inside: a reader that says *why* it refused is an oracle.
//! What a person must decide themselves (freshness) has its own type beside the module that raises it.

/// Not authentic, not well-formed, or not what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not authentic, or not what was asked for")]
pub struct Refused;

/// `Ok` or the closed error.
pub type Checked<T> = Result<T, Refused>;

/// Turns a check into a result, so that checks read as a list.
pub(crate) fn ensure(ok: bool) -> Checked<()> {
    if ok { Ok(()) } else { Err(Refused) }
}
