"""The choice of the psk, and the four stops (FORMAT.md, section 17)."""

from typing import Any

from stafeta_open.primitives import h, u64

from .cases import Cases
from .people import OWNER, PAIRED, PAIRED_AGAIN, READER, TIME, pairing
from .sealing import FILES, Made, Map, Plan, body_of, make
from .version_cases import asked, golden, pinned, received
from .writing import chance

STOPS = ["older", "different", "chain_not_shown", "unpaired"]
FIRST_KEY = OWNER.bundles[:1]


def psks(cases: Cases) -> None:
    """Which of several psks is taken."""
    third = pairing(OWNER, "third")
    orders = {
        "latest-last": [(PAIRED, TIME - 1), (PAIRED_AGAIN, TIME)],
        "latest-first": [(PAIRED_AGAIN, TIME), (PAIRED, TIME - 1)],
        "equal": [(PAIRED, TIME), (PAIRED_AGAIN, TIME)],
        "equal-amid-older": [(third, TIME - 1), (PAIRED, TIME), (PAIRED_AGAIN, TIME), (third, 0)],
    }
    made = make(Plan(paired=PAIRED_AGAIN, reader=READER.keys[1]))
    without_hint = received(made, psk_hint=None)
    for name, order in orders.items():
        known = pinned(order, FIRST_KEY)
        golden(cases, f"psk-{name}", made, [], pinned=known, received=without_hint)
    reversed_order = pinned(orders["equal"][::-1], FIRST_KEY)
    cases.reject("psk-equal", "reversed", "psk", pinned=reversed_order)
    hinted = make(Plan(paired=PAIRED))
    golden(cases, "psk-equal-hinted", hinted, [], pinned=pinned(orders["equal"], FIRST_KEY))
    unhinted = received(hinted, psk_hint=None)
    cases.reject("psk-equal-hinted", "without-hint", "psk", received=unhinted)


def stops(cases: Cases) -> None:
    """Each stop alone, two at once, and what no choice passes."""
    unpaired(cases)
    stale(cases)
    two_at_once(cases)
    in_vain(cases)


def stopped(cases: Cases, name: str, made: Made, words: list[str], **inputs: Any) -> None:
    """A version that opens if exactly these stops are accepted, and stops if one is missing."""
    golden(cases, name, made, words, accepted=words, **inputs)
    cases.reject(name, "unasked", "stop", accepted=[])
    for word in words:
        others = [other for other in STOPS if other != word]
        cases.reject(name, f"without-{word}", "stop", accepted=others)


def unpaired(cases: Cases) -> None:
    """Mode Base although there is a psk, whatever its time."""
    made = base()
    times = {"before": TIME + 1, "then": TIME, "after": TIME - 1, "long-after": 0}
    for name, time in times.items():
        known = pinned([(PAIRED, time)], FIRST_KEY)
        stopped(cases, f"unpaired-{name}", made, ["unpaired"], pinned=known)
    several = pinned([(PAIRED, TIME - 1), (PAIRED_AGAIN, TIME + 1)], FIRST_KEY)
    drill = base(purpose=2)
    stopped(cases, "unpaired-drill", drill, ["unpaired"], pinned=several)
    for name, hint in {"hinted": PAIRED.invite, "hinted-elsewhere": chance("nobody", 16)}.items():
        shown = received(made, psk_hint=hint)
        stopped(cases, f"unpaired-{name}", made, ["unpaired"], pinned=several, received=shown)


def stale(cases: Cases) -> None:
    """The three stops of freshness, alone."""
    made = make(Plan(version=3))
    stopped(cases, "older", made, ["older"], pinned=seeing(4, chance("fourth")))
    stopped(cases, "older-by-far", made, ["older"], pinned=seeing((1 << 64) - 1, chance("last")))
    stopped(cases, "different", made, ["different"], pinned=seeing(3, chance("another third")))
    broken = ["chain_not_shown"]
    stopped(cases, "chain-not-shown", made, broken, pinned=seeing(1, chance("first")))
    second = make(Plan(version=2, header={"mode": b"\2"}))
    third = make(Plan(version=3, prev=h(second.header)))
    over_malformed = received(third, [second])
    known = seeing(1, second.plan.prev)
    stopped(cases, "over-malformed", third, broken, pinned=known, received=over_malformed)


def two_at_once(cases: Cases) -> None:
    """Not fresh, and sealed without the psk."""
    made = base(version=3)
    for word, version in {"older": 4, "different": 3, "chain_not_shown": 2}.items():
        known = seeing(version, chance("elsewhere"))
        stopped(cases, f"unpaired-and-{word}", made, [word, "unpaired"], pinned=known)
    newer = base(version=3, owner=OWNER.keys[1])
    known = seeing(2, chance("elsewhere"))
    golden(
        cases,
        "unpaired-everything",
        newer,
        ["chain_not_shown", "owner_key_newer", "unpaired"],
        pinned=known,
        accepted=STOPS,
    )


def in_vain(cases: Cases) -> None:
    """A choice passes nothing but stops, and is no notice where nothing stops."""
    made = make(Plan(version=3))
    fresh = seeing(3, h(made.header))
    golden(cases, "choice-in-vain", made, [], pinned=fresh, accepted=STOPS)
    never = pinned([], FIRST_KEY)
    golden(cases, "choice-without-psks", base(), [], pinned=never, accepted=STOPS)
    golden(cases, "choice-of-more", made, ["older"], pinned=seeing(4, bytes(32)), accepted=STOPS)
    forged = made.resealed(body_of(FILES, title="Podvrh"))
    signature = made.signature[:-1] + bytes([made.signature[-1] ^ 1])
    other = make(Plan(version=3, header={"wrap": chance("no wrap")}))
    wrong: dict[str, tuple[str, Map]] = {
        "another-body": ("hash", {"received": received(made, body=forged)}),
        "another-lock": ("hash", {"received": received(made, lock=made.relocked())}),
        "another-wrap": ("hash", {"received": received(other)}),
        "another-signature": ("signature", {"received": received(made, signature=signature)}),
        "another-k-srv": ("srv-id", {"received": received(made, k_srv=chance("no k_srv"))}),
        "another-hint": ("psk", {"received": received(made, psk_hint=chance("nobody", 16))}),
        "another-sealed-at": ("form", {"received": received(later())}),
        "another-version-asked": ("asked", {"asked": asked(made, version=4)}),
        "another-purpose-asked": ("asked", {"asked": asked(made, purpose=2)}),
        "without-psks": ("psk", {"pinned": never}),
    }
    for name, (kind, inputs) in wrong.items():
        cases.reject("choice-of-more", name, kind, **inputs)


def base(**changes: Any) -> Made:
    """A version in mode Base."""
    return make(Plan(paired=None, **changes))


def later() -> Made:
    """A version whose header names another time than its body."""
    return make(Plan(version=3, header={"sealed_at": u64(TIME + 1)}))


def seeing(version: int, header: bytes) -> Map:
    """The owner, with the psk, and with this version remembered."""
    memory: Map = {"version": version, "header": header, "time": TIME + 5}
    return pinned([(PAIRED, TIME)], FIRST_KEY) | {"seen": memory}
