"""Writes an opened message to a directory."""

import json
import re
from pathlib import Path
from typing import Any

from .attachment import Listed
from .body import Body
from .primitives import h
from .version import DRILL, Header

_UNSAFE = re.compile(r"[^\w.()+@ -]")
_LONGEST = 100


def summary(header: Header, body: Body, extra: dict[str, Any], files: dict[bytes, bytes]) -> Any:
    """The message as JSON: bytes become hexadecimal, files are named by what `write` calls them."""
    return extra | {
        "owner": header.owner.hex(),
        "recipient": header.recipient.hex(),
        "handover": header.handover.hex(),
        "version": header.version,
        "mode": "psk" if header.mode else "base",
        "drill": header.purpose == DRILL,
        "sealed_at": header.sealed_at,
        "title": body.title,
        "blocks": _plain(body.blocks),
        "attachments": [
            _described(index, entry, files.get(entry.id))
            for index, entry in enumerate(body.attachments, 1)
        ],
    }


def write(out: Path, message: Any, body: Body, files: dict[bytes, bytes]) -> None:
    """Writes message.json and the files. The directory may not hold anything yet."""
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()):
        raise FileExistsError(f"{out} is not empty")
    out.joinpath("message.json").write_text(as_json(message), "utf-8")
    out.joinpath("body.cbor").write_bytes(body.cbor)
    for index, entry in enumerate(body.attachments, 1):
        if entry.id in files:
            out.joinpath(safe_name(index, entry)).write_bytes(files[entry.id])


def as_json(message: Any) -> str:
    """For people, and for other programs."""
    return json.dumps(message, ensure_ascii=False, indent=2) + "\n"


def safe_name(index: int, entry: Listed) -> str:
    """A name that is no path, no hidden file, and different for every attachment (section 16)."""
    return f"{index:03}-{_UNSAFE.sub('_', entry.name)[-_LONGEST:]}"


def _described(index: int, entry: Listed, content: bytes | None) -> dict[str, Any]:
    described: dict[str, Any] = {
        "id": entry.id.hex(),
        "name": entry.name,
        "mime": entry.mime,
        "len": entry.len,
    }
    if content is not None:
        described |= {"file": safe_name(index, entry), "sha256": h(content).hex()}
    return described


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
