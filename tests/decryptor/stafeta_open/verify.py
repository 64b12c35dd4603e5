"""Walks the test vectors (FORMAT.md, section 22): `python -m stafeta_open.verify shared/vectors`.

Every golden case must come out as expected, every reject case must be refused, and every file must be
named by a manifest. Only the one error counts as a refusal; a crash is a failure.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .operations import OPERATIONS, Operation
from .refused import Refused
from .values import Digest, Malformed, Values, load

MANIFEST = "manifest.json"
REJECTS = "reject/manifest.json"


@dataclass
class Report:
    """What was seen. `refusals` are the reasons, by the name of the case."""

    opened: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    refusals: dict[str, str] = field(default_factory=dict)
    files: int = 0
    failures: list[str] = field(default_factory=list)


def verify(root: Path) -> Report:
    """Verifies the vectors of version 1 under this directory."""
    return _Walk(root / "v1").run()


class _Walk:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._values = Values(root)
        self._goldens: dict[str, dict[str, Any]] = {}
        self._report = Report()

    def run(self) -> Report:
        for case in self._cases(MANIFEST, {"name", "operation", "inputs", "expect"}):
            self._goldens[case["name"]] = case
            self._judge(case, self._golden)
        for case in self._cases(REJECTS, {"name", "class", "from", "inputs"}):
            self._judge(case, self._reject)
        for name in sorted(set(OPERATIONS) - set(self._report.opened)):
            self._fail(name, "no golden case opens it")
        self._look_for_strays()
        return self._report

    def _cases(self, path: str, keys: set[str]) -> Iterator[dict[str, Any]]:
        manifest = load(self._root / path)
        if (manifest.get("format"), manifest.get("version")) != ("STF1", 1):
            raise Malformed(f"{path} is of another format or version")
        seen: set[str] = set()
        for case in manifest["cases"]:
            if set(case) != keys or case["name"] in seen:
                raise Malformed(
                    f"{path}: {case.get('name')} is doubled or has other keys than {keys}"
                )
            seen.add(case["name"])
            yield case

    def _judge(self, case: dict[str, Any], check: Callable[[dict[str, Any]], str | None]) -> None:
        try:
            failure = check(case)
        except Malformed as error:
            failure = str(error)
        except Exception as error:  # A crash must not pass for a refusal, nor end the walk.
            failure = f"crashed: {error!r}"
        if failure is not None:
            self._fail(case["name"], failure)

    def _fail(self, name: str, failure: str) -> None:
        self._report.failures.append(f"{name}: {failure}")

    def _golden(self, case: dict[str, Any]) -> str | None:
        operation = OPERATIONS.get(case["operation"])
        if operation is None:
            return f"there is no operation {case['operation']}"
        try:
            expected = self._values.resolve(case["expect"])
            actual = operation.run(self._inputs(operation, case["inputs"]))
        except Refused as error:
            return f"must open, but was refused: {error}"
        if set(expected) != operation.outputs:
            return f"expects {sorted(expected)} instead of {sorted(operation.outputs)}"
        wrong = [key for key in expected if not _agrees(key, expected[key], actual[key])]
        if wrong:
            return f"comes out differently: {', '.join(wrong)}"
        self._report.opened[case["operation"]] += 1
        return None

    def _reject(self, case: dict[str, Any]) -> str | None:
        golden = self._goldens.get(case["from"])
        if golden is None or golden["operation"] not in OPERATIONS:
            return f"there is no golden case {case['from']}, or its operation is not known"
        operation = OPERATIONS[golden["operation"]]
        try:
            operation.run(self._inputs(operation, golden["inputs"] | case["inputs"]))
        except Refused as error:
            self._report.refused[case["class"]] += 1
            self._report.refusals[case["name"]] = str(error)
            return None
        return "must be refused, but opened"

    def _inputs(self, operation: Operation, inputs: dict[str, Any]) -> dict[str, Any]:
        if set(inputs) != operation.inputs:
            raise Malformed(f"inputs {sorted(inputs)} instead of {sorted(operation.inputs)}")
        return {key: self._values.resolve(value) for key, value in inputs.items()}

    def _look_for_strays(self) -> None:
        named = self._values.named | {
            self._root.resolve() / MANIFEST,
            self._root.resolve() / REJECTS,
        }
        for path in sorted(self._root.resolve().rglob("*")):
            if path.is_file():
                self._report.files += 1
                if path not in named:
                    self._fail(str(path.relative_to(self._root.resolve())), "no manifest names it")


def _agrees(key: str, expected: Any, actual: Any) -> bool:
    if isinstance(expected, Digest):
        return isinstance(actual, bytes) and expected.fits(actual)
    if isinstance(expected, list) and isinstance(actual, list):
        # Only notices may come in any order.
        pairs = zip(sorted(expected) if key == "notices" else expected, actual)
        return len(expected) == len(actual) and all(_agrees("", *pair) for pair in pairs)
    if isinstance(expected, dict) and isinstance(actual, dict):
        return expected.keys() == actual.keys() and all(
            _agrees(inner, expected[inner], actual[inner]) for inner in expected
        )
    return type(expected) is type(actual) and bool(expected == actual)


def main(arguments: list[str]) -> int:
    """Prints the counts; 1 if anything failed."""
    parser = argparse.ArgumentParser(prog="stafeta_open.verify", description=__doc__)
    parser.add_argument("vectors", type=Path, help="the directory that holds v1/")
    parser.add_argument("--why", action="store_true", help="say why each reject was refused")
    options = parser.parse_args(arguments)
    report = verify(options.vectors)
    if options.why:
        for name, why in report.refusals.items():
            print(f"{name}: {why}")
    print(f"golden: {report.opened.total()} opened by {len(report.opened)} operations")
    print(f"reject: {report.refused.total()} refused in {len(report.refused)} classes")
    print(f"files: {report.files}")
    for failure in report.failures:
        print(f"FAILED {failure}")
    print(f"failures: {len(report.failures)}")
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
