"""Sealed versions and offline bundles (FORMAT.md, sections 15, 16 and 20)."""

from dataclasses import dataclass, field
from typing import Any

from stafeta_open.attachment import Entry, parts_hash, root, seal_attachment
from stafeta_open.primitives import SUITE, ZEROS_32, h, kdf, lp, u64

from .people import OWNER, PAIRED, READER, TIME, Keys, Pairing, Person
from .writing import chance, encode, pad, seal, seal_hpke, sign

Map = dict[str, Any]

HANDOVER = chance("handover", 16)

BLOCKS: list[Map] = [
    {"t": "text", "md": "# Doma\n\nKlíče má **sousedka**."},
    {"t": "steps", "title": "", "items": [{"md": "Zavolat", "first": True}, {}]},
    {"t": "credential", "site": "Bank", "user": "jana", "password": "🔑", "totp": ""},
    {"t": "link", "url": "https://example.org"},
    {"t": "contact", "name": "Petr", "phone": "+420 777"},
    {"t": "song", "notes": [1, -2, {"a": None, "b": [True, False]}], "key": b"\x00\xff"},
]


@dataclass(frozen=True)
class File:
    """An attachment: the entry of the body, and the sealed bytes."""

    entry: Map
    sealed: bytes
    plain: bytes


def file(name: str, length: int) -> File:
    """A file with bytes by its name."""
    plain, key, salt = chance(name, length), chance(f"{name}/key"), chance(f"{name}/salt", 24)
    att_id = chance(f"{name}/id", 16)
    sealed = seal_attachment(OWNER.account, HANDOVER, att_id, key, salt, plain)
    entry: Map = {"id": att_id, "len": length, "ct_len": len(sealed), "key": key}
    entry |= {"hash": parts_hash(sealed), "name": f"../{name}\0", "mime": "text/plain"}
    return File(entry, sealed, plain)


FILES = [file("notes", 1000), file("photo", 40_000)]


def body_of(files: list[File], **changes: Any) -> Map:
    """The map of a body."""
    body: Map = {"v": 1, "title": "Pro případ", "blocks": BLOCKS, "sealed_at": TIME, "extra": -7}
    body["attachments"] = [file.entry for file in files]
    return body | changes


@dataclass(frozen=True)
class Plan:
    """What a version is to be; `header` replaces fields of the header before it is signed."""

    owner: Keys = OWNER.keys[0]
    reader: Keys = READER.keys[0]
    paired: Pairing | None = PAIRED
    version: int = 1
    purpose: int = 1
    prev: bytes = ZEROS_32
    handover: bytes = HANDOVER
    body: Map = field(default_factory=lambda: body_of(FILES))
    owner_account: bytes = OWNER.account
    reader_account: bytes = READER.account
    header: Map = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """A version."""

    plan: Plan
    header: bytes
    signature: bytes
    wrap: bytes
    lock: bytes
    k_srv: bytes
    body: bytes
    body_key: bytes
    cbor: bytes

    @property
    def place(self) -> bytes:
        """F."""
        plan = self.plan
        return SUITE + plan.owner_account + plan.handover + u64(plan.version)

    @property
    def cek(self) -> bytes:
        """The key of the lock."""
        ikm = _k_r(self.plan) + self.k_srv
        return kdf(ikm, b"stf1/cek" + self.place + self.plan.reader_account)

    def relocked(self) -> bytes:
        """The same lock with another salt."""
        ctx = b"stf1/lock" + self.place + self.plan.reader_account
        return seal(self.cek, ctx, self.body_key, "again")

    def rewrapped(self) -> bytes:
        """The same K_r, encapsulated again."""
        return _wrap(self.plan, self.lock)

    def resealed(self, body: Map) -> bytes:
        """Another body under the same key, as any other recipient of this version could make it."""
        return seal(self.body_key, b"stf1/body" + self.place, pad(encode(body)))


