"""Offline bundles, `….stafeta` (FORMAT.md, section 20)."""

from dataclasses import dataclass

from . import bundle, cbor
from .attachment import open_attachment
from .body import Body
from .fields import octets, uint
from .opening import verify_header
from .pairing import PSK_ID_LABEL
from .primitives import SUITE, h, kdf, same, u64
from .reader import Reader
from .refused import Refused, require
from .seal import open_seal
from .slot import KIT, SLOT, open_slot
from .version import (
    HEADER,
    LOCK,
    PSK,
    WRAP,
    Header,
    Sealed,
    open_body,
    open_body_key,
    read_header,
    require_pieces,
)

MAGIC = b"STAFETA1"

_ATTACHMENT, _END = 0x20, 0xFF
_BUNDLE = (1377, 1441)
_ANY: tuple[int, ...] = ()
# The records before the attachments, in order, with the lengths they may have.
_RECORDS = {
    0x01: (HEADER,),
    0x02: (64,),
    0x03: _BUNDLE,
    0x04: _BUNDLE,
    0x05: (WRAP,),
    0x06: (LOCK,),
    0x07: (32,),
    0x08: (SLOT,),
    0x09: _ANY,
    0x10: _ANY,
}
_KEY_CONTEXT = 70


@dataclass(frozen=True)
class Records:
    """The records of the file: the single ones by type, the attachments in their order."""

    single: dict[int, bytes]
    attachments: list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class OfflineKey:
    """The opened record 09."""

    xwing: bytes
    psk: bytes
    psk_id: bytes
    pin: bytes
    own: bytes
    verified: int


@dataclass(frozen=True)
class OpenedOffline:
    """An opened offline bundle: the files are in the order of their ids."""

    header: Header
    body: Body
    verified: int
    files: list[tuple[bytes, bytes]]


def open_offline(file: bytes, code: bytes) -> OpenedOffline:
    """Opens the file with the kit code of 20 bytes."""
    records = read_records(file)
    single = records.single
    header = read_header(single[0x01])
    ak = open_slot(single[0x08], header.recipient, KIT, code).ak
    key = _open_key(single[0x09], header, ak)
    _require_bundles(header, key, single)
    verify_header(header, bundle.read(single[0x03]), single[0x02])
    sealed = Sealed(single[0x05], single[0x06], single[0x07], single[0x10])
    require_pieces(header, sealed)
    body_key = open_body_key(header, sealed, key.xwing, key.psk, key.psk_id)
    opened = open_body(header, body_key, sealed.body)
    files = _open_attachments(header, opened, records.attachments)
    return OpenedOffline(header, opened, key.verified, files)


def read_records(file: bytes) -> Records:
    """Step 1: the records as they must be."""
    reader = Reader(file)
    reader.expect(MAGIC)
    single = {kind: _record(reader, kind, lengths) for kind, lengths in _RECORDS.items()}
    attachments: list[tuple[bytes, bytes]] = []
    while (kind := reader.uint(1)) != _END:
        require(kind == _ATTACHMENT, "a record of another type")
        value = Reader(reader.take(reader.uint(8)))
        attachments.append((value.take(16), value.rest()))
    require(reader.uint(8) == 0, "the end has a value")
    reader.done()
    return Records(single, attachments)


def _record(reader: Reader, kind: int, lengths: tuple[int, ...]) -> bytes:
    require(reader.uint(1) == kind, "a record of another type")
    value = reader.take(reader.uint(8))
    require(not lengths or len(value) in lengths, f"record {kind:02X} has another length")
    return value


def _open_key(stored: bytes, header: Header, ak: bytes) -> OfflineKey:
    """Step 3."""
    ctx = b"stf1/offline" + SUITE + header.recipient + header.owner + header.handover
    ctx += u64(header.version)
    require(stored[:_KEY_CONTEXT] == ctx, "an offline key of another version")
    fields = cbor.decode(open_seal(kdf(ak, b"stf1/ak/offline"), ctx, stored[_KEY_CONTEXT:]))
    require(uint(fields, "v") == 1, "an offline key of another version of the format")
    key = OfflineKey(
        xwing=octets(fields, "xwing", 32),
        psk=octets(fields, "psk"),
        psk_id=octets(fields, "psk_id"),
        pin=octets(fields, "pin", 32),
        own=octets(fields, "own", 32),
        verified=uint(fields, "verified"),
    )
    require(key.verified in (0, 1, 2), "an unknown way of verifying")
    _require_mode(key, header.mode)
    return key


def _require_mode(key: OfflineKey, mode: int) -> None:
    """Both psk and psk_id in mode PSK, neither in mode Base."""
    if mode == PSK:
        require(len(key.psk) == 32, "no psk in mode PSK")
        require(len(key.psk_id) == 28, "no psk_id in mode PSK")
        require(key.psk_id.startswith(PSK_ID_LABEL), "a psk_id without its label")
    else:
        require(not key.psk and not key.psk_id, "a psk in mode Base")


def _require_bundles(header: Header, key: OfflineKey, single: dict[int, bytes]) -> None:
    """Step 4."""
    require(same(h(single[0x03]), key.pin), "another bundle of the owner than the pinned one")
    require(same(h(single[0x04]), key.own), "another bundle of the recipient")
    owner, recipient = bundle.read(single[0x03]), bundle.read(single[0x04])
    require(owner.account == header.owner, "the bundle is of another owner")
    require(recipient.account == header.recipient, "the bundle is of another recipient")
    require(owner.hash == header.owner_bundle, "the header names another bundle of the owner")
    require(recipient.hash == header.recipient_bundle, "the header names another bundle")
    bundle.require_xwing(recipient, key.xwing)


def _open_attachments(
    header: Header, body: Body, records: list[tuple[bytes, bytes]]
) -> list[tuple[bytes, bytes]]:
    listed = sorted(body.attachments, key=lambda entry: entry.id)
    if [entry.id for entry in listed] != [att_id for att_id, _ in records]:
        raise Refused("other attachments than the body lists")
    return [
        (entry.id, open_attachment(header.owner, header.handover, entry, sealed))
        for entry, (_, sealed) in zip(listed, records)
    ]
