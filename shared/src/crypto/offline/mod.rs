//! Offline bundle `.stafeta`: a released version as one file that opens with the kit alone, without server.
//!
//! ```text
//! file   = "STAFETA1" ‖ records of type u8 ‖ len u64 ‖ value, each once, in this order:
//!          01 header, 02 sig, 03 owner's bundle, 04 recipient's bundle, 05 wrap, 06 lock, 07 K_srv,
//!          08 kit slot as stored, 09 offline key, 10 body, 20 att_id ‖ ct per attachment sorted by id, FF end
//! offline key = ctx ‖ SEAL(KDF(AK, "stf1/ak/offline"), ctx, CBOR {v, xwing, psk, psk_id, pin, own, verified})
//! ctx    = "stf1/offline" ‖ suite ‖ account ‖ owner ‖ handover ‖ version
//! ```
//!
//! Everything outside the sealed parts is bound: the header by its signature, wrap, lock and body by the
//! header, the bundles by their hashes in the offline key, the rest by its context. There is no freshness:
//! whoever saved the file saved that version. It opens with the kit that was valid then.

mod key;
mod make;
mod open;
mod records;

pub use make::{END, OfflineParts, attachment_start, make_front};
pub use open::{OfflineError, OfflineReader, OpenedOffline};

#[cfg(test)]
mod tests;
