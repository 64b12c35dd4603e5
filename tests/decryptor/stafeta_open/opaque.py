"""Password login (FORMAT.md, section 21): OPAQUE (RFC 9807) over OPRF (RFC 9497).

All randomness is given, so that it can be compared; it is no login program.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from . import ristretto
from .primitives import argon2id, same
from .refused import require
from .signature import ORDER

_OPRF = b"OPRFV1-\x00-ristretto255-SHA512"
_HASH = 64

Stretch = Callable[[bytes], bytes]


def stretch(secret: bytes) -> bytes:
    """The KSF of the suite."""
    return argon2id(secret, bytes(16), 64)


@dataclass(frozen=True)
class KeyPair:
    """A scalar and its point, encoded."""

    private: int
    public: bytes


@dataclass(frozen=True)
class Names:
    """What both sides know besides keys and password."""

    context: bytes
    client: bytes
    server: bytes


@dataclass(frozen=True)
class Envelope:
    """What the client derives from its password and an envelope's nonce."""

    nonce: bytes
    tag: bytes
    export_key: bytes
    keys: KeyPair

    @property
    def raw(self) -> bytes:
        """96 bytes."""
        return self.nonce + self.tag


@dataclass(frozen=True)
class Keys:
    """What both sides of the 3DH derive."""

    server_mac: bytes
    client_mac: bytes
    session_key: bytes


# Client and server, message by message.


def blind(password: bytes, scalar: int) -> bytes:
    """The registration request, and the first 32 bytes of KE1."""
    return ristretto.encode(ristretto.multiply(scalar, _hash_to_group(password)))


def oprf_key(oprf_seed: bytes, credential: bytes) -> int:
    """The server's OPRF key of an account."""
    seed = expand(oprf_seed, credential + b"OprfKey", 32)
    return _derive_key(seed, b"OPAQUE-DeriveKeyPair")


def evaluate(key: int, blinded: bytes) -> bytes:
    """The server's answer to a blinded password."""
    return ristretto.encode(ristretto.multiply(key, ristretto.decode(blinded)))


def randomized_password(password: bytes, scalar: int, evaluated: bytes, ksf: Stretch) -> bytes:
    """What the client gets out of the answer."""
    point = ristretto.multiply(pow(scalar, -1, ORDER), ristretto.decode(evaluated))
    element = ristretto.encode(point)
    output = hashlib.sha512(_lp16(password) + _lp16(element) + b"Finalize").digest()
    return _extract(output + ksf(output))


def envelope(password: bytes, nonce: bytes, server_public: bytes, names: Names) -> Envelope:
    """The envelope with this nonce; `password` is the randomized one."""
    seed = expand(password, nonce + b"PrivateKey", 32)
    clear = server_public + _lp16(names.server) + _lp16(names.client)
    auth_key = expand(password, nonce + b"AuthKey", _HASH)
    return Envelope(
        nonce=nonce,
        tag=_mac(auth_key, nonce + clear),
        export_key=expand(password, nonce + b"ExportKey", _HASH),
        keys=key_pair(seed),
    )


def open_envelope(password: bytes, raw: bytes, server_public: bytes, names: Names) -> Envelope:
    """The client's keys; refuses an envelope of another password, server or name."""
    made = envelope(password, raw[:32], server_public, names)
    require(same(made.tag, raw[32:]), "an envelope of another password")
    return made


def require_mac(expected: bytes, shown: bytes) -> None:
    """Refuses the answer of a server that does not know the record."""
    require(same(expected, shown), "a MAC does not hold")


def masking_key(password: bytes) -> bytes:
    """Of the registration record; `password` is the randomized one."""
    return expand(password, b"MaskingKey", _HASH)


def mask(key: bytes, nonce: bytes, content: bytes) -> bytes:
    """The masked response of KE2, and what is under it."""
    pad = expand(key, nonce + b"CredentialResponsePad", 128)
    return bytes(a ^ b for a, b in zip(pad, content, strict=True))


def key_pair(seed: bytes) -> KeyPair:
    """DeriveDiffieHellmanKeyPair."""
    private = _derive_key(seed, b"OPAQUE-DeriveDiffieHellmanKeyPair")
    return KeyPair(private, public_key(private))


def public_key(private: int) -> bytes:
    """The point of a scalar, encoded."""
    return ristretto.encode(ristretto.multiply(private, ristretto.BASE))


def diffie_hellman(private: int, public: bytes) -> bytes:
    """One of the three."""
    return ristretto.encode(ristretto.multiply(private, ristretto.decode(public)))


def derive_keys(three: bytes, ke1: bytes, ke2_without_mac: bytes, names: Names) -> Keys:
    """MACs and session key out of the three shared points and the transcript."""
    preamble = b"OPAQUEv1-" + _lp16(names.context) + _lp16(names.client) + ke1
    preamble += _lp16(names.server) + ke2_without_mac
    transcript = hashlib.sha512(preamble).digest()
    prk = _extract(three)
    handshake = _derive_secret(prk, b"HandshakeSecret", transcript)
    server_mac = _mac(_derive_secret(handshake, b"ServerMAC", b""), transcript)
    with_mac = hashlib.sha512(preamble + server_mac).digest()
    return Keys(
        server_mac=server_mac,
        client_mac=_mac(_derive_secret(handshake, b"ClientMAC", b""), with_mac),
        session_key=_derive_secret(prk, b"SessionKey", transcript),
    )


# What these are made of.


def expand(prk: bytes, info: bytes, length: int) -> bytes:
    """HKDF-Expand with SHA-512."""
    return HKDFExpand(hashes.SHA512(), length=length, info=info).derive(prk)


def _extract(ikm: bytes) -> bytes:
    return hmac.digest(b"", ikm, "sha512")


def _mac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha512")


def _derive_secret(secret: bytes, label: bytes, transcript: bytes) -> bytes:
    info = _HASH.to_bytes(2, "big") + _lp8(b"OPAQUE-" + label) + _lp8(transcript)
    return expand(secret, info, _HASH)


def _lp8(data: bytes) -> bytes:
    return len(data).to_bytes(1, "big") + data


def _lp16(data: bytes) -> bytes:
    return len(data).to_bytes(2, "big") + data


def _derive_key(seed: bytes, info: bytes) -> int:
    """DeriveKeyPair (RFC 9497, 3.2.1)."""
    for counter in range(256):
        scalar = _hash_to_scalar(seed + _lp16(info) + bytes([counter]), b"DeriveKeyPair" + _OPRF)
        if scalar != 0:
            return scalar
    raise AssertionError("no seed gives 256 zeros")


def _hash_to_group(message: bytes) -> ristretto.Point:
    return ristretto.from_uniform(_expand_message(message, b"HashToGroup-" + _OPRF))


def _hash_to_scalar(message: bytes, tag: bytes) -> int:
    return int.from_bytes(_expand_message(message, tag), "little") % ORDER


def _expand_message(message: bytes, tag: bytes) -> bytes:
    """expand_message_xmd (RFC 9380, 5.3.1) with SHA-512, 64 bytes: a single block."""
    tail = tag + bytes([len(tag)])
    first = hashlib.sha512(bytes(128) + message + b"\x00\x40\x00" + tail).digest()
    return hashlib.sha512(first + b"\x01" + tail).digest()
