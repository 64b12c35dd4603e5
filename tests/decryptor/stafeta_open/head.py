"""Heads: "this is still my newest version" (FORMAT.md, section 18)."""

from . import signature
from .bundle import Bundle
from .reader import Reader
from .refused import require
from .versioned import Shown, require_shown

AHEAD_MS = 600_000

_SIGNED = 107


def open_head(stored: bytes, newest: Bundle, shown: Shown, now: int) -> int:
    """The head's time, if it confirms this header. `now` is the reader's clock in ms."""
    reader = Reader(stored)
    reader.expect(b"stf1/head")
    reader.suite()
    require_shown(reader, shown)
    time = reader.uint(8)
    sig = reader.take(64)
    reader.done()
    require(newest.account == shown.owner, "the keys are of another owner")
    signature.verify(newest.ed25519, b"stf1/sig/fresh" + stored[:_SIGNED], sig)
    require(time <= now + AHEAD_MS, "a head from the future")
    return time
