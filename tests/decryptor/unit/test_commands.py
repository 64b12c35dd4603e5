"""The two commands for people, on golden files."""

import contextlib
import io
import json
import shutil
import tempfile
import unittest
from pathlib import Path
from typing import Any

from stafeta_open import __main__ as offline
from stafeta_open import handover, kit
from stafeta_open.values import Values
from stranger.people import OWNER, READER
from stranger.sealing import FILES, Plan, kit_slot, make
from stranger.stored_cases import peer, sealed_vault, vault
from stranger.version_cases import asked, received
from stranger.writing import chance, encode

from . import VECTORS

V1 = VECTORS / "v1"


def golden(name: str) -> Any:
    """A golden case."""
    cases = json.loads((V1 / "manifest.json").read_text())["cases"]
    return next(case for case in cases if case["name"] == name)


class Command(unittest.TestCase):
    def setUp(self) -> None:
        self.place = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.place)
        self.out = self.place / "out"
        self.said = io.StringIO()
        self.complained = io.StringIO()

    def run_command(self, main: Any, *arguments: str) -> int:
        """The exit code; what it says is kept."""
        with (
            contextlib.redirect_stdout(self.said),
            contextlib.redirect_stderr(self.complained),
        ):
            code: int = main(list(arguments))
        return code


class Offline(Command):
    def open(self, name: str, code: bytes | None = None) -> int:
        case = golden(name)
        code = code or bytes.fromhex(case["inputs"]["code"]["hex"])
        file = str(V1 / case["inputs"]["file"]["file"])
        arguments = (file, "--kit", kit.printed(code), "--out", str(self.out))
        return self.run_command(offline.main, *arguments)

    def test_opens(self) -> None:
        self.assertEqual(self.open("offline-psk"), 0, self.complained.getvalue())
        message = json.loads((self.out / "message.json").read_text())
        expected = Values(V1).resolve(golden("offline-psk")["expect"])
        self.assertEqual((self.out / "body.cbor").read_bytes(), expected["cbor"])
        self.assertEqual(message["owner"], expected["owner"].hex())
        files = {
            bytes.fromhex(entry["id"]): (self.out / entry["file"]).read_bytes()
            for entry in message["attachments"]
        }
        self.assertEqual(files, {entry["id"]: entry["plain"] for entry in expected["attachments"]})

    def test_says_that_a_drill_is_one(self) -> None:
        self.assertEqual(golden("offline-base")["expect"]["purpose"], 2)
        self.assertEqual(self.open("offline-base"), 0, self.complained.getvalue())
        self.assertIn("DRILL", self.said.getvalue())

    def test_another_kit(self) -> None:
        self.assertEqual(self.open("offline-psk", bytes(20)), 1)
        self.assertIn("Refused", self.complained.getvalue())
        self.assertFalse(self.out.exists(), "something was written although it was refused")

    def test_directory_that_is_not_empty(self) -> None:
        self.out.mkdir()
        (self.out / "mine").write_text("")
        self.assertEqual(self.open("offline-psk"), 2)
        self.assertEqual([path.name for path in self.out.iterdir()], ["mine"])


class Handover(Command):
    def pieces(self) -> Any:
        """`version-small` with the attachments that its body lists."""
        found = golden("version-small")["inputs"]
        listed = [
            golden(f"attachment-{length}")["inputs"] for length in (0, 1, 16383, 16384, 16385)
        ]
        found["attachments"] = [{"id": item["id"], "sealed": item["sealed"]} for item in listed]
        return found

    def open(self, pieces: Any) -> int:
        shutil.copytree(V1, self.place / "pieces", dirs_exist_ok=True)
        file = self.place / "pieces" / "pieces.json"
        file.write_text(json.dumps(pieces))
        return self.run_command(handover.main, str(file), "--out", str(self.out), "--why")

    def test_opens(self) -> None:
        self.assertEqual(self.open(self.pieces()), 0, self.complained.getvalue())
        message = json.loads(self.said.getvalue())
        self.assertEqual(message, json.loads((self.out / "message.json").read_text()))
        self.assertEqual(len(message["attachments"]), 5)
        self.assertEqual((message["mode"], message["notices"]), ("psk", []))

    def test_attachments_must_be_those_of_the_body(self) -> None:
        pieces = self.pieces()
        missing = pieces["attachments"].pop()
        self.assertEqual(self.open(pieces), 1)
        pieces["attachments"].append(missing | {"sealed": pieces["attachments"][0]["sealed"]})
        self.assertEqual(self.open(pieces), 1)

    def test_stops(self) -> None:
        pieces = self.pieces()
        pieces["pinned"]["seen"] = {"version": 9, "header": {"hex": "00" * 32}, "time": 7}
        pieces["accepted"] = ["different", "chain_not_shown", "unpaired"]
        self.assertEqual(self.open(pieces), 1)
        self.assertRegex(self.complained.getvalue(), r"Stopped: older .*\d{13}.*known here: 7\b")
        self.assertFalse(self.out.exists(), "something was written although it stopped")
        pieces["accepted"] = ["older"]
        self.assertEqual(self.open(pieces), 0, self.complained.getvalue())
        self.assertEqual(json.loads(self.said.getvalue())["notices"], ["older"])

    def test_unknown_stop(self) -> None:
        self.assertEqual(self.open(self.pieces() | {"accepted": ["before_pairing"]}), 2)

    def test_malformed_request(self) -> None:
        self.assertEqual(self.open(self.pieces() | {"attachments": [{"hex": "0"}]}), 2)


class ByKit(Command):
    """A recipient with nothing but paper: the kit opens the vault, the vault the rest."""

    def open(self, code: bytes = READER.code, **known: Any) -> int:
        made = make(Plan())
        stored = sealed_vault(encode(vault() | {"peers": [peer(OWNER, **({"seen": []} | known))]}))
        pieces = {
            "asked": asked(made),
            "kit": {"code": kit.printed(code), "slot": kit_slot(READER), "vault": stored},
            "received": received(made),
            "attachments": [{"id": file.entry["id"], "sealed": file.sealed} for file in FILES],
        }
        file = self.place / "pieces.json"
        file.write_text(json.dumps(pieces, default=lambda octets: {"hex": octets.hex()}))
        return self.run_command(handover.main, str(file), "--out", str(self.out), "--why")

    def test_opens(self) -> None:
        self.assertEqual(self.open(), 0, self.complained.getvalue())
        message = json.loads(self.said.getvalue())
        self.assertEqual(message["mode"], "psk")
        files = [(self.out / entry["file"]).read_bytes() for entry in message["attachments"]]
        self.assertEqual(files, [file.plain for file in FILES])

    def test_another_kit(self) -> None:
        self.assertEqual(self.open(code=chance("no kit", 20)), 1)

    def test_somebody_who_hands_nothing_over(self) -> None:
        self.assertEqual(self.open(role="recipient"), 1)
        self.assertIn("hands nothing over", self.complained.getvalue())

    def test_remembers_what_was_seen(self) -> None:
        known = {"handover": make(Plan()).plan.handover, "version": 2, "header": chance("hh")}
        self.assertEqual(self.open(seen=[known | {"time": 0}]), 1)
        self.assertIn("Stopped: older ", self.complained.getvalue())


if __name__ == "__main__":
    unittest.main()
