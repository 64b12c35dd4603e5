//! Chance that follows from a seed, on every machine, for ever.

/// SplitMix64's finaliser: every bit of the input moves every bit of the output.
const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A sequence of draws.
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// The sequence of this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(mix(seed ^ 0x5afe_7a00_0000_0000))
    }

    /// The next draw.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// Between `low` and `high`, both included.
    pub fn range(&mut self, low: i64, high: i64) -> i64 {
        within(self.next(), low, high)
    }

    /// True in `percent` of the draws.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.range(1, 100) <= percent
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.next() % from.len() as u64).unwrap_or_default()]
    }
}

/// Draws that belong to things, not to an order: taking one thing out of a story leaves the
/// chance of all others as it was.
#[derive(Debug, Clone, Copy)]
pub struct Dice(u64);

impl Dice {
    /// The dice of this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(mix(seed ^ 0xd1ce_d1ce_0000_0000))
    }

    /// The draws of one thing.
    #[must_use]
    pub const fn of(self, thing: u64) -> Rng {
        Rng(mix(self.0 ^ thing.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }
}

/// The seed of the story with this number in a campaign.
#[must_use]
pub const fn story_seed(campaign: u64, number: u64) -> u64 {
    mix(campaign.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ mix(number))
}

fn within(draw: u64, low: i64, high: i64) -> i64 {
    let span = high.abs_diff(low).saturating_add(1);
    low.saturating_add_unsigned(draw % span)
}
