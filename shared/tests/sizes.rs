//! What the length of a stored object tells: its Padmé class, and nothing finer.

#![cfg(feature = "crypto")]
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use stafeta_shared::{
    content::{Block, Content, Text},
    crypto::{
        Extra, SystemRng,
        account::AccountKey,
        bundle::{Bundle, IdentityKeys},
        draft::{Draft, DraftContext, seal_draft},
        padme,
        vault::{Change, Vault},
        version::{Purpose, SealPlan, SealTo, seal_version},
    },
    ids::{AccountId, HandoverId},
};
use std::collections::BTreeSet;

/// Longest text that is tried.
const LONGEST: usize = 6000;

fn words(len: usize) -> Content {
    let text = Text { md: "x".repeat(len), extra: None };
    Content { title: String::new(), blocks: vec![Block::Text(text)] }
}

/// Ciphertext of every class up to the longest text, behind a context of `front` bytes.
fn classes(front: u64) -> BTreeSet<u64> {
    let classes = (1024..=2 * LONGEST as u64).filter(|len| padme(*len) == *len);
    classes.map(|n| front + 56 + n + 16 * (n / 16384 + 1)).collect()
}

/// Sizes only grow, and only from class to class.
fn check(what: &str, front: u64, mut size: impl FnMut(usize) -> usize) {
    let classes = classes(front);
    let sizes: Vec<u64> = (0..LONGEST).step_by(53).map(|len| size(len) as u64).collect();
    assert!(sizes.windows(2).all(|pair| pair[0] <= pair[1]), "{what}: {sizes:?}");
    let seen: BTreeSet<u64> = sizes.into_iter().collect();
    assert!(seen.is_subset(&classes), "{what}: {seen:?} is finer than {classes:?}");
    assert!(seen.len() > 5, "{what} does not grow: {seen:?}");
}

fn keys(id: u8) -> (Bundle, IdentityKeys) {
    let secrets = IdentityKeys::make(&mut SystemRng);
    (Bundle::make(AccountId::from_bytes([id; 16]), &secrets).unwrap(), secrets)
}

#[test]
fn drafts() {
    let key = AccountKey::make(&mut SystemRng);
    let (owner, handover) = (AccountId::from_bytes([1; 16]), HandoverId::from_bytes([2; 16]));
    let context = DraftContext { owner, handover, counter: 1 };
    check("draft", 52, |len| {
        let draft = Draft { content: words(len), ..Draft::default() };
        seal_draft(&context, &draft, &key, &mut SystemRng).unwrap().len()
    });
}

#[test]
fn vaults() {
    let key = AccountKey::make(&mut SystemRng);
    let (bundle, secrets) = keys(1);
    let vault = Vault::new(bundle, secrets).unwrap();
    check("vault", 36, |len| {
        let change = Change { time: 0, device: "x".repeat(len) };
        vault.clone().seal_next(change, &key, &mut SystemRng).unwrap().stored.len()
    });
}

#[test]
fn bodies() {
    let (bundle, secrets) = keys(1);
    let owner = Vault::new(bundle, secrets).unwrap();
    let reader = keys(2).0;
    check("body", 0, |len| {
        let plan = SealPlan {
            owner: owner.current_keys(),
            handover: HandoverId::from_bytes([2; 16]),
            version: 1,
            purpose: Purpose::Real,
            sealed_at: 1,
            content: &words(len),
            extra: Extra::default(),
            attachments: &[],
            recipients: &[SealTo { bundle: &reader, psk: None, prev: None }],
        };
        seal_version(&plan, &mut SystemRng).unwrap().body.len()
    });
}
