"""What heads and receipts say of the header they are about (FORMAT.md, sections 18 and 19)."""

from dataclasses import dataclass

from .reader import Reader
from .refused import require


@dataclass(frozen=True)
class Shown:
    """The header that is to be confirmed; `header` is H(header)."""

    owner: bytes
    recipient: bytes
    handover: bytes
    version: int
    header: bytes


def require_shown(reader: Reader, shown: Shown) -> None:
    """Takes the five fields and refuses those of another header."""
    require(reader.take(16) == shown.owner, "of another owner")
    require(reader.take(16) == shown.recipient, "of another recipient")
    require(reader.take(16) == shown.handover, "of another handover")
    require(reader.counted(8) == shown.version, "of another version")
    require(reader.take(32) == shown.header, "of another header")
