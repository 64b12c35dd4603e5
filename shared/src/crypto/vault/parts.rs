//! The vault's entries as CBOR maps, each with its writer and reader side by side.

use super::model::{
    HandoverEntry, Invite, OwnKeys, Peer, PinnedPsk, Role, SealedEntry, Seen, Verified,
};
use crate::crypto::{
    Hash, Key,
    bundle::{Bundle, Chain, IdentityKeys},
    cbor::Map,
    error::{Checked, Refused, ensure},
    pairing::{InviteSecret, Psk},
};
use crate::ids::{AccountId, HandoverId, InviteId};
use ciborium::Value;

pub(super) fn write_keys(keys: &OwnKeys) -> Map {
    Map::with(&keys.extra)
        .put_bytes("bundle", keys.bundle.as_bytes())
        .put_bytes("xwing", keys.secrets.xwing.expose_secret())
        .put_bytes("ed25519", keys.secrets.ed25519.expose_secret())
}

pub(super) fn read_keys(mut map: Map) -> Checked<OwnKeys> {
    let bundle = Bundle::parse(&map.bytes("bundle")?)?;
    let secrets = IdentityKeys::from_seeds(map.secret("xwing")?, map.secret("ed25519")?);
    ensure(bundle.belongs_to(&secrets))?;
    Ok(OwnKeys { bundle, secrets, extra: map.extra() })
}

pub(super) fn write_peer(peer: &Peer) -> Map {
    let role = match peer.role {
        Role::Recipient => "recipient",
        Role::Owner => "owner",
        Role::Both => "both",
    };
    let bundles =
        peer.bundles.bundles().iter().map(|b| Value::Bytes(b.as_bytes().to_vec())).collect();
    Map::with(&peer.extra)
        .put_bytes("id", peer.id.as_bytes())
        .put("name", peer.name.as_str())
        .put("role", role)
        .put("bundles", Value::Array(bundles))
        .put("verified", peer.verified as u8)
        .put_maps("psks", peer.psks.iter().map(write_psk))
        .put_maps("seen", peer.seen.iter().map(write_seen))
}

pub(super) fn read_peer(mut map: Map) -> Checked<Peer> {
    let id = AccountId::from_bytes(map.array("id")?);
    let bundles = map
        .list("bundles")?
        .into_iter()
        .map(|b| b.into_bytes().map_err(|_| Refused))
        .collect::<Checked<Vec<_>>>()?;
    let bundles = Chain::parse(&bundles)?;
    ensure(bundles.newest().account() == id)?;
    Ok(Peer {
        id,
        name: map.text("name")?,
        role: match map.text("role")?.as_str() {
            "recipient" => Role::Recipient,
            "owner" => Role::Owner,
            "both" => Role::Both,
            _ => return Err(Refused),
        },
        bundles,
        verified: match map.u64("verified")? {
            0 => Verified::None,
            1 => Verified::Link,
            2 => Verified::Number,
            _ => return Err(Refused),
        },
        psks: map.maps("psks", read_psk)?,
        seen: map.maps("seen", read_seen)?,
        extra: map.extra(),
    })
}

fn write_psk(pinned: &PinnedPsk) -> Map {
    Map::with(&pinned.extra)
        .put_bytes("id", pinned.psk.invite.as_bytes())
        .put_bytes("psk", pinned.psk.key.expose_secret())
        .put("time", pinned.time)
}

fn read_psk(mut map: Map) -> Checked<PinnedPsk> {
    let psk = Psk { invite: InviteId::from_bytes(map.array("id")?), key: map.secret("psk")? };
    Ok(PinnedPsk { psk, time: map.u64("time")?, extra: map.extra() })
}

fn write_seen(seen: &Seen) -> Map {
    Map::with(&seen.extra)
        .put_bytes("handover", seen.handover.as_bytes())
        .put("version", seen.version)
        .put_bytes("header", &seen.header)
        .put("time", seen.time)
}

fn read_seen(mut map: Map) -> Checked<Seen> {
    Ok(Seen {
        handover: HandoverId::from_bytes(map.array("handover")?),
        version: map.u64("version")?,
        header: map.array("header")?,
        time: map.u64("time")?,
        extra: map.extra(),
    })
}

/// A secret that was used or let go is not there.
pub(super) fn write_invite(invite: &Invite) -> Map {
    let map = Map::with(&invite.extra)
        .put_bytes("id", invite.id.as_bytes())
        .put("name", invite.name.as_str())
        .put("expires", invite.expires);
    let map = if invite.linked { map.put("linked", true) } else { map };
    match &invite.secret {
        Some(secret) => map.put_bytes("s_inv", secret.key().expose_secret()),
        None => map,
    }
}

pub(super) fn read_invite(mut map: Map) -> Checked<Invite> {
    Ok(Invite {
        id: InviteId::from_bytes(map.array("id")?),
        secret: map
            .has("s_inv")
            .then(|| map.secret("s_inv"))
            .transpose()?
            .map(InviteSecret::from_key),
        name: map.text("name")?,
        linked: map.flag("linked")?,
        expires: map.u64("expires")?,
        extra: map.extra(),
    })
}

/// A handover that was never sealed has version 0 and none of the other keys.
pub(super) fn write_handover(entry: &HandoverEntry) -> Map {
    let labels =
        entry.labels.iter().fold(Map::new(), |map, (key, text)| map.put(key, text.as_str()));
    let map = Map::with(&entry.extra)
        .put_bytes("id", entry.id.as_bytes())
        .put("labels", labels.into_value());
    let Some(sealed) = &entry.sealed else { return map.put("version", 0) };
    let prev = sealed
        .prev
        .iter()
        .map(|(r, hash)| Map::new().put_bytes("r", r.as_bytes()).put_bytes("hash", hash));
    let k_srv = sealed.k_srv.iter().map(|(r, key)| {
        Map::new().put_bytes("r", r.as_bytes()).put_bytes("key", key.expose_secret())
    });
    map.put("version", sealed.version)
        .put_bytes("body_key", sealed.body_key.expose_secret())
        .put_bytes("body", &sealed.body)
        .put_maps("prev", prev)
        .put_maps("k_srv", k_srv)
}

pub(super) fn read_handover(mut map: Map) -> Checked<HandoverEntry> {
    let id = HandoverId::from_bytes(map.array("id")?);
    let labels = map.map("labels")?.into_texts()?;
    let sealed = match map.u64("version")? {
        0 => {
            // They would come back beside the true ones once something is sealed.
            ensure(!["body_key", "body", "prev", "k_srv"].iter().any(|key| map.has(key)))?;
            None
        }
        version => Some(SealedEntry {
            version,
            body_key: map.secret("body_key")?,
            body: map.array("body")?,
            prev: map.maps("prev", read_prev)?,
            k_srv: map.maps("k_srv", read_k_srv)?,
        }),
    };
    Ok(HandoverEntry { id, sealed, labels, extra: map.extra() })
}

fn read_prev(mut map: Map) -> Checked<(AccountId, Hash)> {
    Ok((AccountId::from_bytes(map.array("r")?), map.array("hash")?))
}

fn read_k_srv(mut map: Map) -> Checked<(AccountId, Key)> {
    Ok((AccountId::from_bytes(map.array("r")?), map.secret("key")?))
}
