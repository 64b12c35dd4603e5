//! Contexts, bundles, headers, statements. What is read is written again here, by hand, field by field.

use stafeta_shared::crypto::{
    account::{SlotContext, SlotKind},
    bundle::{BODY_LEN, Bundle, Chain},
    fuzzing,
    head::{HEAD_LEN, Head},
    receipt::{RECEIPT_LEN, Receipt},
    vault::Anchor,
    version::{HEADER_LEN, Header, HeaderId},
};

const SUITE: [u8; 2] = [0, 1];

/// A slot's context.
pub fn slot(data: &[u8]) {
    let Ok(context) = SlotContext::parse(data) else { return };
    let kind = match context.kind {
        SlotKind::Password => 1,
        SlotKind::Kit => 2,
    };
    let front = [
        b"stf1/slot",
        &SUITE[..],
        context.account.as_bytes(),
        context.slot.as_bytes(),
        &[kind],
        &context.generation.to_be_bytes(),
    ]
    .concat();
    assert!(data.starts_with(&front) && data.len() == front.len() + 104, "another slot");
}

/// What a device remembers of a vault.
pub fn anchor(data: &[u8]) {
    if let Ok(anchor) = Anchor::from_bytes(data) {
        assert_eq!(anchor.to_bytes(), data, "written otherwise");
    }
}

/// A bundle, and the same bytes with a known signing key and its signature.
pub fn bundle(data: &[u8]) {
    check_bundle(data);
    if data.starts_with(b"stf1/bundle\0\x01") {
        let mut signed = data.to_vec();
        fuzzing::sign_bundle(&mut signed);
        check_bundle(&signed);
    }
}

fn check_bundle(data: &[u8]) {
    let Ok(bundle) = Bundle::parse(data) else { return };
    assert_eq!(bundle.as_bytes(), data, "kept otherwise");
    assert_eq!(data.len(), BODY_LEN + 64 * if bundle.generation() > 1 { 2 } else { 1 });
    assert_eq!(stafeta_shared::crypto::hash(&data[..BODY_LEN]), bundle.hash());
    assert!(!bundle.follows(&bundle), "a bundle follows itself");
    let chain = Chain::new(bundle.clone());
    let again = chain.extend(&[bundle]).expect("a chain takes what it holds");
    assert_eq!(again, (chain, false));
}

/// A header.
pub fn header(data: &[u8]) {
    let Ok(header) = Header::parse(data) else { return };
    assert_eq!(data.len(), HEADER_LEN);
    assert_eq!(header.to_bytes(), data, "written otherwise");
    assert_eq!(header.hash(), stafeta_shared::crypto::hash(data));
}

fn statement(label: &[u8], of: &HeaderId) -> Vec<u8> {
    [
        label,
        &SUITE,
        of.context.owner.as_bytes(),
        of.recipient.as_bytes(),
        of.context.handover.as_bytes(),
        &of.context.version.to_be_bytes(),
        &of.hash,
    ]
    .concat()
}

/// A head.
pub fn head(data: &[u8]) {
    let Ok(head) = Head::parse(data) else { return };
    let front = [statement(b"stf1/head", &head.of), head.time.to_be_bytes().to_vec()].concat();
    assert!(data.starts_with(&front) && data.len() == HEAD_LEN, "another head");
}

/// A receipt.
pub fn receipt(data: &[u8]) {
    let Ok(receipt) = Receipt::parse(data) else { return };
    let front = statement(b"stf1/receipt", &receipt.of);
    assert!(data.starts_with(&front) && data.len() == RECEIPT_LEN, "another receipt");
    assert_eq!(data[front.len() + 32..][..8], receipt.time.to_be_bytes(), "another time");
}
