"""The group ristretto255 (RFC 9496), for the password login (FORMAT.md, section 21).

Points are (x, y, z, t) in extended coordinates of edwards25519. Not in constant time: for tests.
"""

from .refused import require
from .signature import FIELD as P
from .signature import ORDER

Point = tuple[int, int, int, int]

D = -121665 * pow(121666, -1, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)

IDENTITY: Point = (0, 1, 1, 0)


def add(one: Point, other: Point) -> Point:
    """The sum of two points."""
    x1, y1, z1, t1 = one
    x2, y2, z2, t2 = other
    a, b = (y1 - x1) * (y2 - x2), (y1 + x1) * (y2 + x2)
    c, d = 2 * t1 * D * t2, 2 * z1 * z2
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar: int, point: Point) -> Point:
    """The point added to itself so many times."""
    result = IDENTITY
    for bit in bin(scalar % ORDER)[2:]:
        result = add(result, result)
        if bit == "1":
            result = add(result, point)
    return result


def decode(encoded: bytes) -> Point:
    """RFC 9496, 4.3.1; the identity is refused too, as RFC 9497 demands."""
    s = int.from_bytes(encoded, "little")
    require(len(encoded) == 32 and s < P and not _negative(s), "no element of ristretto255")
    require(s != 0, "the identity of ristretto255")
    u1, u2 = (1 - s * s) % P, (1 + s * s) % P
    v = (-D * u1 * u1 - u2 * u2) % P
    square, inverse = _sqrt_ratio(1, v * u2 * u2 % P)
    x = _absolute(2 * s * inverse * u2)
    y = u1 * inverse * inverse * u2 * v % P
    t = x * y % P
    require(square and not _negative(t) and y != 0, "no element of ristretto255")
    return x, y, 1, t


def encode(point: Point) -> bytes:
    """RFC 9496, 4.3.2."""
    x, y, z, t = point
    u1, u2 = (z + y) * (z - y) % P, x * y % P
    _, inverse = _sqrt_ratio(1, u1 * u2 * u2 % P)
    den1, den2 = inverse * u1 % P, inverse * u2 % P
    z_inverse = den1 * den2 * t % P
    den = den2
    if _negative(t * z_inverse):
        x, y = y * SQRT_M1 % P, x * SQRT_M1 % P
        den = den1 * _INVSQRT_A_MINUS_D % P
    if _negative(x * z_inverse):
        y = -y
    return _absolute(den * (z - y)).to_bytes(32, "little")


def from_uniform(uniform: bytes) -> Point:
    """RFC 9496, 4.3.4: 64 uniform bytes to a point."""
    halves = (uniform[:32], uniform[32:])
    one, other = (_map(int.from_bytes(half, "little") & (2**255 - 1)) for half in halves)
    return add(one, other)


def _map(t: int) -> Point:
    r = SQRT_M1 * t * t % P
    u = (r + 1) * (1 - D * D) % P
    v = (-1 - r * D) * (r + D) % P
    square, s = _sqrt_ratio(u, v)
    c = -1 if square else r
    if not square:
        s = -_absolute(s * t)
    n = c * (r - 1) * (D - 1) ** 2 - v
    w0, w1, w2, w3 = 2 * s * v, n * _SQRT_AD_MINUS_ONE, 1 - s * s, 1 + s * s
    return w0 * w3 % P, w2 * w1 % P, w1 * w3 % P, w0 * w2 % P


def _negative(number: int) -> bool:
    return number % P % 2 == 1


def _absolute(number: int) -> int:
    number %= P
    return P - number if _negative(number) else number


def _sqrt_ratio(u: int, v: int) -> tuple[bool, int]:
    """SQRT_RATIO_M1: whether u/v is a square, and the root of u/v or of √−1·u/v."""
    root = u * v**3 * pow(u * v**7 % P, (P - 5) // 8, P) % P
    check = v * root * root % P
    if check in (-u % P, -u * SQRT_M1 % P):
        root = root * SQRT_M1 % P
    return check in (u % P, -u % P), _absolute(root)


_INVSQRT_A_MINUS_D = _sqrt_ratio(1, -1 - D)[1]
# Of the two roots RFC 9496 fixes the negative one.
_SQRT_AD_MINUS_ONE = P - _sqrt_ratio(-D - 1, 1)[1]

_BASE_Y = 4 * pow(5, -1, P) % P
_BASE_X = _sqrt_ratio(_BASE_Y**2 - 1, D * _BASE_Y**2 + 1)[1]
BASE: Point = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % P)
