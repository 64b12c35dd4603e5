//! How a file's ciphertext is cut: parts of [`PART_LEN`], the last one shorter.

use stafeta_shared::limits::PART_LEN;

/// The cut of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartPlan {
    ct_len: u64,
}

impl PartPlan {
    /// The cut of a ciphertext of this length.
    #[must_use]
    pub fn new(ct_len: u64) -> Self {
        Self { ct_len }
    }

    /// How many parts there are.
    #[must_use]
    pub fn count(self) -> u64 {
        self.ct_len.div_ceil(PART_LEN)
    }

    /// Length of a part; `None` when there is no such part.
    #[must_use]
    pub fn len_of(self, number: u64) -> Option<u64> {
        let start = number.checked_mul(PART_LEN).filter(|start| *start < self.ct_len)?;
        Some((self.ct_len - start).min(PART_LEN))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up() {
        for ct_len in [1, 72, PART_LEN - 1, PART_LEN, PART_LEN + 1, 5 * PART_LEN + 3] {
            let plan = PartPlan::new(ct_len);
            let sum: u64 = (0..plan.count()).map(|n| plan.len_of(n).unwrap()).sum();
            assert_eq!(sum, ct_len);
            assert_eq!(plan.len_of(plan.count()), None);
        }
        assert_eq!(PartPlan::new(9).len_of(u64::MAX), None);
    }
}
