"""Opens a released version from its pieces: `python -m stafeta_open.handover PIECES.json [--out DIR]`.

The README beside this package says what the file holds.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from . import pieces
from .account import known_by_kit
from .attachment import open_attachment
from .fields import Map, map_of, maps, octets
from .opening import Asked, Opened, OwnKey, Pinned, Stop, open_version
from .output import as_json, summary, write
from .refused import Refused, require
from .values import Malformed, Values, load


def open_pieces(given: Map) -> tuple[Opened, dict[bytes, bytes]]:
    """Opens the version and every attachment (section 17, all steps)."""
    asked = pieces.asked(map_of(given, "asked"))
    pinned, keys = _known(given, asked)
    opened = open_version(
        asked,
        pinned,
        keys,
        pieces.received(map_of(given, "received")),
        pieces.accepted({"accepted": []} | given),
    )
    sealed = {octets(item, "id", 16): octets(item, "sealed") for item in maps(given, "attachments")}
    listed = opened.body.attachments
    require(
        {entry.id for entry in listed} == sealed.keys(), "other attachments than the body lists"
    )
    place = (opened.header.owner, opened.header.handover)
    return opened, {entry.id: open_attachment(*place, entry, sealed[entry.id]) for entry in listed}


def _known(given: Map, asked: Asked) -> tuple[Pinned, list[OwnKey]]:
    if "kit" in given:
        return known_by_kit(map_of(given, "kit"), asked)
    return pieces.pinned(map_of(given, "pinned")), pieces.own_keys(given)


def main(arguments: list[str]) -> int:
    """0 if it opened, 1 if it was refused or stopped, 2 if the pieces are not as the README says."""
    parser = argparse.ArgumentParser(prog="stafeta_open.handover", description=__doc__)
    parser.add_argument("pieces", type=Path)
    parser.add_argument("--out", type=Path, help="an empty or a new directory")
    parser.add_argument("--why", action="store_true", help="say why it was refused")
    options = parser.parse_args(arguments)
    try:
        given = Values(options.pieces.parent).resolve(load(options.pieces))
        opened, files = open_pieces(given)
        message = _message(opened, files)
        if options.out is not None:
            write(options.out, message, opened.body, files)
    except Refused as error:
        print(_refusal(error, options.why), file=sys.stderr)
        return 1
    except (Malformed, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(as_json(message), end="")
    return 0


def _message(opened: Opened, files: dict[bytes, bytes]) -> Any:
    return summary(opened.header, opened.body, {"notices": sorted(opened.notices)}, files)


def _refusal(error: Refused, why: bool) -> str:
    if isinstance(error, Stop):
        return f"Stopped: {error.word} (sealed at {error.sealed_at}, known here: {error.known})."
    return "Refused: not authentic, or not what was asked for." + (f" {error}" if why else "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
