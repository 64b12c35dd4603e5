//! Doing a unit of work again where the database gave it up for somebody else's sake.

use super::StoreError;
use std::future::Future;

/// Tries in all. Whoever was in the way is through after one or two.
const TRIES: u32 = 5;

/// An error that may pass when the same work is begun anew.
pub trait Passing {
    /// Whether nothing of the work happened and nothing is wrong with it: the database gave it up
    /// for another transaction (a deadlock, a serialisation failure, a busy file).
    fn is_passing(&self) -> bool;
}

impl Passing for StoreError {
    fn is_passing(&self) -> bool {
        match self {
            Self::Database(sqlx::Error::Database(error)) => {
                error.code().is_some_and(|code| is_passing_code(&code))
            }
            _ => false,
        }
    }
}

/// Five characters are an SQLSTATE of PostgreSQL, fewer a number of SQLite, whose lowest byte is
/// the kind of error (5 busy, 6 locked).
fn is_passing_code(code: &str) -> bool {
    match code.parse::<u32>() {
        Ok(number) if code.len() < 5 => matches!(number & 0xff, 5 | 6),
        _ => matches!(code, "40001" | "40P01"),
    }
}

/// Does a unit of work, its transaction included; again from the start, up to four times, while its
/// error is [`Passing`].
///
/// # Errors
/// The first error of another kind, else the last one.
pub async fn retrying<T, E, F>(mut unit: impl FnMut() -> F) -> Result<T, E>
where
    E: Passing,
    F: Future<Output = Result<T, E>>,
{
    for tried in 1..TRIES {
        match unit().await {
            Err(error) if error.is_passing() => tracing::warn!(tried, "a unit of work begins anew"),
            done => return done,
        }
    }
    unit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[derive(Debug, PartialEq, thiserror::Error)]
    #[error("passing: {0}")]
    struct Failed(bool);

    impl Passing for Failed {
        fn is_passing(&self) -> bool {
            self.0
        }
    }

    #[test]
    fn knows_what_passes() {
        for code in ["40001", "40P01", "5", "261", "517", "6", "262"] {
            assert!(is_passing_code(code), "{code}");
        }
        for code in ["23505", "40002", "00005", "1", "19", "2067", "787", ""] {
            assert!(!is_passing_code(code), "{code}");
        }
    }

    #[tokio::test]
    async fn tries_again_while_it_may_help() {
        let tried = Cell::new(0);
        let done = retrying(async || {
            tried.set(tried.get() + 1);
            if tried.get() < 3 { Err(Failed(true)) } else { Ok(tried.get()) }
        });
        assert_eq!(done.await, Ok(3));
        for (passing, tries) in [(true, TRIES), (false, 1)] {
            tried.set(0);
            let done = retrying(async || {
                tried.set(tried.get() + 1);
                Err::<(), _>(Failed(passing))
            });
            assert_eq!(done.await, Err(Failed(passing)));
            assert_eq!(tried.get(), tries);
        }
    }
}
