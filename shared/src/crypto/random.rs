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
