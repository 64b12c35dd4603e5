"""What a device that remembers a vault takes for a later one (FORMAT.md, section 13)."""

import unittest

from stafeta_open.primitives import h
from stafeta_open.rollback import Memory, leads_on
from stafeta_open.stored import Stored
from stranger.writing import chance, encode

from . import VECTORS

STORED = b"all stored bytes"


def vault_hash(counter: int) -> bytes:
    """The hash of the vault with this counter."""
    return chance(f"vault/{counter}")


def accepts(memory: Memory, counter: int, length: int) -> bool:
    """Whether a vault with this counter and a trail of this length leads on."""
    trail = [vault_hash(counter - back) for back in range(1, length + 1)]
    return leads_on(memory, STORED, Stored(counter, encode({"trail": trail} if trail else {})))


class Rollback(unittest.TestCase):
    def test_lower_counter(self) -> None:
        self.assertFalse(accepts(Memory(9, vault_hash(9)), 8, 7))
        self.assertFalse(accepts(Memory(9, h(STORED)), 8, 7))
        self.assertFalse(accepts(Memory(9, vault_hash(1)), 8, 7))
        self.assertFalse(accepts(Memory(900, vault_hash(900)), 1, 0))

    def test_same_counter(self) -> None:
        self.assertTrue(accepts(Memory(9, h(STORED)), 9, 0))
        self.assertFalse(accepts(Memory(9, vault_hash(9)), 9, 8))
        self.assertFalse(accepts(Memory(9, vault_hash(8)), 9, 8))

    def test_higher_counter(self) -> None:
        for counter in (10, 11, 72, 73):
            self.assertTrue(accepts(Memory(9, vault_hash(9)), counter, min(64, counter - 1)))
            self.assertFalse(accepts(Memory(9, chance("fork")), counter, min(64, counter - 1)))

    def test_another_place_of_the_trail(self) -> None:
        for other in (7, 8, 10, 11):
            self.assertFalse(accepts(Memory(9, vault_hash(other)), 12, 11))
        self.assertFalse(accepts(Memory(9, h(STORED)), 12, 11))

    def test_trail_too_short(self) -> None:
        self.assertTrue(accepts(Memory(9, vault_hash(9)), 12, 3))
        self.assertFalse(accepts(Memory(9, vault_hash(9)), 12, 2))
        self.assertFalse(accepts(Memory(9, vault_hash(9)), 10, 0))
        self.assertFalse(accepts(Memory(9, vault_hash(9)), 73, 63))

    def test_too_long_ago_to_tell(self) -> None:
        for length in (0, 64):
            self.assertTrue(accepts(Memory(9, chance("fork")), 74, length))

    def test_golden_vaults(self) -> None:
        first, second = (self.golden(name) for name in ("vault", "vault-next"))
        remembered = [Memory(1, h(first[0])), Memory(2, h(second[0]))]
        self.assertTrue(leads_on(remembered[0], *first))
        self.assertTrue(leads_on(remembered[0], *second))
        self.assertTrue(leads_on(remembered[1], *second))
        self.assertFalse(leads_on(remembered[1], *first))
        self.assertFalse(leads_on(Memory(1, remembered[1].hash), *second))

    def golden(self, name: str) -> tuple[bytes, Stored]:
        """A golden vault: its stored bytes, and what opens out of them."""
        stored = (VECTORS / "v1" / f"{name}.bin").read_bytes()
        content = (VECTORS / "v1" / f"{name}.cbor.bin").read_bytes()
        return stored, Stored(int.from_bytes(stored[28:36], "big"), content)


if __name__ == "__main__":
    unittest.main()
