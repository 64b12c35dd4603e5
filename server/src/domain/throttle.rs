//! Rate limits over [`store::throttles`](crate::store::throttles).
//!
//! Two shapes: a [`Window`] (so many events in so much time) and a [`Backoff`] (each failure
//! doubles the wait). Neither ever locks for good: on release day a recipient must get in, however
//! many strangers tried before.

use crate::store::{Result, Tx, throttles};

/// Come back after so many milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait(pub i64);

/// At most `max` events in `length` milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// Events.
    pub max: i64,
    /// Milliseconds.
    pub length: i64,
}

impl Window {
    /// Counts an event; refuses (and does not count) when the window is full.
    ///
    /// # Errors
    /// When the database fails; a full window is the inner `Err`.
    pub async fn take(
        self,
        tx: &mut Tx,
        name: &str,
        now: i64,
    ) -> Result<std::result::Result<(), Wait>> {
        let mut throttle = throttles::lock(tx, name).await?;
        if throttle.since + self.length <= now {
            throttle.count = 0;
            throttle.since = now;
        }
        if throttle.count >= self.max {
            return Ok(Err(Wait(throttle.since + self.length - now)));
        }
        throttle.count += 1;
        throttles::store(tx, name, throttle).await?;
        Ok(Ok(()))
    }

    /// Whether the window is full, without counting.
    ///
    /// # Errors
    /// When the database fails; a full window is the inner `Err`.
    pub async fn check(
        self,
        tx: &mut Tx,
        name: &str,
        now: i64,
    ) -> Result<std::result::Result<(), Wait>> {
        let throttle = throttles::lock(tx, name).await?;
        let full = throttle.count >= self.max && throttle.since + self.length > now;
        Ok(if full { Err(Wait(throttle.since + self.length - now)) } else { Ok(()) })
    }
}

/// After `free` failures each further one doubles the wait, up to `longest`.
#[derive(Debug, Clone, Copy)]
pub struct Backoff {
    /// Failures that cost nothing.
    pub free: i64,
    /// The first wait, milliseconds.
    pub first: i64,
    /// The longest wait, milliseconds.
    pub longest: i64,
    /// Failures are forgotten after this long without one, milliseconds.
    pub forget: i64,
}

impl Backoff {
    /// Refuses while a wait is running; counts nothing.
    ///
    /// # Errors
    /// When the database fails; a running wait is the inner `Err`.
    pub async fn check(
        self,
        tx: &mut Tx,
        name: &str,
        now: i64,
    ) -> Result<std::result::Result<(), Wait>> {
        let wait = throttles::lock(tx, name).await?.blocked_until - now;
        Ok(if wait > 0 { Err(Wait(wait)) } else { Ok(()) })
    }

    /// Counts a failure, which [`Self::succeed`] takes back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count(self, tx: &mut Tx, name: &str, now: i64) -> Result<()> {
        let mut throttle = throttles::lock(tx, name).await?;
        if throttle.since + self.forget <= now {
            throttle.count = 0;
        }
        throttle.count += 1;
        // The latest failure, so that a quiet time forgets all of them.
        throttle.since = now;
        throttle.blocked_until = now + self.wait_after(throttle.count);
        throttles::store(tx, name, throttle).await
    }

    /// Forgets the failures.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn succeed(self, tx: &mut Tx, name: &str) -> Result<()> {
        throttles::clear(tx, name).await
    }

    fn wait_after(self, failures: i64) -> i64 {
        let over = failures.saturating_sub(self.free);
        if over <= 0 {
            return 0;
        }
        let doublings = u32::try_from(over - 1).unwrap_or(u32::MAX).min(40);
        self.first.saturating_mul(1 << doublings).min(self.longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_its_end() {
        let backoff = Backoff { free: 2, first: 1000, longest: 60_000, forget: 0 };
        let waits: Vec<i64> = (0..=10).map(|n| backoff.wait_after(n)).collect();
        assert_eq!(waits[..6], [0, 0, 0, 1000, 2000, 4000]);
        assert_eq!(waits[10], 60_000);
        assert_eq!(backoff.wait_after(i64::MAX), 60_000);
    }
}
