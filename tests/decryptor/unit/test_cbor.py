"""What section 6 allows, and what it refuses."""

import unittest

from stafeta_open import cbor
from stafeta_open.refused import Refused

ALLOWED = {
    "a0": {},
    "a1616100": {"a": 0},
    "a16161f6": {"a": None},
    "a26161f46162f5": {"a": False, "b": True},
    "a1616120": {"a": -1},
    "a161613bffffffffffffffff": {"a": -(2**64)},
    "a161611818": {"a": 24},
    "a161611bffffffffffffffff": {"a": 2**64 - 1},
    "a2616200626161f6": {"b": 0, "aa": None},
    "a1616142beef": {"a": b"\xbe\xef"},
    "a1616183010203": {"a": [1, 2, 3]},
    "a16161a16162f6": {"a": {"b": None}},
    "a1616162c3a9": {"a": "é"},
}

REFUSED = {
    "00": "a number outermost",
    "80": "an array outermost",
    "": "nothing",
    "a000": "a byte left over",
    "a1": "a pair is missing",
    "a10000": "a key that is no text",
    "a2626161006162f6": "the longer key first",
    "a2616200616100": "keys out of order",
    "a2616100616100": "a key twice",
    "a161611800": "0 in two bytes",
    "a161611817": "23 in two bytes",
    "a1616119000a": "10 in three bytes",
    "a161611900ff": "255 in three bytes",
    "a161611a0000ffff": "65535 in five bytes",
    "a161611b00000000ffffffff": "2³²−1 in nine bytes",
    "a178016100": "a key with a longer form",
    "b80161610000": "a map with a longer form",
    "bf616100ff": "an indefinite map",
    "a161619f00ff": "an indefinite array",
    "a161615f4100ff": "an indefinite byte string",
    "a16161f7": "undefined",
    "a16161f0": "another simple value",
    "a16161f814": "false in two bytes",
    "a16161f820": "a simple value in two bytes",
    "a16161f90000": "a half float",
    "a16161fa00000000": "a float",
    "a16161fb0000000000000000": "a double",
    "a16161c000": "a tag",
    "a16161c24101": "a bignum",
    "a161611c": "a reserved form",
    "a16161ff": "a break",
    "a1616161ff": "no UTF-8",
    "a1616163eda080": "a surrogate",
    "a1616162c080": "an overlong form of UTF-8",
    "a161619bffffffffffffffff": "an array that is longer than the data",
    "a161615affffffff00": "bytes that are longer than the data",
}


def nested(depth: int) -> str:
    """Arrays and maps so deep, the outermost counted."""
    return "a16161" + "81" * (depth - 2) + "80"


class Cbor(unittest.TestCase):
    def test_allowed(self) -> None:
        for encoded, expected in ALLOWED.items():
            with self.subTest(encoded):
                self.assertEqual(cbor.decode(bytes.fromhex(encoded)), expected)

    def test_refused(self) -> None:
        for encoded, why in REFUSED.items():
            with self.subTest(why), self.assertRaises(Refused):
                cbor.decode(bytes.fromhex(encoded))

    def test_depth(self) -> None:
        cbor.decode(bytes.fromhex(nested(16)))
        with self.assertRaises(Refused):
            cbor.decode(bytes.fromhex(nested(17)))


if __name__ == "__main__":
    unittest.main()
