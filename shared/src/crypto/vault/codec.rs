//! The vault as deterministic CBOR. Unknown keys of the vault and of its entries are kept.

use super::{
    VERSION,
    model::{Change, TRAIL, Vault},
    parts,
};
use crate::crypto::{
    Hash,
    cbor::Map,
    error::{Checked, Refused, ensure},
    suite::Suite,
};
use crate::ids::AccountId;
use ciborium::Value;
use std::collections::BTreeSet;
use zeroize::Zeroizing;

pub(super) fn encode(vault: &Vault) -> Zeroizing<Vec<u8>> {
    let former = vault.former.iter().map(parts::write_peer);
    let map = Map::with(&vault.extra)
        .put("v", vault.version)
        .put_bytes("account", vault.account.as_bytes())
        .put("counter", vault.counter)
        .put("min_suite", vault.min_suite)
        .put(
            "changed",
            Map::new()
                .put("time", vault.changed.time)
                .put("device", vault.changed.device.as_str())
                .into_value(),
        )
        .put_maps("keys", vault.keys.iter().map(parts::write_keys))
        .put_maps("peers", vault.peers.iter().map(parts::write_peer))
        .put_maps("invites", vault.invites.iter().map(parts::write_invite))
        .put_maps("handovers", vault.handovers.iter().map(parts::write_handover));
    let map = if vault.former.is_empty() { map } else { map.put_maps("former", former) };
    let trail = vault.trail.iter().map(|hash| Value::Bytes(hash.to_vec())).collect();
    if vault.trail.is_empty() { map } else { map.put("trail", Value::Array(trail)) }.encode()
}

pub(super) fn decode(bytes: &[u8]) -> Checked<Vault> {
    let mut map = Map::decode(bytes)?;
    let version = map.u64("v")?;
    ensure(version >= VERSION)?;
    let mut changed = map.map("changed")?;
    let vault = Vault {
        version,
        account: AccountId::from_bytes(map.array("account")?),
        counter: map.u64("counter")?,
        min_suite: u16::try_from(map.u64("min_suite")?).map_err(|_| Refused)?,
        changed: Change { time: changed.u64("time")?, device: changed.text("device")? },
        keys: map.maps("keys", parts::read_keys)?,
        peers: map.maps("peers", parts::read_peer)?,
        invites: map.maps("invites", parts::read_invite)?,
        handovers: map.maps("handovers", parts::read_handover)?,
        former: if map.has("former") { map.maps("former", parts::read_peer)? } else { Vec::new() },
        trail: if map.has("trail") { read_trail(&mut map)? } else { Vec::new() },
        stored: None,
        extra: map.extra(),
    };
    check(&vault)?;
    Ok(vault)
}

fn read_trail(map: &mut Map) -> Checked<Vec<Hash>> {
    let hash =
        |value: Value| value.into_bytes().ok().and_then(|b| b.try_into().ok()).ok_or(Refused);
    map.list("trail")?.into_iter().map(hash).collect()
}

/// What must hold between the parts: own keys form a chain, nobody is there twice, nobody has our id.
fn check(vault: &Vault) -> Checked<()> {
    Suite::try_from(vault.min_suite)?;
    let before = usize::try_from(vault.counter.saturating_sub(1)).unwrap_or(usize::MAX);
    ensure(vault.trail.len() <= before.min(TRAIL))?;
    ensure(
        !vault.keys.is_empty() && vault.keys.iter().all(|k| k.bundle.account() == vault.account),
    )?;
    ensure(vault.keys.windows(2).all(|pair| pair[1].bundle.follows(&pair[0].bundle)))?;
    let people = || vault.peers.iter().chain(&vault.former).map(|p| p.id);
    let peers: BTreeSet<_> = people().collect();
    ensure(peers.len() == people().count() && !peers.contains(&vault.account))?;
    let handovers: BTreeSet<_> = vault.handovers.iter().map(|h| h.id).collect();
    ensure(handovers.len() == vault.handovers.len())
}
