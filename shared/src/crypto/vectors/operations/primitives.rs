//! SEAL, padding, CBOR, HPKE.

use super::{Inputs, Outcome, nothing};
use crate::crypto::{
    cbor::Map,
    hazmat::{hpke, seal},
    padme as padding,
    vectors::value::map,
};

pub(super) fn open_seal(i: Inputs<'_>) -> Outcome {
    let plain = seal::open(&i.key("key")?, i.bytes("ctx")?, i.bytes("sealed")?)?;
    Ok(map([("plain", plain.expose_secret().into())]))
}

pub(super) fn padme(i: Inputs<'_>) -> Outcome {
    Ok(map([("padded", padding::padme(i.number("len")?).into())]))
}

pub(super) fn unpad(i: Inputs<'_>) -> Outcome {
    let plain = padding::unpad(i.bytes("padded")?)?;
    Ok(map([("plain", plain.expose_secret().into())]))
}

pub(super) fn read_cbor(i: Inputs<'_>) -> Outcome {
    Map::decode(i.bytes("cbor")?)?;
    Ok(nothing())
}

pub(super) fn open_hpke(i: Inputs<'_>) -> Outcome {
    let psk = hpke::PskRef { key: i.bytes("psk")?, id: i.bytes("psk_id")? };
    let psk = (!psk.key.is_empty() || !psk.id.is_empty()).then_some(psk);
    let (info, aad) = (i.bytes("info")?, i.bytes("aad")?);
    let plain = hpke::open(&i.key("seed")?, psk.as_ref(), info, aad, i.bytes("sealed")?)?;
    Ok(map([("plain", plain.expose_secret().into())]))
}
