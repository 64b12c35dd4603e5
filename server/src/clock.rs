//! Time as a port: nothing else in this crate may ask the system for it.
//!
//! `System` is the real thing; `Movable` serves the demo and the tests.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Milliseconds of wall time since 1970 UTC, or of a monotonic counter.
pub type Millis = i64;

/// Where the time comes from.
pub trait Clock: Send + Sync + 'static {
    /// Wall time: what people read. May jump.
    fn wall(&self) -> Millis;
    /// A counter that never goes back; its origin means nothing.
    fn monotonic(&self) -> Millis;
}

/// The clock of the machine.
#[derive(Debug)]
pub struct System {
    started: Instant,
}

impl System {
    /// A clock whose monotonic origin is now.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the port to the system clock")]
    pub fn new() -> Self {
        Self { started: Instant::now() }
    }
}

impl Default for System {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for System {
    #[expect(clippy::disallowed_methods, reason = "this is the port to the system clock")]
    fn wall(&self) -> Millis {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
    }

    fn monotonic(&self) -> Millis {
        Millis::try_from(self.started.elapsed().as_millis()).unwrap_or(Millis::MAX)
    }
}

#[cfg(any(test, feature = "demo"))]
pub use movable::Movable;

#[cfg(any(test, feature = "demo"))]
mod movable {
    use super::{Clock, Millis, System};
    use std::sync::atomic::{AtomicI64, Ordering};

    /// A clock that is moved by hand. Wall and monotonic time move together, as in an uptime.
    pub struct Movable {
        wall: AtomicI64,
        monotonic: AtomicI64,
        running: Option<System>,
    }

    impl Movable {
        /// Stands still until moved; for tests.
        #[must_use]
        pub fn standing_at(wall: Millis) -> Self {
            Self { wall: AtomicI64::new(wall), monotonic: AtomicI64::new(0), running: None }
        }

        /// Runs with the machine and can be moved ahead of it; for the demo.
        #[must_use]
        pub fn running() -> Self {
            Self {
                wall: AtomicI64::new(0),
                monotonic: AtomicI64::new(0),
                running: Some(System::new()),
            }
        }

        /// Moves both times ahead. Never moves back: a negative step is ignored.
        pub fn advance(&self, by: Millis) {
            self.wall.fetch_add(by.max(0), Ordering::SeqCst);
            self.monotonic.fetch_add(by.max(0), Ordering::SeqCst);
        }

        /// Moves the wall clock alone, as a fault would.
        pub fn shift_wall(&self, by: Millis) {
            self.wall.fetch_add(by, Ordering::SeqCst);
        }
    }

    impl Clock for Movable {
        fn wall(&self) -> Millis {
            self.wall.load(Ordering::SeqCst) + self.running.as_ref().map_or(0, Clock::wall)
        }

        fn monotonic(&self) -> Millis {
            self.monotonic.load(Ordering::SeqCst)
                + self.running.as_ref().map_or(0, Clock::monotonic)
        }
    }
}
