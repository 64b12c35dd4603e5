"""The verifier notices what is wrong with vectors: each fault is put in, and must be found."""

import copy
import json
import shutil
import tempfile
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

from stafeta_open import operations, verify

from . import VECTORS

GOLDENS = (
    "seal-1",
    "padme-9",
    "pad-1017",
    "cbor-sorted",
    "att-root",
    "attachment-1",
    "version-base",
)
REJECT = "cbor-sorted-trailing"
ABSENT = "no golden case opens it"


def named_files(value: Any) -> set[str]:
    """Every `{"file": …}` in a value."""
    if isinstance(value, dict):
        if isinstance(value.get("file"), str):
            return {value["file"]}
        value = list(value.values())
    return set().union(*map(named_files, value)) if isinstance(value, list) else set()


class Faults(unittest.TestCase):
    """A few of the real cases, in a directory of their own."""

    def setUp(self) -> None:
        self.root = Path(tempfile.mkdtemp()) / "v1"
        self.addCleanup(shutil.rmtree, self.root.parent)
        self.golden = self.read("manifest.json", GOLDENS)
        self.reject = self.read("reject/manifest.json", (REJECT,))
        for file in named_files(self.golden["cases"]) | named_files(self.reject["cases"]):
            self.root.joinpath(file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(VECTORS / "v1" / file, self.root / file)

    def read(self, manifest: str, names: tuple[str, ...]) -> dict[str, Any]:
        """A manifest with these cases only."""
        content: dict[str, Any] = json.loads((VECTORS / "v1" / manifest).read_text())
        content["cases"] = [case for case in content["cases"] if case["name"] in names]
        self.assertEqual({case["name"] for case in content["cases"]}, set(names))
        return content

    def case(self, name: str) -> Any:
        """A golden case, to be changed in place."""
        return next(case for case in self.golden["cases"] if case["name"] == name)

    def failures(self) -> list[str]:
        """What the verifier finds, but for the operations that the few cases leave out."""
        (self.root / "reject").mkdir(exist_ok=True)
        (self.root / "manifest.json").write_text(json.dumps(self.golden))
        (self.root / "reject" / "manifest.json").write_text(json.dumps(self.reject))
        found = verify.verify(self.root.parent).failures
        return [failure for failure in found if not failure.endswith(ABSENT)]

    def assert_found(self, *expected: str) -> None:
        """Exactly these failures, by a part of their text."""
        found = self.failures()
        self.assertEqual(len(found), len(expected), found)
        for part, failure in zip(sorted(expected), sorted(found)):
            self.assertIn(part, failure)

    def test_nothing_is_wrong(self) -> None:
        self.assert_found()

    def test_changed_expectations(self) -> None:
        changes: tuple[tuple[str, str, Any], ...] = (
            ("padme-9", "padded", 11),
            ("seal-1", "plain", {"hex": "00"}),
            ("att-root", "root", {"hex": "00" * 32}),
            ("attachment-1", "plain", {"digest": {"sha256": "00" * 32, "len": 1}}),
            ("version-base", "notices", ["unpaired"]),
        )
        for name, key, value in changes:
            self.case(name)["expect"][key] = value
        self.assert_found(*(f"{name}: comes out differently: {key}" for name, key, _ in changes))

    def test_changed_file_of_an_expectation(self) -> None:
        file = self.root / self.case("version-base")["expect"]["cbor"]["file"]
        file.write_bytes(file.read_bytes() + b"\0")
        self.assert_found("version-base: comes out differently: cbor")

    def test_left_out_expectation(self) -> None:
        del self.case("version-base")["expect"]["body_key"]
        self.assert_found("version-base: expects")

    def test_damaged_golden(self) -> None:
        self.case("seal-1")["inputs"]["key"] = {"hex": "00" * 32}
        self.assert_found("seal-1: must open, but was refused")

    def test_good_file_among_the_rejects(self) -> None:
        good = copy.deepcopy(self.reject["cases"][0]) | {"name": "good", "inputs": {}}
        self.reject["cases"].append(good)
        self.assert_found("good: must be refused, but opened")

    def test_reject_of_nothing(self) -> None:
        self.reject["cases"][0]["from"] = "nothing"
        self.assertTrue(any("no golden case nothing" in failure for failure in self.failures()))

    def test_misspelt_input_is_no_refusal(self) -> None:
        self.reject["cases"][0]["inputs"] = {"cobr": {"hex": "00"}}
        self.assertTrue(any("inputs" in failure for failure in self.failures()))

    def test_misspelt_stop_is_no_refusal(self) -> None:
        case = {"name": "misspelt", "class": "stale", "from": "version-base"}
        self.reject["cases"].append(case | {"inputs": {"accepted": ["oldre"]}})
        self.assert_found("misspelt: there is no stop 'oldre'")

    def test_missing_file_is_no_refusal(self) -> None:
        self.reject["cases"][0]["inputs"] = {"cbor": {"file": "nowhere.bin"}}
        self.assertTrue(any("nowhere.bin" in failure for failure in self.failures()))

    def test_crash_is_no_refusal(self) -> None:
        def crash(_: Any) -> Any:
            raise ValueError("a fault of the reader")

        broken = operations.Operation(frozenset({"cbor"}), frozenset(), crash)
        with mock.patch.dict(operations.OPERATIONS, {"read_cbor": broken}):
            self.assert_found("cbor-sorted: crashed", f"{REJECT}: crashed")

    def test_file_that_no_manifest_names(self) -> None:
        (self.root / "stray.bin").write_bytes(b"")
        self.assert_found("stray.bin: no manifest names it")

    def test_operation_without_a_golden_case(self) -> None:
        self.failures()
        found = verify.verify(self.root.parent).failures
        self.assertIn(f"open_offline: {ABSENT}", found)

    def test_exit_code(self) -> None:
        self.failures()
        with mock.patch("builtins.print"):
            self.assertEqual(verify.main([str(self.root.parent)]), 1)


if __name__ == "__main__":
    unittest.main()
