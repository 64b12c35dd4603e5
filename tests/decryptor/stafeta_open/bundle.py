"""Key bundles: a person's public keys (FORMAT.md, section 11)."""

from dataclasses import dataclass
from itertools import pairwise

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from . import signature
from .hpke_xwing import XWing, exchange
from .primitives import ZEROS_32, h
from .reader import Reader
from .refused import require

BODY = 1313
XWING = 1216

_EK_COEFFICIENTS = 1152
_MODULUS = 3329
_FIXED_SCALAR = X25519PrivateKey.from_private_bytes(bytes([1]) + bytes(31))


@dataclass(frozen=True)
class Bundle:
    """A sound bundle. `hash` is H(body), `stored` the whole with its signatures."""

    account: bytes
    generation: int
    xwing: bytes
    ed25519: bytes
    prev_hash: bytes
    hash: bytes
    stored: bytes


def read(stored: bytes) -> Bundle:
    """Reads a bundle; refuses one that is not sound in itself."""
    reader = Reader(stored)
    reader.expect(b"stf1/bundle")
    reader.suite()
    account, generation = reader.take(16), reader.counted(4)
    xwing, ed25519, prev_hash = reader.take(XWING), reader.take(32), reader.take(32)
    sig_new = reader.take(64)
    if generation > 1:
        reader.take(64)
    reader.done()
    require((prev_hash == ZEROS_32) == (generation == 1), "prev_hash and generation disagree")
    _sound_xwing(xwing)
    _verify(ed25519, stored, sig_new)
    return Bundle(account, generation, xwing, ed25519, prev_hash, h(stored[:BODY]), stored)


def follows(new: Bundle, old: Bundle) -> bool:
    """Whether the one is the next generation of the other, by its own words and fields."""
    return (
        new.account == old.account
        and new.generation == old.generation + 1
        and new.prev_hash == old.hash
    )


def require_follows(new: Bundle, old: Bundle) -> None:
    """Refuses a bundle that does not follow, or that the old key did not sign."""
    require(follows(new, old), "a bundle does not follow the one before")
    _verify(old.ed25519, new.stored, new.stored[BODY + 64 :])


def read_chain(stored: list[bytes]) -> list[Bundle]:
    """A chain, oldest first; at least one bundle."""
    require(len(stored) > 0, "a chain without a bundle")
    chain = [read(item) for item in stored]
    for old, new in pairwise(chain):
        require_follows(new, old)
    return chain


def lengthen(chain: list[Bundle], shown: list[Bundle]) -> list[Bundle]:
    """The chain with the shown bundles at either end; refuses one that is not of it (section 17, 3).

    Shown bundles are tried until none is left, in whatever order they came.
    """
    chain, waiting = list(chain), list(shown)
    while waiting:
        left = [bundle for bundle in waiting if not _join(chain, bundle)]
        require(len(left) < len(waiting), "a shown bundle is not of the pinned chain")
        waiting = left
    return chain


def require_own_keys(bundle: Bundle, xwing_seed: bytes, ed25519_seed: bytes) -> None:
    """Refuses seeds that do not give the keys of the bundle."""
    require_xwing(bundle, xwing_seed)
    require(signature.public_key(ed25519_seed) == bundle.ed25519, "another Ed25519 key")


def require_xwing(bundle: Bundle, seed: bytes) -> None:
    """Refuses a seed that does not give the X-Wing key of the bundle."""
    require(XWing.from_seed(seed).public() == bundle.xwing, "another X-Wing key")


def _join(chain: list[Bundle], bundle: Bundle) -> bool:
    if any(bundle.hash == known.hash for known in chain):
        return True
    if follows(bundle, chain[-1]):
        require_follows(bundle, chain[-1])
        chain.append(bundle)
        return True
    if follows(chain[0], bundle):
        require_follows(chain[0], bundle)
        chain.insert(0, bundle)
        return True
    return False


def _verify(ed25519: bytes, stored: bytes, sig: bytes) -> None:
    signature.verify(ed25519, b"stf1/sig/bundle" + stored[:BODY], sig)


def _sound_xwing(key: bytes) -> None:
    for at in range(0, _EK_COEFFICIENTS, 3):
        b0, b1, b2 = key[at : at + 3]
        fits = b0 + 256 * (b1 & 15) < _MODULUS and (b1 >> 4) + 16 * b2 < _MODULUS
        require(fits, "a coefficient of the ML-KEM key is not reduced")
    public_x = key[-32:]
    require(int.from_bytes(public_x, "little") < signature.FIELD, "the X25519 key is not canonical")
    exchange(_FIXED_SCALAR, public_x)
