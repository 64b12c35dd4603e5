"""The stops of a version say what they are and both times, in the order of the steps."""

import unittest
from typing import Any

from stafeta_open import opening, pieces
from stafeta_open.opening import Opened, Stop
from stafeta_open.refused import Refused
from stranger.people import OWNER, PAIRED, PAIRED_AGAIN, READER, TIME
from stranger.sealing import Made, Plan, make
from stranger.version_cases import asked, keys_of, pinned, received

BASE = make(Plan(paired=None, version=2))
PAIRINGS = [(PAIRED_AGAIN, 30), (PAIRED, 20)]
SEEN = {"version": 3, "header": bytes(32), "time": 10}


def open_made(made: Made, known: Any, accepted: list[str], **changes: Any) -> Opened:
    """Opens what the stranger made."""
    return opening.open_version(
        pieces.asked(asked(made)),
        pieces.pinned(known),
        pieces.own_keys({"keys": keys_of(READER)}),
        pieces.received(received(made, **changes)),
        accepted,
    )


class Stops(unittest.TestCase):
    def setUp(self) -> None:
        self.known = pinned(PAIRINGS, OWNER.bundles[:1]) | {"seen": SEEN}

    def stop(self, accepted: list[str]) -> tuple[str, int, int]:
        """Where it stops, and the dates of both sides."""
        with self.assertRaises(Stop) as caught:
            open_made(BASE, self.known, accepted)
        return caught.exception.word, caught.exception.sealed_at, caught.exception.known

    def test_in_the_order_of_the_steps(self) -> None:
        self.assertEqual(self.stop([]), ("older", TIME, 10))
        self.assertEqual(self.stop(["unpaired"]), ("older", TIME, 10))
        # Of the psks, the earliest speaks.
        self.assertEqual(self.stop(["older"]), ("unpaired", TIME, 20))
        opened = open_made(BASE, self.known, ["unpaired", "older"])
        self.assertEqual(sorted(opened.notices), ["older", "unpaired"])

    def test_what_is_not_authentic_does_not_speak(self) -> None:
        for changes in ({"signature": bytes(64)}, {"wrap": b""}, {"lock": BASE.lock + b"\0"}):
            with self.assertRaises(Refused) as caught:
                open_made(BASE, self.known, [], **changes)
            self.assertNotIsInstance(caught.exception, Stop)

    def test_pieces_are_looked_at_between_the_stops(self) -> None:
        with self.assertRaisesRegex(Refused, "a body of another length"):
            open_made(BASE, self.known, ["older"], body=b"")

    def test_no_stop_without_memory_and_psk(self) -> None:
        opened = open_made(BASE, pinned([], OWNER.bundles[:1]), list(opening.STOPS))
        self.assertEqual(opened.notices, [])


if __name__ == "__main__":
    unittest.main()
