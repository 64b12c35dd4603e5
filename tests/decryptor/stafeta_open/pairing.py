"""Pairing, number and QR code (FORMAT.md, section 12)."""

import base64
from dataclasses import dataclass

from .bundle import Bundle
from .primitives import argon2id, h, hmac_sha256, kdf, same
from .refused import require

PSK_ID_LABEL = b"stf1/pair/id"


@dataclass(frozen=True)
class Pairing:
    """What both sides derive from an invitation."""

    fragment: str
    psk: bytes
    psk_id: bytes
    proof_owner: bytes
    proof_recipient: bytes
    qr: bytes


def pair(s_inv: bytes, owner: bytes, invite: bytes, ours: Bundle, theirs: Bundle) -> Pairing:
    """Everything of the pairing of an owner (`ours`) with a recipient (`theirs`)."""
    require(ours.account == owner, "the bundle is of another owner")
    require(theirs.account != owner, "the recipient is the owner")
    return Pairing(
        fragment=base64.urlsafe_b64encode(s_inv).rstrip(b"=").decode(),
        psk=kdf(s_inv, b"stf1/pair/psk" + owner + invite),
        psk_id=psk_id(invite),
        proof_owner=_proof_owner(s_inv, ours, invite),
        proof_recipient=_proof_recipient(s_inv, ours, theirs, invite),
        qr=qr(ours, theirs),
    )


def psk_id(invite: bytes) -> bytes:
    """How a psk is called in HPKE, 28 bytes."""
    return PSK_ID_LABEL + invite


def check_owner_proof(
    s_inv: bytes, owner: bytes, invite: bytes, ours: Bundle, proof: bytes
) -> None:
    """Refuses a proof that the owner of the invitation did not make over this bundle."""
    require(ours.account == owner, "the bundle is of another owner")
    require(same(proof, _proof_owner(s_inv, ours, invite)), "the owner's proof does not hold")


def check_recipient_proof(
    s_inv: bytes, invite: bytes, ours: Bundle, theirs: Bundle, proof: bytes
) -> None:
    """Refuses a proof that who got the invitation did not make over these two bundles."""
    require(theirs.account != ours.account, "the recipient is the owner")
    expected = _proof_recipient(s_inv, ours, theirs, invite)
    require(same(proof, expected), "the recipient's proof does not hold")


def qr(one: Bundle, other: Bundle) -> bytes:
    """What the QR code says, 75 bytes."""
    return b"stf1/number" + _low_high(one, other)


def check_qr(scanned: bytes, one: Bundle, other: Bundle) -> None:
    """Refuses a QR code of other bundles."""
    require(same(scanned, qr(one, other)), "the code is of other keys")


def number(one: Bundle, other: Bundle) -> list[str]:
    """The number that two people compare: eight groups of five digits."""
    out = argon2id(_low_high(one, other), h(b"stf1/number")[:16], 40)
    groups = [int.from_bytes(out[at : at + 5], "big") % 100_000 for at in range(0, 40, 5)]
    return [f"{group:05}" for group in groups]


def _proof_owner(s_inv: bytes, ours: Bundle, invite: bytes) -> bytes:
    return hmac_sha256(kdf(s_inv, b"stf1/pair/mac/owner"), ours.hash + invite)


def _proof_recipient(s_inv: bytes, ours: Bundle, theirs: Bundle, invite: bytes) -> bytes:
    key = kdf(s_inv, b"stf1/pair/mac/recipient")
    return hmac_sha256(key, ours.hash + theirs.hash + invite)


def _low_high(one: Bundle, other: Bundle) -> bytes:
    return b"".join(sorted([one.hash, other.hash]))
