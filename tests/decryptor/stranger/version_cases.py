"""Versions and offline bundles (FORMAT.md, sections 16, 17 and 20)."""

from dataclasses import replace
from typing import Any

from stafeta_open.primitives import h, u64

from .cases import Cases
from .people import OTHER, OWNER, PAIRED, PAIRED_AGAIN, READER, TIME, Pairing, Person
from .sealing import FILES, HANDOVER, File, Made, Map, Plan, body_of, file, make, offline
from .writing import chance

ELSEWHERE = chance("another handover", 16)


def asked(made: Made, **changes: Any) -> Map:
    """A request for what was made."""
    plan = made.plan
    return {
        "owner": plan.owner_account,
        "recipient": plan.reader_account,
        "handover": plan.handover,
        "version": plan.version,
        "purpose": plan.purpose,
    } | changes


def pinned(psks: list[tuple[Pairing, int]], bundles: list[bytes], seen: Made | None = None) -> Map:
    """The owner as the reader knows them."""
    memory = None
    if seen is not None:
        memory = {"version": seen.plan.version, "header": h(seen.header), "time": TIME}
    return {
        "bundles": bundles,
        "psks": [{"id": pair.invite, "psk": pair.psk, "time": time} for pair, time in psks],
        "seen": memory,
    }


def keys_of(person: Person) -> list[Map]:
    """Own keys."""
    return [{"bundle": k.bundle, "xwing": k.xwing, "ed25519": k.ed25519} for k in person.keys]


def received(made: Made, history: list[Made] | None = None, **changes: Any) -> Map:
    """What the server sends."""
    return {
        "header": made.header,
        "signature": made.signature,
        "owner_bundles": [made.plan.owner.bundle],
        "history": [{"header": m.header, "signature": m.signature} for m in history or []],
        "wrap": made.wrap,
        "lock": made.lock,
        "k_srv": made.k_srv,
        "body": made.body,
        "psk_hint": made.plan.paired.invite if made.plan.paired else None,
    } | changes


def golden(cases: Cases, name: str, made: Made, notices: list[str], **inputs: Any) -> None:
    """A version that opens."""
    given = {"asked": asked(made), "keys": keys_of(READER), "received": received(made)}
    given |= {"accepted": []} | inputs
    expect: Map = {"cbor": made.cbor, "body_key": made.body_key, "notices": sorted(notices)}
    cases.golden(name, "open_version", given, **expect)


def versions(cases: Cases) -> None:
    """Opening, and the ways in which what is authentic may still be wrong."""
    psks = [(PAIRED, TIME - 1), (PAIRED_AGAIN, TIME)]
    known = pinned(psks, OWNER.bundles[:1])
    made = make(Plan())
    golden(cases, "version", made, [], pinned=known)
    wrong_pieces(cases, made)
    wrong_bodies(cases)
    wrong_people(cases, known)

    newer = make(Plan(owner=OWNER.keys[2]))
    shown = received(newer, owner_bundles=OWNER.bundles[1:])
    golden(cases, "version-newer", newer, ["owner_key_newer"], pinned=known, received=shown)
    gap = received(newer, owner_bundles=OWNER.bundles[2:])
    cases.reject("version-newer", "with-a-gap", "chain", received=gap)
    histories(cases, psks, made)


def wrong_pieces(cases: Cases, made: Made) -> None:
    """Pieces that open, yet are not those the owner signed."""
    # Of the same length as the owner's, so that only its hash tells them apart.
    forged = made.resealed(body_of(FILES, title="Podvrh"))
    assert len(forged) == len(made.body)
    replaced: Map = {
        "body-of-a-fellow-recipient": {"body": forged},
        "lock-sealed-again": {"lock": made.relocked()},
        "wrap-sealed-again": {"wrap": made.rewrapped()},
    }
    for name, pieces in replaced.items():
        cases.reject("version", name, "hash", received=received(made, **pieces))


