"""A box that anybody can fill and only one key opens: HPKE in base mode (RFC 9180).

X25519, HKDF-SHA256, AES-256-GCM. A box is `encapsulated key (32 bytes) | ciphertext and tag`. The place ("table|column|row
id") is part of the key schedule, so a box that was moved does not open. What is inside is padded, for the
length of a name would tell whose it is.
"""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from belfry.core.sealed import CannotOpen

SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
PURPOSE: Final = b"belfry sighting v1|"
# What is written is as long as the next multiple of this.
BLOCK_BYTES: Final = 512
END: Final = b"\x80"


def seal_to(public_key: bytes, plain: bytes, place: str) -> bytes:
    """Return `plain` in a box to an X25519 key (32 bytes) at a place ("table|column|row id")."""
    room = -(len(plain) + len(END)) % BLOCK_BYTES
    padded = plain + END + bytes(room)
    return SUITE.encrypt(padded, X25519PublicKey.from_public_bytes(public_key), _info(place))


def open_box(private_key: bytes, sealed: bytes, place: str) -> bytes:
    """Return what was sealed to this key at this place; raise CannotOpen for anything else."""
    try:
        key = X25519PrivateKey.from_private_bytes(private_key)
        padded = SUITE.decrypt(sealed, key, _info(place))
    except (InvalidTag, ValueError):
        raise CannotOpen from None
    return padded[: padded.rindex(END)]


def new_private_key() -> bytes:
    """Return a new private key (X25519, 32 bytes)."""
    return X25519PrivateKey.generate().private_bytes_raw()


def public_key_of(private_key: bytes) -> bytes:
    """Return the public key (32 bytes) of a private one."""
    return X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def _info(place: str) -> bytes:
    return PURPOSE + place.encode()
