"""HPKE with X-Wing, single shot (FORMAT.md, section 8)."""

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from .primitives import hmac_sha256
from .refused import Refused, require

ENC = 1120
CT_M = 1088
SUITE_ID = b"HPKE" + bytes.fromhex("647a00010002")

_XWING_LABEL = bytes.fromhex("5c2e2f2f5e5c")


@dataclass(frozen=True)
class XWing:
    """The two private keys that a seed gives."""

    mlkem: MLKEM768PrivateKey
    x25519: X25519PrivateKey

    @classmethod
    def from_seed(cls, seed: bytes) -> "XWing":
        """Expands the seed of 32 bytes."""
        require(len(seed) == 32, "a seed has 32 bytes")
        expanded = hashlib.shake_256(seed).digest(96)
        return cls(
            MLKEM768PrivateKey.from_seed_bytes(expanded[:64]),
            X25519PrivateKey.from_private_bytes(expanded[64:]),
        )

    def public(self) -> bytes:
        """ek_M ‖ pk_X, 1216 bytes."""
        return self.mlkem.public_key().public_bytes_raw() + self._public_x()

    def decapsulate(self, enc: bytes) -> bytes:
        """The shared secret, 32 bytes."""
        require(len(enc) == ENC, "enc has 1120 bytes")
        ct_m, ct_x = enc[:CT_M], enc[CT_M:]
        ss_m = self.mlkem.decapsulate(ct_m)
        ss_x = exchange(self.x25519, ct_x)
        return hashlib.sha3_256(ss_m + ss_x + ct_x + self._public_x() + _XWING_LABEL).digest()

    def _public_x(self) -> bytes:
        return self.x25519.public_key().public_bytes_raw()


def exchange(private: X25519PrivateKey, public: bytes) -> bytes:
    """X25519. The library refuses a result of zeros, which no honest key gives."""
    try:
        return private.exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError as error:
        raise Refused("X25519 gives zeros") from error


def open_hpke(
    seed: bytes, sealed: bytes, info: bytes, aad: bytes, psk: bytes = b"", psk_id: bytes = b""
) -> bytes:
    """The plaintext sealed to the X-Wing key of the seed. Mode PSK if there is a psk, else Base."""
    require(len(sealed) >= ENC + 16, "a wrap is too short")
    shared_secret = XWing.from_seed(seed).decapsulate(sealed[:ENC])
    key, nonce = key_schedule(SUITE_ID, shared_secret, info, psk, psk_id)
    try:
        return AESGCM(key).decrypt(nonce, sealed[ENC:], aad)
    except InvalidTag as error:
        raise Refused("a wrap is not authentic") from error


def key_schedule(
    suite_id: bytes, shared_secret: bytes, info: bytes, psk: bytes, psk_id: bytes
) -> tuple[bytes, bytes]:
    """Key and nonce (RFC 9180, 5.1, modes Base and PSK)."""
    require(bool(psk) == bool(psk_id), "psk and psk_id go together")
    mode = b"\x01" if psk else b"\x00"
    context = (
        mode
        + _labeled_extract(suite_id, b"", b"psk_id_hash", psk_id)
        + _labeled_extract(suite_id, b"", b"info_hash", info)
    )
    secret = _labeled_extract(suite_id, shared_secret, b"secret", psk)
    return (
        _labeled_expand(suite_id, secret, b"key", context, 32),
        _labeled_expand(suite_id, secret, b"base_nonce", context, 12),
    )


def _labeled_extract(suite_id: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    # HKDF-Extract is HMAC with the salt as key, and HMAC fills a short key up with zeros.
    return hmac_sha256(salt, b"HPKE-v1" + suite_id + label + ikm)


def _labeled_expand(
    suite_id: bytes, prk: bytes, label: bytes, context: bytes, length: int
) -> bytes:
    info = length.to_bytes(2, "big") + b"HPKE-v1" + suite_id + label + context
    return HKDFExpand(hashes.SHA256(), length=length, info=info).derive(prk)
