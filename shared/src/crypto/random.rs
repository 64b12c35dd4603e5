//! Randomness is a parameter: one small trait of ours, whatever generation of `rand_core` a crate speaks.
//!
//! The two adapters below are the only place that knows those generations.

/// A cryptographically secure source of random bytes.
pub trait Random {
    /// Fills `dest` completely. A source that cannot must not return.
    fn fill(&mut self, dest: &mut [u8]);

    /// Draws `N` public bytes: ids, nonces, salts. Secrets come from [`super::Secret::make`].
    fn bytes<const N: usize>(&mut self) -> [u8; N]
    where
        Self: Sized,
    {
        draw(self)
    }
}

/// Draws `N` public bytes from a source behind a pointer.
pub fn draw<const N: usize>(rng: &mut (impl Random + ?Sized)) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill(&mut bytes);
    bytes
}

/// The operating system's or the browser's generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRng;

impl Random for SystemRng {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one port to the system's randomness"
    )]
    #[expect(
        clippy::expect_used,
        reason = "without randomness nothing may go on, and no caller could do better"
    )]
    fn fill(&mut self, dest: &mut [u8]) {
        getrandom::fill(dest).expect("the system gives no randomness");
    }
}

/// For crates on the current `rand_core`.
pub(super) struct Current<'a>(pub(super) &'a mut dyn Random);

impl rand_core::TryRng for Current<'_> {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(u32::from_le_bytes(draw(self.0)))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(u64::from_le_bytes(draw(self.0)))
    }

    fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), Self::Error> {
        self.0.fill(dest);
        Ok(())
    }
}

impl rand_core::TryCryptoRng for Current<'_> {}

/// For `opaque-ke`, which is still on `rand_core` 0.6.
pub(super) struct Old<'a>(pub(super) &'a mut dyn Random);

impl rand_core_06::RngCore for Old<'_> {
    fn next_u32(&mut self) -> u32 {
        u32::from_le_bytes(draw(self.0))
    }

    fn next_u64(&mut self) -> u64 {
        u64::from_le_bytes(draw(self.0))
    }

    fn fill_bytes(&mut self, dest: &mut [u8]) {
        self.0.fill(dest);
    }

    fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), rand_core_06::Error> {
        self.0.fill(dest);
        Ok(())
    }
}

impl rand_core_06::CryptoRng for Old<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_core::TryRng as _;
    use rand_core_06::RngCore as _;

    /// 1, 2, 3, …
    struct Steps(u8);

    impl Random for Steps {
        fn fill(&mut self, dest: &mut [u8]) {
            for byte in dest {
                self.0 += 1;
                *byte = self.0;
            }
        }
    }

    #[test]
    fn whoever_draws_gets_what_the_source_gives() {
        assert_eq!(Steps(0).bytes(), [1, 2, 3, 4]);
        let mut filled = [[0; 4]; 3];
        let mut source = Steps(0);
        let mut current = Current(&mut source);
        assert_eq!(current.try_next_u32(), Ok(0x0403_0201));
        assert_eq!(current.try_next_u64(), Ok(0x0c0b_0a09_0807_0605));
        assert_eq!(current.try_fill_bytes(&mut filled[0]), Ok(()));
        let mut source = Steps(0);
        let mut old = Old(&mut source);
        assert_eq!(old.next_u32(), 0x0403_0201);
        assert_eq!(old.next_u64(), 0x0c0b_0a09_0807_0605);
        old.fill_bytes(&mut filled[1]);
        assert!(old.try_fill_bytes(&mut filled[2]).is_ok());
        assert_eq!(filled, [[13, 14, 15, 16], [13, 14, 15, 16], [17, 18, 19, 20]]);
        assert_ne!(SystemRng.bytes::<16>(), SystemRng.bytes());
    }
}
