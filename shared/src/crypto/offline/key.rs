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
