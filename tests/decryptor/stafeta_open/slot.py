"""Slots, which hold the account key (FORMAT.md, section 10)."""

from dataclasses import dataclass

from . import kit
from .primitives import kdf
from .reader import Reader
from .refused import require
from .seal import open_seal

SLOT = 152
PASSWORD = 1
KIT = 2

_CONTEXT = 48


@dataclass(frozen=True)
class Slot:
    """An opened slot."""

    slot: bytes
    generation: int
    ak: bytes


def open_slot(stored: bytes, account: bytes, kind: int, secret: bytes) -> Slot:
    """Opens the slot of this account and kind.

    `secret` is OPAQUE's export key (64 bytes) for kind 1, the kit code (20 bytes) for kind 2.
    """
    require(kind in (PASSWORD, KIT), "an unknown kind of slot")
    require(len(stored) == SLOT, "a slot has 152 bytes")
    reader = Reader(stored)
    reader.expect(b"stf1/slot")
    reader.suite()
    require(reader.take(16) == account, "a slot of another account")
    slot = reader.take(16)
    require(reader.uint(1) == kind, "a slot of another kind")
    generation = reader.counted(4)
    ak = open_seal(_kek(kind, secret), stored[:_CONTEXT], stored[_CONTEXT:])
    return Slot(slot, generation, ak)


def _kek(kind: int, secret: bytes) -> bytes:
    if kind == KIT:
        require(len(secret) == kit.CODE, "a kit code has 20 bytes")
        return kit.kek(secret)
    require(len(secret) == 64, "an export key has 64 bytes")
    return kdf(secret, b"stf1/kek/password")
