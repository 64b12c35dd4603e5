"""Kit, bundles, vault and draft (FORMAT.md, sections 9, 11, 13 and 14)."""

from typing import Any

from stafeta_open import kit
from stafeta_open.primitives import SUITE, kdf, u64

from .cases import Cases
from .people import OTHER, OWNER, PAIRED, PAIRED_AGAIN, READER, TIME, Person
from .sealing import BLOCKS, HANDOVER, Map
from .writing import chance, encode, pad, seal


def kits(cases: Cases) -> None:
    """Ways of typing."""
    code = chance("typed", 20)
    printed = kit.printed(code)
    expect: Map = {
        "code": code,
        "printed": printed,
        "kek": kit.kek(code),
        "locator": kit.locator(code),
        "login_public_key": kit.login_public_key(code),
    }
    groups = printed.split("-")
    typed = "\t" + "\u2010".join(groups[:4]) + "\u2014\r\n" + "\u00a0\u2003".join(groups[4:]) + " "
    cases.golden("typed", "read_kit", {"typed": typed.lower()}, **expect)
    symbol = next(symbol for symbol in printed if symbol in "01")
    alike = {"0": ("o", "\u0660", "\uff10"), "1": ("l", "\u0131", "\uff11")}[symbol]
    cases.golden("typed-alike", "read_kit", {"typed": printed.replace(symbol, alike[0])}, **expect)
    for index, other in enumerate(alike[1:]):
        wrong = printed.replace(symbol, other)
        cases.reject("typed", f"looks-alike-{index}", "symbol", typed=wrong)
    for name, between in {
        "zero-width": "\u200b",
        "figure-dash": "\u2012",
        "underscore": "_",
    }.items():
        cases.reject("typed", name, "symbol", typed=between.join(groups))


def bundles(cases: Cases) -> None:
    """A third generation."""
    second, third = OWNER.keys[1], OWNER.keys[2]
    cases.golden(
        "third",
        "read_bundle",
        {"bundle": third.bundle},
        account=OWNER.account,
        generation=3,
        hash=third.hash,
    )
    cases.golden("third-follows", "follow_bundle", {"old": second.bundle, "new": third.bundle})
    cases.reject("third-follows", "not-the-first", "chain", old=OWNER.keys[0].bundle)
    # The roots of the signature exchanged: the old key's where the new one's belongs.
    body, new, old = third.bundle[:1313], third.bundle[1313:1377], third.bundle[1377:]
    cases.reject("third-follows", "signatures-exchanged", "signature", new=body + old + new)


def vaults(cases: Cases) -> None:
    """A vault with everything in it, and one of a newer version."""
    full = vault()
    for name, changes in {"vault": {}, "vault-newer": {"v": 2, "min_suite": 1}}.items():
        content = encode(full | changes)
        inputs: Map = {"account": READER.account, "ak": READER.ak}
        inputs["stored"] = sealed_vault(content)
        cases.golden(name, "open_vault", inputs, counter=9, cbor=content)
    for name, (kind, wrong) in wrong_vaults(full).items():
        cases.reject("vault", name, kind, stored=sealed_vault(encode(wrong)))


def trails(cases: Cases) -> None:
    """Vaults that name those before them, and such that name more than there may be."""
    for name, counter, length in [
        ("trail-1", 9, 1),
        ("trail-to-the-first", 9, 8),
        ("trail-64", 100, 64),
        ("trail-64-to-the-first", 65, 64),
    ]:
        content = encode(trailing(counter, length))
        inputs: Map = {"account": READER.account, "ak": READER.ak}
        inputs["stored"] = sealed_vault(content, counter)
        cases.golden(name, "open_vault", inputs, counter=counter, cbor=content)
    one = chance("trail/0")
    wrong: dict[str, tuple[str, Map]] = {
        "of-the-first": ("trail", trailing(1, 1)),
        "before-the-first": ("trail", trailing(9, 9)),
        "65-before-the-first": ("trail", trailing(65, 65)),
        "65": ("trail", trailing(100, 65)),
        "hash-shorter": ("form", trailing(9, 0) | {"trail": [one[:-1]]}),
        "hash-longer": ("form", trailing(9, 0) | {"trail": [one, one + b"\0"]}),
        "hash-empty": ("form", trailing(9, 0) | {"trail": [b""]}),
        "of-text": ("type", trailing(9, 0) | {"trail": ["0" * 32]}),
        "of-null": ("type", trailing(9, 0) | {"trail": [None]}),
        "of-trails": ("type", trailing(9, 0) | {"trail": [[one]]}),
        "bytes": ("type", trailing(9, 0) | {"trail": one}),
        "map": ("type", trailing(9, 0) | {"trail": {}}),
        "null": ("type", trailing(9, 0) | {"trail": None}),
    }
    for name, (kind, content_map) in wrong.items():
        stored = sealed_vault(encode(content_map), content_map["counter"])
        cases.reject("trail-1", name, kind, stored=stored)


