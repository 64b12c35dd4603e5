"""Against the vectors of the HPKE-PQ draft, RFC 9180, and another implementation of mode Base."""

import json
import unittest

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from stafeta_open.hpke_xwing import ENC, XWing, key_schedule, open_hpke
from stafeta_open.refused import Refused

from . import VECTORS

SEED = bytes(range(32))


class Hpke(unittest.TestCase):
    def test_xwing_of_the_draft(self) -> None:
        found = 0
        for vector in json.loads((VECTORS / "hpke_pq_xwing_subset.json").read_text()):
            given = {k: bytes.fromhex(v) for k, v in vector.items() if isinstance(v, str)}
            xwing = XWing.from_seed(given["skRm"])
            self.assertEqual(xwing.public(), given["pkRm"])
            self.assertEqual(xwing.decapsulate(given["enc"]), given["shared_secret"])
            if (vector["mode"], vector["kdf_id"], vector["aead_id"]) != (0, 1, 3):
                continue
            secret, info = given["shared_secret"], bytes.fromhex(vector["info"])
            key, nonce = key_schedule(given["suite_id"], secret, info, b"", b"")
            self.assertEqual((key, nonce), (given["key"], given["base_nonce"]))
            sealed = {k: bytes.fromhex(v) for k, v in vector["encryptions"][0].items()}
            opened = ChaCha20Poly1305(key).decrypt(nonce, sealed["ct"], sealed["aad"])
            self.assertEqual(opened, sealed["pt"])
            found += 1
        self.assertGreater(found, 0, "no vector of a suite whose key has 32 bytes")

    def test_mode_psk_of_rfc_9180(self) -> None:
        # A.2.2; DHKEM and ChaCha20Poly1305, but the same key schedule, hash and length of key.
        key, nonce = key_schedule(
            b"HPKE" + bytes.fromhex("002000010003"),
            bytes.fromhex("4be079c5e77779d0215b3f689595d59e3e9b0455d55662d1f3666ec606e50ea7"),
            b"Ode on a Grecian Urn",
            bytes.fromhex("0247fd33b913760fa1fa51e1892d9f307fbe65eb171e8132c2af18555a738b82"),
            b"Ennyn Durin aran Moria",
        )
        self.assertEqual(
            key.hex(), "600d2fdb0313a7e5c86a9ce9221cd95bed069862421744cfb4ab9d7203a9c019"
        )
        self.assertEqual(nonce.hex(), "112e0465562045b7368653e7")

    def test_what_another_implementation_sealed(self) -> None:
        xwing = XWing.from_seed(SEED)
        public = hpke.MLKEM768X25519PublicKey(xwing.mlkem.public_key(), xwing.x25519.public_key())
        suite = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
        sealed = suite.encrypt(b"plain", public, info=b"info")
        self.assertEqual(open_hpke(SEED, sealed, b"info", b""), b"plain")
        changed = sealed[:ENC] + bytes([sealed[ENC] ^ 1]) + sealed[ENC + 1 :]
        for wrong in (
            changed,
            sealed[:-1],
            sealed + b"\0",
            sealed[: ENC + 15],
            b"",
            b"\1" + sealed[1:],
        ):
            with self.assertRaises(Refused):
                open_hpke(SEED, wrong, b"info", b"")
        for other in ({"info": b"other"}, {"aad": b"aad"}, {"psk": bytes(32), "psk_id": b"id"}):
            with self.assertRaises(Refused):
                open_hpke(SEED, sealed, **({"info": b"info", "aad": b""} | other))

    def test_psk_and_psk_id_go_together(self) -> None:
        with self.assertRaises(Refused):
            key_schedule(b"", bytes(32), b"", bytes(32), b"")
        with self.assertRaises(Refused):
            key_schedule(b"", bytes(32), b"", b"", b"id")


if __name__ == "__main__":
    unittest.main()
