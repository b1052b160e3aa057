"""Encrypts what is pushed, so that only the browser reads it (RFC 8291; aes128gcm of RFC 8188)."""

import hashlib
import hmac
import os
from functools import partial
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

POINT_BYTES: Final = 65
SECRET_BYTES: Final = 16
SALT_BYTES: Final = 16
KEY_BYTES: Final = 16
NONCE_BYTES: Final = 12
# All is one record, of the size that RFC 8291, 4 lets every push service take.
RECORD_BYTES: Final = 4096
# After the content of the last record (RFC 8188, 2).
LAST_RECORD: Final = b"\x02"
# What HKDF-Expand (RFC 5869) appends for its first block, the only one that is needed.
FIRST_BLOCK: Final = b"\x01"

_sha256 = partial(hmac.digest, digest=hashlib.sha256)


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """Return a public key as the 65 bytes of an uncompressed point."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def read_point(point: bytes) -> ec.EllipticCurvePublicKey:
    """Return the public key of an uncompressed point of P-256; raise ValueError."""
    if len(point) != POINT_BYTES:
        raise ValueError("no uncompressed point")
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


def encrypt(
    content: bytes,
    point: bytes,
    secret: bytes,
    *,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes = b"",
) -> bytes:
    """Return the body of a push for a subscription (its `p256dh` and `auth`); raise ValueError.

    `own` and `salt` are made anew for every message (RFC 8291, 3.1); only tests give them.
    """
    own = own or ec.generate_private_key(ec.SECP256R1())
    salt = salt or os.urandom(SALT_BYTES)
    own_point = point_of(own.public_key())
    # RFC 8291, 3.4: the shared secret and the authentication secret make the input keying material.
    combined = _sha256(secret, own.exchange(ec.ECDH(), read_point(point)))
    material = _sha256(combined, b"WebPush: info\0" + point + own_point + FIRST_BLOCK)
    # RFC 8188, 2.2 and 2.3: content encryption key and nonce.
    seed = _sha256(salt, material)
    key = _sha256(seed, b"Content-Encoding: aes128gcm\0" + FIRST_BLOCK)[:KEY_BYTES]
    nonce = _sha256(seed, b"Content-Encoding: nonce\0" + FIRST_BLOCK)[:NONCE_BYTES]
    sealed = AESGCM(key).encrypt(nonce, content + LAST_RECORD, None)
    head = salt + RECORD_BYTES.to_bytes(4, "big") + bytes([POINT_BYTES]) + own_point
    return head + sealed
