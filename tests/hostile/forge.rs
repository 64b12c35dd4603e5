//! Bundles of the server's own making.

use ed25519_dalek::{Signer as _, SigningKey};
use stafeta_shared::{
    crypto::{
        Key, SystemRng,
        bundle::{BODY_LEN, Bundle, IdentityKeys},
        labels,
    },
    ids::AccountId,
};

const SEED: [u8; 32] = [0x5a; 32];
const XWING: usize = 11 + 2 + 16 + 4;
const X25519: usize = XWING + 1184;
const ED25519: usize = XWING + 1216;

/// A sound bundle in somebody's name, of nobody's keys.
pub(crate) fn forged(account: AccountId) -> Bundle {
    Bundle::make(account, &IdentityKeys::make(&mut SystemRng)).unwrap()
}

/// The same, with its body changed and signed again by its own key.
fn resigned(account: AccountId, change: impl FnOnce(&mut [u8])) -> Vec<u8> {
    let keys = IdentityKeys::from_seeds(Key::make(&mut SystemRng), Key::new(&SEED));
    let mut bytes = Bundle::make(account, &keys).unwrap().as_bytes().to_vec();
    change(&mut bytes[..BODY_LEN]);
    let message = [labels::SIG_BUNDLE, &bytes[..BODY_LEN]].concat();
    let signature = SigningKey::from_bytes(&SEED).sign(&message);
    bytes[BODY_LEN..].copy_from_slice(&signature.to_bytes());
    bytes
}

/// Signing again makes a sound bundle when nothing else was changed: the forger's tools work.
pub(crate) fn sound(account: AccountId) -> Vec<u8> {
    let bytes = resigned(account, |_| {});
    Bundle::parse(&bytes).unwrap();
    bytes
}

/// Little-endian 2^255 − 19 plus a small number.
fn p_plus(n: i16) -> [u8; 32] {
    let mut p = [0xff; 32];
    p[0] = u8::try_from(0xed + n).unwrap();
    p[31] = 0x7f;
    p
}

fn small(n: u8) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[0] = n;
    bytes
}

/// Bundles whose keys are malformed, not canonical or of low order, each with a valid signature of its own.
pub(crate) fn weak(account: AccountId) -> Vec<(&'static str, Vec<u8>)> {
    let order_8 = "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800";
    let other_8 = "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157";
    let array = |text: &str| <[u8; 32]>::try_from(hex::decode(text).unwrap()).unwrap();
    let mut high = p_plus(-19);
    high[31] |= 0x80;
    let points = [
        ("X25519 zero", small(0)),
        ("X25519 one", small(1)),
        ("X25519 of order 8", array(order_8)),
        ("X25519 of order 8, the other", array(other_8)),
        ("X25519 p - 1", p_plus(-1)),
        ("X25519 p", p_plus(0)),
        ("X25519 p + 1", p_plus(1)),
        ("X25519 with its top bit", high),
    ];
    let mut all: Vec<_> = points
        .into_iter()
        .map(|(name, u)| {
            let change = |body: &mut [u8]| body[X25519..X25519 + 32].copy_from_slice(&u);
            (name, resigned(account, change))
        })
        .collect();
    let coefficient = |body: &mut [u8]| body[XWING..XWING + 2].copy_from_slice(&[0x01, 0x0d]);
    all.push(("ML-KEM coefficient 3329", resigned(account, coefficient)));
    let suite = |body: &mut [u8]| body[12] = 2;
    all.push(("another suite", resigned(account, suite)));
    all.extend(small_ed25519(account));
    let mut cut = sound(account);
    cut.pop();
    all.push(("cut short", cut));
    all.push(("with a byte too many", [sound(account), vec![0]].concat()));
    all
}

/// Ed25519 keys of small order, for which anybody can sign: R the neutral element, s zero.
fn small_ed25519(account: AccountId) -> Vec<(&'static str, Vec<u8>)> {
    let keys = [("Ed25519 neutral element", small(1)), ("Ed25519 p + 1", p_plus(1))];
    let forge = |(name, key): (&'static str, [u8; 32])| {
        let mut bytes = sound(account);
        bytes[ED25519..ED25519 + 32].copy_from_slice(&key);
        bytes[BODY_LEN..BODY_LEN + 32].copy_from_slice(&small(1));
        bytes[BODY_LEN + 32..].fill(0);
        (name, bytes)
    };
    keys.map(forge).to_vec()
}
