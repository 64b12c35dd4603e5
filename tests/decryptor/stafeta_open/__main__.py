"""Opens an offline bundle: `python -m stafeta_open FILE.stafeta --kit CODE --out DIR`."""

import argparse
import getpass
import sys
from pathlib import Path

from . import kit
from .offline import OpenedOffline, open_offline
from .output import summary, write
from .refused import Refused

_VERIFIED = ("not at all", "by the link", "by the number")


def main(arguments: list[str]) -> int:
    """0 if the file opened, 1 if it was refused, 2 if it could not be read or written."""
    parser = argparse.ArgumentParser(prog="stafeta_open", description=__doc__)
    parser.add_argument("file", type=Path, help="an offline bundle, ….stafeta")
    parser.add_argument("--kit", help="the code of the recovery kit; asked for if it is not given")
    parser.add_argument("--out", type=Path, required=True, help="an empty or a new directory")
    parser.add_argument("--why", action="store_true", help="say why it was refused")
    options = parser.parse_args(arguments)
    typed = options.kit or getpass.getpass("Kit code: ")
    try:
        opened = open_offline(options.file.read_bytes(), kit.read(typed))
        _write(opened, options.out)
    except Refused as error:
        print("Refused: not authentic, damaged, or of another kit.", file=sys.stderr)
        if options.why:
            print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _write(opened: OpenedOffline, out: Path) -> None:
    files = dict(opened.files)
    verified = _VERIFIED[opened.verified]
    message = summary(opened.header, opened.body, {"owner_verified": verified}, files)
    write(out, message, opened.body, files)
    if message["drill"]:
        print("This is a DRILL: nobody's message was released.")
    print(f"{opened.body.title!r} and {len(files)} files are in {out}.")
    print(f"The owner was verified {verified} when this was saved; freshness is not known.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