def trailing(counter: int, length: int) -> Map:
    """The map of a vault with a trail of so many hashes."""
    trail = [chance(f"trail/{index}") for index in range(length)]
    return vault() | {"counter": counter, "trail": trail}


def sealed_vault(content: bytes, counter: int = 9) -> bytes:
    """As it is stored."""
    ctx = b"stf1/vault" + SUITE + READER.account + u64(counter)
    return ctx + seal(kdf(READER.ak, b"stf1/ak/vault"), ctx, pad(content))


def vault() -> Map:
    """The map of the reader's vault."""
    keys = [
        {"bundle": key.bundle, "xwing": key.xwing, "ed25519": key.ed25519} for key in READER.keys
    ]
    return {
        "v": 1,
        "account": READER.account,
        "counter": 9,
        "min_suite": 1,
        "changed": {"time": TIME, "device": "Telefon"},
        "keys": keys,
        "peers": [peer(OWNER, role="owner")],
        "former": [peer(OTHER, role="both", psks=[], verified=2)],
        "invites": [
            {"id": chance("i1", 16), "s_inv": chance("s1"), "name": "Eva", "expires": TIME},
            {"id": chance("i2", 16), "linked": True, "expires": 0, "new": []},
        ],
        "handovers": [
            {"id": chance("h0", 16), "labels": {}, "version": 0},
            {
                "id": chance("h1", 16),
                "labels": {"a": "b", "č": ""},
                "version": 3,
                "body_key": chance("bk"),
                "body": chance("b"),
                "prev": [{"r": OTHER.account, "hash": chance("ph")}],
                "k_srv": [{"r": OTHER.account, "key": chance("ks")}],
            },
        ],
        "later": {"unknown": [1, b"2", "3"]},
    }


def peer(of: Person, **changes: Any) -> Map:
    """Somebody in a vault."""
    psks = [
        {"id": pairing.invite, "psk": pairing.psk, "time": TIME}
        for pairing in (PAIRED, PAIRED_AGAIN)
    ]
    seen = [{"handover": HANDOVER, "version": 1, "header": chance("hh"), "time": TIME}]
    known: Map = {"id": of.account, "role": "owner", "bundles": of.bundles, "verified": 1}
    return known | {"psks": psks, "seen": seen, "hue": 7} | changes


def wrong_vaults(full: Map) -> dict[str, tuple[str, Map]]:
    """Vaults that break one rule each."""

    def with_peer(**changes: Any) -> Map:
        return full | {"peers": [peer(OWNER, **changes)]}

    def with_key(**changes: Any) -> Map:
        return full | {"keys": [full["keys"][0], full["keys"][1] | changes]}

    def with_handover(**changes: Any) -> Map:
        return full | {"handovers": [full["handovers"][1] | changes]}

    def without(origin: Map, key: str) -> Map:
        return {name: value for name, value in origin.items() if name != key}

    sealed = full["handovers"][1]
    psk = {"id": PAIRED.invite, "psk": PAIRED.psk, "time": TIME}
    other_keys = [
        {"bundle": key.bundle, "xwing": key.xwing, "ed25519": key.ed25519} for key in OTHER.keys
    ]
    return {
        "xwing-of-another": ("keys", with_key(xwing=chance("no"))),
        "ed25519-of-another": ("keys", with_key(ed25519=chance("no"))),
        "keys-of-another-account": ("keys", full | {"keys": other_keys}),
        "without-first-generation": ("form", full | {"keys": []}),
        "its-own-peer": ("peer", full | {"peers": [peer(READER)]}),
        "its-own-former-peer": ("peer", full | {"former": [peer(READER)]}),
        "peer-with-keys-of-another": ("peer", with_peer(bundles=OTHER.bundles)),
        "peer-of-two-people": ("chain", with_peer(bundles=[OWNER.bundles[0], OTHER.bundles[1]])),
        "peer-with-a-gap": ("chain", with_peer(bundles=[OWNER.bundles[0], OWNER.bundles[2]])),
        "peer-reversed": ("chain", with_peer(bundles=OWNER.bundles[::-1])),
        "peer-and-former": ("peer", full | {"former": [peer(OWNER)]}),
        "former-twice": ("peer", full | {"former": [peer(OTHER), peer(OTHER)]}),
        "former-with-keys-of-another": (
            "peer",
            full | {"former": [peer(OTHER, bundles=OWNER.bundles)]},
        ),
        "unknown-role": ("form", with_peer(role="heir")),
        "verified-3": ("form", with_peer(verified=3)),
        "psk-shorter": ("form", with_peer(psks=[psk | {"psk": bytes(31)}])),
        "psk-without-time": ("form", with_peer(psks=[without(psk, "time")])),
        "handover-twice": ("form", full | {"handovers": [sealed, sealed]}),
        "sealed-without-body-key": ("form", full | {"handovers": [without(sealed, "body_key")]}),
        "sealed-without-k-srv": ("form", full | {"handovers": [without(sealed, "k_srv")]}),
        "label-of-a-number": ("type", with_handover(labels={"a": 1})),
        "labels-array": ("type", with_handover(labels=[])),
        "null-for-text": ("type", with_peer(name=None)),
        "number-for-bool": ("type", full | {"invites": [full["invites"][1] | {"linked": 1}]}),
        "bool-for-number": ("type", full | {"min_suite": True}),
        "negative-time": ("type", full | {"changed": {"time": -1}}),
        "text-for-bytes": ("type", full | {"invites": [full["invites"][0] | {"s_inv": "0" * 32}]}),
        "map-for-array": ("type", full | {"peers": {}}),
        "number-for-map": ("type", full | {"peers": [1]}),
        "id-shorter": ("form", full | {"invites": [full["invites"][0] | {"id": bytes(15)}]}),
        "without-changed": ("form", without(full, "changed")),
        "without-invites": ("form", without(full, "invites")),
        "without-v": ("form", without(full, "v")),
    }


