"""Strict deterministic CBOR (FORMAT.md, section 6).

A text becomes `str`, a byte string `bytes`, an array `list`, a map `dict`; numbers, `true`, `false` and
`null` become what Python calls so.
"""

from typing import Any

from .reader import Reader
from .refused import Refused, require

MAX_DEPTH = 16

_SIMPLE = {20: False, 21: True, 22: None}


def decode(data: bytes) -> dict[str, Any]:
    """The map that these bytes are."""
    reader = Reader(data)
    item: dict[str, Any] = _item(reader, 0)
    reader.done()
    require(isinstance(item, dict), "the outermost item is no map")
    return item


def _item(reader: Reader, depth: int) -> Any:
    major, argument = _head(reader)
    match major:
        case 0:
            return argument
        case 1:
            return -1 - argument
        case 2:
            return reader.take(argument)
        case 3:
            return _text(reader.take(argument))
        case 4:
            _nested(depth)
            return [_item(reader, depth + 1) for _ in range(argument)]
        case 5:
            _nested(depth)
            return _map(reader, argument, depth + 1)
        case 7:
            require(argument in _SIMPLE, "a simple value that does not occur")
            return _SIMPLE[argument]
        case _:
            raise Refused("a tag")


def _head(reader: Reader) -> tuple[int, int]:
    """The major type and the argument, which must have the shortest form."""
    first = reader.uint(1)
    major, low = first >> 5, first & 31
    if low < 24:
        return major, low
    require(major != 7, "a float or a simple value that does not occur")
    require(low < 28, "an indefinite length or a reserved form")
    width = 1 << (low - 24)
    argument = reader.uint(width)
    shorter = 23 if width == 1 else (1 << (4 * width)) - 1
    require(argument > shorter, "a number that is not in its shortest form")
    return major, argument


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("a text that is not UTF-8") from error


def _nested(depth: int) -> None:
    require(depth < MAX_DEPTH, "arrays and maps lie too deep")


def _map(reader: Reader, count: int, depth: int) -> dict[str, Any]:
    result: dict[str, Any] = {}
    before: tuple[int, bytes] | None = None
    for _ in range(count):
        key = _item(reader, depth)
        require(isinstance(key, str), "a key that is no text")
        # Shortest forms make a longer text also a longer encoding, so this is the order of the encodings.
        order = (len(key.encode()), key.encode())
        require(before is None or before < order, "keys are doubled or out of order")
        before = order
        result[key] = _item(reader, depth)
    return result
