"""Lists of cases in the layout of section 22."""

import json
from pathlib import Path
from typing import Any

Map = dict[str, Any]

_INLINE = 64


class Cases:
    """Collects cases and writes their bytes into files."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._goldens: list[Map] = []
        self._rejects: list[Map] = []

    def golden(self, name: str, operation: str, inputs: Map, **expect: Any) -> None:
        """What must open."""
        self._goldens.append(
            {
                "name": name,
                "operation": operation,
                "inputs": self._values(name, inputs),
                "expect": self._values(f"{name}.expect", expect),
            }
        )

    def reject(self, origin: str, what: str, kind: str, **inputs: Any) -> None:
        """What must be refused: the golden case with these inputs instead."""
        name = f"{origin}-{what}"
        values = self._values(f"reject/{name}", inputs)
        self._rejects.append({"name": name, "class": kind, "from": origin, "inputs": values})

    def write(self) -> None:
        """Both manifests."""
        for path, cases in (("", self._goldens), ("reject/", self._rejects)):
            manifest = {"format": "STF1", "version": 1, "cases": cases}
            text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
            self._root.joinpath(f"{path}manifest.json").write_text(text, "utf-8")

    def _values(self, name: str, value: Any) -> Any:
        if isinstance(value, bytes):
            return self._bytes(name, value)
        if isinstance(value, list):
            return [self._values(f"{name}.{index}", item) for index, item in enumerate(value)]
        if isinstance(value, dict):
            return {key: self._values(f"{name}.{key}", item) for key, item in value.items()}
        return value

    def _bytes(self, name: str, value: bytes) -> Map:
        if len(value) <= _INLINE:
            return {"hex": value.hex()}
        path = f"{name}.bin"
        self._root.joinpath(path).parent.mkdir(parents=True, exist_ok=True)
        self._root.joinpath(path).write_bytes(value)
        return {"file": path}
