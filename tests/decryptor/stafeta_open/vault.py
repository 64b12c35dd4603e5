"""The vault: everything an account knows (FORMAT.md, section 13)."""

from . import bundle, cbor
from .fields import (
    Map,
    flag_or_false,
    map_of,
    maps,
    octet_strings,
    octets,
    text,
    text_or_empty,
    uint,
)
from .padme import unpad
from .primitives import kdf
from .reader import Reader
from .refused import require
from .seal import open_seal
from .stored import Stored

TRAIL = 64

_CONTEXT = 36
_SUITES = (1,)
_ROLES = ("recipient", "owner", "both")
_VERIFIED = (0, 1, 2)


def open_vault(stored: bytes, account: bytes, ak: bytes) -> Stored:
    """Opens the vault of this account."""
    reader = Reader(stored)
    reader.expect(b"stf1/vault")
    reader.suite()
    require(reader.take(16) == account, "a vault of another account")
    counter = reader.counted(8)
    key = kdf(ak, b"stf1/ak/vault")
    content = unpad(open_seal(key, stored[:_CONTEXT], stored[_CONTEXT:]))
    _check(cbor.decode(content), account, counter)
    return Stored(counter, content)


def trail(fields: Map) -> list[bytes]:
    """The hashes of the vaults before this one, the latest first."""
    return octet_strings(fields, "trail", 32) if "trail" in fields else []


def _check(fields: Map, account: bytes, counter: int) -> None:
    require(uint(fields, "v") >= 1, "a vault of version 0 of the format")
    require(octets(fields, "account", 16) == account, "a vault of another account inside")
    require(uint(fields, "counter") == counter, "another counter inside")
    require(uint(fields, "min_suite") in _SUITES, "an unknown suite")
    changed = map_of(fields, "changed")
    uint(changed, "time")
    text_or_empty(changed, "device")
    _check_keys(maps(fields, "keys"), account)
    former = maps(fields, "former") if "former" in fields else []
    _check_peers(maps(fields, "peers") + former, account)
    for invite in maps(fields, "invites"):
        _check_invite(invite)
    _check_handovers(maps(fields, "handovers"))
    longest = min(TRAIL, counter - 1)
    require(len(trail(fields)) <= longest, "a trail of more vaults than there may be")


def _check_keys(keys: list[Map], account: bytes) -> None:
    chain = bundle.read_chain([octets(key, "bundle") for key in keys])
    require(chain[0].account == account, "own keys of another account")
    for own, key in zip(chain, keys):
        bundle.require_own_keys(own, octets(key, "xwing", 32), octets(key, "ed25519", 32))


def _check_peers(peers: list[Map], account: bytes) -> None:
    ids = [octets(peer, "id", 16) for peer in peers]
    require(len(set(ids)) == len(ids), "a peer is listed twice")
    require(account not in ids, "the account is its own peer")
    for peer in peers:
        _check_peer(peer)


def _check_peer(peer: Map) -> None:
    chain = bundle.read_chain(octet_strings(peer, "bundles"))
    require(chain[0].account == octets(peer, "id", 16), "a peer with the keys of another account")
    text_or_empty(peer, "name")
    require(text(peer, "role") in _ROLES, "an unknown role")
    require(uint(peer, "verified") in _VERIFIED, "an unknown way of verifying")
    for psk in maps(peer, "psks"):
        octets(psk, "id", 16)
        octets(psk, "psk", 32)
        uint(psk, "time")
    for seen in maps(peer, "seen"):
        octets(seen, "handover", 16)
        uint(seen, "version")
        octets(seen, "header", 32)
        uint(seen, "time")


def _check_invite(invite: Map) -> None:
    octets(invite, "id", 16)
    if "s_inv" in invite:
        octets(invite, "s_inv", 32)
    text_or_empty(invite, "name")
    flag_or_false(invite, "linked")
    uint(invite, "expires")


def _check_handovers(handovers: list[Map]) -> None:
    ids = [octets(handover, "id", 16) for handover in handovers]
    require(len(set(ids)) == len(ids), "a handover is listed twice")
    for handover in handovers:
        _check_handover(handover)


def _check_handover(handover: Map) -> None:
    labels = map_of(handover, "labels")
    for key in labels:
        text(labels, key)
    sealed = ("body_key", "body", "prev", "k_srv")
    if uint(handover, "version") == 0:
        require(not any(key in handover for key in sealed), "sealed, yet of version 0")
        return
    octets(handover, "body_key", 32)
    octets(handover, "body", 32)
    for before in maps(handover, "prev"):
        octets(before, "r", 16)
        octets(before, "hash", 32)
    for part in maps(handover, "k_srv"):
        octets(part, "r", 16)
        octets(part, "key", 32)