def drafts(cases: Cases) -> None:
    """A draft with every kind of block, one attachment whole and one on its way."""
    full = draft()
    content = encode(full)
    inputs: Map = {"owner": OWNER.account, "handover": HANDOVER, "ak": OWNER.ak}
    cases.golden(
        "draft", "open_draft", inputs | {"stored": sealed_draft(full)}, counter=4, cbor=content
    )
    whole, parted = full["attachments"]
    mark = parted["marks"][0]

    def blocks(block: Any) -> Map:
        return full | {"blocks": [block]}

    def attachments(item: Map) -> Map:
        return full | {"attachments": [item]}

    wrong: dict[str, tuple[str, Map]] = {
        "block-without-kind": ("form", blocks({"md": ""})),
        "block-of-a-number": ("type", blocks(1)),
        "kind-of-a-number": ("type", blocks({"t": 1})),
        "null-for-text": ("type", blocks({"t": "text", "md": None})),
        "number-for-bool": ("type", blocks({"t": "steps", "items": [{"first": 1}]})),
        "steps-without-items": ("form", blocks({"t": "steps"})),
        "file-without-id": ("form", blocks({"t": "file", "caption": ""})),
        "file-with-short-id": ("form", blocks({"t": "file", "att_id": bytes(15)})),
        "recipient-shorter": ("form", full | {"recipients": [bytes(15)]}),
        "recipient-of-text": ("type", full | {"recipients": ["0" * 16]}),
        "neither-hash-nor-salt": ("form", attachments({k: whole[k] for k in whole if k != "hash"})),
        "hash-shorter": ("form", attachments(whole | {"hash": bytes(31)})),
        "salt-longer": ("form", attachments(parted | {"salt": bytes(25)})),
        "salt-without-marks": ("form", attachments({k: parted[k] for k in parted if k != "marks"})),
        "mark-without-sum": (
            "form",
            attachments(parted | {"marks": [{k: mark[k] for k in mark if k != "sum"}]}),
        ),
        "version-0": ("version", full | {"v": 0}),
    }
    for name, (kind, content_map) in wrong.items():
        cases.reject("draft", name, kind, stored=sealed_draft(content_map))


def draft() -> Map:
    """The map of a draft."""
    mark = {"part": 0} | {key: chance(key) for key in ("all", "first", "last", "sum")}
    common: Map = {"len": 5, "key": chance("dk")}
    return {
        "v": 1,
        "title": "Rozepsané",
        "blocks": BLOCKS + [{"t": "file", "att_id": chance("d1", 16), "caption": "x"}],
        "attachments": [
            common | {"id": chance("d1", 16), "name": "a", "hash": chance("dh")},
            common | {"id": chance("d2", 16), "salt": chance("ds", 24), "marks": [mark]},
        ],
        "recipients": [READER.account, OTHER.account],
        "unknown": False,
    }


def sealed_draft(content: Map) -> bytes:
    """As it is stored."""
    ctx = b"stf1/draft" + SUITE + OWNER.account + HANDOVER + u64(4)
    key = kdf(OWNER.ak, b"stf1/ak/draft" + HANDOVER)
    return ctx + seal(key, ctx, pad(encode(content)))
