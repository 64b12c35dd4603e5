"""Opening a released version (FORMAT.md, section 17)."""

from dataclasses import dataclass

from . import bundle, signature
from .body import Body
from .bundle import Bundle
from .pairing import psk_id
from .primitives import same
from .refused import Refused, require
from .version import BASE, Header, Sealed, open_body, open_body_key, read_header, require_pieces

OWNER_KEY_NEWER = "owner_key_newer"
OWNER_KEY_OLDER = "owner_key_older"
BEFORE_PAIRING = "before_pairing"


class Stale(Refused):
    """Authentic, but not fresh. Only here does a reader say which (`state`)."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


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


def open_version(asked: Asked, pinned: Pinned, keys: list[OwnKey], received: Received) -> Opened:
    """Opens a version, all steps but the attachments."""
    header = read_header(received.header)
    _require_asked(header, asked)
    signer, notices = _signer(header, pinned, received.owner_bundles)
    verify_header(header, signer, received.signature)
    own = _own_key(header, keys)
    require_fresh(header, pinned.seen, received.history)
    require_pieces(header, received.sealed)
    psk = _psk(header, pinned.psks, received.psk_hint)
    if header.mode == BASE and pinned.psks:
        notices.append(BEFORE_PAIRING)
    secret, name = (psk.psk, psk_id(psk.id)) if psk else (b"", b"")
    body_key = open_body_key(header, received.sealed, own.xwing, secret, name)
    return Opened(header, open_body(header, body_key, received.sealed.body), body_key, notices)


def verify_header(header: Header, signer: Bundle, sig: bytes) -> None:
    """Step 4."""
    signature.verify(signer.ed25519, b"stf1/sig/header" + header.raw, sig)


def require_fresh(header: Header, seen: Seen | None, history: list[bytes]) -> None:
    """Step 6: stops with `Stale` if another version is remembered and this one does not lead to it."""
    if seen is None or (header.version, header.hash) == (seen.version, seen.header):
        return
    if header.version < seen.version:
        raise Stale("older")
    if header.version == seen.version:
        raise Stale("different")
    between = {shown.hash: shown for shown in map(read_header, history)}
    at = header
    while at.prev != seen.header:
        before = between.get(at.prev)
        if before is None or not _is_before(before, at):
            raise Stale("chain not shown")
        at = before


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


def _psk(header: Header, psks: list[Psk], hint: bytes | None) -> Psk | None:
    """Step 8: the psk of mode PSK, none in mode Base."""
    if header.mode == BASE:
        paired = any(psk.time <= header.sealed_at for psk in psks)
        require(not paired, "sealed without the psk that was there")
        return None
    if hint is not None:
        psks = [psk for psk in psks if same(psk.id, hint)]
    require(len(psks) > 0, "no such psk")
    return max(psks, key=lambda psk: psk.time)
