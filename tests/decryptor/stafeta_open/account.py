"""What a recipient knows: out of their vault, which the kit opens (FORMAT.md, sections 9, 10 and 13)."""

from . import cbor, kit, pieces
from .fields import Map, maps, octets, text, uint
from .opening import Asked, OwnKey, Pinned
from .refused import require
from .slot import KIT, open_slot
from .vault import open_vault


def known_by_kit(way: Map, asked: Asked) -> tuple[Pinned, list[OwnKey]]:
    """The owner as pinned, and the own keys, by the `code` of the kit, its `slot` and the `vault`."""
    ak = open_slot(octets(way, "slot"), asked.recipient, KIT, kit.read(text(way, "code"))).ak
    vault = cbor.decode(open_vault(octets(way, "vault"), asked.recipient, ak).cbor)
    return pieces.pinned(_owner(vault, asked)), pieces.own_keys(vault)


def _owner(vault: Map, asked: Asked) -> Map:
    """The peer, with what was seen of this handover alone."""
    peers = [peer for peer in maps(vault, "peers") if octets(peer, "id", 16) == asked.owner]
    require(len(peers) == 1, "the owner is nobody whom the vault knows")
    require(text(peers[0], "role") != "recipient", "this person hands nothing over")
    seen = [item for item in maps(peers[0], "seen") if item["handover"] == asked.handover]
    newest = max(seen, key=lambda item: uint(item, "version"), default=None)
    return peers[0] | {"seen": newest}
