"""Fields of fixed width, one after another (FORMAT.md, section 1)."""

from .primitives import SUITE
from .refused import Refused, require


class Reader:
    """Takes fields from the front of some bytes; refuses missing ones."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def at(self) -> int:
        """How many bytes were taken."""
        return self._at

    def take(self, count: int) -> bytes:
        """The next bytes."""
        if count > len(self._data) - self._at:
            raise Refused("bytes are missing")
        self._at += count
        return self._data[self._at - count : self._at]

    def uint(self, width: int) -> int:
        """An unsigned integer of so many bytes, big endian."""
        return int.from_bytes(self.take(width), "big")

    def counted(self, width: int) -> int:
        """A version, counter or generation: they start at 1."""
        number = self.uint(width)
        require(number > 0, "a number that starts at 1 is 0")
        return number

    def expect(self, text: bytes) -> None:
        """These bytes and no others: a label, a magic."""
        require(self.take(len(text)) == text, f"does not begin with {text!r}")

    def suite(self) -> None:
        """The only suite there is."""
        require(self.take(2) == SUITE, "unknown suite")

    def rest(self) -> bytes:
        """All that is left."""
        return self.take(len(self._data) - self._at)

    def done(self) -> None:
        """Refuses bytes left over."""
        require(self._at == len(self._data), "bytes are left over")
