"""A device's memory against rollback of the vault (FORMAT.md, section 13)."""

from dataclasses import dataclass

from . import cbor
from .primitives import h
from .stored import Stored
from .vault import TRAIL, trail


@dataclass(frozen=True)
class Memory:
    """The vault that a device remembers: its counter, and H of all stored bytes."""

    counter: int
    hash: bytes


def leads_on(memory: Memory, stored: bytes, opened: Stored) -> bool:
    """Whether a vault is the remembered one or comes after it; if not, a person has to choose."""
    ahead = opened.counter - memory.counter
    if ahead < 0:
        return False
    if ahead > TRAIL:
        return True
    hashes = [h(stored), *trail(cbor.decode(opened.cbor))]
    return ahead < len(hashes) and hashes[ahead] == memory.hash
