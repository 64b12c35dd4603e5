"""What a device that remembers a vault takes for a later one (FORMAT.md, section 13)."""

import unittest

from stafeta_open.primitives import h
from stafeta_open.refused import Refused
from stafeta_open.rollback import Memory, RolledBack, follow_vault, leads_on, remember
from stafeta_open.stored import Stored
from stranger.people import OTHER, READER
from stranger.stored_cases import sealed_vault, trailing
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


def made(counter: int, *trail: bytes) -> bytes:
    """A stored vault with this trail."""
    return sealed_vault(encode(trailing(counter, 0) | {"trail": list(trail)}), counter)


def follow(stored: bytes, memory: Memory | None) -> Memory:
    """What a device of the reader remembers after this vault."""
    return follow_vault(stored, READER.account, READER.ak, memory)


class Remembering(unittest.TestCase):
    def setUp(self) -> None:
        self.old = made(4)
        self.new = made(5, h(self.old))

    def test_nothing_remembered_cannot_stop(self) -> None:
        self.assertEqual(follow(self.old, None), Memory(4, h(self.old)))
        self.assertEqual(follow(self.new, None), Memory(5, h(self.new)))

    def test_what_passes_is_remembered(self) -> None:
        memory = follow(self.new, Memory(4, h(self.old)))
        self.assertEqual(memory, Memory(5, h(self.new)))
        self.assertEqual(follow(self.new, memory), memory)

    def test_rolled_back(self) -> None:
        with self.assertRaises(RolledBack):
            follow(self.old, Memory(5, h(self.new)))

    def test_two_next_ones(self) -> None:
        """Of two that follow the same vault, the second stops: what counts is remembered now."""
        other = made(5, h(self.old), chance("third"))
        memory = follow(self.new, Memory(4, h(self.old)))
        with self.assertRaises(RolledBack):
            follow(other, memory)

    def test_taken_for_the_newest(self) -> None:
        """The next vault counts on from the one that was taken."""
        opened = Stored(4, encode(trailing(4, 0)))
        memory = remember(self.old, opened)
        self.assertEqual(memory, Memory(4, h(self.old)))
        again = made(5, h(self.old), chance("third"))
        with self.assertRaises(RolledBack):
            follow(again, Memory(5, h(self.new)))
        self.assertEqual(follow(again, memory), Memory(5, h(again)))

    def test_what_does_not_open_is_refused_not_stopped(self) -> None:
        for memory in (None, Memory(4, h(self.old)), Memory(9, h(self.new))):
            with self.assertRaises(Refused) as raised:
                follow_vault(self.old, OTHER.account, READER.ak, memory)
            self.assertNotIsInstance(raised.exception, RolledBack)


if __name__ == "__main__":
    unittest.main()
