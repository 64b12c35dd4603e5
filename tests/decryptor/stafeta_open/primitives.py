"""Hashes, derivation and notation (FORMAT.md, sections 1 and 2)."""

import hashlib
import hmac

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SUITE = b"\x00\x01"
ZEROS_32 = bytes(32)


def u32(number: int) -> bytes:
    """Four bytes, big endian."""
    return number.to_bytes(4, "big")


def u64(number: int) -> bytes:
    """Eight bytes, big endian."""
    return number.to_bytes(8, "big")


def lp(data: bytes) -> bytes:
    """LP(x): the length in four bytes, then the data."""
    return u32(len(data)) + data


def h(data: bytes) -> bytes:
    """H(x): SHA-256."""
    return hashlib.sha256(data).digest()


def hmac_sha256(key: bytes, data: bytes) -> bytes:
    """HMAC-SHA-256."""
    return hmac.digest(key, data, "sha256")


def kdf(ikm: bytes, info: bytes) -> bytes:
    """KDF(ikm, info): HKDF-SHA-256, Extract and Expand, empty salt, 32 bytes."""
    return HKDF(hashes.SHA256(), length=32, salt=None, info=info).derive(ikm)


def argon2id(secret: bytes, salt: bytes, length: int) -> bytes:
    """Argon2id 0x13 with the parameters of the suite: 64 MiB, three passes, one lane."""
    return Argon2id(salt=salt, length=length, iterations=3, lanes=1, memory_cost=65536).derive(
        secret
    )


def same(left: bytes, right: bytes) -> bool:
    """Equality in constant time."""
    return hmac.compare_digest(left, right)
