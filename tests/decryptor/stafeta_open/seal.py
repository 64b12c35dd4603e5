"""SEAL: chunked, committing encryption (FORMAT.md, section 4)."""

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from .primitives import same, u64
from .refused import Refused, require

CHUNK = 16384
TAG = 16
SEALED_CHUNK = CHUNK + TAG
SALT = 24
HEAD = SALT + 32

_NAME = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00"


@dataclass(frozen=True)
class _Keys:
    aead: AESGCM
    base_nonce: bytes
    commitment: bytes

    def nonce(self, index: int) -> bytes:
        counter = bytes(4) + u64(index)
        return bytes(a ^ b for a, b in zip(self.base_nonce, counter, strict=True))


def sealed_len(plain_len: int) -> int:
    """How long the SEAL of so many bytes is."""
    return HEAD + plain_len + TAG * (plain_len // CHUNK + 1)


def open_seal(key: bytes, ctx: bytes, sealed: bytes) -> bytes:
    """The plaintext, if every byte of it is authentic."""
    require(len(sealed) >= HEAD + TAG, "a seal is too short")
    require((len(sealed) - HEAD) % SEALED_CHUNK >= TAG, "no seal has this length")
    keys = _derive(key, ctx, sealed[:SALT])
    require(same(keys.commitment, sealed[SALT:HEAD]), "a seal of another key or context")
    chunks = range(HEAD, len(sealed), SEALED_CHUNK)
    return b"".join(
        _open_chunk(keys, index, sealed[at : at + SEALED_CHUNK]) for index, at in enumerate(chunks)
    )


def seal_with_salt(key: bytes, ctx: bytes, salt: bytes, plain: bytes) -> bytes:
    """The SEAL with a given salt. Only for test vectors: a salt is used once."""
    require(len(salt) == SALT, "a salt has 24 bytes")
    keys = _derive(key, ctx, salt)
    chunks = [
        keys.aead.encrypt(keys.nonce(index), plain[index * CHUNK : (index + 1) * CHUNK], None)
        for index in range(len(plain) // CHUNK + 1)
    ]
    return salt + keys.commitment + b"".join(chunks)


def _open_chunk(keys: _Keys, index: int, chunk: bytes) -> bytes:
    try:
        return keys.aead.decrypt(keys.nonce(index), chunk, None)
    except InvalidTag as error:
        raise Refused(f"chunk {index} of a seal is not authentic") from error


def _derive(key: bytes, ctx: bytes, salt: bytes) -> _Keys:
    require(len(key) == 32, "a key has 32 bytes")
    okm = HKDFExpand(hashes.SHA512(), length=76, info=_NAME + salt + ctx).derive(key)
    return _Keys(AESGCM(okm[:32]), okm[32:44], okm[44:])
