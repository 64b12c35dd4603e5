"""The recovery kit (FORMAT.md, section 9)."""

from . import signature
from .primitives import SUITE, h, kdf, lp
from .refused import require

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE = 20
GROUPS = 8

_HYPHENS = "-\u2010\u2011\u2013\u2014"
# Unicode's White_Space, spelled out: Python's own notion counts four control characters more.
_WHITE_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680"
    + "".join(chr(code) for code in range(0x2000, 0x200B))
    + "\u2028\u2029\u202f\u205f\u3000"
)
_IGNORED = dict.fromkeys(map(ord, _HYPHENS + _WHITE_SPACE))
_ALIKE = str.maketrans("OIL", "011")


def read(typed: str) -> bytes:
    """The code of 20 bytes that a person typed."""
    symbols = typed.translate(_IGNORED)
    # Only ASCII letters have capitals here: `ı` must not turn into `I`.
    require(symbols.isascii(), "a symbol that is in no kit")
    symbols = symbols.upper().translate(_ALIKE)
    require(len(symbols) == 5 * GROUPS, "a kit has 40 symbols")
    require(all(symbol in ALPHABET for symbol in symbols), "a symbol that is in no kit")
    groups = [symbols[at : at + 5] for at in range(0, len(symbols), 5)]
    for index, group in enumerate(groups):
        require(group[4] == _check(index, group[:4]), f"group {index + 1} of the kit is mistyped")
    bits = 0
    for symbol in "".join(group[:4] for group in groups):
        bits = bits << 5 | ALPHABET.index(symbol)
    return bits.to_bytes(CODE, "big")


def printed(code: bytes) -> str:
    """The code as it is printed: eight groups of five symbols, joined by hyphens."""
    require(len(code) == CODE, "a kit code has 20 bytes")
    bits = int.from_bytes(code, "big")
    symbols = "".join(ALPHABET[bits >> shift & 31] for shift in range(155, -1, -5))
    groups = [symbols[at : at + 4] for at in range(0, len(symbols), 4)]
    return "-".join(group + _check(index, group) for index, group in enumerate(groups))


def kek(code: bytes) -> bytes:
    """The key of the kit's slot."""
    return kdf(code, b"stf1/kek/kit")


def login_public_key(code: bytes) -> bytes:
    """The Ed25519 key with which the kit proves itself to the server."""
    return signature.public_key(kdf(code, b"stf1/auth/kit"))


def locator(code: bytes) -> bytes:
    """How the server finds the account, 16 bytes."""
    return kdf(code, b"stf1/kit/locator")[:16]


def verify_login(
    public: bytes, realm: str, place: bytes, login: bytes, nonce: bytes, signed: bytes
) -> None:
    """Refuses a login with the kit whose signature does not hold."""
    message = SUITE + lp(realm.encode()) + place + login + nonce
    signature.verify(public, b"stf1/sig/kit-login" + message, signed)


def _check(index: int, group: str) -> str:
    digest = h(b"stf1/kit/check" + bytes([index]) + group.encode())
    return ALPHABET[digest[0] & 31]
