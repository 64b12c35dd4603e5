//! Padding, so that sizes tell little: Padmé (PURBs, 2019) leaks O(log log n) bits at ≤ 12 % cost.
//!
//! `PAD(x) = u64 len ‖ x ‖ zeros up to max(1024, Padmé(8 + len))`. Readers refuse any other length and any
//! non-zero padding. Computed on u64: a `usize` would be 32 bits in the browser.

use super::{
    error::{Checked, Refused, ensure},
    secret::SecretBytes,
};
use zeroize::Zeroizing;

const LEAST: u64 = 1024;

/// The smallest length of Padmé's classes that holds `len`.
#[must_use]
pub fn padme(len: u64) -> u64 {
    let Some(exponent) = len.checked_ilog2().filter(|e| *e > 0) else { return len };
    let kept = exponent.ilog2() + 1;
    let mask = (1u64 << exponent.saturating_sub(kept)) - 1;
    len.saturating_add(mask) & !mask
}

/// What a file of `len` bytes is padded to: max(1024, Padmé(len)).
#[must_use]
pub fn padded_len(len: u64) -> u64 {
    padme(len).max(LEAST)
}

/// `PAD(x)`.
pub(crate) fn pad(x: &[u8]) -> Zeroizing<Vec<u8>> {
    let len = x.len() as u64;
    let total = padded_len(8 + len);
    let mut out = Zeroizing::new(Vec::with_capacity(usize::try_from(total).unwrap_or(0)));
    out.extend_from_slice(&len.to_be_bytes());
    out.extend_from_slice(x);
    out.resize(usize::try_from(total).unwrap_or(usize::MAX), 0);
    out
}

/// The inverse; refuses another length than the one the content demands.
pub(crate) fn unpad(padded: &[u8]) -> Checked<SecretBytes> {
    let (len, rest) = padded.split_first_chunk::<8>().ok_or(Refused)?;
    let len = u64::from_be_bytes(*len);
    ensure(len <= rest.len() as u64 && padded_len(8 + len) == padded.len() as u64)?;
    let (x, zeros) = rest.split_at(usize::try_from(len).map_err(|_| Refused)?);
    ensure(zeros.iter().all(|b| *b == 0))?;
    Ok(SecretBytes::new(x.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes() {
        for (len, class) in [
            (0, 0),
            (1, 1),
            (2, 2),
            (9, 10),
            (1024, 1024),
            (1025, 1088),
            (1088, 1088),
            (1089, 1152),
            (100_000, 100_352),
            (8_388_609, 8_650_752),
            (5_000_000_000, 5_033_164_800),
        ] {
            assert_eq!(padme(len), class, "{len}");
        }
        assert_eq!((padded_len(0), padded_len(1), padded_len(1025)), (1024, 1024, 1088));
    }

    #[test]
    fn grows_monotonically_and_little() {
        let mut last = 0;
        for len in (1..200_000).step_by(7) {
            let class = padme(len);
            assert!(class >= len && class >= last && class <= len + len * 12 / 100 + 1, "{len}");
            assert_eq!(padme(class), class);
            last = class;
        }
    }

    #[test]
    fn refuses_other_lengths_and_dirty_zeros() {
        for len in [0, 1, 1015, 1016, 1017, 5000] {
            let x = vec![1; len];
            let padded = pad(&x);
            assert_eq!(unpad(&padded).unwrap().expose_secret(), x);
            let mut longer = padded.to_vec();
            longer.push(0);
            assert!(unpad(&longer).is_err() && unpad(&padded[..padded.len() - 1]).is_err());
            if padded.len() > len + 8 {
                let mut dirty = padded.to_vec();
                dirty[len + 8] = 1;
                assert!(unpad(&dirty).is_err());
            }
            let mut lying = padded.to_vec();
            lying[..8].copy_from_slice(&u64::MAX.to_be_bytes());
            assert!(unpad(&lying).is_err());
        }
    }
}
