"""Against public vectors: RFC 5869, RFC 8032, RFC 9807 and the values that FORMAT.md names."""

import hashlib
import json
import unittest

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from stafeta_open import kit, opaque, padme, primitives, signature
from stafeta_open.refused import Refused

from . import VECTORS

# RFC 8032, 7.1, test 2.
SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
MESSAGE = b"\x72"
SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
IDENTITY = bytes([1]) + bytes(31)


def secret_scalar(seed: bytes) -> int:
    clamped = bytearray(hashlib.sha512(seed).digest()[:32])
    clamped[0] &= 248
    clamped[31] = clamped[31] & 127 | 64
    return int.from_bytes(clamped, "little") % signature.ORDER


class Derivation(unittest.TestCase):
    def test_kdf_is_hkdf_with_empty_salt(self) -> None:
        # RFC 5869, A.3; FORMAT.md takes the first 32 bytes.
        okm = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
        self.assertEqual(primitives.kdf(b"\x0b" * 22, b"").hex(), okm)


class Signatures(unittest.TestCase):
    def test_known_signature(self) -> None:
        self.assertEqual(signature.public_key(SEED), PUBLIC)
        signature.verify(PUBLIC, MESSAGE, SIGNATURE)

    def test_each_changed_byte_is_refused(self) -> None:
        for at in range(64):
            changed = bytearray(SIGNATURE)
            changed[at] ^= 1
            with self.assertRaises(Refused, msg=f"byte {at}"):
                signature.verify(PUBLIC, MESSAGE, bytes(changed))

    def test_unreduced_s_is_refused(self) -> None:
        s = int.from_bytes(SIGNATURE[32:], "little") + signature.ORDER
        with self.assertRaises(Refused):
            signature.verify(PUBLIC, MESSAGE, SIGNATURE[:32] + s.to_bytes(32, "little"))

    def test_key_of_small_order_is_refused(self) -> None:
        # [s]B = R + [k]·0 for every message: the library lets it pass.
        forged = PUBLIC + secret_scalar(SEED).to_bytes(32, "little")
        Ed25519PublicKey.from_public_bytes(IDENTITY).verify(forged, MESSAGE)
        with self.assertRaisesRegex(Refused, "small order"):
            signature.verify(IDENTITY, MESSAGE, forged)

    def test_r_of_small_order_is_refused(self) -> None:
        k = int.from_bytes(hashlib.sha512(IDENTITY + PUBLIC + MESSAGE).digest(), "little")
        s = k * secret_scalar(SEED) % signature.ORDER
        forged = IDENTITY + s.to_bytes(32, "little")
        Ed25519PublicKey.from_public_bytes(PUBLIC).verify(forged, MESSAGE)
        with self.assertRaisesRegex(Refused, "small order"):
            signature.verify(PUBLIC, MESSAGE, forged)

    def test_y_of_small_order(self) -> None:
        p = signature.FIELD
        d = -121665 * pow(121666, -1, p) % p
        for y in signature.SMALL_ORDER_Y - {0, 1, p - 1}:
            # Twice the point has y = 0 only if x² = −y², which on the curve is 2y² = 1 − d·y⁴.
            self.assertEqual(2 * y * y % p, (1 - d * y**4) % p)
        self.assertEqual(len(signature.SMALL_ORDER_Y), 5)

    def test_key_that_is_not_canonical_is_refused(self) -> None:
        # y = p + 3 encodes the same as y = 3, if that is a point at all.
        key = (signature.FIELD + 3).to_bytes(32, "little")
        with self.assertRaisesRegex(Refused, "canonical"):
            signature.verify(key, MESSAGE, SIGNATURE)


class Padding(unittest.TestCase):
    def test_values_of_the_document(self) -> None:
        known = {0: 0, 1: 1, 9: 10, 1025: 1088, 100000: 100352, 8388609: 8650752}
        self.assertEqual({length: padme.padme(length) for length in known}, known)

    def test_unpad(self) -> None:
        padded = primitives.u64(3) + b"abc" + bytes(1024 - 11)
        self.assertEqual(padme.unpad(padded), b"abc")
        for wrong in (padded[:-1], padded + b"\0", padded[:-1] + b"\1", b"", bytes(1023)):
            with self.assertRaises(Refused):
                padme.unpad(wrong)


