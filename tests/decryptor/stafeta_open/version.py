"""Sealed versions: the header and what opens the body (FORMAT.md, section 16)."""

from dataclasses import dataclass

from . import body
from .hpke_xwing import open_hpke
from .padme import unpad
from .primitives import SUITE, h, kdf, lp, same, u64
from .reader import Reader
from .refused import require
from .seal import open_seal

HEADER = 337
WRAP = 1168
LOCK = 104

BASE, PSK = 0, 1
REAL, DRILL = 1, 2


@dataclass(frozen=True)
class Header:
    """A well-formed header. `raw` is all of it, `hash` is H(raw)."""

    raw: bytes
    hash: bytes
    mode: int
    gate: int
    purpose: int
    owner: bytes
    recipient: bytes
    handover: bytes
    version: int
    prev: bytes
    owner_bundle: bytes
    recipient_bundle: bytes
    wrap: bytes
    lock: bytes
    body: bytes
    body_len: int
    att_root: bytes
    srv_id: bytes
    sealed_at: int

    @property
    def place(self) -> bytes:
        """F: suite, owner, handover, version."""
        return SUITE + self.owner + self.handover + u64(self.version)


def read_header(raw: bytes) -> Header:
    """Reads a header; refuses unknown modes, gates and purposes."""
    require(len(raw) == HEADER, "a header has 337 bytes")
    reader = Reader(raw)
    reader.expect(b"STF1")
    reader.suite()
    header = Header(
        raw=raw,
        hash=h(raw),
        mode=reader.uint(1),
        gate=reader.uint(1),
        purpose=reader.uint(1),
        owner=reader.take(16),
        recipient=reader.take(16),
        handover=reader.take(16),
        version=reader.counted(8),
        prev=reader.take(32),
        owner_bundle=reader.take(32),
        recipient_bundle=reader.take(32),
        wrap=reader.take(32),
        lock=reader.take(32),
        body=reader.take(32),
        body_len=reader.uint(8),
        att_root=reader.take(32),
        srv_id=reader.take(32),
        sealed_at=reader.uint(8),
    )
    require(header.mode in (BASE, PSK), "an unknown mode")
    require(header.gate == 0, "an unknown gate")
    require(header.purpose in (REAL, DRILL), "an unknown purpose")
    return header


@dataclass(frozen=True)
class Sealed:
    """The pieces of a version besides its header."""

    wrap: bytes
    lock: bytes
    k_srv: bytes
    body: bytes


def require_lengths(sealed: Sealed) -> None:
    """Refuses a wrap or a lock of another length (section 17, step 1)."""
    require(len(sealed.wrap) == WRAP, "a wrap has 1168 bytes")
    require(len(sealed.lock) == LOCK, "a lock has 104 bytes")


def require_pieces(header: Header, sealed: Sealed) -> None:
    """Refuses other pieces than the header names (section 17, step 7)."""
    require(same(h(sealed.wrap), header.wrap), "another wrap")
    require(same(h(sealed.lock), header.lock), "another lock")
    require(len(sealed.body) == header.body_len, "a body of another length")
    require(same(h(sealed.body), header.body), "another body")


def open_body_key(header: Header, sealed: Sealed, seed: bytes, psk: bytes, psk_id: bytes) -> bytes:
    """The key of the body (section 17, steps 9 and 10)."""
    require(len(sealed.k_srv) == 32, "K_srv has 32 bytes")
    place = header.place + header.recipient
    srv_id = kdf(sealed.k_srv, b"stf1/srv-id" + place)
    require(same(srv_id, header.srv_id), "srv_id does not follow from K_srv")
    info = _wrap_info(header)
    k_r = open_hpke(seed, sealed.wrap, info, h(sealed.lock), psk, psk_id)
    cek = kdf(k_r + sealed.k_srv, b"stf1/cek" + place)
    return open_seal(cek, b"stf1/lock" + place, sealed.lock)


def open_body(header: Header, body_key: bytes, sealed_body: bytes) -> body.Body:
    """The body (section 17, steps 10 and 11)."""
    padded = open_seal(body_key, b"stf1/body" + header.place, sealed_body)
    opened = body.read(unpad(padded))
    require(opened.sealed_at == header.sealed_at, "body and header name different times")
    require(same(opened.root(), header.att_root), "other attachments than the header counts")
    return opened


def _wrap_info(header: Header) -> bytes:
    return (
        b"stf1/wrap"
        + SUITE
        + lp(header.owner)
        + lp(header.owner_bundle)
        + lp(header.recipient)
        + lp(header.recipient_bundle)
        + header.handover
        + u64(header.version)
    )
