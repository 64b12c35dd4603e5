"""The pieces of a released version, out of maps of values (FORMAT.md, sections 17 and 22)."""

from .attachment import Entry
from .bundle import Bundle, read
from .fields import Map, array, map_of, maps, octet_strings, octets, uint
from .opening import STOPS, Asked, OwnKey, Pinned, Psk, Received, Seen
from .values import Malformed
from .version import Sealed
from .versioned import Shown


def asked(fields: Map) -> Asked:
    """What is asked for."""
    return Asked(
        owner=octets(fields, "owner", 16),
        recipient=octets(fields, "recipient", 16),
        handover=octets(fields, "handover", 16),
        version=uint(fields, "version") if fields.get("version") is not None else None,
        purpose=uint(fields, "purpose"),
    )


def pinned(fields: Map) -> Pinned:
    """The owner as the recipient knows them."""
    seen = map_of(fields, "seen") if fields.get("seen") is not None else None
    return Pinned(
        bundles=octet_strings(fields, "bundles"),
        psks=[_psk(psk) for psk in maps(fields, "psks")],
        seen=_seen(seen) if seen is not None else None,
    )


def own_keys(fields: Map) -> list[OwnKey]:
    """The recipient's own keys, under `keys`."""
    return [
        OwnKey(octets(key, "bundle"), octets(key, "xwing", 32), octets(key, "ed25519", 32))
        for key in maps(fields, "keys")
    ]


def received(fields: Map) -> Received:
    """What the server sends."""
    hint = fields.get("psk_hint")
    return Received(
        header=octets(fields, "header"),
        signature=octets(fields, "signature"),
        owner_bundles=octet_strings(fields, "owner_bundles"),
        history=[octets(shown, "header") for shown in maps(fields, "history")],
        sealed=Sealed(
            wrap=octets(fields, "wrap"),
            lock=octets(fields, "lock"),
            k_srv=octets(fields, "k_srv"),
            body=octets(fields, "body"),
        ),
        psk_hint=octets(fields, "psk_hint", 16) if hint is not None else None,
    )


def accepted(fields: Map) -> list[str]:
    """The stops that a person chose to pass, under `accepted`."""
    words = array(fields, "accepted")
    for word in words:
        if word not in STOPS:
            raise Malformed(f"there is no stop {word!r}")
    return words


def shown(fields: Map) -> Shown:
    """The header that a head or a receipt is to be about."""
    return Shown(
        owner=octets(fields, "owner", 16),
        recipient=octets(fields, "recipient", 16),
        handover=octets(fields, "handover", 16),
        version=uint(fields, "version"),
        header=octets(fields, "header_hash", 32),
    )


def entry(fields: Map) -> Entry:
    """An attachment as the root counts it."""
    return Entry(octets(fields, "id", 16), uint(fields, "ct_len"), octets(fields, "hash", 32))


def sound_bundle(fields: Map, key: str) -> Bundle:
    """A bundle under some key."""
    return read(octets(fields, key))


def _psk(fields: Map) -> Psk:
    return Psk(octets(fields, "id", 16), octets(fields, "psk", 32), uint(fields, "time"))


def _seen(fields: Map) -> Seen:
    return Seen(uint(fields, "version"), octets(fields, "header", 32), uint(fields, "time"))
