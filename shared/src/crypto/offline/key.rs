//! Record 09: what the recipient's vault knew that is needed to open, under the account key.

use crate::crypto::{
    Hash, Key, Random,
    account::AccountKey,
    cbor::Map,
    error::{Checked, Refused, ensure},
    hazmat::seal,
    labels,
    pairing::Psk,
    vault::Verified,
    version::{Header, VersionContext},
    wire::{Reader, Writer},
};
use crate::ids::{AccountId, HandoverId, InviteId};

const VERSION: u64 = 1;

/// The opened offline key.
pub(super) struct OfflineKey {
    pub(super) xwing: Key,
    pub(super) psk: Option<Psk>,
    /// H over all of record 03.
    pub(super) pin: Hash,
    /// H over all of record 04.
    pub(super) own: Hash,
    pub(super) verified: Verified,
}

/// "stf1/offline" ‖ suite ‖ account ‖ owner ‖ handover ‖ version
fn context_bytes(account: AccountId, version: &VersionContext) -> Vec<u8> {
    Writer::label(labels::OFFLINE)
        .suite()
        .put(account.as_bytes())
        .put(version.owner.as_bytes())
        .put(version.handover.as_bytes())
        .u64(version.version)
        .done()
}

impl OfflineKey {
    pub(super) fn seal(&self, header: &Header, key: &AccountKey, rng: &mut dyn Random) -> Vec<u8> {
        let ctx = context_bytes(header.recipient, &header.context());
        let empty = Vec::new();
        let (psk, id) = match &self.psk {
            Some(psk) => (&psk.key.expose_secret()[..], psk.hpke_id()),
            None => (&empty[..], empty.clone()),
        };
        let bytes = Map::new()
            .put("v", VERSION)
            .put_bytes("xwing", self.xwing.expose_secret())
            .put_bytes("psk", psk)
            .put_bytes("psk_id", &id)
            .put_bytes("pin", &self.pin)
            .put_bytes("own", &self.own)
            .put("verified", self.verified as u8)
            .encode();
        let sealed = seal::seal(&key.offline_key(), &ctx, &bytes, rng);
        [ctx, sealed].concat()
    }

    /// Opens the record of exactly this header.
    pub(super) fn open(stored: &[u8], header: &Header, key: &AccountKey) -> Checked<Self> {
        let mut reader = Reader::new(stored);
        reader.literal(labels::OFFLINE)?;
        reader.suite()?;
        let account = AccountId::from_bytes(reader.array()?);
        let version = VersionContext {
            owner: AccountId::from_bytes(reader.array()?),
            handover: HandoverId::from_bytes(reader.array()?),
            version: reader.u64()?,
        };
        ensure(account == header.recipient && version == header.context())?;
        let ctx = context_bytes(account, &version);
        let plain = seal::open(&key.offline_key(), &ctx, reader.rest())?;
        read(plain.expose_secret())
    }
}

fn read(bytes: &[u8]) -> Checked<OfflineKey> {
    let mut map = Map::decode(bytes)?;
    ensure(map.u64("v")? == VERSION)?;
    Ok(OfflineKey {
        xwing: map.secret("xwing")?,
        psk: read_psk(&map.bytes("psk")?, &map.bytes("psk_id")?)?,
        pin: map.array("pin")?,
        own: map.array("own")?,
        verified: match map.u64("verified")? {
            0 => Verified::None,
            1 => Verified::Link,
            2 => Verified::Number,
            _ => return Err(Refused),
        },
    })
}

/// Both empty or both full.
fn read_psk(key: &[u8], id: &[u8]) -> Checked<Option<Psk>> {
    if key.is_empty() && id.is_empty() {
        return Ok(None);
    }
    let mut reader = Reader::new(id);
    reader.literal(labels::PAIR_ID)?;
    let invite = InviteId::from_bytes(reader.array()?);
    reader.end()?;
    Ok(Some(Psk { invite, key: Key::from_slice(key)? }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::{
        SystemRng,
        version::{Gate, Mode, Purpose},
    };

    fn header() -> Header {
        Header {
            mode: Mode::Psk,
            gate: Gate::Server,
            purpose: Purpose::Real,
            owner: AccountId::from_bytes([1; 16]),
            recipient: AccountId::from_bytes([2; 16]),
            handover: HandoverId::from_bytes([3; 16]),
            version: 4,
            prev: [0; 32],
            owner_bundle: [5; 32],
            recipient_bundle: [6; 32],
            wrap: [7; 32],
            lock: [8; 32],
            body: [9; 32],
            body_len: 10,
            att_root: [11; 32],
            srv_id: [12; 32],
            sealed_at: 13,
        }
    }

    fn offline_key(verified: Verified) -> OfflineKey {
        let psk = Psk { invite: InviteId::from_bytes([4; 16]), key: Key::new(&[5; 32]) };
        OfflineKey {
            xwing: Key::new(&[1; 32]),
            psk: Some(psk),
            pin: [2; 32],
            own: [3; 32],
            verified,
        }
    }

    #[test]
    fn comes_back_for_exactly_its_header() {
        let key = AccountKey::make(&mut SystemRng);
        for verified in [Verified::None, Verified::Link, Verified::Number] {
            let stored = offline_key(verified).seal(&header(), &key, &mut SystemRng);
            let opened = OfflineKey::open(&stored, &header(), &key).unwrap();
            assert_eq!((opened.verified, opened.pin, opened.own), (verified, [2; 32], [3; 32]));
            let other = Header { version: 5, ..header() };
            assert!(OfflineKey::open(&stored, &other, &key).is_err(), "another version");
            let other = Header { recipient: AccountId::from_bytes([9; 16]), ..header() };
            assert!(OfflineKey::open(&stored, &other, &key).is_err(), "another recipient");
        }
    }

    #[test]
    fn a_shared_key_and_its_name_come_together() {
        let id = offline_key(Verified::None).psk.unwrap().hpke_id();
        assert!(read_psk(&[], &[]).unwrap().is_none());
        assert!(read_psk(&[5; 32], &id).unwrap().is_some());
        assert!(read_psk(&[], &id).is_err() && read_psk(&[5; 32], &[]).is_err());
    }
}
