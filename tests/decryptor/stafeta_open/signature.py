"""Ed25519 with strict verification (FORMAT.md, section 7)."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from .refused import Refused, require

FIELD = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493

# The points of order 1, 2, 4 and 8 have these y; the last two are the roots of d·y⁴ + 2·y² − 1 that lie
# on the curve.
_Y_OF_ORDER_8 = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
SMALL_ORDER_Y = frozenset({1, FIELD - 1, 0, _Y_OF_ORDER_8, FIELD - _Y_OF_ORDER_8})


def verify(public: bytes, signed: bytes, signature: bytes) -> None:
    """Refuses a signature that does not hold.

    The library computes the equation without cofactor and compares the encoding of R; what it lets
    pass are keys and R of small order and keys that are not canonical.
    """
    require(len(public) == 32, "a public key has 32 bytes")
    require(len(signature) == 64, "a signature has 64 bytes")
    _sound_point(public)
    _sound_point(signature[:32])
    require(int.from_bytes(signature[32:], "little") < ORDER, "s is not reduced")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)
    except (InvalidSignature, ValueError) as error:
        raise Refused("a signature does not hold") from error


def public_key(seed: bytes) -> bytes:
    """The public key of a seed."""
    require(len(seed) == 32, "a seed has 32 bytes")
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def _sound_point(encoded: bytes) -> None:
    """Canonical and not of small order; that it lies on the curve, the equation shows.

    Besides y ≥ p, only x = 0 with its sign set has a second encoding; there y is 1 or −1, of small order.
    """
    y = int.from_bytes(encoded, "little") & (2**255 - 1)
    require(y < FIELD, "a point is not canonical")
    require(y not in SMALL_ORDER_Y, "a point is of small order")
