"""A device's memory against rollback of the vault (FORMAT.md, section 13)."""

from dataclasses import dataclass

from . import cbor
from .primitives import h
from .refused import Refused
from .stored import Stored
from .vault import TRAIL, open_vault, trail


class RolledBack(Refused):
    """What the device remembers speaks against this vault; a person may choose to go on."""


@dataclass(frozen=True)
class Memory:
    """The vault that a device remembers: its counter, and H of all stored bytes."""

    counter: int
    hash: bytes


def follow_vault(stored: bytes, account: bytes, ak: bytes, memory: Memory | None) -> Memory:
    """Opens a vault that may be taken for the newest without asking; what is remembered then."""
    opened = open_vault(stored, account, ak)
    if memory is not None and not leads_on(memory, stored, opened):
        raise RolledBack("the vault does not lead on from the remembered one")
    return remember(stored, opened)


def remember(stored: bytes, opened: Stored) -> Memory:
    """The memory of a vault that passed, or that a person takes for the newest."""
    return Memory(opened.counter, h(stored))


def leads_on(memory: Memory, stored: bytes, opened: Stored) -> bool:
    """Whether a vault is the remembered one or comes after it; if not, a person has to choose."""
    ahead = opened.counter - memory.counter
    if ahead < 0:
        return False
    if ahead > TRAIL:
        return True
    hashes = [h(stored), *trail(cbor.decode(opened.cbor))]
    return ahead < len(hashes) and hashes[ahead] == memory.hash
