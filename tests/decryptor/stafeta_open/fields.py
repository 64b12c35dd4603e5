"""Typed keys of maps (FORMAT.md, section 6: every key but `text?` and `bool?` must be there)."""

from typing import Any

from .refused import Refused, require

Map = dict[str, Any]

MAX_U64 = (1 << 64) - 1


def _present(fields: Map, key: str) -> Any:
    if key not in fields:
        raise Refused(f"`{key}` is missing")
    return fields[key]


def uint(fields: Map, key: str) -> int:
    """An unsigned integer of at most 64 bits."""
    value: int = _present(fields, key)
    fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_U64
    require(fits, f"`{key}` is no unsigned integer")
    return value


def octets(fields: Map, key: str, length: int | None = None) -> bytes:
    """Bytes, of the given length if there is one."""
    value: bytes = _present(fields, key)
    require(isinstance(value, bytes), f"`{key}` is no bytes")
    require(length is None or len(value) == length, f"`{key}` has not {length} bytes")
    return value


def text(fields: Map, key: str) -> str:
    """`text`: must be there."""
    value: str = _present(fields, key)
    require(isinstance(value, str), f"`{key}` is no text")
    return value


def text_or_empty(fields: Map, key: str) -> str:
    """`text?`: a missing key reads as the empty text."""
    return text(fields, key) if key in fields else ""


def flag_or_false(fields: Map, key: str) -> bool:
    """`bool?`: a missing key reads as false."""
    value: bool = fields.get(key, False)
    require(isinstance(value, bool), f"`{key}` is neither true nor false")
    return value


def array(fields: Map, key: str) -> list[Any]:
    """An array of anything."""
    value: list[Any] = _present(fields, key)
    require(isinstance(value, list), f"`{key}` is no array")
    return value


def maps(fields: Map, key: str) -> list[Map]:
    """An array of maps."""
    value = array(fields, key)
    require(all(isinstance(item, dict) for item in value), f"`{key}` holds what is no map")
    return value


def octet_strings(fields: Map, key: str, length: int | None = None) -> list[bytes]:
    """An array of bytes, each of the given length if there is one."""
    value = array(fields, key)
    for item in value:
        fits = isinstance(item, bytes) and length in (None, len(item))
        require(fits, f"`{key}` holds what is no bytes, or too many or few of them")
    return value


def map_of(fields: Map, key: str) -> Map:
    """A map."""
    value: Map = _present(fields, key)
    require(isinstance(value, dict), f"`{key}` is no map")
    return value
