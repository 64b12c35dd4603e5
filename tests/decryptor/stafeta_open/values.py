"""Values in JSON, as the test vectors write them (FORMAT.md, section 22)."""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .primitives import u64


class Malformed(Exception):
    """A manifest, or a file of pieces, that is not as section 22 has it. Never a refusal."""


@dataclass(frozen=True)
class Digest:
    """Bytes of which only length and SHA-256 are known."""

    sha256: str
    len: int

    def fits(self, data: bytes) -> bool:
        """Whether these are the bytes."""
        return len(data) == self.len and hashlib.sha256(data).hexdigest() == self.sha256


class Values:
    """Resolves values; remembers which files they named."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._streams: dict[tuple[str, int], bytes] = {}
        self.named: set[Path] = set()

    def resolve(self, value: Any) -> Any:
        """The value with its bytes in place."""
        if isinstance(value, list):
            return [self.resolve(item) for item in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (kind, inner), *_ = value.items()
            reader = _KINDS.get(kind)
            if reader is not None:
                return reader(self, inner)
        return {key: self.resolve(item) for key, item in value.items()}

    def hex(self, inner: Any) -> bytes:
        """`{"hex": "…"}`"""
        try:
            return binascii.unhexlify(inner)
        except (binascii.Error, ValueError, TypeError) as error:
            raise Malformed(f"no hexadecimal: {inner!r}") from error

    def base64(self, inner: Any) -> bytes:
        """`{"base64": "…"}`, only in files of pieces: with or without padding, either alphabet."""
        try:
            plain = inner.replace("-", "+").replace("_", "/").rstrip("=")
            return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
        except (binascii.Error, ValueError, AttributeError) as error:
            raise Malformed(f"no base64: {inner!r}") from error

    def file(self, inner: Any) -> bytes:
        """`{"file": "path"}`, relative to the root and inside it."""
        path = (self._root / str(inner)).resolve()
        if not path.is_relative_to(self._root):
            raise Malformed(f"{inner!r} lies outside {self._root}")
        self.named.add(path)
        try:
            return path.read_bytes()
        except OSError as error:
            raise Malformed(f"{inner!r}: {error.strerror}") from error

    def stream(self, inner: Any) -> bytes:
        """`{"stream": {"seed": text, "len": n}}`: H(seed ‖ u64 0) ‖ H(seed ‖ u64 1) ‖ …"""
        key = (inner["seed"], inner["len"])
        if key not in self._streams:
            self._streams[key] = _stream(*key)
        return self._streams[key]

    def digest(self, inner: Any) -> Digest:
        """`{"digest": {"sha256": hex, "len": n}}`, only in expectations."""
        return Digest(inner["sha256"], inner["len"])


def _stream(seed: str, length: int) -> bytes:
    seeded = hashlib.sha256(seed.encode())
    out = bytearray()
    for index in range(-(-length // 32)):
        block = seeded.copy()
        block.update(u64(index))
        out += block.digest()
    return bytes(out[:length])


_KINDS = {
    "hex": Values.hex,
    "base64": Values.base64,
    "file": Values.file,
    "stream": Values.stream,
    "digest": Values.digest,
}


def load(path: Path) -> Any:
    """The JSON of a file; a key that stands twice in an object is refused."""
    try:
        return json.loads(path.read_text("utf-8"), object_pairs_hook=_once)
    except (OSError, ValueError) as error:
        raise Malformed(f"{path}: {error}") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("a key stands twice in an object")
    return found
