"""The operations of the test vectors (FORMAT.md, section 22)."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from . import attachment, bundle, cbor, kit, pairing, pieces, rehearsal
from .draft import open_draft
from .fields import Map, map_of, maps, octets, text, uint
from .head import open_head
from .hpke_xwing import open_hpke
from .offline import open_offline
from .opening import open_version
from .padme import padme, unpad
from .receipt import open_receipt
from .rollback import Memory, follow_vault
from .seal import open_seal
from .slot import open_slot
from .vault import open_vault
from .version import read_header


@dataclass(frozen=True)
class Operation:
    """What a case may name: its inputs, what must come out, and the doing."""

    inputs: frozenset[str]
    outputs: frozenset[str]
    run: Callable[[Map], Map]


OPERATIONS: dict[str, Operation] = {}


def operation(name: str, inputs: str, outputs: str = "") -> Callable[[Callable[[Map], Map]], Any]:
    """Enters a function into the table."""

    def enter(run: Callable[[Map], Map]) -> Callable[[Map], Map]:
        OPERATIONS[name] = Operation(frozenset(inputs.split()), frozenset(outputs.split()), run)
        return run

    return enter


@operation("open_seal", "key ctx sealed", "plain")
def _open_seal(given: Map) -> Map:
    key, ctx = octets(given, "key", 32), octets(given, "ctx")
    return {"plain": open_seal(key, ctx, octets(given, "sealed"))}


@operation("padme", "len", "padded")
def _padme(given: Map) -> Map:
    return {"padded": padme(uint(given, "len"))}


@operation("unpad", "padded", "plain")
def _unpad(given: Map) -> Map:
    return {"plain": unpad(octets(given, "padded"))}


@operation("read_cbor", "cbor")
def _read_cbor(given: Map) -> Map:
    cbor.decode(octets(given, "cbor"))
    return {}


@operation("read_kit", "typed", "code printed kek locator login_public_key")
def _read_kit(given: Map) -> Map:
    code = kit.read(text(given, "typed"))
    return {
        "code": code,
        "printed": kit.printed(code),
        "kek": kit.kek(code),
        "locator": kit.locator(code),
        "login_public_key": kit.login_public_key(code),
    }


@operation("verify_kit_login", "public_key realm locator login nonce signature")
def _verify_kit_login(given: Map) -> Map:
    kit.verify_login(
        octets(given, "public_key", 32),
        text(given, "realm"),
        octets(given, "locator", 16),
        octets(given, "login", 16),
        octets(given, "nonce", 32),
        octets(given, "signature", 64),
    )
    return {}


@operation("open_slot", "stored account kind secret", "slot generation ak")
def _open_slot(given: Map) -> Map:
    account, kind = octets(given, "account", 16), uint(given, "kind")
    return asdict(open_slot(octets(given, "stored"), account, kind, octets(given, "secret")))


@operation("read_bundle", "bundle", "account generation hash")
def _read_bundle(given: Map) -> Map:
    found = pieces.sound_bundle(given, "bundle")
    return {"account": found.account, "generation": found.generation, "hash": found.hash}


@operation("follow_bundle", "old new")
def _follow_bundle(given: Map) -> Map:
    old, new = pieces.sound_bundle(given, "old"), pieces.sound_bundle(given, "new")
    bundle.require_follows(new, old)
    return {}


@operation(
    "pair",
    "s_inv owner invite bundle_owner bundle_recipient",
    "fragment psk psk_id proof_owner proof_recipient qr",
)
def _pair(given: Map) -> Map:
    ours = pieces.sound_bundle(given, "bundle_owner")
    theirs = pieces.sound_bundle(given, "bundle_recipient")
    s_inv, owner = octets(given, "s_inv", 32), octets(given, "owner", 16)
    return asdict(pairing.pair(s_inv, owner, octets(given, "invite", 16), ours, theirs))


@operation("check_owner_proof", "s_inv owner invite bundle_owner proof")
def _check_owner_proof(given: Map) -> Map:
    ours = pieces.sound_bundle(given, "bundle_owner")
    s_inv, owner = octets(given, "s_inv", 32), octets(given, "owner", 16)
    invite, proof = octets(given, "invite", 16), octets(given, "proof", 32)
    pairing.check_owner_proof(s_inv, owner, invite, ours, proof)
    return {}


@operation("check_recipient_proof", "s_inv invite bundle_owner bundle_recipient proof")
def _check_recipient_proof(given: Map) -> Map:
    ours = pieces.sound_bundle(given, "bundle_owner")
    theirs = pieces.sound_bundle(given, "bundle_recipient")
    s_inv, invite = octets(given, "s_inv", 32), octets(given, "invite", 16)
    pairing.check_recipient_proof(s_inv, invite, ours, theirs, octets(given, "proof", 32))
    return {}


@operation("check_qr", "scanned bundle_a bundle_b")
def _check_qr(given: Map) -> Map:
    one, other = pieces.sound_bundle(given, "bundle_a"), pieces.sound_bundle(given, "bundle_b")
    pairing.check_qr(octets(given, "scanned"), one, other)
    return {}


@operation("number", "bundle_a bundle_b", "groups")
def _number(given: Map) -> Map:
    one, other = pieces.sound_bundle(given, "bundle_a"), pieces.sound_bundle(given, "bundle_b")
    return {"groups": pairing.number(one, other)}


@operation("open_hpke", "seed psk psk_id info aad sealed", "plain")
def _open_hpke(given: Map) -> Map:
    info, aad = octets(given, "info"), octets(given, "aad")
    psk, psk_id = octets(given, "psk"), octets(given, "psk_id")
    seed = octets(given, "seed", 32)
    return {"plain": open_hpke(seed, octets(given, "sealed"), info, aad, psk, psk_id)}


@operation("open_vault", "stored account ak", "counter cbor")
def _open_vault(given: Map) -> Map:
    account, ak = octets(given, "account", 16), octets(given, "ak", 32)
    return asdict(open_vault(octets(given, "stored"), account, ak))


@operation("follow_vault", "stored account ak counter hash")
def _follow_vault(given: Map) -> Map:
    account, ak = octets(given, "account", 16), octets(given, "ak", 32)
    memory = Memory(uint(given, "counter"), octets(given, "hash", 32))
    follow_vault(octets(given, "stored"), account, ak, memory)
    return {}


@operation("open_draft", "stored owner handover ak", "counter cbor")
def _open_draft(given: Map) -> Map:
    owner, handover = octets(given, "owner", 16), octets(given, "handover", 16)
    return asdict(open_draft(octets(given, "stored"), owner, handover, octets(given, "ak", 32)))


@operation("open_attachment", "owner handover id len ct_len hash key sealed", "plain")
def _open_attachment(given: Map) -> Map:
    owner, handover = octets(given, "owner", 16), octets(given, "handover", 16)
    listed = attachment.listed(given)
    sealed = octets(given, "sealed")
    return {"plain": attachment.open_attachment(owner, handover, listed, sealed)}


@operation("seal_attachment", "owner handover id key salt plain", "sealed ct_len hash")
def _seal_attachment(given: Map) -> Map:
    owner, handover = octets(given, "owner", 16), octets(given, "handover", 16)
    att_id, key, plain = octets(given, "id", 16), octets(given, "key", 32), octets(given, "plain")
    salt = octets(given, "salt", 24)
    sealed = attachment.seal_attachment(owner, handover, att_id, key, salt, plain)
    hash_of = attachment.parts_hash(sealed)
    listed = attachment.Listed(att_id, "", "", len(plain), len(sealed), hash_of, key)
    opened = attachment.open_attachment(owner, handover, listed, sealed)
    assert opened == plain, "what was sealed opens to something else"
    return {"sealed": sealed, "ct_len": len(sealed), "hash": hash_of}


@operation("att_root", "attachments", "root")
def _att_root(given: Map) -> Map:
    return {"root": attachment.root([pieces.entry(item) for item in maps(given, "attachments")])}


_HEADER_FIELDS = (
    "mode gate purpose owner recipient handover version prev owner_bundle recipient_bundle "
    "wrap lock body body_len att_root srv_id sealed_at hash"
)


@operation("read_header", "header", _HEADER_FIELDS)
def _read_header(given: Map) -> Map:
    header = read_header(octets(given, "header"))
    return {name: getattr(header, name) for name in _HEADER_FIELDS.split()}


@operation("open_version", "asked pinned keys received accepted", "cbor body_key notices")
def _open_version(given: Map) -> Map:
    opened = open_version(
        pieces.asked(map_of(given, "asked")),
        pieces.pinned(map_of(given, "pinned")),
        pieces.own_keys(given),
        pieces.received(map_of(given, "received")),
        pieces.accepted(given),
    )
    return {
        "cbor": opened.body.cbor,
        "body_key": opened.body_key,
        "notices": sorted(opened.notices),
    }


@operation("open_head", "stored bundle owner recipient handover version header_hash now", "time")
def _open_head(given: Map) -> Map:
    newest, shown = pieces.sound_bundle(given, "bundle"), pieces.shown(given)
    return {"time": open_head(octets(given, "stored"), newest, shown, uint(given, "now"))}


@operation(
    "open_receipt",
    "stored bundle owner recipient handover version header_hash body_key",
    "time",
)
def _open_receipt(given: Map) -> Map:
    recipient, shown = pieces.sound_bundle(given, "bundle"), pieces.shown(given)
    body_key = octets(given, "body_key", 32)
    return {"time": open_receipt(octets(given, "stored"), recipient, shown, body_key)}


@operation(
    "open_offline",
    "file code",
    "account owner handover version purpose mode verified cbor attachments",
)
def _open_offline(given: Map) -> Map:
    opened = open_offline(octets(given, "file"), octets(given, "code", kit.CODE))
    header = opened.header
    return {
        "account": header.recipient,
        "owner": header.owner,
        "handover": header.handover,
        "version": header.version,
        "purpose": header.purpose,
        "mode": header.mode,
        "verified": opened.verified,
        "cbor": opened.body.cbor,
        "attachments": [{"id": att_id, "plain": plain} for att_id, plain in opened.files],
    }


_MESSAGES = (
    "registration_request registration_response registration_record ke1 ke2 ke3 "
    "export_key session_key"
)


@operation("opaque", "realm password account setup randomness", _MESSAGES)
def _opaque(given: Map) -> Map:
    randomness = map_of(given, "randomness")
    account, setup = octets(given, "account", 16), octets(given, "setup", 128)
    realm, password = text(given, "realm"), text(given, "password")
    return asdict(rehearsal.rehearse(realm, password, account, setup, randomness))