class Kit(unittest.TestCase):
    def test_there_and_back(self) -> None:
        code = bytes(range(20))
        typed = kit.printed(code)
        self.assertEqual(len(typed), 47)
        self.assertEqual(kit.read(typed), code)
        self.assertEqual(kit.read(typed.lower().replace("-", " \u2013\u00a0")), code)
        self.assertEqual(kit.read(typed.replace("0", "O").replace("1", "l")), code)

    def test_mistyped(self) -> None:
        typed = kit.printed(bytes(range(20)))
        self.assertIn("1", typed)
        wrong = [typed[:-1], typed + "0", "U" + typed[1:], typed.replace("1", "ı"), "", typed + "."]
        wrong.append(typed[6:12] + typed[:6] + typed[12:])
        for text in wrong:
            with self.assertRaises(Refused, msg=text):
                kit.read(text)


class Opaque(unittest.TestCase):
    def test_rfc_9807(self) -> None:
        vectors = json.loads((VECTORS / "rfc9807.json").read_text())
        suite = {"Fake": "False", "Group": "ristretto255"}.items()
        real = [vector for vector in vectors if suite <= vector["config"].items()]
        self.assertEqual(len(real), 2, "with and without names of client and server")
        for vector in real:
            self.walk(vector)

    def walk(self, vectors: dict[str, dict[str, str]]) -> None:
        given = {key: bytes.fromhex(value) for key, value in vectors["inputs"].items()}
        expected = vectors["outputs"]
        password, credential = given["password"], given["credential_identifier"]
        server_public = given["server_public_key"]
        names = opaque.Names(
            bytes.fromhex(vectors["config"]["Context"]),
            client=given.get(
                "client_identity", bytes.fromhex(vectors["intermediates"]["client_public_key"])
            ),
            server=given.get("server_identity", server_public),
        )
        key = opaque.oprf_key(given["oprf_seed"], credential)

        scalar = int.from_bytes(given["blind_registration"], "little")
        request = opaque.blind(password, scalar)
        self.assertEqual(request.hex(), expected["registration_request"])
        evaluated = opaque.evaluate(key, request)
        self.assertEqual((evaluated + server_public).hex(), expected["registration_response"])
        randomized = opaque.randomized_password(password, scalar, evaluated, lambda output: output)
        made = opaque.envelope(randomized, given["envelope_nonce"], server_public, names)
        masking_key = opaque.masking_key(randomized)
        record = made.keys.public + masking_key + made.raw
        self.assertEqual(record.hex(), expected["registration_upload"])
        self.assertEqual(made.export_key.hex(), expected["export_key"])

        client = opaque.key_pair(given["client_keyshare_seed"])
        request = opaque.blind(password, int.from_bytes(given["blind_login"], "little"))
        ke1 = request + given["client_nonce"] + client.public
        self.assertEqual(ke1.hex(), expected["KE1"])
        server = opaque.key_pair(given["server_keyshare_seed"])
        masked = opaque.mask(masking_key, given["masking_nonce"], server_public + made.raw)
        response = opaque.evaluate(key, request) + given["masking_nonce"] + masked
        ke2 = response + given["server_nonce"] + server.public
        three = (
            opaque.diffie_hellman(client.private, server.public)
            + opaque.diffie_hellman(client.private, server_public)
            + opaque.diffie_hellman(made.keys.private, server.public)
        )
        keys = opaque.derive_keys(three, ke1, ke2, names)
        self.assertEqual((ke2 + keys.server_mac).hex(), expected["KE2"])
        self.assertEqual(keys.client_mac.hex(), expected["KE3"])
        self.assertEqual(keys.session_key.hex(), expected["session_key"])


if __name__ == "__main__":
    unittest.main()
