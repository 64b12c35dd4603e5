"""Opening a released version (FORMAT.md, section 17)."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass

from . import bundle, signature
from .body import Body
from .bundle import Bundle
from .pairing import psk_id
from .primitives import same
from .refused import Refused, require
from .version import (
    BASE,
    Header,
    Sealed,
    open_body,
    open_body_key,
    read_header,
    require_lengths,
    require_pieces,
)

OWNER_KEY_NEWER = "owner_key_newer"
OWNER_KEY_OLDER = "owner_key_older"

OLDER = "older"
DIFFERENT = "different"
CHAIN_NOT_SHOWN = "chain_not_shown"
UNPAIRED = "unpaired"
STOPS = (OLDER, DIFFERENT, CHAIN_NOT_SHOWN, UNPAIRED)


class Stop(Refused):
    """Authentic, but something known here speaks against it: a person may choose to go on.

    `known` is the time of what was seen, or of the earliest psk.
    """

    def __init__(self, word: str, sealed_at: int, known: int) -> None:
        super().__init__(word)
        self.word = word
        self.sealed_at = sealed_at
        self.known = known


@dataclass(frozen=True)
class Asked:
    """What was asked for. `version` none means the newest."""

    owner: bytes
    recipient: bytes
    handover: bytes
    version: int | None
    purpose: int


@dataclass(frozen=True)
class Psk:
    """A psk of a pairing: the invite's id, the key, when it was pinned."""

    id: bytes
    psk: bytes
    time: int


@dataclass(frozen=True)
class Seen:
    """What is remembered of a handover: version, H(header), its sealed_at."""

    version: int
    header: bytes
    time: int


@dataclass(frozen=True)
class Pinned:
    """The owner as the recipient knows them; bundles oldest first, the last is the pin."""

    bundles: list[bytes]
    psks: list[Psk]
    seen: Seen | None


@dataclass(frozen=True)
class OwnKey:
    """A generation of the recipient's own keys: the bundle and the two seeds."""

    bundle: bytes
    xwing: bytes
    ed25519: bytes


@dataclass(frozen=True)
class Received:
    """What the server sends. `history` are the headers in between."""

    header: bytes
    signature: bytes
    owner_bundles: list[bytes]
    history: list[bytes]
    sealed: Sealed
    psk_hint: bytes | None


@dataclass(frozen=True)
class Opened:
    """An opened version."""

    header: Header
    body: Body
    body_key: bytes
    notices: list[str]


def open_version(
    asked: Asked,
    pinned: Pinned,
    keys: list[OwnKey],
    received: Received,
    accepted: Collection[str],
) -> Opened:
    """Opens a version, all steps but the attachments. `accepted` are the stops chosen to be passed."""
    header = read_header(received.header)
    require_lengths(received.sealed)
    _require_asked(header, asked)
    signer, notices = _signer(header, pinned, received.owner_bundles)
    verify_header(header, signer, received.signature)
    own = _own_key(header, keys)
    notices += _pass(_stale(header, pinned.seen, received.history), accepted)
    require_pieces(header, received.sealed)
    notices += _pass(_unpaired(header, pinned.psks), accepted)
    psk = _psk(header, pinned.psks, received.psk_hint)
    secret, name = (psk.psk, psk_id(psk.id)) if psk else (b"", b"")
    body_key = open_body_key(header, received.sealed, own.xwing, secret, name)
    return Opened(header, open_body(header, body_key, received.sealed.body), body_key, notices)


def verify_header(header: Header, signer: Bundle, sig: bytes) -> None:
    """Step 4."""
    signature.verify(signer.ed25519, b"stf1/sig/header" + header.raw, sig)


def _pass(stop: Stop | None, accepted: Collection[str]) -> list[str]:
    """Stops, unless it was chosen to go on; then the notice that says so."""
    if stop is None:
        return []
    if stop.word not in accepted:
        raise stop
    return [stop.word]


def _stale(header: Header, seen: Seen | None, history: list[bytes]) -> Stop | None:
    """Step 6: whether another version is remembered and this one does not lead to it."""
    if seen is None:
        return None
    word = _staleness(header, seen, history)
    return Stop(word, header.sealed_at, seen.time) if word else None


def _staleness(header: Header, seen: Seen, history: list[bytes]) -> str | None:
    if header.version < seen.version:
        return OLDER
    if header.version == seen.version:
        return None if header.hash == seen.header else DIFFERENT
    return None if _leads_back(header, seen, history) else CHAIN_NOT_SHOWN


def _leads_back(header: Header, seen: Seen, history: list[bytes]) -> bool:
    between = {shown.hash: shown for shown in _well_formed(history)}
    at = header
    while at.prev != seen.header:
        before = between.get(at.prev)
        if before is None or not _is_before(before, at):
            return False
        at = before
    return True


def _well_formed(history: list[bytes]) -> Iterator[Header]:
    """A malformed header in between leads nowhere."""
    for raw in history:
        with suppress(Refused):
            yield read_header(raw)


def _is_before(before: Header, at: Header) -> bool:
    same_place = (before.owner, before.recipient, before.handover) == (
        at.owner,
        at.recipient,
        at.handover,
    )
    return same_place and before.version < at.version


def _require_asked(header: Header, asked: Asked) -> None:
    """Step 2."""
    require(header.owner == asked.owner, "of another owner")
    require(header.recipient == asked.recipient, "for another recipient")
    require(header.handover == asked.handover, "of another handover")
    require(asked.version in (None, header.version), "another version")
    require(header.purpose == asked.purpose, "for another purpose")


def _signer(header: Header, pinned: Pinned, shown: list[bytes]) -> tuple[Bundle, list[str]]:
    """Step 3: the bundle that the header names, and what is to be said about it."""
    known = bundle.read_chain(pinned.bundles)
    chain = bundle.lengthen(known, [bundle.read(item) for item in shown])
    pin = known[-1]
    require(pin.account == header.owner, "the pinned chain is of another owner")
    for signer in chain:
        if signer.hash == header.owner_bundle:
            return signer, _key_notice(signer, pin)
    raise Refused("signed with keys that are not pinned")


def _key_notice(signer: Bundle, pin: Bundle) -> list[str]:
    if signer.generation == pin.generation:
        return []
    return [OWNER_KEY_NEWER if signer.generation > pin.generation else OWNER_KEY_OLDER]


def _own_key(header: Header, keys: list[OwnKey]) -> OwnKey:
    """Step 5."""
    for key in keys:
        own = bundle.read(key.bundle)
        if own.hash == header.recipient_bundle:
            require(own.account == header.recipient, "the own keys are of another account")
            return key
    raise Refused("sealed to keys that are not here")


def _unpaired(header: Header, psks: list[Psk]) -> Stop | None:
    """Step 8: whether it is sealed without any of the psks."""
    if header.mode != BASE or not psks:
        return None
    return Stop(UNPAIRED, header.sealed_at, min(psk.time for psk in psks))


def _psk(header: Header, psks: list[Psk], hint: bytes | None) -> Psk | None:
    """Step 8: the psk of mode PSK, of several with the latest time the last; none in mode Base."""
    if header.mode == BASE:
        return None
    if hint is not None:
        psks = [psk for psk in psks if same(psk.id, hint)]
    require(len(psks) > 0, "no such psk")
    return max(reversed(psks), key=lambda psk: psk.time)
