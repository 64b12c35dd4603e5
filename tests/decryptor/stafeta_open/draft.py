"""Drafts (FORMAT.md, section 14)."""

from . import cbor
from .body import blocks
from .fields import Map, maps, octet_strings, octets, text_or_empty, uint
from .padme import unpad
from .primitives import kdf
from .reader import Reader
from .refused import require
from .seal import SALT, open_seal
from .stored import Stored

_CONTEXT = 52


def open_draft(stored: bytes, owner: bytes, handover: bytes, ak: bytes) -> Stored:
    """Opens the draft of this handover."""
    reader = Reader(stored)
    reader.expect(b"stf1/draft")
    reader.suite()
    require(reader.take(16) == owner, "a draft of another owner")
    require(reader.take(16) == handover, "a draft of another handover")
    counter = reader.counted(8)
    key = kdf(ak, b"stf1/ak/draft" + handover)
    content = unpad(open_seal(key, stored[:_CONTEXT], stored[_CONTEXT:]))
    _check(cbor.decode(content))
    return Stored(counter, content)


def _check(fields: Map) -> None:
    require(uint(fields, "v") == 1, "a draft of another version of the format")
    text_or_empty(fields, "title")
    blocks(fields)
    for item in maps(fields, "attachments"):
        _check_attachment(item)
    octet_strings(fields, "recipients", 16)


def _check_attachment(item: Map) -> None:
    octets(item, "id", 16)
    text_or_empty(item, "name")
    text_or_empty(item, "mime")
    uint(item, "len")
    octets(item, "key", 32)
    require(("hash" in item) != ("salt" in item), "an attachment is either whole or in parts")
    if "hash" in item:
        require("marks" not in item, "a whole attachment has no marks")
        octets(item, "hash", 32)
        return
    octets(item, "salt", SALT)
    for mark in maps(item, "marks"):
        uint(mark, "part")
        for key in ("all", "first", "last", "sum"):
            octets(mark, key, 32)
