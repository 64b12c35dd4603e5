"""Attachments (FORMAT.md, section 15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from .fields import Map, octets, text_or_empty, uint
from .padme import padded_len, strip
from .primitives import SUITE, h, same, u32, u64
from .refused import require
from .seal import open_seal, seal_with_salt, sealed_len

PART = 8 * 1024 * 1024
MAX_LEN = 1 << 31


class Rooted(Protocol):
    """What goes into the root of a list of attachments."""

    @property
    def id(self) -> bytes: ...
    @property
    def ct_len(self) -> int: ...
    @property
    def hash(self) -> bytes: ...


@dataclass(frozen=True)
class Entry:
    """An attachment as the root counts it."""

    id: bytes
    ct_len: int
    hash: bytes


@dataclass(frozen=True)
class Listed:
    """An attachment as the body lists it (section 16). `name` is data, no path."""

    id: bytes
    name: str
    mime: str
    len: int
    ct_len: int
    hash: bytes
    key: bytes


def listed(fields: Map) -> Listed:
    """An entry of the body's list."""
    return Listed(
        id=octets(fields, "id", 16),
        name=text_or_empty(fields, "name"),
        mime=text_or_empty(fields, "mime"),
        len=uint(fields, "len"),
        ct_len=uint(fields, "ct_len"),
        hash=octets(fields, "hash", 32),
        key=octets(fields, "key", 32),
    )


def require_lengths(entry: Listed) -> None:
    """Refuses lengths that cannot be."""
    require(entry.len <= MAX_LEN, "an attachment is too long")
    require(entry.ct_len == sealed_len(padded_len(entry.len)), "ct_len does not follow from len")


def open_attachment(owner: bytes, handover: bytes, entry: Listed, sealed: bytes) -> bytes:
    """The file, after every byte of it was verified."""
    require_lengths(entry)
    require(len(sealed) == entry.ct_len, "an attachment of another length")
    require(same(parts_hash(sealed), entry.hash), "an attachment with another hash")
    padded = open_seal(entry.key, _context(owner, handover, entry.id), sealed)
    return strip(padded, entry.len)


def seal_attachment(
    owner: bytes, handover: bytes, att_id: bytes, key: bytes, salt: bytes, plain: bytes
) -> bytes:
    """Seals a file with a given salt. Only for test vectors."""
    padded = plain.ljust(padded_len(len(plain)), b"\x00")
    return seal_with_salt(key, _context(owner, handover, att_id), salt, padded)


def parts_hash(sealed: bytes) -> bytes:
    """The hash over the hashes of the parts."""
    parts = range(0, len(sealed), PART)
    return h(b"stf1/parts" + b"".join(h(sealed[at : at + PART]) for at in parts))


def root(entries: Sequence[Rooted]) -> bytes:
    """att_root (section 16)."""
    ids = {entry.id for entry in entries}
    require(len(ids) == len(entries), "an attachment is listed twice")
    ordered = sorted(entries, key=lambda entry: entry.id)
    lines = b"".join(entry.id + u64(entry.ct_len) + entry.hash for entry in ordered)
    return h(b"stf1/root" + u32(len(ordered)) + lines)


def _context(owner: bytes, handover: bytes, att_id: bytes) -> bytes:
    return b"stf1/att" + SUITE + owner + handover + att_id
