//! The operations of the format document, by name.

mod keys;
mod login;
mod pairing;
mod primitives;
mod sealed;
mod statements;
mod stored;

use super::{Failure, inputs::Inputs, value::Item};

type Outcome = Result<Item, Failure>;

/// Nothing to show: the operation had only to succeed.
fn nothing() -> Item {
    super::value::map([])
}

pub(super) fn run(operation: &str, inputs: &Item) -> Outcome {
    let i = Inputs::new(inputs)?;
    match operation {
        "open_seal" => primitives::open_seal(i),
        "padme" => primitives::padme(i),
        "unpad" => primitives::unpad(i),
        "read_cbor" => primitives::read_cbor(i),
        "open_hpke" => primitives::open_hpke(i),
        "read_kit" => keys::read_kit(i),
        "verify_kit_login" => keys::verify_kit_login(i),
        "open_slot" => keys::open_slot(i),
        "read_bundle" => keys::read_bundle(i),
        "follow_bundle" => keys::follow_bundle(i),
        "pair" => pairing::pair(i),
        "check_owner_proof" => pairing::check_owner_proof(i),
        "check_recipient_proof" => pairing::check_recipient_proof(i),
        "check_qr" => pairing::check_qr(i),
        "number" => pairing::number(i),
        "open_vault" => stored::open_vault(i),
        "follow_vault" => stored::follow_vault(i),
        "open_draft" => stored::open_draft(i),
        "open_attachment" => stored::open_attachment(i),
        "seal_attachment" => stored::seal_attachment(i),
        "att_root" => sealed::att_root(i),
        "read_header" => sealed::read_header(i),
        "open_version" => sealed::open_version(i),
        "open_head" => statements::open_head(i),
        "open_receipt" => statements::open_receipt(i),
        "open_offline" => statements::open_offline(i),
        "opaque" => login::opaque(i),
        other => Err(Failure::Broken(format!("no operation {other}"))),
    }
}
