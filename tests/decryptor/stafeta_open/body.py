"""The body of a version and what a draft shares with it (FORMAT.md, sections 14 and 16)."""

from dataclasses import dataclass

from . import attachment, cbor
from .fields import (
    Map,
    flag_or_false,
    maps,
    octets,
    text,
    text_or_empty,
    uint,
)
from .refused import require

MAX_ATTACHMENTS = 100

_TEXTS = {
    "text": ("md",),
    "steps": ("title",),
    "credential": ("site", "url", "user", "password", "totp", "note"),
    "link": ("url", "text"),
    "file": ("caption",),
    "contact": ("name", "phone", "mail", "note"),
}


@dataclass(frozen=True)
class Body:
    """A sound body. `cbor` is the map as it was sealed."""

    title: str
    blocks: list[Map]
    attachments: list[attachment.Listed]
    sealed_at: int
    cbor: bytes

    def root(self) -> bytes:
        """att_root; refuses a list that names one twice."""
        return attachment.root(self.attachments)


def read(encoded: bytes) -> Body:
    """Reads the CBOR of a body."""
    fields = cbor.decode(encoded)
    require(uint(fields, "v") == 1, "a body of another version of the format")
    listed = [attachment.listed(item) for item in maps(fields, "attachments")]
    require(len(listed) <= MAX_ATTACHMENTS, "too many attachments")
    for entry in listed:
        attachment.require_lengths(entry)
    return Body(
        title=text_or_empty(fields, "title"),
        blocks=blocks(fields),
        attachments=listed,
        sealed_at=uint(fields, "sealed_at"),
        cbor=encoded,
    )


def blocks(fields: Map) -> list[Map]:
    """The blocks. One of an unknown kind was made by a newer version and is kept as it is."""
    found = maps(fields, "blocks")
    for block in found:
        _check_block(block)
    return found


def _check_block(block: Map) -> None:
    kind = text(block, "t")
    for key in _TEXTS.get(kind, ()):
        text_or_empty(block, key)
    if kind == "file":
        octets(block, "att_id", 16)
    if kind == "steps":
        for step in maps(block, "items"):
            text_or_empty(step, "md")
            flag_or_false(step, "first")
