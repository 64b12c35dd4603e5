"""What a device remembers, and the vault it is shown then (FORMAT.md, section 13, "Rollback")."""

from stafeta_open.primitives import h, u64

from .cases import Cases
from .people import OTHER, READER
from .sealing import Map
from .stored_cases import sealed_vault, trailing
from .writing import chance, encode

LAST = (1 << 64) - 1
ELSEWHERE = chance("elsewhere")


def lineages(cases: Cases) -> None:
    """Vaults that lead on from the remembered one, and such that do not."""
    same(cases)
    later(cases)
    long_ago(cases)
    not_authentic(cases)


def same(cases: Cases) -> None:
    """The counter that is remembered, and lower ones."""
    stored = vault(9, 8)
    golden(cases, "same", stored, 9, h(stored))
    golden(cases, "same-first", vault(1, 0), 1, h(vault(1, 0)))
    golden(cases, "same-last", vault(LAST, 64), LAST, h(vault(LAST, 64)))
    wrong: dict[str, Map] = {
        "another": {"hash": ELSEWHERE},
        "one-before": {"hash": before(1)},
        "with-another-trail": {"stored": vault(9, 7)},
        "lower": {"counter": 10},
        "lower-with-itself": {"counter": 10, "hash": h(stored)},
        "lower-with-the-oldest": {"counter": 10, "hash": before(8)},
        "lower-by-65": {"counter": 74},
        "lower-by-far": {"counter": LAST},
    }
    rejects(cases, "same", wrong)


def later(cases: Cases) -> None:
    """The place in the trail."""
    golden(cases, "next", vault(9, 1), 8, before(1))
    golden(cases, "next-last", vault(LAST, 1), LAST - 1, before(1))
    golden(cases, "from-the-first", vault(9, 8), 1, before(8))
    golden(cases, "64", vault(100, 64), 36, before(64))
    golden(cases, "64-from-the-first", vault(65, 64), 1, before(64))
    wrong: dict[str, Map] = {
        "from-another": {"hash": ELSEWHERE},
        "from-itself": {"hash": h(vault(9, 1))},
        "without-trail": {"stored": vault(9, 0)},
        "beyond-the-trail": {"counter": 7},
        "place-after": {"stored": vault(9, 8), "hash": before(2)},
        "place-before": {"stored": vault(9, 8), "counter": 7},
    }
    rejects(cases, "next", wrong)
    rejects(cases, "64", {"trail-of-63": {"stored": vault(100, 63)}, "one-off": {"counter": 37}})
    rejects(cases, "64-from-the-first", {"from-another": {"hash": ELSEWHERE}})


def long_ago(cases: Cases) -> None:
    """More vaults ago than a trail holds."""
    golden(cases, "65", vault(100, 64), 35, ELSEWHERE)
    golden(cases, "65-without-trail", vault(66, 0), 1, ELSEWHERE)
    golden(cases, "longest-ago", vault(LAST, 2), 1, ELSEWHERE)
    rejects(cases, "65", {"but-64": {"counter": 36}})


def not_authentic(cases: Cases) -> None:
    """No memory makes up for a vault that does not open."""
    stored = vault(9, 8)
    damaged = stored[:-1] + bytes([stored[-1] ^ 1])
    raised = stored[:28] + u64(100) + stored[36:]
    too_long = vault(100, 65)
    wrong: dict[str, tuple[str, Map]] = {
        "damaged": ("bit", {"stored": damaged, "hash": h(damaged)}),
        "raised": ("context", {"stored": raised, "counter": 9}),
        "raised-inside": ("form", {"stored": sealed_vault(encode(trailing(100, 8)), 9)}),
        "trail-of-65": ("trail", {"stored": too_long, "counter": 100, "hash": h(too_long)}),
        "of-another": ("context", {"account": OTHER.account}),
        "by-another-key": ("key", {"ak": OTHER.ak}),
    }
    for name, (kind, inputs) in wrong.items():
        cases.reject("lineage-same", name, kind, **inputs)


def golden(cases: Cases, name: str, stored: bytes, counter: int, remembered: bytes) -> None:
    """A vault that may be taken for the newest."""
    inputs: Map = {"stored": stored, "account": READER.account, "ak": READER.ak}
    inputs |= {"counter": counter, "hash": remembered}
    cases.golden(f"lineage-{name}", "follow_vault", inputs)


def rejects(cases: Cases, origin: str, wrong: dict[str, Map]) -> None:
    """What stops."""
    for name, inputs in wrong.items():
        cases.reject(f"lineage-{origin}", name, "stale", **inputs)


def vault(counter: int, length: int) -> bytes:
    """A stored vault with a trail of so many hashes."""
    return sealed_vault(encode(trailing(counter, length)), counter)


def before(back: int) -> bytes:
    """The hash of the vault so many before, by any trail."""
    return chance(f"trail/{back - 1}")
