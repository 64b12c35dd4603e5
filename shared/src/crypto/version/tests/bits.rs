//! Every bit counts, and every layer holds by itself.

use super::*;

#[test]
fn every_bit_counts() {
    let world = World::new();
    let sealed = world.seal(1, None);
    let good = received(&sealed);
    let flip = |bytes: &[u8], bit: usize| {
        let mut bad = bytes.to_vec();
        bad[bit / 8] ^= 1 << (bit % 8);
        bad
    };
    let SignedHeader { header, signature } = good.header.clone();
    for bit in 0..header.len() * 8 {
        let bad = SignedHeader { header: flip(&header, bit), signature: signature.clone() };
        assert!(world.refuses(&Received { header: &bad, ..good }), "header {bit}");
    }
    for bit in 0..signature.len() * 8 {
        let bad = SignedHeader { header: header.clone(), signature: flip(&signature, bit) };
        assert!(world.refuses(&Received { header: &bad, ..good }), "signature {bit}");
    }
    for bit in 0..good.wrap.len() * 8 {
        assert!(world.refuses(&Received { wrap: &flip(good.wrap, bit), ..good }), "wrap {bit}");
    }
    for bit in 0..good.lock.len() * 8 {
        assert!(world.refuses(&Received { lock: &flip(good.lock, bit), ..good }), "lock {bit}");
    }
    for bit in 0..good.body.len() * 8 {
        assert!(world.refuses(&Received { body: &flip(good.body, bit), ..good }), "body {bit}");
    }
    for bit in 0..256 {
        let k_srv = Key::from_slice(&flip(good.k_srv.expose_secret(), bit)).unwrap();
        assert!(world.refuses(&Received { k_srv: &k_srv, ..good }), "K_srv {bit}");
    }
    for cut in [&good.body[1..], &good.body[..good.body.len() - 1]] {
        assert!(world.refuses(&Received { body: cut, ..good }));
    }
}

/// The layers beneath the signature hold by themselves: a header signed by the owner over foreign parts.
#[test]
fn inner_checks_do_not_lean_on_the_header() {
    let world = World::new();
    let sealed = world.seal(1, None);
    let good = received(&sealed);
    let keys = world.owner.current_keys();
    assert!(
        world.open_with(&Received { header: &resign(&sealed, keys, |_| {}), ..good }).is_ok(),
        "positive control"
    );
    let other = world.seal(1, None);
    let theirs = &other.recipients[0];
    let wrap = resign(&sealed, keys, |h| h.wrap = hash(&theirs.wrap));
    assert!(
        world.refuses(&Received { header: &wrap, wrap: &theirs.wrap, ..good }),
        "wrap of another sealing"
    );
    let lock = resign(&sealed, keys, |h| h.lock = hash(&theirs.lock));
    assert!(
        world.refuses(&Received { header: &lock, lock: &theirs.lock, ..good }),
        "lock of another sealing"
    );
    let body = resign(&sealed, keys, |h| {
        (h.body, h.body_len) = (other.body_hash, other.body.len() as u64);
    });
    assert!(
        world.refuses(&Received { header: &body, body: &other.body, ..good }),
        "body of another sealing"
    );
    let srv =
        resign(&sealed, keys, |h| h.srv_id = srv_id(&theirs.k_srv, &h.context(), h.recipient));
    assert!(
        world.refuses(&Received { header: &srv, k_srv: &theirs.k_srv, ..good }),
        "half of another sealing"
    );
    for (name, changed) in [
        ("version", resign(&sealed, keys, |h| h.version = 2)),
        ("sealed_at", resign(&sealed, keys, |h| h.sealed_at += 1)),
        ("att_root", resign(&sealed, keys, |h| h.att_root = [0; 32])),
        ("srv_id", resign(&sealed, keys, |h| h.srv_id = [0; 32])),
        ("body_len", resign(&sealed, keys, |h| h.body_len += 1)),
        (
            "own bundle",
            resign(&sealed, keys, |h| h.recipient_bundle = world.petr.current_keys().bundle.hash()),
        ),
    ] {
        assert!(world.refuses(&Received { header: &changed, ..good }), "{name}");
    }
    let base = resign(&sealed, keys, |h| h.mode = Mode::Base);
    let opened = open_version(
        &world.asked(),
        &Received { header: &base, ..good },
        &world.peer,
        world.jana.own_keys(),
        &EVERY_STOP,
    );
    assert_eq!(opened.unwrap_err(), OpenError::Refused(Refused), "mode, whatever is accepted");
}
