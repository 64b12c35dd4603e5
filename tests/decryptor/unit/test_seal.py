"""SEAL at the edges of its chunks."""

import unittest

from stafeta_open.refused import Refused
from stafeta_open.seal import CHUNK, HEAD, SEALED_CHUNK, open_seal, seal_with_salt, sealed_len

KEY, CTX, SALT = bytes(range(32)), b"context", bytes(24)


class Seal(unittest.TestCase):
    def test_there_and_back(self) -> None:
        for length in (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK):
            plain = bytes(length)
            sealed = seal_with_salt(KEY, CTX, SALT, plain)
            self.assertEqual(len(sealed), sealed_len(length))
            self.assertEqual(open_seal(KEY, CTX, sealed), plain)

    def test_refused(self) -> None:
        sealed = seal_with_salt(KEY, CTX, SALT, bytes(2 * CHUNK + 5))
        first, second = HEAD + SEALED_CHUNK, HEAD + 2 * SEALED_CHUNK
        wrong = {
            "empty": b"",
            "a byte short": sealed[:-1],
            "a byte more": sealed + b"\0",
            "without the last chunk": sealed[:second],
            "ending after a full chunk": sealed[: first + 16],
            "chunks swapped": sealed[:HEAD]
            + sealed[first:second]
            + sealed[HEAD:first]
            + sealed[second:],
            "a chunk doubled": sealed[:first] + sealed[HEAD:first] + sealed[second:],
            "another salt": b"\1" + sealed[1:],
            "another commitment": sealed[:24] + b"\1" + sealed[25:],
        }
        for why, bad in wrong.items():
            with self.subTest(why), self.assertRaises(Refused):
                open_seal(KEY, CTX, bad)
        with self.assertRaisesRegex(Refused, "another key or context"):
            open_seal(KEY, b"other", sealed)
        with self.assertRaisesRegex(Refused, "another key or context"):
            open_seal(bytes(32), CTX, sealed)


if __name__ == "__main__":
    unittest.main()