def wrong_bodies(cases: Cases) -> None:
    """Bodies that the owner signed, yet that break a rule."""
    twice = body_of([FILES[0], FILES[0]])
    many = body_of([file(f"many/{index}", 1) for index in range(101)])
    entry = FILES[0].entry
    full = make(Plan(body=body_of([file(f"many/{index}", 1) for index in range(100)])))
    golden(cases, "version-100", full, [], pinned=pinned([(PAIRED, TIME)], OWNER.bundles[:1]))
    wrong: dict[str, Map] = {
        "attachment-twice": twice,
        "null-for-title": body_of(FILES, title=None),
        "blocks-map": body_of([], blocks={}),
        "block-without-kind": body_of(FILES, blocks=[{"md": "x"}]),
        "length-of-bytes": body_of([]) | {"attachments": [entry | {"len": b"\1"}]},
        "without-blocks": {k: v for k, v in body_of(FILES).items() if k != "blocks"},
    }
    for name, body in wrong.items():
        rejected = make(Plan(body=body))
        cases.reject("version", name, "form", received=received(rejected))
    rejected = make(Plan(body=many))
    cases.reject("version-100", "and-one", "form", received=received(rejected))


def wrong_people(cases: Cases, known: Map) -> None:
    """Keys of one account under the name of another."""
    signed_by_other = make(Plan(owner=OTHER.keys[0]))
    cases.reject(
        "version",
        "signed-with-keys-of-another-account",
        "chain",
        received=received(signed_by_other),
        pinned=known | {"bundles": OTHER.bundles[:1]},
    )
    sealed_to_other = make(Plan(reader=OTHER.keys[0]))
    cases.reject(
        "version",
        "sealed-to-keys-of-another-account",
        "recipient",
        received=received(sealed_to_other),
        keys=keys_of(OTHER),
    )
    broken = [OTHER.bundles[0], OWNER.bundles[0]]
    cases.reject("version", "pinned-no-chain", "chain", pinned=known | {"bundles": broken})
    cases.reject("version", "pinned-nobody", "chain", pinned=known | {"bundles": []})


def histories(cases: Cases, psks: list[tuple[Pairing, int]], first: Made) -> None:
    """A fourth version that leads back to the first over two, and ways that lead elsewhere."""
    second = make(Plan(version=2, prev=h(first.header)))
    third = make(Plan(version=3, prev=h(second.header)))
    fourth = make(Plan(version=4, prev=h(third.header)))
    known = pinned(psks, OWNER.bundles[:1], seen=first)
    shown = received(fourth, [third, second])
    golden(cases, "version-4", fourth, [], pinned=known, received=shown)
    cases.reject("version-4", "without-second", "stale", received=received(fourth, [third]))
    cases.reject("version-4", "without-third", "stale", received=received(fourth, [second]))
    detours: dict[str, Plan] = {
        "over-another-handover": Plan(version=3, handover=ELSEWHERE, prev=h(first.header)),
        "over-another-recipient": Plan(
            version=3, reader_account=OTHER.account, prev=h(first.header)
        ),
        "over-the-same-version": Plan(version=4, prev=h(first.header)),
        "over-a-higher-version": Plan(version=5, prev=h(first.header)),
    }
    for name, plan in detours.items():
        between = make(plan)
        last = make(Plan(version=4, prev=h(between.header)))
        cases.reject("version-4", name, "stale", received=received(last, [between]))
    malformed = make(Plan(version=3, prev=h(first.header), header={"gate": b"\1"}))
    shorter = replace(second, header=second.header[:-1])
    for name, odd in {"malformed": malformed, "shorter": shorter}.items():
        beside = received(fourth, [odd, third, second])
        golden(cases, f"version-4-beside-{name}", fourth, [], pinned=known, received=beside)
        last = make(Plan(version=4, prev=h(odd.header)))
        cases.reject("version-4", f"over-{name}", "stale", received=received(last, [odd]))


def offlines(cases: Cases) -> None:
    """Offline bundles, and such that only who holds the account key could have made wrong."""
    for name, plan in {"offline": Plan(), "offline-drill": Plan(paired=None, purpose=2)}.items():
        made = make(plan)
        inputs: Map = {"file": offline(made, FILES, READER), "code": READER.code}
        ordered = sorted(FILES, key=lambda item: bytes(item.entry["id"]))
        cases.golden(
            name,
            "open_offline",
            inputs,
            account=READER.account,
            owner=OWNER.account,
            handover=HANDOVER,
            version=1,
            purpose=plan.purpose,
            mode=1 if plan.paired else 0,
            verified=2,
            cbor=made.cbor,
            attachments=[{"id": item.entry["id"], "plain": item.plain} for item in ordered],
        )
    made, drill = make(Plan()), make(Plan(paired=None, purpose=2))
    for what, (kind, changes) in wrong_keys(made).items():
        cases.reject("offline", what, kind, file=offline(made, FILES, READER, **changes))
    for what, changes in half_psks().items():
        cases.reject("offline-drill", what, "mode", file=offline(drill, FILES, READER, **changes))
    wrong_accounts(cases)
    wrong_files(cases, made)


