"""What an opened vault or draft is (FORMAT.md, sections 13 and 14)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Stored:
    """The counter of the context, and the map as it was sealed."""

    counter: int
    cbor: bytes