def make(plan: Plan) -> Made:
    """Seals."""
    r = plan.reader_account
    place = SUITE + plan.owner_account + plan.handover + u64(plan.version)
    body_key, k_srv = chance(f"body_key/{plan.version}"), chance(f"k_srv/{plan.version}")
    cbor = encode(plan.body)
    body = seal(body_key, b"stf1/body" + place, pad(cbor))
    cek = kdf(_k_r(plan) + k_srv, b"stf1/cek" + place + r)
    lock = seal(cek, b"stf1/lock" + place + r, body_key)
    wrap = _wrap(plan, lock)
    fields: Map = {
        "magic": b"STF1",
        "suite": SUITE,
        "mode": bytes([1 if plan.paired else 0]),
        "gate": b"\0",
        "purpose": bytes([plan.purpose]),
        "owner": plan.owner_account,
        "recipient": r,
        "handover": plan.handover,
        "version": u64(plan.version),
        "prev": plan.prev,
        "owner_bundle": plan.owner.hash,
        "recipient_bundle": plan.reader.hash,
        "wrap": h(wrap),
        "lock": h(lock),
        "body": h(body),
        "body_len": u64(len(body)),
        "att_root": _root(plan.body),
        "srv_id": kdf(k_srv, b"stf1/srv-id" + place + r),
        "sealed_at": u64(TIME),
    }
    header = b"".join((fields | plan.header).values())
    sig = sign(plan.owner.ed25519, b"stf1/sig/header" + header)
    return Made(plan, header, sig, wrap, lock, k_srv, body, body_key, cbor)


def offline(made: Made, files: list[File], reader: Person, **changes: Any) -> bytes:
    """An offline bundle. A change by number replaces a record (`r09`), by name a key of record 09."""
    plan = made.plan
    ctx = b"stf1/offline" + SUITE + plan.reader_account + plan.owner_account + plan.handover
    ctx = changes.pop("ctx", ctx + u64(plan.version))
    records = {name: changes.pop(name) for name in list(changes) if name.startswith("r")}
    extra = changes.pop("extra_records", [])
    key: Map = {"v": 1, "xwing": plan.reader.xwing, "verified": 2, "later": [None]}
    key |= {"psk": b"", "psk_id": b""}
    if plan.paired:
        key |= {"psk": plan.paired.psk, "psk_id": plan.paired.psk_id}
    key |= {"pin": h(plan.owner.bundle), "own": h(plan.reader.bundle)} | changes
    single: Map = {
        "r01": made.header,
        "r02": made.signature,
        "r03": plan.owner.bundle,
        "r04": plan.reader.bundle,
        "r05": made.wrap,
        "r06": made.lock,
        "r07": made.k_srv,
        "r08": kit_slot(reader),
        "r09": ctx + seal(kdf(reader.ak, b"stf1/ak/offline"), ctx, encode(key)),
        "r10": made.body,
    }
    lines = [(int(name[1:], 16), value) for name, value in (single | records).items()]
    ordered = sorted(files, key=lambda file: bytes(file.entry["id"]))
    lines += [(0x20, file.entry["id"] + file.sealed) for file in ordered] + extra + [(0xFF, b"")]
    return b"STAFETA1" + b"".join(bytes([kind]) + u64(len(v)) + v for kind, v in lines)


def kit_slot(reader: Person) -> bytes:
    """The slot of the kit."""
    ctx = b"stf1/slot" + SUITE + reader.account + chance("slot", 16) + b"\2" + bytes([0, 0, 0, 7])
    return ctx + seal(kdf(reader.code, b"stf1/kek/kit"), ctx, reader.ak)


def _k_r(plan: Plan) -> bytes:
    return chance(f"k_r/{plan.version}/{plan.reader_account.hex()}")


def _wrap(plan: Plan, lock: bytes) -> bytes:
    info = b"stf1/wrap" + SUITE + lp(plan.owner_account) + lp(plan.owner.hash)
    info += lp(plan.reader_account) + lp(plan.reader.hash) + plan.handover + u64(plan.version)
    psk, psk_id = (plan.paired.psk, plan.paired.psk_id) if plan.paired else (b"", b"")
    return seal_hpke(plan.reader.xwing, info, h(lock), _k_r(plan), psk, psk_id)


def _root(body: Map) -> bytes:
    entries = [Entry(item["id"], item["ct_len"], item["hash"]) for item in body["attachments"]]
    if len({entry.id for entry in entries}) == len(entries):
        return root(entries)
    lines = b"".join(entry.id + u64(entry.ct_len) + entry.hash for entry in entries)
    return h(b"stf1/root" + len(entries).to_bytes(4, "big") + lines)