def wrong_keys(made: Made) -> dict[str, tuple[str, Map]]:
    """Changes to record 09 and to the records it vouches for."""
    plan = made.plan
    ctx = b"stf1/offline\0\1" + plan.reader_account + plan.owner_account + plan.handover
    return {
        "key-version-2": ("version", {"v": 2}),
        "verified-3": ("form", {"verified": 3}),
        "verified-text": ("type", {"verified": "2"}),
        "psk-shorter": ("mode", {"psk": PAIRED.psk[:31]}),
        "psk-id-shorter": ("mode", {"psk_id": PAIRED.psk_id[:27]}),
        "without-psk-id": ("mode", {"psk_id": b""}),
        "without-psk": ("mode", {"psk": b""}),
        "without-both": ("mode", {"psk": b"", "psk_id": b""}),
        "another-psk": ("psk", {"psk": PAIRED_AGAIN.psk, "psk_id": PAIRED_AGAIN.psk_id}),
        "pin-without-signatures": ("pin", {"pin": plan.owner.hash}),
        "own-without-signatures": ("pin", {"own": plan.reader.hash}),
        "another-seed": ("keys", {"xwing": READER.keys[1].xwing}),
        "seed-shorter": ("form", {"xwing": plan.reader.xwing[:31]}),
        "key-of-another-version": ("context", {"ctx": ctx + u64(2)}),
        "key-of-another-handover": ("context", {"ctx": ctx[:46] + ELSEWHERE + u64(1)}),
        "lock-sealed-again": ("hash", {"r06": made.relocked()}),
        "wrap-sealed-again": ("hash", {"r05": made.rewrapped()}),
        "body-of-a-fellow-recipient": (
            "hash",
            {"r10": made.resealed(body_of(FILES, title="Podvrh"))},
        ),
        "other-generation-of-the-reader": (
            "pin",
            {"r04": READER.bundles[1], "own": h(READER.bundles[1])},
        ),
        "other-generation-of-the-owner": (
            "pin",
            {"r03": OWNER.bundles[1], "pin": h(OWNER.bundles[1])},
        ),
        "unknown-record": ("records", {"extra_records": [(0x21, b"")]}),
        "attachment-too-many": (
            "records",
            {"extra_records": [(0x20, b"\xff" * 16 + FILES[0].sealed)]},
        ),
        "attachment-of-nothing": ("records", {"extra_records": [(0x20, b"\xff" * 15)]}),
    }


def half_psks() -> dict[str, Map]:
    """A psk where mode Base has none."""
    return {
        "with-psk": {"psk": PAIRED.psk, "psk_id": PAIRED.psk_id},
        "with-psk-only": {"psk": PAIRED.psk},
        "with-psk-id-only": {"psk_id": PAIRED.psk_id},
    }


def wrong_accounts(cases: Cases) -> None:
    """Everything agrees, but the keys are of another account."""
    for what, plan in {
        "owner-with-keys-of-another": Plan(owner=OTHER.keys[0]),
        "reader-with-keys-of-another": Plan(reader=OTHER.keys[0]),
    }.items():
        cases.reject("offline", what, "account", file=offline(make(plan), FILES, READER))


def wrong_files(cases: Cases, made: Made) -> None:
    """Attachments that the body vouches for, or nearly."""
    entry = FILES[0].entry
    damaged = FILES[0].sealed[:-1] + bytes([FILES[0].sealed[-1] ^ 1])
    bad = File(entry, damaged, FILES[0].plain)
    cases.reject("offline", "attachment-bit", "bit", file=offline(made, [bad, FILES[1]], READER))
    for what, length in {"one-less": 999, "another-size": 1025}.items():
        listed = File(entry | {"len": length}, FILES[0].sealed, b"")
        plan = Plan(body=body_of([listed, FILES[1]]))
        packed = offline(make(plan), [listed, FILES[1]], READER)
        cases.reject("offline", f"attachment-{what}", "padding", file=packed)
