//! Whatever a server or a store sends: readers refuse, they do not panic, and nothing random is accepted.

#![cfg(feature = "crypto")]

use proptest::prelude::*;
use stafeta_shared::{
    crypto::{
        Refused, Secret, SystemRng,
        account::{AccountKey, Kek, SlotContext, open_slot},
        bundle::{Bundle, IdentityKeys},
        draft::{DraftContext, open_draft},
        kit::KitCode,
        opaque::{self, ServerSetup},
        pairing::InviteSecret,
        vault::{Anchor, Vault, VaultContext},
        version::Header,
    },
    ids::{AccountId, HandoverId},
};

/// Random bytes behind a true beginning, so that readers get past the label.
fn hostile() -> impl Strategy<Value = Vec<u8>> {
    let starts = prop::sample::select(vec![
        &b""[..],
        b"STF1\0\x01",
        b"stf1/slot\0\x01",
        b"stf1/vault\0\x01",
        b"stf1/draft\0\x01",
        b"stf1/bundle\0\x01",
    ]);
    (starts, prop::collection::vec(any::<u8>(), 0..1500)).prop_map(|(s, t)| [s, &t].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn readers_refuse(bytes in hostile()) {
        let account = AccountId::from_bytes([1; 16]);
        let key = AccountKey::make(&mut SystemRng);
        let kek = Kek::from_password(&Secret::new(&[2; 64]));
        let handover = HandoverId::from_bytes([3; 16]);
        prop_assert_eq!(Bundle::parse(&bytes).err(), Some(Refused));
        prop_assert!(open_slot(&bytes, account, &kek).is_err());
        prop_assert!(Vault::open(&bytes, account, &key).is_err());
        prop_assert!(open_draft(&bytes, account, handover, &key).is_err());
        // What holds only lengths and group elements may parse by chance; it must not panic.
        let _ = (ServerSetup::from_bytes(&bytes), opaque::registration_record(&bytes));
        let _ = (SlotContext::parse(&bytes), VaultContext::parse(&bytes), DraftContext::parse(&bytes));
        let _ = (Header::parse(&bytes), Anchor::from_bytes(&bytes));
    }

    #[test]
    fn typed_texts_are_refused(text in "\\PC{0,60}") {
        prop_assert!(KitCode::parse(&text).is_err());
        prop_assert!(InviteSecret::from_fragment(&text).is_err());
    }

    #[test]
    fn headers_read_what_was_written(bytes in prop::collection::vec(any::<u8>(), 337)) {
        let mut bytes = bytes;
        bytes[..9].copy_from_slice(b"STF1\0\x01\x01\0\x01");
        if let Ok(header) = Header::parse(&bytes) {
            prop_assert_eq!(header.to_bytes(), bytes);
        }
    }
}

#[test]
fn a_true_bundle_is_read() {
    let keys = IdentityKeys::make(&mut SystemRng);
    let bundle = Bundle::make(AccountId::from_bytes([1; 16]), &keys).unwrap();
    assert_eq!(Bundle::parse(bundle.as_bytes()).as_ref(), Ok(&bundle));
}
