//! What several tests of this module share.

use super::{
    SystemRng,
    bundle::{Bundle, IdentityKeys},
    vault::{OwnKeys, Vault},
    version::{HeaderId, VersionContext},
};
use crate::ids::{AccountId, HandoverId};

/// Milliseconds since 1970.
pub(super) const NOW: u64 = 1_800_000_000_000;

/// Fresh keys of the account with this id.
pub(super) fn own_keys(id: u8) -> OwnKeys {
    let secrets = IdentityKeys::make(&mut SystemRng);
    let bundle = Bundle::make(AccountId::from_bytes([id; 16]), &secrets).unwrap();
    Vault::new(bundle, secrets).unwrap().current_keys().clone()
}

/// A header from account 1 to account 2.
pub(super) fn named() -> HeaderId {
    HeaderId {
        context: VersionContext {
            owner: AccountId::from_bytes([1; 16]),
            handover: HandoverId::from_bytes([3; 16]),
            version: 7,
        },
        recipient: AccountId::from_bytes([2; 16]),
        hash: [4; 32],
    }
}

/// Every header that differs from [`named`] in one field, with the field's name.
pub(super) fn other_names() -> [(&'static str, HeaderId); 5] {
    let base = named();
    let other = AccountId::from_bytes([9; 16]);
    let of = |context| HeaderId { context, ..base };
    [
        ("owner", of(VersionContext { owner: other, ..base.context })),
        ("recipient", HeaderId { recipient: other, ..base }),
        (
            "handover",
            of(VersionContext { handover: HandoverId::from_bytes([9; 16]), ..base.context }),
        ),
        ("version", of(VersionContext { version: 6, ..base.context })),
        ("header", HeaderId { hash: [5; 32], ..base }),
    ]
}

/// Opens as it is, and neither with any bit changed nor with any other length.
pub(super) fn opens_only_whole(stored: &[u8], opens: impl Fn(&[u8]) -> bool) {
    assert!(opens(stored), "positive control");
    for bit in 0..stored.len() * 8 {
        let mut bad = stored.to_vec();
        bad[bit / 8] ^= 1 << (bit % 8);
        assert!(!opens(&bad), "bit {bit}");
    }
    for len in 0..stored.len() {
        assert!(!opens(&stored[..len]), "cut at {len}");
    }
    assert!(!opens(&[stored, &[0]].concat()), "one byte more");
}
