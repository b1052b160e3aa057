"""The devices of the demonstration and of tests: what a browser keeps of its own subscription.

Written from RFC 8188 and RFC 8291 for the receiver, apart from what Belfry sends with.
"""

import base64
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE: Final = ec.SECP256R1()
TAG_BYTES: Final = 16
HEAD_BYTES: Final = 21


@dataclass(frozen=True, slots=True)
class Device:
    """One browser: its id, private number, secret, and the VAPID key (base64url) that it listens to."""

    id: str
    private: int
    secret: bytes
    listens_to: str

    @property
    def _key(self) -> ec.EllipticCurvePrivateKey:
        return ec.derive_private_key(self.private, CURVE)

    @property
    def point(self) -> bytes:
        """Its public key, as the 65 bytes of a point."""
        return _bytes_of(self._key.public_key())

    def subscription(self, origin: str) -> str:
        """Return what its browser would hand to a page, as JSON."""
        keys = {"p256dh": _text(self.point), "auth": _text(self.secret)}
        return json.dumps(
            {"endpoint": f"{origin}/push/{self.id}", "expirationTime": None, "keys": keys}
        )

    def open(self, body: bytes) -> bytes:
        """Return what was encrypted for it; raise ValueError or cryptography's InvalidTag."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender = body[HEAD_BYTES : HEAD_BYTES + length]
        shared = self._key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender)
        )
        material = HKDF(
            hashes.SHA256(), 32, self.secret, b"WebPush: info\x00" + self.point + sender
        ).derive(shared)
        seed = HKDF.extract(hashes.SHA256(), salt, material)
        key, start = (
            HKDFExpand(hashes.SHA256(), size, b"Content-Encoding: " + name + b"\x00").derive(seed)
            for name, size in ((b"aes128gcm", 16), (b"nonce", 12))
        )
        sealed = body[HEAD_BYTES + length :]
        return b"".join(_records(AESGCM(key), start, sealed, size))


def _records(cipher: AESGCM, start: bytes, sealed: bytes, size: int) -> Iterator[bytes]:
    """Yield the content of each record (RFC 8188, 2): padding and a delimiter are cut off its end."""
    if size <= TAG_BYTES + 1 or not sealed:
        raise ValueError("no record")
    count = -(-len(sealed) // size)
    for number in range(count):
        nonce = (int.from_bytes(start, "big") ^ number).to_bytes(12, "big")
        plain = cipher.decrypt(nonce, sealed[number * size : (number + 1) * size], None)
        content = plain.rstrip(b"\x00")
        delimiter = b"\x02" if number == count - 1 else b"\x01"
        if not content.endswith(delimiter):
            raise ValueError("no delimiter")
        yield content[:-1]


class Devices:
    """Keeps devices as files of a folder, so that several processes know the same."""

    def __init__(self, folder: Path) -> None:
        """Keep them in a folder, which may not exist yet."""
        self.folder = folder
        self._known: dict[str, Device] = {}

    def make(self, listens_to: str = "", name: str = "") -> Device:
        """Return a new device; one with a `name` (letters and hyphens) is made once and found again."""
        if name and (known := self.find(name)):
            return known
        device = Device(
            name or secrets.token_urlsafe(16),
            ec.generate_private_key(CURVE).private_numbers().private_value,
            os.urandom(16),
            listens_to,
        )
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        told = {
            "private": str(device.private),
            "secret": _text(device.secret),
            "listens_to": listens_to,
        }
        unfinished = self.folder / f".{device.id}"
        with open(unfinished, "w", encoding="ascii", opener=_private) as file:
            json.dump(told, file)
        unfinished.rename(self.folder / f"{device.id}.json")
        return device

    def find(self, name: str) -> Device | None:
        """Return a device by its id, None for one that does not exist."""
        if name not in self._known:
            path = self.folder / f"{name}.json"
            if path.parent != self.folder or not path.exists():
                return None
            told = json.loads(path.read_text(encoding="ascii"))
            self._known[name] = Device(
                name, int(told["private"]), bytes_of(told["secret"]), told["listens_to"]
            )
        return self._known[name]


def bytes_of(text: str) -> bytes:
    """Return the bytes that base64url without padding stands for; raise ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _bytes_of(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
