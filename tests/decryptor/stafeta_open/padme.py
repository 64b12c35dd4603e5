"""Padding (FORMAT.md, section 5)."""

from .reader import Reader
from .refused import require

SMALLEST = 1024


def padme(length: int) -> int:
    """Padmé(L)."""
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    kept = exponent.bit_length()
    mask = (1 << (exponent - kept)) - 1
    return (length + mask) & ~mask


def padded_len(length: int) -> int:
    """How long so many bytes are once padded, in the body as in a file."""
    return max(SMALLEST, padme(length))


def unpad(padded: bytes) -> bytes:
    """The bytes inside PAD(x)."""
    reader = Reader(padded)
    length = reader.uint(8)
    require(len(padded) == padded_len(8 + length), "the padding does not fit the length")
    content = reader.take(length)
    require(not any(reader.rest()), "the padding is not zero")
    return content


def strip(padded: bytes, length: int) -> bytes:
    """The file inside its padding, which has no length in front (section 15)."""
    require(len(padded) == padded_len(length), "the padding does not fit the length")
    require(not any(padded[length:]), "the padding is not zero")
    return padded[:length]
