"""A registration and a login with given randomness (FORMAT.md, sections 21 and 22, `opaque`)."""

import unicodedata
from dataclasses import dataclass

from . import opaque
from .fields import Map, octets
from .opaque import KeyPair, Names
from .primitives import SUITE, lp
from .reader import Reader
from .signature import ORDER


@dataclass(frozen=True)
class Rehearsal:
    """All messages, and what client and server have in the end."""

    registration_request: bytes
    registration_response: bytes
    registration_record: bytes
    ke1: bytes
    ke2: bytes
    ke3: bytes
    export_key: bytes
    session_key: bytes


@dataclass(frozen=True)
class _Server:
    key: int
    identity: KeyPair


def rehearse(realm: str, password: str, account: bytes, setup: bytes, randomness: Map) -> Rehearsal:
    """Registers, and logs in with the same password."""
    typed = unicodedata.normalize("NFC", password).encode()
    names = Names(b"stf1/opaque" + SUITE + lp(realm.encode()), account, realm.encode())
    private = int.from_bytes(setup[64:96], "little")
    server = _Server(
        opaque.oprf_key(setup[:64], account), KeyPair(private, opaque.public_key(private))
    )
    drawn = {name: Reader(octets(randomness, name)) for name in randomness}

    scalar = _scalar(drawn["registration_start"])
    request = opaque.blind(typed, scalar)
    evaluated = opaque.evaluate(server.key, request)
    randomized = opaque.randomized_password(typed, scalar, evaluated, opaque.stretch)
    nonce = drawn["registration_finish"].take(32)
    made = opaque.envelope(randomized, nonce, server.identity.public, names)
    record = made.keys.public + opaque.masking_key(randomized) + made.raw

    login = _Login(typed, names, drawn["login_start"])
    ke2, client_mac = _answer(server, record, login.ke1, names, drawn["server_login"])
    ke3, export_key, session_key = login.finish(ke2)
    assert ke3 == client_mac, "client and server came to different keys"
    return Rehearsal(
        request,
        evaluated + server.identity.public,
        record,
        login.ke1,
        ke2,
        ke3,
        export_key,
        session_key,
    )


class _Login:
    """The client's side of a login."""

    def __init__(self, typed: bytes, names: Names, drawn: Reader) -> None:
        self._typed, self._names = typed, names
        self._scalar = _scalar(drawn)
        self._share = opaque.key_pair(drawn.take(32))
        self.ke1 = opaque.blind(typed, self._scalar) + drawn.take(32) + self._share.public

    def finish(self, ke2: bytes) -> tuple[bytes, bytes, bytes]:
        """KE3, export key and session key; refuses what the server could not have made."""
        evaluated, masking_nonce, masked = ke2[:32], ke2[32:64], ke2[64:192]
        randomized = opaque.randomized_password(
            self._typed, self._scalar, evaluated, opaque.stretch
        )
        clear = opaque.mask(opaque.masking_key(randomized), masking_nonce, masked)
        server_public, stored = clear[:32], clear[32:]
        own = opaque.open_envelope(randomized, stored, server_public, self._names)
        three = (
            opaque.diffie_hellman(self._share.private, ke2[224:256])
            + opaque.diffie_hellman(self._share.private, server_public)
            + opaque.diffie_hellman(own.keys.private, ke2[224:256])
        )
        keys = opaque.derive_keys(three, self.ke1, ke2[:256], self._names)
        opaque.require_mac(keys.server_mac, ke2[256:])
        return keys.client_mac, own.export_key, keys.session_key


def _answer(
    server: _Server, record: bytes, ke1: bytes, names: Names, drawn: Reader
) -> tuple[bytes, bytes]:
    """KE2, and the KE3 that the server waits for."""
    # Drawn for the record of an account that does not exist, whether or not this one does.
    drawn.take(64)
    masking_nonce = drawn.take(32)
    share = opaque.key_pair(drawn.take(32))
    client_public, masking_key, stored = record[:32], record[32:96], record[96:]
    masked = opaque.mask(masking_key, masking_nonce, server.identity.public + stored)
    ke2 = opaque.evaluate(server.key, ke1[:32]) + masking_nonce + masked
    ke2 += drawn.take(32) + share.public
    three = (
        opaque.diffie_hellman(share.private, ke1[64:96])
        + opaque.diffie_hellman(server.identity.private, ke1[64:96])
        + opaque.diffie_hellman(share.private, client_public)
    )
    keys = opaque.derive_keys(three, ke1, ke2, names)
    return ke2 + keys.server_mac, keys.client_mac


def _scalar(drawn: Reader) -> int:
    """A scalar out of 64 random bytes."""
    return int.from_bytes(drawn.take(64), "little") % ORDER
