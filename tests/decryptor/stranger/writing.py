"""The writing side of the formats (FORMAT.md, sections 4 to 8)."""

import hashlib
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from stafeta_open.hpke_xwing import SUITE_ID, XWing, exchange, key_schedule
from stafeta_open.padme import padded_len
from stafeta_open.primitives import h, u64
from stafeta_open.seal import SALT, seal_with_salt

MAP, ARRAY, TEXT, BYTES = 0xA0, 0x80, 0x60, 0x40


def chance(name: str, length: int = 32) -> bytes:
    """Bytes that depend on the name alone, so that keys and salts stay what they are."""
    return hashlib.shake_256(b"stranger/" + name.encode()).digest(length)


def seal(key: bytes, ctx: bytes, plain: bytes, salt: str = "") -> bytes:
    """SEAL; another `salt` gives another sealing of the same."""
    drawn = h(key + ctx + h(plain) + salt.encode())[:SALT]
    return seal_with_salt(key, ctx, drawn, plain)


def pad(content: bytes) -> bytes:
    """PAD(x)."""
    return (u64(len(content)) + content).ljust(padded_len(8 + len(content)), b"\0")


def sign(seed: bytes, message: bytes) -> bytes:
    """Ed25519."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def encode(value: Any) -> bytes:
    """CBOR as section 6 wants it."""
    match value:
        case bool():
            return b"\xf5" if value else b"\xf4"
        case None:
            return b"\xf6"
        case int():
            return _head(0x00, value) if value >= 0 else _head(0x20, -1 - value)
        case bytes():
            return _head(BYTES, len(value)) + value
        case str():
            return _head(TEXT, len(value.encode())) + value.encode()
        case list():
            return _head(ARRAY, len(value)) + b"".join(map(encode, value))
        case dict():
            pairs = sorted((encode(key), encode(item)) for key, item in value.items())
            return _head(MAP, len(value)) + b"".join(key + item for key, item in pairs)
    raise TypeError(f"{value!r} does not occur")


def seal_hpke(
    seed: bytes, info: bytes, aad: bytes, plain: bytes, psk: bytes, psk_id: bytes
) -> bytes:
    """HPKE to the X-Wing key of the seed."""
    public = XWing.from_seed(seed).public()
    ss_m, ct_m = MLKEM768PublicKey.from_public_bytes(public[:1184]).encapsulate()
    ephemeral = X25519PrivateKey.generate()
    ct_x = ephemeral.public_key().public_bytes_raw()
    ss_x = exchange(ephemeral, public[1184:])
    label = bytes.fromhex("5c2e2f2f5e5c")
    shared = hashlib.sha3_256(ss_m + ss_x + ct_x + public[1184:] + label).digest()
    key, nonce = key_schedule(SUITE_ID, shared, info, psk, psk_id)
    return ct_m + ct_x + AESGCM(key).encrypt(nonce, plain, aad)


def _head(major: int, argument: int) -> bytes:
    if argument < 24:
        return bytes([major | argument])
    width = next(width for width in (1, 2, 4, 8) if argument < 1 << 8 * width)
    return bytes([major | 23 + width.bit_length()]) + argument.to_bytes(width, "big")
