"""People with keys (FORMAT.md, section 11), and what they have together (section 12)."""

from dataclasses import dataclass

from stafeta_open import signature
from stafeta_open.hpke_xwing import XWing
from stafeta_open.pairing import psk_id
from stafeta_open.primitives import SUITE, ZEROS_32, h, kdf, u32

from .writing import chance, sign

TIME = 1_800_000_000_000


@dataclass(frozen=True)
class Keys:
    """One generation."""

    xwing: bytes
    ed25519: bytes
    bundle: bytes

    @property
    def hash(self) -> bytes:
        """H(bundle)."""
        return h(self.bundle[:1313])


@dataclass(frozen=True)
class Person:
    """An account and its generations, oldest first."""

    account: bytes
    keys: list[Keys]
    ak: bytes
    code: bytes

    @property
    def bundles(self) -> list[bytes]:
        """The chain."""
        return [key.bundle for key in self.keys]


@dataclass(frozen=True)
class Pairing:
    """A pairing, as the recipient keeps it."""

    invite: bytes
    psk: bytes

    @property
    def psk_id(self) -> bytes:
        """For HPKE."""
        return psk_id(self.invite)


def person(name: str, generations: int) -> Person:
    """Somebody."""
    account = chance(f"{name}/account", 16)
    keys: list[Keys] = []
    for number in range(1, generations + 1):
        keys.append(_keys(f"{name}/{number}", account, number, keys))
    return Person(account, keys, chance(f"{name}/ak"), chance(f"{name}/code", 20))


def pairing(owner: Person, name: str) -> Pairing:
    """An invitation of this owner that was accepted."""
    invite = chance(f"{name}/invite", 16)
    return Pairing(invite, kdf(chance(f"{name}/s_inv"), b"stf1/pair/psk" + owner.account + invite))


def _keys(name: str, account: bytes, number: int, before: list[Keys]) -> Keys:
    xwing, ed25519 = chance(f"{name}/xwing"), chance(f"{name}/ed25519")
    body = b"stf1/bundle" + SUITE + account + u32(number) + XWing.from_seed(xwing).public()
    body += signature.public_key(ed25519) + (before[-1].hash if before else ZEROS_32)
    signers = [ed25519] + [key.ed25519 for key in before[-1:]]
    sigs = b"".join(sign(seed, b"stf1/sig/bundle" + body) for seed in signers)
    return Keys(xwing, ed25519, body + sigs)


OWNER = person("owner", 3)
READER = person("reader", 2)
OTHER = person("other", 2)
PAIRED = pairing(OWNER, "first")
PAIRED_AGAIN = pairing(OWNER, "second")
