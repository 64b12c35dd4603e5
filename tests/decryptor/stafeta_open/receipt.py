"""Receipts: proof that the body was opened (FORMAT.md, section 19)."""

from . import signature
from .bundle import Bundle
from .primitives import kdf, same
from .reader import Reader
from .refused import require
from .versioned import Shown, require_shown

_SIGNED = 142


def open_receipt(stored: bytes, recipient: Bundle, shown: Shown, body_key: bytes) -> int:
    """The receipt's time, if this recipient opened the version of this header."""
    reader = Reader(stored)
    reader.expect(b"stf1/receipt")
    reader.suite()
    require_shown(reader, shown)
    proof = reader.take(32)
    time = reader.uint(8)
    sig = reader.take(64)
    reader.done()
    require(recipient.account == shown.recipient, "the keys are of another recipient")
    signature.verify(recipient.ed25519, b"stf1/sig/receipt" + stored[:_SIGNED], sig)
    expected = kdf(body_key, b"stf1/proof" + shown.header + shown.recipient)
    require(same(proof, expected), "the proof does not hold")
    return time
